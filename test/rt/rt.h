// For the runtime's own tests: C that imitates what the compiler emits. Each test is one program; it
// exits 0 when all is well and otherwise says what is not.
#ifndef RT_TEST_H
#define RT_TEST_H

#include "sched/sched.h"
#include "undergo/abi.h"
#include "debug/debug.h"

// A closure that captures up to three words; code is void (*)(Closure *).
typedef struct Closure { void (*code)(struct Closure *); uintptr_t a, b, c; } Closure;
Closure *closure(void (*code)(Closure *), uintptr_t a, uintptr_t b, uintptr_t c);
void go(void (*code)(Closure *), uintptr_t a, uintptr_t b, uintptr_t c);

// A counter to wait on, as sync.WaitGroup.
typedef struct Group { _Atomic int64_t n; uint32_t sema; } Group;
void group_add(Group *g, int64_t n);
void group_done(Group *g);
void group_wait(Group *g);

void check_failed(const char *file, int line, const char *what) __attribute__((noreturn));
#define CHECK(c) do { if (!(c)) check_failed(__FILE__, __LINE__, #c); } while (0)
int64_t arg_or(int64_t fallback);                    // the program's first argument as a number
void report(const char *what, int64_t n, int64_t ns); // "what: x ns"

void test_main(void);                                // each test defines it; runs as the main goroutine

#endif
