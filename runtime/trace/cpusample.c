// CPU samples in the trace: while a CPU profile is taken too, each of its samples is also told here, with the M, P and
// goroutine it interrupted.
//
// A sample tells its time, so it need not stand in the generation it was taken in: the ring is emptied when a
// generation ends, and in between when it is half full.
#include "prof/samplering.h"
#include "prof/stacktab.h"
#include "trace/private.h"

enum { WHO = 3 }; // words before the stack: M, P, goroutine
enum { NO_P = -1 };

static SampleRing ring;
static TraceOut out; // by whoever moves the trace on

void ugrt_trace_cpusample(M *m, const uintptr_t *pcs, uint32_t n)
{
    uintptr_t words[WHO + UGRT_PROF_DEPTH];
    P *p = m->p;
    words[0] = (uintptr_t)m->id;
    words[1] = p ? (uintptr_t)p->id : (uintptr_t)NO_P;
    words[2] = m->curg ? m->curg->goid : 0;
    for (uint32_t i = 0; i < n; i++) words[WHO + i] = pcs[i];
    ugrt_samplering_lock_sig(&ring);
    if (!ugrt_samplering_put_sig(&ring, ugrt_trace_clock(), 1, NULL, words, WHO + n)) ring.lost++;
    ugrt_samplering_unlock_sig(&ring);
}

void ugrt_trace_cpu_start(void)
{
    if (!ring.record) ugrt_samplering_make(&ring);
    void *label;
    uintptr_t words[WHO + UGRT_PROF_DEPTH];
    while (!ugrt_samplering_empty(&ring)) ugrt_samplering_take(&ring, &label, words); // of the trace before
}

bool ugrt_trace_cpu_full(void) { return ring.record && ugrt_samplering_halffull(&ring); }

static void drain(uint32_t gen)
{
    out.gen = gen;
    out.kind = EV_CPU_SAMPLES;
    while (!ugrt_samplering_empty(&ring)) {
        void *label;
        uintptr_t words[WHO + UGRT_PROF_DEPTH];
        SampleRecord r = ugrt_samplering_take(&ring, &label, words);
        TraceBuf *b = ugrt_trace_room(&out, 1 + 5 * TRACE_VARINT);
        buf_byte(b, EV_CPU_SAMPLE);
        ugrt_trace_varint(b, r.when);
        for (int i = 0; i < WHO; i++) ugrt_trace_varint(b, words[i]);
        ugrt_trace_varint(b, ugrt_trace_stack_sampled(gen, words + WHO, r.n - WHO));
    }
}

void ugrt_trace_cpu_drain(void) { drain(trace_gen()); }

void ugrt_trace_cpu_write(uint32_t gen)
{
    drain(gen);
    ugrt_trace_flush(&out);
}
