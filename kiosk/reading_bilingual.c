/* Chinese and Korean of one item: paragraph beside paragraph in landscape, paragraph above paragraph in
   portrait. Chinese comes first, is never smaller, and prevails. */
#include "document_pairing.h"
#include "reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN 46.8F /* u */
#define LINE 3.3F    /* u, of both languages: the rows of two columns keep step */
#define ROW_GAP .9F  /* u */

static const struct manner chinese = {
    .body = FACE_SANS,
    .strong = FACE_SANS_BOLD,
    .size = 2.2F,
    .line = LINE,
    .indent = 2,
    .align = ALIGN_JUSTIFY,
    .autospace = true,
    .lang = LANG_ZH,
};
static const struct manner korean = {
    .body = FACE_SANS,
    .strong = FACE_SANS_BOLD,
    .size = 2,
    .line = LINE,
    .indent = 1,
    .align = ALIGN_START,
    .lang = LANG_KO,
};

struct bilingual {
    struct reading *reading;
    const struct document *other; /* the Korean one */
    bool beside;                  /* two columns */
    float column, gap;
    struct pairing pairing;
};

/* Where the Korean column begins, from the main area's left edge. */
static float korean_x(const struct bilingual *pages)
{
    return pages->beside ? pages->column + pages->gap : 0;
}

static float draw_heads(const struct bilingual *pages, struct page *page, struct rect main)
{
    const struct sheet *sheet = pages->reading->sheet;
    const struct record *record = pages->reading->record;
    struct text_style zh = {.face = FACE_SERIF_BOLD, .size = sheet_px(sheet, 2.75F), .colour = COLOUR_INK};
    struct text_style ko = {.face = FACE_SANS_BOLD, .size = sheet_px(sheet, 2.3F), .colour = COLOUR_INK};
    float line = sheet_px(sheet, 3.8F);
    struct rect left = {main.x, main.y, pages->column, 0};
    char *title = flow_title_broken(sheet, pages->reading->title, zh, left.w - 1, LANG_ZH);
    float zh_height = sheet_text(sheet, page, title, zh, line, left, ALIGN_START, LANG_ZH, true);
    free(title);
    struct rect right = {main.x + korean_x(pages), pages->beside ? main.y : main.y + zh_height, pages->column,
                         0};
    float ko_height =
        sheet_text(sheet, page, record_title(record, LANG_KO), ko, line, right, ALIGN_START, LANG_KO, true);
    float used = pages->beside ? fmaxf(zh_height, ko_height) : zh_height + ko_height;
    if (record->doc_no != NULL) {
        struct rect number = {main.x, main.y + used, main.w, 0};
        used +=
            sheet_text(sheet, page, record->doc_no, sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2),
                       sheet_px(sheet, 2.2F), number, ALIGN_START, LANG_ZH, true);
    }
    used += sheet_px(sheet, .7F);
    float rule = sheet_px(sheet, .16F);
    draw_fill(&page->draw, (struct rect){main.x, main.y + used, pages->column, rule}, COLOUR_OFFICIAL);
    if (pages->beside)
        draw_fill(&page->draw, (struct rect){right.x, main.y + used, pages->column, rule}, COLOUR_OFFICIAL);
    return used + rule + sheet_px(sheet, 1.1F);
}

/* Both languages say at the foot of each page which text prevails; `reserve` of the pager keeps the place. */
static void draw_prevails(const struct bilingual *pages, struct page *page, struct rect main, float reserve)
{
    const struct sheet *sheet = pages->reading->sheet;
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_NOTE, COLOUR_INK_2);
    float line = sheet_px(sheet, 2.3F), y = main.y + main.h - reserve + sheet_px(sheet, .6F);
    (void)draw_text(&page->draw, words_get(sheet->words, LANG_ZH, "reading.chinese-prevails"), note, main.x,
                    sheet_baseline(sheet, note, y, line), ALIGN_START, LANG_ZH, sheet->ruler);
    if (!pages->beside)
        y += line;
    (void)draw_text(&page->draw, words_get(sheet->words, LANG_KO, "reading.chinese-prevails"), note,
                    main.x + korean_x(pages), sheet_baseline(sheet, note, y, line), ALIGN_START, LANG_KO,
                    sheet->ruler);
}

/* The line between two columns, as far down as there is text beside it. */
static void draw_divider(const struct bilingual *pages, struct page *page, struct rect area)
{
    float x = area.x + pages->column + pages->gap / 2, wide = sheet_px(pages->reading->sheet, .06F);
    if (pages->beside && area.h > 0)
        draw_fill(&page->draw, (struct rect){x, area.y, wide, area.h}, COLOUR_RULE_2);
}

static float bilingual_head(void *self, struct pager *pager, struct page *page, struct rect main,
                            size_t page_no)
{
    const struct bilingual *pages = self;
    draw_prevails(pages, page, main, pager->reserve);
    float used = page_no == 0 ? draw_heads(pages, page, main) : 0;
    draw_divider(pages, page, (struct rect){main.x, main.y, main.w, used});
    return used;
}

/* ---- a row: one paragraph in both languages ---- */

struct side {
    struct flow_spans spans;
    struct text_block block;
    float x;
};

static bool is_end(const struct block *block)
{
    return block != NULL && (block->type == BLOCK_SIGNATURE || block->type == BLOCK_DATE);
}

static void fill_side(const struct bilingual *pages, const struct manner *manner,
                      const struct document *document, const struct block *block, float x, struct side *side)
{
    const struct sheet *sheet = pages->reading->sheet;
    if (block == NULL)
        return;
    struct rect box = {.x = x, .w = pages->column};
    if (is_end(block))
        flow_signature(sheet, manner, document, (size_t)(block - document->block), &box);
    side->x = box.x;
    flow_spans(sheet, manner, block, &side->spans);
    bool flush = is_end(block) || block->type == BLOCK_ADDRESSEE;
    struct text_setting setting = {
        .width = box.w,
        .indent = flush ? 0 : manner->indent * sheet_px(sheet, manner->size),
        .align = is_end(block) ? ALIGN_CENTER : manner->align,
        .lang = manner->lang,
        .autospace = manner->autospace,
    };
    text_fill(&setting, side->spans.span, side->spans.count, sheet->ruler, &side->block);
}

static void put_side(struct pager *pager, const struct manner *manner, const struct side *side, size_t first,
                     size_t end)
{
    struct page *page = pager_page(pager);
    struct text_style style = {.face = manner->body, .size = sheet_px(pager->sheet, manner->size)};
    float line = sheet_px(pager->sheet, LINE);
    for (size_t i = first; i < end && i < side->block.lines; i++) {
        float top = pager->y + (float)(i - first) * line;
        const struct text_line *text = &side->block.line[i];
        draw_line(&page->draw, &side->block, i, pager->area.x + side->x,
                  sheet_baseline(pager->sheet, style, top, line), pager->sheet->ruler);
        page_line(page, side->block.text + text->start, text->end - text->start);
    }
}

struct row {
    const struct block *zh, *ko;
    struct side left, right;
    size_t lines;
};

static struct row take_row(const struct bilingual *pages, const struct block *zh, const struct block *ko)
{
    struct row row = {.zh = zh, .ko = ko};
    struct block equal; /* 五、 and 5. beside each other are of one rank */
    if (zh != NULL && ko != NULL && zh->type == BLOCK_HEADING && ko->type == BLOCK_HEADING &&
        zh->level <= 1) {
        equal = *ko;
        equal.level = zh->level;
        ko = &equal;
    }
    fill_side(pages, &chinese, pages->reading->body, zh, 0, &row.left);
    fill_side(pages, &korean, pages->other, ko, korean_x(pages), &row.right);
    row.lines = row.left.block.lines > row.right.block.lines ? row.left.block.lines : row.right.block.lines;
    return row;
}

static void row_finish(struct row *row)
{
    text_block_finish(&row->left.block);
    text_block_finish(&row->right.block);
    flow_spans_finish(&row->left.spans);
    flow_spans_finish(&row->right.spans);
}

static const struct block *block_at(const struct document *document, size_t i)
{
    return i < document->count ? &document->block[i] : NULL;
}

static bool is_running(const struct block *block)
{
    return block == NULL || (block->type != BLOCK_TABLE && block->type != BLOCK_RULE);
}

static bool is_of(const struct block *zh, const struct block *ko, enum block_type type)
{
    return (zh != NULL && zh->type == type) || (ko != NULL && ko->type == type);
}

/* Lines of a row that must not part from a heading above it. */
static size_t lines_held(const struct bilingual *pages, const struct pager *pager, const struct row *row)
{
    size_t zh = row->left.block.lines, ko = row->right.block.lines;
    if (!pages->beside) /* one above the other */
        return is_of(row->zh, row->ko, BLOCK_HEADING) ? zh + ko : zh == 0 ? 1 : zh < 4 ? zh : 2;
    return (float)row->lines * sheet_px(pager->sheet, LINE) <= pager->area.h / 2 ? row->lines : 2;
}

/* What must fit below row `i`: below a heading the next row as far as that one holds together, below the last row of text and
   below a signature what ends the document (§7.3.5.4: no page carries that alone). */
static float keep_below(const struct bilingual *pages, struct pager *pager, size_t i)
{
    float keep = 0, line = sheet_px(pager->sheet, LINE), gap = sheet_px(pager->sheet, ROW_GAP);
    const struct document *body = pages->reading->body;
    const struct pair *pair = pages->pairing.pair;
    for (; i + 1 < pages->pairing.count && keep < pager->area.h; i++) {
        const struct block *zh = block_at(body, pair[i].left), *ko = block_at(pages->other, pair[i].right);
        bool heading = is_of(zh, ko, BLOCK_HEADING);
        zh = block_at(body, pair[i + 1].left);
        ko = block_at(pages->other, pair[i + 1].right);
        if (!heading && !is_end(zh) && !is_end(ko))
            break;
        if (!is_running(zh) || !is_running(ko))
            return keep + gap + 3 * line;
        struct row next = take_row(pages, zh, ko);
        keep += gap + (float)lines_held(pages, pager, &next) * line;
        row_finish(&next);
    }
    return fminf(keep, pager->area.h - 2 * line);
}

/* A row stays whole unless it is higher than half a page. */
static void put_row(struct bilingual *pages, struct pager *pager, const struct block *zh,
                    const struct block *ko, float keep)
{
    struct row row = take_row(pages, zh, ko);
    float line = sheet_px(pager->sheet, LINE);
    size_t lines = row.lines;
    size_t next = pager->skip;
    pager->skip = pager->line = 0;
    pager->noting = true;
    if ((float)lines * line <= pager->area.h / 2)
        (void)pager_need(pager, (float)lines * line + keep);
    else
        (void)pager_need(pager, 2 * line);
    while (next < lines && !pager->book->full) {
        size_t fit = (size_t)fmaxf((pager->area.y + pager->area.h - pager->y + .5F) / line, 0);
        size_t here = lines - next <= fit ? lines - next : fit;
        if (here == lines - next && here > 2 &&
            (float)here * line + keep > pager->area.y + pager->area.h - pager->y)
            here -= 2; /* what ends the document takes two lines along */
        if (here == 0 && pager->y <= pager->area.y)
            here = 1;
        draw_divider(pages, pager_page(pager),
                     (struct rect){pager->area.x, pager->y, pager->area.w, (float)here * line});
        put_side(pager, &chinese, &row.left, next, next + here);
        put_side(pager, &korean, &row.right, next, next + here);
        pager->y += (float)here * line;
        next += here;
        pager->line = next;
        if (next < lines)
            pager_break(pager);
    }
    pager->noting = false;
    float gap = sheet_px(pager->sheet, ROW_GAP);
    if (keep > 0 || pager->y + gap + line <= pager->area.y + pager->area.h)
        draw_divider(pages, pager_page(pager), (struct rect){pager->area.x, pager->y, pager->area.w, gap});
    pager_gap(pager, gap);
    row_finish(&row);
}

/* `second`: the page begins inside the Korean half. */
static void put_stacked(struct pager *pager, const struct document *zh, size_t i, const struct document *ko,
                        size_t j, bool second, float keep)
{
    if (keep > 0 && !second && pager->skip == 0) {
        pager->line = 0;
        pager->noting = true;
        (void)pager_need(pager, 2 * sheet_px(pager->sheet, LINE) + keep);
        pager->noting = false;
    }
    if (i < zh->count && !second)
        flow_block(pager, &chinese, zh, i);
    if (j < ko->count)
        flow_block(pager, &korean, ko, j);
    pager_gap(pager, sheet_px(pager->sheet, ROW_GAP));
}

static void tell_titles(const struct reading *reading, const struct block *other, struct page *page)
{
    reading_tell_title(reading, page);
    if (other != NULL)
        page_line(page, other->text.part[0].text, strlen(other->text.part[0].text));
}

void reading_bilingual(struct reading *reading, const struct document *other)
{
    const struct sheet *sheet = reading->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    struct bilingual pages = {.reading = reading, .other = other, .beside = main.w >= 80 * sheet->u};
    pages.column = pages.beside ? fminf(COLUMN * sheet->u, main.w * .475F) : main.w;
    pages.gap = main.w - 2 * pages.column;
    const struct document *zh = reading->body;
    bool titled =
        other->count > 0 && flow_says(&other->block[0].text, record_title(reading->record, LANG_KO));
    pairing_init(&pages.pairing, zh, reading->first, other, titled ? 1 : 0);
    struct pager pager = {.sheet = sheet,
                          .book = reading->c->book,
                          .head = bilingual_head,
                          .self = &pages,
                          .reserve = sheet_px(sheet, pages.beside ? 2.9F : 5.2F),
                          .notes = true};
    const struct bookmark *start = reading->c->start;
    bool second = start != NULL && start->lang == LANG_KO;
    size_t i = 0;
    if (start == NULL) {
        pager_start(&pager);
        tell_titles(reading, titled ? &other->block[0] : NULL, pager_page(&pager));
    } else {
        const struct pair *pair = pages.pairing.pair;
        while (i < pages.pairing.count && (second ? pair[i].right : pair[i].left) != start->block)
            i++;
        pager_resume(&pager, start);
    }
    for (; i < pages.pairing.count && !pager.book->full; i++, second = false) {
        const struct pair *pair = &pages.pairing.pair[i];
        const struct block *left = block_at(zh, pair->left), *right = block_at(other, pair->right);
        pager.lang = left != NULL ? LANG_ZH : LANG_KO; /* a bookmark names the row by one of its blocks */
        pager.block = left != NULL ? pair->left : pair->right;
        float keep = keep_below(&pages, &pager, i);
        if (pages.beside && is_running(left) && is_running(right))
            put_row(&pages, &pager, left, right, keep);
        else
            put_stacked(&pager, zh, pair->left, other, pair->right, second, keep);
    }
    pairing_finish(&pages.pairing);
    reading_attachments(reading, &pager, &chinese);
    reading_rights(reading, &pager);
}
