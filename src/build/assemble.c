// A package's assembly files: from their text to objects.
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/assemble.h"
#include "build/cc.h"
#include "build/compile.h"
#include "build/pool.h"
#include "cgen/cgen.h"

static void include_dirs(const BuildShared *s, AsmOptions *opt)
{
    Arena *a = opt->arena;
    const char *goroot = s->loader->goroot;
    vec_push(a, &opt->include, str_from(path_join(a, goroot, "pkg/include")));
    vec_push(a, &opt->include, str_from(path_join(a, goroot, "src/runtime")));
}

static const char *const *argv_of(const BuildShared *s, Arena *a, const char *source, const char *object)
{
    VEC(const char *) argv = {0};
    for (uint32_t i = 0; i < s->cc->words.n; i++)
        vec_push(a, &argv, (const char *)arena_strndup(a, s->cc->words.p[i].p, s->cc->words.p[i].n));
    static const char *const flags[] = {"-c", "-x", "assembler", "-Wa,--no-pad-sections", "-Wa,-W"};
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) vec_push(a, &argv, flags[i]);
    vec_push(a, &argv, "-o");
    vec_push(a, &argv, object);
    vec_push(a, &argv, source);
    vec_push(a, &argv, (const char *)NULL);
    return argv.p;
}

Err assemble_alone(const BuildShared *s, AssembleJob *job, bool *ok)
{
    Arena *a = job->opt.arena;
    AsmErrors errs = {.arena = a};
    AsmFile *file;
    Str text;
    *ok = false;
    job->opt.mangle = cgen_mangle;
    include_dirs(s, &job->opt);
    Err err = file_read(a, job->path, &text);
    if (err_is(err)) return err;
    StrBuf out = {0};
    AsmStack stack = {0};
    bool good = asm_parse(&job->opt, job->path, text, &errs, &file);
    if (good) {
        asm_stack(a, &file, 1, &stack);
        good = asm_emit(&job->opt, file, &stack, &errs, &out);
    }
    if (good && !job->out) {
        fwrite(out.p, 1, out.n, stdout);
    } else if (good) {
        const char *source = arena_printf(a, "%s.gnu.s", job->out);
        err = file_write_atomic(source, sb_str(&out));
        if (!err_is(err)) {
            Job run = {.argv = argv_of(s, a, source, job->out), .title = job->path};
            pool_add(s->pool, &run);
            pool_wait(s->pool);
            good = run.status == 0;
            if (!good && !asm_refused(file, sb_str(&out), sb_str(&run.output), &errs))
                err = err_new("the assembler failed:\n%.*s", STR_FMT(sb_str(&run.output)));
            sb_release(&run.output);
            if (!load_env("UNDERGO_KEEP_ASM", "")[0]) unlink(source);
        }
    }
    sb_release(&out);
    asm_errors_print(&errs, stderr, job->all_errors);
    *ok = good;
    return err;
}
