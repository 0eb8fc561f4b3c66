// Types as text for messages, in gc's form.
//
// Qualification is relative to a package: its own names stand bare, others are prefixed with
// their package's name, or its quoted path where two packages in sight share a name. Without a
// current package everything is qualified by path. QUALIFY_NAME and QUALIFY_PATH, which name
// types for reflect and the linker, are typename.c's.
#include "types/session.h"

typedef struct Seen {
    const Type *t;
    const struct Seen *up;
} Seen;

typedef struct Writer {
    StrBuf *out;
    TypeQualify q;
    const Package *current;
    bool param_names;
    bool pkg_info; // annotate the first unexported field with its package
    const Seen *seen;
} Writer;

static void write_type(Writer *w, Type *t);

// ---- Qualifiers
static void mark_imports(PtrMap *seen, const Package *p, Atom name, Str *first, bool *ambiguous)
{
    if (ptrmap_has(seen, p)) return;
    ptrmap_put(seen, p, (void *)p);
    if (p->name == name) {
        if (first->p && !str_eq(*first, p->path)) *ambiguous = true;
        *first = p->path;
    }
    for (uint32_t i = 0; i < p->imports.n && !*ambiguous; i++)
        mark_imports(seen, p->imports.p[i], name, first, ambiguous);
}

const char *package_qualifier(Arena *a, const Package *p, const Package *current)
{
    if (!p || p == current) return "";
    if (!current) return arena_strndup(a, p->path.p, p->path.n);
    PtrMap seen;
    map_init(&seen, a);
    Str first = {0};
    bool ambiguous = false;
    mark_imports(&seen, current, p->name, &first, &ambiguous);
    if (ambiguous) return arena_printf(a, "\"%.*s\"", STR_FMT(p->path));
    return p->name->s.p;
}

static void write_type_name(Writer *w, const Object *o)
{
    if (o->pkg && w->q != QUALIFY_NONE) {
        Arena *a = arena_new("qualifier");
        const char *qual = package_qualifier(a, o->pkg, w->current);
        if (*qual) sb_printf(w->out, "%s.", qual);
        arena_free(a);
    }
    sb_put(w->out, o->name->s);
}

// ---- Parts
static void write_list(Writer *w, TypeList list)
{
    sb_putc(w->out, '[');
    for (uint32_t i = 0; i < list.n; i++) {
        if (i) sb_puts(w->out, ", ");
        write_type(w, list.p[i]);
    }
    sb_putc(w->out, ']');
}

static void write_tparams(Writer *w, ObjectList tparams)
{
    sb_putc(w->out, '[');
    Type *prev = NULL;
    for (uint32_t i = 0; i < tparams.n; i++) {
        TypeParam *p = (TypeParam *)tparams.p[i]->type;
        if (i > 0) {
            if (p->bound != prev && prev) {
                sb_putc(w->out, ' ');
                write_type(w, prev);
            }
            sb_puts(w->out, ", ");
        }
        prev = p->bound;
        write_type(w, &p->t);
    }
    if (prev) {
        sb_putc(w->out, ' ');
        write_type(w, prev);
    }
    sb_putc(w->out, ']');
}

static void write_vars(Writer *w, const Tuple *t, bool variadic)
{
    sb_putc(w->out, '(');
    for (uint32_t i = 0; i < t->vars.n; i++) {
        Object *v = t->vars.p[i];
        if (i) sb_puts(w->out, ", ");
        if (v->name && v->name->s.n && w->param_names) sb_printf(w->out, "%.*s ", STR_FMT(v->name->s));
        if (!variadic || i + 1 < t->vars.n) {
            write_type(w, v->type);
        } else if (v->type->kind == TYP_SLICE) {
            sb_puts(w->out, "...");
            write_type(w, ((Slice *)v->type)->elem);
        } else { // append([]byte, string...)
            write_type(w, v->type);
            sb_puts(w->out, "...");
        }
    }
    sb_putc(w->out, ')');
}

static void write_signature(Writer *w, Signature *sig)
{
    if (sig->tparams.n) write_tparams(w, sig->tparams);
    if (!sig->params) { // seen in the middle of its declaration
        sb_puts(w->out, "()");
        return;
    }
    write_vars(w, sig->params, sig->variadic);
    if (!sig->results || sig->results->vars.n == 0) return;
    sb_putc(w->out, ' ');
    Object *first = sig->results->vars.p[0];
    if (sig->results->vars.n == 1 && (!first->name || first->name->s.n == 0))
        write_type(w, first->type);
    else
        write_vars(w, sig->results, false);
}

static void write_quoted(StrBuf *out, Str s)
{ // as strconv.Quote
    sb_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char ch = (unsigned char)s.p[i];
        if (ch == '"' || ch == '\\')
            sb_printf(out, "\\%c", ch);
        else if (ch == '\n')
            sb_puts(out, "\\n");
        else if (ch == '\t')
            sb_puts(out, "\\t");
        else if (ch == '\r')
            sb_puts(out, "\\r");
        else if (ch < 0x20 || ch == 0x7f)
            sb_printf(out, "\\x%02x", ch);
        else
            sb_putc(out, (char)ch);
    }
    sb_putc(out, '"');
}

static void write_struct(Writer *w, const Struct *s)
{
    sb_puts(w->out, "struct{");
    for (uint32_t i = 0; i < s->fields.n; i++) {
        Object *f = s->fields.p[i];
        if (i) sb_puts(w->out, "; ");
        bool annotate = w->pkg_info && !f->name->exported && f->pkg;
        if (annotate) w->pkg_info = false;
        if (!f->embedded) sb_printf(w->out, "%.*s ", STR_FMT(f->name->s));
        write_type(w, f->type);
        if (annotate) sb_printf(w->out, " /* package %.*s */ ", STR_FMT(f->pkg->path));
        if (s->tags && s->tags[i].n) {
            sb_putc(w->out, ' ');
            write_quoted(w->out, s->tags[i]);
        }
    }
    sb_putc(w->out, '}');
}

static void write_interface(Writer *w, Interface *it)
{
    if (it->predeclared == 1) {
        sb_puts(w->out, "any");
        return;
    }
    if (it->predeclared == 2) {
        sb_puts(w->out, "interface{comparable}");
        return;
    }
    if (it->implicit) {
        if (it->methods.n == 0 && it->embeds.n == 1) {
            write_type(w, it->embeds.p[0]);
            return;
        }
        sb_puts(w->out, "/* implicit */ ");
    }
    sb_puts(w->out, "interface{");
    for (uint32_t i = 0; i < it->methods.n; i++) {
        if (i) sb_puts(w->out, "; ");
        sb_put(w->out, it->methods.p[i]->name->s);
        write_signature(w, (Signature *)it->methods.p[i]->type);
    }
    for (uint32_t i = 0; i < it->embeds.n; i++) {
        if (i || it->methods.n) sb_puts(w->out, "; ");
        write_type(w, it->embeds.p[i]);
    }
    sb_putc(w->out, '}');
}

static void write_chan(Writer *w, const Chan *c)
{
    Type *elem = c->elem;
    bool parens = c->dir == CHAN_BOTH && elem->kind == TYP_CHAN && ((Chan *)elem)->dir == CHAN_RECV;
    sb_puts(w->out, c->dir == CHAN_BOTH ? "chan " : c->dir == CHAN_SEND ? "chan<- " : "<-chan ");
    if (parens) sb_putc(w->out, '(');
    write_type(w, elem);
    if (parens) sb_putc(w->out, ')');
}

static void write_tparam(Writer *w, const TypeParam *p)
{
    sb_put(w->out, p->obj->name->s);
    if (p->ts && scope_lookup(p->ts->universe, p->obj->name)) {
        Location at = sources_locate(p->ts->sources, p->obj->pos);
        sb_printf(w->out, " /* with %s declared at %s:%u:%u */", p->obj->name->s.p, at.file ? at.file : "?", at.line,
                  at.col);
    }
}

static const char *kind_name(const Type *t)
{
    switch ((TypeKind)t->kind) {
    case TYP_SIGNATURE: return "Signature";
    case TYP_INTERFACE: return "Interface";
    case TYP_STRUCT: return "Struct";
    case TYP_NAMED: return "Named";
    case TYP_ALIAS: return "Alias";
    case TYP_POINTER: return "Pointer";
    case TYP_SLICE: return "Slice";
    default: return "Type";
    }
}

bool type_write_composite(StrBuf *out, Type *t, void (*part)(void *w, Type *t), void *w)
{
    switch ((TypeKind)t->kind) {
    case TYP_ARRAY:
        sb_printf(out, "[%lld]", (long long)((Array *)t)->len);
        part(w, ((Array *)t)->elem);
        return true;
    case TYP_SLICE:
        sb_puts(out, "[]");
        part(w, ((Slice *)t)->elem);
        return true;
    case TYP_POINTER:
        sb_putc(out, '*');
        part(w, ((Pointer *)t)->elem);
        return true;
    case TYP_MAP:
        sb_puts(out, "map[");
        part(w, ((Map *)t)->key);
        sb_putc(out, ']');
        part(w, ((Map *)t)->elem);
        return true;
    case TYP_UNION:
        for (uint32_t i = 0; i < ((Union *)t)->terms.n; i++) {
            UnionTerm term = ((Union *)t)->terms.p[i];
            sb_printf(out, "%s%s", i ? " | " : "", term.tilde ? "~" : "");
            part(w, term.type);
        }
        return true;
    default: return false;
    }
}

static void write_part(void *w, Type *t) { write_type(w, t); }

static void write_unseen(Writer *w, Type *t)
{
    if (type_write_composite(w->out, t, write_part, w)) return;
    switch ((TypeKind)t->kind) {
    case TYP_BASIC:
        if (((Basic *)t)->basic == BASIC_UNSAFE_POINTER && w->q != QUALIFY_NONE) sb_puts(w->out, "unsafe.");
        sb_puts(w->out, ((Basic *)t)->name);
        break;
    case TYP_STRUCT: write_struct(w, (Struct *)t); break;
    case TYP_TUPLE: write_vars(w, (Tuple *)t, false); break;
    case TYP_SIGNATURE:
        sb_puts(w->out, "func");
        write_signature(w, (Signature *)t);
        break;
    case TYP_INTERFACE: write_interface(w, (Interface *)t); break;
    case TYP_CHAN: write_chan(w, (Chan *)t); break;
    case TYP_NAMED: {
        Named *n = (Named *)t;
        write_type_name(w, n->obj);
        if (n->inst)
            write_list(w, n->targs);
        else if (n->tparams.n)
            write_tparams(w, n->tparams);
        break;
    }
    case TYP_ALIAS: {
        Alias *al = (Alias *)t;
        write_type_name(w, al->obj);
        if (al->targs.n)
            write_list(w, al->targs);
        else if (al->tparams.n)
            write_tparams(w, al->tparams);
        break;
    }
    case TYP_TYPEPARAM: write_tparam(w, (TypeParam *)t); break;
    default: break; // composites, and TYP_NONE
    }
}

static void write_type(Writer *w, Type *t)
{
    if (!t) {
        sb_puts(w->out, "<nil>");
        return;
    }
    for (const Seen *s = w->seen; s; s = s->up) {
        if (s->t != t) continue;
        sb_printf(w->out, "<cycle to %s>", kind_name(t));
        return;
    }
    Seen here = {t, w->seen};
    w->seen = &here;
    write_unseen(w, t);
    w->seen = here.up;
}

void type_write(StrBuf *out, Type *t, TypeQualify q, const Package *current)
{
    if (q == QUALIFY_NAME || q == QUALIFY_PATH) {
        type_write_link(out, t, q);
        return;
    }
    write_type(&(Writer){.out = out, .q = q, .current = current, .param_names = true}, t);
}

void type_write_signature(StrBuf *out, Signature *sig, TypeQualify q, const Package *current, bool param_names,
                          bool pkg_info)
{
    write_signature(&(Writer){.out = out, .q = q, .current = current, .param_names = param_names, .pkg_info = pkg_info},
                    sig);
}

void type_write_tparams(StrBuf *out, ObjectList tparams, TypeQualify q, const Package *current)
{
    write_tparams(&(Writer){.out = out, .q = q, .current = current, .param_names = true}, tparams);
}
