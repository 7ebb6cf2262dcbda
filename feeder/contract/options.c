#include "contract/options.h"

#include "contract/log.h"

#include <string.h>

/* Length of the name in `known` that equals `name`, and whether a value follows; false if it is not there. */
static bool is_known(const char *known, const char *name, bool *takes_value)
{
    size_t length = strlen(name);
    for (const char *k = known; *k != '\0'; k += strspn(k, " ")) {
        size_t word = strcspn(k, " =");
        *takes_value = k[word] == '=';
        if (word == length && strncmp(k, name, length) == 0)
            return true;
        k += word + (*takes_value ? 1 : 0);
    }
    return false;
}

enum status options_parse(struct options *out, const char *known, int argc, char **argv,
                          struct problem *problem)
{
    *out = (struct options){0};
    char shown[80];
    for (int i = 0; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) != 0) {
            if (out->words == WORDS_MOST)
                return problem_set(problem, STATUS_MISUSE, "too-many-words",
                                   "too many words on the command line");
            out->word[out->words++] = argv[i];
            continue;
        }
        bool takes_value = false;
        const char *name = argv[i] + 2;
        if (!is_known(known, name, &takes_value))
            return problem_set(problem, STATUS_MISUSE, "unknown-option", "no option \"%s\" here; known: %s",
                               log_escape(shown, sizeof shown, argv[i]), known);
        if (options_get(out, name) != NULL || out->count == OPTIONS_MOST)
            return problem_set(problem, STATUS_MISUSE, "double-option", "--%s is given twice", name);
        if (takes_value && i + 1 == argc)
            return problem_set(problem, STATUS_MISUSE, "no-value", "--%s needs a value", name);
        out->name[out->count] = name;
        out->value[out->count++] = takes_value ? argv[++i] : "";
    }
    return STATUS_OK;
}

const char *options_get(const struct options *options, const char *name)
{
    for (size_t i = 0; i < options->count; i++)
        if (strcmp(options->name[i], name) == 0)
            return options->value[i];
    return NULL;
}
