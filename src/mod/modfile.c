// Reads a go.mod file: directive lines become tables, wrong ones become errors in go's words.
//
// One row of `directives` per verb. Every error of the file is collected, so that all of them
// show in one run.
#include "mod/mod.h"

typedef struct Parse {
    Arena *arena;
    ModFile *file;
    ModErrors errs;
    bool strict;
    bool has_module;
} Parse;

// The paragraph of a module's comment that starts with "Deprecated:".
static Str deprecation(Str doc)
{
    const Str mark = STR("Deprecated:");
    for (size_t at = 0; at < doc.n;) {
        const char *end = memmem(doc.p + at, doc.n - at, "\n\n", 2);
        Str paragraph = {doc.p + at, end ? (size_t)(end - doc.p) - at : doc.n - at};
        at += paragraph.n + 2;
        if (!str_has_prefix(paragraph, mark)) continue;
        paragraph.p += mark.n, paragraph.n -= mark.n;
        while (paragraph.n && *paragraph.p == ' ') paragraph.p++, paragraph.n--;
        return paragraph;
    }
    return (Str){0};
}

static void module(Parse *p, const ModLine *l)
{
    if (p->has_module) {
        mod_error(&p->errs, l, "repeated module statement");
        return;
    }
    p->has_module = true;
    if (l->args.n != 1) {
        mod_error(&p->errs, l, "usage: module module/path");
        return;
    }
    p->file->module = l->args.p[0];
    p->file->deprecated = deprecation(l->doc);
}

static void go_line(Parse *p, const ModLine *l)
{
    if (p->file->go.n) {
        mod_error(&p->errs, l, "repeated go statement");
    } else if (l->args.n != 1) {
        mod_error(&p->errs, l, "go directive expects exactly one argument");
    } else if (!gover_valid(l->args.p[0])) {
        mod_error(&p->errs, l, "invalid go version '%.*s': must match format 1.23.0", STR_FMT(l->args.p[0]));
    } else {
        p->file->go = l->args.p[0];
    }
}

bool modfile_toolchain_valid(Str name)
{
    return str_eqz(name, "default") || str_has_prefix(name, STR("go1")) || memmem(name.p, name.n, "-go1", 4);
}

static void toolchain(Parse *p, const ModLine *l)
{
    if (p->file->toolchain.n) {
        mod_error(&p->errs, l, "repeated toolchain statement");
    } else if (l->args.n != 1) {
        mod_error(&p->errs, l, "toolchain directive expects exactly one argument");
    } else {
        Str v = l->args.p[0];
        if (!modfile_toolchain_valid(v)) {
            mod_error(&p->errs, l, "invalid toolchain version '%.*s': must match format go1.23.0 or default",
                      STR_FMT(v));
            return;
        }
        p->file->toolchain = v;
    }
}

static bool indirect(Str comment) { return str_eqz(comment, "indirect") || str_has_prefix(comment, STR("indirect;")); }

// The /vN or .vN ending of a module path that names its major version; empty for v0 and v1.
static Str path_major(Str path)
{
    bool gopkg = str_has_prefix(path, STR("gopkg.in/"));
    Str unstable = STR("-unstable");
    if (gopkg && str_has_suffix(path, unstable)) path.n -= unstable.n;
    size_t i = path.n;
    while (i > 0 && path.p[i - 1] >= '0' && path.p[i - 1] <= '9') i--;
    if (i == path.n || i < 2 || path.p[i - 1] != 'v') return (Str){0};
    if (path.p[i - 2] != (gopkg ? '.' : '/')) return (Str){0};
    Str major = {path.p + i - 1, path.n - i + 1};
    return !gopkg && (str_eqz(major, "v0") || str_eqz(major, "v1")) ? (Str){0} : major;
}

static bool canonical(Str v)
{
    unsigned dots = 0;
    for (size_t i = 0; i < v.n && v.p[i] != '-' && v.p[i] != '+'; i++) dots += v.p[i] == '.';
    return semver_valid(v) && dots == 2;
}

// A path and its version: well formed, and of the major version the path names.
static bool path_version(Parse *p, const ModLine *l, Str path, Str v)
{
    if (!canonical(v)) {
        mod_error(&p->errs, l, "%.*s %.*s: version \"%.*s\" invalid: must be of the form v1.2.3", STR_FMT(l->verb),
                  STR_FMT(path), STR_FMT(v));
        return false;
    }
    Str want = path_major(path);
    size_t n = 1;
    while (n < v.n && v.p[n] != '.') n++;
    Str have = {v.p, n};
    bool low = str_eqz(have, "v0") || str_eqz(have, "v1");
    // Old proxies gave a gopkg.in module's first commits these versions.
    if (str_eqz(want, "v1") && str_has_prefix(path, STR("gopkg.in/")) && str_has_prefix(v, STR("v0.0.0-"))) return true;
    if (want.n ? str_eq(have, want) : low || str_has_suffix(v, STR("+incompatible"))) return true;
    mod_error(&p->errs, l, "%.*s %.*s: version \"%.*s\" invalid: should be %s, not %.*s", STR_FMT(l->verb),
              STR_FMT(path), STR_FMT(v), want.n ? arena_printf(p->arena, "%.*s", STR_FMT(want)) : "v0 or v1",
              STR_FMT(have));
    return false;
}

static void require(Parse *p, const ModLine *l)
{
    if (l->args.n != 2) {
        mod_error(&p->errs, l, "usage: require module/path v1.2.3");
        return;
    }
    Str path = l->args.p[0], v = l->args.p[1];
    const char *bad =
        p->strict ? modpath_check(p->arena, path) : NULL; // a dependency's are judged when they are needed
    if (bad) {
        mod_error(&p->errs, l, "%s", bad);
    } else if (path_version(p, l, path, v)) {
        vec_push(p->arena, &p->file->require, ((ModRequire){path, v, indirect(l->comment)}));
    }
}

static void exclude(Parse *p, const ModLine *l)
{
    if (l->args.n != 2) {
        mod_error(&p->errs, l, "usage: exclude module/path v1.2.3");
    } else if (path_version(p, l, l->args.p[0], l->args.p[1])) {
        vec_push(p->arena, &p->file->exclude, ((ModVersion){l->args.p[0], l->args.p[1]}));
    }
}

static bool local_path(Str s)
{
    return str_eqz(s, ".") || str_eqz(s, "..") || str_has_prefix(s, STR("./")) || str_has_prefix(s, STR("../")) ||
           str_has_prefix(s, STR("/"));
}

bool modfile_replace_args(Arena *a, const ModLine *l, ModErrors *errs, ModReplace *out)
{
    uint32_t arrow = l->args.n >= 2 && str_eqz(l->args.p[1], "=>") ? 1 : 2;
    bool usage = l->args.n < arrow + 2 || l->args.n > arrow + 3 || !str_eqz(l->args.p[arrow], "=>");
    if (usage) {
        mod_error(errs, l,
                  "usage: %.*s module/path [v1.2.3] => other/module v1.4\n\t or %.*s module/path [v1.2.3] => "
                  "../local/directory",
                  STR_FMT(l->verb), STR_FMT(l->verb));
        return false;
    }
    *out = (ModReplace){.old_path = l->args.p[0], .new_path = l->args.p[arrow + 1]};
    if (arrow == 2) out->old_version = l->args.p[1];
    bool has_version = l->args.n == arrow + 3;
    if (has_version) out->new_version = l->args.p[arrow + 2];
    bool local = local_path(out->new_path);
    if (!has_version && !local) {
        const char *at = memchr(out->new_path.p, '@', out->new_path.n);
        if (at) {
            mod_error(errs, l, "replacement module must match format 'path version', not 'path@version'");
        } else {
            mod_error(errs, l,
                      "replacement module without version must be directory path (rooted or starting with . or ..)");
        }
        return false;
    }
    if (has_version && local) {
        mod_error(errs, l, "replacement module directory path \"%.*s\" cannot have version", STR_FMT(out->new_path));
        return false;
    }
    const char *bad = has_version ? modpath_check(a, out->new_path) : NULL;
    if (bad) mod_error(errs, l, "%s", bad);
    return !bad;
}

static void replace(Parse *p, const ModLine *l)
{
    ModReplace r;
    if (modfile_replace_args(p->arena, l, &p->errs, &r)) vec_push(p->arena, &p->file->replace, r);
}

static void retract(Parse *p, const ModLine *l)
{
    ModRetract r = {.rationale = l->doc};
    const StrVec *w = &l->args;
    if (w->n == 1 && !str_eqz(w->p[0], "[")) {
        r.low = r.high = w->p[0];
    } else if (w->n == 0 || !str_eqz(w->p[0], "[")) {
        mod_error(&p->errs, l, "expected '[' or version");
        return;
    } else if (w->n < 3 || !str_eqz(w->p[2], ",")) {
        mod_error(&p->errs, l, "expected ',' after version");
        return;
    } else if (w->n < 5 || !str_eqz(w->p[4], "]")) {
        mod_error(&p->errs, l, "expected ']' after version");
        return;
    } else {
        r.low = w->p[1];
        r.high = w->p[3];
    }
    vec_push(p->arena, &p->file->retract, r);
}

static void one_path(Parse *p, const ModLine *l, StrVec *to)
{
    if (l->args.n != 1) {
        mod_error(&p->errs, l, "%.*s directive expects exactly one argument", STR_FMT(l->verb));
        return;
    }
    vec_push(p->arena, to, l->args.p[0]);
}

static void tool(Parse *p, const ModLine *l) { one_path(p, l, &p->file->tool); }
static void ignore(Parse *p, const ModLine *l) { one_path(p, l, &p->file->ignore); }

static void godebug(Parse *p, const ModLine *l)
{
    const char *eq = l->args.n == 1 ? memchr(l->args.p[0].p, '=', l->args.p[0].n) : NULL;
    if (!eq) {
        mod_error(&p->errs, l, "usage: godebug key=value");
        return;
    }
    Str kv = l->args.p[0];
    size_t n = (size_t)(eq - kv.p);
    vec_push(p->arena, &p->file->godebug, ((ModKeyValue){{kv.p, n}, {eq + 1, kv.n - n - 1}}));
}

typedef struct Directive {
    const char *verb;
    void (*read)(Parse *p, const ModLine *l);
    bool block, lax; // may stand as verb ( … ); matters in a dependency's file too
} Directive;
static const Directive directives[] = {
    {"module", module, false, true},   {"go", go_line, false, true},      {"toolchain", toolchain, false, false},
    {"require", require, true, true},  {"exclude", exclude, true, false}, {"replace", replace, true, false},
    {"retract", retract, true, true},  {"tool", tool, true, false},       {"ignore", ignore, true, true},
    {"godebug", godebug, true, false},
};

static const Directive *find(Str verb)
{
    for (size_t i = 0; i < ARRAY_LEN(directives); i++) {
        if (str_eqz(verb, directives[i].verb)) return &directives[i];
    }
    return NULL;
}

Err modfile_parse(Arena *a, const char *path, const char *shown, Str text, bool strict, ModFile *out)
{
    *out = (ModFile){.path = path};
    Parse p = {.arena = a, .file = out, .errs = {.file = shown, .whole = path}, .strict = strict};
    ModLines lines = {0};
    mod_lex(a, text, &lines, &p.errs);
    for (uint32_t i = 0; i < lines.n; i++) {
        const ModLine *l = &lines.p[i];
        const Directive *d = find(l->verb);
        if (!d || (l->in_block && !d->block && strict)) {
            if (strict)
                mod_error(&p.errs, l, l->in_block ? "unknown block type: %.*s" : "unknown directive: %.*s",
                          STR_FMT(l->verb));
            continue;
        }
        if (strict || d->lax) d->read(&p, l);
    }
    Err err = ERR_NONE;
    if (p.errs.text.n) {
        err = err_new("errors parsing %s:\n%s", shown, p.errs.text.p);
    } else if (!p.has_module && strict) {
        err = err_new("error reading %s: missing module declaration. To specify the module path:\n"
                      "\tgo mod edit -module=example.com/mod",
                      shown);
    }
    sb_release(&p.errs.text);
    return err;
}
