// runtime.Callers and its kin.
//
// A recorded pc is a return address; it stands for the calls inlined there and the physical
// function around them. Where `skip` leaves out some of the inlined ones only, the pc is followed by
// a small number, no valid pc: how many of its frames to leave out (lib/runtime/extern.go knows).
#include "debug/debug.h"
#include "sched/sched.h"
#include "undergo/pctab.h"

enum { MAX_PCS = 512, MAX_INLINED = 32 };

UgInt ugx_callers(UgInt skip, uintptr_t *pcs, UgInt n, UgInt cap);
UgInt ugx_pc_frames(uintptr_t pc, UgPcFrame *out, UgInt n, UgInt cap);
UgInt ugx_stack(uint8_t *p, UgInt n, UgInt cap, bool all);

static int visible_frames(uintptr_t pc, UgPcFrame *out, int max) {
    int n = ugrt_pc_frames(pc - 1, out, max), kept = 0;
    for (int i = 0; i < n; i++)
        if (!(out[i].flags & UG_PCF_WRAPPER)) out[kept++] = out[i];
    return kept;
}

// skip 0 is the Go function that called us: ugrt_callers leaves the runtime's own frames out.
__attribute__((noinline)) UgInt ugx_callers(UgInt skip, uintptr_t *pcs, UgInt n, UgInt cap) {
    (void)cap;
    uintptr_t all[MAX_PCS];
    int have = ugrt_callers(0, all, MAX_PCS);
    UgInt out = 0;
    for (int i = 0; i < have && out < n; i++) {
        UgPcFrame frames[MAX_INLINED];
        UgInt here = visible_frames(all[i], frames, MAX_INLINED);
        if (skip >= here) {
            skip -= here;
            continue;
        }
        pcs[out++] = all[i];
        if (skip > 0 && out < n) pcs[out++] = (uintptr_t)skip;
        skip = 0;
    }
    return out;
}

UgInt ugx_pc_frames(uintptr_t pc, UgPcFrame *out, UgInt n, UgInt cap) {
    (void)cap;
    return visible_frames(pc, out, (int)n);
}

UgInt ugx_stack(uint8_t *p, UgInt n, UgInt cap, bool all) {
    (void)cap;
    return (UgInt)ugrt_traceback_text((char *)p, (size_t)n, all);
}
