// Collected memory for C. Its pointer maps say "pointer" for every word of an object that may hold some: the collector
// looks at a word only if it points into its heap. It is off until there is something to collect.
#include "capi/collected.h"
#include "capi/private.h"
#include "mem/mem.h"
#include "panic/panic.h"

static const uint8_t one_bit[8] = {1};
static const UgType pointer_type = {
    .size = 8, .ptrbytes = 8, .align = 8, .field_align = 8, .kind = UG_KIND_UNSAFEPOINTER, .gcdata = one_bit};

void ugrt_capi_collector_on(void)
{
    static _Atomic bool on;
    if (UGX_LIKELY(atomic_load_explicit(&on, memory_order_relaxed)) || atomic_exchange(&on, true)) return;
    ugrt_setgcpercent(ugrt_debugvars.gogc_wanted);
}

static void *allocate(size_t n, const UgType *t)
{
    if (n > UGRT_MAX_ALLOC || capi_enter() != 0) return NULL;
    ugrt_capi_collector_on();
    void *p = ugrt_mallocgc((n + 7) & ~(size_t)7, t, true);
    capi_leave();
    return p;
}

void *ug_alloc(size_t n) { return allocate(n, &pointer_type); }
void *ug_alloc_data(size_t n) { return allocate(n, NULL); }

int ug_store(void *slot, const void *pointer)
{
    G *g = ugrt_getg();
    if (UGX_LIKELY(g && g->callsdirect && !ugx_wb_enabled)) { // marking begins only where this goroutine calls in
        *(void **)slot = (void *)pointer;
        return 0;
    }
    CAPI_ENTER();
    if (ugx_wb_enabled) ugx_wb_record(slot, (void *)pointer);
    *(void **)slot = (void *)pointer;
    return capi_leave_with(0);
}

int ug_root_add(void *p, size_t n)
{
    if (!p) return UG_EINVAL;
    CAPI_ENTER();
    ugrt_addroots(p, n);
    return capi_leave_with(0);
}

int ug_root_remove(void *p)
{
    CAPI_ENTER();
    return capi_leave_with(ugrt_removeroots(p) ? 0 : UG_EINVAL);
}

// ---- Cleanups: on goroutines of their own, since C code wants more stack than the collector's goroutine has.
typedef struct Cleanup {
    UgClosure closure;
    ug_fn fn;
    void *arg;
} Cleanup;
static const uint8_t cleanup_mask[8] = {4};
static const UgType cleanup_type = {.size = sizeof(Cleanup),
                                    .ptrbytes = 24,
                                    .align = 8,
                                    .field_align = 8,
                                    .kind = UG_KIND_STRUCT,
                                    .gcdata = cleanup_mask};

static void run_cleanup(const Cleanup *c) { ugrt_capi_go(c->fn, c->arg, UG_STACK_MAPPED, 0); }

int ug_cleanup(void *object, ug_fn fn, void *arg)
{
    if (!fn || !ugrt_findobject((uintptr_t)object, &(MSpan *){0}, &(uintptr_t){0})) return UG_EINVAL;
    CAPI_ENTER();
    Cleanup *c = ugrt_mallocgc(sizeof *c, &cleanup_type, true);
    *c = (Cleanup){{(void *)run_cleanup}, fn, arg};
    ugrt_addcleanup(object, &c->closure);
    return capi_leave_with(0);
}

int ug_collect(void)
{
    CAPI_ENTER();
    ugrt_capi_collector_on();
    ugrt_gc();
    return capi_leave_with(0);
}

int ug_collect_percent(int percent)
{
    CAPI_ENTER();
    ugrt_capi_collector_on();
    return capi_leave_with(ugrt_setgcpercent(percent));
}

int64_t ug_collected_bytes(void)
{
    CAPI_ENTER();
    MemStats *s = ugrt_capi_malloc(sizeof *s); // large for a stack
    int64_t n = UG_ENOMEM;
    if (s) {
        ugrt_readmemstats(s);
        n = (int64_t)s->HeapAlloc;
        ugrt_capi_free(s);
    }
    capi_leave();
    return n;
}
