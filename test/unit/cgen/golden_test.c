// Prints each test/cgen/*.go as C and compares it, assembly left out, with the .c.txt file beside it.
// UPDATE_CGEN writes them. Printing twice must give the same text.
#include "../golden.h"
#include "cgen/cgen.h"

static Str printed(Golden *g)
{
    CgenOptions co = {.lower = g->lower, .types = g->types, .sources = g->sources};
    CgenTexts texts = {0};
    cgen_unit(&co, g->unit, g->arena, &texts);
    CHECK_INT(texts.n, 1);
    return texts.p[0];
}

static void as_c(Golden *g, StrBuf *out)
{
    Str text = printed(g);
    CHECK(str_eq(text, printed(g)));
    const char *assembly = strstr(text.p, "__asm__(\n");
    sb_put(out, (Str){text.p, assembly ? (size_t)(assembly - text.p) : text.n});
}

int main(void) { return golden_run("test/cgen/*.go", ".c.txt", "UPDATE_CGEN", cgen_mangle, as_c); }
