/* Records and places to put them, for the tests of cache and snapshot. */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "contract/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SAMPLE_NOW ((instant)1795312800) /* 2026-11-22T02:00:00Z */
#define SAMPLE_DAY ((instant)86400)

/* A public notice of one line, published a day before SAMPLE_NOW. */
static inline struct record *sample_record(const char *id, int64_t version)
{
    struct record *record = record_create();
    record->id = take_copy(id);
    record->version = version;
    memcpy(record->catalogue, "D14", 4);
    record->published_at = SAMPLE_NOW - SAMPLE_DAY;
    record->text[LANG_ZH].title = take_format("公告 %s", id);
    record->text[LANG_ZH].body = take_format("第%lld版", (long long)version);
    return record;
}

/* One row of progress: the figures that may change under one version. */
static inline void sample_figures(struct record *record, const char *done)
{
    struct rows *rows = &record->rows[VIEW_PROGRESS];
    static const char *const cells[][2] = {
        {"seq", "1"}, {"as_of", "2026-11-22"}, {"metric", "signed"}, {"due", "300"}, {"unit", "household"}};
    rows_finish(rows);
    char **row = rows_add(rows);
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        row[view_column(VIEW_PROGRESS, cells[i][0])] = take_copy(cells[i][1]);
    row[view_column(VIEW_PROGRESS, "done")] = take_copy(done);
}

static inline struct project *sample_project(const char *id, const char *sort)
{
    struct project *project = project_create();
    project->row.cell[view_column(VIEW_PROJECT, "id")] = take_copy(id);
    project->row.cell[view_column(VIEW_PROJECT, "name")] = take_format("项目 %s", id);
    project->row.cell[view_column(VIEW_PROJECT, "sort")] = take_copy_or_null(sort);
    return project;
}

/* A new folder that others may enter; removed with everything in it by
   sample_folder_remove, which frees the name. */
static inline char *sample_folder(void)
{
    char *folder = take_copy("/tmp/disclosure-test-XXXXXX");
    if (mkdtemp(folder) == NULL)
        BUG("no folder for the test");
    return folder;
}

static inline void sample_folder_remove(char *folder)
{
    char *command = take_format("chmod -R u+w '%s' && rm -rf '%s'", folder, folder);
    if (system(command) != 0)
        BUG("folder of the test not removed");
    free(command);
    free(folder);
}

#endif
