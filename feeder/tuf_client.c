/* tuf-client: the public conformance interface for TUF clients over trust and fetch, so that any published
   suite can be run against the very code that guards the screens. Exit codes: 0 done, 1 failed (what was
   trusted before stays). */
#include "contract/limits.h"
#include "contract/log.h"
#include "fetch.h"
#include "file.h"
#include "trust/path.h"
#include "trust/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TARGETS_MOST = 64, TARGET_BYTES_MOST = 64 << 20 };

struct command {
    const char *metadata_dir, *metadata_url, *target_dir, *target_base_url;
    const char *target[TARGETS_MOST];
    size_t targets;
    const char *verb, *root; /* root: of init */
};

/* ---- arguments ---- */

/* False: an unknown option, or one without its value. */
static bool read_option(struct command *command, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **slot;
    } options[] = {{"--metadata-dir", &command->metadata_dir},
                   {"--metadata-url", &command->metadata_url},
                   {"--target-dir", &command->target_dir},
                   {"--target-base-url", &command->target_base_url}};
    if (value == NULL)
        return false;
    if (strcmp(name, "--target-name") == 0) {
        if (command->targets == TARGETS_MOST)
            return false;
        command->target[command->targets++] = value;
        return true;
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        if (strcmp(name, options[i].name) == 0) {
            *options[i].slot = value;
            return true;
        }
    return false;
}

static bool read_command(struct command *command, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0) {
            if (!read_option(command, argv[i], argv[i + 1]))
                return false;
            i++;
        } else if (command->verb == NULL) {
            command->verb = argv[i];
        } else if (command->root == NULL) {
            command->root = argv[i];
        } else {
            return false;
        }
    }
    if (command->verb == NULL || command->metadata_dir == NULL)
        return false;
    if (strcmp(command->verb, "init") == 0)
        return command->root != NULL;
    if (command->root != NULL || command->metadata_url == NULL)
        return false;
    if (strcmp(command->verb, "download") == 0)
        return command->targets > 0 && command->target_dir != NULL && command->target_base_url != NULL;
    return strcmp(command->verb, "refresh") == 0;
}

/* ---- files ---- */

/* Written beside, synced, renamed: whoever reads the name sees the old file or
   the new, also after a power cut. */
static enum status write_file(const char *folder, const char *name, const char *bytes, size_t size,
                              struct problem *problem)
{
    char *path = take_format("%s/%s", folder, name), *beside = take_format("%s/.new", folder), shown[256];
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    bool good = fd >= 0 && bytes_write(fd, bytes, size) == 0 && fsync(fd) == 0;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    good = good && rename(beside, path) == 0 && file_sync_folder(path) == 0;
    enum status status = good ? STATUS_OK
                              : problem_set(problem, STATUS_UNAVAILABLE, "unwritable", "%s: %s",
                                            log_escape(shown, sizeof shown, path), strerror(errno));
    free(beside);
    free(path);
    return status;
}

/* ---- the run ---- */

struct session {
    const struct command *command;
    struct fetcher *fetcher;
};

static char *join(const char *base, const char *name)
{
    size_t length = strlen(base);
    return take_format("%s%s%s", base, length > 0 && base[length - 1] == '/' ? "" : "/", name);
}

static enum status answer(void *data, const struct trust_request *request, struct buffer *out,
                          struct problem *problem)
{
    const struct session *session = data;
    bool stored = request->from == TRUST_FROM_STORE;
    char *where =
        join(stored ? session->command->metadata_dir : session->command->metadata_url, request->name);
    enum status status = stored ? file_read(where, request->max_bytes, out, NULL)
                                : fetch_get(session->fetcher, where, request->max_bytes, out, problem);
    free(where);
    return stored && status != STATUS_OK ? STATUS_END : status; /* a copy that cannot be read is no copy */
}

static enum status keep(void *data, const struct trust_event *event, struct problem *problem)
{
    const struct session *session = data;
    if (event->bytes != NULL)
        return write_file(session->command->metadata_dir, event->name, event->bytes, event->size, problem);
    char *path = join(session->command->metadata_dir, event->name);
    bool gone = (unlink(path) == 0 || errno == ENOENT) && file_sync_folder(path) == 0;
    free(path);
    return gone ? STATUS_OK
                : problem_set(problem, STATUS_UNAVAILABLE, "unwritable", "cannot forget %s", event->name);
}

/* The whole path becomes one file name, so that no path can leave the folder. */
static enum status download(struct session *session, const struct trust_target *target,
                            struct problem *problem)
{
    struct buffer name = {0}, bytes = {0};
    trust_quote(&name, target->path, '\0');
    char *path = join(session->command->target_dir, name.data);
    char *url = join(session->command->target_base_url, target->name);
    enum status status = STATUS_OK;
    if (target->digest.length > TARGET_BYTES_MOST)
        status = problem_set(problem, STATUS_REFUSED, "too-large", "more than %d bytes", TARGET_BYTES_MOST);
    else if (file_read(path, (size_t)target->digest.length, &bytes, NULL) != STATUS_OK ||
             trust_target_check(target, bytes.data == NULL ? "" : bytes.data, bytes.size, NULL) !=
                 STATUS_OK) {
        buffer_clear(&bytes);
        status = fetch_get(session->fetcher, url, (size_t)target->digest.length, &bytes, problem);
        if (status == STATUS_END)
            status = problem_set(problem, STATUS_UNAVAILABLE, "absent", "the publication has no such file");
        if (status == STATUS_OK)
            status = trust_target_check(target, bytes.data == NULL ? "" : bytes.data, bytes.size, problem);
        if (status == STATUS_OK)
            status = write_file(session->command->target_dir, name.data, bytes.data, bytes.size, problem);
    }
    free(url);
    free(path);
    buffer_finish(&bytes);
    buffer_finish(&name);
    return status;
}

static void tell(const char *what, const struct problem *problem)
{
    char shown[256];
    (void)fprintf(stderr, "tuf-client: %s: %s: %s\n", log_escape(shown, sizeof shown, what), problem->code,
                  problem->text);
}

/* Every target is tried; one that fails makes the whole command fail. */
static enum status download_all(struct session *session, struct trust_client *client,
                                const struct trust_io *io)
{
    enum status all = STATUS_OK;
    for (size_t i = 0; i < session->command->targets; i++) {
        struct problem problem = {0};
        trust_client_find(client, session->command->target[i]);
        enum status status = trust_run(client, io, &problem);
        if (status == STATUS_OK)
            status = download(session, trust_client_target(client), &problem);
        if (status != STATUS_OK) {
            tell(session->command->target[i], &problem);
            all = status;
        }
    }
    return all;
}

static enum status follow(const struct command *command, const struct buffer *root)
{
    static const struct trust_policy everything = {trust_schemes_all};
    static const struct fetch_options usual = {0};
    struct session session = {.command = command};
    struct trust_io io = {answer, keep, &session};
    struct trust_client *client = NULL;
    struct problem problem = {0};
    enum status status =
        trust_client_create(root->data, root->size, &everything, instant_now(), &client, &problem);
    if (status == STATUS_OK)
        status = fetch_create(&usual, &session.fetcher, &problem);
    if (status == STATUS_OK)
        status = trust_run(client, &io, &problem);
    if (status != STATUS_OK)
        tell("refresh", &problem);
    else
        status = download_all(&session, client, &io);
    fetch_destroy(session.fetcher);
    trust_client_destroy(client);
    return status;
}

int main(int argc, char **argv)
{
    struct command command = {0};
    struct buffer root = {0};
    struct problem problem = {0};
    if (!read_command(&command, argc, argv)) {
        (void)fputs(
            "usage: tuf-client --metadata-dir DIR init TRUSTED_ROOT\n"
            "       tuf-client --metadata-dir DIR --metadata-url URL refresh\n"
            "       tuf-client --metadata-dir DIR --metadata-url URL --target-name PATH [--target-name "
            "PATH …]\n"
            "                  --target-base-url URL --target-dir DIR download\n",
            stderr);
        return EXIT_FAILURE;
    }
    bool init = strcmp(command.verb, "init") == 0;
    char *trusted = join(command.metadata_dir, "root.json");
    enum status status = file_read(init ? command.root : trusted, LIMIT_TRUST_ROOT_BYTES, &root, &problem);
    if (status != STATUS_OK || root.size == 0) {
        status = problem_set(&problem, STATUS_UNAVAILABLE, "no-root", "there is no root to trust");
        tell("root", &problem);
    } else if (init) { /* the interface asks for no check here; each refresh begins with it */
        status = write_file(command.metadata_dir, "root.json", root.data, root.size, &problem);
        if (status != STATUS_OK)
            tell("init", &problem);
    } else {
        status = follow(&command, &root);
    }
    free(trusted);
    buffer_finish(&root);
    return status == STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
