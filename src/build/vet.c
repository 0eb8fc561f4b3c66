// Runs a program of analyses over packages, by the protocol of `go vet -vettool`.
//
// The program is given one package at a time, described by a JSON file: its sources, export data of what it imports,
// and the facts that earlier runs found in those. So every package below the ones asked about is looked at too, for
// its facts alone, in rounds: first what imports nothing, then what imports only packages already done. Facts and
// output are kept under a key of the program, its flags, the sources and the facts' keys. Packages of std that the
// overlay changes have no facts: the program would read files that are not compiled as they stand.
#include <unistd.h>

#include "build/cache.h"
#include "build/compile.h"
#include "build/export.h"
#include "build/keys.h"
#include "build/pool.h"

typedef struct VetUnit {
    LoadPkg *pkg;
    bool asked; // else only its facts are wanted
    bool done;
    Str key;
    const char *facts; // path, or NULL: none
    const char *config, *new_facts;
    Job job;
    Str output;
    bool failed;
} VetUnit;
typedef struct Vet {
    Build *b;
    const VetTool *tool;
    VEC(VetUnit *) units; // dependencies first
    PtrMap by_pkg;
} Vet;

// ---- Export data

static bool exports(const LoadPkg *p) { return !p->fake && !str_eqz(p->import_path, "unsafe"); }

Err build_export(Build *b, const LoadPkgs *pkgs, StrVec *paths, bool *ok)
{
    Cache *c = b->shared->cache;
    LoadPkgs missing = {0};
    *ok = true;
    for (uint32_t i = 0; i < pkgs->n; i++) {
        if (exports(pkgs->p[i]) && !cache_get(c, b->arena, key_export(b, pkgs->p[i]), 'e'))
            vec_push(b->arena, &missing, pkgs->p[i]);
    }
    if (missing.n) *ok = build_check_types(b, &missing);
    for (uint32_t i = 0; i < missing.n; i++) {
        const BuildPkg *bp = build_pkg(b, missing.p[i]);
        if (bp->failed || !bp->types) continue;
        Err err = cache_put_text(c, b->arena, key_export(b, missing.p[i]), 'e', export_data(b, bp));
        if (err_is(err)) return err;
    }
    for (uint32_t i = 0; i < pkgs->n; i++) {
        const char *path = exports(pkgs->p[i]) ? cache_get(c, b->arena, key_export(b, pkgs->p[i]), 'e') : NULL;
        vec_push(b->arena, paths, str_from(path));
    }
    return ERR_NONE;
}

// ---- The description of a package

static void put_key(StrBuf *o, const char *name)
{
    sb_puts(o, o->n > 1 && o->p[o->n - 1] != '{' ? ",\n\"" : "\"");
    sb_puts(o, name);
    sb_puts(o, "\": ");
}

static void put_text(StrBuf *o, const char *name, Str value)
{
    put_key(o, name);
    sb_put_json(o, value);
}

// Names, of files in the package's directory, or whole paths: files of an overlay stand elsewhere.
static void put_paths(StrBuf *o, const char *name, const LoadPkg *p, const StrVec *files)
{
    put_key(o, name);
    sb_putc(o, '[');
    StrBuf path = {0};
    for (uint32_t i = 0; i < files->n; i++) {
        if (i) sb_puts(o, ", ");
        sb_clear(&path);
        if (files->p[i].p[0] != '/') sb_printf(&path, "%.*s/", STR_FMT(p->dir));
        sb_put(&path, files->p[i]);
        sb_put_json(o, sb_str(&path));
    }
    sb_release(&path);
    sb_putc(o, ']');
}

static void put_entry(StrBuf *o, Str key, Str value)
{
    if (o->p[o->n - 1] != '{') sb_puts(o, ", ");
    sb_put_json(o, key);
    sb_puts(o, ": ");
    if (value.n) {
        sb_put_json(o, value);
    } else {
        sb_puts(o, "true");
    }
}

static Str language(const Build *b, const LoadPkg *p)
{
    if (p->module && p->go_version.n) return p->go_version;
    return str_from(arena_printf(b->arena, "go%s", b->loader->go_version));
}

// The path of a package, made for a test or not: tools know nothing of variants.
static Str plain_path(const LoadPkg *p)
{
    const char *space = memchr(p->import_path.p, ' ', p->import_path.n);
    return (Str){p->import_path.p, space ? (size_t)(space - p->import_path.p) : p->import_path.n};
}

static Err put_imports(Vet *v, StrBuf *o, const LoadPkg *p)
{
    StrVec files = {0};
    bool ok;
    Err err = build_export(v->b, &p->deps, &files, &ok);
    put_key(o, "ImportMap");
    sb_putc(o, '{');
    for (uint32_t i = 0; i < p->import_map.n; i++)
        put_entry(o, p->import_map.entries[i].key.str, plain_path(p->import_map.entries[i].value));
    sb_putc(o, '}');
    put_key(o, "PackageFile");
    sb_putc(o, '{');
    for (uint32_t i = 0; i < files.n; i++)
        if (files.p[i].n) put_entry(o, plain_path(p->deps.p[i]), files.p[i]);
    sb_putc(o, '}');
    put_key(o, "Standard");
    sb_putc(o, '{');
    for (uint32_t i = 0; i < p->deps.n; i++)
        if (p->deps.p[i]->standard) put_entry(o, plain_path(p->deps.p[i]), (Str){0});
    sb_putc(o, '}');
    put_key(o, "PackageVetx");
    sb_putc(o, '{');
    for (uint32_t i = 0; i < p->deps.n; i++) {
        const VetUnit *u = ptrmap_get(&v->by_pkg, p->deps.p[i]);
        if (u && u->facts) put_entry(o, plain_path(p->deps.p[i]), str_from(u->facts));
    }
    sb_putc(o, '}');
    return err;
}

static Err describe(Vet *v, VetUnit *u)
{
    Arena *a = v->b->arena;
    const LoadPkg *p = u->pkg;
    StrVec go = {0}, others = {0};
    for (uint32_t i = 0; i < p->files.n; i++)
        if (!p->files.p[i]->made) vec_push(a, &go, str_from(p->files.p[i]->source->abs_path));
    const StrVec *lists[] = {&p->s_files, &p->h_files, &p->c_files};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        for (uint32_t k = 0; k < lists[i]->n; k++) vec_push(a, &others, lists[i]->p[k]);
    StrBuf o = {0};
    sb_putc(&o, '{');
    Str plain = plain_path(p);
    put_text(&o, "ID", plain);
    put_text(&o, "Compiler", STR("gc"));
    put_text(&o, "Dir", p->dir);
    put_text(&o, "ImportPath", plain);
    put_paths(&o, "GoFiles", p, &go);
    put_paths(&o, "NonGoFiles", p, &others);
    put_paths(&o, "IgnoredFiles", p, &p->ignored);
    put_text(&o, "ModulePath", p->module ? p->module->path : (Str){0});
    put_text(&o, "ModuleVersion", p->module ? p->module->version : (Str){0});
    put_text(&o, "GoVersion", language(v->b, p));
    Err err = put_imports(v, &o, p);
    put_key(&o, "VetxOnly");
    sb_puts(&o, u->asked ? "false" : "true");
    put_text(&o, "VetxOutput", str_from(u->new_facts));
    sb_puts(&o, "}\n");
    if (!err_is(err)) err = file_write_atomic(u->config, sb_str(&o));
    sb_release(&o);
    return err;
}

// ---- Running

static const StrVec *flags_of(const Vet *v, const VetUnit *u)
{
    return u->pkg->standard && v->tool->std_flags ? v->tool->std_flags : &v->tool->flags;
}

static Str unit_key(Vet *v, const VetUnit *u)
{
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("vet 1"));
    hash_add(&h, v->tool->identity);
    const StrVec *flags = flags_of(v, u);
    for (uint32_t i = 0; i < flags->n; i++) hash_add(&h, flags->p[i]);
    hash_add(&h, key_export(v->b, u->pkg));
    hash_add(&h, u->asked ? STR("asked") : STR("facts"));
    const LoadPkg *p = u->pkg;
    const StrVec *lists[] = {&p->s_files, &p->h_files, &p->c_files, &p->ignored};
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        for (uint32_t k = 0; k < lists[i]->n; k++)
            hash_file_identity(&h, arena_printf(v->b->arena, "%.*s/%.*s", STR_FMT(p->dir), STR_FMT(lists[i]->p[k])));
    }
    for (uint32_t i = 0; i < p->deps.n; i++) {
        const VetUnit *dep = ptrmap_get(&v->by_pkg, p->deps.p[i]);
        if (dep) hash_add(&h, dep->key);
    }
    return hash_hex(&h, v->b->arena);
}

// Entries: 'v' facts, 'w' what was said, after a digit that tells success. Facts of packages that failed are none.
static bool known(Vet *v, VetUnit *u)
{
    Cache *c = v->b->shared->cache;
    if (!v->tool->identity.n || v->b->opt->force || (u->asked && v->tool->changes)) return false;
    u->key = unit_key(v, u);
    const char *said = cache_get(c, v->b->arena, u->key, 'w');
    Str text;
    Err err = said ? file_read(v->b->arena, said, &text) : err_new("none");
    bool found = !err_is(err) && text.n > 0;
    err_release(&err);
    if (!found) return false;
    u->failed = text.p[0] != '0';
    u->output = (Str){text.p + 1, text.n - 1};
    u->facts = cache_get(c, v->b->arena, u->key, 'v');
    return true;
}

static Err keep(Vet *v, VetUnit *u)
{
    Cache *c = v->b->shared->cache;
    Arena *a = v->b->arena;
    u->failed = u->job.status != 0;
    u->output = str_dup(a, sb_str(&u->job.output));
    sb_release(&u->job.output);
    bool facts = path_is_file(u->new_facts);
    if (facts) u->facts = u->new_facts;
    if (!u->key.n) return ERR_NONE;
    Err err = ERR_NONE;
    if (facts) {
        Str data;
        err = file_read(a, u->new_facts, &data);
        if (!err_is(err)) err = cache_put_text(c, a, u->key, 'v', data);
    }
    const char *said = arena_printf(a, "%d%.*s", u->failed, STR_FMT(u->output));
    return err_is(err) ? err : cache_put_text(c, a, u->key, 'w', str_from(said));
}

static Err start(Vet *v, VetUnit *u, uint32_t number)
{
    Arena *a = v->b->arena;
    Err err;
    const char *work = build_work_dir(v->b->shared, &err);
    if (err_is(err)) return err;
    u->config = arena_printf(a, "%s/vet%u.cfg", work, number);
    u->new_facts = arena_printf(a, "%s/vet%u.out", work, number);
    err = describe(v, u);
    if (err_is(err)) return err;
    VEC(const char *) argv = {0};
    vec_push(a, &argv, v->tool->name);
    const StrVec *flags = flags_of(v, u);
    for (uint32_t i = 0; i < flags->n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, flags->p[i].p, flags->p[i].n));
    vec_push(a, &argv, u->config);
    vec_push(a, &argv, (const char *)NULL);
    u->job = (Job){
        .path = v->tool->path,
        .argv = argv.p,
        .dir = arena_strndup(a, u->pkg->dir.p, u->pkg->dir.n),
        .title = arena_strndup(a, u->pkg->import_path.p, u->pkg->import_path.n),
    };
    pool_add(v->b->shared->pool, &u->job);
    return ERR_NONE;
}

static bool ready(Vet *v, const VetUnit *u)
{
    for (uint32_t i = 0; i < u->pkg->deps.n; i++) {
        const VetUnit *dep = ptrmap_get(&v->by_pkg, u->pkg->deps.p[i]);
        if (dep && !dep->done) return false;
    }
    if (!u->asked || !v->tool->changes) return true;
    for (uint32_t i = 0; i < v->units.n; i++)
        if (!v->units.p[i]->asked && !v->units.p[i]->done) return false;
    return true;
}

static Err run_round(Vet *v, bool *any)
{
    VEC(VetUnit *) now = {0};
    *any = false;
    for (uint32_t i = 0; i < v->units.n; i++) {
        VetUnit *u = v->units.p[i];
        if (u->done || !ready(v, u)) continue;
        *any = true;
        if (known(v, u)) {
            u->done = true; // what imports it may come in this round
            continue;
        }
        Err err = start(v, u, i);
        if (err_is(err)) return err;
        vec_push(v->b->arena, &now, u);
    }
    pool_wait(v->b->shared->pool);
    for (uint32_t i = 0; i < now.n; i++) {
        now.p[i]->done = true;
        Err err = keep(v, now.p[i]);
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

static bool has_facts(const LoadPkg *p)
{
    return exports(p) && p->files.n && !(p->standard && p->overlay && overlay_replaces(p->overlay)) &&
           !(p->standard && p->overlay && overlay_adds(p->overlay));
}

static void add_units(Vet *v, const LoadPkgs *roots)
{
    Arena *a = v->b->arena;
    LoadPkgs all = {0};
    map_init(&v->by_pkg, a);
    load_closure(a, roots, &all);
    for (uint32_t i = 0; i < all.n; i++) {
        bool asked = false;
        for (uint32_t k = 0; k < roots->n; k++) asked |= roots->p[k] == all.p[i];
        if (!asked && !has_facts(all.p[i])) continue;
        VetUnit *u = ARENA_NEW(a, VetUnit);
        u->pkg = all.p[i];
        u->asked = asked;
        vec_push(a, &v->units, u);
        ptrmap_put(&v->by_pkg, all.p[i], u);
    }
}

// Whether what the roots import can be used; types are checked only where export data is missing.
static Err prepare(Build *b, const LoadPkgs *roots, bool *ok)
{
    LoadPkgs all = {0}, imported = {0};
    load_closure(b->arena, roots, &all);
    PtrMap wanted;
    map_init(&wanted, b->arena);
    for (uint32_t i = 0; i < all.n; i++)
        for (uint32_t k = 0; k < all.p[i]->deps.n; k++) ptrmap_put(&wanted, all.p[i]->deps.p[k], b);
    for (uint32_t i = 0; i < all.n; i++)
        if (ptrmap_has(&wanted, all.p[i])) vec_push(b->arena, &imported, all.p[i]);
    StrVec paths = {0};
    return build_export(b, &imported, &paths, ok);
}

Err build_vet(Build *b, const LoadPkgs *roots, const VetTool *tool, VetResults *out, bool *ok)
{
    Vet v = {.b = b, .tool = tool};
    Err err = prepare(b, roots, ok);
    if (err_is(err) || !*ok) return err;
    add_units(&v, roots);
    for (bool any = true; any && !err_is(err);) err = run_round(&v, &any);
    for (uint32_t i = 0; i < roots->n && !err_is(err); i++) {
        const VetUnit *u = ptrmap_get(&v.by_pkg, roots->p[i]);
        vec_push(b->arena, out, ((VetResult){u->pkg, u->output, u->failed}));
    }
    return err;
}
