#include "address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void passwords_are_hidden_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *uri, *shown;
    } cases[] = {
        {"", ""},
        {"sqlite:/srv/case.db", "sqlite:/srv/case.db"},
        {"postgresql://host/base", "postgresql://host/base"},
        {"postgresql://reader@host/base", "postgresql://reader@host/base"},
        {"postgresql://reader:geheim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://reader:@host/base", "postgresql://reader:…@host/base"},
        {"POSTGRES://reader:geheim@host", "POSTGRES://reader:…@host"},
        {"https://reader:geheim@site.example/p/", "https://reader:…@site.example/p/"},
        {"postgresql://reader:ge%40heim@host:5432/base", "postgresql://reader:…@host:5432/base"},
        /* What a person forgets to write as %40 or %2F must not show half of it. */
        {"postgresql://reader:ge@heim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://reader:ge/heim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://reader:ge?heim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://reader:ge#heim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://reader:ge:heim@host/base", "postgresql://reader:…@host/base"},
        {"postgresql://a:1@h1,h2:5433/base", "postgresql://a:…@h1,h2:5433/base"},
        {"postgresql://host/base?password=geheim", "postgresql://host/base?password=…"},
        {"postgresql://host/base?password=geheim&sslmode=require",
         "postgresql://host/base?password=…&sslmode=require"},
        {"postgresql://host/base?user=a&PassWord=geheim", "postgresql://host/base?user=a&PassWord=…"},
        {"postgresql://host/base?sslpassword=geheim&x=1", "postgresql://host/base?sslpassword=…&x=1"},
        {"postgresql://a:1@host/base?password=2", "postgresql://a:…@host/base?password=…"},
        {"postgresql://host/base?password=1&password=2", "postgresql://host/base?password=…&password=…"},
        {"host=h password=geheim user=a", "host=h password=… user=a"},
        /* libpq decodes names as well as values. */
        {"postgresql://host/base?p%61ssword=geheim", "postgresql://host/base?p%61ssword=…"},
        {"postgresql://host/base?%70%61%73%73%77%6f%72%64%3Dx=geheim&b=c",
         "postgresql://host/base?%70%61%73%73%77%6f%72%64%3D…&b=c"},
        {"postgresql://host/base?pass%7", "postgresql://host/base?pass%7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *shown = address_without_password(cases[i].uri);
        assert_string_equal(shown, cases[i].shown);
        free(shown);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(passwords_are_hidden_and_nothing_else)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
