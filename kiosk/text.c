/* Filling a paragraph. Three steps over the units that text_break has judged:
     measure   asks the ruler once for each unit
     divide    where lines end: greedily the last good place that fits, or the next one where the marks of a justified line
               give what it lacks; then the end of the paragraph is evened out
     set       places the glyphs of each line: squeezing, tabs, autospace, justification, alignment
   divide and set walk a line with the same functions (`advance_unit`, `slack`), so they cannot disagree about a width. */
#include "text.h"

#include "text_break.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TAB_EMS 4            /* tab stops, from the left edge */
#define AUTOSPACE_EMS 0.125F /* between Han and Western (CLREQ: a quarter at most; looks: an eighth) */
#define FULL_WIDTH_EMS 0.9F  /* a mark narrower than this has no half to give */
#define SPREAD_EMS 0.2F      /* justify only if no gap gets more; a space between words may get twice that */
#define SEEN_EMS 0.0625F     /* a gap widened by so much is seen as well as a mark without its blank */
#define STOP_WEIGHT 2        /* 。 pressed is seen twice as well as ， : it parts sentences */
#define HOLE_EMS 4           /* what a line may lack before something loosely held is parted */
#define LAST_LINE_LEAST 3    /* units of a paragraph's last line, */
#define LAST_LETTERS_LEAST 2 /* so many of which are no marks */
#define FIT_TOLERANCE 0.01F  /* pixels: sums of floats are not exact */

struct filler {
    const struct text_setting *setting;
    const struct ruler *ruler;
    struct text_block *block;
    struct text_unit *unit;
    size_t units;
    size_t *end; /* of each line, in units */
    size_t lines, line_capacity;
};

/* ---- measure --------------------------------------------------------------------------------- */

float text_glyph_advance(const char *text, size_t bytes, struct text_style style, const struct ruler *ruler)
{
    float width = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        at += text_decode(text + at, bytes - at, &c);
        /* Marks stand on their base, not beside it: where one has a width, it is that of the box drawn for all of them. */
        width = fmaxf(width, ruler->advance(ruler->self, style.face, style.size, c));
    }
    return width;
}

float text_advances(const char *text, size_t bytes, struct text_style style, const struct ruler *ruler)
{
    float width = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        at += text_decode(text + at, bytes - at, &c);
        width += ruler->advance(ruler->self, style.face, style.size, c);
    }
    return width;
}

static void join_spans(struct text_block *block, const struct text_span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        block->bytes += spans[i].bytes;
    ENSURE(block->bytes < UINT32_MAX);
    block->text = take_resized(NULL, block->bytes + 1, 1);
    block->style = take_resized(NULL, count, sizeof *block->style);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (spans[i].bytes > 0)
            memcpy(block->text + at, spans[i].text, spans[i].bytes);
        at += spans[i].bytes;
        block->style[i] = spans[i].style;
    }
    block->text[at] = '\0';
    /* text_glyph.span has 16 bits; a hostile paragraph of more spans keeps its
       text and loses emphasis at the end. */
    block->styles = count < UINT16_MAX ? count : UINT16_MAX;
}

static void measure(struct filler *f, const struct text_span *spans, size_t count)
{
    size_t span = 0, span_end = count > 0 ? spans[0].bytes : 0;
    const struct ruler *ruler = f->ruler;
    for (size_t i = 0; i < f->units; i++) {
        struct text_unit *u = &f->unit[i];
        while (u->offset >= span_end && span + 1 < count)
            span_end += spans[++span].bytes;
        u->span = (uint16_t)(span < f->block->styles ? span : f->block->styles - 1);
        const struct text_style *style = &f->block->style[u->span];
        if ((style->marks & MARK_WHOLE) != 0 && i > 0 && f->unit[i - 1].span == u->span &&
            u->level == BREAK_ALLOWED)
            u->level = BREAK_BOND;
        if (u->class == CLASS_NEWLINE || u->code_point == '\t')
            u->advance = 0;
        else
            u->advance = ruler->advance(ruler->self, style->face, style->size, u->code_point);
        size_t base = u->code_point < 0x80 ? 1 : u->code_point < 0x800 ? 2 : u->code_point < 0x10000 ? 3 : 4;
        if (u->bytes > base) /* it bears marks */
            u->advance = text_glyph_advance(f->block->text + u->offset, u->bytes, *style, ruler);
    }
}

/* ---- one line -------------------------------------------------------------------------------- */

static float em(const struct filler *f, const struct text_unit *u)
{
    return f->block->style[u->span].size;
}

static bool is_full(const struct filler *f, const struct text_unit *u)
{
    return u->advance >= FULL_WIDTH_EMS * em(f, u);
}

/* Half an em that `u` can give at its left or right, else 0. */
static float blank_before(const struct filler *f, const struct text_unit *u)
{
    return u->class == CLASS_OPEN && is_full(f, u) && text_blank_before(u->code_point) ? u->advance / 2 : 0;
}

static float blank_after(const struct filler *f, const struct text_unit *u)
{
    if (u->class != CLASS_CLOSE || !is_full(f, u))
        return 0;
    enum face face = f->block->style[u->span].face;
    return text_blank_after(u->code_point, face, f->setting->lang) ? u->advance / 2 : 0;
}

static bool is_ideograph(const struct text_unit *u)
{
    return u->class == CLASS_HAN && u->code_point >= 0x2E80;
}

static bool is_western(const struct text_unit *u)
{
    return u->class == CLASS_LATIN || u->class == CLASS_DIGIT ||
           (u->class == CLASS_POSTFIX && u->code_point < 0x2E80);
}

/* What stands between two neighbours of a line: 1/8 em more, or half an em less where marks adjoin (CLREQ:
   the blanks of two marks count once): 」「 ，“ 》、 （《 */
static float between(const struct filler *f, const struct text_unit *a, const struct text_unit *b)
{
    if (a->class == CLASS_HAN && b->class == CLASS_HAN)
        return 0;
    if (a->class == CLASS_CLOSE && (b->class == CLASS_CLOSE || b->class == CLASS_OPEN))
        return -blank_after(f, a);
    if (a->class == CLASS_OPEN && b->class == CLASS_OPEN)
        return -blank_before(f, b);
    if (f->setting->lang == LANG_KO &&
        a->class == CLASS_CLOSE) /* Korean sets its marks halved: 《조례》 제8조 */
        return -blank_after(f, a);
    if (f->setting->lang == LANG_KO && b->class == CLASS_OPEN)
        return -blank_before(f, b);
    if (f->setting->autospace && !b->tight &&
        ((is_ideograph(a) && is_western(b)) || (is_western(a) && is_ideograph(b))))
        return AUTOSPACE_EMS * fminf(em(f, a), em(f, b));
    return 0;
}

/* What the blanks between two neighbours still have to give, of each kind of mark the share that is asked for. Korean has
   halved its marks already. */
static float slack(const struct filler *f, const struct text_unit *a, const struct text_unit *b,
                   const float share[PRESS_STEPS])
{
    if (f->setting->lang == LANG_KO)
        return 0;
    if (b->class == CLASS_OPEN)
        return a->class == CLASS_OPEN ? 0 : share[PRESS_BRACKET] * blank_before(f, b);
    if (a->class != CLASS_CLOSE || b->class == CLASS_CLOSE)
        return 0;
    return share[text_press_step(a->code_point)] * blank_after(f, a);
}

static const float all_of_it[PRESS_STEPS] = {1, 1, 1};

/* Left edge of a line. An indent that leaves no room for two characters is none. */
static float line_start(const struct filler *f, size_t first)
{
    float indent = first == 0 ? f->setting->indent : f->setting->hang;
    return indent > 0 && indent + 2 * em(f, &f->unit[first]) <= f->setting->width ? indent : 0;
}

/* Places unit `i` of the line that begins at `first`, given where its
   predecessor ended. Returns where it ends. */
static float advance_unit(struct filler *f, size_t first, size_t i, float pen)
{
    struct text_unit *u = &f->unit[i];
    if (u->code_point == '\t') {
        float stop = TAB_EMS * em(f, u);
        u->x = pen;
        return stop > 0 ? (floorf(pen / stop + FIT_TOLERANCE) + 1) * stop : pen;
    }
    /* An opening mark at a line's start hangs its blank half outside. */
    u->x = pen + (i == first ? -blank_before(f, u) : between(f, u - 1, u));
    return u->x + u->advance;
}

static bool is_blank(const struct text_unit *u)
{
    return u->class == CLASS_SPACE || u->class == CLASS_NEWLINE;
}

/* May the gap between two neighbours widen? Not inside Western words, numbers, Korean words and doubled
   marks; not where a mark hugs its word. */
static bool may_spread(const struct text_unit *a, const struct text_unit *b)
{
    if (a->class == CLASS_JOIN || a->class == CLASS_SLASH)
        return false; /* connecting marks keep to what they connect, on both sides (CLREQ) */
    if (b->tight && (a->class == CLASS_DIGIT || b->class == CLASS_DIGIT || a->class == CLASS_SPACE))
        return false; /* 16日, 555 0122 */
    if (a->class == CLASS_SPACE)
        return b->class != CLASS_SPACE;
    if (b->class == CLASS_SPACE)
        return false;
    return b->level >= BREAK_BOND &&
           (is_ideograph(a) || a->class == CLASS_CLOSE || is_ideograph(b) || b->class == CLASS_OPEN);
}

/* ---- divide ---------------------------------------------------------------------------------- */

static bool fits(const struct filler *f, const struct text_unit *u, float end)
{
    /* GB/T 15834 5.1.10: at a line's end a mark may take half its em. */
    return end - blank_after(f, u) <= f->setting->width + FIT_TOLERANCE;
}

/* Last unit of [first, end) that is no blank, plus one; `first` if there is none. */
static size_t ink_end(const struct filler *f, size_t first, size_t end)
{
    while (end > first && is_blank(&f->unit[end - 1]))
        end--;
    return end;
}

/* Width up to the ink's end, from the left edge. */
static float reach(struct filler *f, size_t first, size_t end)
{
    float pen = line_start(f, first);
    for (size_t i = first; i < end; i++)
        pen = advance_unit(f, first, i, pen);
    return pen;
}

static bool is_lost(const struct filler *f, size_t first, size_t end)
{
    size_t letters = 0;
    for (size_t i = first; i < end; i++) {
        uint8_t class = f->unit[i].class;
        letters += class != CLASS_CLOSE && class != CLASS_CLOSE_NARROW && class != CLASS_ELLIPSIS &&
                   class != CLASS_DASH;
    }
    return end - first < LAST_LINE_LEAST || letters < LAST_LETTERS_LEAST;
}

/* What a line may take up by widening its gaps; `gaps` is how many there are. None where a tab has set columns. */
static float most_spread(const struct filler *f, size_t first, size_t ink, size_t *gaps)
{
    float most = 0;
    *gaps = 0;
    for (size_t i = first + 1; i < ink; i++) {
        if (f->unit[i - 1].code_point == '\t')
            return 0;
        if (!may_spread(&f->unit[i - 1], &f->unit[i]))
            continue;
        most += (f->unit[i - 1].class == CLASS_SPACE ? 2.F : 1.F) * SPREAD_EMS * em(f, &f->unit[i - 1]);
        (*gaps)++;
    }
    return most;
}

/* How `over` is taken out of the blanks of a line's marks: kind after kind, from all of a kind the same share. */
static void share_out(const struct filler *f, size_t first, size_t ink, float over, float share[PRESS_STEPS])
{
    for (int step = 0; step < PRESS_STEPS; step++) {
        float only[PRESS_STEPS] = {0}, most = 0;
        only[step] = 1;
        for (size_t i = first + 1; i < ink && over > 0; i++)
            most += slack(f, &f->unit[i - 1], &f->unit[i], only);
        share[step] = most > 0 ? fminf(1, over / most) : 0;
        over -= share[step] * most;
    }
}

/* A line that ends at `end`, its marks pressed by `over`, or at `out` and lacks something: is the first the better one? What
   breaks nothing is, and what leaves no lost last line; else what changes the line less, by what is seen of it. */
static bool is_better_in(const struct filler *f, size_t first, size_t out, size_t end, float over, float lack)
{
    bool ends = end == f->units || f->unit[end].level == BREAK_FORCED;
    size_t gaps;
    float share[PRESS_STEPS];
    if (!ends && f->unit[end].level > f->unit[out].level)
        return true;
    if (ends && (f->unit[out].level < BREAK_LOOSE || is_lost(f, out, ink_end(f, out, end))))
        return true;
    if (most_spread(f, first, ink_end(f, first, out), &gaps) + FIT_TOLERANCE < lack)
        return true;
    share_out(f, first, ink_end(f, first, end), over, share);
    float pressed = fmaxf(fmaxf(share[PRESS_BRACKET], share[PRESS_PAUSE]), STOP_WEIGHT * share[PRESS_STOP]);
    return pressed <= lack / (float)gaps / (SEEN_EMS * em(f, &f->unit[first]));
}

/* The line from `first` lacks something if it ends at `out`: where it ends if one thing more goes in, for which the marks
   give their blanks (CLREQ, "Reduction and expansion of inter-character spacing"). `out` if nothing goes in, or that would be
   the greater change. Units up to `walked` have their places in this line. */
static size_t push_in(struct filler *f, size_t first, size_t out, size_t walked)
{
    float pen = 0, give = 0, over = 0, lack = f->setting->width;
    int least =
        f->unit[out]
            .level; /* of the next place to look at: one further on and no better is no better choice */
    size_t best = out;
    for (size_t i = first;; i++) {
        bool ends = i == f->units || (i > out && f->unit[i].level == BREAK_FORCED);
        if (i > out && (ends || f->unit[i].level >= least)) {
            if (is_better_in(f, first, out, i, over, lack))
                best = i;
            least = ends ? least : f->unit[i].level + 1;
        }
        if (ends || (best > out && f->unit[best].level == BREAK_ALLOWED) || f->unit[i].code_point == '\t')
            return best;
        const struct text_unit *u = &f->unit[i];
        float end = i <= walked ? u->x + u->advance : advance_unit(f, first, i, pen);
        give += i > first ? slack(f, u - 1, u, all_of_it) : 0;
        if (!is_blank(u)) {
            over = end - blank_after(f, u) - f->setting->width;
            if (over > give + FIT_TOLERANCE)
                return best;
            if (i < out)
                lack = f->setting->width - fminf(end, f->setting->width);
        }
        pen = end;
    }
}

/* End of the line that begins at `first`: the last place of the best kind up to which everything fits. */
static size_t find_end(struct filler *f, size_t first)
{
    size_t best = 0, loose = 0;
    uint8_t best_level = BREAK_NEVER;
    float pen = line_start(f, first), best_pen = pen;
    size_t i = first;
    for (; i < f->units; i++) {
        const struct text_unit *u = &f->unit[i];
        if (i > first && u->level == BREAK_FORCED)
            return i;
        if (i > first && u->level >= best_level && u->level != BREAK_NEVER) {
            best = i;
            best_level = u->level;
            best_pen = pen;
        }
        if (i > first && u->level == BREAK_LOOSE) /* a line has something on it */
            loose = i;
        float end = advance_unit(f, first, i, pen);
        /* Blanks never make a line too long: they are behind its end. */
        if (!is_blank(u) && !fits(f, u, end))
            break;
        pen = end;
        if (i + 1 == f->units)
            return f->units;
    }
    if (loose > best && f->setting->width - best_pen > HOLE_EMS * em(f, &f->unit[first]))
        best = loose;
    if (best > 0 && f->setting->align == ALIGN_JUSTIFY && f->setting->width - best_pen > FIT_TOLERANCE)
        return push_in(f, first, best, i);
    if (best == 0) /* the first glyph alone is too wide: it stands alone, with the blanks behind it */
        for (best = first + 1; best < f->units && f->unit[best].level == BREAK_NEVER; best++)
            ;
    return best;
}

/* Can a line hold [first, ink), its marks pressed if need be? */
static bool can_hold(struct filler *f, size_t first, size_t ink)
{
    float give = 0, end = reach(f, first, ink);
    for (size_t i = first + 1; i < ink && f->setting->align == ALIGN_JUSTIFY; i++)
        give += slack(f, &f->unit[i - 1], &f->unit[i], all_of_it);
    return ink == first || fits(f, &f->unit[ink - 1], end - give);
}

/* A last line of one or two characters looks lost, and so does one letter with its marks: it gets some of the
   line before, where that may break and keeps half its width. */
static void even_out(struct filler *f, size_t segment)
{
    if (f->lines < 2)
        return;
    size_t stop = f->end[f->lines - 1], last = f->end[f->lines - 2];
    size_t first = f->lines > 2 ? f->end[f->lines - 3] : 0;
    size_t ink = ink_end(f, last, stop);
    if (first < segment || ink == last || !is_lost(f, last, ink))
        return;
    for (size_t at = last - 1; at > first; at--) {
        if (f->unit[at].level < BREAK_LOOSE || is_lost(f, at, ink) ||
            !can_hold(f, first, ink_end(f, first, at)))
            continue;
        if (reach(f, first, ink_end(f, first, at)) < f->setting->width / 2 ||
            !fits(f, &f->unit[ink - 1], reach(f, at, ink)))
            return;
        f->end[f->lines - 2] = at;
        return;
    }
}

static void divide(struct filler *f)
{
    size_t segment = 0; /* first unit after the last LF */
    for (size_t first = 0; first < f->units;) {
        size_t end = find_end(f, first);
        f->end = take_room(f->end, &f->line_capacity, f->lines + 1, sizeof *f->end);
        f->end[f->lines++] = end;
        if (end == f->units || f->unit[end].level == BREAK_FORCED) {
            even_out(f, segment);
            segment = end;
        }
        first = end;
    }
}

/* ---- set ------------------------------------------------------------------------------------- */

/* Spreads what the line lacks over its gaps, and returns its new end. */
static float justify(struct filler *f, size_t first, size_t ink, float end)
{
    float lack = f->setting->width - end;
    size_t gaps, passed = 0;
    if (lack <= FIT_TOLERANCE || lack > most_spread(f, first, ink, &gaps) + FIT_TOLERANCE)
        return end;
    for (size_t i = first + 1; i < ink; i++) {
        passed += may_spread(&f->unit[i - 1], &f->unit[i]) ? 1 : 0;
        f->unit[i].x += lack * (float)passed / (float)gaps;
    }
    return f->setting->width;
}

/* Takes `over` out of the blanks of the line's marks, and returns what they gave. */
static float press(struct filler *f, size_t first, size_t ink, float over)
{
    float share[PRESS_STEPS], given = 0;
    share_out(f, first, ink, over, share);
    for (size_t i = first + 1; i < ink; i++) {
        given += slack(f, &f->unit[i - 1], &f->unit[i], share);
        f->unit[i].x -= given;
    }
    return given;
}

static void set_line(struct filler *f, size_t first, size_t end, struct text_line *line)
{
    struct text_block *block = f->block;
    const struct text_setting *setting = f->setting;
    size_t ink = ink_end(f, first, end);
    bool last = end == f->units || f->unit[end].level == BREAK_FORCED;
    float left = line_start(f, first), right = reach(f, first, ink);
    /* Only a mark that would stick out gives its half: on the grid of an official page it keeps its em. */
    if (ink > first && right > setting->width + FIT_TOLERANCE)
        right -= blank_after(f, &f->unit[ink - 1]);
    if (setting->align == ALIGN_JUSTIFY && right > setting->width + FIT_TOLERANCE)
        right -= press(f, first, ink, right - setting->width);
    else if (setting->align == ALIGN_JUSTIFY && !last)
        right = justify(f, first, ink, right);
    float shift = 0;
    if (setting->align == ALIGN_CENTER)
        shift = fmaxf((setting->width - right) / 2, 0);
    else if (setting->align == ALIGN_END)
        shift = fmaxf(setting->width - right, 0);
    *line = (struct text_line){
        .first = block->glyphs,
        .glyphs = ink - first,
        .start = f->unit[first].offset,
        .end = end < f->units ? f->unit[end].offset : block->bytes,
        .x = left + shift,
        .width = right - left,
        .last = last,
    };
    for (size_t i = first; i < ink; i++) {
        const struct text_unit *u = &f->unit[i];
        block->glyph[block->glyphs++] =
            (struct text_glyph){.offset = u->offset, .bytes = u->bytes, .span = u->span, .x = u->x + shift};
    }
}

static void set(struct filler *f)
{
    struct text_block *block = f->block;
    block->glyph = take_room(NULL, &block->glyph_capacity, f->units, sizeof *block->glyph);
    block->line = take_room(NULL, &block->line_capacity, f->lines, sizeof *block->line);
    size_t first = 0;
    for (size_t i = 0; i < f->lines; i++) {
        set_line(f, first, f->end[i], &block->line[block->lines++]);
        first = f->end[i];
    }
}

/* Units with what they measure and how good a break before each would be. */
static void judge(struct filler *f, const struct text_span *spans, size_t count)
{
    f->unit = take_resized(NULL, f->block->bytes, sizeof *f->unit);
    f->units = text_scan(f->block->text, f->block->bytes, f->unit);
    text_break_pairs(f->unit, f->units, f->setting->lang);
    text_break_bonds(f->unit, f->units);
    measure(f, spans, count);
}

void text_fill(const struct text_setting *setting, const struct text_span *spans, size_t count,
               const struct ruler *ruler, struct text_block *out)
{
    *out = (struct text_block){0};
    join_spans(out, spans, count);
    if (out->bytes == 0)
        return;
    struct filler f = {.setting = setting, .ruler = ruler, .block = out};
    judge(&f, spans, count);
    divide(&f);
    set(&f);
    free(f.end);
    free(f.unit);
}

void text_block_finish(struct text_block *block)
{
    free(block->text);
    free(block->style);
    free(block->glyph);
    free(block->line);
    *block = (struct text_block){0};
}

void text_counts(const struct text_setting *setting, const struct text_span *spans, size_t count,
                 const struct ruler *ruler, const float *width, size_t widths, struct text_count *out)
{
    struct text_block block = {0};
    struct text_setting narrow = *setting;
    struct filler f = {.setting = &narrow, .ruler = ruler, .block = &block};
    memset(out, 0, widths * sizeof *out);
    join_spans(&block, spans, count);
    if (block.bytes > 0)
        judge(&f, spans, count);
    for (size_t i = 0; i < widths && block.bytes > 0; i++) {
        narrow.width = width[i];
        f.lines = 0;
        divide(&f);
        out[i].lines = f.lines;
        for (size_t k = 0; k + 1 < f.lines; k++)
            out[i].torn += f.unit[f.end[k]].level < BREAK_LOOSE;
    }
    free(f.end);
    free(f.unit);
    text_block_finish(&block);
}

float text_width(const char *text, struct text_style style, enum lang lang, bool autospace,
                 const struct ruler *ruler)
{
    struct text_block block = {0};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_setting setting = {.width = TEXT_ONE_LINE, .lang = lang, .autospace = autospace};
    float width = 0;
    text_fill(&setting, &span, 1, ruler, &block);
    for (size_t i = 0; i < block.lines; i++)
        width = fmaxf(width, block.line[i].width);
    text_block_finish(&block);
    return width;
}
