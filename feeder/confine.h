/* Work on a hostile file in a child process that can do nothing but compute: bounded in time, memory and output, without
   environment, descriptors, network or core dump. */
#ifndef FEEDER_CONFINE_H
#define FEEDER_CONFINE_H

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdint.h>

/* Runs in the child and never returns to the caller: it writes its result to descriptor `out` and gives its exit code. It may
   exec another program. */
typedef int confined_work(void *context, int out);

#define CONFINED_FILE 3 /* where the child finds bounds.file */

struct confine_bounds {
    size_t most;   /* bytes it may write */
    int64_t until; /* of confine_clock: it has LIMIT_RENDER_SECONDS, and no longer than to here */
    int file;      /* the one descriptor it is handed on; -1: none */
};

/* Milliseconds of a clock that nobody sets. */
int64_t confine_clock(void);

/* Runs `work` in a child and collects what it writes into *out (emptied first). *code: its exit code, -1 if it was killed by a limit
   or a signal. STATUS_OK once it has ended, however it ended; STATUS_REFUSED "render-limit" when it took longer or wrote more;
   STATUS_UNAVAILABLE when no child can be made. */
enum status confine_run(confined_work *work, void *context, const struct confine_bounds *bounds,
                        struct buffer *out, int *code, struct problem *problem);

#endif
