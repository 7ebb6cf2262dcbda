#include "gaps.h"

#include "chain.h"
#include "contract/limits.h"
#include "contract/naming.h"
#include "trust/path.h"
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

void gaps_finish(struct gaps *gaps)
{
    for (size_t i = 0; i < gaps->ids; i++)
        free(gaps->id[i]);
    free(gaps->id);
    *gaps = (struct gaps){0};
}

static bool is_refused(const struct account *kept, const char *id)
{
    for (size_t i = 0; i < kept->refusals; i++)
        if (strcmp(kept->refusal[i].id, id) == 0)
            return true;
    return false;
}

/* From a role that had lapsed nothing was taken. */
static bool is_lapsed(const struct account *kept, const char *role)
{
    for (size_t i = 0; i < kept->alarms; i++)
        if (strcmp(kept->alarm[i].code, "role-lapsed") == 0 && strcmp(kept->alarm[i].subject, role) == 0)
            return true;
    return false;
}

static void look(const struct json *custom, const struct cache_keys *held, const struct account *kept,
                 struct gaps *out)
{
    const char *form = json_text(json_member(custom, "form")), *id = json_text(json_member(custom, "id"));
    int64_t version = 0;
    if (form == NULL || id == NULL || (strcmp(form, "item") != 0 && strcmp(form, "text") != 0) ||
        !json_int64(json_member(custom, "version"), &version))
        return;
    const struct cache_key *tombstone = cache_keys_find(held->tombstone, held->tombstones, id);
    if (cache_keys_find(held->item, held->items, id) != NULL || is_refused(kept, id) ||
        (tombstone != NULL && (tombstone->version == 0 || tombstone->version >= version)))
        return;
    out->id = take_room(out->id, &out->capacity, out->ids + 1, sizeof *out->id);
    out->id[out->ids++] = take_copy(id);
}

/* One list as it lies in the cache; a bin of an earlier cut does not, and says nothing. */
static enum status look_into(struct cache *cache, const struct chain_role *role,
                             const struct cache_keys *held, const struct account *kept, struct gaps *out,
                             struct problem *problem)
{
    struct buffer bytes = {0}, name = {0};
    struct json *tree = NULL;
    trust_quote(&name, role->name, '\0');
    buffer_text(&name, ".json");
    enum status status = cache_chain_read(cache, name.data, role->version, &bytes, problem);
    if (status == STATUS_OK)
        status = json_parse_within(bytes.data, bytes.size, LIMIT_TRUST_TARGETS_BYTES, LIMIT_TRUST_TOKENS,
                                   &tree, problem);
    buffer_finish(&bytes);
    const struct json *targets = json_member(json_member(tree, "signed"), "targets");
    const char **paths = status == STATUS_OK && json_is_object(targets) ? json_keys(targets) : NULL;
    for (size_t i = 0; paths != NULL && i < json_count(targets); i++)
        look(json_member(json_member(targets, paths[i]), "custom"), held, kept, out);
    free(paths);
    json_destroy(tree);
    buffer_finish(&name);
    return status == STATUS_END || status == STATUS_REFUSED ? STATUS_OK : status;
}

enum status gaps_find(struct cache *cache, const struct cache_keys *held, const struct account *kept,
                      struct gaps *out, struct problem *problem)
{
    struct buffer snapshot = {0};
    struct chain_role *role = NULL;
    size_t count = 0;
    bool figures = false;
    const char *bin = NULL;
    if (kept->failure.code[0] != '\0' || kept->refusals_left_out > 0 || kept->alarms_left_out > 0)
        return STATUS_OK;
    enum status status = cache_chain_read(cache, "snapshot.json", -1, &snapshot, problem);
    if (status == STATUS_OK)
        status = chain_list(&snapshot, &role, &count, problem);
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        if (naming_role(role[i].name, &figures, &bin) > 0 && !figures && !is_lapsed(kept, role[i].name))
            status = look_into(cache, &role[i], held, kept, out, problem);
    chain_list_finish(role, count);
    buffer_finish(&snapshot);
    return status == STATUS_END || status == STATUS_REFUSED ? STATUS_OK : status;
}
