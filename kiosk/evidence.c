#include "evidence.h"

#include "json/json.h"

const char *evidence_state(enum freshness freshness)
{
    static const char *const words[] = {
        [FRESH] = "FRESH", [AGING] = "AGING", [STALE] = "STALE", [EXPIRED] = "EXPIRED", [DEAD] = "DEAD"};
    return words[freshness];
}

void evidence_presented(struct evidence *evidence, const struct evidence_page *page)
{
    evidence->presented++;
    if (evidence->trace == NULL)
        return;
    struct timespec at = page->at;
    if (at.tv_sec == 0)
        (void)clock_gettime(CLOCK_REALTIME, &at);
    struct buffer line = {0};
    buffer_format(&line, "{\"t\":%lld.%06ld,\"item\":", (long long)at.tv_sec, at.tv_nsec / 1000);
    json_write_string_escaped(&line, page->item);
    buffer_format(&line,
                  ",\"version\":%lld,\"revision\":%lld,\"page\":%zu,\"pages\":%zu,\"generation\":%lld,"
                  "\"state\":\"%s\",\"digest\":\"%s\"}\n",
                  (long long)page->version, (long long)page->revision, page->page, page->pages,
                  (long long)page->generation, page->state, page->digest);
    (void)fwrite(line.data, 1, line.size,
                 evidence->trace); /* a reader that went away must not stop the screen */
    (void)fflush(evidence->trace);
    buffer_finish(&line);
}
