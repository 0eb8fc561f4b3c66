// Functions that ask for a collection let go of what is dead: variables (opt/dead.c says which and where), and what
// emitted C has besides. That is its own temporaries, each cleared once its value has found its variable, and the
// part of the frame that arguments are passed in: an earlier call's stay there until another call's take their place.
#include "cgen/emit.h"

enum { ARGUMENT_REGISTERS = 6, LARGEST_IN_REGISTERS = 16 }; // SysV ABI 3.2.3

static bool has_array(const CType *ct)
{
    bool any = ct->rep == CREP_ARRAY;
    for (uint32_t i = 0; ct->rep == CREP_STRUCT && i < ct->nfields; i++) any |= has_array(ct->fields[i]);
    return any;
}

static void drop(Fn *fn, IrLocal *l)
{
    CType *ct = local_type(fn, l);
    if (!local_info(fn, l)->declared) return;
    const char *name = local_name(fn, l);
    if (local_is_boxed(l))
        put(fn, "ug_drop_word(%s);", name);
    else if (has_array(ct))
        put(fn, "ug_drop_memory(%s);", name);
    else
        each_pointer(fn, ct, name, "ug_drop_word");
}

static void take(Fn *fn, IrStmt *s)
{
    assign(fn, s->dst, val(fn, s->args[0]));
    const CType *ct = local_type(fn, s->dst);
    if (ctype_is_scalar(ct))
        put(fn, "ug_part(%s);", local_name(fn, s->dst));
    else
        each_pointer(fn, ct, local_name(fn, s->dst), "ug_part");
}

void dead_temp(Fn *fn, const CType *ct, const char *name)
{
    if (!fn->f->sym->collects || !ct->has_pointers) return;
    if (has_array(ct))
        put(fn, "ug_drop_memory(%s);", name);
    else
        each_pointer(fn, ct, name, ctype_is_scalar(ct) ? "ug_drop" : "ug_drop_word");
}

bool dead_result(Fn *fn, Signature *sig)
{
    int64_t size = 0;
    for (uint32_t i = 0; i < sig->results->vars.n; i++) size += type_size(sig->results->vars.p[i]->type);
    return fn->f->sym->collects && size > LARGEST_IN_REGISTERS;
}

// ---- Arguments in memory
typedef struct Area {
    Fn *fn;
    int64_t words; // of the call that needs the most
} Area;

static int64_t call_words(Fn *fn, const IrStmt *s)
{
    int64_t in_memory = 0, registers = ARGUMENT_REGISTERS;
    for (uint32_t i = 0; i < s->nargs; i++) {
        const CType *ct = val_type(fn, s->args[i]);
        bool parts = ct->rep == CREP_SLICE; // passed as three
        int64_t n = (ct->size + 7) / 8, fit = parts && registers < n ? registers : n;
        if ((ct->size > LARGEST_IN_REGISTERS && !parts) || fit > registers) fit = 0;
        registers -= fit;
        in_memory += n - fit;
    }
    return in_memory;
}

static void measure(IrBlock *b, void *ctx)
{
    Area *area = ctx;
    for (IrStmt *s = b->first; s; s = s->next) {
        int64_t words = s->op == IR_CALL ? call_words(area->fn, s) : 0;
        if (words > area->words) area->words = words;
        ir_each_sub_block(s, measure, area);
    }
}

static const char *do_nothing(Cg *cg)
{
    static const char name[] = "ug$nothing";
    if (!strmap_has(&cg->helpers, str_from(name))) {
        strmap_put(&cg->helpers, str_from(name), (void *)name);
        sb_printf(&cg->helper_code, "UG_WEAK void %s(void) {}\n", name);
    }
    return name;
}

// A call whose arguments are zeros, of a function that does nothing.
static void clear_arguments(Fn *fn)
{
    Area area = {fn, 0};
    measure(&fn->f->body, &area);
    if (!area.words) return;
    const char *type = ctype_struct_once(fn->cg, text(fn, "UgWords%lld", (long long)area.words),
                                         text(fn, "uintptr_t w[%lld];", (long long)area.words));
    put(fn, "((void (*)(%s))UG_NOT_INLINED(%s))((%s){0});", type, do_nothing(fn->cg), type);
}

static void tidy(Fn *fn, IrStmt *s)
{
    clear_arguments(fn);
    for (uint32_t i = 0; i < s->nargs; i++)
        if (local_info(fn, s->args[i].local)->declared && val_type(fn, s->args[i])->rep != CREP_VOID)
            put(fn, "ug_settle(%s);", local_name(fn, s->args[i].local));
    put(fn, "ug_tidy();");
}

void dead_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_DROP: drop(fn, s->dst); return;
    case IR_TAKE: take(fn, s); return;
    case IR_TIDY: tidy(fn, s); return;
    default: BUG("cgen: %s lets nothing go", ir_op_text(s->op));
    }
}
