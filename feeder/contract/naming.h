/* How a publication names its roles and the paths they speak of (docs/formats.md §9): "<prefix>.texts", "<prefix>.figures", bins of
   these ("<role>.0" … "<role>.fff"), "<prefix>/texts/<id>.json". The prefix is a project's id, or "~". */
#ifndef CONTRACT_NAMING_H
#define CONTRACT_NAMING_H

#include <stdbool.h>
#include <stddef.h>

/* Length of the prefix in a role's name, 0 if it is none of ours. *figures tells which of the two roles it is, *bin the digits by
   which its paths' hashes begin, "" where it is no bin. */
size_t naming_role(const char *role, bool *figures, const char **bin);
/* The caller frees it. `length`: of the prefix. */
char *naming_path(const char *prefix, size_t length, bool figures, const char *name);
/* A path that only the role of this name could speak of: asking for it makes trust verify the role, whatever it lists. The caller
   frees it. `role` is one of ours. */
char *naming_probe(const char *role);

#endif
