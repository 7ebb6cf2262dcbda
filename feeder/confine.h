/* Work on a hostile file in a child process that can do nothing but compute: bounded in time, memory and output, without
   environment, descriptors or core dump, and without a network where the machine lets us take it away. */
#ifndef FEEDER_CONFINE_H
#define FEEDER_CONFINE_H

#include "contract/buffer.h"
#include "contract/status.h"

/* Runs in the child and never returns to the caller: it writes its result to descriptor `out` and gives its exit code. It may
   exec another program. */
typedef int confined_work(void *context, int out);

/* Runs `work` in a child and collects what it writes, at most `most` bytes, into *out (emptied first). *code: its exit code, -1 if it was
   killed by a limit or a signal. STATUS_OK once it has ended, however it ended; STATUS_REFUSED "render-limit" when it took
   longer than LIMIT_RENDER_SECONDS or wrote more; STATUS_UNAVAILABLE when no child can be made. */
enum status confine_run(confined_work *work, void *context, size_t most, struct buffer *out, int *code,
                        struct problem *problem);

#endif
