/* Whom to ask, to call, to write to: numbers large enough to be copied down from afar. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

static const char *channel_word(const struct board *board, const char *code)
{
    static const struct {
        const char *code, *key;
    } channels[] = {
        {"phone", "contacts.phone"},
        {"visit", "contacts.visit"},
        {"letter", "contacts.letter"},
        {"web", "contacts.web"},
    };
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++)
        if (strcmp(channels[i].code, code) == 0)
            return board_word(board, channels[i].key);
    BUG("unchecked channel");
}

void compose_contacts(struct composing *c)
{
    struct board board;
    board_init(&board, c);
    board_start(&board);
    const struct rows *rows = &c->record->rows[VIEW_CONTACT];
    struct card *card = take_zeroed(rows->count + 1, sizeof *card);
    for (size_t i = 0; i < rows->count; i++) {
        card_name(&card[i], rows_cell(rows, i, "name"), board_ko_cell(&board, rows, i, "name_ko"));
        card_value(&card[i], rows_cell(rows, i, "value"),
                   strcmp(rows_cell(rows, i, "channel"), "phone") == 0);
        card_text(&card[i], rows_cell(rows, i, "unit"), LANG_ZH);
        card_text(&card[i], rows_cell(rows, i, "note"), LANG_ZH);
        card_text(&card[i], board_ko_cell(&board, rows, i, "note_ko"), LANG_KO);
        card_text(&card[i], rows_cell(rows, i, "hours"), LANG_ZH);
        card[i].tag = channel_word(&board, rows_cell(rows, i, "channel"));
    }
    board.grows = true;
    card_rows(&board, card, rows->count, 3, 24);
    free(card);
    board_end(&board);
}
