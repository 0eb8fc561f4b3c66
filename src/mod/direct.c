// From tags and commits of a repository to versions of a module (https://go.dev/ref/mod#vcs-version).
//
// A module lies at its path below the repository's root: its tags are "v1.2.3" there, "dir/v1.2.3" below. A path that
// ends in /vN has its go.mod in that directory or in the one above it. Of a repository without go.mod files every
// version is a module; those of v2 and up are +incompatible.
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "mod/direct.h"
#include "mod/git.h"
#include "mod/pseudo.h"
#include "mod/repo.h"
#include "mod/zip.h"
#include "mod/zipwrite.h"

typedef struct Code {
    ModFetcher *f;
    Arena *arena;
    Str path;
    Repo repo;
    GitRepo *git;
    const char *dir; // of the module without its /vN, in the repository; "" the top
    Str major;       // "/v2", ".v2", or empty
} Code;

static Str path_major_of(Str path)
{
    size_t i = path.n;
    bool gopkg = str_has_prefix(path, STR("gopkg.in/"));
    while (i > 0 && path.p[i - 1] >= '0' && path.p[i - 1] <= '9') i--;
    if (i == path.n || i < 2 || path.p[i - 1] != 'v' || path.p[i - 2] != (gopkg ? '.' : '/')) return (Str){0};
    Str major = {path.p + i - 2, path.n - i + 2};
    bool low = !gopkg && (str_eqz(major, "/v0") || str_eqz(major, "/v1") || path.p[i] == '0');
    return low ? (Str){0} : major;
}

static Err open_code(ModFetcher *f, Str path, Code *c)
{
    *c = (Code){.f = f, .arena = f->arena, .path = path};
    Err err = repo_find(f, path, &c->repo);
    if (err_is(err)) return err;
    c->major = str_eq(c->repo.root, path) ? (Str){0} : path_major_of(path);
    if (str_has_prefix(path, STR("gopkg.in/"))) c->major = path_major_of(path);
    Str prefix = {path.p, path.n - c->major.n};
    Str rest =
        prefix.n > c->repo.root.n ? (Str){prefix.p + c->repo.root.n + 1, prefix.n - c->repo.root.n - 1} : (Str){0};
    const char *below = arena_strndup(f->arena, rest.p ? rest.p : "", rest.n);
    c->dir = *c->repo.subdir && *below ? path_join(f->arena, c->repo.subdir, below) : *below ? below : c->repo.subdir;
    if (strcmp(c->repo.vcs, "mod") == 0) return ERR_NONE;
    err = git_open(f->arena, goenv_modcache(f->env), c->repo.url, &c->git);
    return err_wrap_take(err, "%.*s", STR_FMT(path));
}

static void close_code(Code *c)
{
    if (c->git) git_close(c->git);
}

// A tag's version in this module, or an empty string.
static Str version_of_tag(const Code *c, Str tag)
{
    size_t n = strlen(c->dir);
    if (n) {
        if (!str_has_prefix(tag, str_from(c->dir)) || tag.n <= n || tag.p[n] != '/') return (Str){0};
        tag.p += n + 1, tag.n -= n + 1;
    }
    return semver_canonical(tag) && !pseudo_is(tag) ? tag : (Str){0};
}

static bool fits_major(const Code *c, Str v)
{
    Str m = semver_major(v);
    if (c->major.n) return str_eq(m, (Str){c->major.p + 1, c->major.n - 1});
    return str_eqz(m, "v0") || str_eqz(m, "v1");
}

static Str tag_of_version(const Code *c, Str v)
{
    if (str_has_suffix(v, STR("+incompatible"))) v.n -= 13;
    return *c->dir ? str_from(arena_printf(c->arena, "%s/%.*s", c->dir, STR_FMT(v))) : v;
}

// The module line of a go.mod; empty where it has none.
static Str module_line(Arena *a, Str text)
{
    ModFile f;
    Err err = modfile_parse(a, "go.mod", "go.mod", text, false, &f);
    err_release(&err); // what is wrong with the rest is told when it is read as the module's file
    return f.module;
}

static const char *in_dir(Arena *a, const char *dir, const char *name) { return *dir ? path_join(a, dir, name) : name; }

static bool declares_major(const Code *c, Str declared)
{
    Str m = path_major_of(declared);
    if (declared.n == 0) return false;
    if (c->major.n == 0) return m.n == 0 || str_has_prefix(declared, STR("gopkg.in/"));
    return str_eq((Str){m.p + (m.n > 0), m.n - (m.n > 0)}, (Str){c->major.p + 1, c->major.n - 1});
}

// Which directory of a commit is the module's, and its go.mod; none at all is an empty text.
static Err find_dir(const Code *c, Str hash, const char *rev, Str version, const char **dir, Str *gomod)
{
    Arena *a = c->arena;
    const char *file1 = in_dir(a, c->dir, "go.mod");
    Str text1, text2 = {0};
    bool absent1, absent2 = true;
    Err err = git_file(c->git, hash, file1, &text1, &absent1);
    if (err_is(err)) return err;
    bool gopkg = str_has_prefix(c->path, STR("gopkg.in/"));
    Str declared1 = absent1 ? (Str){0} : module_line(a, text1);
    bool found1 = !absent1 && (gopkg || declares_major(c, declared1));
    const char *dir2 = NULL, *file2 = NULL;
    if (c->major.n && !gopkg) {
        dir2 = in_dir(a, c->dir, arena_strndup(a, c->major.p + 1, c->major.n - 1));
        file2 = path_join(a, dir2, "go.mod");
        err = git_file(c->git, hash, file2, &text2, &absent2);
        if (err_is(err)) return err;
    }
    if (!absent2 && declares_major(c, module_line(a, text2))) {
        if (found1) return err_new("found two go.mod files at revision %s: %s and %s", rev, file1, file2);
        *dir = dir2;
        *gomod = text2;
        return ERR_NONE;
    }
    if (found1) {
        *dir = c->dir;
        *gomod = text1;
        return ERR_NONE;
    }
    if (!absent1 && c->major.n)
        return err_new("%s has %s module path \"%.*s\" at revision %s", file1,
                       path_major_of(declared1).n ? "post-v2" : arena_printf(a, "non-...%.*s", STR_FMT(c->major)),
                       STR_FMT(declared1), rev);
    if (!absent1)
        return err_new("%s has post-%.*s module path \"%.*s\" at revision %s", file1, STR_FMT(semver_major(version)),
                       STR_FMT(declared1), rev);
    if (c->major.n && !gopkg) return err_new("missing %s and %s at revision %s", file1, file2, rev);
    if (*c->dir) return err_new("missing %s at revision %s", file1, rev);
    *dir = c->dir;
    *gomod = (Str){0};
    return ERR_NONE;
}

// ---- Versions

static int oldest_first(const void *x, const void *y) { return semver_cmp(*(const Str *)x, *(const Str *)y); }

static Err has_gomod(const Code *c, Str version, bool *yes)
{
    GitCommit commit;
    bool unknown, absent;
    Str text;
    Err err = git_commit(c->git, tag_of_version(c, version), &commit, &unknown);
    if (!err_is(err)) err = git_file(c->git, commit.hash, "go.mod", &text, &absent);
    *yes = !err_is(err) && !absent;
    return err;
}

static Err list_versions(const Code *c, StrBuf *out)
{
    StrVec tags = {0}, good = {0}, incompatible = {0};
    Err err = git_tags(c->git, &tags);
    for (uint32_t i = 0; i < tags.n && !err_is(err); i++) {
        Str v = version_of_tag(c, tags.p[i]);
        if (v.n == 0) continue;
        if (fits_major(c, v)) {
            vec_push(c->arena, &good, v);
        } else if (!*c->dir && !c->major.n) {
            vec_push(c->arena, &incompatible, v);
        }
    }
    if (good.n) qsort(good.p, good.n, sizeof(Str), oldest_first);
    if (incompatible.n) qsort(incompatible.p, incompatible.n, sizeof(Str), oldest_first);
    bool modules = false; // the newest v0 or v1 has a go.mod, so +incompatible versions are not meant
    if (incompatible.n && good.n && !err_is(err)) err = has_gomod(c, good.p[good.n - 1], &modules);
    for (uint32_t i = 0; i < good.n && !err_is(err); i++) sb_printf(out, "%.*s\n", STR_FMT(good.p[i]));
    Str last_major = {0};
    bool skip = false;
    for (uint32_t i = 0; i < incompatible.n && !modules && !err_is(err); i++) {
        Str v = incompatible.p[i];
        if (!str_eq(semver_major(v), last_major)) { // as its newest has it, so have all of a major version
            last_major = semver_major(v);
            uint32_t newest = i;
            while (newest + 1 < incompatible.n && str_eq(semver_major(incompatible.p[newest + 1]), last_major))
                newest++;
            err = has_gomod(c, incompatible.p[newest], &skip);
        }
        if (!skip && !err_is(err)) sb_printf(out, "%.*s+incompatible\n", STR_FMT(v));
    }
    return err;
}

// ---- A revision

typedef struct Revision {
    GitCommit commit;
    Str version, tag;
} Revision;

static Err bad_version(const Code *c, Str v, const char *why)
{
    return err_new("%.*s@%.*s: invalid version: %s", STR_FMT(c->path), STR_FMT(v), why);
}

static Err bad_pseudo(const Code *c, Str v, const char *why)
{
    return err_new("%.*s@%.*s: invalid pseudo-version: %s", STR_FMT(c->path), STR_FMT(v), why);
}

// The tag of a commit that is a version of this module; +incompatible where it must be.
static Err tagged_version(const Code *c, const GitCommit *commit, bool no_gomod, Revision *out)
{
    StrVec tags = {0};
    Err err = git_tags_at(c->git, commit->hash, &tags);
    for (uint32_t i = 0; i < tags.n && !err_is(err); i++) {
        Str v = version_of_tag(c, tags.p[i]);
        bool fits = v.n && fits_major(c, v), may = v.n && !fits && no_gomod && !*c->dir && !c->major.n;
        if (!fits && !may) continue;
        if (may) v = str_from(arena_printf(c->arena, "%.*s+incompatible", STR_FMT(v)));
        if (out->version.n && semver_cmp(v, out->version) <= 0) continue;
        out->version = v;
        out->tag = tags.p[i];
    }
    return err;
}

static Err pseudo_version(const Code *c, const GitCommit *commit, bool no_gomod, Revision *out)
{
    StrVec tags = {0};
    Str base = {0};
    Err err = git_tags_before(c->git, commit->hash, &tags);
    for (uint32_t i = 0; i < tags.n && !err_is(err); i++) {
        Str v = version_of_tag(c, tags.p[i]);
        bool fits = v.n && fits_major(c, v), may = v.n && !fits && no_gomod && !*c->dir && !c->major.n;
        if (may) v = str_from(arena_printf(c->arena, "%.*s+incompatible", STR_FMT(v)));
        if ((fits || may) && (base.n == 0 || semver_cmp(v, base) > 0)) base = v;
    }
    Str major = c->major.n ? (Str){c->major.p + 1, c->major.n - 1} : STR("v0");
    out->version = pseudo_make(c->arena, major, base, commit->time, commit->hash);
    return err;
}

// A pseudo-version says the commit's time and the tag before it: both must be so.
static Err check_pseudo(const Code *c, Str v, const GitCommit *commit)
{
    Arena *a = c->arena;
    Str rev = pseudo_rev(v), stamp = pseudo_stamp(a, commit->time);
    if (!str_eq(rev, (Str){commit->hash.p, 12}))
        return bad_pseudo(c, v,
                          arena_printf(a, "revision is %s than canonical (expected %.*s)",
                                       rev.n < 12 ? "shorter" : "longer", 12, commit->hash.p));
    if (!str_eq(pseudo_time(v), stamp)) {
        const char *s = arena_strndup(a, stamp.p, stamp.n);
        return bad_pseudo(c, v, arena_printf(a, "does not match version-control timestamp (expected %s)", s));
    }
    Str base = pseudo_base(a, v);
    if (base.n == 0) return ERR_NONE;
    StrVec tags = {0};
    Err err = git_tags(c->git, &tags);
    bool there = false, descends = false;
    Str tag = tag_of_version(c, base);
    for (uint32_t i = 0; i < tags.n; i++) there |= str_eq(tags.p[i], tag);
    if (!err_is(err) && there) err = git_descends(c->git, commit->hash, tag, &descends);
    if (err_is(err) || descends) return err;
    return bad_pseudo(c, v,
                      there ? arena_printf(a, "revision %.*s is not a descendent of preceding tag (%.*s)", 12,
                                           commit->hash.p, STR_FMT(tag))
                            : arena_printf(a, "preceding tag (%.*s) not found", STR_FMT(tag)));
}

static Err revision_of(const Code *c, Str query, Revision *out)
{
    *out = (Revision){0};
    bool pseudo = pseudo_is(query), version = semver_valid(query) && !pseudo, unknown;
    Str plain = query;
    if (str_has_suffix(plain, STR("+incompatible"))) plain.n -= 13;
    Str rev = pseudo ? pseudo_rev(query) : version && semver_canonical(plain) ? tag_of_version(c, query) : query;
    Err err = git_commit(c->git, rev, &out->commit, &unknown);
    if (err_is(err) && unknown) {
        Err told = bad_version(c, query, err.msg);
        err_release(&err);
        return told;
    }
    if (err_is(err)) return err_wrap_take(err, "%.*s", STR_FMT(c->path));
    if (pseudo) {
        out->version = query;
        return check_pseudo(c, query, &out->commit);
    }
    const char *dir;
    Str gomod;
    bool named = version && semver_canonical(plain); // by itself; else the commit is given a version
    const char *name = named ? arena_strndup(c->arena, rev.p, rev.n) : arena_strndup(c->arena, out->commit.hash.p, 12);
    Revision without = {.version = named ? query : (Str){0}};
    Err more = named ? ERR_NONE : tagged_version(c, &out->commit, false, &without);
    err_release(&more);
    err = find_dir(c, out->commit.hash, name, without.version.n ? without.version : STR("v1"), &dir, &gomod);
    if (err_is(err)) {
        more = without.version.n ? ERR_NONE : pseudo_version(c, &out->commit, false, &without);
        err_release(&more); // the first error is the one to tell
        Err told = bad_version(c, without.version.n ? without.version : query, err.msg);
        err_release(&err);
        return told;
    }
    bool no_gomod = gomod.n == 0;
    if (named) {
        bool fits = fits_major(c, query), marked = plain.n != query.n;
        if (!fits && !no_gomod && !c->major.n) {
            Str m = semver_major(query);
            return bad_version(c, query,
                               arena_printf(c->arena,
                                            "module contains a go.mod file, so module path must match major "
                                            "version (\"%.*s/%.*s\")",
                                            STR_FMT(c->path), STR_FMT(m)));
        }
        out->tag = rev;
        out->version = fits || marked ? query : str_from(arena_printf(c->arena, "%.*s+incompatible", STR_FMT(query)));
        return ERR_NONE;
    }
    err = tagged_version(c, &out->commit, no_gomod, out);
    return err_is(err) || out->version.n ? err : pseudo_version(c, &out->commit, no_gomod, out);
}

static void put_info(const Code *c, const Revision *r, StrBuf *out)
{
    time_t t = (time_t)r->commit.time;
    struct tm tm;
    gmtime_r(&t, &tm);
    char when[32];
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    sb_printf(out, "{\"Version\":\"%.*s\",\"Time\":\"%s\",\"Origin\":{\"VCS\":\"git\",\"URL\":", STR_FMT(r->version),
              when);
    sb_put_quoted(out, str_from(git_url(c->git)));
    if (*c->dir) {
        sb_puts(out, ",\"Subdir\":");
        sb_put_quoted(out, str_from(c->dir));
    }
    sb_printf(out, ",\"Hash\":\"%.*s\"", STR_FMT(r->commit.hash));
    if (r->commit.ref.n) {
        sb_puts(out, ",\"Ref\":");
        sb_put_quoted(out, r->commit.ref);
    }
    sb_puts(out, "}}");
}

// ---- The archive

static bool vendored(Str name)
{
    const char *at = str_has_prefix(name, STR("vendor/")) ? name.p : memmem(name.p, name.n, "/vendor/", 8);
    if (!at) return false;
    // Where vendor is not at the top, go counts from the name's start as if it were: the sums of old archives hang on it.
    size_t from = 7 + (at != name.p);
    return from < name.n && memchr(name.p + from, '/', name.n - from) != NULL;
}

static Err gather(void *ctx, const void *p, size_t n)
{
    sb_put(ctx, (Str){p, n});
    return ERR_NONE;
}

// Other modules inside, and what is no plain file, are not part of it.
static bool left_out(const StrVec *nested, Str name, const ZipEntry *e)
{
    uint32_t type = e->mode & 0170000;
    if (name.n == 0 || name.p[name.n - 1] == '/' || (type && type != 0100000) || vendored(name)) return true;
    for (uint32_t i = 0; i < nested->n; i++) {
        if (path_within(name, nested->p[i])) return true;
    }
    return false;
}

static bool below(Str entry, const char *dir, Str *name)
{
    Str prefix = STR("prefix/");
    if (!str_has_prefix(entry, prefix)) return false;
    *name = (Str){entry.p + prefix.n, entry.n - prefix.n};
    size_t n = strlen(dir);
    if (n == 0) return true;
    if (!str_has_prefix(*name, str_from(dir)) || name->n <= n || name->p[n] != '/') return false;
    name->p += n + 1, name->n -= n + 1;
    return true;
}

static Err repack(const Code *c, Str hash, const char *dir, ModVersion m, const Zip *from, FILE *to)
{
    StrVec nested = {0};
    Str name;
    for (uint32_t i = 0; i < from->entries.n; i++) {
        if (!below(from->entries.p[i].name, dir, &name) || name.n < 8 || !str_has_suffix(name, STR("/go.mod")))
            continue;
        vec_push(c->arena, &nested, ((Str){name.p, name.n - 7}));
    }
    ZipWriter w = {.to = to};
    Err err = ERR_NONE;
    bool license = false;
    for (uint32_t i = 0; i < from->entries.n && !err_is(err); i++) {
        const ZipEntry *e = &from->entries.p[i];
        if (!below(e->name, dir, &name) || left_out(&nested, name, e)) continue;
        license |= str_eqz(name, "LICENSE");
        StrBuf text = {0};
        err = zip_read(e, gather, &text);
        if (!err_is(err))
            err = zipw_add(
                &w,
                str_from(arena_printf(c->arena, "%.*s@%.*s/%.*s", STR_FMT(m.path), STR_FMT(m.version), STR_FMT(name))),
                sb_str(&text));
        sb_release(&text);
    }
    Str text;
    bool absent = true;
    if (!license && *dir && !err_is(err)) err = git_file(c->git, hash, "LICENSE", &text, &absent);
    if (!absent && !err_is(err))
        err = zipw_add(&w, str_from(arena_printf(c->arena, "%.*s@%.*s/LICENSE", STR_FMT(m.path), STR_FMT(m.version))),
                       text);
    if (!err_is(err)) return zipw_end(&w);
    sb_release(&w.directory);
    return err;
}

static Err make_zip(const Code *c, ModVersion m, FILE *to)
{
    Revision r;
    const char *dir;
    Str gomod;
    Err err = revision_of(c, m.version, &r);
    if (!err_is(err))
        err = find_dir(c, r.commit.hash, arena_strndup(c->arena, m.version.p, m.version.n), m.version, &dir, &gomod);
    if (err_is(err)) return err;
    char *temp = arena_printf(c->arena, "%s/undergo-git-XXXXXX", goenv_get(c->f->env, "TMPDIR", "/tmp"));
    int fd = mkstemp(temp);
    if (fd < 0) return err_new("cannot make a file in %s", goenv_get(c->f->env, "TMPDIR", "/tmp"));
    close(fd);
    err = git_archive(c->git, r.commit.hash, dir, temp);
    Zip z;
    if (!err_is(err)) err = zip_open(c->arena, temp, &z);
    if (!err_is(err)) {
        err = repack(c, r.commit.hash, dir, m, &z, to);
        zip_close(&z);
    }
    unlink(temp);
    return err;
}

// ---- The door

static Err answer(const Code *c, ModVersion m, const char *tail, StrBuf *out)
{
    if (strcmp(tail, "@v/list") == 0) {
        Err err = list_versions(c, out);
        return err_wrap_take(err, "module %.*s", STR_FMT(c->path));
    }
    Revision r;
    Err err = revision_of(c, m.version.n ? m.version : STR("HEAD"), &r);
    if (err_is(err)) return err;
    if (strcmp(tail, ".mod") != 0) {
        put_info(c, &r, out);
        return ERR_NONE;
    }
    const char *dir;
    Str gomod;
    err = find_dir(c, r.commit.hash, arena_strndup(c->arena, m.version.p, m.version.n), m.version, &dir, &gomod);
    if (err_is(err)) return err;
    if (gomod.n) {
        sb_put(out, gomod);
    } else {
        sb_printf(out, "module %.*s\n", STR_FMT(modtext_quote(c->arena, m.path)));
    }
    return ERR_NONE;
}

static NetStatus status_of(Err *err) { return err_is(*err) ? NET_NOT_FOUND : NET_OK; }

// A repository of kind "mod" is a proxy.
static const char *proxy_url(const Code *c, ModVersion m, const char *tail)
{
    Proxy p = {.kind = PROXY_URL, .url = c->repo.url};
    Err none = ERR_NONE;
    return fetcher_url(c->f, &p, m, tail, &none);
}

NetStatus direct_get(ModFetcher *f, ModVersion m, const char *tail, StrBuf *out, Err *err)
{
    Code c;
    *err = open_code(f, m.path, &c);
    if (err_is(*err)) return NET_NOT_FOUND;
    if (!c.git) return net_get(f->net, proxy_url(&c, m, tail), 16 << 20, out, err);
    *err = answer(&c, m, tail, out);
    close_code(&c);
    return status_of(err);
}

NetStatus direct_zip(ModFetcher *f, ModVersion m, FILE *to, Err *err)
{
    Code c;
    *err = open_code(f, m.path, &c);
    if (err_is(*err)) return NET_NOT_FOUND;
    if (!c.git) return net_download(f->net, proxy_url(&c, m, ".zip"), MOD_ZIP_LIMIT, to, err);
    *err = make_zip(&c, m, to);
    close_code(&c);
    if (!err_is(*err) && fflush(to) != 0) *err = err_new("cannot write the archive");
    return status_of(err);
}
