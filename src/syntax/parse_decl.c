// Declarations: import, const, type, var, func.
//
// A type declaration `type T[P …` may be an array type or a type parameter list; see
// type_spec_brackets. Spec: "Declarations and scope", "Import declarations".
#include "syntax/parse.h"

// ---- Groups

typedef struct SpecContext {
    ParseSpec spec;
    DeclSink *out;
} SpecContext;

static bool one_spec(Parser *p, void *ctx)
{
    SpecContext *c = ctx;
    c->spec(p, c->out);
    return false;
}

// spec | "(" { spec ";" } ")" .
void parse_specs(Parser *p, DeclList *list, ParseSpec spec)
{
    DeclSink out = {.list = list};
    if (tok(p) != TOK_LPAREN) {
        spec(p, &out);
        return;
    }
    out.group = ARENA_NEW(p->arena, DeclGroup);
    out.group->pos = here(p);
    parse_drop_pragmas(p); // before "(" is taken: what follows is the first spec's
    next(p);
    parse_list(p, "grouped declaration", TOK_SEMI, TOK_RPAREN, one_spec, &(SpecContext){spec, &out});
}

typedef VEC(Name *) NameList;

// IdentifierList = identifier { "," identifier } .
void parse_name_list(Parser *p, Name *first, void *names)
{
    NameList *list = names;
    vec_push(p->arena, list, first);
    while (got(p, TOK_COMMA)) vec_push(p->arena, list, parse_name(p));
}

// ---- Imports

// The comments right above an import of "C", without their markers.
static void keep_preamble(Parser *p, uint32_t start, uint32_t end)
{
    StrBuf text = {0};
    const char *at = p->scan.text + start, *stop = p->scan.text + end;
    while (at < stop) {
        if (at[0] != '/') { // white space between two comments
            at++;
            continue;
        }
        bool line = at[1] == '/';
        const char *body = at + 2, *close = body;
        while (close < stop && !(line ? *close == '\n' : close[0] == '*' && close[1] == '/')) close++;
        Str inner = {body, (size_t)(close - body)};
        if (line && inner.n && inner.p[inner.n - 1] == '\r') inner.n--;
        sb_put(&text, inner);
        sb_putc(&text, '\n');
        at = line ? close : close + 2;
    }
    vec_push(p->arena, &p->file->cgo_preamble, str_dup(p->arena, sb_str(&text)));
    vec_push(p->arena, &p->file->cgo_preamble_pos, file_pos(p->scan.file, start));
    sb_release(&text);
}

// Whether the comments noted by the scanner end on the line before offset, or on its line.
static bool comments_touch(const Scanner *s, uint32_t offset)
{
    if (s->comment_end == 0 || s->comment_end > offset) return false;
    unsigned newlines = 0;
    for (uint32_t i = s->comment_end; i < offset; i++) {
        if (s->text[i] == '\n')
            newlines++;
        else if (!strchr(" \t\r", s->text[i]))
            return false;
    }
    return newlines <= 1;
}

// ImportSpec = [ "." | PackageName ] ImportPath .
void parse_import_spec(Parser *p, DeclSink *out)
{
    ImportDecl *d = NEW(p, ImportDecl, here(p));
    d->group = out->group;
    parse_take_pragmas(p, 0);
    // The comment stands above the spec, or above `import` if the spec is its only one.
    uint32_t start = p->scan.comment_start, end = p->scan.comment_end, above = p->scan.offset;
    if (!out->group && above > 0) {
        while (above > 0 && strchr(" \t\r\n", p->scan.text[above - 1])) above--;
        above = above >= 6 ? above - 6 : 0; // the keyword itself
    }
    bool touching = comments_touch(&p->scan, above);

    if (tok(p) == TOK_NAME) {
        d->local = parse_name(p);
    } else if (tok(p) == TOK_DOT) {
        d->local = parse_name_at(p, here(p), STR("."));
        next(p);
    }
    vec_push(p->arena, out->list, &d->d);
    d->path = parse_literal_or_null(p);
    if (!d->path) {
        parse_syntax_error(p, "missing import path");
        parse_advance(p, TOK_SEMI, TOK_RPAREN, TOK_NONE);
        return;
    }
    if (!d->path->bad && d->path->tok != TOK_STRING_LIT) {
        parse_syntax_error_at(p, d->path->e.node.pos, "import path must be a string");
        d->path->bad = true;
    }
    if (str_eqz(d->path->text, "\"embed\"") || str_eqz(d->path->text, "`embed`")) p->imports_embed = true;
    if (str_eqz(d->path->text, "\"C\"") || str_eqz(d->path->text, "`C`")) {
        p->file->imports_c = true;
        if (touching) keep_preamble(p, start, end);
    }
}

// ---- Constants and variables

// ConstSpec = IdentifierList [ [ Type ] "=" ExpressionList ] .
void parse_const_spec(Parser *p, DeclSink *out)
{
    ConstDecl *d = NEW(p, ConstDecl, here(p));
    d->group = out->group;
    d->iota = out->iota++;
    parse_take_pragmas(p, 0);
    parse_name_list(p, parse_name(p), &d->names);
    if (tok(p) != TOK_EOF && tok(p) != TOK_SEMI && tok(p) != TOK_RPAREN) {
        d->type = parse_type_or_null(p);
        if (parse_got_assign(p)) parse_expr_list(p, &d->values);
    }
    if (d->type || d->values.n) {
        out->last_const = d;
    } else if (out->last_const) {
        d->inherited = true;
        d->type = out->last_const->type;
        d->values = out->last_const->values;
    }
    vec_push(p->arena, out->list, &d->d);
}

// VarSpec = IdentifierList ( Type [ "=" ExpressionList ] | "=" ExpressionList ) .
void parse_var_spec(Parser *p, DeclSink *out)
{
    VarDecl *d = NEW(p, VarDecl, here(p));
    d->group = out->group;
    d->embeds = parse_take_embeds(p);
    parse_take_pragmas(p, 0);
    parse_name_list(p, parse_name(p), &d->names);
    if (parse_got_assign(p)) {
        parse_expr_list(p, &d->values);
    } else {
        d->type = parse_type(p);
        if (parse_got_assign(p)) parse_expr_list(p, &d->values);
    }
    if (d->embeds) parse_check_embed(p, d);
    vec_push(p->arena, out->list, &d->d);
}

// ---- Types

// Whether x can only be a type element, not an ordinary expression.
static bool is_type_elem(const Expr *x)
{
    for (;;) {
        switch ((NodeKind)x->node.kind) {
        case NODE_ArrayType:
        case NODE_StructType:
        case NODE_FuncType:
        case NODE_InterfaceType:
        case NODE_SliceType:
        case NODE_MapType:
        case NODE_ChanType: return true;
        case NODE_Binary:
            if (is_type_elem(((const Binary *)x)->y)) return true;
            x = ((const Binary *)x)->x;
            break;
        case NODE_Unary:
            if (((const Unary *)x)->op == TOK_TILDE) return true;
            x = ((const Unary *)x)->x;
            break;
        case NODE_Star: x = ((const Star *)x)->x; break;
        case NODE_Paren: x = ((const Paren *)x)->x; break;
        default: return false;
        }
    }
}

// Splits x into a type parameter's name and its constraint, if x can be read so: `P *C`, `P (C)`
// and `P *C | D` look like a product, a call and an or. It is split where the second part can
// only be a type, or where `force` says that a parameter list is meant. A lone name gives the
// name and no constraint; anything else NULL.
static Name *split_name(Parser *p, Expr *x, bool force, Expr **constraint)
{
    *constraint = NULL;
    if (x->node.kind == NODE_Name) return (Name *)x;
    if (x->node.kind == NODE_Binary) {
        Binary *b = (Binary *)x;
        if (b->op == TOK_MUL && b->x->node.kind == NODE_Name && (force || is_type_elem(b->y))) {
            Star *star = NEW(p, Star, x->node.pos);
            star->x = b->y;
            *constraint = &star->e;
            return (Name *)b->x;
        }
        if (b->op == TOK_OR) {
            Expr *left;
            Name *name = split_name(p, b->x, force || is_type_elem(b->y), &left);
            if (!name || !left) return NULL;
            Binary *rest = NEW(p, Binary, x->node.pos);
            rest->op = TOK_OR;
            rest->x = left;
            rest->y = b->y;
            *constraint = &rest->e;
            return name;
        }
    }
    if (x->node.kind == NODE_Call) {
        Call *c = (Call *)x;
        bool one = c->fun->node.kind == NODE_Name && c->args.n == 1 && !c->has_dots;
        if (one && (force || is_type_elem(c->args.p[0]))) {
            *constraint = ast_unparen(c->args.p[0]);
            return (Name *)c->fun;
        }
    }
    return NULL;
}

// `type T [` and a name: the length of an array type or the first type parameter. An expression
// is read and looked at: it is taken for a parameter if it splits into a name and a constraint,
// or is a lone name that no "]" follows. A name before "[" begins a parameter (an index is never
// a constant, so can't be a length).
static void type_spec_brackets(Parser *p, TypeDecl *d)
{
    Pos pos = here(p);
    next(p);
    if (tok(p) == TOK_RBRACK) {
        next(p);
        d->type = parse_slice_type(p, pos);
        return;
    }
    if (tok(p) != TOK_NAME) {
        d->type = parse_array_type(p, pos, NULL);
        return;
    }
    Expr *x = &parse_name(p)->e;
    if (tok(p) != TOK_LBRACK) {
        p->expr_nest++;
        x = parse_binary(p, parse_primary(p, x, false), 0);
        p->expr_nest--;
    }
    Expr *constraint;
    Name *name = split_name(p, x, tok(p) == TOK_COMMA, &constraint);
    if (!name || (!constraint && tok(p) == TOK_RBRACK)) {
        d->type = parse_array_type(p, pos, x);
        return;
    }
    d->tparams = parse_params(p, name, constraint, TOK_RBRACK, true, false);
    d->alias = parse_got_assign(p);
    d->type = parse_type_or_null(p);
}

// TypeSpec = identifier [ TypeParams ] [ "=" ] Type .
void parse_type_spec(Parser *p, DeclSink *out)
{
    TypeDecl *d = NEW(p, TypeDecl, here(p));
    d->group = out->group;
    d->pragma = parse_take_pragmas(p, 0);
    d->name = parse_name(p);
    if (tok(p) == TOK_LBRACK) {
        type_spec_brackets(p, d);
    } else {
        d->alias = parse_got_assign(p);
        d->type = parse_type_or_null(p);
    }
    if (!d->type) {
        d->type = parse_bad_expr(p);
        parse_syntax_error(p, "in type declaration");
        parse_advance(p, TOK_SEMI, TOK_RPAREN, TOK_NONE);
    }
    vec_push(p->arena, out->list, &d->d);
}

// ---- Functions

static Field *receiver(Parser *p)
{
    FieldList list = parse_params(p, NULL, NULL, TOK_RPAREN, false, false);
    if (list.n == 0) parse_error(p, here(p), "method has no receiver");
    if (list.n > 1) parse_error(p, here(p), "method has multiple receivers");
    return list.n ? list.p[0] : NULL;
}

// FunctionDecl = "func" [ Receiver ] FunctionName [ TypeParams ] Signature [ FunctionBody ] .
FuncDecl *parse_func_decl(Parser *p)
{
    FuncDecl *f = NEW(p, FuncDecl, here(p));
    f->pragma = parse_take_pragmas(p, FUNC_PRAGMAS);
    bool method = got(p, TOK_LPAREN);
    if (method) f->recv = receiver(p);
    if (tok(p) == TOK_NAME) {
        f->name = parse_name(p);
        f->sig = parse_func_type(p, method ? "method" : NULL, &f->tparams);
    } else {
        f->name = parse_name_at(p, here(p), STR("_"));
        f->sig = NEW(p, FuncType, here(p));
        parse_syntax_error(p, method ? "expected name" : "expected name or (");
        parse_advance(p, TOK_LBRACE, TOK_SEMI, TOK_NONE);
    }
    if (tok(p) == TOK_LBRACE) f->body = parse_func_body(p);
    return f;
}

// Takes a body unread, by its braces.
static BlockStmt *skip_body(Parser *p)
{
    BlockStmt *body = NEW(p, BlockStmt, here(p));
    body->skipped = true;
    unsigned open = 0;
    for (; tok(p) != TOK_EOF; next(p)) {
        if (tok(p) == TOK_LBRACE) open++;
        if (tok(p) == TOK_RBRACE && --open == 0) break;
    }
    body->rbrace = here(p);
    parse_want(p, TOK_RBRACE);
    return body;
}

BlockStmt *parse_func_body(Parser *p)
{
    if (!p->opt->keep_bodies && p->func_nest == 0) return skip_body(p);
    p->func_nest++;
    BlockStmt *body = parse_block(p, NULL);
    p->func_nest--;
    return body;
}
