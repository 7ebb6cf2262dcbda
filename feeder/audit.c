#include "audit.h"

#include "chain.h"
#include "contract/limits.h"
#include "contract/naming.h"
#include "contract/record.h"
#include "contract/seal.h"
#include "listing.h"
#include "trust/path.h"
#include "trust/run.h"

#include <stdlib.h>
#include <string.h>

void audit_finish(struct audit *audit)
{
    for (size_t i = 0; i < audit->ids; i++)
        free(audit->id[i]);
    free(audit->id);
    for (size_t i = 0; i < audit->lapses; i++)
        free(audit->lapsed[i]);
    free(audit->lapsed);
    *audit = (struct audit){0};
}

bool audit_found(const struct audit *audit)
{
    return audit->ids > 0 || audit->chain;
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool audit_is_damaged(const struct audit *audit, const char *id)
{
    return audit->ids > 0 && bsearch(&id, audit->id, audit->ids, sizeof *audit->id, compare_texts) != NULL;
}

/* ---- items ------------------------------------------------------------------------------------------------------ */

/* The mark of an item that was followed holds the hash of its sealed bytes; what lies inside is the record itself. */
static bool opens(const struct cache_audited *item)
{
    char sha256[65];
    const char *hash = strchr(item->mark, ':');
    struct buffer plain = {0};
    if (item->bytes == NULL || item->sealed == NULL || item->key == NULL || hash == NULL)
        return false;
    sha256_hex(item->sealed, item->sealed_size, sha256);
    bool good = strncmp(hash + 1, sha256, 64) == 0 &&
                seal_open_with(item->sealed, item->sealed_size, item->key, &plain, NULL) == STATUS_OK &&
                plain.size == item->size && memcmp(plain.data, item->bytes, item->size) == 0;
    buffer_finish(&plain);
    return good;
}

static void look(void *data, const struct cache_audited *item)
{
    struct audit *audit = data;
    char sha256[65] = "";
    bool followed = item->mark[0] == 'P' || item->mark[0] == 'E';
    if (item->bytes != NULL)
        sha256_hex(item->bytes, item->size, sha256);
    if (strcmp(sha256, item->sha256) == 0 && item->columns &&
        (!followed || item->audience != (int)AUDIENCE_AFFECTED || opens(item)))
        return;
    audit->id = take_room(audit->id, &audit->capacity, audit->ids + 1, sizeof *audit->id);
    audit->id[audit->ids++] = take_copy(item->id);
}

/* ---- metadata --------------------------------------------------------------------------------------------------- */

struct reader {
    struct cache *cache;
    struct naming_probes probes;
    bool gap; /* a file was asked for and not there */
};

/* The cache answers as if it were the publication, as it does for a screen. */
static enum status answer(void *data, const struct trust_request *request, struct buffer *out,
                          struct problem *problem)
{
    struct reader *reader = data;
    const char *name = request->name;
    size_t digits = strspn(name, "0123456789");
    int64_t version = -1;
    if (request->from == TRUST_FROM_STORE)
        return STATUS_END;
    if (digits > 0 && digits <= 18 && name[digits] == '.') {
        version = strtoll(name, NULL, 10);
        name += digits + 1;
    }
    enum status status = cache_chain_read(reader->cache, name, version, out, problem);
    reader->gap = reader->gap || status == STATUS_END;
    return status == STATUS_OK && out->size > request->max_bytes
               ? problem_set(problem, STATUS_REFUSED, "too-large", "more than was written")
               : status;
}

static enum status forget(void *data, const struct trust_event *event, struct problem *problem)
{
    (void)data;
    (void)event;
    (void)problem;
    return STATUS_OK;
}

/* Are the bytes of a role still those that were put? */
static bool is_intact(struct cache *cache, const struct chain_role *role)
{
    struct buffer name = {0}, bytes = {0};
    char put[65] = "", found[65];
    trust_quote(&name, role->name, '\0');
    buffer_text(&name, ".json");
    bool good = cache_chain_read(cache, name.data, role->version, &bytes, NULL) == STATUS_OK &&
                cache_chain_sum(cache, name.data, role->version, put, NULL) == STATUS_OK;
    sha256_hex(bytes.data == NULL ? "" : bytes.data, bytes.size, found);
    buffer_finish(&bytes);
    buffer_finish(&name);
    return good && strcmp(put, found) == 0;
}

/* A role to which nobody delegates any more may be what it likes. */
static bool holds(struct trust_client *client, struct reader *reader, const struct chain_role *role)
{
    const struct trust_io io = {answer, forget, reader};
    struct problem problem = {0};
    if (!listing_is_role(role->name) || trust_client_version(client, role->name) == role->version)
        return true;
    char *probe = naming_probe(&reader->probes, role->name);
    reader->gap = false; /* at the end of the roots there is one, as there must be */
    trust_client_find(client, probe);
    enum status status = trust_run(client, &io, &problem);
    free(probe);
    return trust_client_version(client, role->name) == role->version ||
           (status == STATUS_REFUSED && strcmp(problem.code, "not-found") == 0 && !reader->gap);
}

static bool chain_holds(struct cache *cache, const struct buffer *root, const struct buffer *snapshot,
                        struct audit *audit)
{
    static const struct trust_policy policy = {trust_schemes_product};
    struct reader reader = {.cache = cache};
    const struct trust_io io = {answer, forget, &reader};
    struct trust_client *client = NULL;
    struct chain_role *role = NULL;
    size_t count = 0;
    bool good = chain_list(snapshot, &role, &count, NULL) == STATUS_OK;
    for (size_t i = 0, since = 0; i < count && good; i++, since++) {
        if (client == NULL || since == 8) { /* the memory of a few roles */
            trust_client_destroy(client);
            client = NULL;
            since = 0;
            good = trust_client_create(root->data, root->size, &policy, 0, &client, NULL) == STATUS_OK &&
                   trust_run(client, &io, NULL) == STATUS_OK;
        }
        if (!good || holds(client, &reader, &role[i]))
            continue;
        since = 7; /* what failed is asked no more */
        good = is_intact(cache, &role[i]);
        audit->lapsed =
            take_room(audit->lapsed, &audit->lapse_room, audit->lapses + 1, sizeof *audit->lapsed);
        audit->lapsed[audit->lapses++] = take_copy(role[i].name);
    }
    trust_client_destroy(client);
    chain_list_finish(role, count);
    naming_probes_finish(&reader.probes);
    return good;
}

enum status audit_run(struct cache *cache, const struct buffer *root, struct audit *out,
                      struct problem *problem)
{
    struct buffer snapshot = {0};
    enum status status = cache_audit(cache, look, out, problem);
    if (out->ids > 0)
        qsort(out->id, out->ids, sizeof *out->id, compare_texts);
    if (status == STATUS_OK && root->size > 0)
        status = cache_chain_read(cache, "snapshot.json", -1, &snapshot, problem);
    if (status == STATUS_OK && root->size > 0)
        out->chain = !chain_holds(cache, root, &snapshot, out);
    buffer_finish(&snapshot);
    return status == STATUS_END ? STATUS_OK : status;
}
