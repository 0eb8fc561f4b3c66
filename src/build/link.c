// Links objects and the runtime to a static program, gives it its pc table, keeps it in the cache.
//
// The linker is bfd through the C compiler's driver. gold knows no start-stop-gc; LLVM's takes a third of the time, but
// rewrites the prologue of each split-stack function that calls libc, so that it always asks for more stack.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/cache.h"
#include "build/cc.h"
#include "build/compile.h"
#include "build/keys.h"
#include "build/link.h"
#include "build/pctab.h"
#include "build/pool.h"
#include "build/race.h"
#include "cgen/cgen.h"

static Str program_key(Build *b, const LinkInput *in)
{
    const CcTool *cc = b->shared->cc;
    const LdFlags *ld = &b->opt->ldflags;
    Hasher h;
    hash_init(&h);
    hash_add(&h, STR("program 2"));
    hash_add(&h, key_toolchain(b));
    hash_file_identity(&h, cc->library);
    bool strip[] = {ld->strip_symbols, ld->strip_debug || b->opt->strip_debug, ld->plain_debug};
    hash_add(&h, (Str){(const char *)strip, sizeof strip});
    hash_add(&h, str_from(ld->extldflags));
    for (uint32_t i = 0; i < in->objects.n; i++) hash_add(&h, in->objects.p[i]);
    hash_add(&h, STR("assembly"));
    for (uint32_t i = 0; i < in->assembly.n; i++) hash_add(&h, in->assembly.p[i]);
    return hash_hex(&h, b->arena);
}

typedef VEC(const char *) Paths;

// The objects for the linker, methods pruned; copies made for that are listed, to go when it is done.
static Err write_response(Build *b, const char *path, const LinkInput *in, Paths *copies)
{
    FILE *f = fopen(path, "we");
    if (!f) return err_new("open %s: %s", path, strerror(errno));
    Err err = ERR_NONE;
    for (uint32_t i = 0; i < in->objects.n && !err_is(err); i++) {
        const char *cached = cache_path(b->shared->cache, b->arena, in->objects.p[i], 'o'), *object = cached;
        if (!b->opt->dry_run) err = prune_object(b, &in->callable, cached, &object);
        if (object != cached) vec_push(b->arena, copies, object);
        fprintf(f, "\"%s\"\n", object);
    }
    bool bad = ferror(f) != 0;
    bad |= fclose(f) != 0;
    return bad && !err_is(err) ? err_new("write %s: %s", path, strerror(errno)) : err;
}

// An object beside libundergo.a: the two that stand around emitted code, so that the runtime knows where that lies
// (runtime/stack/bracket), and the race detector's (runtime/race).
static const char *bracket(Build *b, const char *name)
{
    const char *lib = b->shared->cc->library, *slash = strrchr(lib, '/');
    return arena_printf(b->arena, "%.*s%s", slash ? (int)(slash + 1 - lib) : 0, lib, name);
}

static const char *const *link_argv(Build *b, const char *response, const StrVec *assembly, const char *tsan,
                                    const char *out)
{
    const CcTool *cc = b->shared->cc;
    Arena *a = b->arena;
    VEC(const char *) argv = {0};
    for (uint32_t i = 0; i < cc->words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, cc->words.p[i].p, cc->words.p[i].n));
    static const char *const flags[] = {
        "-static",
        "-no-pie",
        "-fuse-ld=bfd",
        "-Wl,--gc-sections",
        "-Wl,-z,start-stop-gc", // naming a list's ends keeps none of its entries
        "-Wl,--build-id=none",
        "-Wl,-z,noexecstack",
        "-Wl,-z,norelro",
        "-Wl,--no-warn-rwx-segments", // ug_data is in no relro; old binutils' warnings help nobody
        "-o",
    };
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) vec_push(a, &argv, flags[i]);
    vec_push(a, &argv, out);
    vec_push(a, &argv, bracket(b, "ug_begin.o"));
    vec_push(a, &argv, (const char *)arena_printf(a, "@%s", response));
    vec_push(a, &argv, bracket(b, "ug_end.o"));
    for (uint32_t i = 0; i < assembly->n; i++) // is never preempted
        vec_push(a, &argv, cache_path(b->shared->cache, a, assembly->p[i], 'o'));
    if (tsan) {
        vec_push(a, &argv, bracket(b, "ug_race.o"));
        vec_push(a, &argv, tsan);
    }
    vec_push(a, &argv, cc->library);
    StrVec user = {0};
    split_quoted(a, str_from(b->opt->ldflags.extldflags), &user);
    for (uint32_t i = 0; i < user.n; i++) vec_push(a, &argv, (const char *)arena_strndup(a, user.p[i].p, user.p[i].n));
    vec_push(a, &argv, "-lm");
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

static Err run_linker(Build *b, const LoadPkg *p, const LinkInput *in, const char *const *argv, bool *ok)
{
    if (b->opt->print_commands || b->opt->dry_run) cc_print_command(argv, stderr);
    if (b->opt->dry_run) return ERR_NONE;
    Job job = {.argv = argv, .title = arena_printf(b->arena, "link %.*s", STR_FMT(p->import_path))};
    pool_add(b->shared->pool, &job);
    pool_wait(b->shared->pool);
    Err err = ERR_NONE;
    if (job.status == -1) {
        err = err_new("cannot run %s: %s", argv[0], strerror(job.start_errno));
    } else if (job.status != 0) {
        link_report(b, p, in, sb_str(&job.output));
        *ok = false;
    }
    sb_release(&job.output);
    return err;
}

Err link_program(Build *b, const LoadPkg *p, const LinkInput *in, Str *key, const char **exe, bool *ok)
{
    BuildShared *s = b->shared;
    if (!s->cc->library) return err_new("cannot find libundergo.a beside the program");
    *key = program_key(b, in);
    *exe = b->opt->force ? NULL : cache_get(s->cache, b->arena, *key, 'x');
    if (*exe) return ERR_NONE;
    const char *tsan = NULL;
    Err err = b->opt->race ? race_object(b, &tsan) : ERR_NONE;
    if (err_is(err)) return err;
    const char *work = build_work_dir(s, &err);
    if (err_is(err)) return err;
    const char *response = arena_printf(b->arena, "%s/link%03u", work, ++s->next_unit);
    Paths copies = {0};
    err = write_response(b, response, in, &copies);
    if (err_is(err)) return err;
    const char *temp = cache_temp(s->cache, b->arena, *key, 'x');
    err = run_linker(b, p, in, link_argv(b, response, &in->assembly, tsan, temp), ok);
    for (uint32_t i = 0; i < copies.n && !b->opt->keep_work; i++) unlink(copies.p[i]);
    if (err_is(err) || !*ok || b->opt->dry_run) return err;
    const LdFlags *ld = &b->opt->ldflags;
    PctabOptions po = {
        .strip_debug = ld->strip_debug || b->opt->strip_debug,
        .strip_symbols = ld->strip_symbols,
        .plain_debug = ld->plain_debug,
    };
    err = pctab_append(b->arena, temp, &po);
    if (err_is(err)) {
        unlink(temp);
        return err_wrap_take(err, "pc table of %.*s", STR_FMT(p->import_path));
    }
    err = cache_put(s->cache, b->arena, temp, *key, 'x');
    if (!err_is(err)) *exe = cache_path(s->cache, b->arena, *key, 'x');
    return err;
}

Err link_copy_out(Arena *a, const char *from, const char *to)
{
    struct stat st;
    if (stat(to, &st) == 0 && !S_ISREG(st.st_mode))
        return err_new("build output \"%s\" already exists and is not a regular file", to);
    const char *temp = arena_printf(a, "%s.%d.tmp", to, (int)getpid());
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) return err_new("open %s: %s", from, strerror(errno));
    int out = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0777);
    Err err = ERR_NONE;
    if (out < 0) {
        err = err_new("open %s: %s", to, strerror(errno));
    } else {
        for (ssize_t n; (n = sendfile(out, in, NULL, 1 << 30)) != 0;) {
            if (n < 0 && errno != EINTR) {
                err = err_new("write %s: %s", to, strerror(errno));
                break;
            }
        }
        if (close(out) != 0 && !err_is(err)) err = err_new("write %s: %s", to, strerror(errno));
        if (!err_is(err) && rename(temp, to) != 0) err = err_new("rename %s: %s", to, strerror(errno));
        if (err_is(err)) unlink(temp);
    }
    close(in);
    return err;
}
