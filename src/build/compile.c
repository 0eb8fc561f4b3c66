// A checked package becomes IR, C, and object files in the cache.
//
// A package whose summary the cache holds is not lowered. An object's key is the hash of its C text,
// the flags and the compiler's identity, so nothing else can make it stale. Text whose object the
// cache holds is never written to disk.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/assemble.h"
#include "build/cache.h"
#include "build/cc.h"
#include "build/compile.h"
#include "build/embedfiles.h"
#include "build/initorder.h"
#include "build/keys.h"
#include "build/modinfo.h"
#include "build/pool.h"
#include "build/prune.h"
#include "build/splitnote.h"
#include "build/summary.h"
#include "cgen/cgen.h"
#include "opt/opt.h"

enum { LINES_PER_FILE = 20000 };

typedef struct Unit { // one C file on its way to an object
    Job job;
    BuildShared *shared;
    Arena *arena;        // its own: the pool's threads allocate too
    const char *go_path; // package, for messages
    Str key;
    const char *temp; // object under its temporary name
    const char *source;
    const AssembleText *assembly; // NULL: C
    Err err;
    struct Unit *next;
} Unit;

const char *build_work_dir(BuildShared *s, Err *err)
{
    *err = ERR_NONE;
    if (s->work) return s->work;
    char *dir =
        (char *)arena_printf(s->arena, "%s/undergo-build-XXXXXX", load_env("GOTMPDIR", load_env("TMPDIR", "/tmp")));
    if (!mkdtemp(dir)) {
        *err = err_new("cannot make a work directory: %s: %s", dir, strerror(errno));
        return NULL;
    }
    s->work = dir;
    if (s->opt->keep_work || s->opt->print_commands) fprintf(stderr, "WORK=%s\n", dir);
    return dir;
}

// On a pool thread: moves the object into the cache.
static void unit_done(Job *job, void *ctx)
{
    Unit *u = ctx;
    if (job->status != 0) {
        unlink(u->temp);
        return;
    }
    u->err = splitnote_hide(u->temp);
    if (!err_is(u->err)) u->err = cache_put(u->shared->cache, u->arena, u->temp, u->key, 'o');
    if (!u->shared->opt->keep_work) unlink(u->source);
}

static Str unit_key(Build *b, Arena *a, CcMode mode, Str text)
{
    const CcTool *cc = b->shared->cc;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("object 2"));
    hash_add(&h, cc->identity);
    hash_add(&h, str_from(mode.opt_level));
    hash_add(&h, (Str){(const char *)&mode.race, sizeof mode.race});
    for (uint32_t i = 0; i < cc->flags.n; i++) hash_add(&h, cc->flags.p[i]);
    hash_add(&h, text);
    return hash_hex(&h, a);
}

static Err write_source(const char *path, Str text)
{
    FILE *f = fopen(path, "we");
    if (!f) return err_new("open %s: %s", path, strerror(errno));
    size_t n = fwrite(text.p, 1, text.n, f);
    bool bad = fclose(f) != 0 || n != text.n;
    return bad ? err_new("write %s: %s", path, strerror(errno)) : ERR_NONE;
}

// assembly: what the text was made of, NULL for C.
static Err compile_text(Build *b, Str go_path, CcMode mode, Str text, const AssembleText *assembly, Unit **list,
                        StrVec *objects)
{
    BuildShared *s = b->shared;
    Str key = unit_key(b, b->arena, mode, text);
    vec_push(b->arena, objects, key);
    if (strmap_has(&s->sent, key)) return ERR_NONE;
    if (!s->opt->force && cache_get(s->cache, b->arena, key, 'o')) return ERR_NONE;
    strmap_put(&s->sent, str_dup(s->arena, key), s);
    Err err;
    const char *work = build_work_dir(s, &err);
    if (err_is(err)) return err;
    Unit *u = ARENA_NEW(b->arena, Unit);
    u->arena = arena_new("unit");
    u->shared = s;
    u->go_path = arena_strndup(b->arena, go_path.p, go_path.n);
    u->key = key;
    u->assembly = assembly;
    u->source = arena_printf(b->arena, "%s/b%03u.%c", work, ++s->next_unit, assembly ? 's' : 'c');
    u->temp = cache_temp(s->cache, b->arena, key, 'o');
    u->next = *list;
    *list = u;
    err = write_source(u->source, text);
    if (err_is(err)) return err;
    u->job = (Job){
        .argv = assembly ? assemble_argv(s->cc, b->arena, u->source, u->temp)
                         : cc_compile_argv(s->cc, b->arena, mode, u->source, u->temp, work),
        .title = u->go_path,
        .done = unit_done,
        .ctx = u,
    };
    if (s->opt->print_commands || s->opt->dry_run) {
        fprintf(stderr, "# %s\n", u->go_path);
        cc_print_command(u->job.argv, stderr);
    }
    if (!s->opt->dry_run) pool_add(s->pool, &u->job);
    return ERR_NONE;
}

// ---- --dump=ir and --dump=c
static void dump_pass(void *ctx, const char *pass, const IrUnit *u)
{
    const Build *b = ctx;
    if (strcmp(pass, b->opt->dump_pass) != 0) return;
    StrBuf out = {0};
    ir_print_unit(&out, u);
    fwrite(out.p, 1, out.n, stdout);
    sb_release(&out);
}

static void dump_ir(const Build *b, const IrUnit *u, const char *stage)
{
    if (b->opt->dump == DUMP_IR && strcmp(stage, b->opt->dump_pass) == 0) dump_pass((void *)b, stage, u);
}

static CgenOptions cgen_options(Build *b, const BuildPkg *bp)
{
    return (CgenOptions){
        .lower = b->lower,
        .types = b->types,
        .sources = b->loader->sources,
        .trimpath = b->opt->trimpath,
        .line_directives = true,
        .edges = bp->flags.fuzz,
        .max_lines_per_file = LINES_PER_FILE,
    };
}

static CcMode mode_of(const Build *b, const BuildPkg *bp)
{
    RaceView race = b->opt->race ? race_view(bp->pkg) : RACE_UNSEEN;
    return (CcMode){bp->flags.no_opt ? "-O0" : race == RACE_ALL ? "-O1" : "-O2", race};
}

static Lower *session(Build *b)
{
    if (b->lower) return b->lower;
    LowerOptions lo = {
        .arena = b->arena,
        .types = b->types,
        .atoms = b->loader->atoms,
        .sources = b->loader->sources,
        .sink = &b->sink,
        .bind = &b->shared->bind,
        .mangle = cgen_mangle,
        .race = b->opt->race,
        .embed = embed_files,
        .embed_ctx = b,
    };
    b->judge = judge_new(b->arena, cgen_is_intrinsic);
    return b->lower = lower_new(&lo);
}

static IrUnit *make_unit(Build *b, BuildPkg *bp)
{
    bool dumping = bp->pkg->matched;
    if (bp->flags.checkptr) lower_check_pointers(b->lower, bp->types);
    IrUnit *u = lower_package(b->lower, bp->types);
    assemble_claim(b, bp, u);
    if (dumping) dump_ir(b, u, "lower");
    OptOptions oo = {
        .no_inline = bp->flags.no_inline,
        .no_opt = bp->flags.no_opt,
        .diag_level = bp->flags.diag_level,
        .is_intrinsic = cgen_is_intrinsic,
        .judge = b->judge,
        .race = bp->flags.race,
        .checkptr = bp->flags.checkptr,
        .sink = &bp->sink,
        .dump = dumping && b->opt->dump == DUMP_IR ? dump_pass : NULL,
        .dump_ctx = b,
    };
    opt_unit(b->lower, u, &oo);
    if (dumping) dump_ir(b, u, "");
    return u;
}

// gc's linker refuses such a variable in these words, and an array of gigabytes is a slip of the pen here too.
static Err check_sizes(const IrUnit *u)
{
    enum { LARGEST = 2000000000 };
    for (uint32_t i = 0; i < u->globals.n; i++) {
        int64_t size = type_size(u->globals.p[i]->type);
        if (size > LARGEST)
            return err_new("link: %.*s: symbol too large (%lld bytes > %d bytes)",
                           STR_FMT(u->globals.p[i]->sym->go_name), (long long)size, LARGEST);
    }
    return ERR_NONE;
}

static Err make_objects(Build *b, BuildPkg *bp, IrUnit *u)
{
    Err too_large = check_sizes(u);
    if (err_is(too_large)) return too_large;
    CgenOptions co = cgen_options(b, bp);
    co.clamp_conversions = bp->flags.clamp_conversions;
    CgenTexts texts = {0};
    cgen_unit(&co, u, b->arena, &texts);
    if (bp->flags.list_code) fprintf(stderr, "# %.*s\n", STR_FMT(bp->pkg->import_path));
    for (uint32_t i = 0; i < texts.n; i++) {
        Err listed = bp->flags.list_code ? listing_print(b, bp, mode_of(b, bp), texts.p[i]) : ERR_NONE;
        if (err_is(listed)) return listed;
        if (b->opt->dump == DUMP_C && bp->pkg->matched) fwrite(texts.p[i].p, 1, texts.p[i].n, stdout);
        if (b->opt->dump != DUMP_NONE) continue;
        Err err = compile_text(b, bp->pkg->import_path, mode_of(b, bp), texts.p[i], NULL, &bp->units, &bp->objects);
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

static Err make_asm_objects(Build *b, BuildPkg *bp)
{
    AssembleTexts *texts = ARENA_NEW(b->arena, AssembleTexts);
    bool ok;
    Err err = assemble_texts(b, bp, texts, &ok);
    bp->asm_failed |= !ok;
    for (uint32_t i = 0; i < texts->n && ok && b->opt->dump == DUMP_NONE && !err_is(err); i++)
        err = compile_text(b, bp->pkg->import_path, (CcMode){"as", RACE_UNSEEN}, texts->p[i].text, &texts->p[i],
                           &bp->units, &bp->asm_objects);
    return err;
}

Err compile_package(Build *b, BuildPkg *bp)
{
    if (bp->lowered || str_eqz(bp->pkg->import_path, "unsafe")) return ERR_NONE;
    bp->lowered = true;
    IrSyms declared = {0};
    lower_linknames(session(b), bp->types, &declared);
    bp->key = key_package(b, bp, &declared);
    bool shows = b->opt->dump != DUMP_NONE && bp->pkg->matched; // what it becomes is to be seen
    if (!b->opt->force && !b->opt->dry_run && !shows && !bp->flags.diag_level && !bp->flags.list_code &&
        summary_load(b, bp))
        return ERR_NONE;
    bool ok;
    Err err = assemble_read(b, bp, &ok);
    if (err_is(err)) return err;
    bp->asm_failed = !ok;
    IrUnit *u = make_unit(b, bp);
    bool good = !diag_any_error(&bp->sink);
    if (good) err = make_objects(b, bp, u);
    if (good && !err_is(err) && !bp->asm_failed) err = make_asm_objects(b, bp);
    prune_note(bp, b->arena, u);
    opt_publish(u);
    good &= !err_is(err) && !bp->asm_failed && !diag_any(&b->sink);
    if (good && b->opt->dump == DUMP_NONE && !b->opt->dry_run) err = summary_save(b, bp, u);
    if (b->opt->verbose && bp->units) fprintf(stderr, "%.*s\n", STR_FMT(bp->pkg->import_path));
    return err;
}

Err compile_main(Build *b, BuildPkg *main_pkg, StrVec *objects)
{
    LoadPkgs order = {0};
    init_order(b->arena, main_pkg->pkg, &order);
    Package **pkgs = ARENA_ARRAY(b->arena, Package *, order.n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < order.n; i++) {
        if (!str_eqz(order.p[i]->import_path, "unsafe")) pkgs[n++] = build_pkg(b, order.p[i])->types;
    }
    IrUnit *u = lower_main(b->lower, main_pkg->types, pkgs, n);
    CgenOptions co = cgen_options(b, main_pkg);
    CgenTexts texts = {0};
    const char *version = arena_printf(b->arena, "go%s", b->loader->go_version);
    const char *goroot = b->opt->trimpath ? "" : b->loader->goroot;
    cgen_main(&co, u, version, goroot, modinfo_text(b, main_pkg->pkg), b->arena, &texts);
    for (uint32_t i = 0; i < texts.n; i++) {
        Err err = compile_text(b, main_pkg->pkg->import_path, (CcMode){"-O2", RACE_UNSEEN}, texts.p[i], NULL,
                               &main_pkg->units, objects);
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

// ---- What the C compiler says against us: an internal error, with the Go position it gives.
static void report_unit(const Unit *u)
{
    if (u->job.status == -1) {
        fprintf(stderr, "undergo: cannot run %s: %s\n", u->job.argv[0], strerror(u->job.start_errno));
        return;
    }
    Str out = sb_str(&u->job.output);
    if (u->assembly && u->assembly->file) { // an instruction it does not know: the user's error
        AsmErrors errs = {.arena = u->arena};
        if (asm_refused(u->assembly->file, u->assembly->text, out, &errs)) {
            fprintf(stderr, "# %s\n", u->go_path);
            asm_errors_print(&errs, asm_path(u->assembly->file), stderr, false);
            return;
        }
    }
    fprintf(stderr, "# %s\nundergo: internal error: the C compiler refused generated code\n", u->go_path);
    unsigned shown = 0;
    while (out.n && shown < 5) {
        const char *nl = memchr(out.p, '\n', out.n);
        Str line = {out.p, nl ? (size_t)(nl - out.p) : out.n};
        out.p += line.n + (nl != NULL);
        out.n -= line.n + (nl != NULL);
        const char *error = memmem(line.p, line.n, "rror: ", 6);
        if (!error && !memmem(line.p, line.n, "No space", 8)) continue;
        fprintf(stderr, "\t%.*s\n", STR_FMT(line));
        shown++;
    }
    fprintf(stderr,
            "This is a bug in Undergo, not in your program. Please report it with the output of\n"
            "'undergo env' and the Go code near the position above; the generated C is\n\t%s\n",
            u->source);
}

bool compile_wait(Build *b)
{
    pool_wait(b->shared->pool);
    bool ok = true;
    for (uint32_t i = 0; i < b->packages.n; i++) {
        BuildPkg *bp = b->packages.entries[i].value;
        for (Unit *u = bp->units; u; u = u->next) {
            if (u->job.status != 0 && !b->opt->dry_run) {
                report_unit(u);
                b->shared->work_has_evidence = true;
                ok = false;
            } else if (err_is(u->err)) {
                fprintf(stderr, "undergo: %s\n", u->err.msg);
                ok = false;
            }
            err_release(&u->err);
            sb_release(&u->job.output);
            arena_free(u->arena);
        }
        bp->units = NULL;
    }
    return ok;
}
