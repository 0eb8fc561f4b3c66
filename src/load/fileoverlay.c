// -overlay: a JSON file {"Replace": {"path": "other path"}} says which files stand in for others; an empty other path
// takes the file away (go help build). Paths are relative to the directory the command runs in.
//
// Only Go files are looked for here: their directory lists them, and their text is that of the other file.
#include <ctype.h>

#include "load/load.h"

typedef struct Json {
    Arena *arena;
    Str text;
    const char *bad; // what was wrong first
} Json;

static char next(Json *j)
{
    while (j->text.n && isspace((unsigned char)*j->text.p)) j->text.p++, j->text.n--;
    return j->text.n ? *j->text.p : 0;
}

static bool expect(Json *j, char c)
{
    char got = next(j);
    if (got == c) {
        j->text.p++, j->text.n--;
        return true;
    }
    if (!j->bad) j->bad = got ? arena_printf(j->arena, "invalid character '%c'", got) : "unexpected end of JSON input";
    return false;
}

static bool string(Json *j, Str *out)
{
    if (!expect(j, '"')) return false;
    StrBuf b = {0};
    while (j->text.n && *j->text.p != '"') {
        char c = *j->text.p++;
        j->text.n--;
        if (c == '\\' && j->text.n) {
            c = *j->text.p++;
            j->text.n--;
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
        }
        sb_putc(&b, c);
    }
    *out = str_dup(j->arena, sb_str(&b));
    sb_release(&b);
    return expect(j, '"');
}

// An object of strings, or of one object of strings; pairs go to the loader's overlay.
static bool object(Loader *l, Json *j, bool top)
{
    if (!expect(j, '{')) return false;
    if (next(j) == '}') return expect(j, '}');
    for (;;) {
        Str key, value;
        if (!string(j, &key) || !expect(j, ':')) return false;
        if (top) {
            if (!object(l, j, false)) return false;
        } else {
            if (!string(j, &value)) return false;
            const char *from = path_abs(l->arena, l->cwd, key.p),
                       *to = value.n ? path_abs(l->arena, l->cwd, value.p) : "";
            strmap_put(&l->replaced, str_from(from), (void *)(uintptr_t)to);
        }
        if (next(j) != ',') break;
        expect(j, ',');
    }
    return expect(j, '}');
}

Err load_read_file_overlay(Loader *l, const char *path)
{
    map_init(&l->replaced, l->arena);
    if (!*path) return ERR_NONE;
    Str text;
    const char *abs = path_abs(l->arena, l->cwd, path);
    if (!path_is_file(abs)) return err_new("reading overlay: open %s: no such file or directory", path);
    Err err = file_read(l->arena, abs, &text);
    if (err_is(err)) return err_wrap_take(err, "reading overlay");
    Json j = {.arena = l->arena, .text = text};
    if (!object(l, &j, true)) return err_new("parsing overlay JSON: %s", j.bad);
    return ERR_NONE;
}

Err load_file_read(const Loader *l, const char *path, Str *out)
{
    const char *to = l->replaced.n ? strmap_get(&l->replaced, str_from(path)) : NULL;
    if (to && !*to) return err_new("open %s: no such file or directory", path);
    return file_read(l->arena, to ? to : path, out);
}

bool load_file_gone(const Loader *l, const char *path)
{
    const char *to = l->replaced.n ? strmap_get(&l->replaced, str_from(path)) : NULL;
    return to && !*to;
}

void load_overlaid_names(const Loader *l, const char *dir, StrVec *out)
{
    for (uint32_t i = 0; i < l->replaced.n; i++) {
        Str path = l->replaced.entries[i].key.str;
        const char *to = l->replaced.entries[i].value;
        const char *slash = memrchr(path.p, '/', path.n);
        if (*to && slash && str_eq((Str){path.p, (size_t)(slash - path.p)}, str_from(dir)))
            vec_push(l->arena, out, str_from(slash + 1));
    }
}
