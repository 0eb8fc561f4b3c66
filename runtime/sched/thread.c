// Threads that are not the scheduler's: a C program's own, attached for a while.
//
// Such a thread becomes an M with a goroutine wired to it, whose stack is the thread's; the scheduler gets a small
// stack of its own. Between calls into the runtime the goroutine is in a system call: it holds no P, and it
// is not known what the thread does. A call is the way back from the system call and into the next.
// Ms of threads that went are kept for others.
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched_private.h"
#include "stack/stack.h"
#include "trace/trace.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SYSTEM_STACK (256 << 10)

typedef struct Attached {
    M m;
    G g0;
    UgSeg seg;
    G *g;
    char *stack;
    struct Attached *next; // while free
} Attached;
_Static_assert(offsetof(Attached, m) == 0, "found by its M");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // the thread has no M to lock for
static Attached *unused;

static Attached *take(void)
{
    pthread_mutex_lock(&lock);
    Attached *a = unused;
    if (a) unused = a->next;
    pthread_mutex_unlock(&lock);
    if (a) return a;
    a = aligned_alloc(64, (sizeof *a + 63) & ~(size_t)63);
    if (!a) return NULL;
    memset(a, 0, sizeof *a);
    a->stack = ugrt_sys_mmap(NULL, SYSTEM_STACK, PROT_READ | PROT_WRITE, MAP_NORESERVE);
    if (a->stack) return a;
    free(a);
    return NULL;
}

static void set_up_m(Attached *a)
{
    M *m = &a->m;
    uintptr_t fsbase;
    __asm__("movq %%fs:0, %0" : "=r"(fsbase));
    m->guardp = (uintptr_t *)(fsbase + 0x70);
    m->g0 = &a->g0;
    m->g0_sp = ((uintptr_t)a->stack + SYSTEM_STACK - 256) & -16ul;
    m->thread = (uintptr_t)pthread_self();
    m->tid = ugrt_sys_gettid();
    m->isextra = true;
    a->g0.m = m;
    atomic_store(&a->g0.status, G_RUNNING);
    ugx_g = &a->g0.head; // from here on locks work
    if (a->g) {
        ugrt_lock(&ugrt_sched.lock);
        ugrt_sched.nmfreed--;
        ugrt_unlock(&ugrt_sched.lock);
        return;
    }
    ugrt_mcommon_init(m);
    m->gsignal = ugrt_persistentalloc(sizeof(G), 64);
    m->gsignal->m = m;
    G *g = a->g = ugrt_persistentalloc(sizeof(G), 64);
    g->stackkind = STACK_THREAD;
    g->firstseg = &a->seg;
    atomic_store_explicit(&g->status, G_DEAD, memory_order_relaxed);
    G *head = atomic_load(&ugrt_sched.allgs);
    do g->alllink = head;
    while (!atomic_compare_exchange_weak(&ugrt_sched.allgs, &head, g));
}

// The thread's own stack as a segment: its guard lets every prologue pass.
static bool find_stack(UgSeg *s, G *g)
{
    pthread_attr_t attr;
    void *lo;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attr) != 0) return false;
    bool ok = pthread_attr_getstack(&attr, &lo, &size) == 0;
    pthread_attr_destroy(&attr);
    *s = (UgSeg){.lo = (uintptr_t)lo, .top = (uintptr_t)lo + size, .g = g};
    return ok;
}

G *ugrt_thread_attach(void)
{
    Attached *a = take();
    if (!a) return NULL;
    set_up_m(a);
    M *m = &a->m;
    G *g = a->g;
    if (!find_stack(&a->seg, g)) ugrt_throw("attach: where is this thread's stack?");
    g->seg = &a->seg;
    g->goid = atomic_fetch_add(&ugrt_sched.goidgen, 1) + 1;
    g->m = m;
    m->curg = m->lockedg = g;
    g->lockedm = m;
    m->lockedext = 1;
    g->syscallsp = (uintptr_t)__builtin_frame_address(0);
    g->syscallseg = &a->seg;
    atomic_fetch_add(&ugrt_sched.ngs, 1);
    ugrt_trace_hold(m);
    if (ugrt_trace_on()) ugrt_trace_gocreatesyscall(g);
    ugrt_casgstatus(g, G_DEAD, G_SYSCALL);
    ugrt_trace_let(m);
    ugx_g = &g->head;
    return g;
}

void ugrt_thread_detach(void)
{
    G *g = ugrt_getg();
    M *m = g->m;
    Attached *a = (Attached *)m;
    ugrt_exitsyscall(); // so that the P marked as ours, if there is one, has an owner
    if (ugrt_trace_on()) ugrt_trace_godestroy();
    ugrt_casgstatus(g, G_RUNNING, G_DEAD);
    g->head.defer_frames = NULL;
    g->panics = NULL;
    g->m = NULL;
    g->lockedm = NULL;
    m->curg = m->lockedg = NULL;
    m->lockedext = 0;
    atomic_fetch_sub(&ugrt_sched.ngs, 1);
    ugx_g = &a->g0.head;
    ugrt_handoffp(ugrt_releasep());
    ugrt_lock(&ugrt_sched.lock);
    ugrt_sched.nmfreed++;
    ugrt_checkdead_locked();
    ugrt_unlock(&ugrt_sched.lock);
    ugx_g = NULL;
    pthread_mutex_lock(&lock);
    a->next = unused;
    unused = a;
    pthread_mutex_unlock(&lock);
}
