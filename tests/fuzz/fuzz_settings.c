/* Configuration: any bytes are settings or errors with lines. */
#include "contract/settings.h"

#include <stdint.h>

struct target {
    char *text, *list;
    bool truth;
    int number, code;
};

static const struct setting table[] = {
    {"a", "text", SETTING_TEXT, offsetof(struct target, text), 0, 0, NULL, "x"},
    {"a", "list", SETTING_LIST, offsetof(struct target, list), 0, 0, NULL, NULL},
    {"a", "truth", SETTING_BOOLEAN, offsetof(struct target, truth), 0, 0, NULL, "yes"},
    {"b", "number", SETTING_INTEGER, offsetof(struct target, number), -5, 5, NULL, "1"},
    {"b", "code", SETTING_CODE, offsetof(struct target, code), 0, 0, "one|two", "two"},
};
#define COUNT (sizeof table / sizeof table[0])

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct target target;
    struct buffer errors = {0};
    settings_defaults(table, COUNT, &target);
    enum status status = settings_parse("fuzz", (const char *)data, size, table, COUNT, &target, &errors);
    ENSURE((status == STATUS_OK) == (errors.size == 0));
    ENSURE(target.number >= -5 && target.number <= 5 && target.code >= 0 && target.code <= 1);
    settings_finish(table, COUNT, &target);
    buffer_finish(&errors);
    return 0;
}
