// The reader's side: one goroutine takes batches as they are filled, generation by generation.
//
// It parks when there is none. Batches are filled where no goroutine can be readied, the scheduler's own code among
// these, so it is the scheduler that looks, before it looks for other work, whether the reader should go on. At a
// generation's end whoever wrote it sees to that.
#include "mem/mem.h"
#include "race/race.h"
#include "trace/private.h"

UgSlice ugx_trace_read(void);

static bool complete(uint32_t gen) { return gen != 0 && ugrt_trace.writtengen == gen; }
static bool wanted(void) { return ugrt_trace.work || complete(ugrt_trace.readgen); }

// The reader, if it is parked and wanted; it is the caller's to ready.
static G *take_reader(void)
{
    G *g = ugrt_trace.reader;
    return g && wanted() && atomic_compare_exchange_strong(&ugrt_trace.reader, &g, NULL) ? g : NULL;
}

G *ugrt_trace_reader(void)
{
    if (!ugrt_trace.reader) return NULL;
    G *g = take_reader();
    if (!g) return NULL;
    ugrt_trace_gounblock(g);
    ugrt_casgstatus(g, G_WAITING, G_RUNNABLE);
    return g;
}

static void wake(void)
{
    G *g = take_reader();
    if (g) ugrt_goready(g);
}

void ugrt_trace_written(uint32_t gen)
{
    ugrt_lock(&ugrt_trace.lock);
    ugrt_trace.writtengen = gen;
    ugrt_unlock(&ugrt_trace.lock);
    wake();
}

// All has been read, nobody writes.
void ugrt_trace_closed(void)
{
    ugrt_lock(&ugrt_trace.lock);
    TraceBuf *b = ugrt_trace.empty;
    ugrt_trace.empty = NULL;
    ugrt_unlock(&ugrt_trace.lock);
    while (b) {
        TraceBuf *next = b->link;
        ugrt_sysfree(b, sizeof *b);
        b = next;
    }
    ugrt_trace.stopping = false;
}

static bool park_unlock(G *g, void *unused)
{
    (void)unused;
    ugrt_trace.reader = g;
    return take_reader() != g; // something may have come since it looked
}

typedef enum Next { NEXT_DATA, NEXT_NOTHING, NEXT_GENERATION, NEXT_END } Next;

static UgSlice slice(const void *p, UgInt n) { return (UgSlice){(void *)p, n, n}; }

static Next next_locked(UgSlice *out)
{
    TraceState *t = &ugrt_trace;
    if (t->reading) {
        t->reading->link = t->empty;
        t->empty = t->reading;
        t->reading = NULL;
    }
    if (!t->headerread) {
        static const char header[16] = "go 1.26 trace\0\0";
        t->headerread = true;
        *out = slice(header, sizeof header);
        return NEXT_DATA;
    }
    uint32_t gen = t->readgen;
    TraceBuf *b = t->full[gen % 2].head;
    if (b) {
        t->full[gen % 2].head = b->link;
        if (!b->link) t->full[gen % 2].tail = NULL;
        t->reading = b;
        *out = slice(b->bytes, b->pos);
        return NEXT_DATA;
    }
    if (!complete(gen)) {
        t->work = false;
        return NEXT_NOTHING;
    }
    if (!t->endread) {
        static const uint8_t end[1] = {EV_END_OF_GENERATION};
        t->endread = true;
        *out = slice(end, 1);
        return NEXT_DATA;
    }
    t->endread = false;
    if (trace_gen() == 0) {
        t->writtengen = 0;
        return NEXT_END;
    }
    t->readgen = trace_gen();
    return NEXT_GENERATION;
}

// The next piece, good until the next call; nil: the trace has ended and all of it has been read.
UgSlice ugx_trace_read(void)
{
    for (;;) {
        UgSlice out = {0};
        ugrt_lock(&ugrt_trace.lock);
        uint32_t gen = ugrt_trace.readgen;
        Next next = next_locked(&out);
        ugrt_unlock(&ugrt_trace.lock);
        switch (next) {
        case NEXT_DATA: return out;
        case NEXT_NOTHING: ugrt_gopark(park_unlock, NULL, WAIT_TRACE_READER_BLOCKED, 1); break;
        case NEXT_GENERATION:
        case NEXT_END:
            if (UGRT_RACE) ugrt_race_release(ugrt_getg(), &ugrt_trace.done[gen % 2]);
            ugrt_semrelease(&ugrt_trace.done[gen % 2], false);
            if (next == NEXT_END) return out;
        }
    }
}
