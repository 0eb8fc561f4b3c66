// Golden tests of the compiler's later rooms: a Go file is checked and lowered, a pass makes text
// of the unit, and the text is compared with the file beside it.
//
// With the environment variable the caller names set, the files are written instead: read the
// diff before committing it.
#ifndef UG_TEST_GOLDEN_H
#define UG_TEST_GOLDEN_H

#include <glob.h>
#include <stdlib.h>

#include "check.h"
#include "lower/lower.h"

typedef struct Golden {
    Arena *arena;
    SourceSet *sources;
    Types *types;
    Lower *lower;
    IrUnit *unit;
} Golden;
typedef void (*GoldenText)(Golden *g, StrBuf *out);

static Package *golden_import(void *ctx, Str path, Pos pos) { // unsafe is all they may import
    (void)pos;
    return str_eqz(path, "unsafe") ? types_unsafe(ctx) : NULL;
}

static void golden_file(const char *path, Str (*mangle)(Arena *, Str), GoldenText text, StrBuf *out) {
    Golden g = {.arena = arena_new("golden"), .sources = sources_new()};
    AtomTable *atoms = atoms_new();
    DiagSink sink;
    diag_init(&sink, g.arena, g.sources);
    Str source;
    Err err = file_read(g.arena, path, &source);
    CHECK(!err_is(err));
    ParseOptions po = {.arena = g.arena, .atoms = atoms, .sink = &sink, .keep_bodies = true};
    File *file = parse_file(&po, sources_add_take(g.sources, path, path, source));
    g.types = types_new(&(TypesOptions){.arena = g.arena, .atoms = atoms, .sources = g.sources});
    CheckOptions co = {.arena = g.arena, .sink = &sink, .import = golden_import, .import_ctx = g.types, .go_version = "go1.26", .is_std = true};
    Package *pkg = types_check_package(g.types, &co, STR("p"), &file, 1);
    CHECK_INT(diag_flush(&sink, stderr, 0), 0);
    g.lower = lower_new(&(LowerOptions){
        .arena = g.arena, .types = g.types, .atoms = atoms, .sources = g.sources, .sink = &sink, .mangle = mangle});
    g.unit = lower_package(g.lower, pkg);
    text(&g, out);
    atoms_free(atoms);
    sources_free(g.sources);
    arena_free(g.arena);
}

static void golden_compare(const char *path, const char *suffix, const char *update, Str got) {
    Arena *a = arena_new("want");
    const char *beside = arena_printf(a, "%.*s%s", (int)(strlen(path) - strlen(".go")), path, suffix);
    if (getenv(update)) {
        Err err = file_write_atomic(beside, got);
        CHECK(!err_is(err));
    } else {
        Str want = {0};
        Err err = file_read(a, beside, &want);
        CHECK(!err_is(err));
        check_same_text(got, want, beside, 1, "what it becomes");
    }
    arena_free(a);
}

static int golden_run(const char *pattern, const char *suffix, const char *update, Str (*mangle)(Arena *, Str), GoldenText text) {
    glob_t files;
    CHECK_INT(glob(pattern, 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        StrBuf out = {0};
        golden_file(files.gl_pathv[i], mangle, text, &out);
        golden_compare(files.gl_pathv[i], suffix, update, sb_str(&out));
        sb_release(&out);
    }
    globfree(&files);
    return check_done();
}

#endif
