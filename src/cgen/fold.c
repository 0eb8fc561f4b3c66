// Folding: a temporary that is computed once and used once is printed where it is used.
//
// The definition waits as text in fn->pending. Only pure expressions and loads wait; before a
// statement that could change what a waiting expression reads (memory, or a local it mentions),
// and before any control flow, it is put out as an assignment. A statement's own operands are
// spared: they are read before it takes effect. So folding never moves a side effect, and what
// gcc sees is the same program with fewer names.
#include "cgen/emit.h"

enum { FOLD_TEXT_MAX = 240 };

Pending *fold_pending(Fn *fn, IrLocal *l)
{
    for (uint32_t i = 0; i < fn->pending.n; i++)
        if (fn->pending.p[i].local == l) return &fn->pending.p[i];
    return NULL;
}

static void drop(Fn *fn, Pending *p)
{
    uint32_t i = (uint32_t)(p - fn->pending.p);
    memmove(p, p + 1, sizeof(*p) * (fn->pending.n - i - 1));
    fn->pending.n--;
}

static bool may_declare_here(Fn *fn, IrLocal *l, LocalInfo *li)
{
    return !li->declared && li->scope == fn->scope && !l->addressed && !l->is_volatile && !local_is_boxed(l) &&
           (l->kind == IRL_TEMP || l->kind == IRL_VAR);
}

CType *local_type(Fn *fn, const IrLocal *l) { return ctype_value(fn->cg, l->type); }

static void declare_top(Fn *fn, IrLocal *l, LocalInfo *li)
{
    if (li->declared) return;
    li->declared = true;
    CType *ct = local_type(fn, l);
    const char *name = local_name(fn, l);
    if (local_is_boxed(l))
        sb_printf(&fn->top, "    %s *%s;\n", ct->rep == CREP_VOID ? "uint8_t" : ct->text, name);
    else if (ct->rep != CREP_VOID)
        sb_printf(&fn->top, "    %s %s%s;\n", ct->text, l->is_volatile ? "volatile " : "", name);
    else if (l->addressed)
        sb_printf(&fn->top, "    uint8_t %s;\n", name);
}

const char *assign_target(Fn *fn, IrLocal *dst)
{
    LocalInfo *li = local_info(fn, dst);
    const char *name = local_name(fn, dst);
    CType *ct = local_type(fn, dst);
    if (ct->rep == CREP_VOID && !dst->addressed && !local_is_boxed(dst)) return "ug_nothing";
    if (may_declare_here(fn, dst, li)) {
        li->declared = true;
        put(fn, "%s %s;", ct->text, name);
    }
    declare_top(fn, dst, li);
    return name;
}

void assign(Fn *fn, IrLocal *dst, const char *expr)
{
    if (!dst) {
        put(fn, "(void)(%s);", expr);
        return;
    }
    CType *ct = local_type(fn, dst);
    if (ct->rep == CREP_VOID) return;
    LocalInfo *li = local_info(fn, dst);
    const char *name = local_name(fn, dst);
    if (may_declare_here(fn, dst, li)) {
        li->declared = true;
        put(fn, "%s %s = %s;", ct->text, name, expr);
        return;
    }
    declare_top(fn, dst, li);
    put(fn, local_is_boxed(dst) ? "*%s = %s;" : "%s = %s;", name, expr);
}

void each_pointer(Fn *fn, const CType *ct, const char *lvalue, const char *macro)
{
    if (ctype_is_scalar(ct) && ctype_pointer_shaped(ct))
        put(fn, "%s(%s);", macro, lvalue);
    else if (ct->rep == CREP_SLICE || ct->rep == CREP_STRING)
        put(fn, "%s(%s.p);", macro, lvalue);
    else if (ct->rep == CREP_EFACE || ct->rep == CREP_IFACE)
        put(fn, "%s(%s.data);", macro, lvalue);
    else if (ct->rep == CREP_STRUCT)
        for (uint32_t i = 0; i < ct->nfields; i++)
            if (ct->fields[i]->has_pointers)
                each_pointer(fn, ct->fields[i], text(fn, "%s.%s", lvalue, ct->field_names[i]), macro);
}

void fold_put(Fn *fn, IrLocal *l)
{
    Pending *p = fold_pending(fn, l);
    if (!p) return;
    const char *expr = p->text;
    drop(fn, p);
    assign(fn, l, expr);
}

const char *fold_take(Fn *fn, IrLocal *l)
{
    Pending *p = fold_pending(fn, l);
    if (!p) return NULL;
    const char *expr = p->atom ? p->text : text(fn, "(%s)", p->text);
    fn->expr_reads |= p->reads;
    for (uint32_t i = 0; i < p->nuses; i++) vec_push(fn->arena, &fn->used, p->uses[i]);
    drop(fn, p);
    return expr;
}

void fold_flush(Fn *fn)
{
    while (fn->pending.n) fold_put(fn, fn->pending.p[0].local);
}

void fold_def(Fn *fn, IrStmt *s, const char *expr, bool atom, bool reads)
{
    IrLocal *dst = s->dst;
    if (!dst) return;
    if (!local_info(fn, dst)->foldable || strlen(expr) > FOLD_TEXT_MAX ||
        fn->used.n > ARRAY_LEN(((Pending *)0)->uses) || local_type(fn, dst)->rep == CREP_VOID) {
        assign(fn, dst, expr);
        return;
    }
    Pending p = {.local = dst, .text = expr, .atom = atom, .reads = reads || fn->expr_reads, .nuses = fn->used.n};
    for (uint32_t i = 0; i < fn->used.n; i++) p.uses[i] = fn->used.p[i];
    vec_push(fn->arena, &fn->pending, p);
}

typedef struct Conflict {
    Fn *fn;
    IrLocal *own[24]; // s's operands
    uint32_t nown;
} Conflict;

static void note_own(IrVal *v, void *ctx)
{
    Conflict *c = ctx;
    if (v->kind == IRV_LOCAL && c->nown < ARRAY_LEN(c->own)) c->own[c->nown++] = v->local;
}

static bool is_own(const Conflict *c, const IrLocal *l)
{
    for (uint32_t i = 0; i < c->nown; i++)
        if (c->own[i] == l) return true;
    return false;
}

static void flush_users(IrLocal **l, void *ctx)
{
    Conflict *c = ctx;
    for (uint32_t i = 0; *l && i < c->fn->pending.n;) {
        Pending *p = &c->fn->pending.p[i];
        bool uses = false;
        for (uint32_t k = 0; k < p->nuses; k++) uses |= p->uses[k] == *l;
        if (uses && !is_own(c, p->local))
            fold_put(c->fn, p->local);
        else
            i++;
    }
}

void fold_barrier(Fn *fn, IrStmt *s)
{
    if (!fn->pending.n) return;
    Conflict c = {.fn = fn};
    ir_each_use(s, note_own, &c);
    uint32_t props = ir_op_props(s->op);
    bool all = (props & IRP_CTRL) != 0 || s->op == IR_SELECT;
    bool memory = (props & (IRP_WRITES | IRP_CALLS | IRP_ALLOCS)) != 0;
    for (uint32_t i = 0; (all || memory) && i < fn->pending.n;) {
        Pending *p = &fn->pending.p[i];
        if ((all || p->reads) && !is_own(&c, p->local))
            fold_put(fn, p->local);
        else
            i++;
    }
    ir_each_def(s, flush_users, &c);
    bool stores = s->op == IR_STORE || s->op == IR_ZERO || s->op == IR_MOVE;
    if (stores && s->place->base == IRB_LOCAL) flush_users(&s->place->local, &c);
}
