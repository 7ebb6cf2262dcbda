/* Pictures, as bytes and as the text that carries them: what is taken is within the limits, has one spelling, and tells the same
   size to whoever reads its beginning alone. */
#include "contract/image.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <stdlib.h>
#include <string.h>

static void check_size(const struct image *image)
{
    ENSURE(image->width > 0 && image->width <= LIMIT_IMAGE_SIDE);
    ENSURE(image->height > 0 && image->height <= LIMIT_IMAGE_SIDE);
    ENSURE((uint64_t)image->width * image->height <= LIMIT_IMAGE_PIXELS);
}

static void check_text(const char *text)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    struct image whole, start;
    if (image_from_text(text, &bytes, &size, &whole, NULL) != STATUS_OK)
        return;
    check_size(&whole);
    char *again = image_to_text(bytes, size);
    ENSURE(strcmp(text, again) == 0);
    ENSURE(image_measure_text(text, &start, NULL) == STATUS_OK);
    ENSURE(memcmp(&start, &whole, sizeof whole) == 0);
    free(again);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image;
    char *text = take_copy_n((const char *)data, size); /* as text itself */
    check_text(text);
    free(text);
    if (image_measure(data, size, &image, NULL) == STATUS_OK)
        check_size(&image);
    text = image_to_text(data, size); /* and as bytes */
    check_text(text);
    free(text);
    return 0;
}
