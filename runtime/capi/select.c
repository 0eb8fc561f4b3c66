// select: the cases, in the caller's order, to the room chan's form: sends first, then receives.
#include "capi/chan.h"
#include "capi/private.h"

#define FEW 16
#define MOST 65535

typedef struct Cases {
    UgSelectCase *v;
    uint16_t *order, *origin; // origin: the caller's index
    UgInt nsend, nrecv;
} Cases;

static void sort_out(Cases *s, const ug_case *cases, int n)
{
    s->nsend = 0;
    for (int i = 0; i < n; i++) {
        if (!cases[i].send) continue;
        s->v[s->nsend] = (UgSelectCase){(UgChan *)cases[i].chan, (void *)cases[i].send};
        s->origin[s->nsend++] = (uint16_t)i;
    }
    UgInt at = s->nsend;
    for (int i = 0; i < n; i++) {
        if (cases[i].send) continue;
        s->v[at] = (UgSelectCase){(UgChan *)cases[i].chan, cases[i].recv};
        s->origin[at++] = (uint16_t)i;
    }
    s->nrecv = at - s->nsend;
}

static int run(Cases *s, ug_case *cases, int n, int64_t deadline)
{
    sort_out(s, cases, n);
    UgSelectResult r;
    ChanEnd end = ugrt_select(s->v, s->order, s->nsend, s->nrecv, deadline, &r);
    if (end == CHAN_WOULD_BLOCK) return UG_EAGAIN;
    if (end == CHAN_TIMEOUT) return UG_ETIMEDOUT;
    int i = s->origin[r.index];
    bool receive = r.index >= s->nsend;
    cases[i].status = end == CHAN_CLOSED || (receive && !r.recv_ok) ? UG_ECLOSED : 0;
    return i;
}

static int select_few(ug_case *cases, int n, int64_t deadline)
{
    UgSelectCase v[FEW];
    uint16_t order[2 * FEW], origin[FEW];
    Cases s = {.v = v, .order = order, .origin = origin};
    return run(&s, cases, n, deadline);
}

static int select_many(ug_case *cases, int n, int64_t deadline)
{
    size_t count = (size_t)n;
    Cases s = {.v = ugrt_capi_malloc(count * (sizeof *s.v + 3 * sizeof *s.order))};
    if (!s.v) return UG_ENOMEM;
    s.order = (uint16_t *)(s.v + count);
    s.origin = s.order + 2 * count;
    int result = run(&s, cases, n, deadline);
    ugrt_capi_free(s.v);
    return result;
}

static inline __attribute__((always_inline)) int select_entering(ug_case *cases, int n, int64_t deadline)
{
    if (n < 0 || n > MOST || (n > 0 && !cases)) return UG_EINVAL;
    CAPI_ENTER();
    return capi_leave_with(n <= FEW ? select_few(cases, n, deadline) : select_many(cases, n, deadline));
}

int ug_select(ug_case *cases, int n) { return select_entering(cases, n, UGRT_SELECT_FOREVER); }
int ug_select_try(ug_case *cases, int n) { return select_entering(cases, n, UGRT_SELECT_POLL); }
int ug_select_until(ug_case *cases, int n, int64_t deadline)
{
    return select_entering(cases, n, deadline == UGRT_SELECT_POLL ? UGRT_SELECT_POLL + 1 : deadline);
}
