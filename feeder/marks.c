#include "marks.h"

#include "contract/buffer.h"

#include <stdlib.h>

void marks_finish(struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        free(marks->mark[i].id);
        free(marks->mark[i].text);
    }
    free(marks->mark);
    *marks = (struct marks){0};
}

static void take(struct marks *marks, struct mark mark)
{
    marks->mark = take_room(marks->mark, &marks->capacity, marks->count + 1, sizeof *marks->mark);
    marks->mark[marks->count++] = mark;
}

void marks_add(struct marks *marks, int list, const char *id, const char *text)
{
    take(marks, (struct mark){list, take_copy(id), take_copy(text)});
}

void marks_move(struct marks *to, struct marks *from)
{
    for (size_t i = 0; i < from->count; i++)
        take(to, from->mark[i]);
    free(from->mark);
    *from = (struct marks){0};
}
