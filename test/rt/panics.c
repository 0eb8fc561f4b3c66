// Defer, panic, recover, Goexit, as emitted code does them. With an argument: one of the deaths, whose
// text test/rt/run compares.
#include "rt.h"
#include "panic/panic.h"
#include "stack/stack.h"
#include <string.h>

static const uint8_t string_mask[] = {1};
static const UgType string_type = {.size = 16,
                                   .ptrbytes = 8,
                                   .align = 8,
                                   .field_align = 8,
                                   .kind = UG_KIND_STRING,
                                   .gcdata = string_mask,
                                   .tflag = UG_TFLAG_NAMED};
static const UgType int_type = {.size = 8, .align = 8, .field_align = 8, .kind = UG_KIND_INT, .tflag = UG_TFLAG_NAMED};
static UgString strings[4];
static UgEface str(int i, const char *z)
{
    strings[i] = (UgString){(const uint8_t *)z, (UgInt)strlen(z)};
    return (UgEface){&string_type, &strings[i]};
}
static int64_t ints[4];
static UgEface num(int i, int64_t v)
{
    ints[i] = v;
    return (UgEface){&int_type, &ints[i]};
}

static char log_text[64];
static int log_n;
static void note(char c) { log_text[log_n++] = c; }
static bool log_is(const char *z)
{
    bool same = (size_t)log_n == strlen(z) && memcmp(log_text, z, (size_t)log_n) == 0;
    log_n = 0;
    return same;
}
#define RECOVER() ugx_gorecover(__builtin_frame_address(0))

__attribute__((noinline)) static void d_note(Closure *c) { note((char)c->a); }
__attribute__((noinline)) static void d_recover(Closure *c)
{
    UgEface v = RECOVER();
    note(v.type ? 'R' : 'n');
    *(int64_t *)c->a = v.type ? *(int64_t *)v.data : -1;
}
__attribute__((noinline)) static UgEface helper_recover(void) { return RECOVER(); }
__attribute__((noinline)) static void d_indirect(Closure *c)
{ // recover one call too deep: nil
    (void)c;
    UgEface v = helper_recover();
    note(v.type ? '!' : 'i');
    __asm__ volatile("");
}
__attribute__((noinline)) static void d_panic(Closure *c)
{
    note('p');
    ugx_gopanic(num(1, (int64_t)c->a));
}

// func f(n) (r int) { defer note('a'); defer recover; defer note('b'); pad; panic(n) or return }
__attribute__((noinline)) static int64_t f_recovers(int64_t n)
{
    volatile int64_t r = 7;
    int64_t got = 0;
    Closure a = {d_note, 'a', 0, 0}, b = {d_recover, (uintptr_t)&got, 0, 0}, cc = {d_note, 'b', 0, 0};
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    df.slot[0] = (UgClosure *)&a;
    df.bits |= 1;
    df.slot[1] = (UgClosure *)&b;
    df.bits |= 2;
    df.slot[2] = (UgClosure *)&cc;
    df.bits |= 4;
    if (n) {
        r = n;
        ugx_gopanic(num(0, n));
    }
recovered:
    for (int i = 2; i >= 0; i--)
        if (df.bits & 1u << i) {
            df.bits &= ~(1u << i);
            ((void (*)(const void *))df.slot[i]->code)(df.slot[i]);
        }
    ugx_defer_leave(&df);
    return r * 1000 + *(volatile int64_t *)&got;
}

__attribute__((noinline)) static int64_t at_depth(int depth, int64_t n)
{
    volatile char pad[100] __attribute__((unused));
    pad[0] = 1;
    if (depth > 0) return at_depth(depth - 1, n) + 0 * pad[0];
    return f_recovers(n);
}
#pragma GCC diagnostic ignored "-Winfinite-recursion"
__attribute__((noinline)) static void dive_and_panic(int depth, int64_t n)
{
    volatile char pad[200] __attribute__((unused));
    pad[0] = 1;
    if (depth > 0)
        dive_and_panic(depth - 1, n);
    else
        ugx_gopanic(num(0, n));
    pad[1] = 2;
}

// Defers closure 1, then closure 2; then panics from `depth` frames further down. May recover.
__attribute__((noinline)) static void two_defers(Closure *first, Closure *second, int depth, int64_t n)
{
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    df.slot[0] = (UgClosure *)first;
    df.bits |= 1;
    df.slot[1] = (UgClosure *)second;
    df.bits |= 2;
    if (n) dive_and_panic(depth, n);
recovered:
    for (int i = 1; i >= 0; i--)
        if (df.bits & 1u << i) {
            df.bits &= ~(1u << i);
            ((void (*)(const void *))df.slot[i]->code)(df.slot[i]);
        }
    ugx_defer_leave(&df);
}

__attribute__((noinline)) static void listed(int64_t n)
{ // defers in a loop
    int64_t got = 0;
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    ugx_deferproc(&df, (UgClosure *)closure(d_recover, (uintptr_t)&got, 0, 0));
    for (int i = 0; i < 5; i++) ugx_deferproc(&df, (UgClosure *)closure(d_note, (uintptr_t)('0' + i), 0, 0));
    if (n) ugx_gopanic(num(0, n));
recovered:
    ugx_deferreturn(&df);
    ugx_defer_leave(&df);
    CHECK(*(volatile int64_t *)&got == (n ? n : -1));
}

static Group group;
static void d_goexit(Closure *c)
{
    (void)c;
    note('g');
    ugx_goexit();
}
static void exits(Closure *c)
{ // Goexit runs defers; recover there finds nothing
    (void)c;
    static int64_t got;
    static Closure done = {d_note, 'z', 0, 0}, rec = {d_recover, (uintptr_t)&got, 0, 0};
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    df.slot[0] = (UgClosure *)&done;
    df.bits |= 1;
    df.slot[1] = (UgClosure *)&rec;
    df.bits |= 2;
    ugx_goexit();
recovered:
    note('!');
}
static void d_done(Closure *c)
{
    (void)c;
    group_done(&group);
}
// A panic in a deferred call during Goexit is recovered further out: the Goexit still goes on.
static void exits_through_panic(Closure *c)
{
    static Closure done = {d_done, 0, 0, 0}, last = {d_note, 'y', 0, 0};
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    df.slot[0] = (UgClosure *)&done;
    df.bits |= 1;
    df.slot[1] = (UgClosure *)&last;
    df.bits |= 2;
    if (c->a) {
        static int64_t got;
        static Closure rec = {d_recover, (uintptr_t)&got, 0, 0}, pan = {d_panic, 5, 0, 0}, ex = {d_goexit, 0, 0, 0};
        // Inner frame defers recover then (run first) a Goexit whose own run meets a panic.
        UgDeferFrame in;
        ugx_defer_enter(&in);
        if (UGX_SETJUMP(&in)) goto recovered;
        in.slot[0] = (UgClosure *)&rec;
        in.bits |= 1;
        in.slot[1] = (UgClosure *)&pan;
        in.bits |= 2;
        in.slot[2] = (UgClosure *)&ex;
        in.bits |= 4;
        in.bits &= ~4u;
        d_goexit(&ex);
    }
    exits(NULL);
recovered:
    note('!');
    group_done(&group);
}

__attribute__((noinline)) static void segv(void)
{
    volatile int64_t *p = NULL;
    __asm__ volatile("" ::: "memory");
    *p = 1;
}
__attribute__((noinline)) static void faults(int64_t *out)
{
    Closure rec = {d_recover, (uintptr_t)out, 0, 0}, n = {d_note, 'f', 0, 0};
    UgDeferFrame df;
    ugx_defer_enter(&df);
    if (UGX_SETJUMP(&df)) goto recovered;
    df.slot[0] = (UgClosure *)&rec;
    df.bits |= 1;
    df.slot[1] = (UgClosure *)&n;
    df.bits |= 2;
    segv();
recovered:
    ugx_defer_leave(&df);
}

static Closure c_note_a = {d_note, 'a', 0, 0}, c_note_b = {d_note, 'b', 0, 0}, c_indirect = {d_indirect, 0, 0, 0},
               c_panic9 = {d_panic, 9, 0, 0};
static void d_recover_then_panic(Closure *c)
{
    (void)c;
    RECOVER();
    ugx_gopanic(str(1, "second\nline"));
}
static void d_repanic(Closure *c)
{
    (void)c;
    ugx_gopanic(RECOVER());
}
__attribute__((noinline)) static int64_t overflow(int64_t n)
{
    volatile int64_t x = n;
    return n < 0 ? 0 : overflow(n + 1) + x;
}

static void die(const char *how)
{
    static Closure rtp = {d_recover_then_panic, 0, 0, 0}, rp = {d_repanic, 0, 0, 0};
    if (strcmp(how, "plain") == 0) two_defers(&c_note_a, &c_note_b, 3, 42);
    if (strcmp(how, "nested") == 0) two_defers(&c_note_a, &c_panic9, 3, 42);
    if (strcmp(how, "recovered") == 0) two_defers(&c_note_a, &rtp, 3, 42);
    if (strcmp(how, "repanicked") == 0) two_defers(&c_note_a, &rp, 3, 42);
    if (strcmp(how, "index") == 0) ugx_panicindex(5, 3);
    if (strcmp(how, "segv") == 0) segv();
    if (strcmp(how, "overflow") == 0) overflow(0);
    if (strcmp(how, "goexit") == 0) ugx_goexit();
    if (strcmp(how, "deadlock") == 0) ugx_block();
    if (strcmp(how, "fatal") == 0) ugrt_fatal("sync: unlock of unlocked mutex");
    if (strcmp(how, "throw") == 0) ugrt_throw("oh no");
    CHECK(!"unknown death");
}

void test_main(void)
{
    if (ugrt_argc > 1) die(ugrt_argv[1]);
    for (int round = 0; round < 3; round++)
        for (int depth = 0; depth < 40; depth++) {
            CHECK(at_depth(depth, 0) == 7 * 1000 - 1);
            CHECK(log_is("bna"));
            CHECK(at_depth(depth, 5) == 5 * 1000 + 5);
            CHECK(log_is("bRa"));
        }
    int64_t got = 0;
    Closure rec = {d_recover, (uintptr_t)&got, 0, 0};
    for (int depth = 0; depth < 300; depth += 7) { // from segments further down
        two_defers(&c_note_a, &rec, depth, 6);
        CHECK(got == 6 && log_is("Ra"));
        two_defers(&rec, &c_panic9, depth, 6); // a panic over a panic: recover gets the last
        CHECK(got == 9 && log_is("pR"));
        two_defers(&rec, &c_indirect, depth, 6);
        CHECK(got == 6 && log_is("iR"));
    }
    listed(0);
    CHECK(log_is("43210n"));
    listed(3);
    CHECK(log_is("43210R"));
    CHECK(ugrt_getg()->panics == NULL && ugrt_getg()->head.defer_frames == NULL);

    group_add(&group, 1);
    go(exits_through_panic, 0, 0, 0);
    group_wait(&group);
    CHECK(log_is("nzy"));
    group_add(&group, 1);
    go(exits_through_panic, 1, 0, 0);
    group_wait(&group);
    CHECK(log_is("gpRy"));
    faults(&got);
    CHECK(log_is("fR"));
    CHECK(ugrt_getg()->panics == NULL && ugrt_getg()->head.defer_frames == NULL);

    int64_t t = ugrt_nanotime();
    for (int i = 0; i < 100000; i++) {
        f_recovers(1);
        log_n = 0;
    }
    report("panic and recover, three defers", 100000, ugrt_nanotime() - t);
}
