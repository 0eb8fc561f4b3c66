// undergo version: its own, or that of programs.
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>

#include "build/buildinfo.h"
#include "cmd/value.h"

typedef struct VersionFlags {
    bool modules, verbose, json;
} VersionFlags;

// ---- -json: the lines that debug/buildinfo keeps, as the object debug.BuildInfo

static Str cut(Str *line, char sep)
{
    const char *at = line->n ? memchr(line->p, sep, line->n) : NULL;
    Str word = {line->p, at ? (size_t)(at - line->p) : line->n};
    line->p += word.n + (at != NULL), line->n -= word.n + (at != NULL);
    return word;
}

static Value *module_of(Arena *a, Str line)
{
    Value *m = value_object(a, "debug.Module");
    Str path = cut(&line, '\t'), version = cut(&line, '\t'), sum = cut(&line, '\t');
    value_field(a, m, "Path", value_text(a, path));
    value_field(a, m, "Version", value_text(a, version));
    value_field(a, m, "Sum", value_text(a, sum));
    return m;
}

static Value *setting_of(Arena *a, Str line)
{
    Value *v = value_object(a, "debug.BuildSetting");
    Str words[2] = {line, {0}}; // key=value, either in quotes where it needs them
    bool quoted = line.n && (*line.p == '"' || *line.p == '`');
    const char *end = quoted ? memchr(line.p + 1, *line.p, line.n - 1) : line.p;
    const char *eq = end ? memchr(end, '=', line.n - (size_t)(end - line.p)) : NULL;
    if (eq) words[0].n = (size_t)(eq - line.p), words[1] = (Str){eq + 1, line.n - words[0].n - 1};
    value_field(a, v, "Key", value_text(a, modtext_unquote(a, words[0])));
    value_field(a, v, "Value", value_text(a, modtext_unquote(a, words[1])));
    return v;
}

static void print_json(Arena *a, Str version, Str info)
{
    Value *root = value_object(a, "debug.BuildInfo"), *main = value_object(a, "debug.Module");
    Value *deps = value_new(a, VALUE_LIST), *settings = value_new(a, VALUE_LIST), *last = main;
    Str path = {0};
    while (info.n) {
        Str line = cut(&info, '\n'), verb = cut(&line, '\t');
        if (str_eqz(verb, "path")) {
            path = line;
        } else if (str_eqz(verb, "mod")) {
            last = main = module_of(a, line);
        } else if (str_eqz(verb, "dep")) {
            last = module_of(a, line);
            vec_push(a, &deps->items, (const Value *)last);
        } else if (str_eqz(verb, "=>")) {
            value_field(a, last, "Replace", module_of(a, line));
        } else if (str_eqz(verb, "build")) {
            vec_push(a, &settings->items, (const Value *)setting_of(a, line));
        }
    }
    value_field(a, root, "GoVersion", value_text(a, version));
    value_field(a, root, "Path", value_text(a, path));
    value_field(a, root, "Main", main);
    value_field(a, root, "Deps", deps);
    value_field(a, root, "Settings", settings);
    value_json(stdout, root, 0);
    putchar('\n');
}

// ---- Files

// mentioned: named by the user, not found in a directory, or -v; only then is it an error to be no program.
static bool print_file(Session *s, const char *path, const VersionFlags *f, bool mentioned)
{
    Str version, info;
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "stat %s: %s\n", path, errno_text(errno));
        return false;
    }
    if (!(st.st_mode & 0111)) return !f->modules; // no program, and nobody says so
    Err err = buildinfo_read(s->arena, path, &version, &info);
    if (err_is(err)) {
        if (mentioned) fprintf(stderr, "undergo: could not read Go build info from %s: %s\n", path, err.msg);
        err_release(&err);
        return !mentioned;
    }
    if (f->json) {
        print_json(s->arena, version, info);
        return true;
    }
    printf("%s: %.*s\n", path, STR_FMT(version));
    while (f->modules && info.n) {
        const char *nl = memchr(info.p, '\n', info.n);
        size_t n = nl ? (size_t)(nl - info.p) : info.n;
        printf("\t%.*s\n", (int)n, info.p);
        info.p += n + (nl != NULL), info.n -= n + (nl != NULL);
    }
    return true;
}

static void print_tree(Session *s, const char *dir, const VersionFlags *f)
{
    char *const roots[] = {(char *)(uintptr_t)dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; walk && (e = fts_read(walk));) {
        if (e->fts_info == FTS_F && (e->fts_statp->st_mode & 0111))
            print_file(s, path_clean(s->arena, e->fts_path), f, f->verbose);
    }
    if (walk) fts_close(walk);
}

static int print_own(Session *s)
{
    const char *goroot = load_find_goroot(s->arena, s->goroot);
    const char *version = goroot ? load_goroot_version(s->arena, goroot) : NULL;
    // Editors that run us as their go command read its words.
    if (version && strcmp(program_invocation_short_name, "go") == 0) {
        printf("go version go%s linux/amd64\n", version);
    } else if (version) {
        printf("undergo version %s (go%s) linux/amd64\n", UNDERGO_VERSION, version);
    } else {
        printf("undergo version %s (no Go tree found) linux/amd64\n", UNDERGO_VERSION);
    }
    return EXIT_OK;
}

int cmd_version(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    VersionFlags f = {0};
    flag_add(&s.flags, "C", FLAG_STRING, &s.change_dir);
    flag_add(&s.flags, "v", FLAG_BOOL, &f.verbose);
    flag_add(&s.flags, "m", FLAG_BOOL, &f.modules);
    flag_add(&s.flags, "json", FLAG_BOOL, &f.json);
    flag_add(&s.flags, "goroot", FLAG_STRING, &s.goroot);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    Err err = session_chdir(&s);
    if (err_is(err)) return report_err(err);
    if (f.json && !f.modules && s.args.n) {
        fprintf(stderr, "undergo: 'go version' with -json flag requires -m flag\n");
        return EXIT_ERROR;
    }
    if (s.args.n == 0 && (f.modules || f.verbose || f.json)) {
        fprintf(stderr, "undergo: 'go version' only accepts -%s flag with arguments\n",
                f.modules   ? "m"
                : f.verbose ? "v"
                            : "json");
        return EXIT_USAGE;
    }
    if (s.args.n == 0) return print_own(&s);
    bool ok = true;
    for (uint32_t i = 0; i < s.args.n; i++) {
        if (path_is_dir(s.args.p[i])) {
            print_tree(&s, s.args.p[i], &f);
        } else {
            ok &= print_file(&s, s.args.p[i], &f, true);
        }
    }
    return ok ? EXIT_OK : EXIT_ERROR;
}
