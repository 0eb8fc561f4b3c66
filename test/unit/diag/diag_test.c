// Positions through //line directives, and what the sink prints of several errors on a line.
#include "diag/diag.h"

#include "../check.h"

static const char text[] = "one\ntwo\nthree\nfour\n";

static SourceFile *add(SourceSet *s, const char *path)
{
    SourceFile *f = sources_add_take(s, path, NULL, STR(text));
    for (uint32_t i = 0; i < sizeof text - 1; i++)
        if (text[i] == '\n') vec_push(f->arena, &f->lines, i + 1);
    return f;
}

static void test_locate(void)
{
    SourceSet *s = sources_new();
    SourceFile *first = NULL, *f = NULL;
    for (int i = 0; i < 200; i++) { // over several blocks
        f = add(s, "a.go");
        if (!first) first = f;
        CHECK(sources_file(s, file_pos(f, 3)) == f);
    }
    CHECK(sources_file(s, NO_POS) == NULL);
    CHECK(sources_file(s, file_pos(first, 0)) == first && sources_file(s, file_pos(first, sizeof text - 1)) == first);
    Location at = sources_locate(s, file_pos(f, 9));
    CHECK_INT(at.line, 3);
    CHECK_INT(at.col, 2);
    CHECK_Z(at.file, "a.go");
    vec_push(f->arena, &f->directives, ((LineDirective){4, "b.y", 100, 0}));
    vec_push(f->arena, &f->directives, ((LineDirective){14, "c.y", 7, 5}));
    at = sources_locate(s, file_pos(f, 1));
    CHECK_Z(at.file, "a.go");
    at = sources_locate(s, file_pos(f, 9));
    CHECK_Z(at.file, "b.y");
    CHECK_INT(at.line, 101);
    CHECK_INT(at.col, 0);
    CHECK_INT(at.raw_line, 3);
    at = sources_locate(s, file_pos(f, 16));
    CHECK_Z(at.file, "c.y");
    CHECK_INT(at.line, 7);
    CHECK_INT(at.col, 7);
    CHECK(sources_locate(s, NO_POS).file == NULL);
    sources_free(s);
}

static char *flushed(DiagSink *d, uint32_t limit, uint32_t want_count)
{
    char *p = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&p, &n);
    CHECK_INT(diag_flush(d, out, limit), want_count);
    fclose(out);
    return p;
}

static void test_sink(void)
{
    SourceSet *s = sources_new();
    SourceFile *f = add(s, "a.go");
    Arena *a = arena_new("test");
    DiagSink d;
    diag_init(&d, a, s);
    CHECK(!diag_any(&d));
    diag_report(&d, DIAG_Other, file_pos(f, 8), "later");
    diag_report_soft(&d, DIAG_Other, file_pos(f, 0), "soft, alone");
    diag_report(&d, DIAG_Syntax, file_pos(f, 6), "syntax error: second on line");
    diag_report(&d, DIAG_Syntax, file_pos(f, 4), "syntax error: first on line, reported later");
    diag_report_soft(&d, DIAG_Other, file_pos(f, 9), "soft, beside a hard one");
    diag_report(&d, DIAG_Other, file_pos(f, 8), "later");
    char *got = flushed(&d, 0, 4);
    CHECK_Z(got, "a.go:1:1: soft, alone\na.go:2:3: syntax error: second on line\na.go:3:1: later\n"
                 "a.go:3:2: soft, beside a hard one\n");
    free(got);
    for (uint32_t i = 0; i < 12; i++) diag_report(&d, DIAG_Other, file_pos(f, i), "error %u", i);
    got = flushed(&d, 2, 2);
    CHECK_Z(got, "a.go:1:1: error 0\na.go:1:2: error 1\na.go:1:2: too many errors\n");
    free(got);
    CHECK_Z(diag_code_name(DIAG_Syntax), "Syntax");
    arena_free(a);
    sources_free(s);
}

int main(void)
{
    test_locate();
    test_sink();
    return check_done();
}
