// Making IR: locals, statements, block lists, and the tables of ops.def.
#include "ir/ir.h"

const char *ir_op_text(IrOp op)
{
    static const char *const texts[IR_OP_COUNT] = {
        [IR_NONE] = "none",
#define IR(op, text, props) [IR_##op] = text,
#include "ir/ops.def"
#undef IR
    };
    return texts[op];
}

uint32_t ir_op_props(IrOp op)
{
    enum {
        PURE = IRP_PURE,
        READS = IRP_READS,
        WRITES = IRP_WRITES,
        PANICS = IRP_PANICS,
        ALLOCS = IRP_ALLOCS,
        CALLS = IRP_CALLS,
        CTRL = IRP_CTRL
    };
    static const uint8_t props_of[IR_OP_COUNT] = {
#define IR(op, text, props) [IR_##op] = props,
#include "ir/ops.def"
#undef IR
    };
    return props_of[op];
}

uint32_t ir_escape_leak(uint32_t tag, uint32_t to, int level)
{
    int known = ir_escape_level(tag, to);
    if (known >= 0 && known <= level) return tag;
    if (level > IRESC_LEVEL_MAX) level = IRESC_LEVEL_MAX;
    return ir_escape_forget(tag, to) | (uint32_t)(level + 1) << IRESC_BITS * to;
}

IrLocal *ir_local_new(IrFunc *f, IrLocalKind kind, Type *type, Atom name, Pos pos)
{
    IrLocal *l = ARENA_NEW(f->arena, IrLocal);
    l->kind = kind;
    l->type = type;
    l->name = name;
    l->id = f->locals.n;
    l->pos = pos;
    l->func = f;
    vec_push(f->arena, &f->locals, l);
    return l;
}

// The extension a structured operation needs.
static void attach(IrFunc *f, IrStmt *s)
{
    Arena *a = f->arena;
    switch (s->op) {
    case IR_CALL: s->call = ARENA_NEW(a, IrCall); break;
    case IR_IF: s->if_ = ARENA_NEW(a, IrIf); break;
    case IR_LOOP: s->loop = ARENA_NEW(a, IrLoop); break;
    case IR_BLOCK: s->block = ARENA_NEW(a, IrBlockStmt); break;
    case IR_SWITCH: s->switch_ = ARENA_NEW(a, IrSwitch); break;
    case IR_SELECT: s->select = ARENA_NEW(a, IrSelect); break;
    case IR_DEFER: s->slot = -1; break;
    default: break;
    }
}

IrStmt *ir_stmt_new(IrFunc *f, IrOp op, Pos pos, uint32_t nargs)
{
    IrStmt *s = ARENA_NEW(f->arena, IrStmt);
    s->op = (uint8_t)op;
    s->pos = pos;
    s->nargs = nargs;
    s->escapes = (ir_op_props(op) & IRP_ALLOCS) != 0;
    if (nargs) s->args = ARENA_ARRAY(f->arena, IrVal, nargs);
    attach(f, s);
    return s;
}

void ir_append(IrBlock *b, IrStmt *s)
{
    s->prev = b->last;
    s->next = NULL;
    if (b->last)
        b->last->next = s;
    else
        b->first = s;
    b->last = s;
}

void ir_insert_before(IrBlock *b, IrStmt *at, IrStmt *s)
{
    if (!at) {
        ir_append(b, s);
        return;
    }
    s->next = at;
    s->prev = at->prev;
    if (at->prev)
        at->prev->next = s;
    else
        b->first = s;
    at->prev = s;
}

void ir_remove(IrBlock *b, IrStmt *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        b->first = s->next;
    if (s->next)
        s->next->prev = s->prev;
    else
        b->last = s->prev;
    s->prev = s->next = NULL;
}
