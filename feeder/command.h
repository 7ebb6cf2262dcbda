/* What the commands of main.c and publishing.c share: how they end. Exit codes of design §11: 0 done, 1 failed and nothing
   changed, 2 wrong use or configuration, 3 done but some items were refused. */
#ifndef FEEDER_COMMAND_H
#define FEEDER_COMMAND_H

#include "contract/options.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2, EXIT_SOME_REFUSED = 3 };

/* One line on stderr: what failed, the code, the Chinese sentence if there is one, the English reason. Returns `code`. */
int command_fail(int code, const char *what, const struct problem *problem);
int command_misuse(const char *usage);

/* feeder publish, feeder copy, feeder keys …, feeder screens … */
int command_publish(const struct options *options);
int command_copy(const struct options *options);
int command_keys(const struct options *options);
int command_screens(const struct options *options);

#endif
