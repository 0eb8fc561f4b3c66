// Struct fields and interface elements.
//
// In both a name may be followed by "[", and only what comes later tells an array field `T [n]E`
// from an embedded instance `T[A]`, or a (forbidden) generic method from an instance.
// Spec: "Struct types", "Interface types".
#include "syntax/parse.h"

// "[" n "]" E is an array type, "[" A, B "]" type arguments: an Index whose x the caller sets.
Expr *parse_array_or_type_args(Parser *p)
{
    Pos pos = here(p);
    parse_want(p, TOK_LBRACK);
    if (got(p, TOK_RBRACK)) return parse_slice_type(p, pos);
    ExprList args = {0};
    bool comma = parse_type_list(p, false, &args);
    parse_want(p, TOK_RBRACK);
    if (!comma) {
        Expr *elem = parse_type_or_null(p);
        if (elem) {
            ArrayType *t = NEW(p, ArrayType, pos);
            t->len = args.p[0];
            t->elem = elem;
            return &t->e;
        }
    }
    Index *i = NEW(p, Index, pos);
    i->args = args;
    return &i->e;
}

// ---- Structs

static void add_field(Parser *p, StructType *t, Pos pos, Name *name, Expr *type, BasicLit *tag)
{
    Field *f = NEW(p, Field, pos);
    f->name = name;
    f->type = type;
    f->tag = tag;
    f->embedded = !name;
    vec_push(p->arena, &t->fields, f);
}

static void add_embedded(Parser *p, StructType *t, Pos pos, Expr *type)
{
    add_field(p, t, pos, NULL, type, parse_literal_or_null(p));
}

static Expr *pointer_to(Parser *p, Pos pos, Expr *type)
{
    Star *star = NEW(p, Star, pos);
    star->x = type;
    return &star->e;
}

static void named_fields(Parser *p, StructType *t)
{
    Pos pos = here(p);
    Name *first = parse_name(p);
    bool literal = tok(p) >= TOK_INT_LIT && tok(p) <= TOK_STRING_LIT;
    if (tok(p) == TOK_DOT || literal || tok(p) == TOK_SEMI || tok(p) == TOK_RBRACE) {
        add_embedded(p, t, pos, parse_qualified_name(p, first));
        return;
    }
    VEC(Name *) names = {0};
    parse_name_list(p, first, &names);
    Expr *type;
    if (names.n == 1 && tok(p) == TOK_LBRACK) {
        type = parse_array_or_type_args(p);
        if (type->node.kind == NODE_Index) {
            ((Index *)type)->x = &first->e;
            add_embedded(p, t, pos, type);
            return;
        }
    } else {
        type = parse_type(p);
    }
    BasicLit *tag = parse_literal_or_null(p);
    for (uint32_t i = 0; i < names.n; i++) add_field(p, t, names.p[i]->e.node.pos, names.p[i], type, tag);
}

// "*" T
static void embedded_pointer(Parser *p, StructType *t)
{
    Pos pos = here(p);
    next(p);
    Expr *type;
    if (tok(p) == TOK_LPAREN) {
        parse_syntax_error(p, "cannot parenthesize embedded type");
        next(p);
        type = parse_qualified_name(p, NULL);
        got(p, TOK_RPAREN);
    } else {
        type = parse_qualified_name(p, NULL);
    }
    add_embedded(p, t, pos, pointer_to(p, pos, type));
}

// "(" T ")", an error
static void embedded_in_parens(Parser *p, StructType *t)
{
    Pos pos = here(p);
    parse_syntax_error(p, "cannot parenthesize embedded type");
    next(p);
    Expr *type;
    if (tok(p) == TOK_MUL) {
        Pos star = here(p);
        next(p);
        type = pointer_to(p, star, parse_qualified_name(p, NULL));
    } else {
        type = parse_qualified_name(p, NULL);
    }
    got(p, TOK_RPAREN);
    add_embedded(p, t, pos, type);
}

// FieldDecl = ( IdentifierList Type | EmbeddedField ) [ Tag ] .
void parse_struct_fields(Parser *p, StructType *t)
{
    switch ((int)tok(p)) {
    case TOK_NAME: named_fields(p, t); return;
    case TOK_MUL: embedded_pointer(p, t); return;
    case TOK_LPAREN: embedded_in_parens(p, t); return;
    default:
        parse_syntax_error(p, "expected field name or embedded type");
        parse_advance(p, TOK_SEMI, TOK_RBRACE, TOK_NONE);
    }
}

// ---- Interfaces

static const char interface_method[] = "interface method";

static void method(Parser *p, Field *f, Name *name)
{
    f->name = name;
    f->type = &parse_func_type(p, interface_method, NULL)->e;
}

// name "[" …: an embedded instance, or a generic method, which is read and reported.
static void method_or_instance(Parser *p, Field *f, Name *name)
{
    Pos pos = here(p);
    next(p);
    if (tok(p) == TOK_RBRACK) {
        Pos close = here(p);
        next(p);
        if (tok(p) == TOK_LPAREN) {
            parse_error(p, close, "empty type parameter list");
            method(p, f, name);
        } else {
            parse_error(p, close, "empty type argument list");
            f->type = &name->e;
        }
        return;
    }
    // Type arguments look like a parameter list of types only.
    FieldList list = parse_params(p, NULL, NULL, TOK_RBRACK, false, false);
    if (list.n == 0) { // in error, and reported
        if (tok(p) == TOK_LPAREN)
            method(p, f, name);
        else
            f->type = &name->e;
        return;
    }
    if (list.p[0]->name) {
        method(p, f, name);
        parse_error(p, pos, "interface method must have no type parameters");
        return;
    }
    Index *i = NEW(p, Index, pos);
    i->x = &name->e;
    for (uint32_t k = 0; k < list.n; k++) vec_push(p->arena, &i->args, list.p[k]->type);
    f->type = &i->e;
}

// EmbeddedTerm = [ "~" ] Type .
static Expr *embedded_term(Parser *p)
{
    if (tok(p) == TOK_TILDE) {
        Unary *u = NEW(p, Unary, here(p));
        u->op = TOK_TILDE;
        next(p);
        u->x = parse_type(p);
        return &u->e;
    }
    Expr *t = parse_type_or_null(p);
    if (t) return t;
    t = parse_bad_expr(p);
    parse_syntax_error(p, "expected ~ term or type");
    parse_advance(p, TOK_OR, TOK_TILDE, TOK_SEMI, TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_NONE);
    return t;
}

// EmbeddedElem = EmbeddedTerm { "|" EmbeddedTerm } . f, if given, holds the first term.
Field *parse_embedded_elem(Parser *p, Field *f)
{
    if (!f) {
        f = NEW(p, Field, here(p));
        f->type = embedded_term(p);
    }
    for (unsigned length = 1; tok(p) == TOK_OR && parse_chain(p, length); length++) {
        Binary *b = NEW(p, Binary, here(p));
        b->op = TOK_OR;
        next(p);
        b->x = f->type;
        b->y = embedded_term(p);
        f->type = &b->e;
    }
    return f;
}

// InterfaceElem = MethodName Signature | EmbeddedElem .
void parse_interface_elems(Parser *p, InterfaceType *t)
{
    Field *f = NULL;
    if (tok(p) == TOK_NAME) {
        f = NEW(p, Field, here(p));
        Name *name = parse_name(p);
        if (tok(p) == TOK_LPAREN)
            method(p, f, name);
        else if (tok(p) == TOK_LBRACK)
            method_or_instance(p, f, name);
        else
            f->type = parse_qualified_name(p, name);
    }
    if (!f || !f->name) {
        f = parse_embedded_elem(p, f);
        f->embedded = true;
    }
    vec_push(p->arena, &t->elems, f);
}
