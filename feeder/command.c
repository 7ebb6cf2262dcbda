#include "command.h"

#include "speech.h"

#include <stdio.h>

int command_fail(int code, const char *what, const struct problem *problem)
{
    fprintf(stderr, "feeder: %s: %s: %s %s\n", what, problem->code, speech_for_code(problem->code),
            problem->text);
    return code;
}

int command_misuse(const char *usage)
{
    struct problem problem = {0};
    (void)problem_set(&problem, STATUS_MISUSE, "usage", "%s", usage);
    return command_fail(EXIT_MISUSE, "usage", &problem);
}
