// Itabs: found or made. The table of those made at run time is a hash table that readers search without a lock: an
// entry is published whole and never changes; a larger table is published whole, too, and the old one stays.
//
// Emitted itabs are entered at start from section ug_itabs, so that a pair has one itab: equality compares them.
#include "iface/iface.h"
#include "mem/mem.h"
#include "os/os.h"
#include "panic/panic.h"
#include "str/str.h"
#include <stdatomic.h>
#include <string.h>

typedef struct ItabTable {
    uintptr_t size, count; // size: a power of two
    const UgItab *_Atomic entry[];
} ItabTable;

static ItabTable *_Atomic table;

// What was found last, by the addresses of the two: a look here reads neither.
#define RECENT_BITS 10
static const UgItab *_Atomic recent[1 << RECENT_BITS];
static UgMutex lock = {.rank = LOCKRANK_ITAB};

static uintptr_t pair_hash(const UgInterfaceType *inter, const UgType *t)
{
    return (inter->t.hash ^ t->hash) * (uintptr_t)0x9e3779b97f4a7c15u >> 20;
}

static const UgItab *search(const ItabTable *tab, const UgInterfaceType *inter, const UgType *t)
{
    uintptr_t mask = tab->size - 1;
    for (uintptr_t h = pair_hash(inter, t) & mask;; h = (h + 1) & mask) {
        const UgItab *i = atomic_load_explicit(&tab->entry[h], memory_order_acquire); // pairs with insert
        if (i == NULL || (i->inter == inter && i->type == t)) return i;
    }
}

static void insert(ItabTable *tab, const UgItab *i)
{
    uintptr_t mask = tab->size - 1, h = pair_hash(i->inter, i->type) & mask;
    while (atomic_load_explicit(&tab->entry[h], memory_order_relaxed) != NULL) h = (h + 1) & mask;
    atomic_store_explicit(&tab->entry[h], i, memory_order_release);
    tab->count++;
}

static ItabTable *table_new(uintptr_t size)
{
    ItabTable *t = ugrt_persistentalloc(sizeof *t + size * sizeof t->entry[0], 64);
    t->size = size;
    return t;
}

extern const UgItab *const __start_ug_itabs[] __attribute__((weak));
extern const UgItab *const __stop_ug_itabs[] __attribute__((weak));

void ugrt_ifaceinit(void)
{
    uintptr_t n = (uintptr_t)(__stop_ug_itabs - __start_ug_itabs), size = 512;
    while (size < 2 * n) size *= 2;
    ItabTable *t = table_new(size);
    for (uintptr_t i = 0; i < n; i++) {
        const UgItab *tab = __start_ug_itabs[i];
        if (search(t, tab->inter, tab->type) == NULL) insert(t, tab);
    }
    table = t;
}

// In the place of a method that the build left out because nothing calls one of its name (src/build/prune.c).
static void unreachable_method(void) { ugrt_throw("unreachable method called. linker bug?"); }

// Finds the interface's methods among the type's; both are sorted by name. Fills fun, or only asks if fun is NULL.
// Returns the first name that is missing.
static UgString match_methods(const UgInterfaceType *inter, const UgType *t, void **fun)
{
    const UgUncommon *u = ugrt_type_uncommon(t);
    const UgMethod *m = u != NULL ? (const UgMethod *)((const uint8_t *)u + u->moff) : NULL;
    unsigned n = u != NULL ? u->mcount : 0, j = 0;
    for (UgInt i = 0; i < inter->nmethods; i++) {
        const uint8_t *name = ugrt_resolve_nameoff(inter, inter->methods[i].name);
        const UgType *type = ugrt_resolve_typeoff(inter, inter->methods[i].type);
        UgString text = ugrt_name_string(name);
        bool found = false;
        for (; j < n && !found; j++) {
            const uint8_t *mname = ugrt_resolve_nameoff(t, m[j].name);
            UgString mtext = ugrt_name_string(mname);
            if (mtext.n != text.n || memcmp(mtext.p, text.p, (size_t)text.n) != 0) continue;
            const UgType *mtype = ugrt_resolve_typeoff(t, m[j].mtyp);
            if (mtype != type && (mtype == NULL || !ugrt_types_equal(mtype, type))) continue;
            if (!ugrt_name_exported(mname)) {
                // An unexported method counts only within its package.
                const uint8_t *pkg = ugrt_name_pkgpath(mname, mname), *ipkg = ugrt_name_pkgpath(name, name);
                UgString a =
                    pkg != NULL ? ugrt_name_string(pkg) : ugrt_name_string(ugrt_resolve_nameoff(t, u->pkgpath));
                UgString b = ugrt_name_string(ipkg != NULL ? ipkg : inter->pkgpath);
                if (a.n != b.n || memcmp(a.p, b.p, (size_t)a.n) != 0) continue;
            }
            if (fun != NULL) fun[i] = m[j].ifn ? ugrt_resolve_textoff(t, m[j].ifn) : (void *)unreachable_method;
            found = true;
        }
        if (!found) return text;
    }
    return (UgString){NULL, 0};
}

UgString ugrt_missing_method(const UgInterfaceType *inter, const UgType *t) { return match_methods(inter, t, NULL); }

// An itab whose type lacks a method is kept as well, with fun[0] NULL: the answer is needed again.
static const UgItab *make_locked(const UgInterfaceType *inter, const UgType *t)
{
    size_t n = (size_t)inter->nmethods;
    UgItab *i = ugrt_persistentalloc(sizeof *i + (n - 1) * sizeof i->fun[0], 8);
    i->inter = inter;
    i->type = t;
    i->hash = t->hash;
    if (match_methods(inter, t, i->fun).p != NULL) i->fun[0] = NULL;
    ItabTable *tab = table;
    if (tab->count * 4 >= tab->size * 3) {
        ItabTable *larger = table_new(tab->size * 2);
        for (uintptr_t h = 0; h < tab->size; h++)
            if (tab->entry[h] != NULL) insert(larger, tab->entry[h]);
        atomic_store_explicit(&table, larger, memory_order_release);
        tab = larger;
    }
    insert(tab, i);
    return i;
}

static UGRT_NOINLINE const UgItab *find(const UgInterfaceType *inter, const UgType *t, const UgItab *_Atomic *slot)
{
    const UgItab *i = search(atomic_load_explicit(&table, memory_order_acquire), inter, t);
    if (UGX_UNLIKELY(i == NULL)) {
        ugrt_lock(&lock);
        i = search(table, inter, t);
        if (i == NULL) i = make_locked(inter, t);
        ugrt_unlock(&lock);
    }
    atomic_store_explicit(slot, i, memory_order_release); // pairs with itab_of
    return i;
}

static inline const UgItab *itab_of(const UgInterfaceType *inter, const UgType *t)
{
    uintptr_t h = ((uintptr_t)inter * 3 + (uintptr_t)t) * (uintptr_t)0x9e3779b97f4a7c15u >> (64 - RECENT_BITS);
    const UgItab *i = atomic_load_explicit(&recent[h], memory_order_acquire);
    return UGX_LIKELY(i != NULL && i->inter == inter && i->type == t) ? i : find(inter, t, &recent[h]);
}

static UGRT_NOINLINE UGX_NORETURN void lacks_method(const UgInterfaceType *inter, const UgType *t)
{
    ugrt_panic_typeassertion(NULL, t, &inter->t, ugrt_missing_method(inter, t));
}

const UgItab *ugrt_getitab(const UgInterfaceType *inter, const UgType *t, bool canfail)
{
    const UgItab *i = itab_of(inter, t);
    if (UGX_LIKELY(i->fun[0] != NULL)) return i;
    if (canfail) return NULL;
    lacks_method(inter, t);
}

void ugrt_iterate_itabs(void (*f)(const UgItab *, void *), void *arg)
{
    ItabTable *tab = atomic_load(&table);
    for (uintptr_t h = 0; h < tab->size; h++)
        if (tab->entry[h] != NULL) f(tab->entry[h], arg);
}

// ---- Assertions of emitted code
const UgItab *ugx_getitab(const UgInterfaceType *inter, const UgType *t, bool canfail)
{
    return ugrt_getitab(inter, t, canfail);
}

const UgItab *ugx_assert_iface(const UgInterfaceType *inter, const UgType *t)
{
    if (UGX_UNLIKELY(t == NULL)) ugrt_panic_typeassertion(NULL, NULL, &inter->t, (UgString){NULL, 0});
    const UgItab *i = itab_of(inter, t);
    if (UGX_LIKELY(i->fun[0] != NULL)) return i;
    lacks_method(inter, t);
}

UgAssert ugx_assert_iface2(const UgInterfaceType *inter, const UgType *t)
{
    if (t == NULL) return (UgAssert){NULL, false};
    const UgItab *i = itab_of(inter, t);
    return i->fun[0] != NULL ? (UgAssert){i, true} : (UgAssert){NULL, false};
}

void ugx_panicdottype(const UgType *have, const UgType *want, const UgType *iface)
{
    ugrt_panic_typeassertion(iface, have, want, (UgString){NULL, 0});
}
