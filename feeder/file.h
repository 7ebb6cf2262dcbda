/* Small files, read whole and bounded, replaced whole and durably: written to a new name, synced, renamed, the folder
   synced. Whoever reads meanwhile has the old bytes or the new. */
#ifndef FEEDER_FILE_H
#define FEEDER_FILE_H

#include "contract/buffer.h"
#include "contract/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends a file's bytes. STATUS_END: there is none. STATUS_REFUSED "too-large" beyond `most`,
   "no-file" for what is no regular file. */
enum status file_read(const char *path, size_t most, struct buffer *out, struct problem *problem);
/* Replaces PATH with mode `mode`, whatever the umask, making missing folders. The data is on disk before the name changes. */
enum status file_replace(const char *path, const void *bytes, size_t size, unsigned mode,
                         struct problem *problem);
/* The same, but the caller promises a file_sync_all of that file system before anybody is told of the file: for many
   files at once. */
enum status file_replace_later(const char *path, const void *bytes, size_t size, unsigned mode,
                               struct problem *problem);
/* Makes what was renamed to or removed at PATH last: syncs the folder it lies in. 0, or errno. */
int file_sync_folder(const char *path);
enum status file_sync_all(const char *folder, struct problem *problem);
/* Reads the number that *at begins with and goes past it and the spaces behind it. False, and *at stays, for what is no
   number or does not fit. For lines of files that we wrote ourselves. */
bool file_number(char **at, int64_t *out);
bool file_exists(const char *path);
/* Makes a folder and those above it; one that is there is fine. */
enum status file_make_folder(const char *path, unsigned mode, struct problem *problem);

#endif
