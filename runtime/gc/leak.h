// Goroutines that are blocked for good.
#ifndef UGRT_GC_LEAK_H
#define UGRT_GC_LEAK_H

#include "gc/mark.h"

// On a system stack, with nothing marked yet: marks what can be reached from all that may run, and sets G.leaked.
void ugrt_leaks_find_stw(GcWork *w);

#endif
