// The collector under load: several goroutines build and change random object graphs of every size class and pointer
// layout, with sums that show if an object was freed or overwritten too early; finalizers, cleanups and weak pointers;
// the verifier checks the heap if UNDERGO=verify is set.
#include "../rt.h"
#include "gc/gc.h"

// A node: tag, then pointers, then filler derived from the tag. Layouts of one to forty pointers, noscan tails.
typedef struct Node {
    uint64_t tag, nptr, words;
    struct Node *p[];
} Node;

#define NTYPES 12
static UgType types[NTYPES];
static uint8_t masks[NTYPES][512];
static const uint32_t nptrs[NTYPES] = {1, 2, 3, 5, 8, 13, 40, 1, 2, 100, 1000, 2};
static const uint32_t nwords[NTYPES] = {0, 0, 1, 2, 0, 3, 10, 100, 700, 0, 3000, 6000};

static void make_types(void)
{
    for (int i = 0; i < NTYPES; i++) {
        for (uint32_t w = 3; w < 3 + nptrs[i]; w++) masks[i][w / 8] |= (uint8_t)(1 << w % 8);
        types[i] = (UgType){.size = 8 * (3 + nptrs[i] + nwords[i]),
                            .ptrbytes = 8 * (3 + nptrs[i]),
                            .align = 8,
                            .kind = UG_KIND_STRUCT,
                            .gcdata = masks[i]};
    }
}

static Node *node_new(uint64_t *r)
{
    unsigned i = (unsigned)(rt_rand(r) % 64);
    i = i < NTYPES ? i : i % 7;
    Node *n = ugx_new(&types[i]);
    for (uint64_t k = 0; k < types[i].size / 8; k++) {
        CHECK_INT(((uint64_t *)n)[k], 0);
        if (((uint64_t *)n)[k] != 0) break;
    }
    n->tag = rt_rand(r) | 1;
    n->nptr = nptrs[i];
    n->words = nwords[i];
    for (uint64_t w = 0; w < n->words; w++) ((uint64_t *)&n->p[n->nptr])[w] = n->tag + w;
    return n;
}

static void node_check(Node *n)
{
    CHECK(n->tag & 1);
    CHECK(n->nptr <= 1000 && n->words <= 6000);
    if (n->nptr > 1000 || n->words > 6000) return;
    for (uint64_t w = 0; w < n->words; w += 1 + n->words / 16) CHECK(((uint64_t *)&n->p[n->nptr])[w] == n->tag + w);
}

#define NROOTS 200
static UGX_ROOT Node *global_roots[NROOTS] = {(Node *)0};
static _Atomic int running;

static Node *pick(Node **roots, uint64_t *r)
{
    Node *n = roots[rt_rand(r) % NROOTS];
    for (unsigned hops = (unsigned)(rt_rand(r) % 8); n != NULL && hops > 0; hops--) {
        node_check(n);
        Node *next = n->p[rt_rand(r) % n->nptr];
        if (next == NULL) break;
        n = next;
    }
    return n;
}

static void mutate(Node **roots, uint64_t *r, int steps)
{
    for (int i = 0; i < steps; i++) {
        switch (rt_rand(r) % 8) {
        case 0:
        case 1: {
            Node *n = node_new(r), *old = pick(roots, r);
            UGX_STORE(&n->p[rt_rand(r) % n->nptr], old);
            UGX_STORE(&roots[rt_rand(r) % NROOTS], n);
            break;
        }
        case 2:
        case 3: { // move a subtree: load, cut, hang elsewhere
            Node *a = pick(roots, r), *b = pick(roots, r);
            if (a == NULL || b == NULL) break;
            Node **slot = &a->p[rt_rand(r) % a->nptr], *moved = *slot;
            UGX_STORE(slot, NULL);
            if (rt_rand(r) % 16 == 0) ugrt_gosched();
            UGX_STORE(&b->p[rt_rand(r) % b->nptr], moved);
            break;
        }
        case 4: { // hang a fresh node into an old one
            Node *a = pick(roots, r);
            if (a == NULL) break;
            Node *n = node_new(r);
            UGX_STORE(&a->p[rt_rand(r) % a->nptr], n);
            break;
        }
        case 5: UGX_STORE(&roots[rt_rand(r) % NROOTS], NULL); break;
        case 6: { // bulk copy within and between
            Node *a = pick(roots, r), *b = pick(roots, r);
            if (a == NULL || b == NULL) break;
            UgInt n = (UgInt)(a->nptr < b->nptr ? a->nptr : b->nptr);
            ugx_typedslicecopy(&rt_ptr, a->p, n, b->p, n);
            break;
        }
        default: {
            Node *a = pick(roots, r);
            if (a != NULL) node_check(a);
        }
        }
    }
}

static void worker(void *arg)
{
    uint64_t r = rt_seed * 77 + (uint64_t)(uintptr_t)arg;
    Node **roots = arg == NULL ? global_roots : ugx_newarray(&rt_ptr, NROOTS);
    for (int round = 0; round < 30; round++) {
        mutate(roots, &r, 2000);
        if (rt_rand(&r) % 10 == 0) ugrt_gc();
        for (int i = 0; i < NROOTS / 2; i++) UGX_STORE(&roots[rt_rand(&r) % NROOTS], NULL);
    }
    running--;
}

// ---- Finalizers, cleanups, weak pointers
static const UgPtrType node_ptr = {.t = {.size = 8, .ptrbytes = 8, .kind = UG_KIND_POINTER, .gcdata = rt_mask1},
                                   .elem = &types[2]};
typedef struct FinFunc {
    UgFuncType f;
    const UgType *in[1];
} FinFunc;
static const FinFunc fin_type = {
    .f = {.t = {.size = 8, .ptrbytes = 8, .kind = UG_KIND_FUNC, .gcdata = rt_mask1}, .in_count = 1},
    .in = {&node_ptr.t}};
static _Atomic int finalized, cleaned, resurrected;
static UGX_ROOT Node *saved = (Node *)0;
static void finalize(Node *n, const UgClosure *c)
{
    (void)c;
    CHECK(n->tag == 12345 || n->tag == 777);
    CHECK(n->p[0] == NULL || n->p[0]->tag == 777); // what it points to is still there
    if (n->tag == 777) {
        UGX_STORE(&saved, n);
        resurrected++;
    }
    finalized++;
}
static const UgClosure finalize_c = {(void *)finalize};
static void cleanup(const UgClosure *c)
{
    (void)c;
    cleaned++;
}
static const UgClosure cleanup_c = {(void *)cleanup};

static UGRT_NOINLINE void make_finalized(int n, void **weak)
{
    for (int i = 0; i < n; i++) {
        Node *a = ugx_new(&types[2]), *b = ugx_new(&types[2]);
        a->tag = 12345, a->nptr = b->nptr = 3;
        b->tag = 777;
        UGX_STORE(&a->p[0], b);
        ugrt_setfinalizer((UgEface){&node_ptr.t, a}, (UgEface){&fin_type.f.t, (void *)&finalize_c});
        if (i == 0) ugrt_setfinalizer((UgEface){&node_ptr.t, b}, (UgEface){&fin_type.f.t, (void *)&finalize_c});
        ugrt_addcleanup(a, &cleanup_c);
        uint64_t id = ugrt_addcleanup(a, &cleanup_c);
        ugrt_stopcleanup(a, id);
        weak[i] = ugrt_weak_register(a);
        CHECK(ugrt_weak_register(a) == weak[i]);
        CHECK(ugrt_weak_get(weak[i]) == a);
    }
}

static UGRT_NOINLINE void smash_stack(void)
{
    volatile uint64_t junk[400];
    for (int i = 0; i < 400; i++) junk[i] = 0;
    (void)junk[7];
}

static void test_finalizers(void)
{
    void **weak = ugx_newarray(&rt_ptr, 100);
    make_finalized(100, weak);
    smash_stack();
    for (int i = 0; i < 50 && cleaned < 95; i++) {
        ugrt_gc();
        for (int k = 0; k < 100; k++) ugrt_gosched();
    }
    // A conservative stack may hold on to a few.
    CHECK(finalized >= 95);
    CHECK(cleaned >= 95 && cleaned <= 100);
    int dead = 0;
    for (int i = 0; i < 100; i++) dead += ugrt_weak_get(weak[i]) == NULL;
    CHECK(dead >= 95);
    if (resurrected) CHECK_INT(saved->tag, 777);
}

static void test_stats(void)
{
    MemStats a, b;
    ugrt_readmemstats(&a);
    for (int i = 0; i < 1000; i++) ugx_new(&rt_int64), ugx_new(&types[3]);
    ugrt_readmemstats(&b);
    CHECK_INT(b.Mallocs - a.Mallocs, 2000);
    CHECK(b.HeapAlloc <= b.HeapSys && b.HeapInuse <= b.HeapSys && b.HeapReleased <= b.HeapIdle);
    CHECK(b.NumGC == ugrt_gccycle);
}

static void test(void)
{
    make_types();
    running = 4;
    for (uintptr_t i = 0; i < 4; i++) rt_go(worker, (void *)i);
    while (running > 0) ugrt_gosched();
    test_finalizers();
    test_stats();
    memset(global_roots, 0, sizeof global_roots);
    ugrt_gc();
    ugrt_freeosmemory();
    MemStats m;
    ugrt_readmemstats(&m);
    CHECK(m.HeapAlloc < 8 << 20);
    CHECK(m.HeapReleased > m.HeapIdle / 2);
}
RT_MAIN(test)
