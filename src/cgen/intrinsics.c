// Intrinsics: calls of known functions printed as C expressions, by the table intrinsics.def.
#include "cgen/emit.h"

static const struct {
    const char *name, *text;
} table[] = {
#define INTRINSIC(name, text) {name, text},
#include "cgen/intrinsics.def"
#undef INTRINSIC
};

bool cgen_is_intrinsic(Str go_name)
{
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (str_eqz(go_name, table[i].name)) return true;
    return false;
}

void intrinsics_init(Cg *cg)
{
    map_init(&cg->intrinsics, cg->arena);
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        strmap_put(&cg->intrinsics, str_from(table[i].name), (void *)table[i].text);
}

// Operators want to know what a pointer points to, nil as well.
static const char *operand(Fn *fn, IrVal v)
{
    const char *e = val_often(fn, v);
    return strcmp(e, "NULL") == 0 ? text(fn, "((%s)NULL)", ctype_value(fn->cg, v.type)->text) : e;
}

const char *intrinsic_text(Fn *fn, IrStmt *s)
{
    const char *form = strmap_get(&fn->cg->intrinsics, s->call->sym->go_name);
    if (!form) return NULL;
    const char *args[4] = {0};
    for (uint32_t i = 0; i < s->nargs && i < ARRAY_LEN(args); i++) args[i] = operand(fn, s->args[i]);
    StrBuf b = {0};
    for (const char *p = form; *p; p++) {
        if (*p != '$') {
            sb_putc(&b, *p);
        } else if (str_has_prefix(str_from(p), STR("$call"))) {
            sb_printf(&b, "%s(%s)", sym_name(fn->cg, s->call->sym), args_text(fn, s->args, s->nargs));
            p += strlen("call");
        } else {
            sb_puts(&b, args[*++p - '0']);
        }
    }
    const char *out = text(fn, "%s", b.p);
    sb_release(&b);
    return out;
}
