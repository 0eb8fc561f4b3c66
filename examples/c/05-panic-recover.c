// Panics: a library function gives up, its caller goes on. Only ug_try costs something.
#include <stdio.h>
#include <undergo.h>

static int divide(int a, int b)
{
    if (b == 0) ug_panic("division by zero", NULL);
    return a / b;
}

static void close_log(void *arg) { printf("deferred: %s\n", (char *)arg); }

static void compute(void *arg)
{
    ug_defer(close_log, "log closed");
    int *v = arg;
    v[2] = divide(v[0], v[1]);
    puts("computed");
}

static void rescue(void *arg)
{
    if (ug_recover(NULL)) *(int *)arg = -1;
}
static void safe(void *arg)
{
    int *v = arg;
    ug_defer(rescue, &v[2]); // recovers: whoever called ug_try sees success
    compute(arg);
}

static int start(void *arg)
{
    (void)arg;
    int good[] = {42, 6, 0}, bad[] = {1, 0, 0};
    int err = ug_try(compute, good, NULL);
    printf("try: %d, result %d\n", err, good[2]);
    printf("try: %s\n", ug_strerror(ug_try(compute, bad, NULL)));
    err = ug_try(safe, bad, NULL);
    printf("try: %d, result %d\n", err, bad[2]);
    return 0;
}

int main(void) { return ug_main(start, NULL); }
