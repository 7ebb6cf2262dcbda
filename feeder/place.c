#include "place.h"

#include "contract/catalogue.h"
#include "contract/limits.h"

#include <inttypes.h>
#include <stdio.h>

/* The latest instant that has a text form; subtracting from it turns "newest first" into ascending digits. */
#define LATEST INT64_C(253402300799)

void place_write(const struct place *place, char out[ORDER_BYTES])
{
    static const char walk[PRIORITY_COUNT] = {
        [PRIORITY_PINNED] = '0', [PRIORITY_NORMAL] = '1', [PRIORITY_URGENT] = '2'};
    const struct catalogue_item *item = catalogue_find(place->catalogue);
    ENSURE(item != NULL && place->sort >= -PLACE_SORT_NONE && place->sort <= PLACE_SORT_NONE);
    char project[LIMIT_ID_BYTES + 16] = "z";
    if (place->project != NULL)
        (void)snprintf(project, sizeof project, "p%011" PRId64 "%s", place->sort + PLACE_SORT_NONE,
                       place->project);
    /* A blank ends the project's id: it sorts before every character an id may have. */
    int length = snprintf(out, ORDER_BYTES, "%c%s %d%s%012" PRId64 "%s", walk[place->priority], project,
                          item->stage, item->id, LATEST - place->published_at, place->id);
    ENSURE(length > 0 && length < ORDER_BYTES);
}
