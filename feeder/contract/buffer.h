/* Memory that aborts when there is none, and a growing byte buffer. Everything that can be large is bounded by
   limits.h before it comes here, so running out of memory is a bug or a broken machine: the supervisor restarts. */
#ifndef CONTRACT_BUFFER_H
#define CONTRACT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

__attribute__((malloc, returns_nonnull, warn_unused_result)) void *take_zeroed(size_t count, size_t size);
__attribute__((returns_nonnull, warn_unused_result)) void *take_resized(void *old, size_t count, size_t size);
__attribute__((malloc, returns_nonnull, warn_unused_result)) char *take_copy(const char *text);
__attribute__((malloc, returns_nonnull, warn_unused_result)) char *take_copy_n(const char *text,
                                                                               size_t bytes);
/* take_copy, or NULL for NULL. */
__attribute__((malloc, warn_unused_result)) char *take_copy_or_null(const char *text);
__attribute__((malloc, returns_nonnull, warn_unused_result, format(printf, 1, 2))) char *
take_format(const char *format, ...);

/* Grows `array` (of `size`-byte elements, *capacity of them) so that it holds at least `needed`; returns it. */
__attribute__((returns_nonnull, warn_unused_result)) void *take_room(void *array, size_t *capacity,
                                                                     size_t needed, size_t size);

/* Bytes that grow; always NUL-terminated behind `size` once anything was added. Zero-initialise. */
struct buffer {
    char *data;
    size_t size, capacity;
};
void buffer_finish(struct buffer *buffer);
void buffer_clear(struct buffer *buffer);
/* Makes room for `count` more bytes: for who knows how many will come in pieces. */
void buffer_reserve(struct buffer *buffer, size_t count);
void buffer_add(struct buffer *buffer, const void *bytes, size_t count);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_char(struct buffer *buffer, char c);
__attribute__((format(printf, 2, 3))) void buffer_format(struct buffer *buffer, const char *format, ...);
/* Hands the bytes over to the caller, who frees them; the buffer is empty afterwards. Never NULL. */
__attribute__((returns_nonnull, warn_unused_result)) char *buffer_take(struct buffer *buffer);

/* Writes all bytes to a descriptor, also in pieces and between signals. 0, or errno. */
__attribute__((warn_unused_result)) int bytes_write(int fd, const void *bytes, size_t size);

#endif
