// undergo mod edit: changes go.mod as flags say, in their order, and looks at nothing else.
//
// Each editing flag is a row of `edits`; a row's function gets the flag's value. -json prints what the file says.
#include "cmd/cmd.h"

typedef struct Edit {
    Arena *arena;
    ModText *text;
} Edit;

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
    if (v.n && !gover_valid(v)) return err_new("mod: invalid -go option; expecting something like \"-go 1.26\"");
    modtext_set(e->text, "go", v, "module");
    return ERR_NONE;
}

static Err edit_toolchain(Edit *e, Str v)
{
    if (str_eqz(v, "none")) v = (Str){0};
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

static void drop_replacement(Edit *e, Str path, Str version)
{
    ModTextRefs refs = {0};
    matching(e, "replace", path, (Str){0}, &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        bool versioned = refs.p[i].args.n > 1 && !str_eqz(refs.p[i].args.p[1], "=>");
        if (versioned ? str_eq(refs.p[i].args.p[1], version) : version.n == 0) modtext_remove(refs.p[i].line);
    }
}

static Err edit_replace(Edit *e, Str v)
{
    const char *eq = memchr(v.p, '=', v.n);
    if (!eq) return err_new("-replace=%.*s: need old[@v]=new[@w] (missing =)", STR_FMT(v));
    Str old, old_version, new, new_version;
    split_at((Str){v.p, (size_t)(eq - v.p)}, &old, &old_version);
    split_at((Str){eq + 1, v.n - (size_t)(eq - v.p) - 1}, &new, &new_version);
    if (new.n == 0) return err_new("-replace=%.*s: empty new path", STR_FMT(v));
    bool local = new.p[0] == '/' || new.p[0] == '.';
    if (!local && new_version.n == 0)
        return err_new("-replace=%.*s: unversioned new path must be local directory", STR_FMT(v));
    drop_replacement(e, old, old_version);
    StrVec words = {0};
    vec_push(e->arena, &words, STR("replace"));
    vec_push(e->arena, &words, modtext_quote(e->arena, old));
    if (old_version.n) vec_push(e->arena, &words, old_version);
    vec_push(e->arena, &words, STR("=>"));
    vec_push(e->arena, &words, modtext_quote(e->arena, new));
    if (new_version.n) vec_push(e->arena, &words, new_version);
    modtext_add(e->text, words.p, words.n);
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

typedef Err EditFn(Edit *e, Str value);
static const struct {
    const char *flag;
    EditFn *edit;
} edits[] = {
    {"module", edit_module},
    {"go", edit_go},
    {"toolchain", edit_toolchain},
    {"require", edit_require},
    {"exclude", edit_exclude},
    {"droprequire", edit_droprequire},
    {"replace", edit_replace},
    {"retract", edit_retract},
    {"dropexclude", edit_dropexclude},
    {"godebug", edit_godebug},
    {"tool", edit_tool},
    {"dropreplace", edit_dropreplace},
    {"ignore", edit_ignore},
    {"droptool", edit_droptool},
    {"dropretract", edit_dropretract},
    {"dropignore", edit_dropignore},
    {"dropgodebug", edit_dropgodebug},
};

// ---- -json

static void version_object(FILE *out, const char *name, Str path, Str version, unsigned depth)
{
    JsonObject o = {.out = out, .depth = depth};
    if (name) fprintf(out, "\"%s\": ", name);
    json_text(&o, "Path", path);
    json_text(&o, "Version", version);
    json_end(&o);
}

#define EACH_OBJECT(o, name, list, body)                                                                               \
    do {                                                                                                               \
        json_key(&(o), name);                                                                                          \
        fputs((list).n ? "[" : "null", (o).out);                                                                       \
        for (uint32_t i = 0; i < (list).n; i++) {                                                                      \
            fputs(i ? ",\n\t\t" : "\n\t\t", (o).out);                                                                  \
            JsonObject in = {.out = (o).out, .depth = 2};                                                              \
            body;                                                                                                      \
            json_end(&in);                                                                                             \
        }                                                                                                              \
        if ((list).n) fputs("\n\t]", (o).out);                                                                         \
    } while (0)

static void put_replace(JsonObject *in, const ModReplace *r)
{
    json_key(in, "Old");
    version_object(in->out, NULL, r->old_path, r->old_version, in->depth + 1);
    json_key(in, "New");
    version_object(in->out, NULL, r->new_path, r->new_version, in->depth + 1);
}

static void print_json(const ModFile *f)
{
    JsonObject o = {.out = stdout};
    json_key(&o, "Module");
    version_object(stdout, NULL, f->module, (Str){0}, 1);
    json_text(&o, "Go", f->go);
    json_text(&o, "Toolchain", f->toolchain);
    if (f->godebug.n)
        EACH_OBJECT(o, "GoDebug", f->godebug,
                    (json_text(&in, "Key", f->godebug.p[i].key), json_text(&in, "Value", f->godebug.p[i].value)));
    EACH_OBJECT(o, "Require", f->require,
                (json_text(&in, "Path", f->require.p[i].path), json_text(&in, "Version", f->require.p[i].version),
                 json_true(&in, "Indirect", f->require.p[i].indirect)));
    EACH_OBJECT(o, "Exclude", f->exclude,
                (json_text(&in, "Path", f->exclude.p[i].path), json_text(&in, "Version", f->exclude.p[i].version)));
    EACH_OBJECT(o, "Replace", f->replace, put_replace(&in, &f->replace.p[i]));
    EACH_OBJECT(o, "Retract", f->retract,
                (json_text(&in, "Low", f->retract.p[i].low), json_text(&in, "High", f->retract.p[i].high),
                 json_text(&in, "Rationale", f->retract.p[i].rationale)));
    EACH_OBJECT(o, "Tool", f->tool, json_text(&in, "Path", f->tool.p[i]));
    EACH_OBJECT(o, "Ignore", f->ignore, json_text(&in, "Path", f->ignore.p[i]));
    json_end(&o);
    putchar('\n');
}

// ---- The command

static Err run_edits(Edit *e, const StrVec *flags, bool *any)
{
    for (uint32_t i = 0; i < flags->n; i++) {
        const char *value;
        Str name = flag_name(flags->p[i].p, &value);
        for (size_t k = 0; k < ARRAY_LEN(edits); k++) {
            if (!str_eqz(name, edits[k].flag)) continue;
            Err err = edits[k].edit(e, str_from(value));
            if (err_is(err)) return err;
            *any = true;
        }
    }
    modtext_clean(e->text);
    return ERR_NONE;
}

// The editing flags keep their order, which a flag set does not: they are taken out first.
static void take_edits(Session *s, int argc, char **argv, StrVec *flags, ArgVec *others)
{
    for (int i = 0; i < argc; i++) {
        const char *value = NULL;
        Str name = argv[i][0] == '-' && argv[i][1] ? flag_name(argv[i], &value) : (Str){0};
        bool ours = false;
        for (size_t k = 0; k < ARRAY_LEN(edits); k++) ours |= str_eqz(name, edits[k].flag);
        if (!ours) {
            vec_push(s->arena, others, (const char *)argv[i]);
        } else if (value) {
            vec_push(s->arena, flags, str_from(argv[i]));
        } else if (i + 1 < argc) {
            vec_push(s->arena, flags, str_from(arena_printf(s->arena, "-%.*s=%s", STR_FMT(name), argv[i + 1])));
            i++;
        }
    }
}

static const char *find_gomod(Session *s)
{
    for (const char *dir = s->cwd;; dir = path_dir(s->arena, dir)) {
        const char *p = path_join(s->arena, dir, "go.mod");
        if (path_is_file(p)) return p;
        if (strcmp(dir, "/") == 0) return NULL;
    }
}

int cmd_mod_edit(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    StrVec flags = {0};
    ArgVec others = {0};
    take_edits(&s, argc, argv, &flags, &others);
    bool fmt = false, print = false, json = false, any = false;
    flag_add(&s.flags, "fmt", FLAG_BOOL, &fmt);
    flag_add(&s.flags, "print", FLAG_BOOL, &print);
    flag_add(&s.flags, "json", FLAG_BOOL, &json);
    int code = session_parse(&s, (int)others.n, (char **)others.p);
    if (code) return code;
    if (flags.n == 0 && !fmt && !print && !json)
        return report_err(err_new("no flags specified (see 'go help mod edit')."));
    if (json && print) return report_err(err_new("cannot use both -json and -print"));
    if (s.args.n > 1) return report_err(err_new("too many arguments"));
    Err err = session_chdir(&s);
    if (err_is(err)) return report_err(err);
    const char *path = s.args.n ? path_abs(s.arena, s.cwd, s.args.p[0]) : find_gomod(&s);
    if (!path)
        return report_err(
            err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'"));
    Str text;
    err = file_read(s.arena, path, &text);
    Edit e = {.arena = s.arena};
    if (!err_is(err)) {
        e.text = modtext_read(s.arena, text);
        err = run_edits(&e, &flags, &any);
    }
    if (!err_is(err) && any) modtext_sort(e.text, true);
    ModFile f;
    Str out = {0};
    if (!err_is(err)) out = modtext_print(e.text);
    if (!err_is(err)) err = modfile_parse(s.arena, path, path_short(s.arena, s.cwd, path), out, true, &f);
    if (err_is(err)) return report_err(err);
    if (json) {
        print_json(&f);
    } else if (print) {
        fwrite(out.p, 1, out.n, stdout);
    } else if (!str_eq(out, text)) {
        err = file_write_atomic(path, out);
    }
    return err_is(err) ? report_err(err) : EXIT_OK;
}
