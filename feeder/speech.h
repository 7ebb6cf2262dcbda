/* What the feeder's commands say to the clerk, in Chinese: assets/strings/feeder.ini, embedded. Logs and reasons stay
   English for the engineer; this is the sentence beside them. */
#ifndef FEEDER_SPEECH_H
#define FEEDER_SPEECH_H

#include "account.h"

/* The text of a key, or "" for an unknown one. Static storage. */
const char *speech(const char *key);
/* A sentence for a problem's code ("正文含身份证号码"), or "" where none is written. */
const char *speech_for_code(const char *code);
/* How long something still holds: " (in 1094 days)", or that it does no longer. */
void speech_days(int64_t seconds, struct buffer *out);
/* The account in a few lines for people. */
void speech_account(const struct account *account, struct buffer *out);

#endif
