#include "image_clean_pixels.h"

#include "image_clean.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int clean_hand_out(int out, const unsigned char *bytes, size_t size)
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

bool clean_is_grey(const unsigned char *rgb, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, rgb += 3)
        if (abs(rgb[0] - rgb[1]) > 8 || abs(rgb[1] - rgb[2]) > 8 || abs(rgb[0] - rgb[2]) > 8)
            return false;
    return true;
}

unsigned clean_orientation(const unsigned char *tiff, size_t size)
{
    if (size < 8 || (memcmp(tiff, "MM\0*", 4) != 0 && memcmp(tiff, "II*\0", 4) != 0))
        return 1;
    bool big = tiff[0] == 'M';
    size_t start = 0, entries = 0;
    for (size_t i = 0; i < 4; i++)
        start = start << 8 | tiff[4 + (big ? i : 3 - i)];
    if (start > size - 2)
        return 1;
    entries = big ? (size_t)tiff[start] << 8 | tiff[start + 1] : (size_t)tiff[start + 1] << 8 | tiff[start];
    for (size_t e = 0; e < entries && start + 2 + (e + 1) * 12 <= size; e++) {
        const unsigned char *entry = tiff + start + 2 + e * 12;
        if (entry[big ? 0 : 1] != 0x01 || entry[big ? 1 : 0] != 0x12)
            continue;
        unsigned how = entry[big ? 9 : 8];
        return how >= 1 && how <= 8 ? how : 1;
    }
    return 1;
}

unsigned char *clean_turn(unsigned char *rgb, size_t *width, size_t *height, unsigned orientation)
{
    size_t w = *width, h = *height;
    bool lies = orientation >= 5;
    if (orientation <= 1 || orientation > 8)
        return rgb;
    unsigned char *turned = malloc(w * h * 3), *to = turned;
    for (size_t y = 0; turned != NULL && y < (lies ? w : h); y++)
        for (size_t x = 0; x < (lies ? h : w); x++, to += 3) {
            size_t across = lies ? y : x, down = lies ? x : y; /* in the picture as it lies */
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                across = w - 1 - across;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                down = h - 1 - down;
            memcpy(to, rgb + (down * w + across) * 3, 3);
        }
    free(rgb);
    *width = lies ? h : w;
    *height = lies ? w : h;
    return turned;
}
