/* Records: whatever is accepted has exactly these bytes as its only spelling. */
#include "contract/record.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record *record = NULL;
    struct project *project = NULL;
    struct buffer out = {0};
    if (record_decode((const char *)data, size, &record, NULL) == STATUS_OK) {
        record_encode(record, &out);
        ENSURE(out.size == size && memcmp(out.data, data, size) == 0);
        ENSURE(*record_title(record, LANG_KO) != '\0');
    }
    buffer_clear(&out);
    if (project_decode((const char *)data, size, &project, NULL) == STATUS_OK) {
        project_encode(project, &out);
        ENSURE(out.size == size && memcmp(out.data, data, size) == 0);
    }
    record_destroy(record);
    project_destroy(project);
    buffer_finish(&out);
    return 0;
}
