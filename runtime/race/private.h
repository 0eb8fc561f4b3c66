// Between race.c and hooks.c.
#ifndef UGRT_RACE_PRIVATE_H
#define UGRT_RACE_PRIVATE_H

#include "race/race.h"
#include "race/tsan.h"

// Memory that is followed: the heap, and the program's variables. Stacks lie elsewhere.
typedef struct RaceMemory {
    uintptr_t heap_lo, heap_hi;                      // grown by ugrt_race_map
    uintptr_t data_lo, data_hi;
} RaceMemory;
extern RaceMemory ugrt_race_memory;

static inline bool race_follows(uintptr_t a)
{
    return (a >= ugrt_race_memory.heap_lo && a < ugrt_race_memory.heap_hi) ||
           (a >= ugrt_race_memory.data_lo && a < ugrt_race_memory.data_hi);
}

// The running goroutine's context; NULL on system stacks.
static inline Tsan *race_context(void) { return ugrt_getg()->racectx; }

typedef enum RaceOp {
    RACE_READ,
    RACE_WRITE,
    RACE_READ_RANGE,
    RACE_WRITE_RANGE,
    RACE_ENTER,
    RACE_EXIT,
    RACE_ACQUIRE,
    RACE_RELEASE,
    RACE_RELEASE_MERGE,
    RACE_RELEASE_ACQUIRE,
    RACE_IGNORE_BEGIN,
    RACE_IGNORE_END,
} RaceOp;
void ugrt_race_call(RaceOp op, Tsan *t, uintptr_t addr, uintptr_t size, uintptr_t pc); // on the system stack

#endif
