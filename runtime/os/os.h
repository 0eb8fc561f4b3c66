// The room os: everything the runtime asks of Linux. Raw system calls by inline assembly, so they
// need neither libc nor a large stack and may be made from any stack, in signal handlers too.
// Every call returns the kernel's result: >= 0, or -errno.
#ifndef UGRT_OS_H
#define UGRT_OS_H

#include "undergo/abi.h"
#include <stdatomic.h>
#include <sys/syscall.h>

#define UGRT_NOSPLIT __attribute__((no_split_stack))
#define UGRT_NOINLINE __attribute__((noinline))
#define UGRT_CACHELINE 64

// ---- Raw system calls. Always inlined: on the fast paths no frame is spent on them.
static inline __attribute__((always_inline)) long ugrt_sys6(long nr, long a, long b, long c, long d, long e, long f) {
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long ret;
    __asm__ volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return ret;
}
static inline __attribute__((always_inline)) long ugrt_sys3(long nr, long a, long b, long c) {
    long ret;
    __asm__ volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return ret;
}
static inline __attribute__((always_inline)) long ugrt_sys4(long nr, long a, long b, long c, long d) {
    register long r10 __asm__("r10") = d;
    long ret;
    __asm__ volatile("syscall" : "=a"(ret) : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return ret;
}

// Memory. prot and flags are PROT_… and MAP_… of <sys/mman.h>.
void *ugrt_sys_mmap(void *hint, size_t len, int prot, int flags); // private anonymous; NULL on failure
int ugrt_sys_munmap(void *p, size_t len);
int ugrt_sys_mprotect(void *p, size_t len, int prot);
int ugrt_sys_madvise(void *p, size_t len, int advice);

// Files. Only what the runtime itself needs.
long ugrt_sys_read(int fd, void *p, size_t n);
long ugrt_sys_write(int fd, const void *p, size_t n);
int ugrt_sys_open(const char *path, int flags);      // O_RDONLY and the like; no mode
int ugrt_sys_close(int fd);
long ugrt_read_file(const char *path, char *buf, size_t cap); // whole small file, NUL-terminated; bytes or -errno

// Threads and processes.
int ugrt_sys_gettid(void);
int ugrt_sys_getpid(void);
void ugrt_osyield(void);
void ugrt_usleep(uint32_t usec);
UGX_NORETURN void ugrt_exit(int code);               // exit_group: no atexit handlers, as Go's os.Exit
UGX_NORETURN void ugrt_crash(void);                  // SIGABRT with the default action: a core file (GOTRACEBACK=crash)
int ugrt_thread_new(void (*fn)(void *), void *arg, uintptr_t *stack_lo, uintptr_t *stack_hi); // detached; 0 or an errno.
                                                     // All signals are blocked in it at first. System stack only.

// Futexes. ns < 0: no limit. Returns 0 or -errno (-EAGAIN, -EINTR, -ETIMEDOUT are usual).
int ugrt_futex_wait(_Atomic uint32_t *addr, uint32_t val, int64_t ns);
int ugrt_futex_wake(_Atomic uint32_t *addr, int n);

// Time. Cheap (vDSO) and legal on a goroutine's segment.
int64_t ugrt_nanotime(void);                         // monotonic, from an arbitrary base
int64_t ugrt_cputime(void);                          // what the process has had of the processors
void ugrt_walltime(int64_t *sec, int32_t *nsec);
static inline int64_t ugrt_cputicks(void) {
    uint32_t lo, hi;
    __asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
    return (int64_t)((uint64_t)hi << 32 | lo);
}
static inline void ugrt_cpu_relax(void) { __asm__ volatile("pause" ::: "memory"); }
static inline void ugrt_spin(int n) { while (n-- > 0) ugrt_cpu_relax(); }

// The machine.
extern int32_t ugrt_ncpu_online;                     // at start
int ugrt_ncpu(void);                                 // CPUs in the affinity mask
int ugrt_gomaxprocs_default(bool cgroup);                   // the same, capped by the cgroup's CPU quota (rounded up, at least 2 then)
size_t ugrt_physpagesize(void);
void ugrt_random_bytes(void *p, size_t n);           // from the kernel

// The process's arguments and environment, as the kernel gave them.
extern int ugrt_argc;
extern char **ugrt_argv, **ugrt_envp;
const char *ugrt_getenv(const char *name);           // NULL when unset
bool ugrt_debug_option(const char *list, const char *name, int64_t *value); // "a=1,b=2": finds name, parses its number (1 when bare)
void ugrt_os_init(int argc, char **argv, char **envp); // first of all inits

#endif
