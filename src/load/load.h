// From the names on the command line to a graph of packages: which files, which imports, what is wrong.
//
// A Loader lives as long as the session. Packages are found by import path, each once; test
// variants ("p [p.test]") are packages of their own. Loading never stops at the first error: a
// package that can't be loaded stands in the graph with its error, and load_errors lists all.
#ifndef UG_LOAD_H
#define UG_LOAD_H

#include "mod/mod.h"
#include "syntax/ast.h"

typedef struct Overlay Overlay;
typedef struct OverlayEntry OverlayEntry;
typedef struct LoadPkg LoadPkg;
typedef VEC(LoadPkg *) LoadPkgs;

// ---- What build constraints and lookups are judged by (context.c)
typedef struct LoadOptions {
    Arena *arena;
    AtomTable *atoms;
    SourceSet *sources;
    const GoEnv *env;
    const char *cwd;
    const char *goroot_flag;                         // -goroot, or ""
    StrVec tags;                                     // -tags
    const char *overlay_flag;                        // -overlay; "" if absent
    const char *mod_flag, *modfile_flag;             // -mod, -modfile; "" if absent
    bool cache_writable, no_work, own_mode, lax_work;                         // of ModOptions
    const Str *gomod;                                // ModOptions of a session that edits go.mod; or NULL
    struct GoSum *sums;
    ModFetcher *fetcher;
    bool any_tags;                                   // every file counts but those that say "ignore"
    bool find_only;                                  // imports are not resolved
    bool race;                                       // -race: the tag of that name holds
    bool no_modules;                                 // only std is wanted: don't look for go.mod
    bool no_fetch;                                   // a missing Go tree is an error: fetch none
    const char *lang_flag;                           // -gcflags=-lang=…, or ""
    const char *local_dir;                           // imports that start with ./ name directories below it; "" forbids them
} LoadOptions;

typedef struct Loader {
    Arena *arena;
    AtomTable *atoms;
    SourceSet *sources;
    const char *cwd;
    const char *home;                                // Undergo's own tree: lib/, include/
    const char *goroot;
    Str goroot_src;
    const char *go_version;                          // of GOROOT: "1.26.8"
    uint32_t go_minor;
    const char *goos, *goarch, *goamd64;
    bool cgo_enabled;
    StrVec tags, tool_tags;                          // the user's; goexperiment.… and amd64.v1
    StrVec experiments;                              // names that are on
    const char *lang_flag, *local_dir;
    bool any_tags, find_only;
    StrMap replaced;                                 // -overlay: absolute path → the path that stands in; "" it is gone
    bool lenient;                                    // an argument that names nothing is a package with an error
    ModGraph mods;
    Overlay *overlay;
    StrMap packages;                                 // import path → LoadPkg
    StrVec import_stack, from_stack;                 // packages being loaded, and the file that imports each
    LoadPkgs order;                                  // in order of completion: dependencies first
    const struct LoadCover *cover;                   // of tests to be loaded; NULL: no coverage
} Loader;
Err load_init(const LoadOptions *opt, Loader *out);

// ---- The Go tree (goroot.c)
// Finds GOROOT without anything else; for `undergo env`. The result may be NULL.
const char *load_find_goroot(Arena *a, const char *flag);
// The first line of GOROOT/VERSION without "go", or NULL.
const char *load_goroot_version(Arena *a, const char *goroot);
// Finds it for a build: where there is none that fits, one is fetched.
Err load_set_goroot(Loader *l, const LoadOptions *opt, const GoEnv *env);
const char *load_find_home(Arena *a);                // NULL where the tree of the running binary is incomplete
const char *load_env(const char *name, const char *otherwise); // "" counts as unset

// ---- Packages (package.c)
typedef struct LoadError {
    const char *pos;                                 // "dir/x.go:3:8" or NULL
    const char *msg;
    StrVec stack;                                    // import stack, "p" then "q from p.go"; may be empty
    bool cycle, always_stack;
} LoadError;

typedef struct LoadImport { Str path; Pos pos; LoadPkg *pkg; } LoadImport; // pkg NULL: "C"
typedef VEC(LoadImport) LoadImports;
typedef struct LoadEmbed { Str pattern; Pos pos; StrVec files; } LoadEmbed; // files: relative to the package, sorted

typedef struct LoadFile {
    const char *name;                                // base name
    SourceFile *source;
    bool ours;                                       // from lib/
    bool made;                                       // by the build: there is no such file
    bool imports_c;
    Str pkg_name;
    LoadImports imports;
    VEC(LoadEmbed) embeds;
} LoadFile;
typedef VEC(LoadFile *) LoadFiles;

struct LoadPkg {
    Str import_path;                                 // identity in the graph: "p", "vendor/…", "p [p.test]", "command-line-arguments"
    Str pkg_path;                                    // what types and symbols carry; "main" for programs
    Str name, dir;
    Module *module;                                  // NULL for std and for files outside modules
    Str go_version;                                  // language version "go1.26"
    bool standard, main, cmdline;
    bool loading;                                    // on the import stack
    bool matched;                                    // named on the command line, not only a dependency
    bool literal;                                    // by its own name, not by a pattern
    bool fake;                                       // stands for what could not be found
    bool missing;                                    // no module of the build list has it
    bool std_missing;                                // its path is one of std's, which has no such package
    Str for_test;                                    // variant: import path of the package under test
    const OverlayEntry *overlay;
    LoadFiles files;                                 // compiled
    LoadFiles cgo_files, test_files, xtest_files;    // cgo_files only while cgo is off: left out
    StrVec ignored, s_files, c_files, h_files, other_files;
    bool assembles;                                  // the s_files are part of it; of std only where the overlay says so
    LoadPkgs deps;                                   // direct imports, each once, sorted by import path
    StrMap import_map;                               // import path as written → LoadPkg
    LoadError *error;                                // first one
    bool incomplete;                                 // it or a dependency has an error
};
LoadPkg *load_import(Loader *l, LoadPkg *from, Str path, Pos pos, const char *file); // from NULL: named by the user
const char *load_trimmed_dir(Arena *a, const LoadPkg *p); // what stands for its directory with -trimpath
Err load_files(Loader *l, const char *const *paths, uint32_t n, LoadPkg **out); // command-line-arguments
void load_finish(Loader *l, LoadPkg *p);             // resolves imports of a package whose files are set
LoadPkg *load_new_package(Loader *l, Str import_path);
void load_set_error(LoadPkg *p, LoadError *e);
LoadError *load_error_new(Loader *l, Pos pos, const char *fmt, ...) PRINTF_LIKE(3, 4);
const char *load_error_text(Arena *a, const LoadError *e); // as go prints it
// One more import of p, as compilers add them.
void load_add_import(Loader *l, LoadPkg *p, const char *path);
// p and all it depends on, dependencies first; each once.
void load_closure(Arena *a, const LoadPkgs *roots, LoadPkgs *out);
// Every error below the roots, each text once, dependencies first; how many there are.
typedef void LoadErrorVisit(void *ctx, const LoadPkg *p, const char *text);
uint32_t load_each_error(Loader *l, const LoadPkgs *roots, LoadErrorVisit *visit, void *ctx);
// Prints them.
uint32_t load_report_errors(Loader *l, const LoadPkgs *roots, FILE *out);

Str load_doc(const Loader *l, const LoadPkg *p);     // the first sentence of its comment (doc.c)

// ---- -overlay (fileoverlay.c)
Err load_read_file_overlay(Loader *l, const char *path);
Err load_file_read(const Loader *l, const char *path, Str *out);
bool load_file_gone(const Loader *l, const char *path);
void load_overlaid_names(const Loader *l, const char *dir, StrVec *out); // files that only the overlay may have in dir

// ---- Patterns (pattern.c)
// Arguments of a command: patterns, import paths, directories or .go files. No argument means ".".
Err load_patterns(Loader *l, const char *const *args, uint32_t n, LoadPkgs *out);

bool load_match_dots(Str pattern, Str name);         // "..." stands for any text

// ---- A directory's files (scan.c, header.c)
void load_scan_dir(Loader *l, LoadPkg *p);           // fills the file lists of p from p->dir and lib/; errors go to p
void load_scan_files(Loader *l, LoadPkg *p, const char *const *paths, uint32_t n); // exactly these, constraints aside

// ---- Constraints (constraint.c)
// file_name: base name; text: its source.  tags beyond the loader's: the overlay's for this package.
bool load_match_file(const Loader *l, const OverlayEntry *o, const char *file_name, Str text);
bool load_match_name(const Loader *l, const OverlayEntry *o, const char *file_name);
bool load_tag_holds(const Loader *l, const OverlayEntry *o, Str tag);

// ---- Overlay (overlay.c, merge.c)
Err overlay_read(Arena *a, const char *home, Overlay **out);
const OverlayEntry *overlay_find(const Overlay *o, Str path); // of a std package; that of `package *` where it has none
bool overlay_replaces(const OverlayEntry *e);
bool overlay_adds(const OverlayEntry *e);
bool overlay_assembles(const OverlayEntry *e);        // the package's assembly is used
bool overlay_drops(const OverlayEntry *e, const char *file);
StrVec overlay_used(const OverlayEntry *e);              // all files named by `use`
bool overlay_uses(const OverlayEntry *e, const char *file);
int overlay_tag(const Overlay *o, const OverlayEntry *e, Str tag); // 1 holds, -1 taken away, 0 not mentioned
typedef struct OverlaySkip { Str test, reason; } OverlaySkip;
const OverlaySkip *overlay_skips(const OverlayEntry *e, uint32_t *n);
// Takes out of the std files what one of our files declares. Files are parsed, not checked.
void overlay_merge(Arena *a, AtomTable *atoms, const LoadPkg *p, File **files, uint32_t n);

// ---- Embedding (embed.c)
void load_find_embeds(Loader *l, LoadPkg *p, LoadFile *f); // the //go:embed lines of f
LoadError *load_resolve_embed(Loader *l, const LoadPkg *p, LoadEmbed *e); // fills files

// ---- Tests (test.c, testmain.c, example.c)
typedef struct LoadTest {
    LoadPkg *pkg;                                    // under test, as loaded
    LoadPkg *ptest, *pxtest, *main;                  // with its _test files; external tests or NULL; the generated main
    bool no_tests;                                   // no _test files at all
} LoadTest;
typedef struct LoadCover {
    const char *mode;                                // set, count or atomic
    bool local;                                      // of the tested package alone
    StrVec patterns;                                 // else: as given, and
    StrVec packages;                                 //   what they select
} LoadCover;
// Makes the packages of p's test program. Dependencies that import p are made again against the variant.
Err load_test(Loader *l, LoadPkg *p, LoadTest *out);
typedef struct LoadExample { Str name; Str output; bool unordered, has_output; } LoadExample;
bool load_example_output(Arena *a, Str body, LoadExample *out); // body: text between the function's braces

#endif
