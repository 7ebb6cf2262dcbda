#include "book.h"

void compose_panel(struct composing *c)
{
    compose_reading(c);
}
