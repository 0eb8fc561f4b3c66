// The heap verifier (UNDERGO=verify): with the world stopped and marking over, every pointer of every marked object
// must lead to a marked object, to an allocated one at that, or out of the heap. A violation is a missing barrier, a
// wrong pointer mask or an allocator's mistake.
#include "gc/mark.h"
#include "gc/roots.h"
#include "debug/debug.h"
#include "panic/panic.h"
#include "sched/sched.h"

typedef struct Check {
    MSpan *s;
    uintptr_t obj;
} Check;

static UGX_NORETURN void complain(const Check *c, const uintptr_t *slot, const char *what)
{
    ugrt_print("runtime: verify: object ");
    ugrt_print_hex(c->obj);
    ugrt_print(" of ");
    ugrt_print_uint(c->s->elemsize);
    ugrt_print(" bytes, slot ");
    ugrt_print_hex((uintptr_t)slot);
    ugrt_print(" = ");
    ugrt_print_hex(*slot);
    ugrt_print(": ");
    ugrt_print(what);
    ugrt_print("\n");
    ugrt_throw("heap verifier");
}

static bool is_marked(const MSpan *s, uintptr_t i) { return s->markbits[i / 64] >> (i % 64) & 1; }

static void check_slot(uintptr_t *slot, void *arg)
{
    Check *c = arg;
    uintptr_t p = *slot;
    if (p - ugrt_heap.base >= (uintptr_t)ugrt_heap.narenas << UGRT_ARENA_SHIFT) return;
    MSpan *s = ugrt_spanof(p);
    if (s == NULL) complain(c, slot, "points to a free page");
    if (p >= s->limit) complain(c, slot, "points past the objects of its span");
    uintptr_t i = ugrt_span_index(s, p);
    if (!is_marked(s, i))
        complain(c, slot, ugrt_span_isfree(s, i) ? "points to a free slot" : "points to an unmarked object");
}

static void check_span(MSpan *s)
{
    if (ugrt_span_noscan(s)) return;
    for (uintptr_t i = 0; i < s->nelems; i++) {
        // Slots marked in advance and never allocated were unmarked when the caches were flushed.
        if (!is_marked(s, i)) continue;
        Check c = {s, s->base + i * s->elemsize};
        ugrt_object_eachptr(s, c.obj, check_slot, &c);
    }
}

void ugrt_gc_verify_stw(void)
{
    for (uint32_t a = 0; a < ugrt_heap.narenas; a++) {
        const MSpan *last = NULL;
        for (uintptr_t i = 0; i < UGRT_ARENA_PAGES; i++) {
            MSpan *s = ugrt_heap.arenas[a]->spans[i];
            if (s == NULL || s == last) continue;
            last = s;
            check_span(s);
        }
    }
}
