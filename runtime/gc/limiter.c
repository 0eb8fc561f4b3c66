// The collector's share of the processors when the memory limit asks for it again and again: a half in the long run,
// as in Go. Beyond that the heap grows past the limit, for a program that only collects would be of no use.
//
// A bucket that holds a second of each P's time: what collections take flows in, what they leave flows out. A cycle
// that only the limit asks for has to wait until the bucket has room for as much as the last one poured in. Go lets
// such a cycle start and frees allocations of their assists; here allocations wait for a cycle that is behind, so it
// is the start that waits.
#include "gc/pacer.h"
#include "gc/phase.h"
#include "sched/sched.h"

#define CAPACITY ((int64_t)1000000000) // a P

static struct {
    int64_t level, when; // what was in it at `when`
    int64_t last;        // what the last cycle poured in
} bucket;                // written with the world stopped

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t positive(int64_t v) { return v > 0 ? v : 0; }

void ugrt_limiter_cycle_stw(const GcCycle *c)
{
    int64_t stopped = c->stw ? c->t_end - c->t_start : c->t_mark - c->t_start + c->t_end - c->t_term;
    int64_t spent = c->worker_ns + c->assist_ns + stopped * c->procs, full = CAPACITY * c->procs;
    bucket.last = least(positive(2 * spent - (c->t_end - c->t_start) * c->procs), full);
    bucket.level = positive(bucket.level - (c->t_start - bucket.when) * c->procs);
    bucket.level = least(bucket.level + bucket.last, full);
    bucket.when = c->t_end;
}

bool ugrt_limiter_holds(void)
{
    int64_t procs = ugrt_gomaxprocs, left = bucket.level - (ugrt_nanotime() - bucket.when) * procs;
    return left > 0 && left + bucket.last > CAPACITY * procs;
}
