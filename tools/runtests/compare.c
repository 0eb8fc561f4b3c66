// Scenarios that are compared with the official tool: shell commands, the files they need, and what go does.
//
//   # a comment
//   env NAME=VALUE             for the commands that follow
//   cd DIR                     likewise, from where the scenario starts
//   subst 'REGEXP' 'TEXT'      in what is compared, what matches is replaced
//   @ COMMAND                  must succeed; not part of what is compared
//   COMMAND                    by sh; `go` is the tool under test
//   -- NAME --                 the lines up to the next such line are this file
//   -- proxy/PATH@VERSION/NAME --   a file of a module that the proxy has (proxydir.c)
//   ==== what go does ====     exit code and output of each command, then the files that are new, changed or gone
//
// Commands start in $WORK/src, where the files are; $GOPROXY is the directory $WORK/proxy, the module cache is empty.
// `runtests -record go NAME…` runs the scenarios with that tool and rewrites their last parts.
// Times, addresses and the names of temporary directories differ from run to run and are replaced (variable_parts).
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtests.h"

enum { COMMAND_SECONDS = 120, SHOWN_SIZE = 16 << 10 };
#define MARK "==== what go does ====\n"

typedef struct Scenario {
    Test *t;
    Arena *a;
    const char *work, *dir, *goroot;
    Args env;
    VEC(Str) substs; // pattern, text, pattern, text …
    StrMap before;   // name → Str * of its text
    StrBuf out;
} Scenario;

static const char *const variable_parts[] = {
    "\\bundergo\\b",
    "go",
    "^go: (downloading|finding module for package) .*\\n",
    "", // in the order in which threads come to it
    "(?<![0-9.])\\d+\\.\\d+s\\b",
    "#s",
    "\"Time\":\"[^\"]*\"",
    "\"Time\":\"#\"",
    "\"Elapsed\":[0-9.e-]+",
    "\"Elapsed\":#",
    "/tmp/go-(build-?|link-)\\w+(/b\\d+)?",
    "\\$TMP",
    "0x[0-9a-f]{6,}",
    "0x#",
    " \\+0x[0-9a-f]+$",
    " +0x#",
    "goroutine \\d+",
    "goroutine #",
};

static Str normal(Scenario *s, Str text)
{
    const struct {
        const char *from, *to;
    } places[] = {{s->work, "\\$WORK"}, {s->goroot, "\\$GOROOT"}};
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        text = regex_replace(s->a, str_from(arena_printf(s->a, "\\Q%s\\E", places[i].from)), places[i].to, text);
    for (size_t i = 0; i < ARRAY_LEN(variable_parts); i += 2)
        text = regex_replace(s->a, str_from(variable_parts[i]), variable_parts[i + 1], text);
    for (uint32_t i = 0; i < s->substs.n; i += 2)
        text = regex_replace(s->a, s->substs.p[i], s->substs.p[i + 1].p, text);
    return text;
}

static void put_block(Scenario *s, const char *title, Str text)
{
    if (text.n == 0) return;
    sb_printf(&s->out, "%s\n%.*s", title, STR_FMT(text));
    if (text.p[text.n - 1] != '\n') sb_puts(&s->out, "\n(no newline at the end)\n");
}

static bool run_line(Scenario *s, Str line, bool hidden)
{
    const char *command = arena_strndup(s->a, line.p, line.n);
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    Args env = {0};
    for (uint32_t i = 0; i < s->env.n; i++) vec_push(s->a, &env, s->env.p[i]);
    vec_push(s->a, &env, (const char *)NULL);
    Proc p = {.argv = argv, .dir = s->dir, .env = env.p, .timeout = COMMAND_SECONDS};
    proc_run(&p);
    bool ok = true;
    if (hidden && p.exit_code != 0) {
        test_fail(s->t, "  %s: %s\n%.*s", command, proc_status(s->a, &p), STR_FMT(sb_str(&p.err)));
        ok = false;
    } else if (!hidden) {
        sb_printf(&s->out, "$ %s\n", command);
        put_block(s, "[stdout]", normal(s, sb_str(&p.out)));
        put_block(s, "[stderr]", normal(s, sb_str(&p.err)));
        if (p.exit_code != 0) sb_printf(&s->out, "[%s]\n", proc_status(s->a, &p));
    }
    proc_release(&p);
    return ok;
}

// ---- Files

typedef void FileVisit(Scenario *s, const char *name, Str text, void *ctx);

static void each_file(Scenario *s, const char *dir, const char *name, FileVisit *visit, void *ctx)
{
    DIR *d = opendir(dir);
    VEC(const char *) names = {0};
    for (struct dirent *e; d && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || strcmp(e->d_name, ".git") == 0) continue;
        vec_push(s->a, &names, (const char *)arena_strndup(s->a, e->d_name, strlen(e->d_name)));
    }
    if (d) closedir(d);
    for (uint32_t i = 1; i < names.n; i++) { // few and nearly sorted
        for (uint32_t k = i; k > 0 && strcmp(names.p[k - 1], names.p[k]) > 0; k--) {
            const char *swap = names.p[k];
            names.p[k] = names.p[k - 1];
            names.p[k - 1] = swap;
        }
    }
    for (uint32_t i = 0; i < names.n; i++) {
        const char *path = arena_printf(s->a, "%s/%s", dir, names.p[i]);
        const char *shown = arena_printf(s->a, "%s%s%s", name, *name ? "/" : "", names.p[i]);
        Str text;
        if (dir_exists(path)) {
            each_file(s, path, shown, visit, ctx);
        } else if (read_whole(s->a, path, &text)) {
            visit(s, shown, text, ctx);
        }
    }
}

static void remember(Scenario *s, const char *name, Str text, void *ctx)
{
    (void)ctx;
    Str *kept = ARENA_NEW(s->a, Str);
    *kept = text;
    strmap_put(&s->before, str_from(name), kept);
}

static void tell_changes(Scenario *s, const char *name, Str text, void *ctx)
{
    PtrMap *there = ctx;
    Str *old = strmap_get(&s->before, str_from(name));
    if (old) ptrmap_put(there, old, old);
    if (old && str_eq(*old, text)) return;
    const char *title = arena_printf(s->a, "%c %s", old ? '~' : '+', name);
    if (text.n > SHOWN_SIZE || memchr(text.p, 0, text.n)) {
        sb_printf(&s->out, "%s (not shown)\n", title);
    } else if (text.n == 0) {
        sb_printf(&s->out, "%s (empty)\n", title);
    } else {
        put_block(s, title, normal(s, text));
    }
}

static void tell_files(Scenario *s)
{
    PtrMap there;
    map_init(&there, s->a);
    each_file(s, arena_printf(s->a, "%s/src", s->work), "", tell_changes, &there);
    for (uint32_t i = 0; i < s->before.n; i++) {
        if (!ptrmap_has(&there, s->before.entries[i].value))
            sb_printf(&s->out, "- %.*s\n", STR_FMT(s->before.entries[i].key.str));
    }
}

// ---- The scenario

static void unpack(Scenario *s, Str text)
{
    ScriptFiles all = {0}, proxy = {0};
    script_files(s->a, text, &all);
    const char *proxy_dir = arena_printf(s->a, "%s/proxy", s->work), *src = arena_printf(s->a, "%s/src", s->work);
    make_dirs(proxy_dir);
    make_dirs(src);
    for (uint32_t i = 0; i < all.n; i++) {
        Str name = all.p[i].name;
        if (str_has_prefix(name, STR("proxy/"))) {
            vec_push(s->a, &proxy, ((ScriptFile){{name.p + 6, name.n - 6}, all.p[i].text}));
            continue;
        }
        const char *path = arena_printf(s->a, "%s/%.*s", src, STR_FMT(name));
        make_dirs(arena_strndup(s->a, path, (size_t)(strrchr(path, '/') - path)));
        write_whole(path, all.p[i].text);
    }
    proxy_write(s->a, proxy_dir, &proxy);
    each_file(s, src, "", remember, NULL);
}

static void set_up(Scenario *s)
{
    const char *bin = arena_printf(s->a, "%s/bin", s->work), *tool = test_undergo(s->t);
    if (s->t->record) tool = s->t->record;
    make_dirs(bin);
    // A script, not a link: a tool finds its own tree by the name it was started by.
    const char *go = arena_printf(s->a, "%s/go", bin);
    write_whole(go, str_from(arena_printf(s->a, "#!/bin/sh\nexec %s \"$@\"\n", tool)));
    chmod(go, 0755);
    const char *const env[] = {
        "PATH=%1$s/bin:%2$s",
        "WORK=%1$s",
        "GOROOT=%3$s",
        "GOPROXY=file://%1$s/proxy",
        "GOPATH=%1$s/gopath",
        "GOMODCACHE=%1$s/gopath/pkg/mod",
        "GOENV=%1$s/goenv",
        "NETRC=%1$s/netrc",
        "GIT_CONFIG_GLOBAL=%1$s/gitconfig",
        "GIT_CONFIG_NOSYSTEM=1",
        "GOSUMDB=off",
        "GOFLAGS=",
        "GOWORK=",
        "GOTOOLCHAIN=local",
        "GO111MODULE=",
        "GOPRIVATE=",
        "GONOPROXY=",
        "GONOSUMDB=",
        "GOINSECURE=",
        "GOAUTH=",
        "GOBIN=",
        "GODEBUG=",
        "GOEXPERIMENT=",
        "CGO_ENABLED=0",
        "LC_ALL=C",
        "TERM=dumb",
    };
    for (size_t i = 0; i < ARRAY_LEN(env); i++) {
        StrBuf b = {0};
        for (const char *f = env[i]; *f; f++) {
            if (strncmp(f, "%1$s", 4) == 0) {
                sb_puts(&b, s->work);
                f += 3;
            } else if (strncmp(f, "%2$s", 4) == 0) {
                sb_puts(&b, getenv("PATH"));
                f += 3;
            } else if (strncmp(f, "%3$s", 4) == 0) {
                sb_puts(&b, s->goroot);
                f += 3;
            } else {
                sb_putc(&b, *f);
            }
        }
        vec_push(s->a, &s->env, (const char *)arena_strndup(s->a, b.p, b.n));
        sb_release(&b);
    }
}

// The value of an env line: $NAME is what it was until now.
static const char *expand(Scenario *s, Str text)
{
    StrBuf b = {0};
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '$') {
            sb_putc(&b, text.p[i]);
            continue;
        }
        size_t start = i + 1, end = start;
        while (end < text.n && ((text.p[end] >= 'A' && text.p[end] <= 'Z') || text.p[end] == '_')) end++;
        for (uint32_t k = s->env.n; k-- > 0;) {
            const char *e = s->env.p[k];
            if (strncmp(e, text.p + start, end - start) != 0 || e[end - start] != '=') continue;
            sb_puts(&b, e + (end - start) + 1);
            break;
        }
        i = end - 1;
    }
    const char *out = arena_strndup(s->a, b.p ? b.p : "", b.n);
    sb_release(&b);
    return out;
}

static void set_env(Scenario *s, Str setting)
{
    const char *now = expand(s, setting);
    size_t name = strcspn(now, "=") + 1;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < s->env.n; i++) {
        if (strncmp(s->env.p[i], now, name) != 0) s->env.p[kept++] = s->env.p[i];
    }
    s->env.n = kept;
    vec_push(s->a, &s->env, now);
}

static void add_subst(Scenario *s, Str rest)
{
    for (size_t at = 0; at < rest.n;) {
        const char *open = memchr(rest.p + at, '\'', rest.n - at);
        if (!open) return;
        size_t start = (size_t)(open - rest.p) + 1;
        const char *close = memchr(rest.p + start, '\'', rest.n - start);
        if (!close) return;
        Str word = {rest.p + start, (size_t)(close - rest.p) - start};
        vec_push(s->a, &s->substs, str_dup(s->a, word));
        at = start + word.n + 1;
    }
}

static bool step(Scenario *s, Str line)
{
    if (line.n == 0 || line.p[0] == '#') return true;
    if (str_has_prefix(line, STR("env "))) {
        set_env(s, (Str){line.p + 4, line.n - 4});
        return true;
    }
    if (str_has_prefix(line, STR("cd "))) {
        s->dir = arena_printf(s->a, "%s/src/%.*s", s->work, (int)line.n - 3, line.p + 3);
        return true;
    }
    if (str_has_prefix(line, STR("subst "))) {
        add_subst(s, line);
        return true;
    }
    if (str_has_prefix(line, STR("@ "))) return run_line(s, (Str){line.p + 2, line.n - 2}, true);
    return run_line(s, line, false);
}

// The first line that differs, with what stands around it.
static void tell_difference(Test *t, Str want, Str got)
{
    Str lines[5] = {0};
    unsigned n = 0;
    while (want.n || got.n) {
        Str w = next_line(&want), g = next_line(&got);
        if (str_eq(w, g)) {
            lines[n++ % ARRAY_LEN(lines)] = w;
            continue;
        }
        for (unsigned i = n > ARRAY_LEN(lines) ? n - ARRAY_LEN(lines) : 0; i < n; i++)
            test_fail(t, "    %.*s", STR_FMT(lines[i % ARRAY_LEN(lines)]));
        for (int i = 0; i < 4 && (w.n || want.n || i == 0); i++) {
            test_fail(t, "  go %.*s", STR_FMT(w));
            w = next_line(&want);
        }
        for (int i = 0; i < 4 && (g.n || got.n || i == 0); i++) {
            test_fail(t, "  we %.*s", STR_FMT(g));
            g = next_line(&got);
        }
        return;
    }
}

void run_compare(Test *t)
{
    Scenario s = {.t = t, .a = t->arena, .work = temp_dir(t->arena, "compare")};
    map_init(&s.before, s.a);
    Str text;
    if (!read_whole(t->arena, t->path, &text)) test_fail(t, "  cannot read %s", t->path);
    const char *mark = memmem(text.p, text.n, "\n" MARK, strlen(MARK) + 1);
    Str own = {text.p, mark ? (size_t)(mark - text.p) + 1 : text.n};
    Str want = mark ? (Str){mark + 1 + strlen(MARK), text.n - own.n - strlen(MARK)} : (Str){0};
    s.goroot = test_goroot(t);
    if (!*s.goroot) test_fail(t, "  no Go tree was found");
    s.dir = arena_printf(s.a, "%s/src", s.work);
    unpack(&s, own);
    set_up(&s);
    bool ok = *s.goroot != 0;
    for (Str rest = own; rest.n && ok;) {
        Str line = next_line(&rest);
        if (script_file_mark(line).n) break;
        ok = step(&s, line);
    }
    tell_files(&s);
    Str got = sb_str(&s.out);
    if (ok && t->record) {
        write_whole(t->path, str_from(arena_printf(s.a, "%.*s%s%.*s", STR_FMT(own), MARK, STR_FMT(got))));
    } else if (ok && !str_eq(want, got)) {
        tell_difference(t, want, got);
    }
    sb_release(&s.out);
    const char *chmod_argv[] = {"chmod", "-R", "u+w", s.work, NULL};
    Proc p = {.argv = chmod_argv, .timeout = COMMAND_SECONDS};
    proc_run(&p);
    proc_release(&p);
    remove_tree(s.work);
}
