// When to collect, and how much allocations owe.
#ifndef UGRT_GC_PACER_H
#define UGRT_GC_PACER_H

#include "gc/pace.h"

extern _Atomic uint64_t ugrt_heap_live;                        // bytes allocated or cached, since marking last ended
typedef struct Pace {
    uint64_t marked;                                           // live bytes when marking last ended
    uint64_t goal, trigger;                                    // UINT64_MAX: never
    bool limited;                                              // it is the memory limit that set them
    uint64_t live_at_start, live_at_mark_end;
    uint64_t waste;                                                // what pages in use held besides objects at that time
    uint64_t expected;                                         // bytes this cycle is expected to scan
    uint64_t lastscan;                                         // bytes the last one did
    uint64_t lastgrowth;                                       // bytes allocated while the last one marked
} Pace;
extern Pace ugrt_pace;                                         // written with the world stopped
void ugrt_pace_init(void);
void ugrt_pace_start_stw(void);
void ugrt_pace_end_stw(uint64_t marked, uint64_t scanned);     // sets the next cycle's goal and trigger
void ugrt_pace_commit_stw(void);                               // the same from a changed GOGC or limit
bool ugrt_pace_due(void);
bool ugrt_limiter_holds(void);                                 // a cycle for the limit's sake has to wait
bool ugrt_pace_overrun(void);                                  // while marking: who allocates must wait
int64_t ugrt_pace_assist(int64_t bytes);                       // scan work owed for so many bytes
int64_t ugrt_pace_credit(int64_t work);                        // and back

#endif
