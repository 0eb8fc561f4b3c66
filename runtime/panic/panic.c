// Panic, Goexit, recover.
//
// A panic does not unwind first: it runs the deferred calls of the active frames on top of the
// panicking ones, innermost first, so that a crash's traceback shows where it began. When one
// of them recovers, control jumps to the exit code of the frame that deferred it: the panics whose
// gopanic frames lie deeper than that frame are over. If one of those was a Goexit, it isn't stopped:
// the recovered panic turns into its continuation.
//
// Panics in progress stack up in g->panics (a deferred call may panic again). recover takes the
// innermost; it counts only when called by a function that ugrt_calldefer called, compiler-made
// wrappers seen through.
#include "debug/debug.h"
#include "gc/debugvars.h"
#include "mem/mem.h"
#include "panic/go_hooks.h"
#include "panic/panic_private.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "undergo/pctab.h"

extern const char ugrt_calldefer_ret[];
extern const char __start_ug_wrappers[] __attribute__((weak)), __stop_ug_wrappers[] __attribute__((weak));

static const UgClosure *take_deferred(UgDeferFrame *df)
{
    if (df->bits) {
        int i = 31 - __builtin_clz(df->bits);
        df->bits &= ~(1u << i);
        return df->slot[i];
    }
    UgDefer *d = df->list;
    if (!d) return NULL;
    df->list = d->link;
    return d->fn;
}

// Is the frame at (seg, addr) deeper than the frame df, which may recover, is in?
static bool deeper(const UgSeg *seg, uintptr_t addr, const UgDeferFrame *df)
{
    const UgSeg *outer = df->segment;
    return seg->depth > outer->depth || (seg == outer && addr < (uintptr_t)df);
}

static UGX_NORETURN UGRT_NOINLINE UGRT_NOSPLIT void jump(UgDeferFrame *df)
{
    ugrt_seg_restore(df->segment);
    __builtin_longjmp(df->jump, 1);
}

// The panic p was recovered by a call that df's function deferred.
static void recovered(G *g, UgPanic *p, UgDeferFrame *df)
{
    if (!df->may_recover) ugrt_throw("recovered in a frame that does not expect it");
    UgPanic *q = p->link;
    bool goexit = false;
    for (; q && deeper(q->seg, q->frame, df); q = q->link) goexit |= q->goexit;
    if (goexit) {
        p->link = q;
        p->goexit = true;
        p->recovered = false;
        p->arg = (UgEface){0};
        return;
    }
    g->panics = q;
    g->sig = 0;
    jump(df);
}

static void run_deferred(G *g, UgPanic *p)
{
    UgDeferFrame *df;
    while ((df = g->head.defer_frames)) {
        const UgClosure *fn;
        while ((df->bits | (uintptr_t)df->list)) {
            fn = take_deferred(df);
            if (!fn) ugx_panicnil(); // defer of a nil func value panics when it is run
            ugrt_calldefer(fn);
            if (p->recovered) recovered(g, p, df);
        }
        g->head.defer_frames = df->link;
    }
}

static void check_can_panic(G *g, UgEface v)
{
    M *m = g->m;
    const char *why = NULL;
    if (g == m->g0)
        why = "panic on system stack";
    else if (m->mallocing)
        why = "panic during malloc";
    else if (m->locks)
        why = "panic holding locks";
    if (!why) return;
    ugrt_print("panic: ");
    ugrt_print_panicval(v);
    ugrt_print("\n");
    ugrt_throw(why);
}

UGRT_NOINLINE void ugx_gopanic(UgEface v)
{
    if (!v.type && ugrt_debugvars.panicnil && ugrt_go_panicnilused) ugrt_go_panicnilused();
    if (!v.type && !ugrt_debugvars.panicnil) {
        if (ugrt_go_panicnilerror)
            v = ugrt_go_panicnilerror();
        else
            ugrt_panicplain("panic called with nil argument (use GODEBUG=panicnil=1 to disable)");
    }
    G *g = ugrt_getg();
    check_can_panic(g, v);
    UgPanic p = {.link = g->panics, .arg = v, .seg = g->seg, .frame = (uintptr_t)__builtin_frame_address(0)};
    g->panics = &p;
    run_deferred(g, &p);
    if (p.goexit) ugrt_goexit0();
    ugrt_fatalpanic(&p);
}

UGRT_NOINLINE void ugx_goexit(void)
{
    G *g = ugrt_getg();
    UgPanic p = {.link = g->panics, .goexit = true, .seg = g->seg, .frame = (uintptr_t)__builtin_frame_address(0)};
    g->panics = &p;
    run_deferred(g, &p);
    ugrt_goexit0();
}

// Frames that recover sees through: wrappers made by the compiler, and, on the way to a function that was
// deferred as a reflect method value or MakeFunc, the runtime's reflect calls and their Go halves.
static bool is_wrapper(uintptr_t pc)
{
    if (pc - (uintptr_t)__start_ug_wrappers < (uintptr_t)__stop_ug_wrappers - (uintptr_t)__start_ug_wrappers)
        return true;
    if (ugrt_pc_lookup_flags(pc - 1) & (UG_PCF_WRAPPER | UG_PCF_RUNTIME)) return true;
    UgPcFrame f;
    if (!ugrt_go_callreflect || !ugrt_pc_func(pc - 1, &f)) return false;
    return f.entry == (uintptr_t)ugrt_go_callmethod || f.entry == (uintptr_t)ugrt_go_callreflect;
}

// `defer recover()` is a wrapper that passes the frame of the function with the statement. That counts
// when the function's exit runs it; when a panic does, nothing is recovered.
static bool deferred_itself(uintptr_t own_frame)
{
    uintptr_t bp = own_frame, pc = ugrt_return_address(&bp);
    return ugrt_pc_lookup_flags(pc - 1) & UG_PCF_WRAPPER && ugrt_return_address(&bp) == (uintptr_t)ugrt_calldefer_ret;
}

UGRT_NOINLINE UgEface ugx_gorecover(void *frame)
{
    G *g = ugrt_getg();
    UgPanic *p = g->panics;
    if (!p || p->goexit || p->recovered) return (UgEface){0};
    if (deferred_itself((uintptr_t)__builtin_frame_address(0))) return (UgEface){0};
    uintptr_t bp = (uintptr_t)frame, pc = ugrt_return_address(&bp);
    while (pc != (uintptr_t)ugrt_calldefer_ret) {
        if (!is_wrapper(pc)) return (UgEface){0};
        pc = ugrt_return_address(&bp);
    }
    p->recovered = true;
    return p->arg;
}
