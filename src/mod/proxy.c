// $GOPROXY: a list of URLs, `direct` and `off`; after a comma the next is asked where the one before
// knows nothing of the module, after a bar also where it failed. https://go.dev/ref/mod#goproxy-protocol
#include "mod/proxy.h"

static Err check_url(Arena *a, const char *url)
{
    const char *shown = net_redact(a, url);
    if (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) return ERR_NONE;
    if (strncmp(url, "file://", 7) == 0) {
        if (url[7] == '/' && !strpbrk(url, "?#")) return ERR_NONE;
        return err_new("invalid file:// proxy URL with non-path elements: %s", shown);
    }
    const char *colon = strstr(url, ":/");
    return err_new(colon ? "invalid proxy URL scheme (must be https, http, file): %s"
                         : "invalid proxy URL missing scheme: %s",
                   shown);
}

static Err add(Arena *a, ProxyList *out, Str word, bool fall_back)
{
    ProxyKind kind = str_eqz(word, "off") ? PROXY_OFF : str_eqz(word, "direct") ? PROXY_DIRECT : PROXY_URL;
    const char *url = "";
    if (kind == PROXY_URL) {
        url = arena_strndup(a, word.p, word.n);
        // A single word is kept for go's own use; what looks like a host is one.
        if (strpbrk(url, ".:/") && !strstr(url, ":/") && url[0] != '/') url = arena_printf(a, "https://%s", url);
        Err err = check_url(a, url);
        if (err_is(err)) return err;
        size_t n = strlen(url);
        while (n && url[n - 1] == '/') n--;
        url = arena_strndup(a, url, n);
    }
    vec_push(a, &out->list, ((Proxy){kind, url, fall_back}));
    return ERR_NONE;
}

Err proxies_parse(const GoEnv *env, ProxyList *out)
{
    *out = (ProxyList){0};
    const char *list = goenv_get(env, "GOPROXY", "https://proxy.golang.org,direct");
    const char *none = goenv_get(env, "GONOPROXY", goenv_get(env, "GOPRIVATE", ""));
    if (*none && strcmp(list, "direct") != 0)
        vec_push(env->arena, &out->list, ((Proxy){.kind = PROXY_NONE, .url = ""}));
    uint32_t implied = out->list.n;
    for (bool more = true; more && *list;) {
        size_t n = strcspn(list, ",|");
        Str word = str_trim((Str){list, n}, " \t");
        bool fall_back = list[n] == '|';
        list += n + (list[n] != 0);
        if (word.n == 0) continue;
        Err err = add(env->arena, out, word, fall_back);
        if (err_is(err)) return err;
        more = out->list.p[out->list.n - 1].kind == PROXY_URL; // nothing is asked after direct or off
    }
    if (out->list.n == implied) return err_new("GOPROXY list is not the empty string, but contains no entries");
    return ERR_NONE;
}

NetStatus proxies_try(const ProxyList *l, ProxyAsk *ask, void *ctx, Err *err)
{
    NetStatus status = NET_NOT_FOUND;
    unsigned rank = 0; // of what *err holds
    for (uint32_t i = 0; i < l->list.n; i++) {
        const Proxy *p = &l->list.p[i];
        Err got = ERR_NONE;
        NetStatus s = ask(ctx, p, &got);
        if (s == NET_OK) {
            err_release(err);
            return NET_OK;
        }
        bool direct = p->kind == PROXY_DIRECT || (p->kind == PROXY_NONE && err_is(got));
        unsigned r = direct ? 3 : s == NET_FAILED ? 2 : 1;
        if (err_is(got) && r >= rank) {
            err_release(err);
            *err = got;
            rank = r;
            status = s;
        } else {
            err_release(&got);
        }
        if (s == NET_FAILED && !p->fall_back) break;
    }
    return status;
}
