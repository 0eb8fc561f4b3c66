// Optimises each test/opt/*.go and compares its IR with the .ir file beside it. UPDATE_OPT writes them.
#include "../golden.h"
#include "opt/opt.h"

static Str identity(Arena *a, Str go_name)
{
    (void)a;
    return go_name;
}

static void optimised(Golden *g, StrBuf *out)
{
    OptOptions oo = {0};
    opt_unit(g->lower, g->unit, &oo);
    ir_print_unit(out, g->unit);
    for (uint32_t i = 0; i < g->unit->funcs.n; i++) CHECK(ir_verify(g->unit->funcs.p[i], out));
}

int main(void) { return golden_run("test/opt/*.go", ".ir", "UPDATE_OPT", identity, optimised); }
