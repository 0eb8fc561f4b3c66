// Which method is missing: does a type have all of an interface's methods, and if not, why not.
//
// Spec: Implementing an interface; Type assertions.
#include "types/session.h"

typedef enum State {
    FOUND,
    NOT_FOUND,
    WRONG_NAME, // a method of other capitalisation
    UNEXPORTED, // of the same name in another package
    WRONG_SIGNATURE,
    AMBIGUOUS,
    PTR_RECV,
    FIELD,
} State;

typedef struct Miss {
    Checker *c;
    Type *v, *t;
    Object *m; // wanted
    Object *f; // found instead
    State state;
} Miss;

static const char *func_text(Checker *c, Object *f, bool pkg_info)
{
    StrBuf sb = {0};
    sb_put(&sb, f->name->s);
    type_write_signature(&sb, (Signature *)f->type, QUALIFY_RELATIVE, pkg_info ? NULL : c->pkg, false, pkg_info);
    const char *text = arena_strndup(c->arena, sb.p, sb.n);
    sb_release(&sb);
    return text;
}

static const char *wrong_signature_text(const Miss *x)
{
    Checker *c = x->c;
    const char *have = func_text(c, x->f, false), *want = func_text(c, x->m, false);
    if (strcmp(have, want) == 0) have = func_text(c, x->f, true), want = func_text(c, x->m, true);
    if (strcmp(have, want) == 0) return arena_printf(c->arena, "(wrong type for method %s)", x->m->name->s.p);
    return arena_printf(c->arena, "(wrong type for method %s)\n\t\thave %s\n\t\twant %s", x->m->name->s.p, have, want);
}

static const char *cause_text(const Miss *x)
{
    Arena *a = x->c->arena;
    const char *name = x->m->name->s.p;
    switch (x->state) {
    case FOUND: break;
    case NOT_FOUND:
        if (type_is_iface_ptr(x->v)) return arena_printf(a, "(%s)", check_interface_ptr_error(x->c, x->v));
        if (type_is_iface_ptr(x->t)) return arena_printf(a, "(%s)", check_interface_ptr_error(x->c, x->t));
        return arena_printf(a, "(missing method %s)", name);
    case WRONG_NAME:
        return arena_printf(a, "(missing method %s)\n\t\thave %s\n\t\twant %s", name, func_text(x->c, x->f, false),
                            func_text(x->c, x->m, false));
    case UNEXPORTED: return arena_printf(a, "(unexported method %s)", name);
    case WRONG_SIGNATURE: return wrong_signature_text(x);
    case AMBIGUOUS: return arena_printf(a, "(ambiguous selector %s.%s)", type_text(x->c, x->v), name);
    case PTR_RECV: return arena_printf(a, "(method %s has pointer receiver)", name);
    case FIELD: return arena_printf(a, "(%s.%s is a field, not a method)", type_text(x->c, x->v), name);
    }
    return "";
}

// Looks for x->m in a type that is not an interface.
static void look_in_type(Miss *x, Arena *scratch, TypeEquiv equiv, void *ctx)
{
    Object *m = x->m;
    LookupResult r = lookup_impl(scratch, x->v, false, m->pkg, m->name, false);
    if (!r.obj) {
        x->state = r.ambiguous ? AMBIGUOUS : r.bad_ptr_recv ? PTR_RECV : NOT_FOUND;
        if (x->state != NOT_FOUND) return;
        r = lookup_impl(scratch, x->v, false, m->pkg, m->name, true);
        if (!r.obj || r.obj->kind != OBJ_FUNC) return;
        x->f = r.obj;
        x->state = x->f->name == m->name ? UNEXPORTED : WRONG_NAME;
        return;
    }
    if (r.obj->kind != OBJ_FUNC) {
        x->state = FIELD;
        return;
    }
    x->f = r.obj;
    if (x->c) check_obj_decl(x->c, x->f);
    if (!equiv(ctx, x->f->type, m->type)) x->state = WRONG_SIGNATURE;
}

static void look_in_interface(Miss *x, TypeSet *set, bool is_static, TypeEquiv equiv, void *ctx)
{
    x->f = typeset_lookup(set, x->m->pkg, x->m->name, false, NULL);
    if (!x->f) {
        if (is_static) x->state = NOT_FOUND;
    } else if (!equiv(ctx, x->f->type, x->m->type)) {
        x->state = WRONG_SIGNATURE;
    }
}

Object *missing_method(Checker *c, Types *ts, Type *v, Type *t, bool is_static, TypeEquiv equiv, void *ctx,
                       const char **cause)
{
    (void)ts;
    TypeSet *want = typeset_of(c, (Interface *)type_under(t), NO_POS);
    if (want->methods.n == 0) return NULL;
    Type *vu = type_under(v);
    Miss x = {.c = c, .v = v, .t = t};
    Arena *scratch = arena_new("missing");
    for (uint32_t i = 0; i < want->methods.n && x.state == FOUND; i++) {
        x.m = want->methods.p[i];
        x.f = NULL;
        if (vu->kind == TYP_INTERFACE)
            look_in_interface(&x, typeset_of(c, (Interface *)vu, NO_POS), is_static, equiv, ctx);
        else
            look_in_type(&x, scratch, equiv, ctx);
    }
    arena_free(scratch);
    if (x.state == FOUND) return NULL;
    if (cause && c) {
        if (x.f) check_obj_decl(c, x.f);
        *cause = cause_text(&x);
    }
    return x.m;
}

typedef struct SeenStruct {
    const Struct *s;
    const struct SeenStruct *up;
} SeenStruct;

// An invalid embedded field may have had the method: no second error.
static bool has_invalid_embedded(Type *t, const SeenStruct *up)
{
    Type *u = type_under(t);
    if (u->kind == TYP_POINTER) u = type_under(((Pointer *)u)->elem);
    if (u->kind != TYP_STRUCT) return false;
    Struct *s = (Struct *)u;
    for (const SeenStruct *p = up; p; p = p->up)
        if (p->s == s) return false;
    SeenStruct here = {s, up};
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Object *f = s->fields.p[i];
        if (f->embedded && (!type_valid(f->type) || has_invalid_embedded(f->type, &here))) return true;
    }
    return false;
}

bool has_all_methods(Checker *c, Types *ts, Type *v, Type *t, bool is_static, TypeEquiv equiv, void *ctx,
                     const char **cause)
{
    if (!type_valid(v)) return true;
    return !missing_method(c, ts, v, t, is_static, equiv, ctx, cause) || has_invalid_embedded(v, NULL);
}

static bool identical_types(void *ctx, Type *x, Type *y)
{
    (void)ctx;
    return type_identical(x, y);
}

Object *check_missing_method(Checker *c, Type *v, Type *t, bool is_static, const char **cause)
{
    return missing_method(c, c->ts, v, t, is_static, identical_types, NULL, cause);
}

bool check_asserted_ok(Checker *c, Type *x, Type *t, const char **cause)
{
    if (type_is_any_interface(t)) return true; // decided at run time
    return has_all_methods(c, c->ts, t, x, false, identical_types, NULL, cause);
}
