// Semantic versions, Go versions, module paths.
#include "../check.h"
#include "mod/mod.h"

int main(void)
{
    Arena *a = arena_new("test");
    CHECK(semver_valid(STR("v1.2.3")) && semver_valid(STR("v1")) && semver_valid(STR("v1.2.3-rc.1+meta")));
    CHECK(!semver_valid(STR("1.2.3")) && !semver_valid(STR("v01.2.3")) && !semver_valid(STR("v1.2.3-01")) &&
          !semver_valid(STR("v1.2.3.4")));
    static const char *const rising[] = {
        "bad",         "v0.9.0",        "v1.0.0-alpha",   "v1.0.0-alpha.1", "v1.0.0-alpha.beta",
        "v1.0.0-beta", "v1.0.0-beta.2", "v1.0.0-beta.11", "v1.0.0-rc.1",    "v1.0.0",
        "v1.0.1",      "v1.2.0",        "v1.10.0",        "v2.0.0"};
    for (size_t i = 0; i < ARRAY_LEN(rising); i++) {
        for (size_t k = 0; k < ARRAY_LEN(rising); k++) {
            int c = semver_cmp(str_from(rising[i]), str_from(rising[k]));
            CHECK_INT((c > 0) - (c < 0), (i > k) - (i < k));
        }
    }
    CHECK_INT(semver_cmp(STR("v1.0.0+a"), STR("v1.0.0+b")), 0);

    static const char *const go_rising[] = {"1.19",    "1.20rc1", "1.20",   "1.20.1",  "1.21",
                                            "1.21rc1", "1.21rc2", "1.21.0", "1.21.10", "1.22"};
    for (size_t i = 0; i < ARRAY_LEN(go_rising); i++) {
        for (size_t k = 0; k < ARRAY_LEN(go_rising); k++) {
            int c = gover_cmp(str_from(go_rising[i]), str_from(go_rising[k]));
            CHECK_INT((c > 0) - (c < 0), (i > k) - (i < k));
        }
    }
    CHECK_STR(gover_lang(a, STR("1.26.3")), STR("1.26"));
    CHECK(!gover_valid(STR("1.x")) && !gover_valid(STR("v1.2")) && gover_valid(STR("1.26rc1")));

    CHECK(modpath_check(a, STR("ex.com/m")) == NULL);
    CHECK_Z(modpath_check(a, STR("a")), "malformed module path \"a\": missing dot in first path element");
    CHECK_Z(modpath_check(a, STR("./foo")), "malformed module path \"./foo\": invalid path element \".\"");
    CHECK_Z(importpath_check(a, STR("a//b")), "malformed import path \"a//b\": double slash");
    CHECK_Z(importpath_check(a, STR("a b")), "malformed import path \"a b\": invalid char ' '");
    CHECK_STR(modpath_escape(a, STR("github.com/BurntSushi/toml")), STR("github.com/!burnt!sushi/toml"));

    CHECK_Z(path_clean(a, "a//b/../c/."), "a/c");
    CHECK_Z(path_clean(a, "/../x"), "/x");
    CHECK_Z(path_clean(a, "../../x"), "../../x");
    CHECK_Z(path_clean(a, ""), ".");
    CHECK_Z(path_short(a, "/a/b", "/a/b/c/d.go"), "c/d.go");
    CHECK_Z(path_short(a, "/alpha/b", "/alpha/long.go"), "../long.go");
    CHECK_Z(path_short(a, "/a/b", "/a/x.go"), "/a/x.go"); // not shorter
    CHECK_Z(path_short(a, "/a/b", "/z"), "/z");
    CHECK(path_within(STR("/a/b"), STR("/a")) && !path_within(STR("/ab"), STR("/a")) &&
          path_within(STR("/a"), STR("/a")));
    arena_free(a);
    return check_done();
}
