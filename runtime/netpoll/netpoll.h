// The room netpoll: goroutines that wait for file descriptors, on epoll.
#ifndef UGRT_NETPOLL_H
#define UGRT_NETPOLL_H

#include "sched/gmp.h"

// ---- Scheduler. Polls: delay < 0 blocks, 0 doesn't, > 0 at most so many ns. Returns goroutines whose
// descriptors are ready, still WAITING, linked by schedlink; *delta is for adjustwaiters once they are readied.
G *ugrt_netpoll(int64_t delay, int32_t *delta);
void ugrt_netpoll_adjustwaiters(int32_t delta);
bool ugrt_netpoll_inited(void);
bool ugrt_netpoll_anywaiters(void);
void ugrt_netpoll_break(void);                       // wakes a blocked poll
void ugrt_netpoll_init(void);                        // at the first descriptor or timer; idempotent

// ---- Descriptors.
typedef enum PollResult { POLL_OK, POLL_CLOSING, POLL_TIMEOUT, POLL_NOT_POLLABLE } PollResult; // internal/poll's numbers
typedef struct PollDesc PollDesc;
int ugrt_poll_open(int fd, PollDesc **out);          // 0 or an errno
void ugrt_poll_close(PollDesc *pd);                  // unblocked before, nobody waits
PollResult ugrt_poll_reset(PollDesc *pd, int mode);  // mode 'r' or 'w': before an operation
PollResult ugrt_poll_wait(PollDesc *pd, int mode);   // parks until ready, closing or expired
void ugrt_poll_wait_canceled(PollDesc *pd, int mode); // until ready, whatever the deadline
void ugrt_poll_set_deadline(PollDesc *pd, int64_t d, int mode); // 'r', 'w' or 'r'+'w'; d from now, 0 none, < 0 past
void ugrt_poll_unblock(PollDesc *pd);                // closing: wakes all

#endif
