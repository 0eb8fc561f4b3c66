/* undergo.h: goroutines, channels and what belongs to them, for C11 and C++11 programs on Linux.
 *
 *     #include <undergo.h>
 *     static void hello(void *ch) { int v = 42; ug_chan_send(ch, &v); }
 *     static int start(void *arg)
 *     {
 *         ug_chan *ch = ug_chan_new(sizeof(int), 0);
 *         int v;
 *         ug_go(hello, ch);
 *         ug_chan_recv(ch, &v);
 *         ug_chan_free(ch);
 *         return v == 42 ? 0 : 1;
 *     }
 *     int main(void) { return ug_main(start, NULL); }
 *
 *     cc hello.c $(pkg-config --cflags --libs undergo)
 *
 * Conventions, which hold unless a function says otherwise:
 *
 * Results.    0 (or a count, where stated) or a negative error: one of UG_E… below, or, from functions that do input
 *             and output, minus an errno. ug_strerror tells both. Functions that return a pointer return NULL
 *             when there is no memory. Nothing sets errno.
 * Time.       int64_t nanoseconds. Moments are those of ug_now(), a monotonic clock.
 * Blocking.   A call that blocks parks the goroutine, never the thread. Each has a form that ends in _until and takes
 *             a deadline: from then on it returns UG_ETIMEDOUT; one that has passed makes it try once. UG_FOREVER is none.
 *             Forms with _try_ never wait and return UG_EAGAIN.
 * Callers.    Goroutines, and threads that called ug_thread_attach. Others get UG_EFOREIGN, or UG_ENOTSTARTED before
 *             the runtime runs; functions marked "any thread" may be called from anywhere, before the start too.
 *             Signal handlers may call nothing.
 * Ownership.  Objects from …_new are the caller's until …_free. Structures (ug_mutex and so on) live in the caller's
 *             memory, start as zeros or by their INIT macro, own nothing, and must stay in place while in use.
 *             Pointers given to the library are borrowed for the call, but for `arg` of a function that is started.
 * Preemption. C code is never interrupted in favour of another goroutine, since it may hold libc's locks. A goroutine
 *             gives its thread away where it blocks, in ug_yield, and, after 10 ms, at any call that says so here by
 *             being one that may block.
 * Threads.    A goroutine may continue on another thread after any call that may block: don't keep addresses of
 *             thread-local variables over one, don't expect errno to survive one, and don't hold a pthread mutex.
 */
#ifndef UNDERGO_H
#define UNDERGO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UG_VERSION "0.1"

#define UG_API __attribute__((visibility("default")))

/* ---- Errors ---------------------------------------------------------------------------------------------------- */
#define UG_ERRORS(X)                                                                                                   \
    X(UG_EINVAL, -10001, "invalid argument")                                                                           \
    X(UG_ENOMEM, -10002, "out of memory")                                                                              \
    X(UG_ECLOSED, -10003, "closed")                                                                                    \
    X(UG_ETIMEDOUT, -10004, "deadline exceeded")                                                                       \
    X(UG_EAGAIN, -10005, "would block")                                                                                \
    X(UG_ENIL, -10006, "nil channel")                                                                                  \
    X(UG_ENOTSTARTED, -10007, "the runtime is not started")                                                            \
    X(UG_EFOREIGN, -10008, "the thread is not attached")                                                               \
    X(UG_ECONTEXT, -10009, "not allowed inside ug_blocking")                                                           \
    X(UG_ENEGATIVE, -10010, "negative counter")                                                                        \
    X(UG_ENOTLOCKED, -10011, "unlock of unlocked lock")                                                                \
    X(UG_EBUSY, -10012, "still in use")                                                                                \
    X(UG_ECANCELED, -10013, "canceled")                                                                                \
    X(UG_ESTARTED, -10014, "the runtime is started already")                                                           \
    X(UG_EATTACHED, -10015, "the thread is attached already")                                                          \
    X(UG_EPANIC, -10016, "panic")

enum ug_error {
    UG_OK = 0,
#define UG_ERROR_ROW(name, value, text) name = value,
    UG_ERRORS(UG_ERROR_ROW)
#undef UG_ERROR_ROW
    UG_ERROR_LAST_ = UG_EPANIC
};

/* The text of an error; static, never NULL. Any thread. */
UG_API const char *ug_strerror(int error);

/* ---- Starting -------------------------------------------------------------------------------------------------- */
typedef void (*ug_fn)(void *arg);

typedef struct ug_options {
    size_t size;        /* sizeof(ug_options) */
    int procs;          /* goroutines that run at once; 0: GOMAXPROCS from the environment, else the CPUs allowed */
    size_t main_stack;  /* bytes of stack for the function of ug_main and ug_call; 0: 8 MB */
    int max_threads;    /* 0: 10000 */
} ug_options;

/* Starts the runtime in this process: threads for goroutines, besides those the program has. No signal handler is
 * installed and no signal blocked. It runs until the process ends. options may be NULL. Any thread.
 * UG_ESTARTED (harmless): it runs already. UG_EINVAL: options. UG_ENOMEM: no thread could be made. */
UG_API int ug_start(const ug_options *options);

/* Starts the runtime if need be, runs fn(arg) as a goroutine, and returns its result once it returns; meanwhile the
 * calling thread sleeps, receives the process's signals as before and is not one of the runtime's. Other goroutines go
 * on, until the process ends. While it waits and no thread is attached, a state in which every goroutine waits for
 * another ends the program: "all goroutines are asleep - deadlock!" with a dump, exit status 2.
 * Any thread that isn't attached; UG_EATTACHED, UG_ECONTEXT else. */
UG_API int ug_main(int (*fn)(void *arg), void *arg);

/* The same for threads of programs that do other things as well: no deadlock is reported. The runtime must run. The
 * result of fn goes to *result, which may be NULL. Blocks the calling thread, which must not be attached.
 * UG_ENOTSTARTED, UG_ENOMEM, UG_EATTACHED, UG_ECONTEXT. */
UG_API int ug_call(int (*fn)(void *arg), void *arg, int *result);

/* Makes the calling thread a caller of the rest of this header: its blocking calls block the thread, and each call
 * takes a processor of the runtime's for its duration only. Until ug_thread_detach, which must come before the thread ends.
 * UG_ENOTSTARTED, UG_ENOMEM, UG_EATTACHED (also for goroutines). */
UG_API int ug_thread_attach(void);
UG_API int ug_thread_detach(void); /* UG_EFOREIGN: is not attached */

/* How many goroutines run at once. n > 0 changes it; returns what it was. */
UG_API int ug_procs(int n);
/* Number of goroutines that exist, attached threads included. Any thread; approximate while others come and go. */
UG_API int64_t ug_count(void);

/* ---- Goroutines ------------------------------------------------------------------------------------------------ */
/* Stacks. Code compiled with gcc's or clang's -fsplit-stack (pkg-config --cflags undergo) starts goroutines with a
 * growing stack: 4 KB of memory at first, up to 1 GB; what it calls in libraries without that flag may use 48 KB.
 * Other code starts them with a mapped stack of 256 KB of address space, touched as used, and a guard page: overflow is
 * SIGSEGV. Linux allows about 32,000 mappings of that kind a process. */
#define UG_STACK_GROWING ((size_t)0) /* only for functions compiled, with all they call deeply, with -fsplit-stack */
#define UG_STACK_MAPPED ((size_t)256 << 10)

/* Starts fn(arg) as a goroutine on a stack of so many bytes (rounded up to a power of two, at least 16 KB, at most
 * 1 GB), or UG_STACK_GROWING. arg is fn's from now on. Never blocks. Exceptions and longjmp must not leave fn.
 * UG_EINVAL: fn or stack. UG_ENOMEM: no memory for the stack. */
UG_API int ug_go_stack(ug_fn fn, void *arg, size_t stack);

/* The same with the stack that suits how this file is compiled. */
static inline int ug_go(ug_fn fn, void *arg) {
#ifdef UG_SPLIT_STACK
    return ug_go_stack(fn, arg, UG_STACK_GROWING);
#else
    return ug_go_stack(fn, arg, UG_STACK_MAPPED);
#endif
}

/* Lets others run. */
UG_API int ug_yield(void);
/* Ends the calling goroutine, deferred functions first. Returns only on error: attached threads can't. */
UG_API int ug_exit(void);
/* The goroutine's number, 0 where there is none. Any thread. */
UG_API uint64_t ug_id(void);
/* Wires the goroutine to its thread, and back; calls nest. Others won't run on that thread. A goroutine that ends
 * wired takes the thread along. UG_ENOTLOCKED: unlocked more often than locked. */
UG_API int ug_thread_lock(void);
UG_API int ug_thread_unlock(void);

/* Runs fn(arg) on the thread's own stack (8 MB by default) while other goroutines may use the processor: for calls
 * that block the thread (getaddrinfo, fsync, a lock of a library) or want much stack. fn may call nothing of this
 * header but what is marked "any thread". */
UG_API int ug_blocking(ug_fn fn, void *arg);

/* ---- Time ------------------------------------------------------------------------------------------------------ */
#define UG_FOREVER INT64_MAX
#define UG_NANOSECOND INT64_C(1)
#define UG_MICROSECOND INT64_C(1000)
#define UG_MILLISECOND INT64_C(1000000)
#define UG_SECOND INT64_C(1000000000)

/* The monotonic clock. Any thread. */
UG_API int64_t ug_now(void);
/* now + ns, saturating: a deadline. Any thread. */
UG_API int64_t ug_after(int64_t ns);
/* Parks the goroutine for so long; at once if ns <= 0. */
UG_API int ug_sleep(int64_t ns);
UG_API int ug_sleep_until(int64_t deadline);

/* ---- Channels -------------------------------------------------------------------------------------------------- */
/* A channel carries values of a fixed size, copied in and out. NULL is the nil channel: sends and receives on it wait
 * for ever (until their deadline), select never chooses it. */
typedef struct ug_chan ug_chan;

/* Values of elem_size bytes (0 is allowed), capacity buffered ones; with 0 sender and receiver meet.
 * NULL: no memory, or more than 2^47 bytes. Any thread. */
UG_API ug_chan *ug_chan_new(size_t elem_size, size_t capacity);
/* Frees it. UG_EBUSY: somebody waits on it, nothing happens. NULL is fine. Any thread. */
UG_API int ug_chan_free(ug_chan *c);

/* Sends *value. UG_ECLOSED: it is closed, or was while this waited. */
UG_API int ug_chan_send(ug_chan *c, const void *value);
UG_API int ug_chan_send_until(ug_chan *c, const void *value, int64_t deadline);
UG_API int ug_chan_try_send(ug_chan *c, const void *value);
/* Receives to *value, which may be NULL. UG_ECLOSED: closed and empty; *value is zeroed. */
UG_API int ug_chan_recv(ug_chan *c, void *value);
UG_API int ug_chan_recv_until(ug_chan *c, void *value, int64_t deadline);
UG_API int ug_chan_try_recv(ug_chan *c, void *value);
/* What is buffered can still be received; then, and for all who wait, receives return UG_ECLOSED.
 * UG_ECLOSED: is closed already. UG_ENIL: c is NULL. */
UG_API int ug_chan_close(ug_chan *c);
/* Values buffered now, and room for how many; 0 for NULL. Any thread. */
UG_API size_t ug_chan_len(const ug_chan *c);
UG_API size_t ug_chan_cap(const ug_chan *c);

/* ---- Select ---------------------------------------------------------------------------------------------------- */
typedef struct ug_case {
    ug_chan *chan;      /* NULL: never chosen */
    void *recv;         /* receive to here; NULL with send NULL: receive and drop */
    const void *send;   /* not NULL: send this */
    int status;         /* of the chosen case: 0, or UG_ECLOSED as for a single operation */
} ug_case;
#define UG_RECV(c, p) {(c), (p), NULL, 0}
#define UG_SEND(c, p) {(c), NULL, (p), 0}

/* Waits until one of n cases can go and does it, choosing evenly among several that can. Returns its index; cases[i].status
 * tells how it went. At most 65535 cases; n 0 waits for ever. UG_EINVAL, UG_ENOMEM (n > 16 only). */
UG_API int ug_select(ug_case *cases, int n);
UG_API int ug_select_until(ug_case *cases, int n, int64_t deadline);
UG_API int ug_select_try(ug_case *cases, int n); /* with a default: UG_EAGAIN is it */

/* ---- Timers ---------------------------------------------------------------------------------------------------- */
/* A timer sends the moment it fires (int64_t, of ug_now) on its channel, which has room for one; a ticker does so each
 * period and drops what nobody takes. After stop and reset nothing older is received. */
typedef struct ug_timer ug_timer;
UG_API ug_timer *ug_timer_new(int64_t ns);                    /* fires once, ns from now */
UG_API ug_timer *ug_ticker_new(int64_t period);               /* NULL too when period <= 0 */
/* Runs fn(arg) as a goroutine (stack as ug_go_stack) ns from now. Its channel is NULL. */
UG_API ug_timer *ug_timer_func(int64_t ns, ug_fn fn, void *arg, size_t stack);
UG_API ug_chan *ug_timer_chan(ug_timer *t);                   /* borrowed from t; don't close or free it */
UG_API int ug_timer_stop(ug_timer *t);                        /* 1: it was pending, 0: it had fired or been stopped */
UG_API int ug_timer_reset(ug_timer *t, int64_t ns);           /* likewise; a ticker's new period. UG_EINVAL: period <= 0 */
UG_API int ug_timer_free(ug_timer *t);                        /* stops it. UG_EBUSY: somebody waits on its channel */

/* ---- Locks ----------------------------------------------------------------------------------------------------- */
/* Mutual exclusion between goroutines. Not recursive. Any goroutine may unlock. Waiters are served in order once one
 * has waited for a millisecond; before that, whoever runs may be faster. */
typedef struct ug_mutex { uint64_t opaque_[4]; } ug_mutex;
#define UG_MUTEX_INIT {{0, 0, 0, 0}}
UG_API int ug_mutex_lock(ug_mutex *m);
UG_API int ug_mutex_lock_until(ug_mutex *m, int64_t deadline);
UG_API int ug_mutex_try_lock(ug_mutex *m);
UG_API int ug_mutex_unlock(ug_mutex *m);                      /* UG_ENOTLOCKED */

/* Many readers or one writer. A waiting writer holds off new readers. */
typedef struct ug_rwmutex { uint64_t opaque_[4]; } ug_rwmutex;
#define UG_RWMUTEX_INIT {{0, 0, 0, 0}}
UG_API int ug_rwmutex_lock(ug_rwmutex *m);
UG_API int ug_rwmutex_lock_until(ug_rwmutex *m, int64_t deadline);
UG_API int ug_rwmutex_try_lock(ug_rwmutex *m);
UG_API int ug_rwmutex_unlock(ug_rwmutex *m);                  /* UG_ENOTLOCKED */
UG_API int ug_rwmutex_rlock(ug_rwmutex *m);
UG_API int ug_rwmutex_rlock_until(ug_rwmutex *m, int64_t deadline);
UG_API int ug_rwmutex_try_rlock(ug_rwmutex *m);
UG_API int ug_rwmutex_runlock(ug_rwmutex *m);                 /* UG_ENOTLOCKED */

/* ---- Waiting for others ---------------------------------------------------------------------------------------- */
/* A counter and those who wait until it is 0. */
typedef struct ug_waitgroup { uint64_t opaque_[4]; } ug_waitgroup;
#define UG_WAITGROUP_INIT {{0, 0, 0, 0}}
UG_API int ug_waitgroup_add(ug_waitgroup *w, int64_t n);      /* UG_ENEGATIVE: the counter would be; it stays */
UG_API int ug_waitgroup_done(ug_waitgroup *w);                /* add(-1) */
UG_API int ug_waitgroup_wait(ug_waitgroup *w);
UG_API int ug_waitgroup_wait_until(ug_waitgroup *w, int64_t deadline);
/* add(1), fn(arg) on a goroutine with this stack, done. Errors as ug_go_stack, nothing is added then. */
UG_API int ug_waitgroup_go(ug_waitgroup *w, ug_fn fn, void *arg, size_t stack);

/* fn(arg) runs in the first call; every call returns after it has returned. */
typedef struct ug_once { uint64_t opaque_[4]; } ug_once;
#define UG_ONCE_INIT {{0, 0, 0, 0}}
UG_API int ug_once_do(ug_once *o, ug_fn fn, void *arg);

/* A condition, guarded by a mutex that the caller holds in wait, which lets it go meanwhile and holds it again on
 * return, also with UG_ETIMEDOUT. UG_ENOTLOCKED: it isn't held; nothing happens. */
typedef struct ug_cond { uint64_t opaque_[4]; } ug_cond;
#define UG_COND_INIT {{0, 0, 0, 0}}
UG_API int ug_cond_wait(ug_cond *c, ug_mutex *m);
UG_API int ug_cond_wait_until(ug_cond *c, ug_mutex *m, int64_t deadline);
UG_API int ug_cond_signal(ug_cond *c);                        /* wakes one */
UG_API int ug_cond_broadcast(ug_cond *c);                     /* wakes all */

/* A weighted semaphore: n units at a time, in the order of asking. Starts with 0 units, or by INIT(n), or by release. */
typedef struct ug_sem { uint64_t opaque_[4]; } ug_sem;
#define UG_SEM_INIT(n) {{0, 0, 0, (uint64_t)(n)}}
UG_API int ug_sem_acquire(ug_sem *s, int64_t n);              /* UG_EINVAL: n < 0 */
UG_API int ug_sem_acquire_until(ug_sem *s, int64_t n, int64_t deadline);
UG_API int ug_sem_try_acquire(ug_sem *s, int64_t n);
UG_API int ug_sem_release(ug_sem *s, int64_t n);              /* UG_EINVAL: n < 0 */

/* ---- Deferred calls, panics ------------------------------------------------------------------------------------ */
/* A scope is a place in a function until which deferred calls wait. ug_scope_end runs those deferred since
 * ug_scope_begin, the last first. What is deferred outside any scope runs when the goroutine's function returns, in
 * ug_exit, or in ug_thread_detach. A panic runs the deferred calls of all scopes inside the ug_try that stops it. */
typedef struct ug_scope { void *opaque_[2]; } ug_scope;
UG_API int ug_scope_begin(ug_scope *s);                       /* s: in the caller's frame */
UG_API int ug_scope_end(ug_scope *s);                         /* every way out of the function must come by here */
/* Runs fn(arg) at the end of the innermost scope. UG_ENOMEM, UG_EINVAL. */
UG_API int ug_defer(ug_fn fn, void *arg);

/* Panics: runs the deferred calls of the scopes inside the innermost ug_try of this goroutine, the last first, on top
 * of the frames that panic, then returns from that ug_try. Without a ug_try, a panic that a deferred call recovers
 * ends the goroutine, and any other ends the program: it prints "panic: " and the message,
 * the goroutine's stack, and exits with status 2. message is copied; value is whatever recover shall see. Frames
 * passed over are abandoned as by longjmp: C++ destructors in them don't run. */
UG_API void ug_panic(const char *message, void *value) __attribute__((noreturn, cold));
/* In a deferred call that a panic runs: ends that panic and returns 1, its value in *value (which may be NULL); the
 * ug_try returns 0 then. Elsewhere 0. */
UG_API int ug_recover(void **value);
/* Runs fn(arg). 0: it returned, or a deferred call recovered. UG_EPANIC: it panicked; value in *value. Only ug_try
 * pays for panics (one setjmp). */
UG_API int ug_try(ug_fn fn, void *arg, void **value);

/* ---- Contexts -------------------------------------------------------------------------------------------------- */
/* A tree of deadlines and cancelations. Canceling a context cancels all below it. A parent must outlive its children. */
typedef struct ug_ctx ug_ctx;
UG_API ug_ctx *ug_ctx_new(ug_ctx *parent);                    /* parent NULL: a root */
UG_API ug_ctx *ug_ctx_new_until(ug_ctx *parent, int64_t deadline); /* cancels itself with UG_ETIMEDOUT */
UG_API ug_ctx *ug_ctx_new_value(ug_ctx *parent, const void *key, void *value); /* keys are compared as pointers */
/* Cancels with a reason: any negative number; 0 is UG_ECANCELED. The first counts. */
UG_API int ug_ctx_cancel(ug_ctx *c, int reason);
UG_API int ug_ctx_err(const ug_ctx *c);                       /* 0, or the reason. Any thread; NULL: 0 */
UG_API int64_t ug_ctx_deadline(const ug_ctx *c);              /* the nearest up the tree, or UG_FOREVER. Any thread */
UG_API void *ug_ctx_value(const ug_ctx *c, const void *key);  /* of the nearest up the tree, or NULL. Any thread */
UG_API ug_chan *ug_ctx_done(ug_ctx *c);                       /* closed when canceled; borrowed from c; NULL for NULL */
UG_API int ug_ctx_free(ug_ctx *c);                            /* cancels it. UG_EBUSY: it has children, or waiters yet */

/* ---- Groups and pools ------------------------------------------------------------------------------------------ */
/* Functions that belong together and may fail: the first error cancels the context and is the group's result. */
typedef struct ug_group ug_group;
UG_API ug_group *ug_group_new(ug_ctx *parent, int limit);     /* at most limit at a time; 0: any number */
UG_API ug_ctx *ug_group_ctx(ug_group *g);                     /* borrowed; canceled by the first error, and by free */
/* Runs fn(arg) on a goroutine, once there is room under the limit. What fn returns other than 0 is its error. */
UG_API int ug_group_go(ug_group *g, int (*fn)(void *arg), void *arg, size_t stack);
UG_API int ug_group_try_go(ug_group *g, int (*fn)(void *arg), void *arg, size_t stack); /* UG_EAGAIN: no room */
UG_API int ug_group_wait(ug_group *g, int *error);            /* until all have returned; *error: the first error, or 0 */
UG_API int ug_group_wait_until(ug_group *g, int *error, int64_t deadline);
UG_API int ug_group_free(ug_group *g);                        /* UG_EBUSY: some still run */

/* A fixed number of goroutines that do jobs in the order given. */
typedef struct ug_pool ug_pool;
UG_API ug_pool *ug_pool_new(int workers, size_t backlog, size_t stack); /* backlog: jobs that may wait */
UG_API int ug_pool_submit(ug_pool *p, ug_fn fn, void *arg);   /* blocks while the backlog is full. UG_ECLOSED */
UG_API int ug_pool_submit_until(ug_pool *p, ug_fn fn, void *arg, int64_t deadline);
UG_API int ug_pool_try_submit(ug_pool *p, ug_fn fn, void *arg);
UG_API int ug_pool_close(ug_pool *p);                         /* takes no more; returns when all are done. UG_ECLOSED */
UG_API int ug_pool_free(ug_pool *p);                          /* UG_EBUSY: is not closed */

/* ---- Files and sockets ----------------------------------------------------------------------------------------- */
/* A descriptor that goroutines wait for without holding a thread: sockets, pipes, terminals by the poller, in
 * non-blocking mode; regular files by calls that block a thread while others run. Several goroutines may use one;
 * reads take turns, writes take turns. Errors are minus an errno, or UG_E codes. */
typedef struct ug_fd ug_fd;
UG_API int ug_fd_open(int fd, ug_fd **out);                   /* takes over fd. -EBADF, UG_ENOMEM */
UG_API int ug_open(const char *path, int flags, int mode, ug_fd **out); /* as open(2), with O_CLOEXEC */
UG_API int ug_fd_number(const ug_fd *f);                      /* borrowed. Any thread */
/* Ends the calls of others on it: they, and all that come later, return UG_ECLOSED. UG_ECLOSED: done before. */
UG_API int ug_fd_stop(ug_fd *f);
/* Closes and frees it. Calls of others under way return UG_ECLOSED; later ones must not come: use ug_fd_stop first. */
UG_API int ug_close(ug_fd *f);
/* Bytes read, at least 1; 0 at the end (or n 0). */
UG_API int64_t ug_read(ug_fd *f, void *buf, size_t n);
UG_API int64_t ug_read_until(ug_fd *f, void *buf, size_t n, int64_t deadline);
/* Writes all n bytes and returns n; else an error, and how much was written is not told. Raises no SIGPIPE on sockets. */
UG_API int64_t ug_write(ug_fd *f, const void *buf, size_t n);
UG_API int64_t ug_write_until(ug_fd *f, const void *buf, size_t n, int64_t deadline);

struct sockaddr;
/* Addresses are text: "127.0.0.1:80", "[::1]:80", ":80" (all interfaces), "unix:/path". Names are not looked up: use
 * getaddrinfo in ug_blocking and ug_connect_addr. UG_EINVAL: the text. */
UG_API int ug_listen(const char *address, ug_fd **out);       /* a stream socket, SO_REUSEADDR */
UG_API int ug_accept(ug_fd *listener, ug_fd **out);
UG_API int ug_accept_until(ug_fd *listener, ug_fd **out, int64_t deadline);
UG_API int ug_connect(const char *address, ug_fd **out);
UG_API int ug_connect_until(const char *address, ug_fd **out, int64_t deadline);
UG_API int ug_connect_addr(const struct sockaddr *a, unsigned length, ug_fd **out, int64_t deadline);
UG_API int ug_fd_port(const ug_fd *f);                        /* of an Internet socket, or an error. Any thread */

/* ---- Collected memory ------------------------------------------------------------------------------------------ */
/* Memory that a garbage collector frees once nothing points to it: from goroutines' stacks, from other collected
 * memory, from roots. Pointers to the inside count. malloc'ed memory, thread-local variables, and C globals are not looked at
 * unless they are roots; nor are attached threads' stacks between their calls. The collector runs from the first
 * allocation on. It stops all goroutines for moments, at calls into the library: a goroutine that computes for long
 * without one holds the others up meanwhile. */
UG_API void *ug_alloc(size_t n);                              /* zeroed; may hold pointers. NULL: no goroutine, or n too large */
UG_API void *ug_alloc_data(size_t n);                         /* zeroed; holds no pointers */
/* Every store of a pointer to collected memory into collected memory must be made so. */
UG_API int ug_store(void *slot, const void *pointer);
#define UG_STORE(lvalue, pointer) ug_store((void *)&(lvalue), (pointer))
/* [p, p+n) may hold pointers to collected memory; plain stores do there. UG_EINVAL: not such a root. */
UG_API int ug_root_add(void *p, size_t n);
UG_API int ug_root_remove(void *p);
/* Runs fn(arg) on a goroutine (mapped stack) some time after object became unreachable. arg must not point to it. */
UG_API int ug_cleanup(void *object, ug_fn fn, void *arg);
UG_API int ug_collect(void);                                  /* a whole collection, now */
UG_API int ug_collect_percent(int percent);                   /* as GOGC; returns the old one; < 0 is off */
UG_API int64_t ug_collected_bytes(void);                      /* in use, garbage not yet freed included */

/* ---- Arenas ---------------------------------------------------------------------------------------------------- */
/* Explicit memory that is freed all at once; using it later faults. For one caller at a time, any thread. */
typedef struct ug_arena ug_arena;
UG_API ug_arena *ug_arena_new(void);
UG_API void *ug_arena_alloc(ug_arena *a, size_t n);           /* zeroed, aligned to 16 bytes, until the arena is freed */
UG_API size_t ug_arena_size(const ug_arena *a);               /* bytes it has from the system */
UG_API void ug_arena_free(ug_arena *a);                       /* and everything in it. NULL is fine */

/* ---- Maps ------------------------------------------------------------------------------------------------------ */
/* Hash tables in collected memory. Keys and values are copied in. One goroutine at a time may change a map, or
 * several may read it: what else is noticed ends the program ("concurrent map writes"). */
typedef struct ug_map ug_map;
UG_API ug_map *ug_map_new(size_t key_size, size_t value_size, size_t hint); /* keys are compared as bytes; sizes at most 128 */
UG_API ug_map *ug_map_new_strings(size_t value_size, size_t hint); /* keys are C strings, which the map borrows */
UG_API int ug_map_free(ug_map *m);
UG_API size_t ug_map_len(const ug_map *m);                    /* Any thread */
/* The value's place, valid until the map is changed; NULL: absent. key points to the key, or is the C string. */
UG_API void *ug_map_get(ug_map *m, const void *key);
/* The same, made zero if it was absent. */
UG_API void *ug_map_put(ug_map *m, const void *key);
UG_API int ug_map_delete(ug_map *m, const void *key);         /* 1: it was there, 0: not */
UG_API int ug_map_clear(ug_map *m);
/* Calls f for each entry, starting anywhere; f may change the map. Ends when f returns other than 0, with that. */
UG_API int ug_map_each(ug_map *m, int (*f)(const void *key, void *value, void *arg), void *arg);

/* ---- Looking inside -------------------------------------------------------------------------------------------- */
/* All goroutines as text, the caller's first: what each waits for and where it called. Returns the bytes of the text;
 * at most n are written, no NUL. Stops the others for the time. */
UG_API int64_t ug_dump(char *buf, size_t n);
/* Prints the goroutines besides the caller to standard error and returns how many there are: those that a finished
 * program or test has left behind. */
UG_API int64_t ug_leaks(void);

#ifdef __cplusplus
}
#endif

#endif
