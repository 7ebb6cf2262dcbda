#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keys.h"
#include "office.h"

void office_open(struct office *office, int threshold, int count)
{
    *office = (struct office){.folder = sample_folder(), .now = SAMPLE_NOW};
    office->cache_path = take_format("%s/cache.db", office->folder);
    office->other_path = take_format("%s/other.db", office->folder);
    office->to = take_format("%s/repo", office->folder);
    office->keys = take_format("%s/keys", office->folder);
    publish_defaults(&office->settings);
    office->settings.cache_path = office->cache_path;
    office->settings.to = office->to;
    office->settings.keys = office->keys;
    struct keys_request request = {.folder = office->keys,
                                   .threshold = threshold,
                                   .count = count,
                                   .now = office->now,
                                   .root_days = 1095};
    struct buffer said = {0};
    assert_int_equal(keys_new(&request, &said, &office->problem), STATUS_OK);
    buffer_finish(&said);
}

void office_close(struct office *office)
{
    publish_report_finish(&office->report);
    sample_folder_remove(office->folder);
    free(office->cache_path);
    free(office->other_path);
    free(office->to);
    free(office->keys);
}

enum status publish_at(struct office *office, instant now)
{
    publish_report_finish(&office->report);
    problem_clear(&office->problem);
    office->now = now;
    return publish_run(&office->settings, now, &office->report, &office->problem);
}

struct cache *office_begin(const char *path)
{
    struct cache *cache = NULL;
    assert_int_equal(cache_open(path, &cache, NULL), STATUS_OK);
    assert_int_equal(cache_begin(cache, NULL), STATUS_OK);
    return cache;
}

void put_into(struct cache *cache, struct record *record)
{
    assert_int_equal(cache_put(cache, record, "m", NULL), STATUS_OK);
    record_destroy(record);
}

void office_commit(struct cache *cache)
{
    int64_t generation = 0;
    assert_int_equal(cache_commit(cache, &generation, NULL), STATUS_OK);
    cache_close(cache);
}

void put(const char *path, struct record *record)
{
    struct cache *cache = office_begin(path);
    put_into(cache, record);
    office_commit(cache);
}

void withdraw(const char *path, const char *id, instant now)
{
    struct cache *cache = office_begin(path);
    assert_int_equal(cache_withdraw(cache, id, 0, now, "文号\"有误\"", "m", now, NULL), STATUS_OK);
    office_commit(cache);
}

struct record *in_project(struct record *record, const char *project)
{
    record->project = take_copy_or_null(project);
    return record;
}

struct record *board(const char *id, const char *done)
{
    struct record *record = in_project(sample_record(id, 1), "p.1");
    record->kind = KIND_PROGRESS;
    record->as_of = SAMPLE_NOW;
    sample_figures(record, done);
    return record;
}

struct record *results(const char *id)
{
    struct record *record = in_project(sample_record(id, 1), "p.1");
    record->kind = KIND_TABLE;
    record->audience = AUDIENCE_AFFECTED;
    return record;
}

void fill(const char *path)
{
    put(path, sample_record("n-1", 1));
    put(path, in_project(sample_record("n-2", 1), "p.1"));
    put(path, board("b-1", "120"));
    put(path, results("r-1"));
}

size_t count_files(const char *folder, const char *pattern)
{
    char *command = take_format("find '%s' -type f -name '%s' | wc -l", folder, pattern), line[32] = "";
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    (void)pclose(pipe);
    free(command);
    return (size_t)strtoul(line, NULL, 10);
}
