// A package's assembly files: from their text to GNU assembler text, and the wrappers they need.
//
// A name that TEXT defines and Go declares without a body gets the wrapper C calls it by; a function
// with a body that assembly refers to gets the opposite one. Both kinds go to one more text. Where a
// name is a variable's or a function's is asked of the checked packages.
#include <errno.h>
#include <unistd.h>

#include "build/assemble.h"
#include "build/cc.h"
#include "build/compile.h"
#include "build/pool.h"
#include "cgen/cgen.h"

typedef struct Assembly {
    Build *build;
    BuildPkg *bp;
    AsmOptions opt;
    VEC(AsmFile *) files;
    AsmStack stack;
} Assembly;

static void add_go_headers(Arena *a, const Loader *l, AsmOptions *opt)
{
    vec_push(a, &opt->include, str_from(path_join(a, l->goroot, "pkg/include")));
    vec_push(a, &opt->include, str_from(path_join(a, l->goroot, "src/runtime")));
}

// ---- Names
// The package-level object a link name like "math/big.addVV" stands for, or NULL.
static Object *find_object(Build *b, Str name)
{
    size_t slash = 0, dot = 0;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/') slash = i + 1;
    for (size_t i = slash; i < name.n && !dot; i++)
        if (name.p[i] == '.') dot = i;
    if (!dot) return NULL;
    Str path = {name.p, dot}, object = {name.p + dot + 1, name.n - dot - 1};
    for (uint32_t i = 0; i < b->packages.n; i++) {
        const BuildPkg *bp = b->packages.entries[i].value;
        if (!bp->types || !str_eq(lower_link_path(b->lower, bp->types), path)) continue;
        return ptrmap_get(&bp->types->scope->elems, atom_get(b->loader->atoms, object));
    }
    return NULL;
}

static bool is_func(void *ctx, Str name)
{
    Object *o = find_object(((const Assembly *)ctx)->build, name);
    return o && o->kind == OBJ_FUNC;
}

static const Signature *signature(void *ctx, Str name)
{
    Object *o = find_object(((const Assembly *)ctx)->build, name);
    Type *t = o && o->type && !type_is_generic(o->type) ? type_under(o->type) : NULL;
    return t && t->kind == TYP_SIGNATURE ? (const Signature *)t : NULL;
}

static const char *variable(void *ctx, Str name)
{
    Build *b = ((const Assembly *)ctx)->build;
    Object *o = find_object(b, name);
    if (!o || o->kind != OBJ_VAR) return NULL;
    Str csym = lower_var_symbol(b->lower, o)->csym;
    return arena_strndup(b->arena, csym.p, csym.n);
}

// ---- Reading
static void print_failure(const Assembly *as, const AsmErrors *errs, const char *path)
{
    fprintf(stderr, "# %.*s\n", STR_FMT(as->bp->pkg->import_path));
    asm_errors_print(errs, path, stderr, as->bp->flags.all_errors);
}

static const char *shown_path(const Assembly *as, Str name)
{
    const Loader *l = as->build->loader;
    const char *full = arena_printf(as->build->arena, "%.*s/%.*s", STR_FMT(as->bp->pkg->dir), STR_FMT(name));
    const char *s = path_short(as->build->arena, l->cwd, full);
    return strchr(s, '/') ? s : arena_printf(as->build->arena, "./%s", s);
}

Err assemble_read(Build *b, BuildPkg *bp, bool *ok)
{
    const LoadPkg *p = bp->pkg;
    Arena *a = b->arena;
    *ok = true;
    if (!p->assembles) return ERR_NONE;
    Assembly *as = ARENA_NEW(a, Assembly);
    as->build = b;
    as->bp = bp;
    StrBuf header = {0};
    asm_header(bp->types, &header);
    as->opt = (AsmOptions){
        .arena = a,
        .line_dir = b->opt->trimpath ? str_from(load_trimmed_dir(a, p)) : p->dir,
        .package = lower_link_path(b->lower, bp->types),
        .header = str_dup(a, sb_str(&header)),
        .allow_abi = p->standard,
        .mangle = cgen_mangle,
        .variable = variable,
        .is_func = is_func,
        .signature = signature,
        .ctx = as,
    };
    sb_release(&header);
    add_go_headers(a, b->loader, &as->opt);
    static const char *const defines[] = {"GOOS_linux", "GOARCH_amd64"};
    for (size_t i = 0; i < ARRAY_LEN(defines); i++) vec_push(a, &as->opt.defines, str_from(defines[i]));
    for (char v = '1'; v <= b->loader->goamd64[1]; v++)
        vec_push(a, &as->opt.defines, str_from(arena_printf(a, "GOAMD64_v%c", v)));
    for (uint32_t i = 0; i < p->s_files.n; i++) {
        if (!str_has_suffix(p->s_files.p[i], STR(".s"))) continue; // .S and .sx are C's, for cgo
        const char *path = shown_path(as, p->s_files.p[i]);
        Str text;
        Err err = file_read(a, path, &text);
        if (err_is(err)) return err;
        AsmErrors errs = {.arena = a};
        AsmFile *file;
        if (asm_parse(&as->opt, path, text, &errs, &file)) {
            vec_push(a, &as->files, file);
        } else {
            print_failure(as, &errs, path);
            *ok = false;
        }
    }
    asm_stack(&as->opt, as->files.p, as->files.n, &as->stack);
    bp->assembly = as;
    return ERR_NONE;
}

static void leave_out(IrUnit *u, IrSym *var)
{
    for (uint32_t i = 0; i < u->globals.n; i++) {
        if (u->globals.p[i]->sym != var || u->globals.p[i]->init) continue;
        memmove(&u->globals.p[i], &u->globals.p[i + 1], (u->globals.n - i - 1) * sizeof(IrGlobal *));
        u->globals.n--;
        var->is_external = true;
        return;
    }
}

void assemble_claim(Build *b, BuildPkg *bp, IrUnit *u)
{
    Assembly *as = bp->assembly;
    for (uint32_t i = 0; as && i < as->files.n; i++) {
        const AsmNames *names = asm_names(as->files.p[i]);
        for (uint32_t k = 0; k < names->n; k++) {
            Object *o = find_object(b, names->p[k].name);
            if (!o || o->pkg != bp->types) continue;
            if (o->kind == OBJ_FUNC && names->p[k].text && o->decl && o->decl->body)
                diag_report(&bp->sink, DIAG_BadDecl, o->pos, "%.*s defined in both Go and assembly",
                            STR_FMT(o->name->s));
            if (o->kind == OBJ_FUNC && !type_is_generic(o->type)) lower_func_symbol(b->lower, o)->is_linknamed = true;
            if (o->kind != OBJ_VAR) continue;
            IrSym *var = lower_var_symbol(b->lower, o);
            var->is_linknamed = true;
            if (names->p[k].defined) leave_out(u, var);
        }
    }
}

// ---- Writing
// How a name is used and defined by all files of the package.
static AsmName everywhere(const Assembly *as, Str name)
{
    AsmName all = {.name = name};
    for (uint32_t i = 0; i < as->files.n; i++) {
        const AsmNames *names = asm_names(as->files.p[i]);
        for (uint32_t k = 0; k < names->n; k++) {
            const AsmName *n = &names->p[k];
            if (!str_eq(n->name, name)) continue;
            all.text |= n->text;
            all.used |= n->used;
            all.defined |= n->defined;
            all.used_internal |= n->used_internal;
            all.defined_internal |= n->defined_internal;
        }
    }
    return all;
}

// A function without a body in this package that is to be found under the name, its own or by //go:linkname.
static Object *declared_here(Assembly *as, Str name)
{
    Str csym = cgen_mangle(as->build->arena, name);
    const Scope *scope = as->bp->types->scope;
    for (uint32_t i = 0; i < scope->elems.n; i++) {
        Object *o = scope->elems.entries[i].value;
        if (o->kind != OBJ_FUNC || !o->decl || o->decl->body || type_is_generic(o->type)) continue;
        if (str_eq(lower_func_symbol(as->build->lower, o)->csym, csym)) return o;
    }
    return NULL;
}

// Whether assembly may call a function of Go: gc makes the entry for it where the function's own package shows that
// others may name it. The standard library, parts of which are ours, is not asked.
static bool callable(const Assembly *as, Object *o)
{
    const BuildPkg *home = ptrmap_get(&as->build->by_types, o->pkg);
    return o->pkg == as->bp->types || (home && home->pkg->standard) ||
           lower_func_symbol(as->build->lower, o)->is_linknamed;
}

static AsmFunction described(Assembly *as, Str name, Object *o)
{
    IrSym *sym = lower_func_symbol(as->build->lower, o);
    return (AsmFunction){
        .go_name = sym->go_name,
        .csym = arena_strndup(as->build->arena, sym->csym.p, sym->csym.n),
        .abi0 = asm_abi0_symbol(&as->opt, name),
        .internal = asm_internal_symbol(&as->opt, name),
        .sig = (const Signature *)type_under(o->type),
    };
}

static bool entry(void *ctx, Str name, AsmFunction *out)
{
    Assembly *as = ctx;
    Object *o = declared_here(as, name);
    if (o) *out = described(as, name, o);
    return o;
}

static void wrap(Assembly *as, Str name, StrMap *done, StrBuf *out)
{
    Build *b = as->build;
    AsmName all = everywhere(as, name);
    bool here = all.defined || all.defined_internal;
    Object *o = here ? declared_here(as, name) : NULL;
    bool needs_entry = o && !asm_own_entry(&as->stack, name);
    if (!o) o = find_object(b, name);
    if (!o || o->kind != OBJ_FUNC || type_is_generic(o->type) || strmap_has(done, name)) return;
    strmap_put(done, name, o);
    AsmFunction f = described(as, name, o);
    if (needs_entry) {
        uint32_t need = asm_stack_need(&as->stack, name);
        uint16_t clobbers = asm_clobbers(&as->stack, name);
        if (!all.defined) { // through an adapter, which loads gc's argument registers
            need += asm_adapter_stack(b->arena, f.sig);
            clobbers = UINT16_MAX;
        }
        asm_wrap_for_go(b->arena, &f, need, clobbers, out);
    }
    if (all.used_internal && !all.defined_internal) asm_adapt_from_internal(b->arena, &f, ".weak", out);
    if (all.defined_internal && !all.defined) asm_adapt_to_internal(b->arena, &f, out);
    if (here && strmap_has(&as->stack.ring, name)) {
        f.abi0 = arena_printf(b->arena, "%s.go", f.abi0);
        asm_wrap_for_asm(b->arena, &f, ".weak", out);
    }
    bool has_body = o->decl && o->decl->body;
    bool served = strcmp(f.csym, cgen_mangle(b->arena, name).p) != 0; // by C
    if (!here && (has_body || served) && callable(as, o)) asm_wrap_for_asm(b->arena, &f, ".weak", out);
}

Err assemble_texts(Build *b, BuildPkg *bp, AssembleTexts *list, bool *ok)
{
    Assembly *as = bp->assembly;
    *ok = true;
    if (!as) return ERR_NONE;
    as->opt.entry = entry;
    StrBuf wrappers = {0};
    StrMap done;
    map_init(&done, b->arena);
    for (uint32_t i = 0; i < as->files.n; i++) {
        AsmErrors errs = {.arena = b->arena};
        StrBuf out = {0};
        if (asm_emit(&as->opt, as->files.p[i], &as->stack, &errs, &out)) {
            vec_push(b->arena, list, ((AssembleText){as->files.p[i], str_dup(b->arena, sb_str(&out))}));
        } else {
            print_failure(as, &errs, asm_path(as->files.p[i]));
            *ok = false;
        }
        sb_release(&out);
        const AsmNames *names = asm_names(as->files.p[i]);
        for (uint32_t k = 0; k < names->n; k++) wrap(as, names->p[k].name, &done, &wrappers);
    }
    if (wrappers.n) {
        sb_puts(&wrappers, "\t.section .note.GNU-stack,\"\",@progbits\n");
        vec_push(b->arena, list, ((AssembleText){NULL, str_dup(b->arena, sb_str(&wrappers))}));
    }
    sb_release(&wrappers);
    return ERR_NONE;
}

const char *const *assemble_argv(const CcTool *cc, Arena *a, const char *source, const char *object)
{
    VEC(const char *) argv = {0};
    for (uint32_t i = 0; i < cc->words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, cc->words.p[i].p, cc->words.p[i].n));
    static const char *const flags[] = {"-c", "-x", "assembler", "-Wa,-W"};
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) vec_push(a, &argv, flags[i]);
    vec_push(a, &argv, "-o");
    vec_push(a, &argv, object);
    vec_push(a, &argv, source);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

// ---- undergo tool asm
static Err run_assembler(const BuildShared *s, AssembleJob *job, const AsmFile *file, Str text, AsmErrors *errs,
                         bool *ok)
{
    Arena *a = job->opt.arena;
    const char *source = arena_printf(a, "%s.gnu.s", job->out);
    Err err = file_write_atomic(source, text);
    if (err_is(err)) return err;
    Job run = {.argv = assemble_argv(s->cc, a, source, job->out), .title = job->path};
    pool_add(s->pool, &run);
    pool_wait(s->pool);
    *ok = run.status == 0;
    if (run.status == -1)
        err = err_new("cannot run %s: %s", run.argv[0], strerror(run.start_errno));
    else if (!*ok && !asm_refused(file, text, sb_str(&run.output), errs))
        err = err_new("the assembler failed:\n%.*s", STR_FMT(sb_str(&run.output)));
    sb_release(&run.output);
    unlink(source);
    return err;
}

Err assemble_alone(const BuildShared *s, AssembleJob *job, bool *ok)
{
    Arena *a = job->opt.arena;
    AsmErrors errs = {.arena = a};
    AsmFile *file;
    Str text;
    job->opt.mangle = cgen_mangle;
    add_go_headers(a, s->loader, &job->opt);
    *ok = false;
    Err err = file_read(a, job->path, &text);
    if (err_is(err)) return err;
    StrBuf out = {0};
    AsmStack stack = {0};
    *ok = asm_parse(&job->opt, job->path, text, &errs, &file);
    if (*ok) {
        asm_stack(&job->opt, &file, 1, &stack);
        *ok = asm_emit(&job->opt, file, &stack, &errs, &out);
    }
    if (*ok && job->out)
        err = run_assembler(s, job, file, sb_str(&out), &errs, ok);
    else if (*ok)
        fwrite(out.p, 1, out.n, stdout);
    sb_release(&out);
    asm_errors_print(&errs, job->path, stderr, job->all_errors);
    return err;
}
