// Generations: the trace begins, moves on to the next one, and ends.
//
// What belongs to which generation must be the same for all who write: an unblocked goroutine may not be told of in
// one and its start in the one before. So generations change with the world stopped. An M with a P can be stopped
// only between two changes of state, each with its event; an M without one (coming back from a system call, sysmon,
// the poller) holds itself (ugrt_trace_hold) for the time of such a change. Nothing else is done in the pause: a
// generation's goroutines that nothing happened to, stacks, strings and samples are written after it.
//
// Rejected: to leave the world running and make every event's writer announce itself, as gc's tracer does. It saves
// one pause a second and costs two ordered stores and a nested scope at every change of state; statuses of Ps are
// then no longer known either and must be kept up through system calls.
#include "gc/gc.h"
#include "race/race.h"
#include "sched/sched_private.h"
#include "trace/private.h"

_Atomic bool ugrt_tracing;
static TraceEntry *_Atomic buckets[4][TRACE_BUCKETS]; // apart, so that programs hold no zeros for them
#define TABLE(i)                                                                                                       \
    {                                                                                                                  \
        .lock = {.rank = LOCKRANK_TRACE}, .bucket = buckets[i]                                                         \
    }
TraceState ugrt_trace = {
    .lock = {.rank = LOCKRANK_TRACE},
    .stacks = {TABLE(0), TABLE(1)},
    .strings = {TABLE(2), TABLE(3)},
};
#undef TABLE

static struct {
    uint32_t sem;          // 1: nobody starts, ends or moves the trace on
    uint32_t lastgen;      // under sem; goes on from one trace to the next
    _Atomic int64_t moved; // nanotime when the generation began
    bool made;             // under sem: the goroutine that moves on when it is time
    G *g;
    _Atomic bool idle; // it waits to be sent for
} mover = {.sem = 1};

bool ugx_trace_start(void);
void ugx_trace_advance(bool stop);

// What a generation begins with, by the goroutine that has the world stopped.
static void open_stw(uint32_t gen)
{
    TraceOut o = {.gen = gen, .kind = EV_SYNC};
    TraceBuf *b = ugrt_trace_room(&o, 2 + 5 * TRACE_VARINT);
    buf_byte(b, EV_FREQUENCY);
    ugrt_trace_varint(b, 1000000000 / TRACE_CLOCK_NS);
    int64_t sec;
    int32_t nsec;
    ugrt_walltime(&sec, &nsec);
    buf_byte(b, EV_CLOCK_SNAPSHOT);
    ugrt_trace_time(b, ugrt_trace_clock());
    ugrt_trace_varint(b, (uint64_t)ugrt_nanotime());
    ugrt_trace_varint(b, (uint64_t)sec);
    ugrt_trace_varint(b, (uint64_t)nsec);
    ugrt_trace_flush(&o);
    M *m = ugrt_getg()->m;
    ugrt_trace_procmention(m->p, PROC_RUNNING);
    ugrt_trace_mention(ugrt_getg(), GO_RUNNING, (uint64_t)m->id);
    for (int32_t i = 0; i < ugrt_gomaxprocs; i++) ugrt_trace_procmention(ugrt_allp[i], PROC_IDLE);
    ugrt_trace_procs(ugrt_gomaxprocs);
    if (ugrt_gcphase != GC_OFF) EVENT(GC_ACTIVE, ugrt_trace.gcseq++);
    mover.moved = ugrt_nanotime();
}

// Every M that writes from now on writes to the new generation; what it has of the old one goes to the reader.
static void switch_stw(uint32_t old, uint32_t gen)
{
    ugrt_trace.gen = gen;
    ugrt_tracing = gen != 0;
    ugrt_lock(&ugrt_sched.lock);
    M *all = ugrt_sched.allm; // one that is added later sees the new generation by this lock
    ugrt_unlock(&ugrt_sched.lock);
    for (M *m = all; m; m = m->alllink) {
        ugrt_trace_hold(m);
        if (m->tracebuf && m->tracebuf->gen == old) {
            ugrt_trace_queue(m->tracebuf);
            m->tracebuf = NULL;
        }
        ugrt_trace_let(m);
    }
}

static void mover_loop(void *unused)
{
    (void)unused;
    mover.g = ugrt_getg();
    for (;;) {
        mover.idle = true;
        ugrt_gopark(NULL, NULL, WAIT_TRACE_READER_BLOCKED, 1);
        if (ugrt_nanotime() - mover.moved >= ugrt_debugvars.traceadvanceperiod) {
            ugx_trace_advance(false);
            continue;
        }
        ugrt_semacquire(&mover.sem, false, WAIT_SEMACQUIRE);
        if (ugrt_tracing) ugrt_trace_cpu_drain();
        ugrt_semrelease(&mover.sem, false);
    }
}

// Allocation and stacks are as everywhere: sysmon has no P, so it only sends for the goroutine.
void ugrt_trace_look(int64_t now)
{
    if (!mover.idle || (now - mover.moved < ugrt_debugvars.traceadvanceperiod && !ugrt_trace_cpu_full())) return;
    if (ugrt_readgstatus(mover.g) != G_WAITING) return;
    mover.idle = false;
    mover.g->schedlink = NULL;
    ugrt_inject(mover.g);
}

static uint32_t next_gen(void)
{
    if (++mover.lastgen == 0) mover.lastgen = 2; // the two of a pair stay apart
    return mover.lastgen;
}

// False: one is being taken already.
bool ugx_trace_start(void)
{
    if (ugrt_tracing || ugrt_trace.stopping) return false;
    ugrt_semacquire(&mover.sem, false, WAIT_SEMACQUIRE);
    if (ugrt_tracing) {
        ugrt_semrelease(&mover.sem, false);
        return false;
    }
    if (!mover.made) ugrt_newproc_system(mover_loop, NULL);
    mover.made = true;
    uint32_t gen = next_gen();
    ugrt_trace_strings_init();
    ugrt_trace_cpu_start();
    ugrt_trace.gcseq = 1;
    ugrt_trace.headerread = ugrt_trace.endread = false;
    ugrt_trace.writtengen = 0;
    ugrt_trace.readgen = gen;
    ugrt_stoptheworld(STW_START_TRACE);
    switch_stw(0, gen);
    open_stw(gen);
    ugrt_trace_stwbegin(STW_START_TRACE);
    ugrt_trace_heapgoal(ugrt_pace_goal());
    ugrt_starttheworld();
    ugrt_semrelease(&mover.sem, false);
    return true;
}

// The generation is written out and read when this returns.
void ugx_trace_advance(bool stop)
{
    ugrt_semacquire(&mover.sem, false, WAIT_SEMACQUIRE);
    uint32_t gen = trace_gen();
    if (gen == 0) { // ended meanwhile
        ugrt_semrelease(&mover.sem, false);
        return;
    }
    TraceRestList rest;
    ugrt_trace_rest_collect(&rest, gen);
    StwReason why = stop ? STW_STOP_TRACE : STW_NEXT_TRACE;
    ugrt_stoptheworld(why);
    ugrt_trace_stwend();
    if (stop) {
        ugrt_trace.stopping = true; // before it is off: there is no moment at which another could start
        switch_stw(gen, 0);
    } else {
        uint32_t next = next_gen();
        switch_stw(gen, next);
        open_stw(next);
        ugrt_trace_stwbegin(why);
    }
    ugrt_starttheworld();

    ugrt_trace_rest_write(&rest, gen);
    ugrt_trace_cpu_write(gen);
    ugrt_trace_stacks_write(gen);
    ugrt_trace_strings_write(gen);
    ugrt_trace_written(gen);
    ugrt_semacquire(&ugrt_trace.done[gen % 2], false, WAIT_SEMACQUIRE);
    if (UGRT_RACE) ugrt_race_acquire(ugrt_getg(), &ugrt_trace.done[gen % 2]);
    if (stop) ugrt_trace_closed();
    ugrt_semrelease(&mover.sem, true);
}
