/* Any rows as an item: lines of "VIEW COLUMN=VALUE\tCOLUMN=VALUE", views and columns by number. What is taken
   has Chinese text, can be written and read back, and no household row in a public item. */
#include "guard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Cells every row needs, so that the fuzzer soon passes the first checks. */
static char **usual_row(struct source_item *item, enum view_id view)
{
    static const char *const usual[][2] = {{"item_id", "a"},
                                           {"updated_at", "2026-11-22T02:00:00Z"},
                                           {"seq", "1"},
                                           {"id", "a"},
                                           {"version", "1"},
                                           {"catalogue", "D24"},
                                           {"published_at", "2026-11-22T02:00:00Z"},
                                           {"lang", "zh"},
                                           {"title", "t"},
                                           {"as_of", "2026-11-22"},
                                           {"metric", "signed"},
                                           {"done", "1"},
                                           {"due", "2"},
                                           {"unit", "household"}};
    char **row = rows_add(&item->rows[view]);
    for (size_t c = 0; c < views[view].columns; c++)
        for (size_t i = 0; i < sizeof usual / sizeof usual[0] && views[view].column[c].required; i++)
            if (strcmp(usual[i][0], views[view].column[c].name) == 0)
                row[c] = take_copy(usual[i][1]);
    return row;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source_item item;
    source_item_init(&item, "a");
    (void)usual_row(&item, VIEW_ITEM);
    (void)usual_row(&item, VIEW_ITEM_TEXT);
    char *text = take_copy_n((const char *)data, size), *lines = NULL, *cells = NULL;
    size_t rows = 0;
    for (char *line = strtok_r(text, "\n", &lines); line != NULL && rows < 200;
         line = strtok_r(NULL, "\n", &lines), rows++) {
        enum view_id view = (enum view_id)((unsigned char)line[0] % VIEW_COUNT);
        char **row = (line[0] & 0x40) != 0 && item.rows[view].count > 0 ? item.rows[view].cell
                                                                        : usual_row(&item, view);
        for (char *cell = strtok_r(line + 1, "\t", &cells); cell != NULL;
             cell = strtok_r(NULL, "\t", &cells)) {
            size_t column = (unsigned char)cell[0] % views[view].columns;
            free(row[column]);
            row[column] = take_copy(cell + 1);
        }
    }
    struct guard_settings settings;
    guard_settings_defaults(&settings);
    struct record *record = NULL, *again = NULL;
    struct problem problem = {0};
    enum status status = guard_item(&settings, &item, &record, &problem);
    ENSURE((status == STATUS_OK) == (record != NULL));
    ENSURE((status == STATUS_REFUSED) == (problem.code[0] != '\0'));
    if (status == STATUS_OK) {
        struct buffer bytes = {0};
        ENSURE(record->text[LANG_ZH].title != NULL);
        ENSURE(record->audience != AUDIENCE_PUBLIC || record->rows[VIEW_HOUSEHOLD].count == 0);
        record_encode(record, &bytes);
        if (record_decode(bytes.data, bytes.size, &again, &problem) != STATUS_OK)
            BUG("what was taken cannot be read back: %s", problem.text);
        record_destroy(again);
        buffer_finish(&bytes);
    }
    record_destroy(record);
    source_item_finish(&item);
    free(text);
    return 0;
}
