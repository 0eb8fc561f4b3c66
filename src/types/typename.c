// The names of types at run time: reflect's String (QUALIFY_NAME) and link names (QUALIFY_PATH).
//
// Two types have one link name exactly if they are identical: names are qualified by path, local
// types carry a ·N suffix, unexported fields and methods their package, and an embedded field whose
// name is not its type's (an alias, a predeclared type: int of one package is not that of another)
// is written Name = T. Aliases are seen through.
#include "types/session.h"

typedef struct Writer {
    StrBuf *out;
    bool path;
} Writer;

static void write_type(Writer *w, Type *t);

static void write_qualified(Writer *w, const Package *pkg, Atom name)
{
    if (pkg) {
        sb_put(w->out, w->path ? pkg->path : pkg->name->s);
        sb_putc(w->out, '.');
    }
    sb_put(w->out, name->s);
}

static void write_member(Writer *w, const Object *o, bool always_qualify)
{ // a field's or method's name
    if (!o->name->exported && (w->path || always_qualify))
        write_qualified(w, o->pkg, o->name);
    else
        sb_put(w->out, o->name->s);
}

static void write_vars(Writer *w, const Tuple *t, bool variadic)
{
    sb_putc(w->out, '(');
    for (uint32_t i = 0; i < t->vars.n; i++) {
        if (i) sb_puts(w->out, ", ");
        Type *vt = t->vars.p[i]->type;
        if (variadic && i + 1 == t->vars.n && vt->kind == TYP_SLICE) {
            sb_puts(w->out, "...");
            vt = ((Slice *)vt)->elem;
        }
        write_type(w, vt);
    }
    sb_putc(w->out, ')');
}

static void write_signature(Writer *w, const Signature *sig)
{
    write_vars(w, sig->params, sig->variadic);
    if (sig->results->vars.n == 0) return;
    sb_putc(w->out, ' ');
    if (sig->results->vars.n == 1)
        write_type(w, sig->results->vars.p[0]->type);
    else
        write_vars(w, sig->results, false);
}

static void write_interface(Writer *w, Interface *it)
{
    TypeSet *s = typeset_of(NULL, it, NO_POS);
    sb_puts(w->out, "interface {");
    for (uint32_t i = 0; i < s->methods.n; i++) {
        Object *m = s->methods.p[i];
        sb_puts(w->out, i ? "; " : " ");
        write_member(w, m, true);
        write_signature(w, (Signature *)m->type);
    }
    for (uint32_t i = 0; !s->terms.all && i < s->terms.n; i++) { // constraints: only as keys
        sb_puts(w->out, i ? " | " : s->methods.n ? "; " : " ");
        if (s->terms.p[i].tilde) sb_putc(w->out, '~');
        write_type(w, s->terms.p[i].type);
    }
    if (s->comparable) sb_puts(w->out, " comparable");
    sb_puts(w->out, s->methods.n || !s->terms.all || s->comparable ? " }" : "}");
}

// Whether an embedded field of type t would get f's name by itself.
static bool named_by_type(const Object *f, Type *t)
{
    Type *u = type_unalias(type_deref(t, NULL));
    return u->kind == TYP_NAMED && ((Named *)u)->obj->name == f->name &&
           (f->name->exported || ((Named *)u)->obj->pkg == f->pkg);
}

static void write_struct(Writer *w, const Struct *s)
{
    sb_puts(w->out, "struct {");
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Object *f = s->fields.p[i];
        sb_puts(w->out, i ? "; " : " ");
        if (!f->embedded) {
            write_member(w, f, false);
            sb_putc(w->out, ' ');
        } else if (w->path && !named_by_type(f, f->type)) {
            write_member(w, f, false);
            sb_puts(w->out, " = ");
        }
        write_type(w, f->type);
        if (!s->tags || !s->tags[i].n) continue;
        sb_puts(w->out, " \"");
        for (size_t k = 0; k < s->tags[i].n; k++) {
            char ch = s->tags[i].p[k];
            if (ch == '"' || ch == '\\') sb_putc(w->out, '\\');
            if ((unsigned char)ch < 0x20 || ch == 0x7f)
                sb_printf(w->out, ch == '\n' ? "\\n" : ch == '\t' ? "\\t" : ch == '\r' ? "\\r" : "\\x%02x", ch);
            else
                sb_putc(w->out, ch);
        }
        sb_putc(w->out, '"');
    }
    sb_puts(w->out, s->fields.n ? " }" : "}");
}

static void write_named(Writer *w, const Named *n)
{
    write_qualified(w, n->obj->pkg, n->obj->name);
    if (n->targs.n) { // arguments are written in full even in short names
        Writer full = {w->out, true};
        uint32_t outer = n->targs.n > n->origin->tparams.n ? n->origin->outer.n : 0;
        sb_putc(w->out, '[');
        for (uint32_t i = 0; i < n->targs.n; i++) {
            if (i) sb_putc(w->out, i == outer ? ';' : ',');
            write_type(&full, n->targs.p[i]);
        }
        sb_putc(w->out, ']');
    }
    if (w->path && n->origin->vargen) sb_printf(w->out, "·%u", n->origin->vargen);
}

static void write_chan(Writer *w, const Chan *c)
{
    Type *elem = type_unalias(c->elem);
    bool parens = c->dir == CHAN_BOTH && elem->kind == TYP_CHAN && ((Chan *)elem)->dir == CHAN_RECV;
    sb_puts(w->out, c->dir == CHAN_BOTH ? "chan " : c->dir == CHAN_SEND ? "chan<- " : "<-chan ");
    if (parens) sb_putc(w->out, '(');
    write_type(w, elem);
    if (parens) sb_putc(w->out, ')');
}

static const char *basic_name(const Basic *b)
{
    switch (b->basic) {
    case BASIC_UINT8: return "uint8";
    case BASIC_INT32: return "int32";
    case BASIC_UNSAFE_POINTER: return "unsafe.Pointer";
    default: return b->name;
    }
}

static void write_part(void *w, Type *t) { write_type(w, t); }

static void write_type(Writer *w, Type *t)
{
    t = type_unalias(t);
    if (type_write_composite(w->out, t, write_part, w)) return;
    switch ((TypeKind)t->kind) {
    case TYP_BASIC: sb_puts(w->out, basic_name((Basic *)t)); break;
    case TYP_STRUCT: write_struct(w, (Struct *)t); break;
    case TYP_TUPLE: write_vars(w, (Tuple *)t, false); break;
    case TYP_SIGNATURE:
        sb_puts(w->out, "func");
        write_signature(w, (Signature *)t);
        break;
    case TYP_INTERFACE: write_interface(w, (Interface *)t); break;
    case TYP_CHAN: write_chan(w, (Chan *)t); break;
    case TYP_NAMED: write_named(w, (Named *)t); break;
    case TYP_TYPEPARAM: { // in keys of generic code only
        TypeParam *p = (TypeParam *)t;
        sb_put(w->out, p->obj->name->s);
        if (w->path) sb_printf(w->out, "$%u", p->id);
        break;
    }
    default: break; // composites, and TYP_NONE
    }
}

void type_write_link(StrBuf *out, Type *t, TypeQualify q) { write_type(&(Writer){out, q == QUALIFY_PATH}, t); }
