// Arguments, environment and build facts for packages os, syscall and runtime.
//
// The process's environment block is read once by package syscall, which keeps its own copy;
// later changes reach us through the runtimeSetenv hooks.
#include "gc/debugvars.h"
#include "mem/mem.h"
#include "os/os.h"
#include "str/str.h"
#include <string.h>

UgSlice ugx_os_args(void);
UgSlice ugx_syscall_envs(void);
void ugx_syscall_setenv(UgString key, UgString value);
void ugx_syscall_unsetenv(UgString key);
void ugx_syscall_clearenv(UgSlice *unused);
UgSlice ugx_getauxv(void);
void ugx_setgodebugdefault(UgString settings);
UgString ugx_getenv(UgString name);
UgString ugx_goversion(void);
UgString ugx_goroot(void);
UgString ugx_modinfo(void);
UgInt ugx_getpagesize(void);
void ugrt_go_envchanged(UgString key, UgString value) __attribute__((weak));

static UgSlice strings(char **z)
{
    UgInt n = 0;
    while (z[n]) n++;
    UgString *p = ugrt_persistentalloc(sizeof(UgString) * (size_t)(n ? n : 1), 8);
    for (UgInt i = 0; i < n; i++) p[i] = ugrt_string(z[i]);
    return (UgSlice){p, n, n};
}

UgSlice ugx_os_args(void) { return strings(ugrt_argv); }
UgSlice ugx_syscall_envs(void) { return strings(ugrt_envp); }

static void env_changed(UgString key, UgString value)
{
    static const char godebug[] = "GODEBUG";
    if (key.n == sizeof godebug - 1 && memcmp(key.p, godebug, sizeof godebug - 1) == 0)
        ugrt_debugvars_changed((const char *)value.p, (uintptr_t)value.n);
    if (ugrt_go_envchanged) ugrt_go_envchanged(key, value);
}

void ugx_syscall_setenv(UgString key, UgString value) { env_changed(key, value); }
void ugx_syscall_unsetenv(UgString key) { env_changed(key, (UgString){NULL, 0}); }
// os.Clearenv hands over the map of variables; of them GODEBUG alone matters here.
void ugx_syscall_clearenv(UgSlice *unused)
{
    (void)unused;
    env_changed(ugrt_string("GODEBUG"), (UgString){NULL, 0});
}

void ugx_setgodebugdefault(UgString settings)
{
    ugrt_debugvars_default((const char *)settings.p, (uintptr_t)settings.n);
}

// runtime.getAuxv: what the kernel left behind the environment, tags and values in turn, without the end.
UgSlice ugx_getauxv(void)
{
    char **end = ugrt_envp;
    while (*end) end++;
    uintptr_t *auxv = (uintptr_t *)(end + 1);
    UgInt n = 0;
    while (auxv[n] != 0) n += 2;
    return (UgSlice){auxv, n, n};
}

UgString ugx_getenv(UgString name)
{
    for (char **e = ugrt_envp; *e; e++)
        if (strncmp(*e, (const char *)name.p, (size_t)name.n) == 0 && (*e)[name.n] == '=')
            return ugrt_string(*e + name.n + 1);
    return (UgString){NULL, 0};
}

static UgString or_empty(const char *z) { return z ? ugrt_string(z) : (UgString){NULL, 0}; }
UgString ugx_goversion(void) { return or_empty(&ugx_program ? ugx_program.go_version : NULL); }
UgString ugx_goroot(void) { return or_empty(&ugx_program ? ugx_program.goroot : NULL); }
UgString ugx_modinfo(void) { return or_empty(&ugx_program && ugx_program.mod_info ? ugx_program.mod_info[0] : NULL); }
UgInt ugx_getpagesize(void) { return (UgInt)ugrt_physpagesize(); }
