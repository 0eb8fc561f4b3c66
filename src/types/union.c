// Union elements of interfaces: A | ~B | C.
//
// Spec: General interfaces.
#include "types/session.h"

enum { MAX_TERMS = 100 };

typedef struct LateUnion {
    Union *u;
    ExprList terms;
} LateUnion;

static void flatten(Checker *c, Expr *e, ExprList *out)
{
    while (e->node.kind == NODE_Binary && ((Binary *)e)->op == TOK_OR) {
        flatten(c, ((Binary *)e)->x, out);
        e = ((Binary *)e)->y;
    }
    vec_push(c->arena, out, e);
}

static UnionTerm check_term(Checker *c, Expr *e)
{
    bool tilde = e->node.kind == NODE_Unary && ((Unary *)e)->op == TOK_TILDE;
    Expr *x = tilde ? ((Unary *)e)->x : e;
    Type *t = check_type(c, x);
    if (type_is_typeparam(t)) {
        if (tilde)
            check_error(c, DIAG_MisplacedTypeParam, expr_pos(x), "type in term %s cannot be a type parameter",
                        expr_text(c, e));
        else
            check_error(c, DIAG_MisplacedTypeParam, expr_pos(x), "term cannot be a type parameter");
        t = invalid_type(c->ts);
    }
    if (tilde) check_record_type(c, e, MODE_TYPE, t, NULL);
    return (UnionTerm){tilde, t};
}

// A union's terms print in full, unlike types in other messages.
static const char *term_text(Checker *c, UnionTerm t)
{
    StrBuf sb = {0};
    if (t.tilde) sb_putc(&sb, '~');
    type_write(&sb, t.type, QUALIFY_RELATIVE, NULL);
    const char *text = arena_strndup(c->arena, sb.p, sb.n);
    sb_release(&sb);
    return text;
}

static void check_interface_term(Checker *c, UnionTerm t, Interface *it, Pos pos)
{
    TypeSet *s = typeset_of(c, it, pos);
    const char *text = term_text(c, t);
    if (typeset_nmethods(s))
        check_error(c, DIAG_InvalidUnion, pos, "cannot use %s in union (%s contains methods)", text, text);
    else if (t.type == &c->ts->comparable->t)
        check_error(c, DIAG_InvalidUnion, pos, "cannot use comparable in union");
    else if (typeset_comparable_flag(s))
        check_error(c, DIAG_InvalidUnion, pos, "cannot use %s in union (%s embeds comparable)", text, text);
}

static bool tilde_ok(Checker *c, UnionTerm t, Type *under, Pos pos)
{
    if (!t.tilde) return true;
    if (under->kind == TYP_INTERFACE) {
        check_error(c, DIAG_InvalidUnion, pos, "invalid use of ~ (%s is an interface)", type_text(c, t.type));
        return false;
    }
    if (type_identical(under, t.type)) return true;
    check_error(c, DIAG_InvalidUnion, pos, "invalid use of ~ (underlying type of %s is %s)", type_text(c, t.type),
                type_text(c, under));
    return false;
}

static void late_union(Checker *c, void *arg)
{
    LateUnion *late = arg;
    Union *u = late->u;
    for (uint32_t i = 0; i < u->terms.n; i++) {
        UnionTerm t = u->terms.p[i];
        if (!type_valid(t.type)) continue;
        Pos pos = expr_pos(late->terms.p[i]);
        Type *under = type_under(t.type);
        if (!tilde_ok(c, t, under, pos)) continue;
        if (under->kind == TYP_INTERFACE) {
            check_interface_term(c, t, (Interface *)under, pos);
            continue; // may overlap
        }
        for (uint32_t j = 0; j < i; j++) {
            UnionTerm other = u->terms.p[j];
            if (type_is_any_interface(other.type) || !type_valid(other.type)) continue;
            if (term_disjoint(&(Term){other.tilde, other.type}, &(Term){t.tilde, t.type})) continue;
            check_soft_error(c, DIAG_InvalidUnion, pos, "overlapping terms %s and %s", term_text(c, t),
                             term_text(c, other));
            break;
        }
    }
}

Type *check_union(Checker *c, Expr *e)
{
    ExprList list = {0};
    flatten(c, e, &list);
    Union *u = ARENA_NEW(c->arena, Union);
    u->t.kind = TYP_UNION;
    bool ok = true;
    for (uint32_t i = 0; i < list.n; i++) {
        UnionTerm t = check_term(c, list.p[i]);
        if (list.n == 1 && !t.tilde) return t.type; // a lone type embeds itself
        if (u->terms.n < MAX_TERMS) {
            vec_push(c->arena, &u->terms, t);
        } else if (ok) {
            check_error(c, DIAG_InvalidUnion, expr_pos(list.p[i]),
                        "cannot handle more than %d union terms (implementation limitation)", MAX_TERMS);
            ok = false;
        }
    }
    Type *t = ok ? &u->t : invalid_type(c->ts);
    if (e->node.kind == NODE_Binary) check_record_type(c, e, MODE_TYPE, t, NULL);
    if (!ok) return t;
    LateUnion *late = ARENA_NEW(c->arena, LateUnion);
    *late = (LateUnion){u, list};
    check_later(c, late_union, late);
    return t;
}
