/* Questions and answers: question bold, answer, then what it rests on and when it was answered. */
#include "board.h"

#include <string.h>

static void answer_set(struct board *b, const char *answer, enum colour colour, enum lang lang)
{
    for (const char *line = answer; line != NULL && *line != '\0';) { /* one paragraph a line */
        const char *end = strchr(line, '\n');
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line);
        struct buffer text = {0};
        buffer_add(&text, line, length);
        board_paragraph(b, NULL, text.data, 2, 3.1f, colour, lang,
                        end == NULL ? 2.4f * b->sheet->u : 0); /* with its basis */
        buffer_finish(&text);
        line = end == NULL ? NULL : end + 1;
    }
}

static void entry_set(struct board *b, const struct rows *rows, size_t i)
{
    float u = b->sheet->u;
    (void)pager_need(&b->pager, 16 * u);
    board_rule(b, i == 0 ? .16f : .06f, i == 0 ? COLOUR_INK : COLOUR_RULE_2);
    pager_gap(&b->pager, .8f * u);
    board_paragraph(b, rows_cell(rows, i, "question"), NULL, 2, 3.1f, COLOUR_INK, LANG_ZH,
                    12 * u); /* three lines of an answer stay together, and its basis with them */
    board_paragraph(b, board_ko_cell(b, rows, i, "question_ko"), NULL, 1.6f, 2.4f, COLOUR_INK_2, LANG_KO,
                    3 * u);
    answer_set(b, rows_cell(rows, i, "answer"), COLOUR_INK, LANG_ZH);
    const char *korean = board_ko_cell(b, rows, i, "answer_ko");
    if (korean != NULL)
        board_paragraph(b, NULL, korean, 1.6f, 2.4f, COLOUR_INK_2, LANG_KO, 0);
    const char *basis = rows_cell(rows, i, "basis"), *reviewer = rows_cell(rows, i, "reviewer");
    const char *day = board_date(b, rows_date(rows, i, "answered_on"), true);
    const char *part[] = {basis == NULL ? NULL : board_fill(b, "faq.basis", basis, NULL, NULL, NULL),
                          reviewer == NULL ? NULL : board_fill(b, "faq.reviewer", reviewer, NULL, NULL, NULL),
                          day == NULL ? NULL : board_fill(b, "faq.answered", day, NULL, NULL, NULL)};
    struct buffer line = {0};
    for (size_t k = 0; k < 3; k++)
        if (part[k] != NULL)
            buffer_format(&line, "%s%s", line.size > 0 ? board_word(b, "board.space") : "", part[k]);
    board_paragraph(b, NULL, line.data, 1.6f, 2.4f, COLOUR_INK_2, LANG_ZH, 0);
    buffer_finish(&line);
    pager_gap(&b->pager, 1.2f * u);
}

void compose_faq(struct composing *c)
{
    struct board board;
    board_init(&board, c);
    board_start(&board);
    const struct rows *rows = &c->record->rows[VIEW_FAQ];
    for (size_t i = 0; i < rows->count; i++)
        entry_set(&board, rows, i);
    board_end(&board);
}
