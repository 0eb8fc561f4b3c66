// Basic, function and composite literals (spec: Integer literals to String literals, Function
// literals, Composite literals).
#include "types/expr.h"
#include "types/session.h"

// ---- Basic literals

// Forms of numbers that came with go1.13.
static void require_literal_version(Checker *c, BasicLit *e)
{
    Str s = e->text;
    if (s.n <= 2 || check_allow_version(c, 13)) return;
    const char *what = NULL;
    if (memchr(s.p, '_', s.n))
        what = "underscore in numeric literal";
    else if (s.p[0] != '0')
        return;
    else if (s.p[1] == 'b' || s.p[1] == 'B')
        what = "binary literal";
    else if (s.p[1] == 'o' || s.p[1] == 'O')
        what = "0o/0O-style octal literal";
    else if (e->tok != TOK_INT_LIT && (s.p[1] == 'x' || s.p[1] == 'X'))
        what = "hexadecimal floating-point literal";
    if (what) check_require_version(c, e->e.node.pos, 13, what);
}

static BasicKind literal_kind(Token tok)
{
    switch (tok) {
    case TOK_INT_LIT: return BASIC_UNTYPED_INT;
    case TOK_FLOAT_LIT: return BASIC_UNTYPED_FLOAT;
    case TOK_IMAG_LIT: return BASIC_UNTYPED_COMPLEX;
    case TOK_RUNE_LIT: return BASIC_UNTYPED_RUNE;
    default: return BASIC_UNTYPED_STRING;
    }
}

static ConstVal *literal_value(Checker *c, BasicLit *e)
{
    switch (e->tok) {
    case TOK_INT_LIT: return num_int_lit(c->arena, e->text);
    case TOK_FLOAT_LIT: return num_float_lit(c->arena, e->text);
    case TOK_IMAG_LIT: return num_imag_lit(c->arena, e->text);
    case TOK_RUNE_LIT: return num_rune_lit(c->arena, e->text);
    default: return num_string_lit(c->arena, e->text);
    }
}

void check_basic_lit(Checker *c, Operand *x, BasicLit *e)
{
    if (e->bad) return; // reported by the scanner
    Pos pos = e->e.node.pos;
    if (e->tok == TOK_INT_LIT || e->tok == TOK_FLOAT_LIT || e->tok == TOK_IMAG_LIT) {
        require_literal_version(c, e);
        if (e->text.n > 10000) {
            check_error(c, DIAG_InvalidConstVal, pos, "excessively long constant: %.10s... (%zu chars)", e->text.p,
                        e->text.n);
            return;
        }
    }
    x->value = literal_value(c, e);
    if (num_kind(x->value) == CONST_UNKNOWN) {
        check_error(c, DIAG_InvalidConstVal, pos, "malformed constant: %.*s", STR_FMT(e->text));
        return;
    }
    x->mode = MODE_CONST;
    x->type = types_basic(c->ts, literal_kind(e->tok));
    x->expr = &e->e;
    check_overflow(c, x, pos);
}

// ---- Function literals

typedef struct LateBody {
    Declaration *decl;
    FuncLit *lit;
    Signature *sig;
    ConstVal *iota;
} LateBody;

static void late_body(Checker *c, void *arg)
{
    LateBody *b = arg;
    check_lit_body(c, b->decl, b->lit, b->sig, b->iota);
}

void check_func_lit(Checker *c, Operand *x, FuncLit *e)
{
    Type *t = check_type(c, &e->sig->e);
    if (t->kind != TYP_SIGNATURE) return;
    if (!e->e.type) vec_push(c->pkg->arena, &c->pkg->lits, e); // a literal may be evaluated again after an error
    if (!c->opt->ignore_bodies && e->body) {
        // Not at once: the literal may stand in a type declaration that its body refers to. Soon: before the scope changes.
        LateBody *b = ARENA_NEW(c->arena, LateBody);
        *b = (LateBody){c->env.decl, e, (Signature *)t, c->env.iota};
        check_later(c, late_body, b);
    }
    x->mode = MODE_VALUE;
    x->type = t;
}

// ---- Composite literals: structs

static int field_index(Struct *s, const Package *pkg, Atom name, bool fold_case)
{
    if (str_eqz(name->s, "_")) return -1;
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (object_same_id(s->fields.p[i], pkg, name, fold_case)) return (int)i;
    return -1;
}

static void keyed_fields(Checker *c, CompositeLit *e, Struct *s, Type *base)
{
    bool few[64] = {0};
    bool *visited = s->fields.n <= ARRAY_LEN(few) ? few : ARENA_ARRAY(c->arena, bool, s->fields.n);
    for (uint32_t i = 0; i < e->elems.n; i++) {
        if (e->elems.p[i]->node.kind != NODE_KeyValue) {
            check_error(c, DIAG_MixedStructLit, expr_pos(e->elems.p[i]),
                        "mixture of field:value and value elements in struct literal");
            continue;
        }
        KeyValue *kv = (KeyValue *)e->elems.p[i];
        Operand x;
        Name *key = kv->key->node.kind == NODE_Name ? (Name *)kv->key : NULL;
        int at = key ? field_index(s, c->pkg, key->atom, false) : -1;
        check_expr(c, NULL, &x, kv->value);
        if (!key) {
            check_error(c, DIAG_InvalidLitField, expr_pos(&kv->e), "invalid field name %s in struct literal",
                        expr_text(c, kv->key));
            continue;
        }
        if (at < 0) {
            int alt = field_index(s, c->pkg, key->atom, true);
            check_error(c, DIAG_MissingLitField, expr_pos(kv->key), "%s",
                        check_lookup_error(c, base, key->atom, alt >= 0 ? s->fields.p[alt] : NULL, true));
            continue;
        }
        Object *field = s->fields.p[at];
        key->obj = field;
        check_assignment(c, &x, field->type, "struct literal");
        if (visited[at])
            check_error(c, DIAG_DuplicateLitField, expr_pos(&kv->e), "duplicate field name %s in struct literal",
                        key->atom->s.p);
        visited[at] = true;
    }
}

static void positional_fields(Checker *c, CompositeLit *e, Struct *s, Type *base)
{
    for (uint32_t i = 0; i < e->elems.n; i++) {
        if (e->elems.p[i]->node.kind == NODE_KeyValue) {
            check_error(c, DIAG_MixedStructLit, expr_pos(e->elems.p[i]),
                        "mixture of field:value and value elements in struct literal");
            continue;
        }
        Operand x;
        check_expr(c, NULL, &x, e->elems.p[i]);
        if (i >= s->fields.n) {
            check_error(c, DIAG_InvalidStructLit, expr_pos(x.expr), "too many values in struct literal of type %s",
                        type_text(c, base));
            break;
        }
        Object *field = s->fields.p[i];
        if (!field->name->exported && field->pkg != c->pkg) {
            check_error(c, DIAG_UnexportedLitField, expr_pos(x.expr),
                        "implicit assignment to unexported field %s in struct literal of type %s", field->name->s.p,
                        type_text(c, base));
            continue;
        }
        check_assignment(c, &x, field->type, "struct literal");
    }
    if (e->elems.n < s->fields.n)
        check_error(c, DIAG_InvalidStructLit, e->rbrace, "too few values in struct literal of type %s",
                    type_text(c, base));
}

// ---- Arrays, slices and maps

typedef struct Indices { // those seen: an array literal in order needs no table
    int64_t next;        // all below are taken
    PtrMap rest;
} Indices;

static bool take_index(Checker *c, Indices *seen, int64_t i)
{
    if (i == seen->next && !seen->rest.n) {
        seen->next++;
        return true;
    }
    const void *key = (const void *)(uintptr_t)i;
    if (!seen->rest.arena) map_init(&seen->rest, c->arena);
    if (i < seen->next || ptrmap_has(&seen->rest, key)) return false;
    ptrmap_put(&seen->rest, key, seen);
    return true;
}

// Checks the elements of an array or slice and returns its length: the largest index plus one.
static int64_t indexed_elems(Checker *c, ExprList elems, Type *elem, int64_t length)
{
    Indices seen = {0};
    int64_t index = 0, max = 0;
    for (uint32_t i = 0; i < elems.n; i++) {
        Expr *e = elems.p[i], *value = e;
        bool valid = true;
        if (e->node.kind == NODE_KeyValue) {
            KeyValue *kv = (KeyValue *)e;
            int64_t at;
            valid = check_index(c, kv->key, length, &at);
            if (valid && at < 0) {
                check_error(c, DIAG_InvalidLitIndex, expr_pos(e), "index %s must be integer constant",
                            expr_text(c, kv->key));
                valid = false;
            }
            if (valid) index = at;
            value = kv->value;
        } else if (length >= 0 && index >= length) {
            check_error(c, DIAG_OversizeArrayLit, expr_pos(e), "index %lld is out of bounds (>= %lld)",
                        (long long)index, (long long)length);
            valid = false;
        }
        if (valid && !take_index(c, &seen, index))
            check_error(c, DIAG_DuplicateLitKey, expr_pos(e), "duplicate index %lld in array or slice literal",
                        (long long)index);
        if (++index > max) max = index;
        Operand x;
        check_expr_with_hint(c, &x, value, elem);
        check_assignment(c, &x, elem, "array or slice literal");
    }
    return max;
}

// Whether the constant key was there before; keys of interface type differ by their types too.
static bool duplicate_key(Checker *c, StrMap *seen, Operand *x, bool by_type)
{
    StrBuf b = {0};
    num_key(&b, x->value);
    TypeList *types = strmap_get(seen, sb_str(&b));
    bool duplicate = types && !by_type;
    for (uint32_t i = 0; types && by_type && i < types->n; i++) duplicate |= type_identical(types->p[i], x->type);
    if (!types) {
        types = ARENA_NEW(c->arena, TypeList);
        strmap_put(seen, str_dup(c->arena, sb_str(&b)), types);
    }
    if (!duplicate && by_type) vec_push(c->arena, types, x->type);
    sb_release(&b);
    return duplicate;
}

static void map_elems(Checker *c, ExprList elems, Map *m)
{
    bool by_type = type_is_interface(m->key);
    StrMap seen;
    map_init(&seen, c->arena);
    for (uint32_t i = 0; i < elems.n; i++) {
        if (elems.p[i]->node.kind != NODE_KeyValue) {
            check_error(c, DIAG_MissingLitKey, expr_pos(elems.p[i]), "missing key in map literal");
            continue;
        }
        KeyValue *kv = (KeyValue *)elems.p[i];
        Operand x;
        check_expr_with_hint(c, &x, kv->key, m->key);
        check_assignment(c, &x, m->key, "map literal");
        if (x.mode == MODE_INVALID) continue;
        if (x.mode == MODE_CONST && duplicate_key(c, &seen, &x, by_type)) {
            StrBuf b = {0};
            num_text(&b, x.value);
            check_error(c, DIAG_DuplicateLitKey, expr_pos(x.expr), "duplicate key %.*s in map literal",
                        STR_FMT(sb_str(&b)));
            sb_release(&b);
            continue;
        }
        check_expr_with_hint(c, &x, kv->value, m->elem);
        check_assignment(c, &x, m->elem, "map literal");
    }
}

// ---- The literal's type

typedef struct LitType {
    Type *type;  // of the literal; invalid after reporting
    Type *base;  // what its elements build: type, or what it points to
    Array *open; // of [...]T, its length not yet known
    bool elided;
} LitType;

static LitType literal_type(Checker *c, CompositeLit *e, Type *hint)
{
    LitType t = {0};
    if (e->type_expr) {
        ArrayType *at = e->type_expr->node.kind == NODE_ArrayType ? (ArrayType *)e->type_expr : NULL;
        if (at && at->len && at->len->node.kind == NODE_Ellipsis && !((Ellipsis *)at->len)->elem) {
            t.open = ARENA_NEW(c->arena, Array);
            *t.open = (Array){.t = {TYP_ARRAY}, .len = -1, .elem = check_var_type(c, at->elem)};
            t.type = &t.open->t;
        } else {
            t.type = check_type(c, e->type_expr);
        }
        t.base = t.type;
    } else if (hint) {
        t.type = t.base = hint;
        t.elided = true;
        // An elided &T{} where the element type is *T.
        Type *u = type_common_under(c, hint, NULL, NULL);
        if (u && u->kind == TYP_POINTER) t.base = ((Pointer *)u)->elem;
    } else {
        check_error(c, DIAG_UntypedLit, expr_pos(&e->e), "missing type in composite literal");
        t.type = t.base = type_invalid(c);
    }
    return t;
}

static bool invalid_literal(Checker *c, CompositeLit *e, const LitType *t, Type *under)
{
    check_use(c, e->elems);
    if (under && !type_valid(under)) return false;
    check_error(c, DIAG_InvalidLit, expr_pos(&e->e), "invalid composite literal%s type %s%s",
                t->elided ? " element" : "", type_text(c, t->type), under ? "" : " (no common underlying type)");
    return true;
}

void check_composite_lit(Checker *c, Operand *x, CompositeLit *e, Type *hint)
{
    LitType t = literal_type(c, e, hint);
    Type *u = type_common_under(c, t.base, NULL, NULL);
    switch (u ? (TypeKind)u->kind : TYP_NONE) {
    case TYP_STRUCT:
        if (e->elems.n == 0) break;
        if (e->elems.p[0]->node.kind == NODE_KeyValue)
            keyed_fields(c, e, (Struct *)u, t.base);
        else
            positional_fields(c, e, (Struct *)u, t.base);
        break;
    case TYP_ARRAY: {
        Array *a = (Array *)u;
        int64_t n = indexed_elems(c, e->elems, a->elem, a->len);
        if (a->len < 0) a->len = n; // [...]T, or an array whose length is in error
        if (t.open) check_record_type(c, e->type_expr, MODE_TYPE, &a->t, NULL);
        break;
    }
    case TYP_SLICE: indexed_elems(c, e->elems, ((Slice *)u)->elem, -1); break;
    case TYP_MAP: map_elems(c, e->elems, (Map *)u); break;
    default:
        if (invalid_literal(c, e, &t, u)) return;
        break;
    }
    x->mode = MODE_VALUE;
    x->type = t.type;
}
