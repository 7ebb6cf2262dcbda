#include "account.h"

#include "contract/limits.h"
#include "file.h"
#include "json/json.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void account_init(struct account *account)
{
    *account = (struct account){.started = NO_INSTANT, .ended = NO_INSTANT};
}

static void free_alarm(struct account_alarm *alarm)
{
    free(alarm->code);
    free(alarm->subject);
    free(alarm->text);
}

void account_finish(struct account *account)
{
    for (size_t i = 0; i < account->refusals; i++) {
        free(account->refusal[i].id);
        free(account->refusal[i].code);
        free(account->refusal[i].text);
    }
    for (size_t i = 0; i < account->alarms; i++)
        free_alarm(&account->alarm[i]);
    free(account->refusal);
    free(account->alarm);
    free(account->source);
    account_init(account);
}

static void add_refusal(struct account *account, const char *id, const char *code, const char *text)
{
    if (account->refusals >= LIMIT_REFUSALS) {
        account->refusals_left_out++;
        return;
    }
    account->refusal = take_room(account->refusal, &account->refusal_capacity, account->refusals + 1,
                                 sizeof *account->refusal);
    account->refusal[account->refusals++] =
        (struct account_refusal){take_copy(id), take_copy(code), take_copy(text)};
}

void account_refuse(struct account *account, const char *id, const struct problem *problem)
{
    add_refusal(account, id, problem->code, problem->text);
}

static struct account_alarm *find_alarm(const struct account *account, const char *code, const char *subject)
{
    for (size_t i = 0; i < account->alarms; i++)
        if (strcmp(account->alarm[i].code, code) == 0 && strcmp(account->alarm[i].subject, subject) == 0)
            return &account->alarm[i];
    return NULL;
}

/* What matters most to a resident's screen comes first; the screen's foot shows the first alarm only. */
static size_t gravity(const char *code)
{
    static const char *const gravest[] = {"cache-rebuilt", "source-unreachable", "trust-refused",
                                          "pull-failed",   "publish-failed",     "source-empty",
                                          "source-shrunk", "missing-item",       "screen-lacks",
                                          "item-refused",  "missing-glyph"};
    size_t i = 0;
    while (i < sizeof gravest / sizeof gravest[0] && strcmp(gravest[i], code) != 0)
        i++;
    return i;
}

/* Many of little weight must not keep out the one that says what happened. */
static struct account_alarm *least_grave(struct account *account)
{
    struct account_alarm *least = &account->alarm[0];
    for (size_t i = 1; i < account->alarms; i++)
        if (gravity(account->alarm[i].code) >= gravity(least->code))
            least = &account->alarm[i];
    return least;
}

/* Takes `text` over. */
static void add_alarm(struct account *account, const char *code, const char *subject, char *text,
                      instant since)
{
    if (account->alarms >= LIMIT_ALARMS) {
        struct account_alarm *least = least_grave(account);
        account->alarms_left_out++;
        if (gravity(code) >= gravity(least->code)) {
            free(text);
            return;
        }
        free_alarm(least);
        *least = (struct account_alarm){take_copy(code), take_copy(subject), text, since};
        return;
    }
    account->alarm =
        take_room(account->alarm, &account->alarm_capacity, account->alarms + 1, sizeof *account->alarm);
    account->alarm[account->alarms++] =
        (struct account_alarm){take_copy(code), take_copy(subject), text, since};
}

void account_alarm(struct account *account, const char *code, const char *subject, const char *format, ...)
{
    char text[400];
    if (find_alarm(account, code, subject) != NULL)
        return;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    add_alarm(account, code, subject, take_copy(text),
              account->started == NO_INSTANT ? instant_now() : account->started);
}

/* ---- writing ------------------------------------------------------------------------------------ */

static void write_text(struct buffer *out, const char *key, const char *text)
{
    buffer_format(out, "\"%s\":", key);
    json_write_string_escaped(out, text);
}

static void write_instant(struct buffer *out, const char *key, instant t)
{
    char text[INSTANT_TEXT];
    buffer_format(out, "\"%s\":", key);
    if (t == NO_INSTANT)
        buffer_text(out, "null");
    else
        buffer_format(out, "\"%s\"", instant_format(text, t));
}

/* {"bad-date":2,"withdrawn":1} */
static void write_refused(struct buffer *out, const struct account *account)
{
    buffer_text(out, "\"refused\":{");
    bool first = true;
    for (size_t i = 0; i < account->refusals; i++) {
        const char *code = account->refusal[i].code;
        size_t count = 0, before = 0;
        while (before < i && strcmp(account->refusal[before].code, code) != 0)
            before++;
        if (before < i)
            continue; /* told already */
        for (size_t k = i; k < account->refusals; k++)
            count += strcmp(account->refusal[k].code, code) == 0;
        if (!first)
            buffer_char(out, ',');
        first = false;
        json_write_string_escaped(out, code);
        buffer_format(out, ":%zu", count);
    }
    buffer_char(out, '}');
}

static void write_lists(struct buffer *out, const struct account *account)
{
    buffer_text(out, "\"refusals\":[");
    for (size_t i = 0; i < account->refusals && i < LIMIT_ALARMS; i++) {
        const struct account_refusal *refusal = &account->refusal[i];
        buffer_text(out, i > 0 ? ",{" : "{");
        write_text(out, "id", refusal->id);
        buffer_char(out, ',');
        write_text(out, "code", refusal->code);
        buffer_char(out, ',');
        write_text(out, "text", refusal->text);
        buffer_char(out, '}');
    }
    size_t named = account->refusals < LIMIT_ALARMS ? account->refusals : LIMIT_ALARMS;
    buffer_format(out, "],\"refusals_left_out\":%zu,\"alarms\":[",
                  account->refusals_left_out + account->refusals - named);
    for (size_t i = 0; i < account->alarms; i++) {
        const struct account_alarm *alarm = &account->alarm[i];
        buffer_text(out, i > 0 ? ",{" : "{");
        write_text(out, "code", alarm->code);
        buffer_char(out, ',');
        write_text(out, "subject", alarm->subject);
        buffer_char(out, ',');
        write_text(out, "text", alarm->text);
        buffer_char(out, ',');
        write_instant(out, "since", alarm->since);
        buffer_char(out, '}');
    }
    buffer_format(out, "],\"alarms_left_out\":%zu", account->alarms_left_out);
}

static void write_number(struct buffer *out, const char *key, int64_t number)
{
    buffer_format(out, ",\"%s\":%" PRId64, key, number);
}

/* The first part says how things stand. Two pulls that find the same write it alike. */
static void write_lasting(const struct account *account, struct buffer *out)
{
    bool ok = account->failure.code[0] == '\0';
    buffer_format(out, "{\"ok\":%s,\"error\":", ok ? "true" : "false");
    if (ok) {
        buffer_text(out, "null,");
    } else {
        buffer_char(out, '{');
        write_text(out, "code", account->failure.code);
        buffer_char(out, ',');
        write_text(out, "text", account->failure.text);
        buffer_text(out, "},");
    }
    write_text(out, "source", account->source == NULL ? "" : account->source);
    write_number(out, "generation_after", account->generation_after);
    write_number(out, "missing", account->missing);
    if (account->sealed > 0)
        write_number(out, "sealed", account->sealed);
    buffer_char(out, ',');
    write_refused(out, account);
    buffer_char(out, ',');
    write_lists(out, account);
}

/* The second part says what this one pull did, and when. */
static void write_passing(const struct account *account, struct buffer *out)
{
    write_number(out, "seen", account->seen);
    write_number(out, "unchanged", account->unchanged);
    write_number(out, "accepted", account->accepted);
    write_number(out, "withdrawn", account->withdrawn);
    write_number(out, "generation_before", account->generation_before);
    buffer_char(out, ',');
    write_instant(out, "started", account->started);
    buffer_char(out, ',');
    write_instant(out, "ended", account->ended);
    buffer_char(out, '}');
}

void account_write_json(const struct account *account, struct buffer *out)
{
    write_lasting(account, out);
    write_passing(account, out);
}

/* ---- reading back ------------------------------------------------------------------------------- */

static const char *text_or_empty(const struct json *object, const char *key)
{
    const char *text = json_text(json_member(object, key));
    return text == NULL ? "" : text;
}

static int64_t number_or_zero(const struct json *object, const char *key)
{
    int64_t number = 0;
    return json_int64(json_member(object, key), &number) ? number : 0;
}

static instant instant_or_none(const struct json *object, const char *key)
{
    instant t = NO_INSTANT;
    const char *text = json_text(json_member(object, key));
    return text != NULL && instant_parse(text, &t) ? t : NO_INSTANT;
}

/* Our own file, but anybody may have touched it: what is missing or of another type reads as nothing. */
static void read_account(const struct json *tree, struct account *out)
{
    const struct json *error = json_member(tree, "error"), *refusals = json_member(tree, "refusals"),
                      *alarms = json_member(tree, "alarms");
    out->seen = number_or_zero(tree, "seen");
    out->unchanged = number_or_zero(tree, "unchanged");
    out->accepted = number_or_zero(tree, "accepted");
    out->withdrawn = number_or_zero(tree, "withdrawn");
    out->missing = number_or_zero(tree, "missing");
    out->sealed = number_or_zero(tree, "sealed");
    out->generation_before = number_or_zero(tree, "generation_before");
    out->generation_after = number_or_zero(tree, "generation_after");
    out->started = instant_or_none(tree, "started");
    out->ended = instant_or_none(tree, "ended");
    out->source = take_copy(text_or_empty(tree, "source"));
    if (json_is_object(error)) {
        out->failure.status = STATUS_UNAVAILABLE;
        snprintf(out->failure.code, sizeof out->failure.code, "%s", text_or_empty(error, "code"));
        snprintf(out->failure.text, sizeof out->failure.text, "%s", text_or_empty(error, "text"));
    }
    for (size_t i = 0; i < json_count(refusals) && i < LIMIT_ALARMS; i++) {
        const struct json *refusal = json_element(refusals, i);
        add_refusal(out, text_or_empty(refusal, "id"), text_or_empty(refusal, "code"),
                    text_or_empty(refusal, "text"));
    }
    for (size_t i = 0; i < json_count(alarms) && i < LIMIT_ALARMS; i++) {
        const struct json *alarm = json_element(alarms, i);
        add_alarm(out, text_or_empty(alarm, "code"), text_or_empty(alarm, "subject"),
                  take_copy(text_or_empty(alarm, "text")), instant_or_none(alarm, "since"));
    }
    int64_t left_out = number_or_zero(tree, "alarms_left_out"),
            refusals_left_out = number_or_zero(tree, "refusals_left_out");
    out->alarms_left_out = left_out > 0 ? (size_t)left_out : 0;
    out->refusals_left_out = refusals_left_out > 0 ? (size_t)refusals_left_out : 0;
}

/* Reads PATH.status. STATUS_END: there is none. The bytes as they stand go to `text`. */
static enum status read_kept(const char *name, struct buffer *text, struct account *out, instant *last_pull,
                             struct problem *problem)
{
    enum status status = STATUS_OK;
    struct json *tree = NULL;
    struct stat info = {0};
    char chunk[4096];
    ssize_t got = 0;
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    *last_pull = NO_INSTANT;
    if (fd < 0 && errno == ENOENT)
        return STATUS_END;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        status = problem_set(problem, STATUS_UNAVAILABLE, "bad-status", "account: %s",
                             fd < 0 ? strerror(errno) : "no regular file");
        goto out;
    }
    while (text->size <= LIMIT_STATUS_BYTES && (got = read(fd, chunk, sizeof chunk)) > 0)
        buffer_add(text, chunk, (size_t)got);
    if (info.st_mtim.tv_sec > 0)
        *last_pull = info.st_mtim.tv_sec;
    status = got < 0 ? problem_set(problem, STATUS_UNAVAILABLE, "bad-status", "account: %s", strerror(errno))
                     : json_parse(text->data == NULL ? "" : text->data, text->size, LIMIT_STATUS_BYTES, &tree,
                                  problem);
    if (status == STATUS_OK)
        read_account(tree, out);
out:
    json_destroy(tree);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

enum status account_load(const char *cache_path, struct account *out, instant *last_pull,
                         struct problem *problem)
{
    struct buffer text = {0};
    char *name = take_format("%s.status", cache_path);
    account_init(out);
    enum status status = read_kept(name, &text, out, last_pull, problem);
    buffer_finish(&text);
    free(name);
    return status == STATUS_END ? STATUS_OK : status;
}

/* ---- keeping ------------------------------------------------------------------------------------ */

static int compare_alarms(const void *a, const void *b)
{
    const struct account_alarm *left = a, *right = b;
    size_t left_gravity = gravity(left->code), right_gravity = gravity(right->code);
    if (left_gravity != right_gravity)
        return left_gravity < right_gravity ? -1 : 1;
    int order = strcmp(left->code, right->code);
    return order != 0 ? order : strcmp(left->subject, right->subject);
}

/* Writes all bytes to a new file with the given modification time, so that the rename brings both at once. */
static int write_file(const char *name, const struct buffer *text, const struct timespec times[2])
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0)
        return errno;
    int cause = bytes_write(fd, text->data, text->size);
    if (cause == 0 && (futimens(fd, times) != 0 || fsync(fd) != 0))
        cause = errno;
    if (close(fd) != 0 && cause == 0)
        cause = errno;
    return cause;
}

static int replace_file(const char *name, const struct buffer *text, const struct timespec times[2])
{
    char *fresh = take_format("%s.new", name);
    int cause = write_file(fresh, text, times);
    if (cause == 0 && rename(fresh, name) != 0)
        cause = errno;
    if (cause != 0)
        (void)unlink(fresh);
    else
        cause = file_sync_folder(name);
    free(fresh);
    return cause;
}

/* Does the kept text begin with how things stand now, and go on with what some pull did? */
static bool stands_already(const struct buffer *kept, const struct buffer *lasting)
{
    static const char next[] = ",\"seen\":";
    return kept->size > lasting->size + strlen(next) &&
           memcmp(kept->data, lasting->data, lasting->size) == 0 &&
           memcmp(kept->data + lasting->size, next, strlen(next)) == 0;
}

enum status account_keep(struct account *account, const char *cache_path, bool reached,
                         struct problem *problem)
{
    struct account old;
    struct buffer kept = {0}, lasting = {0};
    instant last_pull = NO_INSTANT;
    int cause = 0;
    char *name = take_format("%s.status", cache_path);
    account_init(&old);
    (void)read_kept(name, &kept, &old, &last_pull, NULL); /* a damaged one is replaced */
    if (account->alarms > 0)
        qsort(account->alarm, account->alarms, sizeof *account->alarm, compare_alarms);
    for (size_t i = 0; i < account->alarms; i++) {
        const struct account_alarm *earlier =
            find_alarm(&old, account->alarm[i].code, account->alarm[i].subject);
        if (earlier != NULL && earlier->since != NO_INSTANT)
            account->alarm[i].since = earlier->since;
    }
    write_lasting(account, &lasting);
    /* 1970 stands for a source that was never reached; an unreached one keeps the time of its last good pull. */
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = last_pull == NO_INSTANT ? 0 : last_pull}};
    if (reached)
        times[1] = (struct timespec){.tv_nsec = UTIME_NOW};
    if (!stands_already(&kept, &lasting)) {
        write_passing(account, &lasting);
        buffer_char(&lasting, '\n');
        cause = replace_file(name, &lasting, times);
    } else if (reached && utimensat(AT_FDCWD, name, times, AT_SYMLINK_NOFOLLOW) != 0) {
        cause = errno;
    }
    buffer_finish(&lasting);
    buffer_finish(&kept);
    account_finish(&old);
    free(name);
    if (cause != 0)
        return problem_set(problem, STATUS_UNAVAILABLE, "account-not-kept", "account: %s", strerror(cause));
    return STATUS_OK;
}
