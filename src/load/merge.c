// Lets our declarations stand in for those of std: the second half of the overlay's `add`.
//
// Runs on parsed files, before the checker. A function, method or type that one of our files
// declares is taken out of the std files; a constant or variable is renamed to _ there, so that
// its group keeps its shape (iota) and its siblings their values. Imports that a std file then
// no longer uses become imports for side effects: the order of initialisation stays std's.
#include "load/load.h"

typedef struct Merge {
    Arena *arena;
    AtomTable *atoms;
    StrMap ours;  // "Name" or "Recv.Name"
    bool changed; // the file at hand lost a declaration
    PtrMap used;  // atoms x in x.sel of the file at hand
} Merge;

static Atom receiver(const FuncDecl *f)
{
    Expr *t = f->recv->type;
    for (;;) {
        t = ast_unparen(t);
        if (t && t->node.kind == NODE_Star) {
            t = ((Star *)t)->x;
        } else if (t && t->node.kind == NODE_Index) {
            t = ((Index *)t)->x;
        } else {
            break;
        }
    }
    return t && t->node.kind == NODE_Name ? ((Name *)t)->atom : NULL;
}

static Str func_key(Merge *m, const FuncDecl *f)
{
    if (!f->recv) return f->name->atom->s;
    Atom recv = receiver(f);
    if (!recv) return (Str){0};
    return str_from(arena_printf(m->arena, "%.*s.%.*s", STR_FMT(recv->s), STR_FMT(f->name->atom->s)));
}

static bool nameless(Str s) { return s.n == 0 || str_eqz(s, "_") || str_eqz(s, "init"); }

static void note(Merge *m, Str key)
{
    if (!nameless(key)) strmap_put(&m->ours, key, m);
}

static void note_ours(Merge *m, const File *f)
{
    for (uint32_t i = 0; i < f->decls.n; i++) {
        Decl *d = f->decls.p[i];
        if (d->node.kind == NODE_FuncDecl) note(m, func_key(m, (FuncDecl *)d));
        if (d->node.kind == NODE_TypeDecl) note(m, ((TypeDecl *)d)->name->atom->s);
        if (d->node.kind == NODE_VarDecl) {
            VarDecl *v = (VarDecl *)d;
            for (uint32_t k = 0; k < v->names.n; k++) note(m, v->names.p[k]->atom->s);
        }
        if (d->node.kind == NODE_ConstDecl) {
            ConstDecl *c = (ConstDecl *)d;
            for (uint32_t k = 0; k < c->names.n; k++) note(m, c->names.p[k]->atom->s);
        }
    }
}

static bool replaced(const Merge *m, Str key) { return !nameless(key) && strmap_has(&m->ours, key); }

// Renames the replaced ones among names; returns how many are left.
static uint32_t blank_out(Merge *m, Name **names, uint32_t n)
{
    uint32_t left = n;
    for (uint32_t i = 0; i < n; i++) {
        if (!replaced(m, names[i]->atom->s)) continue;
        names[i]->atom = atom_get(m->atoms, STR("_"));
        m->changed = true;
        left--;
    }
    return left;
}

static bool keep(Merge *m, Decl *d)
{
    if (d->node.kind == NODE_FuncDecl) return !replaced(m, func_key(m, (FuncDecl *)d));
    if (d->node.kind == NODE_TypeDecl) return !replaced(m, ((TypeDecl *)d)->name->atom->s);
    if (d->node.kind == NODE_VarDecl) {
        VarDecl *v = (VarDecl *)d;
        return blank_out(m, v->names.p, v->names.n) > 0;
    }
    if (d->node.kind == NODE_ConstDecl) blank_out(m, ((ConstDecl *)d)->names.p, ((ConstDecl *)d)->names.n);
    return true;
}

static bool see_selector(Node *n, void *ctx)
{
    Merge *m = ctx;
    if (n->kind == NODE_Selector) {
        Expr *x = ((Selector *)n)->x;
        if (x && x->node.kind == NODE_Name) ptrmap_put(&m->used, ((Name *)x)->atom, x);
    }
    return true;
}

static Str import_name(const ImportDecl *d)
{
    if (d->local) return d->local->atom->s;
    Str p = {d->path->text.p + 1, d->path->text.n - 2};
    for (size_t i = p.n; i-- > 0;) {
        if (p.p[i] == '/') return (Str){p.p + i + 1, p.n - i - 1};
    }
    return p;
}

static void blank_unused_imports(Merge *m, File *f)
{
    map_init(&m->used, m->arena);
    for (uint32_t i = 0; i < f->decls.n; i++) ast_walk(&f->decls.p[i]->node, see_selector, m);
    for (uint32_t i = 0; i < f->decls.n; i++) {
        if (f->decls.p[i]->node.kind != NODE_ImportDecl) continue;
        ImportDecl *d = (ImportDecl *)f->decls.p[i];
        Str name = import_name(d);
        if (str_eqz(name, "_") || str_eqz(name, ".") || ptrmap_has(&m->used, atom_get(m->atoms, name))) continue;
        Name *blank = ARENA_NEW(m->arena, Name);
        blank->e.node = (Node){NODE_Name, d->path->e.node.pos};
        blank->atom = atom_get(m->atoms, STR("_"));
        d->local = blank;
    }
}

static void merge_file(Merge *m, File *f)
{
    m->changed = false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < f->decls.n; i++) {
        Decl *d = f->decls.p[i];
        if (keep(m, d)) {
            f->decls.p[kept++] = d;
        } else {
            m->changed = true;
        }
    }
    f->decls.n = kept;
    if (!m->changed) return;
    kept = 0;
    for (uint32_t i = 0; i < f->linknames.n; i++) {
        if (!replaced(m, f->linknames.p[i].local->s)) f->linknames.p[kept++] = f->linknames.p[i];
    }
    f->linknames.n = kept;
    blank_unused_imports(m, f);
}

void overlay_merge(Arena *a, AtomTable *atoms, const LoadPkg *p, File **files, uint32_t n)
{
    if (!overlay_adds(p->overlay) || overlay_replaces(p->overlay)) return;
    Merge m = {.arena = a, .atoms = atoms};
    map_init(&m.ours, a);
    for (uint32_t i = 0; i < n; i++) {
        if (files[i] && p->files.p[i]->ours) note_ours(&m, files[i]);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (files[i] && !p->files.p[i]->ours) merge_file(&m, files[i]);
    }
}
