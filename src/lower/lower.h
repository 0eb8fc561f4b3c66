// Lowering: checked syntax to IR. Everything Go says about order, copies, checks and panics is settled here.
#ifndef UG_LOWER_H
#define UG_LOWER_H

#include "ir/ir.h"

// A variable's //go:embed files, resolved by load: in embed.FS's order (directory, then name), directories
// included with a trailing slash and no data.
typedef struct EmbedFile { Str name, data; uint8_t hash[16]; } EmbedFile;
typedef VEC(EmbedFile) EmbedFiles;

typedef struct Lower Lower;                          // a session's symbols and closure, wrapper and instance tables
typedef struct LowerOptions {
    Arena *arena;
    Types *types;
    AtomTable *atoms;
    SourceSet *sources;
    DiagSink *sink;
    StrMap *bind;                                    // "pkg.name" → C symbol text (lib/bind.txt), char *
    Str (*mangle)(Arena *a, Str go_name);            // cgen_mangle
    bool race;                                       // //go:norace is heeded
    const EmbedFiles *(*embed)(void *ctx, Package *pkg, const VarDecl *d); // files of a variable with embeds; NULL: none at all
    void *embed_ctx;
} LowerOptions;
Lower *lower_new(const LowerOptions *opt);

bool lower_is_bench_loop(const ForStmt *s);           // for b.Loop() { … }
// Makes the symbols that a package's //go:linkname directives name, which others may refer to. Called for each
// package in dependency order, before it is lowered or assumed.
typedef VEC(IrSym *) IrSyms;
void lower_linknames(Lower *lo, Package *pkg, IrSyms *out);

// What importers must know of a package that was compiled earlier, instead of lowering it.
typedef struct FuncFacts { uint32_t *escape; uint32_t nescape; bool calls_recover, inlinable; uint8_t collects; } FuncFacts; // see IrSym
typedef struct PackageFacts { StrMap funcs; bool has_init; } PackageFacts; // C symbol → FuncFacts
void lower_assume(Lower *lo, Package *pkg, const PackageFacts *facts);

void lower_check_pointers(Lower *lo, Package *pkg);   // -d=checkptr

// A declared function alone, with what its body makes (literals, instances), as a unit that is never printed.
// NULL: it has no body here.
IrUnit *lower_function(Lower *lo, IrSym *sym);

// Lowers every function, method and variable of a checked package, its closures, the generic instances it needs
// (as static functions), and its initialisation. Packages come in dependency order, one at a time.
IrUnit *lower_package(Lower *lo, Package *pkg);

// The entry unit of a program: ugx_program, package initialisation in order, main.main.
IrUnit *lower_main(Lower *lo, Package *main_pkg, Package **init_order, uint32_t n);

// What cgen asks for while it emits descriptors; new functions are added to the unit.
IrSym *lower_method_symbol(Lower *lo, IrUnit *u, Type *recv, const MethodEntry *m, bool from_iface); // m: of recv's method set
    // from_iface: callable with an interface's data word as receiver. Otherwise with a value of recv.
bool lower_equal_panics(Type *t);                     // comparing may meet an incomparable dynamic type
IrSym *lower_equal_symbol(Lower *lo, IrUnit *u, Type *t); // bool f(const T *, const T *): NULL when plain memory comparison serves
IrSym *lower_hash_symbol(Lower *lo, IrUnit *u, Type *t);  // uintptr f(const T *, uintptr seed): NULL when memory hashing serves
Str lower_link_path(Lower *lo, Package *pkg);         // the package part of its symbols: "main", or the path escaped
IrSym *lower_func_symbol(Lower *lo, Object *fn);     // a package-level function or declared method
IrSym *lower_var_symbol(Lower *lo, Object *var);
IrSym *lower_abi_symbol(Lower *lo, const char *csym, Type *sig); // a function of the runtime
Type *lower_closure_type(Lower *lo, const IrFunc *f); // struct{F uintptr; captures…}

#endif
