// -gcflags, -ldflags and quoted words.
#include "../check.h"
#include "build/build.h"

int main(void)
{
    Arena *a = arena_new("test");
    StrVec words = {0};
    CHECK(!split_quoted(a, STR(" a 'b c'  \"d e\" f=g "), &words));
    CHECK_INT(words.n, 4);
    CHECK_STR(words.p[1], STR("b c"));
    CHECK_STR(words.p[2], STR("d e"));
    CHECK(split_quoted(a, STR("'a"), &words) == '\'');

    GcFlagRules rules = {0};
    CHECK(!err_is(gcflags_parse(a, STR("-N -l"), &rules)));
    CHECK(!err_is(gcflags_parse(a, STR("all=-e -m -m -lang=go1.20"), &rules)));
    CHECK_INT(rules.n, 2);
    CHECK(rules.p[0].flags.no_opt && rules.p[0].flags.no_inline && rules.p[0].pattern.n == 0);
    CHECK_INT(rules.p[1].flags.diag_level, 2);
    CHECK_Z(rules.p[1].flags.lang, "go1.20");
    Err err = gcflags_parse(a, STR("-frobnicate"), &rules);
    CHECK(err_is(err));
    CHECK_Z(err.msg, "flag provided but not defined: -frobnicate\nusage: compile [options] file.go...");
    err_release(&err);

    LoadPkg named = {.import_path = STR("ex.com/m"), .pkg_path = STR("ex.com/m"), .matched = true};
    LoadPkg dep = {.import_path = STR("fmt"), .pkg_path = STR("fmt"), .standard = true};
    rules.n = 1;
    CHECK(gcflags_of(&rules, &named).no_opt && !gcflags_of(&rules, &dep).no_opt);

    LdFlags ld = {.extldflags = ""};
    CHECK(!err_is(ldflags_parse(a, STR("-s -w -X main.version=1.2 -X 'ex.com/m.name=a b'"), &ld)));
    CHECK(ld.strip_symbols && ld.strip_debug);
    CHECK_INT(ld.vars.n, 2);
    CHECK_STR(ld.vars.p[1].package, STR("ex.com/m"));
    CHECK_STR(ld.vars.p[1].value, STR("a b"));
    err = ldflags_parse(a, STR("-X nodot"), &ld);
    CHECK(err_is(err));
    err_release(&err);
    arena_free(a);
    return check_done();
}
