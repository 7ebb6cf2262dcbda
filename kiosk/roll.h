/* The roll call: is everything on this screen that the signed lists name for it? Signatures on what is there say nothing of what is not:
   a row that somebody took out of the cache, or a disk that lost it, would leave a screen that looks whole. So the screen reads the
   lists itself, a slice at a time, and looks each item up. Counted are items that should stand here now and cannot be shown: not in
   the cache, hidden from the programme's walk by changed columns, in another version than the listed one (the follower refused the
   new one), refused when their turn came, or under signatures that have run out. What was sealed to other screens alone is not missed. No SDL. */
#ifndef KIOSK_ROLL_H
#define KIOSK_ROLL_H

#include "admission.h"

#define ROLL_NAMED 64

struct roll_result {
    char id[ROLL_NAMED][97];
    size_t named;
    int64_t more;   /* absent as well, beyond those named */
    int64_t unread; /* lists that could not be verified: nobody can say what they name */
};
int64_t roll_absent(const struct roll_result *result);

struct roll;
__attribute__((returns_nonnull, warn_unused_result)) struct roll *roll_create(void);
void roll_destroy(struct roll *roll);

/* This item was refused when its turn came. Where it is listed it counts, until it is good again. */
void roll_note(struct roll *roll, const char *id);

/* Goes on by one slice: a few lists, or some hundred items of them; at most some ten milliseconds. Between two calls the screen can do
   anything. True if the result is another one now. Without a trust root, or where nothing is vouched for, there is no roll. */
bool roll_step(struct roll *roll, struct admission *admission, struct snapshot *snapshot, instant wall,
               int64_t ticks);
/* A call is under way: the next slice may come at once. */
bool roll_is_calling(const struct roll *roll);
/* Of the last call that came to its end. */
const struct roll_result *roll_result(const struct roll *roll);

#endif
