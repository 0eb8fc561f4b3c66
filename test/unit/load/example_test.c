// What an example's last comment says it prints.
#include "../check.h"
#include "load/load.h"

static void prints(const char *body, const char *want, bool unordered)
{
    Arena *a = arena_new("test");
    LoadExample e = {0};
    CHECK(load_example_output(a, str_from(body), &e) == (want != NULL));
    if (want) {
        CHECK_STR(e.output, str_from(want));
        CHECK_INT(e.unordered, unordered);
    }
    arena_free(a);
}

int main(void)
{
    prints("\n\tf()\n\t// Output: a b\n", "a b\n", false);
    prints("\n\tf()\n\t// Output:\n\t// a\n\t//   b\n", "a\n  b\n", false);
    prints("\n\tf()\n\t// Unordered output: 1\n\t// 2\n", "1\n2\n", true);
    prints("\n\tf()\n\t// output: x\n\tg()\n\t// not this\n", NULL, false);
    prints("\n\tf() // Output: x\n\n\t// later\n", NULL, false);
    prints("\n\tf(\"// Output: no\")\n", NULL, false);
    prints("\n\tf()\n\t/* Output:\n\ta\n\t*/\n", "\ta\n", false);
    prints("\n\tf()\n\t// Output:\n", "", false);
    prints("\n\tf()\n\t// Output:\n\t// a\n\t//\n\t//\n\t// b\n", "a\n\nb\n", false);
    return check_done();
}
