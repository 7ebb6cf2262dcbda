#include "depot.h"

#include "contract/limits.h"
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define JOURNAL_BYTES (256 << 20)
#define LATER_PUBLICATIONS 2 /* so many must have followed before a superseded file goes */

struct garbage {
    char *name;
    instant since;
    int64_t publication;
    bool alive; /* put again since: no garbage any more */
};

struct depot {
    char *to, *work;
    int lock;
    FILE *intent; /* NULL: nothing is being published */
    int64_t next;
    struct garbage *garbage;
    size_t count, capacity;
    struct buffer gone; /* lines of the intent that take effect once the publication stands */
};

char *depot_path(const struct depot *depot, const char *name)
{
    return take_format("%s/%s", depot->to, name);
}

char *depot_work_path(const struct depot *depot, const char *name)
{
    return take_format("%s/%s", depot->work, name);
}

char *depot_target_name(const char *path, const char *sha256)
{
    const char *slash = strrchr(path, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    return take_format("targets/%.*s%s.%s", (int)folder, path, sha256, path + folder);
}

/* ---- the journal --------------------------------------------------------------------------------------------- */

static void add_garbage(struct depot *depot, const char *name, instant since, int64_t publication)
{
    depot->garbage = take_room(depot->garbage, &depot->capacity, depot->count + 1, sizeof *depot->garbage);
    depot->garbage[depot->count++] = (struct garbage){take_copy(name), since, publication, false};
}

static int compare_garbage(const void *a, const void *b)
{
    return strcmp(((const struct garbage *)a)->name, ((const struct garbage *)b)->name);
}

static void sort_garbage(struct depot *depot)
{
    if (depot->count > 0)
        qsort(depot->garbage, depot->count, sizeof *depot->garbage, compare_garbage);
}

/* What comes back to life must not be collected for its earlier death. The list is sorted while a publication runs; a name
   may stand in it twice. */
static void revive(struct depot *depot, const char *name)
{
    const struct garbage wanted = {.name = (char *)name};
    struct garbage *found = depot->count == 0 ? NULL
                                              : bsearch(&wanted, depot->garbage, depot->count,
                                                        sizeof *depot->garbage, compare_garbage);
    if (found == NULL)
        return;
    while (found > depot->garbage && strcmp(found[-1].name, name) == 0)
        found--;
    for (; found < depot->garbage + depot->count && strcmp(found->name, name) == 0; found++)
        found->alive = true;
}

static void forget_garbage(struct depot *depot, size_t i)
{
    free(depot->garbage[i].name);
    depot->garbage[i] = depot->garbage[--depot->count];
}

/* Calls `each` with every line of a file of ours; a file that is not there has none. */
static enum status read_lines(const char *path, void (*each)(char *line, void *with), void *with,
                              struct problem *problem)
{
    struct buffer bytes = {0};
    enum status status = file_read(path, JOURNAL_BYTES, &bytes, problem);
    if (status == STATUS_OK && bytes.size > 0) {
        char *rest = NULL;
        for (char *line = strtok_r(bytes.data, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
            each(line, with);
    }
    buffer_finish(&bytes);
    return status == STATUS_END ? STATUS_OK : status;
}

/* "SINCE PUBLICATION NAME". A line that is cut or foreign is passed over: at worst a file stays. */
static void read_garbage(char *line, void *with)
{
    int64_t since = 0, publication = 0;
    if (file_number(&line, &since) && file_number(&line, &publication) &&
        (strncmp(line, "targets/", 8) == 0 || strncmp(line, "metadata/", 9) == 0) &&
        strstr(line, "..") == NULL)
        add_garbage(with, line, since, publication);
}

static enum status write_journal(struct depot *depot, struct problem *problem)
{
    struct buffer out = {0};
    for (size_t i = 0; i < depot->count; i++)
        if (!depot->garbage[i].alive)
            buffer_format(&out, "%" PRId64 " %" PRId64 " %s\n", depot->garbage[i].since,
                          depot->garbage[i].publication, depot->garbage[i].name);
    char *path = depot_work_path(depot, "garbage");
    enum status status = file_replace(path, out.data, out.size, 0600, problem);
    free(path);
    buffer_finish(&out);
    return status;
}

/* ---- opening ------------------------------------------------------------------------------------------------- */

static enum status take_lock(struct depot *depot, struct problem *problem)
{
    char *path = depot_work_path(depot, "lock");
    enum status status = STATUS_OK;
    depot->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (depot->lock < 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "file", "lock %.200s: %s", path, strerror(errno));
    else if (flock(depot->lock, LOCK_EX | LOCK_NB) != 0)
        status = problem_set(problem, STATUS_UNAVAILABLE, "publish-locked", "another publication is running");
    free(path);
    return status;
}

enum status depot_open(const char *to, struct depot **out, struct problem *problem)
{
    static const char *const folders[] = {"metadata", "targets"};
    struct depot *depot = take_zeroed(1, sizeof *depot);
    size_t length = strlen(to);
    while (length > 1 && to[length - 1] == '/')
        length--;
    depot->to = take_copy_n(to, length);
    depot->work = take_format("%s.work", depot->to);
    depot->lock = -1;
    enum status status = file_make_folder(depot->work, 0700, problem);
    for (size_t i = 0; i < 2 && status == STATUS_OK; i++) {
        char *path = depot_path(depot, folders[i]);
        status = file_make_folder(path, 0755, problem);
        free(path);
    }
    if (status == STATUS_OK)
        status = take_lock(depot, problem);
    if (status == STATUS_OK) {
        char *path = depot_work_path(depot, "garbage");
        status = read_lines(path, read_garbage, depot, problem);
        free(path);
    }
    if (status == STATUS_OK)
        *out = depot;
    else
        depot_close(depot);
    return status;
}

void depot_close(struct depot *depot)
{
    if (depot == NULL)
        return;
    while (depot->count > 0)
        forget_garbage(depot, depot->count - 1);
    free(depot->garbage);
    buffer_finish(&depot->gone);
    if (depot->intent != NULL)
        (void)fclose(depot->intent);
    if (depot->lock >= 0)
        (void)close(depot->lock);
    free(depot->to);
    free(depot->work);
    free(depot);
}

/* ---- an interrupted publication ------------------------------------------------------------------------------ */

struct recovery {
    struct depot *depot;
    int64_t published, version; /* version -1: the first line is still to come */
    instant now;
};

/* The first line is the version that was to be published. True for the lines behind it, of that version. */
static bool is_entry(struct recovery *recovery, const char *line)
{
    if (recovery->version >= 0)
        return true;
    recovery->version = strtoll(line, NULL, 10);
    return false;
}

/* What clients see now was put again: that it was garbage before, of an earlier publication that came to nothing, is over. The
   interrupted publication knew; the journal it left does not. */
static void recover_life(char *line, void *with)
{
    struct recovery *recovery = with;
    if (is_entry(recovery, line) && recovery->published >= recovery->version && line[0] == '+')
        revive(recovery->depot, line + 1);
}

/* "+name" put, "-name" or "!name" superseded. If clients see that version, the superseded ones are garbage; if not, what was put. */
static void recover_garbage(char *line, void *with)
{
    struct recovery *recovery = with;
    if (!is_entry(recovery, line))
        return;
    bool stands = recovery->published >= recovery->version, put = line[0] == '+';
    if (put == stands || (!put && line[0] != '-' && line[0] != '!'))
        return;
    struct buffer entry = {0};
    buffer_format(&entry, "%" PRId64 " %" PRId64 " %s", put ? 0 : recovery->now,
                  line[0] == '!' ? -(int64_t)LATER_PUBLICATIONS : recovery->version, line + 1);
    read_garbage(entry.data, recovery->depot);
    buffer_finish(&entry);
}

enum status depot_recover(struct depot *depot, int64_t published, instant now, struct problem *problem)
{
    struct recovery life = {depot, published, -1, now}, garbage = life;
    char *path = depot_work_path(depot, "intent");
    sort_garbage(depot);
    enum status status = read_lines(path, recover_life, &life, problem);
    if (status == STATUS_OK)
        status = read_lines(path, recover_garbage, &garbage, problem);
    if (status == STATUS_OK && garbage.version >= 0)
        status = write_journal(depot, problem);
    if (status == STATUS_OK && unlink(path) != 0 && errno != ENOENT)
        status = problem_set(problem, STATUS_UNAVAILABLE, "file", "intent: %s", strerror(errno));
    free(path);
    return status;
}

/* ---- a publication ------------------------------------------------------------------------------------------- */

enum status depot_begin(struct depot *depot, int64_t next, struct problem *problem)
{
    ENSURE(depot->intent == NULL);
    char *path = depot_work_path(depot, "intent");
    depot->intent = fopen(path, "we");
    depot->next = next;
    free(path);
    sort_garbage(depot);
    if (depot->intent == NULL || fprintf(depot->intent, "%" PRId64 "\n", next) < 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "file", "intent: %s", strerror(errno));
    return STATUS_OK;
}

enum status depot_put(struct depot *depot, const char *name, const void *bytes, size_t size,
                      struct problem *problem)
{
    ENSURE(depot->intent != NULL);
    revive(depot, name);
    if (fprintf(depot->intent, "+%s\n", name) < 0 || fflush(depot->intent) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "file", "intent: %s", strerror(errno));
    char *path = depot_path(depot, name);
    enum status status = file_replace_later(path, bytes, size, 0644, problem);
    free(path);
    return status;
}

enum status depot_put_lasting(struct depot *depot, const char *name, const void *bytes, size_t size,
                              struct problem *problem)
{
    char *path = depot_path(depot, name);
    enum status status = file_replace(path, bytes, size, 0644, problem);
    free(path);
    return status;
}

void depot_superseded(struct depot *depot, const char *name, bool withdrawn)
{
    buffer_format(&depot->gone, "%c%s\n", withdrawn ? '!' : '-', name);
}

/* All files put so far and the whole intent are on disk after this. */
enum status depot_sync(struct depot *depot, struct problem *problem)
{
    if (depot->intent == NULL)
        return STATUS_OK;
    if ((depot->gone.size > 0 && fputs(depot->gone.data, depot->intent) < 0) || fflush(depot->intent) != 0 ||
        fsync(fileno(depot->intent)) != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "file", "intent: %s", strerror(errno));
    return file_sync_all(depot->to, problem);
}

static enum status collect(struct depot *depot, instant now, int64_t grace_seconds, int64_t current,
                           size_t *removed, struct problem *problem)
{
    for (size_t i = depot->count; i-- > 0;) {
        const struct garbage *garbage = &depot->garbage[i];
        if (garbage->alive) {
            forget_garbage(depot, i);
            continue;
        }
        if (now - garbage->since < grace_seconds || current - garbage->publication < LATER_PUBLICATIONS)
            continue;
        char *path = depot_path(depot, garbage->name);
        int cause = unlink(path) == 0 || errno == ENOENT ? 0 : errno;
        free(path);
        if (cause != 0)
            return problem_set(problem, STATUS_UNAVAILABLE, "file", "remove: %s", strerror(cause));
        forget_garbage(depot, i);
        ++*removed;
    }
    return STATUS_OK;
}

/* "targets/p/texts/<sha256>.x.json" without its hash, to be freed; NULL: no target. */
static char *path_of_target(const char *name)
{
    const char *slash = strrchr(name, '/');
    if (strncmp(name, "targets/", 8) != 0 || strlen(slash) <= 65)
        return NULL;
    return take_format("%.*s%s", (int)(slash + 1 - name), name, slash + 66);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is withdrawn goes after the grace time alone, and so does every older version of it. */
static void hasten(struct depot *depot, char **withdrawn, size_t count)
{
    if (count == 0)
        return;
    qsort(withdrawn, count, sizeof *withdrawn, compare_texts);
    for (size_t i = 0; i < depot->count; i++) {
        char *path = path_of_target(depot->garbage[i].name);
        if (path != NULL && bsearch(&path, withdrawn, count, sizeof *withdrawn, compare_texts) != NULL)
            depot->garbage[i].publication = -LATER_PUBLICATIONS;
        free(path);
    }
}

enum status depot_finish(struct depot *depot, instant now, int64_t grace_seconds, int64_t published,
                         size_t *removed, struct problem *problem)
{
    char *rest = NULL, **withdrawn = NULL;
    size_t withdrawals = 0, room = 0;
    bool any = depot->gone.size > 0;
    for (char *line = any ? strtok_r(depot->gone.data, "\n", &rest) : NULL; line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        add_garbage(depot, line + 1, now, published);
        char *path = line[0] == '!' ? path_of_target(line + 1) : NULL;
        if (path != NULL) {
            withdrawn = take_room(withdrawn, &room, withdrawals + 1, sizeof *withdrawn);
            withdrawn[withdrawals++] = path;
        }
    }
    hasten(depot, withdrawn, withdrawals);
    for (size_t i = 0; i < withdrawals; i++)
        free(withdrawn[i]);
    free(withdrawn);
    buffer_clear(&depot->gone);
    enum status status = collect(depot, now, grace_seconds, published, removed, problem);
    if (status == STATUS_OK && (any || *removed > 0 || depot->intent != NULL))
        status = write_journal(depot, problem);
    if (status == STATUS_OK && depot->intent != NULL) {
        char *path = depot_work_path(depot, "intent");
        (void)fclose(depot->intent);
        depot->intent = NULL;
        if (unlink(path) != 0)
            status = problem_set(problem, STATUS_UNAVAILABLE, "file", "intent: %s", strerror(errno));
        free(path);
    }
    return status;
}
