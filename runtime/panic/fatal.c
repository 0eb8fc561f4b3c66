// The ways to die: throw (our bug), fatal (the user's error that nothing can recover), a panic that
// nobody recovered. Each prints, shows goroutines and exits with status 2. The first thread to die
// holds the others off; main can't exit the program meanwhile.
#include "debug/debug.h"
#include "iface/iface.h"
#include "panic/go_hooks.h"
#include "panic/panic_private.h"
#include "sched/sched.h"
#include <signal.h>
#include <string.h>

_Atomic uint32_t ugrt_panicking;
static _Atomic int32_t owner = -1; // thread id of the one that prints

enum { THROW_RUNTIME = 1, THROW_USER = 2 };

static UGX_NORETURN void wait_for_ever(void)
{
    static _Atomic uint32_t never;
    for (;;) ugrt_futex_wait(&never, 0, -1);
}

void ugrt_startpanic(void)
{
    M *m = ugrt_getg()->m;
    m->locks++;
    switch (m->dying++) {
    case 0: break;
    case 1: // died while dying: no traces
        ugrt_print("panic during panic\n");
        ugrt_exit(3);
    default: ugrt_exit(4);
    }
    atomic_fetch_add(&ugrt_panicking, 1);
    int32_t none = -1, self = ugrt_sys_gettid();
    for (int i = 0; !atomic_compare_exchange_strong(&owner, &none, self); i++) {
        if (i > 1000) wait_for_ever(); // the other will end the process
        ugrt_usleep(1000);
        none = -1;
    }
    ugrt_print_steal();
}

static const char *signal_text(uint32_t sig)
{
    switch (sig) {
    case SIGSEGV: return "SIGSEGV: segmentation violation";
    case SIGBUS: return "SIGBUS: bus error";
    case SIGFPE: return "SIGFPE: floating-point exception";
    default: return NULL;
    }
}
void ugrt_print_signal_line(G *g)
{
    ugrt_print("[signal ");
    const char *z = signal_text(g->sig);
    if (z)
        ugrt_print(z);
    else
        ugrt_print_hex(g->sig);
    ugrt_print(" code=");
    ugrt_print_hex(g->sigcode);
    ugrt_print(" addr=");
    ugrt_print_hex(g->sigaddr);
    ugrt_print(" pc=");
    ugrt_print_hex(g->sigpc);
    ugrt_print("]\n");
}

// Prints the dying goroutine, from pc and its frame, and others as GOTRACEBACK wants; ends the process.
void ugrt_die_g0(G *g, uintptr_t pc, uintptr_t bp, uintptr_t sp)
{
    M *m = ugrt_getg()->m;
    bool all = false, crash = false;
    int level = ugrt_traceback_level(&all, &crash);
    if (g->sig) ugrt_print_signal_line(g);
    if (level > 0) {
        if (g != m->curg) all = true;
        if (g != m->g0) {
            ugrt_print("\n");
            ugrt_goroutine_header(g);
            ugrt_traceback_from(pc, bp, sp, g);
        } else if (level >= 2 || m->throwing == THROW_RUNTIME) {
            ugrt_print("\nruntime stack:\n");
            ugrt_traceback_from(pc, bp, sp, g);
            if (m->curg) {
                ugrt_print("\n");
                ugrt_traceback(m->curg);
            }
        }
        if (all) ugrt_traceback_others(g == m->g0 ? m->curg : g);
    }
    if (crash) ugrt_crash();
    ugrt_exit(2);
}

typedef struct Death {
    G *g;
    UgPanic *p;
    const char *kind;
    UgString msg;
    uintptr_t pc, bp, sp;
} Death;

static void die_throwing_g0(void *arg)
{
    Death *d = arg;
    ugrt_startpanic();
    ugrt_print("fatal error: ");
    ugrt_print_indented(d->msg);
    ugrt_print("\n");
    ugrt_die_g0(d->g, d->pc, d->bp, d->sp);
}

static UGRT_NOINLINE UGX_NORETURN void die_throwing(UgString msg, int kind, uintptr_t pc, uintptr_t bp)
{
    G *g = ugrt_getg();
    if (!g->m->throwing) g->m->throwing = kind;
    Death d = {.g = g, .msg = msg, .pc = pc, .bp = bp, .sp = (uintptr_t)__builtin_frame_address(0)};
    ugrt_systemstack(die_throwing_g0, &d);
    __builtin_unreachable();
}
#define HERE (uintptr_t) __builtin_return_address(0), *(uintptr_t *)__builtin_frame_address(0)

void ugrt_throw_string(UgString msg) { die_throwing(msg, THROW_RUNTIME, HERE); }
void ugrt_throw(const char *msg)
{
    die_throwing((UgString){(const uint8_t *)msg, (UgInt)strlen(msg)}, THROW_RUNTIME, HERE);
}
void ugrt_fatal(const char *msg)
{
    die_throwing((UgString){(const uint8_t *)msg, (UgInt)strlen(msg)}, THROW_USER, HERE);
}
void ugrt_fatal_string(UgString msg) { die_throwing(msg, THROW_USER, HERE); }

// ---- A panic that nobody recovered.

// Error and String methods are Go code: they run here, on the goroutine, before anything is printed.
static UGX_NORETURN void panicked_while_reading(UgPanic *p)
{
    char buf[256] = "panic while printing panic value: ";
    size_t n = strlen(buf);
    UgString s = ugrt_type_string(p->arg.type);
    if (s.n == 6 && memcmp(s.p, "string", 6) == 0) {
        s = *(UgString *)p->arg.data;
    } else {
        memcpy(buf + n, "type ", 5);
        n += 5;
    }
    size_t m = (size_t)s.n < sizeof buf - n ? (size_t)s.n : sizeof buf - n;
    memcpy(buf + n, s.p, m);
    ugrt_throw_string((UgString){(const uint8_t *)buf, (UgInt)(n + m)});
}

static void gather_texts(UgPanic *p)
{
    for (UgPanic *q = p->link; q; q = q->link)
        if (q->reading) panicked_while_reading(p);
    while (p) {
        if (p->link && p->link->arg.type == p->arg.type && p->link->arg.data == p->arg.data && !p->link->goexit) {
            p->link->repanicked = true;
        } else if (p->arg.type == &ugrt_c_error_type) {
            p->text = *(UgString *)p->arg.data;
            p->has_text = true;
        } else if (p->arg.type && ugrt_go_panictext) {
            p->reading = true;
            UgPanicText t = ugrt_go_panictext(p->arg);
            p->reading = false;
            p->text = t.text;
            p->has_text = t.ok;
        }
        p = p->link;
    }
}

static void print_panics(const UgPanic *p)
{
    if (p->link) {
        print_panics(p->link);
        if (p->link->repanicked) return;
        if (!p->link->goexit) ugrt_print("\t");
    }
    if (p->goexit) return;
    ugrt_print("panic: ");
    if (p->has_text)
        ugrt_print_indented(p->text);
    else
        ugrt_print_panicval(p->arg);
    if (p->recovered) ugrt_print(p->repanicked ? " [recovered, repanicked]" : " [recovered]");
    ugrt_print("\n");
}

static void die_panicking_g0(void *arg)
{
    Death *d = arg;
    ugrt_startpanic();
    print_panics(d->p);
    ugrt_die_g0(d->g, d->pc, d->bp, d->sp);
}

UGRT_NOINLINE void ugrt_fatalpanic(UgPanic *p)
{
    gather_texts(p);
    // The trace begins at gopanic's caller.
    Death d = {.g = ugrt_getg(),
               .p = p,
               .pc = *(uintptr_t *)(p->frame + 8),
               .bp = *(uintptr_t *)p->frame,
               .sp = p->frame + 16};
    ugrt_systemstack(die_panicking_g0, &d);
    __builtin_unreachable();
}
