/* Marks of content that came again unchanged. They are remembered here and written only along with a real
   change: a pull that brings nothing new writes nothing. For cache.c alone. */
#ifndef FEEDER_MARKS_H
#define FEEDER_MARKS_H

#include <stddef.h>

struct mark {
    int list; /* the caller's number of the list that `id` is in */
    char *id, *text;
};
/* In the order they came; of two for one id the later prevails. Zero-initialise. */
struct marks {
    struct mark *mark;
    size_t count, capacity;
};

void marks_finish(struct marks *marks);
void marks_add(struct marks *marks, int list, const char *id, const char *text);
/* Moves all of `from` behind those of `to`; `from` is empty afterwards. */
void marks_move(struct marks *to, struct marks *from);

#endif
