// Coverage: the sources of a package as the Go tree's cover tool instruments them.
//
// The tool writes each file again with counters at its blocks, and beside them a file with the counters and a
// description of the blocks. What gc adds to such a package is added here as one more Go file, which stands first so
// that its variable is initialised before all others: it registers the description with internal/coverage/rtcov and
// appends the counters to a list there. What the tool writes is kept in the cache as one text.
#include <stdlib.h>

#include "build/cache.h"
#include "build/compile.h"
#include "build/keys.h"
#include "build/pool.h"

typedef struct Cover {
    BuildShared *s;
    const CoverTool *tool;
    LoadPkg *pkg;
    LoadFiles files;    // those to be instrumented
    Str path;           // without the test it is made for
    const char *prefix; // of all names the tool makes
    Str key;
} Cover;

static Str plain_path(const LoadPkg *p)
{
    const char *space = memchr(p->import_path.p, ' ', p->import_path.n);
    return (Str){p->import_path.p, space ? (size_t)(space - p->import_path.p) : p->import_path.n};
}

static void choose_files(Cover *c)
{
    for (uint32_t i = 0; i < c->pkg->files.n; i++) {
        LoadFile *f = c->pkg->files.p[i];
        if (!str_has_suffix(str_from(f->name), STR("_test.go"))) vec_push(c->s->arena, &c->files, f);
    }
}

static void make_key(Cover *c)
{
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("cover 1"));
    hash_add(&h, c->tool->identity);
    hash_add(&h, str_from(c->tool->mode));
    hash_add(&h, c->path);
    hash_add(&h, c->pkg->name);
    hash_add(&h, c->pkg->module ? c->pkg->module->path : (Str){0});
    for (uint32_t i = 0; i < c->files.n; i++) {
        hash_add(&h, str_from(c->files.p[i]->source->abs_path));
        hash_add(&h, c->files.p[i]->source->text);
    }
    c->key = hash_hex(&h, c->s->arena);
    uint8_t sum[32];
    hash_sha256(c->path, sum);
    c->prefix =
        arena_printf(c->s->arena, "goCover_%02x%02x%02x%02x%02x%02x_", sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]);
}

// ---- Running the tool

static Err write_config(Cover *c, const char *dir)
{
    Arena *a = c->s->arena;
    StrBuf b = {0};
    sb_puts(&b, "{\"OutConfig\":");
    sb_put_json(&b, str_from(path_join(a, dir, "config")));
    sb_puts(&b, ",\"PkgPath\":");
    sb_put_json(&b, c->path);
    sb_puts(&b, ",\"PkgName\":");
    sb_put_json(&b, c->pkg->name);
    sb_puts(&b, ",\"Granularity\":\"perblock\",\"ModulePath\":");
    sb_put_json(&b, c->pkg->module ? c->pkg->module->path : (Str){0});
    sb_puts(&b, ",\"Local\":false,\"EmitMetaFile\":");
    sb_put_json(&b, str_from(path_join(a, dir, "meta")));
    sb_puts(&b, "}\n");
    Err err = file_write_atomic(path_join(a, dir, "pkgcfg.txt"), sb_str(&b));
    sb_clear(&b);
    for (uint32_t i = 0; i <= c->files.n; i++) sb_printf(&b, "%s/%u.go\n", dir, i);
    if (!err_is(err)) err = file_write_atomic(path_join(a, dir, "outfiles.txt"), sb_str(&b));
    sb_release(&b);
    return err;
}

static Err run_tool(Cover *c, const char *dir)
{
    Arena *a = c->s->arena;
    Err err = write_config(c, dir);
    if (err_is(err)) return err;
    VEC(const char *) argv = {0};
    const char *const flags[] = {
        "cover",   "-pkgcfg",      path_join(a, dir, "pkgcfg.txt"),   "-mode", c->tool->mode, "-var",
        c->prefix, "-outfilelist", path_join(a, dir, "outfiles.txt"),
    };
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) vec_push(a, &argv, flags[i]);
    for (uint32_t i = 0; i < c->files.n; i++) vec_push(a, &argv, c->files.p[i]->source->abs_path);
    vec_push(a, &argv, (const char *)NULL);
    Job job = {.path = c->tool->path, .argv = argv.p, .title = "cover"};
    pool_add(c->s->pool, &job);
    pool_wait(c->s->pool);
    if (job.status != 0) err = err_new("cover: %.*s", STR_FMT(sb_str(&job.output)));
    sb_release(&job.output);
    return err;
}

// The texts that the tool wrote: counters, files, configuration, description; each after its length.
static Err gather(Cover *c, const char *dir, Str *out)
{
    Arena *a = c->s->arena;
    StrBuf b = {0};
    Err err = ERR_NONE;
    for (uint32_t i = 0; i <= c->files.n + 2 && !err_is(err); i++) {
        const char *name = i <= c->files.n ? arena_printf(a, "%u.go", i) : i == c->files.n + 1 ? "config" : "meta";
        const char *path = path_join(a, dir, name);
        Str text = {0};
        if (i <= c->files.n + 1 || path_is_file(path)) err = file_read(a, path, &text);
        sb_printf(&b, "%zu\n", text.n);
        sb_put(&b, text);
    }
    *out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return err;
}

static Err instrument(Cover *c, Str *texts)
{
    Cache *cache = c->s->cache;
    const char *known = cache_get(cache, c->s->arena, c->key, 'c');
    if (known) return file_read(c->s->arena, known, texts);
    Err err;
    const char *work = build_work_dir(c->s, &err);
    if (err_is(err)) return err;
    const char *dir = arena_printf(c->s->arena, "%s/cover%u", work, ++c->s->next_unit);
    err = path_make_dirs(c->s->arena, dir);
    if (!err_is(err)) err = run_tool(c, dir);
    if (!err_is(err)) err = gather(c, dir, texts);
    return err_is(err) ? err : cache_put_text(cache, c->s->arena, c->key, 'c', *texts);
}

static Str next_text(Arena *a, Str *rest)
{
    char *end;
    size_t n = strtoul(rest->p, &end, 10);
    Str text = {end + 1, n};
    rest->n -= (size_t)(text.p + n - rest->p);
    rest->p = text.p + n;
    return str_dup(a, text);
}

// ---- What gc would add

// The value of a member of the tool's configuration, which has no escapes.
static Str config_value(Str config, const char *name)
{
    const char *at = memmem(config.p, config.n, name, strlen(name));
    UG_ASSERT(at);
    at += strlen(name) + 1;
    at += *at == '"';
    return (Str){at, strcspn(at, "\",}")};
}

static void put_counters(const Cover *c, StrBuf *b, Str vars)
{
    Str decl = str_from(arena_printf(c->s->arena, "var %s_", c->prefix));
    for (const char *at = vars.p; (at = memmem(at, vars.n - (size_t)(at - vars.p), decl.p, decl.n)); at++) {
        Str name = {at + 4, strcspn(at + 4, " ")};
        sb_printf(b, "\t\t{Counters: &%.*s[0], Len: uint64(len(%.*s))},\n", STR_FMT(name), STR_FMT(name));
    }
}

static Str registration(const Cover *c, Str vars, Str config)
{
    static const char *const modes[] = {"set", "count", "atomic"};
    unsigned mode = 0;
    while (strcmp(modes[mode], c->tool->mode) != 0) mode++;
    const char *x = c->prefix;
    Str hash = config_value(config, "\"MetaHash\"");
    StrBuf b = {0};
    sb_printf(&b, "package %.*s\n\nimport (\n\t%srt \"internal/coverage/rtcov\"\n\t%sunsafe \"unsafe\"\n)\n\n",
              STR_FMT(c->pkg->name), x, x);
    sb_printf(&b,
              "var _ = %sregister()\n\nfunc %sregister() bool {\n\t%sP = %srt.AddMeta(%sunsafe.Pointer(&%sM), %.*s, ",
              x, x, x, x, x, x, STR_FMT(config_value(config, "\"MetaLen\"")));
    sb_puts(&b, "[16]byte{");
    for (size_t i = 0; i + 1 < hash.n; i += 2) sb_printf(&b, "0x%.2s, ", hash.p + i);
    sb_printf(&b, "}, \"%.*s\", -1, %u, 1)\n", STR_FMT(c->path), mode + 1);
    sb_printf(&b, "\t%srt.Counters = append(%srt.Counters, []%srt.CovCounterBlob{\n", x, x, x);
    put_counters(c, &b, vars);
    sb_puts(&b, "\t}...)\n\treturn true\n}\n");
    Str text = str_dup(c->s->arena, sb_str(&b));
    sb_release(&b);
    return text;
}

static LoadFile *new_file(Cover *c, const char *name, Str text)
{
    LoadFile *f = ARENA_NEW(c->s->arena, LoadFile);
    f->name = name;
    f->made = true;
    f->pkg_name = c->pkg->name;
    const char *path = arena_printf(c->s->arena, "%.*s/%s", STR_FMT(c->pkg->dir), name);
    f->source = sources_add_take(c->s->loader->sources, path, path, text);
    return f;
}

// Packages that the register of coverage is itself made of, and those below runtime, cannot report to it.
static bool can_be_covered(BuildShared *s, const LoadPkg *p)
{
    LoadPkgs roots = {0}, all = {0};
    static const char *const below[] = {"runtime", "internal/coverage/rtcov", "sync/atomic"};
    for (size_t i = 0; i < ARRAY_LEN(below); i++)
        vec_push(s->arena, &roots, load_import(s->loader, NULL, str_from(below[i]), NO_POS, ""));
    load_closure(s->arena, &roots, &all);
    Str path = plain_path(p);
    for (uint32_t i = 0; i < all.n; i++)
        if (str_eq(all.p[i]->import_path, path)) return false;
    return true;
}

Err build_cover(BuildShared *s, const CoverTool *tool, LoadPkg *p, Str *meta)
{
    Cover c = {.s = s, .tool = tool, .pkg = p, .path = plain_path(p)};
    *meta = (Str){0};
    choose_files(&c);
    if (c.files.n == 0 || p->error || !can_be_covered(s, p)) return ERR_NONE;
    make_key(&c);
    Str rest;
    Err err = instrument(&c, &rest);
    if (err_is(err)) return err;
    Str vars = next_text(s->arena, &rest);
    LoadFiles files = {0};
    VEC(Str) texts = {0};
    for (uint32_t i = 0; i < c.files.n; i++) vec_push(s->arena, &texts, next_text(s->arena, &rest));
    Str config = next_text(s->arena, &rest);
    *meta = next_text(s->arena, &rest);
    if (meta->n == 0) return ERR_NONE; // nothing that runs
    vec_push(s->arena, &files, new_file(&c, "coverinit.go", registration(&c, vars, config)));
    vec_push(s->arena, &files, new_file(&c, "covervars.go", vars));
    for (uint32_t i = 0, k = 0; i < p->files.n; i++) {
        LoadFile *f = p->files.p[i];
        if (k < c.files.n && f == c.files.p[k]) {
            LoadFile *covered = ARENA_NEW(s->arena, LoadFile);
            *covered = *f;
            covered->source = sources_add_take(s->loader->sources, f->source->path, f->source->abs_path, texts.p[k++]);
            f = covered;
        }
        vec_push(s->arena, &files, f);
    }
    p->files = files;
    static const char *const needs[] = {"internal/coverage/rtcov", "unsafe", "sync/atomic"};
    for (size_t i = 0; i < ARRAY_LEN(needs); i++) load_add_import(s->loader, p, needs[i]);
    return ERR_NONE;
}

// A program that is no test writes what it counted when it ends.
void build_cover_hook(BuildShared *s, LoadPkg *main_pkg)
{
    Cover c = {.s = s, .pkg = main_pkg};
    vec_push(s->arena, &main_pkg->files,
             new_file(&c, "coverhook.go",
                      STR("package main\n\nimport goCoverFile \"internal/coverage/cfile\"\n\nfunc init() { "
                          "goCoverFile.InitHook(false) }\n")));
    load_add_import(s->loader, main_pkg, "internal/coverage/cfile");
}
