// How the checker words and reports errors, and the language-version checks.
//
// One call, one error: the text is formatted once, with "\n\t" before each line that follows
// the first. An error met while an inherited constant initialiser is evaluated is reported at
// the constant's name, since the initialiser itself belongs to an earlier line.
#include "types/checker.h"

static const char *arena_text(Checker *c, StrBuf *b)
{
    const char *text = arena_strndup(c->arena, b->p ? b->p : "", b->n);
    sb_release(b);
    return text;
}

// Where the first part of a message ends: parts are on lines of their own behind one tab, causes behind two.
static const char *first_part_end(const char *msg)
{
    for (const char *nl = strstr(msg, "\n\t"); nl; nl = strstr(nl + 2, "\n\t"))
        if (nl[2] != '\t') return nl;
    return msg + strlen(msg);
}

static bool mentions(const char *msg, const char *end, const char *what)
{
    const char *at = strstr(msg, what);
    return at && at > msg && at < end;
}

// Messages whose first part mentions something invalid, other than at their start, follow from an earlier error.
static bool is_follow_up(Checker *c, const char *msg)
{
    if (!diag_any(c->opt->sink)) return false;
    const char *end = first_part_end(msg);
    return mentions(msg, end, "invalid operand") || mentions(msg, end, "invalid type");
}

// Says where the language version that forbids something comes from.
static void add_version_hint(Checker *c, StrBuf *text)
{
    const char *at = text->p ? strstr(text->p, " requires go1.") : NULL;
    if (!at || !strstr(at, " or later")) return;
    Str own = c->file ? c->file->go_version : (Str){0};
    if (own.n && str_eqz(own, arena_printf(c->arena, "go1.%u", c->version)))
        sb_printf(text, " (file declares //go:build %.*s)", STR_FMT(own));
    else
        sb_printf(text, " (-lang was set to %s; check go.mod)", c->opt->go_version ? c->opt->go_version : "");
}

static void report(Checker *c, bool soft, DiagCode code, Pos pos, const char *fmt, va_list ap)
{
    StrBuf text = {0};
    sb_vprintf(&text, fmt, ap);
    add_version_hint(c, &text);
    const char *msg = text.p ? text.p : "";
    if (!is_follow_up(c, msg)) {
        if (c->env.err_pos) pos = c->env.err_pos;
        if (code == DIAG_InvalidSyntaxTree)
            diag_report(c->opt->sink, code, pos, "invalid syntax tree: %s", msg);
        else if (soft)
            diag_report_soft(c->opt->sink, code, pos, "%s", msg);
        else
            diag_report(c->opt->sink, code, pos, "%s", msg);
    }
    sb_release(&text);
}

void check_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(c, false, code, pos, fmt, ap);
    va_end(ap);
}

void check_soft_error(Checker *c, DiagCode code, Pos pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(c, true, code, pos, fmt, ap);
    va_end(ap);
}

// ---- Depth

#define DEPTH_MAX 6000 // expressions, statements and declarations under way at once

bool check_enter(Checker *c, Pos pos)
{
    if (c->depth < DEPTH_MAX) {
        c->depth++;
        return true;
    }
    if (!c->too_deep) check_error(c, DIAG_Other, pos, "nested too deeply");
    c->too_deep = true;
    return false;
}

void check_leave(Checker *c) { c->depth--; }

// ---- Language versions

bool check_allow_version(Checker *c, uint32_t minor) { return c->version >= minor; }

bool check_require_version(Checker *c, Pos pos, uint32_t minor, const char *what)
{
    if (check_allow_version(c, minor)) return true;
    check_error(c, DIAG_UnsupportedFeature, pos, "%s requires go1.%u or later", what, minor);
    return false;
}

// ---- Texts for messages

const char *expr_text(Checker *c, const Expr *e)
{
    StrBuf b = {0};
    if (e) ast_expr_text(&b, e);
    return arena_text(c, &b);
}

const char *type_text(Checker *c, Type *t)
{
    StrBuf b = {0};
    if (t)
        type_write(&b, t, QUALIFY_RELATIVE, c->pkg);
    else
        sb_puts(&b, "<nil>");
    return arena_text(c, &b);
}

const char *object_text(Checker *c, Object *o)
{
    StrBuf b = {0};
    object_write(&b, o, QUALIFY_RELATIVE, c->pkg);
    return arena_text(c, &b);
}

const char *pos_text(Checker *c, Pos pos)
{
    Location at = sources_locate(c->opt->sink->sources, pos);
    if (!at.file) return "";
    if (!at.col) return arena_printf(c->arena, "%s:%u", at.file, at.line);
    return arena_printf(c->arena, "%s:%u:%u", at.file, at.line, at.col);
}

const char *type_kind_text(Type *t)
{
    switch ((TypeKind)type_under(t)->kind) {
    case TYP_ARRAY: return "array";
    case TYP_SLICE: return "slice";
    case TYP_STRUCT: return "struct";
    case TYP_POINTER: return "pointer";
    case TYP_SIGNATURE: return "func";
    case TYP_INTERFACE: return "interface";
    case TYP_MAP: return "map";
    case TYP_CHAN: return "chan";
    case TYP_TUPLE: return "tuple";
    case TYP_UNION: return "union";
    case TYP_NONE:
    case TYP_BASIC:
    case TYP_NAMED:
    case TYP_TYPEPARAM:
    case TYP_ALIAS: break;
    }
    return "";
}

const char *check_interface_ptr_error(Checker *c, Type *t)
{
    Type *u = type_under(t);
    if (u->kind == TYP_POINTER && type_is_typeparam(((Pointer *)u)->elem))
        return arena_printf(c->arena, "type %s is pointer to type parameter, not type parameter", type_text(c, t));
    return arena_printf(c->arena, "type %s is pointer to interface, not interface", type_text(c, t));
}

// ---- Failed lookups

typedef enum Miss {
    MISS_NOTHING,      // no such name in any spelling
    MISS_SPELLING,     // a name that differs in case, usable here
    MISS_UNEXPORTED,   // differs in the first letter only, and is not exported
    MISS_INACCESSIBLE, // the very name, not exported by its package
} Miss;

static Str after_first_rune(Str s)
{
    size_t i = 1;
    while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80) i++;
    return i < s.n ? (Str){s.p + i, s.n - i} : s;
}

static Miss classify_miss(Checker *c, Atom sel, Object *alt)
{
    if (!alt) return MISS_NOTHING;
    if (alt->pkg == c->pkg) return MISS_SPELLING;
    bool same_tail = str_eq(after_first_rune(sel->s), after_first_rune(alt->name->s));
    if (sel->exported) {
        if (alt->name->exported) return MISS_SPELLING;
        return same_tail ? MISS_UNEXPORTED : MISS_NOTHING;
    }
    if (alt->name->exported) return same_tail ? MISS_SPELLING : MISS_NOTHING;
    return sel == alt->name ? MISS_INACCESSIBLE : MISS_NOTHING;
}

const char *check_lookup_error(Checker *c, Type *t, Atom sel, Object *alt, bool struct_lit)
{
    Miss miss = classify_miss(c, sel, alt);
    const char *type = type_text(c, t), *name = sel->s.p, *other = alt ? alt->name->s.p : "";
    if (struct_lit) {
        switch (miss) {
        case MISS_NOTHING: break;
        case MISS_SPELLING:
            return arena_printf(c->arena, "unknown field %s in struct literal of type %s, but does have %s", name, type,
                                other);
        case MISS_UNEXPORTED:
            return arena_printf(c->arena, "unknown field %s in struct literal of type %s, but does have unexported %s",
                                name, type, other);
        case MISS_INACCESSIBLE:
            return arena_printf(c->arena, "cannot refer to unexported field %s in struct literal of type %s", other,
                                type);
        }
        return arena_printf(c->arena, "unknown field %s in struct literal of type %s", name, type);
    }
    const char *what = !alt ? "" : alt->kind == OBJ_VAR ? "field" : alt->kind == OBJ_FUNC ? "method" : "object";
    switch (miss) {
    case MISS_NOTHING: break;
    case MISS_SPELLING:
        return arena_printf(c->arena, "type %s has no field or method %s, but does have %s %s", type, name, what,
                            other);
    case MISS_UNEXPORTED:
        return arena_printf(c->arena, "type %s has no field or method %s, but does have unexported %s %s", type, name,
                            what, other);
    case MISS_INACCESSIBLE: return arena_printf(c->arena, "cannot refer to unexported %s %s", what, other);
    }
    return arena_printf(c->arena, "type %s has no field or method %s", type, name);
}
