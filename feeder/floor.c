#include "floor.h"

#include "contract/limits.h"
#include "file.h"
#include "json/json.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define KEY_FILE_BYTES 4096

static char *path_of(const struct floor *floor, const char *name)
{
    return take_format("%s/%s", floor->folder, name);
}

/* Appends a file of the folder; one that is not there is none. */
static enum status load(const struct floor *floor, const char *name, size_t most, struct buffer *out,
                        struct problem *problem)
{
    char *path = path_of(floor, name);
    enum status status = file_read(path, most, out, problem);
    free(path);
    return status;
}

static enum status store(const struct floor *floor, const char *name, const void *bytes, size_t size,
                         unsigned mode, struct problem *problem)
{
    char *path = path_of(floor, name);
    enum status status = file_replace(path, bytes, size, mode, problem);
    free(path);
    return status;
}

static enum status forget(const struct floor *floor, const char *name, struct problem *problem)
{
    char *path = path_of(floor, name);
    bool gone = unlink(path) == 0 || errno == ENOENT;
    free(path);
    if (!gone)
        return problem_set(problem, STATUS_UNAVAILABLE, "file", "cannot forget %s: %s", name,
                           strerror(errno));
    return file_sync_all(floor->folder, problem);
}

/* The root that was given, held against the one given last: its copy is the mark by which the floor knows its lineage. */
static enum status load_roots(struct floor *floor, const char *root_file, struct problem *problem)
{
    struct buffer given = {0}, pinned = {0};
    enum status status = file_read(root_file, LIMIT_TRUST_ROOT_BYTES, &given, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-root", "there is no trust root %.200s", root_file);
    if (status == STATUS_OK) {
        status = load(floor, "pinned.json", LIMIT_TRUST_ROOT_BYTES, &pinned, problem);
        floor->repinned = status == STATUS_END || pinned.size != given.size ||
                          memcmp(pinned.data, given.data, given.size) != 0;
        status = status == STATUS_END ? STATUS_OK : status;
    }
    if (status == STATUS_OK && !floor->repinned)
        status = load(floor, "root.json", LIMIT_TRUST_ROOT_BYTES, &floor->root, problem);
    if (status == STATUS_END || (status == STATUS_OK && floor->root.size == 0)) {
        buffer_clear(&floor->root);
        buffer_add(&floor->root, given.data, given.size);
        status = STATUS_OK;
    }
    buffer_finish(&pinned);
    buffer_finish(&given);
    return status;
}

enum status floor_open(const char *cache_path, const char *root_file, struct floor *out,
                       struct problem *problem)
{
    *out = (struct floor){.folder = take_format("%s.trust", cache_path)};
    enum status status = file_make_folder(out->folder, 0755, problem);
    if (status == STATUS_OK)
        status = load_roots(out, root_file, problem);
    if (status == STATUS_OK)
        status = load(out, "timestamp.json", LIMIT_TRUST_TIMESTAMP_BYTES, &out->timestamp, problem);
    if (status == STATUS_OK || status == STATUS_END)
        status = load(out, "snapshot.json", LIMIT_TRUST_SNAPSHOT_BYTES, &out->snapshot, problem);
    if (status == STATUS_END)
        status = STATUS_OK;
    if (status != STATUS_OK)
        floor_finish(out);
    return status;
}

void floor_finish(struct floor *floor)
{
    buffer_finish(&floor->snapshot);
    buffer_finish(&floor->timestamp);
    buffer_finish(&floor->root);
    free(floor->folder);
    *floor = (struct floor){0};
}

enum status floor_keep_root(struct floor *floor, int64_t version, const char *bytes, size_t size,
                            struct problem *problem)
{
    char *name = take_format("%" PRId64 ".root.json", version);
    enum status status = store(floor, name, bytes, size, 0644, problem);
    if (status == STATUS_OK)
        status = store(floor, "root.json", bytes, size, 0644, problem);
    free(name);
    if (status != STATUS_OK || bytes == floor->root.data)
        return status;
    buffer_clear(&floor->root);
    buffer_add(&floor->root, bytes, size);
    return STATUS_OK;
}

enum status floor_pin(struct floor *floor, int64_t version, struct problem *problem)
{
    if (!floor->repinned)
        return STATUS_OK;
    enum status status = floor_keep_root(floor, version, floor->root.data, floor->root.size, problem);
    if (status == STATUS_OK)
        status = store(floor, "pinned.json", floor->root.data, floor->root.size, 0644, problem);
    return status;
}

enum status floor_read_root(const struct floor *floor, int64_t version, struct buffer *out,
                            struct problem *problem)
{
    char *name = take_format("%" PRId64 ".root.json", version);
    enum status status = load(floor, name, LIMIT_TRUST_ROOT_BYTES, out, problem);
    free(name);
    return status;
}

/* That in this boot of the machine a newer timestamp was verified, and when: what no clock can say. Not worth a sync. */
static enum status prove(const struct floor *floor, const char *bytes, size_t size, struct problem *problem)
{
    struct buffer text = {0}, boot = {0};
    struct json *tree = NULL;
    struct timespec now = {0};
    int64_t version = 0;
    clock_gettime(CLOCK_BOOTTIME, &now);
    enum status status = json_parse(bytes, size, LIMIT_TRUST_TIMESTAMP_BYTES, &tree, problem);
    if (status == STATUS_OK && json_int64(json_member(json_member(tree, "signed"), "version"), &version) &&
        file_read("/proc/sys/kernel/random/boot_id", KEY_FILE_BYTES, &boot, problem) == STATUS_OK &&
        boot.size >= 36) {
        char *path = path_of(floor, "proof");
        buffer_format(&text, "{\"at\":%" PRId64 ",\"boot\":\"%.36s\",\"timestamp\":%" PRId64 "}\n",
                      (int64_t)now.tv_sec, boot.data, version);
        status = file_replace_later(path, text.data, text.size, 0644, problem);
        free(path);
    }
    json_destroy(tree);
    buffer_finish(&boot);
    buffer_finish(&text);
    return status;
}

enum status floor_keep(struct floor *floor, const char *name, const char *bytes, size_t size,
                       struct problem *problem)
{
    struct buffer *held = strcmp(name, "snapshot.json") == 0 ? &floor->snapshot : &floor->timestamp;
    enum status status =
        bytes == NULL ? forget(floor, name, problem) : store(floor, name, bytes, size, 0644, problem);
    if (status != STATUS_OK)
        return status;
    struct buffer fresh = {0};
    if (bytes != NULL)
        buffer_add(&fresh, bytes, size);
    buffer_finish(held);
    *held = fresh;
    return bytes != NULL && held == &floor->timestamp ? prove(floor, bytes, size, problem) : STATUS_OK;
}

void floor_recall(struct floor *floor, const char *timestamp, size_t size)
{
    struct buffer fresh = {0};
    buffer_add(&fresh, timestamp, size);
    buffer_finish(&floor->timestamp);
    floor->timestamp = fresh;
}

void floor_lift(struct floor *floor, struct buffer *timestamp, struct buffer *snapshot)
{
    struct buffer old[] = {floor->timestamp, floor->snapshot};
    floor->timestamp = *timestamp;
    floor->snapshot = *snapshot;
    *timestamp = old[0];
    *snapshot = old[1];
}

static instant member_instant(const struct json *body, const char *name)
{
    instant when = NO_INSTANT;
    const char *text = json_text(json_member(body, name));
    return text != NULL && instant_parse(text, &when) ? when : NO_INSTANT;
}

static struct json *read_timestamp(const struct buffer *timestamp)
{
    struct json *tree = NULL;
    if (timestamp->size > 0 &&
        json_parse(timestamp->data, timestamp->size, LIMIT_TRUST_TIMESTAMP_BYTES, &tree, NULL) != STATUS_OK)
        return NULL;
    return tree;
}

instant floor_issued(const struct buffer *timestamp)
{
    struct json *tree = read_timestamp(timestamp);
    instant issued = member_instant(json_member(tree, "signed"), "x-issued");
    json_destroy(tree);
    return issued;
}

instant floor_heard(const struct buffer *timestamp)
{
    struct json *tree = read_timestamp(timestamp);
    instant issued = member_instant(json_member(tree, "signed"), "x-issued"),
            heard = member_instant(json_member(tree, "signed"), "x-heard");
    json_destroy(tree);
    return heard != NO_INSTANT && heard < issued ? heard : issued;
}

int64_t floor_snapshot(const struct buffer *timestamp)
{
    int64_t version = 0;
    struct json *tree = read_timestamp(timestamp);
    const struct json *meta = json_member(json_member(tree, "signed"), "meta");
    if (!json_int64(json_member(json_member(meta, "snapshot.json"), "version"), &version))
        version = 0;
    json_destroy(tree);
    return version;
}

/* ---- the screen's key ---------------------------------------------------------------------------------------- */

static bool read_hex(const struct json *value, unsigned char out[SEAL_KEY_BYTES])
{
    const char *text = json_text(value);
    size_t size = 0;
    return text != NULL && sodium_hex2bin(out, SEAL_KEY_BYTES, text, strlen(text), NULL, &size, NULL) == 0 &&
           size == SEAL_KEY_BYTES;
}

static enum status read_key(const struct buffer *bytes, struct seal_key *out, struct problem *problem)
{
    struct json *tree = NULL;
    enum status status = json_parse(bytes->data, bytes->size, KEY_FILE_BYTES, &tree, problem);
    if (status == STATUS_OK && (!read_hex(json_member(tree, "public"), out->public) ||
                                !read_hex(json_member(tree, "secret"), out->secret)))
        status = problem_set(problem, STATUS_REFUSED, "bad-screen-key", "the screen's key file is damaged");
    json_destroy(tree);
    return status;
}

static enum status make_key(const char *path, struct seal_key *out, struct problem *problem)
{
    struct buffer text = {0};
    char public[SEAL_KEY_HEX], secret[SEAL_KEY_HEX];
    seal_key_make(out);
    seal_key_text(out->public, public);
    seal_key_text(out->secret, secret);
    buffer_format(&text, "{\"public\":\"%s\",\"secret\":\"%s\"}\n", public, secret);
    enum status status = file_replace(path, text.data, text.size, 0600, problem);
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(text.data, text.size);
    buffer_finish(&text);
    return status;
}

/* Whoever may look at the cache may know the public half. */
static enum status show_public(const char *folder, const struct seal_key *key, struct problem *problem)
{
    char text[SEAL_KEY_HEX + 1];
    char *path = take_format("%s/screen.pub", folder);
    seal_key_text(key->public, text);
    memcpy(text + SEAL_KEY_HEX - 1, "\n", 2);
    enum status status =
        file_exists(path) ? STATUS_OK : file_replace(path, text, SEAL_KEY_HEX, 0644, problem);
    free(path);
    return status;
}

enum status screen_key_load(const char *cache_path, struct seal_key *out, bool *made, struct problem *problem)
{
    struct buffer bytes = {0};
    char *folder = take_format("%s.trust", cache_path), *path = take_format("%s/screen.key", folder);
    enum status status = file_read(path, KEY_FILE_BYTES, &bytes, problem);
    *made = status == STATUS_END;
    if (status == STATUS_OK) {
        status = read_key(&bytes, out, problem);
    } else if (status == STATUS_END) {
        status = file_make_folder(folder, 0755, problem);
        if (status == STATUS_OK)
            status = make_key(path, out, problem);
    }
    if (status == STATUS_OK)
        status = show_public(folder, out, problem);
    if (bytes.size > 0)
        sodium_memzero(bytes.data, bytes.size);
    buffer_finish(&bytes);
    free(path);
    free(folder);
    return status;
}

bool screen_key_public(const char *cache_path, char out[SEAL_KEY_HEX])
{
    struct buffer bytes = {0};
    unsigned char key[SEAL_KEY_BYTES];
    char *path = take_format("%s.trust/screen.pub", cache_path);
    bool good = file_read(path, KEY_FILE_BYTES, &bytes, NULL) == STATUS_OK && bytes.size == SEAL_KEY_HEX;
    if (good) {
        memcpy(out, bytes.data, SEAL_KEY_HEX - 1);
        out[SEAL_KEY_HEX - 1] = '\0';
        good = seal_key_read(out, key, NULL) == STATUS_OK;
    }
    buffer_finish(&bytes);
    free(path);
    return good;
}
