// What the machine offers: CPUs by affinity and by the cgroup's quota, page size, random bytes.
#include "os/os.h"
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>

int32_t ugrt_ncpu_online = 1;

int ugrt_ncpu(void)
{
    uint64_t mask[128];
    long n = ugrt_sys3(SYS_sched_getaffinity, 0, sizeof mask, (long)mask);
    if (n <= 0) return 1;
    int count = 0;
    for (long i = 0; i < n / 8; i++) count += __builtin_popcountll(mask[i]);
    return count ? count : 1;
}

// Parses "<number>" at *p; false when there is none.
static bool parse_uint(const char **p, uint64_t *out)
{
    const char *s = *p;
    while (*s == ' ') s++;
    if (*s < '0' || *s > '9') return false;
    uint64_t v = 0;
    while (*s >= '0' && *s <= '9') v = v * 10 + (uint64_t)(*s++ - '0');
    *p = s;
    *out = v;
    return true;
}

// quota / period of one cgroup directory's cpu.max (version 2); false: no limit there.
static bool read_cpu_max(const char *path, double *limit)
{
    char buf[128];
    if (ugrt_read_file(path, buf, sizeof buf) <= 0) return false;
    const char *p = buf;
    uint64_t quota, period;
    if (!parse_uint(&p, &quota) || !parse_uint(&p, &period) || period == 0) return false;
    *limit = (double)quota / (double)period;
    return true;
}
static bool read_cfs_quota(const char *dir, double *limit)
{ // version 1
    char path[512], buf[64];
    size_t n = strlen(dir);
    if (n + 24 > sizeof path) return false;
    memcpy(path, dir, n);
    memcpy(path + n, "/cpu.cfs_quota_us", 18);
    uint64_t quota, period;
    if (ugrt_read_file(path, buf, sizeof buf) <= 0) return false;
    const char *p = buf;
    if (!parse_uint(&p, &quota)) return false; // "-1": none
    memcpy(path + n, "/cpu.cfs_period_us", 19);
    if (ugrt_read_file(path, buf, sizeof buf) <= 0) return false;
    p = buf;
    if (!parse_uint(&p, &period) || period == 0) return false;
    *limit = (double)quota / (double)period;
    return true;
}

// The smallest limit of the process's cgroup and its parents. A container usually sees its own
// cgroup at the mount's root, so both the named directory and the root are tried.
static double cgroup_cpu_limit(void)
{
    static char text[4096]; // one caller at a time
    double best = 0, limit;
    long n = ugrt_read_file("/proc/self/cgroup", text, sizeof text);
    if (n <= 0) return 0;
    for (char *line = text; *line;) {
        char *end = strchr(line, '\n');
        if (end) *end = 0;
        char *c1 = strchr(line, ':'), *c2 = c1 ? strchr(c1 + 1, ':') : NULL;
        if (c2) {
            bool v2 = c2 == c1 + 1;
            bool cpu = false;
            for (char *f = c1 + 1; f < c2 && !v2; f++)
                cpu |= strncmp(f, "cpu", 3) == 0 && (f[3] == ',' || f[3] == ':') && (f == c1 + 1 || f[-1] == ',');
            if (v2 || cpu) {
                char path[512];
                const char *root = v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
                size_t rn = strlen(root), pn = strlen(c2 + 1);
                if (rn + pn + 16 < sizeof path) {
                    memcpy(path, root, rn);
                    memcpy(path + rn, c2 + 1, pn + 1);
                    for (;;) { // this directory, then its parents
                        size_t len = strlen(path);
                        while (len > rn && path[len - 1] == '/') path[--len] = 0;
                        bool found;
                        if (v2) {
                            memcpy(path + len, "/cpu.max", 9);
                            found = read_cpu_max(path, &limit);
                            path[len] = 0;
                        } else {
                            found = read_cfs_quota(path, &limit);
                        }
                        if (found && limit > 0 && (best == 0 || limit < best)) best = limit;
                        char *slash = strrchr(path, '/');
                        if (len <= rn || !slash) break;
                        *slash = 0;
                    }
                }
            }
        }
        if (!end) break;
        line = end + 1;
    }
    return best;
}

int ugrt_gomaxprocs_default(bool cgroup)
{
    int n = ugrt_ncpu();
    double limit = cgroup ? cgroup_cpu_limit() : 0;
    if (limit > 0) {
        int procs = (int)limit;
        if ((double)procs < limit) procs++;
        if (procs < 2) procs = 2;
        if (procs < n) n = procs;
    }
    return n;
}

size_t ugrt_physpagesize(void) { return 4096; }

void ugrt_random_bytes(void *p, size_t n)
{
    uint8_t *b = p;
    while (n > 0) {
        long r = ugrt_sys3(SYS_getrandom, (long)b, (long)n, 0);
        if (r <= 0) { // a kernel that old: the address and the clock must do
            uint64_t x = (uint64_t)ugrt_cputicks() ^ (uint64_t)(uintptr_t)b;
            for (size_t i = 0; i < n; i++) {
                x = x * 6364136223846793005u + 1442695040888963407u;
                b[i] = (uint8_t)(x >> 56);
            }
            return;
        }
        b += r;
        n -= (size_t)r;
    }
}
