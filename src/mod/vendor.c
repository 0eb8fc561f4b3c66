// vendor/modules.txt: which modules and packages the vendor directory holds.
//
// Lines: `# path version [=> …]` starts a module, `## explicit; go 1.N` describes it, a bare
// line is an import path of it. The file is compared with go.mod, as go does, so that a stale
// vendor directory is noticed.
#include "mod/state.h"

static Str next_word(Str *s)
{
    while (s->n && s->p[0] == ' ') s->p++, s->n--;
    size_t n = 0;
    while (n < s->n && s->p[n] != ' ') n++;
    Str w = {s->p, n};
    s->p += n;
    s->n -= n;
    return w;
}

static void describe(Module *m, Str line, bool *is_explicit)
{
    while (line.n) {
        Str w = next_word(&line);
        if (w.n && w.p[w.n - 1] == ';') w.n--;
        if (str_eqz(w, "explicit")) *is_explicit = true;
        if (str_eqz(w, "go")) m->go_version = next_word(&line);
    }
}

static Module *start_module(ModGraph *g, Str line)
{
    Module *m = ARENA_NEW(g->arena, Module);
    m->path = next_word(&line);
    m->version = next_word(&line);
    if (str_eqz(m->version, "=>")) m->version = (Str){0};
    m->indirect = true;
    return m;
}

static Err inconsistent(const ModGraph *g, const StrBuf *details)
{
    return err_new("inconsistent vendoring in %s:%s\n\n"
                   "\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n"
                   "\tTo sync the vendor directory, run:\n\t\tgo mod vendor",
                   g->root, details->p);
}

static Err check_consistent(const ModGraph *g, const ModFile *root, const StrMap *explicits)
{
    StrBuf bad = {0};
    for (uint32_t i = 0; i < root->require.n; i++) {
        const ModRequire *r = &root->require.p[i];
        const Module *m = strmap_get(explicits, r->path);
        if (!m) {
            sb_printf(
                &bad,
                "\n\t%.*s@%.*s: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt",
                STR_FMT(r->path), STR_FMT(r->version));
        } else if (m->version.n && !str_eq(m->version, r->version)) {
            sb_printf(&bad,
                      "\n\t%.*s@%.*s: is explicitly required in go.mod, but vendor/modules.txt indicates %.*s@%.*s",
                      STR_FMT(r->path), STR_FMT(r->version), STR_FMT(m->path), STR_FMT(m->version));
        }
    }
    Err err = bad.n ? inconsistent(g, &bad) : ERR_NONE;
    sb_release(&bad);
    return err;
}

Err mod_vendor_load(ModGraph *g, const ModFile *root)
{
    Str text;
    const char *path = path_join(g->arena, g->vendor_dir, "modules.txt");
    Err err = file_read(g->arena, path, &text);
    if (err_is(err)) {
        if (root && root->require.n == 0) {
            err_release(&err);
            return ERR_NONE;
        }
        return err;
    }
    StrMap explicits;
    map_init(&explicits, g->arena);
    Module *m = NULL;
    for (size_t at = 0; at < text.n;) {
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        size_t end = nl ? (size_t)(nl - text.p) : text.n;
        Str line = {text.p + at, end - at};
        at = end + 1;
        if (str_has_prefix(line, STR("## "))) {
            bool is_explicit = false;
            if (m) describe(m, (Str){line.p + 3, line.n - 3}, &is_explicit);
            if (is_explicit) {
                m->indirect = false;
                strmap_put(&explicits, m->path, m);
            }
        } else if (str_has_prefix(line, STR("# "))) {
            m = start_module(g, (Str){line.p + 2, line.n - 2});
            m->dir = str_from(arena_printf(g->arena, "%s/%.*s", g->vendor_dir, STR_FMT(m->path)));
            vec_push(g->arena, &g->modules, m);
        } else if (line.n && m) {
            vec_push(g->arena, &m->vendor_packages, line);
        }
    }
    return root ? check_consistent(g, root, &explicits) : ERR_NONE;
}
