/* How things end. Three kinds of failure are never mixed: bad input (refuse it, keep the last good), bad environment
   (report up, retry), bug (abort; the supervisor restarts). A problem starts empty and the first cause wins. */
#ifndef CONTRACT_STATUS_H
#define CONTRACT_STATUS_H

#include <stdbool.h>

enum status {
    STATUS_FAILED = 0, /* what every status starts as: not yet known to be good */
    STATUS_OK,
    STATUS_UNCHANGED,   /* good, and nothing new */
    STATUS_END,         /* good, and no more of it */
    STATUS_REFUSED,     /* bad input: this item is not taken, the last good one stays */
    STATUS_UNAVAILABLE, /* bad environment: database, disk, network; may be good later */
    STATUS_MISUSE,      /* wrong use or configuration: a person must change something */
};

/* The first cause of a failure. `code` is a stable lower-case word (`bad-date`), `text` one English line for logs and
   staff, already escaped (see log_escape). Zero-initialise; NULL is allowed wherever one is taken. */
struct problem {
    enum status status;
    char code[32];
    char text[400];
};

/* Records the first cause in *problem and returns `status`, so that `return problem_set(…)` reads well. Later calls
   on the same problem keep the first. `code` must be a literal. */
__attribute__((format(printf, 4, 5))) enum status problem_set(struct problem *problem, enum status status,
                                                              const char *code, const char *format, ...);

/* Forgets what is recorded, before the struct is used for the next thing. */
void problem_clear(struct problem *problem);

/* A broken promise of our own code: prints place and message, then aborts. Never used for input or environment. */
__attribute__((noreturn, format(printf, 3, 4))) void bug(const char *file, int line, const char *format, ...);
#define BUG(...) bug(__FILE__, __LINE__, __VA_ARGS__)
#define ENSURE(condition) ((condition) ? (void)0 : BUG("violated: %s", #condition))

#endif
