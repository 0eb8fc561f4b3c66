// What package internal/poll declares without a body: the poller with its context as a uintptr.
#include "netpoll/netpoll_private.h"

typedef struct PollOpened {
    uintptr_t ctx;
    UgInt err;
} PollOpened;

void ugx_poll_serverinit(void);
PollOpened ugx_poll_open(uintptr_t fd);
void ugx_poll_close(PollDesc *pd);
UgInt ugx_poll_reset(PollDesc *pd, UgInt mode);
UgInt ugx_poll_wait(PollDesc *pd, UgInt mode);
void ugx_poll_waitcanceled(PollDesc *pd, UgInt mode);
void ugx_poll_setdeadline(PollDesc *pd, int64_t d, UgInt mode);
void ugx_poll_unblock(PollDesc *pd);
bool ugx_poll_isserverdescriptor(uintptr_t fd);

void ugx_poll_serverinit(void) { ugrt_netpoll_init(); }
PollOpened ugx_poll_open(uintptr_t fd)
{
    PollDesc *pd = NULL;
    int err = ugrt_poll_open((int)fd, &pd);
    return (PollOpened){(uintptr_t)pd, err};
}
void ugx_poll_close(PollDesc *pd) { ugrt_poll_close(pd); }
UgInt ugx_poll_reset(PollDesc *pd, UgInt mode) { return ugrt_poll_reset(pd, (int)mode); }
UgInt ugx_poll_wait(PollDesc *pd, UgInt mode) { return ugrt_poll_wait(pd, (int)mode); }
void ugx_poll_waitcanceled(PollDesc *pd, UgInt mode) { ugrt_poll_wait_canceled(pd, (int)mode); }
void ugx_poll_setdeadline(PollDesc *pd, int64_t d, UgInt mode) { ugrt_poll_set_deadline(pd, d, (int)mode); }
void ugx_poll_unblock(PollDesc *pd) { ugrt_poll_unblock(pd); }
bool ugx_poll_isserverdescriptor(uintptr_t fd) { return ugrt_poll_is_own((int)fd); }
