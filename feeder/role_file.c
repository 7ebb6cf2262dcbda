#include "role_file.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "file.h"
#include "pending.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum status role_file_open(struct edition *edition, const char *name, enum duty duty,
                           const struct authority *authority, struct role_file *out, struct problem *problem)
{
    *out = (struct role_file){
        .name = take_copy(name), .duty = duty, .authority = authority, .expires = NO_INSTANT};
    struct buffer bytes = {0};
    char *waiting = take_format("%s/pending/%s.json", edition->settings->keys, name),
         *standing = take_format("%" PRId64 ".%s.json", edition_version(edition, name), name);
    enum status status = STATUS_OK;
    out->version = edition_version(edition, name);
    if (out->version > 0) {
        status = edition_read(edition, standing, &out->old, problem);
        const char *expires = json_text(json_member(out->old.body, "expires"));
        if (status == STATUS_END ||
            (status == STATUS_OK && (expires == NULL || !instant_parse(expires, &out->expires))))
            status =
                problem_set(problem, STATUS_REFUSED, "bad-metadata", "%.200s is gone or damaged", standing);
    }
    /* A waiting file that cannot be read is made anew. */
    if (status == STATUS_OK && file_read(waiting, EDITION_FILE_BYTES, &bytes, NULL) == STATUS_OK &&
        envelope_read(bytes.data, bytes.size, EDITION_FILE_BYTES, &out->waiting, NULL) != STATUS_OK)
        envelope_finish(&out->waiting);
    buffer_finish(&bytes);
    free(waiting);
    free(standing);
    return status;
}

void role_file_finish(struct role_file *file)
{
    envelope_finish(&file->old);
    envelope_finish(&file->waiting);
    free(file->name);
    *file = (struct role_file){0};
}

const struct json *role_file_entry(const struct role_file *file, const char *path)
{
    return json_member(json_member(file->old.body, "targets"), path);
}

const struct json *role_file_waiting_entry(const struct role_file *file, const char *path)
{
    return json_member(json_member(file->waiting.body, "targets"), path);
}

static bool says(const struct json *value, const struct buffer *text)
{
    struct buffer now = {0};
    if (value == NULL || text == NULL)
        return value == NULL && text == NULL;
    json_canonical(value, &now);
    bool same = now.size == text->size && memcmp(now.data, text->data, now.size) == 0;
    buffer_finish(&now);
    return same;
}

static bool says_both(const struct envelope *envelope, const struct buffer *delegations,
                      const struct buffer *targets)
{
    return envelope->body != NULL && says(json_member(envelope->body, "delegations"), delegations) &&
           says(json_member(envelope->body, "targets"), targets);
}

static void write_body(int64_t version, instant expires, const struct buffer *delegations,
                       const struct buffer *targets, struct buffer *out)
{
    char when[INSTANT_TEXT];
    buffer_text(out, "{\"_type\":\"targets\",");
    if (delegations != NULL) {
        buffer_text(out, "\"delegations\":");
        buffer_add(out, delegations->data, delegations->size);
        buffer_char(out, ',');
    }
    buffer_format(out, "\"expires\":\"%s\"," EDITION_SPEC ",\"targets\":", instant_format(when, expires));
    buffer_add(out, targets->data, targets->size);
    buffer_format(out, ",\"version\":%" PRId64 "}", version);
}

/* Leaves it waiting, with the signatures that can be had now and those it has already. */
static enum status leave_waiting(struct edition *edition, struct role_file *file, const struct buffer *body,
                                 bool keep, struct problem *problem)
{
    struct buffer bytes = {0};
    const struct buffer *asked = keep ? &file->waiting.bytes : body;
    int count = keyring_sign(&edition->ring, file->authority, keep ? &file->waiting : NULL, asked, &bytes);
    char *name = take_format("%s.json", file->name), *path = edition_pending_path(edition, name);
    struct buffer before = {0};
    edition_keep_waiting(edition, path);
    enum status status = file_read(path, EDITION_FILE_BYTES, &before, NULL);
    bool same =
        status == STATUS_OK && before.size == bytes.size && memcmp(before.data, bytes.data, bytes.size) == 0;
    status = same ? STATUS_OK : file_replace(path, bytes.data, bytes.size, 0644, problem);
    if (status == STATUS_OK && !same)
        status = pending_keep(edition->depot, edition->settings->keys, file->name, file->version, &file->old,
                              &bytes, problem);
    buffer_format(&edition->report->pending, "%s %d\n", path, file->authority->threshold - count);
    buffer_finish(&before);
    buffer_finish(&bytes);
    free(name);
    free(path);
    return status;
}

enum status role_file_put(struct edition *edition, struct role_file *file, const struct buffer *delegations,
                          const struct buffer *targets, bool *published, struct problem *problem)
{
    struct buffer body = {0}, bytes = {0};
    bool said = says_both(&file->old, delegations, targets),
         signed_now = file->old.body != NULL &&
                      envelope_signers(&file->old, file->authority) >= file->authority->threshold;
    enum status status = STATUS_OK;
    *published = said && signed_now;
    if (*published && !edition_is_due(edition, file->duty, file->expires))
        return STATUS_OK;
    int64_t version = edition_next_version(edition, file->name, file->version);
    instant expires = edition->now + edition_lifetime(edition, file->duty);
    write_body(version, expires, delegations, targets, &body);
    if (keyring_sign(&edition->ring, file->authority, NULL, &body, &bytes) >= file->authority->threshold) {
        status = edition_put_role(edition, file->name, file->version, version, &bytes, problem);
        file->expires = expires;
        *published = true;
    } else {
        instant waits_until = NO_INSTANT;
        int64_t waiting_version = 0;
        const char *until = json_text(json_member(file->waiting.body, "expires"));
        bool keep = says_both(&file->waiting, delegations, targets) && until != NULL &&
                    instant_parse(until, &waits_until) && !edition_is_due(edition, file->duty, waits_until) &&
                    json_int64(json_member(file->waiting.body, "version"), &waiting_version) &&
                    waiting_version > file->version;
        status = leave_waiting(edition, file, &body, keep, problem);
    }
    buffer_finish(&body);
    buffer_finish(&bytes);
    return status;
}
