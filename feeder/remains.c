#include "remains.h"

#include "trust/path.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Mark of an item that is no longer listed: the edition that vouches for it. */
#define REMAINS "E%" PRId64 ":"

bool remains_is_over(const struct cache_key *key, instant now)
{
    return key->display_until != NO_INSTANT && key->display_until <= now;
}

static bool is_missing(const struct remains *remains, const struct cache_key *key)
{
    return !remains_is_over(key, remains->now) && listing_find(remains->listing, key->id) == NULL;
}

enum status remains_number(struct cache *cache, int64_t *out, struct problem *problem)
{
    int64_t *editions = NULL;
    size_t count = 0;
    enum status status = cache_editions(cache, &editions, &count, problem);
    *out = count == 0 ? 1 : editions[count - 1] + 1;
    free(editions);
    return status;
}

static enum status mark_missing(const struct remains *remains, struct problem *problem)
{
    struct account *account = remains->account;
    struct chain *chain = remains->chain;
    enum status status = STATUS_OK;
    for (size_t i = 0; i < remains->held->items && status == STATUS_OK; i++) {
        const struct cache_key *key = &remains->held->item[i];
        if (!is_missing(remains, key))
            continue;
        account->missing++;
        account_alarm(account, "missing-item", key->id,
                      "the publication no longer lists it and no withdrawal says so; it stays");
        if (key->mark[0] != 'P')
            continue; /* it has its edition already */
        char *mark = take_format(REMAINS "%s", chain->next, key->mark + 2);
        chain->edition = chain->next;
        status = cache_mark_item(chain->cache, key->id, mark, problem);
        free(mark);
    }
    if (status == STATUS_OK && account->missing > 0 && remains->listing->entries == 0)
        account_alarm(account, "source-empty", "", "the publication lists nothing; all items stay");
    return status;
}

static enum status copy_role(struct chain *chain, const char *role, struct problem *problem)
{
    struct buffer name = {0};
    trust_quote(&name, role, '\0');
    buffer_text(&name, ".json");
    enum status status = cache_chain_copy(chain->cache, chain->edition, name.data, problem);
    buffer_finish(&name);
    return status;
}

/* Index of the first role whose name is not below `name`. */
static size_t first_role(const struct chain *chain, const char *name)
{
    size_t low = 0, high = chain->roles;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(chain->role[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The roles an item hangs on, each once: of a project's bins those of its paths. Where a role did change in this pull, what is
   in the batch by now is another version of it and stands beside the one that counts. */
static enum status copy_roles(struct chain *chain, const struct cache_key *key, bool *copied,
                              struct problem *problem)
{
    const char *prefix = key->project == NULL ? "~" : key->project;
    char *begin = take_format("%s.", prefix);
    size_t length = strlen(begin);
    enum status status = STATUS_OK;
    for (size_t i = first_role(chain, begin);
         i < chain->roles && strncmp(chain->role[i].name, begin, length) == 0 && status == STATUS_OK; i++)
        if (!copied[i] && listing_speaks(chain->role[i].name, prefix, key->id)) {
            copied[i] = true;
            status = copy_role(chain, chain->role[i].name, problem);
        }
    free(begin);
    return status;
}

static enum status copy_edition(const struct remains *remains, struct problem *problem)
{
    struct chain *chain = remains->chain;
    bool *copied = take_zeroed(chain->roles, sizeof *copied);
    enum status status = copy_role(chain, "targets", problem);
    for (size_t i = 0; i < remains->held->items && status == STATUS_OK; i++) {
        const struct cache_key *key = &remains->held->item[i];
        if (key->mark[0] == 'P' && is_missing(remains, key))
            status = copy_roles(chain, key, copied, problem);
    }
    free(copied);
    return status;
}

static enum status drop_editions(const struct remains *remains, struct problem *problem)
{
    struct chain *chain = remains->chain;
    int64_t *editions = NULL;
    size_t count = 0;
    enum status status = cache_editions(chain->cache, &editions, &count, problem);
    for (size_t e = 0; e < count && status == STATUS_OK; e++) {
        bool used = editions[e] == chain->edition;
        char *mark = take_format(REMAINS, editions[e]);
        for (size_t i = 0; i < remains->held->items && !used; i++) {
            const struct cache_key *key = &remains->held->item[i];
            used = strncmp(key->mark, mark, strlen(mark)) == 0 && is_missing(remains, key);
        }
        free(mark);
        if (!used)
            status = cache_edition_drop(chain->cache, editions[e], problem);
    }
    free(editions);
    return status;
}

enum status remains_keep(const struct remains *remains, struct problem *problem)
{
    enum status status = mark_missing(remains, problem);
    if (status == STATUS_OK && remains->chain->edition > 0)
        status = copy_edition(remains, problem);
    if (status == STATUS_OK)
        status = drop_editions(remains, problem);
    return status;
}
