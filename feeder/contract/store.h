/* How both ends hold the cache file: the same settings, the same checks, the same words for what SQLite says.
   For cache.c (the writer) and snapshot.c (the reader) alone. */
#ifndef CONTRACT_STORE_H
#define CONTRACT_STORE_H

#include "contract/status.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_APPLICATION 1145656131 /* "DISC" */
#define STORE_SCHEMA 3

/* Opens with sqlite3_open_v2's flags and the settings that make a hostile file harmless: defensive, no
   trusted schema, cells checked, no memory map, our own limits and heap. Nothing is
   read yet. On failure *out is NULL. */
enum status store_open(const char *path, int flags, sqlite3 **out, struct problem *problem);

/* What SQLite's code means to us, recorded as the problem: damage is "corrupt-cache", a full disk
   "disk-full", a foreign file "not-a-cache", everything the environment does "cache-unavailable". */
enum status store_failed(sqlite3 *db, int code, const char *doing, struct problem *problem);

/* Is it a cache of ours, of this schema and untampered? STATUS_END: it is an empty database. */
enum status store_check(sqlite3 *db, struct problem *problem);

/* Runs statements without results, such as settings. */
enum status store_execute(sqlite3 *db, const char *sql, struct problem *problem);

/* Prepares a table of statements into `out`, and frees them (NULL entries are fine). */
enum status store_prepare(sqlite3 *db, const char *const *sql, size_t count, sqlite3_stmt **out,
                          struct problem *problem);
void store_finalize(sqlite3_stmt **statements, size_t count);

/* Resets a statement and binds its parameters in order; they must live until the next reset. One letter each:
   t const char * (NULL allowed) · i int64_t · b const void *, size_t. */
int store_bind(sqlite3_stmt *statement, const char *types, ...);
/* STATUS_OK: a row stands ready. STATUS_END: no more; the statement is reset, as after a failure. */
enum status store_step(sqlite3_stmt *statement, const char *doing, struct problem *problem);
/* Steps a statement that gives no row. */
enum status store_run(sqlite3_stmt *statement, const char *doing, struct problem *problem);
/* Text of a column, "" for NULL; borrowed until the next step. */
const char *store_text(sqlite3_stmt *statement, int column);

#endif
