// Counters of fuzzing: emitted code has one byte at each edge of instrumented packages, all in one section
// (UGX_EDGE in ops.h); internal/fuzz reads and clears them.
#include "undergo/abi.h"

extern uint8_t __start_ug_edges[] __attribute__((weak)), __stop_ug_edges[] __attribute__((weak));

void *ugx_fuzz_counters(void);
uintptr_t ugx_fuzz_ncounters(void);
void *ugx_fuzz_counters(void) { return __start_ug_edges; }
uintptr_t ugx_fuzz_ncounters(void) { return (uintptr_t)(__stop_ug_edges - __start_ug_edges); }
