// Symbols as one C file knows them: names, prototypes, linkage, static closures.
//
// A function of this unit is static, weak or hidden global by its IrSym; where a package is split
// over files its statics become hidden globals under names that start with the package. A symbol
// that abi.h declares is used as it stands there; if this unit defines it, or a Go declaration
// binds to another runtime symbol or another package's, the C name is the Go one and an asm label
// gives the real name, so that two ideas of the types can't clash.
#include "cgen/emit.h"

static bool is_runtime_name(Str csym)
{
    return str_has_prefix(csym, STR("ugx_")) || str_has_prefix(csym, STR("ugrt_"));
}

static bool needs_label(IrSym *s) { return s->is_pulled || (is_runtime_name(s->csym) && (!s->is_abi || s->def)); }

const char *sym_link_name(Cg *cg, IrSym *s)
{
    if (s->is_static && cg->split)
        return arena_printf(cg->arena, "%.*s$$%.*s", STR_FMT(cg->unit_name), STR_FMT(s->csym));
    return arena_strndup(cg->arena, s->csym.p, s->csym.n);
}

static bool is_foreign_static(Cg *cg, IrSym *s) { return s->is_static && cg->split; }

CSym *sym_ref(Cg *cg, IrSym *s)
{
    CSym *cs = ptrmap_get(&cg->syms, s);
    if (cs) return cs;
    cs = ARENA_NEW(cg->arena, CSym);
    cs->sym = s;
    cs->name =
        needs_label(s) ? arena_printf(cg->arena, "%s$", cgen_ident(cg->arena, s->go_name)) : sym_link_name(cg, s);
    ptrmap_put(&cg->syms, s, cs);
    vec_push(cg->arena, &cg->sym_list, cs);
    if (s->kind == IRSYM_FUNC)
        cs->proto = sig_proto(cg, s, cs->name);
    else if (ctype_value(cg, s->type)->rep == CREP_VOID)
        cs->name = "ug_nothing";
    return cs;
}

const char *sym_name(Cg *cg, IrSym *s) { return sym_ref(cg, s)->name; }

const char *sym_asm_name(Cg *cg, IrSym *s)
{
    sym_ref(cg, s)->in_asm = true;
    return sym_link_name(cg, s);
}

const char *sym_closure(Cg *cg, IrSym *s)
{
    CSym *cs = sym_ref(cg, s);
    cs->fv = true;
    return arena_printf(cg->arena, "(&%s$f)", cs->name);
}

static const char *label_of(Cg *cg, IrSym *s)
{
    return needs_label(s) ? arena_printf(cg->arena, " __asm__(\"%s\")", sym_link_name(cg, s)) : "";
}

// The one function whose call returns first in a child that shares our stack: what the child spills must not
// fall on what the parent still wants, which gcc sees to around calls of this kind.
static bool returns_twice(const IrSym *s) { return s->is_external && str_eqz(s->csym, "ugx_rawvforksyscall"); }

static void declare_func(Cg *cg, CSym *cs, uint32_t i)
{
    IrSym *s = cs->sym;
    if (!s->is_abi || s->def) {
        bool is_static = s->is_static && !is_foreign_static(cg, s);
        const char *wrapper = s->is_wrapper && s->def ? arena_printf(cg->arena, "UG_WRAPPER(%u) ", i) : "";
        sb_printf(&cg->decls, "%s%s%s%s%s%s%s%s%s%s;\n", is_static ? "static " : "",
                  s->is_weak && !is_static ? "UG_WEAK " : "", wrapper,
                  s->noinline || s->calls_recover ? "__attribute__((noinline)) " : "",
                  s->norace && s->def ? "__attribute__((no_sanitize_thread)) " : "", s->noreturn ? "UGX_NORETURN " : "",
                  returns_twice(s) ? "__attribute__((returns_twice)) " : "",
                  cs->in_asm && s->def ? "__attribute__((used)) " : "", cs->proto, label_of(cg, s));
    }
    if (cs->fv) sb_printf(&cg->decls, "static const UgClosure %s$f = {(void *)%s};\n", cs->name, cs->name);
}

static void declare_var(Cg *cg, CSym *cs)
{
    if (ptrmap_has(&cg->globals, cs->sym)) return; // staticdata.c declares what it defines
    CType *ct = ctype_value(cg, cs->sym->type);
    if (ct->rep != CREP_VOID) sb_printf(&cg->decls, "extern %s %s%s;\n", ct->text, cs->name, label_of(cg, cs->sym));
}

void syms_put_decls(Cg *cg)
{
    for (uint32_t i = 0; i < cg->sym_list.n; i++) {
        CSym *cs = cg->sym_list.p[i];
        if (cs->sym->kind == IRSYM_FUNC)
            declare_func(cg, cs, i);
        else
            declare_var(cg, cs);
    }
}
