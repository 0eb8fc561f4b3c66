// print and println: each argument by its kind, under the print lock.
#include "cgen/emit.h"

static void print_one(Fn *fn, IrVal v)
{
    CType *ct = val_type(fn, v);
    const char *a = val(fn, v);
    switch (ct->rep) {
    case CREP_BOOL: put(fn, "ugx_printbool(%s);", a); return;
    case CREP_INT: put(fn, "ugx_print%s(%s);", ct->is_signed ? "int" : "uint", a); return;
    case CREP_F32: put(fn, "ugx_printfloat32(%s);", a); return;
    case CREP_F64: put(fn, "ugx_printfloat(%s);", a); return;
    case CREP_C64: put(fn, "ugx_printcomplex64(%s);", a); return;
    case CREP_C128: put(fn, "ugx_printcomplex(%s);", a); return;
    case CREP_POINTER:
    case CREP_FUNC:
    case CREP_MAP:
    case CREP_CHAN: put(fn, "ugx_printpointer(%s);", a); return;
    case CREP_STRING: put(fn, "ugx_printstring(%s);", a); return;
    case CREP_SLICE: put(fn, "ugx_printslice(%s);", a); return;
    case CREP_EFACE: put(fn, "ugx_printeface(%s);", a); return;
    case CREP_IFACE: put(fn, "ugx_printiface(%s);", a); return;
    case CREP_NONE:
    case CREP_VOID:
    case CREP_STRUCT:
    case CREP_ARRAY: break;
    }
    BUG("cgen: print of %.*s", STR_FMT(ct->key));
}

void print_stmt(Fn *fn, IrStmt *s)
{
    for (uint32_t i = 0; i < s->nargs; i++)
        if (s->args[i].kind == IRV_LOCAL) fold_put(fn, s->args[i].local);
    put(fn, "ugx_printlock();");
    for (uint32_t i = 0; i < s->nargs; i++) {
        if (i && s->newline) put(fn, "ugx_printsp();");
        print_one(fn, s->args[i]);
    }
    if (s->newline) put(fn, "ugx_printnl();");
    put(fn, "ugx_printunlock();");
}
