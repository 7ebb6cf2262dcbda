#include "cycle.h"

#include <stdio.h>
#include <string.h>

/* The item's place among the longest, where it has one. */
static void rank(struct cycle *cycle, const struct cycle_item *item)
{
    size_t at = CYCLE_LONGEST;
    for (size_t i = CYCLE_LONGEST; i > 0 && item->seconds > cycle->longest[i - 1].seconds; i--)
        at = i - 1;
    if (at == CYCLE_LONGEST)
        return;
    memmove(&cycle->longest[at + 1], &cycle->longest[at], (CYCLE_LONGEST - 1 - at) * sizeof *cycle->longest);
    cycle->longest[at] = *item;
}

/* The item that is being added stands among the longest as far as it has come. */
static void forget_current(struct cycle *cycle)
{
    for (size_t i = 0; i < CYCLE_LONGEST; i++)
        if (cycle->longest[i].pages == cycle->current.pages &&
            strcmp(cycle->longest[i].id, cycle->current.id) == 0) {
            memmove(&cycle->longest[i], &cycle->longest[i + 1],
                    (CYCLE_LONGEST - 1 - i) * sizeof *cycle->longest);
            cycle->longest[CYCLE_LONGEST - 1] = (struct cycle_item){0};
            return;
        }
}

void cycle_add(struct cycle *cycle, const char *id, double seconds)
{
    if (cycle->pages == 0 || strcmp(cycle->current.id, id) != 0) {
        cycle->current = (struct cycle_item){0};
        (void)snprintf(cycle->current.id, sizeof cycle->current.id, "%s", id);
        cycle->items++;
    } else {
        forget_current(cycle);
    }
    cycle->current.pages++;
    cycle->current.seconds += seconds;
    cycle->pages++;
    cycle->seconds += seconds;
    rank(cycle, &cycle->current);
}

void cycle_tell(const struct cycle *cycle, struct buffer *out)
{
    buffer_format(out, "%.1f min for %zu pages of %zu items", cycle->seconds / 60, cycle->pages,
                  cycle->items);
    for (size_t i = 0; i < CYCLE_LONGEST && cycle->longest[i].pages > 0; i++)
        buffer_format(out, "%s %s %zu pages %.1f min", i == 0 ? "; longest:" : ",", cycle->longest[i].id,
                      cycle->longest[i].pages, cycle->longest[i].seconds / 60);
}
