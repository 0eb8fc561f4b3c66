// A ring of CPU samples.
//
// Handlers of several threads write it in turn under a spin lock, which a handler holds for the time of a short copy
// and with all signals blocked; the one reader takes no lock.
#include "prof/samplering.h"
#include "gc/gc.h"
#include "mem/mem.h"

void ugrt_samplering_make(SampleRing *r)
{
    r->record = ugrt_persistentalloc(SAMPLERING_RECORDS * sizeof *r->record, 8);
    r->words = ugrt_persistentalloc(SAMPLERING_WORDS * sizeof *r->words, 8);
    r->label = ugrt_persistentalloc(SAMPLERING_RECORDS * sizeof *r->label, 8);
    ugrt_addroots(r->label, SAMPLERING_RECORDS * sizeof *r->label);
}

void ugrt_samplering_lock_sig(SampleRing *r)
{
    while (atomic_exchange_explicit(&r->writing, 1, memory_order_acquire)) ugrt_cpu_relax();
}
void ugrt_samplering_unlock_sig(SampleRing *r) { atomic_store_explicit(&r->writing, 0, memory_order_release); }

bool ugrt_samplering_put_sig(SampleRing *r, uint64_t when, uint64_t count, void *label, const uintptr_t *words,
                             uint32_t n)
{
    uint32_t at = r->put, word = r->words_put;
    if (at - r->taken == SAMPLERING_RECORDS || word - r->words_taken + n > SAMPLERING_WORDS) return false;
    for (uint32_t i = 0; i < n; i++) r->words[(word + i) % SAMPLERING_WORDS] = words[i];
    r->record[at % SAMPLERING_RECORDS] = (SampleRecord){when, count, word, n};
    r->label[at % SAMPLERING_RECORDS] = label;
    r->words_put = word + n;
    r->put = at + 1;
    return true;
}

SampleRecord ugrt_samplering_take(SampleRing *r, void **label, uintptr_t *words)
{
    uint32_t at = r->taken;
    SampleRecord s = r->record[at % SAMPLERING_RECORDS];
    *label = r->label[at % SAMPLERING_RECORDS];
    for (uint32_t i = 0; i < s.n; i++) words[i] = r->words[(s.first + i) % SAMPLERING_WORDS];
    r->label[at % SAMPLERING_RECORDS] = NULL;
    r->words_taken = s.first + s.n;
    r->taken = at + 1;
    return s;
}
