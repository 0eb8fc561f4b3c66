// Parameter lists: of functions, results, receivers and type parameters.
//
// `a, b T` and `A, B` begin alike. Each entry is read as a name, a type, or both; when the list
// is closed it is settled: if no entry has both, lone names were types; otherwise every entry must
// have a name, and names without a type get the next one to the right.
// Spec: "Function types", "Type parameter declarations".
#include "syntax/parse.h"

// name "[" …: an array type with or without the name, or an instance.
static Field *bracketed_param(Parser *p, Field *f, Name *name, bool unions)
{
    f->type = parse_array_or_type_args(p);
    if (f->type->node.kind == NODE_Index)
        ((Index *)f->type)->x = &name->e;
    else
        f->name = name;
    return unions && tok(p) == TOK_OR ? parse_embedded_elem(p, f) : f;
}

static Field *dots_param(Parser *p, Field *f)
{
    Ellipsis *dots = NEW(p, Ellipsis, here(p));
    next(p);
    dots->elem = parse_type_or_null(p);
    if (dots->elem) {
        f->type = &dots->e;
    } else {
        f->type = parse_bad_expr(p);
        parse_syntax_error(p, "... is missing type");
    }
    return f;
}

// ParameterDecl = [ identifier ] [ "..." ] Type . NULL if there is none. The name may be read already.
static Field *param_or_null(Parser *p, Name *name, Token close)
{
    bool unions = close == TOK_RBRACK; // a type parameter list: ~T and T|U are types too
    if (!name && unions && tok(p) == TOK_TILDE) return parse_embedded_elem(p, NULL);
    Field *f = NEW(p, Field, name ? name->e.node.pos : here(p));
    if (name || tok(p) == TOK_NAME) {
        if (!name) name = parse_name(p);
        if (tok(p) == TOK_LBRACK) return bracketed_param(p, f, name, unions);
        if (tok(p) == TOK_DOT) {
            f->type = parse_qualified_name(p, name);
            return unions && tok(p) == TOK_OR ? parse_embedded_elem(p, f) : f;
        }
        if (unions && tok(p) == TOK_OR) {
            f->type = &name->e;
            return parse_embedded_elem(p, f);
        }
        f->name = name;
    }
    if (tok(p) == TOK_ELLIPSIS) return dots_param(p, f);
    if (unions && tok(p) == TOK_TILDE) {
        f->type = parse_embedded_elem(p, NULL)->type;
        return f;
    }
    f->type = parse_type_or_null(p);
    if (unions && tok(p) == TOK_OR && f->type) f = parse_embedded_elem(p, f);
    if (f->name || f->type) return f;
    parse_syntax_error(p, "expected %s", parse_token_name(close));
    parse_advance(p, TOK_COMMA, close, TOK_NONE);
    return NULL;
}

typedef struct ParamList {
    FieldList fields;
    Name *first_name; // read before the list, or NULL
    Expr *first_type;
    Token close;
    uint32_t named, typed; // entries with both a name and a type; with a type
} ParamList;

static Field *complete_field(Parser *p, Name *name, Expr *type)
{
    Field *f = NEW(p, Field, name->e.node.pos);
    f->name = name;
    f->type = type;
    return f;
}

static bool one_param(Parser *p, void *ctx)
{
    ParamList *l = ctx;
    Field *f =
        l->first_type ? complete_field(p, l->first_name, l->first_type) : param_or_null(p, l->first_name, l->close);
    l->first_name = NULL;
    l->first_type = NULL;
    if (f) {
        if (f->name && f->type) l->named++;
        if (f->type) l->typed++;
        vec_push(p->arena, &l->fields, f);
    }
    return false;
}

static void names_are_types(FieldList *list)
{
    for (uint32_t i = 0; i < list->n; i++) {
        Field *f = list->p[i];
        if (!f->name) continue;
        f->type = &f->name->e;
        f->name = NULL;
    }
}

static void report_unnamed(Parser *p, const ParamList *l, Pos pos, Pos end, bool require_names)
{
    if (l->named == l->typed) // the last ones have no type
        parse_syntax_error_at(p, end, require_names ? "missing type constraint" : "missing parameter type");
    else if (!require_names)
        parse_syntax_error_at(p, pos, "missing parameter name");
    else if (l->fields.n == 1)
        parse_syntax_error_at(p, pos, "missing type parameter name or invalid array length");
    else
        parse_syntax_error_at(p, pos, "missing type parameter name");
}

// Every entry must be named: hands types leftward, and reports at the leftmost entry in error.
static void all_are_named(Parser *p, ParamList *l, Pos end, bool require_names)
{
    Pos wrong = NO_POS;
    Expr *type = NULL;
    for (uint32_t i = l->fields.n; i-- > 0;) {
        Field *f = l->fields.p[i];
        if (f->type) {
            type = f->type;
            if (!f->name) {
                wrong = ast_start(&type->node);
                f->name = parse_name_at(p, wrong, STR("_"));
            }
        } else if (type) {
            f->type = type;
        } else {
            wrong = f->name->e.node.pos;
            f->type = &NEW(p, BadExpr, wrong)->e;
        }
    }
    if (wrong != NO_POS) report_unnamed(p, l, wrong, end, require_names);
}

// "..." only before the type of the last parameter, and only where dots are allowed.
static void check_dots(Parser *p, FieldList *list, bool dots_ok)
{
    bool reported = false;
    for (uint32_t i = 0; i < list->n; i++) {
        Field *f = list->p[i];
        if (f->type->node.kind != NODE_Ellipsis || (dots_ok && i + 1 == list->n)) continue;
        if (!reported)
            parse_error(p, f->type->node.pos, dots_ok ? "can only use ... with final parameter" : "invalid use of ...");
        reported = true;
        f->type = ((Ellipsis *)f->type)->elem;
    }
}

FieldList parse_params(Parser *p, Name *name, Expr *type, Token close, bool require_names, bool dots_ok)
{
    ParamList l = {.first_name = name, .first_type = type, .close = close};
    if (name && type && tok(p) == close) {
        next(p);
        vec_push(p->arena, &l.fields, complete_field(p, name, type));
        return l.fields;
    }
    Pos end = parse_list(p, "parameter list", TOK_COMMA, close, one_param, &l);
    if (l.fields.n == 0) return l.fields;
    if (l.named == 0 && !require_names)
        names_are_types(&l.fields);
    else if (l.named != l.fields.n)
        all_are_named(p, &l, end, require_names);
    check_dots(p, &l.fields, dots_ok);
    return l.fields;
}
