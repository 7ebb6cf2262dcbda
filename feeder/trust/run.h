/* The loop around a trust client, for callers who answer in place. */
#ifndef TRUST_RUN_H
#define TRUST_RUN_H

#include "contract/buffer.h"
#include "trust/trust.h"

struct trust_io {
    /* Appends at most request->max_bytes to `out`. STATUS_END: there is no such
       file. Any other failure ends the run. */
    enum status (*read)(void *data, const struct trust_request *request, struct buffer *out,
                        struct problem *problem);
    /* Keeps or forgets a file, durably. A failure ends the run. */
    enum status (*keep)(void *data, const struct trust_event *event, struct problem *problem);
    void *data;
};

/* Answers all requests. STATUS_OK: refreshed, or the path found. */
enum status trust_run(struct trust_client *client, const struct trust_io *io, struct problem *problem);

#endif
