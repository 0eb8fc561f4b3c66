// Between the files of the room sync.
#ifndef UGRT_SYNC_PRIVATE_H
#define UGRT_SYNC_PRIVATE_H
#include "sync/sync.h"

// The block profile lives in the room prof, above this one: it installs its recorder here.
extern void (*_Atomic ugrt_block_profile_hook)(int64_t cycles);
static inline bool ugrt_block_profile_on(void) {
    return atomic_load_explicit(&ugrt_block_profile_hook, memory_order_relaxed) != NULL;
}
static inline void ugrt_block_profile_event(int64_t cycles) {
    void (*hook)(int64_t) = atomic_load_explicit(&ugrt_block_profile_hook, memory_order_acquire);
    if (hook) hook(cycles);
}
#endif
