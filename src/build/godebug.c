// A program behaves as the Go release that its main module's go line names: each setting whose default has changed
// since then starts with its old value. godebug lines of go.mod and //go:debug lines of the main package say
// otherwise (https://go.dev/doc/godebug#default). Which settings there are the Go tree says, in a table of
// internal/godebugs, a line each.
#include <stdlib.h>

#include "build/godebug.h"

static Str field(Str line, const char *name)
{
    const char *at = memmem(line.p, line.n, name, strlen(name));
    if (!at) return (Str){0};
    at += strlen(name);
    while (at < line.p + line.n && (*at == ' ' || *at == '"')) at++;
    size_t n = 0;
    while (at + n < line.p + line.n && at[n] != '"' && at[n] != ',' && at[n] != '}') n++;
    return (Str){at, n};
}

static bool next_line(Str *text, Str *line)
{
    if (text->n == 0) return false;
    const char *nl = memchr(text->p, '\n', text->n);
    *line = (Str){text->p, nl ? (size_t)(nl - text->p) : text->n};
    text->p += line->n + (nl != NULL), text->n -= line->n + (nl != NULL);
    return true;
}

static void set(StrMap *m, Arena *a, Str key, Str value)
{
    Str *v = ARENA_NEW(a, Str);
    *v = value;
    strmap_put(m, key, v);
}

// The number N of 1.N; 0 for Go 2 or nothing.
static long minor_of(Arena *a, Str version)
{
    Str lang = gover_lang(a, version);
    return lang.n > 2 ? strtol(arena_strndup(a, lang.p + 2, lang.n - 2), NULL, 10) : 0;
}

static Err old_defaults(Arena *a, const Loader *l, Str version, StrMap *out)
{
    long minor = minor_of(a, version);
    if (minor == 0 || minor >= (long)l->go_minor) return ERR_NONE;
    if (minor < 20) minor = 20; // the first release with settings of this kind
    Str text, line;
    Err err = file_read(a, path_join(a, l->goroot_src.p, "internal/godebugs/table.go"), &text);
    if (err_is(err)) return err;
    while (next_line(&text, &line)) {
        Str name = field(line, "{Name:"), changed = field(line, "Changed:"), old = field(line, "Old:");
        if (name.n && changed.n && strtol(arena_strndup(a, changed.p, changed.n), NULL, 10) > minor)
            set(out, a, name, old);
    }
    return ERR_NONE;
}

static void directive(Arena *a, Str text, StrMap *out)
{
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) text.p++, text.n--;
    while (text.n && memchr(" \t\r", text.p[text.n - 1], 3)) text.n--;
    const char *eq = memchr(text.p, '=', text.n);
    if (!eq) return;
    size_t n = (size_t)(eq - text.p);
    set(out, a, (Str){text.p, n}, (Str){eq + 1, text.n - n - 1});
}

// //go:debug lines stand above the package clause.
static void read_directives(Arena *a, const LoadPkg *p, StrMap *out)
{
    for (uint32_t i = 0; i < p->files.n; i++) {
        Str text = p->files.p[i]->source->text, line;
        while (next_line(&text, &line) && !str_has_prefix(line, STR("package "))) {
            if (str_has_prefix(line, STR("//go:debug "))) directive(a, (Str){line.p + 11, line.n - 11}, out);
        }
    }
}

static int by_key(const void *x, const void *y)
{
    return str_cmp(((const MapEntry *)x)->key.str, ((const MapEntry *)y)->key.str);
}

Err godebug_default(Arena *a, const Loader *l, const LoadPkg *main_pkg, Str *out)
{
    *out = (Str){0};
    StrMap said, all;
    map_init(&said, a);
    map_init(&all, a);
    const Module *mod = l->mods.main.n ? l->mods.main.p[0] : NULL;
    Str version = {0};
    if (mod) version = mod->go_version.n ? mod->go_version : STR("1.16");
    const WorkFile *work = l->mods.work_file;
    if (work && work->go.n) version = work->go;
    for (uint32_t i = 0; work && i < work->godebug.n; i++)
        set(&said, a, work->godebug.p[i].key, work->godebug.p[i].value);
    for (uint32_t i = 0; !work && mod && mod->file && i < mod->file->godebug.n; i++)
        set(&said, a, mod->file->godebug.p[i].key, mod->file->godebug.p[i].value);
    read_directives(a, main_pkg, &said);
    for (uint32_t i = 0; main_pkg->for_test.n && i < main_pkg->deps.n; i++) { // of a test program: those of the tests
        if (str_eq(main_pkg->deps.p[i]->for_test, main_pkg->for_test)) read_directives(a, main_pkg->deps.p[i], &said);
    }
    const Str *base = strmap_get(&said, STR("default"));
    if (base) version = str_has_prefix(*base, STR("go")) ? (Str){base->p + 2, base->n - 2} : *base;
    Err err = old_defaults(a, l, version, &all);
    if (err_is(err)) return err;
    for (uint32_t i = 0; i < said.n; i++) {
        if (!str_eqz(said.entries[i].key.str, "default"))
            strmap_put(&all, said.entries[i].key.str, said.entries[i].value);
    }
    MapEntry *sorted = ARENA_ARRAY(a, MapEntry, all.n);
    for (uint32_t i = 0; i < all.n; i++) sorted[i] = all.entries[i];
    qsort(sorted, all.n, sizeof *sorted, by_key);
    StrBuf b = {0};
    for (uint32_t i = 0; i < all.n; i++) {
        const Str *v = sorted[i].value;
        sb_printf(&b, "%s%.*s=%.*s", i ? "," : "", STR_FMT(sorted[i].key.str), STR_FMT(*v));
    }
    *out = str_dup(a, sb_str(&b));
    sb_release(&b);
    return ERR_NONE;
}
