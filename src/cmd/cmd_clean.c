// undergo clean [-cache]
#include "build/cache.h"
#include "cmd/cmd.h"

int cmd_clean(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s);
    FlagSet f = {.command = c};
    session_flags(&s, &f);
    bool cache = false, none = false;
    flag_add(&f, "cache", FLAG_BOOL, &cache);
    flag_add(&f, "testcache", FLAG_BOOL, &none); // test results are not cached
    ArgVec rest = {0};
    int code = flag_parse_args(&f, argc, argv, &rest);
    if (code) return code;
    if (!cache) return EXIT_OK; // builds leave nothing in package directories
    Err err = cache_clean(s.arena);
    return err_is(err) ? report_err(err) : EXIT_OK;
}
