/* Sharing a table's width. Cells are so many characters long and take the lines that division says; expectations are reckoned by
   hand, and for small tables by trying every allocation. */
#include "grid_widths.h"

#include "contract/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MOST_COLUMNS 4
#define MOST_ROWS 10

struct sample {
    const char *name;
    size_t columns, rows;
    int cell[MOST_COLUMNS][MOST_ROWS];  /* characters, by column */
    int below[MOST_COLUMNS][MOST_ROWS]; /* of the cell that stands below it */
    int word[MOST_COLUMNS];     /* characters that are one word in each of its cells: narrower tears it */
    int least, given;           /* width of each at least, and to begin with */
    unsigned weight[MOST_ROWS]; /* 0: 1 */
    float room;
    uint64_t lines;          /* expected */
    int width[MOST_COLUMNS]; /* expected; 0: any that does */
};

static const struct sample samples[] = {
    /* B needs 4 for its word, A has the rest: 12 characters in 6 */
    {"who has more to say", 2, 1, .cell = {{12}, {4}}, .least = 3, .given = 5, .room = 10, .lines = 2,
     .width = {6, 4}},
    /* 10 and 2 would be one line and five, 6 and 6 two and two */
    {"each is long once", 2, 2, .cell = {{10, 2}, {2, 10}}, .least = 2, .given = 2, .room = 12, .lines = 4},
    /* nine rows of one line for B's 8, and five for the one sentence of A, rather than two lines for all */
    {"one sentence does not rule", 2, 10,
     .cell = {{30, 2, 2, 2, 2, 2, 2, 2, 2, 2}, {8, 8, 8, 8, 8, 8, 8, 8, 8, 8}}, .least = 4, .given = 7,
     .room = 14, .lines = 14, .width = {6, 8}},
    /* all three must give 2 before D has its 20 */
    {"many give a little", 4, 1, .cell = {{4}, {4}, {4}, {20}}, .least = 4, .given = 6, .room = 32,
     .lines = 1, .width = {4, 4, 4, 20}},
    /* the upper cells need 4 each; what stands below A needs 12 for one line */
    {"below counts for itself", 2, 2, .cell = {{4, 4}, {9, 9}}, .below = {{12, 12}}, .least = 4, .given = 8,
     .room = 16, .lines = 6},
    /* 5 | 7 and 6 | 6 take two lines alike, but A's word of six is whole in the second */
    {"a word stays whole", 2, 1, .cell = {{10}, {10}}, .word = {6, 0}, .least = 5, .given = 5, .room = 12,
     .lines = 2, .width = {6, 0}},
    /* the first row is the heads', which stand on three pages: 6 for A's head saves three lines, 8 for B two */
    {"heads stand on every page", 2, 3, .cell = {{6, 1, 1}, {1, 8, 8}}, .least = 4, .given = 5,
     .weight = {3, 1, 1}, .room = 12, .lines = 7, .width = {6, 0}},
    {"nothing to share", 1, 1, .cell = {{9}}, .least = 3, .given = 3, .room = 3, .lines = 3, .width = {3}},
};

/* One table in memory: offers of every whole width from the least to the longest cell. */
struct table {
    struct widths widths;
    struct widths_column column[MOST_COLUMNS];
    unsigned weight[MOST_ROWS];
};

static uint8_t lines_in(int characters, int width)
{
    return (uint8_t)((characters + width - 1) / width);
}

static void table_init(struct table *table, const struct sample *sample)
{
    memset(table, 0, sizeof *table);
    table->widths = (struct widths){
        .columns = sample->columns, .rows = sample->rows, .column = table->column, .weight = table->weight};
    for (size_t r = 0; r < sample->rows; r++)
        table->weight[r] = sample->weight[r] == 0 ? 1 : sample->weight[r];
    for (size_t c = 0; c < sample->columns; c++) {
        struct widths_column *column = &table->column[c];
        int longest = sample->given;
        for (size_t r = 0; r < sample->rows; r++) {
            longest = sample->cell[c][r] > longest ? sample->cell[c][r] : longest;
            longest = sample->below[c][r] > longest ? sample->below[c][r] : longest;
        }
        column->offers = (size_t)(longest - sample->least + 1);
        assert_true(column->offers <= WIDTHS_OFFERED);
        column->lines = take_zeroed(column->offers * sample->rows, sizeof *column->lines);
        column->chosen = (size_t)(sample->given - sample->least);
        for (size_t i = 0; i < column->offers; i++) {
            int width = sample->least + (int)i;
            column->width[i] = (float)width;
            for (size_t r = 0; r < sample->rows; r++)
                column->lines[i * sample->rows + r] =
                    (struct widths_lines){.lines = lines_in(sample->cell[c][r], width),
                                          .below = lines_in(sample->below[c][r], width),
                                          .torn = sample->word[c] > width ? 1 : 0};
        }
    }
}

static void table_finish(struct table *table)
{
    for (size_t c = 0; c < table->widths.columns; c++)
        free(table->column[c].lines);
}

static float taken(const struct table *table)
{
    float sum = 0;
    for (size_t c = 0; c < table->widths.columns; c++)
        sum += table->column[c].width[table->column[c].chosen];
    return sum;
}

static void test_by_hand(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        const struct sample *sample = &samples[i];
        struct table table;
        table_init(&table, sample);
        assert_true(taken(&table) <= sample->room);
        widths_choose(&table.widths, sample->room);
        if (widths_lines_of(&table.widths) != sample->lines)
            fail_msg("%s: %d lines, not %d", sample->name, (int)widths_lines_of(&table.widths),
                     (int)sample->lines);
        assert_true(taken(&table) <= sample->room);
        for (size_t c = 0; c < sample->columns; c++) {
            int width = (int)table.column[c].width[table.column[c].chosen];
            if (sample->width[c] > 0 && width < sample->width[c])
                fail_msg("%s: column %d has %d, not %d", sample->name, (int)c, width, sample->width[c]);
        }
        table_finish(&table);
    }
}

/* ---- random tables ---- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void random_sample(uint32_t *seed, struct sample *sample)
{
    *sample =
        (struct sample){.columns = 2 + next_random(seed) % 3, .rows = 1 + next_random(seed) % 6, .least = 2};
    sample->given = 2 + (int)(next_random(seed) % 4);
    for (size_t c = 0; c < sample->columns; c++) {
        int longest = 1 + (int)(next_random(seed) % 12);
        for (size_t r = 0; r < sample->rows; r++) {
            sample->cell[c][r] = (int)(next_random(seed) % (uint32_t)longest) + 1;
            if (next_random(seed) % 5 == 0)
                sample->below[c][r] = (int)(next_random(seed) % 12);
        }
        if (next_random(seed) % 4 == 0)
            sample->word[c] = (int)(next_random(seed) % 8);
    }
    sample->room = (float)sample->given * (float)sample->columns + (float)(next_random(seed) % 12);
}

/* Twice the lines and what is torn, as chosen. */
static uint64_t pains(const struct table *table)
{
    uint64_t torn = 0;
    for (size_t c = 0; c < table->widths.columns; c++)
        for (size_t r = 0; r < table->widths.rows; r++)
            torn += table->column[c].lines[table->column[c].chosen * table->widths.rows + r].torn;
    return 2 * widths_lines_of(&table->widths) + torn;
}

/* The least that any allocation gives. */
static uint64_t least_pains(struct table *table, size_t column, float room)
{
    if (column == table->widths.columns)
        return pains(table);
    uint64_t least = UINT64_MAX;
    float others = 0;
    for (size_t c = column + 1; c < table->widths.columns; c++)
        others += table->column[c].width[0];
    for (size_t i = 0; i < table->column[column].offers; i++) {
        float width = table->column[column].width[i];
        if (width + others > room)
            break;
        table->column[column].chosen = i;
        uint64_t found = least_pains(table, column + 1, room - width);
        least = found < least ? found : least;
    }
    return least;
}

/* Never worse than what was given, never wider than the room, always the same; nearly always the best there is, and never far
   from it. */
static void test_random_tables(void **state)
{
    (void)state;
    uint32_t seed = 42;
    int best = 0, tables = 3000;
    for (int i = 0; i < tables; i++) {
        struct sample sample;
        random_sample(&seed, &sample);
        struct table table, again;
        table_init(&table, &sample);
        table_init(&again, &sample);
        uint64_t before = pains(&table);
        widths_choose(&table.widths, sample.room);
        widths_choose(&again.widths, sample.room);
        uint64_t found = pains(&table);
        assert_true(taken(&table) <= sample.room);
        assert_true(found <= before);
        for (size_t c = 0; c < sample.columns; c++)
            assert_int_equal(table.column[c].chosen, again.column[c].chosen);
        uint64_t least = least_pains(&again, 0, sample.room);
        assert_true(found >= least);
        assert_true(found <= least + least / 4 + 1);
        best += found == least;
        table_finish(&again);
        table_finish(&table);
    }
    print_message("%d of %d tables as low as can be\n", best, tables);
    assert_true(best >= tables * 97 / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_random_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
