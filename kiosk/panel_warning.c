/* A site warning on an LED panel: a yellow field with the triangle and what happens; below, on black, what to
   do. What does not fit there follows on yellow frames, so that a passer-by sees at
   each moment that this is a warning. */
#include "flow.h"
#include "panel_flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BAND 60.F
#define TRIANGLE 76.F

struct field {
    struct page *page;
    struct rect text; /* beside the triangle */
    struct rect band; /* on black */
};

static bool is_tall(const struct sheet *sheet)
{
    return sheet->height >
           sheet->width; /* a column: the triangle above what happens, as much black as yellow */
}

static struct rect open_band(const struct sheet *sheet)
{
    float px = sheet_panel_px(sheet, 1),
          band = is_tall(sheet) ? fmaxf(floorf((float)sheet->height / 2), BAND * px) : BAND * px;
    return (struct rect){8 * px, (float)sheet->height - band + 2 * px, (float)sheet->width - 16 * px,
                         band - 4 * px};
}

static struct field open_field(struct panel *panel)
{
    struct field field = {0};
    float px = sheet_panel_px(panel->sheet, 1);
    struct rect area;
    field.page = panel_frame(panel, &area);
    field.band = open_band(panel->sheet);
    float width = (float)panel->sheet->width, yellow = field.band.y - 2 * px;
    draw_fill(&field.page->draw, (struct rect){0, 0, width, yellow}, COLOUR_WARN);
    float side = fminf(TRIANGLE * px, yellow - 8 * px);
    if (is_tall(panel->sheet)) {
        side = fminf(side, yellow / 3);
        draw_icon(&field.page->draw, "warning", 8 * px, 8 * px, side, COLOUR_WARN_INK);
        field.text = (struct rect){8 * px, side + 12 * px, width - 16 * px, yellow - side - 16 * px};
        return field;
    }
    draw_icon(&field.page->draw, "warning", 8 * px, (yellow - side) / 2, side, COLOUR_WARN_INK);
    field.text = (struct rect){96 * px, 4 * px, width - 104 * px, yellow - 8 * px};
    return field;
}

/* Sets all of a text by the triangle, as large as it fits; what is too long goes on on more fields. The
   last field is returned: its band is still free. */
static struct field put_on_yellow(struct panel *panel, const char *text)
{
    static const float sizes[] = {44, 40, 36, 32, 28, 24, 20};
    struct panel_run run = {0};
    struct panel_set set = {0};
    struct field field = open_field(panel);
    float line = 0;
    size_t most = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes && text[0] != '\0'; i++) {
        struct text_style style = {.face = FACE_SANS_BOLD, .size = sheet_panel_px(panel->sheet, sizes[i])};
        char *broken = flow_title_broken(panel->sheet, text, style, field.text.w - 1, LANG_ZH);
        panel_run_clear(&run);
        panel_run_text(&run, broken, COLOUR_WARN_INK, PANEL_SAID);
        free(broken);
        line = style.size * 1.1F;
        most = (size_t)fmaxf(floorf(field.text.h / line), 1);
        if (panel_set_fill(panel, &run, 0, run.text.size, sizes[i], field.text.w, &set) <= most)
            break;
    }
    for (size_t first = 0; first < set.block.lines && !panel->book->full; first += most) {
        if (first > 0)
            field = open_field(panel);
        size_t count = set.block.lines - first < most ? set.block.lines - first : most;
        float top = field.text.y + (field.text.h - (float)count * line) / 2;
        panel_set_put(panel, field.page, &set, first, count, field.text.x, top, line);
    }
    panel_set_finish(&set);
    panel_run_finish(&run);
    return field;
}

/* A statement of the body, its parts one after another. */
static void add_statement(const struct block *block, struct panel_flow *flow)
{
    size_t cells = block->type == BLOCK_TABLE ? block->columns * block->rows : 1;
    for (size_t i = 0; i < cells; i++) {
        const struct inlines *from = block->type == BLOCK_TABLE ? &block->cell[i] : &block->text;
        struct panel_paragraph *p = panel_flow_add(flow);
        bool numbered = block->type == BLOCK_ITEM && block->label != NULL && block->label[0] >= '0' &&
                        block->label[0] <= '9';
        panel_run_text(&p->run, numbered ? block->label : "", COLOUR_WARN, 0);
        panel_run_text(&p->run, numbered ? " " : "", COLOUR_WARN, 0);
        for (size_t k = 0; k < from->count; k++)
            panel_run_text(&p->run, from->part[k].text, COLOUR_WARN, 0);
    }
}

static void open_warning(struct panel *panel, void *self)
{
    struct field field = put_on_yellow(panel, self);
    panel->page = field.page;
    panel->free = field.band;
}

void panel_warning(struct panel *panel)
{
    const struct record_text *text = &panel->record->text[LANG_ZH];
    char *title = take_copy(record_title(panel->record, LANG_ZH));
    struct rect band = open_band(panel->sheet);
    struct panel_flow flow = {.size = PANEL_SMALL,
                              .most = PANEL_PLAIN,
                              .width = band.w,
                              .height = band.h,
                              .apart = true,
                              .open = open_warning,
                              .self = title};
    struct document body = {0};
    if (text->body != NULL)
        document_parse(text->body, strlen(text->body), text->format, LANG_ZH, &body);
    for (size_t i = 0; i < body.count; i++)
        add_statement(&body.block[i], &flow);
    panel_flow_put(panel, &flow);
    if (panel->book->pages == 0)
        open_warning(panel, title);
    panel->page = NULL;
    panel_flow_finish(&flow);
    document_finish(&body);
    free(title);
}
