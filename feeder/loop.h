/* The daemon: pulls at once, then at each interval, at each ring of the source and at SIGHUP; waits with growing, jittered
   pauses after failures; tells the supervisor that it lives only after a turn that did its work. */
#ifndef FEEDER_LOOP_H
#define FEEDER_LOOP_H

#include "config.h"

/* Runs until SIGTERM or SIGINT; then STATUS_OK. STATUS_MISUSE if the source's URI is of no known kind. */
enum status loop_run(const struct feeder_config *config);

/* Seconds to wait after `failures` failures in a row (1…): 1, 2, 4 … LIMIT_BACKOFF_SECONDS, spread by `random` a quarter
   to either side, so that a county's boxes do not call all at once. */
int loop_pause(int failures, unsigned random);

#endif
