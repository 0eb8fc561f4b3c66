// Strings of the trace: the runtime's own words, numbered for good, and the program's, numbered as they come.
#include "trace/private.h"
#include <string.h>

static const char *const block_reason[WAITREASON_COUNT] = {
#define WAITREASON(n, text, traced, flags) [WAIT_##n] = traced,
#include "sched/waitreason.def"
#undef WAITREASON
};
static const char *const stop_reason[TRACE_STOPS] = {
    [TRACE_STOP_GOSCHED] = "runtime.Gosched", [TRACE_STOP_PREEMPTED] = "preempted"};
static const char *const label_name[TRACE_LABELS] = {
    [TRACE_LABEL_DEDICATED] = "GC (dedicated)", [TRACE_LABEL_IDLE] = "GC (idle)"};
static const char *const stw_reason[] = {
#define STWREASON(name, text, gc) [STW_##name] = text,
#include "sched/stwreason.def"
#undef STWREASON
};
enum { STW_REASONS = sizeof stw_reason / sizeof stw_reason[0] };

// Number 0 is the empty string.
enum {
    BLOCK = 1,
    STOP = BLOCK + WAITREASON_COUNT,
    LABEL = STOP + TRACE_STOPS,
    STW = LABEL + TRACE_LABELS,
    LAST_FIXED = STW + STW_REASONS - 1
};

uint64_t ugrt_trace_blockreason(WaitReason r) { return BLOCK + (uint64_t)r; }
uint64_t ugrt_trace_stopreason(TraceStop s) { return STOP + (uint64_t)s; }
uint64_t ugrt_trace_labelname(TraceLabel l) { return LABEL + (uint64_t)l; }
uint64_t ugrt_trace_stwreason(StwReason r) { return STW + (uint64_t)r; }

uint64_t ugrt_trace_string(uint32_t gen, UgString s)
{
    size_t n = (size_t)s.n > TRACE_MAX_STRING ? TRACE_MAX_STRING : (size_t)s.n;
    return n > 0 ? ugrt_trace_intern(&ugrt_trace.strings[gen % 2], s.p, n) : 0;
}

static void put(TraceOut *o, uint64_t id, const void *p, size_t n)
{
    TraceBuf *b = ugrt_trace_room(o, 1 + 2 * TRACE_VARINT + n);
    buf_byte(b, EV_STRING);
    ugrt_trace_varint(b, id);
    ugrt_trace_varint(b, n);
    memcpy(b->bytes + b->pos, p, n);
    b->pos += (uint32_t)n;
}

static void put_fixed(TraceOut *o, uint64_t first, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) put(o, first + i, names[i], strlen(names[i]));
}

static void put_entry(const TraceEntry *e, void *arg) { put(arg, e->id, e->key, e->n); }

void ugrt_trace_strings_init(void)
{
    for (int i = 0; i < 2; i++) ugrt_trace.strings[i].lastid = LAST_FIXED;
}

void ugrt_trace_strings_write(uint32_t gen)
{
    TraceOut o = {.gen = gen, .kind = EV_STRINGS};
    put_fixed(&o, BLOCK, block_reason, WAITREASON_COUNT);
    put_fixed(&o, STOP, stop_reason, TRACE_STOPS);
    put_fixed(&o, LABEL, label_name, TRACE_LABELS);
    put_fixed(&o, STW, stw_reason, STW_REASONS);
    ugrt_trace_entries(&ugrt_trace.strings[gen % 2], put_entry, &o);
    ugrt_trace_flush(&o);
    ugrt_trace_forget(&ugrt_trace.strings[gen % 2], LAST_FIXED);
}
