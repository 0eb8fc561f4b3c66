// Assertions for unit tests: each test is a program of its own that returns check_done().
//
// A failed check prints its place and goes on, so one run shows all failures.
#ifndef UG_TEST_CHECK_H
#define UG_TEST_CHECK_H

#include "base/base.h"

static unsigned check_failures, check_count;

static inline void check_report(bool ok, const char *file, int line, const char *what)
{
    check_count++;
    if (ok) return;
    check_failures++;
    fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
}

static inline void check_same_text(Str got, Str want, const char *file, int line, const char *what)
{
    check_count++;
    if (str_eq(got, want)) return;
    check_failures++;
    fprintf(stderr, "%s:%d: %s\n\tgot  %.*s\n\twant %.*s\n", file, line, what, STR_FMT(got), STR_FMT(want));
}

#define CHECK(c) check_report((c), __FILE__, __LINE__, #c)
#define CHECK_STR(got, want) check_same_text((got), (want), __FILE__, __LINE__, #got)
#define CHECK_Z(got, want) check_same_text(str_from(got), str_from(want), __FILE__, __LINE__, #got)
#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        long long check_got = (long long)(got), check_want = (long long)(want);                                       \
        check_report(check_got == check_want, __FILE__, __LINE__, #got " == " #want);                                  \
        if (check_got != check_want) fprintf(stderr, "\tgot  %lld\n\twant %lld\n", check_got, check_want);             \
    } while (0)

static inline int check_done(void)
{
    if (check_failures) fprintf(stderr, "%u of %u checks failed\n", check_failures, check_count);
    return check_failures != 0;
}

#endif
