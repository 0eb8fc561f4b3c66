// -race links the ThreadSanitizer that the Go tree ships as an object file, in its form for Go. Its functions get a
// prefix of ours: gcc's instrumentation calls others by the same names, which runtime/race/hooks.c defines.
#include <errno.h>
#include <unistd.h>

#include "build/cache.h"
#include "build/cc.h"
#include "build/pool.h"
#include "build/race.h"

static bool listed(Str path, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqz(path, list[i])) return true;
    return false;
}

RaceView race_view(const LoadPkg *p)
{
    // The runtime's own packages, and those it stands on: what they share is ordered by means that can't be seen.
    static const char *const unseen[] = {
        "runtime",
        "internal/abi",
        "internal/byteorder",
        "internal/chacha8rand",
        "internal/coverage/rtcov",
        "internal/cpu",
        "internal/goarch",
        "internal/godebugs",
        "internal/goexperiment",
        "internal/goos",
        "internal/profilerecord",
        "internal/race",
        "internal/strconv",
        "internal/stringslite",
        "runtime/race",
    };
    // They look at their own state without order and say themselves what they order (package internal/race).
    static const char *const atomics[] = {"sync", "sync/atomic", "internal/sync"};
    if (!p->standard) return RACE_ALL;
    if (listed(p->pkg_path, unseen, ARRAY_LEN(unseen)) || path_within(p->pkg_path, STR("internal/runtime")))
        return RACE_UNSEEN;
    return listed(p->pkg_path, atomics, ARRAY_LEN(atomics)) ? RACE_ATOMICS : RACE_ALL;
}

static const char *const *rename_argv(Arena *a, const char *from, const char *to)
{
    static const char *const names[] = {
        "init",
        "fini",
        "map_shadow",
        "malloc",
        "proc_create",
        "go_start",
        "go_end",
        "func_enter",
        "func_exit",
        "read",
        "write",
        "read_range",
        "write_range",
        "acquire",
        "release",
        "release_merge",
        "release_acquire",
        "finalizer_goroutine",
        "report_count",
        "go_ignore_sync_begin",
        "go_ignore_sync_end",
    };
    static const char *const atomics[] = {"load",      "store",    "exchange",        "fetch_add",
                                          "fetch_and", "fetch_or", "compare_exchange"};
    VEC(const char *) argv = {0};
    vec_push(a, &argv, "objcopy");
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        vec_push(a, &argv, (const char *)arena_printf(a, "--redefine-sym=__tsan_%s=ugrt_tsan_%s", names[i], names[i]));
    for (size_t i = 0; i < 2 * ARRAY_LEN(atomics); i++) {
        const char *name = arena_printf(a, "go_atomic%d_%s", i % 2 ? 64 : 32, atomics[i / 2]);
        vec_push(a, &argv, (const char *)arena_printf(a, "--redefine-sym=__tsan_%s=ugrt_tsan_%s", name, name));
    }
    vec_push(a, &argv, from);
    vec_push(a, &argv, to);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

Err race_object(Build *b, const char **path)
{
    Arena *a = b->arena;
    const char *level = b->loader->goamd64[1] >= '3' ? "amd64v3" : "amd64v1";
    const char *shipped =
        arena_printf(a, "%.*s/runtime/race/internal/%s/race_linux.syso", STR_FMT(b->loader->goroot_src), level);
    if (!path_is_file(shipped)) return err_new("-race needs ThreadSanitizer's object of the Go tree: no %s", shipped);
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("tsan 1"));
    hash_file_identity(&h, shipped);
    Str key = hash_hex(&h, a);
    Cache *cache = b->shared->cache;
    *path = cache_get(cache, a, key, 'o');
    if (*path) return ERR_NONE;
    const char *temp = cache_temp(cache, a, key, 'o');
    Job job = {.argv = rename_argv(a, shipped, temp), .title = "race detector"};
    pool_add(b->shared->pool, &job);
    pool_wait(b->shared->pool);
    Err err = ERR_NONE;
    if (job.status == -1)
        err = err_new("cannot run objcopy: %s", strerror(job.start_errno));
    else if (job.status != 0)
        err = err_new("objcopy: %.*s", STR_FMT(sb_str(&job.output)));
    sb_release(&job.output);
    if (!err_is(err)) err = cache_put(cache, a, temp, key, 'o');
    if (err_is(err))
        unlink(temp);
    else
        *path = cache_path(cache, a, key, 'o');
    return err;
}
