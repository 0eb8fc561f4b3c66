// os/signal: signals that the program asked for, from the handler to the goroutine that delivers them.
//
// The handler sets the signal's bit in `pending` and wakes the receiver; it allocates nothing and
// takes no lock. A signal's handler is ours only while signal.Notify wants it; what was installed
// before (the runtime's own handler for SIGQUIT, a C program's) comes back afterwards.
//
// Stop loses no signal: it takes the handler away, then `wanted`, then waits until no handler is on its way and the
// receiver is back asking for the next. A handler that finds its signal no longer wanted sends it again, for what
// stands there now.
#include <signal.h>
#include "os/os.h"
#include "panic/panic.h"
#include "sched/sched.h"

enum { NSIG_MAX = 65 };

void ugx_signal_enable(uint32_t sig);
void ugx_signal_disable(uint32_t sig);
void ugx_signal_ignore(uint32_t sig);
bool ugx_signal_ignored(uint32_t sig);
uint32_t ugx_signal_recv(void);
void ugx_signal_waituntilidle(void);
void ugx_os_sigpipe(void);

static _Atomic uint64_t pending;               // bit sig - 1; set by handlers, taken by the receiver
static _Atomic uint32_t receiving, delivering; // a receiver sleeps on `wake`; handlers on their way
static UgNote wake;
static _Atomic uint64_t wanted; // changed under lock
// Under lock:
static UgMutex lock;
static uint64_t ignored;
static struct sigaction before[NSIG_MAX];

static void handler(int sig)
{
    uint64_t bit = (uint64_t)1 << (sig - 1);
    atomic_fetch_add(&delivering, 1);
    if (atomic_load(&wanted) & bit) {
        atomic_fetch_or(&pending, bit);
        uint32_t yes = 1;
        if (atomic_compare_exchange_strong(&receiving, &yes, 0)) ugrt_notewakeup(&wake);
    } else {
        ugrt_sys3(SYS_tgkill, ugrt_sys_getpid(), ugrt_sys_gettid(), sig);
    }
    atomic_fetch_sub(&delivering, 1);
}

typedef struct Install {
    int sig;
    struct sigaction act, *old;
} Install;
static void install_g0(void *arg)
{
    Install *i = arg;
    sigaction(i->sig, &i->act, i->old);
}

// The next pending signal; parks until there is one.
uint32_t ugx_signal_recv(void)
{
    for (;;) {
        uint64_t bits = atomic_load(&pending);
        if (bits) {
            int i = __builtin_ctzll(bits);
            atomic_fetch_and(&pending, ~((uint64_t)1 << i));
            return (uint32_t)i + 1;
        }
        ugrt_noteclear(&wake);
        atomic_store(&receiving, 1);
        if (atomic_load(&pending)) { // a handler came in between: it may have woken us or not
            uint32_t yes = 1;
            if (atomic_compare_exchange_strong(&receiving, &yes, 0)) continue;
        }
        ugrt_notetsleepg(&wake, -1);
    }
}

void ugx_signal_waituntilidle(void)
{
    while (atomic_load(&delivering) || !atomic_load(&receiving)) ugrt_gosched();
}

static bool valid(uint32_t sig) { return sig > 0 && sig < NSIG_MAX && sig != SIGKILL && sig != SIGSTOP; }

void ugx_signal_enable(uint32_t sig)
{
    if (!valid(sig)) return;
    uint64_t bit = (uint64_t)1 << (sig - 1);
    ugrt_lock(&lock);
    Install i = {.sig = (int)sig};
    i.act.sa_handler = handler;
    i.act.sa_flags = SA_ONSTACK | SA_RESTART;
    __builtin_memset(&i.act.sa_mask, 0xff, sizeof i.act.sa_mask);
    if (!((wanted | ignored) & bit)) i.old = &before[sig];
    bool is_new = !(wanted & bit);
    wanted |= bit; // before the handler is there: it asks
    if (is_new) ugrt_systemstack(install_g0, &i);
    ignored &= ~bit;
    ugrt_unlock(&lock);
}

void ugx_signal_disable(uint32_t sig)
{
    if (!valid(sig)) return;
    uint64_t bit = (uint64_t)1 << (sig - 1);
    ugrt_lock(&lock);
    if ((wanted | ignored) & bit) {
        Install i = {.sig = (int)sig, .act = before[sig]};
        ugrt_systemstack(install_g0, &i);
    }
    wanted &= ~bit;
    ignored &= ~bit;
    ugrt_unlock(&lock);
}

void ugx_signal_ignore(uint32_t sig)
{
    if (!valid(sig)) return;
    uint64_t bit = (uint64_t)1 << (sig - 1);
    ugrt_lock(&lock);
    Install i = {.sig = (int)sig};
    i.act.sa_handler = SIG_IGN;
    if (!((wanted | ignored) & bit)) i.old = &before[sig];
    ugrt_systemstack(install_g0, &i);
    wanted &= ~bit;
    ignored |= bit;
    ugrt_unlock(&lock);
}

static void query_g0(void *arg)
{
    Install *i = arg;
    sigaction(i->sig, NULL, i->old);
}
bool ugx_signal_ignored(uint32_t sig)
{
    if (!valid(sig)) return false;
    struct sigaction now;
    Install i = {.sig = (int)sig, .old = &now};
    ugrt_systemstack(query_g0, &i);
    return now.sa_handler == SIG_IGN;
}

static void die_of_sigpipe_g0(void *arg)
{
    (void)arg;
    struct sigaction dfl = {.sa_handler = SIG_DFL};
    sigaction(SIGPIPE, &dfl, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(SIGPIPE);
}

// A write to standard output or error met EPIPE: the program dies of SIGPIPE unless that is wanted or ignored.
void ugx_os_sigpipe(void)
{
    uint64_t bit = (uint64_t)1 << (SIGPIPE - 1);
    if ((wanted | ignored) & bit) return;
    ugrt_systemstack(die_of_sigpipe_g0, NULL);
}
