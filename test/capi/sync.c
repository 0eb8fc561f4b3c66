// Locks, groups, conditions, semaphores: exclusion, order, deadlines, misuse.
#include "check.h"

enum { WORKERS = 8, ROUNDS = 3000 };

static ug_mutex mutex = UG_MUTEX_INIT;
static ug_rwmutex rw = UG_RWMUTEX_INIT;
static ug_waitgroup group = UG_WAITGROUP_INIT;
static int64_t counter, readers;

static void add(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 7 == 0) {
            while (ug_mutex_lock_until(&mutex, ug_after(10 * UG_MICROSECOND)) != 0) {}
        } else {
            CHECK_INT(ug_mutex_lock(&mutex), 0);
        }
        int64_t seen = counter;
        if (i % 16 == 0) ug_yield();
        counter = seen + 1;
        CHECK_INT(ug_mutex_unlock(&mutex), 0);
    }
}

static void all(ug_fn fn)
{
    for (int i = 0; i < WORKERS; i++) CHECK_INT(ug_waitgroup_go(&group, fn, NULL, UG_STACK_MAPPED), 0);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
}

static void test_mutex(void)
{
    all(add);
    CHECK_INT(counter, WORKERS * ROUNDS);
    CHECK_INT(ug_mutex_unlock(&mutex), UG_ENOTLOCKED);
    CHECK_INT(ug_mutex_try_lock(&mutex), 0);
    CHECK_INT(ug_mutex_try_lock(&mutex), UG_EAGAIN);
    CHECK_INT(ug_mutex_lock_until(&mutex, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_mutex_unlock(&mutex), 0);
}

static void read_or_write(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        if (i % 5 == 0) {
            if (i % 2)
                CHECK_INT(ug_rwmutex_lock(&rw), 0);
            else
                while (ug_rwmutex_lock_until(&rw, ug_after(20 * UG_MICROSECOND)) != 0) {}
            CHECK_INT(readers, 0);
            counter++;
            if (i % 4 == 0) ug_yield();
            CHECK_INT(readers, 0);
            CHECK_INT(ug_rwmutex_unlock(&rw), 0);
        } else {
            if (i % 3)
                CHECK_INT(ug_rwmutex_rlock(&rw), 0);
            else
                while (ug_rwmutex_rlock_until(&rw, ug_after(20 * UG_MICROSECOND)) != 0) {}
            __atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST);
            if (i % 8 == 0) ug_yield();
            __atomic_add_fetch(&readers, -1, __ATOMIC_SEQ_CST);
            CHECK_INT(ug_rwmutex_runlock(&rw), 0);
        }
    }
}

static void late_reader(void *arg)
{
    CHECK_INT(ug_rwmutex_rlock(&rw), 0);
    *(int *)arg = 1;
    CHECK_INT(ug_rwmutex_runlock(&rw), 0);
}
static void writer(void *arg)
{
    CHECK_INT(ug_rwmutex_lock(&rw), 0);
    CHECK_INT(*(int *)arg, 0); // before the reader that came later
    CHECK_INT(ug_rwmutex_unlock(&rw), 0);
}

static void test_rwmutex(void)
{
    counter = 0;
    all(read_or_write);
    CHECK_INT(counter, WORKERS * ROUNDS / 5);
    CHECK_INT(ug_rwmutex_unlock(&rw), UG_ENOTLOCKED);
    CHECK_INT(ug_rwmutex_runlock(&rw), UG_ENOTLOCKED);
    CHECK_INT(ug_rwmutex_try_rlock(&rw), 0);
    CHECK_INT(ug_rwmutex_try_rlock(&rw), 0);
    CHECK_INT(ug_rwmutex_try_lock(&rw), UG_EAGAIN);
    CHECK_INT(ug_rwmutex_unlock(&rw), UG_ENOTLOCKED);
    CHECK_INT(ug_rwmutex_lock_until(&rw, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_rwmutex_try_rlock(&rw), 0); // the writer has gone
    CHECK_INT(ug_rwmutex_runlock(&rw), 0);
    int read = 0;
    ug_waitgroup_go(&group, writer, &read, UG_STACK_MAPPED);
    while (ug_rwmutex_try_rlock(&rw) == 0) { // until the writer waits
        CHECK_INT(ug_rwmutex_runlock(&rw), 0);
        ug_yield();
    }
    ug_waitgroup_go(&group, late_reader, &read, UG_STACK_MAPPED);
    ug_sleep(2 * UG_MILLISECOND);
    CHECK_INT(ug_rwmutex_runlock(&rw), 0);
    CHECK_INT(ug_rwmutex_runlock(&rw), 0);
    CHECK_INT(ug_waitgroup_wait(&group), 0);
    CHECK_INT(read, 1);
    CHECK_INT(ug_rwmutex_try_lock(&rw), 0);
    CHECK_INT(ug_rwmutex_unlock(&rw), 0);
}

static void test_waitgroup(void)
{
    ug_waitgroup w = UG_WAITGROUP_INIT;
    CHECK_INT(ug_waitgroup_wait(&w), 0);
    CHECK_INT(ug_waitgroup_done(&w), UG_ENEGATIVE);
    CHECK_INT(ug_waitgroup_add(&w, 2), 0);
    CHECK_INT(ug_waitgroup_add(&w, -3), UG_ENEGATIVE);
    CHECK_INT(ug_waitgroup_wait_until(&w, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_waitgroup_add(&w, -2), 0);
    CHECK_INT(ug_waitgroup_wait(&w), 0);
    CHECK_INT(ug_waitgroup_go(&w, NULL, NULL, UG_STACK_MAPPED), UG_EINVAL);
}

static ug_once once = UG_ONCE_INIT;
static void set_up(void *arg)
{
    ug_sleep(UG_MILLISECOND);
    ++*(int64_t *)arg;
}
static void use(void *arg)
{
    (void)arg;
    CHECK_INT(ug_once_do(&once, set_up, &counter), 0);
    CHECK_INT(counter, 1);
}

static ug_cond cond = UG_COND_INIT;
static int tokens;
static void take_token(void *arg)
{
    (void)arg;
    CHECK_INT(ug_mutex_lock(&mutex), 0);
    while (tokens == 0) CHECK_INT(ug_cond_wait(&cond, &mutex), 0);
    tokens--;
    CHECK_INT(ug_mutex_unlock(&mutex), 0);
}

static void test_cond(void)
{
    for (int i = 0; i < WORKERS; i++) ug_waitgroup_go(&group, take_token, NULL, UG_STACK_MAPPED);
    for (int i = 0; i < WORKERS; i++) {
        if (i == 3) ug_sleep(UG_MILLISECOND);
        ug_mutex_lock(&mutex);
        tokens++;
        if (i % 2)
            ug_cond_broadcast(&cond);
        else
            ug_cond_signal(&cond);
        ug_mutex_unlock(&mutex);
    }
    CHECK_INT(ug_waitgroup_wait_until(&group, ug_after(5 * UG_SECOND)), 0);
    CHECK_INT(ug_cond_wait(&cond, &mutex), UG_ENOTLOCKED);
    ug_mutex_lock(&mutex);
    CHECK_INT(ug_cond_wait_until(&cond, &mutex, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_mutex_unlock(&mutex), 0);
}

static ug_sem sem = UG_SEM_INIT(3);
static int64_t inside;
static void limited(void *arg)
{
    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t n = 1 + i % 3;
        if (i % 4)
            CHECK_INT(ug_sem_acquire(&sem, n), 0);
        else
            while (ug_sem_acquire_until(&sem, n, ug_after(20 * UG_MICROSECOND)) != 0) {}
        CHECK(__atomic_add_fetch(&inside, n, __ATOMIC_SEQ_CST) <= 3);
        if (i % 8 == 0) ug_yield();
        __atomic_add_fetch(&inside, -n, __ATOMIC_SEQ_CST);
        CHECK_INT(ug_sem_release(&sem, n), 0);
    }
}

static void test_sem(void)
{
    all(limited);
    CHECK_INT(ug_sem_try_acquire(&sem, 4), UG_EAGAIN);
    CHECK_INT(ug_sem_try_acquire(&sem, 3), 0);
    CHECK_INT(ug_sem_acquire_until(&sem, 1, ug_after(UG_MILLISECOND)), UG_ETIMEDOUT);
    CHECK_INT(ug_sem_release(&sem, 3), 0);
    CHECK_INT(ug_sem_acquire(&sem, -1), UG_EINVAL);
    CHECK_INT(ug_sem_release(&sem, -1), UG_EINVAL);
}

static int start(void *arg)
{
    (void)arg;
    test_mutex();
    test_rwmutex();
    test_waitgroup();
    counter = 0;
    all(use);
    test_cond();
    test_sem();
    return CHECK_EXIT();
}

int main(void) { return ug_main(start, NULL); }
