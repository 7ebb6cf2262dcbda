#include "font.h"

#include "contract/buffer.h"
#include "contract/settings.h"
#include "font_raster.h"

#include <SDL_ttf.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unistd.h>

extern const unsigned char asset_fonts[];
extern const size_t asset_fonts_size;

/* Sizes are kept in quarters of a pixel. SDL2_ttf takes whole points: at 18 dots per inch a point is a
   quarter of a pixel. */
#define QUARTER_DPI 18
/* Advances are asked at this many pixels per em, hence come in thousandths of
   the em, and are scaled from there. */
#define DESIGN_PIXELS 1000

#define CODE_POINTS 0x110000
#define PAGE 256

/* A font file (one font of a collection). */
struct source {
    char *path;
    long index;
    TTF_Font *ttf;     /* NULL: not opened yet, or closed again */
    unsigned quarters; /* the size it is set to */
    bool broken;       /* it could not be opened: not asked again */
    bool needed;       /* it has measured or drawn something */
};

/* What is known of a code point in a face. */
enum { UNASKED = 0, NOBODY = 255 };
struct measure {
    uint8_t owner;    /* UNASKED, NOBODY, or 1 + place in the face's chain */
    uint16_t advance; /* thousandths of the em */
};

struct typeface {
    size_t *chain; /* indices of sources */
    size_t links;
    int embolden;          /* thousandths of the em */
    float ascent, descent; /* of the em; 0: not asked yet */
    struct measure *page[CODE_POINTS / PAGE];
};

struct font {
    struct source *source;
    size_t sources, source_capacity;
    struct typeface face[FACE_COUNT];
    struct typeface marks; /* only its chain: asked first for letters with marks */
    struct ruler ruler;
    struct font_cache *cache;
    uint32_t missing[FONT_MISSING_MOST];
    size_t missings;
    struct buffer faults;
    bool ttf_ready;
};

/* ---- the manifest ------------------------------------------------------------------------------------ */

struct manifest {
    char *own[FACE_COUNT];
    int embolden[FACE_COUNT];
    char *marks, *fallback;
};
#define FACE_SETTINGS(name, face)                                                                            \
    {name, "font", SETTING_LIST, offsetof(struct manifest, own[face]), 0, 0, NULL, NULL},                    \
    {                                                                                                        \
        name, "embolden", SETTING_INTEGER, offsetof(struct manifest, embolden[face]), 0, 40, NULL, "0"       \
    }
static const struct setting manifest_table[] = {
    FACE_SETTINGS("sans", FACE_SANS),
    FACE_SETTINGS("sans-bold", FACE_SANS_BOLD),
    FACE_SETTINGS("serif", FACE_SERIF),
    FACE_SETTINGS("serif-bold", FACE_SERIF_BOLD),
    FACE_SETTINGS("kai", FACE_KAI),
    {"marks", "font", SETTING_LIST, offsetof(struct manifest, marks), 0, 0, NULL, NULL},
    {"fallback", "font", SETTING_LIST, offsetof(struct manifest, fallback), 0, 0, NULL, NULL},
};
#define MANIFEST_ROWS (sizeof manifest_table / sizeof manifest_table[0])

/* The source of "INDEX PATH", one for all faces that name it. False if the line has another form. */
static bool source_of(struct font *font, const char *line, size_t bytes, size_t *out)
{
    char *text = take_copy_n(line, bytes);
    char *path = NULL;
    bool found = false;
    long index = strtol(text, &path, 10);
    if (path == text || *path != ' ' || index < 0 || index > 255)
        goto out;
    path += strspn(path, " ");
    if (*path != '/')
        goto out;
    found = true;
    for (*out = 0; *out < font->sources; (*out)++)
        if (font->source[*out].index == index && strcmp(font->source[*out].path, path) == 0)
            goto out;
    font->source = take_room(font->source, &font->source_capacity, font->sources + 1, sizeof *font->source);
    font->source[font->sources++] = (struct source){.path = take_copy(path), .index = index};
    if (access(path, R_OK) != 0) {
        font->source[*out].broken = true;
        buffer_format(&font->faults, "%s\n", path);
    }
out:
    free(text);
    return found;
}

/* Appends the list's files to the chain, those left out that stand in it already. */
static enum status extend_chain(struct font *font, struct typeface *face, const char *list,
                                struct problem *problem)
{
    while (list != NULL && *list != '\0') {
        size_t bytes = strcspn(list, "\n");
        size_t source = 0;
        if (!source_of(font, list, bytes, &source))
            return problem_set(problem, STATUS_MISUSE, "fonts", "fonts: \"%.*s\" is not INDEX /PATH",
                               (int)bytes, list);
        bool there = false;
        for (size_t i = 0; i < face->links; i++)
            there = there || face->chain[i] == source;
        if (!there) {
            face->chain = take_resized(face->chain, face->links + 1, sizeof *face->chain);
            face->chain[face->links++] = source;
        }
        list += bytes + (list[bytes] == '\n');
    }
    return STATUS_OK;
}

static enum status build_chains(struct font *font, const struct manifest *manifest, struct problem *problem)
{
    enum status status = extend_chain(font, &font->marks, manifest->marks, problem);
    if (status != STATUS_OK)
        return status;
    for (int i = 0; i < FACE_COUNT; i++) {
        struct typeface *face = &font->face[i];
        face->embolden = manifest->embolden[i];
        status = extend_chain(font, face, manifest->own[i], problem);
        if (status == STATUS_OK)
            status = extend_chain(font, face, manifest->fallback, problem);
        if (status != STATUS_OK)
            return status;
        bool any = false;
        for (size_t k = 0; k < face->links; k++)
            any = any || !font->source[face->chain[k]].broken;
        if (!any || face->links >= NOBODY)
            return problem_set(problem, STATUS_MISUSE, "fonts",
                               "fonts: no font file of face %d can be read (install %s)", i,
                               "fonts-noto-cjk");
    }
    return STATUS_OK;
}

static enum status read_manifest(const char *file, struct manifest *manifest, struct problem *problem)
{
    struct buffer errors = {0};
    settings_defaults(manifest_table, MANIFEST_ROWS, manifest);
    enum status status = file != NULL
                             ? settings_read(file, manifest_table, MANIFEST_ROWS, manifest, &errors)
                             : settings_parse("fonts.ini", (const char *)asset_fonts, asset_fonts_size,
                                              manifest_table, MANIFEST_ROWS, manifest, &errors);
    if (status != STATUS_OK)
        problem_set(problem, status, "fonts", "%s",
                    errors.data != NULL ? errors.data : "fonts: cannot be read");
    buffer_finish(&errors);
    return status;
}

/* ---- files ------------------------------------------------------------------------------------------- */

static TTF_Font *open_source(struct font *font, struct source *source)
{
    if (source->ttf != NULL || source->broken)
        return source->ttf;
    source->quarters = DESIGN_PIXELS * 4;
    source->ttf =
        TTF_OpenFontIndexDPI(source->path, (int)source->quarters, source->index, QUARTER_DPI, QUARTER_DPI);
    if (source->ttf == NULL) {
        source->broken = true;
        buffer_format(&font->faults, "%s\n", source->path);
        return NULL;
    }
    /* Light hinting moves outlines up and down only: horizontal strokes of small
       ideographs get sharp, widths stay. */
    TTF_SetFontHinting(source->ttf, TTF_HINTING_LIGHT);
    TTF_SetFontKerning(source->ttf, 0);
    return source->ttf;
}

static bool set_size(struct source *source, unsigned quarters)
{
    if (source->quarters == quarters)
        return true;
    if (TTF_SetFontSizeDPI(source->ttf, (int)quarters, QUARTER_DPI, QUARTER_DPI) != 0)
        return false;
    source->quarters = quarters;
    return true;
}

/* An open font holds 2 to 3 MB. What was opened only to learn that it lacks a character is closed again. */
static void close_idle(struct font *font)
{
    for (size_t i = 0; i < font->sources; i++) {
        struct source *source = &font->source[i];
        if (source->ttf != NULL && !source->needed) {
            TTF_CloseFont(source->ttf);
            source->ttf = NULL;
        }
    }
}

/* ---- measuring --------------------------------------------------------------------------------------- */

/* CJK unified ideographs, with the extensions in the two planes set aside for them. */
static bool is_ideograph(uint32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFD);
}

/* Marks that stand on the letter before them, whatever width a font gives them. */
static bool is_mark(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {{0x0300, 0x036F}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
                  {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Behind an ideograph: asks for one of its forms. No file lists it among its characters; one that knows the form
   draws it, any other draws the character. */
static bool is_selector(uint32_t c)
{
    return c >= 0xE0100 && c <= 0xE01EF;
}

/* What a font draws there is its maker's own; to a reader it means nothing. */
static bool is_private(uint32_t c)
{
    return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

static void report_missing(struct font *font, uint32_t code_point)
{
    for (size_t i = 0; i < font->missings; i++)
        if (font->missing[i] == code_point)
            return;
    if (font->missings < FONT_MISSING_MOST)
        font->missing[font->missings++] = code_point;
}

/* The first file of the chain, from place `from` on, that has all the code points. */
static struct source *find_source(struct font *font, const struct typeface *face, const uint32_t *code_point,
                                  size_t count, size_t from, size_t *place)
{
    for (size_t i = from; i < face->links; i++) {
        struct source *source = &font->source[face->chain[i]];
        if (open_source(font, source) == NULL)
            continue;
        size_t has = 0;
        while (has < count &&
               (is_selector(code_point[has]) || TTF_GlyphIsProvided32(source->ttf, code_point[has]) != 0))
            has++;
        if (has == count) {
            source->needed = true;
            *place = i;
            return source;
        }
    }
    close_idle(font);
    return NULL;
}

static uint16_t ask_advance(struct source *source, uint32_t code_point)
{
    if (is_mark(code_point) || is_selector(code_point))
        return 0;
    if (is_ideograph(code_point))
        return DESIGN_PIXELS; /* in every font there is; asking would load the outline */
    int advance = 0;
    if (!set_size(source, DESIGN_PIXELS * 4) ||
        TTF_GlyphMetrics32(source->ttf, code_point, NULL, NULL, NULL, NULL, &advance) != 0 || advance < 0)
        return DESIGN_PIXELS;
    return (uint16_t)(advance < UINT16_MAX ? advance : UINT16_MAX);
}

static const struct measure *measure_of(struct font *font, enum face which, uint32_t code_point)
{
    ENSURE(which < FACE_COUNT && code_point < CODE_POINTS);
    struct typeface *face = &font->face[which];
    struct measure **page = &face->page[code_point / PAGE];
    if (*page == NULL)
        *page = take_zeroed(PAGE, sizeof **page);
    struct measure *measure = &(*page)[code_point % PAGE];
    if (measure->owner == UNASKED) {
        size_t place = 0;
        struct source *source =
            is_private(code_point) ? NULL : find_source(font, face, &code_point, 1, 0, &place);
        measure->owner = source != NULL ? (uint8_t)(place + 1) : NOBODY;
        measure->advance = source != NULL ? ask_advance(source, code_point) : DESIGN_PIXELS;
    }
    if (measure->owner == NOBODY)
        report_missing(font, code_point);
    return measure;
}

static float ruler_advance(void *self, enum face face, float size, uint32_t code_point)
{
    return (float)measure_of(self, face, code_point)->advance * size / DESIGN_PIXELS;
}

static bool ruler_covers(void *self, enum face face, uint32_t code_point)
{
    return measure_of(self, face, code_point)->owner != NOBODY;
}

/* Ascent and descent are those of the face's first file that opens. */
static const struct typeface *measured_face(struct font *font, enum face which)
{
    struct typeface *face = &font->face[which];
    for (size_t i = 0; i < face->links && face->ascent <= 0; i++) {
        struct source *source = &font->source[face->chain[i]];
        if (open_source(font, source) == NULL || !set_size(source, DESIGN_PIXELS * 4))
            continue;
        source->needed = true;
        face->ascent = (float)TTF_FontAscent(source->ttf) / DESIGN_PIXELS;
        face->descent = (float)-TTF_FontDescent(source->ttf) / DESIGN_PIXELS;
    }
    return face;
}

static float ruler_ascent(void *self, enum face face, float size)
{
    return measured_face(self, face)->ascent * size;
}

static float ruler_descent(void *self, enum face face, float size)
{
    return measured_face(self, face)->descent * size;
}

const struct ruler *font_ruler(struct font *font)
{
    return &font->ruler;
}

/* ---- drawing ----------------------------------------------------------------------------------------- */

/* The code points of a well-formed cluster. Returns how many there are;
   those that do not fit are left out. */
static size_t decode(const char *cluster, size_t bytes, uint32_t out[GLYPH_CODE_POINTS])
{
    size_t count = 0;
    for (size_t i = 0; i < bytes;) {
        unsigned char lead = (unsigned char)cluster[i];
        size_t rest = lead < 0x80 ? 0 : lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : 3;
        ENSURE((lead < 0x80 || (lead >= 0xC2 && lead < 0xF5)) && i + rest < bytes);
        uint32_t c = rest == 0 ? lead : lead & (0x3Fu >> rest);
        for (size_t k = 1; k <= rest; k++)
            c = c << 6 | ((unsigned char)cluster[i + k] & 0x3F);
        ENSURE(c < CODE_POINTS);
        if (count < GLYPH_CODE_POINTS)
            out[count] = c;
        count++;
        i += rest + 1;
    }
    return count;
}

/* Draws the key's cluster. Strokes grow by less than a pixel: done at the final size that would only
   smear their edges, so text of ordinary sizes is drawn four times as large, grown there and shrunk. */
static bool draw_glyph(struct source *source, const struct glyph_key *key, size_t count, int embolden,
                       struct raster *out)
{
    enum { FINE = 4, FINE_MOST = 160 };
    float size = (float)key->quarters / 4;
    unsigned factor = embolden > 0 && size <= FINE_MOST ? FINE : 1;
    if (!set_size(source, key->quarters * factor) || !raster_draw(source->ttf, key->code_point, count, out))
        return false;
    raster_embolden(out, size * (float)factor * (float)embolden / 1000);
    if (factor > 1)
        raster_shrink(out, (int)factor);
    return true;
}

/* Can a mark be told from the base's strokes? One that stands above or below reaches beyond them (the classes of canonical
   ordering say which do); of any other at least half of its ink, `own`, comes to theirs. Nothing stands in a neighbour's em. */
static bool is_apart(uint32_t mark, const struct raster *base, const struct raster *whole, double own,
                     float size)
{
    enum { BELOW = 220, ABOVE = 230 };
    uint8_t class = u_getCombiningClass((UChar32)mark);
    int reach = class == ABOVE   ? base->top - whole->top
                : class == BELOW ? whole->top + whole->height - base->top - base->height
                                 : INT_MAX;
    return own > 0 && raster_ink(whole) - raster_ink(base) >= own / 2 && (float)reach >= size / 40 &&
           (float)whole->left > -size / 8 && (float)(whole->left + whole->width) < size * 9 / 8;
}

/* Are the marks seen? On letters they are, as their fonts place them. On what fills its em, an ideograph or a Hangul syllable,
   few files place any: they stand in its strokes, in the next character, or nowhere. *blamed is then one that does. */
static bool marks_are_seen(struct font *font, struct source *source, const struct glyph_key *key,
                           size_t count, uint32_t *blamed)
{
    bool seen = true;
    if (count < 2 || measure_of(font, key->face, key->code_point[0])->advance < DESIGN_PIXELS * 9 / 10)
        return true;
    for (size_t i = 1; i < count && seen; i++) {
        struct glyph_key alone = {.code_point = {key->code_point[i]}, .quarters = key->quarters};
        struct glyph_key two = {.code_point = {key->code_point[0], key->code_point[i]},
                                .quarters = key->quarters};
        struct raster mark = {0}, base = {0}, whole = {0};
        if (is_selector(key->code_point[i]))
            continue;
        *blamed = key->code_point[i];
        seen = draw_glyph(source, &alone, 1, 0, &mark) && draw_glyph(source, &two, 1, 0, &base) &&
               draw_glyph(source, &two, 2, 0, &whole) &&
               is_apart(*blamed, &base, &whole, raster_ink(&mark), (float)key->quarters / 4);
        raster_finish(&mark);
        raster_finish(&base);
        raster_finish(&whole);
    }
    return seen;
}

/* Draws the key's cluster with the first file that has all of it and shows its marks. False, with the code point to blame,
   if there is none. */
static bool draw_cluster(struct font *font, const struct glyph_key *key, size_t count, struct raster *out,
                         uint32_t *blamed)
{
    const struct typeface *face = &font->face[key->face];
    for (size_t i = 0; i < count; i++) {
        *blamed = key->code_point[i];
        if (measure_of(font, key->face, key->code_point[i])->owner == NOBODY)
            return false;
    }
    /* A file closed since it was measured opens again; if it does not, the rest of the chain is asked. */
    const struct typeface *chain[] = {&font->marks, face};
    size_t from[] = {0, (size_t)measure_of(font, key->face, key->code_point[0])->owner - 1};
    for (size_t i = count > 1 ? 0 : 1; i < 2; i++) {
        struct source *source;
        for (size_t place = from[i];
             (source = find_source(font, chain[i], key->code_point, count, place, &place)) != NULL; place++) {
            if (marks_are_seen(font, source, key, count, blamed) &&
                draw_glyph(source, key, count, face->embolden, out))
                return true;
            raster_finish(out);
        }
    }
    return false;
}

/* The code point's hexadecimal digits in two rows inside a frame of one em. */
static void draw_number(struct font *font, float size, uint32_t code_point, struct raster *out)
{
    char digits[12];
    int count = snprintf(digits, sizeof digits, "%04X", (unsigned)code_point);
    int columns = (count + 1) / 2;
    raster_frame(size, out);
    float digit = size * .36F;
    float advance = (float)out->width * .84F / (float)columns;
    for (int i = 0; i < count; i++) {
        const uint32_t c = (unsigned char)digits[i];
        if (measure_of(font, FACE_SANS, c)->owner == NOBODY)
            return; /* not even digits: the frame alone */
        const struct glyph_image *image = font_glyph(font, FACE_SANS, digit, &digits[i], 1);
        float x = (float)out->width * .08F + advance * ((float)(i % columns) + .5F);
        float y = (float)out->height * (i < columns ? .46F : .86F);
        raster_lay(out, (int)lroundf(x) - image->width / 2, (int)lroundf(y) + image->top, image->coverage,
                   image->width, image->height);
    }
}

const struct glyph_image *font_glyph(struct font *font, enum face face, float size, const char *cluster,
                                     size_t bytes)
{
    ENSURE(face < FACE_COUNT && size > 0 && size <= LIMIT_TEXT_PIXELS && bytes > 0);
    struct glyph_key key = {.quarters = (uint16_t)SDL_max(4, lroundf(size * 4)), .face = (uint8_t)face};
    size_t count = decode(cluster, bytes, key.code_point);
    bool whole = count <= GLYPH_CODE_POINTS;
    if (!whole) /* the guard lets none through; the box of its base stands for it, under a key of its own */
        key.code_point[GLYPH_CODE_POINTS - 1] = UINT32_MAX;
    const struct glyph_image *known = font_cache_find(font->cache, &key);
    if (known != NULL)
        return known;

    uint32_t blamed = key.code_point[0];
    struct raster raster = {0};
    if (!whole || !draw_cluster(font, &key, count, &raster, &blamed)) {
        report_missing(font, blamed);
        draw_number(font, (float)key.quarters / 4, blamed, &raster);
    }
    struct glyph_image *image = font_cache_add(font->cache, &key, raster.width, raster.height);
    image->left = raster.left;
    image->top = raster.top;
    if (raster.coverage != NULL)
        memcpy(image->coverage, raster.coverage, (size_t)raster.width * (size_t)raster.height);
    raster_finish(&raster);
    return image;
}

/* ---- life -------------------------------------------------------------------------------------------- */

enum status font_create(const char *file, struct font **out, struct problem *problem)
{
    *out = NULL;
    struct manifest manifest = {0};
    struct font *font = take_zeroed(1, sizeof *font);
    font->ruler = (struct ruler){font, ruler_advance, ruler_ascent, ruler_descent, ruler_covers};
    font->cache = font_cache_create((size_t)LIMIT_GLYPH_CACHE_BYTES);
    buffer_text(&font->faults, "");
    enum status status = read_manifest(file, &manifest, problem);
    if (status != STATUS_OK)
        goto out;
    status = build_chains(font, &manifest, problem);
    if (status != STATUS_OK)
        goto out;
    font->ttf_ready = TTF_Init() == 0;
    if (!font->ttf_ready) {
        status = problem_set(problem, STATUS_UNAVAILABLE, "fonts", "SDL_ttf: %s", TTF_GetError());
        goto out;
    }
    *out = font;
    font = NULL;
out:
    font_destroy(font);
    settings_finish(manifest_table, MANIFEST_ROWS, &manifest);
    return status;
}

void font_destroy(struct font *font)
{
    if (font == NULL)
        return;
    for (size_t i = 0; i < font->sources; i++) {
        if (font->source[i].ttf != NULL)
            TTF_CloseFont(font->source[i].ttf);
        free(font->source[i].path);
    }
    if (font->ttf_ready)
        TTF_Quit();
    free(font->marks.chain);
    for (int i = 0; i < FACE_COUNT; i++) {
        for (size_t page = 0; page < CODE_POINTS / PAGE; page++)
            free(font->face[i].page[page]);
        free(font->face[i].chain);
    }
    buffer_finish(&font->faults);
    font_cache_destroy(font->cache);
    free(font->source);
    free(font);
}

size_t font_missing(const struct font *font, const uint32_t **code_points)
{
    *code_points = font->missing;
    return font->missings;
}

void font_forget_missing(struct font *font, uint32_t code_point)
{
    for (size_t i = 0; i < font->missings; i++)
        if (font->missing[i] == code_point) {
            memmove(&font->missing[i], &font->missing[i + 1],
                    (--font->missings - i) * sizeof font->missing[0]);
            return;
        }
}

const char *font_faults(const struct font *font)
{
    return font->faults.data;
}

size_t font_glyph_bytes(const struct font *font)
{
    return font_cache_bytes(font->cache);
}
