// Statements: which file prints which operation.
#include "cgen/emit.h"

// In a register, so that what lies in memory is loaded.
static void keepalive(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    if (ct->rep == CREP_VOID) return;
    put(fn, ctype_is_scalar(ct) ? "__asm__ volatile(\"\" : : \"r\"(%s));" : "__asm__ volatile(\"\" : : \"m\"(%s));",
        val_lvalue(fn, s->args[0]));
}

static void stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_NEG:
    case IR_NOT:
    case IR_COM:
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
    case IR_MIN:
    case IR_MAX:
    case IR_COMPLEX:
    case IR_REAL:
    case IR_IMAG: arith_stmt(fn, s); return;
    case IR_CONV:
    case IR_CAST: conv_stmt(fn, s); return;
    case IR_EQ:
    case IR_NE:
    case IR_LT:
    case IR_LE:
    case IR_GT:
    case IR_GE: compare_stmt(fn, s); return;
    case IR_LEN:
    case IR_CAP:
    case IR_PTR:
    case IR_MAKE_STRING:
    case IR_MAKE_SLICE:
    case IR_PTR_ADD:
    case IR_CONCAT:
    case IR_STR_FROM_BYTES:
    case IR_STR_FROM_RUNES:
    case IR_STR_FROM_INT:
    case IR_BYTES_FROM_STR:
    case IR_RUNES_FROM_STR:
    case IR_RUNE_COUNT:
    case IR_DECODE_RUNE: string_stmt(fn, s); return;
    case IR_SLICE:
    case IR_COPY:
    case IR_CLEAR: slice_stmt(fn, s); return;
    case IR_APPEND:
    case IR_APPEND_SLICE:
    case IR_EXTEND: append_stmt(fn, s); return;
    case IR_BOX:
    case IR_IFACE_CONV:
    case IR_ASSERT:
    case IR_IFACE_TYPE:
    case IR_IFACE_DATA: iface_stmt(fn, s); return;
    case IR_DROP:
    case IR_TAKE:
    case IR_TIDY: dead_stmt(fn, s); return;
    case IR_MOV:
    case IR_DECL:
    case IR_LOAD:
    case IR_STORE:
    case IR_ADDR:
    case IR_ZERO:
    case IR_MOVE: memory_stmt(fn, s); return;
    case IR_NEW:
    case IR_NEW_SLICE:
    case IR_NEW_MAP:
    case IR_NEW_CHAN: alloc_stmt(fn, s); return;
    case IR_CLOSURE: closure_stmt(fn, s); return;
    case IR_NILCHECK:
    case IR_PANICWRAP:
    case IR_BOUNDS:
    case IR_DIVCHECK:
    case IR_SHIFTCHECK:
    case IR_ARRAYCHECK:
    case IR_UNSAFECHECK: emit_check(fn, s); return;
    case IR_MAP_GET:
    case IR_MAP_SLOT:
    case IR_MAP_DELETE:
    case IR_MAP_ITER:
    case IR_MAP_NEXT:
    case IR_MAP_ITER_KEY:
    case IR_MAP_ITER_ELEM: map_stmt(fn, s); return;
    case IR_SEND:
    case IR_RECV:
    case IR_CLOSE:
    case IR_GO: chan_stmt(fn, s); return;
    case IR_SELECT: select_stmt(fn, s); return;
    case IR_CALL: call_stmt(fn, s); return;
    case IR_DEFER:
    case IR_DEFER_FRAME:
    case IR_FRAME:
    case IR_PANIC:
    case IR_RECOVER: defer_stmt(fn, s); return;
    case IR_PRINT: print_stmt(fn, s); return;
    case IR_KEEPALIVE: keepalive(fn, s); return;
    case IR_IF:
    case IR_LOOP:
    case IR_BLOCK:
    case IR_SWITCH:
    case IR_BREAK:
    case IR_CONTINUE:
    case IR_LABEL:
    case IR_GOTO:
    case IR_RETURN:
    case IR_UNREACHABLE: control_stmt(fn, s); return;
    case IR_NONE:
    case IR_OP_COUNT: break;
    }
    BUG("cgen: %.*s: bad operation %u", STR_FMT(fn->f->sym->go_name), s->op);
}

// gcc's passes over memory (value numbering, dead stores) look from each load and store at hundreds of others before
// it and after it. That is what makes generated code slow to compile, a table of thousands of elements for example;
// behind a fence they look no further.
static void fence(Fn *fn)
{
    enum { HUGE_FUNCTION = 2000, FENCE_EVERY = 32 };
    if (fn->nstmts >= HUGE_FUNCTION && ++fn->printed % FENCE_EVERY == 0)
        put(fn, "__asm__ volatile(\"\" : : : \"memory\");");
}

void stmt_block(Fn *fn, IrBlock *b)
{
    int32_t outer_scope = fn->scope;
    IrBlock *outer = fn->block;
    fn->scope = (int32_t)(uintptr_t)ptrmap_get(&fn->scope_of, b) - 1;
    fn->block = b;
    for (IrStmt *s = b->first; s; s = s->next) {
        line_want(fn, s->pos, s->inl);
        fold_barrier(fn, s);
        fn->used.n = 0;
        fn->expr_reads = false;
        stmt(fn, s);
        fence(fn);
    }
    fold_flush(fn);
    fn->scope = outer_scope;
    fn->block = outer;
}
