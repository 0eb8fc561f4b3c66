// Whether what came is what go.sum or the checksum database knows, in go's words.
#include "mod/dirhash.h"
#include "mod/fetcher.h"

// A toolchain is in no go.sum, so nothing but the database vouches for it: GONOSUMDB and GOSUMDB=off don't
// excuse it. Only where a single directory is the proxy is its owner believed, as go has it.
static bool needs_sumdb(ModFetcher *f, ModVersion m)
{
    const char *proxy = goenv_get(f->env, "GOPROXY", "");
    bool one_directory = strncmp(proxy, "file://", 7) == 0 && !strpbrk(proxy, ",|");
    if (fetcher_is_toolchain(m) && !one_directory) return true;
    const char *private = goenv_get(f->env, "GOPRIVATE", "");
    return strcmp(goenv_get(f->env, "GOSUMDB", ""), "off") != 0 &&
           !goenv_matches(f->env, goenv_get(f->env, "GONOSUMDB", private), m.path);
}

static Err check_sumdb(ModFetcher *f, ModVersion m, Str sum)
{
    StrVec lines = {0};
    Err err = fetcher_proxies(f);
    if (!err_is(err) && !f->sumdb) err = sumdb_open(f->arena, f->env, f->net, &f->proxies, &f->sumdb);
    if (!err_is(err)) err = sumdb_lookup(f->sumdb, m, &lines);
    if (err_is(err)) return err;
    Str prefix = str_from(arena_printf(f->arena, "%.*s %.*s ", STR_FMT(m.path), STR_FMT(m.version)));
    for (uint32_t i = 0; i < lines.n; i++) {
        Str have = {lines.p[i].p + prefix.n, lines.p[i].n - prefix.n};
        if (str_eq(have, sum)) return ERR_NONE;
        if (str_has_prefix(have, STR("h1:")))
            return err_new("checksum mismatch\n\tdownloaded: %.*s\n\t%s: %.*s\n\nSECURITY ERROR\n"
                           "This download does NOT match the one reported by the checksum server.\n"
                           "The bits may have been replaced on the origin server, or an attacker may\n"
                           "have intercepted the download attempt.\n\n"
                           "For more information, see 'go help module-auth'.\n",
                           STR_FMT(sum), sumdb_name(f->sumdb), STR_FMT(have));
    }
    return err_new("checksum missing from sumdb response\n\nSECURITY ERROR\n"
                   "This download does NOT match one reported by the checksum server.\n"
                   "The checksum server has provided checksums, but the checksums do\n"
                   "not contain an entry for the download.\n"
                   "The checksum server may be malfunctioning, or an attacker may have\n"
                   "intercepted the checksum request.\nThe download cannot be verified.\n\n"
                   "For more information, see 'go help module-auth'.\n");
}

Err fetcher_check_sum(ModFetcher *f, ModVersion m, Str sum, Str known_sum)
{
    if (known_sum.n) {
        if (str_eq(known_sum, sum)) return ERR_NONE;
        return err_whole(
            "verifying %.*s@%.*s: checksum mismatch\n\tdownloaded: %.*s\n\tgo.sum:     %.*s\n\nSECURITY ERROR\n"
            "This download does NOT match an earlier download recorded in go.sum.\n"
            "The bits may have been replaced on the origin server, or an attacker may\n"
            "have intercepted the download attempt.\n\n"
            "For more information, see 'go help module-auth'.\n",
            STR_FMT(m.path), STR_FMT(m.version), STR_FMT(sum), STR_FMT(known_sum));
    }
    if (!needs_sumdb(f, m)) return ERR_NONE;
    Err err = check_sumdb(f, m, sum);
    return err_is(err) ? err_wrap_take(err, "%.*s@%.*s: verifying module", STR_FMT(m.path), STR_FMT(m.version)) : err;
}

// ---- What lies in the cache

static void complain(Arena *a, StrVec *out, ModVersion m, const char *text)
{
    vec_push(a, out, str_from(arena_printf(a, "%.*s %.*s: %s", STR_FMT(m.path), STR_FMT(m.version), text)));
}

static void compare(Arena *a, StrVec *out, ModVersion m, Err err, Str have, Str want, const char *what)
{
    if (err_is(err)) {
        complain(a, out, m, err.msg);
        err_release(&err);
    } else if (!str_eq(have, want)) {
        complain(a, out, m, what);
    }
}

void mod_verify(Arena *a, const char *modcache, ModVersion m, StrVec *complaints)
{
    ModPlace p = modcache_place(a, modcache, m);
    bool zip = path_is_file(p.zip), dir = path_is_dir(p.dir);
    if (!zip && !dir) return; // nothing is here yet
    Str want, have = {0};
    Err err = mod_cached_sum(a, modcache, m, &want);
    if (err_is(err)) {
        complain(a, complaints, m, arena_printf(a, "missing ziphash: %s", err.msg));
        err_release(&err);
        return;
    }
    if (zip) {
        Zip z;
        err = zip_open(a, p.zip, &z);
        if (!err_is(err)) {
            err = dirhash_zip(a, &z, &have);
            zip_close(&z);
        }
        compare(a, complaints, m, err, have, want, arena_printf(a, "zip has been modified (%s)", p.zip));
    }
    if (dir) {
        Str prefix = str_from(arena_printf(a, "%.*s@%.*s/", STR_FMT(m.path), STR_FMT(m.version)));
        err = dirhash_dir(a, p.dir, prefix, &have);
        compare(a, complaints, m, err, have, want, arena_printf(a, "dir has been modified (%s)", p.dir));
    }
}
