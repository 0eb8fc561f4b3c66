// What a session knows of its module graph, beyond the build list that everybody sees. Private to src/mod.
#ifndef UG_MOD_STATE_H
#define UG_MOD_STATE_H

#include "mod/gosum.h"

// One version of a module, somewhere in the graph of requirements.
typedef struct ModNode {
    ModVersion id;
    const ModFile *file;                             // of it or its replacement, once read
} ModNode;

typedef struct ModState {
    Arena *arena;
    ModOptions opt;
    VEC(ModReplace) replaces;                        // of the main module, or of go.work and then its modules
    uint32_t work_replaces;                          // how many of them go.work has
    StrMap selected;                                 // module path → Module of the build list
    StrMap nodes;                                    // "path@version" → ModNode
    bool complete;                                   // the whole graph was read, not only the main modules' files
    GoSum *sums;
    ModFetcher *fetcher;                             // made when first needed, or the caller's
} ModState;

// ---- graph.c
bool mod_needs_sums(const ModGraph *g);              // nothing is used that go.sum does not know
const ModReplace *mod_replacement(const ModGraph *g, ModVersion m);
const char *mod_replace_dir(const ModGraph *g, const ModReplace *r); // absolute; NULL where r names a version
Err modfile_read(ModGraph *g, const char *path, bool strict, const ModFile **out);
bool mod_excluded(const ModGraph *g, ModVersion m);
Module *mod_add(ModGraph *g, ModVersion m);          // to the build list, unsorted
void mod_sort(ModGraph *g);

// ---- select.c
ModNode *mod_node(ModGraph *g, ModVersion m);
Err mod_node_read(ModGraph *g, ModNode *n);

// ---- provide.c
bool mod_provides(const ModGraph *g, const Module *m, Str package, Str *dir);

#endif
