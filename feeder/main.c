/* feeder: wires the commands of design §11 together. Exit codes: 0 done, 1 failed and nothing changed, 2
   wrong use or configuration, 3 done but some items were refused. */
#include "account.h"
#include "address.h"
#include "cache.h"
#include "case.h"
#include "command.h"
#include "config.h"
#include "contract/catalogue.h"
#include "contract/log.h"
#include "contract/options.h"
#include "contract/snapshot.h"
#include "display.h"
#include "expiry.h"
#include "floor.h"
#include "loop.h"
#include "speech.h"
#include "json/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Configuration from --config, overridden by --source and --cache. EXIT_DONE or EXIT_MISUSE. */
static int read_config(const struct options *options, struct feeder_config *config)
{
    const char *file = options_get(options, "config"), *source = options_get(options, "source"),
               *cache = options_get(options, "cache"), *trust = options_get(options, "trust");
    feeder_config_defaults(config);
    if (file != NULL) {
        struct buffer errors = {0};
        feeder_config_finish(config);
        enum status status = feeder_config_read(file, config, &errors);
        if (status != STATUS_OK) {
            (void)fprintf(stderr, "%s", errors.data == NULL ? "" : errors.data);
            buffer_finish(&errors);
            return EXIT_MISUSE;
        }
        buffer_finish(&errors);
    }
    if (source != NULL) {
        free(config->source_uri);
        config->source_uri = take_copy(source);
    }
    if (cache != NULL) {
        free(config->cache_path);
        config->cache_path = take_copy(cache);
    }
    if (trust != NULL) {
        free(config->source_trust);
        config->source_trust = take_copy(trust);
    }
    log_set_level((enum log_level)config->log_level);
    return EXIT_DONE;
}

static int exit_code(enum status status, const struct problem *problem)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_UNCHANGED: return EXIT_DONE;
    case STATUS_REFUSED: return EXIT_SOME_REFUSED;
    case STATUS_MISUSE:
        return strcmp(problem->code, "unknown-scheme") == 0 || strcmp(problem->code, "bad-uri") == 0
                   ? EXIT_MISUSE
                   : EXIT_FAILED;
    default: return EXIT_FAILED;
    }
}

static int run(const struct options *options)
{
    struct feeder_config config;
    if (options_get(options, "config") == NULL)
        return command_misuse("feeder run --config FILE");
    int code = read_config(options, &config);
    if (code == EXIT_DONE)
        code = loop_run(&config) == STATUS_OK ? EXIT_DONE : EXIT_MISUSE;
    feeder_config_finish(&config);
    return code;
}

/* Where a cache's content comes from: a signed publication, and by which key this screen reads what is sealed in it; or rows. */
struct origin {
    bool is_signed;
    instant issued; /* of the newest timestamp in force */
    char screen_key[SEAL_KEY_HEX];
};

static void read_origin(const char *cache_path, struct snapshot *snapshot, struct origin *out)
{
    struct buffer timestamp = {0};
    *out = (struct origin){.issued = NO_INSTANT};
    out->is_signed =
        snapshot != NULL && snapshot_chain(snapshot, 0, "timestamp.json", -1, &timestamp, NULL) == STATUS_OK;
    if (out->is_signed)
        out->issued = floor_issued(&timestamp);
    if (!screen_key_public(cache_path, out->screen_key))
        out->screen_key[0] = '\0';
    buffer_finish(&timestamp);
}

static void tell_pull(const struct account *account, enum status status, const char *cache_path, bool json)
{
    struct origin origin;
    read_origin(cache_path, NULL, &origin);
    for (size_t i = 0; i < account->refusals; i++)
        (void)fprintf(stderr, "%s %s: %s: %s %s\n", speech("pull.refused"), account->refusal[i].id,
                      account->refusal[i].code, speech_for_code(account->refusal[i].code),
                      account->refusal[i].text);
    if (status != STATUS_OK && status != STATUS_UNCHANGED && status != STATUS_REFUSED)
        (void)command_fail(EXIT_FAILED, speech("pull.failed"), &account->failure);
    struct buffer out = {0};
    if (json)
        account_write_json(account, &out);
    else
        speech_account(account, &out);
    if (json && origin.screen_key[0] != '\0') {
        ENSURE(out.size > 0 && out.data[out.size - 1] == '}');
        out.size--;
        buffer_format(&out, ",\"screen_key\":\"%s\"}", origin.screen_key);
    } else if (account->sealed > 0 && origin.screen_key[0] != '\0') {
        buffer_format(&out, "%s %s\n", speech("account.screen_key"), origin.screen_key);
    }
    printf("%s%s", out.data, json ? "\n" : "");
    buffer_finish(&out);
}

static int pull(const struct options *options)
{
    struct feeder_config config;
    int code = read_config(options, &config);
    if (code == EXIT_DONE && (config.source_uri == NULL || config.cache_path == NULL))
        code = command_misuse(
            "feeder pull --config FILE | --source URI --cache FILE [--trust ROOT.json] [--json]");
    if (code != EXIT_DONE) {
        feeder_config_finish(&config);
        return code;
    }
    struct source *source = NULL;
    struct cache *cache = NULL;
    struct account account;
    account_init(&account);
    account.source = address_without_password(config.source_uri);
    account.started = account.ended = instant_now();
    struct sync_settings settings = feeder_config_sync(&config);
    enum status status = source_open(config.source_uri, &source, &account.failure);
    if (status == STATUS_OK) {
        status = sync_pull(&settings, source, &cache, instant_now(), &account);
    } else {
        account_alarm(&account, "source-unreachable", "", "%s: %s", account.failure.code,
                      account.failure.text);
        struct problem kept = {0};
        if (status != STATUS_MISUSE && account_keep(&account, config.cache_path, false, &kept) != STATUS_OK)
            log_line(LOG_ERROR, "pull", "account not kept: %s", kept.text);
    }
    tell_pull(&account, status, config.cache_path, options_get(options, "json") != NULL);
    code = exit_code(status, &account.failure);
    cache_close(cache);
    source_close(source);
    account_finish(&account);
    feeder_config_finish(&config);
    return code;
}

/* Index of an option's word, -1 if not given, -2 if it is none of the words. */
static int word_option(const struct options *options, const char *name, const char *const *words, int count)
{
    const char *word = options_get(options, name);
    if (word == NULL)
        return -1;
    int index = word_index(words, count, word);
    return index < 0 ? -2 : index;
}

static int add(const struct options *options)
{
    struct case_addition addition = {
        .path = options_get(options, "case"),
        .id = options_get(options, "id"),
        .catalogue = options_get(options, "catalogue"),
        .title = options_get(options, "title"),
        .project = options_get(options, "project"),
        .issuer = options_get(options, "issuer"),
        .doc_no = options_get(options, "doc-no"),
        .body_file = options->words >= 1 ? options->word[0] : NULL,
        .file = options->word + 1,
        .files = options->words >= 1 ? options->words - 1 : 0,
        .audience = word_option(options, "audience", audience_words, AUDIENCE_COUNT),
        .kind = word_option(options, "kind", kind_words, KIND_COUNT),
        .priority = word_option(options, "priority", priority_words, PRIORITY_COUNT),
        .now = instant_now(),
    };
    int lang = word_option(options, "lang", lang_words, LANG_COUNT);
    addition.lang = lang < 0 ? LANG_ZH : (enum lang)lang;
    if (addition.path == NULL || addition.catalogue == NULL || addition.title == NULL ||
        addition.body_file == NULL || catalogue_find(addition.catalogue) == NULL || addition.audience == -2 ||
        addition.kind == -2 || addition.priority == -2 || lang == -2)
        return command_misuse(
            "feeder add --case FILE.db --catalogue D01…D35 --title T [--project P] [--id ID] "
            "[--audience public|area|affected] "
            "[--kind KIND] [--priority normal|pinned|urgent] [--lang zh|ko|en] [--issuer T] "
            "[--doc-no T] BODY.md|.txt [FILE.png|.jpg|.pdf …]");
    char *id = NULL;
    int64_t version = 0;
    struct problem problem = {0};
    enum status status = case_add(&addition, &id, &version, &problem);
    if (status != STATUS_OK)
        return command_fail(status == STATUS_MISUSE ? EXIT_MISUSE : EXIT_FAILED, addition.body_file,
                            &problem);
    printf("%s %s %s %lld\n", speech("add.done"), id, speech("add.version"), (long long)version);
    free(id);
    return EXIT_DONE;
}

static int withdraw(const struct options *options)
{
    const char *path = options_get(options, "case"), *id = options_get(options, "id"),
               *reason = options_get(options, "reason");
    if (path == NULL || id == NULL || reason == NULL || *reason == '\0' || options->words > 0)
        return command_misuse("feeder withdraw --case FILE.db --id ID --reason TEXT");
    struct problem problem = {0};
    enum status status = case_withdraw(path, id, reason, instant_now(), &problem);
    if (status != STATUS_OK && status != STATUS_UNCHANGED)
        return command_fail(status == STATUS_MISUSE ? EXIT_MISUSE : EXIT_FAILED, id, &problem);
    printf("%s %s\n", speech("withdraw.done"), id);
    return EXIT_DONE;
}

/* An office that publishes hears here what runs out, weeks before its screens do. `out` stays as it was for any other. */
static void read_expiry(const struct feeder_config *config, struct expiry out[DUTY_COUNT],
                        struct account *account)
{
    struct publish_settings settings = feeder_config_publish(config);
    struct problem problem = {0};
    char *passphrase = NULL, when[INSTANT_TEXT];
    if (settings.to == NULL)
        return;
    if (passphrase_read(config->publish_passphrase_file, &passphrase, &problem) != STATUS_OK)
        log_line(LOG_WARNING, "status", "%s: %s", problem.code, problem.text);
    settings.passphrase = passphrase;
    problem_clear(&problem);
    if (expiry_read(&settings, instant_now(), out, &problem) != STATUS_OK)
        log_line(LOG_WARNING, "status", "%s: %s", problem.code,
                 problem.text); /* not everybody may read keys */
    for (size_t duty = 0; duty < DUTY_COUNT; duty++)
        if (out[duty].soon)
            account_alarm(account, "publish-expires", out[duty].role, "ends at %s",
                          instant_format(when, out[duty].expires));
    passphrase_forget(passphrase);
}

static void write_expiry(const struct expiry expiry[DUTY_COUNT], struct buffer *out)
{
    char when[INSTANT_TEXT];
    bool first = true;
    for (size_t duty = 0; duty < DUTY_COUNT; duty++) {
        if (expiry[duty].expires == NO_INSTANT)
            continue;
        buffer_format(out, "%s{\"expires\":\"%s\",\"renewed\":%s,\"role\":", first ? "" : ",",
                      instant_format(when, expiry[duty].expires), expiry[duty].here ? "true" : "false");
        json_write_string_escaped(out, expiry[duty].role);
        buffer_char(out, '}');
        first = false;
    }
}

static void tell_expiry(const struct expiry expiry[DUTY_COUNT], struct buffer *out)
{
    char when[INSTANT_TEXT];
    bool first = true;
    for (size_t duty = 0; duty < DUTY_COUNT; duty++) {
        if (expiry[duty].expires == NO_INSTANT)
            continue;
        buffer_format(out, "%s%s  %s %s", first ? speech("expiry.title") : "", first ? "\n" : "",
                      expiry[duty].role, instant_format(when, expiry[duty].expires));
        speech_days(expiry[duty].expires - instant_now(), out);
        buffer_format(out, " %s\n", speech(expiry[duty].here ? "expiry.renewed" : "expiry.by-people"));
        first = false;
    }
}

/* {"generation","items","alarms":[…],"last_pull","screen":{…},"account":{…}}; last_pull is null if there was none, screen if
   nothing was heard of one. */
static void write_status(const struct account *account, instant last_pull, int64_t generation, int64_t items,
                         const struct origin *origin, const struct expiry expiry[DUTY_COUNT],
                         const struct display *display, struct buffer *out)
{
    char when[INSTANT_TEXT];
    buffer_format(out, "{\"generation\":%lld,\"items\":%lld,\"alarms\":[", (long long)generation,
                  (long long)items);
    for (size_t i = 0; i < account->alarms; i++) {
        const char *const field[] = {"code", account->alarm[i].code, "subject", account->alarm[i].subject,
                                     "text", account->alarm[i].text};
        buffer_text(out, i == 0 ? "{" : ",{");
        for (size_t f = 0; f < 6; f += 2) {
            buffer_format(out, "\"%s\":", field[f]);
            json_write_string_escaped(out, field[f + 1]);
            buffer_char(out, ',');
        }
        buffer_format(out, "\"since\":\"%s\"}", instant_format(when, account->alarm[i].since));
    }
    buffer_text(out, "],\"last_pull\":");
    if (last_pull == NO_INSTANT)
        buffer_text(out, "null");
    else
        buffer_format(out, "\"%s\"", instant_format(when, last_pull));
    buffer_format(out, ",\"signed\":%s", origin->is_signed ? "true" : "false");
    if (origin->issued != NO_INSTANT)
        buffer_format(out, ",\"signed_at\":\"%s\"", instant_format(when, origin->issued));
    if (origin->screen_key[0] != '\0')
        buffer_format(out, ",\"screen_key\":\"%s\"", origin->screen_key);
    if (expiry[DUTY_ROOT].expires != NO_INSTANT) {
        buffer_text(out, ",\"signatures\":[");
        write_expiry(expiry, out);
        buffer_char(out, ']');
    }
    buffer_text(out, ",\"screen\":");
    display_write(display, out);
    buffer_text(out, ",\"account\":");
    account_write_json(account, out);
    buffer_char(out, '}');
}

static void tell_status(const struct account *account, instant last_pull, int64_t generation, int64_t items,
                        const struct origin *origin, const struct expiry expiry[DUTY_COUNT],
                        const struct display *display, const char *path)
{
    char when[INSTANT_TEXT];
    printf("%s %s\n%s %lld\n%s %lld\n%s %s\n%s %zu\n", speech("status.title"), path,
           speech("account.generation"), (long long)generation, speech("status.items"), (long long)items,
           speech("status.last_pull"),
           last_pull == NO_INSTANT ? speech("status.never") : instant_format(when, last_pull),
           speech("status.alarms"), account->alarms);
    printf("%s%s%s\n", speech(origin->is_signed ? "status.signed" : "status.unsigned"),
           origin->issued == NO_INSTANT ? "" : " ",
           origin->issued == NO_INSTANT ? "" : instant_format(when, origin->issued));
    if (origin->screen_key[0] != '\0')
        printf("%s %s\n", speech("status.screen_key"), origin->screen_key);
    struct buffer out = {0};
    display_tell(display, &out);
    tell_expiry(expiry, &out);
    speech_account(account, &out);
    printf("%s", out.data);
    buffer_finish(&out);
}

static int status_of(const struct options *options)
{
    struct feeder_config config;
    int code = read_config(options, &config);
    if (code == EXIT_DONE && config.cache_path == NULL)
        code = command_misuse("feeder status --config FILE | --cache FILE [--json]");
    struct snapshot *snapshot = NULL;
    struct problem problem = {0};
    struct account account;
    account_init(&account);
    instant last_pull = NO_INSTANT;
    int64_t generation = 0, shown = 0, withheld = 0;
    struct origin origin = {.issued = NO_INSTANT};
    struct expiry expiry[DUTY_COUNT];
    for (size_t duty = 0; duty < DUTY_COUNT; duty++)
        expiry[duty] = (struct expiry){.expires = NO_INSTANT};
    struct snapshot_filter all = {.inside_area = true, .now = instant_now()};
    struct display display = {.status = STATUS_END};
    if (code == EXIT_DONE) {
        enum status status = snapshot_open(config.cache_path, &snapshot, &problem);
        if (status == STATUS_OK)
            status = snapshot_refresh(snapshot, &generation, &problem);
        if (status == STATUS_OK || status == STATUS_UNCHANGED)
            status = snapshot_count(snapshot, &all, &shown, &withheld, &problem);
        if (status == STATUS_OK)
            status = account_load(config.cache_path, &account, &last_pull, &problem);
        if (status != STATUS_OK)
            code = command_fail(EXIT_FAILED, config.cache_path, &problem);
        read_origin(config.cache_path, snapshot, &origin);
        read_expiry(&config, expiry, &account);
        display_read(config.screen_report, config.cache_path, instant_now(), &display);
        display_alarms(&display, &account);
    }
    if (code == EXIT_DONE && options_get(options, "json") != NULL) {
        struct buffer out = {0};
        write_status(&account, last_pull, generation, shown + withheld, &origin, expiry, &display, &out);
        printf("%s\n", out.data);
        buffer_finish(&out);
    } else if (code == EXIT_DONE) {
        tell_status(&account, last_pull, generation, shown + withheld, &origin, expiry, &display,
                    config.cache_path);
    }
    account_finish(&account);
    snapshot_close(snapshot);
    feeder_config_finish(&config);
    return code;
}

static int check_config(const struct options *options)
{
    if (options->words != 1)
        return command_misuse("feeder check-config FILE");
    struct feeder_config config;
    struct buffer errors = {0};
    enum status status = feeder_config_read(options->word[0], &config, &errors);
    if (status == STATUS_OK)
        printf("%s %s\n", options->word[0], speech("config.good"));
    else
        (void)fprintf(stderr, "%s", errors.data == NULL ? "" : errors.data);
    buffer_finish(&errors);
    feeder_config_finish(&config);
    return status == STATUS_OK ? EXIT_DONE : EXIT_MISUSE;
}

static const struct command {
    const char *name, *options;
    int (*run)(const struct options *options);
} commands[] = {
    {"run", "config=", run},
    {"pull", "config= source= cache= trust= json", pull},
    {"add", "case= catalogue= title= project= id= audience= kind= priority= lang= issuer= doc-no=", add},
    {"withdraw", "case= id= reason=", withdraw},
    {"status", "config= cache= json", status_of},
    {"check-config", "", check_config},
    {"publish", "config= cache= to= keys= passphrase-file= mass-withdraw json", command_publish},
    {"copy", "from= to= ca= json", command_copy},
    {"keys", "to= keys= threshold= count= role= key= passphrase-file= full yes", command_keys},
    {"screens", "keys= config= name= inside-area passphrase-file=", command_screens},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc >= 2 && i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) != 0)
            continue;
        struct options options;
        struct problem problem = {0};
        if (options_parse(&options, commands[i].options, argc - 2, argv + 2, &problem) != STATUS_OK)
            return command_fail(EXIT_MISUSE, commands[i].name, &problem);
        int code = commands[i].run(&options);
        if (fflush(stdout) != 0 && code == EXIT_DONE) {
            (void)problem_set(&problem, STATUS_UNAVAILABLE, "output", "cannot write to standard output: %s",
                              strerror(errno));
            code = command_fail(EXIT_FAILED, commands[i].name, &problem);
        }
        return code;
    }
    struct buffer names = {0};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        buffer_format(&names, "%s%s", i == 0 ? "feeder " : "|", commands[i].name);
    int code = command_misuse(names.data);
    buffer_finish(&names);
    return code;
}
