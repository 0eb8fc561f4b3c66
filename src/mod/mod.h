// Modules: go.mod and go.work files, versions, and which module serves an import path.
//
// This room reads, fetches and verifies; it never runs a Go tool. Text and tables live in the caller's
// arena for the session. Errors come back as one Err in go's words, without the leading "go: ".
#ifndef UG_MOD_H
#define UG_MOD_H

#include "base/base.h"

typedef VEC(Str) StrVec;

// ---- One directive line of a go.mod, go.work or modules.txt-like file (lex.c)
typedef struct ModLine {
    uint32_t line, col;                              // of the first token; col 1 is not shown
    bool in_block;                                   // inside verb ( … )
    Str verb;
    StrVec args;                                     // unquoted
    Str comment;                                     // after // on the line, trimmed
    Str doc;                                         // the comments above it and on it, or else those of its block
} ModLine;
typedef VEC(ModLine) ModLines;
typedef struct ModErrors {
    StrBuf text;                                     // grows a line an error
    const char *file, *whole;                        // as shown, and its path
} ModErrors;
void mod_lex(Arena *a, Str text, ModLines *out, ModErrors *errs);
void mod_error(ModErrors *e, const ModLine *at, const char *fmt, ...) PRINTF_LIKE(3, 4);

// ---- Files (modfile.c, workfile.c)
typedef struct ModVersion { Str path, version; } ModVersion;
typedef struct ModRequire { Str path, version; bool indirect; } ModRequire;
typedef struct ModReplace { Str old_path, old_version, new_path, new_version; } ModReplace; // versions may be empty
typedef struct ModRetract { Str low, high, rationale; } ModRetract;
typedef struct ModKeyValue { Str key, value; } ModKeyValue;
typedef struct ModFile {
    const char *path;
    Str module, go, toolchain;                       // go without the prefix: "1.26"; empty if absent
    Str deprecated;                                  // what its author says to use instead
    VEC(ModRequire) require;
    VEC(ModVersion) exclude;
    VEC(ModReplace) replace;
    VEC(ModRetract) retract;
    StrVec tool, ignore;
    VEC(ModKeyValue) godebug;
} ModFile;
// strict: the main module's own file, where every directive is judged; else unknown ones are passed over.
Err modfile_parse(Arena *a, const char *path, const char *shown, Str text, bool strict, ModFile *out);
typedef struct WorkUse { Str dir; uint32_t line; } WorkUse; // as written
typedef struct WorkFile {
    const char *path;
    Str go, toolchain;
    VEC(WorkUse) use;
    VEC(ModReplace) replace;
    VEC(ModKeyValue) godebug;
} WorkFile;
Err workfile_parse(Arena *a, const char *path, const char *shown, Str text, WorkFile *out);
bool modfile_toolchain_valid(Str name);              // go1.23.0, default
bool modfile_replace_args(Arena *a, const ModLine *l, ModErrors *errs, ModReplace *out); // shared by both

// ---- go.mod and go.work as text that is edited (modtext.c, setrequire.c)
typedef struct ModTextLine {
    StrVec before;                                   // comments above it; in a block an empty one is a blank line
    StrVec words;                                    // as written; none: only comments
    Str suffix;                                      // "// …" after it
    bool block, removed;                             // words ( lines )
    VEC(struct ModTextLine *) lines;
    Str open_suffix;                                 // after the (
    StrVec before_close;
} ModTextLine;
typedef struct ModText { Arena *arena; VEC(ModTextLine *) statements; } ModText;
typedef struct ModTextRef { ModTextLine *line, *block; StrVec args; } ModTextRef; // block NULL: a line of its own
typedef VEC(ModTextRef) ModTextRefs;
ModText *modtext_read(Arena *a, Str text);
Str modtext_print(const ModText *t);
void modtext_lines(const ModText *t, const char *verb, ModTextRefs *out);
Str modtext_quote(Arena *a, Str word);               // in quotes where it needs them
Str modtext_unquote(Arena *a, Str word);
void modtext_insert(ModText *t, uint32_t at, ModTextLine *l);
void modtext_to_block(ModText *t, ModTextLine *l);   // a line becomes a block of one
ModTextLine *modtext_add(ModText *t, const Str *words, uint32_t n); // to the last block of its verb, or at the end
void modtext_remove(ModTextLine *l);                 // until modtext_clean it only looks empty
void modtext_set(ModText *t, const char *verb, Str value, const char *after); // the one line of verb; empty removes it
void modtext_clean(ModText *t);
void modtext_sort(ModText *t, bool new_exclude_order); // lines in blocks; exclusions by version since go 1.21
void modtext_set_requires(ModText *t, const ModRequire *reqs, uint32_t n, bool separate);

// ---- Versions (semver.c, gover.c)
bool semver_valid(Str v);                            // v1.2.3[-pre][+meta], also v1 and v1.2
int semver_cmp(Str a, Str b);                        // invalid ones are lowest
bool gover_valid(Str v);                             // 1.26, 1.26rc1, 1.26.3
int gover_cmp(Str a, Str b);
Str gover_lang(Arena *a, Str v);                     // 1.26.3 → 1.26

// ---- Module paths (path.c)
const char *modpath_check(Arena *a, Str path);       // NULL if well formed; else go's complaint
bool modpath_bad_major(Str path, uint64_t *major);   // ends in /v0, /v1, /v2.0: no major version suffix; what it names
const char *importpath_check(Arena *a, Str path);    // the same for import paths
const char *filepath_check(Arena *a, Str path);      // and for files inside a module
Str modpath_escape(Arena *a, Str s);                 // for the module cache: capitals become !lower

typedef struct ModInfo { Str version, time, json; } ModInfo; // what a proxy says of a version
typedef struct ModOrigin { Str vcs, url, subdir, hash, ref; } ModOrigin; // where a version comes from
typedef struct ModFetcher ModFetcher;

// ---- The module graph (graph.c, select.c, provide.c, vendor.c)
typedef struct Module {
    Str path, version;                               // version empty: a main module
    bool main, indirect;
    Str dir;                                         // absolute; empty where its source is not on this machine yet
    const ModReplace *replace;
    Str replace_dir;                                 // replaced by this local directory, as written
    Str go_version;                                  // of its go.mod; empty: 1.16 is assumed for language rules
    const ModFile *file;                             // NULL where not read
    bool verified;                                   // dir was judged by go.sum
    StrVec vendor_packages;                          // vendor mode: import paths that modules.txt lists
} Module;
typedef enum ModMode { MOD_NONE, MOD_READONLY, MOD_MOD, MOD_VENDOR } ModMode;
typedef struct GoEnv GoEnv;
typedef struct ModOptions {
    Arena *arena;
    const GoEnv *env;
    const char *cwd;
    const char *mod_flag;                            // -mod=; "" chooses
    const char *modfile_flag;                        // -modfile=; "" none
    const char *gowork;                              // $GOWORK: "" search, "off", or a path
    bool cache_writable;                             // -modcacherw
    bool no_work;                                    // the module alone, whatever go.work says
    bool own_mode;                                   // mod_flag is the command's choice, not the user's
    bool lax_work;                                   // for commands that write go.work or the files of its modules
    const char *modcache;                            // $GOMODCACHE
    const char *go_version;                          // running: "1.26.8"
    const Str *gomod;                                // the main go.mod's text, where it is not what the file holds; or NULL
    struct GoSum *sums;                              // go.sum as an earlier load of the session left it; or NULL: read it
    struct ModFetcher *fetcher;                      // whose connections are used; or NULL
} ModOptions;
typedef struct ModGraph {
    Arena *arena;
    ModMode mode;                                    // MOD_NONE: no go.mod was found
    const char *root;                                // directory of go.mod or go.work; NULL if none
    const char *work;                                // path of go.work in use; NULL if none
    const WorkFile *work_file;                       // and what it says
    VEC(Module *) main;                              // one, or those go.work uses
    VEC(Module *) modules;                           // the build list, main modules first, then sorted by path
    const char *vendor_dir;                          // vendor mode: its directory
    const char *vendor_reason;                       // why vendor mode is on, for messages; NULL if by flag
    const char *modcache;
    const char *fatal;                               // what was found on the way that ends the command, or NULL
    struct ModState *state;                          // private to the room
} ModGraph;
Err mod_load(const ModOptions *opt, ModGraph *out);
void mod_close(ModGraph *g);
Err mod_find_work(Arena *a, const char *gowork, const char *cwd, const char **out); // NULL: there is none
Err mod_vendor_load(ModGraph *g);                    // vendor/modules.txt
bool mod_vendor_of_work(const ModGraph *g);          // it was made by `work vendor`
// Reads all of the graph that counts, and completes the build list. Does nothing a second time.
Err mod_complete(ModGraph *g);
bool mod_lists_all(const ModGraph *g);               // the main go.mod names all that its packages need: go 1.17
Err mod_read_file(ModGraph *g, Module *m);           // its go.mod
Err mod_need_dir(ModGraph *g, Module *m, bool *no_sum); // its tree, fetched and verified
const char *mod_sum_path(const ModGraph *g);         // go.sum, or what serves for it
Err mod_save_sums(ModGraph *g);                      // what was learned on the way
void mod_need_sums(ModGraph *g);                     // the go.mod files read are needed in go.sum
void mod_forget_sums(ModGraph *g);                   // what was needed so far need not be in go.sum
Str mod_needed_sums(const ModGraph *g);              // the text that mod_write_needed_sums leaves
Err mod_write_needed_sums(ModGraph *g);              // go.sum with the marked lines, no others
Module *mod_module(const ModGraph *g, Str path);     // of the build list, or NULL
Str mod_newest_go(const ModGraph *g);                // the highest go line of the go.mod files read
bool mod_listed(const ModGraph *g, Str path);        // a main module's go.mod requires it
ModVersion mod_replaced(const ModGraph *g, ModVersion m); // what stands for it; of a directory the version is empty
// Archive, tree and go.mod of m, which no replacement stands for; go.sum learns of them.
// unless it only learns of the go.mod.
Err mod_download(ModGraph *g, ModVersion m, bool only_gomod, const char **dir, Str *sum, Str *gomod_sum);
Str mod_known_sum(const ModGraph *g, ModVersion m, bool gomod); // what go.sum says; empty if nothing
bool mod_has_sum(const ModGraph *g, ModVersion m);   // go.sum knows its archive
void mod_verify(Arena *a, const char *modcache, ModVersion m, StrVec *complaints); // of what the cache has of it
// What the requirements alone would select: module path → Str *version.
Err mod_implied(ModGraph *g, const ModRequire *roots, uint32_t n, StrMap *out);
typedef void ModEdge(void *ctx, ModVersion from, ModVersion to);
void mod_each_requirement(ModGraph *g, ModEdge *visit, void *ctx); // breadth first; of the files that were read

typedef enum ModFoundKind {
    MOD_FOUND = 1,                                   // dir holds the package
    MOD_FOUND_NOWHERE,                               // no module of the list provides it
    MOD_FOUND_MISSING,                               // mod might, but the directory that replaces it is not there
    MOD_FOUND_NO_SUM,                                // mod might, but go.sum does not know it
    MOD_FOUND_UNSURE,                                // another does, but go.sum does not know mod, which might too
    MOD_FOUND_FAILED,                                // why says
} ModFoundKind;
typedef struct ModFound { ModFoundKind kind; Module *mod; Str dir; const char *why; } ModFound;
ModFound mod_find(ModGraph *g, Str import_path);
ModFetcher *mod_fetcher(ModGraph *g);
struct GoSum *mod_sums(const ModGraph *g);

// ---- Version queries (query.c)
// current: the version in the build, or empty. *not_found: nobody knows the module or such a version of it.
Err mod_query(ModGraph *g, Str path, Str query, Str current, ModInfo *out, bool *not_found);
// err with what was asked for put before it, unless it says so; whole: "path@query" though the query names several.
Err mod_query_failed(ModGraph *g, Err err, Str path, Str query, bool whole);
Err mod_versions(ModGraph *g, Str path, StrVec *out, bool *not_found); // newest first
bool mod_retracted(const ModFile *newest, Str version, Str *why);
Err mod_newest_file(ModGraph *g, Str path, const ModFile **out); // of its newest version, which says what is retracted
bool mod_has_package(ModGraph *g, ModVersion m, Str package);
// The module with the longest path that has the package, or is it, in the version that the query names.
Err mod_query_package(ModGraph *g, Str package, Str query, ModVersion *out);
Module *mod_of_dir(const ModGraph *g, Str dir);      // main or locally replaced module that holds an absolute directory
Str mod_import_path(Arena *a, const Module *m, Str dir); // of an absolute directory inside m

// ---- Go's settings: environment, then go's own settings file (goenv.c)
struct GoEnv {
    Arena *arena;
    VEC(ModKeyValue) file;
};
void goenv_load(Arena *a, GoEnv *out);
const char *goenv_get(const GoEnv *e, const char *name, const char *otherwise); // empty counts as unset
Err goenv_write(GoEnv *e, const char *name, const char *value); // into the settings file; NULL removes it there
const char *goenv_file(const GoEnv *e);              // the settings file, or "off"
const char *goenv_gopath(const GoEnv *e);            // the first of its list; "" if unknown
const char *goenv_modcache(const GoEnv *e);          // "" if unknown
bool goenv_matches(const GoEnv *e, const char *patterns, Str path); // patterns as in $GOPRIVATE
char split_quoted(Arena *a, Str text, StrVec *out);  // words, '…' and "…" kept together; the quote that does not end, or 0

// ---- Fetching: archives by $GOPROXY, verified by go.sum or $GOSUMDB, kept where go keeps them (fetch.c, fetchtext.c)
// One fetcher serves one thread. Any number of processes, go's among them, may share a module cache.
ModFetcher *mod_fetcher_new(Arena *a, const GoEnv *env, FILE *log); // log: what is fetched, progress if a terminal; or NULL
void mod_fetcher_free(ModFetcher *f);
void mod_fetcher_writable(ModFetcher *f);            // directories of the cache stay writable
void mod_fetcher_quiet(ModFetcher *f);               // what is downloaded is not told
// The archive in the cache, verified. known_sum: "h1:…" of go.sum, or empty to ask the checksum database.
Err mod_fetch_zip(ModFetcher *f, ModVersion m, Str known_sum, const char **zip);
Err mod_fetch_dir(ModFetcher *f, ModVersion m, Str known_sum, const char **dir); // also unpacked, all of it or nothing
// The unpacked tree of m in the cache, or NULL where it is not there, or not completely.
const char *mod_cached_dir(Arena *a, const char *modcache, ModVersion m);
const char *mod_cached_gomod(Arena *a, const char *modcache, ModVersion m); // where its go.mod lies, if it does
Err mod_cached_sum(Arena *a, const char *modcache, ModVersion m, Str *sum); // h1: of its archive
Err mod_fetch_gomod(ModFetcher *f, ModVersion m, Str known_sum, Str *text, Str *sum); // verified
Err mod_fetch_info(ModFetcher *f, Str path, Str query, ModInfo *out); // query: a version, branch or commit
bool mod_origin(Arena *a, const char *modcache, ModVersion m, ModOrigin *out); // as its .info in the cache has it
Err mod_fetch_latest(ModFetcher *f, Str path, ModInfo *out, bool *not_found);
Err mod_fetch_versions(ModFetcher *f, Str path, StrVec *out, bool *not_found); // releases and pre-releases, unsorted
// A Go release as GOROOT: go_version "1.26.8".
Err mod_fetch_toolchain(ModFetcher *f, const char *go_version, const char **goroot);
ModVersion mod_toolchain(Arena *a, const char *go_version); // the module that holds it for linux-amd64

// ---- Small path helpers shared with load (paths.c)
const char *path_join(Arena *a, const char *x, const char *y);
const char *path_clean(Arena *a, const char *p);     // lexical: . and .. and doubled slashes resolved
const char *path_abs(Arena *a, const char *cwd, const char *p);
const char *path_dir(Arena *a, const char *p);
const char *path_base(const char *p);
const char *path_find_up(Arena *a, const char *dir, const char *name); // a file of that name in dir or above it, or NULL
const char *path_rel(Arena *a, const char *from, const char *to); // both absolute and clean: "../x", "."
const char *path_short(Arena *a, const char *cwd, const char *p); // relative to cwd where that is shorter, as go shows paths
bool path_is_dir(const char *p);
bool path_is_file(const char *p);
Err path_make_dirs(Arena *a, const char *dir);       // with its parents
Err path_remove_all(const char *path);               // a tree, read-only directories too; none is no error
bool path_within(Str dir, Str root);                 // dir is root or below it

#endif
