/* The conformance suite's rollbacks and recoveries from fast-forward attacks (see test_trust_conformance.c). */
#include "simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

/* "root:1 timestamp:0 …" of what the follower holds. */
static void assert_stored(struct sim *sim, int root, int timestamp, int snapshot, int targets)
{
    assert_int_equal(sim_stored_version(sim, "root"), root);
    assert_int_equal(sim_stored_version(sim, "timestamp"), timestamp);
    assert_int_equal(sim_stored_version(sim, "snapshot"), snapshot);
    assert_int_equal(sim_stored_version(sim, "targets"), targets);
}

static void assert_good(struct sim *sim)
{
    enum status status = sim_run(sim, NULL);
    if (status != STATUS_OK)
        fail_msg("refused: %s: %s", sim->problem.code, sim->problem.text);
}

static void assert_refused(struct sim *sim, const char *code)
{
    assert_int_not_equal(sim_run(sim, NULL), STATUS_OK);
    assert_string_equal(sim->problem.code, code);
}

static struct sim_file *web(struct sim *sim, const char *name)
{
    struct sim_file *file = sim_file(&sim->web, name);
    assert_non_null(file);
    return file;
}

/* ---- rollback ---- */

static void simple_snapshot_rollback(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim_publish(&sim, "snapshot timestamp");
    assert_good(&sim);
    sim_put(&sim.web, "2.snapshot.json", web(&sim, "1.snapshot.json")->bytes,
            web(&sim, "1.snapshot.json")->size);
    assert_good(&sim); /* it has the snapshot that the timestamp names */
    assert_string_equal(sim.asked.data, "2.root.json timestamp.json ");
    assert_stored(&sim, 1, 2, 2, 1);
    sim_finish(&sim);
}

static void new_timestamp_version_rollback(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim_publish(&sim, "timestamp");
    assert_good(&sim);
    sim.role[SIM_TIMESTAMP].version = 1;
    sim_write(&sim, SIM_TIMESTAMP);
    assert_refused(&sim, "rollback");
    assert_stored(&sim, 1, 2, 1, 1);
    sim_finish(&sim);
}

static void snapshot_rollback(void **state)
{
    (void)state;
    for (int hashes = 0; hashes < 2; hashes++) {
        struct sim sim;
        sim_init(&sim);
        sim.with_hashes = hashes == 1;
        sim_publish(&sim, "snapshot timestamp");
        assert_good(&sim);
        sim.role[SIM_SNAPSHOT].version = 1;
        sim_publish(&sim, "timestamp");
        assert_refused(&sim, "rollback");
        assert_string_equal(sim.asked.data, "2.root.json timestamp.json ");
        assert_stored(&sim, 1, 2, 2, 1);
        /* Also when the timestamp that remembers is gone: the stored snapshot itself remembers. */
        sim_drop(&sim.store, "timestamp.json");
        assert_refused(&sim, "rollback");
        assert_stored(&sim, 1, 3, 2, 1);
        sim_finish(&sim);
    }
}

static void new_targets_fast_forward_recovery(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int unwanted = sim_delegate(&sim, SIM_TARGETS_ROLE, "unwanted", "\"paths\":[\"*\"]")->to;
    sim_write(&sim, unwanted);
    sim.role[SIM_TARGETS_ROLE].version = INT64_MAX;
    sim_write(&sim, SIM_TARGETS_ROLE);
    sim_publish(&sim, "snapshot timestamp");
    assert_good(&sim);
    assert_true(sim_stored_version(&sim, "targets") == INT64_MAX);
    sim.role[SIM_TARGETS_ROLE].version = 2;
    sim.role[unwanted].published = false; /* it may go as well */
    sim_write(&sim, SIM_TARGETS_ROLE);
    sim_publish(&sim, "snapshot timestamp");
    assert_refused(&sim, "rollback");
    sim_rotate(&sim, SIM_SNAPSHOT);
    sim_publish(&sim, "root snapshot timestamp");
    assert_good(&sim);
    assert_stored(&sim, 2, 4, 4, 2);
    sim_finish(&sim);
}

static void new_snapshot_fast_forward_recovery(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.role[SIM_SNAPSHOT].version = 99999;
    sim_write(&sim, SIM_SNAPSHOT);
    sim_publish(&sim, "timestamp");
    assert_good(&sim);
    assert_stored(&sim, 1, 2, 99999, 1);
    sim_rotate(&sim, SIM_SNAPSHOT);
    sim_rotate(&sim, SIM_TIMESTAMP);
    sim.role[SIM_SNAPSHOT].version = 1;
    sim_publish(&sim, "root targets snapshot timestamp");
    assert_good(&sim);
    assert_stored(&sim, 2, 3, 2, 2);
    sim_finish(&sim);
}

static void new_timestamp_fast_forward_recovery(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim.role[SIM_TIMESTAMP].version = 100;
    sim_write(&sim, SIM_TIMESTAMP);
    assert_good(&sim);
    assert_stored(&sim, 1, 100, 1, 1);
    sim_rotate(&sim, SIM_TIMESTAMP);
    sim.role[SIM_TIMESTAMP].version = 1;
    sim_publish(&sim, "root");
    sim_write(&sim, SIM_TIMESTAMP);
    assert_good(&sim);
    assert_stored(&sim, 2, 1, 1, 1);
    sim_finish(&sim);
}

static void new_snapshot_version_mismatch(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    sim_publish(&sim, "snapshot"); /* 2, and the timestamp still names 1 */
    sim_drop(&sim.web, "1.snapshot.json");
    assert_int_equal(sim_run(&sim, NULL), STATUS_UNAVAILABLE);
    assert_stored(&sim, 1, 1, 0, 0);
    sim_put(&sim.web, "1.snapshot.json", web(&sim, "2.snapshot.json")->bytes,
            web(&sim, "2.snapshot.json")->size);
    assert_refused(&sim, "wrong-version");
    assert_stored(&sim, 1, 1, 0, 0);
    sim_finish(&sim);
}

static void targets_rollback(void **state)
{
    (void)state;
    for (int hashes = 0; hashes < 2; hashes++) {
        struct sim sim;
        sim_init(&sim);
        sim.with_hashes = hashes == 1;
        sim_publish(&sim, "targets targets snapshot timestamp");
        assert_good(&sim);
        sim.role[SIM_TARGETS_ROLE].version = 1;
        sim_write(&sim, SIM_TARGETS_ROLE);
        sim_publish(&sim, "snapshot timestamp");
        assert_refused(&sim, "rollback");
        assert_stored(&sim, 1, 3, 2, 3);
        sim_finish(&sim);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simple_snapshot_rollback),
        cmocka_unit_test(new_timestamp_version_rollback),
        cmocka_unit_test(snapshot_rollback),
        cmocka_unit_test(new_targets_fast_forward_recovery),
        cmocka_unit_test(new_snapshot_fast_forward_recovery),
        cmocka_unit_test(new_timestamp_fast_forward_recovery),
        cmocka_unit_test(new_snapshot_version_mismatch),
        cmocka_unit_test(targets_rollback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
