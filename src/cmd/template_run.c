// Runs a text/template over a tree of values. Functions: the usual built-in ones, and `join` of go list.
#include "cmd/template.h"

typedef struct Variable {
    Str name;
    const Value *value;
} Variable;

typedef struct Run {
    Arena *arena;
    StrBuf *out;
    VEC(Variable) variables;
    bool broke, continued;
    Err err;
    Str text;             // of the template
    const Term *term;     // the one at work
    const Value *context; // of the function of that name
} Run;

static const Value *fail(Run *r, const char *fmt, ...) PRINTF_LIKE(2, 3);
static const Value *fail(Run *r, const char *fmt, ...)
{
    if (!err_is(r->err)) {
        StrBuf b = {0};
        va_list ap;
        va_start(ap, fmt);
        sb_vprintf(&b, fmt, ap);
        va_end(ap);
        size_t at = r->term && r->term->text.p >= r->text.p ? (size_t)(r->term->text.p - r->text.p) : 0, line = 1,
               col = at;
        if (r->term && r->term->kind == TERM_DOT && r->term->fields.n > 1) col += r->term->fields.p[0].n + 1;
        for (size_t i = 0; i < at; i++) {
            if (r->text.p[i] == '\n') line++, col = col - i - 1;
        }
        Str where = r->term ? r->term->text : (Str){0};
        r->err = err_whole("template: main:%zu:%zu: executing \"main\" at <%.*s>: %s", line, col, STR_FMT(where), b.p);
        sb_release(&b);
    }
    return value_nil(r->arena);
}

// ---- Functions
typedef struct Args {
    const Value *p[16];
    uint32_t n;
} Args;

static bool number_of(const Value *v, int64_t *out)
{
    *out = v->number;
    return v->kind == VALUE_INT;
}

static bool equal(const Value *x, const Value *y)
{
    if (x->kind != y->kind) return x->kind == VALUE_NIL && !value_truth(y) && y->kind != VALUE_TEXT;
    switch (x->kind) {
    case VALUE_BOOL: return x->flag == y->flag;
    case VALUE_INT: return x->number == y->number;
    case VALUE_TEXT: return str_eq(x->text, y->text);
    case VALUE_NIL: return true;
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_OBJECT: return x == y;
    }
    return false;
}

static int compare(const Value *x, const Value *y)
{
    if (x->kind == VALUE_TEXT && y->kind == VALUE_TEXT) return str_cmp(x->text, y->text);
    return x->number < y->number ? -1 : x->number > y->number;
}

static const Value *fn_eq(Run *r, const Args *a)
{
    bool any = false;
    for (uint32_t i = 1; i < a->n; i++) any |= equal(a->p[0], a->p[i]);
    return value_bool(r->arena, any);
}
static const Value *fn_ne(Run *r, const Args *a) { return value_bool(r->arena, !equal(a->p[0], a->p[1])); }
static const Value *fn_lt(Run *r, const Args *a) { return value_bool(r->arena, compare(a->p[0], a->p[1]) < 0); }
static const Value *fn_le(Run *r, const Args *a) { return value_bool(r->arena, compare(a->p[0], a->p[1]) <= 0); }
static const Value *fn_gt(Run *r, const Args *a) { return value_bool(r->arena, compare(a->p[0], a->p[1]) > 0); }
static const Value *fn_ge(Run *r, const Args *a) { return value_bool(r->arena, compare(a->p[0], a->p[1]) >= 0); }
static const Value *fn_not(Run *r, const Args *a) { return value_bool(r->arena, !value_truth(a->p[0])); }

static const Value *fn_len(Run *r, const Args *a)
{
    const Value *v = a->p[0];
    switch (v->kind) {
    case VALUE_TEXT: return value_int(r->arena, (int64_t)v->text.n);
    case VALUE_LIST: return value_int(r->arena, v->items.n);
    case VALUE_MAP: return value_int(r->arena, v->fields.n);
    case VALUE_NIL: return fail(r, "error calling len: len of nil pointer");
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_OBJECT: break;
    }
    return fail(r, "error calling len: len of type that has none");
}

static const Value *fn_index(Run *r, const Args *a)
{
    const Value *v = a->p[0];
    for (uint32_t i = 1; i < a->n; i++) {
        int64_t n;
        if (v->kind == VALUE_MAP && a->p[i]->kind == VALUE_TEXT) {
            const Value *got = value_get(v, a->p[i]->text);
            v = got ? got : value_text(r->arena, (Str){0});
        } else if (v->kind == VALUE_LIST && number_of(a->p[i], &n)) {
            if (n < 0 || n >= v->items.n) return fail(r, "error calling index: index out of range: %lld", (long long)n);
            v = v->items.p[n];
        } else {
            return fail(r, "error calling index: can't index item");
        }
    }
    return v;
}

static const Value *fn_slice(Run *r, const Args *a)
{
    const Value *v = a->p[0];
    size_t n = v->kind == VALUE_TEXT ? v->text.n : v->items.n;
    int64_t from = 0, to = (int64_t)n;
    if (a->n > 1) number_of(a->p[1], &from);
    if (a->n > 2) number_of(a->p[2], &to);
    if (from < 0 || to > (int64_t)n || from > to)
        return fail(r, "error calling slice: index out of range: %lld", (long long)to);
    if (v->kind == VALUE_TEXT) return value_text(r->arena, (Str){v->text.p + from, (size_t)(to - from)});
    Value *out = value_new(r->arena, VALUE_LIST);
    for (int64_t i = from; i < to; i++) vec_push(r->arena, &out->items, v->items.p[i]);
    return out;
}

static const Value *text_take(Run *r, StrBuf *b)
{
    const Value *v = value_text(r->arena, str_dup(r->arena, sb_str(b)));
    sb_release(b);
    return v;
}

static const Value *fn_join(Run *r, const Args *a)
{
    if (a->p[0]->kind != VALUE_LIST || a->p[1]->kind != VALUE_TEXT)
        return fail(r, "wrong type for value; expected []string and string");
    StrBuf b = {0};
    for (uint32_t i = 0; i < a->p[0]->items.n; i++) {
        if (i) sb_put(&b, a->p[1]->text);
        value_show(&b, a->p[0]->items.p[i]);
    }
    return text_take(r, &b);
}

// Print puts a space between two that are both no text; Println between all.
static const Value *print(Run *r, const Args *a, bool line)
{
    StrBuf b = {0};
    for (uint32_t i = 0; i < a->n; i++) {
        bool texts = i && (a->p[i]->kind == VALUE_TEXT || a->p[i - 1]->kind == VALUE_TEXT);
        if (i && (line || !texts)) sb_putc(&b, ' ');
        value_show(&b, a->p[i]);
    }
    if (line) sb_putc(&b, '\n');
    return text_take(r, &b);
}
static const Value *fn_print(Run *r, const Args *a) { return print(r, a, false); }
static const Value *fn_println(Run *r, const Args *a) { return print(r, a, true); }

static const Value *fn_printf(Run *r, const Args *a)
{
    StrBuf b = {0};
    Str f = a->p[0]->text;
    uint32_t next = 1;
    for (size_t i = 0; i < f.n; i++) {
        if (f.p[i] != '%') {
            sb_putc(&b, f.p[i]);
            continue;
        }
        size_t start = i + 1;
        for (i++; i < f.n && strchr("-+ #0123456789.", f.p[i]);) i++;
        if (i >= f.n) break;
        if (f.p[i] == '%') {
            sb_putc(&b, '%');
            continue;
        }
        const Value *v = next < a->n ? a->p[next++] : NULL;
        StrBuf one = {0};
        if (!v) {
            sb_printf(&one, "%%!%c(MISSING)", f.p[i]);
        } else if (f.p[i] == 'q' && v->kind == VALUE_TEXT) {
            sb_put_quoted(&one, v->text);
        } else {
            value_show(&one, v);
        }
        size_t width = 0;
        bool left = false;
        for (size_t k = start; k < i && f.p[k] != '.'; k++) {
            left |= f.p[k] == '-';
            if (f.p[k] >= '0' && f.p[k] <= '9') width = width * 10 + (size_t)(f.p[k] - '0');
        }
        for (size_t k = one.n; !left && k < width; k++) sb_putc(&b, ' ');
        sb_put(&b, sb_str(&one));
        for (size_t k = one.n; left && k < width; k++) sb_putc(&b, ' ');
        sb_release(&one);
    }
    return text_take(r, &b);
}

typedef const Value *TemplateFn(Run *r, const Args *a);
static const struct {
    const char *name;
    TemplateFn *run;
    uint32_t least, most;
} functions[] = {
    {"eq", fn_eq, 2, 16},
    {"ne", fn_ne, 2, 2},
    {"lt", fn_lt, 2, 2},
    {"le", fn_le, 2, 2},
    {"gt", fn_gt, 2, 2},
    {"ge", fn_ge, 2, 2},
    {"not", fn_not, 1, 1},
    {"len", fn_len, 1, 1},
    {"index", fn_index, 1, 16},
    {"slice", fn_slice, 1, 3},
    {"join", fn_join, 2, 2},
    {"print", fn_print, 0, 16},
    {"println", fn_println, 0, 16},
    {"printf", fn_printf, 1, 16},
};

// ---- Pipelines

static const Value *run_pipe(Run *r, const Pipe *p, const Value *dot);

static const Value *fields_of(Run *r, const Value *v, const StrVec *fields)
{
    for (uint32_t i = 0; i < fields->n && !err_is(r->err); i++) {
        const Value *got = v->kind == VALUE_OBJECT || v->kind == VALUE_MAP ? value_get(v, fields->p[i]) : NULL;
        if (got) {
            v = got;
        } else if (v->kind == VALUE_NIL) {
            return fail(r, "nil pointer evaluating %.*s", STR_FMT(fields->p[i]));
        } else if (v->kind == VALUE_MAP) {
            v = value_text(r->arena, (Str){0});
        } else {
            return fail(r, "can't evaluate field %.*s in type %s", STR_FMT(fields->p[i]),
                        v->kind == VALUE_OBJECT ? v->type
                        : v->kind == VALUE_TEXT ? "string"
                                                : "that has none");
        }
    }
    return v;
}

static const Value *variable(Run *r, Str name)
{
    for (uint32_t i = r->variables.n; i-- > 0;) {
        if (str_eq(r->variables.p[i].name, name)) return r->variables.p[i].value;
    }
    return fail(r, "undefined variable \"$%.*s\"", STR_FMT(name));
}

static const Value *call(Run *r, const TermList *c, const Value *dot, const Value *final);

static const Value *run_term(Run *r, const Term *t, const Value *dot)
{
    r->term = t;
    switch (t->kind) {
    case TERM_DOT: return fields_of(r, dot, &t->fields);
    case TERM_VARIABLE: return fields_of(r, variable(r, t->name), &t->fields);
    case TERM_LITERAL: return t->literal;
    case TERM_PIPE: return fields_of(r, run_pipe(r, t->pipe, dot), &t->fields);
    case TERM_FUNCTION: {
        TermList alone = {0};
        vec_push(r->arena, &alone.terms, (Term *)(uintptr_t)t);
        return call(r, &alone, dot, NULL);
    }
    }
    return dot;
}

// and, or stop at the argument that decides.
static const Value *logical(Run *r, const TermList *c, const Value *dot, const Value *final, bool is_and)
{
    const Value *v = value_nil(r->arena);
    uint32_t n = c->terms.n - 1 + (final != NULL);
    for (uint32_t i = 0; i < n && !err_is(r->err); i++) {
        v = i + 1 < c->terms.n ? run_term(r, c->terms.p[i + 1], dot) : final;
        if (value_truth(v) != is_and) break;
    }
    return v;
}

static const Value *call(Run *r, const TermList *c, const Value *dot, const Value *final)
{
    const Term *t = c->terms.p[0];
    if (t->kind != TERM_FUNCTION) {
        if (c->terms.n > 1 || final) return fail(r, "can't give argument to non-function");
        return run_term(r, t, dot);
    }
    if (str_eqz(t->name, "context") && r->context) return fields_of(r, r->context, &t->fields);
    if (str_eqz(t->name, "and") || str_eqz(t->name, "or")) return logical(r, c, dot, final, str_eqz(t->name, "and"));
    Args args = {0};
    for (uint32_t i = 1; i < c->terms.n && args.n < ARRAY_LEN(args.p); i++)
        args.p[args.n++] = run_term(r, c->terms.p[i], dot);
    if (final && args.n < ARRAY_LEN(args.p)) args.p[args.n++] = final;
    if (err_is(r->err)) return final;
    for (size_t i = 0; i < ARRAY_LEN(functions); i++) {
        if (!str_eqz(t->name, functions[i].name)) continue;
        if (args.n < functions[i].least || args.n > functions[i].most)
            return fail(r, "wrong number of args for %s: want %u got %u", functions[i].name, functions[i].least,
                        args.n);
        return functions[i].run(r, &args);
    }
    return fail(r, "function \"%.*s\" not defined", STR_FMT(t->name));
}

static void set_variable(Run *r, Str name, const Value *v, bool assigns)
{
    for (uint32_t i = r->variables.n; assigns && i-- > 0;) {
        if (!str_eq(r->variables.p[i].name, name)) continue;
        r->variables.p[i].value = v;
        return;
    }
    vec_push(r->arena, &r->variables, ((Variable){name, v}));
}

static const Value *run_pipe(Run *r, const Pipe *p, const Value *dot)
{
    const Value *v = NULL;
    for (uint32_t i = 0; i < p->commands.n && !err_is(r->err); i++) v = call(r, p->commands.p[i], dot, v);
    return v ? v : value_nil(r->arena);
}

// ---- Parts

static void run_parts(Run *r, Part *const *nodes, uint32_t n, const Value *dot);

static void run_range(Run *r, const Part *n, const Value *dot)
{
    const Value *v = run_pipe(r, n->pipe, dot);
    uint32_t count = v->kind == VALUE_LIST  ? v->items.n
                     : v->kind == VALUE_MAP ? v->fields.n
                     : v->kind == VALUE_INT ? (uint32_t)v->number
                                            : 0;
    if (count == 0) {
        run_parts(r, n->otherwise.p, n->otherwise.n, dot);
        return;
    }
    uint32_t mark = r->variables.n;
    for (uint32_t i = 0; i < count && !r->broke && !err_is(r->err); i++) {
        const Value *key = value_int(r->arena, i), *item = key;
        if (v->kind == VALUE_LIST) item = v->items.p[i];
        if (v->kind == VALUE_MAP) {
            key = value_text(r->arena, str_from(v->fields.p[i].name));
            item = v->fields.p[i].value;
        }
        r->variables.n = mark;
        if (n->pipe->nvariables == 2) set_variable(r, n->pipe->variables[0], key, false);
        if (n->pipe->nvariables) set_variable(r, n->pipe->variables[n->pipe->nvariables - 1], item, false);
        run_parts(r, n->body.p, n->body.n, item);
        r->continued = false;
    }
    r->broke = false;
    r->variables.n = mark;
}

static void run_branch(Run *r, const Part *n, const Value *dot)
{
    uint32_t mark = r->variables.n;
    const Value *v = run_pipe(r, n->pipe, dot);
    if (n->pipe->nvariables) set_variable(r, n->pipe->variables[0], v, n->pipe->assigns);
    if (value_truth(v)) {
        run_parts(r, n->body.p, n->body.n, n->kind == PART_WITH ? v : dot);
    } else {
        run_parts(r, n->otherwise.p, n->otherwise.n, dot);
    }
    r->variables.n = mark;
}

static void run_parts(Run *r, Part *const *nodes, uint32_t n, const Value *dot)
{
    for (uint32_t i = 0; i < n && !err_is(r->err) && !r->broke && !r->continued; i++) {
        const Part *node = nodes[i];
        switch (node->kind) {
        case PART_TEXT: sb_put(r->out, node->text); break;
        case PART_PIPE: {
            const Value *v = run_pipe(r, node->pipe, dot);
            if (node->pipe->nvariables) {
                set_variable(r, node->pipe->variables[0], v, node->pipe->assigns);
            } else if (!err_is(r->err)) {
                value_show(r->out, v);
            }
            break;
        }
        case PART_IF:
        case PART_WITH: run_branch(r, node, dot); break;
        case PART_RANGE: run_range(r, node, dot); break;
        case PART_BREAK: r->broke = true; break;
        case PART_CONTINUE: r->continued = true; break;
        }
    }
}

Err template_run(Template *t, const Value *dot, StrBuf *out)
{
    Run r = {.arena = t->arena, .out = out, .text = t->text, .context = t->context};
    set_variable(&r, (Str){0}, dot, false); // $
    run_parts(&r, t->body.p, t->body.n, dot);
    return r.err;
}
