/* A publication made by the simulator, laid out in a folder, followed by the product into a cache, and read by a screen's own
   verification. Shared by the tests of following. */
#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H

#include "cache.h"
#include "follow.h"
#include "simulator.h"

#define NOW ((instant)1795305600) /* SIM_NOW */
#define PATHS(project, duty) "\"paths\":[\"" project "/" duty "/*\"]"

struct world {
    struct sim sim;
    char *folder, *uri, *cache_path, *root_file;
    int texts, figures; /* roles of items without a project */
    struct source *source;
    struct cache *cache;
    struct sync_settings settings;
    struct account account;
    char *kept[256];
    size_t keeps;
};

const char *world_keep(struct world *world, char *text);
void world_write(const char *path, const char *bytes, size_t size);
void world_lay_out(struct world *world);
void world_publish(struct world *world, const char *roles);
int world_set_up(void **state);
int world_tear_down(void **state);
void world_list(struct world *world, int role, char *path, const char *custom, const char *content);
void world_unlist(struct world *world, const char *path);
char *world_custom(const struct record *record, const char *form, const char *more);
struct record *world_notice(const char *id, int64_t version);
/* The same with an identity number in it: every guard refuses it, whoever signed it. */
struct record *world_personal(const char *id, int64_t version);
void world_list_item(struct world *world, int role, const char *prefix, struct record *record);
void world_list_tombstone(struct world *world, int role, const char *prefix, const char *id, int64_t version,
                          const char *more);
enum status world_pull_at(struct world *world, instant now);
enum status world_pull(struct world *world);
void assert_held(struct world *world, const char *wanted);
bool world_has_alarm(const struct world *world, const char *code);
void assert_refused(const struct world *world, const char *id, const char *code);
bool world_vouched(struct world *world, const char *root_file, const char *id);
enum status world_try_with(struct world *world, size_t count);
void world_start_with(struct world *world, size_t count);

#endif
