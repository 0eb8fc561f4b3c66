// The kernel's side of the poller: one epoll instance, edge-triggered, and an eventfd that breaks a
// blocked wait. An event carries its descriptor's address and a tag that changes with each reuse, so
// a late event for a closed descriptor is dropped.
#include "netpoll/netpoll_private.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

static _Atomic uint32_t inited;
static UgMutex init_lock = {.rank = LOCKRANK_NETPOLLINIT};
static int epfd = -1, breakfd = -1;
static _Atomic uint32_t breaking; // a break is under way: one is enough
static _Atomic int32_t waiters;   // goroutines parked on descriptors

#define TAG_SHIFT 48

bool ugrt_netpoll_inited(void) { return atomic_load_explicit(&inited, memory_order_acquire) != 0; }
bool ugrt_netpoll_anywaiters(void) { return atomic_load(&waiters) > 0; }
void ugrt_netpoll_adjustwaiters(int32_t delta)
{
    if (delta) atomic_fetch_add(&waiters, delta);
}

void ugrt_netpoll_init(void)
{
    if (ugrt_netpoll_inited()) return;
    ugrt_lock(&init_lock);
    if (!ugrt_netpoll_inited()) {
        epfd = (int)ugrt_sys3(SYS_epoll_create1, EPOLL_CLOEXEC, 0, 0);
        if (epfd < 0) ugrt_throw("runtime: netpollinit failed");
        breakfd = (int)ugrt_sys3(SYS_eventfd2, 0, EFD_CLOEXEC | EFD_NONBLOCK, 0);
        if (breakfd < 0) ugrt_throw("runtime: eventfd failed");
        struct epoll_event ev = {.events = EPOLLIN};
        if (ugrt_sys4(SYS_epoll_ctl, epfd, EPOLL_CTL_ADD, breakfd, (long)&ev) != 0)
            ugrt_throw("runtime: epollctl failed");
        atomic_store_explicit(&inited, 1, memory_order_release);
    }
    ugrt_unlock(&init_lock);
}

bool ugrt_poll_is_own(int fd) { return ugrt_netpoll_inited() && (fd == epfd || fd == breakfd); }

int ugrt_epoll_add(int fd, PollDesc *pd, uint16_t tag)
{
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET};
    ev.data.u64 = (uintptr_t)pd | (uint64_t)tag << TAG_SHIFT;
    return (int)-ugrt_sys4(SYS_epoll_ctl, epfd, EPOLL_CTL_ADD, fd, (long)&ev);
}
void ugrt_epoll_del(int fd)
{
    struct epoll_event ev = {0};
    ugrt_sys4(SYS_epoll_ctl, epfd, EPOLL_CTL_DEL, fd, (long)&ev); // EBADF: somebody closed it first
}

void ugrt_netpoll_break(void)
{
    uint32_t zero = 0;
    if (!ugrt_netpoll_inited() || !atomic_compare_exchange_strong(&breaking, &zero, 1)) return;
    uint64_t one = 1;
    while (ugrt_sys_write(breakfd, &one, sizeof one) == -EINTR) {}
}

G *ugrt_netpoll(int64_t delay, int32_t *delta)
{
    if (!ugrt_netpoll_inited()) return NULL;
    int ms = 0;
    if (delay < 0)
        ms = -1;
    else if (delay > 0)
        ms = delay < 1000000 ? 1 : delay < 1000000000000000 ? (int)(delay / 1000000) : 1000000000;
    struct epoll_event events[128];
    long n;
    while ((n = ugrt_sys4(SYS_epoll_wait, epfd, (long)events, 128, ms)) < 0) {
        if (n != -EINTR) ugrt_throw("runtime: netpoll failed");
        if (ms > 0) return NULL; // the caller reads the clock again
    }
    G *list = NULL;
    for (long i = 0; i < n; i++) {
        uint32_t ev = events[i].events;
        PollDesc *pd = (PollDesc *)(events[i].data.u64 & ((1ull << TAG_SHIFT) - 1));
        if (!pd) {
            // Drained only where the poll was meant to block: a poll in passing leaves the break for the sleeper.
            if (delay != 0) {
                uint64_t sink;
                ugrt_sys_read(breakfd, &sink, sizeof sink);
                atomic_store(&breaking, 0);
            }
            continue;
        }
        if (!ugrt_poll_tag_is(pd, (uint16_t)(events[i].data.u64 >> TAG_SHIFT))) continue;
        ugrt_poll_set_error(pd, ev == EPOLLERR);
        if (ev & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) *delta += ugrt_poll_ready(pd, POLL_READ, &list);
        if (ev & (EPOLLOUT | EPOLLHUP | EPOLLERR)) *delta += ugrt_poll_ready(pd, POLL_WRITE, &list);
    }
    return list;
}
