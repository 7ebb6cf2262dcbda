#include "trust/path.h"

#include "contract/utf8.h"

#include <sodium.h>
#include <string.h>

static size_t character(const char *text)
{
    size_t length = utf8_sequence(text);
    return length > 0 ? length : 1;
}

/* One segment, without '/'. Going back to the last '*' is enough: what an earlier one could take, the last
   one takes as well. So the cost is at most pattern times path, whatever the pattern. */
static bool segment_matches(const char *pattern, const char *pattern_end, const char *path,
                            const char *path_end)
{
    const char *star = NULL, *resume = NULL;
    while (path < path_end) {
        if (pattern < pattern_end && *pattern == '*') {
            star = ++pattern;
            resume = path;
        } else if (pattern < pattern_end && *pattern == '?') {
            pattern++;
            path += character(path);
        } else if (pattern < pattern_end && *pattern == *path) {
            pattern++;
            path++;
        } else if (star != NULL) {
            pattern = star;
            resume += character(resume);
            path = resume;
        } else {
            return false;
        }
    }
    while (pattern < pattern_end && *pattern == '*')
        pattern++;
    return pattern == pattern_end;
}

bool trust_path_matches(const char *pattern, const char *path)
{
    for (;;) {
        const char *pattern_end = strchrnul(pattern, '/'), *path_end = strchrnul(path, '/');
        if (*pattern_end != *path_end || !segment_matches(pattern, pattern_end, path, path_end))
            return false;
        if (*pattern_end == '\0')
            return true;
        pattern = pattern_end + 1;
        path = path_end + 1;
    }
}

void trust_path_hash(const char *path, char out[TRUST_PATH_HASH])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, (const unsigned char *)path, strlen(path));
    (void)sodium_bin2hex(out, TRUST_PATH_HASH, hash, sizeof hash);
}

bool trust_path_has_prefix(const char *prefix, const char *path)
{
    char hex[TRUST_PATH_HASH];
    trust_path_hash(path, hex);
    return strncmp(hex, prefix, strlen(prefix)) == 0;
}

void trust_quote(struct buffer *out, const char *text, char keep)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL || (keep != '\0' && *text == keep))
            buffer_char(out, *text);
        else
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*text);
    }
}
