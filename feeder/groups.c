#include "groups.h"

#include "contract/buffer.h"
#include "contract/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Decimals of COLUMN_DECIMAL; figures are summed as whole ten-thousandths, never as floats. */
#define PLACES 4
#define SIZE_UNKNOWN INT64_MAX

struct group {
    const char *name, *name_ko; /* borrowed cells of its first row */
    int64_t households;         /* ten-thousandths; SIZE_UNKNOWN */
    int64_t flats;
    size_t merged;  /* index of the group that stands for it */
    size_t members; /* how many it stands for */
};

struct groups {
    struct group *group;
    size_t count, capacity;
    size_t *of_row; /* index of each row's group, or SIZE_MAX for rows of the whole project */
};

enum { AS_OF, METRIC, GROUP, GROUP_KO, DONE, DUE, UNIT, FIELDS };
static const char *const field_names[FIELDS] = {"as_of", "metric", "group_name", "group_name_ko",
                                                "done",  "due",    "unit"};

static char **cell(const struct rows *rows, size_t row, int field)
{
    return &rows->cell[row * views[VIEW_PROGRESS].columns + view_column(VIEW_PROGRESS, field_names[field])];
}

static void replace(char **text, char *by)
{
    free(*text);
    *text = by;
}

/* A checked COLUMN_DECIMAL as whole ten-thousandths; 14 digits and 4 places stay below 10^18. */
static int64_t fixed(const char *text)
{
    bool negative = *text == '-';
    int64_t value = 0;
    int places = -1;
    for (const char *c = negative ? text + 1 : text; *c != '\0'; c++) {
        if (*c == '.')
            places = 0;
        else {
            value = value * 10 + (*c - '0');
            places += places >= 0 ? 1 : 0;
        }
    }
    for (int i = places < 0 ? 0 : places; i < PLACES; i++)
        value *= 10;
    return negative ? -value : value;
}

static size_t places_of(const char *text)
{
    const char *point = strchr(text, '.');
    return point == NULL ? 0 : strlen(point + 1);
}

static char *fixed_text(int64_t value, size_t places)
{
    uint64_t whole = value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
    char fraction[PLACES + 1];
    snprintf(fraction, sizeof fraction, "%04u", (unsigned)(whole % 10000));
    fraction[places] = '\0';
    return take_format("%s%llu%s%s", value < 0 ? "-" : "", (unsigned long long)(whole / 10000),
                       places > 0 ? "." : "", fraction);
}

static void find_groups(const struct rows *rows, struct groups *groups)
{
    groups->of_row = take_zeroed(rows->count, sizeof *groups->of_row);
    for (size_t r = 0; r < rows->count; r++) {
        const char *name = *cell(rows, r, GROUP);
        size_t g = 0;
        while (name != NULL && g < groups->count && strcmp(groups->group[g].name, name) != 0)
            g++;
        groups->of_row[r] = name == NULL ? SIZE_MAX : g;
        if (name == NULL || g < groups->count)
            continue;
        groups->group = take_room(groups->group, &groups->capacity, groups->count + 1, sizeof *groups->group);
        groups->group[groups->count++] =
            (struct group){name, *cell(rows, r, GROUP_KO), SIZE_UNKNOWN, SIZE_UNKNOWN, g, 1};
    }
}

/* G1, G2. False if no group says how many households it has. */
static bool measure(const struct rows *rows, struct groups *groups)
{
    bool known = false;
    ENSURE(groups->group != NULL);
    for (size_t r = 0; r < rows->count; r++) {
        if (groups->of_row[r] == SIZE_MAX)
            continue;
        struct group *group = &groups->group[groups->of_row[r]];
        int64_t due = fixed(*cell(rows, r, DUE));
        int64_t *size = strcmp(*cell(rows, r, UNIT), "household") == 0 ? &group->households
                        : strcmp(*cell(rows, r, UNIT), "flat") == 0    ? &group->flats
                                                                       : NULL;
        if (size != NULL && due < *size)
            *size = due;
    }
    for (size_t g = 0; g < groups->count; g++) {
        struct group *group = &groups->group[g];
        if (group->households == SIZE_UNKNOWN)
            group->households = group->flats;
        known = known || group->households != SIZE_UNKNOWN;
    }
    /* Beside groups that count, one that does not may be of any size: it is taken for empty. */
    for (size_t g = 0; g < groups->count; g++)
        if (groups->group[g].households == SIZE_UNKNOWN)
            groups->group[g].households = 0;
    return known;
}

static size_t neighbour(const struct groups *groups, size_t g, int step)
{
    for (size_t i = g + (size_t)step; i < groups->count; i += (size_t)step) /* wraps below 0 to SIZE_MAX */
        if (groups->group[i].merged == i)
            return i;
    return SIZE_MAX;
}

/* G3. Neighbours in the office's order, so that what is merged belongs together. True if anything was merged. */
static bool merge_small(struct groups *groups, int64_t least)
{
    bool any = false;
    for (;;) {
        size_t small = SIZE_MAX;
        for (size_t g = 0; g < groups->count; g++)
            if (groups->group[g].merged == g && groups->group[g].households < least &&
                (small == SIZE_MAX || groups->group[g].households < groups->group[small].households))
                small = g;
        if (small == SIZE_MAX)
            return any;
        size_t before = neighbour(groups, small, -1), after = neighbour(groups, small, 1);
        if (before == SIZE_MAX && after == SIZE_MAX)
            return any; /* the whole is one group: all that can be done */
        size_t other = before == SIZE_MAX ? after : before;
        if (before != SIZE_MAX && after != SIZE_MAX &&
            groups->group[after].households < groups->group[before].households)
            other = after;
        size_t first = other < small ? other : small, second = other < small ? small : other;
        groups->group[first].households += groups->group[second].households;
        groups->group[first].members += groups->group[second].members;
        for (size_t g = 0; g < groups->count; g++)
            if (groups->group[g].merged == second)
                groups->group[g].merged = first;
        any = true;
    }
}

static bool same_figure(const struct rows *rows, size_t a, size_t b)
{
    return strcmp(*cell(rows, a, AS_OF), *cell(rows, b, AS_OF)) == 0 &&
           strcmp(*cell(rows, a, METRIC), *cell(rows, b, METRIC)) == 0 &&
           strcmp(*cell(rows, a, UNIT), *cell(rows, b, UNIT)) == 0;
}

/* Rows in the order of what they count, so that equal ones stand together; ties keep the office's order. */
struct ranked {
    const struct rows *rows;
    const struct groups *groups;
    size_t row, group;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    static const int fields[] = {AS_OF, METRIC, UNIT};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        int order = strcmp(*cell(a->rows, a->row, fields[i]), *cell(b->rows, b->row, fields[i]));
        if (order != 0)
            return order;
    }
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->row < b->row ? -1 : 1;
}

static struct ranked *rank_rows(const struct rows *rows, const struct groups *groups, bool merged)
{
    struct ranked *ranked = take_zeroed(rows->count, sizeof *ranked);
    for (size_t r = 0; r < rows->count; r++) {
        size_t g = groups->of_row[r];
        ranked[r] = (struct ranked){rows, groups, r, g == SIZE_MAX || !merged ? g : groups->group[g].merged};
    }
    qsort(ranked, rows->count, sizeof *ranked, compare_ranked);
    return ranked;
}

static enum status check_duplicates(const struct rows *rows, const struct groups *groups,
                                    struct problem *problem)
{
    enum status status = STATUS_OK;
    struct ranked *ranked = rank_rows(rows, groups, false);
    for (size_t i = 1; i < rows->count && status == STATUS_OK; i++)
        if (ranked[i].group == ranked[i - 1].group && same_figure(rows, ranked[i].row, ranked[i - 1].row))
            status = problem_set(problem, STATUS_REFUSED, "duplicate-figure",
                                 "progress rows %zu and %zu give the same figure twice",
                                 ranked[i - 1].row + 1, ranked[i].row + 1);
    free(ranked);
    return status;
}

/* "1号楼、2号楼"; first and last where all of them do not fit in a line. NULL if a name is missing. */
static char *join_names(const struct groups *groups, size_t g, bool korean)
{
    struct buffer out = {0};
    const char *last = NULL;
    for (size_t i = g; i < groups->count; i++) {
        if (groups->group[i].merged != g)
            continue;
        last = korean ? groups->group[i].name_ko : groups->group[i].name;
        if (last == NULL) {
            buffer_finish(&out);
            return NULL;
        }
        if (out.size > 0)
            buffer_text(&out, korean ? ", " : "、");
        buffer_text(&out, last);
    }
    char *joined = buffer_take(&out);
    if (strlen(joined) <= LIMIT_LINE_BYTES)
        return joined;
    free(joined);
    joined = take_format("%.1000s—%.1000s", korean ? groups->group[g].name_ko : groups->group[g].name, last);
    return joined;
}

/* Adds up one merged figure, `count` ranked rows, into its first row. */
static enum status sum_figure(struct rows *rows, const struct ranked *ranked, size_t count,
                              struct problem *problem)
{
    static const int fields[] = {DONE, DUE};
    size_t into = ranked[0].row;
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        int64_t sum = 0;
        size_t places = 0;
        for (size_t i = 0; i < count; i++) {
            const char *text = *cell(rows, ranked[i].row, fields[f]);
            if (__builtin_add_overflow(sum, fixed(text), &sum))
                return problem_set(problem, STATUS_REFUSED, "bad-number",
                                   "progress row %zu: the merged sum is too large", into + 1);
            places = places_of(text) > places ? places_of(text) : places;
        }
        if (sum / 10000 > 99999999999999 || sum / 10000 < -99999999999999)
            return problem_set(problem, STATUS_REFUSED, "bad-number",
                               "progress row %zu: the merged sum is too large", into + 1);
        replace(cell(rows, into, fields[f]), fixed_text(sum, places));
    }
    return STATUS_OK;
}

/* G4, G6. Adds up each figure of merged groups; rows that went into another lose
   `done`, the sign for drop_rows. */
static enum status sum_figures(struct rows *rows, const struct groups *groups, struct problem *problem)
{
    enum status status = STATUS_OK;
    struct ranked *ranked = rank_rows(rows, groups, true);
    for (size_t i = 0, count; i < rows->count && status == STATUS_OK; i += count) {
        size_t g = ranked[i].group;
        for (count = 1; i + count < rows->count && ranked[i + count].group == g &&
                        same_figure(rows, ranked[i].row, ranked[i + count].row);)
            count++;
        if (g == SIZE_MAX || groups->group[g].members < 2)
            continue;
        if (count != groups->group[g].members)
            status = problem_set(
                problem, STATUS_REFUSED, "group-gap",
                "progress row %zu: %zu of the %zu small groups to be shown as one have this figure",
                ranked[i].row + 1, count, groups->group[g].members);
        else
            status = sum_figure(rows, ranked + i, count, problem);
        for (size_t k = 1; k < count && status == STATUS_OK; k++)
            replace(cell(rows, ranked[i + k].row, DONE), NULL);
    }
    free(ranked);
    return status;
}

/* Gives the rows of merged groups their common name. All names are joined before
   the first cell they lie in goes. */
static void name_rows(struct rows *rows, const struct groups *groups)
{
    char **names = take_zeroed(groups->count, sizeof *names),
         **names_ko = take_zeroed(groups->count, sizeof *names_ko);
    for (size_t g = 0; g < groups->count; g++) {
        if (groups->group[g].merged != g || groups->group[g].members < 2)
            continue;
        names[g] = join_names(groups, g, false);
        names_ko[g] = join_names(groups, g, true);
    }
    for (size_t r = 0; r < rows->count; r++) {
        size_t g = groups->of_row[r] == SIZE_MAX ? SIZE_MAX : groups->group[groups->of_row[r]].merged;
        if (g == SIZE_MAX || names[g] == NULL)
            continue;
        replace(cell(rows, r, GROUP), take_copy(names[g]));
        replace(cell(rows, r, GROUP_KO), take_copy_or_null(names_ko[g]));
    }
    for (size_t g = 0; g < groups->count; g++) {
        free(names[g]);
        free(names_ko[g]);
    }
    free(names);
    free(names_ko);
}

static void drop_rows(struct rows *rows)
{
    size_t columns = views[VIEW_PROGRESS].columns, kept = 0;
    for (size_t r = 0; r < rows->count; r++) {
        char **row = rows->cell + r * columns;
        if (*cell(rows, r, DONE) == NULL) {
            for (size_t c = 0; c < columns; c++)
                free(row[c]);
            continue;
        }
        memmove(rows->cell + kept++ * columns, row, columns * sizeof *row);
    }
    rows->count = kept;
}

enum status groups_merge(struct rows *rows, int least, struct problem *problem)
{
    struct groups groups = {0};
    find_groups(rows, &groups);
    enum status status = check_duplicates(rows, &groups, problem);
    if (status == STATUS_OK && groups.count > 1 && measure(rows, &groups) &&
        merge_small(&groups, (int64_t)least * 10000)) {
        status = sum_figures(rows, &groups, problem);
        if (status == STATUS_OK) {
            name_rows(rows, &groups);
            drop_rows(rows);
        }
    }
    free(groups.group);
    free(groups.of_row);
    return status;
}
