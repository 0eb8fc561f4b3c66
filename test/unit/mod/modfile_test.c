// go.mod and go.work files: what is read, and every complaint in go's words.
#include "../check.h"
#include "mod/mod.h"

static void complains(const char *text, const char *want)
{
    Arena *a = arena_new("test");
    ModFile f;
    Err err = modfile_parse(a, "/x/go.mod", "go.mod", str_from(text), true, &f);
    CHECK(err_is(err));
    if (err_is(err)) CHECK_Z(err.msg, want);
    err_release(&err);
    arena_free(a);
}

static void reads(void)
{
    Arena *a = arena_new("test");
    ModFile f;
    Err err = modfile_parse(a, "/x/go.mod", "go.mod",
                            STR("module \"ex.com/m\" // name\n"
                                "go 1.26\n"
                                "toolchain go1.26.3\n"
                                "require (\n\tex.com/a v1.2.3\n\tex.com/b/v2 v2.0.0 // indirect\n)\n"
                                "require ex.com/c v0.0.0-20200101000000-abcdefabcdef\n"
                                "replace ex.com/a => ../a\n"
                                "replace ex.com/b/v2 v2.0.0 => ex.com/fork v1.0.0\n"
                                "exclude ex.com/a v1.2.2\n"
                                "retract [v1.0.0, v1.0.5] // broken\n"
                                "tool ex.com/a/cmd/x\nignore ./junk\ngodebug default=go1.21\n"),
                            true, &f);
    CHECK(!err_is(err));
    CHECK_STR(f.module, STR("ex.com/m"));
    CHECK_STR(f.go, STR("1.26"));
    CHECK_STR(f.toolchain, STR("go1.26.3"));
    CHECK_INT(f.require.n, 3);
    CHECK(!f.require.p[0].indirect && f.require.p[1].indirect);
    CHECK_INT(f.replace.n, 2);
    CHECK_STR(f.replace.p[0].new_path, STR("../a"));
    CHECK_STR(f.replace.p[1].old_version, STR("v2.0.0"));
    CHECK_INT(f.exclude.n, 1);
    CHECK_INT(f.retract.n, 1);
    CHECK_STR(f.retract.p[0].high, STR("v1.0.5"));
    CHECK_INT(f.tool.n, 1);
    CHECK_INT(f.ignore.n, 1);
    CHECK_STR(f.godebug.p[0].value, STR("go1.21"));
    arena_free(a);
}

int main(void)
{
    reads();
    complains("module\n", "errors parsing go.mod:\ngo.mod:1: usage: module module/path");
    complains("go 1.26\n", "error reading go.mod: missing module declaration. To specify the module path:\n"
                           "\tgo mod edit -module=example.com/mod");
    complains("module ex.com/m\nfoo bar\ngo x.y\nrequire a b\nrequire (\n ex.com/b\n)\nreplace a =>\n",
              "errors parsing go.mod:\n"
              "go.mod:2: unknown directive: foo\n"
              "go.mod:3: invalid go version 'x.y': must match format 1.23.0\n"
              "go.mod:4: malformed module path \"a\": missing dot in first path element\n"
              "go.mod:6:2: usage: require module/path v1.2.3\n"
              "go.mod:8: usage: replace module/path [v1.2.3] => other/module v1.4\n"
              "\t or replace module/path [v1.2.3] => ../local/directory");
    complains(
        "module ex.com/m\nrequire ex.com/a/v2 v1.0.0\n",
        "errors parsing go.mod:\ngo.mod:2: require ex.com/a/v2: version \"v1.0.0\" invalid: should be v2, not v1");
    Arena *a = arena_new("test");
    WorkFile w;
    Err err = workfile_parse(a, "/x/go.work", "go.work", STR("go 1.26\nuse (\n\t./a\n\t./b\n)\n"), &w);
    CHECK(!err_is(err));
    CHECK_INT(w.use.n, 2);
    arena_free(a);
    return check_done();
}
