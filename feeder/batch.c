#include "batch.h"

#include "contract/limits.h"
#include "tally.h"

#include <stdlib.h>
#include <string.h>

#define ALLOCATION_BYTES 24 /* what malloc adds to a small cell, about */

/* Memory held by rows, as batch->bytes counts it. */
static size_t held(const struct rows *rows)
{
    size_t cells = rows->count * views[rows->view].columns, bytes = cells * sizeof *rows->cell;
    for (size_t i = 0; i < cells; i++)
        bytes += rows->cell[i] == NULL ? 0 : strlen(rows->cell[i]) + ALLOCATION_BYTES;
    return bytes;
}

/* The item is there though its row is not to be had: no row at all would read as "gone meanwhile". */
static void add_bare_row(struct batch *batch, struct source_item *item)
{
    struct rows *rows = &item->rows[VIEW_ITEM];
    rows_add(rows)[view_column(VIEW_ITEM, "id")] = take_copy(item->id);
    batch->bytes += held(rows);
}

void batch_init(struct batch *batch, struct source_item *items, size_t count)
{
    *batch = (struct batch){.item = items, .count = count, .active = count};
    for (size_t i = 0; i < count; i++) {
        items[i].later = false;
        if (tally_is_askable(items[i].id))
            continue;
        items[i].cut[VIEW_ITEM] = true;
        add_bare_row(batch, &items[i]);
    }
}

static struct source_item *find(struct batch *batch, const char *id, size_t size)
{
    for (size_t i = 0; i < batch->active; i++)
        if (strlen(batch->item[i].id) == size && memcmp(batch->item[i].id, id, size) == 0)
            return &batch->item[i];
    return NULL;
}

static void put_off_last(struct batch *batch)
{
    struct source_item *item = &batch->item[--batch->active];
    for (size_t v = 0; v < VIEW_COUNT; v++) {
        batch->bytes -= held(&item->rows[v]);
        rows_finish(&item->rows[v]);
        item->cut[v] = false;
    }
    item->bytes = 0;
    item->later = true;
}

void batch_defer(struct batch *batch, size_t most)
{
    while (batch->active > most)
        put_off_last(batch);
}

/* The first always stays, or nothing would ever move. */
static void make_room(struct batch *batch)
{
    while (batch->bytes > (size_t)LIMIT_BATCH_BYTES && batch->active > 1)
        put_off_last(batch);
}

/* Bytes of a cell that are kept: one more than its limit tells the guard that it is over. */
static size_t kept(const struct view_column *column, const struct batch_cell *cell)
{
    size_t most = view_cell_bytes(column);
    return cell->bytes == NULL ? 0 : cell->size <= most ? cell->size : most + 1;
}

/* What a cell counts of its item's LIMIT_RECORD_BYTES: a file what it has itself, not its digits. */
static size_t weight(const struct view_column *column, const struct batch_cell *cell)
{
    return column->type == COLUMN_BYTES ? kept(column, cell) / 2 : kept(column, cell);
}

char *batch_cell_copy(const struct view_column *column, const struct batch_cell *cell, bool *cut)
{
    if (cell->bytes == NULL)
        return NULL;
    size_t size = kept(column, cell);
    char *copy = take_copy_n(cell->bytes, size);
    for (char *nul = copy; (nul = memchr(nul, '\0', size - (size_t)(nul - copy))) != NULL; nul++) {
        *nul = '\x01';
        *cut = true;
    }
    *cut = *cut || cell->size > view_cell_bytes(column);
    return copy;
}

static size_t most_rows(enum view_id view)
{
    return view == VIEW_ATTACHMENT ? LIMIT_ATTACHMENTS : LIMIT_ROWS_PER_VIEW;
}

void batch_take(struct batch *batch, enum view_id view, const struct batch_cell *cell, bool cut)
{
    const struct batch_cell *key =
        &cell[view == VIEW_ITEM ? view_column(view, "id") : view_column(view, "item_id")];
    struct source_item *item = key->bytes == NULL ? NULL : find(batch, key->bytes, key->size);
    if (item == NULL)
        return;
    size_t size = 0;
    for (size_t c = 0; c < views[view].columns; c++)
        size += weight(&views[view].column[c], &cell[c]);
    if (item->rows[view].count >= most_rows(view) || item->bytes + size > (size_t)LIMIT_RECORD_BYTES) {
        item->cut[view] = true;
        return;
    }
    char **row = rows_add(&item->rows[view]);
    batch->bytes += views[view].columns * sizeof *row;
    for (size_t c = 0; c < views[view].columns; c++) {
        row[c] = batch_cell_copy(&views[view].column[c], &cell[c], &cut);
        batch->bytes += row[c] == NULL ? 0 : strlen(row[c]) + ALLOCATION_BYTES;
    }
    item->bytes += size;
    item->cut[view] = item->cut[view] || cut;
    make_room(batch);
}

void batch_cut(struct batch *batch, enum view_id view, const char *id)
{
    struct source_item *item = find(batch, id, strlen(id));
    if (item == NULL)
        return;
    item->cut[view] = true;
    if (view == VIEW_ITEM && item->rows[VIEW_ITEM].count == 0)
        add_bare_row(batch, item);
}
