// undergo version
#include "cmd/cmd.h"

int cmd_version(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s);
    FlagSet f = {.command = c, .arena = s.arena};
    bool modules = false;
    flag_add(&f, "m", FLAG_BOOL, &modules);
    flag_add(&f, "goroot", FLAG_STRING, &s.goroot);
    ArgVec files = {0};
    int code = flag_parse_args(&f, argc, argv, &files);
    if (code) return code;
    if (files.n || modules) {
        fputs("undergo version: reading programs is not available in this version\n", stderr);
        return EXIT_USAGE;
    }
    const char *goroot = load_find_goroot(s.arena, s.goroot);
    const char *version = goroot ? load_goroot_version(s.arena, goroot) : NULL;
    if (version) {
        printf("undergo version %s (go%s) linux/amd64\n", UNDERGO_VERSION, version);
    } else {
        printf("undergo version %s (no Go tree found) linux/amd64\n", UNDERGO_VERSION);
    }
    return EXIT_OK;
}
