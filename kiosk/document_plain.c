/* Plain text: each line is a paragraph, unless the file is evidently hard-wrapped (copied out of a PDF),
   where the lines of a paragraph are joined again. Lines that begin with a TAB at the head are a table of
   facts (索引号 …). */
#include "document_build.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "text_break.h"

#include <stdlib.h>
#include <string.h>

/* A file is hard-wrapped if its longest line is one line of a page, and if many lines are filled to that
   measure and stop in the middle of a sentence. */
#define WRAP_LEAST 40        /* columns (an ideograph is two): narrower than any page */
#define WRAP_MOST 130        /* no page is wider; a paragraph that is not wrapped is longer */
#define WRAP_LINES 6         /* fewer lines are no evidence */
#define WRAP_SLACK 6         /* columns: a mark, a number or a word that did not fit */
#define WRAP_SHARE 30        /* per cent of lines that are full and open */
#define TITLE_SECOND_MOST 40 /* characters of the second line of a title */

struct line {
    const char *text; /* without white space at its ends */
    size_t bytes;
    int columns;                 /* width with its indent */
    bool indented, tabbed, open; /* open: ends in the middle of a sentence */
    bool after_blank;
};
struct lines {
    struct line *line;
    size_t count, capacity;
};

static int columns_of(const char *text, size_t bytes)
{
    int columns = 0;
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        at += text_decode(text + at, bytes - at, &c);
        columns += c < 0x2000 ? 1 : 2;
    }
    return columns;
}

static uint32_t last_of(const char *text, size_t bytes)
{
    uint32_t c = 0;
    size_t at = bytes;
    while (at > 0 && ((unsigned char)text[--at] & 0xC0) == 0x80)
        continue;
    if (bytes > 0)
        (void)text_decode(text + at, bytes - at, &c);
    return c;
}

static void split_lines(const char *body, size_t bytes, struct lines *out)
{
    const char *end = body + bytes;
    bool after_blank = true;
    while (body < end) {
        const char *stop = memchr(body, '\n', (size_t)(end - body));
        if (stop == NULL)
            stop = end;
        size_t size = (size_t)(stop - body);
        const char *text = trim_white(body, &size);
        if (size > 0) {
            int indent = columns_of(body, (size_t)(text - body));
            out->line = take_room(out->line, &out->capacity, out->count + 1, sizeof *out->line);
            out->line[out->count++] = (struct line){
                .text = text,
                .bytes = size,
                .columns = indent + columns_of(text, size),
                .indented = indent >= 2,
                .tabbed = *body == '\t',
                .open = !is_sentence_end(last_of(text, size)) && last_of(text, size) != U'：',
                .after_blank = after_blank,
            };
        }
        after_blank = size == 0;
        body = stop < end ? stop + 1 : end;
    }
}

/* The measure of a hard-wrapped file in columns, 0 for any other. */
static int wrapped_at(const struct lines *lines)
{
    int widest = 0;
    size_t full = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (lines->line[i].columns > widest)
            widest = lines->line[i].columns;
    if (lines->count < WRAP_LINES || widest < WRAP_LEAST || widest > WRAP_MOST)
        return 0;
    for (size_t i = 0; i + 1 < lines->count; i++) {
        const struct line *line = &lines->line[i], *next = line + 1;
        full += line->columns >= widest - WRAP_SLACK && line->open && !next->indented ? 1 : 0;
    }
    return full * 100 >= lines->count * WRAP_SHARE ? widest : 0;
}

/* Does the paragraph of line `i` go on in the next line? Only a full line can; the
   next must not begin a paragraph. */
static bool goes_on(const struct lines *lines, size_t i, int measure, bool indents)
{
    if (measure == 0 || i + 1 >= lines->count)
        return false;
    const struct line *line = &lines->line[i], *next = line + 1;
    if (line->tabbed || next->tabbed || next->indented || line->columns < measure - WRAP_SLACK)
        return false;
    if (indents) /* paragraphs show by their indent; a short line after a full stop is a signature */
        return line->open || next->columns > measure / 2;
    size_t lead;
    return line->open && lead_of(next->text, next->bytes, &lead) == LEAD_NONE;
}

/* A title set in larger type is broken before its line is full. */
static bool title_goes_on(const struct lines *lines, size_t i)
{
    if (i + 1 >= lines->count)
        return false;
    const struct line *line = &lines->line[i], *next = line + 1;
    size_t lead;
    return !line->tabbed && !next->tabbed && line->open && !ends_like_title(line->text, line->bytes) &&
           ends_like_title(next->text, next->bytes) && next->columns <= 2 * TITLE_SECOND_MOST &&
           memmem(line->text, line->bytes, "关于", strlen("关于")) != NULL &&
           lead_of(line->text, line->bytes, &lead) == LEAD_NONE &&
           lead_of(next->text, next->bytes, &lead) == LEAD_NONE;
}

/* ---- tables of tabs -------------------------------------------------------------------------- */

static size_t tabs_in(const struct line *line)
{
    size_t tabs = 0;
    for (size_t i = 0; i < line->bytes; i++)
        tabs += line->text[i] == '\t';
    return tabs;
}

static bool has_digit(const struct line *line)
{
    for (size_t i = 0; i < line->bytes; i++)
        if (line->text[i] >= '0' && line->text[i] <= '9')
            return true;
    return false;
}

/* Lines from `first` on that touch and have the same number of tabs, at least one. */
static size_t rows_of_table(const struct lines *lines, size_t first)
{
    size_t tabs = tabs_in(&lines->line[first]), rows = 1;
    if (tabs == 0 || tabs >= LIMIT_TABLE_COLUMNS)
        return 0;
    while (first + rows < lines->count && !lines->line[first + rows].after_blank &&
           tabs_in(&lines->line[first + rows]) == tabs)
        rows++;
    return rows >= 2 ? rows : 0;
}

static void add_table(const struct lines *lines, size_t first, size_t rows, struct document *out)
{
    struct block *block = document_add(out, BLOCK_TABLE);
    block->columns = tabs_in(&lines->line[first]) + 1;
    block->rows = rows;
    block->heads = rows > 2 && !has_digit(&lines->line[first]) && has_digit(&lines->line[first + 1]) ? 1 : 0;
    block->cell = take_zeroed(block->columns * rows, sizeof *block->cell);
    block->align = take_zeroed(block->columns, sizeof *block->align);
    for (size_t row = 0; row < rows; row++) {
        const char *text = lines->line[first + row].text, *end = text + lines->line[first + row].bytes;
        for (size_t column = 0; column < block->columns; column++) {
            const char *stop = memchr(text, '\t', (size_t)(end - text));
            stop = stop == NULL ? end : stop;
            size_t bytes = (size_t)(stop - text);
            const char *cell = trim_white(text, &bytes);
            inlines_add(&block->cell[row * block->columns + column], cell, bytes, (struct inline_text){0});
            text = stop < end ? stop + 1 : end;
        }
    }
}

/* Lines at the head that begin with a TAB, label and value in turn (索引号： 1122/2026-01): how many, 0 if they are
   anything else. */
static size_t lines_of_facts(const struct lines *lines)
{
    size_t count = 0;
    while (count < lines->count && lines->line[count].tabbed) {
        const struct line *line = &lines->line[count];
        uint32_t last = last_of(line->text, line->bytes);
        bool label = last == U'：' || last == U':';
        if (tabs_in(line) > 0 || label == (count % 2 != 0))
            return 0;
        count++;
    }
    return count % 2 == 0 ? count : 0;
}

static void add_facts(const struct lines *lines, size_t count, struct document *out)
{
    struct block *block = document_add(out, BLOCK_TABLE);
    block->columns = 2;
    block->rows = count / 2;
    block->cell = take_zeroed(count, sizeof *block->cell);
    block->align = take_zeroed(block->columns, sizeof *block->align);
    for (size_t i = 0; i < count; i++)
        inlines_add(&block->cell[i], lines->line[i].text, lines->line[i].bytes, (struct inline_text){0});
}

/* ---- the whole ------------------------------------------------------------------------------- */

void document_parse_plain(const char *body, size_t bytes, struct document *out)
{
    struct lines lines = {0};
    struct buffer text = {0};
    size_t facts = 0; /* blocks of the table of facts at the head */
    bool head = true, indents = false;
    split_lines(body, bytes, &lines);
    int measure = wrapped_at(&lines);
    for (size_t i = 0; i < lines.count; i++)
        indents = indents || (lines.line[i].indented && lines.line[i].columns > measure / 2);
    size_t first = lines_of_facts(&lines);
    if (first > 0) {
        add_facts(&lines, first, out);
        facts = 1;
        head = false;
    }
    for (size_t i = first; i < lines.count; i++) {
        size_t rows = lines.line[i].tabbed ? 0 : rows_of_table(&lines, i);
        if (rows > 0) {
            add_table(&lines, i, rows, out);
            head = false;
            i += rows - 1;
            continue;
        }
        head = head && lines.line[i].tabbed;
        bool may_be_title = out->count == facts && !head;
        buffer_clear(&text);
        buffer_add(&text, lines.line[i].text, lines.line[i].bytes);
        while (goes_on(&lines, i, measure, indents) || (may_be_title && title_goes_on(&lines, i))) {
            i++;
            if (needs_space(text.data, text.size, lines.line[i].text, lines.line[i].bytes))
                buffer_char(&text, ' ');
            buffer_add(&text, lines.line[i].text, lines.line[i].bytes);
            may_be_title = may_be_title && !ends_like_title(text.data, text.size);
        }
        inlines_add(&document_add(out, BLOCK_PARAGRAPH)->text, text.data, text.size, (struct inline_text){0});
        facts += head ? 1 : 0;
    }
    document_structure(out, facts, true);
    buffer_finish(&text);
    free(lines.line);
}
