// The order of the passes, with the verifier and the dump hook between them.
#include "opt/opt.h"
#include "opt/report.h"

typedef void (*Pass)(Lower *lo, IrUnit *u, const OptOptions *opt);

static void run(const char *name, Pass pass, Lower *lo, IrUnit *u, const OptOptions *opt)
{
    pass(lo, u, opt);
#ifndef NDEBUG
    StrBuf why = {0};
    for (uint32_t i = 0; i < u->funcs.n; i++)
        if (!ir_verify(u->funcs.p[i], &why))
            BUG("after %s: %.*s: %s", name, STR_FMT(u->funcs.p[i]->sym->go_name), why.p);
    sb_release(&why);
#endif
    if (opt->dump) opt->dump(opt->dump_ctx, name, u);
}

// Inlining first, so that constructors' results can stay in the frame; devirtualising feeds it and
// escape analysis; checks last, when constants and copies have arrived.
void opt_unit(Lower *lo, IrUnit *u, const OptOptions *opt)
{
    if (opt->dump) opt->dump(opt->dump_ctx, "lower", u);
    report_bench_loops(u, opt);
    if (!opt->no_opt) run("devirt", opt_devirtualise, lo, u, opt);
    if (!opt->no_opt && !opt->no_inline) {
        run("inline", opt_inline, lo, u, opt);
        run("devirt", opt_devirtualise, lo, u, opt);
    }
    if (!opt->no_opt) run("extend", opt_extend, lo, u, opt);
    run("escape", opt_escape, lo, u, opt);
    opt_frames(lo, u, opt);
    if (!opt->no_opt) {
        run("checks", opt_checks, lo, u, opt);
        run("branch", opt_branches, lo, u, opt);
        run("dead", opt_let_go, lo, u, opt);
    }
}
