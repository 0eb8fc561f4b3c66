// From loaded packages to checked packages, object files and programs, in one process.
//
// front.c parses and checks; compile.c lowers to C; pool.c runs the C compiler beside it; cache.c
// keeps what was made; link.c makes the program and pctab.c gives it its pc table. User errors
// are printed as go prints them, under a "# package" line; environment failures come back as Err.
#ifndef UG_BUILD_H
#define UG_BUILD_H

#include "load/load.h"
#include "lower/lower.h"

// ---- -gcflags and -ldflags (flags.c)
typedef struct GcFlags {
    bool no_opt, no_inline, all_errors;              // -N, -l, -e
    bool std;                                        // -std, -+: what only the standard library may say is allowed
    bool race, checkptr, no_checkptr;                // -race, -d=checkptr, -d=checkptr=0
    int diag_level;                                  // -m, -m -m
    const char *lang;                                // -lang=go1.N, or ""
    bool list_code;                                  // -S
    bool clamp_conversions;                          // -d=converthash=qy
    bool fuzz;                                       // count edges
    bool incomplete;                                 // -complete=false: functions without body are allowed
} GcFlags;
typedef struct GcFlagRule { Str pattern; GcFlags flags; } GcFlagRule; // empty pattern: packages named on the command line
typedef struct LinkVar { Str package, name, value; } LinkVar; // -X
typedef struct LdFlags {
    bool strip_symbols, strip_debug;                 // -s, -w
    bool plain_debug;                                // -compressdwarf=false
    VEC(LinkVar) vars;
    const char *extldflags;
} LdFlags;
typedef VEC(GcFlagRule) GcFlagRules;
Err gcflags_parse(Arena *a, Str text, GcFlagRules *rules);
Err ldflags_parse(Arena *a, Str text, LdFlags *out);
GcFlags gcflags_of(const GcFlagRules *rules, const LoadPkg *p);
const char *pattern_flag_check(Arena *a, const char *value); // what is wrong with '[pattern=]flags' at first sight; NULL: nothing

// ---- A session
typedef enum DumpKind { DUMP_NONE, DUMP_TOKENS, DUMP_AST, DUMP_TYPES, DUMP_IR, DUMP_C } DumpKind;
typedef enum VcsMode { VCS_OFF, VCS_AUTO, VCS_ON } VcsMode; // ON: a revision that can't be told is an error
typedef struct BuildOptions {
    bool force, dry_run, verbose, print_commands, keep_work, trimpath, race; // -a -n -v -x -work -trimpath -race
    bool as_compile;                                 // judge the files named as `go tool compile` does: what the loader
                                                     //   finds wrong with them is left to the checker
    bool fuzz;                                       // count edges, for fuzzing
    VcsMode vcs;                                     // -buildvcs
    bool strip_debug;                                // run and test: no debug sections in the program
    uint32_t jobs;                                   // -p
    GcFlagRules gcflags;
    LdFlags ldflags;
    Str gcflags_text, ldflags_text;                  // as given last, for the build information
    Str ccflags;                                     // -ccflags and $UG_CFLAGS
    DumpKind dump;
    const char *dump_pass;                           // --dump=ir:pass; "" takes the final form
} BuildOptions;

typedef struct Cache Cache;
typedef struct Pool Pool;
typedef struct CcTool CcTool;

// What lasts for the whole run of the command: cache, compiler, $WORK.
typedef struct BuildShared {
    Arena *arena;
    Loader *loader;
    const BuildOptions *opt;
    StrMap bind;                                     // lib/bind.txt
    Cache *cache;
    Pool *pool;
    CcTool *cc;
    const char *work;                                // $WORK, made at first use
    uint32_t next_unit;                              // numbers $WORK/b001.c
    StrMap sent;                                     // keys of objects this run compiles
    bool work_has_evidence;                          // a message names a file in $WORK: keep it
} BuildShared;
const char *build_work_dir(BuildShared *s, Err *err); // $WORK
Err build_shared_init(BuildShared *s, Arena *a, Loader *l, const BuildOptions *opt);
void build_shared_finish(BuildShared *s);            // removes $WORK unless kept

// What a repository says of the program's module; revision empty: nothing.
typedef struct VcsStamp { Str version, revision, time; bool known, modified; } VcsStamp;

// One set of checked packages. Programs whose packages differ under the same path (tests) need one each.
typedef struct Build {
    BuildShared *shared;
    Arena *arena;
    Loader *loader;
    const BuildOptions *opt;
    Types *types;
    Lower *lower;
    struct Judge *judge;                             // what gc would inline
    PtrMap packages;                                 // LoadPkg → BuildPkg
    PtrMap by_types;                                 // Package → BuildPkg
    VcsStamp vcs;                                    // of the program being built
    Str toolchain;                                   // keys.c: what all packages' keys cover
    DiagSink sink;                                   // what lowering reports
} Build;
void build_init(Build *b, BuildShared *s);
void build_release(Build *b);                        // frees its arenas

// ---- Checking (front.c)
typedef struct BuildPkg {
    LoadPkg *pkg;
    Arena *arena;
    DiagSink sink;
    File **files;
    uint32_t nfiles;
    GcFlags flags;
    Package *types;                                  // NULL until checked
    bool parsed, want_bodies, failed;                // failed: it or a dependency has errors
    bool shares_files;                               // with a package before it
    bool lowered;                                    // or found in the cache
    Str key;                                         // keys.c; set by then
    Str export_key;                                  // keys.c; empty until asked for
    StrVec objects;                                  // cache keys of its object files
    StrVec calls;                                    // names of methods it calls through interfaces
    bool calls_by_reflect;                           // it asks reflect for methods
    StrVec asm_objects;                              // of those made from assembly
    struct Assembly *assembly;                       // assemble.c; NULL where it has none
    bool asm_failed;                                 // its errors are printed
    struct Unit *units;                              // compile.c
} BuildPkg;
BuildPkg *build_pkg(Build *b, LoadPkg *p);
// Parses and checks the closure of roots; bodies of packages that are only imported are skipped
// unless all_bodies. Prints the errors of each package. False if any.
bool build_check(Build *b, const LoadPkgs *roots, bool all_bodies);
bool build_check_types(Build *b, const LoadPkgs *roots); // the same of declarations alone: no bodies
typedef void (*DiagVisit)(void *ctx, const BuildPkg *p, const Diag *d);
void build_each_diag(Build *b, const LoadPkgs *roots, DiagVisit visit, void *ctx);

// ---- Compiling and linking (compile.c, link.c)
// Both set *ok to false where errors were printed.
Err build_compile(Build *b, const LoadPkgs *roots, bool *ok); // the closure of roots, without linking
// The program whose main package is p. out NULL: *exe is its path in the cache.
Err build_program(Build *b, LoadPkg *p, const char *out, const char **exe, bool *ok);

// ---- Coverage (cover.c)
typedef struct CoverTool {
    const char *path;                                // cmd/cover of the Go tree
    Str identity;
    const char *mode;                                // set, count or atomic
} CoverTool;
// Replaces the sources of p, but for its tests, by instrumented ones. *meta: the description of its blocks, empty where
// there are none.
Err build_cover(BuildShared *s, const CoverTool *tool, LoadPkg *p, Str *meta);
void build_cover_hook(BuildShared *s, LoadPkg *main_pkg); // the program writes its counts when it ends

// ---- Analyses (vet.c): a program that speaks the protocol of `go vet`'s tools, run for each package.
typedef struct VetTool {
    const char *path, *name;                         // name: what it calls itself
    Str identity;                                    // for cache keys; empty: nothing is kept
    StrVec flags;
    const StrVec *std_flags;                         // for packages of std; NULL: the same
    bool changes;                                    // it changes files: run for the packages asked about after all others
} VetTool;
typedef struct VetResult {
    const LoadPkg *pkg;
    Str output;
    bool failed;
} VetResult;
typedef VEC(VetResult) VetResults;
// One result for each root. *ok false: a package that they import cannot be used; its errors are printed.
Err build_vet(Build *b, const LoadPkgs *roots, const VetTool *tool, VetResults *out, bool *ok);

// Export data of the packages, in the cache; for those that cannot have any an empty path. *ok as above.
Err build_export(Build *b, const LoadPkgs *pkgs, StrVec *paths, bool *ok);

#endif
