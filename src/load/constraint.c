// Which files belong to a build: //go:build expressions and names like x_linux_test.go.
//
// The grammar of a //go:build line: tags, !, &&, ||, parentheses; it must stand before the
// package clause, above a blank line. Old // +build lines count where there is no //go:build.
// See https://pkg.go.dev/cmd/go#hdr-Build_constraints.
#include "load/load.h"

static const char *const known_os[] = {"aix",     "android", "darwin",  "dragonfly", "freebsd", "hurd",
                                       "illumos", "ios",     "js",      "linux",     "nacl",    "netbsd",
                                       "openbsd", "plan9",   "solaris", "wasip1",    "windows", "zos"};
static const char *const unix_os[] = {"aix",     "android", "darwin", "dragonfly", "freebsd", "hurd",
                                      "illumos", "ios",     "linux",  "netbsd",    "openbsd", "solaris"};
static const char *const known_arch[] = {"386",       "amd64",       "amd64p32", "arm",    "armbe",   "arm64",
                                         "arm64be",   "loong64",     "mips",     "mipsle", "mips64",  "mips64le",
                                         "mips64p32", "mips64p32le", "ppc",      "ppc64",  "ppc64le", "riscv",
                                         "riscv64",   "s390",        "s390x",    "sparc",  "sparc64", "wasm"};

static bool listed(const char *const *list, size_t n, Str s)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eqz(s, list[i])) return true;
    }
    return false;
}
#define LISTED(list, s) listed((list), ARRAY_LEN(list), (s))

static bool in_tags(const StrVec *v, Str tag)
{
    for (uint32_t i = 0; i < v->n; i++) {
        if (str_eq(v->p[i], tag)) return true;
    }
    return false;
}

static bool release_tag(const Loader *l, Str tag)
{
    if (!str_has_prefix(tag, STR("go1."))) return false;
    uint32_t n = 0;
    for (size_t i = 4; i < tag.n; i++) {
        if (tag.p[i] < '0' || tag.p[i] > '9' || n > 1000) return false;
        n = n * 10 + (uint32_t)(tag.p[i] - '0');
    }
    return tag.n > 4 && n >= 1 && n <= l->go_minor;
}

bool load_tag_holds(const Loader *l, const OverlayEntry *o, Str tag)
{
    int by_overlay = overlay_tag(l->overlay, o, tag);
    if (by_overlay) return by_overlay > 0;
    if (str_eqz(tag, "cgo")) return l->cgo_enabled;
    if (str_eqz(tag, l->goos) || str_eqz(tag, l->goarch) || str_eqz(tag, "gc")) return true;
    if (str_eqz(tag, "unix")) return LISTED(unix_os, str_from(l->goos));
    if (str_eqz(tag, "linux") && strcmp(l->goos, "android") == 0) return true;
    return release_tag(l, tag) || in_tags(&l->tags, tag) || in_tags(&l->tool_tags, tag);
}

// ---- Expressions
// While go.mod is tidied every file of a module counts, whatever system it is for: a tag holds, negated or not.
static bool any_tags(const Loader *l, const OverlayEntry *o) { return l->any_tags && !o; }

typedef struct Eval {
    const Loader *l;
    const OverlayEntry *o;
    Str s;
    bool bad, negated; // negated: below an odd number of !
    uint32_t depth;
} Eval;

static void skip_blank(Eval *e)
{
    while (e->s.n && (e->s.p[0] == ' ' || e->s.p[0] == '\t')) e->s.p++, e->s.n--;
}

static bool take(Eval *e, const char *op)
{
    skip_blank(e);
    Str want = str_from(op);
    if (!str_has_prefix(e->s, want)) return false;
    e->s.p += want.n;
    e->s.n -= want.n;
    return true;
}

static bool tag_char(char c)
{
    return c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

static bool eval_or(Eval *e);

static bool eval_not(Eval *e)
{
    if (++e->depth > 1000) {
        e->bad = true;
        return false;
    }
    bool value = false;
    if (take(e, "!")) {
        e->negated = !e->negated;
        value = !eval_not(e);
        e->negated = !e->negated;
    } else if (take(e, "(")) {
        value = eval_or(e);
        if (!take(e, ")")) e->bad = true;
    } else {
        size_t n = 0;
        while (n < e->s.n && tag_char(e->s.p[n])) n++;
        if (n == 0) e->bad = true;
        Str tag = {e->s.p, n};
        value = any_tags(e->l, e->o) ? !str_eqz(tag, "ignore") && !e->negated : load_tag_holds(e->l, e->o, tag);
        e->s.p += n;
        e->s.n -= n;
    }
    e->depth--;
    return value;
}

static bool eval_and(Eval *e)
{
    bool value = eval_not(e);
    while (!e->bad && take(e, "&&")) value = eval_not(e) && value;
    return value;
}

static bool eval_or(Eval *e)
{
    bool value = eval_and(e);
    while (!e->bad && take(e, "||")) value = eval_and(e) || value;
    return value;
}

// A // +build line: spaces mean or, commas and, ! not.
static bool plus_build(const Loader *l, const OverlayEntry *o, Str s)
{
    bool any = false;
    while (s.n) {
        size_t n = 0;
        while (n < s.n && s.p[n] != ' ' && s.p[n] != '\t') n++;
        Str clause = {s.p, n};
        s.p += n;
        s.n -= n;
        while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) s.p++, s.n--;
        bool all = clause.n > 0;
        while (clause.n) {
            size_t c = 0;
            while (c < clause.n && clause.p[c] != ',') c++;
            Str term = {clause.p, c};
            bool neg = term.n && term.p[0] == '!';
            if (neg) term.p++, term.n--;
            bool holds = any_tags(l, o) ? !str_eqz(term, "ignore") || neg : load_tag_holds(l, o, term) != neg;
            all &= holds;
            size_t skip = c < clause.n ? c + 1 : c;
            clause.p += skip;
            clause.n -= skip;
        }
        any |= all;
    }
    return any;
}

// ---- The comments above the package clause
#define BLANKS " \t\r"

typedef struct Header {
    Str go_build;
    bool has_go_build, plus_ok;
} Header;

static void read_header(const Loader *l, const OverlayEntry *o, Str text, Header *h)
{
    h->plus_ok = true;
    bool in_block = false;
    StrVec pending = {0}; // +build lines that a blank line has not yet confirmed
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        size_t end = nl ? (size_t)(nl - text.p) : text.n;
        Str line = str_trim((Str){text.p + at, end - at}, BLANKS);
        at = end + 1;
        if (in_block) {
            const char *close = line.n ? memmem(line.p, line.n, "*/", 2) : NULL;
            if (!close) continue;
            in_block = false;
            line = str_trim((Str){close + 2, line.n - (size_t)(close + 2 - line.p)}, BLANKS);
            if (line.n == 0) continue;
        }
        if (line.n == 0) {
            for (uint32_t i = 0; i < pending.n; i++) h->plus_ok &= plus_build(l, o, pending.p[i]);
            pending.n = 0;
            continue;
        }
        if (str_has_prefix(line, STR("//"))) {
            if (str_has_prefix(line, STR("//go:build")) && line.n > 10 && (line.p[10] == ' ' || line.p[10] == '\t') &&
                !h->has_go_build) {
                h->go_build = (Str){line.p + 10, line.n - 10};
                h->has_go_build = true;
            }
            Str body = str_trim((Str){line.p + 2, line.n - 2}, BLANKS);
            if (str_has_prefix(body, STR("+build")) && body.n > 6 && (body.p[6] == ' ' || body.p[6] == '\t'))
                vec_push(l->arena, &pending, str_trim((Str){body.p + 6, body.n - 6}, BLANKS));
            continue;
        }
        if (!str_has_prefix(line, STR("/*"))) return;
        const char *close = memmem(line.p + 2, line.n - 2, "*/", 2);
        if (!close) {
            in_block = true;
            continue;
        }
        if (str_trim((Str){close + 2, line.n - (size_t)(close + 2 - line.p)}, BLANKS).n) return;
    }
}

// ---- File names
bool load_match_name(const Loader *l, const OverlayEntry *o, const char *file_name)
{
    Str name = str_from(file_name);
    const char *dot = memchr(name.p, '.', name.n);
    if (dot) name.n = (size_t)(dot - name.p);
    const char *us = memchr(name.p, '_', name.n);
    if (!us) return true;
    name = (Str){us, name.n - (size_t)(us - name.p)};
    if (str_has_suffix(name, STR("_test"))) name.n -= 5;
    Str last = {0}, before = {0};
    for (size_t i = name.n; i-- > 0;) {
        if (name.p[i] != '_') continue;
        if (!last.p) {
            last = (Str){name.p + i + 1, name.n - i - 1};
            name.n = i;
        } else {
            before = (Str){name.p + i + 1, name.n - i - 1};
            break;
        }
    }
    if (!last.p || any_tags(l, o)) return true;
    if (before.p && LISTED(known_arch, last) && LISTED(known_os, before))
        return load_tag_holds(l, o, last) && load_tag_holds(l, o, before);
    if (LISTED(known_os, last) || LISTED(known_arch, last)) return load_tag_holds(l, o, last);
    return true;
}

bool load_match_file(const Loader *l, const OverlayEntry *o, const char *file_name, Str text)
{
    if (!load_match_name(l, o, file_name)) return false;
    Header h = {0};
    read_header(l, o, text, &h);
    if (!h.has_go_build) return h.plus_ok;
    Eval e = {.l = l, .o = o, .s = h.go_build};
    bool value = eval_or(&e);
    skip_blank(&e);
    if (e.s.n && !str_has_prefix(e.s, STR("//"))) e.bad = true;
    return value && !e.bad;
}
