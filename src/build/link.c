// Links objects and the runtime to a static program, gives it its pc table, keeps it in the cache.
//
// The linker is LLVM's where there is one, which takes a third of bfd's time, else bfd; both through the C compiler's
// driver, and in the same order of command line and sections. What LLVM's refuses bfd is asked again, whose messages
// linkerror.c reads. Rejected: gold, which knows no start-stop-gc, and mold, which keeps all of a list once its ends are
// named.
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
    hash_add(&h, STR("program 3"));
    hash_add(&h, key_toolchain(b));
    hash_file_identity(&h, cc->library);
    key_linker(b, &h);
    bool strip[] = {ld->strip_symbols, ld->strip_debug || b->opt->strip_debug, ld->plain_debug};
    hash_add(&h, (Str){(const char *)strip, sizeof strip});
    hash_add(&h, str_from(ld->extldflags));
    for (uint32_t i = 0; i < in->objects.n; i++) hash_add(&h, in->objects.p[i]);
    hash_add(&h, STR("assembly"));
    for (uint32_t i = 0; i < in->assembly.n; i++) hash_add(&h, in->assembly.p[i]);
    return hash_hex(&h, b->arena);
}

static const char *program_known(Build *b, const LinkInput *in)
{
    return b->opt->force ? NULL : cache_get(b->shared->cache, b->arena, program_key(b, in), 'x');
}

// Prunes the objects that are made and not pruned yet.
static Err prune_ready(Build *b, LinkInput *in)
{
    while (in->pruned.n < in->objects.n) vec_push(b->arena, &in->pruned, ((Pruned){0}));
    for (uint32_t i = 0; i < in->objects.n; i++) {
        const char *cached = in->pruned.p[i].path ? NULL : cache_get(b->shared->cache, b->arena, in->objects.p[i], 'o');
        Err err = cached ? prune_object(b, &in->callable, cached, &in->pruned.p[i]) : ERR_NONE;
        if (err_is(err)) return err;
    }
    return ERR_NONE;
}

void link_prune(Build *b, LinkInput *in)
{
    if (b->opt->dry_run || program_known(b, in)) return;
    Err err = prune_ready(b, in);
    err_release(&err); // whoever links meets it again
}

// The objects for the linker, methods pruned.
static Err write_response(Build *b, const char *path, LinkInput *in)
{
    Err err = b->opt->dry_run ? ERR_NONE : prune_ready(b, in);
    if (err_is(err)) return err;
    FILE *f = fopen(path, "we");
    if (!f) return err_new("open %s: %s", path, strerror(errno));
    for (uint32_t i = 0; i < in->objects.n; i++) {
        const char *pruned = i < in->pruned.n ? in->pruned.p[i].path : NULL;
        fprintf(f, "\"%s\"\n", pruned ? pruned : cache_path(b->shared->cache, b->arena, in->objects.p[i], 'o'));
    }
    bool bad = ferror(f) != 0;
    bad |= fclose(f) != 0;
    return bad ? err_new("write %s: %s", path, strerror(errno)) : ERR_NONE;
}

void link_unprune(Build *b, const LinkInput *in)
{
    for (uint32_t i = 0; i < in->pruned.n; i++)
        prune_forget(b, cache_path(b->shared->cache, b->arena, in->objects.p[i], 'o'), &in->pruned.p[i]);
}

// An object beside libundergo.a: the two that stand around emitted code, so that the runtime knows where that lies
// (runtime/stack/bracket), and the race detector's (runtime/race).
static const char *bracket(Build *b, const char *name)
{
    const char *lib = b->shared->cc->library, *slash = strrchr(lib, '/');
    return arena_printf(b->arena, "%.*s%s", slash ? (int)(slash + 1 - lib) : 0, lib, name);
}

static const char *const *link_argv(Build *b, const char *response, const StrVec *assembly, const char *tsan, bool lld,
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
        "-Wl,--gc-sections",
        "-Wl,-z,start-stop-gc", // naming a list's ends keeps none of its entries
        "-Wl,--build-id=none",
        "-Wl,-z,noexecstack",
        "-Wl,-z,norelro",
        "-o",
    };
    static const char *const by_lld[] = {
        "-fuse-ld=lld",
        "-Wl,--image-base=0x400000",       // where bfd puts programs
        "-Wl,-z,keep-text-section-prefix", // what seldom runs lies apart, as bfd has it; stack/bracket knows four kinds
    };
    static const char *const by_bfd[] = {
        "-fuse-ld=bfd",
        "-Wl,--no-warn-rwx-segments", // ug_data is in no relro; old binutils' warnings help nobody
    };
    for (size_t i = 0; lld && i < ARRAY_LEN(by_lld); i++) vec_push(a, &argv, by_lld[i]);
    for (size_t i = 0; !lld && i < ARRAY_LEN(by_bfd); i++) vec_push(a, &argv, by_bfd[i]);
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

// report: what the linker says is told, else only that it failed.
static Err run_linker(Build *b, const LoadPkg *p, const LinkInput *in, const char *const *argv, bool report, bool *ok)
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
        if (report) link_report(b, p, in, sb_str(&job.output));
        *ok = false;
    }
    sb_release(&job.output);
    return err;
}

Err link_program(Build *b, const LoadPkg *p, LinkInput *in, Str *key, const char **exe, bool *ok)
{
    BuildShared *s = b->shared;
    if (!s->cc->library) return err_new("cannot find libundergo.a beside the program");
    *key = program_key(b, in);
    *exe = program_known(b, in);
    if (*exe) return ERR_NONE;
    const char *tsan = NULL;
    Err err = b->opt->race ? race_object(b, &tsan) : ERR_NONE;
    if (err_is(err)) return err;
    const char *work = build_work_dir(s, &err);
    if (err_is(err)) return err;
    const char *response = arena_printf(b->arena, "%s/link%03u", work, ++s->next_unit);
    err = write_response(b, response, in);
    if (err_is(err)) return err;
    const char *temp = cache_temp(s->cache, b->arena, *key, 'x');
    bool lld = s->cc->lld != NULL;
    if (lld) err = run_linker(b, p, in, link_argv(b, response, &in->assembly, tsan, true, temp), false, ok);
    if (!lld || (!*ok && !err_is(err))) {
        *ok = true;
        err = run_linker(b, p, in, link_argv(b, response, &in->assembly, tsan, false, temp), true, ok);
    }
    link_unprune(b, in);
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
