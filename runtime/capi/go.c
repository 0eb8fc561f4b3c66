// Goroutines of C programs.
#include "capi/private.h"
#include "stack/stack.h"

#define STACK_LEAST (16 << 10)
#define STACK_MOST (1 << 30)

bool ugrt_capi_stack_ok(size_t stack) { return stack <= STACK_MOST; }

static void ugrt_capi_run(CStart *s)
{
    ugrt_getg()->capi = &s->state;
    s->fn(s->arg);
    if (s->state.deferred) ugrt_capi_run_deferred(&s->state);
}

static uint32_t order_of(size_t stack)
{
    uint32_t order = 0;
    if (stack < STACK_LEAST) stack = STACK_LEAST;
    while ((size_t)UGRT_STACK_MIN << order < stack) order++;
    return order;
}

int ugrt_capi_go(ug_fn fn, void *arg, size_t stack, uintptr_t pc)
{
    if (!fn || !ugrt_capi_stack_ok(stack)) return UG_EINVAL;
    CStart s = {.closure = {(void *)ugrt_capi_run}, .fn = fn, .arg = arg};
    G *g = stack == UG_STACK_GROWING
               ? ugrt_newproc_c(STACK_ROOMY, 0, &s.closure, sizeof s, (uintptr_t)fn, pc)
               : ugrt_newproc_c(STACK_MAPPED, order_of(stack), &s.closure, sizeof s, (uintptr_t)fn, pc);
    return g ? 0 : UG_ENOMEM;
}

int ug_go_stack(ug_fn fn, void *arg, size_t stack)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_capi_go(fn, arg, stack, (uintptr_t)__builtin_return_address(0)));
}

int ug_yield(void)
{
    CAPI_ENTER();
    ugrt_gosched();
    return capi_leave_with(0);
}

int ug_exit(void)
{
    CAPI_ENTER();
    if (ugrt_getg()->stackkind == STACK_THREAD) return capi_leave_with(UG_ECONTEXT);
    CState *s = ugrt_getg()->capi;
    s->try_ = NULL;
    ugrt_capi_run_deferred(s);
    ugrt_goexit0();
}

uint64_t ug_id(void)
{
    G *g = ugrt_getg();
    if (!g) return 0;
    return g->m->curg ? g->m->curg->goid : 0;
}
