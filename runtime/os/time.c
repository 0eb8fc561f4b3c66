// Clocks. The kernel's vDSO is called directly: its clock_gettime is found once by reading the
// vDSO's own symbol table, and needs a few hundred bytes of stack, which the frames below reserve
// (their prologues switch to the next segment where there is less).
#include "os/os.h"
#include "os/os_private.h"
#include <elf.h>
#include <string.h>
#include <sys/auxv.h>
#include <time.h>

typedef int (*ClockGettime)(clockid_t, struct timespec *);

static int clock_by_syscall(clockid_t id, struct timespec *ts)
{
    return (int)ugrt_sys3(SYS_clock_gettime, id, (long)ts, 0);
}
static ClockGettime clock_gettime_fn = clock_by_syscall; // written once, before other threads exist

static const void *dynamic_value(const Elf64_Dyn *dyn, uintptr_t bias, Elf64_Sxword tag)
{
    for (; dyn->d_tag != DT_NULL; dyn++)
        if (dyn->d_tag == tag) return (const void *)(bias + dyn->d_un.d_ptr);
    return NULL;
}

void ugrt_time_init(void)
{
    uintptr_t base = getauxval(AT_SYSINFO_EHDR);
    if (!base) return;
    const Elf64_Ehdr *eh = (const Elf64_Ehdr *)base;
    const Elf64_Phdr *ph = (const Elf64_Phdr *)(base + eh->e_phoff);
    uintptr_t bias = 0;
    const Elf64_Dyn *dyn = NULL;
    for (int i = 0; i < eh->e_phnum; i++) {
        if (ph[i].p_type == PT_LOAD) bias = base + ph[i].p_offset - ph[i].p_vaddr;
        if (ph[i].p_type == PT_DYNAMIC) dyn = (const Elf64_Dyn *)(base + ph[i].p_offset);
    }
    if (!dyn) return;
    const Elf64_Sym *sym = dynamic_value(dyn, bias, DT_SYMTAB);
    const char *str = dynamic_value(dyn, bias, DT_STRTAB);
    const uint32_t *hash = dynamic_value(dyn, bias, DT_HASH);
    const uint32_t *gnu = dynamic_value(dyn, bias, DT_GNU_HASH);
    if (!sym || !str) return;
    uint32_t n = 0;
    if (hash) {
        n = hash[1];
    } else if (gnu) { // the highest chain's end is the symbol count
        const uint32_t *buckets = gnu + 4 + gnu[2] * 2, *chain = buckets + gnu[0];
        for (uint32_t b = 0; b < gnu[0]; b++)
            if (buckets[b] > n) n = buckets[b];
        if (n)
            while (!(chain[n++ - gnu[1]] & 1)) {}
    }
    for (uint32_t i = 0; i < n; i++)
        if (sym[i].st_shndx != SHN_UNDEF && strcmp(str + sym[i].st_name, "__vdso_clock_gettime") == 0)
            clock_gettime_fn = (ClockGettime)(bias + sym[i].st_value);
}

#define RESERVE_STACK(n)                                                                                               \
    char room_[n];                                                                                                     \
    __asm__ volatile("" ::"r"(room_) : "memory")

UGRT_NOINLINE int64_t ugrt_nanotime(void)
{
    RESERVE_STACK(640);
    struct timespec ts;
    clock_gettime_fn(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
UGRT_NOINLINE int64_t ugrt_cputime(void)
{
    RESERVE_STACK(640);
    struct timespec ts;
    clock_gettime_fn(CLOCK_PROCESS_CPUTIME_ID, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}
UGRT_NOINLINE void ugrt_walltime(int64_t *sec, int32_t *nsec)
{
    RESERVE_STACK(640);
    struct timespec ts;
    clock_gettime_fn(CLOCK_REALTIME, &ts);
    *sec = ts.tv_sec;
    *nsec = (int32_t)ts.tv_nsec;
}
