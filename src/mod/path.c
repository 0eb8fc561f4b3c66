// Module, import and file paths: the characters they may hold, and their spelling in the module cache.
// The rules are those of https://go.dev/ref/mod#module-path.
#include "mod/mod.h"

static bool common_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

typedef enum PathRule { RULE_MODULE, RULE_IMPORT, RULE_FILE } PathRule;

// Files take any letter, and the punctuation that no shell or file system makes something of.
static bool file_char(uint32_t r)
{
    return r < 0x80 ? common_char((unsigned char)r) || (r && strchr("!#$%&()+,=@[]^{} ", (int)r)) : rune_is_letter(r);
}

// Names that Windows keeps for devices, whatever follows their first dot.
static bool windows_name(Str elem)
{
    static const char *const names[] = {"con", "prn", "aux", "nul"}, *const numbered[] = {"com", "lpt"};
    const char *dot = memchr(elem.p, '.', elem.n);
    Str s = {elem.p, dot ? (size_t)(dot - elem.p) : elem.n};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (s.n == 3 && strncasecmp(s.p, names[i], 3) == 0) return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(numbered); i++) {
        if (s.n == 4 && strncasecmp(s.p, numbered[i], 3) == 0 && s.p[3] >= '1' && s.p[3] <= '9') return true;
    }
    return false;
}

static const char *check_element(Arena *a, Str elem, PathRule rule)
{
    if (elem.n == 0) return "empty path element";
    size_t dots = 0;
    while (dots < elem.n && elem.p[dots] == '.') dots++;
    if (dots == elem.n) return arena_printf(a, "invalid path element \"%.*s\"", STR_FMT(elem));
    if (elem.p[0] == '.' && rule == RULE_MODULE) return "leading dot in path element";
    if (elem.p[elem.n - 1] == '.') return "trailing dot in path element";
    for (size_t i = 0; i < elem.n;) {
        uint32_t r;
        unsigned used = utf8_decode((Str){elem.p + i, elem.n - i}, &r);
        if (r == RUNE_ERROR && used == 1) return "invalid UTF-8";
        bool ok = rule == RULE_FILE ? file_char(r)
                                    : r < 0x80 && (common_char((unsigned char)r) || (r == '+' && rule == RULE_IMPORT));
        if (!ok) {
            StrBuf b = {0};
            sb_put_quoted_rune(&b, r);
            const char *bad = arena_printf(a, "invalid char %.*s", (int)b.n, b.p);
            sb_release(&b);
            return bad;
        }
        i += used;
    }
    if (windows_name(elem)) {
        size_t n = 0;
        while (n < elem.n && elem.p[n] != '.') n++;
        return arena_printf(a, "\"%.*s\" disallowed as path element component on Windows", (int)n, elem.p);
    }
    return NULL;
}

static const char *check_path(Arena *a, Str path, PathRule rule)
{
    if (path.n == 0) return "empty string";
    if (path.p[0] == '-' && rule != RULE_FILE) return "leading dash";
    if (path.p[path.n - 1] == '/') return "trailing slash";
    size_t start = 0;
    for (size_t i = 0; i <= path.n; i++) {
        if (i < path.n && path.p[i] != '/') continue;
        if (i == start) return i == 0 ? "empty path element" : "double slash";
        const char *bad = check_element(a, (Str){path.p + start, i - start}, rule);
        if (bad) return bad;
        start = i + 1;
    }
    return NULL;
}

const char *importpath_check(Arena *a, Str path)
{
    const char *bad = check_path(a, path, RULE_IMPORT);
    return bad ? arena_printf(a, "malformed import path \"%.*s\": %s", STR_FMT(path), bad) : NULL;
}

const char *filepath_check(Arena *a, Str path)
{
    const char *bad = check_path(a, path, RULE_FILE);
    if (!bad) return NULL;
    StrBuf b = {0};
    sb_put_quoted(&b, path);
    const char *out = arena_printf(a, "malformed file path %.*s: %s", (int)b.n, b.p, bad);
    sb_release(&b);
    return out;
}

const char *modpath_check(Arena *a, Str path)
{
    const char *bad = check_path(a, path, RULE_MODULE);
    if (!bad) {
        size_t n = 0;
        bool dot = false;
        for (; n < path.n && path.p[n] != '/'; n++) {
            char c = path.p[n];
            dot |= c == '.';
            if ((c >= 'A' && c <= 'Z') || c == '_' || c == '~')
                bad = arena_printf(a, "invalid char '%c' in first path element", c);
        }
        if (!bad && !dot) bad = "missing dot in first path element";
        uint64_t major;
        size_t digits = path.n;
        while (digits > 0 && path.p[digits - 1] >= '0' && path.p[digits - 1] <= '9') digits--;
        bool suffix = digits > 1 && path.p[digits - 1] == 'v' && path.p[digits - 2] == '/';
        if (!bad && suffix && (digits == path.n || modpath_bad_major(path, &major))) bad = "invalid version";
    }
    return bad ? arena_printf(a, "malformed module path \"%.*s\": %s", STR_FMT(path), bad) : NULL;
}

Str modpath_escape(Arena *a, Str s)
{
    StrBuf b = {0};
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c >= 'A' && c <= 'Z') {
            sb_putc(&b, '!');
            c = (char)(c + ('a' - 'A'));
        }
        sb_putc(&b, c);
    }
    Str out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return out;
}

bool modpath_bad_major(Str path, uint64_t *major)
{
    size_t i = path.n;
    while (i > 0 && (path.p[i - 1] == '.' || (path.p[i - 1] >= '0' && path.p[i - 1] <= '9'))) i--;
    if (i < 2 || i == path.n || path.p[i - 1] != 'v' || path.p[i - 2] != '/') return false;
    *major = 0;
    for (size_t k = i; k < path.n && path.p[k] != '.'; k++) *major = *major * 10 + (uint64_t)(path.p[k] - '0');
    bool gopkg = str_has_prefix(path, STR("gopkg.in/"));
    bool dots = memchr(path.p + i, '.', path.n - i) != NULL;
    return !gopkg && (dots || path.p[i] == '0' || *major < 2);
}
