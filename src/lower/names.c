// Go names: what tracebacks show and what makes a symbol unique in the program.
//
// Two texts a function: the full name (main.F[int].func1), mangled to the C symbol, and the shown
// one (main.F[...].func1). The package path is escaped as gc does it in symbols.
#include "lower/context.h"

Str lower_arena_str(Arena *a, StrBuf *b)
{
    Str s = str_dup(a, sb_str(b));
    sb_release(b);
    return s;
}

// Control characters, '%', '"', bytes from 0x7f on, and dots after the last slash become %xx.
Str lower_escape_path(Arena *a, Str path)
{
    size_t last = 0;
    for (size_t i = 0; i < path.n; i++)
        if (path.p[i] == '/') last = i + 1;
    StrBuf out = {0};
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c <= ' ' || (c == '.' && i >= last) || c == '%' || c == '"' || c >= 0x7f)
            sb_printf(&out, "%%%02x", c);
        else
            sb_putc(&out, (char)c);
    }
    return lower_arena_str(a, &out);
}

Str lower_join_name(Arena *a, Str left, Str right)
{
    StrBuf out = {0};
    sb_put(&out, left);
    sb_putc(&out, '.');
    sb_put(&out, right);
    return lower_arena_str(a, &out);
}

static Object *recv_type_name(Type *recv, bool *ptr)
{
    recv = type_unalias(recv);
    *ptr = recv->kind == TYP_POINTER;
    if (*ptr) recv = type_unalias(((Pointer *)recv)->elem);
    return recv->kind == TYP_NAMED ? ((Named *)recv)->obj : NULL;
}

// targs is what follows a generic name, brackets included, or empty.
static Str func_name(Lower *lo, Object *fn, PackageInfo *info, Str targs)
{
    Signature *sig = (Signature *)fn->type;
    if (!sig->recv) {
        StrBuf out = {0};
        sb_printf(&out, "%.*s.%.*s%.*s", STR_FMT(info->link_path), STR_FMT(fn->name->s), STR_FMT(targs));
        return lower_arena_str(lo->arena, &out);
    }
    bool ptr;
    Object *base = recv_type_name(sig->recv->type, &ptr);
    StrBuf out = {0};
    sb_printf(&out, ptr ? "%.*s.(*%.*s%.*s).%.*s" : "%.*s.%.*s%.*s.%.*s", STR_FMT(info->link_path),
              STR_FMT(base ? base->name->s : STR("?")), STR_FMT(targs), STR_FMT(fn->name->s));
    return lower_arena_str(lo->arena, &out);
}

Str lower_func_name(Lower *lo, Object *fn, PackageInfo *info) { return func_name(lo, fn, info, (Str){0}); }

void lower_instance_names(Lower *lo, Object *fn, Type **targs, uint32_t n, Str *shown, Str *full)
{
    PackageInfo *info = lower_package_info(lo, fn->pkg);
    StrBuf b = {0};
    sb_putc(&b, '[');
    for (uint32_t i = 0; i < n; i++) {
        if (i) sb_putc(&b, ',');
        type_write(&b, targs[i], QUALIFY_PATH, NULL);
    }
    sb_putc(&b, ']');
    *shown = func_name(lo, fn, info, STR("[...]"));
    *full = func_name(lo, fn, info, sb_str(&b));
    sb_release(&b);
}

Str lower_type_name(Arena *a, Type *t)
{
    StrBuf b = {0};
    type_write(&b, t, QUALIFY_PATH, NULL);
    return lower_arena_str(a, &b);
}

// F.func1, F.func1.2 inside a literal, F-range1 for the body of a range over a function, whose literals count
// with those of F.
void lower_lit_name(Fn *outer, const char *kind, const char *suffix, uint32_t n, Str *shown, Str *full)
{
    *shown = str_from(arena_printf(outer->arena, "%.*s%s%u%s", STR_FMT(outer->shown_name), kind, n, suffix));
    *full = str_from(arena_printf(outer->arena, "%.*s%s%u%s", STR_FMT(outer->full_name), kind, n, suffix));
}
