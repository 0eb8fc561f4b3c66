// The stack of code that a signal interrupted anywhere, for the CPU profile: in a handler, without allocation.
//
// The rbp chain is short of a frame where the interrupted function has not set up its own or has left it already,
// and where code without frames runs (libc's leaves, and ours). The instruction at the pc tells; the return address is then
// at the top of the stack.
#include "debug/debug.h"
#include "debug/unwind.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include <string.h>

#define SYSTEM_STACK_MAX ((uintptr_t)8 << 20)

static bool code_at(uintptr_t pc, const char *bytes, size_t n) { return memcmp((const void *)pc, bytes, n) == 0; }
#define CODE_AT(pc, literal) code_at(pc, literal, sizeof(literal) - 1)

// The comparison with the guard at a function's entry, of rsp itself or of r11 for large frames.
static bool is_guard_check(uintptr_t pc)
{
    return CODE_AT(pc, "\x64\x48\x3b\x24\x25\x70") || CODE_AT(pc, "\x64\x4c\x3b\x1c\x25\x70");
}
enum { GUARD_CHECK_SIZE = 9 };

// gcc sets up no frame in a function that calls nothing and keeps nothing on the stack, whatever its flags say. Such
// functions are short: none of what stands between the entry and pc sets up rbp.
#define FRAMELESS_MAX 1024
static bool is_frameless(uintptr_t pc)
{
    UgPcFrame f;
    if (!ugrt_pc_func(pc, &f) || pc < f.entry || pc - f.entry > FRAMELESS_MAX) return false;
    return memmem((const void *)f.entry, pc - f.entry, "\x48\x89\xe5", 3) == NULL; // mov %rsp,%rbp
}

// Where the return address of the function at pc lies, in words above sp, if its frame is not on the chain; -1: it is.
static int unframed(uintptr_t pc, uintptr_t sp)
{
    if (CODE_AT(pc, "\x55\x48\x89\xe5") || CODE_AT(pc, "\xc3")) return 0; // push %rbp; mov %rsp,%rbp, or ret
    if (CODE_AT(pc - 1, "\x55\x48\x89\xe5")) return 1;
    if (is_guard_check(pc) || is_guard_check(pc - GUARD_CHECK_SIZE)) return 0;
    if (ugrt_is_generated(pc)) return is_frameless(pc) ? 0 : -1;
    uintptr_t ret = *(const uintptr_t *)sp;
    return ugrt_is_generated(ret) && ((const uint8_t *)ret)[-5] == 0xe8 ? 0 : -1;
}

int ugrt_callers_sampled(M *m, uintptr_t pc, uintptr_t sp, uintptr_t bp, uintptr_t *pcs, int max)
{
    int n = 0;
    pcs[n++] = pc + 1; // users look up pc - 1
    G *g = m->curg;
    bool on_goroutine = g && ugrt_seg_of(g, sp);
    if (!on_goroutine && (sp > m->g0_sp || m->g0_sp - sp > SYSTEM_STACK_MAX)) return n;
    UgUnwinder u;
    int above = unframed(pc, sp);
    if (above >= 0)
        ugrt_unwind_init_at(&u, g, ((const uintptr_t *)sp)[above], bp, false);
    else
        ugrt_unwind_init_at(&u, g, pc, bp, true);
    u.syslo = on_goroutine ? UINTPTR_MAX : sp;
    for (bool own = above < 0; u.valid && n < max; ugrt_unwind_next(&u), own = false)
        if (!own) pcs[n++] = u.exact ? u.pc + 1 : u.pc;
    return n;
}
