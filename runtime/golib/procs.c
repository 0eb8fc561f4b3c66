// Package runtime's view of goroutines, threads and processors; hooks that pin a goroutine to its P.
#include "debug/debug.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include "timer/timer.h"

void ugx_gosched(void);
UgInt ugx_gomaxprocs(UgInt n);
void ugx_setdefaultgomaxprocs(void);
UgInt ugx_numcpu(void);
UgInt ugx_numgoroutine(void);
void ugx_breakpoint(void);
void ugx_keepalive(UgEface v);
int64_t ugx_nanotime(void);
uint64_t ugx_rand64(void);
uint32_t ugx_randn(uint32_t n);
UgInt ugx_procpin(void);
int64_t ugx_cputicks(void);
void ugx_procyield(uint32_t cycles);
void ugx_gopark(const UgClosure *unlockf, void *lock, uint8_t reason, uint8_t tracereason, UgInt skip);
void ugx_goready(G *g, UgInt skip);
void ugx_procunpin(void);
bool ugx_fips_isbypassed(void);
void ugx_fips_setbypass(void);
void ugx_fips_unsetbypass(void);
uintptr_t ugx_funcpc(UgEface f);

void ugx_gosched(void) { ugrt_gosched(); }
UgInt ugx_gomaxprocs(UgInt n) { return ugrt_maxprocs_choose(n > INT32_MAX ? INT32_MAX : n < 0 ? 0 : (int32_t)n); }
void ugx_setdefaultgomaxprocs(void) { ugrt_maxprocs_reset(); }
UgInt ugx_numcpu(void) { return ugrt_ncpu(); }
UgInt ugx_numgoroutine(void) { return ugrt_gcount(); }
void ugx_breakpoint(void) { __asm__ volatile("int3"); }
void ugx_keepalive(UgEface v) { __asm__ volatile("" : : "r"(v.data) : "memory"); }
int64_t ugx_nanotime(void) { return ugrt_timer_now(); }
uint64_t ugx_rand64(void) { return ugrt_rand64(); }
uint32_t ugx_randn(uint32_t n) { return ugrt_randn(n); }

UgInt ugx_procpin(void)
{
    M *m = ugrt_getg()->m;
    m->locks++;
    return m->p->id;
}
void ugx_procunpin(void) { ugrt_getg()->m->locks--; }

int64_t ugx_cputicks(void) { return ugrt_cputicks(); }
void ugx_procyield(uint32_t cycles) { ugrt_spin((int)cycles); }

// runtime.gopark, as modules call it: unlockf is a Go function, run on the system stack.
typedef struct Unlock {
    const UgClosure *fn;
    void *lock;
} Unlock;
static bool call_unlock(G *g, void *arg)
{
    const Unlock *u = arg;
    return ((bool (*)(G *, void *, const void *))u->fn->code)(g, u->lock, u->fn);
}
void ugx_gopark(const UgClosure *unlockf, void *lock, uint8_t reason, uint8_t tracereason, UgInt skip)
{
    (void)tracereason;
    Unlock u = {unlockf, lock};
    ugrt_gopark(unlockf ? call_unlock : NULL, &u, reason < WAITREASON_COUNT ? reason : WAIT_ZERO, (int)skip);
}
void ugx_goready(G *g, UgInt skip)
{
    (void)skip;
    ugrt_goready(g);
}

bool ugx_fips_isbypassed(void) { return ugrt_getg()->fipsbypass; }
void ugx_fips_setbypass(void) { ugrt_getg()->fipsbypass = true; }
void ugx_fips_unsetbypass(void) { ugrt_getg()->fipsbypass = false; }

// internal/abi.FuncPCABI0 and FuncPCABIInternal: the code address of a func value in an interface.
uintptr_t ugx_funcpc(UgEface f) { return f.data ? (uintptr_t)((const UgClosure *)f.data)->code : 0; }
