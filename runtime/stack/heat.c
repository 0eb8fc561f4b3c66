// Where a goroutine goes from one segment to the next, when it does so all the time.
//
// A call at a segment's end costs a few nanoseconds more than others. Where a loop calls across the boundary again and
// again this shows, and nothing else would end it: frames do not move. But the boundary can. Each segment counts the
// crossings to the next; when TURNS of them took less time than they should, the guard is raised above the frame
// of the function that made the last one. From then on that function begins in the next segment itself, and the call
// that crosses is its caller's: one frame further out, where calls are rarer. If they are not, the next look sees it
// and takes the step back, and asks again much later. So crossings either become rare or stay what they were.
//
// The room between the old guard and the new one is lost to the segment while it is so: in a first segment almost all
// may be, in others half, for a frame that does not fit a segment's size needs a larger one. The guard may stand above
// frames that live: it is compared with at entry only.
#include "gc/debugvars.h"
#include "stack/stack_private.h"

#define TURNS 512       // crossings from look to look
#define PATIENCE 64     // times as many after a step that was no good
#define CYCLES 200      // a crossing in less is too often: it costs some 12
#define TICK_SHIFT 6    // of the cycle counter as kept
#define FIRST_KEEPS 256 // bytes of a first segment

static void go_back(UgSeg *s, uintptr_t guard)
{
    s->guard = guard;
    s->heat = TURNS * PATIENCE;
    s->heat_pace = 0;
}

void ugrt_seg_heat_begin(UgSeg *s)
{
    s->heat = TURNS;
    s->heat_since = s->heat_pace = s->heat_moved = 0;
}

void ugrt_seg_heat_look(UgSeg *s, const uintptr_t *frame)
{
    s->heat = TURNS;
    if (ugrt_debugvars.smallstack) return; // crossings are what is wanted
    uint32_t now = (uint32_t)(ugrt_cputicks() >> TICK_SHIFT), pace = now - s->heat_since;
    s->heat_since = now;
    if (pace > (TURNS * CYCLES) >> TICK_SHIFT) {
        s->heat_pace = 0;
        return;
    }
    if (s->heat_pace != 0 && pace < s->heat_pace - s->heat_pace / 4) {
        go_back(s, s->guard - s->heat_moved);
        return;
    }
    uintptr_t above = frame[0] + 2 * sizeof *frame; // the calling function's rbp, its saved word and return address
    uintptr_t most = s->prev == NULL ? s->top - FIRST_KEEPS : s->top - (s->top - s->lo) / 2;
    if (above <= s->guard || above > most) {
        go_back(s, ugrt_seg_base(s));
        return;
    }
    s->heat_pace = pace;
    s->heat_moved = (uint32_t)(above - s->guard);
    s->guard = above;
}
