// The revision a program is built from, as git knows it, and the version that gives its module.
//
// Only for a main module, built from inside of its repository. A version is the highest tag of the revision, or a
// pseudo-version made from the highest tag among its ancestors; tags of a module in a subdirectory start with the
// directory. Files changed or not known to git add +dirty.
#include "build/vcs.h"

#include <time.h>
#include <unistd.h>

#include "build/pool.h"

// The directory that holds .git, at dir or above; empty where there is none.
static Str repo_of(Arena *a, Str dir)
{
    for (Str d = dir; d.n; d.n--) {
        if (d.n < dir.n && dir.p[d.n] != '/') continue;
        if (access(arena_printf(a, "%.*s/.git", STR_FMT(d)), F_OK) == 0) return d;
    }
    return (Str){0};
}

typedef struct GitResult {
    bool started, ok;
    int status;
    Str out; // without the last newline
} GitResult;

static GitResult git(Build *b, Str repo, const char *const *args)
{
    VEC(const char *) argv = {0};
    vec_push(b->arena, &argv, "git");
    for (; *args; args++) vec_push(b->arena, &argv, *args);
    vec_push(b->arena, &argv, (const char *)NULL);
    Job job = {.argv = argv.p, .dir = arena_strndup(b->arena, repo.p, repo.n), .title = "git"};
    pool_add(b->shared->pool, &job);
    pool_wait(b->shared->pool);
    GitResult r = {.started = job.status != -1, .ok = job.status == 0, .status = (job.status >> 8) & 0xff};
    r.out = str_dup(b->arena, sb_str(&job.output));
    while (r.out.n && r.out.p[r.out.n - 1] == '\n') r.out.n--;
    sb_release(&job.output);
    return r;
}

// ---- Versions
static bool has_major(Str version, Str major)
{
    return str_has_prefix(version, major) && version.n > major.n && version.p[major.n] == '.';
}

// Whether a tag may be a version of a module whose path ends in /v2 or the like, or in no such thing.
static bool fits_path(Str version, Str path)
{
    const char *slash = memrchr(path.p, '/', path.n);
    Str last = slash ? (Str){slash + 1, (size_t)(path.p + path.n - slash) - 1} : path;
    const char *dot = str_has_prefix(path, STR("gopkg.in/")) ? memrchr(last.p, '.', last.n) : NULL;
    if (dot) last = (Str){dot + 1, (size_t)(last.p + last.n - dot) - 1};
    if (last.n > 1 && last.p[0] == 'v' && last.p[1] >= '0' && last.p[1] <= '9') return has_major(version, last);
    return has_major(version, STR("v0")) || has_major(version, STR("v1"));
}

// One line of for-each-ref: tag, its object, the commit of an annotated tag.
static Str take_word(Str *line)
{
    const char *end = memchr(line->p, ' ', line->n);
    Str word = {line->p, end ? (size_t)(end - line->p) : line->n};
    size_t skip = word.n + (end != NULL);
    *line = (Str){line->p + skip, line->n - skip};
    return word;
}

static Str highest_tag(Str refs, Str prefix, Str path, Str revision, bool at_revision)
{
    Str best = {0};
    while (refs.n) {
        const char *nl = memchr(refs.p, '\n', refs.n);
        Str line = {refs.p, nl ? (size_t)(nl - refs.p) : refs.n};
        refs = (Str){refs.p + line.n + (nl != NULL), refs.n - line.n - (nl != NULL)};
        Str tag = take_word(&line), object = take_word(&line), commit = take_word(&line);
        if (!str_has_prefix(tag, prefix)) continue;
        tag = (Str){tag.p + prefix.n, tag.n - prefix.n};
        if (!semver_valid(tag) || memchr(tag.p, '+', tag.n) || !fits_path(tag, path)) continue;
        if (at_revision && !str_eq(commit.n ? commit : object, revision)) continue;
        if (best.n == 0 || semver_cmp(tag, best) > 0) best = tag;
    }
    return best;
}

static Str pseudo_version(Arena *a, Str path, Str older, time_t when, Str revision)
{
    struct tm tm;
    gmtime_r(&when, &tm);
    char stamp[32];
    strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &tm);
    const char *rest = arena_printf(a, "%s-%.12s", stamp, revision.p);
    if (older.n == 0) {
        const char *slash = memrchr(path.p, '/', path.n);
        Str last = slash ? (Str){slash + 1, (size_t)(path.p + path.n - slash) - 1} : (Str){0};
        bool major = last.n > 1 && last.p[0] == 'v' && last.p[1] >= '2' && last.p[1] <= '9';
        return str_from(arena_printf(a, "%.*s.0.0-%s", STR_FMT(major ? last : STR("v0")), rest));
    }
    if (memchr(older.p, '-', older.n)) return str_from(arena_printf(a, "%.*s.0.%s", STR_FMT(older), rest));
    const char *dot = memrchr(older.p, '.', older.n);
    int head = (int)(dot + 1 - older.p);
    unsigned long patch = strtoul(arena_strndup(a, dot + 1, older.n - (size_t)head), NULL, 10);
    return str_from(arena_printf(a, "%.*s%lu-0.%s", head, older.p, patch + 1, rest));
}

static void find_version(Build *b, Str repo, const Module *m, time_t when)
{
    VcsStamp *v = &b->vcs;
    if (!path_is_file(arena_printf(b->arena, "%.*s/go.mod", STR_FMT(repo)))) return;
    const char *merged[] = {"for-each-ref", "--merged=HEAD", "--format=%(refname:strip=2) %(objectname) %(*objectname)",
                            "refs/tags", NULL};
    GitResult refs = git(b, repo, merged);
    if (!refs.ok) return;
    Str prefix = {0};
    if (m->dir.n > repo.n)
        prefix = str_from(arena_printf(b->arena, "%.*s/", (int)(m->dir.n - repo.n - 1), m->dir.p + repo.n + 1));
    v->version = highest_tag(refs.out, prefix, m->path, v->revision, true);
    if (v->version.n == 0) {
        Str older = highest_tag(refs.out, prefix, m->path, v->revision, false);
        v->version = pseudo_version(b->arena, m->path, older, when, v->revision);
    }
    if (v->modified) v->version = str_from(arena_printf(b->arena, "%.*s+dirty", STR_FMT(v->version)));
}

// ---- The stamp
static Err failed(GitResult r)
{
    return err_new("error obtaining VCS status: exit status %d\n\tUse -buildvcs=false to disable VCS stamping.",
                   r.status);
}

static Err read_state(Build *b, Str repo, const Module *m)
{
    VcsStamp *v = &b->vcs;
    const char *status_args[] = {"status", "--porcelain", NULL};
    GitResult status = git(b, repo, status_args);
    if (!status.started && b->opt->vcs == VCS_AUTO) return ERR_NONE;
    if (!status.ok) return failed(status);
    const char *log_args[] = {"-c", "log.showsignature=false", "log", "-1", "--format=%H:%ct", NULL};
    GitResult log = git(b, repo, log_args);
    v->modified = status.out.n > 0;
    if (!log.ok && !v->modified) return failed(log);
    v->known = true;
    const char *colon = log.ok ? memchr(log.out.p, ':', log.out.n) : NULL;
    if (!colon) return ERR_NONE; // no commits yet
    v->revision = (Str){log.out.p, (size_t)(colon - log.out.p)};
    time_t when = (time_t)strtoll(arena_strndup(b->arena, colon + 1, log.out.n - v->revision.n - 1), NULL, 10);
    struct tm tm;
    gmtime_r(&when, &tm);
    char text[32];
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    v->time = str_from(arena_strndup(b->arena, text, strlen(text)));
    find_version(b, repo, m, when);
    return ERR_NONE;
}

Err vcs_stamp(Build *b, const LoadPkg *p)
{
    b->vcs = (VcsStamp){0};
    const Module *m = p->module;
    if (b->opt->vcs == VCS_OFF || b->opt->dry_run || p->cmdline || !m || !m->main || p->standard) return ERR_NONE;
    Str repo = repo_of(b->arena, str_from(b->loader->cwd));
    if (repo.n == 0 || !(path_within(m->dir, repo) || path_within(repo, m->dir))) return ERR_NONE;
    bool same = str_eq(repo_of(b->arena, p->dir), repo) && str_eq(repo_of(b->arena, m->dir), repo);
    if (same) return read_state(b, repo, m);
    return b->opt->vcs == VCS_AUTO
               ? ERR_NONE
               : err_new("main package or main module is outside of the repository of the current directory");
}
