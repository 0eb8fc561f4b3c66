// select: one case with a default by the non-blocking calls, everything else by ugx_selectgo, which
// wants sends first and then receives; the index it answers is mapped back to the source's order.
#include "cgen/emit.h"

typedef struct Arm {
    const IrSelectCase *c;
    uint32_t index;
    const char *chan, *elem;
    CType *ct;
} Arm;

static Arm arm_of(Fn *fn, const IrSelectCase *c, uint32_t index)
{
    Arm arm = {
        .c = c, .index = index, .ct = ctype_value(fn->cg, ((Chan *)ctype_value(fn->cg, c->chan.type)->under)->elem)};
    arm.chan = val_often(fn, c->chan);
    if (c->send)
        arm.elem = arm.ct->rep == CREP_VOID ? "(void *)&ug_nothing" : text(fn, "&%s", val_lvalue(fn, c->value));
    else if (c->dst && arm.ct->rep != CREP_VOID) {
        const char *v = text(fn, "rv$%u", fn->counter++);
        put(fn, "%s %s;", arm.ct->text, v);
        arm.elem = text(fn, "&%s", v);
    } else
        arm.elem = "NULL";
    return arm;
}

static void deliver(Fn *fn, const Arm *arm, const char *ok)
{
    if (arm->c->dst && arm->ct->rep != CREP_VOID) {
        put(fn, "%s = %s;", local_name(fn, arm->c->dst), arm->elem + 1);
        each_pointer(fn, arm->ct, arm->elem + 1, "ug_drop_word");
    }
    if (arm->c->ok) put(fn, "%s = %s;", local_name(fn, arm->c->ok), ok);
}

static void declare_targets(Fn *fn, IrSelect *sel)
{
    for (uint32_t i = 0; i < sel->cases.n; i++) {
        IrSelectCase *c = &sel->cases.p[i];
        if (c->dst) assign_target(fn, c->dst);
        if (c->ok) assign_target(fn, c->ok);
    }
}

static void single(Fn *fn, IrStmt *s, const IrSelectCase *c)
{
    Arm arm = arm_of(fn, c, 0);
    if (c->send) {
        assign(fn, s->dst, text(fn, "ugx_selectnbsend(%s, %s) ? 0 : -1", arm.chan, arm.elem));
        return;
    }
    const char *r = text(fn, "sel$%u", fn->counter++);
    put(fn, "UgSelectResult %s = ugx_selectnbrecv(%s, %s);", r, arm.chan, arm.elem);
    if (c->dst || c->ok) {
        put_open(fn, "if (%s.index == 0) {", r);
        deliver(fn, &arm, text(fn, "%s.recv_ok", r));
        put_close(fn, "}");
    }
    assign(fn, s->dst, text(fn, "%s.index", r));
}

static void several(Fn *fn, IrStmt *s, IrSelect *sel)
{
    uint32_t n = sel->cases.n, nsend = 0, k = 0;
    Arm *arms = ARENA_ARRAY(fn->arena, Arm, n);
    for (uint32_t i = 0; i < n; i++)
        if (sel->cases.p[i].send) arms[k++] = arm_of(fn, &sel->cases.p[i], i), nsend++;
    for (uint32_t i = 0; i < n; i++)
        if (!sel->cases.p[i].send) arms[k++] = arm_of(fn, &sel->cases.p[i], i);
    StrBuf list = {0}, order = {0};
    bool same_order = true;
    for (uint32_t i = 0; i < n; i++) {
        sb_printf(&list, "%s{%s, (void *)%s}", i ? ", " : "", arms[i].chan, arms[i].elem);
        sb_printf(&order, "%s%u", i ? ", " : "", arms[i].index);
        same_order &= arms[i].index == i;
    }
    uint32_t id = fn->counter++;
    put(fn, "UgSelectCase cs$%u[] = {%s}; uint16_t order$%u[%u];", id, list.p, id, 2 * n);
    put(fn, "UgSelectResult sel$%u = ugx_selectgo(cs$%u, order$%u, %u, %u, %s);", id, id, id, nsend, n - nsend,
        sel->has_default ? "false" : "true");
    bool any = false;
    for (uint32_t i = nsend; i < n; i++) any |= arms[i].c->dst || arms[i].c->ok;
    if (any) {
        put_open(fn, "switch (sel$%u.index) {", id);
        for (uint32_t i = nsend; i < n; i++) {
            put(fn, "case %u:", i);
            deliver(fn, &arms[i], text(fn, "sel$%u.recv_ok", id));
            put(fn, "break;");
        }
        put_close(fn, "}");
    }
    if (same_order)
        assign(fn, s->dst, text(fn, "sel$%u.index", id));
    else
        assign(fn, s->dst,
               text(fn, "sel$%u.index < 0 ? -1 : (UgInt)((const uint16_t[]){%s})[sel$%u.index]", id, order.p, id));
    sb_release(&list);
    sb_release(&order);
}

void select_stmt(Fn *fn, IrStmt *s)
{
    IrSelect *sel = s->select;
    declare_targets(fn, sel);
    if (sel->cases.n == 0 && !sel->has_default)
        put(fn, "ugx_block();");
    else if (sel->cases.n == 0)
        assign(fn, s->dst, "-1");
    else if (sel->cases.n == 1 && sel->has_default)
        single(fn, s, &sel->cases.p[0]);
    else
        several(fn, s, sel);
}
