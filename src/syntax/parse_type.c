// Type expressions, and function signatures without their parameters (parse_param.c).
//
// Parentheses around types are not kept. Spec: "Types".
#include "syntax/parse.h"

Expr *parse_type(Parser *p)
{
    Expr *t = parse_type_or_null(p);
    if (t) return t;
    t = parse_bad_expr(p);
    parse_syntax_error(p, "expected type");
    parse_advance(p, TOK_COMMA, TOK_COLON, TOK_SEMI, TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_NONE);
    return t;
}

// After "[". If len is given it is the length, read already.
Expr *parse_array_type(Parser *p, Pos pos, Expr *len)
{
    if (!len && tok(p) == TOK_ELLIPSIS) {
        len = &NEW(p, Ellipsis, here(p))->e;
        next(p);
    } else if (!len) {
        p->expr_nest++;
        len = parse_expr(p);
        p->expr_nest--;
    }
    if (tok(p) == TOK_COMMA) { // fine in a type parameter list, not here
        parse_syntax_error(p, "unexpected comma; expected ]");
        next(p);
    }
    parse_want(p, TOK_RBRACK);
    ArrayType *t = NEW(p, ArrayType, pos);
    t->len = len;
    t->elem = parse_type(p);
    return &t->e;
}

Expr *parse_slice_type(Parser *p, Pos pos)
{
    SliceType *t = NEW(p, SliceType, pos);
    t->elem = parse_type(p);
    return &t->e;
}

static Expr *chan_elem(Parser *p)
{
    Expr *t = parse_type_or_null(p);
    if (t) return t;
    t = parse_bad_expr(p);
    parse_syntax_error(p, "missing channel element type");
    return t; // taken as absent: nothing is skipped
}

// ChannelType = ( "chan" | "chan" "<-" | "<-" "chan" ) ElementType .
static Expr *chan_type(Parser *p)
{
    ChanType *t = NEW(p, ChanType, here(p));
    if (got(p, TOK_ARROW)) {
        parse_want(p, TOK_CHAN);
        t->dir = CHAN_RECV;
    } else {
        next(p);
        if (got(p, TOK_ARROW)) t->dir = CHAN_SEND;
    }
    t->elem = chan_elem(p);
    return &t->e;
}

// MapType = "map" "[" KeyType "]" ElementType .
static Expr *map_type(Parser *p)
{
    MapType *t = NEW(p, MapType, here(p));
    next(p);
    parse_want(p, TOK_LBRACK);
    t->key = parse_type(p);
    parse_want(p, TOK_RBRACK);
    t->value = parse_type(p);
    return &t->e;
}

static bool one_field(Parser *p, void *ctx)
{
    parse_struct_fields(p, ctx);
    return false;
}

// StructType = "struct" "{" { FieldDecl ";" } "}" .
static Expr *struct_type(Parser *p)
{
    StructType *t = NEW(p, StructType, here(p));
    next(p);
    parse_want(p, TOK_LBRACE);
    parse_list(p, "struct type", TOK_SEMI, TOK_RBRACE, one_field, t);
    return &t->e;
}

static bool one_interface_elem(Parser *p, void *ctx)
{
    parse_interface_elems(p, ctx);
    return false;
}

// InterfaceType = "interface" "{" { InterfaceElem ";" } "}" .
static Expr *interface_type(Parser *p)
{
    InterfaceType *t = NEW(p, InterfaceType, here(p));
    next(p);
    parse_want(p, TOK_LBRACE);
    parse_list(p, "interface type", TOK_SEMI, TOK_RBRACE, one_interface_elem, t);
    return &t->e;
}

static Expr *type_or_null(Parser *p)
{
    Pos pos = here(p);
    switch ((int)tok(p)) {
    case TOK_MUL: {
        Star *star = NEW(p, Star, pos);
        next(p);
        star->x = parse_type(p);
        return &star->e;
    }
    case TOK_ARROW:
    case TOK_CHAN: return chan_type(p);
    case TOK_FUNC: next(p); return &parse_func_type(p, "function type", NULL)->e;
    case TOK_LBRACK: next(p); return got(p, TOK_RBRACK) ? parse_slice_type(p, pos) : parse_array_type(p, pos, NULL);
    case TOK_MAP: return map_type(p);
    case TOK_STRUCT: return struct_type(p);
    case TOK_INTERFACE: return interface_type(p);
    case TOK_NAME: return parse_qualified_name(p, NULL);
    case TOK_LPAREN: {
        next(p);
        Expr *t = parse_type(p);
        parse_want(p, TOK_RPAREN);
        return t;
    }
    default: return NULL;
    }
}

// Type = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" .
Expr *parse_type_or_null(Parser *p)
{
    Expr *t = parse_enter(p) ? type_or_null(p) : parse_bad_expr(p);
    parse_leave(p);
    return t;
}

// Type arguments after a type's name.
static Expr *type_instance(Parser *p, Expr *x)
{
    Index *i = NEW(p, Index, here(p));
    next(p);
    i->x = x;
    if (tok(p) == TOK_RBRACK) {
        parse_syntax_error(p, "expected type argument list");
        vec_push(p->arena, &i->args, parse_bad_expr(p));
    } else {
        parse_type_list(p, true, &i->args);
    }
    parse_want(p, TOK_RBRACK);
    return &i->e;
}

// TypeName = identifier [ "." identifier ] [ TypeArgs ] . The first name may be read already.
Expr *parse_qualified_name(Parser *p, Name *first)
{
    if (!first && tok(p) == TOK_NAME) {
        first = parse_name(p);
    } else if (!first) {
        first = parse_name_at(p, here(p), STR("_"));
        parse_syntax_error(p, "expected name");
        parse_advance(p, TOK_DOT, TOK_SEMI, TOK_RBRACE, TOK_NONE);
    }
    Expr *x = &first->e;
    if (tok(p) == TOK_DOT) {
        Selector *s = NEW(p, Selector, here(p));
        next(p);
        s->x = x;
        s->sel = parse_name(p);
        x = &s->e;
    }
    return tok(p) == TOK_LBRACK ? type_instance(p, x) : x;
}

// TypeList = Type { "," Type } [ "," ] . Unless strict, the first may be any expression.
bool parse_type_list(Parser *p, bool strict, ExprList *out)
{
    p->expr_nest++;
    vec_push(p->arena, out, strict ? parse_type(p) : parse_expr(p));
    bool comma = false;
    while (got(p, TOK_COMMA)) {
        comma = true;
        Expr *t = parse_type_or_null(p);
        if (!t) break;
        vec_push(p->arena, out, t);
    }
    p->expr_nest--;
    return comma;
}

// Result = Parameters | Type .
static FieldList result(Parser *p)
{
    FieldList list = {0};
    if (got(p, TOK_LPAREN)) return parse_params(p, NULL, NULL, TOK_RPAREN, false, false);
    Pos pos = here(p);
    Expr *t = parse_type_or_null(p);
    if (t) {
        Field *f = NEW(p, Field, pos);
        f->type = t;
        vec_push(p->arena, &list, f);
    }
    return list;
}

// [ TypeParams ] Signature. With a context, or without a place for them, type parameters are an error.
FuncType *parse_func_type(Parser *p, const char *context, FieldList *tparams)
{
    FuncType *t = NEW(p, FuncType, here(p));
    if (got(p, TOK_LBRACK)) {
        if (context) parse_syntax_error_at(p, t->e.node.pos, "%s must have no type parameters", context);
        if (tok(p) == TOK_RBRACK) {
            parse_syntax_error(p, "empty type parameter list");
            next(p);
        } else {
            FieldList list = parse_params(p, NULL, NULL, TOK_RBRACK, true, false);
            if (tparams) *tparams = list;
        }
    }
    parse_want(p, TOK_LPAREN);
    t->params = parse_params(p, NULL, NULL, TOK_RPAREN, false, true);
    t->results = result(p);
    return t;
}
