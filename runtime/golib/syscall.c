// Package syscall and the few system calls that other std packages make through the runtime.
#include "race/race.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include "gc/gc.h"
#include "mem/mem.h"
#include "panic/panic.h"
#include "sched/sched.h"

typedef struct NoErrorResult {
    uintptr_t r1, r2;
} NoErrorResult;
typedef struct FcntlResult {
    int32_t value, err;
} FcntlResult;
typedef struct GetrandomResult {
    UgInt n;
    bool supported;
} GetrandomResult;
UGX_NORETURN void ugx_syscall_exit(UgInt code);
NoErrorResult ugx_rawsyscallnoerror(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c);
uintptr_t ugx_gettimeofday(struct timeval *tv);
FcntlResult ugx_fcntl(int32_t fd, int32_t cmd, int32_t arg);
GetrandomResult ugx_vgetrandom(uint8_t *p, UgInt n, UgInt cap, uint32_t flags);
void ugx_syscall_beforefork(void);
void ugx_syscall_afterfork(void);
void ugx_syscall_afterforkinchild(void);
void ugx_syscall_beforeexec(void);
void ugx_syscall_afterexec(void);
int32_t ugx_write(uintptr_t fd, const void *p, int32_t n);
void ugx_os_beforeexit(UgInt code);
void ugrt_go_exithooks(UgInt code) __attribute__((weak)); // (lib/runtime/hooks.go) absent from C programs
uintptr_t ugx_sync_storereluintptr(uintptr_t *p, uintptr_t v);
void ugx_nop(void);
bool ugx_false(void);
uintptr_t ugx_zero(void);
uint8_t ugx_fips_getindicator(void);
void ugx_fips_setindicator(uint8_t v);

void ugx_syscall_exit(UgInt code) { ugrt_exit((int)code); }

NoErrorResult ugx_rawsyscallnoerror(uintptr_t nr, uintptr_t a, uintptr_t b, uintptr_t c)
{
    return (NoErrorResult){(uintptr_t)ugrt_sys3((long)nr, (long)a, (long)b, (long)c), 0};
}

uintptr_t ugx_gettimeofday(struct timeval *tv)
{
    long r = ugrt_sys3(SYS_gettimeofday, (long)tv, 0, 0);
    return r < 0 ? (uintptr_t)-r : 0;
}

FcntlResult ugx_fcntl(int32_t fd, int32_t cmd, int32_t arg)
{
    long r = ugrt_sys3(SYS_fcntl, fd, cmd, arg);
    return r < 0 ? (FcntlResult){-1, (int32_t)-r} : (FcntlResult){(int32_t)r, 0};
}

// The vDSO's getrandom is not used: the caller falls back to the system call.
GetrandomResult ugx_vgetrandom(uint8_t *p, UgInt n, UgInt cap, uint32_t flags)
{
    (void)p, (void)n, (void)cap, (void)flags;
    return (GetrandomResult){-1, false};
}

// ---- fork and exec: no signal may reach the child's copy of our handlers before it execs, and the
// goroutine must stay on its thread meanwhile.

static __thread uint64_t mask_before_fork;

static void set_mask(uint64_t mask, uint64_t *old)
{
    ugrt_sys4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, (long)old, 8);
}

void ugx_syscall_beforefork(void)
{
    uint64_t old;
    ugrt_getg()->m->locks++;
    set_mask(~(uint64_t)0, &old);
    mask_before_fork = old;
}
void ugx_syscall_afterfork(void)
{
    set_mask(mask_before_fork, NULL);
    ugrt_getg()->m->locks--;
}
// The child shares our memory until it execs (CLONE_VM): its handlers are its own, so they are put back to the default.
void ugx_syscall_afterforkinchild(void)
{
    struct {
        uintptr_t handler;
        unsigned long flags;
        uintptr_t restorer;
        uint64_t mask;
    } act = {0}, old;
    for (int sig = 1; sig <= 64; sig++) {
        if (ugrt_sys4(SYS_rt_sigaction, sig, 0, (long)&old, 8) != 0 || old.handler <= 1) continue;
        ugrt_sys4(SYS_rt_sigaction, sig, (long)&act, 0, 8);
    }
    set_mask(mask_before_fork, NULL);
}
// One exec at a time, on this thread: a held lock keeps the goroutine from being preempted. Threads may still start.
static UgMutex exec_lock;
void ugx_syscall_beforeexec(void) { ugrt_lock(&exec_lock); }
void ugx_syscall_afterexec(void) { ugrt_unlock(&exec_lock); }

int32_t ugx_write(uintptr_t fd, const void *p, int32_t n) { return (int32_t)ugrt_sys_write((int)fd, p, (size_t)n); }
// The status of a program that os.Exit ends well may yet change.
void ugx_os_beforeexit(UgInt code)
{
    if (ugrt_go_exithooks) ugrt_go_exithooks(code);
    int with_leaks = ugrt_leaks_exitcode((int)code);
    if (with_leaks != code) ugrt_exit(with_leaks);
    if (UGRT_RACE && code == 0) ugrt_race_fini();
}

uintptr_t ugx_sync_storereluintptr(uintptr_t *p, uintptr_t v)
{
    __atomic_store_n(p, v, __ATOMIC_RELEASE);
    return 0;
}

void ugx_nop(void) {}
bool ugx_false(void) { return false; }
uintptr_t ugx_zero(void) { return 0; }

uint8_t ugx_fips_getindicator(void) { return ugrt_getg()->fipsindicator; }
void ugx_fips_setindicator(uint8_t v) { ugrt_getg()->fipsindicator = v; }
