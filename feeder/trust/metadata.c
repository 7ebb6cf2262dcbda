#include "trust/metadata.h"

#include "contract/buffer.h"
#include "contract/log.h"
#include "trust/path.h"

#include <stdlib.h>
#include <string.h>

const char *const trust_type_name[TRUST_TYPES] = {"root", "timestamp", "snapshot", "targets"};

static enum status malformed(struct problem *problem, const char *what)
{
    return problem_set(problem, STATUS_REFUSED, "bad-metadata", "%s", what);
}

/* ---- what all types share ---- */

/* Any 1.x: a minor version may add members, which are unknown to us and legal. */
static bool known_specification(const char *version)
{
    return version != NULL && version[0] == '1' && version[1] == '.' && version[2] >= '0' &&
           version[2] <= '9';
}

static bool read_version(const struct json *value, int64_t *out)
{
    return json_int64(value, out) && *out >= 1;
}

/* A list of {keyid, sig}, no key id twice (specification §4.2). */
static enum status read_signatures(const struct json *signatures, struct problem *problem)
{
    const char *id[LIMIT_TRUST_SIGNATURES];
    size_t count = json_count(signatures);
    if (!json_is_array(signatures))
        return malformed(problem, "signatures are missing");
    if (count > LIMIT_TRUST_SIGNATURES)
        return problem_set(problem, STATUS_REFUSED, "too-many-signatures", "%zu signatures, at most %d",
                           count, LIMIT_TRUST_SIGNATURES);
    for (size_t i = 0; i < count; i++) {
        const struct json *entry = json_element(signatures, i);
        id[i] = json_text(json_member(entry, "keyid"));
        if (id[i] == NULL || json_text(json_member(entry, "sig")) == NULL)
            return malformed(problem, "a signature without keyid or sig");
        for (size_t j = 0; j < i; j++)
            if (strcmp(id[i], id[j]) == 0)
                return problem_set(problem, STATUS_REFUSED, "duplicate-keyid",
                                   "two signatures with one key id");
    }
    return STATUS_OK;
}

static enum status read_head(struct trust_metadata *file, struct problem *problem)
{
    file->signed_part = json_member(file->tree, "signed");
    file->signatures = json_member(file->tree, "signatures");
    const char *type = json_text(json_member(file->signed_part, "_type"));
    const char *expires = json_text(json_member(file->signed_part, "expires"));
    if (type == NULL || strcmp(type, trust_type_name[file->type]) != 0)
        return problem_set(problem, STATUS_REFUSED, "wrong-type", "no metadata of type %s",
                           trust_type_name[file->type]);
    if (!known_specification(json_text(json_member(file->signed_part, "spec_version"))))
        return problem_set(problem, STATUS_REFUSED, "spec-version",
                           "written to another specification than 1.x");
    if (!read_version(json_member(file->signed_part, "version"), &file->version))
        return malformed(problem, "version is no number above 0");
    if (expires == NULL || !instant_parse(expires, &file->expires))
        return malformed(problem, "expires is no time of the form YYYY-MM-DDTHH:MM:SSZ");
    return read_signatures(file->signatures, problem);
}

/* ---- the types ---- */

static enum status read_root(struct trust_metadata *file, const struct trust_scheme *const *schemes,
                             struct problem *problem)
{
    const struct json *consistent = json_member(file->signed_part, "consistent_snapshot");
    const struct json *roles = json_member(file->signed_part, "roles");
    if (consistent != NULL && !json_boolean(consistent, &file->consistent))
        return malformed(problem, "consistent_snapshot is neither true nor false");
    enum status status =
        trust_keyring_read(json_member(file->signed_part, "keys"), schemes, &file->keys, problem);
    for (size_t i = 0; status == STATUS_OK && i < TRUST_TYPES; i++)
        status =
            trust_role_read(json_member(roles, trust_type_name[i]), &file->keys, &file->role[i], problem);
    return status;
}

static enum status read_listing(const struct json *object, struct trust_listing *out, struct problem *problem)
{
    if (!read_version(json_member(object, "version"), &out->version))
        return malformed(problem, "a listed file has no version");
    return trust_digest_read(object, &out->digest, problem);
}

/* Every entry is read now, so that a file is either good as a whole or refused before any of it is used. */
static enum status read_meta(struct trust_metadata *file, struct problem *problem)
{
    static const char *const needed[TRUST_TYPES] = {
        [TRUST_TIMESTAMP] = "snapshot.json", [TRUST_SNAPSHOT] = "targets.json"};
    file->listed = json_member(file->signed_part, "meta");
    if (!json_is_object(json_member(file->listed, needed[file->type])))
        return problem_set(problem, STATUS_REFUSED, "bad-metadata", "%s is not listed", needed[file->type]);
    if (json_count(file->listed) > LIMIT_TRUST_LISTED)
        return problem_set(problem, STATUS_REFUSED, "too-many-roles", "%zu files listed, at most %d",
                           json_count(file->listed), LIMIT_TRUST_LISTED);
    const char **names = json_keys(file->listed);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < json_count(file->listed); i++) {
        struct trust_listing listing;
        status = read_listing(json_member(file->listed, names[i]), &listing, problem);
    }
    free(names);
    return status;
}

static enum status read_target_list(struct trust_metadata *file, struct problem *problem)
{
    file->listed = json_member(file->signed_part, "targets");
    if (!json_is_object(file->listed))
        return malformed(problem, "targets are missing");
    const char **names = json_keys(file->listed);
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < json_count(file->listed); i++) {
        const struct json *target = json_member(file->listed, names[i]),
                          *custom = json_member(target, "custom");
        struct trust_digest digest = {0};
        status = trust_digest_read(target, &digest, problem);
        if (status == STATUS_OK && (digest.length < 0 || !(digest.sha256 || digest.sha512)))
            status = malformed(problem, "a target without length or hashes");
        if (status == STATUS_OK && (names[i][0] == '\0' || strlen(names[i]) > LIMIT_TRUST_PATH_BYTES))
            status = malformed(problem, "a target's path is empty or too long");
        if (status == STATUS_OK && custom != NULL && !json_is_object(custom))
            status = malformed(problem, "custom is no object");
    }
    free(names);
    return status;
}

static bool is_text_list(const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const char *text = json_text(json_element(list, i));
        if (text == NULL || strlen(text) > LIMIT_TRUST_PATH_BYTES)
            return false;
    }
    return json_is_array(list);
}

/* A delegated role becomes a file name beside those of the four top roles: it must
   not be one of them, and must fit. */
static bool usable_name(const char *name)
{
    struct buffer quoted = {0};
    if (name == NULL || name[0] == '\0' || strlen(name) > LIMIT_TRUST_NAME_BYTES)
        return false;
    for (size_t i = 0; i < TRUST_TYPES; i++)
        if (strcmp(name, trust_type_name[i]) == 0)
            return false;
    trust_quote(&quoted, name, '\0');
    bool fits = quoted.size <= LIMIT_TRUST_NAME_BYTES;
    buffer_finish(&quoted);
    return fits;
}

static enum status read_delegation(const struct json *object, const struct trust_keyring *keys,
                                   struct trust_delegation *out, struct problem *problem)
{
    const struct json *terminating = json_member(object, "terminating");
    out->name = json_text(json_member(object, "name"));
    out->paths = json_member(object, "paths");
    out->prefixes = json_member(object, "path_hash_prefixes");
    if (!usable_name(out->name))
        return malformed(problem, "a delegated role's name cannot be used");
    if (terminating != NULL && !json_boolean(terminating, &out->terminating))
        return malformed(problem, "terminating is neither true nor false");
    if ((out->paths != NULL && out->prefixes != NULL) || (out->paths != NULL && !is_text_list(out->paths)) ||
        (out->prefixes != NULL && !is_text_list(out->prefixes)))
        return malformed(problem, "a delegation needs paths or path_hash_prefixes, a list of texts");
    return trust_role_read(object, keys, &out->role, problem);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* With one name twice it would not be clear whose keys count. */
static enum status check_unique(const struct trust_metadata *file, struct problem *problem)
{
    const char **names = take_zeroed(file->delegations, sizeof *names);
    bool twice = false;
    for (size_t i = 0; i < file->delegations; i++)
        names[i] = file->delegation[i].name;
    qsort(names, file->delegations, sizeof *names, compare_names);
    for (size_t i = 1; i < file->delegations; i++)
        twice = twice || strcmp(names[i - 1], names[i]) == 0;
    free(names);
    return twice ? malformed(problem, "two delegations to one role") : STATUS_OK;
}

static enum status read_targets(struct trust_metadata *file, const struct trust_scheme *const *schemes,
                                struct problem *problem)
{
    const struct json *delegations = json_member(file->signed_part, "delegations");
    const struct json *roles = json_member(delegations, "roles");
    enum status status = read_target_list(file, problem);
    if (status != STATUS_OK || delegations == NULL)
        return status;
    if (!json_is_array(roles))
        return malformed(problem, "delegations without roles");
    if (json_count(roles) > LIMIT_TRUST_DELEGATIONS)
        return problem_set(problem, STATUS_REFUSED, "too-many-roles", "%zu delegations, at most %d",
                           json_count(roles), LIMIT_TRUST_DELEGATIONS);
    status = trust_keyring_read(json_member(delegations, "keys"), schemes, &file->keys, problem);
    file->delegation = take_zeroed(json_count(roles), sizeof *file->delegation);
    for (; status == STATUS_OK && file->delegations < json_count(roles); file->delegations++)
        status = read_delegation(json_element(roles, file->delegations), &file->keys,
                                 &file->delegation[file->delegations], problem);
    return status == STATUS_OK ? check_unique(file, problem) : status;
}

/* ---- from outside ---- */

enum status trust_metadata_read(const char *bytes, size_t size, size_t max_bytes, enum trust_type type,
                                const struct trust_scheme *const *schemes, struct trust_metadata **out,
                                struct problem *problem)
{
    struct trust_metadata *file = take_zeroed(1, sizeof *file);
    file->type = type;
    enum status status = json_parse_within(bytes, size, max_bytes, LIMIT_TRUST_TOKENS, &file->tree, problem);
    if (status == STATUS_OK)
        status = read_head(file, problem);
    if (status == STATUS_OK)
        switch (type) {
        case TRUST_ROOT: status = read_root(file, schemes, problem); break;
        case TRUST_TIMESTAMP:
        case TRUST_SNAPSHOT: status = read_meta(file, problem); break;
        case TRUST_TARGETS: status = read_targets(file, schemes, problem); break;
        }
    if (status == STATUS_OK)
        *out = file;
    else
        trust_metadata_destroy(file);
    return status;
}

void trust_metadata_destroy(struct trust_metadata *metadata)
{
    if (metadata == NULL)
        return;
    free(metadata->delegation);
    trust_keyring_finish(&metadata->keys);
    json_destroy(metadata->tree);
    free(metadata);
}

enum status trust_metadata_listing(const struct trust_metadata *metadata, const char *file,
                                   struct trust_listing *out, struct problem *problem)
{
    const struct json *entry = json_member(metadata->listed, file);
    if (entry == NULL)
        return STATUS_END;
    return read_listing(entry, out, problem);
}

static bool begins(const char *text, const char *with)
{
    while (*with != '\0' && *text == *with) {
        text++;
        with++;
    }
    return *with == '\0';
}

bool trust_delegation_covers(const struct trust_delegation *delegation, const char *path, const char *hash)
{
    for (size_t i = 0; i < json_count(delegation->paths); i++)
        if (trust_path_matches(json_text(json_element(delegation->paths, i)), path))
            return true;
    for (size_t i = 0; i < json_count(delegation->prefixes); i++)
        if (begins(hash, json_text(json_element(delegation->prefixes, i))))
            return true;
    return false;
}
