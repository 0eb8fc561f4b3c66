// -ldflags=-X: puts the given text in the place of a string variable's initialiser.
//
// Done on the tree before it is checked, so that whatever is computed from the variable at compile
// time sees the new value. gc's linker does it to the finished data and therefore takes only
// variables whose initialiser is absent or constant; the rule here is the same.
#include "build/linkvar.h"

static bool names_string(const Expr *t)
{
    return t && t->node.kind == NODE_Name && str_eqz(((const Name *)t)->atom->s, "string");
}

static bool is_string_literal(const Expr *e)
{
    return e && e->node.kind == NODE_BasicLit && ((const BasicLit *)e)->tok == TOK_STRING_LIT;
}

// A literal that denotes text.
static Expr *literal(Arena *a, Str text, Pos pos)
{
    StrBuf b = {0};
    sb_putc(&b, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            sb_printf(&b, "\\x%02x", c);
        } else {
            sb_putc(&b, (char)c);
        }
    }
    sb_putc(&b, '"');
    BasicLit *lit = ARENA_NEW(a, BasicLit);
    lit->e.node = (Node){NODE_BasicLit, pos};
    lit->tok = TOK_STRING_LIT;
    lit->text = str_dup(a, sb_str(&b));
    sb_release(&b);
    return &lit->e;
}

static void set(BuildPkg *bp, VarDecl *d, uint32_t i, const LinkVar *v)
{
    Expr *value = i < d->values.n ? d->values.p[i] : NULL;
    bool by_type = names_string(d->type) && (!value || is_string_literal(value));
    if (!by_type && !(d->type == NULL && is_string_literal(value))) {
        diag_report(&bp->sink, DIAG_Other, d->names.p[i]->e.node.pos,
                    "%.*s.%.*s: cannot set with -X: not a var of type string", STR_FMT(v->package), STR_FMT(v->name));
        return;
    }
    Expr *text = literal(bp->arena, v->value, d->names.p[i]->e.node.pos);
    if (value) {
        d->values.p[i] = text;
    } else if (d->names.n == 1) {
        vec_push(bp->arena, &d->values, text);
    }
}

void linkvar_apply(const Build *b, BuildPkg *bp)
{
    for (uint32_t k = 0; k < b->opt->ldflags.vars.n; k++) {
        const LinkVar *v = &b->opt->ldflags.vars.p[k];
        if (!str_eq(v->package, bp->pkg->pkg_path)) continue;
        for (uint32_t f = 0; f < bp->nfiles; f++) {
            for (uint32_t i = 0; i < bp->files[f]->decls.n; i++) {
                VarDecl *d = (VarDecl *)bp->files[f]->decls.p[i];
                if (d->d.node.kind != NODE_VarDecl) continue;
                for (uint32_t n = 0; n < d->names.n; n++) {
                    if (str_eq(d->names.p[n]->atom->s, v->name)) set(bp, d, n, v);
                }
            }
        }
    }
}
