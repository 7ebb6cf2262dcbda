/* The conformance suite's delegation graphs and key rotations (see test_trust_conformance.c), with some graphs of our own. */
#include "simulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- delegation graphs ---- */

struct edge {
    const char *from, *to, *paths, *terminating;
};

static void delegate(struct sim *sim, const struct edge *edges)
{
    for (; edges->from != NULL; edges++) {
        int from = sim_find_role(sim, edges->from);
        assert_true(from >= 0);
        struct sim_delegation *delegation =
            sim_delegate(sim, from, edges->to, edges->paths == NULL ? "\"paths\":[\"*\"]" : edges->paths);
        delegation->terminating = edges->terminating;
    }
}

static void publish_all(struct sim *sim)
{
    for (int role = SIM_TARGETS_ROLE + 1; role < sim->roles; role++)
        sim_write(sim, role);
    sim_publish(sim, "targets snapshot timestamp");
}

static void graph_traversal(void **state)
{
    (void)state;
#define PY "\"paths\":[\"*.py\"]"
    static const struct {
        const char *visited;
        struct edge edges[7];
    } graphs[] = {
        {"A", {{"targets", "A", NULL, NULL}}},
        {"A B", {{"targets", "A", NULL, "false"}, {"targets", "B", NULL, "false"}}},
        {"A B C", {{"targets", "A", NULL, NULL}, {"targets", "B", NULL, NULL}, {"B", "C", NULL, NULL}}},
        {"A C D B",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", NULL, NULL},
          {"A", "D", NULL, NULL}}},
        {"A C D B",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", NULL, NULL},
          {"C", "D", NULL, NULL}}},
        {"A C",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", NULL, "true"},
          {"A", "D", NULL, NULL}}},
        {"A C D",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", NULL, "true"},
          {"C", "D", NULL, NULL}}},
        {"B", {{"targets", "A", PY, NULL}, {"targets", "B", NULL, NULL}, {"A", "C", NULL, NULL}}},
        {"A B",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", PY, NULL},
          {"C", "D", NULL, NULL}}},
        {"A B C D",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"B", "C", NULL, NULL},
          {"C", "D", NULL, NULL},
          {"D", "B", NULL, NULL}}},
        {"A C B",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"B", "C", NULL, NULL},
          {"A", "C", NULL, NULL}}},
        {"A B C",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"B", "C", NULL, NULL},
          {"A", "C", PY, NULL}}},
        /* of our own: terminating at the top, a role that delegates to itself, nothing that fits, a
           terminating delegation that does not fit, one with neither kind of path */
        {"A C D",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, NULL},
          {"A", "C", NULL, NULL},
          {"A", "D", NULL, "true"},
          {"A", "E", NULL, NULL}}},
        {"A", {{"targets", "A", NULL, "true"}, {"targets", "B", NULL, NULL}}},
        {"A", {{"targets", "A", NULL, NULL}, {"A", "A", NULL, NULL}}},
        {"", {{"targets", "A", PY, NULL}}},
        {"B", {{"targets", "A", PY, "true"}, {"targets", "B", NULL, NULL}}},
        {"B", {{"targets", "A", "\"x\":1", NULL}, {"targets", "B", NULL, NULL}}},
        {"A C D B",
         {{"targets", "A", NULL, NULL},
          {"targets", "B", NULL, "true"},
          {"targets", "E", NULL, NULL},
          {"A", "C", NULL, NULL},
          {"A", "D", NULL, NULL}}},
    };
    for (size_t i = 0; i < COUNT(graphs); i++) {
        struct sim sim;
        struct buffer expected = {0};
        sim_init(&sim);
        delegate(&sim, graphs[i].edges);
        publish_all(&sim);
        assert_int_equal(sim_run(&sim, "missingpath"), STATUS_REFUSED);
        assert_string_equal(sim.problem.code, "not-found");
        buffer_text(&expected, "2.root.json timestamp.json 2.snapshot.json 2.targets.json ");
        for (const char *at = graphs[i].visited; *at != '\0'; at += at[1] == ' ' ? 2 : 1)
            buffer_format(&expected, "1.%c.json ", *at);
        assert_string_equal(sim.asked.data, expected.data);
        buffer_finish(&expected);
        sim_finish(&sim);
    }
}

static void targetfile_search(void **state)
{
    (void)state;
    static const struct edge tree[] = {{"targets", "A", "\"paths\":[\"*.doc\",\"*.md\"]", NULL},
                                       {"targets", "B", "\"paths\":[\"releases/*/*\"]", NULL},
                                       {"B", "C", "\"paths\":[\"releases/x/*\"]", NULL},
                                       {"B", "D", "\"paths\":[\"releases/y/*.zip\"]", NULL},
                                       {NULL, NULL, NULL, NULL}};
    static const struct {
        const char *path, *role;
        bool found;
        const char *asked;
    } cases[] = {{"targetfile", "targets", true, ""},
                 {"README.md", "A", true, "1.A.json "},
                 {"releases/x/x_v1", "C", true, "1.B.json 1.C.json "},
                 {"releases/y/y_v1.zip", "D", true, "1.B.json 1.D.json "},
                 {"releases/z/z_v1.zip", "D", false, "1.B.json "}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sim sim;
        char asked[256];
        sim_init(&sim);
        delegate(&sim, tree);
        for (size_t j = 0; j < COUNT(cases); j++)
            sim_add_target(&sim, sim_find_role(&sim, cases[j].role), cases[j].path, "content")->custom =
                "{\"id\":1}";
        publish_all(&sim);
        assert_int_equal(sim_run(&sim, cases[i].path) == STATUS_OK, cases[i].found);
        (void)snprintf(asked, sizeof asked, "2.root.json timestamp.json 2.snapshot.json 2.targets.json %s",
                       cases[i].asked);
        assert_memory_equal(sim.asked.data, asked, strlen(asked));
        if (cases[i].found) {
            assert_string_equal(trust_client_target(sim.client)->role, cases[i].role);
            assert_true(json_is_object(trust_client_target(sim.client)->custom));
        } else {
            assert_int_equal(strlen(sim.asked.data), strlen(asked));
            assert_null(trust_client_target(sim.client));
        }
        sim_finish(&sim);
    }
}

/* C is delegated to by A and by B with different keys and signed only for A. What was found through A is no
   reason to trust it through B, whether it is in memory or in the store.
   python-tuf 5.1 and go-tuf miss this one. */
static void cached_role_is_verified_against_current_delegator(void **state)
{
    (void)state;
    static const struct edge edges[] = {{"targets", "A", "\"paths\":[\"a/*\"]", NULL},
                                        {"targets", "B", "\"paths\":[\"b/*\"]", NULL},
                                        {"A", "C", "\"paths\":[\"*/*\"]", NULL},
                                        {"B", "C", "\"paths\":[\"*/*\"]", NULL},
                                        {NULL, NULL, NULL, NULL}};
    struct sim sim;
    sim_init(&sim);
    delegate(&sim, edges);
    int c = sim_find_role(&sim, "C");
    sim_add_target(&sim, c, "a/file", "for a");
    sim_add_target(&sim, c, "b/file", "for b");
    int for_b = sim.role[c].sign[1];
    sim.role[c].signs = 1;
    publish_all(&sim);
    assert_int_equal(sim_run(&sim, "a/file"), STATUS_OK);
    assert_int_equal(sim_find(&sim, "b/file"), STATUS_REFUSED); /* in memory */
    assert_string_equal(sim.problem.code, "unsigned");
    assert_null(strstr(strstr(sim.asked.data, "1.C.json") + 1,
                       "1.C.json"));                       /* what was just fetched is not fetched again */
    assert_int_equal(sim_find(&sim, "a/file"), STATUS_OK); /* the client goes on */
    assert_int_equal(sim_run(&sim, "b/file"), STATUS_REFUSED); /* in the store */
    assert_string_equal(sim.problem.code, "unsigned");
    assert_int_equal(sim_run(&sim, "a/file"), STATUS_OK);
    assert_int_equal(sim_find(&sim, "b/file"),
                     STATUS_REFUSED); /* in memory, from the store: asked for, not better */
    assert_string_equal(sim.problem.code, "unsigned");

    /* Signed for both: once in memory it is not asked for again, by whichever way it is reached. */
    sim.role[c].sign[sim.role[c].signs++] = for_b;
    sim_publish(&sim, "C snapshot timestamp");
    assert_int_equal(sim_run(&sim, "a/file"), STATUS_OK);
    buffer_clear(&sim.asked);
    assert_int_equal(sim_find(&sim, "b/file"), STATUS_OK);
    assert_null(strstr(sim.asked.data, "C.json"));
    sim_finish(&sim);
}

/* The way through a ring costs one visit for each role: what lies behind it is still found. A store that holds a role as one
   delegator signed it, and a repository that holds it as another did, are told apart at every turn. */
static void rings_and_replacements(void **state)
{
    (void)state;
    static const struct edge ring[] = {
        {"targets", "A", NULL, NULL}, {"A", "B", NULL, NULL},  {"B", "A", NULL, NULL}, {"B", "B", NULL, NULL},
        {"B", "C", NULL, NULL},       {"C", "A", NULL, NULL},  {"C", "B", NULL, NULL}, {"A", "C", NULL, NULL},
        {"targets", "Z", NULL, NULL}, {NULL, NULL, NULL, NULL}};
    struct sim sim;
    sim_init(&sim);
    delegate(&sim, ring);
    sim_add_target(&sim, sim_find_role(&sim, "Z"), "x", "behind the ring");
    publish_all(&sim);
    assert_int_equal(sim_run(&sim, "x"), STATUS_OK);
    for (int i = 0; i < 3; i++)
        assert_int_equal(sim_find(&sim, "x"), STATUS_OK);
    sim_finish(&sim);

    static const struct edge two[] = {{"targets", "A", "\"paths\":[\"a/*\"]", NULL},
                                      {"targets", "B", "\"paths\":[\"b/*\"]", NULL},
                                      {"A", "C", "\"paths\":[\"*/*\"]", NULL},
                                      {"B", "C", "\"paths\":[\"*/*\"]", NULL},
                                      {NULL, NULL, NULL, NULL}};
    sim_init(&sim);
    delegate(&sim, two);
    int c = sim_find_role(&sim, "C"), for_b = sim.role[c].sign[1];
    sim_add_target(&sim, c, "a/x", "a");
    sim_add_target(&sim, c, "b/x", "b");
    sim.role[c].signs = 1;
    publish_all(&sim);
    assert_int_equal(sim_run(&sim, "a/x"), STATUS_OK);
    sim_sign_with(&sim, c, 1, &for_b);
    sim_write(&sim, c);                                 /* the same version, signed for B alone */
    assert_int_equal(sim_run(&sim, "a/x"), STATUS_OK);  /* as stored */
    assert_int_equal(sim_find(&sim, "b/x"), STATUS_OK); /* fetched, and now in the store's place */
    assert_int_equal(sim_find(&sim, "a/x"), STATUS_REFUSED);
    assert_string_equal(sim.problem.code, "unsigned");
    sim_finish(&sim);
}

/* ---- rotations ---- */

struct rotation {
    int keys[5];
    size_t key_count;
    const char *threshold;
    int sigs[6];
    size_t sig_count;
};

static void take_first_root(struct sim *sim)
{
    const struct sim_file *root = sim_file(&sim->web, "1.root.json");
    sim_put(&sim->store, "root.json", root->bytes, root->size);
}

static void root_rotation(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct rotation step[4];
        size_t steps;
        bool good;
    } cases[] = {
        {"1-of-1-key-rotation",
         {{{1}, 1, "1", {1}, 1}, {{2}, 1, "1", {2, 1}, 2}, {{2}, 1, "1", {2}, 1}},
         3,
         true},
        {"1-of-1-key-rotation-unused-signatures",
         {{{1}, 1, "1", {3, 1, 4}, 3}, {{2}, 1, "1", {3, 2, 1, 4}, 4}, {{2}, 1, "1", {3, 2, 4}, 3}},
         3,
         true},
        {"3-of-5-sign-with-different-keycombos",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3},
          {{0, 1, 2, 3, 4}, 5, "3", {0, 4, 1}, 3},
          {{0, 1, 2, 3, 4}, 5, "3", {0, 1, 3}, 3},
          {{0, 1, 2, 3, 4}, 5, "3", {0, 1, 3}, 3}},
         4,
         true},
        {"3-of-5-one-key-rotated",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3}, {{0, 1, 3, 4, 5}, 5, "3", {0, 4, 1}, 3}},
         2,
         true},
        {"3-of-5-one-key-rotated-with-intermediate-step",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3},
          {{0, 1, 3, 4, 5}, 5, "3", {0, 2, 4, 5}, 4},
          {{0, 1, 3, 4, 5}, 5, "3", {0, 4, 5}, 3}},
         3,
         true},
        {"3-of-5-all-keys-rotated-with-intermediate-step",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3},
          {{5, 6, 7, 8, 9}, 5, "3", {0, 2, 4, 5, 6, 7}, 6},
          {{5, 6, 7, 8, 9}, 5, "3", {5, 6, 7}, 3}},
         3,
         true},
        {"1-of-3-threshold-increase-to-2-of-3",
         {{{1, 2, 3}, 3, "1", {1}, 1}, {{1, 2, 3}, 3, "2", {1, 2}, 2}},
         2,
         true},
        {"2-of-3-threshold-decrease-to-1-of-3",
         {{{1, 2, 3}, 3, "2", {1, 2}, 2}, {{1, 2, 3}, 3, "1", {1, 2}, 2}, {{1, 2, 3}, 3, "1", {1}, 1}},
         3,
         true},
        {"1-of-2-threshold-increase-to-2-of-2",
         {{{1}, 1, "1", {1}, 1}, {{1, 2}, 2, "2", {1, 2}, 2}},
         2,
         true},
        {"1-of-1-key-rotation-fail-not-signed-with-old-key",
         {{{1}, 1, "1", {1}, 1}, {{2}, 1, "1", {2, 3, 4}, 3}},
         2,
         false},
        {"1-of-1-key-rotation-fail-not-signed-with-new-key",
         {{{1}, 1, "1", {1}, 1}, {{2}, 1, "1", {1, 3, 4}, 3}},
         2,
         false},
        {"3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3}, {{0, 1, 3, 4, 5}, 5, "3", {0, 2, 4}, 3}},
         2,
         false},
        {"3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys",
         {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3}, {{0, 1, 3, 4, 5}, 5, "3", {0, 4, 5}, 3}},
         2,
         false},
        {"1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached",
         {{{1, 2, 3}, 3, "1", {1}, 1}, {{1, 2, 3}, 3, "2", {2}, 1}},
         2,
         false},
        {"2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-reached",
         {{{1, 2, 3}, 3, "2", {1, 2}, 2}, {{1, 2, 3}, 3, "1", {1}, 1}},
         2,
         false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sim sim;
        sim_init(&sim);
        int first = sim.keys;
        for (int k = 0; k < 10; k++)
            (void)sim_new_key(&sim);
        for (size_t s = 0; s < cases[i].steps; s++) {
            const struct rotation *step = &cases[i].step[s];
            int keys[5], sigs[6];
            for (size_t k = 0; k < step->key_count; k++)
                keys[k] = first + step->keys[k];
            for (size_t k = 0; k < step->sig_count; k++)
                sigs[k] = first + step->sigs[k];
            sim_trust(&sim, SIM_ROOT, step->threshold, step->key_count, keys);
            sim_sign_with(&sim, SIM_ROOT, step->sig_count, sigs);
            sim.role[SIM_ROOT].version = (int64_t)s + 1;
            sim_write(&sim, SIM_ROOT);
            if (s == 0)
                take_first_root(&sim);
        }
        if ((sim_run(&sim, NULL) == STATUS_OK) != cases[i].good)
            fail_msg("%s: %s", cases[i].name, sim.problem.text);
        size_t reached = cases[i].good ? cases[i].steps : cases[i].steps - 1;
        assert_int_equal(sim_stored_version(&sim, "root"), reached);
        sim_finish(&sim);
    }
}

static void non_root_rotations(void **state)
{
    (void)state;
    static const struct {
        struct rotation to;
        bool good;
    } cases[] = {
        {{{2}, 1, "1", {2}, 1}, true},
        {{{1}, 1, "1", {3, 1, 4}, 3}, true},
        {{{2}, 1, "1", {1, 3, 4}, 3}, false},
        {{{0, 1, 3, 4, 5}, 5, "3", {0, 2, 4}, 3}, false},
        {{{0, 1, 3, 4, 5}, 5, "3", {0, 4}, 2}, false},
        {{{0, 1, 2, 3, 4}, 5, "3", {0, 2, 4}, 3}, true},
        {{{0, 1, 2, 3, 4}, 5, "3", {0, 4, 1}, 3}, true},
        {{{0, 1, 2, 3, 4}, 5, "3", {0, 1, 3}, 3}, true},
        {{{0, 1, 2, 3, 4}, 5, "3", {1, 2, 3}, 3}, true},
        {{{0, 1, 2, 3, 4}, 5, "3", {2, 3, 4}, 3}, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        for (int role = SIM_TIMESTAMP; role <= SIM_TARGETS_ROLE; role++)
            for (int before = 0; before < 2;
                 before++) { /* a follower that is new, and one that had the old keys' files */
                struct sim sim;
                int keys[5], sigs[6];
                sim_init(&sim);
                if (before == 1)
                    assert_int_equal(sim_run(&sim, NULL), STATUS_OK);
                int first = sim.keys;
                for (int k = 0; k < 10; k++)
                    (void)sim_new_key(&sim);
                for (size_t k = 0; k < cases[i].to.key_count; k++)
                    keys[k] = first + cases[i].to.keys[k];
                for (size_t k = 0; k < cases[i].to.sig_count; k++)
                    sigs[k] = first + cases[i].to.sigs[k];
                sim_trust(&sim, role, cases[i].to.threshold, cases[i].to.key_count, keys);
                sim_sign_with(&sim, role, cases[i].to.sig_count, sigs);
                sim_publish(&sim, "root targets snapshot timestamp");
                assert_int_equal(sim_run(&sim, NULL) == STATUS_OK, cases[i].good);
                assert_int_equal(sim_stored_version(&sim, sim.role[role].name),
                                 cases[i].good                             ? 2
                                 : before == 1 && role == SIM_TARGETS_ROLE ? 1
                                                                           : 0);
                sim_finish(&sim);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graph_traversal),
        cmocka_unit_test(targetfile_search),
        cmocka_unit_test(cached_role_is_verified_against_current_delegator),
        cmocka_unit_test(rings_and_replacements),
        cmocka_unit_test(root_rotation),
        cmocka_unit_test(non_root_rotations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
