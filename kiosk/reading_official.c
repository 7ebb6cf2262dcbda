/* The official face: a sheet of paper with the issuing body in red, its number, the red line, the title (GB/T
   9704-2012), never a drawn seal. Beside it (landscape) or below it (portrait) a rail with what the record
   knows of the document. */
#include "rail.h"
#include "reading.h"
#include "running_head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHEET_WIDTH 65.1F /* u: 28 characters and the margins of the standard, at 2u a character */
#define RAIL_GAP 3.F      /* u */
#define RAIL_LEAST 20.F   /* u: a narrower rail is no help */
#define RAIL_BELOW 20.F   /* u: its height under a portrait sheet */
#define RAIL_SPACE 1.6F   /* u */
#define SHEET_LEAST 50.F  /* u: the height of a portrait sheet that may share the page */

static const struct manner official = {
    .body = FACE_SERIF,
    .strong = FACE_SERIF_BOLD,
    .size = 2,
    .line = 3.3F,
    .indent = 2,
    .align = ALIGN_JUSTIFY,
    .lang = LANG_ZH,
};

struct sheet_of_paper {
    struct reading *reading;
    bool tall;
    bool rights;   /* stand beside or below the first page, if there are any */
    bool all_said; /* what follows is not the text: on a page of its own it needs the title */
    float spacing; /* 1 or a little less: of the first page's head */
    float pad_top, gap_number, gap_rule, gap_title, gap_body, title_line;
};

/* The issuing body spread over 36u; a long name is set smaller only as far as the
   title's size, then it takes two lines. */
static float draw_issuer(const struct sheet *sheet, struct draw_list *list, const char *name, struct rect box)
{
    static const float sizes[] = {4.4F, 3.6F, 2.9F};
    struct text_style style = {.face = FACE_SERIF_BOLD, .colour = COLOUR_OFFICIAL};
    float width = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        style.size = sheet_px(sheet, sizes[i]);
        width = text_width(name, style, LANG_ZH, false, sheet->ruler);
        if (width <= box.w)
            break;
    }
    float line = style.size * 1.15F;
    struct text_setting setting = {.width = box.w, .align = ALIGN_CENTER, .lang = LANG_ZH};
    struct text_span span = {.text = name, .bytes = strlen(name), .style = style};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, sheet->ruler, &block);
    float spread = fminf(sheet_px(sheet, 36), box.w);
    if (block.lines == 1 && block.glyphs > 1 && width < spread) {
        float extra = fminf((spread - width) / (float)(block.glyphs - 1), 1.6F * style.size);
        float from = box.x + (box.w - width - extra * (float)(block.glyphs - 1)) / 2 - block.line[0].x;
        for (size_t i = 0; i < block.glyphs; i++)
            block.glyph[i].x += extra * (float)i;
        draw_line(list, &block, 0, from, sheet_baseline(sheet, style, box.y, line), sheet->ruler);
    } else {
        for (size_t i = 0; i < block.lines; i++)
            draw_line(list, &block, i, box.x, sheet_baseline(sheet, style, box.y + (float)i * line, line),
                      sheet->ruler);
    }
    float height = (float)block.lines * line;
    text_block_finish(&block);
    return height;
}

static float draw_title(const struct sheet *sheet, struct page *page, const char *title, struct rect box,
                        float line)
{
    struct text_style style = {.face = FACE_SERIF_BOLD, .size = sheet_px(sheet, 2.75F), .colour = COLOUR_INK};
    char *broken = flow_title_broken(sheet, title, style, box.w, LANG_ZH);
    box.w += 1;
    float used = sheet_text(sheet, page, broken, style, line, box, ALIGN_CENTER, LANG_ZH, true);
    free(broken);
    return used;
}

/* Issuing body, number, red line, title; returns where the body may begin. */
static float draw_official_head(const struct sheet_of_paper *paper, struct page *page, struct rect inner)
{
    const struct sheet *sheet = paper->reading->sheet;
    const struct record *record = paper->reading->record;
    struct rect box = inner;
    float tight = paper->spacing;
    box.y += draw_issuer(sheet, &page->draw, record_issuer(record, LANG_ZH), box) +
             sheet_px(sheet, paper->gap_number * tight);
    struct text_style number = {.face = FACE_SERIF, .size = sheet_px(sheet, 2), .colour = COLOUR_INK};
    box.y += sheet_text(sheet, page, record->doc_no, number, sheet_px(sheet, 2.6F * tight), box, ALIGN_CENTER,
                        LANG_ZH, true);
    box.y += sheet_px(sheet, paper->gap_rule * tight);
    draw_fill(&page->draw, (struct rect){box.x, box.y, box.w, sheet_px(sheet, .2F)}, COLOUR_OFFICIAL);
    box.y += sheet_px(sheet, .2F + paper->gap_title * tight);
    box.y += draw_title(sheet, page, paper->reading->title, box,
                        sheet_px(sheet, paper->title_line * fmaxf(tight, .9F)));
    reading_tell_title(paper->reading, page);
    return box.y + sheet_px(sheet, paper->gap_body * tight);
}

/* Above the rights and the names of attachments, where they begin a page. */
static float draw_closing_head(const struct sheet_of_paper *paper, struct page *page, struct rect inner)
{
    const struct sheet *sheet = paper->reading->sheet;
    struct running_head head;
    running_head_make(sheet, paper->reading->title, inner.w, &head);
    (void)running_head_draw(sheet, &head, page, inner.x, inner.y);
    float used = head.height + sheet_px(sheet, 1);
    running_head_finish(&head);
    return inner.y + used;
}

static float paper_head(void *self, struct pager *pager, struct page *page, struct rect main, size_t page_no)
{
    struct sheet_of_paper *paper = self;
    const struct sheet *sheet = paper->reading->sheet;
    float u = sheet->u;
    struct rail rail = {.sheet = sheet,
                        .record = paper->reading->record,
                        .project = paper->reading->c->project,
                        .title = page_no > 0 ? paper->reading->title : NULL};
    struct rect edge = {main.x, main.y, main.w, main.h};
    bool beside = false; /* a rail, which says the title */
    if (!paper->tall) {
        edge.w = fminf(SHEET_WIDTH * u, main.w);
        float left = main.w - edge.w - RAIL_GAP * u;
        beside = left >= RAIL_LEAST * u;
        if (beside) {
            paper->rights |=
                rail_beside(&rail, page, (struct rect){main.x + edge.w + RAIL_GAP * u, main.y, left, main.h});
            edge.h += sheet_beside_code(sheet, edge.x + edge.w);
        } else {
            edge.x += (main.w - edge.w) / 2;
        }
    } else if (page_no == 0 && main.h >= (SHEET_LEAST + RAIL_BELOW) * u && rail_has_something(&rail)) {
        float most = main.h - (SHEET_LEAST + RAIL_SPACE) * u, below = rail_height_below(&rail, main.w);
        rail.brief = below > most;
        if (rail.brief)
            below = rail_height_below(&rail, main.w);
        if (below > 0 && below <= most) {
            edge.h -= below + RAIL_SPACE * u;
            rail_below(&rail, page, (struct rect){main.x, main.y + main.h - below, main.w, below});
            paper->rights = true;
        }
    }
    draw_fill(&page->draw, edge, COLOUR_SURFACE);
    draw_frame(&page->draw, edge, .06F * u, COLOUR_RULE);

    /* The text is a whole number of characters wide, in the middle of the sheet. */
    float margin = fminf(paper->tall ? 3 : 4.55F, edge.w / u / 10), em = official.size * u;
    float width = fmaxf(floorf((edge.w - 2 * margin * u) / em + .05F), 1) * em;
    struct rect inner = {edge.x + (edge.w - width) / 2,
                         edge.y + paper->pad_top * (page_no == 0 ? paper->spacing : 1) * u, width, 0};
    float note_line = 1.8F * u, note_top = edge.y + edge.h - 1.1F * u - note_line;
    struct text_style note = sheet_style(sheet, FACE_SANS, SIZE_FOOT, COLOUR_INK_2);
    (void)draw_text(&page->draw, words_get(sheet->words, LANG_ZH, "reading.original-prevails"), note, inner.x,
                    sheet_baseline(sheet, note, note_top, note_line), ALIGN_START, LANG_ZH, sheet->ruler);
    if (sheet->korean) /* this face is set where there is none */
        (void)draw_text(&page->draw, words_get(sheet->words, LANG_KO, "reading.no-korean"), note,
                        inner.x + inner.w, sheet_baseline(sheet, note, note_top, note_line), ALIGN_END,
                        LANG_KO, sheet->ruler);
    float top = page_no == 0                 ? draw_official_head(paper, page, inner)
                : paper->all_said && !beside ? draw_closing_head(paper, page, inner)
                                             : inner.y;
    pager->area = (struct rect){inner.x, edge.y, width, note_top - .2F * u - edge.y};
    return top - edge.y;
}

static void set_blocks(struct reading *reading, struct pager *pager, const struct manner *manner)
{
    pager_start(pager);
    for (size_t i = reading->first; i < reading->body->count && !pager->book->full; i++)
        flow_block(pager, manner, reading->body, i);
}

/* The standard's spacing, or drawn together by up to 15 per cent where the first page so holds lines more. */
static float choose_spacing(struct reading *reading, const struct sheet_of_paper *paper,
                            const struct manner *manner)
{
    static const float spacings[] = {1, .95F, .9F, .85F};
    float best = 1;
    size_t most = 0;
    for (size_t i = 0; i < sizeof spacings / sizeof *spacings; i++) {
        struct book book = {0};
        book_restart(&book, NULL, 0, 1, true);
        struct sheet_of_paper tried = *paper;
        tried.spacing = spacings[i];
        struct pager pager = {.sheet = reading->sheet, .book = &book, .head = paper_head, .self = &tried};
        set_blocks(reading, &pager, manner);
        size_t lines = book.kept > 0 ? book.page[0].lines : 0;
        bool whole = !book.full;
        book_finish(&book);
        if (lines > most) {
            most = lines;
            best = spacings[i];
        }
        if (whole)
            break;
    }
    return best;
}

void reading_official(struct reading *reading)
{
    bool tall = reading->sheet->shape == SHAPE_PORTRAIT;
    struct sheet_of_paper paper = {.reading = reading,
                                   .tall = tall,
                                   .spacing = 1,
                                   .pad_top = 2.2F,
                                   .gap_number = 1,
                                   .gap_rule = .7F,
                                   .gap_title = 1.7F,
                                   .gap_body = 1.2F,
                                   .title_line = 3.9F};
    if (tall)
        paper = (struct sheet_of_paper){.reading = reading,
                                        .tall = tall,
                                        .spacing = 1,
                                        .pad_top = 3,
                                        .gap_number = 1.3F,
                                        .gap_rule = 1,
                                        .gap_title = 2.2F,
                                        .gap_body = 1.6F,
                                        .title_line = 4};
    struct manner manner = official;
    if (tall)
        manner.line = 3.5F;
    paper.spacing = choose_spacing(reading, &paper, &manner);
    struct pager pager = {
        .sheet = reading->sheet, .book = reading->c->book, .head = paper_head, .self = &paper};
    set_blocks(reading, &pager, &manner);
    paper.all_said = true;
    reading_attachments(reading, &pager, &manner);
    if (!paper.rights)
        reading_rights(reading, &pager);
}
