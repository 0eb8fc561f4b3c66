// For tests of undergo.h: checks that report where they stand. A test is a C program that exits with 0.
#ifndef UG_TEST_CAPI_CHECK_H
#define UG_TEST_CAPI_CHECK_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <undergo.h>

static int check_failures;

static inline void check_report(int ok, const char *file, int line, const char *what)
{
    if (ok) return;
    fprintf(stderr, "%s:%d: check failed: %s\n", file, line, what);
    if (__atomic_add_fetch(&check_failures, 1, __ATOMIC_SEQ_CST) > 20) exit(1);
}
#define CHECK(c) check_report((c) ? 1 : 0, __FILE__, __LINE__, #c)
#define CHECK_INT(got, want)                                                                                           \
    do {                                                                                                               \
        int64_t check_got_ = (got), check_want_ = (want);                                                              \
        check_report(check_got_ == check_want_, __FILE__, __LINE__, #got " == " #want);                                \
        if (check_got_ != check_want_)                                                                                 \
            fprintf(stderr, "\tgot %" PRId64 ", want %" PRId64 "\n", check_got_, check_want_);                         \
    } while (0)
#define CHECK_EXIT() (check_failures != 0)

#endif
