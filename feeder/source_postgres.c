#include "source.h"

static enum status postgres_source_open(const char *uri, struct source **out, struct problem *problem)
{
    (void)uri;
    (void)out;
    return problem_set(problem, STATUS_UNAVAILABLE, "source-unreachable", "PostgreSQL is not wired up yet");
}

const struct source_adapter source_postgres = {.scheme = "postgresql:", .open = postgres_source_open};
