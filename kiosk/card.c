#include "card.h"

#include <math.h>
#include <stdlib.h>

static void line_add(struct card *card, struct card_line line)
{
    if (line.text == NULL)
        return;
    ENSURE(card->lines < CARD_LINES);
    card->line[card->lines++] = line;
}

void card_name(struct card *card, const char *name, const char *korean)
{
    line_add(card,
             (struct card_line){.text = name, .units = 2, .line = 2.8f, .bold = true, .colour = COLOUR_INK});
    line_add(card, (struct card_line){
                       .text = korean, .units = 1.6f, .line = 2.4f, .colour = COLOUR_INK_2, .lang = LANG_KO});
    card->names = card->lines;
}

void card_value(struct card *card, const char *value, bool number)
{
    line_add(card, (struct card_line){.text = value,
                                      .units = number ? 3.4f : 2.3f,
                                      .line = number ? 4.6f : 3.2f,
                                      .bold = true,
                                      .colour = COLOUR_INK});
}

void card_text(struct card *card, const char *text, enum lang lang)
{
    line_add(card, (struct card_line){
                       .text = text, .units = 1.6f, .line = 2.2f, .colour = COLOUR_INK_2, .lang = lang});
}

void card_fact(struct card *card, const char *label, const char *text)
{
    line_add(card, (struct card_line){
                       .label = label, .text = text, .units = 1.6f, .line = 2.2f, .colour = COLOUR_INK});
}

void card_figure(struct card *card, const char *label, const char *number)
{
    ENSURE(card->figures < CARD_FIGURES);
    card->figure[card->figures++] = (struct card_figure){label, number};
}

static struct text_style line_style(const struct board *board, const struct card_line *line)
{
    return board_style(board, line->bold ? FACE_SANS_BOLD : FACE_SANS, line->units, line->colour);
}

static float tag_width(const struct board *board, const struct card *card)
{
    if (card->state != NULL)
        return board_state(board, NULL, card->state, card->tag, 0, 0, ALIGN_END);
    return board_width(board, card->tag, board_style(board, FACE_SANS, 1.33f, COLOUR_INK_2));
}

/* Numbers side by side, each below its label; behind the card's name. */
static float figures_set(const struct board *board, struct page *page, const struct card *card,
                         struct rect box)
{
    float u = board->sheet->u, width = box.w / CARD_FIGURES, height = 0;
    struct text_style quiet = board_style(board, FACE_SANS, 1.33f, COLOUR_INK_3),
                      bold = board_style(board, FACE_SANS_BOLD, 2.6f, COLOUR_INK);
    for (size_t i = 0; i < card->figures; i++) {
        struct rect cell = {box.x + (float)i * width, box.y, width - u, 0};
        cell.y += board_set(board, page, card->figure[i].label, quiet, 2, cell, ALIGN_START, LANG_ZH);
        cell.y += board_set(board, page, card->figure[i].number, bold, 3.2f, cell, ALIGN_START, LANG_ZH);
        height = fmaxf(height, cell.y - box.y);
    }
    return height;
}

/* Sets the card from the top of the box, or measures it. The first line leaves room for the tag. */
static float card_set(const struct board *board, struct page *page, const struct card *card, struct rect box)
{
    float u = board->sheet->u, y = box.y + .6f * u, tag = tag_width(board, card);
    for (size_t i = 0; i < card->lines; i++) {
        const struct card_line *line = &card->line[i];
        struct text_style style = line_style(board, line);
        struct rect rest = {box.x, y, box.w, 0};
        if (i == 0 && tag > 0)
            rest.w = fmaxf(box.w - tag - u, u);
        if (line->label != NULL) {
            struct text_style quiet = board_style(board, FACE_SANS, line->units, COLOUR_INK_3);
            float wide = fmaxf(board_width(board, line->label, quiet) + .8f * u, 7.2f * u);
            if (page != NULL)
                (void)board_mark(board, page, line->label, quiet, box.x,
                                 board_baseline(board, quiet, y, line->line * u), ALIGN_START);
            rest.x += wide;
            rest.w = fmaxf(rest.w - wide, 4 * u);
        }
        y += board_set(board, page, line->text, style, line->line, rest, ALIGN_START, line->lang);
        if (i + 1 == card->names)
            y += figures_set(board, page, card, (struct rect){box.x, y, box.w, 0});
    }
    if (page != NULL && card->state != NULL)
        (void)board_state(board, page, card->state, card->tag, box.x + box.w, box.y + u, ALIGN_END);
    else if (page != NULL && card->tag != NULL) {
        struct text_style small = board_style(board, FACE_SANS, 1.33f, COLOUR_INK_2);
        (void)board_mark(board, page, card->tag, small, box.x + box.w,
                         board_baseline(board, small, box.y + u, 2.4f * u), ALIGN_END);
        board_say(page, card->tag);
    }
    return y - box.y + .6f * u;
}

/* The card nobody planned for: its lines as paragraphs over the whole width, page after page. */
static void card_flow(struct board *board, const struct card *card)
{
    board_rule(board, .16f, COLOUR_INK);
    pager_gap(&board->pager, sheet_px(board->sheet, .8f));
    if (card->tag != NULL || card->state != NULL)
        board_paragraph(board, card->tag != NULL ? card->tag : board_word(board, card->state->key), NULL,
                        1.6f, 2.4f, COLOUR_INK, LANG_ZH, 0);
    for (size_t i = 0; i < card->figures; i++)
        board_paragraph(board, card->figure[i].number, card->figure[i].label, 1.6f, 2.4f, COLOUR_INK, LANG_ZH,
                        0);
    for (size_t i = 0; i < card->lines; i++) {
        const struct card_line *line = &card->line[i];
        struct buffer lead = {0};
        if (line->label != NULL)
            buffer_format(&lead, "%s ", line->label);
        if (line->bold)
            buffer_text(&lead, line->text);
        board_paragraph(board, lead.size > 0 ? lead.data : NULL, line->bold ? NULL : line->text, line->units,
                        line->line, line->colour, line->lang, 0);
        buffer_finish(&lead);
    }
    pager_gap(&board->pager, sheet_px(board->sheet, 1.4f));
}

void card_rows(struct board *board, const struct card *cards, size_t count, size_t columns, float least)
{
    float u = board->sheet->u, gap = 3 * u, whole = board->pager.area.w;
    while (columns > 1 && (whole - gap * (float)(columns - 1)) / (float)columns < least * u)
        columns--;
    float width = (whole - gap * (float)(columns - 1)) / (float)columns;
    for (size_t first = 0; first < count; first += columns) {
        size_t n = count - first < columns ? count - first : columns;
        float height = 0;
        for (size_t i = 0; i < n; i++)
            height = fmaxf(height, card_set(board, NULL, &cards[first + i], (struct rect){0, 0, width, 0}));
        if (height > board_page_height(board)) {
            for (size_t i = 0; i < n; i++)
                card_flow(board, &cards[first + i]);
            continue;
        }
        struct rect row = pager_take(&board->pager, height);
        struct page *page = pager_page(&board->pager);
        for (size_t i = 0; i < n; i++) {
            struct rect box = {row.x + (float)i * (width + gap), row.y, width, height};
            draw_fill(&page->draw, (struct rect){box.x, box.y, width, .16f * u}, COLOUR_INK);
            (void)card_set(board, page, &cards[first + i], box);
        }
        pager_gap(&board->pager, u);
    }
}
