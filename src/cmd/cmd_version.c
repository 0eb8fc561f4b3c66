// undergo version
#include "cmd/cmd.h"

int cmd_version(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    bool modules = false;
    flag_add(&s.flags, "m", FLAG_BOOL, &modules);
    flag_add(&s.flags, "goroot", FLAG_STRING, &s.goroot);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (s.args.n || modules) {
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
