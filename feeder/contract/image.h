/* What an attached picture is, told by its first bytes before anything decodes it. Feeder and kiosk ask the same question. */
#ifndef CONTRACT_IMAGE_H
#define CONTRACT_IMAGE_H

#include "contract/status.h"

#include <stddef.h>
#include <stdint.h>

enum image_format { IMAGE_PNG, IMAGE_JPEG };

struct image {
    enum image_format format;
    uint32_t width, height; /* pixels */
};

/* Reads format and size of a PNG (ISO/IEC 15948, IHDR) or JPEG (ITU-T T.81, SOF). STATUS_REFUSED "bad-image" where it is neither
   or cut short, "image-too-large" beyond LIMIT_IMAGE_SIDE or LIMIT_IMAGE_PIXELS. *out is untouched on failure. */
enum status image_measure(const void *bytes, size_t size, struct image *out, struct problem *problem);

/* A picture as text, the way a record carries it: base64 (RFC 4648 section 4), one way to write the same bytes. The caller frees. */
__attribute__((malloc, returns_nonnull, warn_unused_result)) char *image_to_text(const void *bytes,
                                                                                 size_t size);
/* What the picture is, told by the beginning of its text alone: for laying out a page, of a text that is known to be good. */
enum status image_measure_text(const char *text, struct image *out, struct problem *problem);
/* The bytes of such a text, which the caller frees, and what they are. STATUS_REFUSED where it is no picture, or one
   that does not tell its size at its beginning, as none that was cleaned does, or no canonical text. */
enum status image_from_text(const char *text, unsigned char **bytes, size_t *size, struct image *out,
                            struct problem *problem);

#endif
