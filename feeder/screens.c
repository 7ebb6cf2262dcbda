#include "screens.h"

#include "contract/limits.h"
#include "contract/utf8.h"
#include "file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCREENS_FILE_BYTES (8 << 20) /* LIMIT_SCREENS of 300 bytes and some */
#define LIMIT_SCREENS 20000

void screens_finish(struct screens *screens)
{
    for (size_t i = 0; i < screens->count; i++)
        free(screens->screen[i].name);
    free(screens->screen);
    *screens = (struct screens){0};
}

static struct screen *find(struct screens *screens, const unsigned char key[SEAL_KEY_BYTES])
{
    for (size_t i = 0; i < screens->count; i++)
        if (memcmp(screens->screen[i].key, key, SEAL_KEY_BYTES) == 0)
            return &screens->screen[i];
    return NULL;
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

static enum status read_screen(const struct json *object, struct screens *out, struct problem *problem)
{
    struct screen screen = {.name = NULL};
    const char *key = json_text(json_member(object, "key")), *name = json_text(json_member(object, "name"));
    if (key == NULL || name == NULL || !json_boolean(json_member(object, "inside_area"), &screen.inside_area))
        return problem_set(problem, STATUS_REFUSED, "bad-metadata",
                           "screens.json: a screen lacks key, name or place");
    enum status status = seal_key_read(key, screen.key, problem);
    if (status != STATUS_OK || find(out, screen.key) != NULL)
        return status;
    screen.name = take_copy(name);
    out->screen = take_resized(out->screen, out->count + 1, sizeof *out->screen);
    out->screen[out->count++] = screen;
    return STATUS_OK;
}

/* `least`: how many of the targets keys must have signed it. */
static enum status read_file(const char *path, const struct charter *charter, int least, struct screens *out,
                             struct problem *problem)
{
    struct buffer bytes = {0};
    struct envelope envelope = {0};
    const char *type = NULL;
    *out = (struct screens){0};
    enum status status = file_read(path, SCREENS_FILE_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, SCREENS_FILE_BYTES, &envelope, problem);
    if (status == STATUS_OK) {
        const struct json *list = json_member(envelope.body, "screens");
        type = json_text(json_member(envelope.body, "_type"));
        if (type == NULL || strcmp(type, "screens") != 0 || json_count(list) > LIMIT_SCREENS ||
            !json_int64(json_member(envelope.body, "version"), &out->version) || out->version < 1)
            status =
                problem_set(problem, STATUS_REFUSED, "bad-metadata", "screens.json is no list of screens");
        else if (envelope_signers(&envelope, &charter->duty[DUTY_TARGETS]) < least)
            status = problem_set(problem, STATUS_REFUSED, "bad-metadata",
                                 "screens.json is not signed by the targets keys");
        for (size_t i = 0; i < json_count(list) && status == STATUS_OK; i++)
            status = read_screen(json_element(list, i), out, problem);
    }
    if (status != STATUS_OK)
        screens_finish(out);
    envelope_finish(&envelope);
    buffer_finish(&bytes);
    return status;
}

enum status screens_load(const char *folder, const struct charter *charter, struct screens *out,
                         struct problem *problem)
{
    char *path = take_format("%s/screens.json", folder),
         *draft = take_format("%s/pending/screens.json", folder);
    struct screens newer = {0};
    int all = charter->duty[DUTY_TARGETS].threshold;
    enum status status = read_file(path, charter, all, out, problem);
    if (status == STATUS_END)
        status = STATUS_OK;
    /* A draft that is not complete, or older, is no failure: it waits. */
    if (status == STATUS_OK && read_file(draft, charter, all, &newer, NULL) == STATUS_OK &&
        newer.version > out->version) {
        if (rename(draft, path) != 0)
            status = problem_set(problem, STATUS_UNAVAILABLE, "file", "screens.json: %s", strerror(errno));
        struct screens old = *out;
        *out = newer;
        newer = old;
    }
    screens_finish(&newer);
    free(path);
    free(draft);
    return status;
}

/* ---- changing ------------------------------------------------------------------------------------------------ */

static enum status write_file(const char *folder, const struct charter *charter, const struct keyring *ring,
                              const struct screens *screens, int *missing, struct problem *problem)
{
    const struct authority *owner = &charter->duty[DUTY_TARGETS];
    struct buffer body = {0}, out = {0};
    char key[SEAL_KEY_HEX];
    buffer_text(&body, "{\"_type\":\"screens\",\"screens\":[");
    for (size_t i = 0; i < screens->count; i++) {
        seal_key_text(screens->screen[i].key, key);
        buffer_format(&body, "%s{\"inside_area\":%s,\"key\":\"%s\",\"name\":", i > 0 ? "," : "",
                      screens->screen[i].inside_area ? "true" : "false", key);
        json_write_string(&body, screens->screen[i].name);
        buffer_char(&body, '}');
    }
    buffer_format(&body, "],\"version\":%" PRId64 "}", screens->version + 1);
    int signers = keyring_sign(ring, owner, NULL, &body, &out);
    *missing = signers < owner->threshold ? owner->threshold - signers : 0;
    char *path = take_format("%s%s/screens.json", folder, *missing > 0 ? "/pending" : "");
    enum status status = file_replace(path, out.data, out.size, 0600, problem);
    free(path);
    buffer_finish(&body);
    buffer_finish(&out);
    return status;
}

/* The list to change: with what waits for signatures already, or the second change would undo the first. Whoever signs it reads it
   in full. */
static enum status load_latest(const char *folder, const struct charter *charter, struct screens *out,
                               struct problem *problem)
{
    struct screens draft = {0};
    char *path = take_format("%s/pending/screens.json", folder);
    enum status status = screens_load(folder, charter, out, problem);
    if (status == STATUS_OK && read_file(path, charter, 0, &draft, NULL) == STATUS_OK &&
        draft.version > out->version) {
        struct screens old = *out;
        *out = draft;
        out->version--; /* it takes the draft's place */
        draft = old;
    }
    screens_finish(&draft);
    free(path);
    return status;
}

/* A name stands in lists and logs: one line of readable text. */
static bool is_name(const char *name)
{
    if (*name == '\0' || strlen(name) > 200)
        return false;
    while (*name != '\0') {
        size_t length = utf8_sequence(name);
        if (length == 0 || (unsigned char)*name < 0x20 || *name == 0x7F)
            return false;
        name += length;
    }
    return true;
}

enum status screens_add(const char *folder, const struct charter *charter, const struct keyring *ring,
                        const char *key, const char *name, bool inside_area, int *missing,
                        struct problem *problem)
{
    struct screens screens = {0};
    unsigned char bytes[SEAL_KEY_BYTES];
    enum status status = seal_key_read(key, bytes, problem);
    if (status == STATUS_OK && !is_name(name))
        status = problem_set(problem, STATUS_MISUSE, "empty", "a screen needs a name of one line");
    if (status == STATUS_OK)
        status = load_latest(folder, charter, &screens, problem);
    for (size_t i = 0; i < screens.count && status == STATUS_OK; i++)
        if (strcmp(screens.screen[i].name, name) == 0 &&
            memcmp(screens.screen[i].key, bytes, sizeof bytes) != 0)
            status = problem_set(problem, STATUS_MISUSE, "same-name",
                                 "another screen has this name; remove it first, or take another name");
    if (status == STATUS_OK && screens.count >= LIMIT_SCREENS)
        status = problem_set(problem, STATUS_REFUSED, "too-many", "%d screens are enrolled already",
                             LIMIT_SCREENS);
    if (status == STATUS_OK) {
        struct screen *screen = find(&screens, bytes);
        if (screen == NULL) {
            screens.screen = take_resized(screens.screen, screens.count + 1, sizeof *screens.screen);
            screen = &screens.screen[screens.count++];
            *screen = (struct screen){.name = NULL};
            memcpy(screen->key, bytes, sizeof bytes);
        }
        free(screen->name);
        screen->name = take_copy(name);
        screen->inside_area = inside_area;
        status = write_file(folder, charter, ring, &screens, missing, problem);
    }
    screens_finish(&screens);
    return status;
}

enum status screens_remove(const char *folder, const struct charter *charter, const struct keyring *ring,
                           const char *key_or_name, int *missing, struct problem *problem)
{
    struct screens screens = {0};
    size_t kept = 0;
    enum status status = load_latest(folder, charter, &screens, problem);
    if (status != STATUS_OK) {
        screens_finish(&screens);
        return status;
    }
    size_t count = screens.count;
    for (size_t i = 0; i < count; i++) {
        char key[SEAL_KEY_HEX];
        seal_key_text(screens.screen[i].key, key);
        if (strcmp(key, key_or_name) == 0 || strcmp(screens.screen[i].name, key_or_name) == 0)
            continue;
        struct screen moved = screens.screen[i];
        screens.screen[i] = screens.screen[kept];
        screens.screen[kept++] = moved;
    }
    for (size_t i = kept; i < count; i++)
        free(screens.screen[i].name);
    screens.count = kept;
    if (kept == count)
        status = problem_set(problem, STATUS_MISUSE, "unknown-screen", "no screen has this key or name");
    else
        status = write_file(folder, charter, ring, &screens, missing, problem);
    screens_finish(&screens);
    return status;
}
