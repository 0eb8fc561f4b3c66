// Between the files of the room netpoll.
#ifndef UGRT_NETPOLL_PRIVATE_H
#define UGRT_NETPOLL_PRIVATE_H
#include "netpoll/netpoll.h"

enum { POLL_READ, POLL_WRITE };

int ugrt_epoll_add(int fd, PollDesc *pd, uint16_t tag); // 0 or an errno
void ugrt_epoll_del(int fd);
bool ugrt_poll_is_own(int fd);                       // the poller's own descriptors
bool ugrt_poll_tag_is(PollDesc *pd, uint16_t tag);
void ugrt_poll_set_error(PollDesc *pd, bool error);
int32_t ugrt_poll_ready(PollDesc *pd, int side, G **list); // pushes the waiter, if any; returns -1 then
#endif
