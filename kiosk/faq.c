/* Questions and answers: question bold, answer, then what it rests on and when it was answered. */
#include "board.h"

#include <string.h>

#define TRIED 60 /* entries: more are not laid out four times */

struct faq {
    const struct rows *rows;
    float scale; /* of all sizes: as large as the pages have room for */
};

static void answer_set(struct board *b, const char *answer, float scale, enum colour colour, enum lang lang)
{
    for (const char *line = answer; line != NULL && *line != '\0';) { /* one paragraph a line */
        const char *end = strchr(line, '\n');
        size_t length = end == NULL ? strlen(line) : (size_t)(end - line);
        struct buffer text = {0};
        buffer_add(&text, line, length);
        board_paragraph(b, NULL, text.data, 2 * scale, 3.1f * scale, colour, lang,
                        end == NULL ? 2.4f * scale * b->sheet->u : 0); /* with its basis */
        buffer_finish(&text);
        line = end == NULL ? NULL : end + 1;
    }
}

static void entry_set(struct board *b, const struct faq *faq, size_t i)
{
    const struct rows *rows = faq->rows;
    float scale = faq->scale, u = b->sheet->u * scale;
    (void)pager_need(&b->pager, 16 * u);
    board_rule(b, i == 0 ? .16f : .06f, i == 0 ? COLOUR_INK : COLOUR_RULE_2);
    pager_gap(&b->pager, .8f * u);
    board_paragraph(b, rows_cell(rows, i, "question"), NULL, 2 * scale, 3.1f * scale, COLOUR_INK, LANG_ZH,
                    12 * u); /* three lines of an answer stay together, and its basis with them */
    board_paragraph(b, board_ko_cell(b, rows, i, "question_ko"), NULL, 1.6f * scale, 2.4f * scale,
                    COLOUR_INK_2, LANG_KO, 3 * u);
    answer_set(b, rows_cell(rows, i, "answer"), scale, COLOUR_INK, LANG_ZH);
    const char *korean = board_ko_cell(b, rows, i, "answer_ko");
    if (korean != NULL)
        board_paragraph(b, NULL, korean, 1.6f * scale, 2.4f * scale, COLOUR_INK_2, LANG_KO, 0);
    const char *basis = rows_cell(rows, i, "basis"), *reviewer = rows_cell(rows, i, "reviewer");
    const char *day = board_date(b, rows_date(rows, i, "answered_on"), true);
    const char *part[] = {basis == NULL ? NULL : board_fill(b, "faq.basis", basis, NULL, NULL, NULL),
                          reviewer == NULL ? NULL : board_fill(b, "faq.reviewer", reviewer, NULL, NULL, NULL),
                          day == NULL ? NULL : board_fill(b, "faq.answered", day, NULL, NULL, NULL)};
    struct buffer line = {0};
    for (size_t k = 0; k < 3; k++)
        if (part[k] != NULL)
            buffer_format(&line, "%s%s", line.size > 0 ? board_word(b, "board.space") : "", part[k]);
    board_paragraph(b, NULL, line.data, 1.6f * scale, 2.4f * scale, COLOUR_INK_2, LANG_ZH, 0);
    buffer_finish(&line);
    pager_gap(&b->pager, 1.2f * u);
}

static void entries_set(struct board *b, void *self)
{
    const struct faq *faq = self;
    for (size_t i = 0; i < faq->rows->count; i++)
        entry_set(b, faq, i);
}

void compose_faq(struct composing *c)
{
    static const float scales[] = {1.5f, 1.3f, 1.15f};
    struct board board;
    board_init(&board, c);
    board_start(&board);
    struct faq faq = {.rows = &c->record->rows[VIEW_FAQ], .scale = 1};
    if (faq.rows->count <= TRIED) {
        size_t pages = board_pages(&board, entries_set, &faq);
        for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
            faq.scale = scales[i];
            if (board_pages(&board, entries_set, &faq) <= pages)
                break;
            faq.scale = 1;
        }
    }
    entries_set(&board, &faq);
    board_end(&board);
}
