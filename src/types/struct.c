// Struct types.
//
// Spec: Struct types.
#include "types/session.h"

typedef struct Builder {
    Checker *c;
    Struct *s;
    StrMap names;
    VEC(Str) tags;
    bool has_tags;
} Builder;

static void add_field(Builder *b, Name *id, Type *t, Str tag, bool embedded, bool define)
{
    Checker *c = b->c;
    Object *f = object_new(c->arena, OBJ_VAR, id->e.node.pos, c->pkg, id->atom, t);
    f->is_field = true;
    f->embedded = embedded;
    if (!str_eqz(id->atom->s, "_")) {
        Object *other = strmap_get(&b->names, id->atom->s);
        if (other) {
            check_error(c, DIAG_DuplicateDecl, f->pos, "%s redeclared\n\t%s: other declaration of %s", id->atom->s.p,
                        pos_text(c, other->pos), id->atom->s.p);
            return;
        }
        strmap_put(&b->names, id->atom->s, f);
    }
    vec_push(c->arena, &b->s->fields, f);
    vec_push(c->arena, &b->tags, tag);
    if (tag.n) b->has_tags = true;
    if (define) id->obj = f;
}

// The name an embedded field gets from its type; NULL if the type can't be embedded.
static Name *embedded_name(Checker *c, Expr *e)
{
    switch ((NodeKind)e->node.kind) {
    case NODE_Name: return (Name *)e;
    case NODE_Star: {
        Expr *x = ((Star *)e)->x;
        return x->node.kind == NODE_Star ? NULL : embedded_name(c, x); // at most one *
    }
    case NODE_Selector: return ((Selector *)e)->sel;
    case NODE_Index: return embedded_name(c, ((Index *)e)->x);
    default: return NULL;
    }
}

typedef struct LateEmbed {
    Type *t;
    Pos pos;
} LateEmbed;

static void late_embedded(Checker *c, void *arg)
{
    LateEmbed *late = arg;
    bool ptr;
    Type *t = type_deref(late->t, &ptr);
    Type *u = type_under(t);
    if (!type_valid(t)) return;
    if (u->kind == TYP_BASIC && ((Basic *)u)->basic == BASIC_UNSAFE_POINTER)
        check_error(c, DIAG_InvalidPtrEmbed, late->pos, "embedded field type cannot be unsafe.Pointer");
    else if (u->kind == TYP_POINTER)
        check_error(c, DIAG_InvalidPtrEmbed, late->pos, "embedded field type cannot be a pointer");
    else if (type_is_typeparam(t))
        check_error(c, DIAG_MisplacedTypeParam, late->pos,
                    "embedded field type cannot be a (pointer to a) type parameter");
    else if (u->kind == TYP_INTERFACE && ptr)
        check_error(c, DIAG_InvalidPtrEmbed, late->pos, "embedded field type cannot be a pointer to an interface");
}

static void embed_field(Builder *b, Field *f, Type *t, Str tag)
{
    Checker *c = b->c;
    Pos pos = expr_pos(f->type);
    Name *id = embedded_name(c, f->type);
    if (!id) {
        check_error(c, DIAG_InvalidSyntaxTree, pos, "invalid embedded field type %s", expr_text(c, f->type));
        id = ARENA_NEW(c->arena, Name);
        id->e.node = (Node){NODE_Name, pos};
        id->atom = atom_get(c->ts->atoms, STR("_"));
        add_field(b, id, invalid_type(c->ts), STR(""), true, true);
        return;
    }
    add_field(b, id, t, tag, true, false);
    LateEmbed *late = ARENA_NEW(c->arena, LateEmbed);
    *late = (LateEmbed){t, pos};
    check_later(c, late_embedded, late);
}

static Str tag_value(Checker *c, BasicLit *lit)
{
    if (!lit || lit->bad) return STR("");
    ConstVal *v = lit->tok == TOK_STRING_LIT ? num_string_lit(c->arena, lit->text) : NULL;
    if (num_kind(v) == CONST_STRING) return num_string_value(v);
    check_error(c, DIAG_InvalidSyntaxTree, lit->e.node.pos, "incorrect tag syntax: %.*s", STR_FMT(lit->text));
    return STR("");
}

Type *check_struct_type(Checker *c, StructType *e)
{
    Struct *s = ARENA_NEW(c->arena, Struct);
    s->t.kind = TYP_STRUCT;
    Builder b = {.c = c, .s = s};
    map_init(&b.names, c->arena);
    Type *t = NULL;
    Expr *prev = NULL;
    for (uint32_t i = 0; i < e->fields.n; i++) {
        Field *f = e->fields.p[i];
        if (f->type != prev) t = check_var_type(c, f->type); // names declared together share a type
        prev = f->type;
        Str tag = tag_value(c, f->tag);
        if (f->name)
            add_field(&b, f->name, t, tag, false, true);
        else
            embed_field(&b, f, t, tag);
    }
    s->tags = b.has_tags ? b.tags.p : NULL;
    return &s->t;
}
