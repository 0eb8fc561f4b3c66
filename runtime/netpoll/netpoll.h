// The room netpoll: goroutines that wait for file descriptors, on epoll.
#ifndef UGRT_NETPOLL_H
#define UGRT_NETPOLL_H

#include "sched/gmp.h"

// Polls: delay < 0 blocks, 0 doesn't, > 0 at most so many ns. Returns goroutines made runnable (not yet
// readied), linked by schedlink, and counts them in *delta for netpoll_adjustwaiters.
G *ugrt_netpoll(int64_t delay, int32_t *delta);
void ugrt_netpoll_adjustwaiters(int32_t delta);
bool ugrt_netpoll_inited(void);
bool ugrt_netpoll_anywaiters(void);
void ugrt_netpoll_break(void);                       // wakes a blocked poll
void ugrt_netpoll_init(void);

#endif
