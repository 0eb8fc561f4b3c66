// Channels.
#include "capi/chan.h"
#include "capi/private.h"
#include "timer/timer.h"

#define MOST_BYTES ((size_t)1 << 47)

void ugrt_capi_chan_init(ug_chan *c, size_t elem_size, size_t capacity, void *buffer)
{
    c->elem = (UgType){.size = elem_size, .align = 1, .field_align = 1, .kind = UG_KIND_ARRAY};
    ugrt_chan_init(&c->h, &c->elem, capacity);
    c->h.buf = buffer;
}

ug_chan *ug_chan_new(size_t elem_size, size_t capacity)
{
    size_t bytes;
    if (elem_size > UINT32_MAX || __builtin_mul_overflow(elem_size, capacity, &bytes) || bytes > MOST_BYTES)
        return NULL;
    ug_chan *c = ugrt_capi_malloc(sizeof *c + bytes);
    if (c) ugrt_capi_chan_init(c, elem_size, capacity, c + 1);
    return c;
}

bool ugrt_capi_chan_busy(ug_chan *c)
{
    ugrt_lock(&c->h.lock);
    bool busy = c->h.recvq.first || c->h.sendq.first;
    ugrt_unlock(&c->h.lock);
    return busy;
}

int ug_chan_free(ug_chan *c)
{
    if (!c) return 0;
    if (c->h.timer) return UG_EINVAL; // belongs to its timer
    // Callable without a runtime: the lock only matters to those who use the channel now, which nobody may.
    if (__atomic_load_n(&c->h.recvq.first, __ATOMIC_ACQUIRE) || __atomic_load_n(&c->h.sendq.first, __ATOMIC_ACQUIRE))
        return UG_EBUSY;
    ugrt_capi_free(c);
    return 0;
}

static Hchan *hchan(ug_chan *c) { return c ? &c->h : NULL; }

static int result_of(ChanEnd end)
{
    switch (end) {
    case CHAN_DONE: return 0;
    case CHAN_WOULD_BLOCK: return UG_EAGAIN;
    case CHAN_CLOSED: return UG_ECLOSED;
    case CHAN_TIMEOUT: return UG_ETIMEDOUT;
    }
    __builtin_unreachable();
}

int ug_chan_send(ug_chan *c, const void *value)
{
    CAPI_ENTER();
    return capi_leave_with(result_of(ugrt_chan_send(hchan(c), value, true)));
}

int ug_chan_try_send(ug_chan *c, const void *value)
{
    CAPI_ENTER();
    return capi_leave_with(result_of(ugrt_chan_send(hchan(c), value, false)));
}

int ug_chan_send_until(ug_chan *c, const void *value, int64_t deadline)
{
    CAPI_ENTER();
    UgSelectCase one = {(UgChan *)c, (void *)value};
    uint16_t order[2];
    UgSelectResult r;
    return capi_leave_with(result_of(ugrt_select(&one, order, 1, 0, deadline, &r)));
}

int ug_chan_recv(ug_chan *c, void *value)
{
    CAPI_ENTER();
    bool received;
    ugrt_chanrecv(hchan(c), value, true, &received);
    return capi_leave_with(received ? 0 : UG_ECLOSED);
}

int ug_chan_try_recv(ug_chan *c, void *value)
{
    CAPI_ENTER();
    bool received;
    bool took = ugrt_chanrecv(hchan(c), value, false, &received);
    return capi_leave_with(!took ? UG_EAGAIN : received ? 0 : UG_ECLOSED);
}

int ug_chan_recv_until(ug_chan *c, void *value, int64_t deadline)
{
    CAPI_ENTER();
    UgSelectCase one = {(UgChan *)c, value};
    uint16_t order[2];
    UgSelectResult r;
    int result = result_of(ugrt_select(&one, order, 0, 1, deadline, &r));
    return capi_leave_with(result == 0 && !r.recv_ok ? UG_ECLOSED : result);
}

int ug_chan_close(ug_chan *c)
{
    if (!c) return UG_ENIL;
    if (c->h.timer) return UG_EINVAL;
    CAPI_ENTER();
    return capi_leave_with(ugrt_chan_close(&c->h) ? 0 : UG_ECLOSED);
}

size_t ug_chan_len(const ug_chan *c) { return c ? __atomic_load_n(&c->h.qcount, __ATOMIC_RELAXED) : 0; }
size_t ug_chan_cap(const ug_chan *c) { return c ? c->h.dataqsiz : 0; }
