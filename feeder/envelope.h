/* The envelope of every TUF file, seen from the publisher's side: {"signatures":[…],"signed":{…}}. Who may sign is an
   authority: public keys and a threshold. (feeder/trust is the reader's side and takes nothing from here.) */
#ifndef FEEDER_ENVELOPE_H
#define FEEDER_ENVELOPE_H

#include "contract/buffer.h"
#include "json/json.h"

#define KEY_BYTES 32
#define KEYID_HEX 65

struct public_key {
    char id[KEYID_HEX]; /* SHA-256 of the canonical key object */
    unsigned char bytes[KEY_BYTES];
};

struct authority {
    struct public_key *key;
    size_t keys;
    int threshold;
};
void authority_finish(struct authority *authority);
/* Adds a key unless it is there. */
void authority_add(struct authority *authority, const struct public_key *key);
const struct public_key *authority_find(const struct authority *authority, const char *id);
/* Reads {"keyids","threshold"} with its keys from {"<keyid>": key object}. Refuses keys that are not Ed25519 or not
   named by their hash, duplicates, thresholds below 1 or above the number of keys. Finish it in any case. */
enum status authority_read(const struct json *keys, const struct json *role, struct authority *out,
                           struct problem *problem);
/* Appends "keyids":[…],"threshold":n, or the members of "keys" (comma first where *first is false). */
void authority_write(const struct authority *authority, struct buffer *out);
void authority_write_keys(const struct authority *authority, bool *first, struct buffer *out);

/* {"keytype":"ed25519","keyval":{"public":"…"},"scheme":"ed25519"}, and its hash as the id. */
void public_key_write(const struct public_key *key, struct buffer *out);
void public_key_name(struct public_key *key);

struct envelope { /* zero-initialise; envelope_finish */
    struct json *tree;
    const struct json *body; /* the member "signed" */
    struct buffer bytes;     /* its canonical bytes, which are what is signed */
};
enum status envelope_read(const char *bytes, size_t size, size_t most, struct envelope *out,
                          struct problem *problem);
void envelope_finish(struct envelope *envelope);
/* How many different keys of the authority have validly signed it. */
int envelope_signers(const struct envelope *envelope, const struct authority *authority);
bool envelope_is_signed_by(const struct envelope *envelope, const struct public_key *key);

/* Writes an envelope: begin, any number of signatures, end with the body. */
struct envelope_writer {
    struct buffer *out;
    size_t signatures;
};
void envelope_begin(struct envelope_writer *writer, struct buffer *out);
void envelope_signature(struct envelope_writer *writer, const char *keyid, const char *sig);
void envelope_end(struct envelope_writer *writer, const struct buffer *body);

#endif
