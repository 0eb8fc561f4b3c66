// Calls of the predeclared functions and those of package unsafe (spec: Built-in functions,
// Package unsafe).
#include "types/expr.h"
#include "types/session.h"

typedef struct BuiltinInfo {
    const char *name;
    uint8_t nargs;
    bool variadic;
    ExprKind kind;
} BuiltinInfo;

static const BuiltinInfo builtin_info[BUILTIN_COUNT] = {
    [BUILTIN_APPEND] = {"append", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_CAP] = {"cap", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_CLEAR] = {"clear", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_CLOSE] = {"close", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_COMPLEX] = {"complex", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_COPY] = {"copy", 2, false, EXPR_KIND_STATEMENT},
    [BUILTIN_DELETE] = {"delete", 2, false, EXPR_KIND_STATEMENT},
    [BUILTIN_IMAG] = {"imag", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_LEN] = {"len", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_MAKE] = {"make", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_MAX] = {"max", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_MIN] = {"min", 1, true, EXPR_KIND_EXPRESSION},
    [BUILTIN_NEW] = {"new", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_PANIC] = {"panic", 1, false, EXPR_KIND_STATEMENT},
    [BUILTIN_PRINT] = {"print", 0, true, EXPR_KIND_STATEMENT},
    [BUILTIN_PRINTLN] = {"println", 0, true, EXPR_KIND_STATEMENT},
    [BUILTIN_REAL] = {"real", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_RECOVER] = {"recover", 0, false, EXPR_KIND_STATEMENT},
    [BUILTIN_UNSAFE_ADD] = {"Add", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_ALIGNOF] = {"Alignof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_OFFSETOF] = {"Offsetof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_SIZEOF] = {"Sizeof", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_SLICE] = {"Slice", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_SLICEDATA] = {"SliceData", 1, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_STRING] = {"String", 2, false, EXPR_KIND_EXPRESSION},
    [BUILTIN_UNSAFE_STRINGDATA] = {"StringData", 1, false, EXPR_KIND_EXPRESSION},
};

// One call being checked. x is the first argument on entry to each rule and the result on leaving it.
typedef struct BuiltinCall {
    Checker *c;
    Operand *x;
    Call *call;
    BuiltinId id;
    Args *args; // not for make, new and Offsetof, which evaluate their own
} BuiltinCall;

#define FAIL(b, code, at, ...) (check_error((b)->c, DIAG_##code, expr_pos((at)->expr), __VA_ARGS__), false)

ExprKind check_builtin_kind(BuiltinId id) { return builtin_info[id].kind; }

static bool result(BuiltinCall *b, ExprMode mode, Type *t)
{
    b->x->mode = mode;
    b->x->type = t;
    return true;
}

static Type *basic(BuiltinCall *b, BasicKind k) { return types_basic(b->c->ts, k); }

static bool constant_result(BuiltinCall *b, BasicKind k, int64_t v)
{
    b->x->value = num_int64(b->c->arena, v);
    return result(b, MODE_CONST, basic(b, k));
}

static Type *bytes(BuiltinCall *b) { return type_new_slice(b->c->ts, &b->c->ts->byte_type.t); }

// An untyped string argument that is used as it stands becomes a string.
static void settle_string(BuiltinCall *b, Operand *x)
{
    if (!type_typed(x->type)) check_update_expr_type(b->c, x->expr, type_default(b->c->ts, x->type), true);
}

// ---- Slices and strings

static const char *text(BuiltinCall *b, Operand *x) { return operand_text(b->c, x); }

// The element type of x, each type of whose set is a slice; NULL with the cause.
static Type *slice_elem(BuiltinCall *b, Operand *x, const char **cause)
{
    Arena *a = b->c->arena;
    TypeTerms terms;
    type_terms(a, x->type, &terms);
    Type *elem = NULL;
    *cause = x->mode == MODE_NILVALUE ? "argument must be a slice; have untyped nil" : NULL;
    for (uint32_t i = 0; i < terms.n; i++) {
        Type *u = terms.p[i].under;
        if (u->kind != TYP_SLICE) {
            elem = NULL;
            break;
        }
        Type *e = ((Slice *)u)->elem;
        if (!elem) {
            elem = e;
        } else if (!type_identical(elem, e)) {
            *cause = arena_printf(a, "mismatched slice element types %s and %s in %s", type_text(b->c, elem),
                                  type_text(b->c, e), text(b, x));
            return NULL;
        }
    }
    if (!elem && !*cause) *cause = arena_printf(a, "argument must be a slice; have %s", text(b, x));
    return elem;
}

// Whether all of t's type set are strings or byte slices; *string tells if there is a string.
static bool bytes_or_string(BuiltinCall *b, Type *t, bool *string)
{
    TypeTerms terms;
    type_terms(b->c->arena, t, &terms);
    *string = false;
    for (uint32_t i = 0; i < terms.n; i++) {
        Type *u = terms.p[i].under;
        if (u->kind == TYP_SLICE && type_identical(((Slice *)u)->elem, &b->c->ts->byte_type.t)) continue;
        if (!type_has_info(u, INFO_STRING)) return false;
        *string = true;
    }
    return terms.n > 0;
}

static bool append_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Type *s = b->x->type;
    const char *cause;
    Type *elem = slice_elem(b, b->x, &cause);
    if (!elem) return FAIL(b, InvalidAppend, b->x, "invalid append: %s", cause);
    bool string;
    if (b->args->n == 2 && b->call->has_dots && check_assignable(c, b->x, bytes(b), NULL) &&
        bytes_or_string(b, b->args->p[1].type, &string) && string) {
        settle_string(b, &b->args->p[1]);
        return result(b, MODE_VALUE, s);
    }
    ObjectList params = {0};
    vec_push(c->arena, &params, object_new(c->arena, OBJ_VAR, NO_POS, NULL, NULL, s));
    vec_push(c->arena, &params, object_new(c->arena, OBJ_VAR, NO_POS, NULL, NULL, type_new_slice(c->ts, elem)));
    Signature *sig = ARENA_NEW(c->arena, Signature);
    *sig = (Signature){.t = {TYP_SIGNATURE},
                       .params = (Tuple *)type_new_tuple(c->ts, params),
                       .results = (Tuple *)type_new_tuple(c->ts, (ObjectList){0}),
                       .variadic = true};
    check_arguments(c, b->call, sig, NULL, 0, (ExprList){0}, b->args);
    return result(b, MODE_VALUE, s);
}

static bool copy_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *dst = b->x, *src = &b->args->p[1];
    bool string;
    if (!(check_assignable(c, dst, bytes(b), NULL) && bytes_or_string(b, src->type, &string))) {
        const char *cause;
        Type *to = slice_elem(b, dst, &cause);
        if (!to) return FAIL(b, InvalidCopy, dst, "invalid copy: %s", cause);
        Type *from = slice_elem(b, src, &cause);
        if (!from && !type_all_basic(src->type, INFO_STRING))
            return FAIL(b, InvalidCopy, src, "invalid copy: %s", cause);
        if (!from) from = &c->ts->byte_type.t;
        if (!type_identical(to, from))
            return FAIL(b, InvalidCopy, dst, "invalid copy: arguments %s and %s have different element types %s and %s",
                        text(b, dst), text(b, src), type_text(c, to), type_text(c, from));
    }
    settle_string(b, src);
    return result(b, MODE_VALUE, basic(b, BASIC_INT));
}

static Type *deref_array(Type *u)
{
    if (u->kind != TYP_POINTER || !((Pointer *)u)->elem) return u;
    Type *a = type_under(((Pointer *)u)->elem);
    return a->kind == TYP_ARRAY ? a : u;
}

static bool has_length(BuiltinCall *b, Type *u)
{
    bool len = b->id == BUILTIN_LEN;
    u = deref_array(u);
    return u->kind == TYP_ARRAY || u->kind == TYP_SLICE || u->kind == TYP_CHAN || (len && u->kind == TYP_MAP) ||
           (len && type_has_info(u, INFO_STRING));
}

static bool len_cap_rule(BuiltinCall *b)
{
    Operand *x = b->x;
    TypeTerms terms;
    type_terms(b->c->arena, x->type, &terms);
    bool ok = terms.n > 0;
    for (uint32_t i = 0; i < terms.n; i++) ok &= has_length(b, terms.p[i].under);
    if (!ok) {
        if (!type_valid(type_under(x->type))) return false;
        check_error(b->c, b->id == BUILTIN_LEN ? DIAG_InvalidLen : DIAG_InvalidCap, expr_pos(x->expr),
                    "invalid argument: %s for built-in %s", text(b, x), builtin_info[b->id].name);
        return false;
    }
    if (x->mode == MODE_CONST) return constant_result(b, BASIC_INT, (int64_t)num_string_value(x->value).n);
    Type *u = deref_array(type_under(x->type));
    if (u->kind == TYP_ARRAY && !b->c->env.has_call_or_recv) {
        constant_result(b, BASIC_INT, ((Array *)u)->len);
        if (((Array *)u)->len < 0) x->value = num_unknown(b->c->arena);
        return true;
    }
    return result(b, MODE_VALUE, basic(b, BASIC_INT));
}

// ---- Maps and channels

static bool clear_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 21, "clear");
    TypeTerms terms;
    type_terms(b->c->arena, b->x->type, &terms);
    bool ok = terms.n > 0;
    for (uint32_t i = 0; i < terms.n; i++)
        ok &= terms.p[i].under->kind == TYP_MAP || terms.p[i].under->kind == TYP_SLICE;
    if (!ok)
        return FAIL(b, InvalidClear, b->x,
                    "invalid argument: cannot clear %s: argument must be (or constrained by) map or slice",
                    text(b, b->x));
    return result(b, MODE_NOVALUE, NULL);
}

static bool close_rule(BuiltinCall *b)
{
    TypeTerms terms;
    type_terms(b->c->arena, b->x->type, &terms);
    for (uint32_t i = 0; i < terms.n || terms.none; i++) {
        if (terms.none || terms.p[i].under->kind != TYP_CHAN)
            return FAIL(b, InvalidClose, b->x, "invalid operation: cannot close non-channel %s", text(b, b->x));
        if (((Chan *)terms.p[i].under)->dir == CHAN_RECV)
            return FAIL(b, InvalidClose, b->x, "invalid operation: cannot close receive-only channel %s",
                        text(b, b->x));
    }
    return result(b, MODE_NOVALUE, NULL);
}

static bool delete_rule(BuiltinCall *b)
{
    TypeTerms terms;
    type_terms(b->c->arena, b->x->type, &terms);
    Type *key = NULL;
    for (uint32_t i = 0; i < terms.n || terms.none; i++) {
        if (terms.none || terms.p[i].under->kind != TYP_MAP)
            return FAIL(b, InvalidDelete, b->x, "invalid argument: %s is not a map", text(b, b->x));
        Type *k = ((Map *)terms.p[i].under)->key;
        if (key && !type_identical(k, key))
            return FAIL(b, InvalidDelete, b->x, "invalid argument: maps of %s must have identical key types",
                        text(b, b->x));
        key = k;
    }
    *b->x = b->args->p[1];
    if (key) check_assignment(b->c, b->x, key, "argument to delete");
    return b->x->mode != MODE_INVALID && result(b, MODE_NOVALUE, NULL);
}

static const char *refuse_make(Checker *c, Type *t, Type *u)
{
    (void)c, (void)t;
    if (!u) return "no specific type";
    return u->kind == TYP_SLICE || u->kind == TYP_MAP || u->kind == TYP_CHAN ? NULL
                                                                             : "type must be slice, map, or channel";
}

static bool make_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    ExprList args = b->call->args;
    Type *t = check_var_type(c, args.p[0]);
    if (!type_valid(t)) return false;
    const char *cause = NULL;
    Type *u = type_common_under(c, t, refuse_make, &cause);
    if (!u) {
        check_error(c, DIAG_InvalidMake, expr_pos(args.p[0]), "invalid argument: cannot make %s: %s",
                    expr_text(c, args.p[0]), cause);
        return false;
    }
    uint32_t least = u->kind == TYP_SLICE ? 2 : 1;
    if (args.n < least || args.n > least + 1) {
        check_error(c, DIAG_WrongArgCount, expr_pos(&b->call->e),
                    "invalid operation: %s expects %u or %u arguments; found %u", expr_text(c, &b->call->e), least,
                    least + 1, args.n);
        return false;
    }
    int64_t sizes[2] = {-1, -1};
    for (uint32_t i = 1; i < args.n; i++) check_index(c, args.p[i], -1, &sizes[i - 1]);
    if (sizes[0] >= 0 && sizes[1] >= 0 && sizes[0] > sizes[1])
        check_error(c, DIAG_SwappedMakeArgs, expr_pos(args.p[1]), "invalid argument: length and capacity swapped");
    return result(b, MODE_VALUE, t);
}

// ---- Numbers

static Type *complex_of(BuiltinCall *b, Type *t)
{
    switch (type_basic_kind(t)) {
    case BASIC_FLOAT32: return basic(b, BASIC_COMPLEX64);
    case BASIC_FLOAT64: return basic(b, BASIC_COMPLEX128);
    case BASIC_UNTYPED_FLOAT: return basic(b, BASIC_UNTYPED_COMPLEX);
    default: return NULL;
    }
}

static Type *float_of(BuiltinCall *b, Type *t)
{
    switch (type_basic_kind(t)) {
    case BASIC_COMPLEX64: return basic(b, BASIC_FLOAT32);
    case BASIC_COMPLEX128: return basic(b, BASIC_FLOAT64);
    case BASIC_UNTYPED_COMPLEX: return basic(b, BASIC_UNTYPED_FLOAT);
    default: return NULL;
    }
}

// f of x's type. A type parameter all of whose types have a result is a known gap of the language: reported, *reported set.
static Type *apply(BuiltinCall *b, Type *(*f)(BuiltinCall *, Type *), DiagCode code, bool *reported)
{
    *reported = false;
    if (!type_is_typeparam(b->x->type)) return f(b, b->x->type);
    TypeTerms terms;
    type_terms(b->c->arena, b->x->type, &terms);
    for (uint32_t i = 0; i < terms.n; i++)
        if (!f(b, terms.p[i].type)) return NULL;
    if (terms.n == 0) return NULL;
    *reported = true;
    check_soft_error(b->c, code, expr_pos(b->x->expr),
                     "%s not supported as argument to built-in %s for go1.18 (see go.dev/issue/50937)", text(b, b->x),
                     builtin_info[b->id].name);
    return NULL;
}

static void untyped_as_float(BuiltinCall *b, Operand *x)
{
    if (type_has_info(x->type, INFO_NUMERIC) && num_sign(num_imag(b->c->arena, x->value)) == 0)
        x->type = basic(b, BASIC_UNTYPED_FLOAT);
}

static bool complex_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *x = b->x, *y = &b->args->p[1];
    bool x_untyped = !type_typed(x->type), y_untyped = !type_typed(y->type);
    if (x_untyped && !y_untyped) {
        check_convert_untyped(c, x, y->type);
    } else if (y_untyped && !x_untyped) {
        check_convert_untyped(c, y, x->type);
    } else if (x_untyped && x->mode == MODE_CONST && y->mode == MODE_CONST) {
        untyped_as_float(b, x);
        untyped_as_float(b, y);
    } else if (x_untyped) {
        // One is a shift that awaits its type: it can't become a float, which is reported here.
        check_convert_untyped(c, x, basic(b, BASIC_FLOAT64));
        check_convert_untyped(c, y, basic(b, BASIC_FLOAT64));
    }
    if (x->mode == MODE_INVALID || y->mode == MODE_INVALID) return false;
    if (!type_identical(x->type, y->type))
        return FAIL(b, InvalidComplex, x, "invalid operation: %s (mismatched types %s and %s)",
                    expr_text(c, &b->call->e), type_text(c, x->type), type_text(c, y->type));
    bool reported;
    Type *t = apply(b, complex_of, DIAG_InvalidComplex, &reported);
    if (!t)
        return reported
                   ? false
                   : FAIL(b, InvalidComplex, x, "invalid argument: arguments have type %s, expected floating-point",
                          type_text(c, x->type));
    if (x->mode == MODE_CONST && y->mode == MODE_CONST) {
        x->value = num_binary(c->arena, NUM_ADD, num_to_float(c->arena, x->value),
                              num_make_imag(c->arena, num_to_float(c->arena, y->value)));
        return result(b, MODE_CONST, t);
    }
    return result(b, MODE_VALUE, t);
}

static bool real_imag_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *x = b->x;
    if (!type_typed(x->type)) {
        if (x->mode != MODE_CONST)
            check_convert_untyped(c, x, basic(b, BASIC_COMPLEX128));
        else if (type_has_info(x->type, INFO_NUMERIC))
            x->type = basic(b, BASIC_UNTYPED_COMPLEX);
        if (x->mode == MODE_INVALID) return false;
    }
    bool reported;
    DiagCode code = b->id == BUILTIN_REAL ? DIAG_InvalidReal : DIAG_InvalidImag;
    Type *t = apply(b, float_of, code, &reported);
    if (!t) {
        if (!reported)
            check_error(c, code, expr_pos(x->expr), "invalid argument: argument has type %s, expected complex type",
                        type_text(c, x->type));
        return false;
    }
    if (x->mode != MODE_CONST) return result(b, MODE_VALUE, t);
    x->value = b->id == BUILTIN_REAL ? num_real(c->arena, x->value) : num_imag(c->arena, x->value);
    return result(b, MODE_CONST, t);
}

static bool min_max_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *x = b->x;
    const char *name = builtin_info[b->id].name;
    check_require_version(c, expr_pos(b->call->fun), 21, arena_printf(c->arena, "built-in %s", name));
    NumOp op = b->id == BUILTIN_MAX ? NUM_GTR : NUM_LSS;
    for (uint32_t i = 0; i < b->args->n; i++) {
        Operand *a = &b->args->p[i];
        if (!type_all_basic(a->type, INFO_ORDERED))
            return FAIL(b, InvalidMinMaxOperand, a, "invalid argument: %s cannot be ordered", text(b, a));
        if (i == 0) continue;
        check_match_types(c, x, a);
        if (x->mode == MODE_INVALID) return false;
        if (!type_identical(x->type, a->type))
            return FAIL(b, MismatchedTypes, a,
                        "invalid argument: mismatched types %s (previous argument) and %s (type of %s)",
                        type_text(c, x->type), type_text(c, a->type), expr_text(c, a->expr));
        if (x->mode != MODE_CONST || a->mode != MODE_CONST)
            x->mode = MODE_VALUE;
        else if (num_compare(op, a->value, x->value))
            *x = *a;
    }
    if (x->mode != MODE_CONST) {
        x->mode = MODE_VALUE;
        check_assignment(c, x, &c->ts->any_iface->t, arena_printf(c->arena, "argument to built-in %s", name));
        if (x->mode == MODE_INVALID) return false;
    }
    for (uint32_t i = 0; i < b->args->n; i++) check_update_expr_type(c, b->args->p[i].expr, x->type, true);
    return true;
}

// ---- Allocation, panics, printing

static bool new_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *x = b->x;
    Expr *arg = b->call->args.p[0];
    check_expr_or_type(c, x, arg, false);
    check_require_value_or_type(c, x);
    if (x->mode == MODE_INVALID) return false;
    if (x->mode == MODE_TYPE) {
        check_valid_var_type(c, arg, x->type);
    } else {
        if (!type_typed(x->type)) {
            check_assignment(c, x, NULL, "argument to new");
            if (x->mode == MODE_INVALID) return false;
        }
        if (!check_allow_version(c, 26))
            check_require_version(c, expr_pos(b->call->fun), 26, arena_printf(c->arena, "new(%s)", expr_text(c, arg)));
    }
    return result(b, MODE_VALUE, type_new_pointer(c->ts, x->type));
}

static bool panic_rule(BuiltinCall *b)
{
    check_record_builtin(b->call, b->id); // before anything fails: the call ends its block all the same
    check_assignment(b->c, b->x, &b->c->ts->any_iface->t, "argument to panic");
    return b->x->mode != MODE_INVALID && result(b, MODE_NOVALUE, NULL);
}

static bool print_rule(BuiltinCall *b)
{
    const char *context = b->id == BUILTIN_PRINT ? "argument to built-in print" : "argument to built-in println";
    for (uint32_t i = 0; i < b->args->n; i++) {
        check_assignment(b->c, &b->args->p[i], NULL, context);
        if (b->args->p[i].mode == MODE_INVALID) return false;
    }
    return result(b, MODE_NOVALUE, NULL);
}

// ---- Package unsafe

typedef struct SeenNamed {
    const struct SeenNamed *outer;
    const Type *named;
} SeenNamed;

// Whether t's size depends on a type parameter, or is not finite (reported elsewhere).
static bool has_var_size(Type *t, const SeenNamed *outer)
{
    Type *plain = type_unalias(t);
    SeenNamed here = {outer, plain};
    if (plain->kind == TYP_NAMED) {
        for (const SeenNamed *s = outer; s; s = s->outer)
            if (s->named == plain) return true;
        outer = &here;
    }
    Type *u = type_under(plain);
    if (u->kind == TYP_ARRAY) return has_var_size(((Array *)u)->elem, outer);
    if (u->kind == TYP_INTERFACE) return type_is_typeparam(plain);
    if (u->kind != TYP_STRUCT) return false;
    ObjectList fields = ((Struct *)u)->fields;
    for (uint32_t i = 0; i < fields.n; i++)
        if (has_var_size(fields.p[i]->type, outer)) return true;
    return false;
}

static bool size_rule(BuiltinCall *b)
{
    Operand *x = b->x;
    bool align = b->id == BUILTIN_UNSAFE_ALIGNOF;
    check_assignment(b->c, x, NULL, align ? "argument to unsafe.Alignof" : "argument to unsafe.Sizeof");
    if (x->mode == MODE_INVALID) return false;
    if (has_var_size(x->type, NULL)) return result(b, MODE_VALUE, basic(b, BASIC_UINTPTR));
    int64_t v = align ? type_align(x->type) : type_size(x->type);
    if (v < 0) return FAIL(b, TypeTooLarge, x, "%s is too large", text(b, x));
    return constant_result(b, BASIC_UINTPTR, v);
}

static int64_t field_offset(Type *base, const LookupResult *found)
{
    int64_t offset = 0;
    for (uint32_t i = 0; i < found->path.n; i++) {
        Type *u = type_under(base);
        if (u->kind != TYP_STRUCT) return -1;
        int64_t at = struct_field_offset((Struct *)u, found->path.p[i]);
        if (at < 0 || __builtin_add_overflow(offset, at, &offset)) return -1;
        base = ((Struct *)u)->fields.p[found->path.p[i]]->type;
    }
    return offset;
}

static bool offsetof_rule(BuiltinCall *b)
{
    Checker *c = b->c;
    Operand *x = b->x;
    Expr *arg = b->call->args.p[0], *plain = ast_unparen(arg);
    if (plain->node.kind != NODE_Selector) {
        check_error(c, DIAG_BadOffsetofSyntax, expr_pos(arg), "invalid argument: %s is not a selector expression",
                    expr_text(c, arg));
        check_use_one(c, arg);
        return false;
    }
    Selector *s = (Selector *)plain;
    check_expr(c, NULL, x, s->x);
    if (x->mode == MODE_INVALID) return false;
    Type *base = x->type, *u = type_under(base);
    if (u->kind == TYP_POINTER && type_is_kind(((Pointer *)u)->elem, TYP_STRUCT)) base = ((Pointer *)u)->elem;
    const char *name = s->sel->atom->s.p;
    LookupResult found = check_lookup(c, base, false, c->pkg, s->sel->atom, false);
    if (!found.obj)
        return FAIL(b, MissingFieldOrMethod, x, "invalid argument: %s has no single field %s", type_text(c, base),
                    name);
    if (found.obj->kind == OBJ_FUNC) {
        check_error(c, DIAG_InvalidOffsetof, expr_pos(arg), "invalid argument: %s is a method value",
                    expr_text(c, arg));
        return false;
    }
    if (found.indirect)
        return FAIL(b, InvalidOffsetof, x, "invalid argument: field %s is embedded via a pointer in %s", name,
                    type_text(c, base));
    check_record_field(c, s, base, &found);
    check_record(
        c, &(Operand){.mode = x->mode == MODE_VAR ? MODE_VAR : MODE_VALUE, .expr = &s->e, .type = found.obj->type});
    if (has_var_size(base, NULL)) return result(b, MODE_VALUE, basic(b, BASIC_UINTPTR));
    int64_t offset = field_offset(base, &found);
    if (offset < 0) return FAIL(b, TypeTooLarge, x, "%s is too large", text(b, x));
    return constant_result(b, BASIC_UINTPTR, offset);
}

static bool unsafe_add_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 17, "unsafe.Add");
    Type *pointer = basic(b, BASIC_UNSAFE_POINTER);
    check_assignment(b->c, b->x, pointer, "argument to unsafe.Add");
    if (b->x->mode == MODE_INVALID || !check_valid_index(b->c, &b->args->p[1], DIAG_InvalidUnsafeAdd, "length", true))
        return false;
    return result(b, MODE_VALUE, pointer);
}

static bool unsafe_slice_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 17, "unsafe.Slice");
    Type *u = type_common_under(b->c, b->x->type, NULL, NULL);
    if (!u || u->kind != TYP_POINTER)
        return FAIL(b, InvalidUnsafeSlice, b->x, "invalid argument: %s is not a pointer", text(b, b->x));
    if (!check_valid_index(b->c, &b->args->p[1], DIAG_InvalidUnsafeSlice, "length", false)) return false;
    return result(b, MODE_VALUE, type_new_slice(b->c->ts, ((Pointer *)u)->elem));
}

static bool unsafe_slicedata_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 20, "unsafe.SliceData");
    Type *u = type_common_under(b->c, b->x->type, NULL, NULL);
    if (!u || u->kind != TYP_SLICE)
        return FAIL(b, InvalidUnsafeSliceData, b->x, "invalid argument: %s is not a slice", text(b, b->x));
    return result(b, MODE_VALUE, type_new_pointer(b->c->ts, ((Slice *)u)->elem));
}

static bool unsafe_string_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 20, "unsafe.String");
    check_assignment(b->c, b->x, type_new_pointer(b->c->ts, &b->c->ts->byte_type.t), "argument to unsafe.String");
    if (b->x->mode == MODE_INVALID ||
        !check_valid_index(b->c, &b->args->p[1], DIAG_InvalidUnsafeString, "length", false))
        return false;
    return result(b, MODE_VALUE, basic(b, BASIC_STRING));
}

static bool unsafe_stringdata_rule(BuiltinCall *b)
{
    check_require_version(b->c, expr_pos(b->call->fun), 20, "unsafe.StringData");
    check_assignment(b->c, b->x, basic(b, BASIC_STRING), "argument to unsafe.StringData");
    if (b->x->mode == MODE_INVALID) return false;
    return result(b, MODE_VALUE, type_new_pointer(b->c->ts, &b->c->ts->byte_type.t));
}

// ---- Dispatch

static bool apply_rule(BuiltinCall *b)
{
    switch (b->id) {
    case BUILTIN_APPEND: return append_rule(b);
    case BUILTIN_CAP:
    case BUILTIN_LEN: return len_cap_rule(b);
    case BUILTIN_CLEAR: return clear_rule(b);
    case BUILTIN_CLOSE: return close_rule(b);
    case BUILTIN_COMPLEX: return complex_rule(b);
    case BUILTIN_COPY: return copy_rule(b);
    case BUILTIN_DELETE: return delete_rule(b);
    case BUILTIN_IMAG:
    case BUILTIN_REAL: return real_imag_rule(b);
    case BUILTIN_MAKE: return make_rule(b);
    case BUILTIN_MAX:
    case BUILTIN_MIN: return min_max_rule(b);
    case BUILTIN_NEW: return new_rule(b);
    case BUILTIN_PANIC: return panic_rule(b);
    case BUILTIN_PRINT:
    case BUILTIN_PRINTLN: return print_rule(b);
    case BUILTIN_RECOVER: return result(b, MODE_VALUE, &check_new_interface(b->c)->t);
    case BUILTIN_UNSAFE_ADD: return unsafe_add_rule(b);
    case BUILTIN_UNSAFE_ALIGNOF:
    case BUILTIN_UNSAFE_SIZEOF: return size_rule(b);
    case BUILTIN_UNSAFE_OFFSETOF: return offsetof_rule(b);
    case BUILTIN_UNSAFE_SLICE: return unsafe_slice_rule(b);
    case BUILTIN_UNSAFE_SLICEDATA: return unsafe_slicedata_rule(b);
    case BUILTIN_UNSAFE_STRING: return unsafe_string_rule(b);
    case BUILTIN_UNSAFE_STRINGDATA: return unsafe_stringdata_rule(b);
    case BUILTIN_NONE:
    case BUILTIN_COUNT: break;
    }
    return false;
}

static bool evaluate_args(BuiltinCall *b)
{
    check_args(b->c, b->call->args, b->args);
    for (uint32_t i = 0; i < b->args->n; i++)
        if (b->args->p[i].mode == MODE_INVALID) return false;
    if (b->args->n) *b->x = b->args->p[0];
    return true;
}

static bool check_count(BuiltinCall *b, uint32_t nargs)
{
    const BuiltinInfo *info = &builtin_info[b->id];
    bool too_few = nargs < info->nargs;
    if (!too_few && (info->variadic || nargs == info->nargs)) return true;
    check_error(b->c, DIAG_WrongArgCount, expr_pos(&b->call->e),
                "invalid operation: %s arguments for %s (expected %u, found %u)", too_few ? "not enough" : "too many",
                expr_text(b->c, &b->call->e), info->nargs, nargs);
    return false;
}

bool check_builtin(Checker *c, Operand *x, Call *call, BuiltinId id)
{
    Args args = {0};
    BuiltinCall b = {.c = c, .x = x, .call = call, .id = id, .args = &args};
    if (call->has_dots && id != BUILTIN_APPEND) {
        check_error(c, DIAG_InvalidDotDotDot, expr_pos(&call->e),
                    "invalid operation: invalid use of ... with built-in %s", builtin_info[id].name);
        check_use(c, call->args);
        return false;
    }
    // len and cap of an array are constant unless the operand has calls or receives.
    bool outer_calls = c->env.has_call_or_recv, length = id == BUILTIN_LEN || id == BUILTIN_CAP;
    if (length) c->env.has_call_or_recv = false;
    bool own_args = id == BUILTIN_MAKE || id == BUILTIN_NEW || id == BUILTIN_UNSAFE_OFFSETOF;
    bool ok = (own_args || evaluate_args(&b)) && check_count(&b, own_args ? call->args.n : args.n) && apply_rule(&b);
    if (length) c->env.has_call_or_recv = outer_calls;
    if (ok) check_record_builtin(call, id);
    return ok;
}
