/* A private PostgreSQL for one test program: its own folder, a Unix socket and no port. initdb refuses root,
   so as root the server's programs run as `postgres` or, without that user, as `nobody`. */
#ifndef TESTS_CLUSTER_H
#define TESTS_CLUSTER_H

#include "link.h"

#include <fcntl.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct cluster {
    char programs[128], folder[64], data[96], socket[96];
    bool is_up;
};

/* Runs a server program to its end, its output going to FOLDER/log. True if it ended well. */
static inline bool cluster_program(const struct cluster *cluster, const char *program,
                                   const char *const *arguments)
{
    char path[192];
    snprintf(path, sizeof path, "%s/%s", cluster->programs, program);
    pid_t child = fork();
    if (child == 0) {
        struct stat folder;
        if (chdir(cluster->folder) != 0 || stat(cluster->data, &folder) != 0)
            _exit(125);
        if (getuid() == 0 &&
            (setgroups(0, NULL) != 0 || setgid(folder.st_gid) != 0 || setuid(folder.st_uid) != 0))
            _exit(126);
        int log = open("log", O_WRONLY | O_CREAT | O_APPEND, 0600), nothing = open("/dev/null", O_RDONLY);
        if (log < 0 || nothing < 0 || dup2(nothing, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0)
            _exit(125);
        execv(path, (char *const *)(uintptr_t)arguments);
        _exit(127);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Starts the server of an existing folder, as after a crash. */
static inline bool cluster_up(struct cluster *cluster)
{
    char options[256];
    snprintf(options, sizeof options,
             "-c listen_addresses='' -c unix_socket_directories='%s' -c fsync=off -c max_connections=20",
             cluster->socket);
    const char *const start[] = {"pg_ctl", "-D",         cluster->data, "-w",    "-t",    "60",
                                 "-l",     "server.log", "-o",          options, "start", NULL};
    cluster->is_up = cluster_program(cluster, "pg_ctl", start);
    return cluster->is_up;
}

/* `mode`: "fast", or "immediate" for a crash. */
static inline bool cluster_down(struct cluster *cluster, const char *mode)
{
    const char *const stop[] = {"pg_ctl", "-D", cluster->data, "-w", "-t", "60", "-m", mode, "stop", NULL};
    if (cluster->is_up && !cluster_program(cluster, "pg_ctl", stop))
        return false;
    cluster->is_up = false;
    return true;
}

/* False if this machine has no server programs; any other failure prints the log and aborts. */
static inline bool cluster_start(struct cluster *cluster, const char *encoding)
{
    glob_t found = {0};
    *cluster = (struct cluster){0};
    if (glob("/usr/lib/postgresql/*/bin/initdb", 0, NULL, &found) == 0)
        snprintf(cluster->programs, sizeof cluster->programs, "%.*s",
                 (int)(strlen(found.gl_pathv[found.gl_pathc - 1]) - strlen("/initdb")),
                 found.gl_pathv[found.gl_pathc - 1]);
    globfree(&found);
    if (cluster->programs[0] == '\0')
        return false;
    snprintf(cluster->folder, sizeof cluster->folder, "/tmp/test_postgres.XXXXXX");
    ENSURE(mkdtemp(cluster->folder) != NULL);
    snprintf(cluster->data, sizeof cluster->data, "%s/data", cluster->folder);
    snprintf(cluster->socket, sizeof cluster->socket, "%s", cluster->folder);
    ENSURE(mkdir(cluster->data, 0700) == 0);
    if (getuid() == 0) {
        const struct passwd *user = getpwnam("postgres") != NULL ? getpwnam("postgres") : getpwnam("nobody");
        ENSURE(user != NULL && chown(cluster->folder, user->pw_uid, user->pw_gid) == 0 &&
               chown(cluster->data, user->pw_uid, user->pw_gid) == 0);
    }
    const char *const init[] = {"initdb", "-D", cluster->data, "-U",         "owner",     "-A",
                                "trust",  "-E", encoding,      "--locale=C", "--no-sync", NULL};
    if (!cluster_program(cluster, "initdb", init) || !cluster_up(cluster)) {
        char command[256];
        snprintf(command, sizeof command, "cat %s/log %s/server.log >&2", cluster->folder, cluster->folder);
        (void)!system(command);
        BUG("the private PostgreSQL does not start");
    }
    return true;
}

static inline void cluster_remove(struct cluster *cluster)
{
    char command[96];
    if (cluster->folder[0] == '\0')
        return;
    (void)cluster_down(cluster, "immediate");
    snprintf(command, sizeof command, "rm -r %s", cluster->folder);
    (void)!system(command);
}

/* "postgresql://USER@/postgres?host=…", with `password` if not NULL. */
static inline const char *cluster_uri(const struct cluster *cluster, const char *user, const char *password,
                                      char *out, size_t size)
{
    snprintf(out, size, "postgresql://%s%s%s@/postgres?host=%s", user, password == NULL ? "" : ":",
             password == NULL ? "" : password, cluster->socket);
    return out;
}

#endif
