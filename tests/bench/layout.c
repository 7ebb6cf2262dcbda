/* layout BODY…: what setting a long document costs, in one process and one run. P4: characters a second of our engine and of
   Pango, both filling the same paragraphs, justified, in the same font, size and width. Then a document of CHARACTERS made of
   the same bodies on a 1920x1080 page: opening it, counting its pages, turning through all of them with a surface painted
   for each. Prints one "name value" a line; layout.sh makes the table. */
#include "book.h"
#include "font.h"
#include "paint.h"
#include "screen.h"
#include "volume.h"

#include <SDL.h>
#include <math.h>
#include <pango/pangoft2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHARACTERS 500000
#define EM 54     /* pixels: 3u at 1080, the size of large print */
#define COLUMN 28 /* em: a line of it */
#define TURNS 10000

/* Of the processor: what others do on the machine at the time is not ours. */
static double milliseconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static size_t characters_of(const char *text, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static char *read_all(int count, char **path, size_t characters)
{
    struct buffer all = {0};
    for (size_t have = 0; have < characters;) {
        for (int i = 0; i < count && have < characters; i++) {
            char part[4096];
            size_t before = all.size, got;
            FILE *file = fopen(path[i], "r");
            if (file == NULL)
                exit(2);
            while ((got = fread(part, 1, sizeof part, file)) > 0)
                buffer_add(&all, part, got);
            (void)fclose(file);
            buffer_text(&all, "\n\n");
            have += characters_of(all.data + before, all.size - before);
        }
    }
    return buffer_take(&all);
}

static void fill_ours(const char *paragraph, size_t bytes, const struct ruler *ruler, size_t *lines)
{
    struct text_span span = {paragraph, bytes, {.face = FACE_SANS, .size = EM}};
    struct text_setting setting = {
        .width = COLUMN * EM, .indent = 2 * EM, .align = ALIGN_JUSTIFY, .autospace = true};
    struct text_block block = {0};
    text_fill(&setting, &span, 1, ruler, &block);
    *lines += block.lines;
    text_block_finish(&block);
}

static void fill_pango(const char *paragraph, size_t bytes, PangoLayout *layout, size_t *lines)
{
    pango_layout_set_text(layout, paragraph, (int)bytes);
    *lines += (size_t)pango_layout_get_line_count(layout);
}

/* Best of three, after one that warms what each keeps. */
static void measure_filling(const char *text, const struct ruler *ruler)
{
    PangoFontMap *map = pango_ft2_font_map_new();
    PangoContext *context = pango_font_map_create_context(map);
    PangoLayout *layout = pango_layout_new(context);
    PangoFontDescription *font = pango_font_description_from_string("Noto Sans CJK SC");
    pango_font_description_set_absolute_size(font, EM * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_width(layout, COLUMN * EM * PANGO_SCALE);
    pango_layout_set_indent(layout, 2 * EM * PANGO_SCALE);
    pango_layout_set_justify(layout, TRUE);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    double best[2] = {INFINITY, INFINITY};
    size_t lines[2] = {0}, characters = 0;
    for (int run = 0; run < 4; run++)
        for (int who = 0; who < 2; who++) {
            double begin = milliseconds();
            lines[who] = characters = 0;
            for (const char *at = text; *at != '\0';) {
                size_t bytes = strcspn(at, "\n");
                if (bytes > 0 && who == 0)
                    fill_ours(at, bytes, ruler, &lines[0]);
                else if (bytes > 0)
                    fill_pango(at, bytes, layout, &lines[1]);
                characters += characters_of(at, bytes);
                at += bytes + (at[bytes] == '\n');
            }
            if (run > 0)
                best[who] = fmin(best[who], milliseconds() - begin);
        }
    PangoFont *loaded = pango_font_map_load_font(map, context, font);
    PangoFontDescription *described = pango_font_describe(loaded);
    printf("pango_font %s\n", pango_font_description_get_family(described));
    printf("characters %zu\nours_lines %zu\npango_lines %zu\n", characters, lines[0], lines[1]);
    printf("ours_rate %.2f\npango_rate %.3f\n", (double)characters / best[0] / 1e3,
           (double)characters / best[1] / 1e3);
    pango_font_description_free(described);
    g_object_unref(loaded);
    pango_font_description_free(font);
    g_object_unref(layout);
    g_object_unref(context);
    g_object_unref(map);
}

static int by_value(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

struct stage {
    struct sheet sheet;
    struct record *record;
    struct painter *painter;
    SDL_Surface *surface;
    struct draw_list list;
};

static void show(struct stage *stage, struct volume *volume, size_t page)
{
    char digest[65];
    struct region changed;
    struct scene_view view = {
        .record = stage->record,
        .page = volume_page(volume, page),
        .frame = {.record = stage->record, .page = page, .pages = volume_pages_known(volume)}};
    screen_draw(&stage->sheet, &view, &stage->list, digest);
    painter_paint(stage->painter, stage->surface, &stage->list, &changed);
}

/* Forward to the end, then back, and so on. */
static size_t page_of(size_t turn, size_t pages)
{
    return turn / pages % 2 == 0 ? turn % pages : pages - 1 - turn % pages;
}

static void measure_turning(struct stage *stage)
{
    static double took[TURNS];
    double begin = milliseconds();
    struct volume *volume = volume_open(&stage->sheet, stage->record, NULL);
    show(stage, volume, 0);
    printf("open_ms %.1f\n", milliseconds() - begin);
    begin = milliseconds();
    size_t pages = volume_pages(volume);
    printf("count_ms %.1f\npages %zu\n", milliseconds() - begin, pages);
    for (size_t i = 0; i < 2 * pages; i++) /* every glyph was met */
        show(stage, volume, page_of(i, pages));
    for (size_t i = 0; i < TURNS; i++) {
        begin = milliseconds();
        show(stage, volume, page_of(i, pages));
        took[i] = milliseconds() - begin;
    }
    qsort(took, TURNS, sizeof *took, by_value);
    printf("turn_median_ms %.2f\nturn_p99_ms %.2f\nturn_max_ms %.2f\n", took[TURNS / 2],
           took[TURNS * 99 / 100], took[TURNS - 1]);
    volume_close(volume);
}

int main(int argc, char **argv)
{
    struct problem problem = {0};
    struct font *font = NULL;
    struct theme theme;
    if (argc < 2 || font_create(NULL, &font, &problem) != STATUS_OK ||
        theme_read(NULL, &theme, &problem) != STATUS_OK)
        return 2;
    char *text = read_all(argc - 1, argv + 1, CHARACTERS);
    struct words *words = words_create();
    struct stage stage = {.record = record_create()};
    sheet_init(&stage.sheet, 1920, 1080, &theme, words, font_ruler(font));
    stage.painter = painter_create(&theme, font);
    stage.surface = SDL_CreateRGBSurfaceWithFormat(0, 1920, 1080, 32, SDL_PIXELFORMAT_XRGB8888);
    stage.record->id = take_copy("long");
    stage.record->kind = KIND_DOCUMENT;
    memcpy(stage.record->catalogue, "D01", 4);
    stage.record->text[LANG_ZH].title = take_copy("长文件");
    stage.record->text[LANG_ZH].body = text;
    measure_turning(&stage);
    measure_filling(text, font_ruler(font));
    draw_list_finish(&stage.list);
    painter_destroy(stage.painter);
    SDL_FreeSurface(stage.surface);
    record_destroy(stage.record);
    words_destroy(words);
    font_destroy(font);
    return 0;
}
