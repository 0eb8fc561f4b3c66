// Signatures in C: abi.h's calling convention.
//
// Receiver first, slices exploded into three scalars, everything else as its C type, parameters of
// no size left out; one sized result is the C result, several are a struct r0, r1 … named by the
// types in it. The closure context is one more, last parameter.
#include "cgen/emit.h"

static void put_type_word(StrBuf *b, const char *t)
{
    if (str_has_prefix(str_from(t), STR("struct "))) t += 7;
    for (; *t; t++) sb_putc(b, *t == ' ' ? '_' : *t == '*' ? 'p' : *t);
}

CParams sig_results(Cg *cg, Signature *sig)
{
    CParams out = {"void", 0};
    StrBuf name = {0}, fields = {0};
    const char *only = NULL;
    sb_puts(&name, "R");
    ObjectList *vars = &sig->results->vars;
    for (uint32_t i = 0; i < vars->n; i++) {
        CType *ct = ctype_value(cg, vars->p[i]->type);
        if (ct->rep == CREP_VOID) continue;
        only = ct->text;
        sb_putc(&name, '$');
        put_type_word(&name, ct->text);
        sb_printf(&fields, "%s r%u; ", ct->text, out.nresults++);
    }
    if (out.nresults == 1) out.ret = only;
    if (out.nresults > 1) {
        Str n = sb_str(&name);
        const char *id = n.n <= 100
                             ? arena_strndup(cg->arena, n.p, n.n)
                             : arena_printf(cg->arena, "Rh$%016llx%u", (unsigned long long)str_hash(n), out.nresults);
        out.ret = ctype_struct_once(cg, id, arena_strndup(cg->arena, fields.p, fields.n));
    }
    sb_release(&name);
    sb_release(&fields);
    return out;
}

static void put_params(Cg *cg, StrBuf *b, Signature *sig)
{
    ObjectList *vars = &sig->params->vars;
    for (uint32_t i = 0; i < vars->n; i++) {
        CType *ct = ctype_value(cg, vars->p[i]->type);
        if (ct->rep == CREP_VOID) continue;
        sb_puts(b, b->n ? ", " : "");
        sb_puts(b, ct->rep == CREP_SLICE ? "void *, UgInt, UgInt" : ct->text);
    }
}

const char *sig_proto(Cg *cg, IrSym *sym, const char *name)
{
    Signature *sig = (Signature *)type_under(sym->type);
    StrBuf b = {0};
    put_params(cg, &b, sig);
    if (sym->def && sym->def->captures.n) sb_puts(&b, b.n ? ", void *" : "void *");
    const char *out = arena_printf(cg->arena, "%s %s(%s)", sig_results(cg, sig).ret, name, b.n ? b.p : "void");
    sb_release(&b);
    return out;
}

const char *sig_pointer(Cg *cg, Signature *sig, bool recv_word)
{
    StrBuf b = {0};
    if (recv_word) sb_puts(&b, "void *");
    put_params(cg, &b, sig);
    if (!recv_word) sb_puts(&b, b.n ? ", void *" : "void *");
    const char *out = arena_printf(cg->arena, "%s (*)(%s)", sig_results(cg, sig).ret, b.p);
    sb_release(&b);
    return out;
}
