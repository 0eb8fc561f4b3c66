// Starting: the runtime in a C program, and running a function as a goroutine from a thread that is none.
//
// The first M is a thread of its own. The program's threads, main's first of all, stay what they were: they get the
// process's signals, and the main thread sleeps in ug_main. What they call through is an attachment for the
// moment (sched/thread.c).
#include "capi/private.h"
#include "mem/mem.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

enum { NOT_STARTED, STARTING, STARTED };
static _Atomic uint32_t state;
static _Atomic int32_t waiting_mains; // ug_main calls whose function has not returned
static size_t main_stack = 8 << 20;   // written before STARTED

bool ugrt_capi_started(void) { return atomic_load_explicit(&state, memory_order_acquire) == STARTED; }

// ---- Deadlock: told only if every thread of the process is either the runtime's or asleep in ug_main.
static int64_t threads_of_process(void)
{
    char text[512];
    if (ugrt_read_file("/proc/self/stat", text, sizeof text) <= 0) return -1;
    const char *p = strrchr(text, ')'); // the name before may hold anything
    for (int field = 2; p && field < 20; field++) p = strchr(p + 1, ' ');
    int64_t n = 0;
    if (p)
        for (p++; *p >= '0' && *p <= '9'; p++) n = n * 10 + (*p - '0');
    return p ? n : -1;
}

static bool outside(int32_t ms)
{
    int32_t mains = atomic_load(&waiting_mains);
    return mains == 0 || threads_of_process() != ms + mains;
}

static void first(void)
{
    atomic_store(&state, STARTED);
    ugrt_futex_wake(&state, INT32_MAX);
    ugrt_goexit0();
}
static CProgram program = {.first = first, .outside = outside};

static void first_thread(void *unused)
{
    (void)unused;
    ugrt_start_c(&program, environ);
}

static bool options_ok(const ug_options *o)
{
    return o->size >= sizeof(size_t) && o->procs >= 0 && o->max_threads >= 0;
}

int ug_start(const ug_options *options)
{
    ug_options o = {.size = sizeof o};
    if (options) {
        if (options->size < sizeof(size_t)) return UG_EINVAL;
        memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o); // an older header's is shorter
        if (!options_ok(&o) || (o.main_stack && !ugrt_capi_stack_ok(o.main_stack))) return UG_EINVAL;
    }
    uint32_t none = NOT_STARTED;
    if (!atomic_compare_exchange_strong(&state, &none, STARTING)) {
        while (none == STARTING) {
            ugrt_futex_wait(&state, STARTING, -1);
            none = atomic_load(&state);
        }
        return UG_ESTARTED;
    }
    program.procs = o.procs;
    program.maxthreads = o.max_threads;
    if (o.main_stack) main_stack = o.main_stack;
    ugrt_sys4(SYS_rt_sigprocmask, 0, 0, (long)&program.sigmask, 8);
    if (ugrt_thread_new(first_thread, NULL, NULL, NULL) != 0) {
        atomic_store(&state, NOT_STARTED);
        ugrt_futex_wake(&state, INT32_MAX);
        return UG_ENOMEM;
    }
    while (atomic_load(&state) != STARTED) ugrt_futex_wait(&state, STARTING, -1);
    return 0;
}

// ---- Calls from outside. The record lies in the calling thread's frame, and the caller leaves when done is set.
typedef struct Call {
    int (*fn)(void *);
    void *arg;
    bool main; // its caller counts in waiting_mains until fn returns
    int result;
    _Atomic uint32_t done;
} Call;

static void ugrt_capi_run_call(void *arg)
{
    Call *c = arg;
    c->result = c->fn(c->arg);
    if (c->main) atomic_fetch_sub(&waiting_mains, 1); // what goes on without it is nobody's deadlock
    atomic_store(&c->done, 1);
    ugrt_futex_wake(&c->done, 1); // a wake of memory that is no longer a Call's does no harm
}

static int call(int (*fn)(void *), void *arg, bool is_main, int *result, uintptr_t pc)
{
    if (!fn) return UG_EINVAL;
    int err = ug_thread_attach();
    if (err) return ugrt_getg() && ugrt_getg() == ugrt_getg()->m->g0 ? UG_ECONTEXT : err;
    Call c = {.fn = fn, .arg = arg, .main = is_main};
    if (is_main) atomic_fetch_add(&waiting_mains, 1);
    err = capi_enter();
    if (err == 0) err = capi_leave_with(ugrt_capi_go(ugrt_capi_run_call, &c, main_stack, pc));
    ug_thread_detach();
    if (err) {
        if (is_main) atomic_fetch_sub(&waiting_mains, 1);
        return err;
    }
    while (!atomic_load(&c.done)) ugrt_futex_wait(&c.done, 0, -1);
    if (result) *result = c.result;
    return 0;
}

int ug_call(int (*fn)(void *arg), void *arg, int *result)
{
    return call(fn, arg, false, result, (uintptr_t)__builtin_return_address(0));
}

int ug_main(int (*fn)(void *arg), void *arg)
{
    int result = 0, err = ug_start(NULL);
    if (err && err != UG_ESTARTED) return err;
    err = call(fn, arg, true, &result, (uintptr_t)__builtin_return_address(0));
    return err ? err : result;
}

int ug_procs(int n)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_set_gomaxprocs(n));
}

int64_t ugrt_gcount(void);
int64_t ug_count(void) { return ugrt_capi_started() ? ugrt_gcount() : 0; }
