// Types built by hand: identity, substitution, sizes, texts, type sets, method sets.
#include "types/session.h"

#include "../check.h"

typedef struct World {
    Arena *arena;
    Types *ts;
    Package pkg;
} World;

static Atom name(World *w, const char *z) { return atom_get(w->ts->atoms, str_from(z)); }
static Type *basic(World *w, BasicKind k) { return types_basic(w->ts, k); }

static World world_new(void)
{
    World w = {.arena = arena_new("test")};
    TypesOptions opt = {.arena = w.arena, .atoms = atoms_new(), .sources = sources_new()};
    w.ts = types_new(&opt);
    w.pkg = (Package){.path = STR("example.com/p"), .name = atom_get(opt.atoms, STR("p")), .arena = w.arena};
    w.pkg.scope = scope_new(w.arena, types_universe(w.ts), NO_POS, NO_POS, "package");
    return w;
}

static Object *field(World *w, const char *n, Type *t, bool embedded)
{
    return object_new_field(w->ts, &w->pkg, name(w, n), t, embedded);
}

static Type *struct_of(World *w, uint32_t n, Object **fields)
{
    ObjectList list = {0};
    for (uint32_t i = 0; i < n; i++) vec_push(w->arena, &list, fields[i]);
    return type_new_struct(w->ts, list, NULL);
}
#define STRUCT(w, ...) struct_of((w), sizeof((Object *[]){__VA_ARGS__}) / sizeof(Object *), (Object *[]){__VA_ARGS__})

static Tuple *tuple_of(World *w, Type *t)
{
    ObjectList list = {0};
    if (t) vec_push(w->arena, &list, object_new_var(w->ts, &w->pkg, NULL, t, NO_POS));
    return (Tuple *)type_new_tuple(w->ts, list);
}

static Named *defined(World *w, const char *n, Type *under)
{
    Object *o = object_new(w->arena, OBJ_TYPENAME, NO_POS, &w->pkg, name(w, n), NULL);
    Named *t = named_new(w->arena, w->ts, o, under);
    o->type = &t->t;
    return t;
}

static TypeParam *tparam(World *w, const char *n, Type *bound)
{
    Object *o = object_new(w->arena, OBJ_TYPENAME, NO_POS, &w->pkg, name(w, n), NULL);
    TypeParam *p = ARENA_NEW(w->arena, TypeParam);
    *p = (TypeParam){.t = {TYP_TYPEPARAM}, .obj = o, .bound = bound, .id = types_next_id(w->ts), .ts = w->ts};
    o->type = &p->t;
    return p;
}

static void add_method(World *w, Named *n, const char *m, bool ptr)
{
    Type *sig = type_new_signature(w->ts, tuple_of(w, NULL), tuple_of(w, NULL), false);
    ((Signature *)sig)->recv =
        object_new_var(w->ts, &w->pkg, NULL, ptr ? type_new_pointer(w->ts, &n->t) : &n->t, NO_POS);
    named_add_method(w->arena, n, object_new(w->arena, OBJ_FUNC, NO_POS, &w->pkg, name(w, m), sig));
}

static StrBuf buf;
static const char *text(Type *t, TypeQualify q, const Package *current)
{
    sb_clear(&buf);
    type_write(&buf, t, q, current);
    return buf.p;
}

static void test_identity(World *w)
{
    Type *i = basic(w, BASIC_INT), *byte_type = &w->ts->byte_type.t, *u8 = basic(w, BASIC_UINT8);
    CHECK(type_identical(byte_type, u8));
    CHECK(type_hash(byte_type) == type_hash(u8));
    CHECK(!type_identical(i, basic(w, BASIC_INT64)));
    Type *a = type_new_map(w->ts, basic(w, BASIC_STRING), type_new_slice(w->ts, i));
    Type *b = type_new_map(w->ts, basic(w, BASIC_STRING), type_new_slice(w->ts, i));
    CHECK(type_identical(a, b));
    CHECK(type_hash(a) == type_hash(b));
    CHECK(!type_identical(type_new_array(w->ts, i, 2), type_new_array(w->ts, i, 3)));
    CHECK(!type_identical(type_new_chan(w->ts, CHAN_SEND, i), type_new_chan(w->ts, CHAN_RECV, i)));
    Named *x = defined(w, "X", i), *y = defined(w, "Y", i);
    CHECK(!type_identical(&x->t, &y->t));
    CHECK(type_identical(type_under(&x->t), type_under(&y->t)));
    Type *f = type_new_signature(w->ts, tuple_of(w, i), tuple_of(w, NULL), false);
    Type *g = type_new_signature(w->ts, tuple_of(w, type_new_slice(w->ts, i)), tuple_of(w, NULL), true);
    CHECK(!type_identical(f, g));
    CHECK(type_identical(&w->ts->any->t, types_any(w->ts)));
}

static void test_generic_signatures(World *w) // func[P any](P) twice, with parameters of their own
{
    Signature *sigs[2];
    for (int k = 0; k < 2; k++) {
        TypeParam *p = tparam(w, k ? "Q" : "P", types_any(w->ts));
        sigs[k] = (Signature *)type_new_signature(w->ts, tuple_of(w, &p->t), tuple_of(w, NULL), false);
        vec_push(w->arena, &sigs[k]->tparams, p->obj);
    }
    CHECK(type_identical(&sigs[0]->t, &sigs[1]->t));
    CHECK(type_hash(&sigs[0]->t) == type_hash(&sigs[1]->t));
}

static void test_instances(World *w) // type List[P any] struct { next *List[P]; v P }
{
    TypeParam *p = tparam(w, "P", types_any(w->ts));
    Named *list = defined(w, "List", NULL);
    vec_push(w->arena, &list->tparams, p->obj);
    Type *self = type_instantiate(w->ts, NULL, NO_POS, &list->t, (Type *[]){&p->t}, 1, false);
    list->rhs = STRUCT(w, field(w, "next", type_new_pointer(w->ts, self), false), field(w, "v", &p->t, false));
    Type *i = basic(w, BASIC_INT);
    Type *a = type_instantiate(w->ts, NULL, NO_POS, &list->t, (Type *[]){i}, 1, false);
    CHECK(a == type_instantiate(w->ts, NULL, NO_POS, &list->t, (Type *[]){i}, 1, false));
    Struct *s = (Struct *)type_under(a);
    CHECK_INT(s->fields.n, 2);
    CHECK(((Pointer *)s->fields.p[0]->type)->elem == a);
    CHECK(s->fields.p[1]->type == i);
    CHECK(s->fields.p[1]->origin == ((Struct *)list->rhs)->fields.p[1]);
    TypeEnv env = {1, (Type *[]){&p->t}, (Type *[]){i}};
    CHECK(type_subst(w->ts, self, &env) == a);
    CHECK(!type_is_generic(a));
    CHECK(type_is_generic(self));
    CHECK_Z(text(a, QUALIFY_RELATIVE, &w->pkg), "List[int]");
    CHECK_Z(text(a, QUALIFY_PATH, NULL), "example.com/p.List[int]");
    CHECK_INT(type_size(a), 16);
}

// func F[T any]() { type L struct { x T }; type G[P any] struct { a T; b P } }
static void test_local_types(World *w)
{
    TypeParam *t = tparam(w, "T", types_any(w->ts)), *p = tparam(w, "P", types_any(w->ts));
    Named *l = defined(w, "L", STRUCT(w, field(w, "x", &t->t, false)));
    Named *g = defined(w, "G", STRUCT(w, field(w, "a", &t->t, false), field(w, "b", &p->t, false)));
    vec_push(w->arena, &l->outer, t->obj);
    vec_push(w->arena, &g->outer, t->obj);
    vec_push(w->arena, &g->tparams, p->obj);
    l->vargen = 1;
    g->vargen = 2;
    Type *i = basic(w, BASIC_INT), *s = basic(w, BASIC_STRING);
    TypeEnv env = {1, (Type *[]){&t->t}, (Type *[]){i}};
    Type *li = type_subst(w->ts, &l->t, &env);
    CHECK(((Struct *)type_under(li))->fields.p[0]->type == i);
    CHECK_Z(text(li, QUALIFY_PATH, NULL), "example.com/p.L[int]·1");
    Type *gs = type_instantiate(w->ts, NULL, NO_POS, &g->t, (Type *[]){s}, 1, false);
    CHECK(type_is_generic(&l->t) && type_is_generic(gs) && !type_is_generic(li));
    Type *gis = type_subst(w->ts, gs, &env);
    CHECK(!type_is_generic(gis));
    Struct *st = (Struct *)type_under(gis);
    CHECK(st->fields.p[0]->type == i && st->fields.p[1]->type == s);
    CHECK_Z(text(gis, QUALIFY_PATH, NULL), "example.com/p.G[int;string]·2");
    // P is G's own: substituting it leaves T open
    TypeEnv own = {1, (Type *[]){&p->t}, (Type *[]){s}};
    CHECK(type_subst(w->ts, type_instantiate(w->ts, NULL, NO_POS, &g->t, (Type *[]){&p->t}, 1, false), &own) == gs);
}

static void test_sizes(World *w)
{
    Type *i8 = basic(w, BASIC_INT8), *i64 = basic(w, BASIC_INT64), *none = STRUCT(w, field(w, "x", i8, false));
    CHECK_INT(type_size(none), 1);
    Type *s = STRUCT(w, field(w, "a", i8, false), field(w, "b", i64, false), field(w, "c", i8, false));
    CHECK_INT(type_size(s), 24);
    CHECK_INT(struct_field_offset((Struct *)s, 1), 8);
    CHECK_INT(type_align(s), 8);
    ObjectList empty = {0};
    Type *zero = type_new_struct(w->ts, empty, NULL);
    Type *padded = STRUCT(w, field(w, "a", i64, false), field(w, "z", zero, false));
    CHECK_INT(type_size(zero), 0);
    CHECK_INT(type_size(padded), 16);
    CHECK_INT(type_size(type_new_array(w->ts, s, 3)), 72);
    CHECK_INT(type_size(type_new_array(w->ts, s, INT64_MAX / 8)), -1);
    CHECK_INT(type_size(basic(w, BASIC_COMPLEX128)), 16);
    CHECK_INT(type_align(basic(w, BASIC_COMPLEX128)), 8);
    CHECK_INT(type_size(types_error(w->ts)), 16);
    CHECK(!type_has_pointers(s));
    CHECK(type_has_pointers(STRUCT(w, field(w, "s", basic(w, BASIC_STRING), false))));
}

static void test_texts(World *w)
{
    Type *i = basic(w, BASIC_INT);
    Package other = {.path = STR("q/r"), .name = name(w, "r")};
    Named *x = defined(w, "X", i);
    Type *f = type_new_signature(w->ts, tuple_of(w, &x->t), tuple_of(w, i), false);
    CHECK_Z(text(f, QUALIFY_RELATIVE, &w->pkg), "func(X) int");
    CHECK_Z(text(f, QUALIFY_RELATIVE, &other), "func(p.X) int");
    CHECK_Z(text(f, QUALIFY_NAME, NULL), "func(p.X) int");
    CHECK_Z(text(f, QUALIFY_PATH, NULL), "func(example.com/p.X) int");
    Type *recv = type_new_chan(w->ts, CHAN_RECV, i);
    CHECK_Z(text(type_new_chan(w->ts, CHAN_BOTH, recv), QUALIFY_NONE, NULL), "chan (<-chan int)");
    Type *s = STRUCT(w, field(w, "x", i, false), field(w, "X", &x->t, true));
    CHECK_Z(text(s, QUALIFY_RELATIVE, &w->pkg), "struct{x int; X}");
    CHECK_Z(text(s, QUALIFY_NAME, NULL), "struct { x int; p.X }");
    CHECK_Z(text(s, QUALIFY_PATH, NULL), "struct { example.com/p.x int; example.com/p.X }");
    CHECK_Z(text(types_any(w->ts), QUALIFY_RELATIVE, NULL), "any");
    CHECK_Z(text(types_any(w->ts), QUALIFY_NAME, NULL), "interface {}");
    CHECK_Z(text(types_error(w->ts), QUALIFY_PATH, NULL), "error");
}

static void test_methods(World *w) // type A; func (A) V(); func (*A) P(); type B struct { A }; type C struct { *A }
{
    Named *a = defined(w, "A", basic(w, BASIC_INT));
    add_method(w, a, "V", false);
    add_method(w, a, "P", true);
    add_method(w, a, "lower", false);
    MethodSet set;
    type_method_set(w->ts, w->arena, &a->t, &set);
    CHECK_INT(set.n, 2);
    CHECK_Z(set.p[0].fn->name->s.p, "V");
    CHECK_Z(set.p[1].fn->name->s.p, "lower");
    type_method_set(w->ts, w->arena, type_new_pointer(w->ts, &a->t), &set);
    CHECK_INT(set.n, 3);
    CHECK_Z(set.p[0].fn->name->s.p, "P");
    Named *b = defined(w, "B", STRUCT(w, field(w, "A", &a->t, true)));
    type_method_set(w->ts, w->arena, &b->t, &set);
    CHECK_INT(set.n, 2);
    CHECK_INT(set.p[0].sel->path.n, 1);
    Named *c = defined(w, "C", STRUCT(w, field(w, "A", type_new_pointer(w->ts, &a->t), true)));
    type_method_set(w->ts, w->arena, &c->t, &set);
    CHECK_INT(set.n, 3);
    CHECK(set.p[0].sel->indirect);
    // two ways to the same name at one depth
    Named *d = defined(w, "D", STRUCT(w, field(w, "B", &b->t, true), field(w, "C", &c->t, true)));
    type_method_set(w->ts, w->arena, &d->t, &set);
    CHECK_INT(set.n, 0);
    Selection sel;
    CHECK(!type_lookup(w->ts, &d->t, true, &w->pkg, name(w, "V"), &sel));
    CHECK(type_lookup(w->ts, &b->t, true, &w->pkg, name(w, "A"), &sel));
    CHECK(sel.kind == SEL_FIELD && sel.path.n == 1);
}

static Term term(Type *t, bool tilde) { return (Term){tilde, t}; }

static void test_terms(World *w)
{
    Type *i = basic(w, BASIC_INT), *s = basic(w, BASIC_STRING);
    Named *my = defined(w, "MyInt", i);
    TermList a = {.n = 2, .p = (Term[]){term(i, true), term(s, false)}},
             b = {.n = 1, .p = (Term[]){term(&my->t, false)}};
    TermList both = termlist_intersect(w->arena, &a, &b);
    CHECK_INT(both.n, 1);
    CHECK(both.p[0].type == &my->t && !both.p[0].tilde);
    TermList sum = termlist_union(w->arena, &b, &a);
    CHECK_INT(sum.n, 2);
    CHECK(termlist_subset(&b, &a));
    CHECK(!termlist_subset(&a, &b));
    CHECK(termlist_equal(&sum, &a));
    TermList all = {.all = true};
    CHECK(termlist_subset(&a, &all) && !termlist_subset(&all, &a));
    CHECK(typeset_is_all(typeset_of(NULL, (Interface *)types_any(w->ts), NO_POS)));
    CHECK(type_comparable(types_any(w->ts)) && !type_strictly_comparable(types_any(w->ts)));
    CHECK(!type_comparable(type_new_slice(w->ts, i)));
}

int main(void)
{
    World w = world_new();
    test_identity(&w);
    test_generic_signatures(&w);
    test_instances(&w);
    test_local_types(&w);
    test_sizes(&w);
    test_texts(&w);
    test_methods(&w);
    test_terms(&w);
    return check_done();
}
