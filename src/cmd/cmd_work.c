// undergo work: init, use and edit, which change go.work as text. sync and vendor are in files of their own.
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cmd/edits.h"
#include "cmd/work.h"

int cmd_work(const Command *c, int argc, char **argv) { return run_subcommand(c, argc, argv); }

// ---- go.work as these commands hold it

Err work_find(Session *s, const char **path)
{
    Err err = session_chdir(s);
    if (!err_is(err)) err = mod_find_work(s->arena, goenv_get(&s->env, "GOWORK", ""), s->cwd, path);
    return err;
}

Err work_required(Session *s, const char **path)
{
    Err err = work_find(s, path);
    if (err_is(err) || *path) return err;
    return err_new(
        "no go.work file found\n\t(run 'go work init' first or specify path using GOWORK environment variable)");
}

static Err parse_work(Session *s, const char *path, Str text, WorkFile *out)
{
    return workfile_parse(s->arena, path, path_short(s->arena, s->cwd, path), text, out);
}

Err work_read(Session *s, const char *path, Str *text, WorkFile *out)
{
    const char *shown = path_short(s->arena, s->cwd, path);
    if (!path_is_file(path)) return err_new("reading go.work: open %s: no such file or directory", shown);
    Err err = file_read(s->arena, path, text);
    return err_is(err) ? err : parse_work(s, path, *text, out);
}

static Err write_text(const char *path, ModText *t)
{
    modtext_clean(t);
    modtext_sort(t, true);
    return file_write_atomic(path, modtext_print(t));
}

static Str go_of(const WorkFile *w) { return w->go.n ? w->go : STR("1.18"); }

// The go line is raised to version; a toolchain line that says no more than that goes.
static void raise_go(ModText *t, const WorkFile *w, Str version)
{
    if (gover_cmp(go_of(w), version) >= 0) return;
    modtext_set(t, "go", version, "");
    Str name = w->toolchain;
    if (str_has_prefix(name, STR("go"))) name.p += 2, name.n -= 2;
    if (name.n && gover_cmp(name, version) <= 0) modtext_set(t, "toolchain", (Str){0}, "");
}

// ---- use

typedef struct Use {
    Session *s;
    const char *work_dir;
    ModText *text;
    WorkFile file;
    StrMap keep;   // absolute directory → how go.work names it; "" where it has no go.mod
    StrBuf errors; // lines
} Use;

static void use_error(Use *u, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void use_error(Use *u, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (u->errors.n) sb_puts(&u->errors, "\nundergo: ");
    sb_vprintf(&u->errors, fmt, ap);
    va_end(ap);
}

static const char *absolute(const Use *u, const char *dir) { return path_abs(u->s->arena, u->s->cwd, dir); }

// How go.work names a directory the user gave: relative to it, unless the user's was absolute.
static const char *canonical(const Use *u, const char *dir)
{
    Arena *a = u->s->arena;
    if (dir[0] == '/') return path_clean(a, dir);
    const char *rel = path_rel(a, u->work_dir, absolute(u, dir));
    return rel[0] == '.' && (rel[1] == 0 || rel[1] == '.') ? rel : arena_printf(a, "./%s", rel);
}

static void look(Use *u, const char *dir)
{
    const char *abs = absolute(u, dir), *gomod = path_join(u->s->arena, abs, "go.mod");
    const char *name = canonical(u, dir);
    if (path_is_dir(gomod)) {
        use_error(u, "%s is not a regular file", path_short(u->s->arena, u->s->cwd, gomod));
        return;
    }
    bool there = path_is_file(gomod);
    const char *had = strmap_get(&u->keep, str_from(abs));
    if (there && had && *had && strcmp(had, name) != 0) use_error(u, "already added \"%s\" as \"%s\"", name, had);
    strmap_put(&u->keep, str_from(abs), (void *)(uintptr_t)(there ? name : ""));
}

static int by_name(const void *x, const void *y) { return strcmp(*(const char *const *)x, *(const char *const *)y); }

static void look_below(Use *u, const char *dir)
{
    look(u, dir);
    Arena *a = u->s->arena;
    VEC(const char *) names = {0};
    DIR *d = opendir(absolute(u, dir));
    for (struct dirent *e; d && (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        if (e->d_type != DT_DIR && e->d_type != DT_LNK) continue;
        vec_push(a, &names, (const char *)path_join(a, dir, e->d_name));
    }
    if (d) closedir(d);
    if (names.n) qsort(names.p, names.n, sizeof(char *), by_name);
    for (uint32_t i = 0; i < names.n; i++) {
        struct stat st;
        const char *abs = absolute(u, names.p[i]);
        bool link = lstat(abs, &st) == 0 && S_ISLNK(st.st_mode);
        if (!link) {
            look_below(u, names.p[i]);
        } else if (path_is_dir(abs)) {
            fprintf(stderr, "warning: ignoring symlink %s\n", path_short(a, u->s->cwd, abs));
        }
    }
}

static const char *used_dir(const Use *u, const WorkUse *use)
{
    return path_abs(u->s->arena, u->work_dir, arena_strndup(u->s->arena, use->dir.p, use->dir.n));
}

static void collect(Use *u, bool recursive)
{
    Arena *a = u->s->arena;
    for (uint32_t i = 0; i < u->s->args.n; i++) {
        const char *arg = u->s->args.p[i], *abs = absolute(u, arg), *shown = path_short(a, u->s->cwd, abs);
        struct stat st;
        if (stat(abs, &st) != 0) {
            use_error(u, "directory %s does not exist", shown);
        } else if (!S_ISDIR(st.st_mode)) {
            use_error(u, "%s is not a directory", shown);
        } else if (!recursive) {
            look(u, arg);
        } else {
            look_below(u, arg);
            for (uint32_t k = 0; k < u->file.use.n; k++) { // directories that are gone
                Str have = str_from(used_dir(u, &u->file.use.p[k]));
                if (path_within(have, str_from(abs)) && !strmap_has(&u->keep, have)) strmap_put(&u->keep, have, "");
            }
        }
    }
}

static void update_uses(Use *u)
{
    Arena *a = u->s->arena;
    for (uint32_t i = 0; i < u->keep.n; i++) {
        Str dir = u->keep.entries[i].key.str, name = str_from(u->keep.entries[i].value);
        ModTextRefs refs = {0};
        modtext_lines(u->text, "use", &refs);
        uint32_t kept = 0;
        for (uint32_t k = 0; k < refs.n; k++) {
            if (refs.p[k].args.n != 1) continue;
            WorkUse use = {.dir = modtext_unquote(a, refs.p[k].args.p[0])};
            if (!str_eqz(dir, used_dir(u, &use))) continue;
            if (str_eq(use.dir, name) && kept == 0) {
                kept++;
            } else {
                modtext_remove(refs.p[k].line);
            }
        }
        const Str words[] = {STR("use"), modtext_quote(a, name)};
        if (name.n && !kept) modtext_add(u->text, words, 2);
        modtext_clean(u->text);
    }
}

// The newest go among go.work and the modules it uses.
static Str newest_go(Use *u, const WorkFile *w)
{
    Str newest = go_of(w);
    const char *running = session_go_version(u->s);
    for (uint32_t i = 0; i < w->use.n; i++) {
        const char *gomod = path_join(u->s->arena, used_dir(u, &w->use.p[i]), "go.mod");
        const char *shown = path_short(u->s->arena, u->s->cwd, gomod);
        Str text;
        ModFile f;
        if (!path_is_file(gomod)) {
            use_error(u, "reading %s: open %s: no such file or directory", shown, gomod);
            continue;
        }
        Err err = file_read(u->s->arena, gomod, &text);
        if (!err_is(err)) err = modfile_parse(u->s->arena, gomod, shown, text, true, &f);
        if (!err_is(err) && gover_cmp(f.go, str_from(running)) > 0)
            err = err_new("%s requires go >= %.*s (running go %s; GOTOOLCHAIN=local)", shown, STR_FMT(f.go), running);
        if (err_is(err)) {
            use_error(u, "%s", err.msg);
            err_release(&err);
        } else if (gover_cmp(f.go, newest) > 0) {
            newest = f.go;
        }
    }
    return newest;
}

static Err use(Session *s, const char *path, Str text, bool recursive)
{
    Use u = {.s = s, .work_dir = path_dir(s->arena, path), .text = modtext_read(s->arena, text)};
    map_init(&u.keep, s->arena);
    Err err = parse_work(s, path, text, &u.file);
    if (err_is(err)) return err;
    collect(&u, recursive);
    update_uses(&u);
    WorkFile now;
    err = parse_work(s, path, modtext_print(u.text), &now);
    if (err_is(err)) return err;
    Str go = newest_go(&u, &now);
    if (u.errors.n) {
        err = err_new("%s", u.errors.p);
    } else {
        raise_go(u.text, &now, go);
        err = write_text(path, u.text);
    }
    sb_release(&u.errors);
    return err;
}

int cmd_work_use(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    bool recursive = false;
    flag_add(&s.flags, "r", FLAG_BOOL, &recursive);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    const char *path;
    Str text;
    WorkFile w;
    Err err = work_required(&s, &path);
    if (!err_is(err)) err = work_read(&s, path, &text, &w);
    if (!err_is(err)) err = use(&s, path, text, recursive);
    return err_is(err) ? report_err(err) : EXIT_OK;
}

int cmd_work_init(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    const char *path;
    Err err = work_find(&s, &path);
    if (err_is(err)) return report_err(err);
    if (!path) path = path_join(s.arena, s.cwd, "go.work");
    if (path_is_file(path)) return report_err(err_new("%s already exists", path));
    err = use(&s, path, str_from(arena_printf(s.arena, "go %s\n", session_go_version(&s))), false);
    return err_is(err) ? report_err(err) : EXIT_OK;
}

Err work_set_go(Session *s, const char *path, Str version)
{
    Str text;
    WorkFile w;
    Err err = work_read(s, path, &text, &w);
    if (err_is(err)) return err;
    ModText *t = modtext_read(s->arena, text);
    raise_go(t, &w, version);
    return write_text(path, t);
}

// ---- edit

static void print_json(const WorkFile *w)
{
    JsonObject o = {.out = stdout};
    json_text(&o, "Go", w->go);
    EACH_OBJECT(o, "Use", w->use, json_text(&in, "DiskPath", w->use.p[i].dir));
    EACH_OBJECT(o, "Replace", w->replace, edits_put_replace(&in, &w->replace.p[i]));
    json_end(&o);
    putchar('\n');
}

int cmd_work_edit(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    StrVec flags = {0};
    ArgVec others = {0};
    edits_take(s.arena, &work_edits, argc, argv, &flags, &others);
    bool fmt = false, print = false, json = false;
    flag_add(&s.flags, "C", FLAG_STRING, &s.change_dir);
    flag_add(&s.flags, "fmt", FLAG_BOOL, &fmt);
    flag_add(&s.flags, "print", FLAG_BOOL, &print);
    flag_add(&s.flags, "json", FLAG_BOOL, &json);
    int code = session_parse(&s, (int)others.n, (char **)others.p);
    if (code) return code;
    if (json && print) return report_err(err_new("cannot use both -json and -print"));
    if (s.args.n > 1) return report_err(err_new("'go help work edit' accepts at most one argument"));
    const char *path;
    Err err = s.args.n ? session_chdir(&s) : work_required(&s, &path);
    if (err_is(err)) return report_err(err);
    if (s.args.n) path = path_abs(s.arena, s.cwd, s.args.p[0]);
    if (!edits_any(&work_edits, &flags) && !fmt && !print && !json)
        return report_err(err_new("no flags specified (see 'go help work edit')."));
    Str text;
    WorkFile w;
    Edit e = {.arena = s.arena, .who = "work", .go_version = session_go_version(&s)};
    err = work_read(&s, path, &text, &w);
    if (err_is(err)) {
        Err whole = err_new("errors parsing %s:\n%s", path_short(s.arena, s.cwd, path), err.msg);
        err_release(&err);
        err = whole;
    }
    if (!err_is(err)) {
        e.text = modtext_read(s.arena, text);
        err = edits_run(&work_edits, &e, &flags);
    }
    if (err_is(err)) return report_err(err);
    modtext_sort(e.text, true);
    Str out = modtext_print(e.text);
    if (json) {
        err = parse_work(&s, path, out, &w);
        if (!err_is(err)) print_json(&w);
    } else if (print) {
        fwrite(out.p, 1, out.n, stdout);
    } else {
        err = file_write_atomic(path, out);
    }
    return err_is(err) ? report_err(err) : EXIT_OK;
}
