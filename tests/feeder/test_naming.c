#include "contract/naming.h"

#include "contract/buffer.h"
#include "contract/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_lies_in(const char *path, const char *role, const char *bin)
{
    char hash[65];
    size_t stem = strlen(role) - strlen(".texts");
    assert_memory_equal(path, role, stem);
    assert_memory_equal(path + stem, "/texts/~", strlen("/texts/~"));
    sha256_hex(path, strlen(path), hash);
    assert_memory_equal(hash, bin, strlen(bin));
}

/* In whatever order roles come, each gets a path in its own bin, and the same one again. */
static void each_bin_has_a_probe_of_its_own(void **state)
{
    (void)state;
    static const char *const roles[] = {"p.texts", "another.texts", "~.texts"};
    struct naming_probes probes = {0};
    for (int digits = 0; digits <= 3; digits++) {
        for (unsigned i = 0; i < 1U << (4 * digits); i += digits == 3 ? 97 : 1) {
            unsigned bin = i * 7 % (1U << (4 * digits));
            const char *stem = roles[i % 50 == 49 ? 1 : 0];
            char hex[8] = "";
            if (digits > 0)
                (void)snprintf(hex, sizeof hex, "%0*x", digits, bin);
            char *role = take_format("%s%s%s", stem, digits == 0 ? "" : ".", hex),
                 *path = naming_probe(&probes, role), *again = naming_probe(&probes, role);
            assert_lies_in(path, stem, hex);
            assert_string_equal(path, again);
            free(again);
            free(path);
            free(role);
        }
    }
    naming_probes_finish(&probes);
}

static void tells_roles_apart(void **state)
{
    (void)state;
    static const struct {
        const char *role, *bin;
        size_t prefix;
        bool figures;
    } cases[] = {
        {"p.texts", "", 1, false},         {"~.figures", "", 1, true},     {"a.b.texts.0f", "0f", 3, false},
        {"p.figures.abc", "abc", 1, true}, {"p.texts.abcd", "", 0, false}, {"p.texts.G", "", 0, false},
        {".texts", "", 0, false},          {"targets", "", 0, false},      {"p.texts.", "", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool figures = false;
        const char *bin = NULL;
        assert_int_equal(naming_role(cases[i].role, &figures, &bin), cases[i].prefix);
        if (cases[i].prefix == 0)
            continue;
        assert_string_equal(bin, cases[i].bin);
        assert_int_equal(figures, cases[i].figures);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bin_has_a_probe_of_its_own),
        cmocka_unit_test(tells_roles_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
