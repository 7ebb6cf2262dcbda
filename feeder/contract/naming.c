#include "contract/naming.h"

#include "contract/buffer.h"
#include "contract/record.h"
#include "contract/status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t naming_role(const char *role, bool *figures, const char **bin)
{
    static const char *const duties[] = {".texts", ".figures"};
    const char *dot = strrchr(role, '.');
    size_t length = strlen(role);
    *bin = role + length;
    for (int bins = 0; bins < 2; bins++) {
        for (int d = 0; d < 2; d++) {
            size_t duty = strlen(duties[d]);
            if (length > duty && strncmp(role + length - duty, duties[d], duty) == 0) {
                *figures = d == 1;
                return length - duty;
            }
        }
        /* "<role>.0" … "<role>.fff": a bin */
        size_t digits = dot == NULL ? 0 : strlen(dot + 1);
        if (digits < 1 || digits > 3 || strspn(dot + 1, "0123456789abcdef") != digits)
            return 0;
        length = (size_t)(dot - role);
        *bin = dot + 1;
    }
    return 0;
}

char *naming_path(const char *prefix, size_t length, bool figures, const char *name)
{
    return take_format("%.*s/%s/%s.json", (int)length, prefix, figures ? "figures" : "texts", name);
}

/* No id begins with '~'. Of a bin's paths one in 16, 256 or 4,096 is such a one. */
char *naming_probe(const char *role)
{
    bool figures = false;
    const char *bin = NULL;
    char hash[65], name[24];
    size_t length = naming_role(role, &figures, &bin);
    ENSURE(length > 0);
    for (unsigned n = 0;; n++) {
        (void)snprintf(name, sizeof name, "~%u", n);
        char *path = naming_path(role, length, figures, name);
        sha256_hex(path, strlen(path), hash); /* TUF's hash of a path */
        if (strncmp(hash, bin, strlen(bin)) == 0)
            return path;
        free(path);
    }
}
