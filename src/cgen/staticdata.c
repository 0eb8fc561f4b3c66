// Package variables and anonymous static objects, with what initialisers can be stated in C.
//
// A variable that may hold heap pointers lies in a section of the collector's roots; one that
// nobody writes is const; the rest is ordinary data. Every initialiser is a C constant expression:
// addresses of statics, of functions' closures, descriptors, itabs, literals.
#include "cgen/emit.h"

static const char *address_of(Cg *cg, const IrStatic *st)
{
    StrBuf b = {0};
    sb_printf(&b, "(void *)&%s", sym_name(cg, st->sym));
    CType *whole = ctype_value(cg, st->sym->type);
    for (uint32_t i = 0; i < st->steps.n && whole->rep != CREP_VOID; i++) {
        const IrStep *step = &st->steps.p[i];
        CType *part = ctype_value(cg, step->type);
        int64_t index = 0;
        if (step->is_index) val_is_const_int(step->index, &index);
        if (part->rep == CREP_VOID)
            break;
        else if (step->is_index)
            sb_printf(&b, ".a[%lld]", (long long)index);
        else
            sb_printf(&b, ".%s", whole->field_names[step->field]);
        whole = part;
    }
    const char *out = arena_strndup(cg->arena, b.p, b.n);
    sb_release(&b);
    return out;
}

static const char *fields(Cg *cg, CType *ct, const IrStatic *st)
{
    StrBuf b = {0};
    bool any = false;
    sb_puts(&b, ct->rep == CREP_ARRAY ? "{{" : "{");
    for (uint32_t i = 0; i < st->elems.n; i++) {
        const IrStatic *e = st->elems.p[i];
        CType *et = ct->rep == CREP_ARRAY ? ct->elem : ct->fields[i];
        if (!e || e->kind == IRST_ZERO || et->rep == CREP_VOID) continue;
        sb_puts(&b, any ? ", " : "");
        any = true;
        bool in_order = ct->rep == CREP_ARRAY && i > 0 && st->elems.p[i - 1] && st->elems.p[i - 1]->kind != IRST_ZERO;
        if (ct->rep == CREP_STRUCT) sb_printf(&b, ".%s = ", ct->field_names[i]);
        if (ct->rep == CREP_ARRAY && i && !in_order) sb_printf(&b, "[%u] = ", i);
        sb_puts(&b, static_init(cg, et, e));
    }
    sb_puts(&b, any ? "" : "0");
    sb_puts(&b, ct->rep == CREP_ARRAY ? "}}" : "}");
    const char *out = arena_strndup(cg->arena, b.p, b.n);
    sb_release(&b);
    return out;
}

static const char *byte_array(Cg *cg, Str bytes)
{
    StrBuf b = {0};
    sb_puts(&b, "{");
    put_c_string(&b, bytes);
    sb_puts(&b, "}");
    const char *out = arena_strndup(cg->arena, b.p, b.n);
    sb_release(&b);
    return out;
}

static const char *interface(Cg *cg, CType *iface, const IrStatic *st)
{
    CType *ct = ctype_value(cg, st->dynamic);
    const char *word = iface->rep == CREP_EFACE ? desc_ref(cg, st->dynamic) : itab_ref(cg, iface->type, st->dynamic);
    const IrStatic *value = st->elems.p[0];
    const char *data;
    if (ct->rep == CREP_VOID) {
        data = "(void *)&ug_nothing";
    } else if (ctype_pointer_shaped(ct)) {
        while (value && value->kind == IRST_FIELDS) { // a struct or array of one pointer
            ct = ct->rep == CREP_ARRAY ? ct->elem : ct->fields[0];
            value = value->elems.n ? value->elems.p[0] : NULL;
        }
        data = value && value->kind != IRST_ZERO ? arena_printf(cg->arena, "(void *)%s", static_init(cg, ct, value))
                                                 : "NULL";
    } else {
        const char *init = value ? static_init(cg, ct, value) : zero_text(cg, ct, true);
        data = arena_printf(cg->arena, "(void *)&%s", static_object(cg, ct, init, true));
    }
    return arena_printf(cg->arena, "{%s, %s}", word, data);
}

const char *static_init(Cg *cg, CType *ct, const IrStatic *st)
{
    switch (st->kind) {
    case IRST_ZERO: return zero_text(cg, ct, true);
    case IRST_CONST:
        if (ct->rep == CREP_ARRAY) return byte_array(cg, num_string_value(st->value));
        return const_text(cg, ct, st->value, true);
    case IRST_ADDR: return address_of(cg, st);
    case IRST_FUNC: return sym_closure(cg, st->sym);
    case IRST_FIELDS: return fields(cg, ct, st);
    case IRST_SLICE:
        if (!st->sym) return "{(void *)&ug_nothing}";
        return arena_printf(cg->arena, "{(void *)&%s, %lld, %lld}", sym_name(cg, st->sym), (long long)st->len,
                            (long long)st->cap);
    case IRST_IFACE: return interface(cg, ct, st);
    }
    BUG("cgen: unknown kind of static initialiser");
}

const char *static_object(Cg *cg, CType *ct, const char *init, bool read_only)
{
    Str key = str_from(arena_printf(cg->arena, "%s %s", ct->text, init));
    const char *name = read_only ? strmap_get(&cg->strings, key) : NULL;
    if (name) return name;
    uint32_t id = cg->counter++;
    name = arena_printf(cg->arena, "so$%u", id);
    if (read_only) strmap_put(&cg->strings, key, (void *)name);
    const char *place = ct->has_pointers && !read_only ? arena_printf(cg->arena, " UG_DATA(%u)", id) : "";
    sb_printf(&cg->data, "static %s%s %s%s = %s;\n", read_only ? "const " : "", ct->text, name, place, init);
    return name;
}

static void put_global(Cg *cg, IrGlobal *g)
{
    CType *ct = ctype_value(cg, g->type);
    if (ct->rep == CREP_VOID) return;
    const char *name = sym_name(cg, g->sym), *text = ct->text;
    bool is_static = g->sym->is_static && !cg->split;
    bool zero = !g->init || g->init->kind == IRST_ZERO, root = ct->has_pointers && !g->read_only;
    uint32_t id = cg->counter++;
    const char *section = root ? arena_printf(cg->arena, " %s(%u)", zero ? "UG_BSS" : "UG_DATA", id) : "";
    const char *label = strcmp(name, sym_link_name(cg, g->sym)) == 0
                            ? ""
                            : arena_printf(cg->arena, " __asm__(\"%s\")", sym_link_name(cg, g->sym));
    const char *constant = g->read_only ? "const " : "";
    sb_printf(&cg->decls, "%s%s%s %s%s%s;\n", is_static ? "static " : "extern ", constant, text, name, label, section);
    const char *init = zero ? NULL : static_init(cg, ct, g->init);
    sb_printf(&cg->data, "%s%s%s %s%s%s%s;\n", is_static ? "static " : "", constant, text, name, section,
              init ? " = " : "", init ? init : "");
}

void static_globals(Cg *cg)
{
    if (cg->part != 0) return;
    for (uint32_t i = 0; i < cg->u->globals.n; i++)
        ptrmap_put(&cg->globals, cg->u->globals.p[i]->sym, cg->u->globals.p[i]);
    for (uint32_t i = 0; i < cg->u->globals.n; i++) put_global(cg, cg->u->globals.p[i]);
}
