// Maps against a reference model: random operations on maps of every key kind and size class, iteration while the map
// changes, the invariants after every phase. Several goroutines at once, so that collections fall in between.
#include "../rt.h"
#include "map/map.h"
#include "str/hash.h"

static uintptr_t hash64(const void *p, uintptr_t seed, const UgClosure *c)
{
    (void)c;
    return ugx_memhash(p, seed, 8);
}
static uintptr_t hash32(const void *p, uintptr_t seed, const UgClosure *c)
{
    (void)c;
    return ugx_memhash(p, seed, 4);
}
static uintptr_t hashstr(const void *p, uintptr_t seed, const UgClosure *c)
{
    (void)c;
    return ugx_strhash(p, seed);
}
static uintptr_t hashf64(const void *p, uintptr_t seed, const UgClosure *c)
{
    (void)c;
    return ugx_f64hash(p, seed);
}
static uintptr_t hashbad(const void *p, uintptr_t seed, const UgClosure *c)
{
    (void)c, (void)seed;
    return *(const uint64_t *)p & 3;
}
static const UgClosure hash64_c = {(void *)hash64}, hash32_c = {(void *)hash32}, hashstr_c = {(void *)hashstr},
                       hashf64_c = {(void *)hashf64}, hashbad_c = {(void *)hashbad};

// A group's type: control word, then eight slots; pointer mask from the slot's.
#define GROUP(name, slot, mask_)                                                                                       \
    static uint8_t name##_mask[64];                                                                                    \
    static UgType name = {.size = 8 + 8 * (slot), .align = 8, .kind = UG_KIND_STRUCT};                                 \
    static void name##_init(void)                                                                                      \
    {                                                                                                                  \
        if ((mask_) == 0) return;                                                                                      \
        for (unsigned s = 0; s < 8; s++)                                                                               \
            for (unsigned w = 0; w < (slot) / 8; w++)                                                                  \
                if ((mask_) >> w & 1) {                                                                                \
                    unsigned bit = 1 + s * ((slot) / 8) + w;                                                           \
                    name##_mask[bit / 8] |= (uint8_t)(1 << bit % 8);                                                   \
                    name.ptrbytes = 8 * (bit + 1);                                                                     \
                }                                                                                                      \
        name.gcdata = name##_mask;                                                                                     \
    }
GROUP(g_64_64, 16, 0)
GROUP(g_32_64, 16, 0)
GROUP(g_64_ptr, 16, 2)
GROUP(g_str_64, 24, 1)
GROUP(g_ind, 16, 3)
#define MAPTYPE(name, k, e, g, h, slot, eoff, fl)                                                                      \
    static const UgMapType name = {.t = {.size = 8, .ptrbytes = 8, .kind = UG_KIND_MAP},                               \
                                   .key = &k,                                                                          \
                                   .elem = &e,                                                                         \
                                   .group = &g,                                                                        \
                                   .hasher = &h,                                                                       \
                                   .group_size = 8 + 8 * slot,                                                         \
                                   .slot_size = slot,                                                                  \
                                   .elem_off = eoff,                                                                   \
                                   .flags = fl}
MAPTYPE(t_64_64, rt_int64, rt_int64, g_64_64, hash64_c, 16, 8, 0);
MAPTYPE(t_bad, rt_int64, rt_int64, g_64_64, hashbad_c, 16, 8, 0);
MAPTYPE(t_f64, rt_float64, rt_int64, g_64_64, hashf64_c, 16, 8, 1);
MAPTYPE(t_32_64, rt_int32, rt_int64, g_32_64, hash32_c, 16, 8, 0);
MAPTYPE(t_64_ptr, rt_int64, rt_ptr, g_64_ptr, hash64_c, 16, 8, 0);
MAPTYPE(t_str_64, rt_string, rt_int64, g_str_64, hashstr_c, 24, 16, 1);
MAPTYPE(t_ind, rt_int64, rt_int64, g_ind, hash64_c, 16, 8, 4 | 8);

typedef enum Kind { K64, K32, KSTR, KPTR, KIND, KANY, KBAD, NKINDS } Kind;
static const UgMapType *const types[NKINDS] = {&t_64_64, &t_32_64, &t_str_64, &t_64_ptr, &t_ind, &t_64_64, &t_bad};

#define UNIVERSE 6000
typedef struct Model {
    Kind kind;
    UgMap *m;
    uint64_t universe, count;
    bool has[UNIVERSE];
    int64_t val[UNIVERSE];
    UgString name[UNIVERSE];
} Model;
static const uint8_t model_mask[8] = {2};

static UgString name_of(uint64_t k)
{ // a fresh string each time, short or long
    UgInt n = 3 + (k % 7) * 11;
    uint8_t *p = ugrt_mallocgc((size_t)n, NULL, true);
    for (UgInt i = 0; i < n; i++) p[i] = (uint8_t)('a' + (k >> (i % 3 * 4)) % 16);
    p[0] = (uint8_t)(k % 251), p[1] = (uint8_t)(k / 251);
    return (UgString){p, n};
}

static void *get(Model *o, uint64_t k)
{
    const UgMapType *t = types[o->kind];
    UgString s;
    switch (o->kind) {
    case K64:
    case KPTR: return ugx_mapaccess_64(t, o->m, k);
    case K32: return ugx_mapaccess_32(t, o->m, (uint32_t)k);
    case KSTR: s = name_of(k); return ugx_mapaccess_str(t, o->m, s);
    default: return ugx_mapaccess(t, o->m, &k);
    }
}

static int64_t load(Model *o, void *e) { return o->kind == KPTR ? **(int64_t **)e : *(int64_t *)e; }

static void put(Model *o, uint64_t k, int64_t v)
{
    const UgMapType *t = types[o->kind];
    void *box = NULL;
    if (o->kind == KPTR) {
        box = ugx_new(&rt_int64);
        *(int64_t *)box = v;
    }
    UgString s;
    void *e;
    switch (o->kind) {
    case K64:
    case KPTR: e = ugx_mapassign_64(t, o->m, k); break;
    case K32: e = ugx_mapassign_32(t, o->m, (uint32_t)k); break;
    case KSTR:
        s = name_of(k);
        e = ugx_mapassign_str(t, o->m, s);
        break;
    default: e = ugx_mapassign(t, o->m, &k);
    }
    if (o->kind == KPTR) {
        CHECK(o->has[k] || *(void **)e == NULL);
        UGX_STORE(e, box);
    } else {
        CHECK(o->has[k] || *(int64_t *)e == 0);
        *(int64_t *)e = v;
    }
    if (!o->has[k]) o->count++;
    o->has[k] = true;
    o->val[k] = v;
}

static void del(Model *o, uint64_t k)
{
    UgString s;
    if (o->kind == KSTR)
        s = name_of(k), ugx_mapdelete(types[o->kind], o->m, &s);
    else
        ugx_mapdelete(types[o->kind], o->m, &k);
    if (o->has[k]) o->count--;
    o->has[k] = false;
}

static uint64_t key_of(Model *o, const void *key)
{
    if (o->kind == K32) return *(const uint32_t *)key;
    if (o->kind != KSTR) return *(const uint64_t *)key;
    const UgString *s = key;
    return s->p[0] + 251u * s->p[1]; // universe < 251 * 256
}

static void compare(Model *o)
{
    CHECK_INT(ugx_maplen(o->m), o->count);
    for (uint64_t k = 0; k < o->universe; k++) {
        void *e = get(o, k);
        CHECK((e != NULL) == o->has[k]);
        if (e != NULL && o->has[k]) CHECK_INT(load(o, e), o->val[k]);
    }
    CHECK(ugrt_map_check(types[o->kind], o->m));
}

// Iterates, changing the map on the way: everything that was there from beginning to end comes once.
static void iterate(Model *o, uint64_t *r, unsigned changes)
{
    uint8_t *seen = ugrt_mallocgc(UNIVERSE, NULL, true), *touched = ugrt_mallocgc(UNIVERSE, NULL, true);
    uint8_t *before = ugrt_mallocgc(UNIVERSE, NULL, true);
    for (uint64_t k = 0; k < o->universe; k++) before[k] = o->has[k];
    UgMapIter it;
    bool cleared = false;
    for (ugx_mapiterinit(types[o->kind], o->m, &it); it.key != NULL; ugx_mapiternext(&it)) {
        uint64_t k = key_of(o, it.key);
        CHECK(k < o->universe && o->has[k]);
        if (k >= o->universe) break;
        CHECK(!seen[k] || touched[k]);
        CHECK_INT(load(o, it.elem), o->val[k]);
        seen[k] = 1;
        for (unsigned i = 0; i < changes; i++) {
            uint64_t x = rt_rand(r) % o->universe;
            switch (rt_rand(r) % 8) {
            case 0:
            case 1:
            case 2:
            case 3:
                if (!o->has[x]) touched[x] = 1;
                put(o, x, (int64_t)rt_rand(r));
                break;
            case 4:
            case 5:
                touched[x] = 1;
                del(o, x);
                break;
            case 6:
                if (rt_rand(r) % 5000 == 0) {
                    ugx_mapclear(types[o->kind], o->m);
                    memset(o->has, 0, sizeof o->has);
                    o->count = 0;
                    cleared = true;
                }
                break;
            default: break;
            }
        }
    }
    for (uint64_t k = 0; k < o->universe && !cleared; k++)
        if (before[k] && !touched[k]) CHECK(seen[k]);
}

static void model_run(Kind kind, uint64_t universe, uint64_t seed)
{
    static const UgType model_type = {
        .size = sizeof(Model), .ptrbytes = 16, .align = 8, .kind = UG_KIND_STRUCT, .gcdata = model_mask};
    Model *o = ugx_new(&model_type);
    uint64_t r = seed;
    o->kind = kind;
    o->universe = universe;
    UgMap *m = ugx_makemap(types[kind], (UgInt)(rt_rand(&r) % 3 == 0 ? rt_rand(&r) % 5000 : 0));
    UGX_STORE(&o->m, m);
    for (int phase = 0; phase < 6; phase++) {
        unsigned bias = (unsigned)(rt_rand(&r) % 100);
        for (uint64_t i = 0; i < universe * 2; i++) {
            uint64_t k = rt_rand(&r) % universe;
            if (rt_rand(&r) % 100 < bias)
                del(o, k);
            else
                put(o, k, (int64_t)rt_rand(&r));
        }
        compare(o);
        iterate(o, &r, 0);
        iterate(o, &r, (unsigned)(rt_rand(&r) % 4));
        compare(o);
        if (phase == 3) {
            UgMap *c = ugx_mapclone(types[kind], o->m);
            ugx_mapclear(types[kind], o->m);
            CHECK_INT(ugx_maplen(o->m), 0);
            CHECK(ugrt_map_check(types[kind], o->m));
            UGX_STORE(&o->m, c);
            compare(o);
        }
    }
}

static void nan_keys(void)
{
    UgMap *m = ugx_makemap((const UgMapType *)&t_f64, 0);
    double nan = __builtin_nan("");
    for (int i = 0; i < 3000; i++) *(int64_t *)ugx_mapassign(&t_f64, m, &nan) = i;
    CHECK_INT(ugx_maplen(m), 3000);
    CHECK(ugx_mapaccess(&t_f64, m, &nan) == NULL);
    int n = 0;
    UgMapIter it;
    for (ugx_mapiterinit(&t_f64, m, &it); it.key != NULL; ugx_mapiternext(&it)) {
        if (n < 200) *(int64_t *)ugx_mapassign(&t_f64, m, &nan) = 1; // grow while iterating
        n++;
    }
    CHECK(n >= 3000 && n <= 3200);
    double zero = 0.0, minus = -0.0;
    *(int64_t *)ugx_mapassign(&t_f64, m, &zero) = 7;
    CHECK(ugx_mapaccess(&t_f64, m, &minus) != NULL);
    *(int64_t *)ugx_mapassign(&t_f64, m, &minus) = 8;
    CHECK_INT(*(int64_t *)ugx_mapaccess(&t_f64, m, &zero), 8);
    ugx_mapclear(&t_f64, m);
    CHECK_INT(ugx_maplen(m), 0);
    ugx_mapiterinit(&t_f64, m, &it);
    CHECK(it.key == NULL);
}

static _Atomic int running;
static void worker(void *arg)
{
    uint64_t r = rt_seed * 1000 + (uint64_t)(uintptr_t)arg;
    static const uint64_t sizes[] = {3, 8, 9, 40, 500, 3000, UNIVERSE};
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Kind k = (Kind)(((uintptr_t)arg + i) % NKINDS);
        model_run(k, k == KBAD && sizes[i] > 500 ? 500 : sizes[i], rt_rand(&r));
    }
    running--;
}

static void test(void)
{
    g_64_64_init(), g_32_64_init(), g_64_ptr_init(), g_str_64_init(), g_ind_init();
    CHECK(ugx_mapaccess_64(&t_64_64, NULL, 1) == NULL);
    nan_keys();
    running = NKINDS;
    for (uintptr_t i = 0; i < NKINDS; i++) rt_go(worker, (void *)i);
    while (running > 0) ugrt_gosched();
}
RT_MAIN(test)
