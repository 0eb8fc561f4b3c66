// A test program's output as a stream of events, one JSON object a line, as `go tool test2json` has them.
//
// A program run with -test.v=test2json puts the byte 0x16 before each line that frames tests: "=== RUN   Name",
// "--- PASS: Name (0.00s)", results of subtests below their test's and indented. A line that is not marked is
// output of the test last named. A result is told only when the results below it have been, so it waits in a stack.
#include <stdlib.h>
#include <time.h>

#include "cmd/test.h"

enum { MARK = 0x16 };

typedef struct TestReport {
    const char *action;
    Str test;
    double seconds;
} TestReport;

// ---- Events

static void put_time(StrBuf *b)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm tm;
    localtime_r(&now.tv_sec, &tm);
    char date[32], zone[8];
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &tm);
    strftime(zone, sizeof zone, "%z", &tm);
    sb_printf(b, "{\"Time\":\"%s.%09ld", date, now.tv_nsec);
    if (strcmp(zone, "+0000") == 0) {
        sb_putc(b, 'Z');
    } else {
        sb_printf(b, "%.3s:%s", zone, zone + 3);
    }
    sb_putc(b, '"');
}

static void open_event(TestEvents *e, const char *action, Str test)
{
    put_time(e->out);
    sb_printf(e->out, ",\"Action\":\"%s\",\"Package\":", action);
    sb_put_json(e->out, e->package);
    if (test.n) {
        sb_puts(e->out, ",\"Test\":");
        sb_put_json(e->out, test);
    }
}

static void close_event(TestEvents *e) { sb_puts(e->out, "}\n"); }

static void put_seconds(TestEvents *e, double seconds) { sb_printf(e->out, ",\"Elapsed\":%.9g", seconds); }

static void output(TestEvents *e, Str text)
{
    if (text.n == 0) return;
    open_event(e, "output", e->test);
    sb_puts(e->out, ",\"Output\":");
    sb_put_json(e->out, text);
    close_event(e);
}

static void tell_reports(TestEvents *e, uint32_t depth)
{
    e->test = (Str){0};
    while (e->reports.n > depth) {
        const TestReport *r = e->reports.p[--e->reports.n];
        open_event(e, r->action, r->test);
        put_seconds(e, r->seconds);
        close_event(e);
    }
}

// ---- Lines

static Str trim(Str s)
{
    while (s.n && (*s.p == ' ' || *s.p == '\t')) s.p++, s.n--;
    while (s.n && strchr(" \t\r\n", s.p[s.n - 1])) s.n--;
    return s;
}

// "--- PASS: Name (0.00s)", without its indentation.
static bool read_report(TestEvents *e, Str line, TestReport *out)
{
    static const struct {
        const char *prefix, *action;
    } kinds[] = {{"--- PASS: ", "pass"}, {"--- FAIL: ", "fail"}, {"--- SKIP: ", "skip"}, {"--- BENCH: ", "bench"}};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        Str prefix = str_from(kinds[i].prefix);
        if (!str_has_prefix(line, prefix)) continue;
        Str name = trim((Str){line.p + prefix.n, line.n - prefix.n});
        const char *paren = memmem(name.p, name.n, " (", 2);
        *out = (TestReport){.action = kinds[i].action};
        if (paren) {
            if (name.n > 2 && memcmp(name.p + name.n - 2, "s)", 2) == 0)
                out->seconds = strtod(arena_strndup(e->arena, paren + 2, name.n - (size_t)(paren + 2 - name.p)), NULL);
            name.n = (size_t)(paren - name.p);
        }
        out->test = str_dup(e->arena, name);
        return true;
    }
    return false;
}

static bool report_line(TestEvents *e, Str whole)
{
    Str line = whole;
    uint32_t indent = 0;
    while (str_has_prefix(line, STR("    "))) line.p += 4, line.n -= 4, indent++;
    TestReport r;
    if (!read_report(e, line, &r)) {
        if (indent > 0 && indent <= e->reports.n) e->test = e->reports.p[indent - 1]->test;
        return false;
    }
    if (e->reports.n < indent) return false; // deeper than anything it could be below
    tell_reports(e, indent);
    TestReport *kept = ARENA_NEW(e->arena, TestReport);
    *kept = r;
    e->test = r.test;
    vec_push(e->arena, &e->reports, kept);
    output(e, whole);
    return true;
}

// "=== RUN   Name" and its like.
static bool update_line(TestEvents *e, Str line)
{
    static const struct {
        const char *prefix, *action;
    } kinds[] = {{"=== RUN   ", "run"},  {"=== PAUSE ", "pause"}, {"=== CONT  ", "cont"},
                 {"=== NAME  ", "name"}, {"=== ATTR  ", "attr"},  {"=== ARTIFACTS ", "artifacts"}};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        Str prefix = str_from(kinds[i].prefix);
        if (!str_has_prefix(line, prefix)) continue;
        Str rest = trim((Str){line.p + prefix.n, line.n - prefix.n}), words[3] = {rest};
        bool attr = strcmp(kinds[i].action, "attr") == 0, artifacts = strcmp(kinds[i].action, "artifacts") == 0;
        for (unsigned k = 0; k < (attr ? 2 : artifacts ? 1 : 0); k++) {
            const char *space = memchr(words[k].p, ' ', words[k].n);
            if (!space) break;
            words[k + 1] = (Str){space + 1, words[k].n - (size_t)(space - words[k].p) - 1};
            words[k].n = (size_t)(space - words[k].p);
        }
        tell_reports(e, 0);
        e->test = str_dup(e->arena, words[0]);
        if (strcmp(kinds[i].action, "name") == 0) return true; // only says whose output follows
        bool pause = strcmp(kinds[i].action, "pause") == 0;
        if (pause) output(e, line);
        open_event(e, kinds[i].action, e->test);
        static const char *const keys[] = {"Key", "Value"};
        for (unsigned k = 0; k < (attr ? 2 : artifacts ? 1 : 0); k++) {
            sb_printf(e->out, ",\"%s\":", artifacts ? "Path" : keys[k]);
            sb_put_json(e->out, words[k + 1]);
        }
        close_event(e);
        if (!pause) output(e, line);
        return true;
    }
    return false;
}

static void take_line(TestEvents *e, Str line, bool marked)
{
    Str text = trim(line);
    e->marked |= marked;
    bool framing = marked || !e->marked;
    bool pass = str_eqz(text, "PASS"), fail = str_eqz(text, "FAIL");
    if ((pass || fail) && framing && line.p[0] != ' ') {
        tell_reports(e, 0);
        e->result = pass ? "pass" : "fail";
        output(e, line);
        return;
    }
    if (str_eqz(text, "testing: warning: no tests to run")) e->result = "skip";
    if (str_has_prefix(line, STR("FAIL\t")) || str_has_prefix(line, STR("ok  \t"))) tell_reports(e, 0);
    if (framing && (update_line(e, line) || report_line(e, line))) return;
    output(e, line);
}

void test_events_start(TestEvents *e, Arena *a, Str package, StrBuf *out)
{
    *e = (TestEvents){.arena = a, .package = package, .out = out};
}

void test_events_add(TestEvents *e, Str piece)
{
    for (size_t i = 0; i < piece.n; i++) {
        char c = piece.p[i];
        // A mark in the middle of a line: what a test wrote without a newline ends there.
        if (c == MARK && e->line.n && e->line.p[0] != MARK) {
            output(e, sb_str(&e->line));
            sb_clear(&e->line);
        }
        sb_putc(&e->line, c);
        if (c != '\n') continue;
        Str line = sb_str(&e->line);
        bool marked = line.p[0] == MARK;
        if (marked) line.p++, line.n--;
        take_line(e, line, marked);
        sb_clear(&e->line);
    }
}

void test_events_text(TestEvents *e, const char *action, Str text)
{
    open_event(e, action, (Str){0});
    if (text.n) {
        sb_puts(e->out, ",\"Output\":");
        sb_put_json(e->out, text);
    }
    close_event(e);
}

void test_events_end(TestEvents *e, const char *result, double seconds, Str failed_build)
{
    if (e->line.n) output(e, sb_str(&e->line));
    sb_release(&e->line);
    tell_reports(e, 0);
    if (!result) result = e->result ? e->result : "pass";
    open_event(e, result, (Str){0});
    put_seconds(e, (double)(int64_t)(seconds * 1000 + 0.5) / 1000);
    if (failed_build.n) {
        sb_puts(e->out, ",\"FailedBuild\":");
        sb_put_json(e->out, failed_build);
    }
    close_event(e);
}
