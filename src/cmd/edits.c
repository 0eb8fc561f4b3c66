// The editing flags of mod edit and work edit: each a row of a table, whose function gets the flag's value.
#include "cmd/edits.h"

static Err need_at(const char *flag, Str value, Str *path, Str *version)
{
    const char *at = memchr(value.p, '@', value.n);
    if (!at) return err_new("-%s=%.*s: need path@version", flag, STR_FMT(value));
    *path = (Str){value.p, (size_t)(at - value.p)};
    *version = (Str){at + 1, value.n - path->n - 1};
    return ERR_NONE;
}

static void split_at(Str value, Str *path, Str *version)
{
    const char *at = memchr(value.p, '@', value.n);
    *path = (Str){value.p, at ? (size_t)(at - value.p) : value.n};
    *version = at ? (Str){at + 1, value.n - path->n - 1} : (Str){0};
}

// The lines of verb whose first words are these; an empty word matches all.
static void matching(Edit *e, const char *verb, Str first, Str second, ModTextRefs *out)
{
    ModTextRefs all = {0};
    modtext_lines(e->text, verb, &all);
    for (uint32_t i = 0; i < all.n; i++) {
        ModTextRef r = all.p[i];
        if (r.args.n == 0 || !str_eq(modtext_unquote(e->arena, r.args.p[0]), first)) continue;
        if (second.n && (r.args.n < 2 || !str_eq(modtext_unquote(e->arena, r.args.p[1]), second))) continue;
        vec_push(e->arena, out, r);
    }
}

static void drop(Edit *e, const char *verb, Str first, Str second)
{
    ModTextRefs refs = {0};
    matching(e, verb, first, second, &refs);
    for (uint32_t i = 0; i < refs.n; i++) modtext_remove(refs.p[i].line);
}

static Err add(Edit *e, const char *verb, Str first, Str second)
{
    ModTextRefs refs = {0};
    matching(e, verb, first, second, &refs);
    if (refs.n) return ERR_NONE;
    const Str words[] = {str_from(verb), modtext_quote(e->arena, first), second};
    modtext_add(e->text, words, second.n ? 3 : 2);
    return ERR_NONE;
}

static Err edit_module(Edit *e, Str v)
{
    const char *bad = importpath_check(e->arena, v);
    if (bad) return err_new("invalid -module: %s", bad);
    modtext_set(e->text, "module", modtext_quote(e->arena, v), "");
    return ERR_NONE;
}

static Err edit_go(Edit *e, Str v)
{
    if (str_eqz(v, "none")) v = (Str){0};
    if (v.n && !gover_valid(v))
        return err_whole("go %s: invalid -go option; expecting something like \"-go %s\"", e->who, e->go_version);
    modtext_set(e->text, "go", v, "module");
    return ERR_NONE;
}

static Err edit_toolchain(Edit *e, Str v)
{
    if (str_eqz(v, "none")) v = (Str){0};
    if (v.n && !modfile_toolchain_valid(v))
        return err_whole("go %s: invalid -toolchain option; expecting something like \"-toolchain go%s\"", e->who,
                         e->go_version);
    modtext_set(e->text, "toolchain", v, "go");
    return ERR_NONE;
}

static Err edit_require(Edit *e, Str v)
{
    Str path, version;
    Err err = need_at("require", v, &path, &version);
    if (err_is(err)) return err;
    ModTextRefs refs = {0};
    matching(e, "require", path, (Str){0}, &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        if (i == 0 && refs.p[i].args.n == 2) {
            refs.p[i].args.p[1] = version;
        } else {
            modtext_remove(refs.p[i].line);
        }
    }
    return refs.n ? ERR_NONE : add(e, "require", path, version);
}

static Err edit_droprequire(Edit *e, Str v)
{
    if (memchr(v.p, '@', v.n)) return err_new("-droprequire=%.*s: need just path, not path@version", STR_FMT(v));
    drop(e, "require", v, (Str){0});
    return ERR_NONE;
}

static Err edit_exclude(Edit *e, Str v)
{
    Str path, version;
    Err err = need_at("exclude", v, &path, &version);
    return err_is(err) ? err : add(e, "exclude", path, version);
}

static Err edit_dropexclude(Edit *e, Str v)
{
    Str path, version;
    Err err = need_at("dropexclude", v, &path, &version);
    if (!err_is(err)) drop(e, "exclude", path, version);
    return err;
}

static bool replaces(const ModTextRef *r, Str version)
{
    bool versioned = r->args.n > 1 && !str_eqz(r->args.p[1], "=>");
    return versioned ? str_eq(r->args.p[1], version) : version.n == 0;
}

static void drop_replacement(Edit *e, Str path, Str version)
{
    ModTextRefs refs = {0};
    matching(e, "replace", path, (Str){0}, &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        if (replaces(&refs.p[i], version)) modtext_remove(refs.p[i].line);
    }
}

// The first replacement of the same takes the new words, others go; without a version all count as the same.
static void put_replacement(Edit *e, Str path, Str version, const StrVec *words)
{
    ModTextRefs refs = {0};
    matching(e, "replace", path, (Str){0}, &refs);
    bool put = false;
    for (uint32_t i = 0; i < refs.n; i++) {
        ModTextRef *r = &refs.p[i];
        if (version.n && !replaces(r, version)) continue;
        if (put) {
            modtext_remove(r->line);
            continue;
        }
        r->line->words.n = 0;
        for (uint32_t k = r->block ? 1 : 0; k < words->n; k++) vec_push(e->arena, &r->line->words, words->p[k]);
        put = true;
    }
    if (!put) modtext_add(e->text, words->p, words->n);
}

static Err edit_replace(Edit *e, Str v)
{
    const char *eq = memchr(v.p, '=', v.n);
    if (!eq) return err_new("-replace=%.*s: need old[@v]=new[@w] (missing =)", STR_FMT(v));
    Str old, old_version, new, new_version;
    split_at((Str){v.p, (size_t)(eq - v.p)}, &old, &old_version);
    split_at((Str){eq + 1, v.n - (size_t)(eq - v.p) - 1}, &new, &new_version);
    if (new.n &&new.p[0] == '>')
        return err_new("-replace=%.*s: separator between old and new is =, not =>", STR_FMT(v));
    const char *bad = importpath_check(e->arena, old);
    if (bad) return err_new("-replace=%.*s: invalid old path: %s", STR_FMT(v), bad);
    bool local = new.n && (new.p[0] == '/' || new.p[0] == '.');
    bad = local ? NULL : importpath_check(e->arena, new);
    if (bad) return err_new("-replace=%.*s: invalid new path: %s", STR_FMT(v), bad);
    if (!local && new_version.n == 0)
        return err_new("-replace=%.*s: unversioned new path must be local directory", STR_FMT(v));
    StrVec words = {0};
    vec_push(e->arena, &words, STR("replace"));
    vec_push(e->arena, &words, modtext_quote(e->arena, old));
    if (old_version.n) vec_push(e->arena, &words, old_version);
    vec_push(e->arena, &words, STR("=>"));
    vec_push(e->arena, &words, modtext_quote(e->arena, new));
    if (new_version.n) vec_push(e->arena, &words, new_version);
    put_replacement(e, old, old_version, &words);
    return ERR_NONE;
}

static Err edit_dropreplace(Edit *e, Str v)
{
    Str path, version;
    split_at(v, &path, &version);
    drop_replacement(e, path, version);
    return ERR_NONE;
}

// A version, or [low,high].
static Err interval(Str v, Str *low, Str *high)
{
    if (v.n && v.p[0] != '[') {
        *low = *high = v;
        return ERR_NONE;
    }
    const char *comma = memchr(v.p, ',', v.n);
    if (!comma || v.p[v.n - 1] != ']') return err_new("-retract=%.*s: invalid version interval", STR_FMT(v));
    *low = (Str){v.p + 1, (size_t)(comma - v.p) - 1};
    *high = (Str){comma + 1, v.n - low->n - 3};
    while (high->n && *high->p == ' ') high->p++, high->n--;
    return ERR_NONE;
}

static Err edit_retract(Edit *e, Str v)
{
    Str low, high;
    Err err = interval(v, &low, &high);
    if (err_is(err)) return err;
    if (str_eq(low, high)) return add(e, "retract", low, (Str){0});
    const Str words[] = {STR("retract"), STR("["), low, STR(","), high, STR("]")};
    modtext_add(e->text, words, ARRAY_LEN(words));
    return ERR_NONE;
}

static Err edit_dropretract(Edit *e, Str v)
{
    Str low, high;
    Err err = interval(v, &low, &high);
    if (err_is(err)) return err;
    ModTextRefs refs = {0};
    modtext_lines(e->text, "retract", &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        const StrVec *a = &refs.p[i].args;
        bool one = a->n == 1 && str_eq(a->p[0], low) && str_eq(low, high);
        bool range = a->n == 5 && str_eq(a->p[1], low) && str_eq(a->p[3], high);
        if (one || range) modtext_remove(refs.p[i].line);
    }
    return ERR_NONE;
}

static Err edit_godebug(Edit *e, Str v)
{
    const char *eq = memchr(v.p, '=', v.n);
    if (!eq) return err_new("-godebug=%.*s: need key=value", STR_FMT(v));
    ModTextRefs refs = {0};
    modtext_lines(e->text, "godebug", &refs);
    Str key = {v.p, (size_t)(eq - v.p) + 1};
    for (uint32_t i = 0; i < refs.n; i++) {
        if (refs.p[i].args.n && str_has_prefix(refs.p[i].args.p[0], key)) modtext_remove(refs.p[i].line);
    }
    return add(e, "godebug", v, (Str){0});
}

static Err edit_dropgodebug(Edit *e, Str v)
{
    ModTextRefs refs = {0};
    modtext_lines(e->text, "godebug", &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        Str have = refs.p[i].args.n ? refs.p[i].args.p[0] : (Str){0};
        if (str_has_prefix(have, v) && have.n > v.n && have.p[v.n] == '=') modtext_remove(refs.p[i].line);
    }
    return ERR_NONE;
}

static Err edit_tool(Edit *e, Str v) { return add(e, "tool", v, (Str){0}); }
static Err edit_droptool(Edit *e, Str v) { return drop(e, "tool", v, (Str){0}), ERR_NONE; }
static Err edit_ignore(Edit *e, Str v) { return add(e, "ignore", v, (Str){0}); }
static Err edit_dropignore(Edit *e, Str v) { return drop(e, "ignore", v, (Str){0}), ERR_NONE; }

static const char *use_path(Edit *e, Str v)
{
    const char *dir = path_clean(e->arena, arena_strndup(e->arena, v.p, v.n));
    bool rooted = dir[0] == '/' || strcmp(dir, ".") == 0 || strcmp(dir, "..") == 0 || strncmp(dir, "../", 3) == 0;
    return rooted ? dir : arena_printf(e->arena, "./%s", dir);
}

static Err edit_use(Edit *e, Str v) { return add(e, "use", str_from(use_path(e, v)), (Str){0}); }
static Err edit_dropuse(Edit *e, Str v) { return drop(e, "use", str_from(use_path(e, v)), (Str){0}), ERR_NONE; }

// Those that take effect first stand first: go applies them before the others, whose order is the user's.
static const EditRow mod_rows[] = {
    {"module", edit_module, true},
    {"go", edit_go, true},
    {"toolchain", edit_toolchain, true},
    {"require", edit_require, false},
    {"exclude", edit_exclude, false},
    {"droprequire", edit_droprequire, false},
    {"replace", edit_replace, false},
    {"retract", edit_retract, false},
    {"dropexclude", edit_dropexclude, false},
    {"godebug", edit_godebug, false},
    {"tool", edit_tool, false},
    {"dropreplace", edit_dropreplace, false},
    {"ignore", edit_ignore, false},
    {"droptool", edit_droptool, false},
    {"dropretract", edit_dropretract, false},
    {"dropignore", edit_dropignore, false},
    {"dropgodebug", edit_dropgodebug, false},
};
static const EditRow work_rows[] = {
    {"go", edit_go, true},
    {"toolchain", edit_toolchain, true},
    {"use", edit_use, false},
    {"dropuse", edit_dropuse, false},
    {"replace", edit_replace, false},
    {"dropreplace", edit_dropreplace, false},
    {"godebug", edit_godebug, false},
    {"dropgodebug", edit_dropgodebug, false},
};
const EditTable mod_edits = {mod_rows, ARRAY_LEN(mod_rows)}, work_edits = {work_rows, ARRAY_LEN(work_rows)};

static const EditRow *row_of(const EditTable *t, Str name)
{
    for (size_t i = 0; i < t->n; i++) {
        if (str_eqz(name, t->rows[i].flag)) return &t->rows[i];
    }
    return NULL;
}

Err edits_run(const EditTable *t, Edit *e, const StrVec *flags)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < flags->n; i++) {
            const char *value;
            const EditRow *row = row_of(t, flag_name(flags->p[i].p, &value));
            if (row->first != (pass == 0) || (row->first && !*value)) continue;
            Err err = row->edit(e, str_from(value));
            if (err_is(err)) return err;
        }
    }
    modtext_clean(e->text);
    return ERR_NONE;
}

bool edits_any(const EditTable *t, const StrVec *flags)
{
    for (uint32_t i = 0; i < flags->n; i++) {
        const char *value;
        const EditRow *row = row_of(t, flag_name(flags->p[i].p, &value));
        if (!row->first || *value) return true;
    }
    return false;
}

void edits_take(Arena *a, const EditTable *t, int argc, char **argv, StrVec *flags, ArgVec *others)
{
    for (int i = 0; i < argc; i++) {
        const char *value = NULL;
        Str name = argv[i][0] == '-' && argv[i][1] ? flag_name(argv[i], &value) : (Str){0};
        if (!row_of(t, name)) {
            vec_push(a, others, (const char *)argv[i]);
        } else if (value) {
            vec_push(a, flags, str_from(argv[i]));
        } else if (i + 1 < argc) {
            vec_push(a, flags, str_from(arena_printf(a, "-%.*s=%s", STR_FMT(name), argv[i + 1])));
            i++;
        } else {
            vec_push(a, others, (const char *)argv[i]);
        }
    }
}
