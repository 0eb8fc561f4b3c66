// What the environment asks of the runtime: GODEBUG, UNDERGO, GOGC, GOMEMLIMIT, GOMAXPROCS, GOTRACEBACK, read once.
#ifndef UGRT_DEBUGVARS_H
#define UGRT_DEBUGVARS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct DebugVars {
    // GODEBUG=name=value,…
    int32_t gctrace, schedtrace, scheddetail, inittrace, asyncpreemptoff, madvdontneed, gcstoptheworld, allocfreetrace,
        tracebackancestors, clobberfree, panicnil, invalidptr, asynctimerchan, profstackdepth, cgocheck, dontfreezetheworld,
        adaptivestackstart, containermaxprocs, updatemaxprocs, decoratemappings, disablethp, runtimecontentionstacks, traceadvanceperiod;
    // UNDERGO=word,word=value,…
    int32_t gcstress;                                          // collect at every Nth allocation; 0 off
#define GCSTRESS_THINNING INT32_MAX                            // no N given: at every one first, then ever more rarely
    bool verify;                                               // check the heap after each mark, poison what is freed
    bool schedrand;                                            // choices from schedrand_seed, one P, virtual time
    uint64_t schedrand_seed;
    bool smallstack;                                           // smallest segments, no cached next one
    bool leakcheck, scheddump;
    // The rest
    int32_t gogc;                                              // percent; -1 off
    int32_t gogc_wanted;                                       // C programs: gogc's value once they have collected memory
    int64_t memlimit;                                          // bytes; INT64_MAX none
    int32_t gomaxprocs;                                        // 0: not set
    const char *gotraceback;                                   // NULL: not set
    const char *godebug, *undergo;                             // as found, NULL: not set
    const char *defaults;                                      // GODEBUG settings below those of the environment
    uintptr_t ndefaults;
} DebugVars;

extern DebugVars ugrt_debugvars;
void ugrt_debugvars_init(void);                                // right after os_init; allocates nothing
int32_t *ugrt_debugvar(const char *name, uintptr_t n);         // the GODEBUG setting of that name, or NULL
void ugrt_debugvars_default(const char *list, uintptr_t n); // what the program's module starts with; before user code
void ugrt_debugvars_changed(const char *godebug, uintptr_t n); // the program set GODEBUG: those settings that follow it

#endif
