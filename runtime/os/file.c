// Files and memory, as far as the runtime itself needs them: thin names over raw system calls.
#include "os/os.h"
#include <fcntl.h>
#include <sys/mman.h>

void *ugrt_sys_mmap(void *hint, size_t len, int prot, int flags)
{
    long r = ugrt_sys6(SYS_mmap, (long)hint, (long)len, prot, flags | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return (unsigned long)r >= (unsigned long)-4095 ? NULL : (void *)r;
}
int ugrt_sys_munmap(void *p, size_t len) { return (int)ugrt_sys3(SYS_munmap, (long)p, (long)len, 0); }
int ugrt_sys_mprotect(void *p, size_t len, int prot) { return (int)ugrt_sys3(SYS_mprotect, (long)p, (long)len, prot); }
int ugrt_sys_madvise(void *p, size_t len, int advice)
{
    return (int)ugrt_sys3(SYS_madvise, (long)p, (long)len, advice);
}

long ugrt_sys_read(int fd, void *p, size_t n) { return ugrt_sys3(SYS_read, fd, (long)p, (long)n); }
long ugrt_sys_write(int fd, const void *p, size_t n) { return ugrt_sys3(SYS_write, fd, (long)p, (long)n); }
int ugrt_sys_open(const char *path, int flags)
{
    return (int)ugrt_sys4(SYS_openat, AT_FDCWD, (long)path, flags | O_CLOEXEC, 0);
}
int ugrt_sys_close(int fd) { return (int)ugrt_sys3(SYS_close, fd, 0, 0); }

long ugrt_read_file(const char *path, char *buf, size_t cap)
{
    int fd = ugrt_sys_open(path, O_RDONLY);
    if (fd < 0) return fd;
    size_t n = 0;
    long r = 0;
    while (n + 1 < cap && (r = ugrt_sys_read(fd, buf + n, cap - 1 - n)) > 0) n += (size_t)r;
    ugrt_sys_close(fd);
    buf[n] = 0;
    return r < 0 ? r : (long)n;
}
