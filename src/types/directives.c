// What gc's compiler demands of functions without bodies and of //go: directives once the types
// are right: a body or a linkname, directives that fit the function, linknames that name
// something. The standard library, parts of which are replaced, is trusted.
#include "types/checker.h"

static bool has_linkname(const File *f, Atom name)
{
    for (uint32_t i = 0; i < f->linknames.n; i++)
        if (f->linknames.p[i].local == name) return true;
    return false;
}

static void check_func(Checker *c, const File *file, const FuncDecl *f)
{
    Pos pos = f->d.node.pos;
    if ((f->pragma & PRAGMA_SYSTEMSTACK) && (f->pragma & PRAGMA_NOSPLIT))
        check_error(c, DIAG_Other, pos, "go:nosplit and go:systemstack cannot be combined");
    if (!f->body) {
        bool blank = str_eqz(f->name->atom->s, "_"); // is never compiled
        if (!c->opt->incomplete && !blank && !has_linkname(file, f->name->atom))
            check_error(c, DIAG_BadDecl, pos, "missing function body");
    } else if (f->pragma & PRAGMA_NOESCAPE) {
        check_error(c, DIAG_Other, pos, "can only use //go:noescape with external func implementations");
    } else if ((f->pragma & PRAGMA_UINTPTRKEEPALIVE) && !(f->pragma & (PRAGMA_UINTPTRESCAPES | PRAGMA_NOSPLIT))) {
        check_error(c, DIAG_Other, pos, "go:uintptrkeepalive requires go:nosplit");
    }
}

static bool imports_unsafe(const File *f)
{
    for (uint32_t i = 0; i < f->decls.n; i++) {
        if (f->decls.p[i]->node.kind != NODE_ImportDecl) continue;
        const ImportDecl *d = (const ImportDecl *)f->decls.p[i];
        if (d->path && str_eqz(d->path->text, "\"unsafe\"")) return true;
    }
    return false;
}

static bool named_before(const File *f, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (f->linknames.p[k].local == f->linknames.p[i].local) return true;
    return false;
}

// Go 1.17 took such a line for a comment.
static void check_linked_name(Checker *c, Pos pos)
{
    if (check_allow_version(c, 18))
        check_error(c, DIAG_Other, pos, "//go:linkname must refer to declared function or variable");
}

static void check_linknames(Checker *c, const File *f)
{
    bool allowed = imports_unsafe(f);
    for (uint32_t i = 0; i < f->linknames.n; i++) {
        Linkname l = f->linknames.p[i];
        Object *o = scope_lookup(c->pkg->scope, l.local);
        if (!allowed)
            check_error(c, DIAG_Other, l.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
        else if (l.remote.n && memchr(l.remote.p, '[', l.remote.n) && memchr(l.remote.p, ']', l.remote.n))
            check_error(c, DIAG_Other, l.pos, "//go:linkname reference of an instantiation is not allowed");
        else if (!o || (o->kind != OBJ_FUNC && o->kind != OBJ_VAR))
            check_linked_name(c, l.pos);
        else if (named_before(f, i))
            check_error(c, DIAG_Other, l.pos, "duplicate //go:linkname for %s", l.local->s.p);
    }
}

static void check_var(Checker *c, const VarDecl *v)
{
    if (v->embeds && !check_allow_version(c, 16))
        check_error(c, DIAG_Other, v->embeds->pos, "go:embed requires go1.16 or later");
}

void check_directives(Checker *c)
{
    if (c->opt->is_std || c->opt->ignore_bodies) return;
    for (uint32_t i = 0; i < c->pkg->files.n; i++) {
        const File *f = c->pkg->files.p[i];
        for (uint32_t k = 0; k < f->decls.n; k++) {
            const Decl *d = f->decls.p[k];
            if (d->node.kind == NODE_FuncDecl) check_func(c, f, (const FuncDecl *)d);
            if (d->node.kind == NODE_VarDecl) check_var(c, (const VarDecl *)d);
        }
        check_linknames(c, f);
    }
}
