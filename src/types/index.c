// Index and slice expressions, and the indices themselves (spec: Index expressions, Slice
// expressions, Instantiations).
#include "types/expr.h"
#include "types/session.h"

// ---- Indices

bool check_valid_index(Checker *c, Operand *x, DiagCode code, const char *what, bool allow_negative)
{
    if (x->mode == MODE_INVALID) return false;
    check_convert_untyped(c, x, types_basic(c->ts, BASIC_INT));
    if (x->mode == MODE_INVALID) return false;
    const char *problem = NULL;
    if (!type_all_basic(x->type, INFO_INTEGER))
        problem = "must be integer";
    else if (x->mode == MODE_CONST && !allow_negative && num_sign(x->value) < 0)
        problem = "must not be negative";
    else if (x->mode == MODE_CONST &&
             !const_representable(c, x->value, (Basic *)types_basic(c->ts, BASIC_INT), &x->value))
        problem = "overflows int";
    if (problem)
        check_error(c, code, expr_pos(x->expr), "invalid argument: %s %s %s", what, operand_text(c, x), problem);
    return !problem;
}

bool check_index(Checker *c, Expr *index, int64_t max, int64_t *value)
{
    *value = -1;
    Operand x;
    check_expr(c, NULL, &x, index);
    if (!check_valid_index(c, &x, DIAG_InvalidIndex, "index", false)) return false;
    if (x.mode != MODE_CONST) return true;
    int64_t v;
    if (num_kind(x.value) == CONST_UNKNOWN || !num_int64_value(x.value, &v)) return false;
    if (max >= 0 && v >= max) {
        StrBuf text = {0};
        num_text(&text, x.value);
        check_error(c, DIAG_InvalidIndex, expr_pos(x.expr), "invalid argument: index %.*s out of bounds [0:%lld]",
                    STR_FMT(sb_str(&text)), (long long)max);
        sb_release(&text);
        return false;
    }
    *value = v;
    return true;
}

// ---- Index expressions

// What indexing a value of some type gives.
typedef struct Indexed {
    Type *elem;       // NULL: can't be indexed
    Type *key;        // maps only
    int64_t length;   // -1 unknown
    bool addressable; // whatever the operand is
    bool keeps_mode;  // an array: addressable if the operand is
} Indexed;

static Indexed indexed(Checker *c, Type *u)
{
    Indexed r = {.length = -1};
    switch ((TypeKind)u->kind) {
    case TYP_BASIC:
        if (((Basic *)u)->info & INFO_STRING) r.elem = &c->ts->byte_type.t;
        break;
    case TYP_ARRAY:
        r.elem = ((Array *)u)->elem;
        r.length = ((Array *)u)->len;
        r.keeps_mode = true;
        break;
    case TYP_POINTER: {
        Type *a = ((Pointer *)u)->elem ? type_under(((Pointer *)u)->elem) : NULL;
        if (!a || a->kind != TYP_ARRAY) break;
        r.elem = ((Array *)a)->elem;
        r.length = ((Array *)a)->len;
        r.addressable = true;
        break;
    }
    case TYP_SLICE:
        r.elem = ((Slice *)u)->elem;
        r.addressable = true;
        break;
    case TYP_MAP:
        r.elem = ((Map *)u)->elem;
        r.key = ((Map *)u)->key;
        break;
    default: break;
    }
    return r;
}

// All types of a type parameter's set must agree on key and element; the shortest array counts.
static Indexed indexed_type_set(Checker *c, Type *t)
{
    TypeTerms terms;
    type_terms(c->arena, t, &terms);
    Indexed all = {0};
    for (uint32_t i = 0; i < terms.n; i++) {
        Indexed one = indexed(c, terms.p[i].under);
        if (!one.elem) return (Indexed){0};
        if (i == 0) {
            all = one;
            continue;
        }
        bool same_key = all.key && one.key ? type_identical(all.key, one.key) : all.key == one.key;
        if (!same_key || !type_identical(all.elem, one.elem)) return (Indexed){0};
        if (one.length >= 0 && one.length < all.length) all.length = one.length;
        if (all.keeps_mode != one.keeps_mode || all.addressable != one.addressable) {
            bool value = !(all.keeps_mode || all.addressable) || !(one.keeps_mode || one.addressable);
            all.keeps_mode = !value && (all.keeps_mode || one.keeps_mode);
            all.addressable = !value && !all.keeps_mode;
        }
    }
    return all;
}

static Expr *single_index(Checker *c, Index *e)
{
    if (e->args.n == 0) {
        check_error(c, DIAG_InvalidSyntaxTree, expr_pos(&e->e), "missing index for %s", expr_text(c, e->x));
        return NULL;
    }
    if (e->args.n > 1)
        check_error(c, DIAG_InvalidIndex, expr_pos(e->args.p[1]), "invalid operation: more than one index");
    return e->args.p[0];
}

static void index_value(Checker *c, Operand *x, Index *e)
{
    Indexed r = type_is_typeparam(x->type) ? indexed_type_set(c, x->type) : indexed(c, type_under(x->type));
    if (!r.elem) {
        check_error(c, DIAG_NonSliceableOperand, e->e.node.pos, "cannot index %s", operand_text(c, x));
        check_use(c, e->args);
        operand_invalidate(x);
        return;
    }
    int64_t length = r.length;
    if (x->mode == MODE_CONST) length = (int64_t)num_string_value(x->value).n;
    Expr *index = single_index(c, e);
    if (!index) {
        operand_invalidate(x);
        return;
    }
    if (r.key) {
        Operand key;
        check_expr(c, NULL, &key, index);
        check_assignment(c, &key, r.key, "map index");
        x->mode = MODE_MAPINDEX;
        x->type = r.elem;
        return;
    }
    if (r.keeps_mode ? x->mode != MODE_VAR : !r.addressable)
        x->mode = MODE_VALUE;
    else
        x->mode = MODE_VAR;
    x->type = r.elem;
    int64_t value;
    check_index(c, index, length, &value);
}

bool check_index_expr(Checker *c, Operand *x, Index *e)
{
    check_expr_or_type(c, x, e->x, true);
    if (x->mode == MODE_INVALID) {
        check_use(c, e->args);
        x->expr = &e->e;
        return false;
    }
    if (x->mode == MODE_TYPE) {
        x->type = check_var_type(c, &e->e);
        x->mode = type_valid(x->type) ? MODE_TYPE : MODE_INVALID;
        x->expr = &e->e;
        return false;
    }
    if (x->mode == MODE_VALUE) {
        Signature *sig = type_signature(x->type);
        if (sig && sig->tparams.n > 0) return true;
    }
    index_value(c, x, e);
    x->expr = &e->e;
    return false;
}

// ---- Slice expressions

// The underlying type to slice: common to the type set, a string counting as a slice of bytes there. NULL after reporting.
static Type *sliceable_under(Checker *c, Operand *x)
{
    if (!type_is_typeparam(x->type)) return type_under(x->type);
    TypeTerms terms;
    type_terms(c->arena, x->type, &terms);
    Pos pos = expr_pos(x->expr);
    if (terms.n == 0) {
        check_error(c, DIAG_NonSliceableOperand, pos, "cannot slice %s: no specific type in %s", operand_text(c, x),
                    type_text(c, x->type));
        return NULL;
    }
    Type *common = NULL, *first = NULL;
    bool has_string = false;
    for (uint32_t i = 0; i < terms.n; i++) {
        Type *u = terms.p[i].under;
        if (type_has_info(u, INFO_STRING)) {
            u = type_new_slice(c->ts, &c->ts->byte_type.t);
            has_string = true;
        }
        if (!common) {
            common = u;
            first = terms.p[i].type;
        } else if (!type_identical(common, u)) {
            check_error(c, DIAG_NonSliceableOperand, pos, "cannot slice %s: %s and %s have different underlying types",
                        operand_text(c, x), type_text(c, first), type_text(c, terms.p[i].type));
            return NULL;
        }
    }
    return has_string ? types_basic(c->ts, BASIC_STRING) : common;
}

// Brings x to the sliced operand; *length is the known capacity or -1. False after reporting.
static bool slice_operand(Checker *c, Operand *x, SliceExpr *e, int64_t *length)
{
    Type *u = sliceable_under(c, x);
    if (!u) return false;
    *length = -1;
    if (u->kind == TYP_BASIC && (((Basic *)u)->info & INFO_STRING)) {
        if (e->full) {
            check_error(c, DIAG_InvalidSliceExpr, expr_pos(e->max ? e->max : &e->e),
                        "invalid operation: 3-index slice of string");
            return false;
        }
        if (x->mode == MODE_CONST) *length = (int64_t)num_string_value(x->value).n;
        if (!type_typed(x->type)) {
            x->type = types_basic(c->ts, BASIC_STRING);
            check_update_expr_type(c, x->expr, x->type, true);
        }
        return true;
    }
    if (u->kind == TYP_SLICE) return true;
    Array *a = NULL;
    if (u->kind == TYP_ARRAY) {
        if (x->mode != MODE_VAR) {
            check_error(c, DIAG_NonSliceableOperand, expr_pos(x->expr), "cannot slice unaddressable value %s",
                        operand_text(c, x));
            return false;
        }
        check_mark_addr_taken(e->x);
        a = (Array *)u;
    } else if (u->kind == TYP_POINTER && ((Pointer *)u)->elem) {
        Type *elem = type_under(((Pointer *)u)->elem);
        if (elem->kind == TYP_ARRAY) a = (Array *)elem;
    }
    if (!a) {
        check_error(c, DIAG_NonSliceableOperand, expr_pos(x->expr), "cannot slice %s", operand_text(c, x));
        return false;
    }
    *length = a->len;
    x->type = type_new_slice(c->ts, a->elem);
    return true;
}

void check_slice_expr(Checker *c, Operand *x, SliceExpr *e)
{
    Expr *indices[3] = {e->lo, e->hi, e->max};
    check_expr(c, NULL, x, e->x);
    if (x->mode == MODE_INVALID) {
        for (unsigned i = 0; i < 3; i++) check_use_one(c, indices[i]);
        return;
    }
    int64_t length;
    if (!slice_operand(c, x, e, &length)) {
        operand_invalidate(x);
        return;
    }
    x->mode = MODE_VALUE;
    if (e->full && (!e->hi || !e->max)) {
        check_error(c, DIAG_InvalidSyntaxTree, expr_pos(&e->e), "2nd and 3rd index required in 3-index slice");
        operand_invalidate(x);
        return;
    }
    int64_t values[3];
    for (unsigned i = 0; i < 3; i++) {
        values[i] = i == 0 ? 0 : length;
        if (indices[i] && !check_index(c, indices[i], length >= 0 ? length + 1 : -1, &values[i])) values[i] = -1;
    }
    for (unsigned i = 0; i < 2; i++) {
        for (unsigned j = i + 1; values[i] > 0 && j < 3; j++) {
            if (values[j] < 0 || values[j] >= values[i] || !indices[j]) continue;
            check_error(c, DIAG_SwappedSliceIndices, expr_pos(indices[j]), "invalid slice indices: %lld < %lld",
                        (long long)values[j], (long long)values[i]);
            return;
        }
    }
}
