// Defer statements. A function's UgDeferFrame lies in its C frame and is linked to the G while the
// function is active; open-coded defers need nothing more. Those in loops hang from its list, as
// collected objects: the frame is scanned conservatively, the list precisely from there.
#include "mem/mem.h"
#include "panic/panic_private.h"
#include "stack/stack.h"

// Not split: g->seg must be the segment of the caller's frame.
UGRT_NOSPLIT void ugx_defer_enter(UgDeferFrame *df) {
    G *g = ugrt_getg();
    df->link = g->head.defer_frames;
    df->list = NULL;
    df->segment = (uintptr_t)g->seg;
    df->guard = 0;
    df->bits = 0;
    df->may_recover = false;
    g->head.defer_frames = df;
}

UGRT_NOSPLIT void ugx_defer_leave(UgDeferFrame *df) { ugrt_getg()->head.defer_frames = df->link; }

static const uint8_t defer_mask[] = {3};
static const UgType defer_type = {.size = sizeof(UgDefer), .ptrbytes = sizeof(UgDefer), .align = 8, .field_align = 8,
                                  .kind = UG_KIND_STRUCT, .gcdata = defer_mask};

void ugx_deferproc(UgDeferFrame *df, const UgClosure *fn) {
    UgDefer *d = ugrt_mallocgc(sizeof *d, &defer_type, true); // fresh: no barrier for its stores
    d->fn = fn;
    d->link = df->list;
    df->list = d;
}

// The function returns normally: run what it pushed. Called directly, not by ugrt_calldefer: a
// recover in there must find no panic.
void ugx_deferreturn(UgDeferFrame *df) {
    for (UgDefer *d; (d = df->list);) {
        df->list = d->link;
        if (!d->fn) ugx_panicnil();
        ((void (*)(const void *))d->fn->code)(d->fn);
    }
}
