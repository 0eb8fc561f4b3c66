// Which repository a module is in: known hosts by their form, paths that say ".git", else what
// https://PATH?go-get=1 answers in <meta name="go-import"> tags.
#include <ctype.h>

#include "mod/git.h"
#include "mod/repo.h"

enum { PAGE_LIMIT = 4 << 20 };

static bool insecure(const ModFetcher *f, Str path)
{
    return goenv_matches(f->env, goenv_get(f->env, "GOINSECURE", ""), path);
}

static bool is_private(const ModFetcher *f, Str path)
{
    return goenv_matches(f->env, goenv_get(f->env, "GOPRIVATE", ""), path);
}

// $GOVCS: pattern:vcs|vcs,… the first pattern that matches decides.
static Err check_govcs(const ModFetcher *f, Str root, const char *vcs)
{
    const char *list = goenv_get(f->env, "GOVCS", "");
    for (const char *at = list; *at;) {
        size_t n = strcspn(at, ",");
        const char *colon = memchr(at, ':', n);
        if (!colon) return err_new("malformed entry in GOVCS (missing colon): \"%.*s\"", (int)n, at);
        const char *pattern = arena_strndup(f->arena, at, (size_t)(colon - at));
        Str allowed = {colon + 1, n - (size_t)(colon - at) - 1};
        at += n + (at[n] == ',');
        bool private = is_private(f, root);
        bool match = strcmp(pattern, "public") == 0    ? !private
                     : strcmp(pattern, "private") == 0 ? private
                                                       : goenv_matches(f->env, pattern, root);
        if (!match) continue;
        for (size_t i = 0; i <= allowed.n;) {
            const char *bar = memchr(allowed.p + i, '|', allowed.n - i);
            Str one = {allowed.p + i, bar ? (size_t)(bar - allowed.p) - i : allowed.n - i};
            if (str_eqz(one, vcs) || str_eqz(one, "all")) return ERR_NONE;
            i += one.n + 1;
        }
        return err_new("GOVCS disallows using %s for %s %.*s; see 'go help vcs'", vcs, private ? "private" : "public",
                       STR_FMT(root));
    }
    return ERR_NONE; // by default: git for all
}

// ---- Paths that say it themselves

// The first n elements of a path, or an empty string where it has fewer.
static Str elements(Str path, unsigned n)
{
    for (size_t i = 0; i <= path.n; i++) {
        if ((i == path.n || path.p[i] == '/') && --n == 0) return (Str){path.p, i};
    }
    return (Str){0};
}

static bool known_host(Arena *a, Str path, Repo *out)
{
    static const char *const hosts[] = {"github.com/", "bitbucket.org/"};
    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        if (!str_has_prefix(path, str_from(hosts[i]))) continue;
        out->root = elements(path, 3);
        out->url = arena_printf(a, "https://%.*s", STR_FMT(out->root));
        return out->root.n > 0;
    }
    return false;
}

// host.name/dir.git/…: the scheme is found by trying.
static bool named_git(ModFetcher *f, Str path, Repo *out, Err *err)
{
    static const char *const schemes[] = {"https", "git+ssh", "ssh", "http", "git"};
    enum { SECURE = 3 };
    const char *slash = memchr(path.p, '/', path.n);
    if (!slash || !memchr(path.p, '.', (size_t)(slash - path.p))) return false;
    Str root = {0};
    for (const char *at = slash; (at = memmem(at, path.n - (size_t)(at - path.p), ".git", 4)); at += 4) {
        size_t end = (size_t)(at - path.p) + 4;
        if (end == path.n || path.p[end] == '/') {
            root = (Str){path.p, end};
            break;
        }
    }
    if (root.n == 0) return false;
    out->root = root;
    size_t n = insecure(f, path) ? ARRAY_LEN(schemes) : SECURE;
    for (size_t i = 0; i < n; i++) {
        out->url = arena_printf(f->arena, "%s://%.*s", schemes[i], (int)root.n - 4, root.p); // git finds ".git" itself
        if (git_answers(f->arena, out->url)) return true;
    }
    *err = err_new("no secure protocol found for repository");
    return true;
}

// ---- Pages with meta tags

typedef struct MetaImport {
    Str prefix, vcs, url, subdir;
} MetaImport;
typedef VEC(MetaImport) MetaImports;

// The value of an attribute of a tag; empty where it has none.
static Str attribute(Str tag, const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i + n + 2 < tag.n; i++) {
        if (strncasecmp(tag.p + i, name, n) != 0 || tag.p[i + n] != '=' || (i && !isspace((unsigned char)tag.p[i - 1])))
            continue;
        size_t at = i + n + 1;
        char quote = tag.p[at];
        bool quoted = quote == '"' || quote == '\'';
        size_t start = at + quoted, end = start;
        while (end < tag.n && (quoted ? tag.p[end] != quote : !isspace((unsigned char)tag.p[end]) && tag.p[end] != '>'))
            end++;
        return (Str){tag.p + start, end - start};
    }
    return (Str){0};
}

static Str word(Str *s)
{
    while (s->n && isspace((unsigned char)*s->p)) s->p++, s->n--;
    Str w = {s->p, 0};
    while (w.n < s->n && !isspace((unsigned char)w.p[w.n])) w.n++;
    s->p += w.n, s->n -= w.n;
    return w;
}

static void read_metas(Arena *a, Str page, MetaImports *out)
{
    for (size_t i = 0; i < page.n; i++) {
        if (page.p[i] != '<') continue;
        Str rest = {page.p + i, page.n - i};
        if ((rest.n > 5 && strncasecmp(rest.p, "<body", 5) == 0) ||
            (rest.n > 6 && strncasecmp(rest.p, "</head", 6) == 0))
            return;
        const char *end = memchr(rest.p, '>', rest.n);
        if (!end || rest.n < 6 || strncasecmp(rest.p, "<meta", 5) != 0) continue;
        Str tag = {rest.p, (size_t)(end - rest.p)};
        if (!str_eqz(attribute(tag, "name"), "go-import")) continue;
        Str content = attribute(tag, "content");
        MetaImport m = {.prefix = word(&content)};
        m.vcs = word(&content);
        m.url = word(&content);
        m.subdir = word(&content);
        if (m.url.n && word(&content).n == 0) vec_push(a, out, m);
    }
}

static Err get_page(ModFetcher *f, Str path, const char **url, Str *page)
{
    Err err = ERR_NONE;
    bool plain = insecure(f, path);
    for (unsigned i = 0; i < (plain ? 2u : 1u); i++) {
        err_release(&err);
        *url = arena_printf(f->arena, "%s://%.*s?go-get=1", i ? "http" : "https", STR_FMT(path));
        StrBuf b = {0};
        NetStatus status = net_get(f->net, *url, PAGE_LIMIT, &b, &err);
        *page = str_dup(f->arena, sb_str(&b));
        sb_release(&b);
        if (status == NET_OK) return ERR_NONE;
    }
    return err;
}

// The tag whose prefix the path has; a tag of kind "mod" wins.
static Err choose(ModFetcher *f, Str path, const char *url, Str page, MetaImport *out)
{
    MetaImports all = {0};
    read_metas(f->arena, page, &all);
    bool found = false;
    StrBuf others = {0};
    for (uint32_t i = 0; i < all.n; i++) {
        const MetaImport *m = &all.p[i];
        if (!path_within(path, m->prefix)) {
            sb_printf(&others, "\n\tmeta tag %.*s did not match import path %.*s", STR_FMT(m->prefix), STR_FMT(path));
        } else if (!found || (str_eqz(m->vcs, "mod") && !str_eqz(out->vcs, "mod"))) {
            *out = *m;
            found = true;
        }
    }
    Err err = found ? ERR_NONE : err_new("parse %s: no go-import meta tags (%s)", url, others.n ? others.p : "");
    sb_release(&others);
    return err;
}

static Err by_page(ModFetcher *f, Str path, Repo *out)
{
    const char *url;
    Str page;
    MetaImport m, again;
    Err err = get_page(f, path, &url, &page);
    if (!err_is(err)) err = choose(f, path, url, page, &m);
    if (!err_is(err) && !str_eq(m.prefix, path)) { // the top must say the same of itself
        err = get_page(f, m.prefix, &url, &page);
        if (!err_is(err)) err = choose(f, m.prefix, url, page, &again);
        bool same =
            !err_is(err) && str_eq(again.prefix, m.prefix) && str_eq(again.vcs, m.vcs) && str_eq(again.url, m.url);
        if (!err_is(err) && !same)
            err = err_new("%s and https://%.*s?go-get=1 disagree about go-import for %.*s", url, STR_FMT(path),
                          STR_FMT(m.prefix));
    }
    if (err_is(err)) return err;
    const char *to = arena_strndup(f->arena, m.url.p, m.url.n), *colon = strstr(to, "://");
    if (!colon || colon == to) return err_new("invalid repo root \"%s\": no scheme", to);
    if (strncmp(to, "file:", 5) == 0) return err_new("invalid repo root \"%s\": file scheme disallowed", to);
    bool secure = strncmp(to, "https:", 6) == 0 || strncmp(to, "ssh:", 4) == 0 || strncmp(to, "git+ssh:", 8) == 0;
    if (!secure && !insecure(f, path)) return err_new("%.*s: cannot use insecure repository %s", STR_FMT(m.prefix), to);
    *out = (Repo){.root = str_dup(f->arena, m.prefix),
                  .vcs = arena_strndup(f->arena, m.vcs.p, m.vcs.n),
                  .url = to,
                  .subdir = arena_strndup(f->arena, m.subdir.p ? m.subdir.p : "", m.subdir.n)};
    return ERR_NONE;
}

Err repo_find(ModFetcher *f, Str path, Repo *out)
{
    *out = (Repo){.vcs = "git", .subdir = ""};
    Err err = ERR_NONE;
    if (!known_host(f->arena, path, out) && !named_git(f, path, out, &err)) {
        err = by_page(f, path, out);
        err = err_wrap_take(err, "unrecognized import path \"%.*s\"", STR_FMT(path));
    }
    if (err_is(err) || strcmp(out->vcs, "mod") == 0) return err;
    err = check_govcs(f, out->root, out->vcs);
    if (!err_is(err) && strcmp(out->vcs, "git") != 0)
        err = err_new("%.*s is in a %s repository: undergo reads git repositories only", STR_FMT(out->root), out->vcs);
    return err;
}
