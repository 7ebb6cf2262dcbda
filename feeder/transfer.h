/* A publication carried from one place to another: from the office's folder to a stick, from a web server to a mirror, from any of
   them back to an office that lost its own. Only transport, and so without keys: whoever follows the copy verifies it. But a copy is
   whole or does not become visible: every file that is listed is there with the hash it is listed with, before timestamp.json
   is replaced. */
#ifndef FEEDER_TRANSFER_H
#define FEEDER_TRANSFER_H

#include "repository.h"

#include <stdint.h>

struct transfer_report {
    int64_t snapshot, timestamp; /* versions of what was copied */
    size_t files, copied, removed;
};

/* Copies the publication at `uri` into folder `to`; what is there already is kept, what is no longer listed goes. STATUS_REFUSED "older" if `to` holds a newer one, "incomplete" for what lacks a file. */
enum status transfer_run(const char *uri, const struct fetch_options *options, const char *to,
                         struct transfer_report *report, struct problem *problem);

#endif
