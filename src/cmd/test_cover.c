// Coverage of tests: -cover, -covermode, -coverpkg, -coverprofile.
//
// Without -coverpkg each test program covers the package it tests, in a copy made for that program. With it all
// packages that the patterns select are instrumented once, in place, after every test has been loaded. Packages
// without tests are described too: they count as not covered.
#include <pthread.h>

#include "cmd/cover.h"

// ---- Which packages

static Str plain_path(const LoadPkg *p)
{
    const char *space = memchr(p->import_path.p, ' ', p->import_path.n);
    return (Str){p->import_path.p, space ? (size_t)(space - p->import_path.p) : p->import_path.n};
}

static bool is_selected(const TestCover *c, Str path)
{
    for (uint32_t i = 0; i < c->load.packages.n; i++)
        if (str_eq(c->load.packages.p[i], path)) return true;
    return false;
}

static Err select_packages(TestCover *c, TestResults *r)
{
    Session *s = c->s;
    bool *matched = ARENA_ARRAY(s->arena, bool, c->load.patterns.n);
    LoadPkgs roots = {0}, all = {0};
    for (uint32_t i = 0; i < r->n; i++) {
        LoadTest t;
        Err err = load_test(&s->loader, r->runs[i].pkg, &t);
        if (err_is(err)) return err;
        vec_push(s->arena, &roots, t.no_tests ? t.pkg : t.main);
    }
    load_closure(s->arena, &roots, &all);
    for (uint32_t i = 0; i < all.n; i++) {
        LoadPkg *p = strmap_get(&s->loader.packages, plain_path(all.p[i]));
        if (!p || p->files.n == 0 || is_selected(c, p->import_path)) continue;
        if (cover_selects(s, &c->load.patterns, p, matched)) vec_push(s->arena, &c->load.packages, p->import_path);
    }
    for (uint32_t i = 0; i < c->load.patterns.n; i++)
        if (!matched[i])
            fprintf(stderr, "warning: no packages being tested depend on matches for pattern %.*s\n",
                    STR_FMT(c->load.patterns.p[i]));
    return ERR_NONE;
}

// ---- Instrumenting

static Err instrument(TestCover *c, BuildShared *shared, LoadPkg *p, Str as)
{
    if (ptrmap_has(&c->done, p)) return ERR_NONE;
    ptrmap_put(&c->done, p, p);
    Str *meta = ARENA_NEW(c->s->arena, Str);
    Err err = build_cover(shared, &c->tool, p, meta);
    if (meta->n) strmap_put(&c->metas, as, meta);
    return err;
}

static Err instrument_all(TestCover *c, BuildShared *shared, TestResults *r)
{
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < r->n && !err_is(err); i++) {
        TestRun *run = &r->runs[i];
        LoadPkgs roots = {0}, all = {0};
        if (c->load.local && run->test.no_tests) {
            LoadPkg *copy = ARENA_NEW(c->s->arena, LoadPkg); // described, but compiled as it is
            *copy = *run->pkg;
            copy->deps = (LoadPkgs){0};
            map_init(&copy->import_map, c->s->arena);
            err = instrument(c, shared, copy, run->pkg->import_path);
        } else if (c->load.local) {
            if (run->test.ptest) err = instrument(c, shared, run->test.ptest, run->pkg->import_path);
        } else {
            vec_push(c->s->arena, &roots, run->test.no_tests ? run->pkg : run->test.main);
            load_closure(c->s->arena, &roots, &all);
        }
        for (uint32_t k = 0; k < all.n && !err_is(err); k++)
            if (is_selected(c, plain_path(all.p[k]))) err = instrument(c, shared, all.p[k], plain_path(all.p[k]));
    }
    return err;
}

int test_cover_init(TestCover *c, Session *s, const Command *command)
{
    c->s = s;
    c->flags.on |= *c->profile != 0;
    int code = cover_open(s, command, &c->flags, &c->tool, &c->load.patterns);
    map_init(&c->done, s->arena);
    map_init(&c->metas, s->arena);
    pthread_mutex_init(&c->lock, NULL);
    c->load.mode = c->tool.mode;
    c->load.local = c->load.patterns.n == 0;
    return code;
}

Err test_cover_prepare(TestCover *c, BuildShared *shared, TestResults *r)
{
    Err err = c->flags.on && !c->load.local ? select_packages(c, r) : ERR_NONE;
    if (c->flags.on) c->s->loader.cover = &c->load;
    for (uint32_t i = 0; i < r->n; i++)
        r->runs[i].load_err = load_test(&c->s->loader, r->runs[i].pkg, &r->runs[i].test);
    if (!c->flags.on || err_is(err)) return err;
    c->work = build_work_dir(shared, &err);
    return err_is(err) ? err : instrument_all(c, shared, r);
}

// ---- Running

// What a test program is told of packages that may not be part of it.
static Err write_metas(TestCover *c)
{
    StrBuf paths = {0}, files = {0};
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < c->metas.n && !err_is(err); i++) {
        const Str *meta = c->metas.entries[i].value;
        const char *file = arena_printf(c->s->arena, "%s/meta%u", c->work, i);
        err = file_write_atomic(file, *meta);
        if (i) sb_putc(&paths, ','), sb_putc(&files, ',');
        sb_put_json(&paths, c->metas.entries[i].key.str);
        sb_put_json(&files, str_from(file));
    }
    c->meta_list = str_from(arena_printf(c->s->arena, "{\"ImportPaths\":[%.*s],\"MetaFileFragments\":[%.*s]}",
                                         STR_FMT(sb_str(&paths)), STR_FMT(sb_str(&files))));
    sb_release(&paths);
    sb_release(&files);
    return err;
}

Err test_cover_run(TestCover *c, TestRun *run, uint32_t number)
{
    Arena *a = c->s->arena;
    run->cover_dir = arena_printf(a, "%s/gocoverdir%u", c->work, number);
    if (*c->profile) run->cover_profile = arena_printf(a, "%s/cover%u.out", c->work, number);
    Err err = path_make_dirs(a, run->cover_dir);
    if (err_is(err) || c->load.local) return err;
    if (!c->meta_list.n) err = write_metas(c);
    return err_is(err) ? err : file_write_atomic(path_join(a, run->cover_dir, "metafiles.txt"), c->meta_list);
}

Err test_cover_open_profile(TestCover *c, const char *dir)
{
    if (!*c->profile) return ERR_NONE;
    const char *path = path_abs(c->s->arena, dir, c->profile);
    c->merged = fopen(path, "we");
    if (!c->merged) return err_new("open %s: %m", path);
    fprintf(c->merged, "mode: %s\n", c->flags.mode);
    return ERR_NONE;
}

void test_cover_merge(TestCover *c, Arena *a, const char *file)
{
    Str text;
    if (!c->merged || !path_is_file(file)) return;
    Err err = file_read(a, file, &text);
    const char *nl = err_is(err) || !text.n ? NULL : memchr(text.p, '\n', text.n);
    err_release(&err);
    if (!nl) return;
    pthread_mutex_lock(&c->lock);
    fwrite(nl + 1, 1, text.n - (size_t)(nl + 1 - text.p), c->merged);
    pthread_mutex_unlock(&c->lock);
}

bool test_cover_describes(const TestCover *c, const LoadPkg *p)
{
    return c->flags.on && strmap_has(&c->metas, p->import_path);
}

// The blocks of a package without tests, none of them run.
static Err untested_profile(TestCover *c, const LoadPkg *p, const char *covdata)
{
    Arena *a = c->s->arena;
    const Str *meta = strmap_get(&c->metas, p->import_path);
    const char *dir = arena_printf(a, "%s/untested%u", c->work, ++c->untested), *out = path_join(a, dir, "profile");
    Err err = path_make_dirs(a, dir);
    if (!err_is(err)) err = file_write_atomic(path_join(a, dir, "covmeta.0"), *meta);
    if (err_is(err)) return err;
    const char *argv[] = {"covdata", "textfmt", "-i", dir, "-o", out, NULL};
    Job job = {.path = covdata, .argv = argv, .title = "covdata"};
    Pool *pool = pool_new(a, 1, false);
    pool_add(pool, &job);
    pool_stop(pool);
    if (job.status != 0) err = err_new("covdata: %.*s", STR_FMT(sb_str(&job.output)));
    sb_release(&job.output);
    test_cover_merge(c, a, out);
    return err;
}

Err test_cover_finish(TestCover *c, const TestResults *r)
{
    if (!c->merged) return ERR_NONE;
    const char *covdata = NULL;
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < r->n && !err_is(err); i++) {
        if (r->runs[i].state != RUN_NO_TESTS || !test_cover_describes(c, r->runs[i].pkg)) continue;
        if (!covdata) err = tool_build(c->s, "cmd/covdata", &covdata);
        if (!err_is(err)) err = untested_profile(c, r->runs[i].pkg, covdata);
    }
    if (fclose(c->merged) != 0 && !err_is(err)) err = err_new("closing coverage profile: %m");
    return err;
}
