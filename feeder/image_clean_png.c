#include "image_clean.h"
#include "image_clean_pixels.h"

#include <png.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* In place: each third byte is read before anything behind it is written. */
static void make_grey(unsigned char *rgb, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        rgb[i] = (unsigned char)((rgb[i * 3 + 1] + 8) / 17 * 17); /* 16 shades, black and white among them */
}

#define MARGIN 24 /* pixels of a page that is 1,754 high: 4 mm */

static bool is_ink(const unsigned char *rgb)
{
    return rgb[0] < 240 || rgb[1] < 240 || rgb[2] < 240;
}

/* Moves the part that has ink, and a margin, to the front. A page without any stays whole. */
static void trim(png_image *image, unsigned char *rgb)
{
    size_t width = image->width, left = width, right = 0, top = image->height, bottom = 0;
    for (size_t y = 0; y < image->height; y++)
        for (size_t x = 0; x < width; x++)
            if (is_ink(rgb + (y * width + x) * 3)) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y;
            }
    if (left > right)
        return;
    left = left > MARGIN ? left - MARGIN : 0;
    top = top > MARGIN ? top - MARGIN : 0;
    right = right + MARGIN < width ? right + MARGIN : width - 1;
    bottom = bottom + MARGIN < image->height ? bottom + MARGIN : image->height - 1;
    for (size_t y = top; y <= bottom; y++)
        memmove(rgb + (y - top) * (right - left + 1) * 3, rgb + (y * width + left) * 3,
                (right - left + 1) * 3);
    image->width = (png_uint_32)(right - left + 1);
    image->height = (png_uint_32)(bottom - top + 1);
}

static size_t read_32(const unsigned char *at)
{
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

/* What the decoder leaves out and a reader would miss. */
struct notes {
    unsigned orientation; /* eXIf: a phone's screenshot that was turned */
    size_t frames;        /* acTL (PNG, third edition, 11.3.5.1) */
};

static struct notes read_notes(const unsigned char *bytes, size_t size)
{
    struct notes notes = {1, 1};
    for (size_t at = 8; at + 12 <= size;) { /* length, type, content, checksum */
        size_t length = read_32(bytes + at);
        const unsigned char *type = bytes + at + 4, *content = type + 4;
        if (length > size - at - 12)
            break;
        if (memcmp(type, "acTL", 4) == 0 && length >= 8)
            notes.frames = read_32(content);
        else if (memcmp(type, "eXIf", 4) == 0)
            notes.orientation = clean_orientation(content, length);
        at += 12 + length;
    }
    return notes;
}

int clean_png(void *context, int out)
{
    const struct clean_work *work = context;
    const struct notes notes = read_notes(work->bytes, work->size);
    static const png_color white = {255, 255, 255};
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (notes.frames > 1)
        return CLEAN_MOVING;
    if (png_image_begin_read_from_memory(&image, work->bytes, work->size) == 0)
        return CLEAN_DAMAGED;
    image.format = PNG_FORMAT_RGB;
    image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB; /* without it 16 bits count as linear: a scan grows pale */
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (pixels == NULL || png_image_finish_read(&image, &white, pixels, 0, NULL) == 0)
        return CLEAN_DAMAGED;
    if (work->trim)
        trim(&image, pixels);
    size_t width = image.width, height = image.height, count = width * height;
    pixels = clean_turn(pixels, &width, &height, notes.orientation);
    if (pixels == NULL)
        return CLEAN_DAMAGED;
    image.width = (png_uint_32)width;
    image.height = (png_uint_32)height;
    if (clean_is_grey(pixels, count)) {
        make_grey(pixels, count);
        image.format = PNG_FORMAT_GRAY;
    }
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *bytes = malloc(size);
    if (bytes == NULL || png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL) == 0)
        return CLEAN_DAMAGED;
    return clean_hand_out(out, bytes, size);
}
