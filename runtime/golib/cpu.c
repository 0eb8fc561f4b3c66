// internal/cpu and golang.org/x/sys/cpu: cpuid, xgetbv.
#include <cpuid.h>
#include "undergo/abi.h"

typedef struct Cpuid {
    uint32_t eax, ebx, ecx, edx;
} Cpuid;
typedef struct Xgetbv {
    uint32_t eax, edx;
} Xgetbv;
Cpuid ugx_cpuid(uint32_t leaf, uint32_t sub);
Xgetbv ugx_xgetbv(void);
int32_t ugx_goamd64level(void);

Cpuid ugx_cpuid(uint32_t leaf, uint32_t sub)
{
    Cpuid r;
    __cpuid_count(leaf, sub, r.eax, r.ebx, r.ecx, r.edx);
    return r;
}

Xgetbv ugx_xgetbv(void)
{
    Xgetbv r;
    __asm__ volatile("xgetbv" : "=a"(r.eax), "=d"(r.edx) : "c"(0));
    return r;
}

// The runtime itself is built for the baseline; features are found at run time.
int32_t ugx_goamd64level(void) { return 1; }
