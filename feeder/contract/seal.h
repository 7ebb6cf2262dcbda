/* `affected` items on the way: readable by enrolled screens alone, whatever server, web or stick carries
   them. A content key per item version, sealed to each screen's X25519 key (docs/formats.md §9). The
   publisher seals, a site's feeder and its kiosk open. */
#ifndef CONTRACT_SEAL_H
#define CONTRACT_SEAL_H

#include "contract/buffer.h"
#include "contract/status.h"

#define SEAL_KEY_BYTES 32
#define SEAL_KEY_HEX 65 /* with its NUL */
#define SEAL_ID_HEX 17

struct seal_key { /* wipe with seal_key_finish */
    unsigned char public[SEAL_KEY_BYTES], secret[SEAL_KEY_BYTES];
};

/* A new key for this screen. */
void seal_key_make(struct seal_key *out);
void seal_key_finish(struct seal_key *key);
/* The public half as 64 hex digits: what a screen shows and `feeder screens add` takes. */
void seal_key_text(const unsigned char public[SEAL_KEY_BYTES], char out[SEAL_KEY_HEX]);
/* Reads that; refuses, with "bad-screen-key", other text and points of low
   order, to which anybody could read. */
enum status seal_key_read(const char *text, unsigned char public[SEAL_KEY_BYTES], struct problem *problem);
/* The name of a screen within a sealed item. */
void seal_screen_id(const unsigned char public[SEAL_KEY_BYTES], char out[SEAL_ID_HEX]);

/* Appends `bytes`, padded and sealed to `count` screens (none: nobody can read it), as canonical JSON. `content`: takes the content
   key, for who signs the item and must have read it; or NULL. The box names its key by a hash, so that it opens to one text alone:
   what the signers read is what the screens show. */
void seal_write(const void *bytes, size_t size, const unsigned char (*screens)[SEAL_KEY_BYTES], size_t count,
                unsigned char content[SEAL_KEY_BYTES], struct buffer *out);
/* Opens it with a screen's key and appends the bytes. STATUS_REFUSED: "not-enrolled" if it is not sealed to
   this screen, "bad-seal" if it is damaged. The bytes are authentic only as far as
   whoever listed their hash is trusted. */
enum status seal_open(const char *sealed, size_t size, const struct seal_key *key, struct buffer *out,
                      struct problem *problem);

/* The content key of a sealed item, taken out with a screen's key; then the item opened with that alone. So the kiosk can hold
   a record against the signed box it came in without ever having the screen's key. */
enum status seal_unwrap(const char *sealed, size_t size, const struct seal_key *key,
                        unsigned char content[SEAL_KEY_BYTES], struct problem *problem);
enum status seal_open_with(const char *sealed, size_t size, const unsigned char content[SEAL_KEY_BYTES],
                           struct buffer *out, struct problem *problem);

#endif
