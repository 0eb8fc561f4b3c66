// Scenarios: a text file of commands, then the files they need.
//
//   # a comment
//   [!] undergo ARGS…          run the compiler; ! expects it to fail
//   [!] exec PROG ARGS…        run another program
//   needs 'WHY' undergo ARGS…  where it fails the scenario is skipped, with these words
//   limit SECONDS              for each command that follows, instead of 300
//   [!] stdout 'REGEXP'        what the last command printed; (?m) lets ^ and $ match at lines
//   [!] stderr 'REGEXP'
//   cmp FILE1 FILE2            equal text; FILE1 may be stdout or stderr
//   [!] exists FILE
//   env NAME=VALUE   cd DIR   mkdir DIR   rm FILE   cp FROM TO
//   -- NAME --                 the lines up to the next such line are this file
//
// Each scenario runs in a fresh directory. $WORK is its path, $GOROOT the Go tree, $TOOL the undergo under test.
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtests.h"

enum { COMMAND_SECONDS = 300, NEEDS_SECONDS = 60 };

typedef struct Script {
    Test *t;
    Arena *a;
    const char *work, *dir;
    VEC(const char *) env;
    Proc last;
    uint32_t line, limit; // in seconds
} Script;

static const char *variable(Script *s, Str name)
{
    if (str_eqz(name, "WORK")) return s->work;
    if (str_eqz(name, "TOOL")) return test_undergo(s->t);
    for (uint32_t i = s->env.n; i-- > 0;) {
        const char *e = s->env.p[i];
        if (e && strncmp(e, name.p, name.n) == 0 && e[name.n] == '=') return e + name.n + 1;
    }
    if (str_eqz(name, "GOROOT")) return test_goroot(s->t);
    const char *v = getenv(arena_strndup(s->a, name.p, name.n));
    return v ? v : "";
}

// Words of a line: '…' is taken as it stands, $NAME is put in elsewhere.
static Args words_of(Script *s, Str line)
{
    Args out = {0};
    size_t i = 0;
    while (i < line.n) {
        while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t')) i++;
        if (i >= line.n) break;
        StrBuf b = {0};
        bool quoted = false;
        for (; i < line.n && (quoted || (line.p[i] != ' ' && line.p[i] != '\t')); i++) {
            if (line.p[i] == '\'') {
                quoted = !quoted;
            } else if (line.p[i] == '$' && !quoted) {
                size_t start = i + 1, end = start;
                while (end < line.n && ((line.p[end] >= 'A' && line.p[end] <= 'Z') || line.p[end] == '_')) end++;
                sb_puts(&b, variable(s, (Str){line.p + start, end - start}));
                i = end - 1;
            } else {
                sb_putc(&b, line.p[i]);
            }
        }
        vec_push(s->a, &out, (const char *)arena_strndup(s->a, b.p ? b.p : "", b.n));
        sb_release(&b);
    }
    return out;
}

static const char *path_of(Script *s, const char *name)
{
    return name[0] == '/' ? name : arena_printf(s->a, "%s/%s", s->dir, name);
}

static void fail(Script *s, const char *what, const char *detail)
{
    test_fail(s->t, "  line %u: %s%s%s", s->line, what, *detail ? ": " : "", detail);
    enum { SHOWN = 1500 };
    Str out = sb_str(&s->last.out), err = sb_str(&s->last.err);
    if (out.n) test_fail(s->t, "  [stdout]\n%.*s", (int)(out.n < SHOWN ? out.n : SHOWN), out.p);
    if (err.n) test_fail(s->t, "  [stderr]\n%.*s", (int)(err.n < SHOWN ? err.n : SHOWN), err.p);
}

// The newest value of a name is the one that counts.
static void set_env(Script *s, const char *setting)
{
    size_t name = strcspn(setting, "=") + 1;
    for (uint32_t i = 0; i < s->env.n; i++) {
        if (strncmp(s->env.p[i], setting, name) != 0) continue;
        s->env.p[i] = setting;
        return;
    }
    vec_push(s->a, &s->env, setting);
}

static void run(Script *s, Args words, uint32_t limit)
{
    vec_push(s->a, &words, (const char *)NULL);
    VEC(const char *) env = {0};
    for (uint32_t i = 0; i < s->env.n; i++) vec_push(s->a, &env, s->env.p[i]);
    vec_push(s->a, &env, (const char *)NULL);
    proc_release(&s->last);
    s->last = (Proc){.argv = words.p, .dir = s->dir, .env = env.p, .timeout = limit};
    proc_run(&s->last);
}

static bool command(Script *s, Args words, bool want_fail)
{
    run(s, words, s->limit);
    bool failed = s->last.exit_code != 0;
    if (failed == want_fail) return true;
    fail(s, words.p[0], failed ? proc_status(s->a, &s->last) : "succeeded, should fail");
    return false;
}

static bool match(Script *s, Str text, const char *pattern, bool want_absent)
{
    const char *bad = NULL;
    Regex *r = regex_new(s->a, str_from(pattern), &bad);
    if (!r) {
        fail(s, "bad pattern", bad);
        return false;
    }
    bool found = regex_matches(r, text);
    regex_free(r);
    if (found != want_absent) return true;
    fail(s, found ? "unexpected match" : "no match", pattern);
    return false;
}

static bool text_of(Script *s, const char *name, Str *out)
{
    if (strcmp(name, "stdout") == 0) {
        *out = sb_str(&s->last.out);
        return true;
    }
    if (strcmp(name, "stderr") == 0) {
        *out = sb_str(&s->last.err);
        return true;
    }
    return read_whole(s->a, path_of(s, name), out);
}

static bool copy(Script *s, const char *from, const char *to)
{
    Str text;
    if (!text_of(s, from, &text)) return false;
    write_whole(path_of(s, to), text);
    return true;
}

static bool step(Script *s, Args w)
{
    bool negate = w.n > 1 && strcmp(w.p[0], "!") == 0;
    if (negate) w.p++, w.n--;
    const char *verb = w.p[0];
    if (strcmp(verb, "undergo") == 0) {
        w.p[0] = test_undergo(s->t);
        return command(s, w, negate);
    }
    if (strcmp(verb, "exec") == 0 && w.n > 1) {
        w.p++, w.n--;
        if (strncmp(w.p[0], "./", 2) == 0) w.p[0] = path_of(s, w.p[0]);
        return command(s, w, negate);
    }
    if (strcmp(verb, "needs") == 0 && w.n > 3) {
        const char *why = w.p[1];
        w.p += 2, w.n -= 2;
        w.p[0] = test_undergo(s->t);
        run(s, w, NEEDS_SECONDS);
        Str said = sb_str(&s->last.err), line = next_line(&said);
        s->t->skipped = s->last.exit_code != 0;
        if (s->t->skipped) s->t->skip_why = arena_printf(s->a, "%s: %.*s", why, STR_FMT(line));
        return !s->t->skipped;
    }
    if (strcmp(verb, "limit") == 0 && w.n == 2) {
        s->limit = (uint32_t)strtoul(w.p[1], NULL, 10);
        return true;
    }
    if (strcmp(verb, "stdout") == 0 && w.n == 2) return match(s, sb_str(&s->last.out), w.p[1], negate);
    if (strcmp(verb, "stderr") == 0 && w.n == 2) return match(s, sb_str(&s->last.err), w.p[1], negate);
    if (strcmp(verb, "cmp") == 0 && w.n == 3) {
        Str x, y;
        if (text_of(s, w.p[1], &x) && text_of(s, w.p[2], &y) && str_eq(x, y)) return true;
        fail(s, "differ", arena_printf(s->a, "%s and %s", w.p[1], w.p[2]));
        return false;
    }
    if (strcmp(verb, "exists") == 0 && w.n == 2) {
        bool there = file_exists(path_of(s, w.p[1])) || dir_exists(path_of(s, w.p[1]));
        if (there != negate) return true;
        fail(s, negate ? "exists" : "does not exist", w.p[1]);
        return false;
    }
    if (strcmp(verb, "env") == 0 && w.n == 2) {
        set_env(s, w.p[1]);
        return true;
    }
    if (strcmp(verb, "cd") == 0 && w.n == 2) {
        s->dir = path_of(s, w.p[1]);
        return true;
    }
    if (strcmp(verb, "mkdir") == 0 && w.n == 2) {
        make_dirs(path_of(s, w.p[1]));
        return true;
    }
    if (strcmp(verb, "rm") == 0 && w.n == 2) {
        remove_tree(path_of(s, w.p[1]));
        return true;
    }
    if (strcmp(verb, "cp") == 0 && w.n == 3 && copy(s, w.p[1], w.p[2])) return true;
    fail(s, "cannot do this", verb);
    return false;
}

// "-- name --": the name, or an empty string.
Str script_file_mark(Str line)
{
    if (line.n < 7 || !str_has_prefix(line, STR("-- ")) || !str_has_suffix(line, STR(" --"))) return (Str){0};
    return (Str){line.p + 3, line.n - 6};
}

void script_files(Arena *a, Str text, ScriptFiles *out)
{
    for (;;) {
        const char *at = text.p;
        bool end = text.n == 0;
        Str line = end ? (Str){0} : next_line(&text);
        Str name = script_file_mark(line);
        if (!end && name.n == 0) continue;
        if (out->n) {
            Str *last = &out->p[out->n - 1].text;
            last->n = (size_t)(at - last->p);
        }
        if (end) return;
        vec_push(a, out, ((ScriptFile){name, {text.p, 0}}));
    }
}

static void unpack(Script *s, Str text)
{
    ScriptFiles files = {0};
    script_files(s->a, text, &files);
    for (uint32_t i = 0; i < files.n; i++) {
        const char *path = arena_printf(s->a, "%s/%.*s", s->work, STR_FMT(files.p[i].name));
        make_dirs(arena_strndup(s->a, path, (size_t)(strrchr(path, '/') - path)));
        write_whole(path, files.p[i].text);
    }
}

void run_script(Test *t)
{
    Script s = {.t = t, .a = t->arena, .work = temp_dir(t->arena, "script"), .limit = COMMAND_SECONDS};
    s.dir = s.work;
    Str text;
    if (!read_whole(t->arena, t->path, &text)) test_fail(t, "  cannot read %s", t->path);
    unpack(&s, text);
    while (text.n) {
        Str line = next_line(&text);
        s.line++;
        if (script_file_mark(line).n) break;
        Args w = words_of(&s, line);
        if (w.n == 0 || w.p[0][0] == '#') continue;
        if (!step(&s, w)) break;
    }
    proc_release(&s.last);
    remove_tree(s.work);
}
