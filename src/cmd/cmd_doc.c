// undergo doc: the go command's own, which is a program here (lib/cmd/go/doc).
//
// It asks the go command of its Go tree about modules, by the path bin/go. Its $GOROOT is therefore a directory made
// for this run, whose src is the Go tree's and whose bin/go is this program with the Go tree's own $GOROOT.
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"

extern char **environ;

static void put_quoted(StrBuf *b, const char *text)
{
    sb_putc(b, '\'');
    for (; *text; text++) sb_puts(b, *text == '\'' ? "'\\''" : (char[]){*text, 0});
    sb_putc(b, '\'');
}

static Err write_go(Arena *a, const char *goroot, const char *path)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n < 0) return err_new("cannot tell the name of this program: %s", errno_text(errno));
    self[n] = 0;
    StrBuf b = {0};
    sb_puts(&b, "#!/bin/sh\nGOROOT=");
    put_quoted(&b, goroot);
    sb_puts(&b, " exec ");
    put_quoted(&b, self);
    sb_puts(&b, " \"$@\"\n");
    Str text = str_dup(a, sb_str(&b));
    sb_release(&b);
    Err err = file_write_atomic(path, text);
    if (!err_is(err) && chmod(path, 0755) != 0) err = err_new("chmod %s: %s", path, errno_text(errno));
    return err;
}

static Err make_goroot(Arena *a, const char *goroot, const char **dir)
{
    char *made = (char *)arena_printf(a, "%s/undergo-doc-XXXXXX", load_env("TMPDIR", "/tmp"));
    *dir = NULL;
    if (!mkdtemp(made)) return err_new("cannot make a directory: %s: %s", made, errno_text(errno));
    *dir = made;
    const char *src = path_join(a, made, "src");
    if (symlink(path_join(a, goroot, "src"), src) != 0) return err_new("symlink %s: %s", src, errno_text(errno));
    Err err = path_make_dirs(a, path_join(a, made, "bin"));
    return err_is(err) ? err : write_go(a, goroot, path_join(a, made, "bin/go"));
}

static const char *const *with_goroot(Arena *a, const char *goroot)
{
    ArgVec env = {0};
    for (char **e = environ; *e; e++) {
        if (strncmp(*e, "GOROOT=", 7) != 0) vec_push(a, &env, (const char *)*e);
    }
    vec_push(a, &env, (const char *)arena_printf(a, "GOROOT=%s", goroot));
    vec_push(a, &env, (const char *)NULL);
    return env.p;
}

static int list_flags(void)
{
    static const char *const flags[] = {"C", "all", "c", "cmd", "http", "short", "src", "u"};
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) printf("-%s\n", flags[i]);
    return EXIT_OK;
}

int cmd_doc(const Command *c, int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "--complete") == 0) return list_flags();
    Session s;
    session_init(&s, c);
    const char *exe = NULL, *goroot = load_find_goroot(s.arena, ""), *dir = NULL;
    Err err = tool_build(&s, "cmd/go/doc", &exe);
    if (!err_is(err) && !goroot) err = err_new("cannot find a Go tree");
    if (!err_is(err)) err = make_goroot(s.arena, goroot, &dir);
    int code = EXIT_ERROR;
    if (err_is(err)) {
        report_err(err);
    } else {
        ArgVec words = {0};
        vec_push(s.arena, &words, "doc");
        for (int i = 0; i < argc; i++) vec_push(s.arena, &words, (const char *)argv[i]);
        vec_push(s.arena, &words, (const char *)NULL);
        code = run_tool(exe, words.p, with_goroot(s.arena, dir));
    }
    if (dir) {
        Err removed = path_remove_all(dir);
        err_release(&removed);
    }
    return code;
}
