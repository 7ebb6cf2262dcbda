#include "address.h"

#include "contract/buffer.h"

#include <string.h>
#include <strings.h>

static const char hidden[] = "…";

/* The password of user:password@host, between `from` and `until`; NULL if there is none. */
static const char *in_authority(const char *uri, const char **from)
{
    const char *start = strstr(uri, "://");
    if (start == NULL)
        return NULL;
    start += 3;
    const char *end = start + strcspn(start, "/?#");
    const char *at = NULL;
    for (const char *s = start; s < end; s++)
        if (*s == '@')
            at = s; /* the last one: a password may hold a raw '@' */
    if (at == NULL) /* or a raw '/', '?' or '#', which ends the authority early: rather hide too much */
        at = strrchr(start, '@');
    const char *colon = at == NULL ? NULL : memchr(start, ':', (size_t)(at - start));
    if (colon == NULL)
        return NULL;
    *from = colon + 1;
    return at;
}

char *address_without_password(const char *uri)
{
    struct buffer out = {0};
    const char *from = NULL, *until = in_authority(uri, &from);
    if (until != NULL) {
        buffer_add(&out, uri, (size_t)(from - uri));
        buffer_text(&out, hidden);
        uri = until;
    }
    while (*uri != '\0') {
        if (strncasecmp(uri, "password=", 9) == 0) {
            buffer_add(&out, uri, 9);
            buffer_text(&out, hidden);
            uri += 9;
            uri += strcspn(uri, "& ");
        } else {
            buffer_char(&out, *uri++);
        }
    }
    return buffer_take(&out);
}
