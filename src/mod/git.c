// git, by its command: the copy lies where go keeps it, GOMODCACHE/cache/vcs/HASH, so that both tools fetch once.
//
// One commit is fetched without its history where a ref names it; what asks about history (the tag a pseudo-version
// comes after, the start of a hash) fetches all. git never asks for a password: there may be nobody to answer.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mod/digest.h"
#include "mod/git.h"
#include "mod/run.h"

struct GitRepo {
    Arena *arena;
    const char *url, *dir;
    VEC(GitRef) refs;
    bool refs_read, complete;
    int lock;
};

static const char *const git_env[] = {"GIT_TERMINAL_PROMPT=0", "GCM_INTERACTIVE=never",
                                      "GIT_SSH_COMMAND=ssh -o ControlMaster=no -o BatchMode=yes", NULL};

static Err run(GitRepo *r, StrBuf *out, const char *const *args)
{
    StrBuf ignored = {0};
    const char *argv[24] = {"git"};
    size_t n = 1;
    for (size_t i = 0; args[i] && n + 1 < ARRAY_LEN(argv); i++) argv[n++] = args[i];
    // A user's own ssh command is kept.
    const char *const *env = git_env;
    static const char *const short_env[] = {"GIT_TERMINAL_PROMPT=0", "GCM_INTERACTIVE=never", NULL};
    if (getenv("GIT_SSH") || getenv("GIT_SSH_COMMAND")) env = short_env;
    Err err = run_output(r->arena, argv, r->dir, env, out ? out : &ignored);
    sb_release(&ignored);
    return err;
}
#define GIT(r, out, ...) run(r, out, (const char *const[]){__VA_ARGS__, NULL})

const char *git_url(const GitRepo *r) { return r->url; }

// ---- The copy

static Err make_copy(GitRepo *r, const char *key)
{
    if (path_is_file(path_join(r->arena, r->dir, "HEAD"))) return ERR_NONE;
    Err err = path_make_dirs(r->arena, r->dir);
    if (!err_is(err)) err = GIT(r, NULL, "init", "--bare");
    if (!err_is(err)) err = GIT(r, NULL, "remote", "add", "origin", "--", r->url);
    // What the author leaves out of archives is part of the module all the same.
    if (!err_is(err)) err = path_make_dirs(r->arena, path_join(r->arena, r->dir, "info"));
    if (!err_is(err))
        err = file_write_atomic(path_join(r->arena, r->dir, "info/attributes"),
                                STR("\n* -export-subst -export-ignore\n"));
    if (!err_is(err)) err = file_write_atomic(arena_printf(r->arena, "%s.info", r->dir), str_from(key));
    return err;
}

Err git_open(Arena *a, const char *modcache, const char *url, GitRepo **out)
{
    if (url[0] == '-' || !strstr(url, "://")) return err_new("invalid git repository URL %s", url);
    GitRepo *r = ARENA_NEW(a, GitRepo);
    const char *key = arena_printf(a, "git3:%s", url);
    Digest d;
    digest_of(&(Str){key, strlen(key)}, 1, &d);
    StrBuf hex = {0};
    for (size_t i = 0; i < sizeof d.b; i++) sb_printf(&hex, "%02x", d.b[i]);
    Str name = str_dup(a, sb_str(&hex));
    sb_release(&hex);
    const char *base = path_join(a, modcache, "cache/vcs");
    *r = (GitRepo){.arena = a, .url = url, .dir = arena_printf(a, "%s/%.*s", base, STR_FMT(name)), .lock = -1};
    Err err = path_make_dirs(a, base);
    if (err_is(err)) return err;
    r->lock = open(arena_printf(a, "%s.lock", r->dir), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (r->lock < 0) return err_new("open %s.lock: %s", r->dir, strerror(errno));
    while (flock(r->lock, LOCK_EX) != 0 && errno == EINTR) continue;
    err = make_copy(r, key);
    if (err_is(err)) {
        git_close(r);
    } else {
        *out = r;
    }
    return err;
}

void git_close(GitRepo *r)
{
    if (r->lock >= 0) close(r->lock);
    r->lock = -1;
}

bool git_answers(Arena *a, const char *url)
{
    GitRepo r = {.arena = a, .url = url, .dir = "/", .lock = -1};
    Err err = GIT(&r, NULL, "ls-remote", "--", url);
    bool yes = !err_is(err);
    err_release(&err);
    return yes;
}

// ---- Refs

static Err read_refs(GitRepo *r)
{
    if (r->refs_read) return ERR_NONE;
    StrBuf out = {0};
    Err err = GIT(r, &out, "ls-remote", "-q", "--end-of-options", "origin");
    Str rest = sb_str(&out);
    while (!err_is(err) && rest.n) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        Str line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        rest.p += line.n + (nl != NULL), rest.n -= line.n + (nl != NULL);
        const char *tab = memchr(line.p, '\t', line.n);
        if (!tab) continue;
        GitRef ref = {.hash = {line.p, (size_t)(tab - line.p)}, .name = {tab + 1, line.n - (size_t)(tab - line.p) - 1}};
        ref.hash = str_dup(r->arena, ref.hash);
        ref.name = str_dup(r->arena, ref.name);
        if (str_has_suffix(ref.name, STR("^{}")) && r->refs.n) { // what the annotated tag before it names
            r->refs.p[r->refs.n - 1].hash = ref.hash;
        } else {
            vec_push(r->arena, &r->refs, ref);
        }
    }
    sb_release(&out);
    r->refs_read = !err_is(err);
    return err;
}

static const GitRef *find_ref(const GitRepo *r, const char *name)
{
    for (uint32_t i = 0; i < r->refs.n; i++) {
        if (str_eqz(r->refs.p[i].name, name)) return &r->refs.p[i];
    }
    return NULL;
}

static void tags_where(const GitRepo *r, Str hash, StrVec *out)
{
    const Str head = STR("refs/tags/");
    for (uint32_t i = 0; i < r->refs.n; i++) {
        Str name = r->refs.p[i].name;
        if (!str_has_prefix(name, head) || (hash.n && !str_eq(r->refs.p[i].hash, hash))) continue;
        vec_push(r->arena, out, ((Str){name.p + head.n, name.n - head.n}));
    }
}

Err git_tags(GitRepo *r, StrVec *out)
{
    Err err = read_refs(r);
    if (!err_is(err)) tags_where(r, (Str){0}, out);
    return err;
}

Err git_tags_at(GitRepo *r, Str hash, StrVec *out)
{
    Err err = read_refs(r);
    if (!err_is(err)) tags_where(r, hash, out);
    return err;
}

// ---- Fetching

static Err fetch_all(GitRepo *r)
{
    if (r->complete) return ERR_NONE;
    bool shallow = path_is_file(path_join(r->arena, r->dir, "shallow"));
    Err err = shallow ? GIT(r, NULL, "-c", "protocol.version=2", "fetch", "--unshallow", "-f", "--end-of-options",
                            "origin", "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*")
                      : GIT(r, NULL, "-c", "protocol.version=2", "fetch", "-f", "--end-of-options", "origin",
                            "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*");
    r->complete = !err_is(err);
    return err;
}

static bool is_hex(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return s.n >= 7 && s.n <= 40;
}

static Err read_commit(GitRepo *r, const char *rev, GitCommit *out)
{
    StrBuf b = {0};
    Err err = GIT(r, &b, "-c", "log.showsignature=false", "log", "--no-decorate", "-n1", "--format=format:%H %ct",
                  "--end-of-options", rev, "--");
    if (!err_is(err) && b.n > 41) {
        out->hash = str_dup(r->arena, (Str){b.p, 40});
        out->time = strtoll(b.p + 41, NULL, 10);
    } else if (!err_is(err)) {
        err = err_new("unexpected response from git log: \"%s\"", b.p ? b.p : "");
    }
    sb_release(&b);
    return err;
}

static Err fetch_ref(GitRepo *r, const GitRef *ref, GitCommit *out)
{
    const char *hash = arena_strndup(r->arena, ref->hash.p, ref->hash.n);
    const char *name = arena_strndup(r->arena, ref->name.p, ref->name.n);
    out->ref = ref->name;
    Err err = read_commit(r, hash, out);
    if (!err_is(err)) return err; // it is here
    err_release(&err);
    const char *spec = strcmp(name, "HEAD") == 0 ? arena_printf(r->arena, "%s:refs/dummy", hash)
                                                 : arena_printf(r->arena, "%s:%s", name, name);
    err = GIT(r, NULL, "-c", "protocol.version=2", "fetch", "-f", "--depth=1", "--end-of-options", "origin", spec);
    if (err_is(err)) { // a server that gives no single commits
        err_release(&err);
        err = fetch_all(r);
    }
    return err_is(err) ? err : read_commit(r, hash, out);
}

Err git_commit(GitRepo *r, Str rev, GitCommit *out, bool *unknown)
{
    *out = (GitCommit){0};
    *unknown = false;
    Err err = read_refs(r);
    if (err_is(err)) return err;
    const char *name = arena_strndup(r->arena, rev.p, rev.n);
    const char *const forms[] = {arena_printf(r->arena, "refs/tags/%s", name),
                                 arena_printf(r->arena, "refs/heads/%s", name),
                                 str_has_prefix(rev, STR("refs/")) || strcmp(name, "HEAD") == 0 ? name : ""};
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        const GitRef *ref = find_ref(r, forms[i]);
        if (ref) return fetch_ref(r, ref, out);
    }
    if (is_hex(rev)) {
        for (uint32_t i = 0; i < r->refs.n; i++) {
            if (!str_has_prefix(r->refs.p[i].hash, rev)) continue;
            err = fetch_ref(r, &r->refs.p[i], out);
            out->ref = (Str){0};
            return err;
        }
        err = read_commit(r, name, out);
        if (!err_is(err)) return err;
        err_release(&err);
        err = fetch_all(r);
        if (!err_is(err)) err = read_commit(r, name, out);
        if (!err_is(err)) return err;
        err_release(&err);
    }
    *unknown = true;
    return err_new("unknown revision %.*s", STR_FMT(rev));
}

// ---- Content and history

Err git_file(GitRepo *r, Str hash, const char *path, Str *text, bool *absent)
{
    StrBuf b = {0};
    *absent = false;
    Err err =
        GIT(r, &b, "cat-file", "--end-of-options", "blob", arena_printf(r->arena, "%.*s:%s", STR_FMT(hash), path));
    if (err_is(err)) {
        *absent = true;
        err_release(&err);
        *text = (Str){0};
    } else {
        *text = str_dup(r->arena, sb_str(&b));
    }
    sb_release(&b);
    return ERR_NONE;
}

Err git_tags_before(GitRepo *r, Str hash, StrVec *out)
{
    Err err = fetch_all(r);
    if (err_is(err)) return err;
    StrBuf b = {0};
    err = GIT(r, &b, "for-each-ref", "--format=%(refname)", "--merged", arena_strndup(r->arena, hash.p, hash.n),
              "refs/tags");
    const Str head = STR("refs/tags/");
    for (Str rest = sb_str(&b); !err_is(err) && rest.n;) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        Str line = {rest.p, nl ? (size_t)(nl - rest.p) : rest.n};
        rest.p += line.n + (nl != NULL), rest.n -= line.n + (nl != NULL);
        if (str_has_prefix(line, head))
            vec_push(r->arena, out, str_dup(r->arena, (Str){line.p + head.n, line.n - head.n}));
    }
    sb_release(&b);
    return err;
}

Err git_descends(GitRepo *r, Str hash, Str tag, bool *yes)
{
    Err err = fetch_all(r);
    if (err_is(err)) return err;
    err = GIT(r, NULL, "merge-base", "--is-ancestor", "--", arena_printf(r->arena, "refs/tags/%.*s", STR_FMT(tag)),
              arena_strndup(r->arena, hash.p, hash.n));
    *yes = !err_is(err);
    err_release(&err);
    return ERR_NONE;
}

Err git_archive(GitRepo *r, Str hash, const char *subdir, const char *path)
{
    const char *rev = arena_strndup(r->arena, hash.p, hash.n);
    const char *to = arena_printf(r->arena, "--output=%s", path);
    return *subdir ? GIT(r, NULL, "-c", "core.autocrlf=input", "-c", "core.eol=lf", "archive", "--format=zip",
                         "--prefix=prefix/", to, "--end-of-options", rev, subdir)
                   : GIT(r, NULL, "-c", "core.autocrlf=input", "-c", "core.eol=lf", "archive", "--format=zip",
                         "--prefix=prefix/", to, "--end-of-options", rev);
}
