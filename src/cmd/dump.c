// --dump=tokens, ast and types, of the packages named on the command line.
#include "cmd/dump.h"

static void flush(StrBuf *out)
{
    fwrite(out->p, 1, out->n, stdout);
    sb_clear(out);
}

static void dump_tokens(Session *s, BuildPkg *bp, StrBuf *out)
{
    for (uint32_t i = 0; i < bp->pkg->files.n; i++)
        scan_dump(out, s->sources, bp->pkg->files.p[i]->source, s->atoms, &bp->sink);
}

static void dump_ast(Session *s, BuildPkg *bp, StrBuf *out)
{
    for (uint32_t i = 0; i < bp->nfiles; i++) {
        if (bp->files[i]) ast_dump(out, s->sources, bp->files[i]);
    }
}

// The package-level objects with their types, in order of their names' first declaration.
static void dump_types(BuildPkg *bp, StrBuf *out)
{
    const StrMap *elems = &bp->types->scope->elems;
    for (uint32_t i = 0; i < elems->n; i++) {
        object_write(out, elems->entries[i].value, QUALIFY_RELATIVE, bp->types);
        sb_putc(out, '\n');
    }
}

int dump_front(Session *s, Build *b, const LoadPkgs *roots)
{
    StrBuf out = {0};
    bool ok = true;
    if (s->build.dump != DUMP_TOKENS) ok = build_check(b, roots, false);
    for (uint32_t i = 0; i < roots->n; i++) {
        BuildPkg *bp = build_pkg(b, roots->p[i]);
        if (s->build.dump == DUMP_TOKENS) dump_tokens(s, bp, &out);
        if (s->build.dump == DUMP_AST) dump_ast(s, bp, &out);
        if (s->build.dump == DUMP_TYPES && bp->types) dump_types(bp, &out);
        flush(&out);
        if (s->build.dump == DUMP_TOKENS && diag_flush(&bp->sink, stderr, 0)) ok = false;
    }
    sb_release(&out);
    return ok ? EXIT_OK : EXIT_ERROR;
}
