// The errors of test/syntax/*.go: each /* ERROR "regexp" */ stands right before the place where
// one error that matches is reported, each // ERROR "regexp" on the line of one; and there are no others.
#include "syntax/ast.h"

#include "../check.h"

#include <dirent.h>
#include <regex.h>

typedef struct Expected {
    Str pattern;
    uint32_t line, col; // col 0: anywhere on the line
    bool met;
} Expected;

typedef VEC(Expected) ExpectedList;

// Where the text after a comment goes on: the next byte that is not a blank or a comment.
static uint32_t next_token(Str text, uint32_t at)
{
    for (;;) {
        while (at < text.n && strchr(" \t", text.p[at])) at++;
        if (at + 2 > text.n || text.p[at] != '/' || text.p[at + 1] != '*') return at;
        const char *end = strstr(text.p + at, "*/");
        if (!end) return at;
        at = (uint32_t)(end - text.p) + 2;
    }
}

static void find_expected(Arena *a, const SourceSet *s, const SourceFile *f, ExpectedList *out)
{
    for (uint32_t i = 0; i + 10 < f->text.n; i++) {
        const char *p = f->text.p + i;
        bool general = strncmp(p, "/* ERROR \"", 10) == 0;
        if (!general && strncmp(p, "// ERROR \"", 10) != 0) continue;
        const char *close = strchr(p + 10, '"');
        if (!close) continue;
        uint32_t after = (uint32_t)(close - f->text.p) + 1;
        if (general) after = next_token(f->text, (uint32_t)(strstr(close, "*/") - f->text.p) + 2);
        Location at = sources_locate(s, file_pos(f, general ? after : i));
        vec_push(a, out,
                 ((Expected){{p + 10, (size_t)(close - p - 10)}, at.raw_line, general ? at.raw_col : 0, false}));
    }
}

static bool matches(Str pattern, const char *msg)
{
    char text[256];
    snprintf(text, sizeof text, "%.*s", STR_FMT(pattern));
    regex_t re;
    if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB) != 0) return false;
    bool ok = regexec(&re, msg, 0, NULL, 0) == 0;
    regfree(&re);
    return ok;
}

static bool meet(ExpectedList *list, const Location *at, const char *msg)
{
    for (uint32_t i = 0; i < list->n; i++) {
        Expected *e = &list->p[i];
        bool there = e->line == at->raw_line && (e->col == 0 || e->col == at->raw_col);
        if (!e->met && there && matches(e->pattern, msg)) return e->met = true;
    }
    return false;
}

static void check_file(AtomTable *atoms, const char *path)
{
    Arena *a = arena_new("test");
    Str text;
    Err err = file_read(a, path, &text);
    CHECK(!err_is(err));
    SourceSet *s = sources_new();
    SourceFile *src = sources_add_take(s, path, NULL, text);
    DiagSink sink;
    diag_init(&sink, a, s);
    parse_file(&(ParseOptions){.arena = a, .atoms = atoms, .sink = &sink, .keep_bodies = true}, src);
    ExpectedList list = {0};
    find_expected(a, s, src, &list);
    for (uint32_t i = 0; i < sink.diags.n; i++) {
        Location at = sources_locate(s, sink.diags.p[i].pos);
        if (meet(&list, &at, sink.diags.p[i].msg)) continue;
        check_report(false, path, (int)at.raw_line, "unexpected error:");
        fprintf(stderr, "\t%u:%u: %s\n", at.raw_line, at.raw_col, sink.diags.p[i].msg);
    }
    for (uint32_t i = 0; i < list.n; i++) {
        check_report(list.p[i].met, path, (int)list.p[i].line, "no such error:");
        if (!list.p[i].met) fprintf(stderr, "\t%.*s\n", STR_FMT(list.p[i].pattern));
    }
    sources_free(s);
    arena_free(a);
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : "test/syntax";
    AtomTable *atoms = atoms_new();
    struct dirent **entries;
    int n = scandir(dir, &entries, NULL, alphasort);
    CHECK(n > 0);
    for (int i = 0; i < n; i++) {
        if (str_has_suffix(str_from(entries[i]->d_name), STR(".go"))) {
            char path[1024];
            snprintf(path, sizeof path, "%s/%s", dir, entries[i]->d_name);
            check_file(atoms, path);
        }
        free(entries[i]);
    }
    if (n > 0) free(entries);
    atoms_free(atoms);
    return check_done();
}
