#include "keys.h"

#include "contract/record.h"
#include "file.h"
#include "speech.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define DAY ((instant)86400)
#define METADATA_FILE_BYTES (8 << 20)

/* People hold these and may have to agree; the others live on the publishing machine, one key each. */
static bool is_peoples(enum duty duty)
{
    return duty == DUTY_ROOT || duty == DUTY_TARGETS || duty == DUTY_TEXTS;
}

static bool is_top(enum duty duty)
{
    return duty != DUTY_TEXTS && duty != DUTY_FIGURES;
}

/* ---- making -------------------------------------------------------------------------------------------------- */

enum status keys_make(const struct keys_request *request, enum duty duty, struct buffer *said,
                      struct problem *problem)
{
    struct public_key key;
    struct keyring ring = {0};
    enum status status = file_make_folder(request->folder, 0700, problem);
    if (status == STATUS_OK)
        status = keyring_make(request->folder, duty, request->passphrase, &key, problem);
    if (status == STATUS_OK)
        status = keyring_load(request->folder, request->passphrase, &ring, problem);
    for (size_t i = 0; i < ring.keys; i++)
        if (strcmp(ring.key[i].public.id, key.id) == 0)
            buffer_format(said, "%s %s %s\n%s\n", speech("keys.made"), duty_words[duty], key.id,
                          ring.key[i].file);
    keyring_finish(&ring);
    return status;
}

static enum status make_all(const struct keys_request *request, struct charter *charter,
                            struct problem *problem)
{
    int threshold = request->threshold > 0 ? request->threshold : 1;
    int count = request->count > 0 ? request->count : threshold == 1 ? 1 : threshold + 1;
    enum status status = STATUS_OK;
    for (size_t duty = 0; duty < DUTY_COUNT; duty++) {
        int wanted = is_peoples((enum duty)duty) ? count : 1;
        charter->duty[duty].threshold = is_peoples((enum duty)duty) ? threshold : 1;
        for (int i = 0; i < wanted && status == STATUS_OK; i++) {
            struct public_key key;
            status = keyring_make(request->folder, (enum duty)duty, request->passphrase, &key, problem);
            if (status == STATUS_OK)
                authority_add(&charter->duty[duty], &key);
        }
    }
    return status;
}

/* Tells what the last root still lacks, or that it is whole. */
static void tell_root(int64_t version, int missing, struct buffer *said)
{
    if (missing > 0)
        buffer_format(said, "%" PRId64 ".root.json %s %d\n", version, speech("keys.missing"), missing);
    else
        buffer_format(said, "%" PRId64 ".root.json %s\n", version, speech("keys.complete"));
}

enum status keys_new(const struct keys_request *request, struct buffer *said, struct problem *problem)
{
    struct charter charter = {0};
    struct keyring ring = {0};
    int missing = 0;
    char *first = charter_root_path(request->folder, 1);
    bool taken = file_exists(first);
    free(first);
    if (taken)
        return problem_set(problem, STATUS_MISUSE, "keys-there",
                           "this folder has a root already; use rotate");
    if (request->count > 0 && request->count < request->threshold)
        return problem_set(problem, STATUS_MISUSE, "bad-threshold", "fewer keys than the threshold");
    enum status status = file_make_folder(request->folder, 0700, problem);
    if (status == STATUS_OK)
        status = make_all(request, &charter, problem);
    if (status == STATUS_OK)
        status = charter_write_roles(&charter, request->folder, problem);
    if (status == STATUS_OK)
        status = keyring_load(request->folder, request->passphrase, &ring, problem);
    if (status == STATUS_OK)
        status = charter_write_root(&charter, request->folder, &ring, request->now + request->root_days * DAY,
                                    &missing, problem);
    if (status == STATUS_OK) {
        tell_root(1, missing, said);
        buffer_format(said, "%s\n", speech("keys.take-offline"));
    }
    keyring_finish(&ring);
    charter_finish(&charter);
    return status;
}

/* ---- changing ------------------------------------------------------------------------------------------------ */

/* Writes what a changed duty asks for: the next root, or roles.json, which the next publication passes on. */
static enum status write_change(const struct keys_request *request, enum duty duty,
                                const struct charter *charter, struct buffer *said, struct problem *problem)
{
    struct keyring ring = {0};
    int missing = 0;
    if (!is_top(duty)) {
        buffer_format(said, "%s %s\n", duty_words[duty], speech("keys.next-publication"));
        return charter_write_roles(charter, request->folder, problem);
    }
    enum status status = keyring_load(request->folder, request->passphrase, &ring, problem);
    if (status == STATUS_OK)
        status = charter_write_root(charter, request->folder, &ring, request->now + request->root_days * DAY,
                                    &missing, problem);
    if (status == STATUS_OK)
        tell_root(charter->complete + 1, missing, said);
    keyring_finish(&ring);
    return status;
}

static enum status load(const struct keys_request *request, struct charter *charter, struct problem *problem)
{
    enum status status = charter_load(request->folder, true, charter, problem);
    if (status == STATUS_END)
        return problem_set(problem, STATUS_MISUSE, "no-keys", "no 1.root.json in %.200s", request->folder);
    return status;
}

static void take_out(struct authority *authority, const char *id)
{
    size_t kept = 0;
    for (size_t i = 0; i < authority->keys; i++)
        if (strcmp(authority->key[i].id, id) != 0)
            authority->key[kept++] = authority->key[i];
    authority->keys = kept;
}

/* Makes a new key in the place of an old one. */
static enum status replace_key(const struct keys_request *request, enum duty duty, const char *gone,
                               struct authority *authority, struct buffer *said, struct problem *problem)
{
    struct public_key key;
    enum status status = keyring_make(request->folder, duty, request->passphrase, &key, problem);
    if (status != STATUS_OK)
        return status;
    buffer_format(said, "%s %s %s\n%s %s\n", speech("keys.made"), duty_words[duty], key.id,
                  speech("keys.gone"), gone);
    take_out(authority, gone);
    authority_add(authority, &key);
    return STATUS_OK;
}

enum status keys_rotate(const struct keys_request *request, enum duty duty, const char *id,
                        struct buffer *said, struct problem *problem)
{
    struct charter charter;
    struct authority old = {0};
    enum status status = load(request, &charter, problem);
    if (status != STATUS_OK)
        return status;
    struct authority *authority = &charter.duty[duty];
    for (size_t i = 0; i < authority->keys; i++)
        if (id == NULL || strcmp(authority->key[i].id, id) == 0)
            authority_add(&old, &authority->key[i]);
    if (old.keys == 0)
        status = problem_set(problem, STATUS_MISUSE, "unknown-key", "%s has no such key", duty_words[duty]);
    for (size_t i = 0; i < old.keys && status == STATUS_OK; i++)
        status = replace_key(request, duty, old.key[i].id, authority, said, problem);
    if (status == STATUS_OK)
        status = write_change(request, duty, &charter, said, problem);
    authority_finish(&old);
    charter_finish(&charter);
    return status;
}

enum status keys_renew(const struct keys_request *request, struct buffer *said, struct problem *problem)
{
    struct charter charter;
    enum status status = load(request, &charter, problem);
    if (status != STATUS_OK)
        return status;
    status = write_change(request, DUTY_ROOT, &charter, said, problem);
    charter_finish(&charter);
    return status;
}

enum status keys_revoke(const struct keys_request *request, const char *id, struct buffer *said,
                        struct problem *problem)
{
    struct charter charter;
    enum status status = load(request, &charter, problem);
    if (status != STATUS_OK)
        return status;
    size_t duty = 0;
    while (duty < DUTY_COUNT && authority_find(&charter.duty[duty], id) == NULL)
        duty++;
    if (duty == DUTY_COUNT) {
        status = problem_set(problem, STATUS_MISUSE, "unknown-key", "no role has this key");
    } else if ((int)charter.duty[duty].keys <= charter.duty[duty].threshold) {
        status = problem_set(problem, STATUS_MISUSE, "bad-threshold",
                             "without it %s cannot reach its threshold; use rotate", duty_words[duty]);
    } else {
        take_out(&charter.duty[duty], id);
        buffer_format(said, "%s %s\n", speech("keys.gone"), id);
        status = write_change(request, (enum duty)duty, &charter, said, problem);
    }
    charter_finish(&charter);
    return status;
}

/* A *.pub.json is an authority of one key, with its role. */
static enum status read_public(const char *file, enum duty *duty, struct authority *out,
                               struct problem *problem)
{
    struct buffer bytes = {0};
    struct json *tree = NULL;
    enum status status = file_read(file, METADATA_FILE_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-file", "%.200s is not there", file);
    if (status == STATUS_OK)
        status = json_parse(bytes.data, bytes.size, METADATA_FILE_BYTES, &tree, problem);
    if (status == STATUS_OK) {
        int index = word_index(duty_words, DUTY_COUNT, json_text(json_member(tree, "role")));
        *duty = index < 0 ? DUTY_COUNT : (enum duty)index;
        status = authority_read(json_member(tree, "keys"), tree, out, problem);
    }
    if (status == STATUS_OK && *duty == DUTY_COUNT)
        status = problem_set(problem, STATUS_REFUSED, "bad-key", "%.200s names no role", file);
    json_destroy(tree);
    buffer_finish(&bytes);
    return status;
}

enum status keys_add(const struct keys_request *request, const char *public_file, struct buffer *said,
                     struct problem *problem)
{
    struct charter charter = {0};
    struct authority added = {0};
    enum duty duty = DUTY_COUNT;
    enum status status = read_public(public_file, &duty, &added, problem);
    if (status == STATUS_OK)
        status = load(request, &charter, problem);
    if (status == STATUS_OK) {
        struct authority *authority = &charter.duty[duty];
        for (size_t i = 0; i < added.keys; i++) {
            authority_add(authority, &added.key[i]);
            buffer_format(said, "%s %s %s\n", speech("keys.taken"), duty_words[duty], added.key[i].id);
        }
        if (request->threshold > 0)
            authority->threshold = request->threshold;
        if (authority->threshold > (int)authority->keys)
            status = problem_set(problem, STATUS_MISUSE, "bad-threshold", "%s has %zu keys", duty_words[duty],
                                 authority->keys);
    }
    if (status == STATUS_OK)
        status = write_change(request, duty, &charter, said, problem);
    authority_finish(&added);
    charter_finish(&charter);
    return status;
}

/* ---- showing ------------------------------------------------------------------------------------------------- */

static bool is_here(const struct keyring *ring, const char *id)
{
    for (size_t i = 0; i < ring->keys; i++)
        if (strcmp(ring->key[i].public.id, id) == 0)
            return true;
    return false;
}

enum status keys_show(const struct keys_request *request, struct buffer *said, struct problem *problem)
{
    struct charter charter = {0};
    struct keyring ring = {0};
    char when[INSTANT_TEXT];
    enum status status = load(request, &charter, problem);
    if (status == STATUS_OK)
        status = keyring_load(request->folder, request->passphrase, &ring, problem);
    if (status == STATUS_OK) {
        buffer_format(said, "root %" PRId64 "%s %s %s", charter.version,
                      charter.version > charter.complete ? speech("keys.draft") : "", speech("keys.until"),
                      instant_format(when, charter.expires));
        speech_days(charter.expires - request->now, said);
        buffer_char(said, '\n');
        for (size_t duty = 0; duty < DUTY_COUNT; duty++) {
            const struct authority *authority = &charter.duty[duty];
            buffer_format(said, "%s %d/%zu\n", duty_words[duty], authority->threshold, authority->keys);
            for (size_t i = 0; i < authority->keys; i++)
                buffer_format(said, "  %s %s\n", authority->key[i].id,
                              is_here(&ring, authority->key[i].id) ? speech("keys.here")
                                                                   : speech("keys.away"));
        }
        if (ring.locked > 0)
            buffer_format(said, "%s %zu\n", speech("keys.locked"), ring.locked);
    }
    keyring_finish(&ring);
    charter_finish(&charter);
    return status;
}

/* ---- signing ------------------------------------------------------------------------------------------------- */

enum duty keys_duty_of_name(const char *file)
{
    const char *slash = strrchr(file, '/'), *name = slash == NULL ? file : slash + 1;
    size_t digits = strspn(name, "0123456789");
    if (digits > 0 && name[digits] == '.' && strcmp(name + digits, ".json") != 0)
        name += digits + 1;
    if (strcmp(name, "targets.json") == 0)
        return DUTY_TARGETS;
    /* <project>.texts[.<bin>].json, read from the end: a project's id may hold any of these words */
    char *role = take_copy(name), *dot = strrchr(role, '.');
    if (dot != NULL)
        *dot = '\0';
    dot = strrchr(role, '.');
    if (dot != NULL && dot[1] != '\0' && strspn(dot + 1, "0123456789abcdef") == strlen(dot + 1)) {
        *dot = '\0';
        dot = strrchr(role, '.');
    }
    enum duty duty = dot != NULL && strcmp(dot, ".texts") == 0     ? DUTY_TEXTS
                     : dot != NULL && strcmp(dot, ".figures") == 0 ? DUTY_FIGURES
                                                                   : DUTY_COUNT;
    free(role);
    return duty;
}

enum duty keys_duty_of(const char *file, const struct json *body)
{
    const char *type = json_text(json_member(body, "_type"));
    if (type == NULL)
        return DUTY_COUNT;
    if (strcmp(type, "screens") == 0)
        return DUTY_TARGETS;
    if (strcmp(type, "targets") == 0)
        return keys_duty_of_name(file);
    int duty = word_index(duty_words, DUTY_COUNT, type);
    return duty < 0 || !is_top((enum duty)duty) ? DUTY_COUNT : (enum duty)duty;
}

/* Copies what others have signed, then adds those of our first `use` keys. Gives the number of ours that are new. */
static int add_signatures(const struct envelope *old, const struct keyring *ring, size_t use, enum duty duty,
                          struct buffer *out)
{
    const struct json *list = json_member(old->tree, "signatures");
    struct envelope_writer writer;
    int added = 0;
    envelope_begin(&writer, out);
    for (size_t i = 0; i < json_count(list); i++) {
        const char *id = json_text(json_member(json_element(list, i), "keyid")),
                   *sig = json_text(json_member(json_element(list, i), "sig"));
        if (id != NULL && sig != NULL && strspn(id, "0123456789abcdef") == KEYID_HEX - 1 &&
            strspn(sig, "0123456789abcdef") == strlen(sig) && !is_here(ring, id))
            envelope_signature(&writer, id, sig);
    }
    for (size_t i = 0; i < use; i++) {
        unsigned char sig[crypto_sign_BYTES];
        char hex[2 * sizeof sig + 1];
        if (ring->key[i].duty != duty)
            continue;
        ENSURE(crypto_sign_detached(sig, NULL, (const unsigned char *)old->bytes.data, old->bytes.size,
                                    ring->key[i].secret) == 0);
        sodium_bin2hex(hex, sizeof hex, sig, sizeof sig);
        added += !envelope_is_signed_by(old, &ring->key[i].public);
        envelope_signature(&writer, ring->key[i].public.id, hex);
    }
    envelope_end(&writer, &old->bytes);
    return added;
}

/* How many signatures are still missing, as far as the roots and roles that lie here can tell; -1: they cannot. */
static int missing_after(const struct keys_request *request, const char *bytes, size_t size, enum duty duty)
{
    struct charter charter = {0};
    struct envelope envelope = {0};
    int missing = -1;
    bool is_root = duty == DUTY_ROOT;
    if (charter_load(request->folder, true, &charter, NULL) == STATUS_OK &&
        envelope_read(bytes, size, METADATA_FILE_BYTES, &envelope, NULL) == STATUS_OK) {
        missing = charter.duty[duty].threshold - envelope_signers(&envelope, &charter.duty[duty]);
        if (is_root && charter.version > charter.complete)
            missing = charter_root_missing(&envelope, &charter.old_root, &charter.duty[DUTY_ROOT]);
        missing = missing < 0 ? 0 : missing;
    }
    envelope_finish(&envelope);
    charter_finish(&charter);
    return missing;
}

static size_t signatures(const struct buffer *file)
{
    struct envelope envelope = {0};
    size_t count = 0;
    if (envelope_read(file->data, file->size, METADATA_FILE_BYTES, &envelope, NULL) == STATUS_OK)
        count = json_count(json_member(envelope.tree, "signatures"));
    envelope_finish(&envelope);
    return count;
}

enum status keys_sign(const struct keys_request *request, const char *file, struct buffer *said,
                      struct problem *problem)
{
    struct buffer bytes = {0}, out = {0};
    struct envelope old = {0};
    struct keyring ring = {0};
    enum duty duty = DUTY_COUNT;
    int added = 0;
    enum status status = file_read(file, METADATA_FILE_BYTES, &bytes, problem);
    if (status == STATUS_END)
        status = problem_set(problem, STATUS_MISUSE, "no-file", "%.200s is not there", file);
    if (status == STATUS_OK)
        status = envelope_read(bytes.data, bytes.size, METADATA_FILE_BYTES, &old, problem);
    if (status == STATUS_OK)
        status = keyring_load(request->folder, request->passphrase, &ring, problem);
    if (status == STATUS_OK && (duty = keys_duty_of(file, old.body)) == DUTY_COUNT)
        status =
            problem_set(problem, STATUS_REFUSED, "bad-metadata", "%.200s is no file that a role signs", file);
    int missing = status == STATUS_OK ? missing_after(request, bytes.data, bytes.size, duty) : -1;
    for (size_t use = 1; status == STATUS_OK && missing != 0 && use <= ring.keys; use++) {
        buffer_clear(&out); /* one more of our keys, until no more are needed: see keyring_sign */
        added = add_signatures(&old, &ring, use, duty, &out);
        missing = missing_after(request, out.data, out.size, duty);
    }
    if (status == STATUS_OK && added > 0)
        status = file_replace(file, out.data, out.size, 0644, problem);
    if (status == STATUS_OK) {
        const char *name = strrchr(file, '/');
        buffer_format(said, "%s %s %d%s%s %zu", name == NULL ? file : name + 1, speech("keys.signed"), added,
                      speech("account.comma"), speech("keys.signatures"),
                      signatures(added > 0 ? &out : &bytes));
        if (missing >= 0)
            buffer_format(said, "%s%s %d", speech("account.comma"), speech("keys.missing"), missing);
        buffer_char(said, '\n');
        if (added == 0)
            status = STATUS_UNCHANGED;
    }
    keyring_finish(&ring);
    envelope_finish(&old);
    buffer_finish(&bytes);
    buffer_finish(&out);
    return status;
}
