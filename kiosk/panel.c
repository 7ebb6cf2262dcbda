/* LED panels: every item, of whatever kind, becomes statements, one a frame, light on black. */
#include "panel.h"

#include "flow.h"
#include "rights.h"

#include <stdlib.h>
#include <string.h>

#define TITLE_LINE 26.F   /* of a title too long for the large letters */
#define SHORT_TEXT 180    /* bytes: a body up to so long is set in the large letters */
#define LONG_CELL_LINES 2 /* a row with a longer cell is told cell by cell */

/* ---- the title ---- */

#define NOTES 4

struct note {
    const char *text; /* NULL: none */
    enum colour colour;
    float size;
    bool must; /* also on a frame of its own */
};

static bool body_says(const struct document *body, const char *text)
{
    struct buffer all = {0};
    document_text(body, &all);
    bool says = all.size > 0 && strstr(all.data, text) != NULL;
    buffer_finish(&all);
    return says;
}

static float note_line(const struct note *note)
{
    return note->size + 4;
}

static void note_run(const struct note *note, struct panel_run *run)
{
    panel_run_clear(run);
    panel_run_text(run, note->text == NULL ? "" : note->text, note->colour, PANEL_SILENT);
}

/* Height of the notes below each other, pixels of the screen. */
static float notes_height(const struct panel *panel, const struct note notes[NOTES])
{
    struct panel_run run = {0};
    struct panel_set set = {0};
    float height = 0, width = sheet_main(panel->sheet, false).w;
    for (int i = 0; i < NOTES; i++) {
        note_run(&notes[i], &run);
        if (run.text.size > 0)
            height += (float)panel_set_fill(panel, &run, 0, run.text.size, notes[i].size, width, &set) *
                      sheet_panel_px(panel->sheet, note_line(&notes[i]));
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
    return height;
}

static void put_notes(struct panel *panel, const struct note notes[NOTES])
{
    struct panel_run run = {0};
    struct panel_set set = {0};
    float width = sheet_main(panel->sheet, false).w;
    for (int i = 0; i < NOTES; i++) {
        note_run(&notes[i], &run);
        if (run.text.size == 0)
            continue;
        bool fits = panel_set_fill(panel, &run, 0, run.text.size, notes[i].size, width, &set) <=
                    panel_lines_left(panel, note_line(&notes[i]));
        if (!fits && !notes[i].must)
            continue;
        panel_say(panel, &run, notes[i].size, note_line(&notes[i]));
        panel->leading = !fits; /* what follows stands with a note that found no room under the title */
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
}

/* The title, broken between words, in the large letters if the notes find room below it. It is a line of the
   body only if the body begins with it. */
static void put_title(struct panel *panel, bool in_body, float notes)
{
    const char *title = record_title(panel->record, LANG_ZH);
    struct rect area = sheet_main(panel->sheet, false);
    float size = PANEL_BIG, line = PANEL_BIG_LINE;
    struct panel_run run = {0};
    struct panel_set set = {0};
    for (int i = 0; i < 2; i++) {
        struct text_style style = {.face = FACE_SANS_BOLD, .size = sheet_panel_px(panel->sheet, size)};
        char *broken = flow_title_broken(panel->sheet, title, style, area.w - 1, LANG_ZH);
        panel_run_clear(&run);
        panel_run_text(&run, broken, COLOUR_LED_INK, in_body ? 0 : PANEL_SILENT);
        free(broken);
        if (run.text.size == 0)
            break;
        size_t lines = panel_set_fill(panel, &run, 0, run.text.size, size, area.w, &set);
        if (lines <= 2 && (float)lines * sheet_panel_px(panel->sheet, line) + notes <= area.h + 1)
            break;
        size = PANEL_PLAIN;
        line = TITLE_LINE;
    }
    panel_say(panel, &run, size, line);
    panel->leading = false;
    panel_set_finish(&set);
    panel_run_finish(&run);
}

/* The title and what the reader must know of the whole item: how long comments are taken, units, who says it
   and under which number. */
static void put_opening(struct panel *panel, const struct document *body, bool in_body)
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
        notes[0] = (struct note){comment.data, COLOUR_LED_DUE, PANEL_PLAIN, true};
    }
    if (record->rows[VIEW_HOUSEHOLD].count + record->rows[VIEW_HOUSING].count > 0) {
        buffer_text(&units, words_get(words, LANG_ZH, "panel.units"));
        notes[1] = (struct note){units.data, COLOUR_LED_DIM, PANEL_SMALL, true};
    }
    if (issuer != NULL)
        notes[2] = (struct note){issuer, COLOUR_LED_DIM, PANEL_SMALL, !body_says(body, issuer)};
    if (record->doc_no != NULL)
        notes[3] =
            (struct note){record->doc_no, COLOUR_LED_DIM, PANEL_SMALL, !body_says(body, record->doc_no)};
    put_title(panel, in_body, notes_height(panel, notes));
    put_notes(panel, notes);
    buffer_finish(&units);
    buffer_finish(&comment);
    buffer_finish(&days);
}

/* ---- the rights ---- */

static void say_silent(struct panel *panel, const char *text, enum colour colour, float size, float line)
{
    struct panel_run run = {0};
    panel_run_text(&run, text, colour, PANEL_SILENT);
    panel_say(panel, &run, size, line);
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
    panel->page = NULL;
    say_silent(panel, name.data, COLOUR_LED_DIM, PANEL_PLAIN, PANEL_PLAIN_LINE);
    panel->leading = true;
    say_silent(panel, left.data, state == DEADLINE_OVER ? COLOUR_LED_DIM : colour, PANEL_BIG, PANEL_BIG_LINE);
    say_silent(panel, end.data, COLOUR_LED_INK, PANEL_SMALL, PANEL_SMALL_LINE);
    panel->leading = false;
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
    struct buffer text = {0};
    for (size_t i = 0; i < rights.count; i++)
        put_right(panel, &rights.right[i]);
    panel->page = NULL;
    for (size_t i = 0; i < rights.count; i++) {
        buffer_clear(&text);
        words_fill(sheet->words, LANG_ZH, "rights.asked",
                   words_get(sheet->words, LANG_ZH, rights.right[i].name),
                   words_get(sheet->words, LANG_ZH, rights.right[i].whom), NULL, NULL, &text);
        say_silent(panel, text.data, COLOUR_LED_INK, PANEL_SMALL, PANEL_SMALL_LINE);
    }
    say_silent(panel, words_get(sheet->words, LANG_ZH, rights.note), COLOUR_LED_DIM, PANEL_SMALL,
               PANEL_SMALL_LINE);
    if (rights.provisional)
        say_silent(panel, words_get(sheet->words, LANG_ZH, "rights.provisional"), COLOUR_LED_DIM, PANEL_SMALL,
                   PANEL_SMALL_LINE);
    panel->page = NULL;
    buffer_finish(&text);
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

/* The heads are words of the item and told once, above the rows; each row repeats them as labels. */
static void put_table_heads(struct panel *panel, const struct block *table)
{
    struct panel_run run = {0};
    for (size_t c = 0; table->heads > 0 && c < table->columns; c++) {
        if (run.text.size > 0)
            panel_run_text(&run, "　", COLOUR_LED_DIM, PANEL_SILENT);
        add_inlines(panel, cell_at(table, 0, c), COLOUR_LED_DIM, 0, &run);
    }
    if (run.text.size > 0) {
        panel_say(panel, &run, PANEL_SMALL, PANEL_SMALL_LINE);
        panel->leading = true;
    }
    panel_run_finish(&run);
}

static void fill_cell(const struct panel *panel, const struct block *table, size_t row, size_t column,
                      struct panel_run *run)
{
    const struct inlines *cell = cell_at(table, row, column);
    struct panel_run value = {0};
    panel_run_clear(run);
    add_inlines(panel, cell, COLOUR_LED_INK, 0, &value);
    if (value.text.size > 0 && table->heads > 0 && column > 0) {
        add_inlines(panel, cell_at(table, 0, column), COLOUR_LED_DIM, PANEL_SILENT, run);
        panel_run_text(run, " ", COLOUR_LED_DIM, PANEL_SILENT);
    }
    if (value.text.size > 0)
        add_inlines(panel, cell, COLOUR_LED_INK, 0, run);
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
    if (!is_prose(panel, row)) {
        if (row->lead.text.size + row->pairs > 0)
            panel_row_put(panel, row);
        panel->leading = false;
        return;
    }
    if (!panel->leading)
        panel->page = NULL; /* a row begins a frame */
    panel_say(panel, &row->lead, PANEL_PLAIN, PANEL_PLAIN_LINE);
    for (size_t i = 0; i < row->pairs; i++) {
        panel->leading = i == 0 && row->lead.text.size > 0;
        panel_say(panel, &row->pair[i], PANEL_PLAIN, PANEL_PLAIN_LINE);
    }
    panel->page = NULL;
}

static void put_table(struct panel *panel, const struct block *table)
{
    struct panel_row row = {0};
    if (table->columns == 0)
        return;
    put_table_heads(panel, table);
    for (size_t r = table->heads; r < table->rows && !panel->book->full; r++)
        put_table_row(panel, table, r, &row);
    panel->leading = false;
    panel_row_finish(&row);
}

static void put_block(struct panel *panel, const struct block *block, bool large)
{
    if (block->type == BLOCK_TABLE) {
        put_table(panel, block);
        return;
    }
    struct panel_run run = {0};
    bool heading = block->type == BLOCK_HEADING || block->type == BLOCK_ADDRESSEE;
    enum colour colour = block->type == BLOCK_HEADING ? COLOUR_LED_DIM : COLOUR_LED_INK;
    if (block->type == BLOCK_ITEM && block->label != NULL && block->label[0] >= '0' &&
        block->label[0] <= '9') {
        panel_run_text(&run, block->label, colour, 0);
        panel_run_text(&run, " ", colour, 0);
    }
    add_inlines(panel, &block->text, colour, 0, &run);
    if (run.text.size > 0) {
        bool below = panel->leading && heading; /* （一） under 一、 */
        size_t left = panel_lines_left(panel, PANEL_PLAIN_LINE);
        if (heading && left > 0 && (left < 3 && !below)) /* no heading ends a frame */
            panel->page = NULL;
        panel->noting = true;
        panel_say(panel, &run, large ? PANEL_BIG : PANEL_PLAIN, large ? PANEL_BIG_LINE : PANEL_PLAIN_LINE);
        panel->noting = false;
        panel->leading = heading;
    }
    panel_run_finish(&run);
}

static void put_blocks(struct panel *panel, const struct document *body, size_t first, enum lang lang)
{
    struct buffer text = {0};
    document_text(body, &text);
    bool large = text.size <= SHORT_TEXT;
    panel->lang = lang;
    if (panel->record->rows[VIEW_HOUSEHOLD].count > 0 || lang != LANG_ZH)
        panel->page = NULL;
    for (size_t i = first; i < body->count && !panel->book->full; i++) {
        panel->block = i;
        put_block(panel, &body->block[i], large);
    }
    panel->leading = false;
    panel->lang = LANG_ZH;
    buffer_finish(&text);
}

static void put_body(struct panel *panel, const struct composing *c)
{
    const struct document *body = composing_body(c, LANG_ZH);
    const struct bookmark *start = c->start;
    bool in_body = body->count > 0 && body->block[0].type == BLOCK_TITLE &&
                   flow_says(&body->block[0].text, record_title(c->record, LANG_ZH));
    if (start == NULL) {
        put_opening(panel, body, in_body);
        put_rights(panel);
        panel_rows(panel);
        put_blocks(panel, body, in_body ? 1 : 0, LANG_ZH);
    } else if (start->lang == LANG_ZH) {
        panel->skip = start->at;
        put_blocks(panel, body, start->block, LANG_ZH);
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
        panel.skip = begun ? start->at : 0;
        put_blocks(&panel, composing_body(c, LANG_KO), begun ? start->block : 0, LANG_KO);
    }
    if (c->book->pages == 0) { /* an item without a title or text still has its frame */
        struct rect area;
        (void)panel_frame(&panel, &area);
    }
}
