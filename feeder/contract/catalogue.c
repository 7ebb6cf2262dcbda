#include "contract/catalogue.h"

#include "json/json.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern const unsigned char asset_catalogue[];
extern const size_t asset_catalogue_size;

/* Constant data in an inconvenient form: read once into a table that never changes again. Its tree stays for
   the program's life, because the table borrows the texts. The asset is ours, so
   anything wrong with it is a bug. */
static struct {
    pthread_once_t once;
    struct json *tree;
    struct catalogue_item item[CATALOGUE_ITEMS];
} catalogue = {.once = PTHREAD_ONCE_INIT};

static const char *text_of(const struct json *entry, const char *key)
{
    const char *text = json_text(json_member(entry, key));
    if (text == NULL)
        BUG("catalogue: %s is no text", key);
    return text;
}

/* null says that no national figure exists, and becomes 0. */
static int days_of(const struct json *entry, const char *key)
{
    int64_t days = 0;
    const struct json *value = json_member(entry, key);
    if (!json_is_null(value) && (!json_int64(value, &days) || days < 1 || days > 3660))
        BUG("catalogue: %s is no number of days", key);
    return (int)days;
}

static unsigned word_of(const struct json *entry, const char *key, const char *const *words, int count)
{
    int index = word_index(words, count, text_of(entry, key));
    if (index < 0)
        BUG("catalogue: unknown %s", key);
    return (unsigned)index;
}

static void read_item(const struct json *entry, struct catalogue_item *item)
{
    static const char *const stages[CATALOGUE_STAGES] = {"S0", "S1", "S2", "S3", "S4", "S5", "S6", "SX"};
    item->id = text_of(entry, "id");
    item->stage = (int)word_of(entry, "stage", stages, CATALOGUE_STAGES);
    item->name[LANG_ZH] = text_of(entry, "name_zh");
    item->name[LANG_KO] = text_of(entry, "name_ko");
    item->name[LANG_EN] = text_of(entry, "name_en");
    item->publish_within_days = days_of(entry, "publish_within_days");
    item->publish_within_workdays =
        item->publish_within_days > 0 && strcmp(text_of(entry, "publish_within_unit"), "workday") == 0;
    item->min_display_days = days_of(entry, "min_display_days");
    item->audience = (enum audience)word_of(entry, "audience", audience_words, AUDIENCE_COUNT);
    item->kind = (enum kind)word_of(entry, "kind", kind_words, KIND_COUNT);
    item->statutory = strcmp(text_of(entry, "force"), "statutory") == 0;
    if (!json_boolean(json_member(entry, "must_be_on_site"), &item->must_be_on_site))
        BUG("catalogue: must_be_on_site of %s", item->id);
}

static void read_catalogue(void)
{
    struct problem problem = {0};
    if (json_parse((const char *)asset_catalogue, asset_catalogue_size, asset_catalogue_size, &catalogue.tree,
                   &problem) != STATUS_OK)
        BUG("catalogue: %s", problem.text);
    ENSURE(json_count(catalogue.tree) == CATALOGUE_ITEMS);
    for (size_t i = 0; i < CATALOGUE_ITEMS; i++)
        read_item(json_element(catalogue.tree, i), &catalogue.item[i]);
}

const struct catalogue_item *catalogue_at(size_t index)
{
    ENSURE(index < CATALOGUE_ITEMS);
    if (pthread_once(&catalogue.once, read_catalogue) != 0)
        BUG("pthread_once");
    return &catalogue.item[index];
}

const struct catalogue_item *catalogue_find(const char *id)
{
    unsigned long number = id == NULL || id[0] != 'D' ? 0 : strtoul(id + 1, NULL, 10); /* D01 stands first */
    if (number == 0 || number > CATALOGUE_ITEMS)
        return NULL;
    const struct catalogue_item *item = catalogue_at(number - 1);
    return strcmp(item->id, id) == 0 ? item : NULL;
}

enum status catalogue_check(const struct record *record, struct problem *problem)
{
    const struct catalogue_item *entry = catalogue_find(record->catalogue);
    if (entry == NULL)
        return problem_set(problem, STATUS_REFUSED, "unknown-catalogue",
                           "the catalogue has no such item, only D01 to D35");
    if (entry->audience == AUDIENCE_AFFECTED && record->audience != AUDIENCE_AFFECTED)
        return problem_set(problem, STATUS_REFUSED, "audience-widened",
                           "%s is for the affected households, \"%s\" is wider", record->catalogue,
                           audience_words[record->audience]);
    if (record->rows[VIEW_HOUSEHOLD].count > 0 && record->audience == AUDIENCE_PUBLIC)
        return problem_set(problem, STATUS_REFUSED, "household-public",
                           "an item with household rows cannot be public");
    if (entry->statutory && !record->statutory)
        return problem_set(problem, STATUS_REFUSED, "statutory-lowered",
                           "%s is demanded by law, and the record says that it is not", record->catalogue);
    return STATUS_OK;
}
