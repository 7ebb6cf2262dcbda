/* The command line: `--name value … word …`, the same for both programs. */
#ifndef CONTRACT_OPTIONS_H
#define CONTRACT_OPTIONS_H

#include "contract/status.h"

#include <stddef.h>

#define OPTIONS_MOST 24
#define WORDS_MOST 12

struct options {
    const char *name[OPTIONS_MOST], *value[OPTIONS_MOST];
    size_t count;
    const char *word[WORDS_MOST];
    size_t words;
};

/* Parses the arguments (behind the command). `known` is "config= cache= json": names, '=' where a value follows. An unknown name, a
   missing value or a name given twice is STATUS_MISUSE. Borrowed from argv. */
enum status options_parse(struct options *out, const char *known, int argc, char **argv,
                          struct problem *problem);
/* Value of a name, "" for one without value, NULL if not given. */
const char *options_get(const struct options *options, const char *name);

#endif
