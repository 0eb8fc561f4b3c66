// Signals of the runtime's own: faults, preemption (SIGURG), SIGQUIT and other deaths. What programs
// ask for through os/signal is the room golib's.
//
// Handlers run on the M's signal stack with the G set to m->gsignal, which no stack switch leaves. A
// fault in emitted code on a goroutine's segment becomes a panic: the handler makes the context look as if the
// faulting instruction had called ugrt_sigpanic_entry. Any other fault is fatal, with both stacks.
//
// Preemption by signal is for loops without calls; calls are caught by the poisoned guard. It is done only
// where every register is plain data: pc in emitted code, outside the write barriers' ranges, on the
// goroutine's segment, no runtime lock held. The registers are kept off the stack (stack/regbuf.c) and
// the context redirected to the scheduler on the system stack.
#include "debug/debug.h"
#include "gc/gc.h"
#include "mem/mem.h"
#include "panic/panic_private.h"
#include "prof/cpuprof.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ucontext.h>

#define SIGSTACK_SIZE (64 << 10)

typedef struct WbRange {
    uintptr_t lo, hi;
} WbRange;
extern const WbRange __start_ug_wbranges[] __attribute__((weak)), __stop_ug_wbranges[] __attribute__((weak));

// Linkers keep the table in the order of the code (it is a link-order section). Checked once: where one does
// not, the whole table is searched.
static bool ranges_sorted(void)
{
    static _Atomic int known; // 0 not yet, 1 sorted, 2 not
    int k = atomic_load_explicit(&known, memory_order_relaxed);
    if (k == 0) {
        k = 1;
        for (const WbRange *r = __start_ug_wbranges; r + 1 < __stop_ug_wbranges; r++)
            if (r[0].lo > r[1].lo) k = 2;
        atomic_store_explicit(&known, k, memory_order_relaxed);
    }
    return k == 1;
}

static bool is_slow_call(uintptr_t pc)
{
    const uint8_t *code = (const uint8_t *)pc;
    int32_t rel;
    memcpy(&rel, code + 1, 4);
    return code[0] == 0xe8 && pc + 5 + (uintptr_t)(intptr_t)rel == (uintptr_t)ugx_wb_slow;
}

static bool in_barrier(uintptr_t pc)
{
    const WbRange *r = __start_ug_wbranges, *end = __stop_ug_wbranges;
    if (ranges_sorted()) { // the last that begins at or below pc
        size_t lo = 0, hi = (size_t)(end - r);
        while (lo < hi) {
            size_t mid = (lo + hi) / 2;
            if (r[mid].lo <= pc)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo > 0 && pc < r[lo - 1].hi) return true;
    } else {
        for (; r < end; r++)
            if (pc - r->lo < r->hi - r->lo) return true;
    }
    // The slow path's call stands in a subsection out of range: about to call, or just back and before the store.
    return is_slow_call(pc) || is_slow_call(pc - 5);
}

static bool on_segment(const G *g, uintptr_t sp) { return g->seg && sp >= g->seg->lo && sp <= g->seg->top; }

static void preempt_sig(M *m, G *g, ucontext_t *uc)
{
    atomic_store(&m->signalpending, 0);
    uintptr_t pc = (uintptr_t)uc->uc_mcontext.gregs[REG_RIP], sp = (uintptr_t)uc->uc_mcontext.gregs[REG_RSP];
    if (g != m->curg || !ugrt_yield_asked(m) || m->locks || !atomic_load(&m->p)) return;
    if (!ugrt_is_generated(pc) || !on_segment(g, sp) || in_barrier(pc)) return;
    if (!ugrt_regbuf_save_sig(m, g, uc)) return;
    uc->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)ugrt_preempted_g0;
    uc->uc_mcontext.gregs[REG_RSP] = (greg_t)(m->g0_sp - 8);
    uc->uc_mcontext.gregs[REG_RDI] = (greg_t)(uintptr_t)g;
    uc->uc_mcontext.gregs[REG_RBP] = 0;
    uc->uc_mcontext.gregs[REG_EFL] &= ~0x400; // direction flag
    *m->guardp = 0;
    ugx_g = &m->g0->head; // the handler leaves it so
}

void ugrt_preempt_signal(M *m)
{
    if (ugrt_debugvars.asyncpreemptoff || !m->tid) return;
    ugrt_regbuf_refill(m);
    uint32_t zero = 0;
    if (!atomic_compare_exchange_strong(&m->signalpending, &zero, 1)) return;
    if (ugrt_sys3(SYS_tgkill, ugrt_sys_getpid(), m->tid, SIGURG) < 0) atomic_store(&m->signalpending, 0);
}

static bool may_panic(uintptr_t pc) { return ugrt_is_generated(pc) || ugrt_is_assembly(pc); }

// Turns the fault at uc into a call of ugrt_sigpanic_entry on the goroutine. false: it can't be one.
static bool fault_to_panic(M *m, G *g, int sig, const siginfo_t *info, ucontext_t *uc)
{
    greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)regs[REG_RIP], sp = (uintptr_t)regs[REG_RSP];
    if (info->si_code <= 0 || g != m->curg || m->locks || m->mallocing || !on_segment(g, sp)) return false;
    g->sig = (uint32_t)sig;
    g->sigcode = (uint32_t)info->si_code;
    g->sigaddr = (uintptr_t)info->si_addr;
    g->sigpc = pc;
    if (may_panic(pc)) {
        sp -= 8;
        *(uintptr_t *)sp = pc;
    } else if (!may_panic(*(uintptr_t *)sp)) {
        g->sig = 0;
        return false;
    } // else a jump to a bad address, or a C leaf like memcpy: its return address serves as the caller
    regs[REG_RSP] = (greg_t)sp;
    regs[REG_RIP] = (greg_t)(uintptr_t)ugrt_sigpanic_entry;
    return true;
}

void ugrt_sigpanic(void)
{
    G *g = ugrt_getg();
    switch (g->sig) {
    case SIGFPE:
        if (g->sigcode == FPE_INTDIV) ugx_panicdivide();
        if (g->sigcode == FPE_INTOVF) ugrt_panicerror("integer overflow");
        ugrt_panicerror("floating point error");
    case SIGSEGV:
    case SIGBUS:
        if (g->sigaddr < 4096) ugx_panicnil();
        if (g->paniconfault) ugrt_panicerror_address("invalid memory address or nil pointer dereference", g->sigaddr);
        ugrt_print(ugrt_userarena_holds(g->sigaddr) ? "accessed data from freed user arena "
                                                    : "unexpected fault address ");
        ugrt_print_hex(g->sigaddr);
        ugrt_print("\n");
        ugrt_throw("fault");
    default: ugrt_throw("unexpected signal turned into a panic");
    }
}

static const char *const signal_names[] = {
    [SIGQUIT] = "SIGQUIT: quit",
    [SIGILL] = "SIGILL: illegal instruction",
    [SIGTRAP] = "SIGTRAP: trace trap",
    [SIGABRT] = "SIGABRT: abort",
    [SIGBUS] = "SIGBUS: bus error",
    [SIGFPE] = "SIGFPE: floating-point exception",
    [SIGSEGV] = "SIGSEGV: segmentation violation",
    [SIGSTKFLT] = "SIGSTKFLT: stack fault",
    [SIGSYS] = "SIGSYS: bad system call",
};

static void print_reg(const char *name, greg_t v)
{
    ugrt_print(name);
    ugrt_print_hex((uint64_t)v);
    ugrt_print("\n");
}
static void print_registers(const greg_t *r)
{
    static const struct {
        const char *name;
        int reg;
    } rows[] = {
        {"rax    ", REG_RAX}, {"rbx    ", REG_RBX}, {"rcx    ", REG_RCX}, {"rdx    ", REG_RDX}, {"rdi    ", REG_RDI},
        {"rsi    ", REG_RSI}, {"rbp    ", REG_RBP}, {"rsp    ", REG_RSP}, {"r8     ", REG_R8},  {"r9     ", REG_R9},
        {"r10    ", REG_R10}, {"r11    ", REG_R11}, {"r12    ", REG_R12}, {"r13    ", REG_R13}, {"r14    ", REG_R14},
        {"r15    ", REG_R15}, {"rip    ", REG_RIP}, {"rflags ", REG_EFL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) print_reg(rows[i].name, r[rows[i].reg]);
    print_reg("cs     ", r[REG_CSGSFS] & 0xffff);
    print_reg("fs     ", r[REG_CSGSFS] >> 32 & 0xffff);
    print_reg("gs     ", r[REG_CSGSFS] >> 16 & 0xffff);
}

// The bytes at pc, as many as an instruction may have, none beyond the page.
static void print_instruction(uintptr_t pc)
{
    enum { LONGEST = 16, PAGE = 4096 };
    uintptr_t n = PAGE - pc % PAGE;
    ugrt_print("instruction bytes:");
    for (uintptr_t i = 0; i < n && i < LONGEST; i++) {
        ugrt_print(" ");
        ugrt_print_hex(((const uint8_t *)pc)[i]);
    }
    ugrt_print("\n");
}

// Dumps everything and ends the process. g: whose code was interrupted (g0, a goroutine, or NULL).
static UGX_NORETURN void die_of_signal(M *m, G *g, int sig, const siginfo_t *info, const ucontext_t *uc)
{
    const greg_t *regs = uc->uc_mcontext.gregs;
    uintptr_t pc = (uintptr_t)regs[REG_RIP], bp = (uintptr_t)regs[REG_RBP];
    m->throwing = 1;
    ugrt_startpanic();
    bool in_c = sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE;
    if (in_c) {
        ugrt_print("fatal error: unexpected signal during runtime execution\n[signal ");
        ugrt_print(signal_names[sig]);
        ugrt_print(" code=");
        ugrt_print_hex((uint32_t)info->si_code);
        ugrt_print(" addr=");
        ugrt_print_hex((uintptr_t)info->si_addr);
        ugrt_print(" pc=");
        ugrt_print_hex(pc);
        ugrt_print("]\n\n");
    } else {
        ugrt_print(signal_names[sig]);
        ugrt_print("\nPC=");
        ugrt_print_hex(pc);
        ugrt_print(" m=");
        ugrt_print_int(m->id);
        ugrt_print(" sigcode=");
        ugrt_print_int(info->si_code);
        ugrt_print("\n");
        if (sig == SIGILL || sig == SIGFPE) print_instruction(pc);
        ugrt_print("\n");
    }
    bool all, crash;
    int level = ugrt_traceback_level(&all, &crash);
    if (level > 0) {
        if (g == m->g0) {
            ugrt_print("runtime stack:\n");
            ugrt_traceback_exact(pc, bp, g);
            if (m->curg) {
                ugrt_print("\n");
                ugrt_traceback(m->curg);
            }
        } else {
            ugrt_goroutine_header(g);
            ugrt_traceback_exact(pc, bp, g);
        }
        ugrt_traceback_others(g == m->g0 ? m->curg : g);
        ugrt_print("\n");
        print_registers(regs);
    }
    if (crash) ugrt_crash();
    ugrt_exit(2);
}

// Signals that a Go program catches without doing anything, unless os/signal wants them: their default, death,
// would come as a surprise. C programs keep the default.
static bool is_quiet(int sig)
{
    switch (sig) {
    case SIGUSR1:
    case SIGUSR2:
    case SIGALRM:
    case SIGVTALRM:
    case SIGXCPU:
    case SIGXFSZ:
    case SIGIO:
    case SIGPWR: return true;
    default: return sig > 34; // real-time signals; the first three are libc's own
    }
}

// A thread that isn't ours was chosen for a signal: what concerns the process goes to the first thread, a fault
// is C's own business.
static void foreign_thread(int sig)
{
    if (sig == SIGURG || sig == SIGPIPE || sig == SIGPROF || is_quiet(sig)) return;
    if (sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL || sig == SIGTRAP || sig == SIGABRT) {
        signal(sig, SIG_DFL);
        raise(sig);
    } else {
        ugrt_sys3(SYS_tgkill, ugrt_sys_getpid(), ugrt_m0.tid, sig);
    }
}

static void handler(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    G *g = (G *)ugx_g;
    if (!g) {
        foreign_thread(sig);
        return;
    }
    M *m = g->m;
    int saved_errno = errno;
    ugx_g = &m->gsignal->head;
    switch (sig) {
    case SIGURG:
        ugx_g = &g->head;
        preempt_sig(m, g, uc); // may leave g0 as the current G
        errno = saved_errno;
        return;
    case SIGPROF: {
        const greg_t *r = uc->uc_mcontext.gregs;
        ugrt_cpuprof_sample(m, (uintptr_t)r[REG_RIP], (uintptr_t)r[REG_RSP], (uintptr_t)r[REG_RBP]);
        break;
    }
    case UGRT_SIGALLTHREADS: ugrt_allthreads_sig(m); break;
    case SIGPIPE: break; // writes report EPIPE; os raises it again where a program should die of it
    case SIGSEGV:
    case SIGBUS:
    case SIGFPE:
        if (!fault_to_panic(m, g, sig, info, uc)) die_of_signal(m, g, sig, info, uc);
        break;
    default:
        if (!is_quiet(sig)) die_of_signal(m, g, sig, info, uc);
    }
    ugx_g = &g->head;
    errno = saved_errno;
}

static void install(int sig)
{
    struct sigaction sa = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
    sa.sa_sigaction = handler;
    sigfillset(&sa.sa_mask);
    sigaction(sig, &sa, NULL);
}

// Past libc, which keeps this signal for itself; where its handlers return to is taken from one that it installed.
void ugrt_signal_allthreads(void)
{
    struct {
        void (*handler)(int, siginfo_t *, void *);
        unsigned long flags;
        uintptr_t restorer;
        uint64_t mask;
    } act;
    ugrt_sys4(SYS_rt_sigaction, SIGURG, 0, (long)&act, 8);
    ugrt_sys4(SYS_rt_sigaction, UGRT_SIGALLTHREADS, (long)&act, 0, 8);
}

void ugrt_signal_init(void)
{
    static const int ours[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGURG,    SIGPIPE, SIGQUIT,
                               SIGILL,  SIGTRAP, SIGABRT, SIGSTKFLT, SIGSYS,  SIGPROF};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) install(ours[i]);
    for (int sig = 1; &ugx_program && sig < NSIG; sig++)
        if (is_quiet(sig)) install(sig);
}

// A new thread comes with all signals blocked: first a stack for them, then let them in.
void ugrt_minit_signals(M *m)
{
    void *p = ugrt_sys_mmap(NULL, SIGSTACK_SIZE, PROT_READ | PROT_WRITE, 0);
    if (!p) ugrt_throw("runtime: cannot allocate memory");
    m->sigstack_lo = (uintptr_t)p;
    m->sigstack_size = SIGSTACK_SIZE;
    stack_t ss = {.ss_sp = p, .ss_size = SIGSTACK_SIZE};
    sigaltstack(&ss, NULL);
    G *gs = ugrt_persistentalloc(sizeof(G), 64);
    gs->m = m;
    m->gsignal = gs;
    if (m != &ugrt_m0 || ugrt_sched.cprogram) {
        unsigned long mask = ugrt_sched.cprogram ? ugrt_sched.cprogram->sigmask : 0;
        ugrt_sys4(SYS_rt_sigprocmask, SIG_SETMASK, (long)&mask, 0, 8);
    }
    ugrt_cpuprof_thread_starts(m);
}

void ugrt_unminit_signals(M *m)
{
    ugrt_cpuprof_thread_ends(m);
    stack_t none = {.ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    ugrt_sys_munmap((void *)m->sigstack_lo, m->sigstack_size);
}
