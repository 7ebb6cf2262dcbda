#include "loop.h"

#include "address.h"
#include "cache.h"
#include "contract/limits.h"
#include "contract/log.h"
#include "expiry.h"
#include "follow.h"
#include "keyring.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

enum publish_trouble {
    PUBLISH_FAILED,
    PUBLISH_REFUSED,
    PUBLISH_WAITS,
    PUBLISH_MISSING,
    PUBLISH_MENDED,
    PUBLISH_EXPIRES,
    PUBLISH_TROUBLES
};
static const char *const trouble_codes[PUBLISH_TROUBLES] = {
    [PUBLISH_FAILED] = "publish-failed", [PUBLISH_REFUSED] = "publish-refused",
    [PUBLISH_WAITS] = "publish-waits",   [PUBLISH_MISSING] = "publish-missing",
    [PUBLISH_MENDED] = "publish-mended", [PUBLISH_EXPIRES] = "publish-expires",
};

struct loop {
    const struct feeder_config *config;
    struct sync_settings settings;
    struct source *source; /* NULL while it cannot be opened */
    struct cache *cache;   /* kept open between pulls */
    char *address;
    char *passphrase; /* of the publication's keys, or NULL */
    int signals;
    int failures;
    int64_t due;        /* CLOCK_BOOTTIME milliseconds of the next pull */
    int64_t scrub;      /* and of the next try to wipe what a reader kept from being wiped */
    bool dirty;         /* there was such a thing when the cache was closed */
    int64_t expiry_due; /* the same of the next look at what runs out */
    int64_t watchdog;   /* half the supervisor's interval in milliseconds, or 0 */
    int64_t told;       /* when it was last told that all is well, in the middle of a pull */
    int looks;          /* still to be taken after a ring */
    struct problem unpublished
        [PUBLISH_TROUBLES]; /* what is wrong with publishing since the last turn; no text: nothing */
    bool leave;
    enum status outcome; /* what the loop ends with */
};

/* SQLite makes a commit visible through shared memory after the last write that inotify tells of, and a sync to the disk
   may lie between: a pull that starts at once may be too early, and no second ring would come. */
static const int64_t settle_milliseconds[] = {1000,
                                              100}; /* before the last look, and before the one before it */
#define SCRUB_AGAIN_MILLISECONDS                                                                             \
    5000 /* a reader was in the way: deleted text is to be gone within a minute */
#define LOOKS ((int)(sizeof settle_milliseconds / sizeof settle_milliseconds[0]))

static int64_t boot_milliseconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int loop_pause(int failures, unsigned random)
{
    int64_t pause = 1;
    for (int i = 1; i < failures && pause < LIMIT_BACKOFF_SECONDS; i++)
        pause *= 2;
    if (pause > LIMIT_BACKOFF_SECONDS)
        pause = LIMIT_BACKOFF_SECONDS;
    pause = pause * (49152 + (int64_t)(random & 0x7FFF)) / 65536;
    if (pause > LIMIT_BACKOFF_SECONDS)
        pause = LIMIT_BACKOFF_SECONDS;
    return pause < 1 ? 1 : (int)pause;
}

static void tell(const struct account *account, enum status status)
{
    if (status == STATUS_UNCHANGED) {
        log_line(LOG_DEBUG, "pull", "nothing new: %lld seen, generation %lld", (long long)account->seen,
                 (long long)account->generation_after);
        return;
    }
    for (size_t i = 0; i < account->refusals; i++)
        log_line(LOG_WARNING, "pull", "refused %s: %s: %s", account->refusal[i].id, account->refusal[i].code,
                 account->refusal[i].text);
    if (status != STATUS_OK && status != STATUS_REFUSED)
        log_line(LOG_ERROR, "pull", "failed, nothing changed: %s: %s", account->failure.code,
                 account->failure.text);
    else
        log_line(LOG_INFO, "pull",
                 "%lld seen, %lld unchanged, %lld accepted, %zu refused, %lld withdrawn, %lld missing, "
                 "generation %lld to %lld",
                 (long long)account->seen, (long long)account->unchanged, (long long)account->accepted,
                 account->refusals, (long long)account->withdrawn, (long long)account->missing,
                 (long long)account->generation_before, (long long)account->generation_after);
    for (size_t i = 0; i < account->alarms; i++)
        log_line(LOG_WARNING, "alarm", "%s %s: %s", account->alarm[i].code, account->alarm[i].subject,
                 account->alarm[i].text);
}

/* The source could not even be opened: the same account as for a pull, so that status and screen show it. */
static enum status open_source(struct loop *loop, struct account *account)
{
    struct problem problem = {0};
    enum status status = source_open(loop->config->source_uri, &loop->source, &problem);
    if (status == STATUS_OK)
        return status;
    account->started = account->ended = instant_now();
    account->failure = problem;
    account_alarm(account, "source-unreachable", "", "%s: %s", problem.code, problem.text);
    struct problem kept = {0};
    if (account_keep(account, loop->config->cache_path, false, &kept) != STATUS_OK)
        log_line(LOG_ERROR, "loop", "account not kept: %s", kept.text);
    if (strcmp(problem.code, "bad-uri") == 0) { /* no waiting mends this, a person must */
        loop->outcome = status;
        loop->leave = true;
    }
    return status;
}

static void note_troubles(const struct publish_report *report, enum status status,
                          const struct problem *problem, struct problem out[PUBLISH_TROUBLES])
{
    for (int t = 0; t < PUBLISH_TROUBLES; t++)
        problem_clear(&out[t]);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        (void)problem_set(&out[PUBLISH_FAILED], status, "failed", "%s: %s", problem->code, problem->text);
    if (report->refusals > 0)
        (void)problem_set(&out[PUBLISH_REFUSED], STATUS_REFUSED, "refused",
                          "%zu are not published; first %.*s", report->refusals,
                          (int)strcspn(report->refused.data, "\n"), report->refused.data);
    if (report->held > 0)
        (void)problem_set(&out[PUBLISH_WAITS], STATUS_REFUSED, "waits", "%zu items wait for signatures",
                          report->held);
    if (report->missing > 0)
        (void)problem_set(&out[PUBLISH_MISSING], STATUS_REFUSED, "missing",
                          "%zu published items are in no cache any more and stay published", report->missing);
    if (report->mended)
        (void)problem_set(&out[PUBLISH_MENDED], STATUS_REFUSED, "mended",
                          "somebody changed the publication's folder: timestamp and snapshot were put back");
}

/* What runs out while the keys that could sign it lie elsewhere. Looked for once an hour, since every role file is read. */
static void note_expiry(struct loop *loop, const struct publish_settings *settings, struct problem *out)
{
    struct expiry expiry[DUTY_COUNT];
    char when[INSTANT_TEXT];
    if (boot_milliseconds() < loop->expiry_due) {
        *out = loop->unpublished[PUBLISH_EXPIRES];
        return;
    }
    loop->expiry_due = boot_milliseconds() + 3600000;
    if (expiry_read(settings, instant_now(), expiry, NULL) != STATUS_OK)
        return; /* the publication itself says why */
    for (size_t duty = 0; duty < DUTY_COUNT; duty++)
        if (expiry[duty].soon)
            (void)problem_set(out, STATUS_REFUSED, "expires", "%s ends at %s; its keys are not here",
                              expiry[duty].role, instant_format(when, expiry[duty].expires));
}

/* Open troubles belong into every account, so that they are told as long as they last and a pull with nothing new writes
   nothing because of them. */
static void tell_troubles(const struct loop *loop, struct account *account)
{
    for (int t = 0; t < PUBLISH_TROUBLES; t++)
        if (loop->unpublished[t].text[0] != '\0')
            account_alarm(account, trouble_codes[t], "", "%s", loop->unpublished[t].text);
}

/* Publishes what the cache holds now. From a case database only after a pull that found it in order: the timestamp says to every
   screen that this is the office's present state, which nobody knows while it is out of reach. What comes from publications is
   published all the same: their own timestamps tell how old it is, and so does ours. True: another trouble than before. */
static bool publish(struct loop *loop)
{
    struct publish_settings settings = feeder_config_publish(loop->config);
    struct publish_report report = {0};
    struct problem problem = {0}, troubles[PUBLISH_TROUBLES] = {0};
    settings.passphrase = loop->passphrase;
    enum status status = publish_run(&settings, instant_now(), &report, &problem);
    if (status == STATUS_OK && report.roles_written > 0)
        log_line(LOG_INFO, "publish",
                 "snapshot %lld: %zu items, %zu targets and %zu roles written, %zu withdrawn",
                 (long long)report.snapshot, report.items, report.targets_written, report.roles_written,
                 report.withdrawn);
    note_troubles(&report, status, &problem, troubles);
    note_expiry(loop, &settings, &troubles[PUBLISH_EXPIRES]);
    bool differs = false;
    for (int t = 0; t < PUBLISH_TROUBLES; t++)
        if (strcmp(troubles[t].text, loop->unpublished[t].text) != 0) {
            differs = true;
            if (troubles[t].text[0] == '\0')
                log_line(LOG_INFO, "publish", "no longer: %s", trouble_codes[t]);
            else
                log_line(t == PUBLISH_FAILED ? LOG_ERROR : LOG_WARNING, "publish", "%s: %s", trouble_codes[t],
                         troubles[t].text);
        }
    memcpy(loop->unpublished, troubles, sizeof troubles);
    publish_report_finish(&report);
    return differs;
}

/* A timestamp that is to be signed anew in time needs a pull in time. */
static int pull_seconds(const struct feeder_config *config)
{
    int third = config->timestamp_minutes * 20;
    return config->publish_to != NULL && third < config->interval_seconds ? third : config->interval_seconds;
}

static bool is_dirty(const struct loop *loop)
{
    return loop->cache != NULL ? cache_is_dirty(loop->cache) : loop->dirty;
}

/* Pulls may be far between, or fail: what is to be wiped does not wait for them. */
static void scrub_again(struct loop *loop)
{
    struct problem problem = {0};
    enum status status = STATUS_OK;
    loop->scrub = boot_milliseconds() + SCRUB_AGAIN_MILLISECONDS;
    if (loop->cache == NULL)
        status = cache_open(loop->config->cache_path, &loop->cache, &problem);
    if (status == STATUS_OK)
        status = cache_scrub(loop->cache, &problem);
    if (status == STATUS_OK)
        log_line(LOG_INFO, "loop", "deleted text is gone from the cache's files");
    else
        log_line(LOG_DEBUG, "loop", "not scrubbed: %s: %s", problem.code,
                 problem.text); /* the alarm is open */
}

/* A first pull over a slow line takes longer than the supervisor waits: as long as bytes come, or a server has its time to
   answer, nothing hangs. */
static void tell_supervisor(void *with)
{
    struct loop *loop = with;
    int64_t now = boot_milliseconds();
    if (loop->watchdog == 0 || now - loop->told < loop->watchdog / 2)
        return;
    loop->told = now;
    (void)sd_notify(0, "WATCHDOG=1");
}

static void turn(struct loop *loop)
{
    struct account account;
    account_init(&account);
    account.source = loop->address == NULL ? NULL : take_copy(loop->address);
    bool followed = loop->source != NULL && source_as_publication(loop->source) != NULL;
    tell_troubles(loop, &account);
    enum status status = loop->source == NULL ? open_source(loop, &account) : STATUS_OK;
    if (status == STATUS_OK)
        status = sync_pull(&loop->settings, loop->source, &loop->cache, instant_now(), &account);
    tell(&account, status);
    bool good = status == STATUS_OK || status == STATUS_UNCHANGED || status == STATUS_REFUSED;
    int pause = pull_seconds(loop->config);
    bool again = loop->config->publish_to != NULL && (good || followed) && publish(loop);
    if (good) {
        loop->failures = 0;
        if (again) /* so that the account tells it now, or that it is over */
            pause = 1;
    } else {
        unsigned random = 0;
        if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
            random = (unsigned)boot_milliseconds();
        loop->looks = 0;
        loop->failures++;
        pause = loop_pause(loop->failures, random);
        log_line(LOG_INFO, "loop", "next try in %d s", pause);
        loop->dirty = is_dirty(loop);
        cache_close(loop->cache); /* nor is a file that could not be written */
        loop->cache = NULL;
        source_close(loop->source); /* a connection that failed once is not trusted again */
        loop->source = NULL;
    }
    int64_t wait = (int64_t)pause * 1000;
    if (loop->looks > 0 && settle_milliseconds[--loop->looks] < wait)
        wait = settle_milliseconds[loop->looks];
    loop->due = boot_milliseconds() + wait;
    loop->scrub = boot_milliseconds() + SCRUB_AGAIN_MILLISECONDS;
    account_finish(&account);
}

static void take_signal(struct loop *loop)
{
    struct signalfd_siginfo info;
    if (read(loop->signals, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    if (info.ssi_signo == SIGHUP)
        loop->due = 0;
    else
        loop->leave = true;
}

/* Sleeps until a pull is due, the source rings, a signal comes or the supervisor wants to hear from us. */
static void wait_for_work(struct loop *loop)
{
    int ring = loop->source == NULL ? -1 : source_wake_fd(loop->source);
    struct pollfd fds[2] = {{.fd = loop->signals, .events = POLLIN}, {.fd = ring, .events = POLLIN}};
    int64_t until = is_dirty(loop) && loop->scrub < loop->due ? loop->scrub : loop->due;
    int64_t wait = until - boot_milliseconds();
    if (wait < 0)
        wait = 0;
    if (loop->watchdog > 0 && wait > loop->watchdog)
        wait = loop->watchdog;
    int ready = poll(fds, 2, wait > INT32_MAX ? INT32_MAX : (int)wait);
    if (ready < 0 && errno != EINTR)
        BUG("poll: %s", strerror(errno));
    if (ready > 0 && fds[0].revents != 0)
        take_signal(loop);
    if (ready > 0 && fds[1].revents != 0 && source_woken(loop->source)) {
        loop->looks = LOOKS;
        loop->due = 0;
    }
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        BUG("sigprocmask: %s", strerror(errno));
    int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (fd < 0)
        BUG("signalfd: %s", strerror(errno));
    return fd;
}

enum status loop_run(const struct feeder_config *config)
{
    struct loop loop = {.config = config,
                        .settings = feeder_config_sync(config),
                        .signals = open_signals(),
                        .outcome = STATUS_OK};
    uint64_t microseconds = 0;
    loop.address = address_without_password(config->source_uri);
    if (sd_watchdog_enabled(0, &microseconds) > 0)
        loop.watchdog = (int64_t)(microseconds / 2000);
    loop.settings.fetch.alive = tell_supervisor;
    loop.settings.fetch.with = &loop;
    struct problem problem = {0};
    if (passphrase_read(config->publish_passphrase_file, &loop.passphrase, &problem) != STATUS_OK)
        log_line(LOG_ERROR, "publish", "%s: %s", problem.code, problem.text);
    log_line(LOG_INFO, "loop", "following %s into %s every %d s", loop.address, config->cache_path,
             config->interval_seconds);
    while (!loop.leave) {
        if (boot_milliseconds() >= loop.due)
            turn(&loop);
        else if (is_dirty(&loop) && boot_milliseconds() >= loop.scrub)
            scrub_again(&loop);
        if (loop.leave)
            break;
        (void)sd_notify(0, "READY=1\nWATCHDOG=1");
        wait_for_work(&loop);
    }
    (void)sd_notify(0, "STOPPING=1");
    if (loop.outcome == STATUS_OK)
        log_line(LOG_INFO, "loop", "told to stop");
    cache_close(loop.cache);
    source_close(loop.source);
    passphrase_forget(loop.passphrase);
    free(loop.address);
    close(loop.signals);
    return loop.outcome;
}
