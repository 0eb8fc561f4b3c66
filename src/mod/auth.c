// $GOAUTH: a list, separated by semicolons, of who lends the headers for https requests: netrc, git DIR, or a command.
//
// What each lends is kept under a prefix of URLs without "https://"; the longest prefix of a URL that ends at a slash
// counts. All are asked in reverse order, so that the first has the last word: once before the first request (netrc and
// commands), and again with a URL that was refused (git and commands). The errors of commands are not told: the
// server's refusal is.
#include <stdlib.h>

#include "mod/auth.h"
#include "mod/digest.h"
#include "mod/run.h"

#define BLANKS " \t\r"

typedef VEC(const char *) Words;

struct Auth {
    Arena *arena;
    const GoEnv *env;
    StrVec commands; // in the order given
    bool started, off;
    StrMap lent;         // prefix → StrVec * of header lines
    const char *git_dir; // who lent git_answer
    Str git_answer;      // what git said for the last refused URL; empty: nothing
};

static Str cut(Str *text, char sep, bool *found)
{
    const char *at = text->n ? memchr(text->p, sep, text->n) : NULL;
    Str head = {text->p, at ? (size_t)(at - text->p) : text->n};
    text->p += head.n + (at != NULL), text->n -= head.n + (at != NULL);
    *found = at != NULL;
    return head;
}

Auth *auth_new(const GoEnv *env)
{
    Auth *a = ARENA_NEW(env->arena, Auth);
    *a = (Auth){.arena = env->arena, .env = env};
    map_init(&a->lent, env->arena);
    return a;
}

// ---- What is lent

static Str prefix_of(Str url)
{
    if (str_has_prefix(url, STR("https://"))) url.p += 8, url.n -= 8;
    if (url.n && url.p[url.n - 1] == '/') url.n--;
    return url;
}

static void lend(Auth *a, Str url, StrVec *headers)
{
    strmap_put(&a->lent, str_dup(a->arena, prefix_of(url)), headers->n ? headers : NULL);
}

static void lend_password(Auth *a, Str url, Str user, Str password)
{
    const char *pair = arena_printf(a->arena, "%.*s:%.*s", STR_FMT(user), STR_FMT(password));
    StrVec *headers = ARENA_NEW(a->arena, StrVec);
    Str code = b64_encode(a->arena, pair, strlen(pair));
    vec_push(a->arena, headers, str_from(arena_printf(a->arena, "Authorization: Basic %.*s", STR_FMT(code))));
    lend(a, url, headers);
}

const StrVec *auth_headers(const Auth *a, const char *url)
{
    if (a->off) return NULL;
    Str prefix = prefix_of(str_from(url));
    for (;;) {
        const StrVec *headers = strmap_get(&a->lent, prefix);
        if (headers) return headers;
        const char *slash = prefix.n ? memrchr(prefix.p, '/', prefix.n) : NULL;
        if (!slash) return NULL;
        prefix.n = (size_t)(slash - prefix.p);
    }
}

// ---- netrc

typedef struct NetrcLine {
    Str machine, login, password;
} NetrcLine;

static void read_netrc(Auth *a)
{
    const char *path = getenv("NETRC"), *home = getenv("HOME");
    if (!path || !*path) path = home ? path_join(a->arena, home, ".netrc") : "";
    Str text;
    Err err = file_read(a->arena, path, &text);
    if (err_is(err)) {
        err_release(&err);
        return;
    }
    VEC(NetrcLine) lines = {0};
    NetrcLine now = {0};
    bool in_macro = false, stop = false, more;
    while (text.n && !stop) {
        Str line = cut(&text, '\n', &more);
        if (in_macro) {
            in_macro = str_trim(line, BLANKS).n > 0; // an empty line ends it
            continue;
        }
        for (Str key; !stop && (key = str_word(&line, BLANKS)).n;) {
            if (str_eqz(key, "default")) {
                stop = true;
                break;
            }
            Str value = str_word(&line, BLANKS);
            if (str_eqz(key, "machine")) now = (NetrcLine){.machine = value};
            if (str_eqz(key, "login")) now.login = value;
            if (str_eqz(key, "password")) now.password = value;
            if (str_eqz(key, "macdef")) in_macro = true;
            if (now.machine.n && now.login.n && now.password.n) {
                vec_push(a->arena, &lines, now);
                now = (NetrcLine){0};
            }
        }
    }
    for (uint32_t i = lines.n; i-- > 0;) lend_password(a, lines.p[i].machine, lines.p[i].login, lines.p[i].password);
}

// ---- git DIR

static bool run_git(Auth *a, const char *dir, const char *verb, Str input, StrBuf *out)
{
    const char *argv[] = {"git", "credential", verb, NULL}, *env[] = {"GIT_TERMINAL_PROMPT=0", NULL};
    Err err = run_with_input(a->arena, argv, dir, env, input, out);
    bool ok = !err_is(err);
    err_release(&err);
    return ok;
}

static void ask_git(Auth *a, const char *dir, const char *url)
{
    StrBuf out = {0};
    if (run_git(a, dir, "fill", str_from(arena_printf(a->arena, "url=%s\n", url)), &out)) {
        Str said = str_dup(a->arena, sb_str(&out)), user = {0}, password = {0}, host = {0}, path = {0}, scheme = {0};
        bool more;
        for (Str rest = said; rest.n;) {
            Str value = str_trim(cut(&rest, '\n', &more), BLANKS), key = cut(&value, '=', &more);
            if (str_eqz(key, "protocol")) scheme = value;
            if (str_eqz(key, "host")) host = value;
            if (str_eqz(key, "path")) path = value;
            if (str_eqz(key, "username")) user = value;
            if (str_eqz(key, "password")) password = value;
        }
        Str prefix = str_from(arena_printf(a->arena, "%.*s://%.*s%s%.*s", STR_FMT(scheme), STR_FMT(host),
                                           path.n && *path.p != '/' ? "/" : "", STR_FMT(path)));
        if (host.n && str_has_prefix(str_from(url), prefix)) { // nothing is lent to other places than the one asked for
            lend_password(a, prefix, user, password);
            a->git_answer = said;
            a->git_dir = dir;
        }
    }
    sb_release(&out);
}

void auth_judge(Auth *a, bool right)
{
    if (!a->git_answer.n) return;
    StrBuf none = {0};
    run_git(a, a->git_dir, right ? "approve" : "reject", a->git_answer, &none);
    sb_release(&none);
    a->git_answer = (Str){0};
}

// ---- A command

// URLs, an empty line, headers, an empty line; and so on. False: in another form.
static bool take_answer(Auth *a, Str text)
{
    while (text.n) {
        StrVec urls = {0}, *headers = ARENA_NEW(a->arena, StrVec);
        bool more;
        for (Str line; (line = cut(&text, '\n', &more)).n || !more;) {
            if (!more || !str_has_prefix(line, STR("https://"))) return false;
            vec_push(a->arena, &urls, line);
        }
        for (Str line; (line = cut(&text, '\n', &more)).n || !more;) {
            const char *colon = more ? memmem(line.p, line.n, ": ", 2) : NULL;
            if (!colon || colon == line.p || memchr(line.p, '\r', line.n)) return false;
            vec_push(a->arena, headers, str_dup(a->arena, line));
        }
        for (uint32_t i = 0; i < urls.n; i++) lend(a, urls.p[i], headers);
    }
    return true;
}

static void ask_command(Auth *a, Str command, const char *url, Str answer)
{
    StrVec words = {0};
    if (split_quoted(a->arena, command, &words) || words.n == 0) return;
    Words argv = {0};
    for (uint32_t i = 0; i < words.n; i++)
        vec_push(a->arena, &argv, (const char *)arena_strndup(a->arena, words.p[i].p, words.p[i].n));
    if (url) vec_push(a->arena, &argv, url);
    vec_push(a->arena, &argv, (const char *)NULL);
    StrBuf out = {0};
    Err err = run_with_input(a->arena, argv.p, ".", NULL, answer, &out);
    if (!err_is(err)) take_answer(a, str_dup(a->arena, sb_str(&out)));
    err_release(&err);
    sb_release(&out);
}

// ---- All of them

// Of "git DIR" the directory, or an error.
static Err git_directory(Auth *a, Str command, const char **dir)
{
    str_word(&command, BLANKS);
    Str word = str_word(&command, BLANKS);
    *dir = arena_strndup(a->arena, word.p, word.n);
    if (!word.n || str_trim(command, BLANKS).n)
        return err_whole("undergo: GOAUTH=git dir method requires an absolute path to the git working directory");
    if (**dir != '/')
        return err_whole(
            "undergo: GOAUTH=git dir method requires an absolute path to the git working directory, dir is not "
            "absolute");
    if (!path_is_dir(*dir))
        return path_is_file(*dir)
                   ? err_whole("undergo: GOAUTH=git dir method requires an absolute path to the git working directory, "
                               "dir is not "
                               "a directory")
                   : err_whole(
                         "undergo: GOAUTH=git encountered an error; cannot stat %s: stat %s: no such file or directory",
                         *dir, *dir);
    return ERR_NONE;
}

static Err ask_all(Auth *a, const char *url, Str answer)
{
    for (uint32_t i = a->commands.n; i-- > 0;) {
        Str rest = a->commands.p[i], name = str_word(&rest, BLANKS);
        if (str_eqz(name, "netrc")) {
            read_netrc(a);
        } else if (str_eqz(name, "git")) {
            const char *dir;
            Err err = git_directory(a, a->commands.p[i], &dir);
            if (err_is(err)) return err;
            if (url) ask_git(a, dir, url);
        } else {
            ask_command(a, a->commands.p[i], url, answer);
        }
    }
    return ERR_NONE;
}

Err auth_start(Auth *a)
{
    if (a->started) return ERR_NONE;
    a->started = true;
    const char *setting = goenv_get(a->env, "GOAUTH", "netrc");
    bool more = true;
    for (Str rest = str_from(setting); more;) {
        Str command = str_trim(cut(&rest, ';', &more), BLANKS), words = command, name = str_word(&words, BLANKS);
        if (!name.n) return err_whole("undergo: GOAUTH encountered an empty command (GOAUTH=%s)", setting);
        a->off |= str_eqz(name, "off");
        vec_push(a->arena, &a->commands, command);
    }
    if (a->off && a->commands.n != 1)
        return err_whole("undergo: GOAUTH=off cannot be combined with other authentication commands (GOAUTH=%s)",
                         setting);
    return a->off ? ERR_NONE : ask_all(a, NULL, (Str){0});
}

bool auth_refused(Auth *a, const char *url, Str answer)
{
    bool only_netrc = a->commands.n == 1 && str_eqz(a->commands.p[0], "netrc");
    if (a->off || only_netrc) return false; // it has told all it knows
    Err err = ask_all(a, url, answer);
    err_release(&err);
    return auth_headers(a, url) != NULL;
}
