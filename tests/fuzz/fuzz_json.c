/* JSON: what is read is written canonically, and that is read and written the same. */
#include "json/json.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct json *tree = NULL, *again = NULL;
    struct buffer first = {0}, second = {0};
    if (json_parse((const char *)data, size, 1 << 20, &tree, NULL) != STATUS_OK)
        return 0;
    json_canonical(tree, &first);
    ENSURE(json_parse(first.data, first.size, first.size, &again, NULL) == STATUS_OK);
    json_canonical(again, &second);
    ENSURE(first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
    json_destroy(tree);
    json_destroy(again);
    buffer_finish(&first);
    buffer_finish(&second);
    return 0;
}
