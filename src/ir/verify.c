// The verifier: what every pass may rely on.
//
// Checked: operands, destinations and place bases belong to the function; an addressed local is
// only the base of a place; arity and presence of dst, place and src by operation; control
// targets enclose their statement (or are a LABEL of the function); types of copies agree; no
// type parameter occurs. The list links are sound.
#include "ir/ir.h"

typedef struct Verifier {
    const IrFunc *f;
    StrBuf *why;
    bool ok;
    VEC(const IrStmt *) enclosing;
    PtrMap labels;
    Arena *arena;
    const IrStmt *at;
} Verifier;

static void fail(Verifier *v, const char *what)
{
    if (!v->ok) return;
    v->ok = false;
    sb_printf(v->why, "%.*s: %s: %s", STR_FMT(v->f->sym->go_name), v->at ? ir_op_text(v->at->op) : "function", what);
}

static void check_local(Verifier *v, const IrLocal *l)
{
    if (l->func != v->f)
        fail(v, "a local of another function");
    else if (l->id >= v->f->locals.n || v->f->locals.p[l->id] != l)
        fail(v, "an unregistered local");
}

static void check_use(IrVal *val, void *ctx)
{
    Verifier *v = ctx;
    switch (val->kind) {
    case IRV_NONE: break;
    case IRV_LOCAL:
        check_local(v, val->local);
        if (val->local->addressed && v->at->op != IR_TIDY) fail(v, "an addressed local as operand");
        if (val->type && val->local->type && val->type != val->local->type &&
            !type_identical(val->type, val->local->type))
            fail(v, "operand's type is not its local's");
        break;
    case IRV_CONST:
        if (!val->value) fail(v, "a constant without value");
        break;
    case IRV_FUNC:
    case IRV_GLOBAL:
        if (!val->sym) fail(v, "a symbol operand without symbol");
        break;
    case IRV_ZERO:
    case IRV_TYPE: break;
    }
    if (val->kind != IRV_NONE && !(val->kind == IRV_LOCAL && val->local->kind == IRL_MAPITER) && !val->type)
        fail(v, "an operand without type");
    if (val->type && val->type->kind == TYP_TYPEPARAM) fail(v, "a type parameter");
}

static void check_def(IrLocal **l, void *ctx)
{
    Verifier *v = ctx;
    check_local(v, *l);
    if ((*l)->addressed && v->at->op != IR_DECL && v->at->op != IR_DROP) fail(v, "an addressed local as destination");
}

static void check_place(Verifier *v, const IrPlace *p)
{
    if (!p->type || !p->base_type) fail(v, "a place without type");
    if (p->base == IRB_LOCAL) check_local(v, p->local);
    if (p->base == IRB_GLOBAL && !p->global) fail(v, "a global place without symbol");
    if (p->base == IRB_DEREF && p->ptr.kind == IRV_NONE) fail(v, "a dereference of nothing");
    if (v->ok && p->steps.n && p->steps.p[p->steps.n - 1].type != p->type &&
        !type_identical(p->steps.p[p->steps.n - 1].type, p->type))
        fail(v, "a place whose type is not its last step's");
}

static bool wants_place(IrOp op)
{
    return op == IR_LOAD || op == IR_STORE || op == IR_ADDR || op == IR_ZERO || op == IR_MOVE;
}

// Least number of arguments; -1: checked elsewhere.
static int min_args(IrOp op)
{
    switch (op) {
    case IR_MOV:
    case IR_TAKE:
    case IR_NEG:
    case IR_NOT:
    case IR_COM:
    case IR_CONV:
    case IR_CAST:
    case IR_LEN:
    case IR_CAP:
    case IR_PTR:
    case IR_BOX:
    case IR_IFACE_CONV:
    case IR_ASSERT:
    case IR_IFACE_TYPE:
    case IR_IFACE_DATA:
    case IR_STORE:
    case IR_NILCHECK:
    case IR_DIVCHECK:
    case IR_SHIFTCHECK:
    case IR_MAP_ITER:
    case IR_MAP_NEXT:
    case IR_RECV:
    case IR_CLOSE:
    case IR_GO:
    case IR_DEFER:
    case IR_PANIC:
    case IR_IF:
    case IR_SWITCH:
    case IR_CLEAR:
    case IR_APPEND: return 1;
    case IR_ADD:
    case IR_SUB:
    case IR_MUL:
    case IR_DIV:
    case IR_REM:
    case IR_AND:
    case IR_OR:
    case IR_XOR:
    case IR_ANDNOT:
    case IR_SHL:
    case IR_SHR:
    case IR_EQ:
    case IR_NE:
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE:
    case IR_MIN:
    case IR_MAX:
    case IR_COMPLEX:
    case IR_CONCAT:
    case IR_MAKE_STRING:
    case IR_PTR_ADD:
    case IR_APPEND_SLICE:
    case IR_EXTEND:
    case IR_COPY:
    case IR_BOUNDS:
    case IR_ARRAYCHECK:
    case IR_MAP_GET:
    case IR_MAP_SLOT:
    case IR_MAP_DELETE:
    case IR_DECODE_RUNE:
    case IR_SEND: return 2;
    case IR_MAKE_SLICE: return 3;
    case IR_SLICE: return 4;
    default: return 0;
    }
}

static void check_target(Verifier *v, const IrStmt *s)
{
    if (!s->target) {
        fail(v, "no target");
        return;
    }
    if (s->op == IR_GOTO) {
        if (!ptrmap_has(&v->labels, s->target)) fail(v, "goto a label of no block");
        return;
    }
    for (uint32_t i = 0; i < v->enclosing.n; i++)
        if (v->enclosing.p[i] == s->target) {
            if (s->op == IR_CONTINUE && s->target->op != IR_LOOP) fail(v, "continue of no loop");
            return;
        }
    fail(v, "target does not enclose it");
}

static void check_call(Verifier *v, const IrStmt *s)
{
    const IrCall *c = s->call;
    if (c->kind == IRC_STATIC && !c->sym) fail(v, "no callee");
    if (!c->sig || c->sig->kind != TYP_SIGNATURE) {
        fail(v, "no signature");
        return;
    }
    const Signature *sig = (const Signature *)c->sig;
    if (s->nargs != sig->params->vars.n) fail(v, "wrong number of arguments");
    if (c->nresults != sig->results->vars.n) fail(v, "wrong number of results");
    for (uint32_t i = 0; v->ok && i < s->nargs; i++)
        if (s->args[i].kind == IRV_NONE || !type_identical(s->args[i].type, sig->params->vars.p[i]->type))
            fail(v, "an argument of the wrong type");
}

static void check_types(Verifier *v, const IrStmt *s)
{
    switch (s->op) {
    case IR_MOV:
        if (!s->dst || !type_identical(s->dst->type, s->args[0].type)) fail(v, "copies between types");
        break;
    case IR_LOAD:
        if (!s->dst || !type_identical(s->dst->type, s->place->type)) fail(v, "loads another type");
        break;
    case IR_STORE:
        if (!type_identical(s->args[0].type, s->place->type)) fail(v, "stores another type");
        break;
    case IR_MOVE:
        if (!type_identical(s->src->type, s->place->type)) fail(v, "moves between types");
        break;
    default: break;
    }
}

static void check_block(Verifier *v, IrBlock *b);
static void visit_block(IrBlock *b, void *ctx) { check_block(ctx, b); }

static void check_stmt(Verifier *v, IrStmt *s)
{
    v->at = s;
    if ((int)s->nargs < min_args(s->op)) fail(v, "too few operands");
    if (wants_place(s->op) != (s->place != NULL)) fail(v, "place missing or unwanted");
    if ((s->op == IR_MOVE) != (s->src != NULL)) fail(v, "source place missing or unwanted");
    if (s->place) check_place(v, s->place);
    if (s->src) check_place(v, s->src);
    ir_each_use(s, check_use, v);
    ir_each_def(s, check_def, v);
    if (!v->ok) return;
    if (s->op == IR_CALL) check_call(v, s);
    if (s->op == IR_BREAK || s->op == IR_CONTINUE || s->op == IR_GOTO) check_target(v, s);
    check_types(v, s);
    vec_push(v->arena, &v->enclosing, s);
    ir_each_sub_block(s, visit_block, v);
    v->enclosing.n--;
}

static void check_block(Verifier *v, IrBlock *b)
{
    IrStmt *prev = NULL;
    for (IrStmt *s = b->first; v->ok && s; prev = s, s = s->next) {
        if (s->prev != prev) fail(v, "broken list");
        check_stmt(v, s);
    }
    if (v->ok && b->last != prev) fail(v, "broken list end");
}

static void collect_labels(IrBlock *b, void *ctx)
{
    Verifier *v = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_LABEL) ptrmap_put(&v->labels, s, s);
        ir_each_sub_block(s, collect_labels, v);
    }
}

bool ir_verify(const IrFunc *f, StrBuf *why)
{
    Verifier v = {.f = f, .why = why, .ok = true, .arena = arena_new("ir verify")};
    map_init(&v.labels, v.arena);
    IrBlock *body = (IrBlock *)&f->body; // the visitors take mutable blocks; nothing here changes them
    collect_labels(body, &v);
    check_block(&v, body);
    arena_free(v.arena);
    return v.ok;
}
