// Go's settings: the environment, then the file that `go env -w` writes, then what the caller assumes.
//
// GOROOT/go.env is not read: these settings are asked for where there may be no GOROOT yet.
// A variable that is set but empty counts as unset, as go has it.
#include <fnmatch.h>
#include <stdlib.h>

#include "mod/mod.h"

static const char *settings_file(Arena *a)
{
    const char *file = getenv("GOENV");
    if (file && *file) return strcmp(file, "off") == 0 ? NULL : file;
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (config && config[0] == '/') return path_join(a, config, "go/env");
    return home && *home ? path_join(a, home, ".config/go/env") : NULL;
}

void goenv_load(Arena *a, GoEnv *out)
{
    *out = (GoEnv){.arena = a};
    const char *file = settings_file(a);
    Str text = {0};
    if (file) {
        Err err = file_read(a, file, &text);
        err_release(&err); // most have no such file
    }
    while (text.n) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += line.n + (nl != NULL);
        text.n -= line.n + (nl != NULL);
        const char *eq = memchr(line.p, '=', line.n);
        if (!eq || line.p[0] < 'A' || line.p[0] > 'Z') continue;
        Str key = {line.p, (size_t)(eq - line.p)};
        vec_push(a, &out->file, ((ModKeyValue){key, str_dup(a, (Str){eq + 1, line.n - key.n - 1})}));
    }
}

const char *goenv_get(const GoEnv *e, const char *name, const char *otherwise)
{
    const char *v = getenv(name);
    if (v && *v) return v;
    for (uint32_t i = e->file.n; i-- > 0;) {
        if (str_eqz(e->file.p[i].key, name)) return e->file.p[i].value.n ? e->file.p[i].value.p : otherwise;
    }
    return otherwise;
}

const char *goenv_gopath(const GoEnv *e)
{
    const char *home = getenv("HOME");
    const char *list = goenv_get(e, "GOPATH", home && *home ? path_join(e->arena, home, "go") : "");
    return arena_strndup(e->arena, list, strcspn(list, ":"));
}

const char *goenv_modcache(const GoEnv *e)
{
    const char *gopath = goenv_gopath(e);
    return goenv_get(e, "GOMODCACHE", *gopath ? path_join(e->arena, gopath, "pkg/mod") : "");
}

bool goenv_matches(const GoEnv *e, const char *patterns, Str path)
{
    Str list = str_from(patterns);
    while (list.n) {
        const char *comma = memchr(list.p, ',', list.n);
        Str glob = {list.p, comma ? (size_t)(comma - list.p) : list.n};
        list.p += glob.n + (comma != NULL);
        list.n -= glob.n + (comma != NULL);
        if (glob.n == 0) continue;
        // A pattern is matched against as many leading elements of the path as it has itself.
        size_t need = 0, n = 0;
        for (size_t i = 0; i < glob.n; i++) need += glob.p[i] == '/';
        for (; n < path.n; n++) {
            if (path.p[n] != '/') continue;
            if (need == 0) break;
            need--;
        }
        if (need > 0) continue;
        if (fnmatch(arena_strndup(e->arena, glob.p, glob.n), arena_strndup(e->arena, path.p, n), FNM_PATHNAME) == 0)
            return true;
    }
    return false;
}

// One NAME=VALUE a line. Other lines stay as they are; a new name goes to the end.
// Lines that begin with a name and an equals sign.
static bool is_setting(Str line)
{
    size_t n = 0;
    while (n < line.n &&
           ((line.p[n] >= 'A' && line.p[n] <= 'Z') || (n && line.p[n] >= '0' && line.p[n] <= '9') || line.p[n] == '_'))
        n++;
    return n && n < line.n && line.p[n] == '=';
}

static int by_text(const void *x, const void *y) { return str_cmp(*(const Str *)x, *(const Str *)y); }

static void put_sorted(StrBuf *b, StrVec *settings)
{
    if (settings->n) qsort(settings->p, settings->n, sizeof *settings->p, by_text);
    for (uint32_t i = 0; i < settings->n; i++) sb_printf(b, "%.*s\n", STR_FMT(settings->p[i]));
    settings->n = 0;
}

Err goenv_write(GoEnv *e, const char *name, const char *value)
{
    const char *path = settings_file(e->arena);
    StrVec settings = {0}; // a run of them; comments stand between runs
    if (!path) return err_new("cannot find go env config: GOENV=off");
    if (value && (strpbrk(value, "\r\n"))) return err_new("invalid %s value: contains newline", name);
    Str text = {0};
    if (path_is_file(path)) {
        Err err = file_read(e->arena, path, &text);
        if (err_is(err)) return err;
    }
    Str key = str_from(arena_printf(e->arena, "%s=", name));
    StrBuf b = {0};
    Str setting = str_from(arena_printf(e->arena, "%s=%s", name, value ? value : ""));
    bool written = value == NULL;
    while (text.n) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += line.n + (nl != NULL);
        text.n -= line.n + (nl != NULL);
        if (!is_setting(line)) {
            put_sorted(&b, &settings);
            sb_printf(&b, "%.*s\n", STR_FMT(line));
        } else if (!str_has_prefix(line, key)) {
            vec_push(e->arena, &settings, line);
        } else if (!written) {
            vec_push(e->arena, &settings, setting);
            written = true;
        }
    }
    if (!written) vec_push(e->arena, &settings, setting);
    put_sorted(&b, &settings);
    Err err = path_make_dirs(e->arena, path_dir(e->arena, path));
    if (!err_is(err)) err = file_write_atomic(path, sb_str(&b));
    sb_release(&b);
    return err;
}

// ---- Words, as in $GOFLAGS

char split_quoted(Arena *a, Str text, StrVec *out)
{
    size_t i = 0;
    while (i < text.n) {
        while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n')) i++;
        if (i >= text.n) return 0;
        if (text.p[i] == '\'' || text.p[i] == '"') {
            char quote = text.p[i++];
            size_t start = i;
            while (i < text.n && text.p[i] != quote) i++;
            if (i >= text.n) return quote;
            vec_push(a, out, ((Str){text.p + start, i - start}));
            i++;
            continue;
        }
        size_t start = i;
        while (i < text.n && text.p[i] != ' ' && text.p[i] != '\t' && text.p[i] != '\n') i++;
        vec_push(a, out, ((Str){text.p + start, i - start}));
    }
    return 0;
}

const char *goenv_file(const GoEnv *e)
{
    const char *path = settings_file(e->arena);
    return path ? path : "off";
}
