#include "flow.h"

#include "grid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TITLE_BYTES 600 /* 200 ideographs; what is longer is no title to be given a shape */
#define KAI_SCALE 1.07F /* UKai is drawn smaller in its em than the Noto faces */

void flow_spans_finish(struct flow_spans *spans)
{
    free(spans->span);
    *spans = (struct flow_spans){0};
}

static void add_span(struct flow_spans *spans, const char *text, size_t bytes, struct text_style style)
{
    if (bytes == 0)
        return;
    spans->span = take_room(spans->span, &spans->capacity, spans->count + 1, sizeof *spans->span);
    spans->span[spans->count++] = (struct text_span){.text = text, .bytes = bytes, .style = style};
}

static struct text_style plain_style(const struct sheet *sheet, const struct manner *manner)
{
    return (struct text_style){
        .face = manner->body, .size = sheet_px(sheet, manner->size), .colour = COLOUR_INK};
}

static struct text_style part_style(const struct sheet *sheet, const struct manner *manner,
                                    const struct block *block, const struct inline_text *part)
{
    struct text_style style = plain_style(sheet, manner);
    bool heading = block->type == BLOCK_HEADING;
    if (block->type == BLOCK_TITLE) {
        style.face = FACE_SERIF_BOLD;
    } else if ((heading && block->level == 2) || (part->emphasis && block->level == 2)) {
        style.face = FACE_KAI;
        style.size *= KAI_SCALE;
    } else if (heading && block->level <= 1) {
        style.face = FACE_SANS_BOLD;
    } else if (part->strong || part->emphasis) {
        bool rank = block->level == 1 &&
                    block->type ==
                        BLOCK_PARAGRAPH; /* 一、 that leads a paragraph is as heavy as its heading would be */
        style.face = rank ? FACE_SANS_BOLD : manner->strong;
    }
    if (part->deleted)
        style.marks |= MARK_STRIKE;
    if (part->inserted)
        style.marks |= MARK_UNDERLINE;
    return style;
}

/* Length of "1." or "12．" at the beginning of a text. */
static size_t numeral_bytes(const char *text)
{
    static const char *const ends[] = {".", "\xEF\xBC\x8E", "\xE3\x80\x81"};
    size_t digits = strspn(text, "0123456789");
    for (size_t i = 0; digits > 0 && i < sizeof ends / sizeof *ends; i++)
        if (strncmp(text + digits, ends[i], strlen(ends[i])) == 0)
            return digits + strlen(ends[i]);
    return 0;
}

static bool is_number_label(const char *label)
{
    return label != NULL && label[0] >= '0' && label[0] <= '9';
}

/* Kai draws its stops and commas in the middle of the em: those of the body stand where GB/T 15834 wants them. */
static bool is_low_mark(const char *text)
{
    static const char *const marks[] = {"\xE3\x80\x82", "\xEF\xBC\x8C", "\xE3\x80\x81", "\xEF\xBC\x9A",
                                        "\xEF\xBC\x9B"}; /* 。，、：； */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strncmp(text, marks[i], strlen(marks[i])) == 0)
            return true;
    return false;
}

static void add_part(const struct sheet *sheet, const struct manner *manner, const char *text,
                     struct text_style style, struct flow_spans *out)
{
    struct text_style marks = plain_style(sheet, manner);
    marks.marks = style.marks;
    while (style.face == FACE_KAI && *text != '\0') {
        size_t run = 0;
        while (text[run] != '\0' && !is_low_mark(text + run))
            run++;
        add_span(out, text, run, style);
        text += run;
        for (run = 0; is_low_mark(text + run);)
            run += 3;
        add_span(out, text, run, marks);
        text += run;
    }
    add_span(out, text, strlen(text), style);
}

void flow_spans(const struct sheet *sheet, const struct manner *manner, const struct block *block,
                struct flow_spans *out)
{
    out->count = 0;
    struct text_style strong = plain_style(sheet, manner);
    strong.face = manner->strong;
    if (block->type == BLOCK_ITEM && is_number_label(block->label)) {
        add_span(out, block->label, strlen(block->label), strong);
        add_span(out, " ", 1, strong);
    }
    for (size_t i = 0; i < block->text.count; i++) {
        const struct inline_text *part = &block->text.part[i];
        struct text_style style = part_style(sheet, manner, block, part);
        size_t numeral =
            i == 0 && block->type == BLOCK_HEADING && block->level == 3 ? numeral_bytes(part->text) : 0;
        add_span(out, part->text, numeral, strong);
        if (block->type == BLOCK_HEADING && block->level == 3 && numeral == 0 && i == 0)
            style.face = manner->strong; /* a heading without a number shows its rank itself */
        add_part(sheet, manner, part->text + numeral, style, out);
    }
}

bool flow_says(const struct inlines *text, const char *title)
{
    struct buffer joined = {0};
    for (size_t i = 0; i < text->count; i++)
        buffer_text(&joined, text->part[i].text);
    const char *a = joined.size > 0 ? joined.data : "", *b = title;
    for (;;) {
        a += strspn(a, " \n\t");
        b += strspn(b, " \n\t");
        if (*a != *b || *a == '\0')
            break;
        a++;
        b++;
    }
    bool same = *a == *b;
    buffer_finish(&joined);
    return same;
}

/* ---- blocks ---- */

static void set_rule(struct pager *pager, float line)
{
    struct rect box = pager_take(pager, line);
    draw_fill(&pager_page(pager)->draw,
              (struct rect){box.x, box.y + box.h / 2, box.w, sheet_px(pager->sheet, .06F)}, COLOUR_RULE_2);
}

/* Width of a block on one line. */
static float width_of(const struct sheet *sheet, const struct manner *manner, const struct block *block)
{
    struct flow_spans spans = {0};
    struct text_block text = {0};
    struct text_setting setting = {
        .width = TEXT_ONE_LINE, .lang = manner->lang, .autospace = manner->autospace};
    flow_spans(sheet, manner, block, &spans);
    text_fill(&setting, spans.span, spans.count, sheet->ruler, &text);
    float width = text.lines > 0 ? text.line[0].width : 0;
    text_block_finish(&text);
    flow_spans_finish(&spans);
    return width;
}

static bool signs(const struct document *document, size_t i)
{
    return i < document->count &&
           (document->block[i].type == BLOCK_SIGNATURE || document->block[i].type == BLOCK_DATE);
}

/* Height of annexes, signatures and date from `index` on: no page shall carry them alone (§7.3.5.4). What leaves
   no room for that is not held. */
static float closing_height(const struct pager *pager, const struct manner *manner,
                            const struct document *document, size_t index)
{
    bool annexes = false;
    float height = 0, line = sheet_px(pager->sheet, manner->line) * pager->sheet->tight;
    for (size_t i = index; i < document->count && height < pager->area.h; i++) {
        bool annex = document->block[i].type == BLOCK_ANNEX;
        if (!annex && !signs(document, i))
            break;
        annexes = annexes || annex;
        height += line;
    }
    height += annexes ? line : height > 0 ? line / 2 : 0; /* the gaps above them */
    return height + 2 * line <= pager->area.h ? height : 0;
}

/* Height of what must stand below a heading: the lines that the next block does not part from. */
static float opening_height(struct pager *pager, const struct manner *manner, const struct document *document,
                            size_t index)
{
    float height = 0, line = sheet_px(pager->sheet, manner->line), em = sheet_px(pager->sheet, manner->size);
    for (; index < document->count && document->block[index].type == BLOCK_HEADING; index++)
        height += line;
    if (index >= document->count)
        return height;
    if (document->block[index].type == BLOCK_TABLE)
        return height + em / 2 + flow_table_opening(pager, &document->block[index], manner->lang);
    struct flow_spans spans = {0};
    flow_spans(pager->sheet, manner, &document->block[index], &spans);
    struct text_setting setting = {.width = pager->area.w,
                                   .indent = manner->indent * em,
                                   .align = manner->align,
                                   .lang = manner->lang,
                                   .autospace = manner->autospace};
    struct text_block block = {0};
    text_fill(&setting, spans.span, spans.count, pager->sheet->ruler, &block);
    height += line * (float)(block.lines < 4 ? block.lines : 2);
    if (block.lines < 4) /* it goes as a whole to the page of what it is held to */
        height += closing_height(pager, manner, document, index + 1);
    text_block_finish(&block);
    flow_spans_finish(&spans);
    return fminf(height, pager->area.h - line);
}

/* ---- the end: annexes, signatures, date ---- */

void flow_signature(const struct sheet *sheet, const struct manner *manner, const struct document *document,
                    size_t index, struct rect *box)
{
    float em = sheet_px(sheet, manner->size), axis = 0;
    size_t first = index;
    while (first > 0 && signs(document, first - 1))
        first--;
    for (size_t i = first; signs(document, i); i++) {
        float half = width_of(sheet, manner, &document->block[i]) / 2;
        axis = fmaxf(axis, half + (document->block[i].type == BLOCK_DATE ? 4.F : 2.F) * em);
    }
    float half = fminf(axis, box->w - axis);
    if (half * 2 < box->w / 3) /* a panel: no room for such places */
        half = axis = box->w / 2;
    box->x += box->w - axis - half;
    box->w = 2 * half + 1; /* a rounding must not break a line */
}

static void place_signature(struct pager *pager, const struct manner *manner, const struct document *document,
                            size_t index, struct paragraph *paragraph)
{
    struct rect box = {.w = pager->area.w};
    flow_signature(pager->sheet, manner, document, index, &box);
    paragraph->indent = 0;
    paragraph->align = ALIGN_CENTER;
    paragraph->x = box.x;
    paragraph->width = box.w;
}

/* §7.3.4: 附件：1.… with all names below each other, and the second line of a name below its first. */
static void place_annex(struct pager *pager, const struct manner *manner, const struct block *block,
                        struct paragraph *paragraph)
{
    float em = sheet_px(pager->sheet, manner->size);
    const char *text = block->text.count > 0 ? block->text.part[0].text : "";
    const char *colon = strpbrk(text, ":"), *wide = strstr(text, "\xEF\xBC\x9A");
    const char *name = block->level > 0 ? text : wide != NULL ? wide + 3 : colon != NULL ? colon + 1 : text;
    size_t numeral = numeral_bytes(name);
    numeral += numeral > 0 ? strspn(name + numeral, " ") : 0;
    struct text_style style = plain_style(pager->sheet, manner);
    const struct ruler *ruler = pager->sheet->ruler;
    float lead = block->level > 0 ? 3 * em : text_advances(text, (size_t)(name - text), style, ruler);
    float own = text_advances(name, numeral, style, ruler);
    if (pager->area.w < 4 * (paragraph->indent + lead)) /* a panel */
        return;
    paragraph->align = ALIGN_START; /* spread, the numbers would not stand below each other */
    paragraph->hang = paragraph->indent + lead + own;
    paragraph->indent += block->level > 0 ? lead : 0;
}

void flow_block(struct pager *pager, const struct manner *manner, const struct document *document,
                size_t index)
{
    const struct block *block = &document->block[index];
    float em = sheet_px(pager->sheet, manner->size), line = sheet_px(pager->sheet, manner->line);
    if (block->type == BLOCK_TABLE) {
        pager_gap(pager, em / 2);
        flow_table(pager, block, manner->lang);
        pager_gap(pager, em / 2);
        return;
    }
    if (block->type == BLOCK_RULE) {
        set_rule(pager, line / 2);
        return;
    }
    struct flow_spans spans = {0};
    flow_spans(pager->sheet, manner, block, &spans);
    struct paragraph paragraph = {
        .spans = spans.span,
        .count = spans.count,
        .width = pager->area.w,
        .line_height = line,
        .indent = manner->indent * em,
        .align = manner->align,
        .lang = manner->lang,
        .autospace = manner->autospace,
    };
    char *title = NULL;
    switch (block->type) {
    case BLOCK_TITLE:
        paragraph.indent = 0;
        paragraph.align = ALIGN_CENTER;
        paragraph.keep = 2 * line;
        if (spans.count != 1 || spans.span[0].bytes > TITLE_BYTES)
            break;
        title = flow_title_broken(pager->sheet, spans.span[0].text, spans.span[0].style, paragraph.width,
                                  manner->lang);
        spans.span[0].text = title;
        spans.span[0].bytes = strlen(title);
        paragraph.width += 1; /* a rounding must not break a line again */
        break;
    case BLOCK_HEADING:
        paragraph.align = block->centred ? ALIGN_CENTER : ALIGN_START;
        paragraph.indent = block->centred ? 0 : paragraph.indent;
        paragraph.keep = opening_height(pager, manner, document, index + 1);
        break;
    case BLOCK_ADDRESSEE: paragraph.indent = 0; break;
    case BLOCK_NOTE:
        paragraph.indent = 0;
        paragraph.align = ALIGN_CENTER;
        break;
    case BLOCK_SIGNATURE:
    case BLOCK_DATE:
        place_signature(pager, manner, document, index, &paragraph);
        if (index > 0 && !signs(document, index - 1))
            pager_gap(pager, line / 2);
        paragraph.keep = signs(document, index + 1) ? line : 0;
        break;
    case BLOCK_ANNEX:
        place_annex(pager, manner, block, &paragraph);
        if (block->level == 0)
            pager_gap(pager, line / 2);
        paragraph.keep = closing_height(pager, manner, document, index + 1);
        break;
    case BLOCK_ITEM: {
        float deeper = block->level > 1 ? (float)(block->level - 1) * em : 0;
        bool bullet = block->label != NULL && !is_number_label(block->label);
        paragraph.x = bullet ? deeper + 1.5F * em + manner->indent * em / 2 : deeper;
        paragraph.width -= paragraph.x;
        paragraph.indent = bullet ? 0 : paragraph.indent;
        paragraph.mark = bullet ? block->label : NULL;
        break;
    }
    case BLOCK_QUOTE:
        paragraph.x = 2 * em;
        paragraph.width -= 2 * em;
        paragraph.indent = 0;
        break;
    case BLOCK_PARAGRAPH: paragraph.keep = closing_height(pager, manner, document, index + 1); break;
    case BLOCK_TABLE:
    case BLOCK_RULE: break;
    }
    paragraph.width = paragraph.width > em ? paragraph.width : em;
    pager->lang = manner->lang;
    pager->block = index;
    pager->line = 0;
    pager->noting = pager->notes;
    pager_paragraph(pager, &paragraph);
    pager->noting = false;
    flow_spans_finish(&spans);
    free(title);
}
