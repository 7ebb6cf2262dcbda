#include "contract/naming.h"

#include "contract/buffer.h"
#include "contract/record.h"
#include "contract/status.h"

#include <inttypes.h>
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

void naming_probes_finish(struct naming_probes *probes)
{
    free(probes->stem);
    for (size_t digits = 0; digits < sizeof probes->found / sizeof probes->found[0]; digits++)
        free(probes->found[digits]);
    *probes = (struct naming_probes){0};
}

/* No id begins with '~'. Of a bin's paths one in 16, 256 or 4,096 is such a one; what is found on the way to one bin's is kept for
   the others, since each takes a hash. */
char *naming_probe(struct naming_probes *probes, const char *role)
{
    bool figures = false;
    const char *bin = NULL;
    size_t length = naming_role(role, &figures, &bin), digits = strlen(bin);
    ENSURE(length > 0 && digits < sizeof probes->found / sizeof probes->found[0]);
    char *stem = naming_path(role, length, figures, "~");
    if (probes->stem == NULL || strcmp(probes->stem, stem) != 0) {
        naming_probes_finish(probes);
        probes->stem = take_copy(stem);
    }
    free(stem);
    if (probes->found[digits] == NULL)
        probes->found[digits] = take_zeroed((size_t)1 << (4 * digits), sizeof *probes->found[digits]);
    uint32_t *found = probes->found[digits];
    const size_t wanted = strtoul(bin, NULL, 16);
    for (;;) {
        char hash[65], name[24];
        uint32_t number = found[wanted] > 0 ? found[wanted] - 1 : probes->next[digits]++;
        (void)snprintf(name, sizeof name, "~%" PRIu32, number);
        char *path = naming_path(role, length, figures, name);
        if (found[wanted] > 0)
            return path;
        sha256_hex(path, strlen(path), hash); /* TUF's hash of a path */
        free(path);
        hash[digits] = '\0';
        size_t of = strtoul(hash, NULL, 16);
        if (found[of] == 0)
            found[of] = number + 1;
    }
}
