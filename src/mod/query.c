// From what a user writes after @ to a version: latest, upgrade, patch, v1, v1.2, <v1.5, a version, a branch or a
// commit (https://go.dev/ref/mod#version-queries).
//
// Where a query leaves a choice, releases come before pre-releases, and what its author retracted or the main
// module excludes is left out. A branch or commit is the proxy's to resolve.
#include <stdlib.h>

#include "mod/state.h"

static bool is_prerelease(Str v)
{
    const char *plus = memchr(v.p, '+', v.n);
    return memchr(v.p, '-', plus ? (size_t)(plus - v.p) : v.n) != NULL;
}

static bool is_incompatible(Str v) { return str_has_suffix(v, STR("+incompatible")); }

static int newest_first(const void *x, const void *y) { return semver_cmp(*(const Str *)y, *(const Str *)x); }

// A version made from a commit: its last part is a time of 14 digits and a hash, after "-" or ".0".
static bool is_pseudo(Str v)
{
    const char *plus = memchr(v.p, '+', v.n);
    size_t n = plus ? (size_t)(plus - v.p) : v.n, dash = n;
    while (dash > 0 && v.p[dash - 1] != '-') dash--;
    if (dash < 16 || n - dash < 12) return false;
    for (size_t i = dash - 15; i < dash - 1; i++) {
        if (v.p[i] < '0' || v.p[i] > '9') return false;
    }
    return v.p[dash - 16] == '-' || v.p[dash - 16] == '.';
}

// v1 and v1.2 match what starts with them and a dot.
static bool is_prefix(Str q)
{
    unsigned dots = 0;
    for (size_t i = 0; i < q.n; i++) dots += q.p[i] == '.';
    return semver_valid(q) && dots < 2;
}

static bool in_prefix(Str v, Str q) { return str_has_prefix(v, q) && v.n > q.n && v.p[q.n] == '.'; }

static Str minor_of(Str v)
{
    size_t n = 0;
    for (unsigned dots = 0; n < v.n; n++) {
        if (v.p[n] == '.' && ++dots == 2) break;
    }
    return (Str){v.p, n};
}

static bool matches(Str v, Str q, Str current)
{
    if (str_eqz(q, "latest")) return true;
    if (str_eqz(q, "upgrade")) return current.n == 0 || semver_cmp(v, current) >= 0;
    if (str_eqz(q, "patch")) return current.n == 0 || (in_prefix(v, minor_of(current)) && semver_cmp(v, current) >= 0);
    if (q.p[0] == '<' || q.p[0] == '>') {
        bool equal = q.n > 1 && q.p[1] == '=';
        int c = semver_cmp(v, (Str){q.p + 1 + equal, q.n - 1 - equal});
        return (equal && c == 0) || (q.p[0] == '<' ? c < 0 : c > 0);
    }
    return in_prefix(v, q);
}

// ---- What may be chosen

typedef struct Choice {
    ModGraph *g;
    Str path;
    const ModFile *newest; // its go.mod tells what is retracted; NULL where there is none to read
} Choice;

static Err read_newest(Choice *c, Str version)
{
    Str text, sum;
    Err err = mod_fetch_gomod(mod_fetcher(c->g), (ModVersion){c->path, version}, (Str){0}, &text, &sum);
    if (err_is(err)) return err;
    ModFile *f = ARENA_NEW(c->g->arena, ModFile);
    err = modfile_parse(c->g->arena, "go.mod", "go.mod", text, false, f);
    c->newest = f;
    return err;
}

bool mod_retracted(const ModFile *f, Str v, Str *why)
{
    for (uint32_t i = 0; f && i < f->retract.n; i++) {
        const ModRetract *r = &f->retract.p[i];
        if (semver_cmp(v, r->low) < 0 || semver_cmp(v, r->high) > 0) continue;
        if (why) *why = r->rationale;
        return true;
    }
    return false;
}

static bool allowed(const Choice *c, Str v)
{
    return !mod_excluded(c->g, (ModVersion){c->path, v}) && !mod_retracted(c->newest, v, NULL);
}

static bool choose(const Choice *c, const StrVec *versions, Str q, Str current, Str *out)
{
    bool lowest = q.p[0] == '>';
    for (unsigned pre = 0; pre < 2; pre++) {
        for (uint32_t i = 0; i < versions->n; i++) {
            Str v = versions->p[lowest ? versions->n - 1 - i : i];
            if (is_prerelease(v) != (pre == 1) || !matches(v, q, current) || !allowed(c, v)) continue;
            *out = v;
            return true;
        }
    }
    return false;
}

// Tags of a v2 and up without a /v2 in the path count only while the module has no go.mod of its own.
static Err drop_incompatible(Choice *c, StrVec *versions)
{
    Str best = {0};
    bool any = false;
    for (uint32_t i = 0; i < versions->n; i++) {
        any |= is_incompatible(versions->p[i]);
        if (!best.n && !is_incompatible(versions->p[i]) && !is_prerelease(versions->p[i])) best = versions->p[i];
    }
    if (!any || !best.n) return ERR_NONE;
    Err err = read_newest(c, best);
    if (err_is(err)) return err;
    bool made_up = c->newest->go.n == 0 && c->newest->require.n == 0;
    c->newest = NULL;
    if (made_up) return ERR_NONE;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < versions->n; i++) {
        if (!is_incompatible(versions->p[i])) versions->p[kept++] = versions->p[i];
    }
    versions->n = kept;
    return ERR_NONE;
}

Err mod_versions(ModGraph *g, Str path, StrVec *out, bool *not_found)
{
    Err err = mod_fetch_versions(mod_fetcher(g), path, out, not_found);
    if (err_is(err)) return err;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        if (!is_pseudo(out->p[i])) out->p[kept++] = out->p[i];
    }
    out->n = kept;
    qsort(out->p, out->n, sizeof(Str), newest_first);
    Choice c = {.g = g, .path = path};
    return drop_incompatible(&c, out);
}

// The go.mod of the newest release, or of the newest pre-release where there is none.
static Err read_newest_of(Choice *c, const StrVec *versions)
{
    if (versions->n == 0) return ERR_NONE;
    Str newest = versions->p[0];
    for (uint32_t i = 0; i < versions->n; i++) {
        if (is_prerelease(versions->p[i])) continue;
        newest = versions->p[i];
        break;
    }
    return read_newest(c, newest);
}

Err mod_newest_file(ModGraph *g, Str path, const ModFile **out)
{
    StrVec versions = {0};
    bool not_found;
    Choice c = {.g = g, .path = path};
    *out = NULL;
    Err err = mod_versions(g, path, &versions, &not_found);
    if (!err_is(err)) err = read_newest_of(&c, &versions);
    *out = c.newest;
    return err;
}

static Err query_list(ModGraph *g, Str path, Str q, Str current, ModInfo *out, bool *not_found)
{
    StrVec versions = {0};
    Err err = mod_versions(g, path, &versions, not_found);
    if (err_is(err)) return err;
    Choice c = {.g = g, .path = path};
    err = read_newest_of(&c, &versions);
    if (err_is(err)) return err;
    bool open = str_eqz(q, "latest") || str_eqz(q, "upgrade");
    if (choose(&c, &versions, q, current, &out->version)) return ERR_NONE;
    bool keep = current.n && (str_eqz(q, "upgrade") || str_eqz(q, "patch"));
    if (keep) { // nothing is as new as what we have
        out->version = current;
        return ERR_NONE;
    }
    *not_found = true;
    if (open) {
        bool none;
        err = mod_fetch_latest(mod_fetcher(g), path, out, &none);
        if (!err_is(err) || !none) return err;
        err_release(&err);
    }
    return err_new("no matching versions for query \"%.*s\"", STR_FMT(q));
}

Err mod_query(ModGraph *g, Str path, Str q, Str current, ModInfo *out, bool *not_found)
{
    *out = (ModInfo){0};
    *not_found = false;
    if (str_eqz(q, "none")) return ERR_NONE;
    bool compares = q.n > 1 && (q.p[0] == '<' || q.p[0] == '>');
    bool named = str_eqz(q, "latest") || str_eqz(q, "upgrade") || str_eqz(q, "patch");
    Err err;
    if (named || compares || is_prefix(q)) {
        err = query_list(g, path, q, current, out, not_found);
        // An older pre-release or commit than what is there is no upgrade.
        if (!err_is(err) && str_eqz(q, "upgrade") && current.n && semver_cmp(out->version, current) < 0)
            out->version = current;
    } else {
        if (semver_valid(q) && mod_excluded(g, (ModVersion){path, q}))
            return err_new("%.*s@%.*s: excluded by go.mod", STR_FMT(path), STR_FMT(q));
        err = mod_fetch_info(mod_fetcher(g), path, q, out);
        *not_found = err_is(err);
    }
    return err;
}

Err mod_query_failed(ModGraph *g, Err err, Str path, Str q, bool whole)
{
    const char *one = arena_printf(g->arena, "%.*s@%.*s: ", STR_FMT(path), STR_FMT(q));
    const char *all = arena_printf(g->arena, "module %.*s: ", STR_FMT(path));
    bool named = str_eqz(q, "latest") || str_eqz(q, "upgrade") || str_eqz(q, "patch");
    bool exact = whole || !(named || is_prefix(q) || (q.n && (q.p[0] == '<' || q.p[0] == '>')));
    if (!err_is(err) || strncmp(err.msg, one, strlen(one)) == 0 || strncmp(err.msg, all, strlen(all)) == 0) return err;
    if (!exact && strcmp(err.msg, "module lookup disabled by GOPROXY=off") == 0)
        return err_wrap_take(err, "%.*s", STR_FMT(path));
    return exact ? err_wrap_take(err, "%.*s@%.*s", STR_FMT(path), STR_FMT(q))
                 : err_wrap_take(err, "module %.*s", STR_FMT(path));
}

// ---- A package that no module of the build list has

static Err provides_at(ModGraph *g, Str package, ModVersion m, bool *yes)
{
    Module probe = {.path = m.path, .version = m.version};
    bool no_sum;
    Err err = mod_need_dir(g, &probe, &no_sum);
    Str dir;
    *yes = !err_is(err) && mod_provides(g, &probe, package, &dir);
    return err;
}

bool mod_has_package(ModGraph *g, ModVersion m, Str package)
{
    bool yes;
    Err err = provides_at(g, package, m, &yes);
    err_release(&err);
    return yes;
}

// What is told in the end where no prefix has the package: a module that is there without it, else a failure,
// else that nobody knows any of them.
Err mod_query_package(ModGraph *g, Str package, Str q, ModVersion *out)
{
    Err failure = ERR_NONE, unknown = ERR_NONE;
    ModVersion holder = {0};
    bool found = false;
    for (Str path = package; path.n && !found;) {
        const Module *have = mod_module(g, path);
        ModInfo info;
        bool not_found, yes = false;
        Err err = mod_query(g, path, q, have ? have->version : (Str){0}, &info, &not_found);
        if (!err_is(err)) {
            ModVersion m = {path, info.version};
            err = provides_at(g, package, m, &yes);
            found = yes;
            if (yes) *out = m;
            if (!yes && !holder.path.n) holder = m;
            not_found = false;
        }
        Err *keep = not_found ? &unknown : &failure;
        if (err_is(err) && !err_is(*keep)) {
            *keep = mod_query_failed(g, err, path, q, false);
        } else {
            err_release(&err);
        }
        while (path.n && path.p[path.n - 1] != '/') path.n--;
        if (path.n) path.n--;
    }
    Err err = ERR_NONE;
    if (!found && str_eq(holder.path, package)) {
        *out = holder; // a module that is no package itself
    } else if (!found && holder.path.n) {
        err = str_eq(q, holder.version)
                  ? err_new("module %.*s@%.*s found, but does not contain package %.*s", STR_FMT(holder.path),
                            STR_FMT(q), STR_FMT(package))
                  : err_new("module %.*s@%.*s found (%.*s), but does not contain package %.*s", STR_FMT(holder.path),
                            STR_FMT(q), STR_FMT(holder.version), STR_FMT(package));
    } else if (!found && err_is(failure)) {
        err = failure;
        failure = ERR_NONE;
    } else if (!found) {
        err = unknown;
        unknown = ERR_NONE;
    }
    err_release(&failure);
    err_release(&unknown);
    return err;
}
