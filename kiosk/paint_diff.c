#include "paint_diff.h"

#include "contract/buffer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- regions ----------------------------------------------------------------------------------------- */

static int64_t area(const SDL_Rect *rect)
{
    return (int64_t)rect->w * rect->h;
}

/* Pixels that joining two rectangles covers in vain; negative where they overlap much. */
static int64_t waste(const SDL_Rect *a, const SDL_Rect *b)
{
    SDL_Rect both;
    SDL_UnionRect(a, b, &both);
    return area(&both) - area(a) - area(b);
}

void region_add(struct region *region, SDL_Rect rect)
{
    if (rect.w <= 0 || rect.h <= 0)
        return;
    for (;;) {
        int best = -1;
        int64_t least = 0;
        for (int i = 0; i < region->count; i++) {
            int64_t cost = waste(&region->rect[i], &rect);
            if (best < 0 || cost < least) {
                best = i;
                least = cost;
            }
        }
        bool cheap = best >= 0 && least <= (area(&rect) + area(&region->rect[best])) / 4;
        if (!cheap && region->count < REGION_MOST) {
            region->rect[region->count++] = rect;
            return;
        }
        /* Joined, it may now lie near others: it is taken out and added again. */
        SDL_UnionRect(&region->rect[best], &rect, &rect);
        region->rect[best] = region->rect[--region->count];
    }
}

/* ---- places ------------------------------------------------------------------------------------------ */

/* A coordinate as a pixel: far enough from int's ends that sums of two never overflow; not-a-number
   becomes the limit. */
static int pixel(float value)
{
    const float far = 1 << 20;
    return (int)fmaxf(-far, fminf(value, far));
}

SDL_Rect command_reach(const struct draw_command *command)
{
    struct rect box = command->box;
    if (command->op == DRAW_FILL) {
        int x = pixel(roundf(box.x)), y = pixel(roundf(box.y));
        int right = pixel(roundf(box.x + box.w)), bottom = pixel(roundf(box.y + box.h));
        return (SDL_Rect){x, y, SDL_max(1, right - x), SDL_max(1, bottom - y)};
    }
    float more = command->op == DRAW_TEXT ? command->size / 2 : 0;
    int x = pixel(floorf(box.x - more)), y = pixel(floorf(box.y - more));
    int right = pixel(ceilf(box.x + box.w + more)), bottom = pixel(ceilf(box.y + box.h + more));
    return (SDL_Rect){x, y, SDL_max(0, right - x), SDL_max(0, bottom - y)};
}

/* ---- comparing --------------------------------------------------------------------------------------- */

static bool same_rect(const struct rect *a, const struct rect *b)
{
    return a->x == b->x && a->y == b->y && a->w == b->w && a->h == b->h;
}

static bool same_command(const struct draw_list *la, const struct draw_command *a, const struct draw_list *lb,
                         const struct draw_command *b)
{
    if (a->op != b->op || !same_rect(&a->box, &b->box) || a->fill != b->fill || a->stroke != b->stroke ||
        a->width != b->width || a->dash != b->dash || a->face != b->face || a->size != b->size ||
        a->baseline != b->baseline || a->text_bytes != b->text_bytes || a->glyphs != b->glyphs)
        return false;
    if (a->text_bytes > 0 && memcmp(la->text + a->text, lb->text + b->text, a->text_bytes) != 0)
        return false;
    for (uint32_t i = 0; i < a->glyphs; i++) {
        const struct draw_glyph *ga = &la->glyph[a->glyph + i], *gb = &lb->glyph[b->glyph + i];
        if (ga->offset != gb->offset || ga->bytes != gb->bytes || ga->x != gb->x)
            return false;
    }
    return true;
}

/* A short sum to pass over most commands without looking at their text.
   Equality is always compared in full. */
static uint32_t rough_sum(const struct draw_list *list, const struct draw_command *command)
{
    uint32_t sum = (uint32_t)command->op;
    uint32_t parts[4];
    memcpy(parts, &command->box, sizeof parts);
    for (size_t i = 0; i < 4; i++)
        sum = (sum ^ parts[i]) * 0x9E3779B1u;
    for (uint32_t i = 0; i < command->text_bytes; i++)
        sum = (sum ^ (unsigned char)list->text[command->text + i]) * 0x01000193u;
    return sum;
}

void draw_lists_compare(const struct draw_list *before, const struct draw_list *after, struct region *out)
{
    uint32_t *sum = take_zeroed(before->count, sizeof *sum);
    for (size_t i = 0; i < before->count; i++)
        sum[i] = rough_sum(before, &before->command[i]);
    /* Both lists are walked once, in order: what is matched keeps its order, hence what lies over what.
       A command found further down leaves those passed over as changed, which paints too much at worst. */
    size_t next = 0;
    for (size_t j = 0; j < after->count; j++) {
        const struct draw_command *command = &after->command[j];
        uint32_t wanted = rough_sum(after, command);
        size_t i = next;
        while (i < before->count &&
               (sum[i] != wanted || !same_command(before, &before->command[i], after, command)))
            i++;
        if (i == before->count) {
            region_add(out, command_reach(command));
            continue;
        }
        for (; next < i; next++)
            region_add(out, command_reach(&before->command[next]));
        next = i + 1;
    }
    for (; next < before->count; next++)
        region_add(out, command_reach(&before->command[next]));
    free(sum);
}
