// undergo clean: removes caches.
#include "build/cache.h"
#include "cmd/cmd.h"

int cmd_clean(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_flags(&s);
    bool cache = false, testcache = false, modcache = false;
    flag_add(&s.flags, "cache", FLAG_BOOL, &cache);
    flag_add(&s.flags, "testcache", FLAG_BOOL, &testcache);
    flag_add(&s.flags, "modcache", FLAG_BOOL, &modcache);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    // Builds leave nothing in package directories.
    if (s.args.n && (cache || testcache || modcache))
        return report_err(err_new("clean -cache, -testcache and -modcache cannot be used with package arguments"));
    Err err = cache ? cache_clean(s.arena) : ERR_NONE;
    if (!err_is(err) && testcache) err = cache_expire_tests(s.arena);
    if (!err_is(err) && modcache) {
        const char *dir = goenv_modcache(&s.env);
        err = *dir ? path_remove_all(dir) : err_new("clean -modcache: no module cache");
    }
    return err_is(err) ? report_err(err) : EXIT_OK;
}
