/* A signed publication as a source. It yields verified records, not rows: sync hands the pull over to follow. What lasts
   between pulls of a daemon is kept here. */
#include "follow.h"
#include "source.h"

#include <stdlib.h>

struct publication_source {
    struct source source;
    struct publication publication;
};

static struct publication_source *mine(struct source *source)
{
    return (struct publication_source *)source;
}

static enum status open_publication(const char *uri, struct source **out, struct problem *problem)
{
    if (!repository_is_uri(uri))
        return problem_set(problem, STATUS_MISUSE, "bad-uri",
                           "a publication is http(s)://.../ or file:///.../");
    struct publication_source *made = take_zeroed(1, sizeof *made);
    made->source.adapter = &source_publication;
    made->publication.uri = take_copy(uri);
    *out = &made->source;
    return STATUS_OK;
}

static void close_publication(struct source *source)
{
    repository_close(mine(source)->publication.repository);
    free(mine(source)->publication.uri);
    free(mine(source));
}

static enum status no_rows(struct source *source, struct problem *problem)
{
    (void)source;
    return problem_set(problem, STATUS_MISUSE, "bad-uri", "a publication has no rows to read");
}

static enum status no_scan(struct source *source, struct source_scan *out, struct problem *problem)
{
    (void)out;
    return no_rows(source, problem);
}

static enum status no_fetch(struct source *source, struct source_item *items, size_t count,
                            struct problem *problem)
{
    (void)items;
    (void)count;
    return no_rows(source, problem);
}

static enum status no_fetch_all(struct source *source, struct rows *rows, struct problem *problem)
{
    (void)rows;
    return no_rows(source, problem);
}

static void end(struct source *source)
{
    (void)source;
}

const struct source_adapter source_publication = {
    .scheme = "publication",
    .open = open_publication,
    .close = close_publication,
    .begin = no_rows,
    .scan = no_scan,
    .fetch = no_fetch,
    .fetch_all = no_fetch_all,
    .end = end,
};

struct publication *source_as_publication(struct source *source)
{
    return source->adapter == &source_publication ? &mine(source)->publication : NULL;
}
