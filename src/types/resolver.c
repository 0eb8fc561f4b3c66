// Collects the package's objects: enters every package-level declaration into the package scope,
// every import into its file's scope, and ties methods to the type names they belong to. Types
// nothing yet; check_package_objects then does, in an order that suits aliases.
//
// Spec: Declarations and scope; Import declarations; Package initialisation (init, main).
#include "types/decl.h"

typedef struct CollectedMethod {
    Object *obj;
    bool ptr;
    Name *recv;
} CollectedMethod;

typedef struct Collector {
    Checker *c;
    File *file;
    ConstGroup consts;
    PtrMap imported; // Package → itself: already in pkg->imports
    StrMap fakes;    // path → stand-in Package of a failed import
    VEC(CollectedMethod) methods;
    ObjectList objects; // in source order
} Collector;

static Declaration *declaration_new(Collector *k)
{
    Declaration *d = ARENA_NEW(k->c->arena, Declaration);
    d->file = k->file;
    d->version = k->c->version;
    return d;
}

static void note_object(Collector *k, Object *o, Declaration *d)
{
    ptrmap_put(&k->c->obj_decl, o, d);
    vec_push(k->c->arena, &k->objects, o);
    o->order = k->objects.n;
}

static void declare_package_object(Collector *k, Name *id, Object *o, Declaration *d)
{
    Checker *c = k->c;
    if (str_eqz(id->atom->s, "init")) {
        check_error(c, DIAG_InvalidInitDecl, id->e.node.pos, "cannot declare init - must be func");
        return;
    }
    if (str_eqz(id->atom->s, "main") && str_eqz(c->pkg->name->s, "main")) {
        check_error(c, DIAG_InvalidMainDecl, id->e.node.pos, "cannot declare main - must be func");
        return;
    }
    check_declare(c, c->pkg->scope, id, o, NO_POS);
    o->parent = c->pkg->scope;
    note_object(k, o, d);
}

// ---- Imports

// Reports a path that may not stand in an import declaration.
static bool valid_import_path(Checker *c, BasicLit *lit, Str path)
{
    static const char illegal[] = "!\"#$%&'()*,:;<=>?[\\]^{|}`";
    if (path.n == 0) {
        check_error(c, DIAG_BadImportPath, lit->e.node.pos, "invalid import path (empty string)");
        return false;
    }
    uint32_t ch;
    for (unsigned taken; (taken = utf8_decode(path, &ch)); path.p += taken, path.n -= taken) {
        if (ch > ' ' && ch < 0x7f && !memchr(illegal, (int)ch, sizeof illegal - 1)) continue;
        if (ch >= 0x80 && ch != RUNE_ERROR) continue;
        if (ch == RUNE_ERROR)
            check_error(c, DIAG_BadImportPath, lit->e.node.pos,
                        "invalid import path (invalid character U+FFFD '\xef\xbf\xbd')");
        else if (ch < ' ' || ch == 0x7f)
            check_error(c, DIAG_BadImportPath, lit->e.node.pos, "invalid import path (invalid character U+%04X)", ch);
        else
            check_error(c, DIAG_BadImportPath, lit->e.node.pos, "invalid import path (invalid character U+%04X '%c')",
                        ch, (int)ch);
        return false;
    }
    return true;
}

static Package *fake_package(Collector *k, Str path)
{
    Package *p = strmap_get(&k->fakes, path);
    if (p) return p;
    Checker *c = k->c;
    Str name = path;
    while (name.n && name.p[name.n - 1] == '/') name.n--;
    for (size_t i = name.n; i-- > 0;)
        if (name.p[i] == '/') {
            name = (Str){name.p + i + 1, name.n - i - 1};
            break;
        }
    p = ARENA_NEW(c->arena, Package);
    p->path = path;
    p->name = types_atom(c->ts, name);
    p->scope = scope_new(c->arena, types_universe(c->ts), NO_POS, NO_POS, "package");
    p->fake = true;
    strmap_put(&k->fakes, path, p);
    return p;
}

static Package *import_package(Collector *k, Str path, Pos pos)
{
    Checker *c = k->c;
    if (str_eqz(path, "unsafe")) return types_unsafe(c->ts);
    if (str_eqz(path, "C") && c->opt->fake_import_c) return fake_package(k, path);
    Package *p = c->opt->import ? c->opt->import(c->opt->import_ctx, path, pos) : NULL;
    return p ? p : fake_package(k, path);
}

static void dot_import(Collector *k, ImportDecl *d, Object *pkg_name)
{
    Checker *c = k->c;
    PtrMap *elems = &pkg_name->imported->scope->elems;
    for (uint32_t i = 0; i < elems->n; i++) {
        Object *o = elems->entries[i].value;
        if (!o || !o->name->exported) continue;
        Object *other = scope_lookup(k->file->scope, o->name);
        if (other) {
            const char *also = other->pos ? arena_printf(c->arena, "\n\t%s: other declaration of %s",
                                                         pos_text(c, other->pos), other->name->s.p)
                                          : "";
            check_error(c, DIAG_DuplicateDecl, d->local->e.node.pos, "%s redeclared in this block%s", other->name->s.p,
                        also);
            continue;
        }
        if (!k->file->scope->elems.arena) map_init(&k->file->scope->elems, c->arena);
        ptrmap_put(&k->file->scope->elems, o->name, o); // not scope_insert: the object keeps its own parent
        DotImport dot = {.file_scope = k->file->scope, .obj = o, .pkg_name = pkg_name};
        vec_push(c->arena, &c->dot_imports, dot);
    }
}

static void collect_import(Collector *k, ImportDecl *d)
{
    Checker *c = k->c;
    if (!d->path || d->path->bad) return; // reported by the parser
    ConstVal *v = num_string_lit(c->arena, d->path->text);
    Str path = num_string_value(v);
    if (!valid_import_path(c, d->path, path)) return;
    Package *imp = import_package(k, path, d->path->e.node.pos);
    Atom name = imp->name;
    if (d->local) {
        name = d->local->atom;
        if (str_eqz(path, "C")) {
            check_error(c, DIAG_ImportCRenamed, d->local->e.node.pos, "cannot rename import \"C\"");
            return;
        }
    }
    if (str_eqz(name->s, "init")) {
        check_error(c, DIAG_InvalidInitDecl, d->d.node.pos, "cannot import package as init - init must be a func");
        return;
    }
    d->pkg = imp;
    if (!ptrmap_has(&k->imported, imp)) {
        ptrmap_put(&k->imported, imp, imp);
        vec_push(c->arena, &c->pkg->imports, imp);
    }
    Object *o = object_new(c->arena, OBJ_PKGNAME, d->d.node.pos, c->pkg, name, type_invalid(c));
    o->imported = imp;
    o->used = imp->fake;
    vec_push(c->arena, &c->imports, o);
    if (str_eqz(name->s, "."))
        dot_import(k, d, o);
    else
        check_declare(c, k->file->scope, NULL, o, NO_POS);
}

// ---- Constants, variables, types

static void collect_const(Collector *k, ConstDecl *s)
{
    Checker *c = k->c;
    bool inherited;
    ConstDecl *source = decl_const_source(&k->consts, s, &inherited);
    ExprList values = {0};
    if (source) values = source->values;
    for (uint32_t i = 0; i < s->names.n; i++) {
        Name *id = s->names.p[i];
        Object *o = object_new(c->arena, OBJ_CONST, id->e.node.pos, c->pkg, id->atom, NULL);
        o->value = num_int64(c->arena, s->iota);
        Declaration *d = declaration_new(k);
        d->type_expr = source ? source->type : NULL;
        d->init = i < values.n ? values.p[i] : NULL;
        d->inherited = inherited;
        declare_package_object(k, id, o, d);
    }
    decl_arity(c, s->d.node.pos, s->names.p, s->names.n, values, true, inherited);
}

static void collect_var(Collector *k, VarDecl *s)
{
    Checker *c = k->c;
    bool together = s->values.n == 1 && s->names.n > 1; // all depend on the one initialiser
    Declaration *shared = NULL;
    ObjectList objects = {0};
    for (uint32_t i = 0; i < s->names.n; i++)
        vec_push(c->arena, &objects,
                 object_new(c->arena, OBJ_VAR, s->names.p[i]->e.node.pos, c->pkg, s->names.p[i]->atom, NULL));
    for (uint32_t i = 0; i < s->names.n; i++) {
        Declaration *d = shared;
        if (!d) {
            d = declaration_new(k);
            d->type_expr = s->type;
            d->init = together ? s->values.p[0] : i < s->values.n ? s->values.p[i] : NULL;
            if (together) {
                shared = d;
                d->lhs = objects;
                for (uint32_t j = 0; j < s->names.n; j++) vec_push(c->arena, &d->names, s->names.p[j]);
            } else {
                vec_push(c->arena, &d->lhs, objects.p[i]);
                vec_push(c->arena, &d->names, s->names.p[i]);
            }
        }
        declare_package_object(k, s->names.p[i], objects.p[i], d);
    }
    if (!s->type || s->values.n > 0) decl_arity(c, s->d.node.pos, s->names.p, s->names.n, s->values, false, false);
}

static void collect_type(Collector *k, TypeDecl *s)
{
    Checker *c = k->c;
    Object *o = object_new(c->arena, OBJ_TYPENAME, s->name->e.node.pos, c->pkg, s->name->atom, NULL);
    o->is_alias = s->alias;
    Declaration *d = declaration_new(k);
    d->tdecl = s;
    declare_package_object(k, s->name, o, d);
    vec_push(c->arena, &c->pkg->type_names, o);
}

// ---- Functions and methods

static void check_special_func(Collector *k, FuncDecl *f, bool *tparam_error)
{
    Checker *c = k->c;
    const char *name = f->name->atom->s.p;
    DiagCode code = f->name->atom->s.p[0] == 'm' ? DIAG_InvalidMainDecl : DIAG_InvalidInitDecl;
    if (f->tparams.n > 0) {
        check_soft_error(c, code, f->tparams.p[0]->node.pos, "func %s must have no type parameters", name);
        *tparam_error = true;
    }
    if (f->sig->params.n > 0 || f->sig->results.n > 0)
        check_soft_error(c, code, f->name->e.node.pos, "func %s must have no arguments and no return values", name);
}

static void collect_func(Collector *k, FuncDecl *f)
{
    Checker *c = k->c;
    Atom name = f->name->atom;
    bool is_init = str_eqz(name->s, "init"), tparam_error = false;
    Object *o = object_new(c->arena, OBJ_FUNC, f->name->e.node.pos, c->pkg, name, NULL);
    o->decl = f;
    f->obj = o;
    f->name->obj = o;
    if (f->recv) {
        RecvParts recv = check_unpack_recv(c, f->recv->type, false);
        o->ptr_recv = recv.ptr;
        if (recv.base && recv.base->node.kind == NODE_Name && !str_eqz(name->s, "_")) {
            CollectedMethod m = {.obj = o, .ptr = recv.ptr, .recv = (Name *)recv.base};
            vec_push(c->arena, &k->methods, m);
        }
    } else {
        if (is_init || (str_eqz(name->s, "main") && str_eqz(c->pkg->name->s, "main")))
            check_special_func(k, f, &tparam_error);
        if (is_init) {
            o->parent = c->pkg->scope; // invisible, yet at package level
            if (!f->body) check_soft_error(c, DIAG_MissingInitBody, o->pos, "func init must have a body");
        } else {
            check_declare(c, c->pkg->scope, f->name, o, NO_POS);
            o->parent = c->pkg->scope;
        }
    }
    if (f->tparams.n > 0 && !tparam_error) check_require_version(c, f->tparams.p[0]->node.pos, 18, "type parameter");
    Declaration *d = declaration_new(k);
    d->fdecl = f;
    note_object(k, o, d);
    vec_push(c->arena, &c->pkg->funcs, f);
}

// Follows non-generic aliases from name to the defined type a method belongs to. *ptr: a pointer was met.
static Object *base_type_name(Checker *c, bool *ptr, Name *name)
{
    ObjectList seen = {0};
    for (;;) {
        Object *o = scope_lookup(c->pkg->scope, name->atom);
        if (!o || o->kind != OBJ_TYPENAME) return NULL;
        for (uint32_t i = 0; i < seen.n; i++)
            if (seen.p[i] == o) return NULL;
        TypeDecl *d = declaration_of(c, o)->tdecl;
        if (!d->alias) return o;
        if (d->tparams.n > 0) return NULL;
        vec_push(c->arena, &seen, o);
        Expr *t = ast_unparen(d->type);
        if (t && t->node.kind == NODE_Star) {
            if (*ptr) return NULL;
            *ptr = true;
            t = ast_unparen(((Star *)t)->x);
        }
        if (!t || t->node.kind != NODE_Name) return NULL;
        name = (Name *)t;
    }
}

static void tie_methods(Collector *k)
{
    Checker *c = k->c;
    for (uint32_t i = 0; i < k->methods.n; i++) {
        CollectedMethod *m = &k->methods.p[i];
        Object *base = base_type_name(c, &m->ptr, m->recv);
        if (!base) continue;
        m->obj->ptr_recv = m->ptr;
        ObjectList *list = ptrmap_get(&c->methods, base);
        if (!list) ptrmap_put(&c->methods, base, list = ARENA_NEW(c->arena, ObjectList));
        vec_push(c->arena, list, m->obj);
    }
}

// ---- The whole package

static void collect_decl(Collector *k, Decl *d)
{
    if (d->node.kind != NODE_ConstDecl) k->consts.active = false;
    switch ((NodeKind)d->node.kind) {
    case NODE_ImportDecl: collect_import(k, (ImportDecl *)d); break;
    case NODE_ConstDecl: collect_const(k, (ConstDecl *)d); break;
    case NODE_VarDecl: collect_var(k, (VarDecl *)d); break;
    case NODE_TypeDecl: collect_type(k, (TypeDecl *)d); break;
    case NODE_FuncDecl: collect_func(k, (FuncDecl *)d); break;
    default: BUG("node kind %d among the declarations of a file", d->node.kind);
    }
}

// File and package scope must not share a name.
static void check_file_scope(Checker *c, const File *f)
{
    for (uint32_t i = 0; i < f->scope->elems.n; i++) {
        Object *o = f->scope->elems.entries[i].value;
        Object *in_package = o ? scope_lookup(c->pkg->scope, o->name) : NULL;
        if (!in_package) continue;
        const char *also =
            o->pos ? arena_printf(c->arena, "\n\t%s: other declaration of %s", pos_text(c, o->pos), o->name->s.p) : "";
        if (o->kind == OBJ_PKGNAME)
            check_error(c, DIAG_DuplicateDecl, in_package->pos,
                        "%s already declared through import of package %s (\"%.*s\")%s", in_package->name->s.p,
                        o->imported->name->s.p, STR_FMT(o->imported->path), also);
        else
            check_error(c, DIAG_DuplicateDecl, in_package->pos,
                        "%s already declared through dot-import of package %s (\"%.*s\")%s", in_package->name->s.p,
                        o->pkg->name->s.p, STR_FMT(o->pkg->path), also);
    }
}

void check_collect_objects(Checker *c, File **files, uint32_t n)
{
    Collector k = {.c = c};
    map_init(&k.imported, c->arena);
    map_init(&k.fakes, c->arena);
    for (uint32_t i = 0; i < n; i++) {
        File *f = files[i];
        k.file = c->file = f;
        c->version = check_file_version(c, f);
        f->scope = scope_new(c->arena, c->pkg->scope, f->node.pos, f->eof, "file");
        k.consts.active = false;
        for (uint32_t j = 0; j < f->decls.n; j++) collect_decl(&k, f->decls.p[j]);
    }
    for (uint32_t i = 0; i < n; i++) check_file_scope(c, files[i]);
    tie_methods(&k);
    c->objects = k.objects;
}

// Defined types first, then aliases, then the rest: so that an alias's type is there when it is needed.
void check_package_objects(Checker *c)
{
    for (int phase = 0; phase < 3; phase++) {
        for (uint32_t i = 0; i < c->objects.n; i++) {
            Object *o = c->objects.p[i];
            int due = o->kind != OBJ_TYPENAME ? 2 : o->is_alias ? 1 : 0;
            if (due == phase) check_obj_decl(c, o);
        }
    }
}
