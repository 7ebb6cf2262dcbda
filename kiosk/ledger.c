/* The ledger of overdue resettlement: per project how many are due, resettled, overdue, why, what is done
   about it, and the new date. */
#include "card.h"

#include <stdlib.h>

static void entry_card(struct board *b, const struct rows *rows, size_t i, struct card *card)
{
    static const struct {
        const char *column, *label;
    } numbers[] = {
        {"due_households", "ledger.due"}, {"resettled", "ledger.resettled"}, {"overdue", "ledger.overdue"}};
    static const struct {
        const char *column, *label;
    } days[] = {{"due_on", "ledger.due_on"}, {"new_due_on", "ledger.new_due_on"}};
    static const struct {
        const char *column, *label;
    } texts[] = {{"reason", "ledger.reason"},
                 {"measure", "ledger.measure"},
                 {"allowance", "ledger.allowance"},
                 {"owner", "ledger.owner"}};
    card_name(card, rows_cell(rows, i, "name"), board_ko_cell(b, rows, i, "name_ko"));
    card->state = state_of(rows_cell(rows, i, "state"));
    for (size_t k = 0; k < 3; k++) {
        const char *number = board_number(b, rows_cell(rows, i, numbers[k].column));
        card_figure(card, board_word(b, numbers[k].label),
                    board_fill(b, "ledger.households", number, NULL, NULL, NULL));
    }
    for (size_t k = 0; k < 2; k++)
        card_fact(card, board_word(b, days[k].label),
                  board_date(b, rows_date(rows, i, days[k].column), true));
    for (size_t k = 0; k < 4; k++)
        card_fact(card, board_word(b, texts[k].label), rows_cell(rows, i, texts[k].column));
}

void compose_ledger(struct composing *c)
{
    struct board board;
    board_init(&board, c);
    board.reference = board_as_of(&board, NO_DATE);
    board_start(&board);
    const struct rows *rows = &c->record->rows[VIEW_LEDGER];
    struct card *card = take_zeroed(rows->count + 1, sizeof *card);
    for (size_t i = 0; i < rows->count; i++)
        entry_card(&board, rows, i, &card[i]);
    board.grows = true;
    card_rows(&board, card, rows->count, 3, 30);
    free(card);
    board_end(&board);
}
