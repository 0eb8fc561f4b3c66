// Reads a text/template: text, and actions between {{ and }}. What scripts pass to `list -f`: fields, variables,
// pipelines, if, with, range, comments, trim marks. Named templates are not there.
#include <ctype.h>
#include <stdlib.h>

#include "cmd/template.h"

typedef struct Parser {
    Arena *arena;
    Str text;   // the whole
    size_t at;  // of the text
    Str action; // what is left between {{ and }}
    bool trim_next;
    Err err;
} Parser;

static void fail(Parser *p, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void fail(Parser *p, const char *fmt, ...)
{
    if (err_is(p->err)) return;
    unsigned line = 1;
    for (size_t i = 0; i < p->at && i < p->text.n; i++) line += p->text.p[i] == '\n';
    va_list ap;
    StrBuf b = {0};
    va_start(ap, fmt);
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    p->err = err_new("template: main:%u: %s", line, b.p);
    sb_release(&b);
}

// ---- Words of an action

static void skip_space(Parser *p)
{
    while (p->action.n && isspace((unsigned char)*p->action.p)) p->action.p++, p->action.n--;
}

static char peek(Parser *p)
{
    skip_space(p);
    return p->action.n ? *p->action.p : 0;
}

static void advance(Parser *p, size_t n) { p->action.p += n, p->action.n -= n; }

static bool name_char(char c) { return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80; }

static Str take_name(Parser *p)
{
    Str s = {p->action.p, 0};
    while (s.n < p->action.n && name_char(s.p[s.n])) s.n++;
    advance(p, s.n);
    return s;
}

static bool take(Parser *p, const char *word)
{
    skip_space(p);
    size_t n = strlen(word);
    if (p->action.n < n || memcmp(p->action.p, word, n) != 0) return false;
    if (name_char(word[n - 1]) && p->action.n > n && name_char(p->action.p[n])) return false;
    advance(p, n);
    return true;
}

static Str take_string(Parser *p)
{
    char quote = *p->action.p;
    advance(p, 1);
    StrBuf b = {0};
    while (p->action.n && *p->action.p != quote) {
        char c = *p->action.p;
        advance(p, 1);
        if (c == '\\' && quote != '`' && p->action.n) {
            static const char from[] = "abfnrtv", to[] = "\a\b\f\n\r\t\v";
            const char *k = memchr(from, *p->action.p, sizeof from - 1);
            c = k ? to[k - from] : *p->action.p;
            advance(p, 1);
        }
        sb_putc(&b, c);
    }
    if (p->action.n == 0)
        fail(p, "unterminated quoted string");
    else
        advance(p, 1);
    Str s = str_dup(p->arena, sb_str(&b));
    sb_release(&b);
    return s;
}

// ---- Pipelines

static Pipe *parse_pipe(Parser *p, char close);

static void parse_fields(Parser *p, Term *t)
{
    while (p->action.n > 1 && *p->action.p == '.' && name_char(p->action.p[1])) {
        advance(p, 1);
        vec_push(p->arena, &t->fields, take_name(p));
    }
}

static Term *parse_term(Parser *p)
{
    Term *t = ARENA_NEW(p->arena, Term);
    char c = peek(p);
    const char *start = p->action.p;
    if (c == '"' || c == '`') {
        t->kind = TERM_LITERAL;
        t->literal = value_text(p->arena, take_string(p));
    } else if (c == '\'') {
        uint32_t r;
        Str s = take_string(p);
        utf8_decode(s, &r);
        t->kind = TERM_LITERAL;
        t->literal = value_int(p->arena, r);
    } else if (isdigit((unsigned char)c) ||
               ((c == '-' || c == '+') && p->action.n > 1 && isdigit((unsigned char)p->action.p[1]))) {
        char *end;
        t->kind = TERM_LITERAL;
        t->literal = value_int(p->arena, strtoll(p->action.p, &end, 0));
        advance(p, (size_t)(end - p->action.p));
    } else if (c == '.') {
        t->kind = TERM_DOT;
        if (p->action.n < 2 || !name_char(p->action.p[1])) advance(p, 1);
    } else if (c == '$') {
        advance(p, 1);
        t->kind = TERM_VARIABLE;
        t->name = take_name(p);
    } else if (c == '(') {
        advance(p, 1);
        t->kind = TERM_PIPE;
        t->pipe = parse_pipe(p, ')');
    } else if (name_char(c)) {
        t->name = take_name(p);
        t->kind = TERM_LITERAL;
        if (str_eqz(t->name, "true") || str_eqz(t->name, "false")) {
            t->literal = value_bool(p->arena, str_eqz(t->name, "true"));
        } else if (str_eqz(t->name, "nil")) {
            t->literal = value_nil(p->arena);
        } else {
            t->kind = TERM_FUNCTION;
        }
    } else {
        fail(p, c ? "unexpected \"%c\" in command" : "missing value for command", c);
        return NULL;
    }
    parse_fields(p, t);
    t->text = (Str){start, (size_t)(p->action.p - start)};
    return t;
}

// $x :=, $x =, or $i, $x := in front of a pipeline.
static void parse_variables(Parser *p, Pipe *pipe)
{
    Str before = p->action;
    while (pipe->nvariables < 2 && peek(p) == '$') {
        advance(p, 1);
        pipe->variables[pipe->nvariables++] = take_name(p);
        if (peek(p) != ',') break;
        advance(p, 1);
    }
    if (take(p, ":=")) return;
    if (pipe->nvariables == 1 && peek(p) == '=' && !(p->action.n > 1 && p->action.p[1] == '=')) {
        advance(p, 1);
        pipe->assigns = true;
        return;
    }
    pipe->nvariables = 0;
    p->action = before;
}

static Pipe *parse_pipe(Parser *p, char close)
{
    Pipe *pipe = ARENA_NEW(p->arena, Pipe);
    parse_variables(p, pipe);
    TermList *command = ARENA_NEW(p->arena, TermList);
    while (!err_is(p->err)) {
        char c = peek(p);
        if (c == close || c == '|' || c == 0) {
            if (command->terms.n == 0) fail(p, "missing value for command");
            vec_push(p->arena, &pipe->commands, command);
            if (c == 0 && close) fail(p, "unclosed left paren");
            if (c) advance(p, 1);
            if (c != '|') break;
            command = ARENA_NEW(p->arena, TermList);
            continue;
        }
        Term *t = parse_term(p);
        if (t) vec_push(p->arena, &command->terms, t);
    }
    return pipe;
}

// ---- Text and actions

static Str trim_end(Str s)
{
    while (s.n && isspace((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

static Str trim_start(Str s)
{
    while (s.n && isspace((unsigned char)*s.p)) s.p++, s.n--;
    return s;
}

// The text up to the next action, and that action. False at the end.
static bool next_action(Parser *p, Parts *out)
{
    Str rest = {p->text.p + p->at, p->text.n - p->at};
    const char *open = memmem(rest.p, rest.n, "{{", 2);
    Str text = {rest.p, open ? (size_t)(open - rest.p) : rest.n};
    if (p->trim_next) text = trim_start(text);
    p->trim_next = false;
    Str after = {rest.p, 0};
    if (open) {
        after = (Str){open + 2, rest.n - (size_t)(open - rest.p) - 2};
        if (after.n > 1 && after.p[0] == '-' && isspace((unsigned char)after.p[1])) {
            text = trim_end(text);
            after.p++, after.n--;
        }
    }
    if (text.n) {
        Part *n = ARENA_NEW(p->arena, Part);
        n->kind = PART_TEXT;
        n->text = text;
        vec_push(p->arena, out, n);
    }
    if (!open) {
        p->at = p->text.n;
        return false;
    }
    // }} inside a string does not end the action.
    size_t n = 0;
    char quote = 0;
    for (; n < after.n; n++) {
        char c = after.p[n];
        if (quote) {
            if (c == '\\' && quote != '`')
                n++;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '`' || c == '\'') {
            quote = c;
        } else if (c == '}' && n + 1 < after.n && after.p[n + 1] == '}') {
            break;
        }
    }
    if (n >= after.n) {
        fail(p, "unclosed action");
        return false;
    }
    p->at = (size_t)(after.p - p->text.p) + n + 2;
    p->action = (Str){after.p, n};
    if (n > 1 && after.p[n - 1] == '-' && isspace((unsigned char)after.p[n - 2])) {
        p->action.n--;
        p->trim_next = true;
    }
    return true;
}

typedef enum ListEnd { END_OF_TEXT = 1, END_END, END_ELSE } ListEnd;

static ListEnd parse_list(Parser *p, Parts *out);

// The rest of {{if}}, {{with}} or {{range}}; {{else if}} is an if in the other branch.
static Part *parse_branch(Parser *p, PartKind kind)
{
    Part *n = ARENA_NEW(p->arena, Part);
    n->kind = kind;
    n->pipe = parse_pipe(p, 0);
    Parts body = {0}, otherwise = {0};
    ListEnd end = parse_list(p, &body);
    if (end == END_ELSE && take(p, "if")) {
        vec_push(p->arena, &otherwise, parse_branch(p, PART_IF));
    } else if (end == END_ELSE && take(p, "with")) {
        vec_push(p->arena, &otherwise, parse_branch(p, PART_WITH));
    } else if (end == END_ELSE) {
        end = parse_list(p, &otherwise);
        if (end == END_ELSE) fail(p, "unexpected {{else}}");
    }
    if (end == END_OF_TEXT) fail(p, "unexpected EOF");
    for (uint32_t i = 0; i < body.n; i++) vec_push(p->arena, &n->body, body.p[i]);
    for (uint32_t i = 0; i < otherwise.n; i++) vec_push(p->arena, &n->otherwise, otherwise.p[i]);
    return n;
}

static Part *parse_action(Parser *p)
{
    if (take(p, "if")) return parse_branch(p, PART_IF);
    if (take(p, "with")) return parse_branch(p, PART_WITH);
    if (take(p, "range")) return parse_branch(p, PART_RANGE);
    Part *n = ARENA_NEW(p->arena, Part);
    n->kind = take(p, "break") ? PART_BREAK : take(p, "continue") ? PART_CONTINUE : PART_PIPE;
    if (n->kind == PART_PIPE) n->pipe = parse_pipe(p, 0);
    return n;
}

static ListEnd parse_list(Parser *p, Parts *out)
{
    while (!err_is(p->err) && next_action(p, out)) {
        skip_space(p);
        if (str_has_prefix(p->action, STR("/*"))) continue;
        if (take(p, "end")) return END_END;
        if (take(p, "else")) return END_ELSE;
        vec_push(p->arena, out, parse_action(p));
    }
    return END_OF_TEXT;
}

Err template_parse(Arena *a, Str text, Template **out)
{
    Parser p = {.arena = a, .text = text};
    Parts body = {0};
    ListEnd end = parse_list(&p, &body);
    if (end != END_OF_TEXT) fail(&p, "unexpected {{%s}}", end == END_END ? "end" : "else");
    Template *t = *out = ARENA_NEW(a, Template);
    t->arena = a;
    t->text = text;
    for (uint32_t i = 0; i < body.n; i++) vec_push(a, &t->body, body.p[i]);
    return p.err;
}

void template_context(Template *t, const Value *context) { t->context = context; }
