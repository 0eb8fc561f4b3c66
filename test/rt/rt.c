#include "rt.h"
#include "mem/mem.h"
#include "sync/sync.h"

static const uint8_t closure_mask[] = {14};
static const UgType closure_type = {.size = sizeof(Closure),
                                    .ptrbytes = sizeof(Closure),
                                    .align = 8,
                                    .field_align = 8,
                                    .kind = UG_KIND_STRUCT,
                                    .gcdata = closure_mask};

Closure *closure(void (*code)(Closure *), uintptr_t a, uintptr_t b, uintptr_t c)
{
    Closure *p = ugrt_mallocgc(sizeof *p, &closure_type, true);
    *p = (Closure){code, a, b, c};
    return p;
}
void go(void (*code)(Closure *), uintptr_t a, uintptr_t b, uintptr_t c)
{
    ugx_go((const UgClosure *)closure(code, a, b, c));
}

void group_add(Group *g, int64_t n) { atomic_fetch_add(&g->n, n); }
void group_done(Group *g)
{
    if (atomic_fetch_sub(&g->n, 1) == 1) ugrt_semrelease(&g->sema, false);
}
void group_wait(Group *g) { ugrt_semacquire(&g->sema, false, WAIT_SYNC_WAITGROUP_WAIT); }

void check_failed(const char *file, int line, const char *what)
{
    ugrt_printlock();
    ugrt_print(file);
    ugrt_print(":");
    ugrt_print_int(line);
    ugrt_print(": ");
    ugrt_print(what);
    ugrt_print("\n");
    ugrt_printunlock();
    ugrt_exit(1);
}

int64_t arg_or(int64_t fallback)
{
    if (ugrt_argc < 2) return fallback;
    int64_t v = 0;
    for (const char *p = ugrt_argv[1]; *p >= '0' && *p <= '9'; p++) v = v * 10 + (*p - '0');
    return v;
}

void report(const char *what, int64_t n, int64_t ns)
{
    ugrt_printlock();
    ugrt_print(what);
    ugrt_print(": ");
    ugrt_print_float((double)(ns * 10 / n) / 10);
    ugrt_print(" ns\n");
    ugrt_printunlock();
}

static void nothing(void) {}
const UgProgram ugx_program = {.init = nothing, .main = test_main, .go_version = "go1.26.8", .goroot = "/goroot"};
