// undergo generate: runs the commands of //go:generate lines, file by file, in the directory of each.
//
// A line is split at blanks; words in double quotes are Go strings; $NAME is put in after that. The first command of a
// package that fails ends that package (go help generate).
#include <errno.h>
#include <regex.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/cmd.h"

extern char **environ;

typedef struct Shorthand {
    Str name;
    StrVec words;
} Shorthand;

typedef struct Generate {
    Session *s;
    bool only_some, skip_some;
    regex_t only, skip;
    // Of the file at hand:
    const char *path, *dir;
    uint32_t line;
    VEC(Shorthand) shorthands;
} Generate;

static bool fail(const Generate *g, const char *fmt, ...) PRINTF_LIKE(2, 3);
static bool fail(const Generate *g, const char *fmt, ...)
{
    fprintf(stderr, "%s:%u: ", path_short(g->s->arena, g->s->cwd, g->path), g->line);
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    return false;
}

// ---- Words

static void put_escape(StrBuf *b, const char *at, size_t *used)
{
    static const char from[] = "abfnrtv\\\"'", to[] = "\a\b\f\n\r\t\v\\\"'";
    const char *known = *at ? strchr(from, *at) : NULL;
    *used = 1;
    if (known) {
        sb_putc(b, to[known - from]);
        return;
    }
    size_t digits = *at == 'x' ? 2 : *at == 'u' ? 4 : *at == 'U' ? 8 : 3;
    size_t skip = digits != 3;
    char number[9] = {0};
    memcpy(number, at + skip, digits);
    unsigned long v = strtoul(number, NULL, digits == 3 ? 8 : 16);
    *used = skip + digits;
    if (digits > 3) {
        sb_put_rune(b, (uint32_t)v);
    } else {
        sb_putc(b, (char)v);
    }
}

static bool quoted(const Generate *g, Str *line, Str *out)
{
    StrBuf b = {0};
    size_t i = 1;
    for (; i < line->n && line->p[i] != '"'; i++) {
        if (line->p[i] != '\\') {
            sb_putc(&b, line->p[i]);
            continue;
        }
        size_t used = 0;
        if (i + 1 < line->n) put_escape(&b, line->p + i + 1, &used);
        i += used;
    }
    *out = str_dup(g->s->arena, sb_str(&b));
    sb_release(&b);
    if (i >= line->n) return fail(g, "mismatched quoted string");
    line->p += i + 1, line->n -= i + 1;
    if (line->n && *line->p != ' ' && *line->p != '\t') return fail(g, "expect space after quoted argument");
    return true;
}

static Str expand(const Generate *g, Str word)
{
    if (!memchr(word.p, '$', word.n)) return word;
    StrBuf b = {0};
    for (size_t i = 0; i < word.n; i++) {
        bool braces = i + 1 < word.n && word.p[i + 1] == '{';
        size_t start = i + 1 + braces, end = start;
        while (end < word.n && (braces ? word.p[end] != '}'
                                       : word.p[end] == '_' || (word.p[end] >= '0' && word.p[end] <= '9') ||
                                             ((word.p[end] | 0x20) >= 'a' && (word.p[end] | 0x20) <= 'z')))
            end++;
        if (word.p[i] != '$' || end == start) {
            sb_putc(&b, word.p[i]);
            continue;
        }
        const char *value = getenv(arena_strndup(g->s->arena, word.p + start, end - start));
        if (value) sb_puts(&b, value);
        i = braces ? end : end - 1;
    }
    Str out = str_dup(g->s->arena, sb_str(&b));
    sb_release(&b);
    return out;
}

static bool split(const Generate *g, Str line, StrVec *out)
{
    Arena *a = g->s->arena;
    for (;;) {
        while (line.n && (*line.p == ' ' || *line.p == '\t')) line.p++, line.n--;
        if (line.n == 0) break;
        Str w = {line.p, 0};
        if (*line.p == '"') {
            if (!quoted(g, &line, &w)) return false;
        } else {
            while (w.n < line.n && line.p[w.n] != ' ' && line.p[w.n] != '\t') w.n++;
            line.p += w.n, line.n -= w.n;
        }
        const Shorthand *known = NULL;
        for (uint32_t i = 0; out->n == 0 && i < g->shorthands.n; i++) {
            if (str_eq(g->shorthands.p[i].name, w)) known = &g->shorthands.p[i];
        }
        for (uint32_t i = 0; known && i < known->words.n; i++) vec_push(a, out, known->words.p[i]);
        if (!known) vec_push(a, out, w);
    }
    for (uint32_t i = 0; i < out->n; i++) out->p[i] = expand(g, out->p[i]);
    return out->n > 0 || fail(g, "no arguments to directive");
}

static bool add_shorthand(Generate *g, const StrVec *words)
{
    if (words->n == 1) return fail(g, "no command specified for -command");
    for (uint32_t i = 0; i < g->shorthands.n; i++) {
        if (str_eq(g->shorthands.p[i].name, words->p[1]))
            return fail(g, "command \"%.*s\" multiply defined", STR_FMT(words->p[1]));
    }
    Shorthand s = {.name = words->p[1]};
    for (uint32_t i = 2; i < words->n; i++) vec_push(g->s->arena, &s.words, words->p[i]);
    vec_push(g->s->arena, &g->shorthands, s);
    return true;
}

// ---- Running

// `go` is this program: a machine need not have another.
static const char *program_of(const Generate *g, Str word)
{
    char self[4096];
    ssize_t n = str_eqz(word, "go") ? readlink("/proc/self/exe", self, sizeof self) : -1;
    return n > 0 ? arena_strndup(g->s->arena, self, (size_t)n) : arena_strndup(g->s->arena, word.p, word.n);
}

static bool run(const Generate *g, const StrVec *words)
{
    ArgVec argv = {0};
    for (uint32_t i = 0; i < words->n; i++)
        vec_push(g->s->arena, &argv, (const char *)arena_strndup(g->s->arena, words->p[i].p, words->p[i].n));
    vec_push(g->s->arena, &argv, (const char *)NULL);
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addchdir_np(&fa, g->dir);
    pid_t pid;
    const char *program = program_of(g, words->p[0]);
    fflush(stdout);
    int rc = posix_spawnp(&pid, program, &fa, NULL, (char *const *)argv.p, environ);
    posix_spawn_file_actions_destroy(&fa);
    if (rc == ENOENT && !strchr(program, '/'))
        return fail(g, "running \"%s\": exec: \"%s\": executable file not found in $PATH", argv.p[0], program);
    if (rc != 0) return fail(g, "running \"%s\": fork/exec %s: %s", argv.p[0], program, strerror(rc));
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFSIGNALED(status)) return fail(g, "running \"%s\": signal: %s", argv.p[0], sigdescr_np(WTERMSIG(status)));
    if (WEXITSTATUS(status)) return fail(g, "running \"%s\": exit status %d", argv.p[0], WEXITSTATUS(status));
    return true;
}

static void set_env(const Generate *g, const LoadFile *f)
{
    const Loader *l = &g->s->loader;
    Arena *a = g->s->arena;
    setenv("GOROOT", l->goroot, 1);
    setenv("GOARCH", l->goarch, 1);
    setenv("GOOS", l->goos, 1);
    setenv("GOFILE", f->name, 1);
    setenv("GOLINE", arena_printf(a, "%u", g->line), 1);
    setenv("GOPACKAGE", arena_strndup(a, f->pkg_name.p, f->pkg_name.n), 1);
    setenv("DOLLAR", "$", 1);
    setenv("PWD", g->dir, 1);
}

static bool wanted(const Generate *g, Str line)
{
    while (line.n && memchr(" \t\r", line.p[line.n - 1], 3)) line.n--;
    const char *text = arena_strndup(g->s->arena, line.p, line.n);
    if (g->only_some && regexec(&g->only, text, 0, NULL, 0) != 0) return false;
    return !g->skip_some || regexec(&g->skip, text, 0, NULL, 0) != 0;
}

static bool generate_line(Generate *g, const LoadFile *f, Str line)
{
    const Str mark = STR("//go:generate");
    bool ours = str_has_prefix(line, mark) && line.n > mark.n && (line.p[mark.n] == ' ' || line.p[mark.n] == '\t');
    if (!ours || !wanted(g, line)) return true;
    if (line.p[line.n - 1] == '\r') line.n--;
    set_env(g, f);
    StrVec words = {0};
    if (!split(g, (Str){line.p + mark.n + 1, line.n - mark.n - 1}, &words)) return false;
    if (str_eqz(words.p[0], "-command")) return add_shorthand(g, &words);
    const BuildOptions *b = &g->s->build;
    if (b->dry_run || b->print_commands) {
        for (uint32_t i = 0; i < words.n; i++) fprintf(stderr, "%s%.*s", i ? " " : "", STR_FMT(words.p[i]));
        fputc('\n', stderr);
    }
    return b->dry_run || run(g, &words);
}

static bool generate_file(Generate *g, const LoadPkg *p, const LoadFile *f)
{
    g->dir = arena_strndup(g->s->arena, p->dir.p, p->dir.n);
    g->path = path_join(g->s->arena, g->dir, f->name);
    g->line = 0;
    g->shorthands.n = 0;
    if (f->pkg_name.n == 0) return true; // no package clause
    Str text;
    Err err = file_read(g->s->arena, g->path, &text);
    if (err_is(err)) {
        fprintf(stderr, "generate: %s\n", err.msg);
        err_release(&err);
        return false;
    }
    if (g->s->build.verbose) fprintf(stderr, "%s\n", path_short(g->s->arena, g->s->cwd, g->path));
    while (text.n) {
        g->line++;
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += line.n + (nl != NULL), text.n -= line.n + (nl != NULL);
        if (!nl && str_has_prefix(line, STR("//go:generate ")))
            return fail(g, "error reading %s: unexpected EOF", path_short(g->s->arena, g->s->cwd, g->path));
        if (!generate_line(g, f, line)) return false;
    }
    return true;
}

static bool generate_files(Generate *g, const LoadPkg *p, const LoadFiles *files)
{
    for (uint32_t i = 0; i < files->n; i++) {
        if (!generate_file(g, p, files->p[i])) return false;
    }
    return true;
}

static bool generate_package(Generate *g, const LoadPkg *p, bool *told)
{
    if (p->module && !p->module->main) {
        if (!*told) fputs("undergo: not generating in packages in dependency modules\n", stderr);
        *told = true;
        return true;
    }
    bool empty = !p->files.n && !p->cgo_files.n && !p->test_files.n && !p->xtest_files.n && !p->ignored.n;
    if (p->error && empty) {
        fprintf(stderr, "%s\n", load_error_text(g->s->arena, p->error));
        return false;
    }
    bool ok = generate_files(g, p, &p->files) && generate_files(g, p, &p->cgo_files);
    ok = ok && (p->cmdline || generate_files(g, p, &p->test_files));
    return generate_files(g, p, &p->xtest_files) && ok;
}

static Err compile(const char *pattern, bool *on, regex_t *out)
{
    *on = *pattern != 0;
    if (!*on || regcomp(out, pattern, REG_EXTENDED | REG_NOSUB) == 0) return ERR_NONE;
    return err_whole("generate: error parsing regexp: `%s`", pattern);
}

int cmd_generate(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    const char *only = "", *skip = "";
    flag_add(&s.flags, "run", FLAG_STRING, &only);
    flag_add(&s.flags, "skip", FLAG_STRING, &skip);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    Generate g = {.s = &s};
    Err err = compile(only, &g.only_some, &g.only);
    if (!err_is(err)) err = compile(skip, &g.skip_some, &g.skip);
    if (err_is(err)) return report_err(err);
    s.tags = arena_printf(s.arena, "%s%sgenerate", s.tags, *s.tags ? "," : "");
    s.find_only = true;
    LoadPkgs packages = {0};
    err = session_load(&s, s.args.p, s.args.n, &packages);
    if (err_is(err)) return report_err(err);
    bool ok = true, told = false;
    for (uint32_t i = 0; i < packages.n; i++) ok &= generate_package(&g, packages.p[i], &told);
    return ok ? EXIT_OK : EXIT_ERROR;
}
