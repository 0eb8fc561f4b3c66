// Every file of the Go tree's src parses without an error. Skipped where there is no Go tree
// ($GOROOT, else /usr/local/go).
//
// With arguments it is a tool for looking at the front end alone:
//
//     goroot_test [-tokens | -tree | -bench N] [-nobodies] file.go…
#include "syntax/ast.h"

#include <ftw.h>
#include <time.h>
#include <unistd.h>

typedef struct Options {
    bool tokens, tree, no_bodies;
    unsigned rounds;
} Options;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// Returns the number of errors; adds the lines to *lines.
static uint32_t parse_one(const Options *o, AtomTable *atoms, const char *path, uint64_t *lines)
{
    Arena *arena = arena_new("package");
    Str text;
    Err e = file_read(arena, path, &text);
    if (err_is(e)) {
        fprintf(stderr, "%s\n", e.msg);
        err_release(&e);
        arena_free(arena);
        return 1;
    }
    SourceSet *sources = sources_new();
    SourceFile *src = sources_add_take(sources, path, NULL, text);
    DiagSink sink;
    diag_init(&sink, arena, sources);
    StrBuf out = {0};
    if (o->tokens) {
        scan_dump(&out, sources, src, atoms, &sink);
    } else {
        ParseOptions opt = {
            .arena = arena, .atoms = atoms, .sink = &sink, .keep_bodies = !o->no_bodies, .is_std = true};
        File *f = parse_file(&opt, src);
        if (f && o->tree) ast_dump(&out, sources, f);
    }
    fwrite(out.p ? out.p : "", 1, out.n, stdout);
    sb_release(&out);
    *lines += src->lines.n;
    uint32_t errors = diag_flush(&sink, stdout, 0);
    arena_free(arena);
    sources_free(sources);
    return errors;
}

// nftw hands its callback no context.
static AtomTable *tree_atoms;
static uint32_t tree_errors, tree_files;

static int visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    if (type == FTW_D && strcmp(path + at->base, "testdata") == 0) return FTW_SKIP_SUBTREE;
    if (type != FTW_F || !str_has_suffix(str_from(path), STR(".go"))) return FTW_CONTINUE;
    uint64_t lines = 0;
    tree_errors += parse_one(&(Options){0}, tree_atoms, path, &lines);
    tree_files++;
    return FTW_CONTINUE;
}

static int check_tree(void)
{
    const char *root = getenv("GOROOT");
    StrBuf dir = {0};
    sb_printf(&dir, "%s/src", root && *root ? root : "/usr/local/go");
    int status = 0;
    if (access(dir.p, R_OK) != 0) {
        fprintf(stderr, "no Go tree at %s\n", dir.p);
        status = 77; // skipped
    } else {
        tree_atoms = atoms_new();
        nftw(dir.p, visit, 32, FTW_ACTIONRETVAL | FTW_PHYS);
        atoms_free(tree_atoms);
        fprintf(stderr, "%u files, %u errors\n", tree_files, tree_errors);
        status = tree_errors != 0 || tree_files == 0;
    }
    sb_release(&dir);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 1) return check_tree();
    Options o = {.rounds = 1};
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        Str arg = str_from(argv[first]);
        if (str_eqz(arg, "-tokens"))
            o.tokens = true;
        else if (str_eqz(arg, "-tree"))
            o.tree = true;
        else if (str_eqz(arg, "-nobodies"))
            o.no_bodies = true;
        else if (str_eqz(arg, "-bench") && first + 1 < argc)
            o.rounds = (unsigned)strtoul(argv[++first], NULL, 10);
        else
            return fprintf(stderr, "usage: goroot_test [-tokens | -tree | -bench N] [-nobodies] file.go…\n"), 2;
    }
    AtomTable *atoms = atoms_new();
    uint64_t lines = 0;
    uint32_t errors = 0;
    double start = now();
    for (unsigned round = 0; round < o.rounds; round++)
        for (int i = first; i < argc; i++) errors += parse_one(&o, atoms, argv[i], &lines);
    double took = now() - start;
    if (o.rounds > 1)
        fprintf(stderr, "%llu lines in %.3f s: %.2f million a second\n", (unsigned long long)lines, took,
                (double)lines / took / 1e6);
    atoms_free(atoms);
    return errors != 0;
}
