// A session that changes go.mod: its text, and what is loaded by it as it stands. Private to src/cmd.
#ifndef UG_CMD_MODEDIT_H
#define UG_CMD_MODEDIT_H

#include "cmd/cmd.h"

typedef VEC(ModRequire) Requires;

typedef struct ModEdit {
    Session *s;
    const char *path;                                // of go.mod
    Str original, now;
    ModText *text;
    Requires reqs;                                   // what modedit_apply writes
    bool read_only;
    bool say_found;                                  // each module that is found for a missing package
    // Of the last modedit_load:
    LoadPkgs roots, all;                             // as named, with their tests if asked for; and all they need
    LoadPkgs dep_tests;                              // tests of what is imported, if asked for
    StrMap unresolved;                               // import paths that no module was found for → why
} ModEdit;

Err modedit_open(Session *s, ModEdit *e);            // s: parsed, not opened; of a workspace only the module we are in
Err modedit_open_read(Session *s, ModEdit *e);       // to look at packages only, in a workspace those of all its modules
Err modedit_reload(ModEdit *e);                      // the module graph of the text as it stands
Err modedit_apply(ModEdit *e);                       // reqs into the text, then reload
ModRequire *modedit_find(ModEdit *e, Str path);      // in reqs
void modedit_require(ModEdit *e, ModVersion v, bool indirect); // adds to reqs, or sets the version there
void modedit_drop(ModEdit *e, Str path);

typedef enum ModScope {
    SCOPE_PACKAGES = 1,                              // and what they import
    SCOPE_TESTS,                                     // their tests too
    SCOPE_ALL_TESTS,                                 // and the tests of everything they import
} ModScope;
// Loads packages; modules are looked for and required until nothing that can be found is missing.
Err modedit_load(ModEdit *e, const char *const *patterns, uint32_t n, ModScope scope);
void modedit_all_patterns(ModEdit *e, ArgVec *out);  // every package of the main modules
// Each module that serves a loaded package is required, as go has it since 1.17.
void modedit_require_used(ModEdit *e);
uint32_t modedit_report_missing(const ModEdit *e, FILE *out); // errors of what is needed; how many
bool modedit_separates(const ModEdit *e);            // the main module's go is 1.17 or later
// (cmd_mod_tidy.c) Requires what packages and tests need, nothing else. go: the version for its line, or "". lenient: what
// cannot be found is passed over.
Err modedit_tidy(ModEdit *e, const char *go, bool lenient);
// For build commands with -mod=mod: loads, requires what is missing, writes. Not done where there is no go.mod.
Err modedit_load_for_build(Session *s, const char *const *patterns, uint32_t n, LoadPkgs *out, bool *done);
Err modedit_update(Session *s);                      // go.mod requires what the graph selects; s is left open
Err modedit_diff(ModEdit *e, FILE *out, bool *differs); // what modedit_save would change, with only the sums needed
Err modedit_save(ModEdit *e, bool tidy_sums);        // go.mod and go.sum, where they changed

#endif
