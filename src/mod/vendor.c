// vendor/modules.txt: which modules and packages the vendor directory holds.
//
// Lines: `## workspace` first where it is of a go.work; `# path version [=> …]` starts a module, `## explicit; go 1.N`
// describes it, a bare line is an import path of it; at the end, replacements that serve no package. The file is
// compared with go.mod, as go does, so that a stale vendor directory is noticed.
#include "mod/state.h"

typedef struct Entry {
    ModVersion m, by; // by: what replaces it, or empty
    bool is_explicit;
} Entry;

typedef struct VendorList {
    ModGraph *g;
    VEC(Entry) entries;
    StrBuf bad; // lines about what does not agree
} VendorList;

static void describe(Module *m, Str line, bool *is_explicit)
{
    while (line.n) {
        Str w = str_word(&line, " ");
        if (w.n && w.p[w.n - 1] == ';') w.n--;
        if (str_eqz(w, "explicit")) *is_explicit = true;
        if (str_eqz(w, "go")) m->go_version = str_word(&line, " ");
    }
}

static Entry read_module_line(Str line)
{
    Entry e = {.m.path = str_word(&line, " ")};
    Str w = str_word(&line, " ");
    if (!str_eqz(w, "=>")) {
        e.m.version = w;
        w = str_word(&line, " ");
    }
    if (str_eqz(w, "=>")) {
        e.by.path = str_word(&line, " ");
        e.by.version = str_word(&line, " ");
    }
    return e;
}

static void read_list(VendorList *v, Str text)
{
    ModGraph *g = v->g;
    Module *m = NULL;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        size_t end = nl ? (size_t)(nl - text.p) : text.n;
        Str line = {text.p + at, end - at};
        at = end + 1;
        if (str_has_prefix(line, STR("## "))) {
            if (m) describe(m, (Str){line.p + 3, line.n - 3}, &v->entries.p[v->entries.n - 1].is_explicit);
        } else if (str_has_prefix(line, STR("# "))) {
            Entry e = read_module_line((Str){line.p + 2, line.n - 2});
            vec_push(g->arena, &v->entries, e);
            m = NULL;
            if (!e.m.version.n) continue; // a replacement of all versions, told at the end
            m = ARENA_NEW(g->arena, Module);
            *m = (Module){.path = e.m.path, .version = e.m.version, .indirect = true};
            m->replace = mod_replacement(g, e.m);
            m->dir = str_from(arena_printf(g->arena, "%s/%.*s", g->vendor_dir, STR_FMT(m->path)));
        } else if (line.n && m) {
            if (m->vendor_packages.n == 0) vec_push(g->arena, &g->modules, m);
            vec_push(g->arena, &m->vendor_packages, line);
        }
    }
}

// ---- What does not agree

static const char *shown(const VendorList *v, ModVersion m)
{
    return arena_printf(v->g->arena, "%.*s%s%.*s", STR_FMT(m.path), m.version.n ? "@" : "", STR_FMT(m.version));
}

static const Entry *entry_of(const VendorList *v, ModVersion m)
{
    for (uint32_t i = 0; i < v->entries.n; i++) {
        const Entry *e = &v->entries.p[i];
        if (str_eq(e->m.path, m.path) && str_eq(e->m.version, m.version)) return e;
    }
    return NULL;
}

static bool required(const ModGraph *g, ModVersion m)
{
    for (uint32_t i = 0; i < g->main.n; i++) {
        const ModFile *f = g->main.p[i]->file;
        for (uint32_t k = 0; k < f->require.n; k++) {
            if (str_eq(f->require.p[k].path, m.path) && str_eq(f->require.p[k].version, m.version)) return true;
        }
    }
    return false;
}

static void check_requires(VendorList *v)
{
    for (uint32_t i = 0; i < v->g->main.n; i++) {
        const ModFile *f = v->g->main.p[i]->file;
        for (uint32_t k = 0; k < f->require.n; k++) {
            ModVersion m = {f->require.p[k].path, f->require.p[k].version};
            const Entry *e = entry_of(v, m);
            if (!e || !e->is_explicit)
                sb_printf(&v->bad,
                          "\n\t%s: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt",
                          shown(v, m));
        }
    }
}

static void check_replaces(VendorList *v)
{
    const ModState *s = v->g->state;
    for (uint32_t i = 0; i < s->replaces.n; i++) {
        const ModReplace *r = &s->replaces.p[i];
        ModVersion old = {r->old_path, r->old_version}, new = {r->new_path, r->new_version};
        const Entry *e = entry_of(v, old);
        const char *where = i < s->work_replaces ? "go.work" : "go.mod";
        if (!e || !e->by.path.n) {
            sb_printf(&v->bad, "\n\t%s: is replaced in %s, but not marked as replaced in vendor/modules.txt",
                      shown(v, old), where);
        } else if (!v->g->work && (!str_eq(e->by.path, new.path) || !str_eq(e->by.version, new.version))) {
            sb_printf(&v->bad, "\n\t%s: is replaced by %s in %s, but marked as replaced by %s in vendor/modules.txt",
                      shown(v, old), shown(v, new), where, shown(v, e->by));
        }
    }
}

static void check_entries(VendorList *v)
{
    const ModGraph *g = v->g;
    for (uint32_t i = 0; i < v->entries.n; i++) {
        const Entry *e = &v->entries.p[i];
        if (e->is_explicit && !required(g, e->m))
            sb_printf(&v->bad,
                      "\n\t%s: is marked as explicit in vendor/modules.txt, but not explicitly required in %sgo.mod",
                      shown(v, e->m), g->work ? "a " : "");
    }
    for (uint32_t i = 0; i < v->entries.n; i++) {
        const Entry *e = &v->entries.p[i];
        if (e->by.path.n && !mod_replacement(g, e->m))
            sb_printf(&v->bad, "\n\t%s: is marked as replaced in vendor/modules.txt, but not replaced in %s",
                      shown(v, e->m), g->work ? "the workspace" : "go.mod");
    }
}

static Err check_consistent(VendorList *v)
{
    check_requires(v);
    check_replaces(v);
    check_entries(v);
    Err err = ERR_NONE;
    if (v->bad.n)
        err = err_new("inconsistent vendoring in %s:%s\n\n"
                      "\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n"
                      "\tTo sync the vendor directory, run:\n\t\tgo %s vendor",
                      v->g->root, v->bad.p, v->g->work ? "work" : "mod");
    sb_release(&v->bad);
    return err;
}

Err mod_vendor_load(ModGraph *g)
{
    Str text = {0};
    const char *path = path_join(g->arena, g->vendor_dir, "modules.txt");
    Err err = path_is_file(path) ? file_read(g->arena, path, &text) : ERR_NONE;
    if (err_is(err)) return err;
    VendorList v = {.g = g};
    read_list(&v, text);
    Str go = g->main.n ? g->main.p[0]->go_version : (Str){0};
    bool old = !g->work && gover_cmp(go, STR("1.14")) < 0; // its modules.txt says too little
    return old ? ERR_NONE : check_consistent(&v);
}

bool mod_vendor_of_work(const ModGraph *g)
{
    Str text;
    Err err = file_read(g->arena, path_join(g->arena, g->vendor_dir, "modules.txt"), &text);
    bool work = !err_is(err) && str_has_prefix(text, STR("## workspace\n"));
    err_release(&err);
    return work;
}
