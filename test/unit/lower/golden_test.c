// Lowers each test/ir/*.go and compares its IR with the .ir file beside it; verifies every function.
//
// With UPDATE_IR set in the environment it writes the .ir files instead: read the diff before
// committing it.
#include <glob.h>
#include <stdlib.h>

#include "../check.h"
#include "lower/lower.h"

static Str identity(Arena *a, Str go_name)
{
    (void)a;
    return go_name;
}

static void lower_file(const char *path, StrBuf *out)
{
    Arena *a = arena_new("golden");
    SourceSet *sources = sources_new();
    AtomTable *atoms = atoms_new();
    DiagSink sink;
    diag_init(&sink, a, sources);
    Str text;
    Err err = file_read(a, path, &text);
    CHECK(!err_is(err));
    ParseOptions po = {.arena = a, .atoms = atoms, .sink = &sink, .keep_bodies = true};
    File *file = parse_file(&po, sources_add_take(sources, path, path, text));
    TypesOptions to = {.arena = a, .atoms = atoms, .sources = sources};
    Types *ts = types_new(&to);
    CheckOptions co = {.arena = a, .sink = &sink, .go_version = "go1.26", .is_std = true};
    Package *pkg = types_check_package(ts, &co, STR("p"), &file, 1);
    CHECK_INT(diag_flush(&sink, stderr, 0), 0);
    LowerOptions lo = {.arena = a, .types = ts, .atoms = atoms, .sources = sources, .sink = &sink, .mangle = identity};
    IrUnit *unit = lower_package(lower_new(&lo), pkg);
    ir_print_unit(out, unit);
    for (uint32_t i = 0; i < unit->funcs.n; i++) {
        StrBuf why = {0};
        if (!ir_verify(unit->funcs.p[i], &why)) {
            fprintf(stderr, "%s: %s\n", path, why.p);
            CHECK(false);
        }
        sb_release(&why);
    }
    atoms_free(atoms);
    sources_free(sources);
    arena_free(a);
}

static void compare(const char *path, Str got)
{
    Arena *a = arena_new("want");
    const char *ir = arena_printf(a, "%.*s.ir", (int)(strlen(path) - 3), path);
    if (getenv("UPDATE_IR")) {
        Err err = file_write_atomic(ir, got);
        CHECK(!err_is(err));
    } else {
        Str want = {0};
        Err err = file_read(a, ir, &want);
        CHECK(!err_is(err));
        check_same_text(got, want, ir, 1, "its IR");
    }
    arena_free(a);
}

int main(void)
{
    glob_t files;
    CHECK_INT(glob("test/ir/*.go", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        StrBuf out = {0};
        lower_file(files.gl_pathv[i], &out);
        compare(files.gl_pathv[i], sb_str(&out));
        sb_release(&out);
    }
    CHECK(files.gl_pathc > 0);
    globfree(&files);
    return check_done();
}
