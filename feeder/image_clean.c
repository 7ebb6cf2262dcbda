#include "image_clean.h"

#include <errno.h>
#include <png.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <unistd.h>

static int hand_out(int out, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(out, bytes, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return CLEAN_DAMAGED;
        bytes += put;
        size -= (size_t)put;
    }
    return CLEAN_OK;
}

/* A scan's grey has a breath of colour. */
static bool is_grey(const unsigned char *rgb, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, rgb += 3)
        if (abs(rgb[0] - rgb[1]) > 8 || abs(rgb[1] - rgb[2]) > 8 || abs(rgb[0] - rgb[2]) > 8)
            return false;
    return true;
}

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

int clean_png(void *context, int out)
{
    const struct clean_work *work = context;
    static const png_color white = {255, 255, 255};
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (png_image_begin_read_from_memory(&image, work->bytes, work->size) == 0)
        return CLEAN_DAMAGED;
    image.format = PNG_FORMAT_RGB;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (pixels == NULL || png_image_finish_read(&image, &white, pixels, 0, NULL) == 0)
        return CLEAN_DAMAGED;
    if (work->trim)
        trim(&image, pixels);
    size_t count = (size_t)image.width * image.height;
    if (is_grey(pixels, count)) {
        make_grey(pixels, count);
        image.format = PNG_FORMAT_GRAY;
    }
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *bytes = malloc(size);
    if (bytes == NULL || png_image_write_to_memory(&image, bytes, &size, 0, pixels, 0, NULL) == 0)
        return CLEAN_DAMAGED;
    return hand_out(out, bytes, size);
}

/* TIFF 6.0 inside an APP1 segment: the tag 0x0112 of the first directory, 1 where there is none (EXIF 2.3, 4.6.4). */
static unsigned orientation(const unsigned char *bytes, size_t size)
{
    for (size_t at = 2; at + 4 <= size && bytes[at] == 0xFF && bytes[at + 1] != 0xDA;) {
        size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        if (length < 2 || length + 2 > size - at)
            return 1;
        const unsigned char *tiff = bytes + at + 10;
        size_t room = length < 8 ? 0 : length - 8;
        if (bytes[at + 1] == 0xE1 && room >= 8 && memcmp(bytes + at + 4, "Exif\0\0", 6) == 0) {
            bool big = tiff[0] == 'M';
            size_t start = 0, entries = 0;
            for (size_t i = 0; i < 4; i++)
                start = start << 8 | tiff[4 + (big ? i : 3 - i)];
            if (start + 2 > room)
                return 1;
            entries =
                big ? (size_t)tiff[start] << 8 | tiff[start + 1] : (size_t)tiff[start + 1] << 8 | tiff[start];
            for (size_t e = 0; e < entries && start + 2 + (e + 1) * 12 <= room; e++) {
                const unsigned char *entry = tiff + start + 2 + e * 12;
                if (entry[big ? 0 : 1] == 0x01 && entry[big ? 1 : 0] == 0x12)
                    return entry[big ? 9 : 8];
            }
            return 1;
        }
        at += 2 + length;
    }
    return 1;
}

int clean_jpeg(void *context, int out)
{
    static const int upright[] = {TJXOP_NONE,      TJXOP_NONE,  TJXOP_HFLIP,      TJXOP_ROT180, TJXOP_VFLIP,
                                  TJXOP_TRANSPOSE, TJXOP_ROT90, TJXOP_TRANSVERSE, TJXOP_ROT270};
    const struct clean_work *work = context;
    unsigned how = orientation(work->bytes, work->size);
    tjtransform turn = {.op = upright[how < 9 ? how : 0], .options = TJXOPT_COPYNONE | TJXOPT_TRIM};
    unsigned char *bytes = NULL, *pixels = NULL;
    unsigned long size = 0;
    int width = 0, height = 0, sampling = 0, space = 0;
    tjhandle transform = tjInitTransform(), decode = tjInitDecompress();
    if (transform == NULL || decode == NULL ||
        tjTransform(transform, work->bytes, work->size, 1, &bytes, &size, &turn, TJFLAG_STOPONWARNING) != 0 ||
        tjDecompressHeader3(decode, bytes, size, &width, &height, &sampling, &space) != 0)
        return CLEAN_DAMAGED;
    pixels = malloc((size_t)width * (size_t)height * 3);
    if (pixels == NULL ||
        tjDecompress2(decode, bytes, size, pixels, width, 0, height, TJPF_RGB, TJFLAG_STOPONWARNING) != 0)
        return CLEAN_DAMAGED;
    return hand_out(out, bytes, size);
}
