// runtime.Callers and its kin.
//
// A recorded pc stands for one logical frame, so any one of the pcs of a stack can be asked for alone; a plain
// return address means the innermost frame, as a plain pc does to gc's tables. What runtime.Callers gives for the
// frames around an inlined call has bit 61 set, and above bit 48 the number of the call's inline node: it is the same
// wherever in the inlined body the pc is, as with gc, for programs find frames again by their pcs. Its low bits are
// one behind the function's entry, so that a pc less one is in the function as well. In profiles, and for nodes that
// have too large a number, a pc is the return address, and above bit 48 how many of the calls inlined at that place
// lie inside the frame. Frames that
// the compiler made (wrappers) and frames of C are not counted, but for three of the runtime's, which bear
// their counterparts' names: programs that walk a stack look for runtime.gopanic, and find runtime.goexit
// at the end of every complete one. The CPU profile counts frames of C too, for time is spent there: its pcs
// have bit 62 set.
#include "debug/debug.h"
#include "debug/unwind.h"
#include "prof/stacktab.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "undergo/pctab.h"
#include <assert.h>
#include <string.h>

__asm__(".pushsection ug_funcnames,\"\",@progbits\n"
        ".asciz \"ugx_gopanic\"\n.asciz \"runtime.gopanic\"\n"
        ".asciz \"main_goroutine\"\n.asciz \"runtime.main()\"\n"
        ".asciz \"ugrt_gostart\"\n.asciz \"runtime.goexit\"\n"
        ".popsection");

enum { CHUNK = 128, MAX_INLINED = 32, INLINE_SHIFT = 48 };
#define PC_MASK (((uintptr_t)1 << INLINE_SHIFT) - 1)
#define WITH_C ((uintptr_t)1 << 62)
#define BY_CALL ((uintptr_t)1 << 61)
#define MOST_CALLS ((uint32_t)1 << 13)

UgInt ugx_callers(UgInt skip, uintptr_t *pcs, UgInt n, UgInt cap);
UgInt ugx_logical_pcs(const uintptr_t *physical, UgInt n, UgInt cap, uintptr_t *out, UgInt outn, UgInt outcap,
                      bool with_c);
bool ugx_pc_frame(uintptr_t pc, UgPcFrame *out);
static_assert(sizeof(UgPcFrame) == 64, "as lib/runtime/extern.go has it");
UgInt ugx_stack(uint8_t *p, UgInt n, UgInt cap, bool all);

// Keeps of n frames those that count.
static int visible_frames(bool with_c, UgPcFrame *frames, int n)
{
    uint32_t want = with_c ? 0 : UG_PCF_GO;
    int kept = 0;
    for (int i = 0; i < n; i++)
        if ((frames[i].flags & (want | UG_PCF_WRAPPER)) == want) frames[kept++] = frames[i];
    return kept;
}

typedef struct Walk {
    UgInt skip; // frames still to be left out
    bool with_c, by_call;
    UgString part; // ugrt_pc_is_part_called
} Walk;

// Return addresses of physical frames to pcs of logical ones.
static UgInt logical(Walk *w, const uintptr_t *physical, UgInt have, uintptr_t *out, UgInt max)
{
    UgInt n = 0;
    for (UgInt i = 0; i < have && n < max; i++) {
        UgPcFrame frames[MAX_INLINED], after;
        uintptr_t pc = physical[i];
        int here = ugrt_pc_frames(pc - 1, frames, MAX_INLINED);
        int first = ugrt_pc_is_part_called(&w->part, frames, here);
        here = visible_frames(w->with_c, frames, here);
        if (ugrt_pc_func(pc, &after) && after.entry == pc) pc--; // a call that ends its function
        for (int k = first; k < here && n < max; k++) {
            if (w->skip-- > 0) continue;
            if (w->by_call && k > 0 && frames[k].call < MOST_CALLS)
                out[n++] = (frames[k].entry + 1) | (uintptr_t)frames[k].call << INLINE_SHIFT | BY_CALL;
            else
                out[n++] = pc | (uintptr_t)k << INLINE_SHIFT | (w->with_c ? WITH_C : 0);
        }
    }
    return n;
}

// skip 0 is the Go function that called us. A stack may have any number of frames.
__attribute__((noinline)) UgInt ugx_callers(UgInt skip, uintptr_t *pcs, UgInt n, UgInt cap)
{
    (void)cap;
    UgUnwinder u;
    ugrt_unwind_init_at(&u, ugrt_getg(), (uintptr_t)__builtin_return_address(0),
                        *(uintptr_t *)__builtin_frame_address(0), false);
    Walk w = {.skip = skip, .by_call = true};
    UgInt got = 0;
    for (bool end = false; !end && got < n;) {
        uintptr_t some[CHUNK + 1];
        int have = ugrt_unwind_pcs(&u, some, CHUNK);
        end = have < CHUNK;
        if (end) some[have++] = (uintptr_t)ugrt_gostart_ret;
        got += logical(&w, some, have, pcs + got, n - got);
    }
    return got;
}

UgInt ugx_logical_pcs(const uintptr_t *physical, UgInt n, UgInt cap, uintptr_t *out, UgInt outn, UgInt outcap,
                      bool with_c)
{
    (void)cap, (void)outcap;
    Walk w = {.with_c = with_c};
    UgInt got = logical(&w, physical, n, out, outn);
    uintptr_t end = (uintptr_t)ugrt_gostart_ret;
    if (!with_c && n < UGRT_PROF_DEPTH) got += logical(&w, &end, 1, out + got, outn - got); // it was not cut off
    return got;
}

// The frame that a recorded pc means. At a function's first instruction, which no call precedes, pc is the
// function itself; elsewhere it is a return address.
bool ugx_pc_frame(uintptr_t pc, UgPcFrame *out)
{
    UgPcFrame frames[MAX_INLINED], self;
    uintptr_t place = pc & PC_MASK, k = (pc & ~WITH_C) >> INLINE_SHIFT;
    if (pc & BY_CALL) return ugrt_pc_call_frame(place, k & (MOST_CALLS - 1), out);
    bool at_entry = ugrt_pc_func(place, &self) && self.entry == place;
    // A func value's code may be a wrapper, which no trace shows: a method value, a method of an embedded field.
    if (at_entry && k == 0 && (self.flags & UG_PCF_WRAPPER) && (self.flags & UG_PCF_GO)) {
        static const char mark[] = "$w";
        UgInt n = self.func.n - (UgInt)(sizeof mark - 1);
        if (n > 0 && memcmp(self.func.p + n, mark, sizeof mark - 1) == 0) self.func.n = n;
        *out = self;
        return true;
    }
    if (!at_entry) place--;
    int n = visible_frames(pc & WITH_C, frames, ugrt_pc_frames(place, frames, MAX_INLINED));
    if (k >= (uintptr_t)n) return false;
    *out = frames[k];
    return true;
}

UgInt ugx_stack(uint8_t *p, UgInt n, UgInt cap, bool all)
{
    (void)cap;
    return (UgInt)ugrt_traceback_text((char *)p, (size_t)n, all);
}
