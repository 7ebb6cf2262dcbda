/* Paths of targets: which delegation may speak of one, and how names become parts of a URL or file names. */
#ifndef TRUST_PATH_H
#define TRUST_PATH_H

#include "contract/buffer.h"

#include <stdbool.h>

/* TUF's PATHPATTERN: '*' is any run and '?' any one character, neither of them a
   '/'. Everything else is itself. */
bool trust_path_matches(const char *pattern, const char *path);
/* The hexadecimal SHA-256 of a path. */
#define TRUST_PATH_HASH 65
void trust_path_hash(const char *path, char out[TRUST_PATH_HASH]);
/* True if the hexadecimal SHA-256 of `path` begins with `prefix`. */
bool trust_path_has_prefix(const char *prefix, const char *path);

/* Appends `text` with every byte but A-Z a-z 0-9 - . _ ~ as %XX. `keep` stays as well ('/' for paths in a
   URL, '\0' for names of files, which so never hold a slash). */
void trust_quote(struct buffer *out, const char *text, char keep);

#endif
