// What packages sync, internal/sync and internal/poll declare without a body. Calling convention of
// abi.h. The trailing arguments are Go frames to skip in profiles.
#include "debug/debug.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "sync/sync.h"

UgContentionRecorder *_Atomic ugrt_block_recorder, *_Atomic ugrt_mutex_recorder;

void ugx_sync_semacquire(uint32_t *s);
void ugx_sync_semacquire_waitgroup(uint32_t *s, bool synctest_durable);
void ugx_sync_semacquire_rwmutex_r(uint32_t *s, bool lifo, UgInt skip);
void ugx_sync_semacquire_rwmutex(uint32_t *s, bool lifo, UgInt skip);
void ugx_sync_semacquire_mutex(uint32_t *s, bool lifo, UgInt skip);
void ugx_sync_semrelease(uint32_t *s, bool handoff, UgInt skip);
void ugx_poll_semacquire(uint32_t *s);
void ugx_poll_semrelease(uint32_t *s);
bool ugx_sync_canspin(UgInt i);
void ugx_sync_dospin(void);
uint32_t ugx_sync_notifylist_add(UgNotifyList *l);
void ugx_sync_notifylist_wait(UgNotifyList *l, uint32_t ticket);
void ugx_sync_notifylist_notify_all(UgNotifyList *l);
void ugx_sync_notifylist_notify_one(UgNotifyList *l);
void ugx_sync_notifylist_check(UgUint size);
void ugx_sync_throw(UgString s);
void ugx_sync_fatal(UgString s);

void ugx_sync_semacquire(uint32_t *s) { ugrt_semacquire(s, false, WAIT_SEMACQUIRE); }
void ugx_sync_semacquire_waitgroup(uint32_t *s, bool synctest_durable)
{
    ugrt_semacquire(s, false, synctest_durable ? WAIT_SYNCTEST_WAITGROUP_WAIT : WAIT_SYNC_WAITGROUP_WAIT);
}
void ugx_sync_semacquire_rwmutex_r(uint32_t *s, bool lifo, UgInt skip)
{
    ugrt_semacquire_skip(s, lifo, WAIT_SYNC_RWMUTEX_RLOCK, skip);
}
void ugx_sync_semacquire_rwmutex(uint32_t *s, bool lifo, UgInt skip)
{
    ugrt_semacquire_skip(s, lifo, WAIT_SYNC_RWMUTEX_LOCK, skip);
}
void ugx_sync_semacquire_mutex(uint32_t *s, bool lifo, UgInt skip)
{
    ugrt_semacquire_skip(s, lifo, WAIT_SYNC_MUTEX_LOCK, skip);
}
void ugx_sync_semrelease(uint32_t *s, bool handoff, UgInt skip) { ugrt_semrelease_skip(s, handoff, skip); }
void ugx_poll_semacquire(uint32_t *s) { ugrt_semacquire(s, false, WAIT_SEMACQUIRE); }
void ugx_poll_semrelease(uint32_t *s) { ugrt_semrelease(s, false); }

// Spinning on a lock pays only while another P may release it and nobody waits for this one.
bool ugrt_canspin(int i)
{
    if (i >= 4 || ugrt_ncpu_online <= 1) return false;
    int32_t others = ugrt_gomaxprocs - atomic_load(&ugrt_sched.npidle) - atomic_load(&ugrt_sched.nmspinning);
    if (others <= 1) return false;
    P *p = ugrt_getg()->m->p;
    return atomic_load(&p->runqhead) == atomic_load(&p->runqtail) && !atomic_load(&p->runnext);
}
bool ugx_sync_canspin(UgInt i) { return ugrt_canspin((int)i); }
void ugx_sync_dospin(void) { ugrt_spin(30); }

uint32_t ugx_sync_notifylist_add(UgNotifyList *l) { return ugrt_notifylist_add(l); }
void ugx_sync_notifylist_wait(UgNotifyList *l, uint32_t ticket) { ugrt_notifylist_wait(l, ticket); }
void ugx_sync_notifylist_notify_all(UgNotifyList *l) { ugrt_notifylist_notify_all(l); }
void ugx_sync_notifylist_notify_one(UgNotifyList *l) { ugrt_notifylist_notify_one(l); }
void ugx_sync_notifylist_check(UgUint size)
{
    if (size != sizeof(UgNotifyList)) ugrt_throw("bad notifyList size");
}
void ugx_sync_throw(UgString s) { ugrt_throw_string(s); }
void ugx_sync_fatal(UgString s) { ugrt_fatal_string(s); }
