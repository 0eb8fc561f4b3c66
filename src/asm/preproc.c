// The preprocessor: #include, #define with and without arguments, #ifdef and its like, #line.
//
// A stack of sources: files being scanned and lists of tokens, which macros push. A macro's body
// keeps escaped newlines, so one macro may make several lines; its tokens carry the place where it
// was invoked. Errors here end the file, as in gc.
#include "asm/program.h"

typedef struct Macro {
    Str name;
    bool has_args;
    VEC(Str) args;
    Toks body;
} Macro;

typedef struct Source {
    struct Source *below;
    Scan scan;        // a file, or
    const Toks *list; // a macro's tokens
    uint32_t at;
    const char *file; // where the macro was invoked
    uint32_t line;
    int64_t line_shift; // #line
} Source;

enum { MAX_NESTING = 100, MAX_INCLUDES = 64 };
struct Preproc {
    const AsmOptions *opt;
    Arena *arena;
    AsmErrors *errs;
    Str dir;
    Source *top;
    uint32_t depth;
    StrMap macros;
    VEC(bool) conditions; // of the #ifdefs we are in
    bool line_start, failed;
    Tok last;
};

void asm_error_at(AsmErrors *e, const char *file, uint32_t line, const char *fmt, ...)
{
    if (e->list.n && e->list.p[e->list.n - 1].line == line && strcmp(e->list.p[e->list.n - 1].file, file) == 0) return;
    va_list ap;
    va_start(ap, fmt);
    StrBuf b = {0};
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    vec_push(e->arena, &e->list, ((AsmError){.file = file, .line = line, .msg = arena_strndup(e->arena, b.p, b.n)}));
    sb_release(&b);
}

static PRINTF_LIKE(2, 3) Tok fail(Preproc *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    StrBuf b = {0};
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    if (!p->failed) asm_error_at(p->errs, p->last.file, p->last.line, "%s", b.p);
    sb_release(&b);
    p->failed = p->errs->fatal = true;
    return (Tok){.kind = TK_EOF, .text = STR("EOF"), .file = p->last.file, .line = p->last.line};
}

static void push_file(Preproc *p, const char *path, Str text)
{
    Source *s = ARENA_NEW(p->arena, Source);
    s->scan = (Scan){.arena = p->arena, .file = path, .text = text, .line = 1};
    s->below = p->top;
    p->top = s;
    p->depth++;
}

static void push_tokens(Preproc *p, const Toks *list)
{
    Source *s = ARENA_NEW(p->arena, Source);
    s->list = list;
    s->file = p->last.file;
    s->line = p->last.line;
    s->below = p->top;
    p->top = s;
    p->depth++;
}

static Tok raw_next(Preproc *p)
{
    while (!p->failed) {
        Source *s = p->top;
        Tok t = {0};
        if (s->list && s->at < s->list->n) {
            t = s->list->p[s->at++];
            t.file = s->file;
            t.line = s->line;
        } else if (!s->list) {
            t = asm_scan(&s->scan);
            t.line = (uint32_t)(t.line + s->line_shift);
        }
        if (t.kind != TK_EOF) return p->last = t;
        if (!s->below) {
            t.text = STR("EOF");
            t.file = s->scan.file;
            t.line = (uint32_t)(s->scan.line + s->line_shift);
            return p->last = t;
        }
        bool file_ended = !s->list;
        p->top = s->below;
        p->depth--;
        if (file_ended)
            return p->last = (Tok){.kind = TK_NEWLINE, .text = STR("\n"), .file = s->scan.file, .line = t.line};
    }
    return (Tok){.kind = TK_EOF, .text = STR("EOF"), .file = p->last.file, .line = p->last.line};
}

static bool enabled(const Preproc *p) { return p->conditions.n == 0 || p->conditions.p[p->conditions.n - 1]; }

static const char *quoted_last(Preproc *p)
{
    StrBuf b = {0};
    sb_put_quoted(&b, p->last.text);
    const char *s = arena_strndup(p->arena, b.p, b.n);
    sb_release(&b);
    return s;
}

static void want_newline(Preproc *p, const char *directive)
{
    Tok t = raw_next(p);
    if (t.kind != TK_NEWLINE) fail(p, "expected newline after %s ; got %s", directive, quoted_last(p));
}

static Str macro_name(Preproc *p)
{
    Tok t = raw_next(p);
    if (t.kind != TK_IDENT) fail(p, "expected identifier after # directive ; got %s", quoted_last(p));
    return t.text;
}

// ---- #define
static void define_args(Preproc *p, Macro *m)
{
    bool accept = true;
    m->has_args = true;
    for (;;) {
        Tok t = raw_next(p);
        if (tok_is(&t, ')')) return;
        if (tok_is(&t, ',') && !accept) {
            accept = true;
        } else if (t.kind == TK_IDENT && accept) {
            for (uint32_t i = 0; i < m->args.n; i++)
                if (str_eq(m->args.p[i], t.text)) {
                    fail(p, "duplicate argument %.*s in definition for macro: %.*s", STR_FMT(t.text), STR_FMT(m->name));
                    return;
                }
            vec_push(p->arena, &m->args, t.text);
            accept = false;
        } else {
            bool syntax = tok_is(&t, ',') || t.kind == TK_IDENT;
            fail(p, "bad %sdefinition for macro: %.*s", syntax ? "syntax in " : "", STR_FMT(m->name));
            return;
        }
    }
}

static void define_body(Preproc *p, Macro *m, Tok t)
{
    for (; t.kind != TK_NEWLINE; t = raw_next(p)) {
        if (t.kind == TK_EOF) {
            fail(p, "missing newline in definition for macro: %.*s", STR_FMT(m->name));
            return;
        }
        if (tok_is(&t, '\\')) {
            t = raw_next(p);
            if (t.kind != TK_NEWLINE && !tok_is(&t, '\\')) {
                fail(p, "can only escape \\ or \\n in definition for macro: %.*s", STR_FMT(m->name));
                return;
            }
        }
        vec_push(p->arena, &m->body, t);
    }
}

static void define(Preproc *p)
{
    Macro *m = ARENA_NEW(p->arena, Macro);
    m->name = macro_name(p);
    if (p->failed) return;
    Tok t = raw_next(p);
    if (tok_is(&t, '(') && t.glued) {
        define_args(p, m);
        if (p->failed) return;
        t = raw_next(p);
    }
    if (t.kind != TK_EOF) define_body(p, m, t);
    if (strmap_get(&p->macros, m->name)) fail(p, "redefinition of macro: %.*s", STR_FMT(m->name));
    strmap_put(&p->macros, m->name, m);
}

static void predefine(Preproc *p, Str text)
{
    Macro *m = ARENA_NEW(p->arena, Macro);
    const char *eq = memchr(text.p, '=', text.n);
    m->name = (Str){text.p, eq ? (size_t)(eq - text.p) : text.n};
    Str value = eq ? (Str){eq + 1, text.n - m->name.n - 1} : STR("1");
    Scan scan = {.arena = p->arena, .file = "command line", .text = value, .line = 1};
    for (Tok t; (t = asm_scan(&scan)).kind != TK_EOF;) vec_push(p->arena, &m->body, t);
    strmap_put(&p->macros, m->name, m);
}

// ---- Use of a macro
// One actual argument; returns the token that ended it.
static Tok collect_argument(Preproc *p, const Macro *m, Toks *out)
{
    int nesting = 0;
    for (;;) {
        Tok t = raw_next(p);
        if (t.kind == TK_EOF || t.kind == TK_NEWLINE)
            return fail(p, "unterminated arg list invoking macro: %.*s", STR_FMT(m->name));
        if (tok_is(&t, '(')) nesting++;
        if (nesting == 0 && (tok_is(&t, ')') || tok_is(&t, ','))) return t;
        if (tok_is(&t, ')')) nesting--;
        vec_push(p->arena, out, t);
    }
}

static void invoke(Preproc *p, const Macro *m)
{
    if (p->depth > MAX_NESTING) {
        fail(p, "recursive macro invocation");
        return;
    }
    if (!m->has_args) {
        push_tokens(p, &m->body);
        return;
    }
    Tok invoked = p->last, t = raw_next(p);
    Toks *out = ARENA_NEW(p->arena, Toks);
    if (!tok_is(&t, '(')) { // only its name
        Tok name = invoked;
        name.kind = TK_PLAIN_NAME;
        vec_push(p->arena, out, name);
        vec_push(p->arena, out, t);
        p->last = invoked;
        push_tokens(p, out);
        return;
    }
    VEC(Toks) actuals = {0};
    do {
        Toks arg = {0};
        t = collect_argument(p, m, &arg);
        vec_push(p->arena, &actuals, arg);
    } while (tok_is(&t, ','));
    if (p->failed) return;
    bool none = m->args.n == 0 && actuals.n == 1 && actuals.p[0].n == 0;
    if (!none && actuals.n != m->args.n) {
        fail(p, "wrong arg count for macro %.*s", STR_FMT(m->name));
        return;
    }
    for (uint32_t i = 0; i < m->body.n; i++) {
        const Tok *b = &m->body.p[i];
        const Toks *actual = NULL;
        for (uint32_t k = 0; k < m->args.n && b->kind == TK_IDENT; k++)
            if (str_eq(m->args.p[k], b->text)) actual = &actuals.p[k];
        if (!actual) vec_push(p->arena, out, *b);
        for (uint32_t k = 0; actual && k < actual->n; k++) vec_push(p->arena, out, actual->p[k]);
    }
    p->last = invoked;
    push_tokens(p, out);
}

// ---- Other directives
static void include(Preproc *p)
{
    Tok t = raw_next(p);
    if (t.kind != TK_STRING || t.text.n < 2) {
        fail(p, "expected string after #include ; got %s", quoted_last(p));
        return;
    }
    Str name = {t.text.p + 1, t.text.n - 2};
    want_newline(p, "#include");
    if (p->failed) return;
    if (p->depth > MAX_INCLUDES) {
        fail(p, "input recursion");
        return;
    }
    if (str_eqz(name, "go_asm.h") && p->opt->header.p) {
        push_file(p, "go_asm.h", p->opt->header);
        return;
    }
    for (uint32_t i = 0; i <= p->opt->include.n; i++) {
        Str dir = i == 0 ? p->dir : p->opt->include.p[i - 1];
        bool absolute = name.n && name.p[0] == '/';
        const char *path =
            arena_printf(p->arena, "%.*s%s%.*s", absolute ? 0 : (int)dir.n, dir.p, absolute ? "" : "/", STR_FMT(name));
        Str text;
        Err err = file_read(p->arena, path, &text);
        if (!err_is(err)) {
            push_file(p, path, text);
            return;
        }
        err_release(&err);
    }
    fail(p, "#include: open %.*s: no such file or directory", STR_FMT(name));
}

static void set_line(Preproc *p)
{
    Tok t = raw_next(p), file = raw_next(p);
    Source *s = p->top;
    if (t.kind != TK_INT || file.kind != TK_STRING || file.text.n < 2 || s->list) {
        fail(p, "error parsing #line (cannot happen)");
        return;
    }
    uint32_t line = (uint32_t)strtoul(arena_strndup(p->arena, t.text.p, t.text.n), NULL, 10);
    s->scan.file = arena_strndup(p->arena, file.text.p + 1, file.text.n - 2);
    want_newline(p, "#line");
    s->line_shift = (int64_t)line - s->scan.line;
}

static void undef(Preproc *p)
{
    Str name = macro_name(p);
    if (p->failed) return;
    if (!strmap_get(&p->macros, name)) {
        fail(p, "#undef for undefined macro: %.*s", STR_FMT(name));
        return;
    }
    strmap_put(&p->macros, name, NULL);
    want_newline(p, "#undef");
}

static void open_condition(Preproc *p, bool when_defined)
{
    Str name = macro_name(p);
    if (p->failed) return;
    bool holds = enabled(p) && (strmap_get(&p->macros, name) != NULL) == when_defined;
    vec_push(p->arena, &p->conditions, holds);
    want_newline(p, when_defined ? "#ifdef" : "#ifndef");
}

static void turn_condition(Preproc *p)
{
    if (p->conditions.n == 0) {
        fail(p, "unmatched #else");
        return;
    }
    bool outer = p->conditions.n == 1 || p->conditions.p[p->conditions.n - 2];
    bool *last = &p->conditions.p[p->conditions.n - 1];
    *last = outer && !*last;
    want_newline(p, "#else");
}

static void close_condition(Preproc *p)
{
    if (p->conditions.n == 0) {
        fail(p, "unmatched #endif");
        return;
    }
    p->conditions.n--;
    want_newline(p, "#endif");
}

static void directive(Preproc *p)
{
    Tok t = raw_next(p);
    Str w = t.text;
    if (t.kind != TK_IDENT)
        fail(p, "expected identifier after '#' ; got %s", quoted_last(p));
    else if (str_eqz(w, "else"))
        turn_condition(p);
    else if (str_eqz(w, "endif"))
        close_condition(p);
    else if (str_eqz(w, "ifdef"))
        open_condition(p, true);
    else if (str_eqz(w, "ifndef"))
        open_condition(p, false);
    else if (!enabled(p))
        return;
    else if (str_eqz(w, "define"))
        define(p);
    else if (str_eqz(w, "include"))
        include(p);
    else if (str_eqz(w, "line"))
        set_line(p);
    else if (str_eqz(w, "undef"))
        undef(p);
    else
        fail(p, "unexpected token after '#': %.*s", STR_FMT(w));
}

Tok preproc_next(Preproc *p)
{
    for (;;) {
        Tok t = raw_next(p);
        if (t.kind == TK_EOF) {
            if (p->conditions.n && !p->failed) fail(p, "unclosed #ifdef or #ifndef");
            return t;
        }
        if (tok_is(&t, '#')) {
            if (!p->line_start) return fail(p, "'#' must be first item on line");
            directive(p);
            p->line_start = true;
            if (enabled(p)) return (Tok){.kind = TK_HASH_DONE, .text = STR("#"), .file = t.file, .line = t.line};
            continue;
        }
        if (t.kind == TK_IDENT && enabled(p)) {
            const Macro *m = strmap_get(&p->macros, t.text);
            if (m) {
                invoke(p, m);
                continue;
            }
        }
        p->line_start = t.kind == TK_NEWLINE;
        if (!enabled(p)) continue;
        if (t.kind == TK_PLAIN_NAME) t.kind = TK_IDENT;
        return t;
    }
}

Preproc *preproc_new(const AsmOptions *opt, const char *path, Str text, AsmErrors *errs)
{
    Preproc *p = ARENA_NEW(opt->arena, Preproc);
    p->opt = opt;
    p->arena = opt->arena;
    p->errs = errs;
    const char *slash = strrchr(path, '/');
    p->dir = slash ? (Str){path, (size_t)(slash - path)} : STR(".");
    p->line_start = true;
    map_init(&p->macros, p->arena);
    for (uint32_t i = 0; i < opt->defines.n; i++) predefine(p, opt->defines.p[i]);
    push_file(p, path, text);
    p->last = (Tok){.file = path, .line = 1};
    return p;
}
