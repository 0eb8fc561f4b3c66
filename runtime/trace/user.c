// What the program tells by package runtime/trace: tasks, regions, logs. Called by goroutines, whether or not a trace
// is being taken.
#include "trace/private.h"

void ugx_trace_taskbegin(uint64_t id, uint64_t parent, UgString type);
void ugx_trace_taskend(uint64_t id);
void ugx_trace_region(uint64_t id, uint64_t mode, UgString type);
void ugx_trace_log(uint64_t id, UgString category, UgString message);
uint64_t ugx_trace_clock(void);
uint64_t ugx_trace_clockrate(void);

void ugx_trace_taskbegin(uint64_t id, uint64_t parent, UgString type)
{
    if (!ugrt_trace_on()) return;
    EVENT(USER_TASK_BEGIN, id, parent, ugrt_trace_string(trace_gen(), type), ugrt_trace_stack());
}

void ugx_trace_taskend(uint64_t id)
{
    if (ugrt_trace_on()) EVENT(USER_TASK_END, id, ugrt_trace_stack());
}

// mode 0: it begins, 1: it ends
void ugx_trace_region(uint64_t id, uint64_t mode, UgString type)
{
    if (!ugrt_trace_on() || mode > 1) return;
    uint64_t args[] = {id, ugrt_trace_string(trace_gen(), type), ugrt_trace_stack()};
    ugrt_trace_event(mode == 0 ? EV_USER_REGION_BEGIN : EV_USER_REGION_END, 3, args);
}

void ugx_trace_log(uint64_t id, UgString category, UgString message)
{
    if (!ugrt_trace_on()) return;
    uint32_t gen = trace_gen();
    EVENT(USER_LOG, id, ugrt_trace_string(gen, category), ugrt_trace_string(gen, message), ugrt_trace_stack());
}

uint64_t ugx_trace_clock(void) { return ugrt_trace_clock(); }
uint64_t ugx_trace_clockrate(void) { return 1000000000 / TRACE_CLOCK_NS; }
