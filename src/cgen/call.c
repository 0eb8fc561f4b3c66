// Calls: static, through a closure, through an itab; arguments and results by abi.h's convention.
#include "cgen/emit.h"

const char *args_text(Fn *fn, IrVal *args, uint32_t n)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < n; i++) {
        CType *ct = val_type(fn, args[i]);
        if (ct->rep == CREP_VOID) continue;
        if (b.n) sb_puts(&b, ", ");
        if (ct->rep != CREP_SLICE) {
            sb_puts(&b, val(fn, args[i]));
        } else if (args[i].kind == IRV_ZERO) {
            sb_puts(&b, "NULL, 0, 0");
        } else {
            const char *a = val_often(fn, args[i]);
            sb_printf(&b, "%s.p, %s.n, %s.cap", a, a, a);
        }
    }
    const char *out = text(fn, "%.*s", STR_FMT(sb_str(&b)));
    sb_release(&b);
    return out;
}

static const char *join(Fn *fn, const char *a, const char *b)
{
    return *a && *b ? text(fn, "%s, %s", a, b) : *a ? a : b;
}

static void find_call(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        *(bool *)ctx |= s->op == IR_CALL;
        ir_each_sub_block(s, find_call, ctx);
    }
}

// recover looks through the frames of wrappers. What a wrapper calls must keep a frame of its own if it calls further:
// else a function it calls would pass for called by the wrapper's caller. And a function that collects clears its dead
// variables, not those of whom gcc would merge with it.
static bool must_keep_frame(Fn *fn, const IrSym *sym)
{
    const IrSym *caller = fn->f->sym;
    bool calls = caller->collects;
    if ((!caller->is_wrapper && !calls) || !sym->def || sym->def->unit != fn->cg->u || sym->noinline) return false;
    if (!calls) find_call(&sym->def->body, &calls);
    return calls;
}

static const char *static_call(Fn *fn, IrStmt *s, const char *args)
{
    IrSym *sym = s->call->sym;
    const char *ctx = "";
    if (sym->def && sym->def->captures.n) ctx = text(fn, "(void *)%s", val(fn, s->call->callee));
    if (must_keep_frame(fn, sym)) return text(fn, "UG_NOT_INLINED(%s)(%s)", sym_name(fn->cg, sym), join(fn, args, ctx));
    return text(fn, "%s(%s)", sym_name(fn->cg, sym), join(fn, args, ctx));
}

static const char *closure_call(Fn *fn, IrStmt *s, const char *args)
{
    const char *f = s->call->callee.kind == IRV_ZERO ? "((const UgClosure *)NULL)" : val_often(fn, s->call->callee);
    const char *type = sig_pointer(fn->cg, (Signature *)type_under(s->call->sig), false);
    return text(fn, "((%s)%s->code)(%s)", type, f, join(fn, args, text(fn, "(void *)%s", f)));
}

static const char *iface_call(Fn *fn, IrStmt *s, const char *args)
{
    const char *v = val_often(fn, s->call->callee);
    const char *type = sig_pointer(fn->cg, (Signature *)type_under(s->call->sig), true);
    return text(fn, "((%s)%s.tab->fun[%u])(%s)", type, v, s->call->method, join(fn, text(fn, "%s.data", v), args));
}

static const char *call_expr(Fn *fn, IrStmt *s)
{
    IrCall *c = s->call;
    if (c->callee.kind == IRV_LOCAL) fold_put(fn, c->callee.local);
    switch (c->kind) {
    case IRC_STATIC: {
        const char *special = intrinsic_text(fn, s);
        return special ? special : static_call(fn, s, args_text(fn, s->args, s->nargs));
    }
    case IRC_CLOSURE: return closure_call(fn, s, args_text(fn, s->args, s->nargs));
    case IRC_IFACE: return iface_call(fn, s, args_text(fn, s->args, s->nargs));
    }
    BUG("cgen: unknown kind of call");
}

void call_stmt(Fn *fn, IrStmt *s)
{
    IrCall *c = s->call;
    for (uint32_t i = 0; i < s->nargs; i++) // put out what has to be repeated before the call's text begins
        if (s->args[i].kind == IRV_LOCAL && val_type(fn, s->args[i])->rep == CREP_SLICE) fold_put(fn, s->args[i].local);
    const char *expr = call_expr(fn, s);
    Signature *sig = (Signature *)type_under(c->sig);
    CParams out = sig_results(fn->cg, sig);
    bool wanted = false, in_memory = dead_result(fn, sig);
    for (uint32_t i = 0; i < c->nresults; i++) wanted |= c->results[i] != NULL;
    if ((!wanted && !in_memory) || out.nresults == 0) {
        put(fn, "%s;", expr);
        return;
    }
    const char *r = expr;
    if (out.nresults > 1 || in_memory) {
        r = text(fn, "r$%u", fn->counter++);
        put(fn, "__auto_type %s = %s;", r, expr);
    }
    uint32_t k = 0;
    for (uint32_t i = 0; i < c->nresults; i++) {
        const CType *ct = ctype_value(fn->cg, sig->results->vars.p[i]->type);
        if (ct->rep == CREP_VOID) continue;
        uint32_t at = k++;
        const char *result = out.nresults > 1 ? text(fn, "%s.r%u", r, at) : r;
        if (c->results[i]) assign(fn, c->results[i], result);
        if (in_memory) dead_temp(fn, ct, result);
    }
}
