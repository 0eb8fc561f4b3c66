// Tables of call stacks: a hash table that only grows.
#include "prof/stacktab.h"
#include "mem/mem.h"
#include <string.h>

StackEntry *ugrt_stacktab_get(StackTable *t, const uintptr_t *stk, uintptr_t nstk, uintptr_t key, size_t size)
{
    uint64_t h = key * 0x9e3779b97f4a7c15u;
    for (uintptr_t i = 0; i < nstk; i++) h = (h ^ stk[i]) * 0xff51afd7ed558ccdu, h ^= h >> 29;
    StackEntry **at = &t->slot[h % UGRT_STACKTAB_SLOTS];
    for (StackEntry *e = *at; e != NULL; e = e->next)
        if (e->hash == h && e->key == key && e->nstk == nstk && memcmp(e->stk, stk, nstk * sizeof *stk) == 0) return e;
    StackEntry *e = ugrt_persistentalloc(size + nstk * sizeof *stk, 8);
    e->hash = h;
    e->key = key;
    e->nstk = nstk;
    e->stk = (uintptr_t *)((char *)e + size);
    memcpy(e->stk, stk, nstk * sizeof *stk);
    e->next = *at;
    *at = e;
    e->allnext = t->all;
    __atomic_store_n(&t->all, e, __ATOMIC_RELEASE);
    return e;
}
