// Statements and function bodies (spec: Statements).
//
// A body is checked in an environment of its own. Every scope it opens is kept in a list, so
// that unused variables are found without walking anything again. Branches and labels are a
// pass of their own (labels.c), so is the question whether the body ends (return.c).
#include "types/expr.h"
#include "types/session.h"

// ---- Scopes and bodies

void check_open_scope(Checker *c, Pos pos, const char *comment)
{
    c->env.scope = scope_new(c->arena, c->env.scope, pos, NO_POS, comment);
    vec_push(c->arena, &c->env.scopes, c->env.scope);
}

void check_close_scope(Checker *c) { c->env.scope = c->env.scope->parent; }

void check_unused_vars(Checker *c, Scope *s)
{
    for (uint32_t i = 0; i < s->elems.n; i++) {
        Object *v = s->elems.entries[i].value;
        if (v->kind != OBJ_VAR || v->used || v->is_param || v->is_result || v->is_recv) continue;
        check_soft_error(c, DIAG_UnusedVar, v->pos, "declared and not used: %s", v->name->s.p);
    }
}

static void stmt_list(Checker *c, StmtList list)
{
    for (uint32_t i = 0; i < list.n; i++) check_stmt(c, list.p[i]);
}

static void body(Checker *c, CheckEnv env, BlockStmt *b)
{
    CheckEnv outer = c->env;
    c->env = env;
    stmt_list(c, b->list);
    check_labels(c, b);
    if (env.sig->results->vars.n > 0 && !check_is_terminating(c, &b->s))
        check_error(c, DIAG_MissingReturn, b->rbrace, "missing return");
    check_unused_vars(c, env.sig->scope);
    for (uint32_t i = 0; i < c->env.scopes.n; i++) check_unused_vars(c, c->env.scopes.p[i]);
    c->env = outer;
}

void check_func_body(Checker *c, Declaration *decl, const char *name, Signature *sig, BlockStmt *b, ConstVal *iota)
{
    (void)name;
    body(c, (CheckEnv){.decl = decl, .scope = sig->scope, .iota = iota, .sig = sig}, b);
}

void check_lit_body(Checker *c, Declaration *decl, FuncLit *lit, Signature *sig, ConstVal *iota)
{
    body(c, (CheckEnv){.decl = decl, .scope = sig->scope, .iota = iota, .sig = sig, .lit = lit}, lit->body);
}

// ---- Simple statements

static void expr_stmt(Checker *c, ExprStmt *s)
{
    Operand x;
    ExprKind kind = check_raw_expr(c, NULL, &x, s->x, NULL, false);
    if (x.mode == MODE_INVALID) return;
    Pos pos = expr_pos(x.expr);
    if (x.mode == MODE_BUILTIN)
        check_error(c, DIAG_UncalledBuiltin, pos, "%s must be called", operand_text(c, &x));
    else if (x.mode == MODE_TYPE)
        check_error(c, DIAG_NotAnExpr, pos, "%s is not an expression", operand_text(c, &x));
    else if (kind != EXPR_KIND_STATEMENT)
        check_error(c, DIAG_UnusedExpr, pos, "%s is not used", operand_text(c, &x));
}

static void send_stmt(Checker *c, SendStmt *s)
{
    Operand chan, value;
    check_expr(c, NULL, &chan, s->chan);
    check_expr(c, NULL, &value, s->value);
    if (chan.mode == MODE_INVALID || value.mode == MODE_INVALID) return;
    Type *elem = check_chan_elem(c, ast_start(&s->s.node), &chan, false);
    if (elem) check_assignment(c, &value, elem, "send");
}

static void incdec_stmt(Checker *c, AssignStmt *s)
{
    Expr *lhs = s->lhs.p[0];
    Operand x;
    check_expr(c, NULL, &x, lhs);
    if (x.mode == MODE_INVALID) return;
    if (!type_all_basic(x.type, INFO_NUMERIC)) {
        const char *op = token_text(s->op);
        check_error(c, DIAG_NonNumericIncDec, expr_pos(lhs), "invalid operation: %s%s%s (non-numeric type %s)",
                    expr_text(c, lhs), op, op, type_text(c, x.type));
        return;
    }
    check_assign_var(c, lhs, NULL, &x, "assignment");
}

static void assign_stmt(Checker *c, AssignStmt *s)
{
    if (s->incdec) {
        incdec_stmt(c, s);
        return;
    }
    if (s->op == TOK_NONE) {
        check_assign_vars(c, s->lhs, s->rhs);
        return;
    }
    if (s->op == TOK_DEFINE) {
        check_short_var_decl(c, s->s.node.pos, s->lhs, s->rhs);
        return;
    }
    if (s->lhs.n != 1 || s->rhs.n != 1) {
        check_error(c, DIAG_MultiValAssignOp, ast_start(&s->s.node),
                    "assignment operation %s requires single-valued expressions", token_text(s->op));
        return;
    }
    Operand x;
    check_binary(c, &x, s->lhs.p[0], s->rhs.p[0], s->op);
    check_assign_var(c, s->lhs.p[0], NULL, &x, "assignment");
}

static void suspended_call(Checker *c, const char *keyword, Expr *e)
{
    DiagCode code = keyword[0] == 'g' ? DIAG_InvalidGo : DIAG_InvalidDefer;
    if (!e) return;
    if (e->node.kind != NODE_Call) {
        check_error(c, code, expr_pos(e), "expression in %s must be function call", keyword);
        check_use_one(c, e);
        return;
    }
    Operand x;
    ExprKind kind = check_raw_expr(c, NULL, &x, e, NULL, false);
    if (kind == EXPR_KIND_STATEMENT || x.mode == MODE_INVALID) return;
    bool conversion = kind == EXPR_KIND_CONVERSION;
    check_error(c, conversion ? code : DIAG_UnusedResults, expr_pos(e), "%s %s %s", keyword,
                conversion ? "requires function call, not conversion" : "discards result of", operand_text(c, &x));
}

static void return_stmt(Checker *c, ReturnStmt *s)
{
    ObjectList results = c->env.sig->results->vars;
    bool named = results.n > 0 && results.p[0]->name && results.p[0]->name->s.n > 0;
    if (s->results.n > 0 || !named) {
        check_init_vars(c, results, s->results, &s->s);
        return;
    }
    for (uint32_t i = 0; i < results.n; i++) {
        Object *r = results.p[i], *inner = check_lookup_name(c, r->name);
        if (inner && inner != r)
            check_error(c, DIAG_OutOfScopeResult, s->s.node.pos,
                        "result parameter %s not in scope at return\n\t%s: inner declaration of %s", r->name->s.p,
                        pos_text(c, inner->pos), object_text(c, r));
    }
}

// ---- if and for

static void condition(Checker *c, Expr *e, const char *where)
{
    Operand x;
    check_expr(c, NULL, &x, e);
    if (x.mode != MODE_INVALID && !type_all_basic(x.type, INFO_BOOLEAN))
        check_error(c, DIAG_InvalidCond, expr_pos(e), "non-boolean condition in %s statement", where);
}

static void if_stmt(Checker *c, IfStmt *s)
{
    check_open_scope(c, s->s.node.pos, "if");
    if (s->init) check_stmt(c, s->init);
    if (s->cond) condition(c, s->cond, "if");
    if (s->then) check_stmt(c, &s->then->s);
    if (s->els) check_stmt(c, s->els);
    check_close_scope(c);
}

static void for_stmt(Checker *c, ForStmt *s)
{
    s->per_iteration = check_allow_version(c, 22);
    if (s->is_range) {
        check_range_stmt(c, s);
        return;
    }
    check_open_scope(c, s->s.node.pos, "for");
    if (s->init) check_stmt(c, s->init);
    if (s->cond) condition(c, s->cond, "for");
    if (s->post) check_stmt(c, s->post);
    if (s->post && s->post->node.kind == NODE_AssignStmt && ((AssignStmt *)s->post)->op == TOK_DEFINE)
        check_use(c, ((AssignStmt *)s->post)->lhs); // the parser has reported it
    if (s->body) check_stmt(c, &s->body->s);
    check_close_scope(c);
}

// ---- switch

// The values of constant cases seen so far, each with its types (which differ where the tag is an interface) and places.
typedef struct SeenCase {
    Type *type;
    Pos pos;
} SeenCase;
typedef VEC(SeenCase) SeenCases;

static void check_duplicate_case(Checker *c, StrMap *seen, Operand *v)
{
    ConstKind kind = num_kind(v->value);
    if (kind != CONST_INT && kind != CONST_FLOAT && kind != CONST_STRING) return;
    StrBuf b = {0};
    num_key(&b, v->value);
    SeenCases *cases = strmap_get(seen, sb_str(&b));
    if (!cases) {
        cases = ARENA_NEW(c->arena, SeenCases);
        strmap_put(seen, str_dup(c->arena, sb_str(&b)), cases);
    }
    sb_release(&b);
    for (uint32_t i = 0; i < cases->n; i++) {
        if (!type_identical(cases->p[i].type, v->type)) continue;
        check_error(c, DIAG_DuplicateCase, expr_pos(v->expr),
                    "duplicate case %s in expression switch\n\t%s: previous case", operand_text(c, v),
                    pos_text(c, cases->p[i].pos));
        return;
    }
    vec_push(c->arena, cases, ((SeenCase){v->type, v->expr->node.pos}));
}

static void case_values(Checker *c, Operand *tag, ExprList values, StrMap *seen)
{
    for (uint32_t i = 0; i < values.n; i++) {
        Operand v;
        check_expr(c, NULL, &v, values.p[i]);
        if (tag->mode == MODE_INVALID || v.mode == MODE_INVALID) continue;
        check_convert_untyped(c, &v, tag->type);
        if (v.mode == MODE_INVALID) continue;
        Operand compared = v, against = *tag; // v against the tag, so that errors stand at the case
        check_comparison(c, &compared, &against, TOK_EQL, true);
        if (compared.mode != MODE_INVALID && v.mode == MODE_CONST) check_duplicate_case(c, seen, &v);
    }
}

static void multiple_defaults(Checker *c, Pos pos, Pos *first)
{
    if (*first)
        check_error(c, DIAG_DuplicateDefault, pos, "multiple defaults (first at %s)", pos_text(c, *first));
    else
        *first = pos;
}

static void switch_defaults(Checker *c, SwitchStmt *s)
{
    Pos first = NO_POS;
    for (uint32_t i = 0; i < s->clauses.n; i++)
        if (s->clauses.p[i]->is_default) multiple_defaults(c, s->clauses.p[i]->node.pos, &first);
}

static Operand switch_tag(Checker *c, SwitchStmt *s)
{
    Operand x;
    if (s->tag) {
        check_expr(c, NULL, &x, s->tag);
        check_assignment(c, &x, NULL, "switch expression"); // as to an invisible temporary
        if (x.mode != MODE_INVALID && !type_comparable(x.type) && !type_has_nil(x.type)) {
            check_error(c, DIAG_InvalidExprSwitch, expr_pos(x.expr), "cannot switch on %s (%s is not comparable)",
                        operand_text(c, &x), type_text(c, x.type));
            operand_invalidate(&x);
        }
        return x;
    }
    Name *id = ARENA_NEW(c->arena, Name);
    id->e.node = (Node){NODE_Name, s->clauses.n ? s->clauses.p[0]->node.pos : s->rbrace};
    id->atom = atom_get(c->ts->atoms, STR("true"));
    return (Operand){
        .mode = MODE_CONST, .type = types_basic(c->ts, BASIC_BOOL), .value = num_bool(c->arena, true), .expr = &id->e};
}

static void expr_switch(Checker *c, SwitchStmt *s)
{
    Operand tag = switch_tag(c, s);
    switch_defaults(c, s);
    StrMap seen;
    map_init(&seen, c->arena);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CaseClause *clause = s->clauses.p[i];
        case_values(c, &tag, clause->exprs, &seen);
        check_open_scope(c, clause->node.pos, "case");
        stmt_list(c, clause->body);
        check_close_scope(c);
    }
}

// ---- Type switches

typedef struct SeenType {
    Type *type; // NULL for nil
    Expr *at;
} SeenType;
typedef VEC(SeenType) SeenTypes;

static bool denotes_nil(Checker *c, Expr *e)
{
    e = ast_unparen(e);
    if (e->node.kind != NODE_Name) return false;
    Object *o = check_lookup_name(c, ((Name *)e)->atom);
    return o && o->kind == OBJ_NIL;
}

static bool duplicate_type(Checker *c, SeenTypes *seen, Type *t, Expr *e)
{
    for (uint32_t i = 0; i < seen->n; i++) {
        Type *other = seen->p[i].type;
        if (t && other ? !type_identical(t, other) : t != other) continue;
        check_error(c, DIAG_DuplicateCase, expr_pos(e), "duplicate case %s in type switch\n\t%s: previous case",
                    t ? type_text(c, t) : "nil", pos_text(c, expr_pos(seen->p[i].at)));
        return true;
    }
    vec_push(c->arena, seen, ((SeenType){t, e}));
    return false;
}

// Checks a clause's types and returns that of its variable: the one type listed, else the operand's. x is NULL if in error.
static Type *case_types(Checker *c, Operand *x, ExprList types, SeenTypes *seen)
{
    Type *t = NULL;
    for (uint32_t i = 0; i < types.n; i++) {
        Expr *e = types.p[i];
        if (denotes_nil(c, e)) {
            Operand nil;
            check_expr(c, NULL, &nil, e);
            t = NULL;
        } else {
            t = check_var_type(c, e);
            if (!type_valid(t)) continue;
        }
        if (!duplicate_type(c, seen, t, e) && x && t) check_type_assertion(c, e, x, t, true);
    }
    if (types.n == 1 && t) return t;
    return x ? x->type : type_invalid(c);
}

static bool switch_operand(Checker *c, Operand *x, TypeSwitchGuard *guard)
{
    check_expr(c, NULL, x, guard->x);
    if (x->mode == MODE_INVALID) return false;
    if (type_is_interface(x->type)) return true;
    if (type_is_typeparam(x->type))
        check_error(c, DIAG_InvalidTypeSwitch, expr_pos(x->expr), "cannot use type switch on type parameter value %s",
                    operand_text(c, x));
    else
        check_error(c, DIAG_InvalidTypeSwitch, expr_pos(x->expr), "%s is not an interface", operand_text(c, x));
    return false;
}

static void type_switch(Checker *c, SwitchStmt *s, TypeSwitchGuard *guard)
{
    Name *lhs = guard->lhs;
    if (lhs && str_eqz(lhs->atom->s, "_")) {
        check_soft_error(c, DIAG_NoNewVar, lhs->e.node.pos, "no new variable on left side of :=");
        lhs = NULL;
    }
    Operand operand;
    Operand *x = switch_operand(c, &operand, guard) ? &operand : NULL;
    switch_defaults(c, s);
    SeenTypes seen = {0};
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CaseClause *clause = s->clauses.p[i];
        Type *t = case_types(c, x, clause->exprs, &seen);
        check_open_scope(c, clause->node.pos, "case");
        if (lhs) {
            clause->implicit = object_new(c->arena, OBJ_VAR, lhs->e.node.pos, c->pkg, lhs->atom, t);
            check_declare(c, c->env.scope, NULL, clause->implicit, clause->colon);
        }
        stmt_list(c, clause->body);
        check_close_scope(c);
    }
    if (!lhs) return;
    // The clauses' variables are one to the user: a use of any counts for all.
    bool used = false;
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        used |= s->clauses.p[i]->implicit->used;
        s->clauses.p[i]->implicit->used = true;
    }
    if (!used) check_soft_error(c, DIAG_UnusedVar, lhs->e.node.pos, "%s declared and not used", lhs->atom->s.p);
}

static void switch_stmt(Checker *c, SwitchStmt *s)
{
    check_open_scope(c, s->s.node.pos, "switch");
    if (s->init) check_stmt(c, s->init);
    if (s->tag && s->tag->node.kind == NODE_TypeSwitchGuard)
        type_switch(c, s, (TypeSwitchGuard *)s->tag);
    else
        expr_switch(c, s);
    check_close_scope(c);
}

// ---- select

static bool is_receive(Expr *e)
{
    e = ast_unparen(e);
    return e && e->node.kind == NODE_Unary && ((Unary *)e)->op == TOK_ARROW;
}

static bool valid_comm(Stmt *s)
{
    if (!s || s->node.kind == NODE_SendStmt) return true;
    if (s->node.kind == NODE_ExprStmt) return is_receive(((ExprStmt *)s)->x);
    return s->node.kind == NODE_AssignStmt && ((AssignStmt *)s)->rhs.n == 1 && is_receive(((AssignStmt *)s)->rhs.p[0]);
}

static Pos comm_pos(Stmt *s) { return s->node.kind == NODE_ExprStmt ? s->node.pos : ast_start(&s->node); }

static void select_stmt(Checker *c, SelectStmt *s)
{
    Pos first = NO_POS;
    for (uint32_t i = 0; i < s->clauses.n; i++)
        if (!s->clauses.p[i]->comm) multiple_defaults(c, s->clauses.p[i]->node.pos, &first);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        CommClause *clause = s->clauses.p[i];
        if (!valid_comm(clause->comm)) {
            check_error(c, DIAG_InvalidSelectCase, comm_pos(clause->comm),
                        "select case must be send or receive (possibly with assignment)");
            continue;
        }
        check_open_scope(c, clause->node.pos, "case");
        if (clause->comm) check_stmt(c, clause->comm);
        stmt_list(c, clause->body);
        check_close_scope(c);
    }
}

// ---- Dispatch

static void block_stmt(Checker *c, BlockStmt *s)
{
    check_open_scope(c, s->s.node.pos, "block");
    stmt_list(c, s->list);
    check_close_scope(c);
}

static void dispatch(Checker *c, Stmt *s)
{
    switch ((NodeKind)s->node.kind) {
    case NODE_DeclStmt: check_decl_stmt(c, ((DeclStmt *)s)->decls); break;
    case NODE_LabeledStmt:
        if (((LabeledStmt *)s)->stmt) check_stmt(c, ((LabeledStmt *)s)->stmt);
        break;
    case NODE_BlockStmt: block_stmt(c, (BlockStmt *)s); break;
    case NODE_ExprStmt: expr_stmt(c, (ExprStmt *)s); break;
    case NODE_SendStmt: send_stmt(c, (SendStmt *)s); break;
    case NODE_AssignStmt: assign_stmt(c, (AssignStmt *)s); break;
    case NODE_GoStmt: suspended_call(c, "go", ((GoStmt *)s)->call); break;
    case NODE_DeferStmt: suspended_call(c, "defer", ((DeferStmt *)s)->call); break;
    case NODE_ReturnStmt: return_stmt(c, (ReturnStmt *)s); break;
    case NODE_IfStmt: if_stmt(c, (IfStmt *)s); break;
    case NODE_ForStmt: for_stmt(c, (ForStmt *)s); break;
    case NODE_SwitchStmt: switch_stmt(c, (SwitchStmt *)s); break;
    case NODE_SelectStmt: select_stmt(c, (SelectStmt *)s); break;
    default: break; // empty, bad; branches are labels.c's
    }
}

void check_stmt(Checker *c, Stmt *s)
{
    uint32_t top = c->delayed.n;
    if (check_enter(c, s->node.pos)) {
        dispatch(c, s);
        check_leave(c);
    }
    check_process_delayed(c, top); // function literals, before the scope changes
}
