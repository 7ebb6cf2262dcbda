#include "adoption.h"

#include "contract/limits.h"
#include "contract/record.h"
#include "file.h"
#include "keys.h"
#include "role_file.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* Brings the targets of a file that waited into the publication. STATUS_END: one of them is nowhere. */
static enum status bring_targets(struct edition *edition, const struct json *targets, struct problem *problem)
{
    const char **paths = json_keys(targets);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < json_count(targets) && status == STATUS_OK; i++) {
        const char *sha256 =
            json_text(json_member(json_member(json_member(targets, paths[i]), "hashes"), "sha256"));
        struct buffer bytes = {0};
        char found[65], *name = depot_target_name(paths[i], sha256 == NULL ? "" : sha256),
                        *there = depot_path(edition->depot, name),
                        *here = edition_pending_path(edition, name);
        if (!file_exists(there) || file_exists(here)) {
            status = file_read(here, LIMIT_SEALED_BYTES, &bytes, problem);
            sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, found);
            if (status == STATUS_OK && sha256 != NULL && strcmp(found, sha256) == 0)
                status = edition_put(edition, name, bytes.data, bytes.size, problem);
            else if (status == STATUS_OK)
                status = STATUS_END;
            edition->report->targets_written += status == STATUS_OK;
            if (status == STATUS_OK)
                edition_adopted(edition, here);
        }
        buffer_finish(&bytes);
        free(name);
        free(there);
        free(here);
    }
    free(paths);
    return status;
}

/* Targets of the old file that the new one has no more, or with other bytes. */
static void drop_targets(struct edition *edition, const struct json *old, const struct json *fresh)
{
    const char **paths = json_keys(old);
    for (size_t i = 0; i < json_count(old); i++) {
        const struct json *entry = json_member(fresh, paths[i]);
        const char *was = json_text(json_member(json_member(json_member(old, paths[i]), "hashes"), "sha256")),
                   *is = json_text(json_member(json_member(entry, "hashes"), "sha256")),
                   *form = json_text(json_member(json_member(entry, "custom"), "form"));
        if (was == NULL || (is != NULL && strcmp(was, is) == 0))
            continue;
        char *name = depot_target_name(paths[i], was);
        depot_superseded(edition->depot, name, form != NULL && strcmp(form, "tombstone") == 0);
        free(name);
    }
    free(paths);
}

/* A role that hands on to bins says nothing itself: it waits until every one of them is there, or what it listed would be nowhere
   for a while. (targets.json names roles that may come later.) */
static bool has_its_bins(const struct edition *edition, enum duty duty, const struct json *body)
{
    const struct json *roles = json_member(json_member(body, "delegations"), "roles");
    for (size_t i = 0; duty != DUTY_TARGETS && i < json_count(roles); i++) {
        const char *name = json_text(json_member(json_element(roles, i), "name"));
        if (name == NULL || edition_version(edition, name) == 0)
            return false;
    }
    return true;
}

static enum status adopt(struct edition *edition, const char *file_name, struct problem *problem)
{
    struct role_file file = {0};
    struct buffer bytes = {0};
    int64_t version = 0;
    char *path = edition_pending_path(edition, file_name),
         *name = take_copy_n(file_name, strlen(file_name) - 5);
    enum status status = role_file_open(edition, name, DUTY_TEXTS, NULL, &file, problem);
    enum duty duty = file.waiting.body == NULL ? DUTY_COUNT : keys_duty_of(file_name, file.waiting.body);
    if (status == STATUS_OK && duty < DUTY_COUNT &&
        envelope_signers(&file.waiting, &edition->charter.duty[duty]) >=
            edition->charter.duty[duty].threshold &&
        has_its_bins(edition, duty, file.waiting.body) &&
        json_int64(json_member(file.waiting.body, "version"), &version) && version > file.version) {
        status = bring_targets(edition, json_member(file.waiting.body, "targets"), problem);
        if (status == STATUS_OK)
            status = file_read(path, EDITION_FILE_BYTES, &bytes, problem);
        if (status == STATUS_OK) {
            drop_targets(edition, json_member(file.old.body, "targets"),
                         json_member(file.waiting.body, "targets"));
            status = edition_put_role(edition, name, file.version, version, &bytes, problem);
        }
        if (status == STATUS_OK)
            edition_adopted(edition, path);
    }
    role_file_finish(&file);
    buffer_finish(&bytes);
    free(path);
    free(name);
    return status == STATUS_END ? STATUS_OK : status; /* one that lacks its targets is made anew */
}

enum status adoption_take(struct edition *edition, struct problem *problem)
{
    struct dirent **names = NULL;
    char *folder = take_format("%s/pending", edition->settings->keys);
    int count = scandir(folder, &names, NULL, alphasort);
    enum status status = STATUS_OK;
    free(folder);
    for (int i = 0; i < count; i++) {
        size_t length = strlen(names[i]->d_name);
        if (status == STATUS_OK && length > 5 && strcmp(names[i]->d_name + length - 5, ".json") == 0 &&
            strcmp(names[i]->d_name, "screens.json") != 0)
            status = adopt(edition, names[i]->d_name, problem);
        free(names[i]);
    }
    free(names);
    return status;
}
