/* Before and after, side by side: tables whose struck and inserted words are
   marked by shape, word and colour. */
#include "book.h"
#include "flow.h"
#include "running_head.h"

#include <math.h>
#include <string.h>

static const struct manner around = {/* text before and behind the tables */
                                     .body = FACE_SANS, .strong = FACE_SANS_BOLD, .size = 2,
                                     .line = 3.1F,      .align = ALIGN_START,     .autospace = true,
                                     .lang = LANG_ZH};

static bool has_marks(const struct document *body)
{
    for (size_t b = 0; b < body->count; b++) {
        const struct block *block = &body->block[b];
        for (size_t i = 0; i < (block->type == BLOCK_TABLE ? block->columns * block->rows : 0); i++)
            for (size_t p = 0; p < block->cell[i].count; p++)
                if (block->cell[i].part[p].deleted || block->cell[i].part[p].inserted)
                    return true;
        for (size_t p = 0; p < block->text.count; p++)
            if (block->text.part[p].deleted || block->text.part[p].inserted)
                return true;
    }
    return false;
}

struct comparison {
    struct composing *c;
    bool marked;
};

/* Says what the two marks mean, in a line that ends at `right`. Returns where it begins. */
static float put_legend(const struct sheet *sheet, struct draw_list *list, float right, float y, float line)
{
    static const char *const chips[2] = {"compare.inserted", "compare.deleted"};
    static const char *const names[2] = {"compare.inserted-text", "compare.deleted-text"};
    static const enum colour colours[2] = {COLOUR_DONE, COLOUR_LATE};
    float gap = sheet_px(sheet, .4F);
    for (int i = 0; i < 2; i++) {
        struct text_style text =
            sheet_style(sheet, i == 0 ? FACE_SANS_BOLD : FACE_SANS, SIZE_NOTE, colours[i]);
        struct text_style chip = {.face = FACE_SANS_BOLD, .size = text.size * .8F, .colour = COLOUR_SURFACE};
        text.marks = i == 0 ? MARK_UNDERLINE : MARK_STRIKE;
        right -= draw_text(list, words_get(sheet->words, LANG_ZH, names[i]), text, right,
                           sheet_baseline(sheet, text, y, line), ALIGN_END, LANG_ZH, sheet->ruler);
        const char *word = words_get(sheet->words, LANG_ZH, chips[i]);
        float wide = text_width(word, chip, LANG_ZH, true, sheet->ruler) + gap;
        right -= wide + gap / 2;
        draw_fill(list, (struct rect){right, y + (line - chip.size * 1.4F) / 2, wide, chip.size * 1.4F},
                  colours[i]);
        (void)draw_text(list, word, chip, right + gap / 2, sheet_baseline(sheet, chip, y, line), ALIGN_START,
                        LANG_ZH, sheet->ruler);
        right -= i == 0 ? sheet_px(sheet, 1.6F) : 0;
    }
    return right;
}

/* On the first page at the right of the title's last line if that leaves room, else below it. */
static void draw_legend(struct pager *pager, const char *title, struct text_style title_style)
{
    const struct sheet *sheet = pager->sheet;
    float line = sheet_px(sheet, 2.4F), below = pager->y;
    if (text_width(title, title_style, LANG_ZH, true, sheet->ruler) + sheet_px(sheet, 28) <= pager->area.w)
        pager->y -= line + sheet_px(sheet, .6F);
    (void)put_legend(sheet, &pager_page(pager)->draw, pager->area.x + pager->area.w, pager->y, line);
    pager->y = fmaxf(below, pager->y + line) + sheet_px(sheet, .4F);
}

/* On later pages: which comparison this is, and what its marks mean, for a change may go on there. */
static float running_head(void *self, struct pager *pager, struct page *page, struct rect main,
                          size_t page_no)
{
    const struct comparison *comparison = self;
    const struct sheet *sheet = pager->sheet;
    if (page_no == 0)
        return 0; /* the title in full flows there */
    struct running_head head;
    float line = sheet_px(sheet, 3.4F), room = main.w;
    if (comparison->marked)
        room = put_legend(sheet, &page->draw, main.x + main.w, main.y, line) - sheet_px(sheet, 2) - main.x;
    running_head_make(sheet, record_title(comparison->c->record, LANG_ZH), fmaxf(room, 0), &head);
    (void)running_head_draw(sheet, &head, page, main.x, main.y);
    line = head.height;
    running_head_finish(&head);
    return line + sheet_px(sheet, .8F);
}

void compose_compare(struct composing *c)
{
    const struct document *body = composing_body(c, LANG_ZH);
    bool tables = false;
    for (size_t i = 0; i < body->count; i++)
        tables = tables || body->block[i].type == BLOCK_TABLE;
    if (!tables) {
        compose_reading(c);
        return;
    }
    const struct sheet *sheet = c->sheet;
    struct comparison comparison = {.c = c, .marked = has_marks(body)};
    struct pager pager = {.sheet = sheet, .book = c->book, .head = running_head, .self = &comparison};
    pager_start(&pager);
    const char *title = record_title(c->record, LANG_ZH);
    struct text_style style = sheet_style(sheet, FACE_SERIF_BOLD, SIZE_TITLE, COLOUR_INK);
    flow_title(&pager, title, style, sheet_px(sheet, 4.4F), ALIGN_START, LANG_ZH);
    if (comparison.marked)
        draw_legend(&pager, title, style);
    for (size_t i = 0; i < body->count && !c->book->full; i++)
        flow_block(&pager, &around, body, i);
}
