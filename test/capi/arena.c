// Arenas: zeroed, aligned, apart from one another; large pieces; a late use faults.
#include "check.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
    ug_arena *a = ug_arena_new();
    enum { N = 20000 };
    static char *p[N];
    for (int i = 0; i < N; i++) {
        size_t n = (size_t)(i * 7 % 200);
        p[i] = ug_arena_alloc(a, n);
        CHECK((uintptr_t)p[i] % 16 == 0);
        for (size_t k = 0; k < n; k++) CHECK(p[i][k] == 0);
        memset(p[i], i, n);
    }
    for (int i = 0; i < N; i++)
        for (size_t k = 0; k < (size_t)(i * 7 % 200); k++) CHECK(p[i][k] == (char)i);
    size_t before = ug_arena_size(a);
    char *large = ug_arena_alloc(a, (size_t)10 << 20);
    CHECK(large && large[0] == 0 && large[(10 << 20) - 1] == 0);
    CHECK(ug_arena_size(a) >= before + ((size_t)10 << 20));
    CHECK(ug_arena_alloc(a, SIZE_MAX) == NULL && ug_arena_alloc(a, (size_t)1 << 50) == NULL);
    CHECK(ug_arena_alloc(a, 8) != NULL);
    ug_arena_free(a);
    ug_arena_free(NULL);
    pid_t child = fork();
    if (child == 0) _exit(*(volatile char *)large);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    return CHECK_EXIT();
}
