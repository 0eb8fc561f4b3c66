// One GET after another over libcurl: http, https and file URLs, retries, a progress line.
//
// What may pass by itself (no connection, a cut transfer, 429 and 5xx answers) is tried again
// after a pause that doubles, or as long as the server asks for within reason; each try starts the
// body anew, for a body glued together from two answers could not be told from a good one until
// its checksum. A https URL is never redirected to plain http. Certificates are looked for where
// Go looks for them: SSL_CERT_FILE and SSL_CERT_DIR, then the system's.
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "mod/auth.h"
#include "mod/net.h"

enum {
    TRIES = 4,
    FIRST_PAUSE_MS = 500,
    LONGEST_WAIT_S = 30, // that a server may ask for
    CONNECT_S = 30,
    STALLED_S = 60,
    REDIRECTS = 10,
    DETAIL_BYTES = 8 << 10, // of an error answer, as go shows
    DETAIL_LINES = 8,
    PROGRESS_MS = 100,
};

struct Net {
    Arena *arena;
    CURL *curl;
    FILE *tty;
    Auth *auth;
    char error[CURL_ERROR_SIZE];
    // The transfer under way.
    StrBuf *text;
    FILE *file;
    uint64_t limit, got;
    bool too_large, write_failed, drawn;
    StrBuf detail; // the body of an answer that is not 200
    StrBuf head;   // status line and headers of the last answer
    int64_t drawn_at;
};

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void pause_ms(int64_t ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&t, &t) != 0) {}
}

static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
    Net *n = ctx;
    size_t len = size * count;
    long code = 0;
    curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &code);
    if (code != 0 && code != 200) {
        size_t room = DETAIL_BYTES - n->detail.n;
        sb_put(&n->detail, (Str){p, len < room ? len : room});
        return len;
    }
    n->got += len;
    if (n->got > n->limit) {
        n->too_large = true;
        return 0;
    }
    if (n->text) {
        sb_put(n->text, (Str){p, len});
    } else if (fwrite(p, 1, len, n->file) != len) {
        n->write_failed = true;
        return 0;
    }
    return len;
}

static size_t on_header(char *p, size_t size, size_t count, void *ctx)
{
    Net *n = ctx;
    size_t len = size * count, shown = len;
    if (len > 5 && memcmp(p, "HTTP/", 5) == 0) sb_clear(&n->head); // an answer after a redirect
    while (shown && (p[shown - 1] == '\r' || p[shown - 1] == '\n')) shown--;
    if (shown && n->head.n < DETAIL_BYTES) sb_printf(&n->head, "%.*s\n", (int)shown, p);
    return len;
}

static int on_progress(void *ctx, curl_off_t total, curl_off_t done, curl_off_t up_total, curl_off_t up_done)
{
    (void)up_total, (void)up_done;
    Net *n = ctx;
    if (!n->tty || !n->file || done <= 0 || now_ms() - n->drawn_at < PROGRESS_MS) return 0;
    n->drawn_at = now_ms();
    n->drawn = true;
    double mb = 1 << 20;
    if (total > 0) {
        fprintf(n->tty, "\r\033[K  %.1f of %.1f MB (%d%%)", (double)done / mb, (double)total / mb,
                (int)(100 * done / total));
    } else {
        fprintf(n->tty, "\r\033[K  %.1f MB", (double)done / mb);
    }
    fflush(n->tty);
    return 0;
}

static void erase_progress(Net *n)
{
    if (n->drawn) fputs("\r\033[K", n->tty), fflush(n->tty);
    n->drawn = false;
}

Net *net_new(Arena *a, FILE *tty)
{
    Net *n = ARENA_NEW(a, Net);
    n->arena = a;
    n->tty = tty && isatty(fileno(tty)) ? tty : NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(n->curl = curl_easy_init())) BUG("libcurl does not start");
    return n;
}

void net_use_auth(Net *n, Auth *auth) { n->auth = auth; }

void net_free(Net *n)
{
    curl_easy_cleanup(n->curl);
    curl_global_cleanup();
    sb_release(&n->detail);
    sb_release(&n->head);
}

const char *net_redact(Arena *a, const char *url)
{
    const char *user = strstr(url, "://");
    if (!user) return url;
    user += 3;
    size_t authority = strcspn(user, "/?#");
    const char *at = memrchr(user, '@', authority);
    const char *colon = at ? memchr(user, ':', (size_t)(at - user)) : NULL;
    return colon ? arena_printf(a, "%.*sxxxxx%s", (int)(colon + 1 - url), url, at) : url;
}

static void set_up(Net *n, const char *url)
{
    CURL *c = n->curl;
    curl_easy_reset(c); // keeps connections
    n->error[0] = 0;
    const char *cert_file = getenv("SSL_CERT_FILE"), *cert_dir = getenv("SSL_CERT_DIR");
    bool secure = strncmp(url, "https:", 6) == 0;
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https,file");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)STALLED_S);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "undergo");
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, n->error);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, n);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, n);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, n);
    if (cert_file && *cert_file) curl_easy_setopt(c, CURLOPT_CAINFO, cert_file);
    if (cert_dir && *cert_dir) curl_easy_setopt(c, CURLOPT_CAPATH, cert_dir);
    // libcurl knows http_proxy in small letters only, for a web server sets HTTP_PROXY from a request's header.
    const char *capital = getenv("HTTP_PROXY");
    if (!secure && capital && *capital && !getenv("http_proxy") && !getenv("REQUEST_METHOD"))
        curl_easy_setopt(c, CURLOPT_PROXY, capital);
}

static bool passes_by_itself(CURLcode code)
{
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return true;
    }
    return false;
}

// What a server says with an error, if it is short plain text: nothing that could move a terminal's cursor.
static void append_detail(Net *n, StrBuf *to)
{
    Str s = sb_str(&n->detail);
    for (Str rest = s; rest.n;) {
        uint32_t r;
        unsigned used = utf8_decode(rest, &r);
        if ((r == RUNE_ERROR && used == 1) || (r != '\n' && r != '\t' && !rune_is_print(r))) return;
        rest.p += used, rest.n -= used;
    }
    bool many = memchr(s.p, '\n', s.n) && (const char *)memchr(s.p, '\n', s.n) + 1 < s.p + s.n;
    for (unsigned lines = 0; s.n && lines < DETAIL_LINES; lines++) {
        const char *nl = memchr(s.p, '\n', s.n);
        Str line = {s.p, nl ? (size_t)(nl - s.p) : s.n};
        if (line.n == 0) return;
        sb_puts(to, lines == 0 ? (many ? "\n\tserver response:\n\t" : "\n\tserver response: ") : "\n\t");
        sb_put(to, line);
        s.p += line.n + (nl != NULL);
        s.n -= line.n + (nl != NULL);
    }
}

static Err status_error(Net *n, const char *url, long code)
{
    static const struct {
        long code;
        const char *text;
    } known[] = {{400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {410, "Gone"},
                 {429, "Too Many Requests"},
                 {500, "Internal Server Error"},
                 {502, "Bad Gateway"},
                 {503, "Service Unavailable"},
                 {504, "Gateway Timeout"}};
    const char *text = "";
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (known[i].code == code) text = known[i].text;
    }
    StrBuf b = {0};
    append_detail(n, &b);
    Err err = err_new("reading %s: %ld %s%.*s", net_redact(n->arena, url), code, text, (int)b.n, b.p ? b.p : "");
    sb_release(&b);
    return err;
}

static void rewind_body(Net *n, size_t text_start)
{
    n->got = 0;
    n->too_large = n->write_failed = false;
    sb_clear(&n->detail);
    if (n->text) {
        n->text->n = text_start;
    } else {
        rewind(n->file);
        if (ftruncate(fileno(n->file), 0) != 0) n->write_failed = true;
    }
}

// libcurl keeps an Authorization header from other hosts that it is sent to. The list is the caller's to free.
static struct curl_slist *set_credentials(Net *n, const char *url)
{
    const StrVec *headers = n->auth && strncmp(url, "https:", 6) == 0 ? auth_headers(n->auth, url) : NULL;
    struct curl_slist *list = NULL;
    for (uint32_t i = 0; headers && i < headers->n; i++)
        list = curl_slist_append(list, arena_printf(n->arena, "%.*s", STR_FMT(headers->p[i])));
    if (list) curl_easy_setopt(n->curl, CURLOPT_HTTPHEADER, list);
    return list;
}

// Where a server refuses a request, those who lend credentials are told, and it is made again with what they lend.
static CURLcode perform(Net *n, const char *url, size_t text_start)
{
    struct curl_slist *headers = set_credentials(n, url);
    CURLcode code = curl_easy_perform(n->curl);
    long status = 0;
    curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
    bool refused = code == CURLE_OK && status >= 400 && status < 500;
    if (refused && n->auth && strncmp(url, "https:", 6) == 0) {
        sb_putc(&n->head, '\n');
        if (auth_refused(n->auth, url, sb_str(&n->head))) {
            curl_slist_free_all(headers);
            rewind_body(n, text_start);
            set_up(n, url);
            headers = set_credentials(n, url);
            code = curl_easy_perform(n->curl);
            curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
            if (code == CURLE_OK && (status == 200 || status == 401)) auth_judge(n->auth, status == 200);
        }
    }
    curl_slist_free_all(headers);
    return code;
}

// One try. *again: it may go better later, in *wait_s seconds if the server says so.
static NetStatus try_once(Net *n, const char *url, size_t text_start, bool *again, curl_off_t *wait_s, Err *err)
{
    *again = false;
    *wait_s = 0;
    if (n->auth && strncmp(url, "https:", 6) == 0) {
        *err = auth_start(n->auth);
        if (err_is(*err)) return NET_FAILED;
    }
    set_up(n, url);
    CURLcode code = perform(n, url, text_start);
    erase_progress(n);
    const char *shown = net_redact(n->arena, url);
    if (n->too_large)
        return *err = err_new("reading %s: answer is over %lu bytes", shown, (unsigned long)n->limit), NET_FAILED;
    if (n->write_failed) return *err = err_new("reading %s: cannot write it to a file", shown), NET_FAILED;
    if (code == CURLE_FILE_COULDNT_READ_FILE)
        return *err = err_new("reading %s: no such file or directory", shown), NET_NOT_FOUND;
    if (code != CURLE_OK) {
        long os_error = 0;
        curl_easy_getinfo(n->curl, CURLINFO_OS_ERRNO, &os_error);
        *again = passes_by_itself(code) && !(code == CURLE_COULDNT_CONNECT && os_error == ECONNREFUSED);
        *err = err_new("reading %s: %s", shown, n->error[0] ? n->error : curl_easy_strerror(code));
        return NET_FAILED;
    }
    long status = 0;
    curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status == 0 || status == 200) {
        if (n->file && fflush(n->file) != 0)
            return *err = err_new("reading %s: cannot write it to a file", shown), NET_FAILED;
        return NET_OK;
    }
    curl_easy_getinfo(n->curl, CURLINFO_RETRY_AFTER, wait_s);
    *again = status == 429 || status >= 500;
    *err = status_error(n, url, status);
    return status == 404 || status == 410 ? NET_NOT_FOUND : NET_FAILED;
}

static NetStatus transfer(Net *n, const char *url, Err *err)
{
    size_t text_start = n->text ? n->text->n : 0;
    int64_t pause = FIRST_PAUSE_MS;
    for (unsigned tries = 1;; tries++) {
        rewind_body(n, text_start);
        bool again;
        curl_off_t wait_s;
        NetStatus status = try_once(n, url, text_start, &again, &wait_s, err);
        if (status == NET_OK || !again || tries == TRIES || wait_s > LONGEST_WAIT_S) return status;
        err_release(err);
        // Half of the pause again by chance, so that machines that failed together don't return together.
        int64_t ms = pause + now_ms() % (pause / 2);
        pause_ms(wait_s * 1000 > ms ? wait_s * 1000 : ms);
        pause *= 2;
    }
}

NetStatus net_get(Net *n, const char *url, uint64_t limit, StrBuf *out, Err *err)
{
    n->text = out;
    n->file = NULL;
    n->limit = limit;
    return transfer(n, url, err);
}

NetStatus net_download(Net *n, const char *url, uint64_t limit, FILE *out, Err *err)
{
    n->text = NULL;
    n->file = out;
    n->limit = limit;
    return transfer(n, url, err);
}
