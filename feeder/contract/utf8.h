/* The shape of UTF-8 (RFC 3629): which bytes are a character. What characters
   are allowed is the guard's matter. */
#ifndef CONTRACT_UTF8_H
#define CONTRACT_UTF8_H

#include <stddef.h>

/* Bytes of the well-formed character at `text`, 1…4; 0 at the end (NUL) and for bytes that are none: overlong
   forms, surrogates, beyond U+10FFFF, cut sequences. Reads no byte behind a NUL. */
size_t utf8_sequence(const char *text);

/* Takes off a last character that was cut in the middle, as snprintf does. */
void utf8_trim(char *text);

#endif
