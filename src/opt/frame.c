// Frames over a gigabyte are errors, in gc's words; nothing that large could be compiled or would run.
//
// Requires escape analysis: what lives in the frame is settled. Counted are the variables and
// temporaries of the frame, the parameters and results that registers cannot hold, and the
// largest such list among the calls made. Small things are left out: only megabytes are shown.
#include "opt/facts.h"

#define FRAME_MAX (INT64_C(1) << 30)
enum { REGISTERS_HOLD = 9 * 8 }; // bytes

typedef struct Frame {
    int64_t locals, args, callee;
} Frame;

static int64_t saturated(int64_t sum, int64_t size) { return size > INT64_MAX - sum ? INT64_MAX : sum + size; }

static int64_t on_stack(int64_t sum, const Type *t)
{
    int64_t size = type_size((Type *)t);
    return size > REGISTERS_HOLD ? saturated(sum, size) : sum;
}

static void see_calls(IrBlock *b, void *ctx)
{
    Frame *f = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_CALL) {
            int64_t n = 0;
            for (uint32_t i = 0; i < s->nargs; i++) n = on_stack(n, s->args[i].type);
            const Tuple *results = ((Signature *)type_under(s->call->sig))->results;
            for (uint32_t i = 0; results && i < results->vars.n; i++) n = on_stack(n, results->vars.p[i]->type);
            if (n > f->callee) f->callee = n;
        }
        ir_each_sub_block(s, see_calls, f);
    }
}

// fa: what locals are there at all; NULL: all.
static Frame measure(IrFunc *func, const Facts *fa)
{
    Frame f = {0};
    for (uint32_t i = 0; i < func->locals.n; i++) {
        const IrLocal *l = func->locals.p[i];
        if (!l->type || l->heap || (fa && !fa->locals[i].defs && !fa->locals[i].uses)) continue;
        if (l->kind == IRL_PARAM || l->kind == IRL_RESULT)
            f.args = on_stack(f.args, l->type);
        else
            f.locals = saturated(f.locals, type_size(l->type));
    }
    see_calls(&func->body, &f);
    return f;
}

static bool too_large(const Frame *f) { return saturated(saturated(f->locals, f->args), f->callee) >= FRAME_MAX; }

void opt_frames(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    (void)lo;
    for (uint32_t i = 0; opt->sink && i < u->funcs.n; i++) {
        IrFunc *func = u->funcs.p[i];
        Frame f = measure(func, NULL);
        if (func->sym->is_wrapper || !too_large(&f)) continue;
        Arena *a = arena_new("frame");
        Facts facts;
        facts_gather(&facts, func, a);
        f = measure(func, &facts);
        arena_free(a);
        if (!too_large(&f)) continue;
        StrBuf b = {0};
        sb_printf(&b, "%lld MB locals + %lld MB args", (long long)(f.locals >> 20), (long long)(f.args >> 20));
        if (f.callee >> 20) sb_printf(&b, " + %lld MB callee", (long long)(f.callee >> 20));
        diag_report(opt->sink, DIAG_Other, func->pos, "stack frame too large (>1GB): %.*s", (int)b.n, b.p);
        sb_release(&b);
    }
}
