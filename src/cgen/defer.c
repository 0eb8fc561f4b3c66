// Defer, recover, panic, return.
//
// A function that defers has its UgDeferFrame in the frame, with room for its own slots only, and
// one exit: every return stores its results, goes there, runs what is deferred, leaves. A recovered
// panic arrives there too, by the jump buffer, and finds the results in volatile variables.
#include "cgen/emit.h"

void defer_prologue(Fn *fn)
{
    IrFunc *f = fn->f;
    if (!f->has_defer) return;
    fn->defer_frame = "df$";
    sb_printf(&fn->top,
              "    struct { uint8_t b[offsetof(UgDeferFrame, slot) + %u * sizeof(void *)]; } "
              "__attribute__((aligned(8))) dfm$;\n",
              f->ndefer_slots);
    sb_printf(&fn->top, "    UgDeferFrame *const df$ = (UgDeferFrame *)&dfm$;\n");
    put(fn, "ugx_defer_enter(df$);");
    if (f->may_recover) put(fn, "if (UGX_SETJUMP(df$)) goto exit$;");
}

static void run_slot(Fn *fn, uint32_t i)
{
    put_open(fn, "if (df$->bits & %uU) {", 1u << i);
    put(fn, "df$->bits &= ~%uU;", 1u << i);
    put(fn, "const UgClosure *d$ = df$->slot[%u];", i);
    put(fn, "if (UGX_UNLIKELY(d$ == NULL)) ugx_panicnil();");
    put(fn, "((void (*)(void *))d$->code)((void *)d$);");
    put_close(fn, "}");
}

void defer_epilogue(Fn *fn)
{
    IrFunc *f = fn->f;
    if (!f->has_defer) return;
    put(fn, "exit$:;");
    for (uint32_t i = f->ndefer_slots; i > 0; i--) run_slot(fn, i - 1);
    if (f->defer_list) put(fn, "ugx_deferreturn(df$);");
    put(fn, "ugx_defer_leave(df$);");
}

static const char *result_text(Fn *fn, IrLocal *l)
{
    const char *name = assign_target(fn, l);
    return local_is_boxed(l) ? text(fn, "*%s", name) : name;
}

void return_stmt(Fn *fn)
{
    IrFunc *f = fn->f;
    CParams out = sig_results(fn->cg, (Signature *)type_under(f->sym->type));
    if (out.nresults == 0) {
        put(fn, "return;");
        return;
    }
    StrBuf b = {0};
    for (uint32_t i = 0; i < f->results.n; i++) {
        if (local_type(fn, f->results.p[i])->rep == CREP_VOID) continue;
        sb_printf(&b, "%s%s", b.n ? ", " : "", result_text(fn, f->results.p[i]));
    }
    if (out.nresults > 1)
        put(fn, "return (%s){%s};", out.ret, b.p);
    else
        put(fn, "return %s;", b.p);
    sb_release(&b);
}

static void defer(Fn *fn, IrStmt *s)
{
    const char *d = val_often(fn, s->args[0]);
    if (s->nargs > 1 && s->args[1].kind != IRV_NONE) {
        put(fn, "ugx_deferproc((UgDeferFrame *)%s, %s);", val(fn, s->args[1]), d);
    } else if (s->slot < 0) {
        put(fn, "ugx_deferproc(df$, %s);", d);
    } else {
        put(fn, "df$->slot[%d] = %s;", s->slot, d);
        put(fn, "df$->bits |= %uU;", 1u << s->slot);
    }
}

void defer_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_DEFER: defer(fn, s); return;
    case IR_DEFER_FRAME: assign(fn, s->dst, "(void *)df$"); return;
    case IR_FRAME: assign(fn, s->dst, "__builtin_frame_address(0)"); return;
    case IR_PANIC: put(fn, "ugx_gopanic(%s);", val(fn, s->args[0])); return;
    case IR_RECOVER: {
        bool given = s->nargs && s->args[0].kind != IRV_NONE;
        assign(fn, s->dst, text(fn, "ugx_gorecover(%s)", given ? val(fn, s->args[0]) : "__builtin_frame_address(0)"));
        return;
    }
    default: BUG("cgen: %s is not about defer", ir_op_text(s->op));
    }
}
