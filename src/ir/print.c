// The text form of the IR: one statement a line, operands by name, types in Go's syntax.
//
//     func main.f(x.0 int, s.1 []byte) (r.2 error)
//     {
//         t3 int = len s.1
//         bounds x.0, t3
//         t4 uint8 = load *t5[x.0]
//         if t6 {
#include "ir/ir.h"

typedef struct Printer {
    StrBuf *out;
    const Package *pkg;
    int depth;
    PtrMap labels; // LABEL, LOOP, BLOCK → number
    uint32_t nlabels;
} Printer;

static void print_type(Printer *p, Type *t)
{
    if (t)
        type_write(p->out, t, QUALIFY_PATH, p->pkg);
    else
        sb_puts(p->out, "iter");
}

static void print_local(Printer *p, const IrLocal *l)
{
    if (l->name)
        sb_printf(p->out, "%.*s.%u", STR_FMT(l->name->s), l->id);
    else
        sb_printf(p->out, "t%u", l->id);
}

static void print_val(Printer *p, const IrVal *v)
{
    switch (v->kind) {
    case IRV_NONE: sb_putc(p->out, '_'); break;
    case IRV_LOCAL: print_local(p, v->local); break;
    case IRV_CONST:
        if (num_kind(v->value) == CONST_STRING)
            sb_put_quoted(p->out, num_string_value(v->value));
        else
            num_exact_text(p->out, v->value);
        break;
    case IRV_ZERO: sb_puts(p->out, "zero"); break;
    case IRV_FUNC: sb_printf(p->out, "func(%.*s)", STR_FMT(v->sym->go_name)); break;
    case IRV_GLOBAL: sb_printf(p->out, "&%.*s", STR_FMT(v->sym->go_name)); break;
    case IRV_TYPE:
        sb_puts(p->out, "type(");
        print_type(p, v->descriptor);
        sb_putc(p->out, ')');
        break;
    }
}

static void print_steps(Printer *p, const IrStep *steps, uint32_t n, Type *t)
{
    for (uint32_t i = 0; i < n; i++) {
        const IrStep *st = &steps[i];
        if (st->is_index) {
            sb_putc(p->out, '[');
            print_val(p, &st->index);
            sb_putc(p->out, ']');
        } else {
            Type *u = type_under(t);
            if (u->kind == TYP_STRUCT)
                sb_printf(p->out, ".%.*s", STR_FMT(((Struct *)u)->fields.p[st->field]->name->s));
            else
                sb_printf(p->out, ".%u", st->field);
        }
        t = st->type;
    }
}

static void print_place(Printer *p, const IrPlace *pl)
{
    switch (pl->base) {
    case IRB_LOCAL: print_local(p, pl->local); break;
    case IRB_GLOBAL: sb_put(p->out, pl->global->go_name); break;
    case IRB_DEREF:
        sb_puts(p->out, "(*");
        print_val(p, &pl->ptr);
        sb_putc(p->out, ')');
        break;
    case IRB_ELEM:
        print_val(p, &pl->ptr);
        sb_putc(p->out, '[');
        print_val(p, &pl->index);
        sb_putc(p->out, ']');
        break;
    }
    print_steps(p, pl->steps.p, pl->steps.n, pl->base_type);
}

static void indent(Printer *p)
{
    for (int i = 0; i < p->depth; i++) sb_puts(p->out, "    ");
}

static uint32_t label_of(Printer *p, const IrStmt *s)
{
    uintptr_t n = (uintptr_t)ptrmap_get(&p->labels, s);
    if (!n) ptrmap_put(&p->labels, s, (void *)(n = ++p->nlabels));
    return (uint32_t)n;
}

static void print_block(Printer *p, const IrBlock *b);

static void print_body(Printer *p, const IrBlock *b)
{
    sb_puts(p->out, "{\n");
    p->depth++;
    print_block(p, b);
    p->depth--;
    indent(p);
    sb_putc(p->out, '}');
}

static void print_args(Printer *p, const IrStmt *s)
{
    for (uint32_t i = 0; i < s->nargs; i++) {
        sb_puts(p->out, i ? ", " : " ");
        print_val(p, &s->args[i]);
    }
}

static void print_flags(Printer *p, const IrStmt *s)
{
    if ((ir_op_props(s->op) & IRP_ALLOCS) && !s->escapes) sb_puts(p->out, " stack");
    if (s->checked) sb_puts(p->out, " checked");
    if (s->noinit) sb_puts(p->out, " noinit");
    if (s->fresh) sb_puts(p->out, " fresh");
    if (s->newline) sb_puts(p->out, " newline");
    if (s->borrow) sb_puts(p->out, " borrow");
}

static void print_dests(Printer *p, const IrStmt *s)
{
    if (!s->dst && !s->dst2) return;
    if (s->dst) {
        print_local(p, s->dst);
        sb_putc(p->out, ' ');
        print_type(p, s->dst->type);
    } else
        sb_putc(p->out, '_');
    if (s->dst2) {
        sb_puts(p->out, ", ");
        print_local(p, s->dst2);
        sb_putc(p->out, ' ');
        print_type(p, s->dst2->type);
    }
    sb_puts(p->out, " = ");
}

static void print_call(Printer *p, const IrStmt *s)
{
    const IrCall *c = s->call;
    bool any = false;
    for (uint32_t i = 0; i < c->nresults; i++) any |= c->results[i] != NULL;
    for (uint32_t i = 0; any && i < c->nresults; i++) {
        if (i) sb_puts(p->out, ", ");
        if (c->results[i]) {
            print_local(p, c->results[i]);
            sb_putc(p->out, ' ');
            print_type(p, c->results[i]->type);
        } else
            sb_putc(p->out, '_');
    }
    sb_puts(p->out, any ? " = call " : "call ");
    switch (c->kind) {
    case IRC_STATIC: sb_put(p->out, c->sym->go_name); break;
    case IRC_CLOSURE: print_val(p, &c->callee); break;
    case IRC_IFACE: {
        print_val(p, &c->callee);
        Interface *it = (Interface *)type_under(c->callee.type);
        sb_printf(p->out, ".%.*s", STR_FMT(it->all_methods.p[c->method]->name->s));
        break;
    }
    }
    sb_putc(p->out, '(');
    for (uint32_t i = 0; i < s->nargs; i++) {
        if (i) sb_puts(p->out, ", ");
        print_val(p, &s->args[i]);
    }
    sb_putc(p->out, ')');
}

static void print_switch(Printer *p, const IrStmt *s)
{
    sb_puts(p->out, "switch");
    print_args(p, s);
    sb_puts(p->out, " {\n");
    for (uint32_t i = 0; i < s->switch_->cases.n; i++) {
        const IrCase *c = &s->switch_->cases.p[i];
        indent(p);
        sb_puts(p->out, c->is_default ? "default" : "case");
        for (uint32_t j = 0; j < c->values.n; j++) {
            sb_puts(p->out, j ? ", " : " ");
            num_exact_text(p->out, c->values.p[j]);
        }
        sb_puts(p->out, ":\n");
        p->depth++;
        print_block(p, &c->body);
        p->depth--;
    }
    indent(p);
    sb_putc(p->out, '}');
}

static void print_select(Printer *p, const IrStmt *s)
{
    print_dests(p, s);
    sb_puts(p->out, s->select->has_default ? "select default {" : "select {");
    for (uint32_t i = 0; i < s->select->cases.n; i++) {
        const IrSelectCase *c = &s->select->cases.p[i];
        sb_puts(p->out, i ? "; " : " ");
        if (c->send) {
            print_val(p, &c->chan);
            sb_puts(p->out, " <- ");
            print_val(p, &c->value);
            continue;
        }
        if (c->dst)
            print_local(p, c->dst);
        else
            sb_putc(p->out, '_');
        if (c->ok) {
            sb_puts(p->out, ", ");
            print_local(p, c->ok);
        }
        sb_puts(p->out, " = <-");
        print_val(p, &c->chan);
    }
    sb_puts(p->out, " }");
}

static void print_plain(Printer *p, const IrStmt *s)
{
    print_dests(p, s);
    sb_puts(p->out, ir_op_text(s->op));
    if (s->type) {
        sb_putc(p->out, ' ');
        print_type(p, s->type);
    }
    if (s->place) {
        sb_putc(p->out, ' ');
        print_place(p, s->place);
        if (s->nargs || s->src) sb_puts(p->out, " =");
    }
    if (s->src) {
        sb_putc(p->out, ' ');
        print_place(p, s->src);
    }
    if (s->op == IR_CLOSURE) sb_printf(p->out, " %.*s", STR_FMT(s->func->go_name));
    print_args(p, s);
    if (s->op == IR_DEFER && s->slot >= 0) sb_printf(p->out, " slot %d", (int)s->slot);
    print_flags(p, s);
}

static void print_stmt(Printer *p, const IrStmt *s)
{
    indent(p);
    switch (s->op) {
    case IR_CALL: print_call(p, s); break;
    case IR_IF:
        sb_puts(p->out, "if");
        print_args(p, s);
        sb_puts(p->out, s->if_->likely ? " likely " : s->if_->unlikely ? " unlikely " : " ");
        if (s->if_->branch) sb_puts(p->out, "branch ");
        print_body(p, &s->if_->then);
        if (s->if_->els.first) {
            sb_puts(p->out, " else ");
            print_body(p, &s->if_->els);
        }
        break;
    case IR_LOOP:
        sb_printf(p->out, "loop L%u ", label_of(p, s));
        print_body(p, &s->loop->body);
        if (s->loop->post.first) {
            sb_puts(p->out, " post ");
            print_body(p, &s->loop->post);
        }
        break;
    case IR_BLOCK:
        sb_printf(p->out, "block L%u ", label_of(p, s));
        print_body(p, &s->block->body);
        break;
    case IR_SWITCH: print_switch(p, s); break;
    case IR_SELECT: print_select(p, s); break;
    case IR_BREAK:
    case IR_CONTINUE:
    case IR_GOTO: sb_printf(p->out, "%s L%u", ir_op_text(s->op), label_of(p, s->target)); break;
    case IR_LABEL: sb_printf(p->out, "label L%u", label_of(p, s)); break;
    default: print_plain(p, s); break;
    }
    sb_putc(p->out, '\n');
}

static void print_block(Printer *p, const IrBlock *b)
{
    for (const IrStmt *s = b->first; s; s = s->next) print_stmt(p, s);
}

static void print_locals(Printer *p, IrLocal *const *ls, uint32_t n)
{
    sb_putc(p->out, '(');
    for (uint32_t i = 0; i < n; i++) {
        if (i) sb_puts(p->out, ", ");
        print_local(p, ls[i]);
        sb_putc(p->out, ' ');
        print_type(p, ls[i]->type);
        if (ls[i]->heap) sb_puts(p->out, " heap");
    }
    sb_putc(p->out, ')');
}

void ir_print_func(StrBuf *out, const IrFunc *f)
{
    Arena *scratch = arena_new("ir print");
    Printer p = {.out = out, .pkg = f->unit ? f->unit->pkg : NULL, .depth = 1};
    map_init(&p.labels, scratch);
    sb_printf(out, "func %.*s", STR_FMT(f->sym->go_name));
    print_locals(&p, f->params.p, f->params.n);
    if (f->results.n) {
        sb_putc(out, ' ');
        print_locals(&p, f->results.p, f->results.n);
    }
    for (uint32_t i = 0; i < f->captures.n; i++) {
        const IrCapture *c = &f->captures.p[i];
        sb_puts(out, i ? ", " : " captures ");
        print_local(&p, c->local);
        sb_putc(out, ' ');
        print_type(&p, c->type);
    }
    sb_puts(out, f->has_defer ? f->defer_list ? " deferlist" : " defers" : "");
    sb_puts(out, f->may_recover ? " recovers" : "");
    sb_puts(out, "\n{\n");
    for (uint32_t i = 0; i < f->locals.n; i++)
        if (f->locals.p[i]->addressed && f->locals.p[i]->kind == IRL_VAR) {
            sb_puts(out, "    # ");
            print_local(&p, f->locals.p[i]);
            sb_puts(out, f->locals.p[i]->heap ? " heap\n" : " addressed\n");
        }
    print_block(&p, &f->body);
    sb_puts(out, "}\n");
    arena_free(scratch);
}

static void print_static(Printer *p, const IrStatic *s)
{
    if (!s) {
        sb_puts(p->out, "zero");
        return;
    }
    switch (s->kind) {
    case IRST_ZERO: sb_puts(p->out, "zero"); break;
    case IRST_CONST:
        if (num_kind(s->value) == CONST_STRING)
            sb_put_quoted(p->out, num_string_value(s->value));
        else
            num_exact_text(p->out, s->value);
        break;
    case IRST_ADDR:
        sb_printf(p->out, "&%.*s", STR_FMT(s->sym->go_name));
        print_steps(p, s->steps.p, s->steps.n, s->sym->type);
        break;
    case IRST_FUNC: sb_printf(p->out, "func(%.*s)", STR_FMT(s->sym->go_name)); break;
    case IRST_SLICE:
        sb_printf(p->out, "%.*s[:%lld:%lld]", STR_FMT(s->sym->go_name), (long long)s->len, (long long)s->cap);
        break;
    case IRST_FIELDS:
    case IRST_IFACE:
        if (s->kind == IRST_IFACE) print_type(p, s->dynamic);
        sb_putc(p->out, '{');
        for (uint32_t i = 0; i < s->elems.n; i++) {
            if (i) sb_puts(p->out, ", ");
            print_static(p, s->elems.p[i]);
        }
        sb_putc(p->out, '}');
        break;
    }
}

void ir_print_unit(StrBuf *out, const IrUnit *u)
{
    Printer p = {.out = out, .pkg = u->pkg};
    for (uint32_t i = 0; i < u->globals.n; i++) {
        const IrGlobal *g = u->globals.p[i];
        sb_printf(out, "%s %.*s ", g->read_only ? "data" : "var", STR_FMT(g->sym->go_name));
        print_type(&p, g->type);
        if (g->init) {
            sb_puts(out, " = ");
            print_static(&p, g->init);
        }
        sb_putc(out, '\n');
    }
    for (uint32_t i = 0; i < u->funcs.n; i++) {
        sb_putc(out, '\n');
        ir_print_func(out, u->funcs.p[i]);
    }
}
