// What things are called in the messages of -gcflags=-m.
//
// gc prints expressions from its own tree: parentheses are gone, contents of literals are "...",
// function literals are "func literal", the slice of variadic arguments is "... argument", and a
// statement that came with an inlined call stands where the outermost of those calls stands.
#include <limits.h>

#include "opt/report.h"

bool report_wanted(const OptOptions *opt) { return opt->diag_level && opt->sink; }

static const char *taken(Arena *a, StrBuf *b)
{
    const char *s = arena_strndup(a, b->p ? b->p : "", b->n);
    sb_release(b);
    return s;
}

// The length of the package path that a name begins with. Dots in a path's last element are escaped.
static size_t path_length(Str name)
{
    size_t dot = 0;
    for (size_t i = 0; i < name.n && name.p[i] != '(' && name.p[i] != '['; i++) {
        if (name.p[i] == '/') dot = 0;
        if (name.p[i] == '.' && !dot) dot = i;
    }
    return dot;
}

// go.shape.int: what gc's instances are made for, one for all types of the same shape.
static const char *type_args(Arena *a, const IrUnit *u, const IrSym *s, bool shapes)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < s->ntargs; i++) {
        Type *t = shapes ? type_under(s->targs[i]) : s->targs[i];
        const char *name = shapes && t->kind == TYP_POINTER ? "*uint8" : report_type(a, u, t);
        sb_printf(&b, "%s%s%s", i ? "," : "", shapes ? "go.shape." : "", name);
    }
    return taken(a, &b);
}

static const char *func_name(Arena *a, const IrUnit *u, const IrSym *s, bool shapes)
{
    size_t dot = path_length(s->go_name);
    Str rest = {s->go_name.p + dot, s->go_name.n - dot};
    if (rest.n && rest.p[0] == '.') rest.p++, rest.n--;
    const char *dots = s->ntargs ? memmem(rest.p, rest.n, "[...]", 5) : NULL;
    if (dots) {
        size_t before = (size_t)(dots - rest.p) + 1, after = before + 3;
        rest = str_from(arena_printf(a, "%.*s%s%.*s", (int)before, rest.p, type_args(a, u, s, shapes),
                                     (int)(rest.n - after), rest.p + after));
    }
    if (!s->pkg || s->pkg == u->pkg || !s->pkg->name) return arena_strndup(a, rest.p, rest.n);
    return arena_printf(a, "%.*s.%.*s", STR_FMT(s->pkg->name->s), STR_FMT(rest));
}

const char *report_func_name(Arena *a, const IrUnit *u, const IrSym *s) { return func_name(a, u, s, true); }
const char *report_instance_name(Arena *a, const IrUnit *u, const IrSym *s) { return func_name(a, u, s, false); }

const char *report_type(Arena *a, const IrUnit *u, Type *t)
{
    StrBuf b = {0}, out = {0};
    type_write(&b, t, QUALIFY_RELATIVE, u->pkg);
    for (size_t i = 0; i < b.n; i++) {
        if (b.p[i] == '{' && i + 1 < b.n && b.p[i + 1] == '}') sb_putc(&out, ' '); // interface {}
        sb_putc(&out, b.p[i]);
    }
    sb_release(&b);
    return taken(a, &out);
}

// The parser's text of e, with three dots where it has an ellipsis.
static const char *source_text(Arena *a, const Expr *e)
{
    StrBuf b = {0}, out = {0};
    ast_expr_text(&b, e);
    static const char ellipsis[] = "…";
    enum { LEN = sizeof ellipsis - 1 };
    for (size_t i = 0; i < b.n; i++) {
        if (i + LEN <= b.n && memcmp(b.p + i, ellipsis, LEN) == 0) {
            sb_puts(&out, "...");
            i += LEN - 1;
        } else {
            sb_putc(&out, b.p[i]);
        }
    }
    sb_release(&b);
    return taken(a, &out);
}

static const char *literal_text(Arena *a, const IrUnit *u, const CompositeLit *e)
{
    Type *t = type_unalias(e->e.type);
    bool elided = !e->type_expr && t->kind == TYP_POINTER; // {…} for &T{…}
    if (elided) t = ((Pointer *)t)->elem;
    return arena_printf(a, "%s%s{%s}", elided ? "&" : "", report_type(a, u, t), e->elems.n ? "..." : "");
}

static const char *list_text(Arena *a, const IrUnit *u, const ExprList *list, uint32_t from)
{
    StrBuf b = {0};
    for (uint32_t i = from; i < list->n; i++)
        sb_printf(&b, "%s%s", i > from ? ", " : "", report_expr(a, u, list->p[i]));
    return taken(a, &b);
}

static const char *call_text(Arena *a, const IrUnit *u, const Call *c)
{
    if (c->conversion) {
        const Type *t = c->e.type;
        return arena_printf(a, t->kind == TYP_NAMED || t->kind == TYP_BASIC ? "%s(%s)" : "(%s)(%s)",
                            report_type(a, u, c->e.type), list_text(a, u, &c->args, 0));
    }
    bool typed = c->args.n && c->args.p[0]->mode == MODE_TYPE; // make and new
    const char *fun = report_expr(a, u, c->fun), *dots = c->has_dots ? "..." : "";
    if (!typed) return arena_printf(a, "%s(%s%s)", fun, list_text(a, u, &c->args, 0), dots);
    return arena_printf(a, "%s(%s%s%s)", fun, report_type(a, u, c->args.p[0]->type), c->args.n > 1 ? ", " : "",
                        list_text(a, u, &c->args, 1));
}

static const char *const_text(Arena *a, const ConstVal *v)
{
    StrBuf b = {0};
    num_text(&b, v);
    return taken(a, &b);
}

// T(v), unless T is what v has by default.
static const char *typed_const(Arena *a, const IrUnit *u, Type *t, const ConstVal *v)
{
    const char *value = const_text(a, v);
    BasicKind k = t->kind == TYP_BASIC ? type_basic_kind(t) : BASIC_INVALID;
    bool by_default = type_is_untyped(t) || k == BASIC_INT || k == BASIC_FLOAT64 || k == BASIC_STRING ||
                      k == BASIC_BOOL || k == BASIC_COMPLEX128;
    return by_default ? value : arena_printf(a, "%s(%s)", report_type(a, u, t), value);
}

// e as an operand of an operator that binds as strongly as `precedence` says.
static const char *operand_text(Arena *a, const IrUnit *u, Expr *e, int precedence)
{
    e = ast_unparen(e);
    bool weaker =
        e->node.kind == NODE_Binary && e->mode != MODE_CONST && token_precedence(((const Binary *)e)->op) < precedence;
    return arena_printf(a, weaker ? "(%s)" : "%s", report_expr(a, u, e));
}

// e before a selector or an index.
static const char *primary_text(Arena *a, const IrUnit *u, Expr *e)
{
    e = ast_unparen(e);
    bool prefix = e->node.kind == NODE_Unary || e->node.kind == NODE_Star;
    return prefix ? arena_printf(a, "(%s)", report_expr(a, u, e)) : operand_text(a, u, e, INT_MAX);
}

static const char *slice_text(Arena *a, const IrUnit *u, const SliceExpr *s)
{
    const char *lo = s->lo ? report_expr(a, u, s->lo) : "", *hi = s->hi ? report_expr(a, u, s->hi) : "";
    const char *x = primary_text(a, u, s->x);
    return s->max ? arena_printf(a, "%s[%s:%s:%s]", x, lo, hi, report_expr(a, u, s->max))
                  : arena_printf(a, "%s[%s:%s]", x, lo, hi);
}

// A variable that came from another package by inlining bears that package's name.
static const char *name_text(Arena *a, const IrUnit *u, const Name *n)
{
    const Object *o = n->obj;
    bool foreign = o && o->kind == OBJ_VAR && o->pkg && o->pkg != u->pkg && o->pkg->name;
    return foreign ? arena_printf(a, "%.*s.%.*s", STR_FMT(o->pkg->name->s), STR_FMT(n->atom->s))
                   : arena_strndup(a, n->atom->s.p, n->atom->s.n);
}

const char *report_expr(Arena *a, const IrUnit *u, const Expr *e)
{
    if (e->mode == MODE_CONST && e->value) return typed_const(a, u, e->type, e->value);
    switch ((NodeKind)e->node.kind) {
    case NODE_Paren: return report_expr(a, u, ((const Paren *)e)->x);
    case NODE_Name: return name_text(a, u, (const Name *)e);
    case NODE_Slice: return slice_text(a, u, (const SliceExpr *)e);
    case NODE_Index: {
        const Index *x = (const Index *)e;
        if (x->x->type && x->x->type->kind == TYP_SIGNATURE) return source_text(a, e);
        return arena_printf(a, "%s[%s]", primary_text(a, u, x->x), list_text(a, u, &x->args, 0));
    }
    case NODE_FuncLit: return "func literal";
    case NODE_CompositeLit: return literal_text(a, u, (const CompositeLit *)e);
    case NODE_Call: return call_text(a, u, (const Call *)e);
    case NODE_Selector: {
        const Selector *s = (const Selector *)e;
        return arena_printf(a, "%s.%.*s", primary_text(a, u, s->x), STR_FMT(s->sel->atom->s));
    }
    case NODE_Star: {
        Expr *x = ast_unparen(((const Star *)e)->x);
        return arena_printf(a, x->node.kind == NODE_Star ? "*(%s)" : "*%s", report_expr(a, u, x));
    }
    case NODE_Unary: {
        const Unary *x = (const Unary *)e;
        return arena_printf(a, "%s%s", token_text(x->op), operand_text(a, u, x->x, INT_MAX));
    }
    case NODE_Binary: {
        const Binary *x = (const Binary *)e;
        int precedence = token_precedence(x->op);
        return arena_printf(a, "%s %s %s", operand_text(a, u, x->x, precedence), token_text(x->op),
                            operand_text(a, u, x->y, precedence + 1));
    }
    default: return source_text(a, e);
    }
}

const char *report_assign(Arena *a, const IrUnit *u, const AssignStmt *s)
{
    return arena_printf(a, "%s = %s", list_text(a, u, &s->lhs, 0), list_text(a, u, &s->rhs, 0));
}

static bool is_literal_of(const IrStmt *s) { return s->expr->node.kind == NODE_CompositeLit && s->op == IR_NEW; }

// &T{...}; the literal of a slice is its backing array.
static const char *new_text(Arena *a, const IrUnit *u, const IrStmt *s)
{
    const char *text = report_expr(a, u, s->expr);
    Type *t = type_unalias(s->expr->type);
    bool addressed = type_identical(t, s->type);
    return addressed ? arena_printf(a, "&%s", text) : text;
}

// make([]T, n): a size that turned out to be constant is shown as that.
static const char *make_text(Arena *a, const IrUnit *u, const IrStmt *s)
{
    const Call *c = (const Call *)s->expr;
    StrBuf b = {0};
    sb_printf(&b, "make(%s", report_type(a, u, c->args.p[0]->type));
    for (uint32_t i = 1; i < c->args.n; i++) {
        IrVal v = s->args[i - 1];
        sb_printf(&b, ", %s", v.kind == IRV_CONST ? const_text(a, v.value) : report_expr(a, u, c->args.p[i]));
    }
    sb_putc(&b, ')');
    return taken(a, &b);
}

const char *report_site(Arena *a, const IrUnit *u, const IrStmt *s)
{
    if (s->op == IR_APPEND || s->op == IR_APPEND_SLICE || s->op == IR_EXTEND) return "append";
    if (s->op == IR_NEW && s->implicit) return "... argument";
    if (s->op == IR_BOX && s->implicit && !s->expr && s->args[0].kind == IRV_LOCAL) // one of several results
        return arena_printf(a, ".autotmp_%u", s->args[0].local->id);
    if (!s->expr) return s->op == IR_CLOSURE && !s->func->is_wrapper ? "func literal" : NULL;
    if (s->op == IR_NEW_SLICE && s->expr->node.kind == NODE_Call) return make_text(a, u, s);
    if (s->op == IR_BOX && s->args[0].kind == IRV_CONST) return typed_const(a, u, s->args[0].type, s->args[0].value);
    return is_literal_of(s) ? new_text(a, u, s) : report_expr(a, u, s->expr);
}

bool report_hidden(const IrStmt *s)
{
    for (const IrInline *inl = s->inl; inl; inl = inl->parent)
        if (inl->silent) return true;
    return false;
}

Pos report_pos(const IrStmt *s)
{
    const IrInline *inl = s->inl;
    while (inl && inl->parent) inl = inl->parent;
    if (inl) return inl->call_pos;
    const Expr *e = s->expr;
    if (e && e->node.kind == NODE_Call && ((const Call *)e)->conversion) e = ((const Call *)e)->args.p[0];
    return e ? e->node.pos : s->pos;
}
