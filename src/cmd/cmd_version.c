// undergo version: its own, or that of programs.
#include <errno.h>
#include <fts.h>
#include <sys/stat.h>

#include "build/buildinfo.h"
#include "cmd/cmd.h"

// mentioned: named by the user, not found in a directory, or -v; only then is it an error to be no program.
static bool print_file(Session *s, const char *path, bool modules, bool mentioned)
{
    Str version, info;
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "stat %s: %s\n", path, errno_text(errno));
        return false;
    }
    if (!(st.st_mode & 0111)) return !modules; // no program, and nobody says so
    Err err = buildinfo_read(s->arena, path, &version, &info);
    if (err_is(err)) {
        if (mentioned) fprintf(stderr, "undergo: could not read Go build info from %s: %s\n", path, err.msg);
        err_release(&err);
        return !mentioned;
    }
    printf("%s: %.*s\n", path, STR_FMT(version));
    while (modules && info.n) {
        const char *nl = memchr(info.p, '\n', info.n);
        size_t n = nl ? (size_t)(nl - info.p) : info.n;
        printf("\t%.*s\n", (int)n, info.p);
        info.p += n + (nl != NULL), info.n -= n + (nl != NULL);
    }
    return true;
}

static void print_tree(Session *s, const char *dir, bool modules, bool verbose)
{
    char *const roots[] = {(char *)(uintptr_t)dir, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *e; walk && (e = fts_read(walk));) {
        if (e->fts_info == FTS_F && (e->fts_statp->st_mode & 0111))
            print_file(s, path_clean(s->arena, e->fts_path), modules, verbose);
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
    bool modules = false, verbose = false;
    flag_add(&s.flags, "C", FLAG_STRING, &s.change_dir);
    flag_add(&s.flags, "v", FLAG_BOOL, &verbose);
    flag_add(&s.flags, "m", FLAG_BOOL, &modules);
    flag_add(&s.flags, "goroot", FLAG_STRING, &s.goroot);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    Err err = session_chdir(&s);
    if (err_is(err)) return report_err(err);
    if (s.args.n == 0 && (modules || verbose)) {
        fprintf(stderr, "undergo: 'go version' only accepts -%c flag with arguments\n", modules ? 'm' : 'v');
        return EXIT_USAGE;
    }
    if (s.args.n == 0) return print_own(&s);
    bool ok = true;
    for (uint32_t i = 0; i < s.args.n; i++) {
        if (path_is_dir(s.args.p[i])) {
            print_tree(&s, s.args.p[i], modules, verbose);
        } else {
            ok &= print_file(&s, s.args.p[i], modules, true);
        }
    }
    return ok ? EXIT_OK : EXIT_ERROR;
}
