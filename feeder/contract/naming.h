/* How a publication names its roles and the paths they speak of (docs/formats.md §9): "<prefix>.texts", "<prefix>.figures", bins of
   these ("<role>.0" … "<role>.fff"), "<prefix>/texts/<id>.json". The prefix is a project's id, or "~". */
#ifndef CONTRACT_NAMING_H
#define CONTRACT_NAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length of the prefix in a role's name, 0 if it is none of ours. *figures tells which of the two roles it is, *bin the digits by
   which its paths' hashes begin, "" where it is no bin. */
size_t naming_role(const char *role, bool *figures, const char **bin);
/* The caller frees it. `length`: of the prefix. */
char *naming_path(const char *prefix, size_t length, bool figures, const char *name);
/* What looking for probes found so far, for the bins of one role: each hash is of use for one of them. Zero-initialise. */
struct naming_probes {
    char *stem; /* of the roles they are for */
    uint32_t
        *found[4]; /* by the digits of a bin: of each bin the number of a path in it, and 1; 0: none yet */
    uint32_t next[4];
};
void naming_probes_finish(struct naming_probes *probes);
/* A path that only the role of this name could speak of: asking for it makes trust verify the role, whatever it lists. The caller
   frees it. `role` is one of ours; those of one prefix best come one after another. */
char *naming_probe(struct naming_probes *probes, const char *role);

#endif
