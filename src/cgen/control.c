// Control flow: IR's structured statements as C's, jumps as break and continue where C means the
// same construct, as goto where it doesn't (a switch in between, a block, a loop with a post part).
#include "cgen/emit.h"

static Jump *enter(Fn *fn, IrStmt *s, bool is_loop, bool is_switch, bool has_post)
{
    Jump j = {.target = s, .id = fn->counter++, .is_loop = is_loop, .is_switch = is_switch, .has_post = has_post};
    vec_push(fn->arena, &fn->jumps, j);
    return &fn->jumps.p[fn->jumps.n - 1];
}

static Jump leave(Fn *fn) { return fn->jumps.p[--fn->jumps.n]; }

void put_edge(Fn *fn)
{
    if (fn->cg->opt->edges) put(fn, "UGX_EDGE();");
}

static void if_stmt(Fn *fn, IrStmt *s)
{
    IrIf *i = s->if_;
    const char *cond = val(fn, s->args[0]);
    fold_flush(fn);
    const char *hint = i->likely ? "UGX_LIKELY" : i->unlikely ? "UGX_UNLIKELY" : "";
    if (!i->then.first && i->els.first) {
        put_open(fn, "if (!%s(%s)) {", hint, cond);
        put_edge(fn);
        stmt_block(fn, &i->els);
        put_close(fn, "}");
        return;
    }
    put_open(fn, *hint ? "if (%s(%s)) {" : "if (%s%s) {", hint, cond);
    put_edge(fn);
    if (i->branch) put(fn, "ug_branch();");
    stmt_block(fn, &i->then);
    if (i->els.first) {
        put_close(fn, "} else {");
        put_edge(fn);
        stmt_block(fn, &i->els);
    }
    put_close(fn, "}");
}

static void loop_stmt(Fn *fn, IrStmt *s)
{
    enter(fn, s, true, false, s->loop->post.first != NULL);
    put_open(fn, "for (;;) {");
    put_edge(fn);
    stmt_block(fn, &s->loop->body);
    Jump *j = &fn->jumps.p[fn->jumps.n - 1];
    if (j->continue_label) put(fn, "next$%u:;", j->id);
    stmt_block(fn, &s->loop->post);
    put_close(fn, "}");
    Jump done = leave(fn);
    if (done.break_label) put(fn, "end$%u:;", done.id);
}

static void block_stmt(Fn *fn, IrStmt *s)
{
    enter(fn, s, false, false, false);
    put_open(fn, "{");
    stmt_block(fn, &s->block->body);
    put_close(fn, "}");
    Jump done = leave(fn);
    if (done.break_label) put(fn, "end$%u:;", done.id);
}

static void switch_stmt(Fn *fn, IrStmt *s)
{
    CType *ct = val_type(fn, s->args[0]);
    const char *tag = val(fn, s->args[0]);
    fold_flush(fn);
    enter(fn, s, false, true, false);
    put_open(fn, "switch (%s) {", tag);
    for (uint32_t i = 0; i < s->switch_->cases.n; i++) {
        IrCase *c = &s->switch_->cases.p[i];
        for (uint32_t k = 0; k < c->values.n; k++) put(fn, "case %s:", const_text(fn->cg, ct, c->values.p[k], false));
        if (c->is_default) put(fn, "default:");
        put_open(fn, "{");
        put_edge(fn);
        stmt_block(fn, &c->body);
        put_close(fn, ir_block_ends(&c->body) ? "}" : "} break;");
    }
    put_close(fn, "}");
    leave(fn);
}

static void jump_stmt(Fn *fn, IrStmt *s)
{
    bool is_break = s->op == IR_BREAK;
    bool direct = true; // no construct between that C's word would mean instead
    for (uint32_t i = fn->jumps.n; i > 0; i--) {
        Jump *j = &fn->jumps.p[i - 1];
        if (j->target != s->target) {
            direct &= !j->is_loop && !(is_break && j->is_switch);
            continue;
        }
        if (is_break && direct && j->is_loop) {
            put(fn, "break;");
        } else if (!is_break && direct && !j->has_post) {
            put(fn, "continue;");
        } else {
            *(is_break ? &j->break_label : &j->continue_label) = true;
            put(fn, "goto %s$%u;", is_break ? "end" : "next", j->id);
        }
        return;
    }
    BUG("cgen: %.*s: %s out of nowhere", STR_FMT(fn->f->sym->go_name), ir_op_text(s->op));
}

static unsigned label_number(Fn *fn, IrStmt *label)
{
    uintptr_t n = (uintptr_t)ptrmap_get(&fn->labels, label);
    if (!n) {
        n = fn->labels.n + 1;
        ptrmap_put(&fn->labels, label, (void *)n);
    }
    return (unsigned)n;
}

void control_stmt(Fn *fn, IrStmt *s)
{
    switch ((IrOp)s->op) {
    case IR_IF: if_stmt(fn, s); return;
    case IR_LOOP: loop_stmt(fn, s); return;
    case IR_BLOCK: block_stmt(fn, s); return;
    case IR_SWITCH: switch_stmt(fn, s); return;
    case IR_BREAK:
    case IR_CONTINUE: jump_stmt(fn, s); return;
    case IR_LABEL: put(fn, "lab$%u:;", label_number(fn, s)); return;
    case IR_GOTO: put(fn, "goto lab$%u;", label_number(fn, s->target)); return;
    case IR_RETURN:
        if (fn->f->has_defer)
            put(fn, "goto exit$;");
        else
            return_stmt(fn);
        return;
    case IR_UNREACHABLE: put(fn, "__builtin_unreachable();"); return;
    default: BUG("cgen: %s is not control flow", ir_op_text(s->op));
    }
}
