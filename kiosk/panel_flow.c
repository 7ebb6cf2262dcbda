/* Running text on panels. It is cut into units at its phrases, and units are dealt out to frames so that the
   whole takes few frames and each ends where a reader may stop: a sentence rather than a clause, never a
   heading. The best way from each unit to the end is found from the end (a shortest path), so that it does not
   depend on where a run begins: a page is the same whichever way it is reached. */
#include "panel_flow.h"

#include "flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEADING_LEAST (26.F / 24) /* of the letters' size: below it the marks of two lines touch */
#define LEADING_MOST (32.F / 24)
#define HEADING 20.F /* a heading stands small above its text */
#define HEADING_LINE 24.F
#define WORDS_MOST 4 /* lines: a paragraph up to so long is broken between words */
#define WINDOW 64    /* units looked at together: a text of any length is dealt out in such parts */
#define LEAD_IN 9    /* bytes: 1. 二、 第一， say nothing alone */

/* What it costs to end a frame somewhere, in hundredths of a frame. */
enum cost {
    COST_FRAME = 100,
    COST_ANNOUNCED = 40, /* …： before what it announces */
    COST_SENTENCE = 12,
    COST_CLAUSE = 20, /* ； */
    COST_COMMA = 45,
    COST_LISTED = 90, /* 、 */
    COST_LABEL = 220, /* ： in the middle of a paragraph: what it is of would stand elsewhere */
    COST_BRACKETS = 40,
    COST_TORN = 130, /* in the middle of a phrase */
    COST_TIED = 60,
    COST_HEADING = 1000,
    COST_TAIL = 15,      /* an end and a beginning on one frame */
    COST_BEGUN = 30,     /* a paragraph begun below another that does not end there */
    COST_CRUMB = 30,     /* a clause parted from what it belongs to */
    COST_TORN_OFF = 150, /* a few characters so: a number from what it is the number of */
    CRUMB = 45,          /* bytes */
    TORN_OFF = 24
};

struct unit {
    size_t paragraph, from, to; /* bytes of its run, without blanks around them */
    int end;                    /* cost of a frame's end behind it */
    bool first, last;           /* of its paragraph */
    float height;               /* from its paragraph's beginning to its own end */
};

struct dealing {
    struct panel *panel;
    struct panel_flow *flow;
    struct unit *unit;
    size_t units, capacity;
    int best[WINDOW + 1]; /* of the window: cost from there to its end, and where the frame ends */
    size_t next[WINDOW + 1];
};

float panel_text_size(const struct panel *panel)
{
    return sheet_main(panel->sheet, false).h < sheet_panel_px(panel->sheet, 100) ? 22 : PANEL_PLAIN;
}

struct panel_paragraph *panel_flow_add(struct panel_flow *flow)
{
    size_t before = flow->capacity;
    flow->paragraph =
        take_room(flow->paragraph, &flow->capacity, flow->paragraphs + 1, sizeof *flow->paragraph);
    memset(flow->paragraph + before, 0, (flow->capacity - before) * sizeof *flow->paragraph);
    struct panel_paragraph *added = &flow->paragraph[flow->paragraphs++];
    struct panel_run run = added->run;
    panel_run_clear(&run);
    *added = (struct panel_paragraph){.run = run};
    return added;
}

void panel_flow_finish(struct panel_flow *flow)
{
    for (size_t i = 0; i < flow->capacity; i++)
        panel_run_finish(&flow->paragraph[i].run);
    free(flow->paragraph);
    *flow = (struct panel_flow){0};
}

/* ---- units ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* （《“ that are open behind the bytes. */
static int brackets_open(const char *text, size_t bytes, int open)
{
    static const char *const opening[] = {"（", "《", "“", "("}, *const closing[] = {"）", "》", "”", ")"};
    static const char leads[] = {'\xEF', '\xE3', '\xE2', '(', ')'}; /* first bytes of both */
    for (size_t at = 0; at < bytes; at++)
        for (size_t k = 0;
             memchr(leads, text[at], sizeof leads) != NULL && k < sizeof opening / sizeof *opening; k++) {
            if (bytes - at >= strlen(opening[k]) && memcmp(text + at, opening[k], strlen(opening[k])) == 0)
                open++;
            if (open > 0 && bytes - at >= strlen(closing[k]) &&
                memcmp(text + at, closing[k], strlen(closing[k])) == 0)
                open--;
        }
    return open;
}

static bool ends_with(const char *text, size_t bytes, const char *mark)
{
    size_t length = strlen(mark);
    return bytes >= length && memcmp(text + bytes - length, mark, length) == 0;
}

static int cost_of_end(const char *text, size_t bytes)
{
    static const struct {
        const char *mark;
        int cost;
    } marks[] = {{"，", COST_COMMA},  {"、", COST_LISTED}, {"：", COST_LABEL},
                 {"；", COST_CLAUSE}, {",", COST_COMMA},   {";", COST_CLAUSE}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (ends_with(text, bytes, marks[i].mark))
            return marks[i].cost;
    return COST_SENTENCE;
}

/* Bytes of the clause at the beginning: 1. 二、 第一， say nothing alone; an enumeration is one clause where it is
   told to be. */
static size_t clause(const char *text, size_t bytes, bool begins, bool lists)
{
    size_t to = panel_phrase(text, bytes);
    while (to < bytes && ((begins && to <= LEAD_IN) || (lists && ends_with(text, to, "、"))))
        to += panel_phrase(text + to, bytes - to);
    return to;
}

static void add_unit(struct dealing *d, struct unit unit)
{
    d->unit = take_room(d->unit, &d->capacity, d->units + 1, sizeof *d->unit);
    d->unit[d->units++] = unit;
}

/* A paragraph's phrases. One of a few characters that begins it stays with the next. */
static void add_units(struct dealing *d, size_t number)
{
    const struct panel_paragraph *p = &d->flow->paragraph[number];
    const char *text = p->run.text.data;
    size_t bytes = p->to > 0 ? p->to : p->run.text.size, at = p->from, first = d->units;
    int open = 0;
    while (bytes > at && is_blank(text[bytes - 1]))
        bytes--;
    while (at < bytes && is_blank(text[at]))
        at++;
    while (at < bytes) {
        bool begins = p->from == 0 && d->units == first;
        size_t to = at + clause(text + at, bytes - at, begins, false);
        open = brackets_open(text + at, to - at, open);
        size_t end = to;
        while (end > at && is_blank(text[end - 1]))
            end--;
        if (end > at)
            add_unit(d, (struct unit){.paragraph = number,
                                      .from = at,
                                      .to = end,
                                      .end = cost_of_end(text, end) + (open > 0 ? COST_BRACKETS : 0),
                                      .first = begins});
        for (at = to; at < bytes && is_blank(text[at]);)
            at++;
    }
    if (d->units == first)
        return;
    struct unit *last = &d->unit[d->units - 1];
    if (p->to > 0 && p->to < p->run.text.size)
        return;
    last->last = true;
    last->end = ends_with(text, last->to, "：") ? COST_ANNOUNCED : 0;
    if (p->heading)
        last->end = number + 1 < d->flow->paragraphs ? COST_HEADING : 0;
    else if (number + 1 < d->flow->paragraphs && d->flow->paragraph[number + 1].tied)
        last->end = COST_TIED;
}

/* ---- heights ---- */

static bool is_small(const struct panel_flow *flow, size_t paragraph)
{
    return flow->paragraph[paragraph].small && flow->size > HEADING;
}

static float size_of(const struct panel_flow *flow, size_t paragraph, float size)
{
    return is_small(flow, paragraph) ? HEADING : size;
}

static float line_of(const struct dealing *d, size_t paragraph)
{
    return sheet_panel_px(d->panel->sheet,
                          is_small(d->flow, paragraph) ? HEADING_LINE : d->flow->size * LEADING_LEAST);
}

/* Bytes that nearly all texts need for a frame and a line. */
static size_t bytes_most(const struct dealing *d)
{
    float em = sheet_panel_px(d->panel->sheet, HEADING);
    return (size_t)(4 * (d->flow->width / em + 1) * (d->flow->height / em + 1));
}

/* Sets as much of a paragraph as may stand on a frame. */
static void fill_from(const struct dealing *d, size_t paragraph, size_t from, struct panel_set *set)
{
    const struct panel_paragraph *p = &d->flow->paragraph[paragraph];
    size_t to = p->run.text.size, most = bytes_most(d);
    if (to - from > most) {
        to = from + most;
        while (to > from && ((unsigned char)p->run.text.data[to] & 0xC0) == 0x80)
            to--;
    }
    (void)panel_set_fill(d->panel, &p->run, from, to, size_of(d->flow, paragraph, d->flow->size),
                         d->flow->width, set);
}

/* Height of what was set, up to a byte; more than any frame's for one that was not. */
static float height_until(const struct dealing *d, size_t paragraph, const struct panel_set *set, size_t byte)
{
    size_t lines = 0;
    if (byte > set->block.bytes)
        return 2 * d->flow->height;
    while (lines < set->block.lines && set->block.line[lines].start < byte)
        lines++;
    return (float)lines * line_of(d, paragraph);
}

/* Units that are longer than a frame are cut at the ends of their lines, evenly. */
static void split_long(struct dealing *d, size_t number, struct panel_set *set)
{
    struct unit whole = d->unit[number];
    size_t most = (size_t)fmaxf((d->flow->height + 1) / line_of(d, whole.paragraph), 1);
    if (whole.first && whole.paragraph > 0 && d->flow->paragraph[whole.paragraph - 1].heading && most > 1)
        most--; /* its beginning must find room below that */
    const char *text = d->flow->paragraph[whole.paragraph].run.text.data;
    size_t characters = 0; /* none is wider than an em, so that most units need not be set */
    for (size_t i = whole.from; i < whole.to; i++)
        characters += ((unsigned char)text[i] & 0xC0) != 0x80;
    float em = sheet_panel_px(d->panel->sheet, d->flow->size);
    if ((float)characters <= ((float)most - 1) * (d->flow->width / em - 2))
        return;
    (void)panel_set_fill(d->panel, &d->flow->paragraph[whole.paragraph].run, whole.from, whole.to,
                         size_of(d->flow, whole.paragraph, d->flow->size), d->flow->width, set);
    size_t lines = set->block.lines, parts = (lines + most - 1) / most;
    if (parts < 2)
        return;
    size_t each = (lines + parts - 1) / parts;
    parts = (lines + each - 1) / each;
    for (size_t i = 0; i + 1 < parts; i++)
        add_unit(d, whole); /* room */
    memmove(d->unit + number + parts, d->unit + number + 1, (d->units - number - parts) * sizeof *d->unit);
    for (size_t i = 0; i < parts; i++) {
        struct unit part = whole;
        part.from = i == 0 ? whole.from : whole.from + set->block.line[i * each].start;
        if (i + 1 < parts) {
            part.to = whole.from + set->block.line[(i + 1) * each - 1].end;
            part.end = COST_TORN;
            part.last = false;
        }
        part.first = whole.first && i == 0;
        d->unit[number + i] = part;
    }
}

/* ---- dealing ---- */

static int cost_of_crumb(size_t bytes)
{
    return bytes < TORN_OFF ? COST_TORN_OFF : bytes < CRUMB ? COST_CRUMB : 0;
}

static int cost_of_frame(const struct dealing *d, size_t from, size_t to)
{
    const struct unit *first = &d->unit[from], *last = &d->unit[to - 1];
    int cost = COST_FRAME + last->end;
    bool other = first->paragraph != last->paragraph;
    if (other && d->flow->apart)
        cost += COST_HEADING;
    if (other && !last->last)
        cost += COST_BEGUN;
    if (other && !first->first)
        cost += COST_TAIL;
    size_t head = to - 1, tail = from; /* first unit of the last paragraph, last one of the first */
    while (head > from && d->unit[head - 1].paragraph == last->paragraph)
        head--;
    while (tail + 1 < to && d->unit[tail + 1].paragraph == first->paragraph)
        tail++;
    if (!first->first && d->unit[tail].last)
        cost += cost_of_crumb(d->unit[tail].to - first->from);
    if (!last->last && d->unit[head].first) /* the name of an article without the article */
        cost += 2 * cost_of_crumb(last->to - d->unit[head].from);
    return cost;
}

/* The end of the frame that begins with unit `from`, if it has that height, and what it costs from there to
   the window's end. */
static size_t frame_end(const struct dealing *d, size_t begin, size_t end, size_t from, float height,
                        struct panel_set *set, int *cost)
{
    size_t best = from;
    float above = 0;
    *cost = 0;
    fill_from(d, d->unit[from].paragraph, d->unit[from].from, set);
    for (size_t to = from; to < end; to++) {
        const struct unit *unit = &d->unit[to];
        float mine = unit->height;
        if (unit->paragraph == d->unit[from].paragraph)
            mine = height_until(d, unit->paragraph, set, unit->to - d->unit[from].from);
        if (above + mine > height + 1)
            break;
        int total = cost_of_frame(d, from, to + 1) + d->best[to + 1 - begin];
        if (best == from || total <= *cost) {
            best = to + 1;
            *cost = total;
        }
        if (unit->last)
            above += mine;
    }
    return best;
}

static void deal(struct dealing *d, size_t begin, size_t end)
{
    struct panel_set set = {0};
    for (size_t i = begin; i < end; i++) {
        if (i == begin || d->unit[i].first || d->unit[i].paragraph != d->unit[i - 1].paragraph)
            fill_from(d, d->unit[i].paragraph, 0, &set);
        d->unit[i].height = height_until(d, d->unit[i].paragraph, &set, d->unit[i].to);
    }
    d->best[end - begin] = 0;
    d->next[end - begin] = end;
    for (size_t i = end; i-- > begin;) {
        size_t to = frame_end(d, begin, end, i, d->flow->height, &set, &d->best[i - begin]);
        if (to == i) { /* longer than estimated: it stands alone */
            to = i + 1;
            d->best[i - begin] = COST_FRAME + COST_TORN + d->best[to - begin];
        }
        d->next[i - begin] = to;
    }
    panel_set_finish(&set);
}

/* Where a window that begins there ends: at a sentence's end, if there is one. */
static size_t window_end(const struct dealing *d, size_t begin)
{
    if (d->units - begin <= WINDOW)
        return d->units;
    for (size_t end = begin + WINDOW; end > begin + WINDOW / 2; end--)
        if (d->unit[end - 1].end <= COST_SENTENCE)
            return end;
    return begin + WINDOW;
}

/* ---- on the frame ---- */

/* A part of a paragraph on a frame, its lines broken where it is said to be. */
static size_t fill_part(const struct dealing *d, size_t from, size_t to, float size, struct panel_set *set)
{
    size_t p = d->unit[from].paragraph;
    return panel_set_fill(d->panel, &d->flow->paragraph[p].run, d->unit[from].from, d->unit[to - 1].to,
                          size_of(d->flow, p, size), d->flow->width, set);
}

static bool one_colour(const struct panel_run *run)
{
    for (size_t i = 1; i < run->parts; i++)
        if (run->part[i].colour != run->part[0].colour || run->part[i].marks != run->part[0].marks)
            return false;
    return true;
}

static size_t fill_broken(const struct dealing *d, size_t paragraph, const char *text, float size,
                          struct panel_set *set)
{
    const struct panel_run *run = &d->flow->paragraph[paragraph].run;
    struct panel_run broken = {0};
    panel_run_text(&broken, text, run->part[0].colour, run->part[0].marks);
    size_t lines = panel_set_fill(d->panel, &broken, 0, broken.text.size, size, d->flow->width, set);
    panel_run_finish(&broken);
    return lines;
}

static bool on_one_line(const struct dealing *d, size_t paragraph, const char *text, float size,
                        struct panel_set *set)
{
    return fill_broken(d, paragraph, text, size, set) == 1;
}

/* Each phrase whole, as many on one line as fit; NULL: one is longer than a line. */
static char *break_at_phrases(const struct dealing *d, size_t paragraph, const char *text, float size,
                              struct panel_set *set)
{
    struct buffer out = {0}, line = {0};
    bool fits = true;
    for (size_t at = 0, bytes = strlen(text), passed; at < bytes && fits; at += passed) {
        passed = clause(text + at, bytes - at, at == 0, true);
        size_t before = line.size;
        buffer_add(&line, text + at, passed);
        if (on_one_line(d, paragraph, line.data, size, set))
            continue;
        if (before > 0) {
            buffer_add(&out, line.data, before);
            buffer_char(&out, '\n');
        }
        buffer_clear(&line);
        buffer_add(&line, text + at, passed);
        fits = before > 0 && on_one_line(d, paragraph, line.data, size, set);
    }
    buffer_text(&out, line.size > 0 ? line.data : "");
    buffer_finish(&line);
    if (!fits)
        buffer_finish(&out);
    return fits ? buffer_take(&out) : NULL;
}

/* The part in no more than `most` lines, which end with its phrases or, of two lines or in larger letters,
   between words. */
static size_t fill_well(const struct dealing *d, size_t from, size_t to, float size, size_t most,
                        struct panel_set *set)
{
    size_t p = d->unit[from].paragraph, lines = fill_part(d, from, to, size, set);
    const struct panel_run *run = &d->flow->paragraph[p].run;
    bool whole = d->unit[from].first && d->unit[to - 1].last, larger = size > d->flow->size;
    size = size_of(d->flow, p, size);
    if (lines < 2 || lines > WORDS_MOST || !one_colour(run))
        return lines;
    struct buffer text = {0};
    buffer_add(&text, run->text.data + d->unit[from].from, d->unit[to - 1].to - d->unit[from].from);
    char *broken =
        memchr(text.data, '\n', text.size) == NULL ? break_at_phrases(d, p, text.data, size, set) : NULL;
    bool done = broken != NULL && fill_broken(d, p, broken, size, set) <= most;
    free(broken);
    if (!done && whole && (lines == 2 || (larger && lines == 3))) {
        struct text_style style = {.face = FACE_SANS_BOLD, .size = sheet_panel_px(d->panel->sheet, size)};
        broken = flow_title_broken(d->panel->sheet, text.data, style, d->flow->width - 1, d->panel->lang);
        done = fill_broken(d, p, broken, size, set) == lines;
        free(broken);
    }
    buffer_finish(&text);
    return done ? set->block.lines : fill_part(d, from, to, size, set);
}

static size_t part_end(const struct dealing *d, size_t from, size_t to)
{
    size_t end = from + 1;
    while (end < to && d->unit[end].paragraph == d->unit[from].paragraph)
        end++;
    return end;
}

/* Lines in letters of that size, and the height of the headings above them. */
static size_t count_lines(const struct dealing *d, size_t from, size_t to, float size, float *small)
{
    struct panel_set set = {0};
    size_t lines = 0;
    *small = 0;
    for (size_t i = from, end; i < to; i = end) {
        end = part_end(d, i, to);
        size_t mine = fill_part(d, i, end, size, &set);
        if (is_small(d->flow, d->unit[i].paragraph))
            *small += (float)mine * line_of(d, d->unit[i].paragraph);
        else
            lines += mine;
    }
    panel_set_finish(&set);
    return lines;
}

/* Whole paragraphs are set as large as they fit; what goes on over several frames keeps one size. */
static float choose_size(const struct dealing *d, size_t from, size_t to)
{
    static const float sizes[] = {44, 40, 36, 32, 28, 24};
    bool whole = d->unit[from].first && d->unit[to - 1].last;
    for (size_t i = 0; whole && i < sizeof sizes / sizeof *sizes && sizes[i] > d->flow->size; i++) {
        if (sizes[i] > d->flow->most)
            continue;
        float small, line = sheet_panel_px(d->panel->sheet, sizes[i] * LEADING_LEAST);
        size_t lines = count_lines(d, from, to, sizes[i], &small);
        if (small + (float)lines * line <= d->panel->free.h + 1)
            return sizes[i];
    }
    return d->flow->size;
}

/* Lines of a set below each other, on another frame if this one is full after all. */
static void put_lines(const struct dealing *d, const struct panel_set *set, float line)
{
    struct panel *panel = d->panel;
    for (size_t i = 0; i < set->block.lines && !panel->book->full; i++) {
        if (panel->free.h + 1 < line)
            d->flow->open(panel, d->flow->self);
        panel_set_put(panel, panel->page, set, i, 1, panel->free.x, panel->free.y, line);
        panel->free.y += line;
        panel->free.h -= line;
    }
}

static void put_parts(const struct dealing *d, size_t from, size_t to)
{
    const struct sheet *sheet = d->panel->sheet;
    float size = choose_size(d, from, to), small;
    size_t lines = count_lines(d, from, to, size, &small), all = 0;
    float least = sheet_panel_px(sheet, size * LEADING_LEAST);
    size_t room = (size_t)fmaxf((d->panel->free.h - small + 1) / least, 0);
    size_t spare = room > lines ? room - lines : 0;
    struct panel_set *set = take_zeroed(to - from, sizeof *set); /* of each part, at its first unit */
    for (size_t i = from, end; i < to; i = end) {
        end = part_end(d, i, to);
        bool fixed = is_small(d->flow, d->unit[i].paragraph);
        size_t natural = fill_part(d, i, end, size, &set[i - from]);
        size_t mine = fill_well(d, i, end, size, fixed ? natural : natural + spare, &set[i - from]);
        spare -= !fixed && mine > natural ? mine - natural : 0;
        all += fixed ? 0 : mine;
    }
    float line = fminf(fmaxf((d->panel->free.h - small) / (float)(all > 0 ? all : 1), least),
                       sheet_panel_px(sheet, size * LEADING_MOST));
    for (size_t i = from; i < to; i++) {
        bool fixed = is_small(d->flow, d->unit[i].paragraph);
        put_lines(d, &set[i - from], fixed ? line_of(d, d->unit[i].paragraph) : line);
        panel_set_finish(&set[i - from]);
    }
    free(set);
}

static void put_frame(const struct dealing *d, size_t from, size_t to, bool joins)
{
    struct panel *panel = d->panel;
    const struct panel_paragraph *p = &d->flow->paragraph[d->unit[from].paragraph];
    if (!joins)
        d->flow->open(panel, d->flow->self);
    if (!joins && p->noting)
        book_mark(panel->book,
                  (struct bookmark){.block = p->block, .at = d->unit[from].from, .lang = panel->lang});
    if (d->flow->told != NULL)
        page_line(panel->page, d->flow->told, strlen(d->flow->told));
    d->flow->told = NULL;
    put_parts(d, from, to);
    const struct unit *last = &d->unit[to - 1];
    panel->leading =
        d->flow->paragraph[last->paragraph].heading || (last->last && last->end == COST_ANNOUNCED);
}

/* Units that stand on the frame that is there already: all, where they have room, or as many as belong below a
   heading. */
static size_t join_frame(const struct dealing *d, size_t begin, size_t end, size_t from)
{
    const struct panel *panel = d->panel;
    struct panel_set set = {0};
    int cost = 0;
    if (panel->page == NULL)
        return from;
    size_t to = frame_end(d, begin, end, from, panel->free.h, &set, &cost);
    panel_set_finish(&set);
    bool all = to == d->units, roomy = panel_lines_most(panel, PANEL_PLAIN_LINE) >= PANEL_ROOMY;
    if (to > from && d->flow->paragraph[d->unit[to - 1].paragraph].heading)
        return from;
    return all || panel->leading || (roomy && cost - COST_FRAME < d->best[from - begin]) ? to : from;
}

/* The unit a run goes on with: the one that begins there. */
static size_t find_unit(const struct dealing *d, size_t from, size_t end)
{
    for (size_t i = from; i < end && d->flow->skip; i++) {
        const struct unit *unit = &d->unit[i];
        const struct panel_paragraph *p = &d->flow->paragraph[unit->paragraph];
        if (p->noting && p->block == d->flow->block && unit->from >= d->flow->at)
            return i;
    }
    return d->flow->skip ? end : from;
}

static void open_frame(struct panel *panel, void *self)
{
    (void)self;
    panel_open(panel);
}

void panel_flow_put(struct panel *panel, struct panel_flow *flow)
{
    struct dealing d = {.panel = panel, .flow = flow};
    struct panel_set set = {0};
    struct rect area = sheet_main(panel->sheet, false);
    if (flow->open == NULL)
        flow->open = open_frame;
    flow->width = flow->width > 0 ? flow->width : area.w;
    flow->height = flow->height > 0 ? flow->height : area.h;
    if (panel_lines_most(panel, PANEL_PLAIN_LINE) >= PANEL_ROOMY)
        flow->most = flow->size; /* a page of text has one size */
    for (size_t i = 0; i < flow->paragraphs; i++)
        add_units(&d, i);
    for (size_t begin = 0, end; begin < d.units && !panel->book->full; begin = end) {
        for (size_t i = begin; i < d.units && i < begin + WINDOW; i++)
            split_long(&d, i, &set);
        end = window_end(&d, begin);
        size_t at = find_unit(&d, begin, end);
        if (at == end)
            continue;
        deal(&d, begin, end);
        bool fresh = flow->skip;
        flow->skip = false;
        while (at < end && !panel->book->full) {
            size_t to = fresh ? at : join_frame(&d, begin, end, at);
            bool joins = to > at;
            to = joins ? to : d.next[at - begin];
            put_frame(&d, at, to, joins);
            at = to;
            fresh = true; /* each next one is a frame of its own */
        }
    }
    flow->skip = false;
    panel_set_finish(&set);
    free(d.unit);
}

void panel_say(struct panel *panel, const struct panel_run *run, float size_px, float most_px)
{
    struct panel_flow flow = {.size = size_px, .most = most_px};
    struct panel_paragraph *p = panel_flow_add(&flow);
    size_t start = 0;
    for (size_t i = 0; i < run->parts; start = run->part[i++].end)
        panel_run_add(&p->run, run->text.data + start, run->part[i].end - start, run->part[i].colour,
                      run->part[i].marks);
    panel_flow_put(panel, &flow);
    panel->leading = false;
    panel_flow_finish(&flow);
}
