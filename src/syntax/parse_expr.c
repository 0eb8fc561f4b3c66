// Expressions.
//
// `x {` is ambiguous: a composite literal, or x and the block of an if, for or switch. expr_nest
// tells: it is -1 at the top of such a clause, and brackets raise it. Long chains (a + b + c…,
// x.y.z…) are built by loops; real nesting recurses and is counted. Parentheses are kept except
// around types. Spec: "Expressions".
#include "syntax/parse.h"

static Expr *parse_unary(Parser *p);

Expr *parse_expr(Parser *p) { return parse_binary(p, NULL, 0); }

// ExpressionList = Expression { "," Expression } .
void parse_expr_list(Parser *p, ExprList *out)
{
    do vec_push(p->arena, out, parse_expr(p));
    while (got(p, TOK_COMMA));
}

// Expression = UnaryExpr | Expression binary_op Expression .
Expr *parse_binary(Parser *p, Expr *x, int precedence)
{
    if (!parse_enter(p)) {
        parse_leave(p);
        return x ? x : parse_bad_expr(p);
    }
    if (!x) x = parse_unary(p);
    int prec;
    for (unsigned length = 1; (prec = token_precedence(tok(p))) > precedence && parse_chain(p, length); length++) {
        Binary *b = NEW(p, Binary, here(p));
        b->op = tok(p);
        next(p);
        b->x = x;
        b->y = parse_binary(p, NULL, prec);
        x = &b->e;
    }
    parse_leave(p);
    return x;
}

// After "<-" before a channel type: `<-chan T` is a receive-only channel, and the arrow moves
// inward over send-only ones: <-(chan<- T) means <-chan (<-T).
static Expr *arrow_into_chan(Parser *p, Expr *x)
{
    ChanDir dir = CHAN_SEND;
    Expr *t = x;
    while (dir == CHAN_SEND && t->node.kind == NODE_ChanType) {
        ChanType *c = (ChanType *)t;
        dir = c->dir;
        if (dir == CHAN_RECV) parse_syntax_error(p, "unexpected <-, expected chan");
        c->dir = CHAN_RECV;
        t = c->elem;
    }
    if (dir == CHAN_SEND) {
        StrBuf text = {0};
        ast_expr_text(&text, t);
        parse_syntax_error(p, "unexpected %s, expected chan", text.p);
        sb_release(&text);
    }
    return x;
}

// UnaryExpr = PrimaryExpr | unary_op UnaryExpr .
static Expr *parse_unary_op(Parser *p)
{
    Pos pos = here(p);
    Token op = tok(p);
    next(p);
    Expr *x = parse_unary(p);
    if (op == TOK_ARROW && x->node.kind == NODE_ChanType) return arrow_into_chan(p, x);
    if (op == TOK_MUL) {
        Star *star = NEW(p, Star, pos);
        star->x = x;
        return &star->e;
    }
    Unary *u = NEW(p, Unary, pos);
    u->op = op;
    u->x = op == TOK_AND ? ast_unparen(x) : x; // &(T{}) is &T{}
    return &u->e;
}

static Expr *parse_unary(Parser *p)
{
    switch ((int)tok(p)) {
    case TOK_MUL:
    case TOK_ADD:
    case TOK_SUB:
    case TOK_NOT:
    case TOK_XOR:
    case TOK_TILDE:
    case TOK_AND:
    case TOK_ARROW: {
        Expr *x = parse_enter(p) ? parse_unary_op(p) : parse_bad_expr(p);
        parse_leave(p);
        return x;
    }
    default: return parse_primary(p, NULL, true);
    }
}

// ---- Operands

static Expr *parenthesised(Parser *p, bool keep)
{
    Pos pos = here(p);
    next(p);
    p->expr_nest++;
    Expr *x = parse_expr(p);
    p->expr_nest--;
    parse_want(p, TOK_RPAREN);
    if (!keep && tok(p) != TOK_LBRACE) return x; // (T){…} is an error to be told
    Paren *paren = NEW(p, Paren, pos);
    paren->x = x;
    return &paren->e;
}

static Expr *func_operand(Parser *p)
{
    Pos pos = here(p);
    next(p);
    FuncType *sig = parse_func_type(p, "function type", NULL);
    if (tok(p) != TOK_LBRACE) return &sig->e;
    p->expr_nest++;
    FuncLit *f = NEW(p, FuncLit, pos);
    f->sig = sig;
    int outer = p->func_nest++; // a literal's body is always kept
    f->body = parse_func_body(p);
    p->func_nest = outer;
    p->expr_nest--;
    return &f->e;
}

// Operand = Literal | OperandName | "(" Expression ")" . Composite literals: see primary.
static Expr *operand(Parser *p, bool keep_parens)
{
    switch ((int)tok(p)) {
    case TOK_NAME: return &parse_name(p)->e;
    case TOK_INT_LIT:
    case TOK_FLOAT_LIT:
    case TOK_IMAG_LIT:
    case TOK_RUNE_LIT:
    case TOK_STRING_LIT: return &parse_literal_or_null(p)->e;
    case TOK_LPAREN: return parenthesised(p, keep_parens);
    case TOK_FUNC: return func_operand(p);
    case TOK_LBRACK:
    case TOK_CHAN:
    case TOK_MAP:
    case TOK_STRUCT:
    case TOK_INTERFACE: return parse_type(p);
    default: {
        Expr *x = parse_bad_expr(p);
        parse_syntax_error(p, "expected expression");
        parse_advance(p, TOK_RPAREN, TOK_RBRACK, TOK_RBRACE, TOK_NONE);
        return x;
    }
    }
}

// ---- What follows an operand

// After ".": a selector, a type assertion, or .(type).
static Expr *dot_suffix(Parser *p, Expr *x, Pos pos)
{
    if (tok(p) == TOK_NAME) {
        Selector *s = NEW(p, Selector, pos);
        s->x = x;
        s->sel = parse_name(p);
        return &s->e;
    }
    if (!got(p, TOK_LPAREN)) {
        parse_syntax_error(p, "expected name or (");
        parse_advance(p, TOK_SEMI, TOK_RPAREN, TOK_NONE);
        return x;
    }
    if (got(p, TOK_TYPE)) {
        TypeSwitchGuard *g = NEW(p, TypeSwitchGuard, pos);
        g->x = x;
        x = &g->e;
    } else {
        TypeAssert *t = NEW(p, TypeAssert, pos);
        t->x = x;
        t->type_expr = parse_type(p);
        x = &t->e;
    }
    parse_want(p, TOK_RPAREN);
    return x;
}

// After `x[lo` and before the first ":".
static Expr *slice_suffix(Parser *p, Expr *x, Expr *lo, Pos pos)
{
    if (!got(p, TOK_COLON)) {
        parse_syntax_error(p, "expected comma, : or ]");
        parse_advance(p, TOK_COMMA, TOK_COLON, TOK_RBRACK, TOK_NONE);
    }
    p->expr_nest++;
    SliceExpr *s = parse_node(p, NODE_Slice, sizeof(SliceExpr), pos);
    s->x = x;
    s->lo = lo;
    if (tok(p) != TOK_COLON && tok(p) != TOK_RBRACK) s->hi = parse_expr(p);
    if (tok(p) == TOK_COLON) {
        s->full = true;
        if (!s->hi) {
            parse_error(p, here(p), "middle index required in 3-index slice");
            s->hi = parse_bad_expr(p);
        }
        next(p);
        if (tok(p) != TOK_RBRACK) {
            s->max = parse_expr(p);
        } else {
            parse_error(p, here(p), "final index required in 3-index slice");
            s->max = parse_bad_expr(p);
        }
    }
    p->expr_nest--;
    parse_want(p, TOK_RBRACK);
    return &s->e;
}

// After "[": an index, type arguments, or a slice.
static Expr *bracket_suffix(Parser *p, Expr *x, Pos pos)
{
    if (tok(p) == TOK_COLON) return slice_suffix(p, x, NULL, pos);
    ExprList args = {0};
    bool comma = false;
    if (tok(p) == TOK_RBRACK) {
        parse_syntax_error(p, "expected operand");
        vec_push(p->arena, &args, parse_bad_expr(p));
    } else {
        comma = parse_type_list(p, false, &args);
    }
    if (!comma && tok(p) != TOK_RBRACK) return slice_suffix(p, x, args.p[0], pos);
    parse_want(p, TOK_RBRACK);
    Index *i = NEW(p, Index, pos);
    i->x = x;
    i->args = args;
    return &i->e;
}

static bool one_argument(Parser *p, void *ctx)
{
    Call *c = ctx;
    vec_push(p->arena, &c->args, parse_expr(p));
    c->has_dots = got(p, TOK_ELLIPSIS);
    return c->has_dots;
}

// Arguments = "(" [ ExpressionList [ "..." ] [ "," ] ] ")" .
static Expr *call_suffix(Parser *p, Expr *fun, Pos pos)
{
    Call *c = NEW(p, Call, pos);
    next(p);
    c->fun = fun;
    p->expr_nest++;
    c->rparen = parse_list(p, "argument list", TOK_COMMA, TOK_RPAREN, one_argument, c);
    p->expr_nest--;
    return &c->e;
}

// ---- Composite literals

static CompositeLit *literal_value(Parser *p);

// Element = Expression | LiteralValue .
static Expr *element_part(Parser *p) { return tok(p) == TOK_LBRACE ? &literal_value(p)->e : parse_expr(p); }

static bool one_element(Parser *p, void *ctx)
{
    CompositeLit *lit = ctx;
    Expr *e = element_part(p);
    if (tok(p) == TOK_COLON) {
        KeyValue *kv = NEW(p, KeyValue, ast_start(&e->node));
        next(p);
        kv->key = e;
        kv->value = element_part(p);
        lit->keyed = true;
        e = &kv->e;
    }
    vec_push(p->arena, &lit->elems, e);
    return false;
}

// LiteralValue = "{" [ ElementList [ "," ] ] "}" .
static CompositeLit *literal_value(Parser *p)
{
    CompositeLit *lit = NEW(p, CompositeLit, here(p));
    lit->rbrace = here(p);
    p->expr_nest++;
    if (parse_enter(p)) {
        parse_want(p, TOK_LBRACE);
        lit->rbrace = parse_list(p, "composite literal", TOK_COMMA, TOK_RBRACE, one_element, lit);
    }
    parse_leave(p);
    p->expr_nest--;
    return lit;
}

// Whether x, by its syntax, must be a value and not a type.
static bool is_value(const Expr *x)
{
    for (;;) {
        switch ((NodeKind)x->node.kind) {
        case NODE_BasicLit:
        case NODE_CompositeLit:
        case NODE_FuncLit:
        case NODE_Slice:
        case NODE_TypeAssert:
        case NODE_TypeSwitchGuard:
        case NODE_Call:
        case NODE_Unary:
        case NODE_Binary: return true;
        case NODE_Paren: x = ((const Paren *)x)->x; break;
        case NODE_Index: {
            const Index *i = (const Index *)x;
            if (i->args.n == 1 && is_value(i->args.p[0])) return true;
            x = i->x;
            break;
        }
        default: return false;
        }
    }
}

// Whether "{" after x opens a composite literal of type x.
static bool opens_literal(const Parser *p, const Expr *x)
{
    switch ((NodeKind)x->node.kind) {
    case NODE_Name:
    case NODE_Selector: return p->expr_nest >= 0;
    case NODE_Index: return p->expr_nest >= 0 && !is_value(x);
    case NODE_ArrayType:
    case NODE_SliceType:
    case NODE_StructType:
    case NODE_MapType: return true;
    default: return false;
    }
}

static Expr *literal_suffix(Parser *p, Expr *type, bool in_parens)
{
    if (in_parens) parse_syntax_error(p, "cannot parenthesize type in composite literal");
    CompositeLit *lit = literal_value(p);
    lit->type_expr = type;
    return &lit->e;
}

// PrimaryExpr = Operand | PrimaryExpr ( Selector | Index | Slice | TypeAssertion | Arguments ) .
Expr *parse_primary(Parser *p, Expr *x, bool keep_parens)
{
    if (!x) x = operand(p, keep_parens);
    for (unsigned length = 1; parse_chain(p, length); length++) {
        Pos pos = here(p);
        switch ((int)tok(p)) {
        case TOK_DOT:
            next(p);
            x = dot_suffix(p, x, pos);
            continue;
        case TOK_LBRACK:
            next(p);
            x = bracket_suffix(p, x, pos);
            continue;
        case TOK_LPAREN: x = call_suffix(p, x, pos); continue;
        case TOK_LBRACE: {
            Expr *type = ast_unparen(x);
            if (!opens_literal(p, type)) return x;
            x = literal_suffix(p, x, type != x);
            continue;
        }
        }
        return x;
    }
    return x;
}
