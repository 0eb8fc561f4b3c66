// Range clauses (spec: For statements with range clause).
//
// Where at most one variable is present and the operand is an array (or a pointer to one)
// without calls or receives, the operand is not evaluated: its node's value then holds the
// length, although its mode is not that of a constant.
#include "types/expr.h"
#include "types/session.h"

typedef struct RangeTypes {
    Type *key, *value; // NULL: none
    const char *cause; // when !ok; may be NULL
    bool ok;
} RangeTypes;

static RangeTypes refuse(const char *cause) { return (RangeTypes){.cause = cause}; }

static RangeTypes yields(Type *key, Type *value) { return (RangeTypes){.key = key, .value = value, .ok = true}; }

static const char *refuse_range(Checker *c, Type *t, Type *u)
{
    if (!u || u->kind != TYP_CHAN || ((Chan *)u)->dir != CHAN_SEND) return NULL;
    return arena_printf(c->arena, "receive from send-only channel %s", type_text(c, t));
}

#define ITERATOR "func must be func(yield func(...) bool): "

static RangeTypes iterator_types(Checker *c, Signature *f)
{
    if (!check_allow_version(c, 23)) return refuse("requires go1.23 or later");
    if (f->params->vars.n != 1) return refuse(ITERATOR "wrong argument count");
    if (f->results->vars.n != 0) return refuse(ITERATOR "unexpected results");
    const char *cause = NULL;
    Type *u = type_common_under(c, f->params->vars.p[0]->type, NULL, &cause);
    if (!u && cause) return refuse(arena_printf(c->arena, ITERATOR "in yield type, %s", cause));
    if (!u || u->kind != TYP_SIGNATURE) return refuse(ITERATOR "argument is not func");
    Signature *yield = (Signature *)u;
    ObjectList params = yield->params->vars, results = yield->results->vars;
    if (params.n > 2) return refuse(ITERATOR "yield func has too many parameters");
    if (results.n != 1 || !type_identical(results.p[0]->type, types_basic(c->ts, BASIC_BOOL))) {
        if (results.n == 1 && type_has_info(results.p[0]->type, INFO_BOOLEAN))
            return refuse(ITERATOR "yield func returns user-defined boolean, not bool");
        return refuse(ITERATOR "yield func does not return bool");
    }
    return yields(params.n > 0 ? params.p[0]->type : NULL, params.n > 1 ? params.p[1]->type : NULL);
}

static Type *array_of(Type *u)
{
    if (u->kind == TYP_POINTER && ((Pointer *)u)->elem) u = type_under(((Pointer *)u)->elem);
    return u->kind == TYP_ARRAY ? u : NULL;
}

static RangeTypes range_types(Checker *c, Type *t)
{
    const char *cause = NULL;
    Type *u = type_common_under(c, t, refuse_range, &cause), *integer = types_basic(c->ts, BASIC_INT);
    if (!u) return refuse(cause);
    Array *a = (Array *)array_of(u);
    if (a) return yields(integer, a->elem);
    switch ((TypeKind)u->kind) {
    case TYP_BASIC:
        if (((Basic *)u)->info & INFO_STRING) return yields(integer, &c->ts->rune_type.t);
        if (!(((Basic *)u)->info & INFO_INTEGER)) break;
        return check_allow_version(c, 22) ? yields(t, NULL) : refuse("requires go1.22 or later");
    case TYP_SLICE: return yields(integer, ((Slice *)u)->elem);
    case TYP_MAP: return yields(((Map *)u)->key, ((Map *)u)->elem);
    case TYP_CHAN: return yields(((Chan *)u)->elem, NULL);
    case TYP_SIGNATURE: return iterator_types(c, (Signature *)u);
    default: break;
    }
    return refuse(NULL);
}

static void report_range(Checker *c, Operand *x, const RangeTypes *r, ForStmt *s)
{
    const char *text = operand_text(c, x);
    if (!r->ok && r->cause && *r->cause)
        check_soft_error(c, DIAG_InvalidRangeExpr, expr_pos(x->expr), "cannot range over %s: %s", text, r->cause);
    else if (!r->ok)
        check_soft_error(c, DIAG_InvalidRangeExpr, expr_pos(x->expr), "cannot range over %s", text);
    else if (!r->key && s->key)
        check_soft_error(c, DIAG_InvalidIterVar, expr_pos(s->key), "range over %s permits no iteration variables",
                         text);
    else if (!r->value && s->value)
        check_soft_error(c, DIAG_InvalidIterVar, expr_pos(s->value),
                         "range over %s permits only one iteration variable", text);
    else if (s->extra)
        check_soft_error(c, DIAG_InvalidIterVar, expr_pos(s->extra),
                         "range clause permits at most two iteration variables");
}

// ---- Iteration variables

// Declares lhs with type t (NULL: in error); over_int is the operand that gives an integer variable its type.
static Object *define_var(Checker *c, ForStmt *s, Expr *lhs, Type *t, Operand *over_int)
{
    Name *id = lhs->node.kind == NODE_Name ? (Name *)lhs : NULL;
    if (!id) check_error(c, DIAG_InvalidSyntaxTree, expr_pos(lhs), "cannot declare %s", expr_text(c, lhs));
    Atom name = id ? id->atom : atom_get(c->ts->atoms, STR("_"));
    Object *v = object_new(c->arena, OBJ_VAR, lhs->node.pos, c->pkg, name, NULL);
    bool blank = str_eqz(name->s, "_");
    if (!blank) id->obj = v;
    v->reassigned = !s->per_iteration;
    if (!t || !type_valid(t)) {
        v->type = type_invalid(c);
        v->used = true;
    } else if (over_int) {
        check_init_var(c, v, over_int, "range clause");
    } else {
        Operand y = {.mode = MODE_VALUE, .expr = lhs, .type = t};
        check_init_var(c, v, &y, "assignment");
    }
    return blank ? NULL : v;
}

static void define_vars(Checker *c, ForStmt *s, const RangeTypes *r, Operand *over_int)
{
    Expr *lhs[2] = {s->key, s->value};
    Type *types[2] = {r->key, r->value};
    Object *vars[2] = {NULL, NULL};
    for (unsigned i = 0; i < 2; i++)
        if (lhs[i]) vars[i] = define_var(c, s, lhs[i], types[i], over_int);
    if (!vars[0] && !vars[1]) {
        check_error(c, DIAG_NoNewVar, ast_start(&s->s.node), "no new variables on left side of :=");
        return;
    }
    for (unsigned i = 0; i < 2; i++)
        if (vars[i]) check_declare(c, c->env.scope, NULL, vars[i], s->body->s.node.pos);
}

static void assign_vars(Checker *c, ForStmt *s, const RangeTypes *r, Operand *over_int)
{
    Expr *lhs[2] = {s->key, s->value};
    Type *types[2] = {r->key, r->value};
    for (unsigned i = 0; i < 2; i++) {
        if (!lhs[i] || !types[i] || !type_valid(types[i])) continue;
        if (over_int) {
            check_assign_var(c, lhs[i], NULL, over_int, "range clause");
            if (over_int->mode != MODE_INVALID && !type_has_info(over_int->type, INFO_INTEGER))
                check_soft_error(c, DIAG_InvalidRangeExpr, expr_pos(lhs[i]), "cannot use iteration variable of type %s",
                                 type_text(c, over_int->type));
        } else {
            Operand y = {.mode = MODE_VALUE, .expr = lhs[i], .type = types[i]};
            check_assign_var(c, lhs[i], NULL, &y, "assignment");
        }
    }
}

void check_range_stmt(Checker *c, ForStmt *s)
{
    Operand x;
    c->env.has_call_or_recv = false;
    check_expr(c, NULL, &x, s->range_x);
    RangeTypes r = {0};
    bool over_int = false;
    if (x.mode != MODE_INVALID) {
        Array *a = (Array *)array_of(type_under(x.type));
        r = range_types(c, x.type);
        if (a && !s->value && !c->env.has_call_or_recv) ast_unparen(s->range_x)->value = num_int64(c->arena, a->len);
        report_range(c, &x, &r, s);
        over_int = type_has_info(x.type, INFO_INTEGER);
    }
    check_open_scope(c, s->s.node.pos, "range");
    Operand *integer = over_int ? &x : NULL;
    if (s->define)
        define_vars(c, s, &r, integer);
    else if (s->key)
        assign_vars(c, s, &r, integer);
    else if (over_int)
        check_assignment(c, &x, NULL, "range clause"); // gives an untyped constant its default type
    if (s->body) check_stmt(c, &s->body->s);
    check_close_scope(c);
}
