#include "contract/status.h"

#include "contract/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status problem_set(struct problem *problem, enum status status, const char *code, const char *format,
                        ...)
{
    if (problem == NULL || problem->code[0] != '\0')
        return status;
    problem->status = status;
    snprintf(problem->code, sizeof problem->code, "%s", code);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(problem->text, sizeof problem->text, format, args);
    va_end(args);
    utf8_trim(problem->text);
    return status;
}

void problem_clear(struct problem *problem)
{
    if (problem != NULL)
        memset(problem, 0, sizeof *problem);
}

void bug(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "BUG %s:%d: ", file, line);
    (void)vfprintf(stderr, format, args);
    (void)fputc('\n', stderr);
    va_end(args);
    abort();
}
