// gc's measure of a function, on the syntax tree: what -m calls its cost.
//
// Every node of gc's tree counts one; a call that would be inlined counts its callee's cost, any
// other 57. gc's tree differs from the source: parentheses are gone, implicit conversions to
// interfaces, implicit addresses and embedded fields are nodes, a declared variable counts four,
// what only changes a type counts nothing. The numbers below follow from that, construct by construct.
//
// Rejected: deciding by the IR's cost alone. What stays in the frame depends on what is inlined, so
// programs that count allocations notice each difference.
#include "opt/judge.h"

enum { MAX_DEPTH = 12 }; // of calls in calls; a deeper one counts as one that is not inlined
enum { CALL = 57, CALL_OF_PARAM = 17, CLOSURE = 16, BIG = 5000, NEVER = 1 << 20 };

typedef struct Measure {
    Judge *j;
    const Tuple *results; // of the function at hand
    PtrMap literals;      // Object of a variable never assigned again → the FuncLit it holds
    int32_t cost;
    const char *reason;
    int32_t clear; // from here on the answer is no
    bool in_big;
} Measure;

static void expr(Measure *m, const Expr *e);
static void stmt(Measure *m, const Stmt *s);
static void add(Measure *m, int32_t n) { m->cost += m->cost < NEVER ? n : 0; }
static void refuse(Measure *m, const char *why)
{
    if (!m->reason) m->reason = why;
}

static Type *under(const Expr *e) { return e->type ? type_under(e->type) : NULL; }
static bool is_kind(const Expr *e, TypeKind k) { return under(e) && under(e)->kind == k; }
static bool is_pointer(const Expr *e) { return is_kind(e, TYP_POINTER); }
static bool is_iface(Type *t) { return t && t->kind != TYP_TUPLE && type_is_interface(t); }

// e where a value of type `to` is wanted: a conversion to an interface is a node.
static void expr_to(Measure *m, const Expr *e, Type *to)
{
    bool from_value = e->mode != MODE_NILVALUE && !(is_iface(e->type) && to && type_identical(e->type, to));
    if (is_iface(to) && from_value) add(m, 1);
    expr(m, e);
}

static void exprs(Measure *m, const ExprList *l)
{
    for (uint32_t i = 0; i < l->n; i++) expr(m, l->p[i]);
}

// ---- Calls
static const Object *func_named(const Expr *fun)
{
    const Expr *x = ast_unparen((Expr *)fun);
    if (x->node.kind == NODE_Index) x = ast_unparen(((const Index *)x)->x);
    const Object *o =
        x->node.kind == NODE_Name ? ((const Name *)x)->obj
        : x->node.kind == NODE_Selector
            ? ((const Selector *)x)->selection ? ((const Selector *)x)->selection->obj : ((const Selector *)x)->sel->obj
            : NULL;
    return o && o->kind == OBJ_FUNC ? o : NULL;
}

static bool is_generic(const Object *f)
{
    const Signature *s = (const Signature *)(f->origin ? f->origin : f)->type;
    return s->tparams.n || s->recv_tparams.n;
}

// "pkg.F" and "pkg.T.M", as the table of intrinsics has it.
static Str full_name(Measure *m, const Object *f)
{
    const Signature *s = (const Signature *)f->type;
    if (!f->pkg) return f->name->s;
    if (!s->recv) return str_from(arena_printf(m->j->arena, "%.*s.%.*s", STR_FMT(f->pkg->path), STR_FMT(f->name->s)));
    Type *t = type_unalias(s->recv->type);
    bool ptr = t->kind == TYP_POINTER;
    if (ptr) t = type_unalias(((Pointer *)t)->elem);
    if (t->kind != TYP_NAMED) return f->name->s;
    Str recv = ((Named *)t)->obj->name->s;
    return str_from(arena_printf(m->j->arena, ptr ? "%.*s.(*%.*s).%.*s" : "%.*s.%.*s.%.*s", STR_FMT(f->pkg->path),
                                 STR_FMT(recv), STR_FMT(f->name->s)));
}

static bool is_byte_order(const Object *f)
{
    if (!f->pkg) return false;
    Str n = f->name->s;
    if (str_eqz(f->pkg->path, "internal/byteorder"))
        return (str_has_prefix(n, STR("LE")) || str_has_prefix(n, STR("BE"))) && memmem(n.p, n.n, "Uint", 4);
    const Signature *s = (const Signature *)f->type;
    return str_eqz(f->pkg->path, "encoding/binary") && s->recv && !is_iface(s->recv->type) &&
           (str_has_prefix(n, STR("Uint")) || str_has_prefix(n, STR("PutUint")) ||
            str_has_prefix(n, STR("AppendUint")));
}

// Calls that cost no more than other nodes; those that forbid inlining.
static bool is_cheap(Measure *m, const Object *f)
{
    if (!f->pkg) return false;
    Str path = f->pkg->path, n = f->name->s;
    if (str_eqz(path, "internal/abi") && (str_eqz(n, "NoEscape") || str_eqz(n, "EscapeNonString"))) return true;
    if (str_eqz(path, "internal/runtime/sys") && (str_eqz(n, "GetCallerPC") || str_eqz(n, "GetCallerSP")))
        refuse(m, arena_printf(m->j->arena, "call to %.*s", STR_FMT(n)));
    if (str_eqz(path, "runtime") && str_eqz(n, "throw")) add(m, JUDGE_BUDGET);
    return is_byte_order(f) || (m->j->is_intrinsic && m->j->is_intrinsic(full_name(m, f)));
}

bool judge_is_callee_cheap(const Judgement *callee, bool is_literal, bool in_big)
{
    int32_t limit = in_big ? JUDGE_BUDGET_IN_BIG : JUDGE_BUDGET;
    return callee && !callee->reason && !callee->under_way && callee->cost <= (is_literal ? 2 * limit : limit);
}

static void call_of(Measure *m, const Judgement *callee, bool is_literal)
{
    add(m, judge_is_callee_cheap(callee, is_literal, m->in_big) ? callee->cost : CALL);
}

static void arguments(Measure *m, const Call *c, const Signature *sig)
{
    uint32_t np = sig->params ? sig->params->vars.n : 0, fixed = sig->variadic && !c->has_dots ? np - 1 : np;
    if (c->args.n == 1 && np > 1 && is_kind(c->args.p[0], TYP_TUPLE)) {
        expr(m, c->args.p[0]);
        add(m, (int32_t)np);
        return;
    }
    for (uint32_t i = 0; i < c->args.n && i < fixed; i++) expr_to(m, c->args.p[i], sig->params->vars.p[i]->type);
    if (fixed == np) return;
    Type *elem = ((Slice *)type_under(sig->params->vars.p[fixed]->type))->elem;
    add(m, c->args.n > fixed ? 2 : 1); // a slice literal, or nil
    for (uint32_t i = fixed; i < c->args.n; i++) expr_to(m, c->args.p[i], elem);
}

// x.f1.f2…: what embedding adds.
static void embedded_steps(Measure *m, const Selection *s, uint32_t own)
{
    if (s->path.n > own) add(m, (int32_t)(s->path.n - own));
}

// s.f of a variable, where f has no offset: its address costs one.
static bool is_first_field(const Expr *x)
{
    const Selector *s = x->node.kind == NODE_Selector ? (const Selector *)x : NULL;
    if (!s || !s->selection || s->selection->kind != SEL_FIELD || s->selection->path.n != 1) return false;
    if (ast_unparen(s->x)->node.kind != NODE_Name) return false;
    Type *t = type_under(s->x->type);
    if (t->kind == TYP_POINTER) t = type_under(((Pointer *)t)->elem);
    if (t->kind != TYP_STRUCT || type_is_generic(t)) return false;
    for (uint32_t i = 0; i < s->selection->path.p[0]; i++)
        if (type_size(((Struct *)t)->fields.p[i]->type)) return false;
    return true;
}

static void receiver(Measure *m, const Selector *x, const Object *f)
{
    const Selection *s = x->selection;
    expr(m, x->x);
    embedded_steps(m, s, 0);
    bool wants_ptr = f->ptr_recv, has_ptr = is_pointer(x->x) && !s->path.n;
    if (s->path.n || wants_ptr == has_ptr) return;
    add(m, wants_ptr && is_first_field(ast_unparen(x->x)) ? -1 : 1); // &x or *x
}

static void method_call(Measure *m, const Call *c, const Selector *x)
{
    const Object *f = x->selection->obj;
    const Signature *sig = (const Signature *)type_under(c->fun->type);
    if (x->selection->kind == SEL_METHODVAL &&
        is_iface(((const Signature *)f->type)->recv ? ((const Signature *)f->type)->recv->type : x->x->type)) {
        add(m, 1 + CALL + 1);
        embedded_steps(m, x->selection, 0);
        expr(m, x->x);
    } else {
        add(m, 1);
        if (is_generic(f)) add(m, 2); // the dictionary
        const Object *o = f->origin ? f->origin : f;
        if (!is_cheap(m, f)) call_of(m, o->decl ? judge_decl(m->j, o->decl) : NULL, false);
        if (x->selection->kind == SEL_METHODVAL) receiver(m, x, f);
    }
    arguments(m, c, sig);
}

static const FuncLit *literal_in(Measure *m, const Expr *fun)
{
    const Expr *x = ast_unparen((Expr *)fun);
    if (x->node.kind == NODE_FuncLit) return (const FuncLit *)x;
    const Object *o = x->node.kind == NODE_Name ? ((const Name *)x)->obj : NULL;
    return o ? ptrmap_get(&m->literals, o) : NULL;
}

static void plain_call(Measure *m, const Call *c)
{
    const Expr *fun = ast_unparen(c->fun);
    const Signature *sig = (const Signature *)type_under(c->fun->type);
    const Object *f = func_named(fun);
    const FuncLit *lit = f ? NULL : literal_in(m, fun);
    add(m, 1);
    if (f) {
        add(m, 1);
        if (is_generic(f)) add(m, 2);
        const Object *o = f->origin ? f->origin : f;
        if (!is_cheap(m, f)) call_of(m, o->decl ? judge_decl(m->j, o->decl) : NULL, false);
    } else {
        const Object *v = fun->node.kind == NODE_Name ? ((const Name *)fun)->obj : NULL;
        if (lit)
            call_of(m, judge_lit(m->j, lit), true);
        else
            add(m, v && (v->is_param || v->captured) ? CALL_OF_PARAM : CALL);
        expr(m, fun);
    }
    arguments(m, c, sig);
}

static void conversion(Measure *m, const Call *c)
{
    const Expr *x = c->args.p[0];
    if (is_iface(c->e.type)) {
        expr_to(m, x, c->e.type);
        return;
    }
    Type *to = type_under(c->e.type), *from = under(x);
    bool pointers = (to->kind == TYP_POINTER || type_basic_kind(to) == BASIC_UNSAFE_POINTER) && from;
    bool same = from && (type_identical(to, from) || to->kind == TYP_CHAN || to->kind == TYP_SIGNATURE ||
                         to->kind == TYP_STRUCT);
    if (!same && !(pointers && from->kind != TYP_SLICE)) add(m, 1);
    expr(m, x);
}

static void builtin(Measure *m, const Call *c)
{
    switch ((BuiltinId)c->builtin) {
    case BUILTIN_RECOVER: refuse(m, "call to recover"); return;
    case BUILTIN_PANIC:
        add(m, 2);
        expr(m, c->args.p[0]); // its conversion costs nothing
        return;
    case BUILTIN_MAKE:
        add(m, 1);
        for (uint32_t i = 1; i < c->args.n; i++) expr(m, c->args.p[i]);
        if (c->args.n == 1) add(m, 1);
        return;
    case BUILTIN_NEW:
        add(m, 1);
        if (c->args.p[0]->mode != MODE_TYPE) expr(m, c->args.p[0]);
        return;
    case BUILTIN_APPEND: {
        add(m, 1);
        const Slice *s = is_kind(c->args.p[0], TYP_SLICE) ? (const Slice *)under(c->args.p[0]) : NULL;
        for (uint32_t i = 0; i < c->args.n; i++) expr_to(m, c->args.p[i], i && s && !c->has_dots ? s->elem : NULL);
        return;
    }
    default:
        add(m, 1);
        exprs(m, &c->args);
        return;
    }
}

static void call(Measure *m, const Call *c)
{
    const Expr *fun = ast_unparen(c->fun);
    if (c->conversion) {
        conversion(m, c);
    } else if (c->builtin) {
        builtin(m, c);
    } else if (!under(c->fun) || under(c->fun)->kind != TYP_SIGNATURE) {
        add(m, NEVER);
    } else if (fun->node.kind == NODE_Selector && ((const Selector *)fun)->selection &&
               ((const Selector *)fun)->selection->kind != SEL_FIELD) {
        method_call(m, c, (const Selector *)fun);
    } else {
        plain_call(m, c);
    }
}

// ---- Other expressions
static void literal(Measure *m, const CompositeLit *e)
{
    Type *t = e->e.type ? type_under(e->e.type) : NULL;
    if (!t) return;
    if (t->kind == TYP_POINTER) { // {…} for &T{…}
        add(m, 1);
        t = type_under(((Pointer *)t)->elem);
    }
    add(m, t->kind == TYP_SLICE ? 2 : 1);
    for (uint32_t i = 0; i < e->elems.n; i++) {
        const Expr *x = e->elems.p[i];
        const KeyValue *kv = x->node.kind == NODE_KeyValue ? (const KeyValue *)x : NULL;
        if (kv || t->kind == TYP_STRUCT) add(m, 1);
        if (kv && t->kind == TYP_MAP) expr_to(m, kv->key, ((Map *)t)->key);
        if (kv && (t->kind == TYP_SLICE || t->kind == TYP_ARRAY)) add(m, 1);
        Type *to = NULL;
        if (t->kind == TYP_MAP) to = ((Map *)t)->elem;
        if (t->kind == TYP_SLICE) to = ((Slice *)t)->elem;
        if (t->kind == TYP_ARRAY) to = ((Array *)t)->elem;
        if (t->kind == TYP_STRUCT && !kv && i < ((Struct *)t)->fields.n) to = ((Struct *)t)->fields.p[i]->type;
        if (t->kind == TYP_STRUCT && kv && kv->key->node.kind == NODE_Name && ((Name *)kv->key)->obj)
            to = ((Name *)kv->key)->obj->type;
        expr_to(m, kv ? kv->value : x, to);
    }
}

static void selector(Measure *m, const Selector *x)
{
    const Selection *s = x->selection;
    if (!s) { // of a package
        add(m, 1);
    } else if (s->kind == SEL_FIELD) {
        add(m, (int32_t)s->path.n);
        expr(m, x->x);
    } else if (s->kind == SEL_METHODVAL) {
        add(m, 2);
        receiver(m, x, s->obj);
    }
}

static void address(Measure *m, const Expr *x)
{
    add(m, is_first_field(x) ? -1 : 1);
    expr(m, x);
}

static void strings_added(Measure *m, const Expr *e)
{
    const Expr *x = ast_unparen((Expr *)e);
    if (x->node.kind == NODE_Binary && x->mode != MODE_CONST && ((const Binary *)x)->op == TOK_ADD) {
        strings_added(m, ((const Binary *)x)->x);
        strings_added(m, ((const Binary *)x)->y);
    } else {
        expr(m, x);
    }
}

static void binary(Measure *m, const Binary *e)
{
    add(m, 1);
    if (e->op == TOK_ADD && e->e.type && type_basic_kind(type_under(e->e.type)) == BASIC_STRING) {
        strings_added(m, e->x);
        strings_added(m, e->y);
        return;
    }
    bool compares = e->op == TOK_EQL || e->op == TOK_NEQ;
    bool x = compares && is_iface(e->x->type), y = compares && is_iface(e->y->type);
    expr_to(m, e->x, y && !x ? e->y->type : NULL);
    expr_to(m, e->y, x && !y ? e->x->type : NULL);
}

static void deref(Measure *m, const Star *e)
{
    const Expr *x = ast_unparen(e->x);
    while (x->node.kind == NODE_Call && ((const Call *)x)->conversion) x = ast_unparen(((const Call *)x)->args.p[0]);
    bool of_address = x->node.kind == NODE_Unary && ((const Unary *)x)->op == TOK_AND;
    add(m, of_address ? 0 : 1);
    expr(m, e->x);
}

static void slice(Measure *m, const SliceExpr *e)
{
    const Expr *x = ast_unparen(e->x), *hi = e->hi ? ast_unparen(e->hi) : NULL;
    add(m, is_kind(x, TYP_ARRAY) ? 2 : 1);
    int64_t zero;
    if (e->lo && e->lo->mode == MODE_CONST && num_int64_value(e->lo->value, &zero) && zero == 0) add(m, -1);
    if (hi && hi->node.kind == NODE_Call && ((const Call *)hi)->builtin == BUILTIN_LEN) {
        const Expr *of = ast_unparen(((const Call *)hi)->args.p[0]);
        bool same = of->node.kind == NODE_Name && x->node.kind == NODE_Name && ((Name *)of)->obj == ((Name *)x)->obj;
        if (same) add(m, -2);
    }
    expr(m, x);
    if (e->lo) expr(m, e->lo);
    if (e->hi) expr(m, e->hi);
    if (e->max) expr(m, e->max);
}

static void indexed(Measure *m, const Index *e)
{
    if (e->e.mode != MODE_TYPE && is_kind(e->x, TYP_SIGNATURE)) { // an instance of a function
        add(m, 1);
        return;
    }
    add(m, is_pointer(e->x) ? 2 : 1);
    expr(m, e->x);
    for (uint32_t i = 0; i < e->args.n; i++)
        expr_to(m, e->args.p[i], is_kind(e->x, TYP_MAP) ? ((Map *)under(e->x))->key : NULL);
}

static void expr(Measure *m, const Expr *e)
{
    if (!e || e->mode == MODE_TYPE) return;
    if (e->mode == MODE_CONST) {
        add(m, 1);
        return;
    }
    switch ((NodeKind)e->node.kind) {
    case NODE_Paren: expr(m, ((const Paren *)e)->x); return;
    case NODE_CompositeLit: literal(m, (const CompositeLit *)e); return;
    case NODE_FuncLit: add(m, CLOSURE); return;
    case NODE_Selector: selector(m, (const Selector *)e); return;
    case NODE_Index: indexed(m, (const Index *)e); return;
    case NODE_Slice: slice(m, (const SliceExpr *)e); return;
    case NODE_TypeAssert:
        add(m, 1);
        expr(m, ((const TypeAssert *)e)->x);
        return;
    case NODE_Call: call(m, (const Call *)e); return;
    case NODE_Star: deref(m, (const Star *)e); return;
    case NODE_Unary: {
        const Unary *u = (const Unary *)e;
        if (u->op == TOK_AND) {
            address(m, ast_unparen(u->x));
            return;
        }
        add(m, 1);
        expr(m, u->x);
        return;
    }
    case NODE_Binary: binary(m, (const Binary *)e); return;
    default: add(m, 1); return; // names, literals
    }
}

// ---- Statements
static bool is_blank(const Expr *e) { return e->node.kind == NODE_Name && str_eqz(((const Name *)e)->atom->s, "_"); }

static void note_literal(Measure *m, const Expr *lhs, const Expr *rhs)
{
    const Object *o = lhs->node.kind == NODE_Name ? ((const Name *)lhs)->obj : NULL;
    const Expr *x = ast_unparen((Expr *)rhs);
    if (o && !o->reassigned && !o->addr_taken && x->node.kind == NODE_FuncLit) ptrmap_put(&m->literals, o, (void *)x);
}

static bool declared_here(const Expr *lhs)
{
    const Object *o = lhs->node.kind == NODE_Name ? ((const Name *)lhs)->obj : NULL;
    return o && o->pos == lhs->node.pos;
}

static void assign(Measure *m, const AssignStmt *s)
{
    bool define = s->op == TOK_DEFINE;
    add(m, 1);
    for (uint32_t i = 0; i < s->lhs.n; i++) {
        if (define && !is_blank(s->lhs.p[i]) && declared_here(s->lhs.p[i])) add(m, 2);
        expr(m, s->lhs.p[i]);
    }
    if (s->incdec) add(m, 1);
    for (uint32_t i = 0; i < s->rhs.n; i++) {
        bool pairs = s->lhs.n == s->rhs.n && !is_blank(s->lhs.p[i]);
        if (pairs && define) note_literal(m, s->lhs.p[i], s->rhs.p[i]);
        expr_to(m, s->rhs.p[i], pairs ? s->lhs.p[i]->type : NULL);
    }
}

static void var_decl(Measure *m, const VarDecl *d)
{
    bool together = d->values.n != 0; // one assignment, else one each
    add(m, together ? 1 : (int32_t)d->names.n);
    add(m, 3 * (int32_t)d->names.n);
    for (uint32_t i = 0; i < d->values.n; i++) {
        const Object *o = i < d->names.n ? d->names.p[i]->obj : NULL;
        if (i < d->names.n) note_literal(m, &d->names.p[i]->e, d->values.p[i]);
        expr_to(m, d->values.p[i], o && d->values.n == d->names.n ? o->type : NULL);
    }
}

static void stmts(Measure *m, const StmtList *l)
{
    bool clear = !m->j->exact && m->cost > m->clear;
    for (uint32_t i = 0; i < l->n && !clear; i++) stmt(m, l->p[i]);
}

static void if_stmt(Measure *m, const IfStmt *s)
{
    bool known = s->cond->mode == MODE_CONST;
    if (!known) add(m, 1);
    if (s->init) stmt(m, s->init);
    if (!known) expr(m, s->cond);
    if (!known || num_bool_value(s->cond->value)) stmts(m, &s->then->list);
    if (s->els && (!known || !num_bool_value(s->cond->value))) stmt(m, s->els);
}

static void for_stmt(Measure *m, const ForStmt *s)
{
    add(m, 1);
    if (s->is_range) {
        if (is_kind(s->range_x, TYP_SIGNATURE)) refuse(m, "unhandled op RANGE");
        const Expr *vars[] = {s->key, s->value};
        for (int i = 0; i < 2; i++) {
            if (!vars[i] || (s->define && is_blank(vars[i]))) continue;
            add(m, s->define ? 2 : 0);
            expr(m, vars[i]);
        }
        expr(m, s->range_x);
    } else {
        if (s->init) stmt(m, s->init);
        if (s->cond) expr(m, s->cond);
        if (s->post) stmt(m, s->post);
    }
    stmts(m, &s->body->list);
}

// Of a switch over a constant the clause that is taken, if the cases are constants, too; others are dropped.
static const CaseClause *constant_clause(const SwitchStmt *s)
{
    if (!s->tag || s->tag->mode != MODE_CONST) return NULL;
    const CaseClause *otherwise = NULL;
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        const CaseClause *c = s->clauses.p[i];
        if (c->is_default) otherwise = c;
        for (uint32_t k = 0; k < c->exprs.n; k++) {
            if (c->exprs.p[k]->mode != MODE_CONST) return NULL;
            if (num_compare(NUM_EQL, c->exprs.p[k]->value, s->tag->value)) return c;
        }
    }
    return otherwise;
}

static void switch_stmt(Measure *m, const SwitchStmt *s)
{
    add(m, 1);
    if (s->init) stmt(m, s->init);
    bool named = false;
    if (s->tag && s->tag->node.kind == NODE_TypeSwitchGuard) {
        const TypeSwitchGuard *g = (const TypeSwitchGuard *)s->tag;
        named = g->lhs != NULL;
        add(m, named ? 2 : 1);
        expr(m, g->x);
    } else if (s->tag) {
        expr(m, s->tag);
    }
    const CaseClause *taken = constant_clause(s);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        const CaseClause *c = s->clauses.p[i];
        if (taken && c != taken) continue;
        add(m, named ? 2 : 1);
        for (uint32_t k = 0; k < c->exprs.n; k++) expr(m, c->exprs.p[k]);
        stmts(m, &c->body);
    }
}

static void select_stmt(Measure *m, const SelectStmt *s)
{
    add(m, 1);
    for (uint32_t i = 0; i < s->clauses.n; i++) {
        const CommClause *c = s->clauses.p[i];
        add(m, 1);
        if (c->comm) {
            stmt(m, c->comm);
            if (c->comm->node.kind == NODE_AssignStmt && ((const AssignStmt *)c->comm)->lhs.n == 1) add(m, 1);
            if (c->comm->node.kind == NODE_ExprStmt) add(m, 3);
        }
        stmts(m, &c->body);
    }
}

static void return_stmt(Measure *m, const ReturnStmt *s)
{
    add(m, 1);
    for (uint32_t i = 0; i < s->results.n; i++) {
        bool pairs = m->results && m->results->vars.n == s->results.n;
        expr_to(m, s->results.p[i], pairs ? m->results->vars.p[i]->type : NULL);
    }
}

static void stmt(Measure *m, const Stmt *s)
{
    switch ((NodeKind)s->node.kind) {
    case NODE_LabeledStmt:
        add(m, 1);
        if (((const LabeledStmt *)s)->stmt) stmt(m, ((const LabeledStmt *)s)->stmt);
        return;
    case NODE_BlockStmt: stmts(m, &((const BlockStmt *)s)->list); return;
    case NODE_ExprStmt: expr(m, ((const ExprStmt *)s)->x); return;
    case NODE_SendStmt: {
        const SendStmt *x = (const SendStmt *)s;
        add(m, 1);
        expr(m, x->chan);
        expr_to(m, x->value, is_kind(x->chan, TYP_CHAN) ? ((Chan *)under(x->chan))->elem : NULL);
        return;
    }
    case NODE_DeclStmt: {
        const DeclStmt *d = (const DeclStmt *)s;
        for (uint32_t i = 0; i < d->decls.n; i++)
            if (d->decls.p[i]->node.kind == NODE_VarDecl) var_decl(m, (const VarDecl *)d->decls.p[i]);
        return;
    }
    case NODE_AssignStmt: assign(m, (const AssignStmt *)s); return;
    case NODE_GoStmt: refuse(m, "unhandled op GO"); return;
    case NODE_DeferStmt: refuse(m, "unhandled op DEFER"); return;
    case NODE_ReturnStmt: return_stmt(m, (const ReturnStmt *)s); return;
    case NODE_BranchStmt: add(m, ((const BranchStmt *)s)->tok == TOK_FALLTHROUGH ? 0 : 1); return;
    case NODE_IfStmt: if_stmt(m, (const IfStmt *)s); return;
    case NODE_ForStmt: for_stmt(m, (const ForStmt *)s); return;
    case NODE_SwitchStmt: switch_stmt(m, (const SwitchStmt *)s); return;
    case NODE_SelectStmt: select_stmt(m, (const SelectStmt *)s); return;
    default: return;
    }
}

// ---- Functions
static bool count_node(Node *n, void *ctx)
{
    if (n->kind <= NODE_Ellipsis || (n->kind >= NODE_BadStmt && n->kind <= NODE_CommClause)) ++*(uint32_t *)ctx;
    return true;
}

static void measure(Judge *j, Judgement *out, const BlockStmt *body, const Signature *sig, int32_t budget)
{
    uint32_t nodes = 0;
    ast_walk((Node *)&body->s.node, count_node, &nodes);
    Measure m = {.j = j, .results = sig ? sig->results : NULL, .in_big = nodes > BIG, .clear = 2 * budget};
    map_init(&m.literals, j->arena);
    out->under_way = true;
    j->depth++;
    stmts(&m, &body->list);
    j->depth--;
    out->under_way = false;
    out->is_big = m.in_big;
    out->cost = m.cost;
    out->reason = m.reason;
    if (!m.reason && m.cost > budget)
        out->reason = arena_printf(j->arena, "function too complex: cost %d exceeds budget %d", m.cost, budget);
}

Judge *judge_new(Arena *a, bool (*is_intrinsic)(Str go_name))
{
    Judge *j = ARENA_NEW(a, Judge);
    *j = (Judge){.arena = a, .is_intrinsic = is_intrinsic};
    map_init(&j->known, a);
    return j;
}

static const Judgement too_deep = {.reason = "called too deep"};

// Finds the answer for a function, or the known one. One that depends on where a circle of calls was entered is not
// kept: all who ask get the same.
static const Judgement *judge(Judge *j, const void *key, const BlockStmt *body, const Signature *sig,
                              const char *reason, int32_t budget)
{
    Judgement *out = ptrmap_get(&j->known, key);
    if (out && out->under_way) j->circular = true;
    if (out) return out;
    if (j->depth >= MAX_DEPTH) {
        j->circular = true;
        return &too_deep;
    }
    bool outer = j->circular;
    j->circular = false;
    out = ARENA_NEW(j->arena, Judgement);
    out->reason = reason;
    ptrmap_put(&j->known, key, out);
    if (!reason) measure(j, out, body, sig, budget);
    if (j->circular && j->depth) ptrmap_put(&j->known, key, NULL);
    j->circular = j->depth && (outer || j->circular);
    return out;
}

static const char *forbidden(const Judge *j, const FuncDecl *d)
{
    if (d->pragma & PRAGMA_NOINLINE) return "marked go:noinline";
    if (j->race && (d->pragma & PRAGMA_NORACE)) return "marked go:norace with -race compilation";
    if (d->pragma & PRAGMA_CGO_UNSAFE_ARGS) return "marked go:cgo_unsafe_args";
    if (d->pragma & PRAGMA_UINTPTRESCAPES) return "marked as having an escaping uintptr argument";
    if (d->pragma & PRAGMA_UINTPTRKEEPALIVE) return "marked as having a keep-alive uintptr argument";
    if (d->pragma & PRAGMA_YESWRITEBARRIERREC) return "marked go:yeswritebarrierrec";
    if (!d->body || d->body->skipped) return "no function body";
    return NULL;
}

const Judgement *judge_decl(Judge *j, const FuncDecl *d)
{
    return judge(j, d, d->body, d->obj ? (const Signature *)d->obj->type : NULL, forbidden(j, d), JUDGE_BUDGET);
}

const Judgement *judge_lit(Judge *j, const FuncLit *f)
{
    Type *t = f->e.type ? type_under(f->e.type) : NULL;
    return judge(j, f, f->body, t && t->kind == TYP_SIGNATURE ? (const Signature *)t : NULL, NULL,
                 JUDGE_BUDGET_OF_LITERAL);
}
