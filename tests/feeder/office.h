/* A publishing office, for the tests of publish: its cache, its keys, its folder, and what is put into them. */
#ifndef TESTS_OFFICE_H
#define TESTS_OFFICE_H

#include "cache.h"
#include "publish.h"
#include "sample.h"

struct office {
    char *folder, *cache_path, *other_path, *to,
        *keys; /* other_path: a second cache, for what is published together */
    struct publish_settings settings;
    struct publish_report report;
    struct problem problem;
    instant now; /* of the last publication */
};

/* A folder of its own with keys, `count` a role, `threshold` of them needed. office_close removes it all. */
void office_open(struct office *office, int threshold, int count);
void office_close(struct office *office);
enum status publish_at(struct office *office, instant now);

/* One transaction of a cache; put_into destroys the record. */
struct cache *office_begin(const char *path);
void put_into(struct cache *cache, struct record *record);
void office_commit(struct cache *cache);
/* The same, one record or withdrawal a transaction. */
void put(const char *path, struct record *record);
void withdraw(const char *path, const char *id, instant now);

struct record *in_project(struct record *record, const char *project);
struct record *board(const char *id, const char *done); /* of figures, in project p.1 */
struct record *results(const char *id);                 /* a table for the affected, in project p.1 */
/* Two notices, one of them in a project, a board of figures, a table for the affected. */
void fill(const char *path);
/* Files in a folder, and below it, whose name matches a pattern of find. */
size_t count_files(const char *folder, const char *pattern);

#endif
