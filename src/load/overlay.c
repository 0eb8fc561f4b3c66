// Reads lib/overlay.txt, the list of what differs from GOROOT/src. The format stands at its top.
#include "load/load.h"

struct OverlayEntry {
    Str path;
    bool replace, add, assembles;
    StrVec drop, use, tags, no_tags;
    VEC(OverlaySkip) skips;
};
struct Overlay {
    StrMap entries;   // path → OverlayEntry
    OverlayEntry all; // package *
};

static Str rest_of(Str s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t')) s.p++, s.n--;
    return s;
}

static OverlayEntry *entry_of(Arena *a, Overlay *o, Str path)
{
    if (str_eqz(path, "*")) return &o->all;
    OverlayEntry *e = strmap_get(&o->entries, path);
    if (!e) {
        e = ARENA_NEW(a, OverlayEntry);
        e->path = path;
        strmap_put(&o->entries, path, e);
    }
    return e;
}

// One line inside an entry; false where its verb is unknown.
static bool read_line(Arena *a, OverlayEntry *e, Str verb, Str rest)
{
    if (str_eqz(verb, "replace")) {
        e->replace = true;
    } else if (str_eqz(verb, "add")) {
        e->add = true;
    } else if (str_eqz(verb, "asm")) {
        e->assembles = true;
    } else if (str_eqz(verb, "drop") || str_eqz(verb, "use") || str_eqz(verb, "tag")) {
        for (Str w; (w = str_word(&rest, " \t")).n;) {
            if (verb.p[0] == 'd') {
                vec_push(a, &e->drop, w);
            } else if (verb.p[0] == 'u') {
                vec_push(a, &e->use, w);
            } else if (w.p[0] == '!') {
                vec_push(a, &e->no_tags, ((Str){w.p + 1, w.n - 1}));
            } else {
                vec_push(a, &e->tags, w);
            }
        }
    } else if (str_eqz(verb, "skip-test")) {
        Str test = str_word(&rest, " \t");
        vec_push(a, &e->skips, ((OverlaySkip){test, rest_of(rest)}));
    } else {
        return false;
    }
    return true;
}

Err overlay_read(Arena *a, const char *home, Overlay **out)
{
    Overlay *o = ARENA_NEW(a, Overlay);
    *out = o;
    map_init(&o->entries, a);
    const char *path = path_join(a, home, "lib/overlay.txt");
    Str text;
    Err err = file_read(a, path, &text);
    if (err_is(err)) return err;
    OverlayEntry *e = NULL;
    uint32_t line_no = 0;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        size_t end = nl ? (size_t)(nl - text.p) : text.n;
        Str line = {text.p + at, end - at};
        at = end + 1;
        line_no++;
        const char *hash = memchr(line.p, '#', line.n);
        if (hash) line.n = (size_t)(hash - line.p);
        while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\t')) line.n--;
        Str verb = str_word(&line, " \t");
        if (verb.n == 0) continue;
        if (str_eqz(verb, "package")) {
            e = entry_of(a, o, str_word(&line, " \t"));
        } else if (!e || !read_line(a, e, verb, line)) {
            return err_new("%s:%u: cannot read this line: %.*s%.*s", path, line_no, STR_FMT(verb), STR_FMT(line));
        }
    }
    return ERR_NONE;
}

const OverlayEntry *overlay_find(const Overlay *o, Str path)
{
    const OverlayEntry *e = strmap_get(&o->entries, path);
    return e ? e : &o->all;
}
bool overlay_replaces(const OverlayEntry *e) { return e && e->replace; }
bool overlay_adds(const OverlayEntry *e) { return e && (e->add || e->replace); }

bool overlay_assembles(const OverlayEntry *e) { return e && e->assembles; }

static bool holds(const StrVec *v, Str s)
{
    for (uint32_t i = 0; i < v->n; i++) {
        if (str_eq(v->p[i], s)) return true;
    }
    return false;
}
bool overlay_drops(const OverlayEntry *e, const char *file) { return e && holds(&e->drop, str_from(file)); }
StrVec overlay_used(const OverlayEntry *e) { return e ? e->use : (StrVec){0}; }
bool overlay_uses(const OverlayEntry *e, const char *file) { return e && holds(&e->use, str_from(file)); }

// e is NULL for packages outside std: they never see package *.
int overlay_tag(const Overlay *o, const OverlayEntry *e, Str tag)
{
    if (!e) return 0;
    if (holds(&e->no_tags, tag)) return -1;
    if (holds(&e->tags, tag)) return 1;
    if (holds(&o->all.no_tags, tag)) return -1;
    return holds(&o->all.tags, tag) ? 1 : 0;
}

const OverlaySkip *overlay_skips(const OverlayEntry *e, uint32_t *n)
{
    *n = e ? e->skips.n : 0;
    return e ? e->skips.p : NULL;
}
