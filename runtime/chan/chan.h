// Channels and select. Hchan is Go's: a ring buffer or a meeting point, two queues of waiting goroutines.
#ifndef UGRT_CHAN_H
#define UGRT_CHAN_H

#include "undergo/abi.h"
#include "sync/sync.h"

struct G;
struct P;
struct Hchan;

// A goroutine waiting on something: a channel, or a semaphore of the sync room (which links them its own way).
// Guarded by the lock of what it waits on; owned by g while parked.
typedef struct Sudog {
    struct G *g;
    struct Sudog *next, *prev;
    void *elem;                                                // value to send or room to receive; may lie on a stack
    struct Hchan *c;
    struct Sudog *waitlink;                                    // G.waiting: the cases of one select, in lock order
    int64_t acquiretime, releasetime;
    uint32_t ticket;
    bool isselect, success;                                    // success: woken by a transfer, not by close
    uint16_t waiters;                                          // semaphores
    struct Sudog *parent, *waittail;                           // semaphores
} Sudog;

typedef struct WaitQ { Sudog *first, *last; } WaitQ;

typedef struct Hchan {
    UgUint qcount, dataqsiz;                                   // values in the buffer, its size
    uint8_t *buf;
    uint32_t elemsize;
    uint32_t closed;
    const UgType *elemtype;
    UgUint sendx, recvx;
    WaitQ recvq, sendq;
    struct UgTimer *timer;                                     // channel of a timer: timer room
    void *bubble;                                              // synctest
    UgMutex lock;
} Hchan;

// From the P's cache; nothing in it is set but what the caller sets.
Sudog *ugrt_sudog_acquire(void);
void ugrt_sudog_release(Sudog *s);
void ugrt_sudogcache_flush(struct P *p);                       // when a P is destroyed

Hchan *ugrt_makechan(const UgType *elem, int64_t size);        // size is right already
bool ugrt_chansend(Hchan *c, const void *elem, bool block);
bool ugrt_chanrecv(Hchan *c, void *elem, bool block, bool *received); // whether the operation took place
void ugrt_closechan(Hchan *c);

// What these stand on, misuse reported instead of panicked about; for the C API too.
typedef enum ChanEnd { CHAN_DONE, CHAN_WOULD_BLOCK, CHAN_CLOSED, CHAN_TIMEOUT } ChanEnd;
void ugrt_chan_init(Hchan *c, const UgType *elem, UgUint size); // the rest zero, buf set by the caller
ChanEnd ugrt_chan_send(Hchan *c, const void *elem, bool block);
bool ugrt_chan_close(Hchan *c);                                // false: it is closed already
// select until deadline (of ugrt_timer_now): CHAN_DONE says which case in *r; CHAN_CLOSED: a send of it was chosen.
#define UGRT_SELECT_POLL INT64_MIN                             // does not wait
#define UGRT_SELECT_FOREVER INT64_MAX
ChanEnd ugrt_select(UgSelectCase *cases, uint16_t *order, UgInt nsend, UgInt nrecv, int64_t deadline, UgSelectResult *r);

// The timer room sends on its channel without blocking, from any stack with a P, holding no lock of the channel.
bool ugrt_chansend_timer(Hchan *c, const void *elem);
// reflect: one case of rselect. dir 1 send, 2 recv, 3 default.
typedef struct UgRuntimeSelect { UgUint dir; const UgType *typ; UgChan *ch; void *val; } UgRuntimeSelect;
UgSelectResult ugx_rselect(UgRuntimeSelect *cases, UgInt n, UgInt cap);

#endif
