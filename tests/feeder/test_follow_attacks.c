/* The named attacks of the specification and the failures of other clients, each through the whole product: a publication in a
   folder, the feeder's pull, the cache, the screen's own verification. tests/feeder/test_trust_*.c has the same on the client
   alone, in more variants. After each attack the cache is what it was, to the byte of what it says, and the mended publication
   arrives: no failure leaves a site where it cannot go on. */
#include "contract/seal.h"
#include "listing.h"
#include "sample.h"
#include "world.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- before and after ---- */

static char *output_of(const char *command)
{
    char line[256] = "";
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    assert_int_equal(pclose(pipe), 0);
    return take_copy(line);
}

/* All that the cache says, and with `floor` also what the site will never forget. */
static char *stamp(const struct world *world, bool floor)
{
    char *command = take_format("(sqlite3 -readonly '%s' .dump; %s '%s.trust'/*.json) | sha256sum",
                                world->cache_path, floor ? "cat" : ":", world->cache_path);
    char *out = output_of(command);
    free(command);
    return out;
}

static void assert_code(const struct world *world, const char *code)
{
    if (strcmp(world->account.failure.code, code) != 0)
        fail_msg("\"%s\" (%s) instead of \"%s\"", world->account.failure.code, world->account.failure.text,
                 code);
}

/* A pull that must fail with that code and leave no trace. */
static void assert_repelled(struct world *world, const char *code, bool floor)
{
    char *before = stamp(world, floor);
    assert_int_equal(world_pull(world), STATUS_UNAVAILABLE);
    assert_code(world, code);
    assert_true(world_has_alarm(world, "trust-refused") || world_has_alarm(world, "source-unreachable"));
    char *after = stamp(world, floor);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

static void assert_goes_on(struct world *world, const char *held, const char *id)
{
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, held);
    assert_true(world_vouched(world, world->root_file, id));
}

static void list_notice(struct world *world, const char *id, int64_t version)
{
    world_list_item(world, world->texts, "~", world_notice(id, version));
}

/* Bytes of one served file in place of another's. */
static void serve_as(struct world *world, const char *from, const char *name)
{
    const struct sim_file *file = sim_file(&world->sim.web, from);
    assert_non_null(file);
    sim_put(&world->sim.web, name, file->bytes, file->size);
}

static void serve_signed(struct world *world, int role, const char *name, const char *body)
{
    size_t size = 0;
    struct sim_role *by = &world->sim.role[role];
    char *bytes = sim_sign(&world->sim, body, by->signs, by->sign, &size);
    sim_put(&world->sim.web, name, bytes, size);
    free(bytes);
}

/* ---- rollback ---- */

static void rollback(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 2);
    char *copy = take_format("cp -r '%s/pub' '%s/old'", world->folder, world->folder);
    assert_int_equal(system(copy), 0);
    free(copy);
    list_notice(world, "n1", 2);
    world_publish(world, "~.texts");
    assert_goes_on(world, "n1:2 n2:1", "n1");
    /* all of an older state */
    char *swap =
        take_format("rm -r '%s/pub' && mv '%s/old' '%s/pub'", world->folder, world->folder, world->folder);
    assert_int_equal(system(swap), 0);
    free(swap);
    assert_repelled(world, "rollback", true);
    /* a new timestamp that tells an older snapshot */
    int64_t newest = sim->role[SIM_SNAPSHOT].version;
    sim->role[SIM_SNAPSHOT].version = newest - 1;
    sim_publish(sim, "timestamp");
    world_lay_out(world);
    assert_repelled(world, "rollback", true);
    sim->role[SIM_SNAPSHOT].version = newest;
    sim_publish(sim, "timestamp");
    /* a new snapshot that takes one role back, in the words of its old file; and one that lists it no longer */
    sim->role[world->texts].version--;
    world_publish(world, "");
    assert_repelled(world, "rollback", false); /* the timestamp is good, and known from here on */
    sim->role[world->texts].version++;
    sim->role[world->figures].published = false;
    world_publish(world, "");
    assert_repelled(world, "rollback", false);
    sim->role[world->figures].published = true;
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:2 n2:1");
}

/* ---- mix and match, wrong files ---- */

static void mix_and_match(void **state)
{
    struct world *world = *state;
    world_start_with(world, 2);
    char *old = take_format("%" PRId64 ".~.texts.json", world->sim.role[world->texts].version);
    list_notice(world, "n1", 2);
    world_publish(world, "~.texts");
    char *now = take_format("%" PRId64 ".~.texts.json", world->sim.role[world->texts].version);
    struct sim_file *file = sim_file(&world->sim.web, now);
    char *good = take_copy_n(file->bytes, file->size);
    size_t size = file->size;
    static const char *const other[] = {"1.~.figures.json", "timestamp.json", "1.root.json"};
    static const char *const code[] = {"unsigned", "wrong-type", "wrong-type"};
    serve_as(world, old, now);
    world_lay_out(world);
    assert_repelled(world, "wrong-version", false);
    for (size_t i = 0; i < COUNT(other); i++) {
        serve_as(world, other[i], now);
        world_lay_out(world);
        assert_repelled(world, code[i], false);
    }
    sim_put(&world->sim.web, now, good, size);
    world_lay_out(world);
    assert_goes_on(world, "n1:2 n2:1", "n1");
    free(good);
    free(now);
    free(old);
}

/* A role without a single target proves nothing by itself: served unsigned in place of the true one it would freeze a project
   under a fresh timestamp. */
static void emptied_role(void **state)
{
    struct world *world = *state;
    world_start_with(world, 2);
    list_notice(world, "n1", 2);
    list_notice(world, "n3", 1);
    world_publish(world, "~.texts");
    int64_t version = world->sim.role[world->texts].version;
    char *name = take_format("%" PRId64 ".~.texts.json", version),
         *body = take_format(
             "{\"_type\":\"targets\",\"expires\":\"%s\",\"spec_version\":\"1.0.31\",\"targets\":{},"
             "\"version\":%" PRId64 "}",
             SIM_LATER, version),
         *bare = take_format("{\"signatures\":[],\"signed\":%s}", body);
    struct sim_file *file = sim_file(&world->sim.web, name);
    char *good = take_copy_n(file->bytes, file->size);
    size_t size = file->size;
    sim_put(&world->sim.web, name, bare, strlen(bare));
    world_lay_out(world);
    assert_repelled(world, "unsigned", false);
    serve_signed(world, world->figures, name, body); /* by a key, but another's */
    world_lay_out(world);
    assert_repelled(world, "unsigned", false);
    sim_put(&world->sim.web, name, good, size);
    world_lay_out(world);
    assert_goes_on(world, "n1:2 n2:1 n3:1", "n3");
    free(good);
    free(bare);
    free(body);
    free(name);
}

/* Another target's bytes, changed ones, longer ones, none. */
static void wrong_file(void **state)
{
    struct world *world = *state;
    world_start_with(world, 2);
    list_notice(world, "n1", 2);
    list_notice(world, "n2", 2);
    world_publish(world, "~.texts");
    static const struct {
        const char *change, *code;
    } cases[] = {
        {"cp -f $(ls *.n2.json | tail -1) $f", "wrong-hash"},
        {"printf x | dd of=$f bs=1 seek=9 conv=notrunc status=none", "wrong-hash"},
        {"truncate -s -1 $f", "wrong-length"},
        {"truncate -s 0 $f", "wrong-length"},
        {"printf x >>$f", "too-large"},
        {"truncate -s 40G $f", "too-large"},
        {"rm $f", "absent"},
        {"rm $f && mkdir $f", "no-file"},
        {"rm $f && mkfifo $f", "no-file"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        world_lay_out(world);
        /* of the two versions of n1 the one that is not held: version 2's text says so */
        char *command = take_format("cd '%s/pub/targets/~/texts' && f=$(grep -l 第2版 *.n1.json) && %s",
                                    world->folder, cases[i].change);
        if (system(command) != 0)
            fail_msg("%s", command);
        free(command);
        assert_repelled(world, cases[i].code, false);
    }
    world_lay_out(world);
    assert_goes_on(world, "n1:2 n2:2", "n2");
}

/* ---- endless data ---- */

static void endless_data(void **state)
{
    struct world *world = *state;
    world_start_with(world, 1);
    list_notice(world, "n2", 1);
    world_publish(world, "~.texts");
    const int roles[] = {SIM_TIMESTAMP, SIM_SNAPSHOT, world->texts};
    for (size_t i = 0; i < COUNT(roles); i++) {
        const struct sim_role *role = &world->sim.role[roles[i]];
        world_lay_out(world);
        char *name = i == 0 ? take_copy("timestamp.json")
                            : take_format("%" PRId64 ".%s.json", role->version, role->name);
        char *command = take_format("truncate -s 40G '%s/pub/metadata/%s'", world->folder, name);
        assert_int_equal(system(command), 0);
        assert_repelled(world, "too-large", i == 0);
        free(command);
        free(name);
    }
    /* roots without an end: bounded by their number, each by its size */
    world_lay_out(world);
    char *command = take_format("truncate -s 40G '%s/pub/metadata/2.root.json'", world->folder);
    assert_int_equal(system(command), 0);
    assert_repelled(world, "too-large", false);
    free(command);
    world_lay_out(world);
    assert_goes_on(world, "n1:1 n2:1", "n2");
}

/* ---- thresholds ---- */

static void thresholds(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 1);
    struct sim_delegation *texts = NULL;
    for (int i = 0; i < sim->delegations; i++)
        if (sim->delegation[i].to == world->texts)
            texts = &sim->delegation[i];
    assert_non_null(texts);
    list_notice(world, "n2", 1);
    static const char *const none[] = {"0", "-1", "\"1\"", "null"};
    for (size_t i = 0; i < COUNT(none); i++) {
        texts->signers.threshold = none[i];
        world_publish(world, "~.texts targets");
        assert_repelled(world, "bad-threshold", false);
    }
    /* two are asked for: one key; one key twice; one key under two ids */
    texts->signers.threshold = "2";
    world_publish(world, "~.texts targets");
    assert_repelled(world, "unsigned", false);
    struct sim_role *role = &sim->role[world->texts];
    role->sign[role->signs++] = role->sign[0];
    world_publish(world, "~.texts");
    assert_repelled(world, "duplicate-keyid", false);
    int twin = sim_new_key(sim), first = texts->signers.key[0];
    memcpy(sim->key[twin].pk, sim->key[first].pk, sizeof sim->key[twin].pk);
    memcpy(sim->key[twin].sk, sim->key[first].sk, sizeof sim->key[twin].sk);
    role->sign[role->signs - 1] = twin;
    texts->signers.key[texts->signers.count++] = twin;
    world_publish(world, "~.texts targets");
    assert_repelled(world, "unsigned", false);
    /* a key id twice in the role */
    texts->signers.key[1] = first;
    world_publish(world, "targets");
    assert_repelled(world, "duplicate-keyid", false);
    /* two keys */
    texts->signers.key[1] = role->sign[1] = sim_new_key(sim);
    world_publish(world, "~.texts targets");
    assert_goes_on(world, "n1:1 n2:1", "n2");
}

/* ---- delegations ---- */

/* A terminating delegation that takes the paths away from who had them: nothing of the old role counts, nothing it lists newly
   arrives; what is there was never withdrawn. */
static void terminating(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 2);
    list_notice(world, "n3", 1);
    struct sim_delegation *other = sim_delegate(sim, SIM_TARGETS_ROLE, "other", PATHS("~", "texts"));
    other->terminating = "true";
    struct sim_delegation first = *other; /* it stands first */
    memmove(sim->delegation + 1, sim->delegation, (size_t)(sim->delegations - 1) * sizeof first);
    sim->delegation[0] = first;
    world_publish(world, "other ~.texts targets");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_held(world, "n1:1 n2:1");
    assert_int_equal(world->account.missing, 2);
    assert_true(world_vouched(world, world->root_file, "n1"));
    /* it lets go again */
    sim->delegation[0].terminating = "false";
    world_publish(world, "~.texts targets");
    assert_goes_on(world, "n1:1 n2:1 n3:1", "n3");
    assert_int_equal(world->account.missing, 0);
}

/* Rings of delegations cost a visit each and are left. */
static void cyclic(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 1);
    list_notice(world, "n2", 1);
    int ring = sim_delegate(sim, world->texts, "ring", "\"paths\":[\"*/*/*\"]")->to;
    (void)sim_delegate(sim, ring, "~.texts", "\"paths\":[\"*/*/*\"]");
    (void)sim_delegate(sim, ring, "ring", "\"paths\":[\"*/*/*\"]");
    world_publish(world, "ring ~.texts targets");
    assert_goes_on(world, "n1:1 n2:1", "n2");
}

/* A bin that one delegator's keys signed is not thereby signed for another that leads to it now. */
static void cached_under_another_delegator(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    static const char every[] = "\"path_hash_prefixes\":[\"\"]";
    int bin = sim_delegate(sim, world->texts, "~.texts.0", every)->to;
    /* an id whose path begins with 0, so that the name of the bin is true */
    char id[24];
    for (int n = 0;; n++) {
        snprintf(id, sizeof id, "b%d", n);
        if (listing_speaks("~.texts.0", "~", id))
            break;
    }
    world_list_item(world, bin, "~", world_notice(id, 1));
    world_publish(world, "~.texts.0 ~.figures ~.texts targets");
    char *held = take_format("%s:1", id);
    assert_goes_on(world, held, id);
    /* the top role takes it in hand with other keys; the file itself stays as it is */
    struct sim_delegation *above = sim_delegate(sim, SIM_TARGETS_ROLE, "~.texts.0", every);
    struct sim_delegation front = *above;
    memmove(sim->delegation + 1, sim->delegation, (size_t)(sim->delegations - 1) * sizeof front);
    sim->delegation[0] = front;
    sim->role[bin].signs = 1; /* the old key signs on */
    world_publish(world, "targets");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_has_alarm(world, "role-lapsed"));
    assert_held(world, held);
    assert_int_equal(world->account.missing, 0);
    assert_false(world_vouched(world, world->root_file, id)); /* and a screen does not believe it */
    /* what the old key signs now is not taken */
    world_list_item(world, bin, "~", world_notice(id, 2));
    world_publish(world, "~.texts.0");
    assert_repelled(world, "unsigned", false);
    /* the new key signs */
    sim->role[bin].sign[0] = front.signers.key[0];
    world_publish(world, "~.texts.0");
    free(held);
    held = take_format("%s:2", id);
    assert_goes_on(world, held, id);
    free(held);
}

/* A key that was taken back: what it signed says nothing new, and no screen believes it, until it is signed anew. */
static void revoked_key(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 2);
    struct sim_delegation *texts = NULL;
    for (int i = 0; i < sim->delegations; i++)
        if (sim->delegation[i].to == world->texts)
            texts = &sim->delegation[i];
    assert_non_null(texts);
    int stolen = texts->signers.key[0], fresh = sim_new_key(sim);
    texts->signers.key[0] = fresh;
    world_publish(world, "targets");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_has_alarm(world, "role-lapsed"));
    assert_held(world, "n1:1 n2:1");
    assert_false(world_vouched(world, world->root_file, "n1"));
    list_notice(world, "n1", 2);
    sim->role[world->texts].sign[0] = stolen;
    world_publish(world, "~.texts");
    assert_repelled(world, "unsigned", false);
    sim->role[world->texts].sign[0] = fresh;
    world_publish(world, "~.texts");
    assert_goes_on(world, "n1:2 n2:1", "n2");
    assert_false(world_has_alarm(world, "role-lapsed"));
}

static void restart(struct world *world)
{
    cache_close(world->cache);
    world->cache = NULL;
    source_close(world->source);
    world->source = NULL;
    assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
}

static void run_sql(const struct world *world, const char *sql)
{
    char *command = take_format("sqlite3 '%s' \"%s; SELECT changes()\"", world->cache_path, sql),
         *changed = output_of(command);
    assert_string_equal(changed, "1\n");
    free(changed);
    free(command);
}

/* Between a key's revocation and the new signature nothing happened to this machine, and nothing is said of damage: not after a
   restart, not where the last pull's account was lost. What does change in such a role's bytes is still found, told and put right. */
static void revoked_is_not_damaged(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 2);
    for (int i = 0; i < sim->delegations; i++)
        if (sim->delegation[i].to == world->texts)
            sim->delegation[i].signers.key[0] = sim_new_key(sim);
    world_publish(world, "targets");
    assert_int_equal(world_pull(world), STATUS_OK);
    char *status = take_format("%s.status", world->cache_path);
    for (int lost = 0; lost < 2; lost++) {
        restart(world);
        if (lost)
            assert_int_equal(unlink(status), 0);
        assert_int_equal(world_pull(world), lost ? STATUS_OK : STATUS_UNCHANGED);
        assert_true(world_has_alarm(world, "role-lapsed"));
        assert_false(world_has_alarm(world, "cache-damaged"));
        assert_held(world, "n1:1 n2:1");
    }
    restart(world);
    run_sql(world, "UPDATE chain SET bytes = CAST(replace(CAST(bytes AS TEXT), 'n1', 'n3') AS BLOB) "
                   "WHERE name = '~.texts.json'");
    assert_int_equal(world_pull(world), STATUS_OK);
    assert_true(world_has_alarm(world, "role-lapsed"));
    assert_true(world_has_alarm(world, "cache-damaged"));
    assert_int_equal(world->account.missing, 0);
    assert_held(world, "n1:1 n2:1");
    run_sql(world, "DELETE FROM chain WHERE name = '~.texts.json' AND instr(CAST(bytes AS TEXT), 'n1') > 0");
    free(status);
}

/* A role whose time is over: what is here stays listed, the other roles go on, and nothing new comes by it. */
static void expired_role(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    int east = sim_delegate(sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"))->to;
    struct record *record = world_notice("e1", 1);
    record->project = take_copy("east");
    world_list_item(world, east, "east", record);
    list_notice(world, "n1", 1);
    sim->role[world->texts].expires = "2026-11-23T00:00:00Z";
    world_publish(world, "~.figures ~.texts east.texts targets");
    assert_goes_on(world, "e1:1 n1:1", "n1");
    record = world_notice("e2", 1);
    record->project = take_copy("east");
    world_list_item(world, east, "east", record);
    world_publish(world, "east.texts");
    assert_int_equal(world_pull_at(world, NOW + 2 * 86400), STATUS_OK);
    assert_held(world, "e1:1 e2:1 n1:1");
    assert_true(world_has_alarm(world, "role-lapsed"));
    assert_int_equal(world->account.missing, 0);
    /* a role that expired before this site ever saw it is not believed at all */
    list_notice(world, "n2", 1);
    world_publish(world, "~.texts");
    assert_int_equal(world_pull_at(world, NOW + 2 * 86400), STATUS_UNAVAILABLE);
    assert_code(world, "expired");
    sim->role[world->texts].expires = SIM_LATER;
    world_publish(world, "~.texts");
    assert_int_equal(world_pull_at(world, NOW + 2 * 86400), STATUS_OK);
    assert_held(world, "e1:1 e2:1 n1:1 n2:1");
    assert_false(world_has_alarm(world, "role-lapsed"));
}

/* ---- fast-forward ---- */

/* A stolen machine's key counted as far as it could. New keys under a new root, and everything goes on from where it was. */
static void fast_forward_recovery(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 1);
    int64_t timestamp = sim->role[SIM_TIMESTAMP].version, snapshot = sim->role[SIM_SNAPSHOT].version,
            texts = sim->role[world->texts].version;
    sim->role[world->texts].version = 900000000000000000;
    sim_write(sim, world->texts);
    sim->role[SIM_SNAPSHOT].version = 999999999999999999;
    sim_write(sim, SIM_SNAPSHOT);
    sim->role[SIM_TIMESTAMP].version = INT64_MAX;
    sim_write(sim, SIM_TIMESTAMP);
    world_lay_out(world);
    assert_goes_on(world, "n1:1", "n1");
    sim->role[SIM_TIMESTAMP].version = timestamp;
    sim->role[SIM_SNAPSHOT].version = snapshot;
    sim->role[world->texts].version = texts;
    list_notice(world, "n2", 1);
    world_publish(world, "~.texts");
    assert_repelled(world, "rollback", true);
    sim_rotate(sim, SIM_TIMESTAMP);
    sim_rotate(sim, SIM_SNAPSHOT);
    sim_publish(sim, "root");
    world_publish(world, "");
    assert_goes_on(world, "n1:1 n2:1", "n2");
}

/* ---- roots ---- */

static void chain_of_roots(void **state)
{
    struct world *world = *state;
    struct sim *sim = &world->sim;
    world_start_with(world, 1);
    /* a root that skips a number, one that only the new keys signed, one that only the old ones did */
    sim->role[SIM_ROOT].version = 3;
    sim_write(sim, SIM_ROOT);
    serve_as(world, "3.root.json", "2.root.json");
    sim_drop(&sim->web, "3.root.json");
    list_notice(world, "n2", 1);
    world_publish(world, "~.texts");
    assert_repelled(world, "root-version", true);
    sim->role[SIM_ROOT].version = 2;
    int old = sim->role[SIM_ROOT].sign[0];
    sim_rotate(sim, SIM_ROOT);
    int fresh = sim->role[SIM_ROOT].sign[0];
    sim_write(sim, SIM_ROOT);
    world_lay_out(world);
    assert_repelled(world, "unsigned", true);
    sim_sign_with(sim, SIM_ROOT, 1, &old);
    sim_write(sim, SIM_ROOT);
    world_lay_out(world);
    assert_repelled(world, "unsigned", true);
    sim_sign_with(sim, SIM_ROOT, 2, (const int[]){old, fresh});
    sim_write(sim, SIM_ROOT);
    world_lay_out(world);
    assert_goes_on(world, "n1:1 n2:1", "n2");
    /* the chain goes on from there, also for a site that starts from the first root */
    sim_sign_with(sim, SIM_ROOT, 1, &fresh);
    for (int i = 0; i < 5; i++)
        sim_publish(sim, "root");
    list_notice(world, "n3", 1);
    world_publish(world, "~.texts");
    assert_goes_on(world, "n1:1 n2:1 n3:1", "n3");
}

/* ---- what no metadata can override ---- */

/* A notice that the law wants shown does not leave by being sealed to others. */
static void sealed_away(void **state)
{
    struct world *world = *state;
    struct record *loose = world_notice("loose", 1);
    loose->statutory = false;
    loose->audience = AUDIENCE_AREA;
    memcpy(loose->catalogue, "D29", 4);
    world_list_item(world, world->texts, "~", loose);
    assert_int_equal(world_try_with(world, 1), STATUS_OK);
    assert_held(world, "loose:1 n1:1");
    static const char *const ids[] = {"loose", "n1"};
    for (size_t i = 0; i < 2; i++) {
        struct buffer box = {0};
        seal_write("{}", 2, NULL, 0, NULL, &box);
        world_list(
            world, world->texts, take_format("~/texts/%s.json", ids[i]),
            world_keep(world, take_format("{\"form\":\"sealed\",\"id\":\"%s\",\"version\":2}", ids[i])),
            world_keep(world, buffer_take(&box)));
    }
    world_publish(world, "~.texts");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "n1", "sealed-away");
    assert_held(world, "n1:1");
    assert_int_equal(world->account.sealed, 1);
}

/* A withdrawal that says what must not be said, and a project's row that does. */
static void words_around_items(void **state)
{
    struct world *world = *state;
    sim_delegate(&world->sim, SIM_TARGETS_ROLE, "east.texts", PATHS("east", "texts"));
    int east = sim_find_role(&world->sim, "east.texts");
    struct project *project = sample_project("east", "1");
    struct buffer bytes = {0};
    char **name = &project->row.cell[view_column(VIEW_PROJECT, "name")];
    free(*name);
    *name = take_copy("身份证号码11010519491231002X");
    project_encode(project, &bytes);
    project_destroy(project);
    world_list(world, east, take_copy("east/texts/~project.json"), "{\"form\":\"project\",\"id\":\"east\"}",
               world_keep(world, buffer_take(&bytes)));
    list_notice(world, "n1", 1);
    list_notice(world, "n2", 1);
    list_notice(world, "n3", 1);
    world_publish(world, "~.figures ~.texts east.texts targets");
    assert_int_equal(world_pull(world), STATUS_REFUSED);
    assert_refused(world, "east", "identity-number");
    assert_held(world, "n1:1 n2:1 n3:1");
    static const char *const reasons[][2] = {{"", "no-reason"},
                                             {"张某11010519491231002X", "identity-number"}};
    for (size_t i = 0; i < COUNT(reasons); i++) {
        char *text = take_format("{\"form\":\"tombstone\",\"id\":\"n1\",\"reason\":\"%s\",\"version\":1,"
                                 "\"withdrawn_at\":\"2026-11-21T00:00:00Z\"}",
                                 reasons[i][0]);
        world_list(world, world->texts, take_copy("~/texts/n1.json"), world_keep(world, text), "{}");
        world_publish(world, "~.texts");
        assert_int_equal(world_pull(world), STATUS_REFUSED);
        assert_refused(world, "n1", reasons[i][1]);
        assert_held(world, "n1:1 n2:1 n3:1");
    }
}

/* ---- bits that flip on the site's own disk ---- */

/* Each row of the signed metadata in the cache, damaged in three places while the feeder was down: found at its start, fetched
   again, told; and the screen believes again. */
static void damaged_signatures(void **state)
{
    struct world *world = *state;
    static const char *const names[] = {"root.json", "snapshot.json", "targets.json", "~.texts.json",
                                        "~.figures.json"};
    sim_publish(&world->sim, "root"); /* a second root, which a screen with the first one needs */
    world_start_with(world, 2);
    for (size_t i = 0; i < COUNT(names); i++)
        for (int third = 1; third <= 3; third++) {
            cache_close(world->cache);
            world->cache = NULL;
            source_close(world->source);
            world->source = NULL;
            char *command = take_format(
                "sqlite3 '%s' \"UPDATE chain SET bytes = CAST(substr(bytes, 1, length(bytes) * %d / 4) || "
                "'Z' || "
                "substr(bytes, length(bytes) * %d / 4 + 2) AS BLOB) WHERE name = '%s' AND version = (SELECT "
                "max(version) FROM chain WHERE name = '%s'); SELECT changes()\"",
                world->cache_path, third, third, names[i], names[i]);
            char *changed = output_of(command);
            assert_string_equal(changed, "1\n");
            free(changed);
            free(command);
            assert_int_equal(source_open(world->uri, &world->source, NULL), STATUS_OK);
            if (world_pull(world) != STATUS_OK)
                fail_msg("%s at %d/4: %s", names[i], third, world->account.failure.text);
            assert_true(world_has_alarm(world, "cache-damaged"));
            assert_held(world, "n1:1 n2:1");
            assert_true(world_vouched(world, world->root_file, "n1"));
            assert_int_equal(world_pull(world), STATUS_UNCHANGED);
        }
    assert_int_equal(world_pull_at(world, instant_now() + 3700), STATUS_UNCHANGED); /* told for an hour */
    assert_false(world_has_alarm(world, "cache-damaged"));
}

int main(void)
{
#define ATTACK(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {
        ATTACK(rollback),
        ATTACK(mix_and_match),
        ATTACK(emptied_role),
        ATTACK(wrong_file),
        ATTACK(endless_data),
        ATTACK(thresholds),
        ATTACK(terminating),
        ATTACK(cyclic),
        ATTACK(cached_under_another_delegator),
        ATTACK(revoked_key),
        ATTACK(expired_role),
        ATTACK(fast_forward_recovery),
        ATTACK(chain_of_roots),
        ATTACK(sealed_away),
        ATTACK(words_around_items),
        ATTACK(damaged_signatures),
        ATTACK(revoked_is_not_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
