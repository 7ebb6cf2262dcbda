#include "book.h"

void compose_compare(struct composing *c)
{
    compose_reading(c);
}
