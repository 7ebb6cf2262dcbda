#include "command.h"
#include "config.h"
#include "file.h"
#include "keys.h"
#include "publish.h"
#include "review.h"
#include "screens.h"
#include "speech.h"
#include "transfer.h"

#include "contract/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOT_DAYS 1095

static int code_of(enum status status)
{
    switch (status) {
    case STATUS_OK:
    case STATUS_UNCHANGED: return EXIT_DONE;
    case STATUS_MISUSE: return EXIT_MISUSE;
    default: return EXIT_FAILED;
    }
}

/* ---- feeder publish ------------------------------------------------------------------------------------------ */

static void tell(const struct publish_report *report, enum status status, bool json)
{
    if (json) {
        printf("{\"changed\":%s,\"held\":%zu,\"items\":%zu,\"missing\":%zu,\"refused\":%zu,\"removed\":%zu,"
               "\"roles_written\":%zu,\"snapshot\":%" PRId64 ",\"targets_written\":%zu,\"timestamp\":%" PRId64
               ",\"withdrawn\":%zu}\n",
               status == STATUS_OK ? "true" : "false", report->held, report->items, report->missing,
               report->refusals, report->removed, report->roles_written, report->snapshot,
               report->targets_written, report->timestamp, report->withdrawn);
    } else {
        printf("%s %" PRId64 ".%" PRId64 "\n",
               speech(status == STATUS_OK ? "publish.done" : "publish.unchanged"), report->snapshot,
               report->timestamp);
    }
    if (report->mended)
        fprintf(stderr, "%s\n", speech("publish.mended"));
    if (report->pending.size > 0)
        fprintf(stderr, "%s\n%s", speech("publish.pending"), report->pending.data);
    if (report->held > 0)
        fprintf(stderr, "%s %zu\n", speech("publish.held"), report->held);
    if (report->refused.size > 0)
        fprintf(stderr, "%s", report->refused.data);
}

/* The configuration that is named, or the defaults. */
static enum status read_config(const struct options *options, struct feeder_config *config,
                               struct problem *problem)
{
    const char *file = options_get(options, "config");
    struct buffer errors = {0};
    enum status status = STATUS_OK;
    feeder_config_defaults(config);
    if (file != NULL) {
        feeder_config_finish(config);
        if (feeder_config_read(file, config, &errors) != STATUS_OK) {
            fprintf(stderr, "%s", errors.data == NULL ? "" : errors.data);
            status = problem_set(problem, STATUS_MISUSE, "usage", "%.200s", file);
        }
    }
    buffer_finish(&errors);
    return status;
}

static enum status read_settings(const struct options *options, struct feeder_config *config,
                                 struct publish_settings *settings, char **passphrase,
                                 struct problem *problem)
{
    const char *cache = options_get(options, "cache"), *to = options_get(options, "to"),
               *keys = options_get(options, "keys"), *secret = options_get(options, "passphrase-file");
    enum status status = read_config(options, config, problem);
    if (status != STATUS_OK)
        return status;
    *settings = feeder_config_publish(config);
    settings->cache_path = cache != NULL ? cache : settings->cache_path;
    settings->to = to != NULL ? to : settings->to;
    settings->keys = keys != NULL ? keys : settings->keys;
    settings->mass_withdraw = options_get(options, "mass-withdraw") != NULL;
    if (settings->cache_path == NULL || settings->to == NULL || settings->keys == NULL || options->words > 0)
        return problem_set(
            problem, STATUS_MISUSE, "usage",
            "feeder publish --config FILE | --cache FILE --to DIR --keys DIR [--passphrase-file FILE] "
            "[--mass-withdraw] [--json]");
    status = passphrase_read(secret != NULL ? secret : config->publish_passphrase_file, passphrase, problem);
    settings->passphrase = *passphrase;
    return status;
}

int command_publish(const struct options *options)
{
    struct feeder_config config;
    struct publish_settings settings;
    struct publish_report report = {0};
    struct problem problem = {0};
    char *passphrase = NULL;
    enum status status = read_settings(options, &config, &settings, &passphrase, &problem);
    if (status == STATUS_OK) {
        status = publish_run(&settings, instant_now(), &report, &problem);
        if (status == STATUS_OK || status == STATUS_UNCHANGED)
            tell(&report, status, options_get(options, "json") != NULL);
        else if (report.pending.size > 0)
            fprintf(stderr, "%s\n%s", speech("publish.pending"), report.pending.data);
    }
    int code = code_of(status);
    if (code != EXIT_DONE)
        (void)command_fail(code, "publish", &problem);
    else if (report.refusals > 0)
        code = EXIT_SOME_REFUSED;
    publish_report_finish(&report);
    passphrase_forget(passphrase);
    feeder_config_finish(&config);
    return code;
}

/* ---- feeder copy --------------------------------------------------------------------------------------------- */

int command_copy(const struct options *options)
{
    const char *from = options_get(options, "from"), *to = options_get(options, "to");
    const struct fetch_options fetching = {.ca_file = options_get(options, "ca")};
    struct transfer_report report;
    struct problem problem = {0};
    if (from == NULL || to == NULL || options->words > 0)
        return command_misuse("feeder copy --from URI --to DIR [--ca FILE] [--json]");
    enum status status = transfer_run(from, &fetching, to, &report, &problem);
    if (status != STATUS_OK)
        return command_fail(code_of(status), from, &problem);
    if (options_get(options, "json") != NULL)
        printf("{\"copied\":%zu,\"files\":%zu,\"removed\":%zu,\"snapshot\":%" PRId64 ",\"timestamp\":%" PRId64
               "}\n",
               report.copied, report.files, report.removed, report.snapshot, report.timestamp);
    else
        printf("%s %" PRId64 ".%" PRId64 "%s%s %zu%s%s %zu%s%s %zu\n", speech("copy.done"), report.snapshot,
               report.timestamp, speech("account.comma"), speech("copy.files"), report.files,
               speech("account.comma"), speech("copy.new"), report.copied, speech("account.comma"),
               speech("copy.removed"), report.removed);
    return EXIT_DONE;
}

/* ---- feeder keys --------------------------------------------------------------------------------------------- */

static const char keys_usage[] =
    "feeder keys new --to DIR [--threshold N] [--count N] | new --to DIR --role ROLE | show DIR | "
    "add FILE.pub.json --keys DIR [--threshold N] | rotate ROLE --keys DIR [--key KEYID] | "
    "revoke KEYID --keys DIR | renew --keys DIR | review FILE|DIR [--keys DIR] [--full] | sign FILE|DIR "
    "--keys DIR [--full] "
    "[--yes]   "
    "[--passphrase-file FILE]";

/* A number from 1 to 16 of an option; 0: not given; -1: no such number. */
static int number_option(const struct options *options, const char *name)
{
    const char *text = options_get(options, name);
    if (text == NULL)
        return 0;
    char *end = NULL;
    long number = strtol(text, &end, 10);
    return *text == '\0' || *end != '\0' || number < 1 || number > 16 ? -1 : (int)number;
}

static void print(struct buffer *said)
{
    printf("%s", said->data == NULL ? "" : said->data);
    buffer_clear(said);
    (void)fflush(stdout);
}

/* Asks at the terminal; where there is none, --yes must have said so before. */
static enum status confirm(struct problem *problem)
{
    char answer[16] = "";
    if (!isatty(STDIN_FILENO))
        return problem_set(problem, STATUS_MISUSE, "not-confirmed", "nobody to ask: --yes");
    fprintf(stderr, "%s", speech("keys.ask"));
    if (fgets(answer, sizeof answer, stdin) == NULL || strcmp(answer, "yes\n") != 0)
        return problem_set(problem, STATUS_FAILED, "not-confirmed", "nothing was signed");
    return STATUS_OK;
}

/* Shows what a file, or every file of a folder, says; signs it with `sign`, once a person has agreed. */
static enum status review_and_sign(const struct options *options, const struct keys_request *request,
                                   bool sign, struct buffer *said, struct problem *problem)
{
    const char *path = options->word[1];
    bool yes = options_get(options, "yes") != NULL;
    struct review *review = NULL;
    struct keyring ring = {0};
    enum status status = STATUS_OK;
    if (request->folder != NULL)
        status = keyring_load(request->folder, request->passphrase, &ring, problem);
    if (status == STATUS_OK)
        status = review_open(path, request->folder == NULL ? NULL : &ring, request->folder, &review, problem);
    if (status == STATUS_OK) {
        review_write(review, options_get(options, "full") != NULL, said);
        print(said);
        if (sign && !yes && review_unreadable(review) > 0)
            status = problem_set(problem, STATUS_REFUSED, "unreadable",
                                 "%zu cannot be read; --yes signs unread", review_unreadable(review));
        else if (sign && !yes)
            status = confirm(problem);
    } else if (status == STATUS_END) {
        buffer_format(said, "%s\n", speech("keys.nothing"));
        status = STATUS_UNCHANGED;
    }
    for (size_t i = 0; sign && review != NULL && i < review_files(review) && status == STATUS_OK; i++) {
        status = keys_sign(request, review_file(review, i), said, problem);
        status = status == STATUS_UNCHANGED ? STATUS_OK : status;
    }
    review_close(review);
    keyring_finish(&ring);
    return status;
}

/* Which verb, with how many words behind it, and whether its folder is --keys (else --to or the word itself). */
static enum status run_keys(const struct options *options, struct keys_request *request, struct buffer *said,
                            struct problem *problem)
{
    const char *verb = options->words > 0 ? options->word[0] : "",
               *word = options->words > 1 ? options->word[1] : NULL, *to = options_get(options, "to"),
               *role = options_get(options, "role");
    int duty = word_index(duty_words, DUTY_COUNT, role != NULL ? role : word);
    if (strcmp(verb, "new") == 0 && to != NULL && word == NULL && (role == NULL || duty >= 0)) {
        request->folder = to;
        return role == NULL ? keys_new(request, said, problem)
                            : keys_make(request, (enum duty)duty, said, problem);
    }
    if (strcmp(verb, "show") == 0 && word != NULL) {
        request->folder = word;
        return keys_show(request, said, problem);
    }
    if (strcmp(verb, "renew") == 0 && word == NULL && request->folder != NULL)
        return keys_renew(request, said, problem);
    if (strcmp(verb, "review") == 0 && word != NULL)
        return review_and_sign(options, request, false, said, problem);
    if (word != NULL && request->folder != NULL) {
        if (strcmp(verb, "add") == 0)
            return keys_add(request, word, said, problem);
        if (strcmp(verb, "rotate") == 0 && duty >= 0)
            return keys_rotate(request, (enum duty)duty, options_get(options, "key"), said, problem);
        if (strcmp(verb, "revoke") == 0)
            return keys_revoke(request, word, said, problem);
        if (strcmp(verb, "sign") == 0)
            return review_and_sign(options, request, true, said, problem);
    }
    return problem_set(problem, STATUS_MISUSE, "usage", "%s", keys_usage);
}

int command_keys(const struct options *options)
{
    struct keys_request request = {.folder = options_get(options, "keys"),
                                   .threshold = number_option(options, "threshold"),
                                   .count = number_option(options, "count"),
                                   .now = instant_now(),
                                   .root_days = ROOT_DAYS};
    struct buffer said = {0};
    struct problem problem = {0};
    char *passphrase = NULL;
    if (request.threshold < 0 || request.count < 0 || options->words > 2)
        return command_misuse(keys_usage);
    enum status status = passphrase_read(options_get(options, "passphrase-file"), &passphrase, &problem);
    request.passphrase = passphrase;
    if (status == STATUS_OK)
        status = run_keys(options, &request, &said, &problem);
    print(&said);
    int code = code_of(status);
    if (code != EXIT_DONE)
        (void)command_fail(code, "keys", &problem);
    passphrase_forget(passphrase);
    buffer_finish(&said);
    return code;
}

/* ---- feeder screens ------------------------------------------------------------------------------------------ */

static const char screens_usage[] =
    "feeder screens add KEY --name TEXT [--inside-area] | remove KEY|NAME | list   --keys DIR | --config FILE"
    "   [--passphrase-file FILE]";

static enum status list_screens(const char *folder, const struct charter *charter, struct problem *problem)
{
    struct screens screens = {0};
    enum status status = screens_load(folder, charter, &screens, problem);
    for (size_t i = 0; i < screens.count; i++) {
        char key[SEAL_KEY_HEX];
        seal_key_text(screens.screen[i].key, key);
        printf("%s %s %s\n", key,
               speech(screens.screen[i].inside_area ? "screens.inside" : "screens.outside"),
               screens.screen[i].name);
    }
    char *draft = take_format("%s/pending/screens.json", folder);
    if (status == STATUS_OK && screens.count == 0)
        printf("%s\n", speech("screens.none"));
    if (status == STATUS_OK && file_exists(draft))
        printf("%s %s\n", speech("screens.draft"), draft);
    free(draft);
    screens_finish(&screens);
    return status;
}

/* What was done counts only once enough keys of the owner signed it. */
static void tell_change(const char *folder, const char *key, const char *name, int missing)
{
    if (missing == 0)
        printf("%s %s\n", speech(key), name);
    else
        printf("%s %s\n%s/pending/screens.json %s %d\n", speech("screens.draft"), name, folder,
               speech("keys.missing"), missing);
}

static enum status run_screens(const struct options *options, const char *folder,
                               const struct charter *charter, const struct keyring *ring,
                               struct problem *problem)
{
    const char *verb = options->words > 0 ? options->word[0] : "",
               *word = options->words > 1 ? options->word[1] : NULL, *name = options_get(options, "name");
    enum status status = STATUS_FAILED;
    int missing = 0;
    if (strcmp(verb, "list") == 0 && word == NULL)
        return list_screens(folder, charter, problem);
    if (strcmp(verb, "add") == 0 && word != NULL && name != NULL) {
        status = screens_add(folder, charter, ring, word, name, options_get(options, "inside-area") != NULL,
                             &missing, problem);
        if (status == STATUS_OK)
            tell_change(folder, "screens.added", name, missing);
    } else if (strcmp(verb, "remove") == 0 && word != NULL) {
        status = screens_remove(folder, charter, ring, word, &missing, problem);
        if (status == STATUS_OK)
            tell_change(folder, "screens.removed", word, missing);
    } else {
        return problem_set(problem, STATUS_MISUSE, "usage", "%s", screens_usage);
    }
    return status;
}

int command_screens(const struct options *options)
{
    const char *folder = options_get(options, "keys"), *secret = options_get(options, "passphrase-file");
    struct feeder_config config;
    struct charter charter = {0};
    struct keyring ring = {0};
    struct problem problem = {0};
    char *passphrase = NULL;
    enum status status = read_config(options, &config, &problem);
    if (status == STATUS_OK && folder == NULL)
        folder = config.publish_keys;
    if (status == STATUS_OK && (folder == NULL || options->words > 2))
        status = problem_set(&problem, STATUS_MISUSE, "usage", "%s", screens_usage);
    if (status == STATUS_OK)
        status =
            passphrase_read(secret != NULL ? secret : config.publish_passphrase_file, &passphrase, &problem);
    if (status == STATUS_OK)
        status = charter_load(folder, false, &charter, &problem);
    if (status == STATUS_END)
        status = problem_set(&problem, STATUS_MISUSE, "no-keys", "no complete root in %.200s", folder);
    if (status == STATUS_OK)
        status = keyring_load(folder, passphrase, &ring, &problem);
    if (status == STATUS_OK)
        status = run_screens(options, folder, &charter, &ring, &problem);
    int code = code_of(status);
    if (code != EXIT_DONE)
        (void)command_fail(code, "screens", &problem);
    keyring_finish(&ring);
    charter_finish(&charter);
    passphrase_forget(passphrase);
    feeder_config_finish(&config);
    return code;
}
