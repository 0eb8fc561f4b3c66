// Expressions: the dispatch on the node's kind and what every result goes through.
//
// check_raw_expr computes an operand and records it on the node; the variants above it then
// refuse what their context can't take (types, builtins, no value, several values). Kinds with
// rules of their own stand in operators.c, index.c, call.c, selector.c, literals.c.
#include "types/expr.h"

Target *check_target(Checker *c, Type *t, const char *desc)
{
    Signature *sig = t ? type_signature(t) : NULL;
    if (!sig) return NULL;
    Target *target = ARENA_NEW(c->arena, Target);
    *target = (Target){sig, desc};
    return target;
}

// ---- Marks for lowering

// The local variable whose memory e denotes a part of, or NULL.
static Object *root_variable(Expr *e)
{
    for (;;) {
        switch (e->node.kind) {
        case NODE_Paren: e = ((Paren *)e)->x; break;
        case NODE_Selector: {
            Selector *s = (Selector *)e;
            if (!s->selection || s->selection->kind != SEL_FIELD || s->selection->indirect) return NULL;
            e = s->x;
            break;
        }
        case NODE_Index: {
            e = ((Index *)e)->x;
            if (!e->type || (!type_is_kind(e->type, TYP_ARRAY) && !type_is_typeparam(e->type))) return NULL;
            break;
        }
        case NODE_Name: {
            Object *o = ((Name *)e)->obj;
            return o && o->kind == OBJ_VAR && o->order == 0 ? o : NULL; // package-level ones may be another package's
        }
        default: return NULL;
        }
    }
}

void check_mark_addr_taken(Expr *e)
{
    Object *v = root_variable(e);
    if (v) v->addr_taken = true;
}

void check_mark_reassigned(Expr *e)
{
    Object *v = root_variable(e);
    if (v) v->reassigned = true;
}

static void mark_captured(Checker *c, Object *v)
{
    if (!c->env.lit || v->captured || v->pkg != c->pkg || !v->parent || v->parent == c->pkg->scope) return;
    for (Scope *s = c->env.scope; s && s != v->parent; s = s->parent) {
        if (!s->is_func) continue;
        v->captured = true;
        return;
    }
}

// ---- What every operand goes through

// A generic function is instantiated by its target's type if there is one; otherwise generic types and functions are refused.
static void require_instance(Checker *c, const Target *target, Operand *x)
{
    if (x->mode == MODE_INVALID || x->mode == MODE_NOVALUE || !x->type) return;
    const char *what = NULL;
    if (x->type->kind == TYP_SIGNATURE && ((Signature *)x->type)->tparams.n > 0) {
        if (target) {
            uint32_t n;
            check_func_inst(c, target, x->expr->node.pos, x, NULL, true, &n);
            return;
        }
        what = "function";
    } else if ((x->type->kind == TYP_NAMED || x->type->kind == TYP_ALIAS) && type_uninstantiated(x->type)) {
        what = "type";
    }
    if (!what) return;
    check_error(c, DIAG_WrongTypeArgCount, expr_pos(x->expr), "cannot use generic %s %s without instantiation", what,
                expr_text(c, x->expr));
    operand_invalidate(x);
    x->type = type_invalid(c);
}

void check_finish_expr(Checker *c, const Target *target, Operand *x, bool allow_generic)
{
    if (!allow_generic) require_instance(c, target, x);
    if (x->mode != MODE_INVALID && x->mode != MODE_NOVALUE && !check_finite_size(c, x->type)) {
        operand_invalidate(x);
        x->type = type_invalid(c);
    }
    check_record(c, x);
}

enum { NO_VALUE = 1 << MODE_NOVALUE, NO_BUILTIN = 1 << MODE_BUILTIN, NO_TYPE = 1 << MODE_TYPE };

static void exclude(Checker *c, Operand *x, unsigned modes)
{
    if (!(modes & 1u << x->mode)) return;
    const char *text = operand_text(c, x);
    Pos pos = expr_pos(x->expr);
    if (x->mode == MODE_BUILTIN)
        check_error(c, DIAG_UncalledBuiltin, pos, "%s must be called", text);
    else if (x->mode == MODE_TYPE)
        check_error(c, DIAG_NotAnExpr, pos, "%s is not an expression", text);
    else
        check_error(c, DIAG_TooManyValues, pos, modes & NO_TYPE ? "%s used as value" : "%s used as value or type",
                    text);
    operand_invalidate(x);
}

void check_require_value(Checker *c, Operand *x) { exclude(c, x, NO_VALUE | NO_BUILTIN | NO_TYPE); }

void check_require_value_or_type(Checker *c, Operand *x) { exclude(c, x, NO_VALUE | NO_BUILTIN); }

void check_single_value(Checker *c, Operand *x)
{
    if (x->mode != MODE_VALUE || x->type->kind != TYP_TUPLE) return;
    check_error(c, DIAG_TooManyValues, expr_pos(x->expr), "multiple-value %s in single-value context",
                operand_text(c, x));
    operand_invalidate(x);
}

// ---- The variants

void check_expr(Checker *c, const Target *target, Operand *x, Expr *e)
{
    check_raw_expr(c, target, x, e, NULL, false);
    check_require_value(c, x);
    check_single_value(c, x);
}

void check_generic_expr(Checker *c, Operand *x, Expr *e)
{
    check_raw_expr(c, NULL, x, e, NULL, true);
    check_require_value(c, x);
    check_single_value(c, x);
}

void check_expr_with_hint(Checker *c, Operand *x, Expr *e, Type *hint)
{
    check_raw_expr(c, NULL, x, e, hint, false);
    check_require_value(c, x);
    check_single_value(c, x);
}

void check_expr_or_type(Checker *c, Operand *x, Expr *e, bool allow_generic)
{
    check_raw_expr(c, NULL, x, e, NULL, allow_generic);
    exclude(c, x, NO_VALUE);
    check_single_value(c, x);
}

// ---- Use marks after an error

static bool use(Checker *c, Expr *e, bool lhs)
{
    if (!e) return true;
    Operand x = {.mode = MODE_VALUE};
    Expr *plain = ast_unparen(e);
    if (plain->node.kind != NODE_Name) {
        if (plain->node.kind == NODE_KeyValue) e = ((KeyValue *)plain)->value;
        check_raw_expr(c, NULL, &x, e, NULL, true);
        return x.mode != MODE_INVALID;
    }
    Name *id = (Name *)plain;
    if (str_eqz(id->atom->s, "_")) return true;
    Object *v = lhs ? check_lookup_name(c, id->atom) : NULL;
    if (v && (v->kind != OBJ_VAR || v->pkg != c->pkg)) v = NULL;
    bool used = v && v->used;
    check_expr_or_type(c, &x, plain, true);
    if (v) v->used = used; // being assigned to is not a use
    return x.mode != MODE_INVALID;
}

bool check_use_one(Checker *c, Expr *e) { return use(c, e, false); }

bool check_use(Checker *c, ExprList list)
{
    bool ok = true;
    for (uint32_t i = 0; i < list.n; i++) ok &= use(c, list.p[i], false);
    return ok;
}

bool check_use_lhs(Checker *c, ExprList list)
{
    bool ok = true;
    for (uint32_t i = 0; i < list.n; i++) ok &= use(c, list.p[i], true);
    return ok;
}

// ---- Kinds

static void name_expr(Checker *c, Operand *x, Name *e)
{
    check_ident(c, x, e, NULL, false);
    if (x->mode == MODE_VAR && e->obj) mark_captured(c, e->obj);
}

static bool elem_of_pointers(Checker *c, Operand *x, Type **elem)
{
    Type *under = type_under(x->type);
    if (under->kind == TYP_POINTER) {
        *elem = ((Pointer *)under)->elem;
        return true;
    }
    TypeTerms terms;
    type_terms(c->arena, x->type, &terms);
    Type *base = NULL;
    for (uint32_t i = 0; i < terms.n; i++) {
        if (terms.p[i].under->kind != TYP_POINTER) {
            base = NULL;
            break;
        }
        Type *t = ((Pointer *)terms.p[i].under)->elem;
        if (base && !type_identical(base, t)) {
            check_error(c, DIAG_InvalidIndirection, expr_pos(x->expr),
                        "invalid operation: pointers of %s must have identical base types", operand_text(c, x));
            return false;
        }
        base = t;
    }
    if (!base)
        check_error(c, DIAG_InvalidIndirection, expr_pos(x->expr), "invalid operation: cannot indirect %s",
                    operand_text(c, x));
    *elem = base;
    return base != NULL;
}

static void star_expr(Checker *c, Operand *x, Star *e)
{
    check_expr_or_type(c, x, e->x, false);
    if (x->mode == MODE_INVALID) return;
    if (x->mode == MODE_TYPE) {
        check_valid_var_type(c, e->x, x->type);
        x->type = type_new_pointer(c->ts, x->type);
        return;
    }
    Type *elem;
    x->mode = elem_of_pointers(c, x, &elem) ? MODE_VAR : MODE_INVALID;
    if (x->mode == MODE_VAR) x->type = elem;
}

void check_type_assertion(Checker *c, Expr *e, Operand *x, Type *t, bool type_switch)
{
    const char *cause = NULL;
    if (check_asserted_ok(c, x->type, t, &cause)) return;
    if (!cause) cause = "";
    if (type_switch)
        check_error(c, DIAG_ImpossibleAssert, expr_pos(e),
                    "impossible type switch case: %s\n\t%s cannot have dynamic type %s %s", expr_text(c, e),
                    operand_text(c, x), type_text(c, t), cause);
    else
        check_error(c, DIAG_ImpossibleAssert, expr_pos(e),
                    "impossible type assertion: %s\n\t%s does not implement %s %s", expr_text(c, e), type_text(c, t),
                    type_text(c, x->type), cause);
}

static void assert_expr(Checker *c, Operand *x, TypeAssert *e)
{
    check_expr(c, NULL, x, e->x);
    if (x->mode == MODE_INVALID) return;
    Pos pos = expr_pos(x->expr);
    Type *t = NULL;
    if (!e->type_expr)
        check_error(c, DIAG_InvalidSyntaxTree, expr_pos(&e->e), "invalid use of AssertExpr");
    else if (type_is_typeparam(x->type))
        check_error(c, DIAG_InvalidAssert, pos,
                    "invalid operation: cannot use type assertion on type parameter value %s", operand_text(c, x));
    else if (!type_is_kind(x->type, TYP_INTERFACE))
        check_error(c, DIAG_InvalidAssert, pos, "invalid operation: %s is not an interface", operand_text(c, x));
    else
        t = check_var_type(c, e->type_expr);
    if (!t || !type_valid(t)) {
        operand_invalidate(x);
        return;
    }
    check_type_assertion(c, &e->e, x, t, false);
    x->mode = MODE_COMMAOK;
    x->type = t;
}

static void index_expr(Checker *c, const Target *target, Operand *x, Index *e)
{
    if (!check_index_expr(c, x, e)) return;
    uint32_t n;
    check_func_inst(c, target, e->e.node.pos, x, e, true, &n);
}

static void misplaced(Checker *c, Operand *x, Expr *e, const char *msg)
{
    check_error(c, DIAG_InvalidSyntaxTree, expr_pos(e), "%s", msg);
    operand_invalidate(x);
}

// The operand of e, not yet recorded. x->expr is e on return.
static ExprKind compute(Checker *c, const Target *target, Operand *x, Expr *e, Type *hint)
{
    ExprKind kind = EXPR_KIND_EXPRESSION;
    switch ((NodeKind)e->node.kind) {
    case NODE_Name: name_expr(c, x, (Name *)e); break;
    case NODE_BasicLit: check_basic_lit(c, x, (BasicLit *)e); break;
    case NODE_FuncLit: check_func_lit(c, x, (FuncLit *)e); break;
    case NODE_CompositeLit: check_composite_lit(c, x, (CompositeLit *)e, hint); break;
    case NODE_Paren: kind = check_raw_expr(c, NULL, x, ((Paren *)e)->x, NULL, false); break;
    case NODE_Selector: check_selector(c, x, (Selector *)e, NULL, false); break;
    case NODE_Index: index_expr(c, target, x, (Index *)e); break;
    case NODE_Slice: check_slice_expr(c, x, (SliceExpr *)e); break;
    case NODE_TypeAssert: assert_expr(c, x, (TypeAssert *)e); break;
    case NODE_Call: kind = check_call(c, x, (Call *)e); break;
    case NODE_Star: star_expr(c, x, (Star *)e); break;
    case NODE_Unary:
        check_unary(c, x, (Unary *)e);
        if (((Unary *)e)->op == TOK_ARROW) kind = EXPR_KIND_STATEMENT;
        break;
    case NODE_Binary: check_binary_chain(c, x, (Binary *)e); break;
    case NODE_ArrayType:
    case NODE_SliceType:
    case NODE_StructType:
    case NODE_FuncType:
    case NODE_InterfaceType:
    case NODE_MapType:
    case NODE_ChanType:
        x->mode = MODE_TYPE;
        x->type = check_type(c, e);
        if (!type_valid(x->type)) operand_invalidate(x);
        break;
    case NODE_TypeSwitchGuard:
        misplaced(c, x, e, "use of .(type) outside type switch");
        check_use_one(c, ((TypeSwitchGuard *)e)->x);
        break;
    case NODE_KeyValue: misplaced(c, x, e, "no key:value expected"); break;
    case NODE_Ellipsis: misplaced(c, x, e, "invalid use of ..."); break;
    default: operand_invalidate(x); break; // BadExpr: reported by the parser
    }
    x->expr = e;
    return x->mode == MODE_INVALID && kind == EXPR_KIND_EXPRESSION ? EXPR_KIND_STATEMENT : kind;
}

ExprKind check_raw_expr(Checker *c, const Target *target, Operand *x, Expr *e, Type *hint, bool allow_generic)
{
    *x = (Operand){.mode = MODE_INVALID, .type = type_invalid(c), .expr = e};
    ExprKind kind = EXPR_KIND_STATEMENT;
    if (check_enter(c, e->node.pos)) {
        kind = compute(c, target, x, e, hint);
        check_leave(c);
    }
    check_finish_expr(c, target, x, allow_generic);
    return kind;
}
