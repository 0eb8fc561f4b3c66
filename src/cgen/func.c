// One function: head, prologue, body, exit.
//
// Parameters of slice type arrive exploded and are put together, those whose variable lives in a
// heap box are moved there, captured values are read from the closure object once.
#include "cgen/emit.h"

static const char *incoming(Fn *fn, IrLocal *l, CType *ct)
{
    const char *name = local_name(fn, l);
    return local_is_boxed(l) || ct->rep == CREP_SLICE ? text(fn, "%s$in", name) : name;
}

static void put_head(Fn *fn, StrBuf *out)
{
    IrFunc *f = fn->f;
    Cg *cg = fn->cg;
    CSym *cs = sym_ref(cg, f->sym);
    bool is_static = f->sym->is_static && !cg->split;
    sb_printf(out, "%s%s %s(", is_static ? "static " : "", sig_results(cg, (Signature *)type_under(f->sym->type)).ret,
              cs->name);
    bool any = false;
    for (uint32_t i = 0; i < f->params.n; i++) {
        CType *ct = local_type(fn, f->params.p[i]);
        if (ct->rep == CREP_VOID) continue;
        const char *in = incoming(fn, f->params.p[i], ct);
        sb_puts(out, any ? ", " : "");
        any = true;
        if (ct->rep == CREP_SLICE)
            sb_printf(out, "void *%s$p, UgInt %s$n, UgInt %s$c", in, in, in);
        else
            sb_printf(out, "%s %s%s", ct->text, f->params.p[i]->is_volatile ? "volatile " : "", in);
    }
    if (f->captures.n) {
        sb_puts(out, any ? ", void *ctx$" : "void *ctx$");
        any = true;
    }
    sb_puts(out, any ? ") {\n" : "void) {\n");
}

static void box_param(Fn *fn, IrLocal *l, CType *ct, const char *value)
{
    put(fn, "%s = ugx_new(%s);", assign_target(fn, l), desc_ref(fn->cg, ct->type));
    if (ct->rep != CREP_VOID) put(fn, "*%s = %s;", local_name(fn, l), value);
}

static void receive_params(Fn *fn)
{
    IrFunc *f = fn->f;
    for (uint32_t i = 0; i < f->params.n; i++) {
        IrLocal *l = f->params.p[i];
        CType *ct = local_type(fn, l);
        const char *in = incoming(fn, l, ct);
        const char *value = ct->rep == CREP_SLICE ? text(fn, "(UgSlice){%s$p, %s$n, %s$c}", in, in, in) : in;
        if (local_is_boxed(l))
            box_param(fn, l, ct, value);
        else if (ct->rep == CREP_SLICE)
            put(fn, "%s = %s;", assign_target(fn, l), value);
        else if (ct->rep == CREP_VOID && l->addressed)
            assign_target(fn, l);
        local_info(fn, l)->declared = true;
    }
}

static void open_results(Fn *fn)
{
    for (uint32_t i = 0; i < fn->f->results.n; i++) {
        IrLocal *l = fn->f->results.p[i];
        CType *ct = local_type(fn, l);
        const char *name = assign_target(fn, l);
        if (local_is_boxed(l))
            put(fn, "%s = ugx_new(%s);", name, desc_ref(fn->cg, ct->type));
        else if (ct->rep != CREP_VOID && l->is_volatile)
            put(fn, "%s = %s;", name, zero_text(fn->cg, ct, false));
        else
            store_zero(fn, ct, name, false);
    }
}

static void load_captures(Fn *fn)
{
    IrFunc *f = fn->f;
    if (!f->captures.n) return;
    CType *ct = ctype_value(fn->cg, lower_closure_type(fn->cg->opt->lower, f));
    for (uint32_t i = 0; i < f->captures.n; i++) {
        IrLocal *l = f->captures.p[i].local;
        if (!l || !ct->field_names[i + 1]) continue;
        const char *value = text(fn, "((%s *)ctx$)->%s", ct->text, ct->field_names[i + 1]);
        if (local_is_boxed(l))
            box_param(fn, l, local_type(fn, l), value);
        else
            put(fn, "%s = %s;", assign_target(fn, l), value);
    }
}

static void put_name(Cg *cg, IrFunc *f)
{
    sb_puts(&cg->names, ".asciz ");
    put_c_string(&cg->names, str_from(sym_link_name(cg, f->sym)));
    sb_puts(&cg->names, "\n.asciz ");
    const char *parens = f->params.n ? "" : "()"; // tracebacks then print f() instead of f(...)
    put_c_string(&cg->names, str_from(arena_printf(cg->arena, "%.*s%s", STR_FMT(f->sym->go_name), parens)));
    sb_putc(&cg->names, '\n');
}

void func_put(Cg *cg, IrFunc *f)
{
    Fn fn = {.cg = cg, .f = f, .arena = arena_new("cgen function"), .indent = 1, .scope = -1};
    map_init(&fn.scope_of, fn.arena);
    map_init(&fn.names, fn.arena);
    map_init(&fn.labels, fn.arena);
    if (f->may_recover)
        for (uint32_t i = 0; i < f->results.n; i++) f->results.p[i]->is_volatile = true;
    locals_analyse(&fn);
    line_want(&fn, f->pos, NULL);
    const char *file = fn.line_file;
    StrBuf head = {0};
    put_head(&fn, &head);
    receive_params(&fn);
    load_captures(&fn);
    open_results(&fn);
    defer_prologue(&fn);
    put_edge(&fn);
    stmt_block(&fn, &f->body);
    line_want(&fn, f->end_pos, NULL);
    defer_epilogue(&fn);
    if (f->has_defer || !ir_block_ends(&f->body)) return_stmt(&fn);
    if (file) {
        uint32_t line;
        sb_printf(&cg->code, "#line %u ", (line_file_of(cg, f->pos, &line), line));
        line_put_file(cg, &cg->code, file);
        sb_putc(&cg->code, '\n');
    }
    sb_put(&cg->code, sb_str(&head));
    sb_put(&cg->code, sb_str(&fn.top));
    sb_put(&cg->code, sb_str(&fn.body));
    sb_puts(&cg->code, " }\n"); // in the line of what was last: the way out is the return statement's
    put_name(cg, f);
    sb_release(&head);
    sb_release(&fn.top);
    sb_release(&fn.body);
    arena_free(fn.arena);
}
