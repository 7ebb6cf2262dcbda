/* What waited in pending/ and has all its signatures by now becomes part of the publication. For edition.c alone. */
#ifndef FEEDER_ADOPTION_H
#define FEEDER_ADOPTION_H

#include "edition.h"

enum status adoption_take(struct edition *edition, struct problem *problem);

#endif
