/* Firms (evaluators, demolition firms) and staff, as cards. The chosen evaluator is marked by shape and word;
   the order is the office's, votes are told but never ranked. */
#include "card.h"

#include <stdlib.h>
#include <string.h>

static void firm_card(struct board *b, const struct rows *rows, size_t i, struct card *card)
{
    static const struct state chosen = {"chosen", "cards.chosen", "done", COLOUR_DONE, COLOUR_TINT_DONE};
    card_name(card, rows_cell(rows, i, "name"), board_ko_cell(b, rows, i, "name_ko"));
    card_text(card, rows_cell(rows, i, "role"), LANG_ZH);
    card_fact(card, board_word(b, "cards.qualification"), rows_cell(rows, i, "qualification"));
    card_fact(card, board_word(b, "cards.certificate"), rows_cell(rows, i, "certificate_no"));
    card_fact(card, board_word(b, "cards.legal_person"), rows_cell(rows, i, "legal_person"));
    const char *votes = board_number(b, rows_cell(rows, i, "votes"));
    card_fact(card, board_word(b, "cards.votes"),
              votes == NULL ? NULL : board_fill(b, "cards.vote_count", votes, NULL, NULL, NULL));
    card_fact(card, board_word(b, "cards.phone"), rows_cell(rows, i, "phone"));
    card_fact(card, board_word(b, "cards.address"), rows_cell(rows, i, "address"));
    card_text(card, rows_cell(rows, i, "note"), LANG_ZH);
    if (rows_integer(rows, i, "chosen", 0) != 0)
        card->state = &chosen;
    else if (rows_cell(rows, i, "chosen") != NULL && rows_have(rows, "votes"))
        card->tag = board_word(b, "cards.candidate");
}

static void person_card(struct board *b, const struct rows *rows, size_t i, struct card *card)
{
    card_name(card, rows_cell(rows, i, "name"), board_ko_cell(b, rows, i, "name_ko"));
    card_text(card, rows_cell(rows, i, "post"), LANG_ZH);
    card_text(card, rows_cell(rows, i, "unit"), LANG_ZH);
    card_fact(card, board_word(b, "cards.certificate"), rows_cell(rows, i, "certificate_no"));
    card_fact(card, board_word(b, "cards.trained"), board_date(b, rows_date(rows, i, "trained_on"), true));
    card_fact(card, board_word(b, "cards.phone"), rows_cell(rows, i, "phone"));
    card_fact(card, board_word(b, "cards.hours"), rows_cell(rows, i, "hours"));
    card_text(card, rows_cell(rows, i, "note"), LANG_ZH);
}

void compose_cards(struct composing *c)
{
    struct board board;
    board_init(&board, c);
    board.reference = board_as_of(&board, NO_DATE);
    board_start(&board);
    const struct rows *firms = &c->record->rows[VIEW_FIRM], *persons = &c->record->rows[VIEW_PERSON];
    size_t count = firms->count + persons->count;
    struct card *card = take_zeroed(count + 1, sizeof *card);
    for (size_t i = 0; i < firms->count; i++)
        firm_card(&board, firms, i, &card[i]);
    for (size_t i = 0; i < persons->count; i++)
        person_card(&board, persons, i, &card[firms->count + i]);
    board.grows = firms->count == 0 || persons->count == 0;
    card_rows(&board, card, firms->count, 2, 36);
    card_rows(&board, card + firms->count, persons->count, 3, 24);
    free(card);
    board_end(&board);
}
