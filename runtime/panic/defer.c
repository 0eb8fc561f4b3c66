// Defer statements. A function's UgDeferFrame lies in its C frame and is linked to the G while the
// function is active; open-coded defers need nothing more. Those in loops hang from its list, as
// collected objects: the frame is scanned conservatively, the list precisely from there.
#include "mem/mem.h"
#include "panic/panic_private.h"
#include "stack/stack.h"

// The functions behind abi.h's inline forms, for code that was compiled without them.
void(ugx_defer_enter)(UgDeferFrame *df) { ugx_defer_enter_inline(df); }
void(ugx_defer_leave)(UgDeferFrame *df) { ugx_defer_leave_inline(df); }

static const uint8_t defer_mask[] = {3};
static const UgType defer_type = {.size = sizeof(UgDefer),
                                  .ptrbytes = sizeof(UgDefer),
                                  .align = 8,
                                  .field_align = 8,
                                  .kind = UG_KIND_STRUCT,
                                  .gcdata = defer_mask};

void ugx_deferproc(UgDeferFrame *df, const UgClosure *fn)
{
    UgDefer *d = ugrt_mallocgc(sizeof *d, &defer_type, true); // fresh: no barrier for its stores
    d->fn = fn;
    d->link = df->list;
    df->list = d;
}

// The function returns normally: run what it pushed. Called directly, not by ugrt_calldefer: a
// recover in there must find no panic.
void ugx_deferreturn(UgDeferFrame *df)
{
    for (UgDefer *d; (d = df->list);) {
        df->list = d->link;
        if (!d->fn) ugx_panicnil();
        ((void (*)(const void *))d->fn->code)(d->fn);
    }
}
