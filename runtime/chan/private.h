// Between chan.c and select.c.
#ifndef UGRT_CHAN_PRIVATE_H
#define UGRT_CHAN_PRIVATE_H

#include "chan/chan.h"
#include "sched/sched.h"

void ugrt_waitq_push(WaitQ *q, Sudog *s);
Sudog *ugrt_waitq_pop(WaitQ *q);                               // wins the race of a select, or skips it
void ugrt_waitq_remove(WaitQ *q, Sudog *s);                    // if it is still there
// With c locked: complete the operation and unlock.
void ugrt_chan_send_to(Hchan *c, Sudog *receiver, const void *elem);
void ugrt_chan_recv_from(Hchan *c, Sudog *sender, void *elem);
void ugrt_chan_put(Hchan *c, const void *elem);                // into the buffer, which has room; stays locked
void ugrt_chan_take(Hchan *c, void *elem);                     // out of the buffer; elem may be NULL; stays locked
void ugrt_chan_checkbubble(const Hchan *c, const char *what);
// For the race detector: what a receive from a closed channel acquires; what a send reads.
void ugrt_chan_race_closed(const Hchan *c);
void ugrt_chan_race_send(const Hchan *c);

#endif
