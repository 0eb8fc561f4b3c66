// Parses the files of the packages and checks them, dependencies first.
//
// Parsing runs on several threads, a package each, ahead of the checker, which runs on one and parses too while the
// package it wants is not done. Files that two packages share (a package and its test variant) are parsed once more
// when the second is checked, for the checker writes into the tree. A package with syntax errors isn't checked but for
// its labels, and neither is what depends on a package in error: go reports the same ones.
#include <pthread.h>
#include <stdatomic.h>

#include "build/linkvar.h"
#include "build/race.h"

// What fuzzing is guided by: not the packages that work on beside the test.
static bool fuzz_counts(const LoadPkg *p)
{
    static const char *const without[] = {"context",       "internal/fuzz", "internal/godebug", "internal/runtime/maps",
                                          "internal/sync", "reflect",       "runtime",          "sync",
                                          "sync/atomic",   "syscall",       "testing",          "time"};
    for (size_t i = 0; i < ARRAY_LEN(without); i++)
        if (str_eqz(p->import_path, without[i])) return false;
    return true;
}

BuildPkg *build_pkg(Build *b, LoadPkg *p)
{
    BuildPkg *bp = ptrmap_get(&b->packages, p);
    if (bp) return bp;
    bp = ARENA_NEW(b->arena, BuildPkg);
    bp->pkg = p;
    bp->arena = arena_new("package");
    bp->flags = gcflags_of(&b->opt->gcflags, p);
    bp->flags.checkptr |= b->opt->race && !bp->flags.no_checkptr;
    bp->flags.checkptr &= race_view(p) != RACE_UNSEEN;
    bp->flags.fuzz = b->opt->fuzz && fuzz_counts(p);
    diag_init(&bp->sink, bp->arena, b->loader->sources);
    ptrmap_put(&b->packages, p, bp);
    return bp;
}

// ---- Parsing
static void parse_package(Build *b, BuildPkg *bp)
{
    const LoadFiles *files = &bp->pkg->files;
    bp->files = ARENA_ARRAY(bp->arena, File *, files->n + 1);
    ParseOptions po = {.arena = bp->arena,
                       .atoms = b->loader->atoms,
                       .sink = &bp->sink,
                       .keep_bodies = bp->want_bodies,
                       .is_std = bp->pkg->standard || bp->flags.std};
    for (uint32_t i = 0; i < files->n; i++) bp->files[i] = parse_file(&po, files->p[i]->source);
    bp->nfiles = files->n;
}

enum { PARSE_THREADS_MAX = 16 };

typedef struct Parsing {
    Build *b;
    VEC(BuildPkg *) list; // dependencies first; threads take from it in order
    _Atomic uint32_t next;
    pthread_mutex_t lock; // guards `parsed` of what is in the list
    pthread_cond_t one_done;
    pthread_t threads[PARSE_THREADS_MAX];
    uint32_t nthreads;
} Parsing;

static bool parse_next(Parsing *w)
{
    uint32_t i = atomic_fetch_add_explicit(&w->next, 1, memory_order_relaxed);
    if (i >= w->list.n) return false;
    parse_package(w->b, w->list.p[i]);
    pthread_mutex_lock(&w->lock);
    w->list.p[i]->parsed = true;
    pthread_cond_signal(&w->one_done);
    pthread_mutex_unlock(&w->lock);
    return true;
}

static void *parse_some(void *arg)
{
    while (parse_next(arg)) {}
    return NULL;
}

static void parsing_begin(Parsing *w, Build *b, const LoadPkgs *all)
{
    *w = (Parsing){.b = b};
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->one_done, NULL);
    PtrMap owner; // SourceFile → the package that parses it beside others
    map_init(&owner, b->arena);
    for (uint32_t i = 0; i < all->n; i++) {
        BuildPkg *bp = build_pkg(b, all->p[i]);
        if (bp->parsed || all->p[i]->fake) continue;
        bp->shares_files = false;
        for (uint32_t k = 0; k < bp->pkg->files.n; k++) {
            const SourceFile *f = bp->pkg->files.p[k]->source;
            bp->shares_files |= ptrmap_has(&owner, f);
            ptrmap_put(&owner, f, bp);
        }
        if (!bp->shares_files) vec_push(b->arena, &w->list, bp);
    }
    uint32_t n = b->opt->jobs < PARSE_THREADS_MAX ? b->opt->jobs : PARSE_THREADS_MAX;
    while (w->nthreads + 1 < n && w->nthreads + 1 < w->list.n &&
           pthread_create(&w->threads[w->nthreads], NULL, parse_some, w) == 0)
        w->nthreads++;
}

static bool is_parsed(Parsing *w, const BuildPkg *bp)
{
    pthread_mutex_lock(&w->lock);
    bool parsed = bp->parsed;
    pthread_mutex_unlock(&w->lock);
    return parsed;
}

static void parsing_need(Parsing *w, BuildPkg *bp)
{
    if (bp->pkg->fake) return;
    if (bp->shares_files && !bp->parsed) {
        parse_package(w->b, bp);
        bp->parsed = true;
        return;
    }
    while (!is_parsed(w, bp) && parse_next(w)) {}
    pthread_mutex_lock(&w->lock);
    while (!bp->parsed) pthread_cond_wait(&w->one_done, &w->lock);
    pthread_mutex_unlock(&w->lock);
}

static void parsing_end(Parsing *w)
{
    for (uint32_t i = 0; i < w->nthreads; i++) pthread_join(w->threads[i], NULL);
    pthread_cond_destroy(&w->one_done);
    pthread_mutex_destroy(&w->lock);
}

// ---- Checking
typedef struct ImportCtx {
    Build *b;
    BuildPkg *from;
} ImportCtx;

static Package *import(void *arg, Str path, Pos pos)
{
    ImportCtx *ctx = arg;
    if (str_eqz(path, "unsafe")) return types_unsafe(ctx->b->types);
    LoadPkg *p = strmap_get(&ctx->from->pkg->import_map, path);
    BuildPkg *bp = p ? ptrmap_get(&ctx->b->packages, p) : NULL;
    if (bp && bp->types) return bp->types;
    if (!ctx->b->opt->as_compile) return NULL;
    Arena *a = ctx->from->arena;
    const char *clean = path_clean(a, arena_strndup(a, path.p, path.n)), *why = "file not found";
    if (path.n && path.p[0] == '/')
        why = "import path cannot be absolute path";
    else if (!str_eqz(path, clean))
        why = arena_printf(a, "non-canonical import path \"%.*s\" (should be \"%s\")", STR_FMT(path), clean);
    diag_report(&ctx->from->sink, DIAG_Other, pos, "could not import %.*s (%s)", STR_FMT(path), why);
    return NULL;
}

static bool deps_failed(Build *b, const BuildPkg *bp)
{
    for (uint32_t i = 0; i < bp->pkg->deps.n; i++) {
        const BuildPkg *dep = ptrmap_get(&b->packages, bp->pkg->deps.p[i]);
        if (dep && dep->failed) return true;
    }
    return false;
}

static const char *lang_of(const BuildPkg *bp)
{
    if (*bp->flags.lang) return bp->flags.lang;
    return arena_strndup(bp->arena, bp->pkg->go_version.p, bp->pkg->go_version.n);
}

// The parser has other errors too, which don't keep the checker from its work.
static bool has_syntax_errors(const DiagSink *sink)
{
    for (uint32_t i = 0; i < sink->diags.n; i++)
        if (str_has_prefix(str_from(sink->diags.p[i].msg), STR("syntax error"))) return true;
    return false;
}

static void check_package(Build *b, BuildPkg *bp)
{
    if (bp->types || bp->failed) return;
    if (str_eqz(bp->pkg->import_path, "unsafe")) {
        bp->types = types_unsafe(b->types);
        return;
    }
    bool lenient = b->opt->as_compile && bp->pkg->cmdline, unparsed = has_syntax_errors(&bp->sink);
    bp->failed = bp->pkg->fake || unparsed || (!lenient && (bp->pkg->error || deps_failed(b, bp)));
    if (unparsed)
        types_check_labels(b->types, &(CheckOptions){.arena = bp->arena, .sink = &bp->sink}, bp->files, bp->nfiles);
    if (bp->failed) return;
    linkvar_apply(b, bp);
    overlay_merge(bp->arena, b->loader->atoms, bp->pkg, bp->files, bp->nfiles);
    ImportCtx ctx = {b, bp};
    CheckOptions co = {
        .arena = bp->arena,
        .sink = &bp->sink,
        .import = import,
        .import_ctx = &ctx,
        .go_version = lang_of(bp),
        .ignore_bodies = !bp->want_bodies,
        .is_std = bp->pkg->standard,
        .incomplete = bp->pkg->s_files.n > 0 || bp->flags.incomplete || (b->opt->as_compile && !bp->pkg->cmdline),
    };
    bp->types = types_check_package(b->types, &co, bp->pkg->pkg_path, bp->files, bp->nfiles);
    bp->types->is_main = bp->pkg->main && str_eqz(bp->pkg->pkg_path, "main"); // a tested program is a package
    ptrmap_put(&b->by_types, bp->types, bp);
    bp->failed = diag_any(&bp->sink);
}

// "# package" and its errors, ten of them unless -e.
static void print_errors(const Build *b, BuildPkg *bp)
{
    if (!diag_any(&bp->sink)) return;
    (void)b;
    fprintf(stderr, "# %.*s\n", STR_FMT(bp->pkg->import_path));
    diag_flush(&bp->sink, stderr, bp->flags.all_errors ? 0 : 10);
}

typedef enum Bodies { BODIES_NONE, BODIES_ROOTS, BODIES_ALL } Bodies;

static bool front(Build *b, const LoadPkgs *roots, Bodies bodies, bool print)
{
    LoadPkgs all = {0};
    load_closure(b->arena, roots, &all);
    for (uint32_t i = 0; i < all.n; i++) build_pkg(b, all.p[i])->want_bodies = bodies == BODIES_ALL;
    for (uint32_t i = 0; i < roots->n; i++) build_pkg(b, roots->p[i])->want_bodies = bodies != BODIES_NONE;
    Parsing parsing;
    parsing_begin(&parsing, b, &all);
    bool ok = true;
    for (uint32_t i = 0; i < all.n; i++) {
        BuildPkg *bp = build_pkg(b, all.p[i]);
        parsing_need(&parsing, bp);
        check_package(b, bp);
        ok &= !bp->failed;
        if (print) print_errors(b, bp);
    }
    parsing_end(&parsing);
    return ok;
}

bool build_check(Build *b, const LoadPkgs *roots, bool all_bodies)
{
    return front(b, roots, all_bodies ? BODIES_ALL : BODIES_ROOTS, true);
}

bool build_check_types(Build *b, const LoadPkgs *roots) { return front(b, roots, BODIES_NONE, true); }

void build_each_diag(Build *b, const LoadPkgs *roots, DiagVisit visit, void *ctx)
{
    front(b, roots, BODIES_ROOTS, false);
    LoadPkgs all = {0};
    load_closure(b->arena, roots, &all);
    for (uint32_t i = 0; i < all.n; i++) {
        const BuildPkg *bp = build_pkg(b, all.p[i]);
        for (uint32_t k = 0; k < bp->sink.diags.n; k++) visit(ctx, bp, &bp->sink.diags.p[k]);
    }
}
