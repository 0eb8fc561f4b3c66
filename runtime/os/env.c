// Arguments and environment as the kernel handed them over, and the parser for the option lists in
// GODEBUG and UNDERGO. Read-only after start, so any thread may read.
#include "os/os.h"
#include "os/os_private.h"
#include <string.h>

int ugrt_argc;
char **ugrt_argv, **ugrt_envp;

void ugrt_os_init(int argc, char **argv, char **envp)
{
    ugrt_argc = argc;
    ugrt_argv = argv;
    ugrt_envp = envp;
    ugrt_time_init();
}

const char *ugrt_getenv(const char *name)
{
    size_t n = strlen(name);
    for (char **e = ugrt_envp; e && *e; e++)
        if (strncmp(*e, name, n) == 0 && (*e)[n] == '=') return *e + n + 1;
    return NULL;
}

static int64_t parse_int(const char *s, const char *end)
{
    bool neg = s < end && *s == '-';
    int64_t v = 0;
    for (s += neg; s < end && *s >= '0' && *s <= '9'; s++) v = v * 10 + (*s - '0');
    return neg ? -v : v;
}

bool ugrt_debug_option(const char *list, const char *name, int64_t *value)
{
    size_t n = strlen(name);
    bool found = false;
    for (const char *p = list; p && *p;) { // later settings win
        const char *end = strchr(p, ',');
        if (!end) end = p + strlen(p);
        if (strncmp(p, name, n) == 0 && (p + n == end || p[n] == '=')) {
            found = true;
            if (value) *value = p + n == end ? 1 : parse_int(p + n + 1, end);
        }
        p = *end ? end + 1 : end;
    }
    return found;
}
