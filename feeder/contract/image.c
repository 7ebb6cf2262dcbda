#include "contract/image.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static uint32_t read_16(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t read_32(const unsigned char *at)
{
    return read_16(at) << 16 | read_16(at + 2);
}

/* Signature, then the IHDR chunk: it must be the first. */
static bool measure_png(const unsigned char *bytes, size_t size, struct image *out)
{
    static const unsigned char start[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n',
                                          0,    0,   0,   13,  'I',  'H',  'D',  'R'};
    if (size < 33 || memcmp(bytes, start, sizeof start) != 0)
        return false;
    *out = (struct image){IMAGE_PNG, read_32(bytes + 16), read_32(bytes + 20)};
    return true;
}

/* A frame header has the size; C4, C8 and CC lie in the same range and are none (T.81, table B.1). */
static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/* Segments from the start of the image to the first frame header. */
static bool measure_jpeg(const unsigned char *bytes, size_t size, struct image *out)
{
    if (size < 4 || bytes[0] != 0xFF || bytes[1] != 0xD8)
        return false;
    for (size_t at = 2; size - at >= 9;) { /* marker, length, precision, height, width */
        unsigned marker = bytes[at + 1];
        uint32_t length = read_16(bytes + at + 2);
        if (bytes[at] != 0xFF)
            return false;
        if (marker == 0xFF) { /* fill byte */
            at++;
            continue;
        }
        if (is_frame(marker)) {
            *out = (struct image){IMAGE_JPEG, read_16(bytes + at + 7), read_16(bytes + at + 5)};
            return true;
        }
        if (marker < 0xC0 || (marker >= 0xD0 && marker <= 0xDA) || length < 2 || length + 2 > size - at)
            return false; /* the scan begins, or no segment, before any frame */
        at += 2 + length;
    }
    return false;
}

enum status image_measure(const void *bytes, size_t size, struct image *out, struct problem *problem)
{
    struct image image = {0};
    if (!measure_png(bytes, size, &image) && !measure_jpeg(bytes, size, &image))
        return problem_set(problem, STATUS_REFUSED, "bad-image", "neither a PNG nor a JPEG, or cut short");
    if (image.width == 0 || image.height == 0)
        return problem_set(problem, STATUS_REFUSED, "bad-image", "a picture without pixels");
    if (image.width > LIMIT_IMAGE_SIDE || image.height > LIMIT_IMAGE_SIDE ||
        (uint64_t)image.width * image.height > LIMIT_IMAGE_PIXELS)
        return problem_set(problem, STATUS_REFUSED, "image-too-large",
                           "a picture of %ux%u pixels; at most %d a side and %d in all", image.width,
                           image.height, LIMIT_IMAGE_SIDE, LIMIT_IMAGE_PIXELS);
    *out = image;
    return STATUS_OK;
}

char *image_to_text(const void *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
    char *text = take_zeroed(room, 1);
    return sodium_bin2base64(text, room, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

enum status image_measure_text(const char *text, struct image *out, struct problem *problem)
{
    unsigned char start[3072]; /* a cleaned JPEG tells its size within 1 KiB, a PNG within 24 bytes */
    size_t size = 0;
    if (sodium_base642bin(start, sizeof start, text, strnlen(text, sizeof start / 3 * 4), NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return problem_set(problem, STATUS_REFUSED, "bad-image", "not in base64");
    return image_measure(start, size, out, problem);
}

enum status image_from_text(const char *text, unsigned char **bytes, size_t *size, struct image *out,
                            struct problem *problem)
{
    size_t length = strlen(text), most = length / 4 * 3 + 3;
    unsigned char *picture = take_zeroed(most, 1);
    const char *end = NULL;
    char *again = NULL;
    enum status status = STATUS_REFUSED;
    if (sodium_base642bin(picture, most, text, length, NULL, size, &end, sodium_base64_VARIANT_ORIGINAL) !=
            0 ||
        end != text + length || strcmp(again = image_to_text(picture, *size), text) != 0)
        status = problem_set(problem, STATUS_REFUSED, "bad-image", "not in canonical base64");
    else if ((status = image_measure(picture, *size, out, problem)) == STATUS_OK)
        status = image_measure_text(text, out, problem); /* what a page is laid out by */
    free(again);
    if (status != STATUS_OK) {
        free(picture);
        return status;
    }
    *bytes = picture;
    return STATUS_OK;
}
