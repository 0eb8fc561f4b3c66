// Assignments, initialisations and short variable declarations (spec: Assignment statements,
// Variable declarations, Short variable declarations, Return statements).
//
// n:n assignments are checked pair by pair. n:1 takes the values of one call, or the value and
// boolean of a map index, type assertion or receive; the node of the latter is then recorded as
// used in comma-ok form.
#include "types/expr.h"
#include "types/session.h"

// ---- One value

static const char *context_text(Checker *c, const char *what, const Expr *of)
{
    return of ? arena_printf(c->arena, "%s %s", what, expr_text(c, of)) : what;
}

static void report_untyped(Checker *c, Operand *x, Type *target, DiagCode code, const char *context)
{
    const char *suffix = code == DIAG_TruncatedFloat    ? " (truncated)"
                         : code == DIAG_NumericOverflow ? " (overflows)"
                                                        : "";
    check_error(c, *suffix ? code : DIAG_IncompatibleAssign, expr_pos(x->expr), "cannot use %s as %s value in %s%s",
                operand_text(c, x), type_text(c, target), context, suffix);
    operand_invalidate(x);
}

// Gives an untyped x the type that assigning it to t (NULL: the blank identifier) implies.
static bool assign_untyped(Checker *c, Operand *x, Type *t, const char *what, const Expr *of)
{
    Type *target = t;
    if (x->mode == MODE_NILVALUE) {
        if (!t) {
            check_error(c, DIAG_UntypedNilUse, expr_pos(x->expr), "use of untyped nil in %s",
                        context_text(c, what, of));
            operand_invalidate(x);
            return false;
        }
    } else if (!t || type_is_interface(t)) {
        target = type_default(c->ts, x->type);
    }
    ConstVal *value;
    DiagCode code;
    Type *implied = check_implicit_type(c, x, target, &value, &code);
    if (!implied) {
        report_untyped(c, x, target, code, context_text(c, what, of));
        return false;
    }
    check_set_implicit(c, x, implied, value);
    return x->mode != MODE_INVALID;
}

static bool can_assign_mode(ExprMode m)
{
    return m == MODE_NILVALUE || m == MODE_CONST || m == MODE_VAR || m == MODE_MAPINDEX || m == MODE_VALUE ||
           m == MODE_COMMAOK || m == MODE_COMMAERR;
}

void check_assignment_of(Checker *c, Operand *x, Type *t, const char *what, const Expr *of)
{
    check_single_value(c, x);
    if (x->mode == MODE_INVALID) return;
    Pos pos = NO_POS;
    if (!can_assign_mode(x->mode)) {
        pos = expr_pos(x->expr);
        check_error(c, DIAG_IncompatibleAssign, pos, "cannot assign %s to %s in %s", operand_text(c, x),
                    type_text(c, t), context_text(c, what, of));
        operand_invalidate(x);
        return;
    }
    if (!type_typed(x->type) && !assign_untyped(c, x, t, what, of)) return;
    Signature *sig = x->type->kind == TYP_SIGNATURE ? (Signature *)x->type : NULL;
    if (sig && sig->tparams.n > 0) {
        check_error(c, DIAG_WrongTypeArgCount, expr_pos(x->expr),
                    "cannot use generic function %s without instantiation in %s", operand_text(c, x),
                    context_text(c, what, of));
        operand_invalidate(x);
        return;
    }
    if (!t || x->type == t) return;
    const char *cause = NULL;
    if (check_assignable(c, x, t, &cause)) return;
    pos = expr_pos(x->expr);
    const char *operand = operand_text(c, x), *type = type_text(c, t), *context = context_text(c, what, of);
    if (cause && *cause)
        check_error(c, DIAG_IncompatibleAssign, pos, "cannot use %s as %s value in %s: %s", operand, type, context,
                    cause);
    else
        check_error(c, DIAG_IncompatibleAssign, pos, "cannot use %s as %s value in %s", operand, type, context);
    operand_invalidate(x);
}

void check_assignment(Checker *c, Operand *x, Type *t, const char *context)
{
    check_assignment_of(c, x, t, context, NULL);
}

void check_init_const(Checker *c, Object *lhs, Operand *x)
{
    if (x->mode <= MODE_INVALID || !type_valid(x->type) || (lhs->type && !type_valid(lhs->type))) {
        if (!lhs->type) lhs->type = type_invalid(c);
        return;
    }
    if (x->mode != MODE_CONST) {
        check_error(c, DIAG_InvalidConstInit, expr_pos(x->expr), "%s is not constant", operand_text(c, x));
        if (!lhs->type) lhs->type = type_invalid(c);
        return;
    }
    if (!lhs->type) lhs->type = x->type;
    check_assignment(c, x, lhs->type, "constant declaration");
    if (x->mode != MODE_INVALID) lhs->value = x->value;
}

void check_init_var(Checker *c, Object *lhs, Operand *x, const char *context)
{
    if (x->mode == MODE_INVALID || !type_valid(x->type) || (lhs->type && !type_valid(lhs->type))) {
        if (!lhs->type) lhs->type = type_invalid(c);
        operand_invalidate(x);
        return;
    }
    if (!lhs->type) {
        if (x->type == types_basic(c->ts, BASIC_UNTYPED_NIL)) {
            check_error(c, DIAG_UntypedNilUse, expr_pos(x->expr), "use of untyped nil in %s", context);
            lhs->type = type_invalid(c);
            operand_invalidate(x);
            return;
        }
        lhs->type = type_default(c->ts, x->type);
    }
    check_assignment(c, x, lhs->type, context);
}

// ---- Left sides

static bool is_blank(const Name *id) { return str_eqz(id->atom->s, "_"); }

static void report_unassignable(Checker *c, Operand *x)
{
    if (x->expr->node.kind == NODE_Selector) {
        Operand outer;
        check_expr(c, NULL, &outer, ((Selector *)x->expr)->x);
        if (outer.mode == MODE_MAPINDEX) {
            check_error(c, DIAG_UnaddressableFieldAssign, expr_pos(x->expr), "cannot assign to struct field %s in map",
                        expr_text(c, x->expr));
            return;
        }
    }
    check_error(c, DIAG_UnassignableOperand, expr_pos(x->expr),
                "cannot assign to %s (neither addressable nor a map index expression)", expr_text(c, x->expr));
}

Type *check_lhs(Checker *c, Expr *lhs)
{
    Expr *plain = ast_unparen(lhs);
    Object *v = NULL;
    if (plain->node.kind == NODE_Name) {
        Name *id = (Name *)plain;
        if (is_blank(id)) return NULL;
        v = check_lookup_name(c, id->atom);
        if (v && (v->kind != OBJ_VAR || v->pkg != c->pkg)) v = NULL;
    }
    bool used = v && v->used;
    Operand x;
    check_expr(c, NULL, &x, lhs);
    if (v) v->used = used; // being assigned to is not a use
    if (x.mode == MODE_INVALID || !type_valid(x.type)) return type_invalid(c);
    if (x.mode != MODE_VAR && x.mode != MODE_MAPINDEX) {
        report_unassignable(c, &x);
        return type_invalid(c);
    }
    check_mark_reassigned(lhs);
    return x.type;
}

void check_assign_var(Checker *c, Expr *lhs, Expr *rhs, Operand *x, const char *context)
{
    Type *t = check_lhs(c, lhs);
    if (t && !type_valid(t)) {
        if (x)
            operand_invalidate(x);
        else
            check_use_one(c, rhs);
        return;
    }
    Operand value;
    if (!x) {
        x = &value;
        bool func = t && type_is_kind(t, TYP_SIGNATURE);
        check_expr(c, func ? check_target(c, t, expr_text(c, lhs)) : NULL, x, rhs);
    }
    if (!t && str_eqz(str_from(context), "assignment")) context = "assignment to _ identifier";
    check_assignment(c, x, t, context);
}

// ---- Several values

static void report_mismatch(Checker *c, ExprList rhs, uint32_t l, uint32_t r)
{
    const char *vars = l == 1 ? "variable" : "variables", *vals = r == 1 ? "value" : "values";
    Expr *call = rhs.n == 1 ? ast_unparen(rhs.p[0]) : NULL;
    if (call && call->node.kind == NODE_Call)
        check_error(c, DIAG_WrongAssignCount, expr_pos(rhs.p[0]), "assignment mismatch: %u %s but %s returns %u %s", l,
                    vars, expr_text(c, ((Call *)call)->fun), r, vals);
    else
        check_error(c, DIAG_WrongAssignCount, expr_pos(rhs.p[0]), "assignment mismatch: %u %s but %u %s", l, vars, r,
                    vals);
}

static bool is_call(ExprList list) { return list.n == 1 && ast_unparen(list.p[0])->node.kind == NODE_Call; }

// The values of one expression; two for a map index and the like if comma_ok is wanted.
static bool values_of(Checker *c, Expr *e, bool want_comma_ok, Args *out)
{
    check_args(c, (ExprList){.p = &e, .n = 1}, out);
    Operand *x = &out->p[0];
    if (!want_comma_ok || out->n != 1 ||
        (x->mode != MODE_MAPINDEX && x->mode != MODE_COMMAOK && x->mode != MODE_COMMAERR))
        return false;
    out->p[1] = (Operand){.mode = MODE_VALUE, .expr = e, .type = types_basic(c->ts, BASIC_UNTYPED_BOOL)};
    if (x->mode == MODE_COMMAERR) out->p[1].type = &c->ts->error->t;
    out->n = 2;
    return true;
}

static void record_comma_ok(Checker *c, Expr *e, const Args *values)
{
    const Operand *v = values->p;
    if (v[0].mode == MODE_INVALID || v[1].mode == MODE_INVALID) return;
    check_record_commaok(c, e, v[0].type, type_default(c->ts, v[1].type));
}

static void give_invalid_types(Checker *c, ObjectList lhs)
{
    for (uint32_t i = 0; i < lhs.n; i++)
        if (!lhs.p[i]->type) lhs.p[i]->type = type_invalid(c);
}

void check_init_vars(Checker *c, ObjectList lhs, ExprList rhs, Stmt *return_stmt)
{
    const char *context = return_stmt ? "return statement" : "assignment";
    if (lhs.n == rhs.n && !is_call(rhs)) {
        for (uint32_t i = 0; i < lhs.n; i++) {
            Object *v = lhs.p[i];
            const char *desc = v->name && v->name->s.n ? v->name->s.p : return_stmt ? "result variable" : "";
            Operand x;
            check_expr(c, check_target(c, v->type, desc), &x, rhs.p[i]);
            check_init_var(c, v, &x, context);
        }
        return;
    }
    Args values;
    if (rhs.n != 1) {
        if (check_use(c, rhs)) {
            if (return_stmt) {
                check_args(c, rhs, &values);
                check_return_count_error(c, return_stmt, lhs, &values);
            } else {
                report_mismatch(c, rhs, lhs.n, rhs.n);
            }
        }
        give_invalid_types(c, lhs);
        return;
    }
    bool comma_ok = values_of(c, rhs.p[0], lhs.n == 2 && !return_stmt, &values);
    if (lhs.n == values.n) {
        for (uint32_t i = 0; i < lhs.n; i++) check_init_var(c, lhs.p[i], &values.p[i], context);
        if (comma_ok) record_comma_ok(c, rhs.p[0], &values);
        return;
    }
    if (values.n == 0 || values.p[0].mode != MODE_INVALID) {
        if (return_stmt)
            check_return_count_error(c, return_stmt, lhs, &values);
        else
            report_mismatch(c, rhs, lhs.n, values.n);
    }
    give_invalid_types(c, lhs);
}

void check_assign_vars(Checker *c, ExprList lhs, ExprList rhs)
{
    if (lhs.n == rhs.n && !is_call(rhs)) {
        for (uint32_t i = 0; i < lhs.n; i++) check_assign_var(c, lhs.p[i], rhs.p[i], NULL, "assignment");
        return;
    }
    if (rhs.n != 1) {
        bool left = check_use_lhs(c, lhs), right = check_use(c, rhs);
        if (left && right) report_mismatch(c, rhs, lhs.n, rhs.n);
        return;
    }
    Args values;
    bool comma_ok = values_of(c, rhs.p[0], lhs.n == 2, &values);
    if (lhs.n == values.n) {
        for (uint32_t i = 0; i < lhs.n; i++) check_assign_var(c, lhs.p[i], NULL, &values.p[i], "assignment");
        if (comma_ok) record_comma_ok(c, rhs.p[0], &values);
        return;
    }
    if (values.n == 0 || values.p[0].mode != MODE_INVALID) report_mismatch(c, rhs, lhs.n, values.n);
    check_use_lhs(c, lhs);
}

// ---- Short variable declarations

static bool repeated(ExprList lhs, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (lhs.p[k]->node.kind == NODE_Name && ((Name *)lhs.p[k])->atom == ((Name *)lhs.p[i])->atom) return true;
    return false;
}

// The variable that lhs.p[i] declares or redeclares; NULL after reporting.
static Object *short_var(Checker *c, ExprList lhs, uint32_t i, ObjectList *fresh)
{
    Expr *e = lhs.p[i];
    if (e->node.kind != NODE_Name) {
        check_use_lhs(c, (ExprList){.p = &e, .n = 1});
        check_error(c, DIAG_BadDecl, expr_pos(e), "non-name %s on left side of :=", expr_text(c, e));
        return NULL;
    }
    Name *id = (Name *)e;
    if (!is_blank(id) && repeated(lhs, i)) {
        check_error(c, DIAG_RepeatedDecl, expr_pos(e), "%s repeated on left side of :=", expr_text(c, e));
        return NULL;
    }
    Object *other = scope_lookup(c->env.scope, id->atom);
    if (other) {
        id->obj = other;
        if (other->kind == OBJ_VAR) {
            other->reassigned = true;
            return other;
        }
        check_error(c, DIAG_UnassignableOperand, expr_pos(e), "cannot assign to %s", expr_text(c, e));
        return NULL;
    }
    Object *v = object_new(c->arena, OBJ_VAR, e->node.pos, c->pkg, id->atom, NULL);
    if (is_blank(id)) return v;
    id->obj = v;
    vec_push(c->arena, fresh, v);
    return v;
}

void check_short_var_decl(Checker *c, Pos pos, ExprList lhs, ExprList rhs)
{
    uint32_t top = c->delayed.n;
    Scope *scope = c->env.scope;
    ObjectList vars = {0}, fresh = {0};
    bool failed = false;
    for (uint32_t i = 0; i < lhs.n; i++) {
        Object *v = short_var(c, lhs, i, &fresh);
        if (!v) {
            failed = true;
            v = object_new(c->arena, OBJ_VAR, lhs.p[i]->node.pos, c->pkg, atom_get(c->ts->atoms, STR("_")), NULL);
        }
        vec_push(c->arena, &vars, v);
    }
    check_init_vars(c, vars, rhs, NULL);
    check_process_delayed(c, top); // function literals must not see the new variables
    if (fresh.n == 0 && !failed) {
        check_soft_error(c, DIAG_NoNewVar, pos, "no new variables on left side of :=");
        return;
    }
    Pos scope_pos = rhs.n ? ast_end(&rhs.p[rhs.n - 1]->node) : pos;
    for (uint32_t i = 0; i < fresh.n; i++) check_declare(c, scope, NULL, fresh.p[i], scope_pos);
}
