#include "expiry.h"

#include "contract/limits.h"
#include "contract/log.h"
#include "file.h"
#include "keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPIRY_FILE_BYTES (64 << 20)       /* our own files, before bins were made */
#define SOON_SECONDS ((int64_t)30 * 86400) /* time to find two people and a safe */

/* When a file of ours ends. Only looked for, not parsed: canonical JSON has the member once, before anything that a person
   wrote, and a hundred thousand items stand in files of 40 MB. */
static instant end_of(const char *bytes)
{
    static const char member[] = ",\"expires\":\"";
    const char *found = strstr(bytes, member);
    char text[INSTANT_TEXT] = "";
    instant expires = NO_INSTANT;
    if (found != NULL)
        (void)snprintf(text, sizeof text, "%.20s", found + sizeof member - 1);
    return instant_parse(text, &expires) ? expires : NO_INSTANT;
}

static void note(struct expiry out[DUTY_COUNT], enum duty duty, const char *role, instant expires)
{
    if (duty == DUTY_COUNT || expires == NO_INSTANT ||
        (out[duty].expires != NO_INSTANT && out[duty].expires <= expires))
        return;
    out[duty].expires = expires;
    log_escape(out[duty].role, sizeof out[duty].role, role);
}

/* Appends metadata/NAME. False: it is not there. */
static bool read_metadata(const struct publish_settings *settings, const char *name, struct buffer *out)
{
    char *path = take_format("%s/metadata/%s", settings->to, name);
    bool there = file_read(path, EXPIRY_FILE_BYTES, out, NULL) == STATUS_OK && out->size > 0;
    free(path);
    return there;
}

static void note_file(const struct publish_settings *settings, const char *name, int64_t version,
                      enum duty duty, struct expiry out[DUTY_COUNT])
{
    struct buffer bytes = {0};
    char *file = version > 0 ? take_format("%" PRId64 ".%s", version, name) : take_copy(name);
    if (duty != DUTY_COUNT && read_metadata(settings, file, &bytes)) {
        *strrchr(file, '.') = '\0';
        note(out, duty, version > 0 ? strchr(file, '.') + 1 : file, end_of(bytes.data));
    }
    free(file);
    buffer_finish(&bytes);
}

/* Every file that the publication names. */
static void note_publication(const struct publish_settings *settings, struct expiry out[DUTY_COUNT])
{
    struct buffer bytes = {0};
    struct envelope timestamp = {0}, snapshot = {0};
    int64_t version = 0;
    if (read_metadata(settings, "timestamp.json", &bytes) &&
        envelope_read(bytes.data, bytes.size, EXPIRY_FILE_BYTES, &timestamp, NULL) == STATUS_OK)
        (void)json_int64(
            json_member(json_member(json_member(timestamp.body, "meta"), "snapshot.json"), "version"),
            &version);
    note_file(settings, "timestamp.json", 0, DUTY_TIMESTAMP, out);
    note_file(settings, "snapshot.json", version, DUTY_SNAPSHOT, out);
    char *name = take_format("%" PRId64 ".snapshot.json", version);
    buffer_clear(&bytes);
    if (version > 0 && read_metadata(settings, name, &bytes))
        (void)envelope_read(bytes.data, bytes.size, EXPIRY_FILE_BYTES, &snapshot, NULL);
    const struct json *meta = json_member(snapshot.body, "meta");
    const char **names = json_keys(meta);
    for (size_t i = 0; i < json_count(meta); i++)
        if (json_int64(json_member(json_member(meta, names[i]), "version"), &version) && version > 0)
            note_file(settings, names[i], version, keys_duty_of_name(names[i]), out);
    free(names);
    free(name);
    envelope_finish(&timestamp);
    envelope_finish(&snapshot);
    buffer_finish(&bytes);
}

enum status expiry_read(const struct publish_settings *settings, instant now, struct expiry out[DUTY_COUNT],
                        struct problem *problem)
{
    const int64_t lifetime[DUTY_COUNT] = {
        [DUTY_ROOT] = 3 * SOON_SECONDS,
        [DUTY_TARGETS] = settings->targets_seconds,
        [DUTY_SNAPSHOT] = settings->snapshot_seconds,
        [DUTY_TIMESTAMP] = settings->timestamp_seconds,
        [DUTY_TEXTS] = settings->texts_seconds,
        [DUTY_FIGURES] = settings->figures_seconds,
    };
    struct charter charter = {0};
    struct keyring ring = {0};
    for (size_t duty = 0; duty < DUTY_COUNT; duty++)
        out[duty] = (struct expiry){.expires = NO_INSTANT};
    enum status status = charter_load(settings->keys, false, &charter, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-keys", "no complete root in %.200s", settings->keys);
    if (status == STATUS_OK)
        status = keyring_load(settings->keys, settings->passphrase, &ring, problem);
    if (status == STATUS_OK) {
        note(out, DUTY_ROOT, "root", charter.expires);
        note_publication(settings, out);
    }
    for (size_t duty = 0; duty < DUTY_COUNT && status == STATUS_OK; duty++) {
        int keys = 0;
        int64_t third = lifetime[duty] / 3;
        for (size_t i = 0; i < ring.keys; i++)
            keys += authority_find(&charter.duty[duty], ring.key[i].public.id) != NULL;
        out[duty].here = duty != DUTY_ROOT && keys >= charter.duty[duty].threshold;
        out[duty].soon = !out[duty].here && out[duty].expires != NO_INSTANT &&
                         out[duty].expires - now < (third < SOON_SECONDS ? third : SOON_SECONDS);
    }
    keyring_finish(&ring);
    charter_finish(&charter);
    return status;
}
