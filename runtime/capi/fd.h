// Descriptors, between the files of the room capi.
#ifndef UGRT_CAPI_FD_H
#define UGRT_CAPI_FD_H

#include "capi/mutex.h"
#include "netpoll/netpoll.h"

struct ug_fd {
    int fd;
    PollDesc *pd;                                    // NULL: not for the poller, calls block their thread
    bool socket;
    Mutex turn[2];                                   // reads, writes
    _Atomic uint32_t uses;                           // calls under way, twice; plus one once it is stopped. The opener counts until close
};

enum { SIDE_READ, SIDE_WRITE };

int ugrt_capi_fd_take(int fd, ug_fd **out);          // entered: takes over fd; errors close it
int ugrt_capi_fd_use(ug_fd *f);                      // 0, or UG_ECLOSED
void ugrt_capi_fd_unuse(ug_fd *f);
// One call that may say EAGAIN, repeated when the poller says so: the kernel's result, or an error.
typedef int64_t FdCall(ug_fd *f, void *arg);
int64_t ugrt_capi_fd_do(ug_fd *f, int side, FdCall *call, void *arg, int64_t deadline);

#endif
