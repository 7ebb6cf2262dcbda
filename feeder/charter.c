#include "charter.h"

#include "file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ROOT_FILE_BYTES 65536
#define ROOTS_MOST 1024 /* a TUF client follows no more in one go */

static const enum duty top_duties[] = {DUTY_ROOT, DUTY_SNAPSHOT, DUTY_TARGETS,
                                       DUTY_TIMESTAMP}; /* sorted by word */
static const enum duty project_duties[] = {DUTY_FIGURES, DUTY_TEXTS};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

char *charter_root_path(const char *folder, int64_t version)
{
    return take_format("%s/%" PRId64 ".root.json", folder, version);
}

void charter_finish(struct charter *charter)
{
    for (size_t duty = 0; duty < DUTY_COUNT; duty++)
        authority_finish(&charter->duty[duty]);
    authority_finish(&charter->old_root);
    *charter = (struct charter){0};
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

int charter_root_missing(const struct envelope *root, const struct authority *old_root,
                         const struct authority *new_root)
{
    int lacks = new_root->threshold - envelope_signers(root, new_root);
    int old_lacks = old_root->keys == 0 ? 0 : old_root->threshold - envelope_signers(root, old_root);
    if (old_lacks > lacks)
        lacks = old_lacks;
    return lacks > 0 ? lacks : 0;
}

/* Reads root `version` of the folder over *charter if it counts; STATUS_END: it is not there, or a draft. */
static enum status read_root(const char *folder, int64_t version, bool drafts, struct charter *charter,
                             struct problem *problem)
{
    struct buffer bytes = {0};
    struct envelope root = {0};
    struct authority duty[COUNT(top_duties)] = {{0}};
    int64_t said = 0;
    char *path = charter_root_path(folder, version);
    enum status status = file_read(path, ROOT_FILE_BYTES, &bytes, problem);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, ROOT_FILE_BYTES, &root, problem);
    for (size_t i = 0; i < COUNT(top_duties) && status == STATUS_OK; i++)
        status = authority_read(json_member(root.body, "keys"),
                                json_member(json_member(root.body, "roles"), duty_words[top_duties[i]]),
                                &duty[i], problem);
    const char *expires = json_text(json_member(root.body, "expires"));
    if (status == STATUS_OK && (!json_int64(json_member(root.body, "version"), &said) || said != version ||
                                expires == NULL || !instant_parse(expires, &charter->expires)))
        status =
            problem_set(problem, STATUS_REFUSED, "bad-metadata", "%.200s: wrong version or expiry", path);
    bool complete =
        status == STATUS_OK && charter_root_missing(&root, &charter->duty[DUTY_ROOT], &duty[0]) == 0;
    if (status == STATUS_OK && !complete && !drafts)
        status = STATUS_END;
    if (status == STATUS_OK) {
        authority_finish(&charter->old_root);
        charter->old_root = charter->duty[DUTY_ROOT];
        charter->duty[DUTY_ROOT] = (struct authority){0};
        for (size_t i = 0; i < COUNT(top_duties); i++) {
            authority_finish(&charter->duty[top_duties[i]]);
            charter->duty[top_duties[i]] = duty[i];
            duty[i] = (struct authority){0};
        }
        charter->version = version;
        charter->complete = complete ? version : charter->complete;
    }
    for (size_t i = 0; i < COUNT(top_duties); i++)
        authority_finish(&duty[i]);
    envelope_finish(&root);
    buffer_finish(&bytes);
    free(path);
    return status;
}

static enum status read_roles(const char *folder, struct charter *charter, struct problem *problem)
{
    struct buffer bytes = {0};
    struct json *tree = NULL;
    char *path = take_format("%s/roles.json", folder);
    enum status status = file_read(path, ROOT_FILE_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_REFUSED, "no-keys", "%.200s is not there", path);
    if (status == STATUS_OK)
        status = json_parse(bytes.data, bytes.size, ROOT_FILE_BYTES, &tree, problem);
    for (size_t i = 0; i < COUNT(project_duties) && status == STATUS_OK; i++)
        status = authority_read(json_member(tree, "keys"), json_member(tree, duty_words[project_duties[i]]),
                                &charter->duty[project_duties[i]], problem);
    json_destroy(tree);
    buffer_finish(&bytes);
    free(path);
    return status;
}

enum status charter_load(const char *folder, bool drafts, struct charter *out, struct problem *problem)
{
    *out = (struct charter){0};
    enum status status = STATUS_OK;
    /* A draft is the last one: the next could not be signed by its keys. */
    for (int64_t version = 1; version <= ROOTS_MOST && status == STATUS_OK && out->version == out->complete;
         version++)
        status = read_root(folder, version, drafts, out, problem);
    if (status == STATUS_END && out->version == 0)
        return STATUS_END;
    if (status == STATUS_OK || status == STATUS_END)
        status = read_roles(folder, out, problem);
    if (status != STATUS_OK)
        charter_finish(out);
    return status;
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

enum status charter_write_roles(const struct charter *charter, const char *folder, struct problem *problem)
{
    struct buffer out = {0};
    struct authority all = {0};
    bool first = true;
    for (size_t i = 0; i < COUNT(project_duties); i++)
        for (size_t k = 0; k < charter->duty[project_duties[i]].keys; k++)
            authority_add(&all, &charter->duty[project_duties[i]].key[k]);
    buffer_text(&out, "{\"figures\":{");
    authority_write(&charter->duty[DUTY_FIGURES], &out);
    buffer_text(&out, "},\"keys\":{");
    authority_write_keys(&all, &first, &out);
    buffer_text(&out, "},\"texts\":{");
    authority_write(&charter->duty[DUTY_TEXTS], &out);
    buffer_text(&out, "}}");
    char *path = take_format("%s/roles.json", folder);
    enum status status = file_replace(path, out.data, out.size, 0644, problem);
    free(path);
    authority_finish(&all);
    buffer_finish(&out);
    return status;
}

static void write_root_body(const struct charter *charter, int64_t version, instant expires,
                            struct buffer *out)
{
    struct authority all = {0};
    char when[INSTANT_TEXT];
    bool first = true;
    for (size_t i = 0; i < COUNT(top_duties); i++)
        for (size_t k = 0; k < charter->duty[top_duties[i]].keys; k++)
            authority_add(&all, &charter->duty[top_duties[i]].key[k]);
    buffer_format(out, "{\"_type\":\"root\",\"consistent_snapshot\":true,\"expires\":\"%s\",\"keys\":{",
                  instant_format(when, expires));
    authority_write_keys(&all, &first, out);
    buffer_text(out, "},\"roles\":{");
    for (size_t i = 0; i < COUNT(top_duties); i++) {
        buffer_format(out, "%s\"%s\":{", i > 0 ? "," : "", duty_words[top_duties[i]]);
        authority_write(&charter->duty[top_duties[i]], out);
        buffer_char(out, '}');
    }
    buffer_format(out, "},\"spec_version\":\"1.0.31\",\"version\":%" PRId64 "}", version);
    authority_finish(&all);
}

enum status charter_write_root(const struct charter *charter, const char *folder, const struct keyring *ring,
                               instant expires, int *missing, struct problem *problem)
{
    struct charter last = {0};
    struct buffer body = {0}, out = {0};
    struct envelope written = {0};
    enum status status = charter_load(folder, false, &last, problem);
    if (status == STATUS_END)
        status = STATUS_OK; /* the first root: no older one has to agree */
    if (status != STATUS_OK)
        return status;
    write_root_body(charter, last.complete + 1, expires, &body);
    keyring_sign_root(ring, &charter->duty[DUTY_ROOT], &last.duty[DUTY_ROOT], &body, &out);
    status = envelope_read(out.data, out.size, ROOT_FILE_BYTES, &written, problem);
    if (status == STATUS_OK) {
        *missing = charter_root_missing(&written, &last.duty[DUTY_ROOT], &charter->duty[DUTY_ROOT]);
        char *path = charter_root_path(folder, last.complete + 1);
        status = file_replace(path, out.data, out.size, 0644, problem);
        free(path);
    }
    envelope_finish(&written);
    buffer_finish(&body);
    buffer_finish(&out);
    charter_finish(&last);
    return status;
}
