// Batches: what an M writes its events to, and how full ones come to the reader.
//
// A batch is the unit of the format: its head names the generation, the M and the time it begins. An M's batches are
// read in the order they were queued, so its events need no numbers to be put in order.
#include "mem/mem.h"
#include "trace/private.h"
#include <string.h>

uint64_t ugrt_trace_clock(void) { return (uint64_t)ugrt_nanotime() / TRACE_CLOCK_NS; }

void ugrt_trace_varint(TraceBuf *b, uint64_t v)
{
    uint8_t *p = b->bytes + b->pos;
    for (; v >= 0x80; v >>= 7) *p++ = (uint8_t)(v | 0x80);
    *p++ = (uint8_t)v;
    b->pos = (uint32_t)(p - b->bytes);
}

void ugrt_trace_time(TraceBuf *b, uint64_t now)
{
    if (now <= b->last) now = b->last + 1;
    ugrt_trace_varint(b, now - b->last);
    b->last = now;
}

// The length of what follows takes its ten bytes whatever it is.
static void set_length(TraceBuf *b)
{
    uint64_t n = b->pos - (b->lengthpos + TRACE_VARINT);
    for (int i = 0; i < TRACE_VARINT; i++, n >>= 7)
        b->bytes[b->lengthpos + i] = (uint8_t)((n & 0x7f) | (i + 1 < TRACE_VARINT ? 0x80 : 0));
}

static void queue_locked(TraceBuf *b)
{
    set_length(b);
    b->link = NULL;
    if (ugrt_trace.full[b->gen % 2].tail)
        ugrt_trace.full[b->gen % 2].tail->link = b;
    else
        ugrt_trace.full[b->gen % 2].head = b;
    ugrt_trace.full[b->gen % 2].tail = b;
    ugrt_trace.work = true;
}

void ugrt_trace_queue(TraceBuf *b)
{
    ugrt_lock(&ugrt_trace.lock);
    queue_locked(b);
    ugrt_unlock(&ugrt_trace.lock);
}

TraceBuf *ugrt_trace_newbuf(TraceBuf *full, uint32_t gen, uint64_t m)
{
    uint64_t last = full ? full->last : 0, now = ugrt_trace_clock();
    ugrt_lock(&ugrt_trace.lock);
    if (full) queue_locked(full);
    TraceBuf *b = ugrt_trace.empty;
    if (b) ugrt_trace.empty = b->link;
    ugrt_unlock(&ugrt_trace.lock);
    if (!b) b = ugrt_sysalloc(sizeof *b);
    b->gen = gen;
    b->pos = 0;
    b->last = now > last ? now : last + 1;
    buf_byte(b, EV_BATCH);
    ugrt_trace_varint(b, gen);
    ugrt_trace_varint(b, m);
    ugrt_trace_varint(b, b->last);
    b->lengthpos = b->pos;
    b->pos += TRACE_VARINT;
    return b;
}

void ugrt_trace_event(TraceEvent ev, unsigned n, const uint64_t *args)
{
    M *m = ugrt_getg()->m;
    TraceBuf *b = m->tracebuf;
    uint32_t gen = trace_gen();
    if (UGX_UNLIKELY(!b || b->gen != gen || !buf_has(b, 1 + (1 + TRACE_MAX_ARGS) * TRACE_VARINT)))
        b = m->tracebuf = ugrt_trace_newbuf(b, gen, (uint64_t)m->id);
    buf_byte(b, (uint8_t)ev);
    ugrt_trace_time(b, ugrt_trace_clock());
    for (unsigned i = 0; i < n; i++) ugrt_trace_varint(b, args[i]);
}

// Room for n bytes more in a batch of o's kind.
TraceBuf *ugrt_trace_room(TraceOut *o, size_t n)
{
    if (!o->buf || !buf_has(o->buf, n)) {
        o->buf = ugrt_trace_newbuf(o->buf, o->gen, TRACE_NO_M);
        if (o->kind) buf_byte(o->buf, (uint8_t)o->kind);
    }
    return o->buf;
}

void ugrt_trace_flush(TraceOut *o)
{
    if (o->buf) ugrt_trace_queue(o->buf);
    o->buf = NULL;
}
