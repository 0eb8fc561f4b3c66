// Channels and goroutines. Received values land in a C variable of their own first, so that the Go
// variable they end in need not have its address taken.
#include "cgen/emit.h"

static CType *elem_of(Fn *fn, Type *chan)
{
    return ctype_value(fn->cg, ((Chan *)ctype_value(fn->cg, chan)->under)->elem);
}

static void receive(Fn *fn, IrStmt *s)
{
    CType *elem = elem_of(fn, s->args[0].type);
    const char *c = val(fn, s->args[0]);
    if (!s->dst || elem->rep == CREP_VOID) {
        const char *got = text(fn, "ugx_chanrecv(%s, NULL)", c);
        if (s->dst2)
            assign(fn, s->dst2, got);
        else
            put(fn, "%s;", got);
        return;
    }
    uint32_t id = fn->counter++;
    put(fn, "%s rv$%u; bool ok$%u = ugx_chanrecv(%s, &rv$%u);", elem->text, id, id, c, id);
    assign(fn, s->dst, text(fn, "rv$%u", id));
    each_pointer(fn, elem, text(fn, "rv$%u", id), "ug_drop_word"); // the frame's copy must not outlive the variable
    if (s->dst2) assign(fn, s->dst2, text(fn, "ok$%u", id));
}

void chan_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_SEND: {
        CType *elem = elem_of(fn, s->args[0].type);
        const char *c = val(fn, s->args[0]);
        const char *v = elem->rep == CREP_VOID ? "&ug_nothing" : text(fn, "&%s", val_lvalue(fn, s->args[1]));
        put(fn, "ugx_chansend(%s, %s);", c, v);
        return;
    }
    case IR_RECV: receive(fn, s); return;
    case IR_CLOSE: put(fn, "ugx_closechan(%s);", val(fn, s->args[0])); return;
    case IR_GO: put(fn, "ugx_go(%s);", val(fn, s->args[0])); return;
    default: BUG("cgen: %s is no channel operation", ir_op_text(s->op));
    }
}
