/* A warning of the site takes the whole page: what happens and what to do on yellow, then the facts — when,
   where, which way round, whom to call — and whatever else the text says. No blinking, no countdown. */
#include "chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct warning {
    struct board board;
    char **line; /* the Chinese body, line by line, without empty ones */
    size_t lines, capacity;
    const char *happens, *act;
    size_t facts;     /* the first line behind those on the strip */
    float pad, label; /* above and below a fact; width of the labels; pixels */
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

static float strip_height(const struct warning *w, const struct strip *size, float width)
{
    const struct board *b = &w->board;
    struct rect box = {0, 0, width, 0};
    float height =
        board_set(b, NULL, w->happens, board_style(b, FACE_SANS_BOLD, size->happens, COLOUR_WARN_INK),
                  size->happens * 1.12f, box, ALIGN_START, LANG_ZH);
    if (b->sheet->korean)
        height += board_set(b, NULL, b->record->text[LANG_KO].title,
                            board_style(b, FACE_SANS_BOLD, 2, COLOUR_WARN_INK), 3, box, ALIGN_START, LANG_KO);
    return height + board_set(b, NULL, w->act, board_style(b, FACE_SANS_BOLD, size->act, COLOUR_WARN_INK),
                              size->act * 1.25f, box, ALIGN_START, LANG_ZH);
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

/* The strip, large on the first page; the pages behind it say the same once more, small. */
static float strip_set(void *self, struct pager *pager, struct page *page, struct rect main, size_t page_no)
{
    (void)pager;
    struct warning *w = self;
    struct board *b = &w->board;
    const struct sheet *sheet = b->sheet;
    bool first = page_no == 0;
    float u = sheet->u,
          top = sheet_head_height(sheet) + (sheet->banner ? sheet_px(sheet, sheet->theme->banner) : 0);
    float sign = (first ? (main.w < 60 * u ? 9 : 15.2f) : 5) * u,
          x = main.x + sign + (first ? 3.4f : 1.6f) * u, width = main.x + main.w - x;
    size_t i = first ? 0 : 4, last = sizeof strips / sizeof strips[0] - 1;
    float room = (main.y + main.h - top) * (first ? .42f : .3f);
    while (i < last && (strip_height(w, &strips[i], width) > room || breaks(w, &strips[i], width)))
        i++;
    float height = strip_height(w, &strips[i], width);
    page->whole = true;
    struct rect strip = {0, top, (float)sheet->width, fmaxf(height, sign * .9f) + (first ? 3 : 1.4f) * u};
    draw_fill(&page->draw, strip, COLOUR_WARN);
    draw_fill(&page->draw, (struct rect){0, strip.y + strip.h - .3f * u, strip.w, .3f * u}, COLOUR_WARN_INK);
    sign_draw(&page->draw, main.x, strip.y + (strip.h - sign * .9f) / 2, sign);
    struct text_style happens = board_style(b, FACE_SANS_BOLD, strips[i].happens, COLOUR_WARN_INK),
                      act = happens, korean = happens;
    act.size = sheet_px(sheet, strips[i].act);
    korean.size = sheet_px(sheet, 2);
    float y = strip.y + (strip.h - height) / 2;
    size_t lines = page->lines;
    y += board_set(b, page, w->happens, happens, strips[i].happens * 1.12f, (struct rect){x, y, width, 0},
                   ALIGN_START, LANG_ZH);
    if (sheet->korean)
        y += board_set(b, page, b->record->text[LANG_KO].title, korean, 3, (struct rect){x, y, width, 0},
                       ALIGN_START, LANG_KO);
    page_unsay(page, lines); /* the title is no line of the body, and of the body each line is told once */
    (void)board_set(b, page, w->act, act, strips[i].act * 1.25f, (struct rect){x, y, width, 0}, ALIGN_START,
                    LANG_ZH);
    if (!first || w->facts == 0)
        page_unsay(page, lines);
    return strip.y + strip.h - main.y + 1.2f * u;
}

static void fact_set(struct warning *w, const char *line, size_t label, const char *value, bool last)
{
    struct board *b = &w->board;
    float u = b->sheet->u, left = w->label, width = b->pager.area.w - left, pad = w->pad;
    struct text_style quiet = board_style(b, FACE_SANS, 2, COLOUR_INK_2),
                      bold = board_style(b, FACE_SANS_BOLD, 3, COLOUR_INK);
    struct buffer name = {0};
    buffer_add(&name, line, label);
    const char *lead = board_keep(b, &name);
    if (board_width(b, lead, quiet) > left - u) /* a long label stands above */
        left = 0, width = b->pager.area.w;
    float above = left > 0 ? 0 : 2.8f * u;
    float height =
        above + board_set(b, NULL, value, bold, 3.9f, (struct rect){0, 0, width, 0}, ALIGN_START, LANG_ZH) +
        2 * pad;
    if (height > board_page_height(b)) {
        board_paragraph(b, NULL, line, 2, 3.1f, COLOUR_INK, LANG_ZH, 0);
        return;
    }
    struct rect box = pager_take(&b->pager, height);
    struct page *page = pager_page(&b->pager);
    (void)board_mark(
        b, page, lead, quiet, box.x,
        board_baseline(b, quiet, box.y + (left > 0 ? pad : pad / 2), (left > 0 ? 3.9f : 2.8f) * u),
        ALIGN_START);
    board_say(page, lead);
    (void)board_set(b, page, value, bold, 3.9f, (struct rect){box.x + left, box.y + above + pad, width, 0},
                    ALIGN_START, LANG_ZH);
    if (!last)
        draw_fill(&page->draw, (struct rect){box.x, box.y + box.h - .06f * u, box.w, .06f * u}, COLOUR_RULE);
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
    b->pager.head = strip_set;
    b->pager.self = &w;
    pager_start(&b->pager);
    float u = c->sheet->u, lines = (float)(w.lines - w.facts);
    w.pad = fminf(fmaxf((board_free(b) / fmaxf(lines, 1) - 3.9f * u) / 2 - .1f * u, .35f * u), 1.05f * u);
    labels_measure(&w);
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
