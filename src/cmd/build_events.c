// -json of build, install and test: what a build says, as events, in the form that `go help buildjson` describes.
//
// The rooms print a user's errors on standard error. Where events are asked for it is caught in memory while they
// work, and cut at the lines "# import path", which say whose the lines below are.
#include <sys/mman.h>
#include <unistd.h>

#include "cmd/test.h"

void build_event_put(StrBuf *out, Str import_path, const char *action, Str text)
{
    sb_puts(out, "{\"ImportPath\":");
    sb_put_json(out, import_path);
    sb_printf(out, ",\"Action\":\"%s\"", action);
    if (text.n) {
        sb_puts(out, ",\"Output\":");
        sb_put_json(out, text);
    }
    sb_puts(out, "}\n");
}

static Str with_newline(Str *text)
{
    const char *nl = text->n ? memchr(text->p, '\n', text->n) : NULL;
    Str line = {text->p, nl ? (size_t)(nl - text->p) + 1 : text->n};
    text->p += line.n, text->n -= line.n;
    return line;
}

void build_events_error(StrBuf *out, Str import_path, Str text)
{
    while (text.n) build_event_put(out, import_path, "build-output", with_newline(&text));
    build_event_put(out, import_path, "build-fail", (Str){0});
}

Str build_events_said(StrBuf *out, Str import_path, Str text, bool failed)
{
    bool any = false;
    while (text.n) {
        Str line = with_newline(&text);
        if (str_has_prefix(line, STR("# ")) && !str_has_prefix(line, STR("# ["))) {
            if (any && failed) build_event_put(out, import_path, "build-fail", (Str){0});
            import_path = (Str){line.p + 2, line.n - 2 - (line.p[line.n - 1] == '\n')};
        }
        any = true;
        build_event_put(out, import_path, "build-output", line);
    }
    if (failed) build_event_put(out, import_path, "build-fail", (Str){0});
    return import_path;
}

void said_begin(Said *s)
{
    fflush(stderr);
    s->stderr_copy = dup(STDERR_FILENO);
    s->memory = memfd_create("build output", MFD_CLOEXEC);
    s->caught = s->stderr_copy >= 0 && s->memory >= 0 && dup2(s->memory, STDERR_FILENO) >= 0;
}

Str said_end(Said *s, Arena *a)
{
    fflush(stderr);
    if (s->stderr_copy >= 0) dup2(s->stderr_copy, STDERR_FILENO);
    Str text = {0};
    if (s->caught) {
        Err err = file_read(a, arena_printf(a, "/proc/self/fd/%d", s->memory), &text);
        if (err_is(err)) text = (Str){0};
        err_release(&err);
    }
    if (s->stderr_copy >= 0) close(s->stderr_copy);
    if (s->memory >= 0) close(s->memory);
    return text;
}

// ---- build and install

static void print_events(StrBuf *b)
{
    fwrite(b->p, 1, b->n, stdout);
    sb_release(b);
    fflush(stdout);
}

static void load_error_event(void *ctx, const LoadPkg *p, const char *text)
{
    StrBuf b = {0}, line = {0};
    sb_printf(&line, "%s\n", text);
    build_events_error(&b, p->import_path, sb_str(&line));
    sb_release(&line);
    print_events(&b);
    (void)ctx;
}

uint32_t session_report_errors(Session *s, const LoadPkgs *roots)
{
    if (!s->json) return load_report_errors(&s->loader, roots, stderr);
    return load_each_error(&s->loader, roots, load_error_event, NULL);
}

void session_build_begin(Session *s, Said *said)
{
    *said = (Said){.stderr_copy = -1, .memory = -1};
    if (s->json) said_begin(said);
}

void session_build_end(Session *s, Said *said, bool ok)
{
    if (!s->json) return;
    Str text = said_end(said, s->arena);
    StrBuf b = {0};
    if (text.n) build_events_said(&b, (Str){0}, text, !ok);
    print_events(&b);
}
