/* Markdown by md4c. What would lose or change words is turned off or undone, because a body is a legal text:
     - raw HTML and entities are shown as the text they are (an entity could smuggle in what the text guard
   refuses)
     - “[x]: y” is no link definition that vanishes: its bracket is escaped before md4c sees it
     - a list keeps the numbers that were typed, where CommonMark counts on from the first
     - ~ alone (8~10层) is no sign; ~~deleted~~ and ++inserted++ are read here, not by md4c
     - the address of a link stands behind its text
   And because md4c drops words in corners nobody thinks of (cells beyond a table's last column, for one), the
   result is compared with the body: if a single letter, digit or ideograph is missing, the body is read again
   without tables, and then as plain text. */
#include "document_build.h"

#include "contract/buffer.h"
#include "contract/limits.h"
#include "text_break.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#define LISTS_MOST 8 /* deeper lists are drawn as the eighth */

struct list {
    bool ordered;
    unsigned next;
    char delimiter;
};

struct reader {
    struct document *document;
    const char *source;
    size_t size;
    struct list list[LISTS_MOST];
    int lists; /* open now; may exceed LISTS_MOST */
    int quotes;
    int items;             /* open list items */
    bool item_empty;       /* the block of the newest item has no text yet */
    bool number_pending;   /* its typed number is still to be read, at its first text */
    int strong, emphasis;  /* open spans */
    bool soft_break;       /* a line ended; whether it becomes a space depends on what follows */
    struct buffer pending; /* text of one emphasis; md4c hands over crumbs, one for each escape */
    struct inline_text pending_like;
    size_t cell;   /* next cell of the open table */
    size_t target; /* index of the block that takes text */
    bool has_target;
    bool too_many_cells;
};

/* ---- revisions ------------------------------------------------------------------------------- */

/* Is there a sign ~~ or ++ at `at` that is not part of a longer row? */
static bool is_sign(const char *text, size_t at, char sign)
{
    return text[at] == sign && text[at + 1] == sign && text[at + 2] != sign &&
           (at == 0 || text[at - 1] != sign);
}

static size_t count_signs(const struct inlines *inlines, char sign)
{
    size_t count = 0;
    for (size_t i = 0; i < inlines->count; i++)
        for (size_t at = 0; inlines->part[i].text[at] != '\0'; at++)
            count += is_sign(inlines->part[i].text, at, sign) ? 1 : 0;
    return count;
}

/* Takes pairs of ~~ and ++ out and marks what stands between; an odd last sign stays text. */
static void settle_revisions(struct inlines *inlines)
{
    static const char signs[2] = {'~', '+'};
    size_t left[2] = {count_signs(inlines, '~') & ~(size_t)1, count_signs(inlines, '+') & ~(size_t)1};
    bool open[2] = {false, false};
    struct inlines settled = {0};
    if (left[0] + left[1] == 0)
        return;
    for (size_t i = 0; i < inlines->count; i++) {
        const char *text = inlines->part[i].text;
        size_t begin = 0, at = 0;
        struct inline_text like = inlines->part[i];
        while (text[at] != '\0') {
            int which = is_sign(text, at, signs[0]) && left[0] > 0   ? 0
                        : is_sign(text, at, signs[1]) && left[1] > 0 ? 1
                                                                     : -1;
            if (which < 0) {
                at++;
                continue;
            }
            like.deleted = open[0];
            like.inserted = open[1];
            inlines_add(&settled, text + begin, at - begin, like);
            open[which] = !open[which];
            left[which]--;
            at += 2;
            begin = at;
        }
        like.deleted = open[0];
        like.inserted = open[1];
        inlines_add(&settled, text + begin, at - begin, like);
    }
    inlines_finish(inlines);
    *inlines = settled;
}

/* ---- where text goes ------------------------------------------------------------------------- */

static struct block *target(struct reader *r)
{
    return r->has_target ? &r->document->block[r->target] : NULL;
}

static struct inlines *inlines_of(struct reader *r, struct block *block)
{
    if (block->type != BLOCK_TABLE)
        return &block->text;
    ENSURE(r->cell < block->columns * block->rows);
    return &block->cell[r->cell];
}

static void flush(struct reader *r)
{
    if (r->pending.size > 0)
        inlines_add(inlines_of(r, target(r)), r->pending.data, r->pending.size, r->pending_like);
    buffer_clear(&r->pending);
}

static void close_block(struct reader *r)
{
    struct block *block = target(r);
    if (block != NULL && block->type != BLOCK_TABLE) {
        flush(r);
        settle_revisions(&block->text);
        inlines_trim(&block->text);
    }
    r->has_target = false;
    r->soft_break = false;
}

static struct block *open_block(struct reader *r, enum block_type type)
{
    close_block(r);
    struct block *block = document_add(r->document, type);
    r->target = r->document->count - 1;
    r->has_target = true;
    return block;
}

static void add(struct reader *r, const char *text, size_t bytes)
{
    struct inline_text like = {.strong = r->strong > 0, .emphasis = r->emphasis > 0};
    if (!r->has_target) /* text of a tight item after a list inside it */
        open_block(r, r->items > 0 ? BLOCK_ITEM : BLOCK_PARAGRAPH)->level = r->lists;
    bool same = like.strong == r->pending_like.strong && like.emphasis == r->pending_like.emphasis;
    if (!same || (r->soft_break && r->pending.size == 0)) {
        const struct inlines *inlines = inlines_of(r, target(r));
        flush(r);
        if (r->soft_break && inlines->count > 0) {
            const char *before = inlines->part[inlines->count - 1].text;
            if (needs_space(before, strlen(before), text, bytes))
                buffer_char(&r->pending, ' ');
        }
        r->pending_like = like;
    } else if (r->soft_break && needs_space(r->pending.data, r->pending.size, text, bytes)) {
        buffer_char(&r->pending, ' ');
    }
    r->soft_break = false;
    r->item_empty = false;
    buffer_add(&r->pending, text, bytes);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static struct list *innermost(struct reader *r)
{
    return r->lists == 0 ? NULL : &r->list[(r->lists < LISTS_MOST ? r->lists : LISTS_MOST) - 1];
}

static void open_item(struct reader *r)
{
    struct list *list = innermost(r);
    struct block *block = open_block(r, BLOCK_ITEM);
    block->level = r->lists;
    r->items++;
    r->item_empty = true;
    if (list->ordered) {
        block->label = take_format("%u%c", list->next++, list->delimiter);
        r->number_pending = true;
    } else {
        block->label = take_copy("\u2022"); /* • */
        r->number_pending = false;
    }
}

/* md4c tells only the first number of a list, but its texts point into the source: the number stands before
   the item's first text, on the same line. */
static void read_typed_number(struct reader *r, const char *text)
{
    r->number_pending = false;
    struct block *block = target(r);
    if (block == NULL || block->type != BLOCK_ITEM || text < r->source || text >= r->source + r->size)
        return;
    const char *at = text;
    while (at > r->source && (at[-1] == ' ' || at[-1] == '\t' || strchr("*_`~#>[!", at[-1]) != NULL))
        at--;
    if (at == r->source || (at[-1] != '.' && at[-1] != ')'))
        return;
    const char *end = at--;
    while (at > r->source && at[-1] >= '0' && at[-1] <= '9')
        at--;
    if (end - at < 2)
        return;
    free(block->label);
    block->label = take_copy_n(at, (size_t)(end - at)); /* as it was typed, 01. too */
}

/* ---- md4c's events --------------------------------------------------------------------------- */

static int open_table(struct reader *r, const MD_BLOCK_TABLE_DETAIL *detail)
{
    size_t rows = (size_t)detail->head_row_count + detail->body_row_count;
    if (detail->col_count > LIMIT_TABLE_COLUMNS || rows > LIMIT_TABLE_CELLS / detail->col_count) {
        r->too_many_cells = true;
        return -1;
    }
    struct block *block = open_block(r, BLOCK_TABLE);
    block->columns = detail->col_count;
    block->rows = rows;
    block->heads = detail->head_row_count;
    block->cell = take_zeroed(block->columns * rows, sizeof *block->cell);
    block->align = take_zeroed(block->columns, sizeof *block->align);
    r->cell = 0;
    return 0;
}

static void open_cell(struct reader *r, const MD_BLOCK_TD_DETAIL *detail)
{
    struct block *block = target(r);
    r->soft_break = false;
    if (detail->align == MD_ALIGN_CENTER)
        block->align[r->cell % block->columns] = CELL_CENTER;
    else if (detail->align == MD_ALIGN_RIGHT)
        block->align[r->cell % block->columns] = CELL_END;
}

static void close_cell(struct reader *r)
{
    struct inlines *cell = inlines_of(r, target(r));
    flush(r);
    settle_revisions(cell);
    inlines_trim(cell);
    r->cell++;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    struct reader *r = self;
    switch (type) {
    case MD_BLOCK_QUOTE: r->quotes++; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        close_block(r);
        r->lists++;
        *innermost(r) = (struct list){.ordered = type == MD_BLOCK_OL};
        if (type == MD_BLOCK_OL) {
            innermost(r)->next = ((MD_BLOCK_OL_DETAIL *)detail)->start;
            innermost(r)->delimiter = ((MD_BLOCK_OL_DETAIL *)detail)->mark_delimiter;
        }
        break;
    case MD_BLOCK_LI: open_item(r); break;
    case MD_BLOCK_HR:
        close_block(r);
        (void)document_add(r->document, BLOCK_RULE);
        break;
    case MD_BLOCK_H: {
        int level = (int)((MD_BLOCK_H_DETAIL *)detail)->level;
        struct block *block = open_block(r, level == 1 ? BLOCK_TITLE : BLOCK_HEADING);
        block->level = level == 1 ? 0 : level < 5 ? level - 1 : 4;
        break;
    }
    case MD_BLOCK_CODE: (void)open_block(r, BLOCK_PARAGRAPH); break;
    case MD_BLOCK_P:
        if (r->items > 0 && r->item_empty && r->has_target)
            break; /* the paragraph of the item itself */
        open_block(r, r->items > 0    ? BLOCK_ITEM
                      : r->quotes > 0 ? BLOCK_QUOTE
                                      : BLOCK_PARAGRAPH)
            ->level = r->lists;
        break;
    case MD_BLOCK_TABLE: return open_table(r, detail);
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: open_cell(r, detail); break;
    default: break;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *self)
{
    struct reader *r = self;
    (void)detail;
    switch (type) {
    case MD_BLOCK_QUOTE: r->quotes--; break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL: r->lists--; break;
    case MD_BLOCK_LI:
        r->items--;
        r->item_empty = false;
        r->number_pending = false;
        close_block(r);
        break;
    case MD_BLOCK_CODE:
    case MD_BLOCK_H:
    case MD_BLOCK_P:
    case MD_BLOCK_TABLE: close_block(r); break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD: close_cell(r); break;
    default: break;
    }
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *self)
{
    struct reader *r = self;
    (void)detail;
    r->strong += type == MD_SPAN_STRONG;
    r->emphasis += type == MD_SPAN_EM;
    return 0;
}

/* Does what was shown so far end with these bytes? True of an autolink: <https://…> is its own text. */
static bool was_shown(const struct reader *r, const char *text, size_t bytes)
{
    return r->pending.size >= bytes && memcmp(r->pending.data + r->pending.size - bytes, text, bytes) == 0;
}

static void add_address(struct reader *r, const MD_ATTRIBUTE *address, const MD_ATTRIBUTE *title)
{
    static const char mail[] = "mailto:";
    size_t skip =
        address->size > strlen(mail) && memcmp(address->text, mail, strlen(mail)) == 0 ? strlen(mail) : 0;
    bool shown = address->size == 0 || was_shown(r, address->text + skip, address->size - skip);
    if (shown && title->size == 0)
        return;
    add(r, "（", strlen("（"));
    if (!shown)
        add(r, address->text, address->size);
    if (!shown && title->size > 0)
        add(r, " ", 1);
    if (title->size > 0)
        add(r, title->text, title->size);
    add(r, "）", strlen("）"));
}

static int leave_span(MD_SPANTYPE type, void *detail, void *self)
{
    struct reader *r = self;
    r->strong -= type == MD_SPAN_STRONG;
    r->emphasis -= type == MD_SPAN_EM;
    if (type == MD_SPAN_A)
        add_address(r, &((MD_SPAN_A_DETAIL *)detail)->href, &((MD_SPAN_A_DETAIL *)detail)->title);
    if (type == MD_SPAN_IMG)
        add_address(r, &((MD_SPAN_IMG_DETAIL *)detail)->src, &((MD_SPAN_IMG_DETAIL *)detail)->title);
    return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *self)
{
    struct reader *r = self;
    if (r->number_pending)
        read_typed_number(r, text);
    if (type == MD_TEXT_SOFTBR)
        r->soft_break = true;
    else if (type == MD_TEXT_BR)
        add(r, "\n", 1);
    else if (type == MD_TEXT_NULLCHAR)
        add(r, "\uFFFD", 3);
    else
        add(r, text, size);
    return 0;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* “]:” becomes “\]:”, so that no line is a link definition. */
static void escape_definitions(const char *body, size_t bytes, struct buffer *out)
{
    for (size_t i = 0; i < bytes; i++) {
        if (body[i] == ']' && i + 1 < bytes && body[i + 1] == ':' && (i == 0 || body[i - 1] != '\\'))
            buffer_char(out, '\\');
        buffer_char(out, body[i]);
    }
}

static bool parse(const struct buffer *source, unsigned flags, struct document *out)
{
    struct reader reader = {.document = out, .source = source->data, .size = source->size};
    const MD_PARSER parser = {
        .flags = flags,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };
    int result = md_parse(source->data, (MD_SIZE)source->size, &parser, &reader);
    buffer_finish(&reader.pending);
    if (result != 0 && !reader.too_many_cells)
        BUG("md4c: out of memory");
    return result == 0;
}

static bool is_empty(const struct block *block)
{
    return block->text.count == 0 && block->type != BLOCK_RULE && block->type != BLOCK_TABLE &&
           block->label == NULL;
}

static void drop_empty(struct document *document)
{
    size_t kept = 0;
    for (size_t i = 0; i < document->count; i++)
        if (!is_empty(&document->block[i]))
            document->block[kept++] = document->block[i];
        else
            inlines_finish(&document->block[i].text);
    document->count = kept;
}

/* What must not get lost: everything but white space, ASCII signs and the
   brackets that we set around addresses. */
static void add_substance(const char *text, size_t bytes, struct buffer *out)
{
    for (size_t at = 0; at < bytes;) {
        uint32_t c;
        size_t length = text_decode(text + at, bytes - at, &c);
        bool sign = c > ' ' && c < 0x7F && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') &&
                    !(c >= 'a' && c <= 'z');
        if (!sign && !is_white(c) && c != 0xFF08 && c != 0xFF09)
            buffer_add(out, text + at, length);
        at += length;
    }
}

static bool is_whole(const char *body, size_t bytes, const struct document *document)
{
    struct buffer text = {0}, got = {0}, want = {0};
    document_text(document, &text);
    add_substance(text.data, text.size, &got);
    add_substance(body, bytes, &want);
    bool whole = got.size == want.size && (got.size == 0 || memcmp(got.data, want.data, got.size) == 0);
    buffer_finish(&text);
    buffer_finish(&got);
    buffer_finish(&want);
    return whole;
}

void document_parse_markdown(const char *body, size_t bytes, struct document *out)
{
    static const unsigned flags[] = {MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_TABLES,
                                     MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS};
    bool whole = bytes == 0;
    struct buffer source = {0};
    escape_definitions(body, bytes, &source);
    for (size_t i = 0; !whole && i < sizeof flags / sizeof flags[0]; i++) {
        whole = parse(&source, flags[i], out) && is_whole(body, bytes, out);
        if (!whole)
            document_finish(out);
    }
    if (whole) {
        drop_empty(out);
        document_structure(out, 0, false);
    } else {
        document_parse_plain(body, bytes, out);
    }
    buffer_finish(&source);
}
