/* Adds up what the views say about each id until each has its mark. A view says of an id: so many rows, and a
   fingerprint of their keys and updated_at that does not depend on their order. The mark is a running BLAKE2b
   over what each view said, in the order of the views; no clock and no order of commits enters it. */
#ifndef FEEDER_TALLY_H
#define FEEDER_TALLY_H

#include "source.h"

#include <stddef.h>
#include <stdint.h>

struct tally;

__attribute__((returns_nonnull, warn_unused_result)) struct tally *tally_create(void);
void tally_destroy(struct tally *tally);

/* The leading view (item, project or withdrawal) names the ids there are; each once. `id` NULL, too long or
   with a NUL inside becomes a name longer than any id. STATUS_REFUSED, "too-many-rows", beyond `most` ids. */
enum status tally_lead(struct tally *tally, size_t most, enum view_id view, const char *id, size_t size,
                       int64_t rows, const char *fingerprint, struct problem *problem);
/* A further view about one id. Ids the leading view did not name are nobody's rows and are passed over. */
void tally_follow(struct tally *tally, enum view_id view, const char *id, size_t size, int64_t rows,
                  const char *fingerprint);
/* Hands over the keys, sorted by id; the tally is empty afterwards. */
void tally_take(struct tally *tally, struct source_key **key, size_t *count);

/* Runs a whole scan: calls `view` for each view in the fixed order, which hands its groups to tally_lead
   (`most` ids) where `leads`, else to tally_follow. */
typedef enum status tally_view(struct source *source, enum view_id view, bool leads, size_t most,
                               struct tally *tally, struct problem *problem);
enum status tally_scan(struct source *source, tally_view *view, struct source_scan *out,
                       struct problem *problem);

/* False for what no fetch may ask for: the stand-in names above. */
bool tally_is_askable(const char *id);

#endif
