// The parser's core (tokens, errors, recovery, lists) and the file production.
//
//     SourceFile = PackageClause ";" { ImportDecl ";" } { TopLevelDecl ";" } .
//
// Errors carry gc's words. The scanner counts errors for both, since gc leaves out follow-up
// errors at the end of the file. Spec: "Source file organization".
#include "syntax/parse.h"

// ---- Errors

static void report(Parser *p, Pos pos, const char *prefix, const char *fmt, va_list ap)
{
    StrBuf msg = {0};
    sb_puts(&msg, prefix);
    sb_vprintf(&msg, fmt, ap);
    scan_error(&p->scan, pos - p->scan.file->base, "%s", msg.p);
    sb_release(&msg);
}

void parse_error(Parser *p, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(p, pos, "", fmt, ap);
    va_end(ap);
}

static bool is_keyword(Token t) { return t >= TOK_BREAK && t <= TOK_VAR; }

const char *parse_token_name(Token t)
{
    static const char *const keywords[TOK_COUNT] = {
#define TOKEN(e, s)
#define OPERATOR(e, s, prec)
#define KEYWORD(e, s) [TOK_##e] = "keyword " s,
#include "syntax/tokens.def"
#undef TOKEN
#undef OPERATOR
#undef KEYWORD
    };
    if (t == TOK_COMMA) return "comma";
    if (t == TOK_SEMI) return "semicolon or newline";
    return is_keyword(t) ? keywords[t] : token_text(t);
}

static void put_current_token(StrBuf *out, const Parser *p)
{
    const Scanner *s = &p->scan;
    switch ((int)s->tok) {
    case TOK_NAME:
        sb_puts(out, "name ");
        sb_put(out, s->lit);
        break;
    case TOK_SEMI: sb_put(out, s->lit); break;
    case TOK_INT_LIT:
    case TOK_FLOAT_LIT:
    case TOK_IMAG_LIT:
    case TOK_RUNE_LIT:
    case TOK_STRING_LIT:
        sb_puts(out, "literal ");
        sb_put(out, s->lit);
        break;
    case TOK_ASSIGN_OP: sb_printf(out, "%s=", token_text(s->op)); break;
    default: sb_puts(out, parse_token_name(s->tok)); break;
    }
}

static void syntax_error(Parser *p, Pos pos, const char *fmt, va_list ap)
{
    if (tok(p) == TOK_EOF && p->scan.errors > 0) return; // a follow-up error
    Str msg = str_from(fmt);
    bool after_token =
        str_has_prefix(msg, STR("in ")) || str_has_prefix(msg, STR("at ")) || str_has_prefix(msg, STR("after "));
    bool expected = str_has_prefix(msg, STR("expected "));
    StrBuf prefix = {0};
    sb_puts(&prefix, "syntax error: ");
    if (after_token || expected) {
        sb_puts(&prefix, "unexpected ");
        put_current_token(&prefix, p);
        sb_puts(&prefix, expected ? ", " : " ");
    }
    report(p, pos, prefix.p, fmt, ap);
    sb_release(&prefix);
}

void parse_syntax_error(Parser *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    syntax_error(p, here(p), fmt, ap);
    va_end(ap);
}

void parse_syntax_error_at(Parser *p, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    syntax_error(p, pos, fmt, ap);
    va_end(ap);
}

// ---- Recovery

static bool starts_stmt(Token t)
{
    switch ((int)t) {
    case TOK_BREAK:
    case TOK_CONST:
    case TOK_CONTINUE:
    case TOK_DEFER:
    case TOK_FALLTHROUGH:
    case TOK_FOR:
    case TOK_GO:
    case TOK_GOTO:
    case TOK_IF:
    case TOK_RETURN:
    case TOK_SELECT:
    case TOK_SWITCH:
    case TOK_TYPE:
    case TOK_VAR: return true;
    default: return false;
    }
}

void parse_advance(Parser *p, ...)
{
    bool follow[TOK_COUNT] = {[TOK_EOF] = true}, any = false;
    va_list ap;
    va_start(ap, p);
    for (int t; (t = va_arg(ap, int)) != TOK_NONE; any = true) follow[t] = true;
    va_end(ap);
    if (!any) {
        if (tok(p) != TOK_EOF) next(p);
        return;
    }
    while (!follow[tok(p)] && !(p->func_nest > 0 && starts_stmt(tok(p)))) next(p);
}

static void give_up(Parser *p)
{
    if (tok(p) == TOK_EOF) return;
    parse_error(p, here(p), "syntax error: exceeded max nesting depth");
    scan_stop(&p->scan);
}

bool parse_enter(Parser *p)
{
    if (++p->depth <= MAX_NESTING) return true;
    give_up(p);
    return false;
}

bool parse_chain(Parser *p, unsigned length)
{
    if (length <= MAX_CHAIN) return true;
    give_up(p);
    return false;
}

// ---- Tokens and lists

void parse_want(Parser *p, Token t)
{
    if (got(p, t)) return;
    parse_syntax_error(p, "expected %s", parse_token_name(t));
    parse_advance(p, TOK_NONE);
}

bool parse_got_assign(Parser *p)
{
    if (tok(p) == TOK_DEFINE) parse_syntax_error(p, "expected =");
    if (tok(p) != TOK_DEFINE && tok(p) != TOK_ASSIGN) return false;
    next(p);
    return true;
}

Pos parse_list(Parser *p, const char *context, Token sep, Token close, ParseElement element, void *ctx)
{
    bool done = false;
    while (tok(p) != TOK_EOF && tok(p) != close && !done) {
        done = element(p, ctx);
        if (got(p, sep) || tok(p) == close) continue;
        parse_syntax_error(p, "in %s; possibly missing %s or %s", context, parse_token_name(sep),
                           parse_token_name(close));
        parse_advance(p, TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_NONE);
        if (tok(p) != close) return here(p);
    }
    Pos pos = here(p);
    parse_want(p, close);
    return pos;
}

void *parse_node(Parser *p, NodeKind kind, size_t size, Pos pos)
{
    Node *n = arena_alloc(p->arena, size);
    n->kind = (uint8_t)kind;
    n->pos = pos;
    return n;
}

Name *parse_name_at(Parser *p, Pos pos, Str text)
{
    Name *n = NEW(p, Name, pos);
    n->atom = atom_get(p->opt->atoms, text);
    return n;
}

Name *parse_name(Parser *p)
{
    if (tok(p) == TOK_NAME) {
        Name *n = parse_name_at(p, here(p), p->scan.lit);
        next(p);
        return n;
    }
    Name *n = parse_name_at(p, here(p), STR("_"));
    parse_syntax_error(p, "expected name");
    parse_advance(p, TOK_NONE);
    return n;
}

Expr *parse_bad_expr(Parser *p) { return &NEW(p, BadExpr, here(p))->e; }

BasicLit *parse_literal_or_null(Parser *p)
{
    if (tok(p) < TOK_INT_LIT || tok(p) > TOK_STRING_LIT) return NULL;
    BasicLit *lit = NEW(p, BasicLit, here(p));
    lit->tok = tok(p);
    lit->text = p->scan.lit;
    lit->bad = p->scan.bad;
    next(p);
    return lit;
}

// ---- The file

static void parser_init(Parser *p, const ParseOptions *opt, SourceFile *src)
{
    *p = (Parser){.opt = opt, .arena = opt->arena, .before_package = true};
    p->embeds_end = &p->embeds;
    scan_init(&p->scan, src, opt->sink);
    p->scan.on_directive = parse_on_directive;
    p->scan.ctx = p;
    p->scan.keep_comments = true;
    p->file = NEW(p, File, NO_POS);
    p->file->source = src;
}

static bool last_is_func_without_body(const File *f)
{
    if (f->decls.n == 0) return false;
    const Node *last = &f->decls.p[f->decls.n - 1]->node;
    return last->kind == NODE_FuncDecl && !((const FuncDecl *)last)->body;
}

static void skip_to_decl(Parser *p) { parse_advance(p, TOK_IMPORT, TOK_CONST, TOK_TYPE, TOK_VAR, TOK_FUNC, TOK_NONE); }

// A top-level declaration, without its semicolon. False if there is none.
static bool top_level_decl(Parser *p)
{
    File *f = p->file;
    if (tok(p) != TOK_IMPORT) p->scan.keep_comments = false;
    switch ((int)tok(p)) {
    case TOK_IMPORT:
        next(p);
        parse_specs(p, &f->decls, parse_import_spec);
        return true;
    case TOK_CONST:
        next(p);
        parse_specs(p, &f->decls, parse_const_spec);
        return true;
    case TOK_TYPE:
        next(p);
        parse_specs(p, &f->decls, parse_type_spec);
        return true;
    case TOK_VAR:
        next(p);
        parse_specs(p, &f->decls, parse_var_spec);
        return true;
    case TOK_FUNC:
        next(p);
        vec_push(p->arena, &f->decls, &parse_func_decl(p)->d);
        return true;
    }
    if (tok(p) == TOK_LBRACE && last_is_func_without_body(f))
        parse_syntax_error(p, "unexpected semicolon or newline before {");
    else
        parse_syntax_error(p, "non-declaration statement outside function body");
    return false;
}

// Who only reads what a file imports, says it as go/parser does.
static void expected(Parser *p, const char *what)
{
    const Str lit = p->scan.lit;
    switch ((int)tok(p)) {
    case TOK_NAME:
    case TOK_INT_LIT:
    case TOK_FLOAT_LIT:
    case TOK_IMAG_LIT:
    case TOK_RUNE_LIT:
    case TOK_STRING_LIT: parse_error(p, here(p), "expected '%s', found %.*s", what, STR_FMT(lit)); break;
    case TOK_EOF: parse_error(p, here(p), "expected '%s', found 'EOF'", what); break;
    case TOK_ASSIGN_OP: parse_error(p, here(p), "expected '%s', found '%s='", what, token_text(p->scan.op)); break;
    default: parse_error(p, here(p), "expected '%s', found '%s'", what, token_text(tok(p))); break;
    }
}

static bool package_clause(Parser *p)
{
    File *f = p->file;
    f->node.pos = here(p);
    p->before_package = false;
    if (p->opt->imports_only && (tok(p) != TOK_PACKAGE)) {
        expected(p, "package");
        return false;
    }
    if (!got(p, TOK_PACKAGE)) {
        parse_syntax_error(p, "package statement must be first");
        return false;
    }
    parse_take_pragmas(p, PRAGMA_GO_BUILD);
    if (p->opt->imports_only && tok(p) != TOK_NAME) {
        expected(p, "IDENT");
        return false;
    }
    f->pkg_name = parse_name(p);
    parse_want(p, TOK_SEMI);
    return p->scan.errors == 0;
}

File *parse_file(const ParseOptions *opt, SourceFile *src)
{
    Parser parser, *p = &parser;
    parser_init(p, opt, src);
    next(p);
    if (!package_clause(p)) return NULL;
    Token last = TOK_IMPORT;
    while (tok(p) != TOK_EOF) {
        if (opt->imports_only && tok(p) != TOK_IMPORT) break;
        if (tok(p) == TOK_IMPORT && last != TOK_IMPORT)
            parse_syntax_error(p, "imports must appear before other declarations");
        last = tok(p);
        if (!top_level_decl(p)) {
            skip_to_decl(p);
            continue;
        }
        // Before the semicolon is taken: the comments after it belong to the next declaration.
        parse_drop_pragmas(p);
        if (tok(p) != TOK_EOF && !got(p, TOK_SEMI)) {
            parse_syntax_error(p, "after top level declaration");
            skip_to_decl(p);
        }
    }
    if (!opt->imports_only) parse_drop_pragmas(p);
    p->file->eof = here(p);
    return p->file;
}

Expr *parse_expr_text(const ParseOptions *opt, SourceFile *src)
{
    Parser parser, *p = &parser;
    parser_init(p, opt, src);
    next(p);
    Expr *x = parse_expr(p);
    got(p, TOK_SEMI);
    if (tok(p) != TOK_EOF) parse_syntax_error(p, "after expression");
    return x;
}
