// Names: Go symbols and identifiers as C identifiers.
//
// A symbol is escaped so that no two become one: letters, digits and `_` stay, `.` is `$`, `/` is
// `$_`, any other byte is `$xHH`. A `.` that would be misread (before `_` or `x`) and a leading
// digit are written `$x2e` and `_$xHH`. A final `$w`, which marks what the compiler made itself, stays;
// so a final `.w` is `$x2ew`. gcc and clang accept `$`; no identifier begins with it,
// since the assembler would take it for an immediate.
#include "cgen/emit.h"

static bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

Str cgen_mangle(Arena *a, Str go_name)
{
    char *out = arena_alloc(a, go_name.n * 4 + 6);
    size_t n = 0;
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < go_name.n; i++) {
        char c = go_name.p[i];
        char next = i + 1 < go_name.n ? go_name.p[i + 1] : 0;
        bool last_two = i + 2 == go_name.n && next == 'w';
        bool digit_first = i == 0 && c >= '0' && c <= '9';
        if (digit_first || (i == 0 && !plain(c))) out[n++] = '_';
        if (plain(c) && !digit_first) {
            out[n++] = c;
        } else if ((c == '.' && next != '_' && next != 'x' && !last_two) || (c == '$' && last_two)) {
            out[n++] = '$';
        } else if (c == '/') {
            out[n++] = '$';
            out[n++] = '_';
        } else {
            out[n++] = '$';
            out[n++] = 'x';
            out[n++] = hex[(unsigned char)c >> 4];
            out[n++] = hex[(unsigned char)c & 15];
        }
    }
    return (Str){out, n};
}

const char *cgen_ident(Arena *a, Str go_name) { return cgen_mangle(a, go_name).p; }

// C's keywords, gcc's, and the macros that abi.h's includes or gcc's GNU mode define.
static bool is_taken(Str s)
{
    static const char *const words[] = {
        "asm",      "auto",   "bool",     "break",  "case",   "char",     "const",    "continue", "default", "do",
        "double",   "else",   "enum",     "extern", "false",  "float",    "for",      "goto",     "i386",    "if",
        "inline",   "int",    "linux",    "long",   "main",   "offsetof", "register", "restrict", "return",  "short",
        "signed",   "sizeof", "static",   "struct", "switch", "true",     "typedef",  "typeof",   "union",   "unix",
        "unsigned", "void",   "volatile", "while",  "NULL",   "EOF",
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eqz(s, words[i])) return true;
    // typedefs and macros of the headers, and the prefixes of our own
    return str_has_suffix(s, STR("_t")) || str_has_suffix(s, STR("_MAX")) || str_has_suffix(s, STR("_MIN")) ||
           str_has_suffix(s, STR("_C")) || str_has_prefix(s, STR("_")) || str_has_prefix(s, STR("ug")) ||
           str_has_prefix(s, STR("Ug")) || str_has_prefix(s, STR("UG"));
}

const char *cgen_reserve(Arena *a, Str name)
{
    Str m = cgen_mangle(a, name);
    return is_taken(m) ? arena_printf(a, "%.*s$", STR_FMT(m)) : m.p;
}
