/* Recording only: nothing here knows how a command is painted. Room is counted before each command, so that a
   hostile item ends in a cut list that says so and never in a machine without memory. */
#include "draw.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Ink may leave a glyph's advance box (bold, italics, marks above): this share of the size, on each side. */
#define INK_MARGIN 0.125F

void draw_list_finish(struct draw_list *list)
{
    free(list->command);
    free(list->glyph);
    free(list->text);
    *list = (struct draw_list){0};
}

void draw_list_clear(struct draw_list *list)
{
    list->count = list->glyphs = list->bytes = 0;
    list->truncated = false;
}

/* Makes room for commands with their glyphs and text, or marks the list as truncated. Once truncated it stays
   closed: a page is cut at one place, it has no holes. */
static bool has_room(struct draw_list *list, size_t commands, size_t glyphs, size_t bytes)
{
    if (list->blind)
        return false;
    size_t total = (list->count + commands) * sizeof *list->command +
                   (list->glyphs + glyphs) * sizeof *list->glyph + list->bytes + bytes;
    if (list->truncated || total > (size_t)LIMIT_DRAW_BYTES) {
        list->truncated = true;
        return false;
    }
    list->command = take_room(list->command, &list->capacity, list->count + commands, sizeof *list->command);
    list->glyph = take_room(list->glyph, &list->glyph_capacity, list->glyphs + glyphs, sizeof *list->glyph);
    list->text = take_room(list->text, &list->byte_capacity, list->bytes + bytes, 1);
    return true;
}

static void add_text(struct draw_list *list, struct draw_command *command, const char *text, size_t bytes)
{
    command->text = (uint32_t)list->bytes;
    command->text_bytes = (uint32_t)bytes;
    command->glyph = (uint32_t)list->glyphs;
    if (bytes > 0)
        memcpy(list->text + list->bytes, text, bytes);
    list->bytes += bytes;
}

/* A command without glyphs. */
static void add_command(struct draw_list *list, struct draw_command command, const char *text)
{
    size_t bytes = text == NULL ? 0 : strlen(text);
    if (!has_room(list, 1, 0, bytes))
        return;
    add_text(list, &command, text, bytes);
    list->command[list->count++] = command;
}

void draw_append(struct draw_list *list, const struct draw_list *other, float dx, float dy)
{
    if (!has_room(list, other->count, other->glyphs, other->bytes))
        return;
    for (size_t i = 0; i < other->glyphs; i++) {
        struct draw_glyph *glyph = &list->glyph[list->glyphs + i];
        *glyph = other->glyph[i];
        glyph->x += dx;
    }
    for (size_t i = 0; i < other->count; i++) {
        struct draw_command *command = &list->command[list->count + i];
        *command = other->command[i];
        command->box.x += dx;
        command->box.y += dy;
        command->baseline += dy;
        command->text += (uint32_t)list->bytes;
        command->glyph += (uint32_t)list->glyphs;
    }
    if (other->bytes > 0)
        memcpy(list->text + list->bytes, other->text, other->bytes);
    list->count += other->count;
    list->glyphs += other->glyphs;
    list->bytes += other->bytes;
    list->truncated = other->truncated;
}

/* Edges on whole pixels; a hair line keeps its one pixel. */
static struct rect on_pixels(struct rect box)
{
    float left = roundf(box.x), top = roundf(box.y);
    float right = roundf(box.x + box.w), bottom = roundf(box.y + box.h);
    return (struct rect){left, top, fmaxf(right - left, 1), fmaxf(bottom - top, 1)};
}

void draw_fill(struct draw_list *list, struct rect box, enum colour colour)
{
    if (colour == COLOUR_NONE)
        return;
    add_command(
        list,
        (struct draw_command){.op = DRAW_FILL, .box = on_pixels(box), .fill = colour, .stroke = COLOUR_NONE},
        NULL);
}

void draw_frame(struct draw_list *list, struct rect box, float width, enum colour colour)
{
    struct rect outer = on_pixels(box);
    float line = fminf(fmaxf(roundf(width), 1), fminf(outer.w, outer.h));
    draw_fill(list, (struct rect){outer.x, outer.y, outer.w, line}, colour);
    draw_fill(list, (struct rect){outer.x, outer.y + outer.h - line, outer.w, line}, colour);
    draw_fill(list, (struct rect){outer.x, outer.y, line, outer.h}, colour);
    draw_fill(list, (struct rect){outer.x + outer.w - line, outer.y, line, outer.h}, colour);
}

void draw_path(struct draw_list *list, struct rect box, const char *data, enum colour fill,
               enum colour stroke, float width, float dash)
{
    /* A stroke covers half its width outside the path; a mitred corner up to twice that. */
    float outside = stroke == COLOUR_NONE ? 0 : width;
    box = (struct rect){box.x - outside, box.y - outside, box.w + 2 * outside, box.h + 2 * outside};
    add_command(
        list,
        (struct draw_command){
            .op = DRAW_PATH, .box = box, .fill = fill, .stroke = stroke, .width = width, .dash = dash},
        data);
}

void draw_icon(struct draw_list *list, const char *name, float x, float y, float size, enum colour colour)
{
    add_command(
        list,
        (struct draw_command){
            .op = DRAW_ICON, .box = {x, y, size, size}, .fill = colour, .stroke = COLOUR_NONE, .size = size},
        name);
}

/* ISO/IEC 18004 table 7, byte mode, versions 2 to 5. Level L mends 7 % of the code, M 15 %; a screen is not scratched, and larger modules
   are read from further away than a level makes up for. */
static const struct {
    size_t bytes, sound; /* at level L; at level M */
} capacity[] = {{32, 26}, {53, 42}, {78, 62}, {106, 84}};
#define VERSIONS (sizeof capacity / sizeof *capacity)

int draw_code_modules(size_t bytes)
{
    for (size_t i = 0; i < VERSIONS; i++)
        if (bytes <= capacity[i].bytes)
            return 17 + 4 * ((int)i + 2) + 2 * 4;
    return 0;
}

bool draw_code_is_sound(size_t bytes)
{
    for (size_t i = 0; i < VERSIONS; i++)
        if (bytes <= capacity[i].bytes)
            return bytes <= capacity[i].sound;
    return true;
}

void draw_code(struct draw_list *list, const char *text, struct rect box)
{
    add_command(list,
                (struct draw_command){.op = DRAW_CODE, .box = box, .fill = COLOUR_INK, .stroke = COLOUR_NONE},
                text);
}

void draw_picture(struct draw_list *list, const char *picture, const char *hash, struct rect box, float top)
{
    add_command(list,
                (struct draw_command){.op = DRAW_PICTURE,
                                      .box = on_pixels(box),
                                      .fill = COLOUR_TINT_TODO,
                                      .stroke = COLOUR_NONE,
                                      .baseline = roundf(top),
                                      .picture = picture},
                hash);
}

/* ---- text ------------------------------------------------------------------------------------ */

/* Space and tabs are places, not ink. */
static bool is_blank(const struct text_block *block, const struct text_glyph *glyph)
{
    const char *text = block->text + glyph->offset;
    return *text == ' ' || *text == '\t' || (glyph->bytes >= 3 && memcmp(text, "\xE3\x80\x80", 3) == 0);
}

static float glyph_advance(const struct text_block *block, const struct text_glyph *glyph,
                           const struct ruler *ruler)
{
    const struct text_style *style = &block->style[glyph->span];
    return text_glyph_advance(block->text + glyph->offset, glyph->bytes, *style, ruler);
}

/* Lines of underline or strike from `x0` to `x1`: thickness and place as shares of the size. */
static void draw_marks(struct draw_list *list, const struct text_style *style, float x0, float x1,
                       float baseline)
{
    float thick = fmaxf(style->size * 0.07F, 1);
    if ((style->marks & MARK_UNDERLINE) != 0)
        draw_fill(list, (struct rect){x0, baseline + style->size * 0.12F, x1 - x0, thick}, style->colour);
    if ((style->marks & MARK_STRIKE) != 0)
        draw_fill(list, (struct rect){x0, baseline - style->size * 0.38F, x1 - x0, thick}, style->colour);
}

/* Glyphs [first, end) of one span. */
static void draw_run(struct draw_list *list, const struct text_block *block, size_t first, size_t end,
                     float x, float baseline, const struct ruler *ruler)
{
    const struct text_glyph *glyph = &block->glyph[first];
    const struct text_style *style = &block->style[glyph->span];
    size_t start = glyph->offset, inked = 0;
    size_t stop = block->glyph[end - 1].offset + block->glyph[end - 1].bytes;
    float left = x + glyph->x, right = left;
    for (size_t i = first; i < end; i++) {
        inked += is_blank(block, &block->glyph[i]) ? 0 : 1;
        right = fmaxf(right, x + block->glyph[i].x + glyph_advance(block, &block->glyph[i], ruler));
    }
    if (inked > 0 && style->colour != COLOUR_NONE && has_room(list, 1, inked, stop - start)) {
        float margin = style->size * INK_MARGIN;
        float up = ruler->ascent(ruler->self, style->face, style->size) + margin;
        float down = ruler->descent(ruler->self, style->face, style->size) + margin;
        struct draw_command command = {
            .op = DRAW_TEXT,
            .box = {left - margin, baseline - up, right - left + 2 * margin, up + down},
            .fill = style->colour,
            .stroke = COLOUR_NONE,
            .face = style->face,
            .size = style->size,
            .baseline = baseline,
            .glyphs = (uint32_t)inked,
        };
        add_text(list, &command, block->text + start, stop - start);
        for (size_t i = first; i < end; i++)
            if (!is_blank(block, &block->glyph[i]))
                list->glyph[list->glyphs++] = (struct draw_glyph){
                    .offset = (uint32_t)(block->glyph[i].offset - start),
                    .bytes = block->glyph[i].bytes,
                    .x = x + block->glyph[i].x,
                };
        list->command[list->count++] = command;
    }
    draw_marks(list, style, left, right, baseline);
}

void draw_line(struct draw_list *list, const struct text_block *block, size_t line, float x, float baseline,
               const struct ruler *ruler)
{
    ENSURE(line < block->lines);
    if (list->blind)
        return;
    size_t first = block->line[line].first, end = first + block->line[line].glyphs;
    while (first < end) {
        size_t next = first + 1;
        while (next < end && block->glyph[next].span == block->glyph[first].span)
            next++;
        draw_run(list, block, first, next, x, baseline, ruler);
        first = next;
    }
}

float draw_text(struct draw_list *list, const char *text, struct text_style style, float x, float baseline,
                enum text_align align, enum lang lang, const struct ruler *ruler)
{
    struct text_block block = {0};
    struct text_span span = {.text = text, .bytes = strlen(text), .style = style};
    struct text_setting setting = {.width = TEXT_ONE_LINE, .lang = lang, .autospace = true};
    text_fill(&setting, &span, 1, ruler, &block);
    float width = 0; /* an LF has no place in a short text: what follows it stands behind, not lost */
    for (size_t i = 0; i < block.lines; i++)
        width += block.line[i].width;
    float left = align == ALIGN_END ? x - width : align == ALIGN_CENTER ? x - width / 2 : x;
    for (size_t i = 0; i < block.lines; i++) {
        draw_line(list, &block, i, left, baseline, ruler);
        left += block.line[i].width;
    }
    text_block_finish(&block);
    return width;
}

/* ---- digest ---------------------------------------------------------------------------------- */

static void add_number(crypto_generichash_state *state, uint32_t number)
{
    unsigned char bytes[4] = {(unsigned char)number, (unsigned char)(number >> 8),
                              (unsigned char)(number >> 16), (unsigned char)(number >> 24)};
    (void)crypto_generichash_update(state, bytes, sizeof bytes);
}

/* A length as a whole number of 1/64 pixels: the same on every machine, and a
   thousandth of a pixel is no difference. */
static void add_length(crypto_generichash_state *state, float pixels)
{
    float units = roundf(pixels * 64);
    if (!(units > -2e9F))
        units = -2e9F; /* and not a number */
    if (units > 2e9F)
        units = 2e9F;
    add_number(state, (uint32_t)(int32_t)units);
}

static void add_digest_of(crypto_generichash_state *state, const struct draw_list *list,
                          const struct draw_command *command)
{
    add_number(state, (uint32_t)command->op);
    add_length(state, command->box.x);
    add_length(state, command->box.y);
    add_length(state, command->box.w);
    add_length(state, command->box.h);
    add_number(state, (uint32_t)command->fill);
    add_number(state, (uint32_t)command->stroke);
    add_length(state, command->width);
    add_length(state, command->dash);
    add_number(state, (uint32_t)command->face);
    add_length(state, command->size);
    add_length(state, command->baseline);
    add_number(state, command->text_bytes);
    if (command->text_bytes > 0)
        (void)crypto_generichash_update(state, (const unsigned char *)list->text + command->text,
                                        command->text_bytes);
    add_number(state, command->glyphs);
    for (uint32_t i = 0; i < command->glyphs; i++) {
        const struct draw_glyph *glyph = &list->glyph[command->glyph + i];
        add_number(state, glyph->offset);
        add_number(state, glyph->bytes);
        add_length(state, glyph->x);
    }
}

void draw_digest(const struct draw_list *list, char out[65])
{
    unsigned char hash[32];
    crypto_generichash_state state;
    ENSURE(crypto_generichash_init(&state, NULL, 0, sizeof hash) == 0);
    add_number(&state, (uint32_t)list->count);
    add_number(&state, list->truncated ? 1 : 0);
    for (size_t i = 0; i < list->count; i++)
        add_digest_of(&state, list, &list->command[i]);
    ENSURE(crypto_generichash_final(&state, hash, sizeof hash) == 0);
    (void)sodium_bin2hex(out, 65, hash, sizeof hash);
}
