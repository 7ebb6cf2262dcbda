/* Our canonical form of each JSON document on a line of stdin: its size in bytes on a line, then the bytes and a newline. */
#include "contract/limits.h"
#include "json/json.h"

#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    for (ssize_t size = 0; (size = getline(&line, &room, stdin)) > 0;) {
        struct json *tree = NULL;
        struct buffer out = {0};
        struct problem problem = {0};
        if (json_parse(line, (size_t)size, 1 << 20, &tree, &problem) != STATUS_OK) {
            (void)fprintf(stderr, "%s: %s\n", problem.code, problem.text);
            return EXIT_FAILURE;
        }
        json_canonical(tree, &out);
        (void)printf("%zu\n%s\n", out.size, out.data);
        buffer_finish(&out);
        json_destroy(tree);
    }
    free(line);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
