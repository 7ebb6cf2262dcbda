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

/* How cards are set: `tight` is 1 or a little less, for lines drawn together; `scale` 1 or a little more, for sizes. */
struct press {
    float tight, scale;
};

static struct text_style line_style(const struct board *board, const struct card_line *line, struct press how)
{
    return board_style(board, line->bold ? FACE_SANS_BOLD : FACE_SANS, line->units * how.scale, line->colour);
}

static float tag_width(const struct board *board, const struct card *card)
{
    if (card->state != NULL)
        return board_state(board, NULL, card->state, card->tag, 0, 0, ALIGN_END);
    return board_width(board, card->tag, board_style(board, FACE_SANS, 1.33f, COLOUR_INK_2));
}

/* The labels' column: as wide as the widest of them. */
static float labels_width(const struct board *board, const struct card *card, float scale)
{
    float widest = sheet_px(board->sheet, 7.2f * scale);
    for (size_t i = 0; i < card->lines; i++)
        if (card->line[i].label != NULL)
            widest =
                fmaxf(widest,
                      board_width(board, card->line[i].label,
                                  board_style(board, FACE_SANS, card->line[i].units * scale, COLOUR_INK_3)) +
                          sheet_px(board->sheet, .8f));
    return widest;
}

/* Numbers side by side, each below its label; behind the card's name. */
static float figures_set(const struct board *board, struct page *page, const struct card *card,
                         struct rect box, struct press how)
{
    float u = board->sheet->u, tight = how.tight * how.scale, width = box.w / CARD_FIGURES, height = 0;
    struct text_style quiet = board_style(board, FACE_SANS, 1.33f * how.scale, COLOUR_INK_3),
                      bold = board_style(board, FACE_SANS_BOLD, 2.6f * how.scale, COLOUR_INK);
    for (size_t i = 0; i < card->figures; i++) {
        struct rect cell = {box.x + (float)i * width, box.y, width - u, 0};
        if (page != NULL) /* a word of the interface */
            (void)board_mark(board, page, card->figure[i].label, quiet, cell.x,
                             board_baseline(board, quiet, cell.y, 2 * tight * u), ALIGN_START);
        cell.y += 2 * tight * u;
        cell.y +=
            board_set(board, page, card->figure[i].number, bold, 3.2f * tight, cell, ALIGN_START, LANG_ZH);
        height = fmaxf(height, cell.y - box.y);
    }
    return height;
}

/* Sets the card from the top of the box, or measures it. The first line leaves room for the tag. */
static float card_set(const struct board *board, struct page *page, const struct card *card, struct rect box,
                      struct press how)
{
    float u = board->sheet->u, y = box.y + .6f * u, tag = tag_width(board, card),
          labels = labels_width(board, card, how.scale), tight = how.tight * how.scale;
    for (size_t i = 0; i < card->lines; i++) {
        const struct card_line *line = &card->line[i];
        struct text_style style = line_style(board, line, how);
        struct rect rest = {box.x, y, box.w, 0};
        if (i == 0 && tag > 0)
            rest.w = fmaxf(box.w - tag - u, u);
        if (line->label != NULL) {
            struct text_style quiet = board_style(board, FACE_SANS, line->units * how.scale, COLOUR_INK_3);
            if (page != NULL)
                (void)board_mark(board, page, line->label, quiet, box.x,
                                 board_baseline(board, quiet, y, line->line * tight * u), ALIGN_START);
            rest.x += labels;
            rest.w = fmaxf(rest.w - labels, 4 * u);
        }
        y += board_set(board, page, line->text, style, line->line * tight, rest, ALIGN_START, line->lang);
        if (i + 1 == card->names)
            y += figures_set(board, page, card, (struct rect){box.x, y, box.w, 0}, how);
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

struct shelf { /* how cards are put side by side */
    const struct card *card;
    size_t count, columns;
    float width, gap; /* pixels */
    struct press how;
};

static float shelf_row(const struct board *board, const struct shelf *shelf, size_t first, size_t n)
{
    float height = 0;
    for (size_t i = first; i < first + n; i++)
        height = fmaxf(
            height, card_set(board, NULL, &shelf->card[i], (struct rect){0, 0, shelf->width, 0}, shelf->how));
    return height;
}

static size_t row_of(const struct shelf *shelf, size_t first)
{
    return shelf->count - first < shelf->columns ? shelf->count - first : shelf->columns;
}

/* Pages the rows take from here on. */
static size_t shelf_pages(const struct board *board, const struct shelf *shelf)
{
    size_t pages = 1;
    float left = board_free(board);
    for (size_t first = 0; first < shelf->count; first += shelf->columns) {
        float height = shelf_row(board, shelf, first, row_of(shelf, first));
        if (height > left) {
            left = board_page_height(board);
            pages++;
        }
        left -= height + board->sheet->u;
    }
    return pages;
}

/* Lines are drawn together where that saves a page. */
static void shelf_tighten(const struct board *board, struct shelf *shelf)
{
    static const float tights[] = {1, .93f, .87f};
    if (shelf->count > 200 ||
        board->sheet->tight < 1) /* measured three times only where that takes no time */
        return;
    size_t fewest = SIZE_MAX;
    float best = 1;
    for (size_t i = 0; i < 3; i++) {
        shelf->how.tight = tights[i];
        size_t pages = shelf_pages(board, shelf);
        if (pages < fewest) {
            fewest = pages;
            best = tights[i];
        }
    }
    shelf->how.tight = best;
}

/* Height left below the cards on their last page. */
static float shelf_left(const struct board *board, const struct shelf *shelf)
{
    float left = board_free(board);
    for (size_t first = 0; first < shelf->count; first += shelf->columns) {
        float height = shelf_row(board, shelf, first, row_of(shelf, first));
        if (height > left)
            left = board_page_height(board);
        left -= height + board->sheet->u;
    }
    return left;
}

/* Cards that leave room are set larger, as long as that takes no page more and the item's own text stands where it stood. */
static void shelf_grow(const struct board *board, struct shelf *shelf)
{
    static const float scales[] = {1.4f, 1.25f, 1.12f};
    if (shelf->count > 60 || shelf->how.tight < 1 || board->sheet->tight < 1)
        return;
    size_t pages = shelf_pages(board, shelf);
    float text = board_body_height(board);
    bool beside = .88f * text <= shelf_left(board, shelf);
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        shelf->how.scale = scales[i];
        if (shelf_pages(board, shelf) <= pages && (!beside || text <= shelf_left(board, shelf)))
            return;
    }
    shelf->how.scale = 1;
}

void card_rows(struct board *board, const struct card *cards, size_t count, size_t columns, float least)
{
    float u = board->sheet->u, gap = 3 * u, whole = board->pager.area.w;
    while (columns > 1 && (whole - gap * (float)(columns - 1)) / (float)columns < least * u)
        columns--;
    struct shelf shelf = {.card = cards,
                          .count = count,
                          .columns = columns,
                          .width = (whole - gap * (float)(columns - 1)) / (float)columns,
                          .gap = gap,
                          .how = {1, 1}};
    shelf_tighten(board, &shelf);
    if (board->grows)
        shelf_grow(board, &shelf);
    for (size_t first = 0; first < count; first += columns) {
        size_t n = row_of(&shelf, first);
        float height = shelf_row(board, &shelf, first, n);
        if (height > board_page_height(board)) {
            for (size_t i = 0; i < n; i++)
                card_flow(board, &cards[first + i]);
            continue;
        }
        struct rect row = pager_take(&board->pager, height);
        struct page *page = pager_page(&board->pager);
        for (size_t i = 0; i < n; i++) {
            struct rect box = {row.x + (float)i * (shelf.width + gap), row.y, shelf.width, height};
            draw_fill(&page->draw, (struct rect){box.x, box.y, box.w, .16f * u}, COLOUR_INK);
            (void)card_set(board, page, &cards[first + i], box, shelf.how);
        }
        pager_gap(&board->pager, u);
    }
}
