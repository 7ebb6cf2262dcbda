#include "address.h"

#include "contract/buffer.h"

#include <ctype.h>
#include <string.h>

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

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Bytes of "password=" at the start of `text`, in any case and however percent-encoded (libpq decodes names, too); 0 if
   it does not start so. */
static size_t name_of_secret(const char *text)
{
    static const char name[] = "password=";
    const char *c = text;
    for (const char *n = name; *n != '\0'; n++) {
        int high = *c == '%' ? hex_digit(c[1]) : -1, low = high < 0 ? -1 : hex_digit(c[2]);
        int letter = low < 0 ? (unsigned char)*c : high * 16 + low;
        if (tolower(letter) != *n)
            return 0;
        c += low < 0 ? 1 : 3;
    }
    return (size_t)(c - text);
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
        size_t name = name_of_secret(uri);
        if (name > 0) {
            buffer_add(&out, uri, name);
            buffer_text(&out, hidden);
            uri += name;
            uri += strcspn(uri, "& ");
        } else {
            buffer_char(&out, *uri++);
        }
    }
    return buffer_take(&out);
}
