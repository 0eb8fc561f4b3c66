// Ranges over functions. The body becomes a function literal `F-rangeN` handed to the iterator.
//
//     state = READY
//     iterator(func(k, v) bool {
//         if state != READY { panicrangestate(state) }
//         state = RUNNING
//         …                      continue: state = READY, return true; break: state = DONE, return false
//         state = READY
//         return true
//     })
//     if state == RUNNING { panicrangestate(MISSING_PANIC) }
//     state = EXHAUSTED
//     if next == n { … }         one for each way out: return, goto, break or continue of an outer statement
//
// Other ways out set `next`, return false, and are carried out behind the call, where they may in
// turn be a way out of an outer body. Each loop has its own state and next, captured by reference,
// as is what the body assigns. Results are stored in the function's own result variables before
// the way out is taken. Defers and recover in the body mean the function: they use its frames.
#include "lower/context.h"

enum { STATE_DONE, STATE_READY, STATE_RUNNING, STATE_EXHAUSTED, STATE_MISSING_PANIC }; // internal/abi's RF_ values

static IrPlace *place_of(Fn *f, IrLocal *key) { return lower_var_place(f, lower_var(f, key)); }

static void set(Fn *f, IrLocal *key, int64_t v) { lower_store(f, place_of(f, key), lower_int_val(f, v), false); }

static IrLocal *hidden(Fn *f)
{
    IrLocal *l = ir_local_new(f->ir, IRL_VAR, f->lo->t_int, NULL, f->pos);
    l->addressed = l->heap = true;
    l->loop_depth = f->loop_depth;
    lower_bind(f, l, l, true);
    return l;
}

static void declare(Fn *f, IrLocal *l, int64_t v)
{
    lower_emit(f, IR_DECL, 0)->dst = l;
    f->cur->last->noinit = true;
    lower_store(f, lower_place_local(f, l), lower_int_val(f, v), true);
}

static void misuse(Fn *f, IrVal state)
{
    Type *params[] = {f->lo->t_int};
    lower_call_abi(f, "ugx_panicrangestate", params, 1, NULL, &state);
}

static void give_result(Fn *f, bool more)
{
    lower_assign_local(f, f->ir->results.p[0], lower_bool_val(f, more));
    lower_emit(f, IR_RETURN, 0);
}

void lower_range_leave(Fn *f, BranchStmt *b)
{
    RangeBody *r = f->range;
    if (b && b->target == &r->stmt->s && b->tok != TOK_GOTO) {
        bool more = b->tok == TOK_CONTINUE;
        set(f, r->state, more ? STATE_READY : STATE_DONE);
        give_result(f, more);
        return;
    }
    RangeExit e = {.code = r->exits.n + 1, .branch = b};
    vec_push(f->arena, &r->exits, e);
    set(f, r->next, e.code);
    set(f, r->state, STATE_DONE);
    give_result(f, false);
}

static void enter(Fn *f, RangeBody *r)
{
    IrVal state = lower_load(f, place_of(f, r->state));
    IrVal bad = lower_emit_binary(f, IR_NE, f->lo->t_bool, state, lower_int_val(f, STATE_READY));
    IrBlock *saved;
    lower_begin_if(f, bad, &saved)->if_->unlikely = true;
    set(f, r->state, STATE_RUNNING);
    misuse(f, state);
    lower_end_block(f, saved);
    set(f, r->state, STATE_RUNNING);
}

static Fn *body_function(Fn *f, RangeBody *r, Signature *yield)
{
    Str shown, full;
    Fn *owner = f->root;
    lower_lit_name(f, "-range", "", ++owner->counter.ranges, &shown, &full);
    Fn *b = lower_closure_new(f, shown, full, (Type *)yield, r->stmt->s.node.pos);
    b->root = owner;
    b->range = r;
    lower_plain_signature(b, NULL, yield);
    enter(b, r);
    IrVal v[2] = {{0}};
    uint32_t n = yield->params->vars.n;
    for (uint32_t i = 0; i < n; i++) v[i] = ir_val_local(b->ir->params.p[i]);
    lower_bind_loop_vars(b, r->stmt, n > 0 && r->stmt->key ? &v[0] : NULL, n > 1 && r->stmt->value ? &v[1] : NULL);
    lower_stmts(b, r->stmt->body->list);
    b->pos = r->stmt->body->rbrace;
    if (!ir_block_ends(b->cur)) {
        set(b, r->state, STATE_READY);
        give_result(b, true);
    }
    lower_fn_finish(b, r->stmt->body->rbrace);
    return b;
}

static void after(Fn *f, RangeBody *r)
{
    IrBlock *saved;
    IrVal state = lower_load(f, lower_place_local(f, r->state));
    IrVal running = lower_emit_binary(f, IR_EQ, f->lo->t_bool, state, lower_int_val(f, STATE_RUNNING));
    lower_begin_if(f, running, &saved)->if_->unlikely = true;
    misuse(f, lower_int_val(f, STATE_MISSING_PANIC));
    lower_end_block(f, saved);
    set(f, r->state, STATE_EXHAUSTED);
    if (!r->exits.n) return;
    IrVal next = lower_load(f, lower_place_local(f, r->next));
    for (uint32_t i = 0; i < r->exits.n; i++) {
        RangeExit *e = &r->exits.p[i];
        IrVal taken = lower_emit_binary(f, IR_EQ, f->lo->t_bool, next, lower_int_val(f, e->code));
        lower_begin_if(f, taken, &saved);
        if (e->branch)
            lower_branch(f, e->branch);
        else
            lower_emit_return(f);
        lower_end_block(f, saved);
    }
}

void lower_range_func(Fn *f, ForStmt *s)
{
    IrVal iter = lower_stable(f, lower_expr(f, s->range_x));
    Signature *sig = (Signature *)type_under(iter.type);
    Type *yield = type_unalias(sig->params->vars.p[0]->type);
    RangeBody *r = ARENA_NEW(f->arena, RangeBody);
    r->stmt = s;
    r->state = hidden(f);
    r->next = hidden(f);
    Fn *b = body_function(f, r, (Signature *)type_under(yield));
    f->pos = s->s.node.pos;
    declare(f, r->state, STATE_READY);
    declare(f, r->next, 0);
    IrVals args = {0};
    vec_push(f->arena, &args, lower_closure_val(f, b, yield));
    Callee c = {.kind = IRC_CLOSURE, .fn = iter, .sig = sig};
    if (iter.kind == IRV_FUNC) c = (Callee){.kind = IRC_STATIC, .sym = iter.sym, .sig = sig};
    lower_emit_call(f, &c, args, NULL);
    after(f, r);
}
