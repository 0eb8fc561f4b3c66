// DATA and GLOBL: variables whose bytes the assembly gives.
//
// DATA entries of one symbol come in any order and may leave gaps, which are zero; overlapping ones
// are an error. RODATA goes to .rodata, what may hold pointers to ug_data, a root of the collector.
#include <stdlib.h>

#include "asm/program.h"

static bool same_symbol(const Operand *a, const Operand *b)
{
    return a->sym_kind == b->sym_kind && str_eq(a->sym, b->sym);
}

static int by_offset(const void *x, const void *y)
{
    int64_t a = (*(const AsmStmt *const *)x)->op[0].offset, b = (*(const AsmStmt *const *)y)->op[0].offset;
    return a < b ? -1 : a > b;
}

static void put_value(Emit *e, const AsmStmt *s)
{
    static const char *const directive[] = {[1] = ".byte", [2] = ".2byte", [4] = ".4byte", [8] = ".8byte"};
    const Operand *v = &s->op[1];
    if (v->kind == OPD_STRING) {
        for (int64_t i = 0; i < s->size; i++)
            emit_line(e, ".byte %u", (unsigned)i < v->text.n ? (unsigned char)v->text.p[i] : 0u);
    } else if (v->kind == OPD_FLOAT) {
        uint64_t bits = 0;
        float f = (float)v->f;
        if (s->size == 4)
            memcpy(&bits, &f, sizeof f);
        else
            memcpy(&bits, &v->f, sizeof bits);
        emit_line(e, "%s 0x%llx", directive[s->size], (unsigned long long)bits);
    } else if (v->kind == OPD_ADDR) {
        const char *text = emit_operand(e, v, 'q');
        if (text)
            emit_line(e, ".8byte %s", text + 1);
        else
            emit_error(e, "DATA value must be an immediate constant or address");
    } else {
        uint64_t mask = s->size == 8 ? UINT64_MAX : (1ull << (8 * s->size)) - 1;
        emit_line(e, "%s 0x%llx", directive[s->size], (unsigned long long)v->offset & mask);
    }
}

static void put_object(Emit *e, const AsmStmt *globl, AsmStmt **data, uint32_t n)
{
    const Operand *o = &globl->op[0];
    const char *name = emit_symbol(e, o, false);
    const char *section = globl->text_flags & FLAG_RODATA  ? ".rodata"
                          : globl->text_flags & FLAG_NOPTR ? (n ? ".data" : ".bss")
                          : n                              ? "ug_data"
                                                           : "ug_bss";
    bool zero = n == 0 && !(globl->text_flags & FLAG_RODATA);
    const char *sort = zero ? "nobits" : "progbits";
    emit_line(e, ".section %s,\"a%s\",@%s,unique,%u", section, globl->text_flags & FLAG_RODATA ? "" : "w", sort,
              ++e->objects);
    if (o->sym_kind == SYM_EXTERN) {
        emit_line(e, globl->text_flags & FLAG_DUPOK ? ".weak %s" : ".globl %s", name);
        emit_line(e, ".hidden %s", name);
    }
    emit_line(e, ".balign %u", globl->size >= 64 ? 64u : globl->size >= 32 ? 32u : globl->size >= 16 ? 16u : 8u);
    emit_line(e, ".type %s,@object", name);
    emit_line(e, ".size %s,%lld", name, (long long)globl->size);
    sb_printf(e->out, "%s:\n", name);
    int64_t at = 0;
    for (uint32_t i = 0; i < n; i++) {
        e->stmt = data[i];
        int64_t off = data[i]->op[0].offset;
        if (off < at)
            emit_error(e, "overlapping DATA entry for %.*s", STR_FMT(o->sym));
        else if (off + data[i]->size > globl->size)
            emit_error(e, "%.*s: DATA beyond the end: %lld+%lld > %lld", STR_FMT(o->sym), (long long)off,
                       (long long)data[i]->size, (long long)globl->size);
        else {
            if (off > at) emit_line(e, ".zero %lld", (long long)(off - at));
            put_value(e, data[i]);
        }
        at = off + data[i]->size;
    }
    if (at < globl->size) emit_line(e, ".zero %lld", (long long)(globl->size - at));
}

void data_emit(Emit *e)
{
    const AsmStmts *all = &e->file->stmts;
    e->func = NULL;
    for (uint32_t i = 0; i < all->n; i++) {
        const AsmStmt *globl = all->p[i];
        if (globl->kind != ST_GLOBL) continue;
        AsmStmts data = {0};
        for (uint32_t k = 0; k < all->n; k++)
            if (all->p[k]->kind == ST_DATA && same_symbol(&all->p[k]->op[0], &globl->op[0]))
                vec_push(e->arena, &data, all->p[k]);
        if (data.n) qsort(data.p, data.n, sizeof data.p[0], by_offset);
        e->stmt = globl;
        put_object(e, globl, data.p, data.n);
    }
}
