// Mutexes and reader-writer mutexes: exclusion, try, deadlines, and what misuse returns.
#include <stdio.h>
#include <undergo.h>

enum { WORKERS = 10, ROUNDS = 1000 };

static ug_mutex lock = UG_MUTEX_INIT;
static ug_rwmutex table_lock = UG_RWMUTEX_INIT;
static ug_waitgroup group = UG_WAITGROUP_INIT;
static int counter, table[4];

static void count(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        ug_mutex_lock(&lock);
        counter++;
        ug_mutex_unlock(&lock);
    }
}

static void update(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        ug_rwmutex_lock(&table_lock);
        for (int k = 0; k < 4; k++) table[k]++; // readers never see them differ
        ug_rwmutex_unlock(&table_lock);
    }
}

static void look(void *arg)
{
    int *torn = arg;
    for (int i = 0; i < ROUNDS; i++) {
        ug_rwmutex_rlock(&table_lock);
        if (table[0] != table[3]) ++*torn;
        ug_rwmutex_runlock(&table_lock);
    }
}

static int start(void *arg)
{
    (void)arg;
    int torn = 0;
    for (int i = 0; i < WORKERS; i++) ug_waitgroup_go(&group, count, NULL, UG_STACK_MAPPED);
    ug_waitgroup_go(&group, update, NULL, UG_STACK_MAPPED);
    ug_waitgroup_go(&group, look, &torn, UG_STACK_MAPPED);
    ug_waitgroup_wait(&group);
    printf("counter %d, table %d, torn reads %d\n", counter, table[0], torn);

    ug_mutex_lock(&lock);
    printf("try: %s\n", ug_strerror(ug_mutex_try_lock(&lock)));
    printf("until: %s\n", ug_strerror(ug_mutex_lock_until(&lock, ug_after(UG_MILLISECOND))));
    ug_mutex_unlock(&lock);
    printf("once more: %s\n", ug_strerror(ug_mutex_unlock(&lock)));
    return 0;
}

int main(void) { return ug_main(start, NULL); }
