// undergo tool asm: assembles one file of Go's assembly.
//
// Flags are gc's. Those that choose the form of gc's own objects or debug its assembler are taken
// and mean nothing here: the output is an ELF object.
#include "build/assemble.h"
#include "cmd/cmd.h"

int tool_asm(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    StrVec include = {0}, define = {0}, ignored_list = {0};
    const char *out = "", *package = "", *ignored_text = "", *version = NULL;
    bool all_errors = false, print = false, runtime = false, ignored = false;
    flag_add(&s.flags, "I", FLAG_LIST, &include);
    flag_add(&s.flags, "D", FLAG_LIST, &define);
    flag_add(&s.flags, "o", FLAG_STRING, &out);
    flag_add(&s.flags, "p", FLAG_STRING, &package);
    flag_add(&s.flags, "e", FLAG_BOOL, &all_errors);
    flag_add(&s.flags, "S", FLAG_BOOL, &print);
    flag_add(&s.flags, "compiling-runtime", FLAG_BOOL, &runtime);
    flag_add(&s.flags, "V", FLAG_OPTIONAL, &version);
    flag_add(&s.flags, "goroot", FLAG_STRING, &s.goroot);
    static const char *const without_meaning[] = {"shared", "dynlink", "linkshared", "debug", "v", "std"};
    for (size_t i = 0; i < ARRAY_LEN(without_meaning); i++) flag_add(&s.flags, without_meaning[i], FLAG_BOOL, &ignored);
    flag_add(&s.flags, "trimpath", FLAG_STRING, &ignored_text);
    flag_add(&s.flags, "spectre", FLAG_STRING, &ignored_text);
    flag_add(&s.flags, "d", FLAG_LIST, &ignored_list);
    int code = flag_parse_args(&s.flags, argc, argv, &s.args);
    if (code) return code;
    if (version) {
        printf("asm version go%s\n", session_go_version(&s));
        return EXIT_OK;
    }
    if (s.args.n != 1) return usage_error(c, "asm: one file is assembled at a time");
    s.no_fetch = true;
    Err err = session_open(&s, false);
    if (err_is(err)) return report_err(err);
    BuildShared shared;
    err = build_shared_init(&shared, s.arena, &s.loader, &s.build);
    if (err_is(err)) return report_err(err);
    AssembleJob job = {.path = s.args.p[0], .all_errors = all_errors};
    job.opt.arena = s.arena;
    job.opt.package = str_from(package);
    job.opt.allow_abi = runtime;
    for (uint32_t i = 0; i < include.n; i++) vec_push(s.arena, &job.opt.include, include.p[i]);
    for (uint32_t i = 0; i < define.n; i++) vec_push(s.arena, &job.opt.defines, define.p[i]);
    Str base = str_from(job.path);
    if (str_has_suffix(base, STR(".s"))) base.n -= 2;
    for (size_t i = base.n; i > 0; i--)
        if (base.p[i - 1] == '/') {
            base.p += i, base.n -= i;
            break;
        }
    job.out = print ? NULL : *out ? out : arena_printf(s.arena, "%.*s.o", STR_FMT(base));
    bool ok;
    err = assemble_alone(&shared, &job, &ok);
    build_shared_finish(&shared);
    if (err_is(err)) return report_err(err);
    return ok ? EXIT_OK : EXIT_ERROR;
}
