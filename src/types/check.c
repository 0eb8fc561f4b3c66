// The check of one package from its parsed files: collect, declare, bodies, order, leftovers.
#include "types/decl.h"
#include "types/session.h"

Atom types_atom(const Types *t, Str text) { return atom_get(t->atoms, text); }

// The minor of "go1.21" or "1.21.3"; 1000 when there is none: everything is allowed.
static uint32_t version_minor(const char *v)
{
    if (!v || !*v) return 1000;
    if (strncmp(v, "go", 2) == 0) v += 2;
    char *end;
    unsigned long major = strtoul(v, &end, 10);
    if (end == v || major != 1) return 1000;
    if (*end != '.') return 0;
    return (uint32_t)strtoul(end + 1, NULL, 10);
}

uint32_t check_file_version(const Checker *c, const File *f)
{
    if (f->go_version.n == 0) return version_minor(c->opt->go_version);
    uint32_t minor = version_minor(arena_strndup(c->arena, f->go_version.p, f->go_version.n));
    return minor < 21 ? 21 : minor; // a //go:build line can go back to go1.21, no further
}

// Takes the files that agree on the package's name.
static void init_files(Checker *c, File **files, uint32_t n, File ***out, uint32_t *nout)
{
    Package *p = c->pkg;
    *out = ARENA_ARRAY(c->arena, File *, n + 1);
    *nout = 0;
    for (uint32_t i = 0; i < n; i++) {
        Name *name = files[i]->pkg_name;
        if (!name) continue; // a syntax error came first
        c->file = files[i];
        if (!p->name) {
            if (str_eqz(name->atom->s, "_"))
                check_error(c, DIAG_BlankPkgName, name->e.node.pos, "invalid package name _");
            p->name = name->atom;
        } else if (p->name != name->atom) {
            check_error(c, DIAG_MismatchedPkgName, files[i]->node.pos, "package %s; expected package %s",
                        name->atom->s.p, p->name->s.p);
            continue;
        }
        (*out)[(*nout)++] = files[i];
        vec_push(c->arena, &p->files, files[i]);
    }
    if (!p->name) p->name = types_atom(c->ts, STR("_"));
    p->is_main = str_eqz(p->name->s, "main");
}

static Package *package_new(Types *ts, const CheckOptions *opt, Str path)
{
    Package *p = ARENA_NEW(opt->arena, Package);
    p->path = path;
    p->arena = opt->arena;
    p->sink = opt->sink;
    p->go_version = opt->go_version;
    p->scope = scope_new(opt->arena, types_universe(ts), NO_POS, NO_POS, "package");
    return p;
}

Package *types_check_package(Types *ts, const CheckOptions *opt, Str path, File **files, uint32_t nfiles)
{
    Checker c = {.ts = ts, .arena = opt->arena, .opt = opt, .pkg = package_new(ts, opt, path)};
    map_init(&c.obj_decl, c.arena);
    map_init(&c.methods, c.arena);
    map_init(&c.file_of_decl, c.arena);
    map_init(&c.union_sets, c.arena);
    uint32_t errors_before = opt->sink->diags.n;
    File **own;
    uint32_t nown;
    init_files(&c, files, nfiles, &own, &nown);
    check_collect_objects(&c, own, nown);
    check_direct_cycles(&c, c.objects);
    check_package_objects(&c);
    check_process_delayed(&c, 0); // the function bodies among them
    check_cleanup_types(&c);
    check_init_order(&c);
    check_unused_imports(&c);
    if (opt->sink->diags.n == errors_before) check_monomorph(&c);
    if (!diag_any(opt->sink)) check_restrictions(&c);
    if (!diag_any(opt->sink)) check_directives(&c);
    c.pkg->complete = true;
    return c.pkg;
}
