// Equality and hash functions of types that plain memory does not decide.
//
// Equality goes field by field and stops at the first difference, skipping blank fields. Between
// two comparisons that may panic scalars and the lengths of strings come first, memory last, as
// in gc. Hashing takes runs of plain memory at once.
#include "lower/context.h"

bool lower_has_padding(Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_ARRAY) return lower_has_padding(((Array *)u)->elem);
    if (u->kind != TYP_STRUCT) return false;
    Struct *s = (Struct *)u;
    int64_t end = 0;
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Type *ft = s->fields.p[i]->type;
        if (struct_field_offset(s, i) != end || lower_has_padding(ft)) return true;
        end += type_size(ft);
    }
    return end != type_size(t);
}

bool lower_is_blank_field(const Object *field) { return field->name->s.n == 1 && field->name->s.p[0] == '_'; }

static bool plain_fields(Struct *s)
{
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (lower_is_blank_field(s->fields.p[i]) || !lower_is_plain(s->fields.p[i]->type)) return false;
    return true;
}

bool lower_is_plain(Type *t)
{
    Type *u = type_under(t);
    switch (u->kind) {
    case TYP_BASIC: return !(((Basic *)u)->info & (INFO_FLOAT | INFO_COMPLEX | INFO_STRING));
    case TYP_POINTER:
    case TYP_CHAN: return true;
    case TYP_ARRAY: return lower_is_plain(((Array *)u)->elem);
    case TYP_STRUCT: return plain_fields((Struct *)u) && !lower_has_padding(t);
    default: return false;
    }
}

static Type *signature(Lower *lo, Type *a, Type *b, Type *result)
{
    ObjectList in = {0}, out = {0};
    vec_push(lo->arena, &in, object_new_var(lo->ts, NULL, NULL, a, NO_POS));
    vec_push(lo->arena, &in, object_new_var(lo->ts, NULL, NULL, b, NO_POS));
    vec_push(lo->arena, &out, object_new_var(lo->ts, NULL, NULL, result, NO_POS));
    return type_new_signature(lo->ts, (Tuple *)type_new_tuple(lo->ts, in), (Tuple *)type_new_tuple(lo->ts, out), false);
}

static IrSym *type_function(Unit *u, Type *t, const char *prefix, Type *sig, void (*run)(Unit *, Work *))
{
    StrBuf b = {0};
    sb_puts(&b, prefix);
    type_write(&b, t, QUALIFY_PATH, NULL);
    Str name = lower_arena_str(u->arena, &b);
    IrSym *s = strmap_get(&u->local_syms, name);
    if (s) return s;
    s = lower_sym_new(u->lo, IRSYM_FUNC, name, name, sig);
    s->is_weak = true;
    s->pkg = u->pkg;
    strmap_put(&u->local_syms, name, s);
    Work *w = ARENA_NEW(u->arena, Work);
    *w = (Work){.run = run, .sym = s, .type = t};
    lower_enqueue(u, w);
    return s;
}

static Fn *begin(Unit *u, Work *w)
{
    Fn *f = lower_fn_new(u, w->sym, u->pkg, NO_POS);
    lower_plain_signature(f, NULL, (Signature *)w->sym->type);
    return f;
}

// ---- Equality
static void return_bool(Fn *f, bool b)
{
    lower_assign_local(f, f->ir->results.p[0], lower_bool_val(f, b));
    lower_emit(f, IR_RETURN, 0);
}

static void unequal_ends(Fn *f, IrVal x, IrVal y)
{
    IrVal same = lower_emit_binary(f, IR_EQ, f->lo->t_bool, x, y);
    IrBlock *saved;
    lower_else_if(f, lower_begin_if(f, same, &saved));
    return_bool(f, false);
    lower_end_block(f, saved);
}

static void compare_parts(Fn *f, IrPlace *a, IrPlace *b)
{
    IrVal x = lower_load(f, a);
    unequal_ends(f, x, lower_load(f, b));
}

bool lower_equal_panics(Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_ARRAY) return lower_equal_panics(((Array *)u)->elem);
    for (uint32_t i = 0; u->kind == TYP_STRUCT && i < ((Struct *)u)->fields.n; i++)
        if (lower_equal_panics(((Struct *)u)->fields.p[i]->type)) return true;
    return u->kind == TYP_INTERFACE;
}

static void compare_lengths(Fn *f, IrPlace *a, IrPlace *b)
{
    IrVal n = lower_emit_unary(f, IR_LEN, f->lo->t_int, lower_load(f, a));
    unequal_ends(f, n, lower_emit_unary(f, IR_LEN, f->lo->t_int, lower_load(f, b)));
}

// What is quick to compare of a field that reaches memory elsewhere or is large itself: the first of the two passes.
static bool compare_quickly(Fn *f, Type *t, IrPlace *a, IrPlace *b)
{
    Type *u = type_under(t);
    if (type_basic_kind(t) == BASIC_STRING) {
        compare_lengths(f, a, b);
        return false;
    }
    if (u->kind != TYP_BASIC && u->kind != TYP_POINTER && u->kind != TYP_CHAN) return false;
    compare_parts(f, a, b);
    return true;
}

static void compare_fields(Fn *f, Struct *s, IrPlace *a, IrPlace *b)
{
    for (uint32_t start = 0, end; start < s->fields.n; start = end) {
        VEC(uint32_t) slow = {0};
        for (end = start; end < s->fields.n; end++) {
            Object *field = s->fields.p[end];
            if (lower_equal_panics(field->type)) break;
            if (lower_is_blank_field(field)) continue;
            if (!compare_quickly(f, field->type, lower_place_field(f, a, end), lower_place_field(f, b, end)))
                vec_push(f->arena, &slow, end);
        }
        if (end < s->fields.n && !lower_is_blank_field(s->fields.p[end])) vec_push(f->arena, &slow, end);
        if (end < s->fields.n) end++;
        for (uint32_t i = 0; i < slow.n; i++)
            compare_parts(f, lower_place_field(f, a, slow.p[i]), lower_place_field(f, b, slow.p[i]));
    }
}

static void run_equal(Unit *u, Work *w)
{
    Fn *f = begin(u, w);
    IrPlace *a = lower_place_deref(f, ir_val_local(f->ir->params.p[0])),
            *b = lower_place_deref(f, ir_val_local(f->ir->params.p[1]));
    Type *under = type_under(w->type);
    if (under->kind == TYP_STRUCT) {
        compare_fields(f, (Struct *)under, a, b);
    } else if (under->kind == TYP_ARRAY) {
        Counted c = lower_begin_counted(f, ((Array *)under)->len);
        compare_parts(f, lower_place_index(f, a, ir_val_local(c.i)), lower_place_index(f, b, ir_val_local(c.i)));
        lower_end_counted(f, &c);
    } else
        compare_parts(f, a, b);
    return_bool(f, true);
    lower_fn_finish(f, NO_POS);
}

IrSym *lower_equal_symbol(Lower *lo, IrUnit *iu, Type *t)
{
    t = type_unalias(t);
    if (lower_is_plain(t)) return NULL;
    Unit *u = iu->lower;
    Type *p = type_new_pointer(lo->ts, t);
    IrSym *s = type_function(u, t, "type:.eq.", signature(lo, p, p, lo->t_bool), run_equal);
    lower_run_queue(u);
    return s;
}

// ---- Hashing
static const char *runtime_hash(Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_INTERFACE) return ((Interface *)u)->all_methods.n ? "ugx_ifacehash" : "ugx_efacehash";
    switch (type_basic_kind(t)) {
    case BASIC_STRING: return "ugx_strhash";
    case BASIC_FLOAT32: return "ugx_f32hash";
    case BASIC_FLOAT64: return "ugx_f64hash";
    default: return NULL;
    }
}

static IrSym *hash_symbol(Unit *u, Type *t);

static IrVal call_hash(Fn *f, IrSym *s, IrVal p, IrVal seed)
{
    Signature *sig = (Signature *)s->type;
    Type *pt = type_unalias(sig->params->vars.p[0]->type);
    if (!type_identical(pt, p.type)) p = lower_emit_unary(f, IR_CAST, pt, p);
    IrStmt *c = lower_emit(f, IR_CALL, 2);
    c->args[0] = p;
    c->args[1] = seed;
    *c->call = (IrCall){
        .kind = IRC_STATIC, .sym = s, .sig = s->type, .nresults = 1, .results = ARENA_ARRAY(f->arena, IrLocal *, 1)};
    c->call->results[0] = lower_temp(f, f->lo->t_uintptr);
    return ir_val_local(c->call->results[0]);
}

static IrVal hash_memory(Fn *f, IrVal p, int64_t size, IrVal seed)
{
    Type *params[] = {f->lo->t_ptr, f->lo->t_uintptr, f->lo->t_uintptr};
    IrVal args[] = {lower_emit_unary(f, IR_CAST, f->lo->t_ptr, p), seed,
                    ir_val_const(f->lo->t_uintptr, num_int64(f->arena, size))};
    return lower_call_abi(f, "ugx_memhash", params, 3, f->lo->t_uintptr, args);
}

static IrVal hash_part(Fn *f, IrPlace *p, IrVal seed)
{
    IrSym *s = hash_symbol(f->u, p->type);
    IrVal addr = lower_addr(f, p);
    return s ? call_hash(f, s, addr, seed) : hash_memory(f, addr, type_size(p->type), seed);
}

static bool in_plain_run(const Object *field) { return !lower_is_blank_field(field) && lower_is_plain(field->type); }

static IrVal hash_struct(Fn *f, Struct *s, IrPlace *p, IrVal h)
{
    for (uint32_t i = 0; i < s->fields.n; i++) {
        if (lower_is_blank_field(s->fields.p[i])) continue;
        if (!in_plain_run(s->fields.p[i])) {
            h = hash_part(f, lower_place_field(f, p, i), h);
            continue;
        }
        uint32_t first = i;
        int64_t start = struct_field_offset(s, i), end = start + type_size(s->fields.p[i]->type);
        while (i + 1 < s->fields.n && in_plain_run(s->fields.p[i + 1]) && struct_field_offset(s, i + 1) == end)
            end += type_size(s->fields.p[++i]->type);
        if (end > start) h = hash_memory(f, lower_addr(f, lower_place_field(f, p, first)), end - start, h);
    }
    return h;
}

static IrVal hash_array(Fn *f, Array *a, IrPlace *p, IrVal seed)
{
    IrLocal *h = lower_temp(f, f->lo->t_uintptr);
    lower_assign_local(f, h, seed);
    Counted c = lower_begin_counted(f, a->len);
    IrVal next = hash_part(f, lower_place_index(f, p, ir_val_local(c.i)), ir_val_local(h));
    lower_assign_local(f, h, next);
    lower_end_counted(f, &c);
    return ir_val_local(h);
}

// The real and the imaginary part, each as a float.
static IrVal hash_complex(Fn *f, IrPlace *p, IrVal h)
{
    bool small = type_basic_kind(p->type) == BASIC_COMPLEX64;
    Type *part = types_basic(f->lo->ts, small ? BASIC_FLOAT32 : BASIC_FLOAT64);
    IrVal addr = lower_emit_unary(f, IR_CAST, f->lo->t_ptr, lower_addr(f, p));
    IrSym *s = hash_symbol(f->u, part);
    h = call_hash(f, s, addr, h);
    IrVal im = lower_emit_binary(f, IR_PTR_ADD, f->lo->t_ptr, addr, lower_int_val(f, small ? 4 : 8));
    return call_hash(f, s, im, h);
}

static void run_hash(Unit *u, Work *w)
{
    Fn *f = begin(u, w);
    IrPlace *p = lower_place_deref(f, ir_val_local(f->ir->params.p[0]));
    IrVal h = ir_val_local(f->ir->params.p[1]);
    Type *under = type_under(w->type);
    if (under->kind == TYP_STRUCT)
        h = hash_struct(f, (Struct *)under, p, h);
    else if (under->kind == TYP_ARRAY)
        h = hash_array(f, (Array *)under, p, h);
    else
        h = hash_complex(f, p, h);
    lower_assign_local(f, f->ir->results.p[0], h);
    lower_emit(f, IR_RETURN, 0);
    lower_fn_finish(f, NO_POS);
}

static IrSym *hash_symbol(Unit *u, Type *t)
{
    Lower *lo = u->lo;
    if (lower_is_plain(t)) return NULL;
    const char *rt = runtime_hash(t);
    if (rt) return lower_abi_symbol(lo, rt, signature(lo, lo->t_ptr, lo->t_uintptr, lo->t_uintptr));
    return type_function(u, t, "type:.hash.", signature(lo, type_new_pointer(lo->ts, t), lo->t_uintptr, lo->t_uintptr),
                         run_hash);
}

IrSym *lower_hash_symbol(Lower *lo, IrUnit *iu, Type *t)
{
    (void)lo;
    Unit *u = iu->lower;
    IrSym *s = hash_symbol(u, type_unalias(t));
    lower_run_queue(u);
    return s;
}
