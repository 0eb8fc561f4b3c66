// The whole way from a text to C (../fuzz.h): a text with errors ends at the checker, any other must become C
// without an internal error. Packages other than unsafe can't be imported.
#include "../fuzz.h"
#include "../fuzz_go.h"
#include "cgen/cgen.h"
#include "opt/opt.h"

typedef struct Imports {
    Types *types;
    DiagSink *sink;
} Imports;

static Package *import_unsafe(void *ctx, Str path, Pos pos)
{
    Imports *c = ctx;
    if (str_eqz(path, "unsafe")) return types_unsafe(c->types);
    diag_report(c->sink, DIAG_Other, pos, "could not import %.*s", STR_FMT(path));
    return NULL;
}

static void check_text(Str text)
{
    Arena *a = arena_new("fuzz");
    AtomTable *atoms = atoms_new();
    SourceSet *sources = sources_new();
    DiagSink sink;
    diag_init(&sink, a, sources);
    ParseOptions po = {.arena = a, .atoms = atoms, .sink = &sink, .keep_bodies = true};
    File *file = parse_file(&po, sources_add_take(sources, "fuzz.go", NULL, str_dup(a, text)));
    Types *ts = types_new(&(TypesOptions){.arena = a, .atoms = atoms, .sources = sources});
    Imports imports = {ts, &sink};
    CheckOptions co = {
        .arena = a, .sink = &sink, .import = import_unsafe, .import_ctx = &imports, .go_version = "go1.26"};
    if (file) {
        Package *pkg = types_check_package(ts, &co, STR("p"), &file, 1);
        if (sink.diags.n == 0) {
            Lower *lower = lower_new(&(LowerOptions){
                .arena = a, .types = ts, .atoms = atoms, .sources = sources, .sink = &sink, .mangle = cgen_mangle});
            IrUnit *unit = lower_package(lower, pkg);
            opt_unit(lower, unit, &(OptOptions){.is_intrinsic = cgen_is_intrinsic});
            CgenTexts texts = {0};
            if (sink.diags.n == 0)
                cgen_unit(&(CgenOptions){.lower = lower, .types = ts, .sources = sources}, unit, a, &texts);
        }
    }
    atoms_free(atoms);
    sources_free(sources);
    arena_free(a);
}

static const FuzzTarget target = {
    .check = check_text,
    .pieces = fuzz_go_pieces,
    .npieces = ARRAY_LEN(fuzz_go_pieces),
    .folder = "test/cgen",
    .suffix = ".go",
};
FUZZ_MAIN(target)
