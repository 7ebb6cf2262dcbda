/* A warning of the site takes the whole page: what happens and what to do on yellow, then the facts — when,
   where, which way round, whom to call — and whatever else the text says. No blinking, no countdown. */
#include "chart.h"
#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fact_size { /* of a fact's value, u */
    float value, line, pad;
};
/* The largest with which all facts stand on the first page; if none does, the first. */
static const struct fact_size fact_sizes[] = {
    {3, 3.9f, .35f}, {3, 3.6f, .25f}, {2.6f, 3.3f, .25f}, {2.6f, 3.1f, .15f}};

struct warning {
    struct board board;
    char **line; /* the Chinese body, line by line, without empty ones */
    size_t lines, capacity;
    const char *happens, *act, *korean; /* on the strip; NULL: nothing */
    bool flows;                         /* the title stands in full below the strip */
    size_t facts;                       /* the first line behind those on the strip */
    float pad, label;                   /* above and below a fact; width of the labels; pixels */
    const struct fact_size *size;
};

struct strip { /* sizes of what stands on yellow, u */
    float happens, act;
};
/* The largest that leave at least half of the page to the facts; the last is taken in any case. */
static const struct strip strips[] = {{8, 4.8f}, {6.5f, 4}, {4.8f, 3.4f}, {3.4f, 2.6f}, {2.6f, 2}, {2, 2}};

static void lines_add(struct warning *w, const char *text)
{
    for (const char *s = text; *s != '\0';) {
        size_t n = strcspn(s, "\n");
        if (n > strspn(s, " \t")) {
            w->line = take_room(w->line, &w->capacity, w->lines + 1, sizeof *w->line);
            w->line[w->lines++] = take_copy_n(s, n);
        }
        s += n + (s[n] == '\n');
    }
}

static void lines_collect(struct warning *w, enum lang lang)
{
    const struct record_text *text = &w->board.record->text[lang];
    if (text->body == NULL)
        return;
    struct document document = {0};
    document_parse(text->body, strlen(text->body), text->format, lang, &document);
    struct buffer all = {0};
    document_text(&document, &all);
    if (all.size > 0)
        lines_add(w, all.data);
    buffer_finish(&all);
    document_finish(&document);
}

/* "label：value", the label short enough to be one: at most 8 code points. */
static size_t label_bytes(const struct board *b, const char *line, const char **value)
{
    static const char *const colons[] = {"board.colon", "board.colon_ascii"};
    for (size_t i = 0; i < 2; i++) {
        const char *colon = board_word(b, colons[i]), *at = strstr(line, colon);
        size_t points = 0;
        for (const char *s = line; at != NULL && s < at; s++)
            points += ((unsigned char)*s & 0xC0) != 0x80;
        if (at != NULL && at > line && points <= 8 && at[strlen(colon)] != '\0') {
            *value = at + strlen(colon) + strspn(at + strlen(colon), " ");
            return (size_t)(at - line);
        }
    }
    return 0;
}

/* What happens and what to do. The body's first line tells what to do, unless it is a fact; then the title's
   part behind its first comma does. */
static void orders_find(struct warning *w)
{
    struct board *b = &w->board;
    const char *title = record_title(b->record, LANG_ZH), *value = NULL,
               *comma = board_word(b, "warning.comma");
    const char *at = strstr(title, comma);
    w->happens = title;
    w->korean = b->sheet->korean ? b->record->text[LANG_KO].title : NULL;
    if (w->lines > 0 && label_bytes(b, w->line[0], &value) == 0) {
        w->act = w->line[0];
        w->facts = 1;
    } else if (at != NULL && at > title && at[strlen(comma)] != '\0') {
        struct buffer first = {0};
        buffer_add(&first, title, (size_t)(at - title));
        w->happens = board_keep(b, &first);
        w->act = at + strlen(comma);
    }
}

/* As board_set, broken between phrases and words. */
static float phrases_set(const struct board *b, struct page *page, const char *text, struct text_style style,
                         float line, struct rect box)
{
    if (text == NULL)
        return 0;
    char *broken = flow_title_broken(b->sheet, text, style, box.w, LANG_ZH);
    box.w += 1; /* a rounding must not break a line again */
    float height = board_set(b, page, broken, style, line, box, ALIGN_START, LANG_ZH);
    free(broken);
    return height;
}

static float strip_height(const struct warning *w, const struct strip *size, float width)
{
    const struct board *b = &w->board;
    struct rect box = {0, 0, width, 0};
    struct text_style happens = board_style(b, FACE_SANS_BOLD, size->happens, COLOUR_WARN_INK);
    struct text_style act = board_style(b, FACE_SANS_BOLD, size->act, COLOUR_WARN_INK),
                      korean = board_style(b, FACE_SANS_BOLD, 2, COLOUR_WARN_INK);
    return phrases_set(b, NULL, w->happens, happens, size->happens * 1.12f, box) +
           board_set(b, NULL, w->korean, korean, 3, box, ALIGN_START, LANG_KO) +
           phrases_set(b, NULL, w->act, act, size->act * 1.25f, box);
}

/* A short sentence is better smaller and whole than large and broken. */
static bool breaks(const struct warning *w, const struct strip *size, float width)
{
    struct text_style style = board_style(&w->board, FACE_SANS_BOLD, size->happens, COLOUR_WARN_INK);
    return size->happens > 4.8f && board_width(&w->board, w->happens, style) > width;
}

static void sign_draw(struct draw_list *list, float x, float y, float w)
{
    /* The sign of GB 2894: a triangle with rounded corners, 100 x 90 in the drawing. */
    float k = w / 100;
    struct buffer path = {0};
    buffer_format(&path, "M%.2f %.2fL%.2f %.2fL%.2f %.2fZ", (double)(x + 50 * k), (double)(y + 10.5f * k),
                  (double)(x + 91.8f * k), (double)(y + 83.3f * k), (double)(x + 8.2f * k),
                  (double)(y + 83.3f * k));
    draw_path(list, (struct rect){x, y, w, 90 * k}, path.data, COLOUR_WARN, COLOUR_WARN_INK, 9.5f * k, 0);
    buffer_clear(&path);
    buffer_format(&path, "M%.2f %.2fH%.2fL%.2f %.2fH%.2fZ", (double)(x + 46.2f * k), (double)(y + 38 * k),
                  (double)(x + 53.8f * k), (double)(x + 52.3f * k), (double)(y + 62 * k),
                  (double)(x + 47.7f * k));
    draw_path(list, (struct rect){x + 46 * k, y + 38 * k, 8 * k, 24 * k}, path.data, COLOUR_WARN_INK,
              COLOUR_NONE, 0, 0);
    buffer_finish(&path);
    draw_fill(list, (struct rect){x + 46.2f * k, y + 66.5f * k, 7.6f * k, 7.6f * k}, COLOUR_WARN_INK);
}

static void page_unsay(struct page *page, size_t lines)
{
    for (; page->lines > lines; page->lines--)
        free(page->line[page->lines - 1]);
}

static float strip_top(const struct sheet *sheet)
{
    return sheet_head_height(sheet) + (sheet->banner ? sheet_banner_height(sheet) : 0);
}

/* The yellow field with its sign; returns where its words begin. */
static float field_draw(const struct warning *w, struct page *page, struct rect strip, float left, float sign)
{
    float u = w->board.sheet->u;
    page->whole = true;
    draw_fill(&page->draw, strip, COLOUR_WARN);
    draw_fill(&page->draw, (struct rect){0, strip.y + strip.h - .3f * u, strip.w, .3f * u}, COLOUR_WARN_INK);
    sign_draw(&page->draw, left, strip.y + (strip.h - sign * .9f) / 2, sign);
    return left + sign + .22f * sign;
}

static float sign_width(const struct sheet *sheet, struct rect main)
{
    return (main.w < 60 * sheet->u ? 9 : 15.2f) * sheet->u;
}

static size_t strip_choose(const struct warning *w, float width, float room)
{
    size_t i = 0, last = sizeof strips / sizeof strips[0] - 1;
    while (i < last && (strip_height(w, &strips[i], width) > room || breaks(w, &strips[i], width)))
        i++;
    return i;
}

/* What is too long for the strip flows below it: first the Korean title, then what to do, at last the title
   itself, of which the strip then shows the beginning. */
static void orders_fit(struct warning *w)
{
    struct board *b = &w->board;
    const struct sheet *sheet = b->sheet;
    struct rect main = sheet_main(sheet, sheet->banner);
    float width = main.w - 1.22f * sign_width(sheet, main),
          room = (main.y + main.h - strip_top(sheet)) * .42f;
    const struct strip *least = &strips[sizeof strips / sizeof strips[0] - 1];
    if (strip_height(w, least, width) > room)
        w->korean = NULL;
    if (strip_height(w, least, width) > room) {
        w->flows = w->facts == 0;
        w->act = NULL;
        w->facts = 0;
    }
    if (strip_height(w, least, width) > room) {
        struct buffer cut = {0};
        sheet_cut(sheet, record_title(b->record, LANG_ZH),
                  board_style(b, FACE_SANS_BOLD, 3.4f, COLOUR_WARN_INK), width, &cut);
        w->happens = board_keep(b, &cut);
        w->flows = true;
    }
}

static float first_strip(struct warning *w, struct page *page, struct rect main)
{
    struct board *b = &w->board;
    const struct sheet *sheet = b->sheet;
    float u = sheet->u, top = strip_top(sheet), sign = sign_width(sheet, main), width = main.w - 1.22f * sign;
    const struct strip *size = &strips[strip_choose(w, width, (main.y + main.h - top) * .42f)];
    float height = strip_height(w, size, width);
    struct rect strip = {0, top, (float)sheet->width, fmaxf(height, sign * .9f) + 3 * u};
    float x = field_draw(w, page, strip, main.x, sign), y = strip.y + (strip.h - height) / 2;
    struct text_style happens = board_style(b, FACE_SANS_BOLD, size->happens, COLOUR_WARN_INK);
    struct text_style act = board_style(b, FACE_SANS_BOLD, size->act, COLOUR_WARN_INK),
                      korean = board_style(b, FACE_SANS_BOLD, 2, COLOUR_WARN_INK);
    size_t lines = page->lines;
    y += phrases_set(b, page, w->happens, happens, size->happens * 1.12f, (struct rect){x, y, width, 0});
    y += board_set(b, page, w->korean, korean, 3, (struct rect){x, y, width, 0}, ALIGN_START, LANG_KO);
    if (w->facts > 0)
        page_unsay(page, lines); /* the title is no line of the body */
    (void)phrases_set(b, page, w->act, act, size->act * 1.25f, (struct rect){x, y, width, 0});
    if (w->facts == 0)
        page_unsay(page, lines);
    return strip.y + strip.h;
}

/* The pages behind the first say once more, small and on a line each, what happens and what to do. */
static float later_strip(struct warning *w, struct page *page, struct rect main)
{
    struct board *b = &w->board;
    const struct sheet *sheet = b->sheet;
    float u = sheet->u, sign = 5 * u;
    struct rect strip = {0, strip_top(sheet), (float)sheet->width, 8 * u};
    float x = field_draw(w, page, strip, main.x, sign), width = main.x + main.w - x,
          y = strip.y + (w->act == NULL ? 1.8f : .4f) * u;
    const char *text[] = {w->happens, w->act};
    struct text_style style[] = {board_style(b, FACE_SANS_BOLD, 3.4f, COLOUR_WARN_INK),
                                 board_style(b, FACE_SANS_BOLD, 2, COLOUR_WARN_INK)};
    float line[] = {4.2f * u, 2.8f * u};
    for (size_t i = 0; i < 2 && text[i] != NULL; i++) {
        struct buffer cut = {0};
        sheet_cut(sheet, text[i], style[i], width, &cut);
        (void)board_mark(b, page, board_keep(b, &cut), style[i], x, board_baseline(b, style[i], y, line[i]),
                         ALIGN_START);
        y += line[i];
    }
    return strip.y + strip.h;
}

static float strip_set(void *self, struct pager *pager, struct page *page, struct rect main, size_t page_no)
{
    (void)pager;
    struct warning *w = self;
    float end = page_no == 0 ? first_strip(w, page, main) : later_strip(w, page, main);
    return end - main.y + 1.2f * w->board.sheet->u;
}

/* A fact's measures in a size: where its value stands, how high it is. */
struct fact {
    float left, width, above, height;
};

static struct fact fact_measure(const struct warning *w, const char *lead, const char *value,
                                const struct fact_size *size, float pad)
{
    const struct board *b = &w->board;
    float u = b->sheet->u;
    struct text_style quiet = board_style(b, FACE_SANS, 2, COLOUR_INK_2),
                      bold = board_style(b, FACE_SANS_BOLD, size->value, COLOUR_INK);
    struct fact fact = {.left = w->label};
    if (board_width(b, lead, quiet) > fact.left - u) { /* a long label stands above */
        fact.left = 0;
        fact.above = 2.8f * u;
    }
    fact.width = b->pager.area.w - fact.left;
    fact.height = fact.above +
                  phrases_set(b, NULL, value, bold, size->line, (struct rect){0, 0, fact.width, 0}) + 2 * pad;
    return fact;
}

static void fact_set(struct warning *w, const char *line, size_t label, const char *value, bool last)
{
    struct board *b = &w->board;
    float u = b->sheet->u, pad = w->pad, first = w->size->line * u;
    struct text_style quiet = board_style(b, FACE_SANS, 2, COLOUR_INK_2),
                      bold = board_style(b, FACE_SANS_BOLD, w->size->value, COLOUR_INK);
    struct buffer name = {0};
    buffer_add(&name, line, label);
    const char *lead = board_keep(b, &name);
    struct fact fact = fact_measure(w, lead, value, w->size, pad);
    if (fact.height > board_page_height(b)) {
        board_paragraph(b, NULL, line, 2, 3.1f, COLOUR_INK, LANG_ZH, 0);
        return;
    }
    struct rect box = pager_take(&b->pager, fact.height);
    struct page *page = pager_page(&b->pager);
    bool above = fact.above > 0;
    (void)board_mark(b, page, lead, quiet, box.x,
                     board_baseline(b, quiet, box.y + (above ? pad / 2 : pad), above ? 2.8f * u : first),
                     ALIGN_START);
    board_say(page, lead);
    (void)phrases_set(b, page, value, bold, w->size->line,
                      (struct rect){box.x + fact.left, box.y + fact.above + pad, fact.width, 0});
    if (!last)
        draw_fill(&page->draw, (struct rect){box.x, box.y + box.h - .06f * u, box.w, .06f * u}, COLOUR_RULE);
}

/* All facts, and what else the text says, in a size, without their padding. */
static float facts_height(const struct warning *w, const struct fact_size *size)
{
    const struct board *b = &w->board;
    float height = 0, u = b->sheet->u;
    for (size_t i = w->facts; i < w->lines; i++) {
        const char *value = NULL;
        size_t label = label_bytes(b, w->line[i], &value);
        char *lead = take_copy_n(w->line[i], label);
        if (label > 0)
            height += fact_measure(w, lead, value, size, 0).height;
        else
            height += .6f * u + board_set(b, NULL, w->line[i], board_style(b, FACE_SANS, 2, COLOUR_INK), 3.1f,
                                          (struct rect){0, 0, b->pager.area.w, 0}, ALIGN_START, LANG_ZH);
        free(lead);
    }
    return height;
}

/* Chooses how the facts are set, and spreads them over what the page leaves. */
static void facts_fit(struct warning *w)
{
    const struct board *b = &w->board;
    float u = b->sheet->u, count = fmaxf((float)(w->lines - w->facts), 1), height = 0;
    size_t i = 0, sizes = sizeof fact_sizes / sizeof *fact_sizes;
    for (; i < sizes; i++) {
        height = facts_height(w, &fact_sizes[i]);
        if (height + 2 * count * fact_sizes[i].pad * u <= board_free(b))
            break;
    }
    w->size = &fact_sizes[i < sizes ? i : 0];
    w->pad = fminf(fmaxf((board_free(b) - height) / (2 * count) - .02f * u, w->size->pad * u), 1.6f * u);
    if (i == sizes)
        w->pad = w->size->pad * u;
}

/* One width for all labels, so that the values stand in a column. */
static void labels_measure(struct warning *w)
{
    const struct board *b = &w->board;
    float u = b->sheet->u;
    w->label = 8 * u;
    for (size_t i = w->facts; i < w->lines; i++) {
        const char *value = NULL;
        size_t bytes = label_bytes(b, w->line[i], &value);
        char *label = take_copy_n(w->line[i], bytes);
        w->label = fmaxf(
            w->label,
            fminf(board_width(b, label, board_style(b, FACE_SANS, 2, COLOUR_INK_2)) + 1.6f * u, 14 * u));
        free(label);
    }
}

void compose_warning(struct composing *c)
{
    struct warning w = {0};
    struct board *b = &w.board;
    board_init(b, c);
    lines_collect(&w, LANG_ZH);
    orders_find(&w);
    orders_fit(&w);
    b->pager.head = strip_set;
    b->pager.self = &w;
    pager_start(&b->pager);
    labels_measure(&w);
    facts_fit(&w);
    if (w.flows)
        board_paragraph(b, record_title(c->record, LANG_ZH), NULL, 2, 3.1f, COLOUR_INK, LANG_ZH, 0);
    if (w.korean == NULL && c->sheet->korean)
        board_paragraph(b, c->record->text[LANG_KO].title, NULL, 1.6f, 2.4f, COLOUR_INK, LANG_KO, 0);
    for (size_t i = w.facts; i < w.lines; i++) {
        const char *value = NULL;
        size_t label = label_bytes(b, w.line[i], &value);
        if (label > 0) {
            fact_set(&w, w.line[i], label, value, i + 1 == w.lines);
        } else {
            pager_gap(&b->pager, .6f * c->sheet->u);
            board_paragraph(b, NULL, w.line[i], 2, 3.1f, COLOUR_INK, LANG_ZH, 0);
        }
    }
    if (c->sheet->korean && c->record->text[LANG_KO].body != NULL) {
        size_t before = w.lines;
        lines_collect(&w, LANG_KO);
        for (size_t i = before; i < w.lines; i++)
            board_paragraph(b, NULL, w.line[i], 1.6f, 2.4f, COLOUR_INK_2, LANG_KO, 0);
    }
    for (size_t i = 0; i < w.lines; i++)
        free(w.line[i]);
    free(w.line);
    board_finish(b);
}
