#include "image_clean.h"
#include "image_clean_pixels.h"

#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#define QUALITY 92 /* of what must be encoded anew: print of 8 points keeps its edges */

/* What the segments before the first scan say. */
struct heading {
    unsigned frame;     /* marker of its header: which kind of JPEG (ITU-T T.81, table B.1) */
    unsigned precision; /* bits a sample */
    unsigned components;
    size_t width, height;
    bool adobe; /* APP14: inks are counted from 255 down, as all who write it do */
    unsigned orientation;
};

static bool is_frame(unsigned marker)
{
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

static struct heading read_heading(const unsigned char *bytes, size_t size)
{
    struct heading heading = {.orientation = 1};
    bool exif = false;
    for (size_t at = 2; size - at >= 4 && bytes[at] == 0xFF && bytes[at + 1] != 0xDA;) {
        unsigned marker = bytes[at + 1];
        if (marker == 0xFF) { /* fill byte */
            at++;
            continue;
        }
        size_t length = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        const unsigned char *content = bytes + at + 4;
        if (length < 2 || length + 2 > size - at)
            break;
        if (is_frame(marker) && length >= 8 && heading.frame == 0) {
            heading.frame = marker;
            heading.precision = content[0];
            heading.height = (size_t)content[1] << 8 | content[2];
            heading.width = (size_t)content[3] << 8 | content[4];
            heading.components = content[5];
        } else if (marker == 0xEE && length >= 14 && memcmp(content, "Adobe", 5) == 0) {
            heading.adobe = true;
        } else if (marker == 0xE1 && !exif && length >= 8 && memcmp(content, "Exif\0\0", 6) == 0) {
            exif = true; /* the first counts: a second is a preview's */
            heading.orientation = clean_orientation(content + 6, length - 8);
        }
        at += 2 + length;
    }
    return heading;
}

/* Baseline, extended, progressive; the same by arithmetic coding. */
static bool is_usual(unsigned frame)
{
    return (frame >= 0xC0 && frame <= 0xC2) || frame == 0xC9 || frame == 0xCA;
}

/* The blocks themselves, turned, as they were encoded. False: not this file. */
static bool clean_blocks(const struct clean_work *work, const struct heading *heading, unsigned char **bytes,
                         size_t *size)
{
    static const int upright[] = {TJXOP_NONE,      TJXOP_NONE,  TJXOP_HFLIP,      TJXOP_ROT180, TJXOP_VFLIP,
                                  TJXOP_TRANSPOSE, TJXOP_ROT90, TJXOP_TRANSVERSE, TJXOP_ROT270};
    tjtransform turn = {.op = upright[heading->orientation], .options = TJXOPT_COPYNONE | TJXOPT_PERFECT};
    unsigned char *pixels = NULL;
    unsigned long most = 0;
    int width = 0, height = 0, sampling = 0, space = 0;
    tjhandle transform = tjInitTransform(), decode = tjInitDecompress();
    bool done =
        transform != NULL && decode != NULL &&
        tjTransform(transform, work->bytes, work->size, 1, bytes, &most, &turn, TJFLAG_STOPONWARNING) == 0 &&
        tjDecompressHeader3(decode, *bytes, most, &width, &height, &sampling, &space) == 0;
    if (done) /* once to its last block: no screen is the first to find that it is damaged */
        pixels = malloc((size_t)width * (size_t)height * 3);
    done = pixels != NULL &&
           tjDecompress2(decode, *bytes, most, pixels, width, 0, height, TJPF_RGB, TJFLAG_STOPONWARNING) == 0;
    *size = most;
    free(pixels);
    if (transform != NULL)
        (void)tjDestroy(transform);
    if (decode != NULL)
        (void)tjDestroy(decode);
    return done;
}

/* Four bytes a pixel to three, in place. What paper reflects of a colour is what its ink and black both let through; a press's
   profile would know its papers and inks better, and no line of a plan. */
static void mix_inks(unsigned char *pixel, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++)
        for (size_t c = 0; c < 3; c++)
            pixel[i * 3 + c] = (unsigned char)((pixel[i * 4 + c] * pixel[i * 4 + 3] + 127) / 255);
}

static unsigned char *decode_pixels(const struct clean_work *work, const struct heading *heading)
{
    size_t count = heading->width * heading->height;
    bool inks = heading->components == 4;
    tjhandle decode = tjInitDecompress();
    unsigned char *pixels = malloc(count * (inks ? 4 : 3));
    if (decode == NULL || pixels == NULL ||
        tjDecompress2(decode, work->bytes, work->size, pixels, (int)heading->width, 0, (int)heading->height,
                      inks ? TJPF_CMYK : TJPF_RGB, TJFLAG_STOPONWARNING) != 0) {
        free(pixels);
        pixels = NULL;
    }
    if (decode != NULL)
        (void)tjDestroy(decode);
    if (pixels != NULL && inks)
        mix_inks(pixels, count);
    return pixels;
}

static int encode_anew(const struct clean_work *work, const struct heading *heading, int out)
{
    size_t width = heading->width, height = heading->height;
    unsigned char *pixels = decode_pixels(work, heading), *bytes = NULL;
    unsigned long size = 0;
    if (pixels != NULL)
        pixels = clean_turn(pixels, &width, &height, heading->orientation);
    tjhandle encode = tjInitCompress();
    if (pixels == NULL || encode == NULL ||
        tjCompress2(encode, pixels, (int)width, 0, (int)height, TJPF_RGB, &bytes, &size,
                    clean_is_grey(pixels, width * height) ? TJSAMP_GRAY : TJSAMP_444, QUALITY,
                    TJFLAG_ACCURATEDCT) != 0)
        return CLEAN_DAMAGED;
    return clean_hand_out(out, bytes, size);
}

int clean_jpeg(void *context, int out)
{
    const struct clean_work *work = context;
    const struct heading heading = read_heading(work->bytes, work->size);
    unsigned char *bytes = NULL;
    size_t size = 0;
    if (!is_usual(heading.frame) ||
        (heading.components != 1 && heading.components != 3 && heading.components != 4))
        return CLEAN_KIND;
    if (heading.precision != 8)
        return CLEAN_PRECISION;
    if (heading.components == 4 && !heading.adobe)
        return CLEAN_INKS;
    if (heading.components != 4 && clean_blocks(work, &heading, &bytes, &size))
        return clean_hand_out(out, bytes, size);
    tjFree(bytes);
    return encode_anew(work, &heading, out);
}
