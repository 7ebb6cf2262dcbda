#include "delivery.h"

#include "contract/limits.h"
#include "contract/part.h"
#include "guard.h"

#include <sodium.h>
#include <string.h>

void delivery_finish(struct delivery *delivery)
{
    buffer_finish(&delivery->text);
    buffer_finish(&delivery->figures);
    if (delivery->whole.size > 0)
        sodium_memzero(delivery->whole.data, delivery->whole.size);
    buffer_finish(&delivery->whole);
    sodium_memzero(delivery->content, sizeof delivery->content);
}

const struct buffer *delivery_bytes(const struct listed *listed, const struct delivery *delivery)
{
    return listed->form == FORM_ITEM ? &delivery->text : &delivery->whole;
}

static enum status open_sealed(struct delivery *delivery, const struct seal_key *key, struct record **out,
                               struct problem *problem)
{
    struct buffer *plain = &delivery->whole;
    const struct buffer *sealed = &delivery->text;
    enum status status = seal_unwrap(sealed->data, sealed->size, key, delivery->content, problem);
    if (status == STATUS_OK)
        status = seal_open_with(sealed->data, sealed->size, delivery->content, plain, problem);
    if (status == STATUS_OK)
        status = record_decode(plain->data, plain->size, out, problem);
    return status;
}

static enum status open_form(const struct listed *listed, struct delivery *delivery,
                             const struct seal_key *key, struct record **out, struct problem *problem)
{
    switch (listed->form) {
    case FORM_ITEM: return record_decode(delivery->text.data, delivery->text.size, out, problem);
    case FORM_TEXT:
        return part_join(delivery->text.data, delivery->text.size, delivery->figures.data,
                         delivery->figures.size, out, problem);
    case FORM_SEALED: return open_sealed(delivery, key, out, problem);
    default: BUG("a form that is no item");
    }
}

/* The record's canonical bytes and their hash, each made once. An item's target is its record, byte for byte: record_decode takes
   no other spelling, and trust compared the hash. */
static void identify(const struct listed *listed, struct delivery *delivery, const struct record *record)
{
    if (listed->form == FORM_TEXT)
        record_encode(record, &delivery->whole);
    if (listed->form == FORM_ITEM)
        sodium_bin2hex(delivery->sha256, sizeof delivery->sha256, listed->sha256, sizeof listed->sha256);
    else
        sha256_hex(delivery->whole.data, delivery->whole.size, delivery->sha256);
}

/* What was signed about it must be what it says; a project's keys speak of that project alone. */
static enum status check_identity(const struct listed *listed, const struct delivery *delivery,
                                  const struct record *record, struct problem *problem)
{
    const char *project = record->project == NULL ? "~" : record->project;
    if (strcmp(record->id, listed->id) != 0 || record->version != listed->version)
        return problem_set(problem, STATUS_REFUSED, "bad-target", "another id or version than was listed");
    if (strcmp(project, listed->prefix) != 0)
        return problem_set(problem, STATUS_REFUSED, "bad-target", "an item of another project");
    if ((record->audience == AUDIENCE_AFFECTED) != (listed->form == FORM_SEALED))
        return problem_set(problem, STATUS_REFUSED, "bad-target",
                           "for the affected alone, or sealed: one without the other");
    if (listed->form != FORM_SEALED && part_needed(record) != (listed->form == FORM_TEXT))
        return problem_set(problem, STATUS_REFUSED, "bad-target", "figures outside their part");
    if (listed->form == FORM_TEXT && strcmp(delivery->sha256, delivery->record_sha256) != 0)
        return problem_set(problem, STATUS_REFUSED, "bad-part",
                           "the parts do not make the record that was signed");
    return STATUS_OK;
}

enum status delivery_open(const struct listed *listed, struct delivery *delivery, const struct seal_key *key,
                          int zone_minutes, struct record **out, struct problem *problem)
{
    struct record *record = NULL;
    enum status status = open_form(listed, delivery, key, &record, problem);
    if (status == STATUS_OK)
        identify(listed, delivery, record);
    if (status == STATUS_OK)
        status = check_identity(listed, delivery, record, problem);
    if (status == STATUS_OK)
        status = guard_record(record, zone_minutes, problem);
    if (status == STATUS_OK)
        *out = record;
    else
        record_destroy(record);
    return status;
}
