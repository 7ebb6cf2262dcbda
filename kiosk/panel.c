/* LED panels: every item, of whatever kind, becomes statements, one a frame, light on black. */
#include "panel_flow.h"

#include "flow.h"
#include "rights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHORT_TEXT 180    /* bytes: a body up to so long is set in the large letters */
#define LONG_CELL_LINES 2 /* a row with a longer cell is told cell by cell */
#define GROUP_MOST 4000   /* bytes: paragraphs that are dealt out to frames together */
#define TITLE_EM 6
#define LEADING_LEAST (26.F / 24)
#define LEADING_MOST (32.F / 24)

/* ---- the title ---- */

#define NOTES 4

struct note {
    const char *text; /* NULL: none */
    enum colour colour;
    float size;
};

static float note_line(const struct note *note)
{
    return note->size + 4;
}

/* Height of the notes below each other, pixels of the screen. */
static float notes_height(const struct panel *panel, const struct note notes[NOTES])
{
    struct panel_run run = {0};
    struct panel_set set = {0};
    float height = 0, width = sheet_main(panel->sheet, false).w;
    for (int i = 0; i < NOTES; i++) {
        panel_run_clear(&run);
        panel_run_text(&run, notes[i].text == NULL ? "" : notes[i].text, notes[i].colour, PANEL_SAID);
        if (run.text.size > 0)
            height += (float)panel_set_fill(panel, &run, 0, run.text.size, notes[i].size, width, &set) *
                      sheet_panel_px(panel->sheet, note_line(&notes[i]));
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
    return height;
}

static void put_lines(struct panel *panel, const struct panel_run *run, float size, float line)
{
    struct panel_set set = {0};
    size_t lines = panel_set_fill(panel, run, 0, run->text.size, size, panel->free.w, &set);
    panel_set_put(panel, panel->page, &set, 0, lines, panel->free.x, panel->free.y, line);
    panel->free.y += line * (float)lines;
    panel->free.h -= line * (float)lines;
    panel_set_finish(&set);
}

/* A frame with the title, broken between words, as large as `room` holds it, 0: it does not. It is a line of
   the body only if the body begins with it. */
static bool put_title(struct panel *panel, bool in_body, float room)
{
    static const float sizes[] = {44, 40, 36, 32, 28, 24, PANEL_SMALL};
    const char *title = record_title(panel->record, LANG_ZH);
    struct rect area = sheet_main(panel->sheet, false);
    struct panel_run run = {0};
    struct panel_set set = {0};
    bool fits = false;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && !fits; i++) {
        float size = sheet_panel_px(panel->sheet, sizes[i]);
        if (sizes[i] > PANEL_PLAIN && size * TITLE_EM > area.w)
            continue; /* on a column few words would fit their line */
        if (sizes[i] < PANEL_PLAIN && panel_text_size(panel) == PANEL_PLAIN)
            continue; /* so small only where a strip is low */
        struct text_style style = {.face = FACE_SANS_BOLD, .size = size};
        char *broken = flow_title_broken(panel->sheet, title, style, area.w - 1, LANG_ZH);
        panel_run_clear(&run);
        panel_run_text(&run, broken, COLOUR_LED_INK, in_body ? 0 : PANEL_SAID);
        free(broken);
        float lines = (float)panel_set_fill(panel, &run, 0, run.text.size, sizes[i], area.w, &set);
        fits = lines * size * LEADING_LEAST <= room + 1;
        if (fits) {
            panel_open(panel);
            put_lines(panel, &run, sizes[i],
                      fminf(fmaxf(room / fmaxf(lines, 1), size * LEADING_LEAST), size * LEADING_MOST));
        }
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
    return fits;
}

/* On one frame if all of it fits there; else what is said of the item has one of its own. */
static void put_title_and_notes(struct panel *panel, bool in_body, const struct note notes[NOTES])
{
    struct panel_run run = {0};
    struct panel_flow flow = {.size = PANEL_SMALL, .most = PANEL_LARGE};
    float height = sheet_main(panel->sheet, false).h;
    bool together = put_title(panel, in_body, height - notes_height(panel, notes));
    if (!together && !put_title(panel, in_body, height)) {
        panel_run_text(&run, record_title(panel->record, LANG_ZH), COLOUR_LED_INK, in_body ? 0 : PANEL_SAID);
        panel_say(panel, &run, PANEL_PLAIN, PANEL_PLAIN);
    }
    for (int i = 0; i < NOTES; i++) {
        if (notes[i].text == NULL)
            continue;
        panel_run_clear(&run);
        panel_run_text(together ? &run : &panel_flow_add(&flow)->run, notes[i].text, notes[i].colour,
                       PANEL_SAID);
        if (together && run.text.size > 0)
            put_lines(panel, &run, notes[i].size, sheet_panel_px(panel->sheet, note_line(&notes[i])));
    }
    if (!together)
        panel->page = NULL;
    panel_flow_put(panel, &flow);
    panel->page = NULL;
    panel_flow_finish(&flow);
    panel_run_finish(&run);
}

/* The title and what the reader must know of the whole item: how long comments are taken, units, who says it
   and under which number. */
static void put_opening(struct panel *panel, bool in_body)
{
    const struct record *record = panel->record;
    const struct words *words = panel->sheet->words;
    const char *issuer = record->text[LANG_ZH].issuer != NULL ? record->text[LANG_ZH].issuer : record->issuer;
    struct note notes[NOTES] = {{0}};
    struct buffer days = {0}, comment = {0}, units = {0};
    date today = sheet_today(panel->sheet);
    if (record->comment_until != NO_DATE && record->comment_until >= today) {
        struct deadline end = {.end = record->comment_until};
        buffer_format(&days, "%d", deadline_days_left(end, today));
        words_fill(words, LANG_ZH,
                   deadline_state(end, today) == DEADLINE_LAST_DAY ? "panel.comment-last-day"
                                                                   : "panel.comment",
                   days.data, NULL, NULL, NULL, &comment);
        notes[0] = (struct note){comment.data, COLOUR_LED_DUE, PANEL_PLAIN};
    }
    if (record->rows[VIEW_HOUSEHOLD].count + record->rows[VIEW_HOUSING].count > 0) {
        buffer_text(&units, words_get(words, LANG_ZH, "panel.units"));
        notes[1] = (struct note){units.data, COLOUR_LED_DIM, PANEL_SMALL};
    }
    if (issuer != NULL)
        notes[2] = (struct note){issuer, COLOUR_LED_DIM, PANEL_SMALL};
    if (record->doc_no != NULL)
        notes[3] = (struct note){record->doc_no, COLOUR_LED_DIM, PANEL_SMALL};
    put_title_and_notes(panel, in_body, notes);
    buffer_finish(&units);
    buffer_finish(&comment);
    buffer_finish(&days);
}

/* ---- the rights ---- */

static void put_said(struct panel *panel, const char *text, enum colour colour, float size, float line)
{
    struct panel_run run = {0};
    panel_run_text(&run, text, colour, PANEL_SAID);
    while (size > PANEL_SMALL && panel_width(panel, &run, size) > panel->free.w)
        size -= 4;
    put_lines(panel, &run, size, sheet_panel_px(panel->sheet, line));
    panel_run_finish(&run);
}

/* What is left of it in the large letters, the end below. */
static void put_right(struct panel *panel, const struct right *right)
{
    const struct words *words = panel->sheet->words;
    date today = sheet_today(panel->sheet);
    struct buffer name = {0}, left = {0}, days = {0}, end = {0};
    enum deadline_state state = deadline_state(right->deadline, today);
    enum colour colour = deadline_is_near(right->deadline, today) ? COLOUR_LED_DUE : COLOUR_LED_INK;
    words_fill(words, LANG_ZH, "rights.named", words_get(words, LANG_ZH, right->name),
               words_get(words, LANG_ZH, right->length), NULL, NULL, &name);
    buffer_format(&days, "%d", deadline_days_left(right->deadline, today));
    words_fill(words, LANG_ZH,
               state == DEADLINE_OPEN       ? "rights.counted"
               : state == DEADLINE_LAST_DAY ? "rights.last-day"
               : state == DEADLINE_UNSURE   ? "rights.unsure"
                                            : "rights.over",
               days.data, NULL, NULL, NULL, &left);
    rights_end(right, words, today, &end);
    if (panel_text_size(panel) < PANEL_PLAIN) { /* a strip has no height for three sizes */
        struct panel_flow flow = {.size = PANEL_SMALL, .most = PANEL_PLAIN};
        struct panel_paragraph *first = panel_flow_add(&flow);
        first->heading = true;
        panel_run_text(&first->run, name.data, COLOUR_LED_DIM, PANEL_SAID);
        panel_run_text(&panel_flow_add(&flow)->run, left.data,
                       state == DEADLINE_OVER ? COLOUR_LED_DIM : colour, PANEL_SAID);
        panel_run_text(&panel_flow_add(&flow)->run, end.data, COLOUR_LED_INK, PANEL_SAID);
        panel->page = NULL;
        panel_flow_put(panel, &flow);
        panel_flow_finish(&flow);
    } else {
        panel_open(panel);
        put_said(panel, name.data, COLOUR_LED_DIM, PANEL_PLAIN, 28);
        put_said(panel, left.data, state == DEADLINE_OVER ? COLOUR_LED_DIM : colour, 44, 50);
        put_said(panel, end.data, COLOUR_LED_INK, PANEL_SMALL, 26);
    }
    panel->page = NULL;
    buffer_finish(&end);
    buffer_finish(&days);
    buffer_finish(&left);
    buffer_finish(&name);
}

/* A frame for each right with a count, then whom to ask and from when it is counted. */
static void put_rights(struct panel *panel)
{
    const struct sheet *sheet = panel->sheet;
    struct rights rights = rights_of(panel->record, sheet_today(sheet), sheet->zone_minutes);
    if (rights.count == 0 || rights.right[0].deadline.end == NO_DATE)
        return; /* without a count the item's own text says it all */
    struct panel_flow flow = {.size = PANEL_SMALL, .most = PANEL_PLAIN};
    for (size_t i = 0; i < rights.count; i++)
        put_right(panel, &rights.right[i]);
    for (size_t i = 0; i < rights.count; i++) {
        struct buffer text = {0};
        words_fill(sheet->words, LANG_ZH, "rights.asked",
                   words_get(sheet->words, LANG_ZH, rights.right[i].name),
                   words_get(sheet->words, LANG_ZH, rights.right[i].whom), NULL, NULL, &text);
        panel_run_text(&panel_flow_add(&flow)->run, text.data, COLOUR_LED_INK, PANEL_SAID);
        buffer_finish(&text);
    }
    struct panel_run *note = &panel_flow_add(&flow)->run;
    panel_run_text(note, words_get(sheet->words, LANG_ZH, rights.note), COLOUR_LED_DIM, PANEL_SAID);
    if (rights.provisional)
        panel_run_text(note, words_get(sheet->words, LANG_ZH, "rights.provisional"), COLOUR_LED_DIM,
                       PANEL_SAID);
    panel->page = NULL;
    panel_flow_put(panel, &flow);
    panel->page = NULL;
    panel_flow_finish(&flow);
}

/* ---- the body ---- */

/* Adds inlines; struck and inserted words stand behind a chip that says which. */
static void add_inlines(const struct panel *panel, const struct inlines *inlines, enum colour colour,
                        unsigned marks, struct panel_run *run)
{
    for (size_t i = 0; i < inlines->count; i++) {
        const struct inline_text *part = &inlines->part[i];
        enum colour mine = colour;
        unsigned marked = marks;
        if (part->deleted || part->inserted) {
            const char *key = part->deleted ? "compare.deleted" : "compare.inserted";
            mine = part->deleted ? COLOUR_LED_DUE : COLOUR_LED_NOW;
            marked |= part->deleted ? MARK_STRIKE : MARK_UNDERLINE;
            panel_run_text(run, words_get(panel->sheet->words, panel->lang, key), mine, PANEL_CHIP);
            panel_run_text(run, "\xC2\xA0", mine, PANEL_SILENT); /* no-break: the two never part */
        }
        panel_run_text(run, part->text, mine, marked);
    }
}

static const struct inlines *cell_at(const struct block *table, size_t row, size_t column)
{
    return &table->cell[row * table->columns + column];
}

/* The heads are words of the item: told once, with the first row, which shows all of them as labels. */
static void tell_heads(const struct panel *panel, const struct block *table, struct buffer *out)
{
    struct panel_run run = {0};
    for (size_t c = 0; table->heads > 0 && c < table->columns; c++)
        add_inlines(panel, cell_at(table, 0, c), COLOUR_LED_DIM, 0, &run);
    buffer_add(out, run.text.size > 0 ? run.text.data : "", run.text.size);
    panel_run_finish(&run);
}

/* 1, 12: says of itself nothing. */
static bool is_number(const struct panel_run *run)
{
    size_t digits = 0;
    while (digits < run->text.size && run->text.data[digits] >= '0' && run->text.data[digits] <= '9')
        digits++;
    return digits > 0 && digits == run->text.size;
}

static void fill_cell(const struct panel *panel, const struct block *table, size_t row, size_t column,
                      struct panel_run *run)
{
    struct panel_run value = {0};
    bool first = row == table->heads;
    panel_run_clear(run);
    add_inlines(panel, cell_at(table, row, column), COLOUR_LED_INK, 0, &value);
    bool label = column > 0 ? value.text.size > 0 || first : first || is_number(&value);
    if (table->heads > 0 && label) {
        add_inlines(panel, cell_at(table, 0, column), COLOUR_LED_DIM, PANEL_SILENT, run);
        if (run->text.size > 0)
            panel_run_text(run, " ", COLOUR_LED_DIM, PANEL_SILENT);
        if (run->text.size > 0 && value.text.size == 0)
            panel_run_text(run, words_get(panel->sheet->words, panel->lang, "panel.none"), COLOUR_LED_DIM,
                           PANEL_SILENT);
    }
    add_inlines(panel, cell_at(table, row, column), COLOUR_LED_INK, 0, run);
    panel_run_finish(&value);
}

static bool is_prose(const struct panel *panel, const struct panel_row *row)
{
    float width = sheet_main(panel->sheet, false).w;
    for (size_t i = 0; i < row->pairs; i++)
        if (panel_width(panel, &row->pair[i], PANEL_SMALL) > LONG_CELL_LINES * width)
            return true;
    return false;
}

/* A row of long cells: one below another under what the row is about. */
static void put_prose(struct panel *panel, struct panel_row *row)
{
    struct panel_flow flow = {.size = panel_text_size(panel),
                              .most = PANEL_PLAIN,
                              .told = row->told.size > 0 ? row->told.data : NULL};
    if (!panel->leading)
        panel->page = NULL; /* a row begins a frame */
    for (size_t i = 0; i <= row->pairs; i++) {
        struct panel_run *from = i == 0 ? &row->lead : &row->pair[i - 1];
        if (from->text.size == 0)
            continue;
        struct panel_paragraph *p = panel_flow_add(&flow);
        p->heading = i == 0;
        struct panel_run given = p->run;
        p->run = *from;
        *from = given;
    }
    panel_flow_put(panel, &flow);
    panel->page = NULL;
    panel_flow_finish(&flow);
}

static void put_table_row(struct panel *panel, const struct block *table, size_t r, struct panel_row *row)
{
    panel_row_clear(row);
    row->in_order = true;
    fill_cell(panel, table, r, 0, &row->lead);
    for (size_t c = 1; c < table->columns; c++) {
        struct panel_run *pair = panel_row_add(row);
        fill_cell(panel, table, r, c, pair);
        if (pair->text.size == 0)
            row->pairs--;
    }
    if (r == table->heads)
        tell_heads(panel, table, &row->told);
    if (is_prose(panel, row))
        put_prose(panel, row);
    else if (row->lead.text.size + row->pairs > 0)
        panel_row_put(panel, row);
    panel->leading = false;
}

static void put_table(struct panel *panel, const struct block *table)
{
    struct panel_row row = {0};
    if (table->columns == 0)
        return;
    for (size_t r = table->heads; r < table->rows && !panel->book->full; r++)
        put_table_row(panel, table, r, &row);
    if (table->rows == table->heads) { /* heads alone */
        struct panel_run run = {0};
        for (size_t c = 0; table->heads > 0 && c < table->columns; c++) {
            panel_run_text(&run, run.text.size > 0 ? " " : "", COLOUR_LED_DIM, PANEL_SILENT);
            add_inlines(panel, cell_at(table, 0, c), COLOUR_LED_DIM, 0, &run);
        }
        panel_say(panel, &run, PANEL_SMALL, PANEL_PLAIN);
        panel_run_finish(&run);
    }
    panel->leading = false;
    panel_row_finish(&row);
}

static void add_block(const struct panel *panel, const struct block *block, size_t number,
                      struct panel_flow *flow)
{
    struct panel_paragraph *p = panel_flow_add(flow);
    enum colour colour = block->type == BLOCK_HEADING ? COLOUR_LED_DIM : COLOUR_LED_INK;
    p->small = block->type == BLOCK_HEADING;
    p->heading = p->small || block->type == BLOCK_ADDRESSEE;
    p->tied = block->type == BLOCK_DATE;
    p->noting = true;
    p->block = number;
    if (block->type == BLOCK_ITEM && block->label != NULL && block->label[0] >= '0' &&
        block->label[0] <= '9') {
        panel_run_text(&p->run, block->label, colour, 0);
        panel_run_text(&p->run, " ", colour, 0);
    }
    add_inlines(panel, &block->text, colour, 0, &p->run);
}

static size_t bytes_of(const struct block *block)
{
    size_t bytes = 0;
    for (size_t i = 0; i < block->text.count; i++)
        bytes += strlen(block->text.part[i].text);
    return bytes;
}

/* Blocks that are dealt out together: headings with the text below them, not for ever. */
static size_t group_end(const struct document *body, size_t first)
{
    size_t end = first, bytes = 0;
    bool text = false;
    for (; end < body->count && body->block[end].type != BLOCK_TABLE && bytes < GROUP_MOST; end++) {
        const struct block *block = &body->block[end];
        if (block->type == BLOCK_HEADING && text)
            break;
        text = text || block->type != BLOCK_HEADING;
        size_t mine = bytes_of(block);
        if (mine > GROUP_MOST) /* on its own, piece by piece */
            return end > first ? end : end + 1;
        bytes += mine;
    }
    return end;
}

/* Where a piece of a very long paragraph ends that begins at `from`: with a sentence, or somewhere. Found from
   the paragraph's beginning piece by piece, so that it is the same for each run. */
static size_t piece_end(const char *text, size_t bytes, size_t from)
{
    static const char stop[] = "。";
    if (bytes - from <= GROUP_MOST)
        return bytes;
    size_t end = from + GROUP_MOST;
    for (size_t at = end; at > from + GROUP_MOST / 2; at--)
        if (memcmp(text + at - strlen(stop), stop, strlen(stop)) == 0 &&
            strncmp(text + at, "”", strlen("”")) != 0)
            return at;
    while (end > from && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    return end;
}

static void put_pieces(struct panel *panel, struct panel_flow *flow)
{
    struct panel_paragraph *p = &flow->paragraph[0];
    size_t bytes = p->run.text.size;
    for (size_t from = 0; from < bytes && !panel->book->full; from = p->to) {
        p->from = from;
        p->to = piece_end(p->run.text.data, bytes, from);
        if (!flow->skip || flow->at < p->to)
            panel_flow_put(panel, flow);
    }
}

/* From block `first`, or from the place a run goes on with. */
static void put_blocks(struct panel *panel, const struct document *body, size_t first, enum lang lang,
                       const struct bookmark *start)
{
    struct buffer text = {0};
    document_text(body, &text);
    bool large = text.size <= SHORT_TEXT;
    buffer_finish(&text);
    panel->lang = lang;
    if (panel->record->rows[VIEW_HOUSEHOLD].count > 0 || lang != LANG_ZH)
        panel->page = NULL;
    for (size_t i = first, end; i < body->count && !panel->book->full; i = end) {
        bool table = body->block[i].type == BLOCK_TABLE;
        end = table ? i + 1 : group_end(body, i);
        if (start != NULL && end <= start->block)
            continue;
        if (table) {
            put_table(panel, &body->block[i]);
            continue;
        }
        struct panel_flow flow = {.size = large ? PANEL_BIG : panel_text_size(panel), .most = PANEL_BIG};
        if (start != NULL && start->block >= i) {
            flow.skip = true;
            flow.block = start->block;
            flow.at = start->at;
        }
        for (size_t k = i; k < end; k++)
            add_block(panel, &body->block[k], k, &flow);
        if (flow.paragraphs == 1)
            put_pieces(panel, &flow);
        else
            panel_flow_put(panel, &flow);
        panel_flow_finish(&flow);
    }
    panel->leading = false;
    panel->lang = LANG_ZH;
}

static void put_body(struct panel *panel, const struct composing *c)
{
    const struct document *body = composing_body(c, LANG_ZH);
    const struct bookmark *start = c->start;
    bool in_body = body->count > 0 && body->block[0].type == BLOCK_TITLE &&
                   flow_says(&body->block[0].text, record_title(c->record, LANG_ZH));
    size_t first = in_body ? 1 : 0;
    if (start == NULL) {
        put_opening(panel, in_body);
        put_rights(panel);
        panel_rows(panel);
        put_blocks(panel, body, first, LANG_ZH, NULL);
    } else if (start->lang == LANG_ZH) {
        put_blocks(panel, body, first, LANG_ZH, start);
    }
}

void compose_panel(struct composing *c)
{
    struct panel panel = {.sheet = c->sheet, .record = c->record, .book = c->book, .lang = LANG_ZH};
    const struct bookmark *start = c->start;
    if (c->record->kind == KIND_WARNING && start == NULL)
        panel_warning(&panel);
    else if (c->record->kind != KIND_WARNING)
        put_body(&panel, c);
    if (c->sheet->korean && c->record->text[LANG_KO].title != NULL) {
        bool begun = start != NULL && start->lang == LANG_KO;
        put_blocks(&panel, composing_body(c, LANG_KO), 0, LANG_KO, begun ? start : NULL);
    }
    if (c->book->pages == 0) { /* an item without a title or text still has its frame */
        struct rect area;
        (void)panel_frame(&panel, &area);
    }
}
