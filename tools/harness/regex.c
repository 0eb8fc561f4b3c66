// Go's regular expressions by PCRE2. What tests use is common to both; Go's \z and \C aside.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "harness.h"

struct Regex {
    pcre2_code *code;
};

Regex *regex_new(Arena *a, Str pattern, const char **error)
{
    int code;
    PCRE2_SIZE at;
    Regex *r = ARENA_NEW(a, Regex);
    r->code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, 0, &code, &at, NULL);
    if (r->code) return r;
    PCRE2_UCHAR text[200];
    pcre2_get_error_message(code, text, sizeof text);
    *error = arena_printf(a, "%s at %zu", (const char *)text, (size_t)at);
    return NULL;
}

bool regex_matches(const Regex *r, Str text)
{
    pcre2_match_data *m = pcre2_match_data_create_from_pattern(r->code, NULL);
    int rc = pcre2_match(r->code, (PCRE2_SPTR)text.p, text.n, 0, 0, m, NULL);
    pcre2_match_data_free(m);
    return rc >= 0;
}

void regex_free(Regex *r) { pcre2_code_free(r->code); }

Str regex_replace(Arena *a, Str pattern, const char *with, Str text)
{
    int code;
    PCRE2_SIZE at;
    pcre2_code *c = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, PCRE2_MULTILINE, &code, &at, NULL);
    if (!c) {
        fprintf(stderr, "bad pattern %.*s\n", STR_FMT(pattern));
        exit(2);
    }
    uint32_t options = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_EXTENDED | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH;
    PCRE2_SIZE size = text.n + 256;
    for (;;) {
        char *out = arena_alloc(a, size);
        PCRE2_SIZE n = size;
        int rc = pcre2_substitute(c, (PCRE2_SPTR)text.p, text.n, 0, options, NULL, NULL, (PCRE2_SPTR)with,
                                  PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)out, &n);
        if (rc >= 0) {
            pcre2_code_free(c);
            return (Str){out, n};
        }
        if (rc != PCRE2_ERROR_NOMEMORY) {
            fprintf(stderr, "cannot replace %.*s by %s\n", STR_FMT(pattern), with);
            exit(2);
        }
        size = n;
    }
}
