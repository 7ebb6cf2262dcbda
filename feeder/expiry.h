/* When what is signed runs out, and who can sign it anew: read from the key folder and the publication as they lie, so that an
   office hears of it weeks before its screens do. */
#ifndef FEEDER_EXPIRY_H
#define FEEDER_EXPIRY_H

#include "charter.h"
#include "publish.h"

struct expiry {
    instant expires; /* of the file of this duty that ends first; NO_INSTANT: none is published */
    char role[256];  /* which one it is */
    bool here;       /* the keys at hand renew it by themselves */
    bool soon;       /* they do not, and it is time to ask for those that can */
};

/* Fills `out`, one for each duty. STATUS_MISUSE "no-keys" without a root. */
enum status expiry_read(const struct publish_settings *settings, instant now, struct expiry out[DUTY_COUNT],
                        struct problem *problem);

#endif
