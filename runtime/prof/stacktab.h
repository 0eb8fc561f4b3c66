// Tables of call stacks: what profiles count by. Entries are never freed and never move, so whoever holds one may
// read its stack without the lock.
#ifndef UGRT_PROF_STACKTAB_H
#define UGRT_PROF_STACKTAB_H

#include "undergo/abi.h"

#define UGRT_PROF_DEPTH 128                          // frames recorded at most

typedef struct StackEntry {
    struct StackEntry *next, *allnext;               // of the same slot; all entries, newest first
    uint64_t hash;
    uintptr_t key, nstk;                             // key tells apart what shares a stack (an object's size)
    uintptr_t *stk;                                  // return addresses of physical frames
} StackEntry;

#define UGRT_STACKTAB_SLOTS 16384
typedef struct StackTable {
    StackEntry *slot[UGRT_STACKTAB_SLOTS];
    StackEntry *all;
} StackTable;

// The entry of (stk, key), made if it is new: `size` bytes that begin with the StackEntry, the rest zero. The caller
// holds the lock that guards the table.
StackEntry *ugrt_stacktab_get(StackTable *t, const uintptr_t *stk, uintptr_t nstk, uintptr_t key, size_t size);

#endif
