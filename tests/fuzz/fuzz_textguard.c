/* Any bytes as text: the guards and masks never crash, what the text guard gives passes it again unchanged,
   and a masked name is masked for good. */
#include "contract/limits.h"
#include "guard.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_mask(char *once, char *twice)
{
    ENSURE(strcmp(once, twice) == 0);
    free(once);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = take_copy_n((const char *)data + 1, size - 1), *out = NULL, *again = NULL;
    bool body = (data[0] & 1) != 0;
    struct problem problem = {0};
    (void)persondata_check(text, false, NULL); /* also on what the text guard has not seen */
    enum status status = textguard_check(text, body, &out, &problem);
    ENSURE((status == STATUS_OK) == (out != NULL));
    ENSURE((status == STATUS_REFUSED) == (problem.code[0] != '\0'));
    if (status == STATUS_OK) {
        ENSURE(strchr(out, '\r') == NULL && (body || strchr(out, '\n') == NULL));
        ENSURE(textguard_check(out, body, &again, NULL) == STATUS_OK && strcmp(out, again) == 0);
        char *name = mask_name(out, false), *place = mask_place(out);
        check_mask(name, mask_name(name, false));
        check_mask(place, mask_place(place));
    }
    free(again);
    free(out);
    free(text);
    return 0;
}
