/* What became public about other clients of TUF, each advisory with a test of its name. Those of package
   managers that concern the wire stand in test_trust_command.c. */
#include "simulator.h"

#include "contract/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void assert_run(struct sim *sim, const char *path, const char *code)
{
    enum status status = sim_run(sim, path);
    if ((status == STATUS_OK) != (code[0] == '\0') || strcmp(sim->problem.code, code) != 0)
        fail_msg("expected '%s', got '%s': %s", code, sim->problem.code, sim->problem.text);
}

/* go-tuf: rollback was looked for in the root alone. Here: every role, also behind a lost timestamp and right
   after a new root. */
static void cve_2022_29173_rollback(void **state)
{
    (void)state;
    static const char *const roles[] = {"timestamp", "snapshot", "targets", "A"};
    for (size_t i = 0; i < COUNT(roles); i++) {
        struct sim sim;
        sim_init(&sim);
        int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]")->to;
        sim_add_target(&sim, a, "x", "x");
        sim_publish(&sim, "A targets snapshot timestamp");
        sim_publish(&sim, "A targets snapshot timestamp");
        assert_run(&sim, "x", "");
        sim.role[sim_find_role(&sim, roles[i])].version = 1;
        if (i > 1)
            sim_publish(&sim, "snapshot");
        if (i == 0)
            sim_write(&sim, SIM_TIMESTAMP);
        else
            sim_publish(&sim, "timestamp");
        assert_run(&sim, "x", "rollback");
        sim_publish(&sim, "root");
        assert_run(&sim, "x", "rollback");
        assert_int_equal(sim_stored_version(&sim, "root"), 2);
        assert_int_equal(sim_stored_version(&sim, "timestamp"), i > 1 ? 4 : 3); /* good by itself */
        assert_int_equal(sim_stored_version(&sim, "snapshot"), 3);
        assert_int_equal(sim_stored_version(&sim, "targets"), 3);
        assert_int_equal(sim_stored_version(&sim, "A"), 2);
        sim_finish(&sim);
    }
}

/* Two roles speak of one path; `terminating` is that of the first. Named against the alphabet, so that
   sorting them would show. */
static void assert_found_in(const char *terminating, bool first_has_it, const char *role)
{
    struct sim sim;
    sim_init(&sim);
    int z = sim_delegate(&sim, SIM_TARGETS_ROLE, "z", "\"paths\":[\"*\"]")->to;
    sim.delegation[0].terminating = terminating;
    int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "a", "\"paths\":[\"*\"]")->to;
    if (first_has_it)
        sim_add_target(&sim, z, "x", "of z");
    sim_add_target(&sim, a, "x", "of a");
    sim_publish(&sim, "z a targets snapshot timestamp");
    assert_run(&sim, "x", role == NULL ? "not-found" : "");
    if (role != NULL)
        assert_string_equal(trust_client_target(sim.client)->role, role);
    sim_finish(&sim);
}

/* go-tuf: delegations were kept in a map, and whichever came first by chance decided. */
static void cve_2024_47534_delegation_order(void **state)
{
    (void)state;
    assert_found_in(NULL, true, "z");
    assert_found_in(NULL, false, "a");
}

/* tough: the next root could have any higher version. It must be exactly the next, whatever else is in order. */
static void cve_2025_2885_root_version(void **state)
{
    (void)state;
    static const int64_t versions[] = {1, 3, 1000, INT64_MAX};
    for (size_t i = 0; i < COUNT(versions); i++) {
        struct sim sim;
        char name[40];
        sim_init(&sim);
        sim.role[SIM_ROOT].version = versions[i];
        sim_write(&sim, SIM_ROOT);
        (void)snprintf(name, sizeof name, "%lld.root.json", (long long)versions[i]);
        const struct sim_file *root = sim_file(&sim.web, name);
        sim_put(&sim.web, "2.root.json", root->bytes, root->size);
        assert_run(&sim, NULL, "root-version");
        assert_int_equal(sim_stored_version(&sim, "root"), 1);
        sim_finish(&sim);
    }
    struct sim sim; /* behind the last possible one nothing is asked for */
    sim_init(&sim);
    sim.role[SIM_ROOT].version = INT64_MAX;
    sim_write(&sim, SIM_ROOT);
    const struct sim_file *root = sim_file(&sim.web, "9223372036854775807.root.json");
    sim_put(&sim.store, "root.json", root->bytes, root->size);
    assert_run(&sim, NULL, "");
    assert_memory_equal(sim.asked.data, "timestamp.json ", 15);
    sim_finish(&sim);
}

/* tough: a terminating delegation ended nothing. */
static void cve_2025_2886_terminating(void **state)
{
    (void)state;
    assert_found_in("true", true, "z");
    assert_found_in("false", false, "a");
    assert_found_in("true", false, NULL);
}

/* tough: delegated roles could fall back to older versions, or vanish. Also when the timestamp was lost, and
   right after a new root. */
static void cve_2025_2887_delegated_rollback(void **state)
{
    (void)state;
    for (int gone = 0; gone < 2; gone++) {
        struct sim sim;
        sim_init(&sim);
        int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]")->to;
        sim_add_target(&sim, a, "x", "x");
        sim_publish(&sim, "A targets snapshot timestamp");
        sim_publish(&sim, "A snapshot timestamp");
        assert_run(&sim, "x", "");
        if (gone == 1)
            sim.role[a].published = false;
        else
            sim.role[a].version = 1;
        sim_publish(&sim, "snapshot timestamp");
        assert_run(&sim, "x", "rollback");
        sim_drop(&sim.store, "timestamp.json");
        assert_run(&sim, "x", "rollback");
        sim_publish(&sim, "root");
        assert_run(&sim, "x", "rollback");
        assert_int_equal(sim_stored_version(&sim, "snapshot"), 3);
        assert_int_equal(sim_stored_version(&sim, "A"), 2);
        sim_finish(&sim);
    }
}

/* tough: the timestamp was kept before every check was made. A signed one of the highest version that fails a
   later check must not stand in the way of the next good one. */
static void cve_2025_2888_timestamp_kept_too_early(void **state)
{
    (void)state;
    for (int expired = 0; expired < 2; expired++) {
        struct sim sim;
        sim_init(&sim);
        sim_publish(&sim, "snapshot timestamp");
        assert_run(&sim, NULL, "");
        char *before = take_copy(sim_file(&sim.store, "timestamp.json")->bytes);
        sim.role[SIM_TIMESTAMP].version = INT64_MAX;
        if (expired == 1)
            sim.role[SIM_TIMESTAMP].expires = "2026-11-21T23:59:59Z";
        else
            sim.role[SIM_SNAPSHOT].version = 1;
        sim_write(&sim, SIM_TIMESTAMP);
        assert_run(&sim, NULL, expired == 1 ? "expired" : "rollback");
        assert_string_equal(sim_file(&sim.store, "timestamp.json")->bytes, before);
        assert_int_equal(sim_stored_version(&sim, "snapshot"), 2);
        sim.role[SIM_TIMESTAMP].version = 2;
        sim.role[SIM_SNAPSHOT].version = 2;
        sim.role[SIM_TIMESTAMP].expires = SIM_LATER;
        sim_publish(&sim, "timestamp");
        assert_run(&sim, NULL, "");
        assert_int_equal(sim_stored_version(&sim, "timestamp"), 3);
        free(before);
        sim_finish(&sim);
    }
}

/* tough: a ring of delegations used up the stack. Rings end, and a long chain is left where the limit says. */
static void ghsa_j8x2_777p_23fc_cycles(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    char name[8];
    int from = SIM_TARGETS_ROLE;
    for (int i = 0; i < LIMIT_TRUST_VISITS + 1; i++) {
        (void)snprintf(name, sizeof name, "r%d", i);
        from = sim_delegate(&sim, from, name, "\"paths\":[\"*\"]")->to;
        sim_write(&sim, from);
    }
    sim_add_target(&sim, from, "too-deep", "x");
    sim_add_target(&sim, from - 1, "just", "x");
    (void)sim_delegate(&sim, from - 1, "r0", "\"paths\":[\"*\"]");
    for (int role = SIM_TARGETS_ROLE + 1; role < sim.roles; role++)
        sim_write(&sim, role);
    sim_publish(&sim, "targets snapshot timestamp");
    assert_run(&sim, "just", "");
    assert_run(&sim, "too-deep", "not-found");
    assert_run(&sim, "just", ""); /* all from the store */
    assert_string_equal(strstr(sim.asked.data, "timestamp.json "),
                        strstr(sim.asked.data, "timestamp.json targets/"));
    sim_finish(&sim);
}

/* go-tuf: a threshold of 0, or below, or no number, must never mean "signed". */
static void ghsa_fphv_w9fq_2525_threshold(void **state)
{
    (void)state;
    static const char *const thresholds[] = {"0",    "-1", "-9223372036854775808", "\"1\"", "true",
                                             "null", "[1]"};
    for (size_t i = 0; i < COUNT(thresholds); i++) {
        for (int role = SIM_ROOT; role <= SIM_TARGETS_ROLE; role++) {
            struct sim sim;
            sim_init(&sim);
            sim.role[role].trusted.threshold = thresholds[i];
            sim_publish(&sim, "root");
            assert_run(&sim, NULL, "bad-threshold");
            const struct sim_file *root = sim_file(&sim.web, "2.root.json");
            sim_put(&sim.store, "root.json", root->bytes, root->size); /* not as the first root either */
            assert_run(&sim, NULL, "bad-threshold");
            sim_finish(&sim);
        }
        struct sim sim;
        sim_init(&sim);
        struct sim_delegation *delegation = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"*\"]");
        delegation->signers.threshold = thresholds[i];
        sim.role[delegation->to].signs = 0;
        sim_add_target(&sim, delegation->to, "x", "x");
        sim_publish(&sim, "A targets snapshot timestamp");
        assert_run(&sim, "x", "bad-threshold");
        sim_finish(&sim);
    }
}

/* python-tuf 5.1 and go-tuf: a role in memory was kept by its name alone. Here C is delegated to by A and by
   B with different keys and signed only for A; test_trust_delegations.c has it at length. */
static void role_cached_by_name(void **state)
{
    (void)state;
    struct sim sim;
    sim_init(&sim);
    int a = sim_delegate(&sim, SIM_TARGETS_ROLE, "A", "\"paths\":[\"a/*\"]")->to;
    int b = sim_delegate(&sim, SIM_TARGETS_ROLE, "B", "\"paths\":[\"b/*\"]")->to;
    int c = sim_delegate(&sim, a, "C", "\"paths\":[\"*/*\"]")->to;
    (void)sim_delegate(&sim, b, "C", "\"paths\":[\"*/*\"]");
    sim.role[c].signs = 1;
    sim_add_target(&sim, c, "a/x", "for a");
    sim_add_target(&sim, c, "b/x", "for b");
    sim_publish(&sim, "A B C targets snapshot timestamp");
    assert_run(&sim, "a/x", "");
    assert_int_equal(sim_find(&sim, "b/x"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "unsigned");
    assert_run(&sim, "b/x", "unsigned");
    assert_run(&sim, "a/x", "");
    sim_finish(&sim);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cve_2022_29173_rollback),
        cmocka_unit_test(cve_2024_47534_delegation_order),
        cmocka_unit_test(cve_2025_2885_root_version),
        cmocka_unit_test(cve_2025_2886_terminating),
        cmocka_unit_test(cve_2025_2887_delegated_rollback),
        cmocka_unit_test(cve_2025_2888_timestamp_kept_too_early),
        cmocka_unit_test(ghsa_j8x2_777p_23fc_cycles),
        cmocka_unit_test(ghsa_fphv_w9fq_2525_threshold),
        cmocka_unit_test(role_cached_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
