#include "contract/buffer.h"

#include "contract/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *take_zeroed(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    if (memory == NULL)
        BUG("out of memory: %zu x %zu bytes", count, size);
    return memory;
}

void *take_resized(void *old, size_t count, size_t size)
{
    void *memory = reallocarray(old, count > 0 ? count : 1, size > 0 ? size : 1);
    if (memory == NULL)
        BUG("out of memory: %zu x %zu bytes", count, size);
    return memory;
}

char *take_copy_n(const char *text, size_t bytes)
{
    char *copy = take_resized(NULL, bytes + 1, 1);
    if (bytes > 0)
        memcpy(copy, text, bytes);
    copy[bytes] = '\0';
    return copy;
}

char *take_copy(const char *text)
{
    return take_copy_n(text, strlen(text));
}

char *take_copy_or_null(const char *text)
{
    return text == NULL ? NULL : take_copy(text);
}

char *take_format(const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0 || text == NULL)
        BUG("cannot format \"%s\"", format);
    return text;
}

void *take_room(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity && array != NULL)
        return array;
    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted < needed)
        wanted *= 2;
    array = take_resized(array, wanted, size);
    *capacity = wanted;
    return array;
}

void buffer_finish(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

void buffer_reserve(struct buffer *buffer, size_t count)
{
    buffer->data = take_room(buffer->data, &buffer->capacity, buffer->size + count + 1, 1);
}

void buffer_add(struct buffer *buffer, const void *bytes, size_t count)
{
    if (buffer->data == NULL || buffer->capacity - buffer->size <= count)
        buffer_reserve(buffer, count);
    if (count > 0)
        memcpy(buffer->data + buffer->size, bytes, count);
    buffer->size += count;
    buffer->data[buffer->size] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_add(buffer, text, strlen(text));
}

void buffer_char(struct buffer *buffer, char c)
{
    if (buffer->data == NULL || buffer->capacity - buffer->size <= 1)
        buffer_reserve(buffer, 1);
    buffer->data[buffer->size++] = c;
    buffer->data[buffer->size] = '\0';
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = NULL;
    int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0 || text == NULL)
        BUG("cannot format \"%s\"", format);
    buffer_add(buffer, text, (size_t)length);
    free(text);
}

char *buffer_take(struct buffer *buffer)
{
    if (buffer->data == NULL)
        buffer_add(buffer, "", 0);
    char *data = buffer->data;
    *buffer = (struct buffer){0};
    return data;
}

int bytes_write(int fd, const void *bytes, size_t size)
{
    const char *from = bytes;
    for (size_t put = 0; put < size;) {
        ssize_t written = write(fd, from + put, size - put);
        if (written < 0 && errno != EINTR)
            return errno;
        put += written > 0 ? (size_t)written : 0;
    }
    return 0;
}
