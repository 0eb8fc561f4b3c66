// A ring of CPU samples: written by handlers of SIGPROF on any thread, read by one goroutine at a time.
#ifndef UGRT_PROF_SAMPLERING_H
#define UGRT_PROF_SAMPLERING_H

#include "undergo/abi.h"
#include <stdatomic.h>

#define SAMPLERING_RECORDS 4096u                     // a power of two
#define SAMPLERING_WORDS (SAMPLERING_RECORDS * 16)

typedef struct SampleRecord {
    uint64_t when, count;
    uint32_t first, n;                               // its words: words[first % SAMPLERING_WORDS] and on
} SampleRecord;

// Positions only grow; modulo the size they are places. The reader owns what is below `taken`.
typedef struct SampleRing {
    SampleRecord *record;
    uintptr_t *words;
    void **label;                                    // beside record; a root of the collector
    _Atomic uint32_t put, taken;
    _Atomic uint32_t words_put, words_taken;
    _Atomic uint32_t writing;                        // the spin lock of handlers
    uint64_t lost;                                   // under it
} SampleRing;

void ugrt_samplering_make(SampleRing *r);            // once, before anything else
void ugrt_samplering_lock_sig(SampleRing *r);
void ugrt_samplering_unlock_sig(SampleRing *r);
bool ugrt_samplering_put_sig(SampleRing *r, uint64_t when, uint64_t count, void *label, const uintptr_t *words, uint32_t n); // locked; false: no room
static inline bool ugrt_samplering_empty(const SampleRing *r) { return r->taken == r->put; }
static inline bool ugrt_samplering_halffull(const SampleRing *r)
{
    return r->put - r->taken > SAMPLERING_RECORDS / 2 || r->words_put - r->words_taken > SAMPLERING_WORDS / 2;
}
SampleRecord ugrt_samplering_take(SampleRing *r, void **label, uintptr_t *words); // of one that is not empty; words has room for it

#endif
