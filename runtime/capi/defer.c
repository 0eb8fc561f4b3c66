// Deferred calls, panics, recovery, for C: a list of deferred calls a goroutine, marks in it (scopes), and points to
// which panics return (ug_try).
//
// A panic runs deferred calls on top of the frames that panic, the last deferred first, down to the mark of the
// innermost ug_try, and then jumps there. Each call is taken off the list before it runs; a panic in one goes on with
// the rest and replaces the first. Only ug_try saves registers.
#include "capi/defer.h"
#include "capi/private.h"
#include "debug/debug.h"
#include "panic/panic.h"
#include "stack/stack.h"
#include <string.h>

struct CDefer {
    CDefer *next;
    ug_fn fn;
    void *arg;
    const void *scope; // in which it was deferred
};

struct CTry {
    CTry *outer;
    CDefer *mark;
    CScope *scope;
    CPanic *panic; // in progress when it began
    UgSeg *seg;
    uint32_t depth; // attached threads: of calls into the runtime
    void *jump[5];
    // Set by the panic that jumps here:
    void *value;
    bool recovered;
};

struct CPanic {
    CPanic *outer;
    const char *message;
    void *value;
    CTry *try_; // innermost when its deferred call runs
    bool recovered;
};

struct CScope { // ug_scope
    CScope *outer;
    CDefer *mark;
};
_Static_assert(sizeof(CScope) == sizeof(ug_scope), "undergo.h");

static CState *state(void) { return ugrt_getg()->capi; }

static void run_to(CState *s, const CDefer *mark)
{
    while (s->deferred != mark) {
        CDefer d = *s->deferred;
        ugrt_capi_free(s->deferred);
        s->deferred = d.next;
        d.fn(d.arg);
    }
}

void ugrt_capi_run_deferred(CState *s) { run_to(s, NULL); }

int ug_scope_begin(ug_scope *scope)
{
    CAPI_ENTER();
    CState *s = state();
    CScope *c = (CScope *)scope;
    *c = (CScope){s->scope, s->deferred};
    s->scope = c;
    return capi_leave_with(0);
}

int ug_scope_end(ug_scope *scope)
{
    CAPI_ENTER();
    CState *s = state();
    CScope *c = (CScope *)scope;
    if (s->scope != c) return capi_leave_with(UG_EINVAL);
    run_to(s, c->mark);
    s->scope = c->outer;
    return capi_leave_with(0);
}

int ug_defer(ug_fn fn, void *arg)
{
    if (!fn) return UG_EINVAL;
    CAPI_ENTER();
    CState *s = state();
    CDefer *d = ugrt_capi_malloc(sizeof *d);
    if (!d) return capi_leave_with(UG_ENOMEM);
    *d = (CDefer){s->deferred, fn, arg, s->scope};
    s->deferred = d;
    return capi_leave_with(0);
}

// ---- Panics
typedef struct Death {
    const CPanic *p;
    G *g;
} Death;

static void print_chain(const CPanic *p)
{
    if (p->outer) {
        print_chain(p->outer);
        ugrt_print("\t");
    }
    ugrt_print("panic: ");
    ugrt_print_indented((UgString){(const uint8_t *)p->message, (UgInt)strlen(p->message)});
    if (p->recovered) ugrt_print(" [recovered]");
    ugrt_print("\n");
}

static void die_g0(void *arg)
{
    const Death *d = arg;
    ugrt_startpanic();
    print_chain(d->p);
    ugrt_print("\n");
    ugrt_traceback(d->g);
    bool all, crash;
    if (ugrt_traceback_level(&all, &crash) > 0 && all) ugrt_traceback_others(d->g);
    if (crash) ugrt_crash();
    ugrt_exit(2);
}

// __builtin_longjmp may not be in the function that has the setjmp.
static UGX_NORETURN UGRT_NOINLINE UGRT_NOSPLIT void jump(CTry *t)
{
    ugrt_seg_restore(t->seg);
    __builtin_longjmp(t->jump, 1);
}

void ug_panic(const char *message, void *value)
{
    int err = capi_enter();
    if (err) {
        ugrt_print("ug_panic: ");
        ugrt_print(ug_strerror(err));
        ugrt_print("\npanic: ");
        ugrt_print(message ? message : "(null)");
        ugrt_print("\n");
        ugrt_exit(2);
    }
    CState *s = state();
    size_t n = message ? strlen(message) : 0;
    char *copy = ugrt_capi_malloc(n + 1);
    if (copy && n) memcpy(copy, message, n);
    CPanic p = {.outer = s->panic, .message = copy ? copy : "", .value = value};
    s->panic = &p;
    for (;;) {
        CTry *t = s->try_;
        if (s->deferred == (t ? t->mark : NULL)) break;
        CDefer d = *s->deferred;
        ugrt_capi_free(s->deferred);
        s->deferred = d.next;
        s->scope = (CScope *)d.scope;
        p.try_ = t;
        d.fn(d.arg);
        if (p.recovered) {
            if (t) break;
            // Nobody to return to but the goroutine's end.
            ugrt_capi_free(copy);
            s->panic = NULL;
            capi_leave();
            ug_exit();
        }
    }
    CTry *t = s->try_;
    if (!t) {
        Death d = {&p, ugrt_getg()};
        ugrt_systemstack(die_g0, &d);
    }
    t->value = p.value;
    t->recovered = p.recovered;
    ugrt_capi_free(copy);
    jump(t);
}

int ug_recover(void **value)
{
    G *g = ugrt_getg();
    CState *s = g ? g->capi : NULL;
    CPanic *p = s ? s->panic : NULL;
    if (!p || p->recovered || p->try_ != s->try_) return 0; // in a ug_try of the deferred call's own: not that panic's
    p->recovered = true;
    if (value) *value = p->value;
    return 1;
}

static UGRT_NOINLINE int run_protected(CState *s, CTry *t, ug_fn fn, void *arg)
{
    t->seg = ugrt_getg()->seg;
    if (__builtin_setjmp(t->jump)) return 1;
    s->try_ = t;
    fn(arg);
    return 0;
}

int ug_try(ug_fn fn, void *arg, void **value)
{
    if (!fn) return UG_EINVAL;
    CAPI_ENTER();
    CState *s = state();
    CTry t = {.outer = s->try_,
              .mark = s->deferred,
              .scope = s->scope,
              .panic = s->panic,
              .depth = ugrt_getg()->m->calldepth};
    bool panicked = run_protected(s, &t, fn, arg) != 0;
    s = state();
    s->try_ = t.outer;
    s->scope = t.scope;
    s->panic = t.panic;
    ugrt_getg()->m->calldepth = t.depth;
    if (!panicked) run_to(s, t.mark);
    if (!panicked || t.recovered) return capi_leave_with(0);
    if (value) *value = t.value;
    return capi_leave_with(UG_EPANIC);
}
