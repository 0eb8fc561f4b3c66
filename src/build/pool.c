// A fixed number of threads, each of which runs one command at a time and waits for it.
//
// Jobs start in the order they were added. The progress line is written to a terminal only, once
// the first job has been waiting a second, and erased when the pool is idle.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "build/pool.h"

extern char **environ;

struct Pool {
    pthread_mutex_t lock; // guards all that follows
    pthread_cond_t work, idle;
    Job *head, *tail;
    uint32_t running, total, finished;
    bool stopping, failed, progress, shown;
    double began;
    uint32_t nthreads;
    pthread_t *threads;
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { KILL_GRACE = 5 };

// Reads what the command writes until it and all who inherited the pipe are done, or time is up.
static void read_all(Job *job, int fd, pid_t pid, double began)
{
    char buf[4096];
    double limit = job->timeout ? began + job->timeout : 0;
    for (;;) {
        int wait_ms = -1;
        if (limit > 0) {
            double left = limit - now_seconds();
            wait_ms = left > 0 ? (int)(left * 1000) + 1 : 0;
        }
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int ready = poll(&p, 1, wait_ms);
        if (ready == 0) {
            if (job->timed_out) {
                kill(pid, SIGKILL);
                return;
            }
            job->timed_out = true;
            kill(pid, SIGQUIT);
            limit = now_seconds() + KILL_GRACE;
            continue;
        }
        if (ready < 0 && errno == EINTR) continue;
        ssize_t n = read(fd, buf, sizeof buf);
        if (n > 0) {
            if (job->piece) job->piece(job, (Str){buf, (size_t)n});
            sb_put(&job->output, (Str){buf, (size_t)n});
        } else if (n == 0 || errno != EINTR) {
            return;
        }
    }
}

static void run(Job *job)
{
    int pipefd[2];
    job->status = -1;
    if (pipe2(pipefd, O_CLOEXEC) != 0) {
        job->start_errno = errno;
        return;
    }
    posix_spawn_file_actions_t fa;
    posix_spawn_file_actions_init(&fa);
    posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&fa, pipefd[1], 1);
    posix_spawn_file_actions_adddup2(&fa, pipefd[1], 2);
    if (job->dir) posix_spawn_file_actions_addchdir_np(&fa, job->dir);
    double began = now_seconds();
    pid_t pid;
    job->start_errno = posix_spawnp(&pid, job->path ? job->path : job->argv[0], &fa, NULL, (char *const *)job->argv,
                                    job->env ? (char *const *)job->env : environ);
    posix_spawn_file_actions_destroy(&fa);
    close(pipefd[1]);
    if (job->start_errno == 0) {
        read_all(job, pipefd[0], pid, began);
        while (waitpid(pid, &job->status, 0) < 0 && errno == EINTR) continue;
    }
    close(pipefd[0]);
    job->seconds = now_seconds() - began;
}

static void show_progress_locked(Pool *p, const Job *job)
{
    if (!p->progress) return;
    if (now_seconds() - p->began < 1 && !p->shown) return;
    p->shown = true;
    fprintf(stderr, "\r\033[K[%u/%u] %.60s", p->finished, p->total, job->title);
    fflush(stderr);
}

static void erase_progress_locked(Pool *p)
{
    if (!p->shown) return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    p->shown = false;
}

static void *work(void *arg)
{
    Pool *p = arg;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->head && !p->stopping) pthread_cond_wait(&p->work, &p->lock);
        if (!p->head) break;
        Job *job = p->head;
        p->head = job->next;
        if (!p->head) p->tail = NULL;
        p->running++;
        show_progress_locked(p, job);
        pthread_mutex_unlock(&p->lock);
        run(job);
        bool ok = job->status == 0;
        if (job->done) job->done(job, job->ctx);
        pthread_mutex_lock(&p->lock);
        p->failed |= !ok;
        p->running--;
        p->finished++;
        if (!p->head && p->running == 0) pthread_cond_broadcast(&p->idle);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

Pool *pool_new(Arena *a, uint32_t threads, bool progress)
{
    Pool *p = ARENA_NEW(a, Pool);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->idle, NULL);
    p->began = now_seconds();
    p->progress = progress && isatty(2);
    p->nthreads = threads ? threads : 1;
    p->threads = ARENA_ARRAY(a, pthread_t, p->nthreads);
    for (uint32_t i = 0; i < p->nthreads; i++) {
        if (pthread_create(&p->threads[i], NULL, work, p) != 0) {
            p->nthreads = i;
            break;
        }
    }
    UG_ASSERT(p->nthreads > 0);
    return p;
}

void pool_add(Pool *p, Job *job)
{
    job->next = NULL;
    pthread_mutex_lock(&p->lock);
    if (p->tail) {
        p->tail->next = job;
    } else {
        p->head = job;
    }
    p->tail = job;
    p->total++;
    pthread_cond_signal(&p->work);
    pthread_mutex_unlock(&p->lock);
}

void pool_wait(Pool *p)
{
    pthread_mutex_lock(&p->lock);
    while (p->head || p->running) pthread_cond_wait(&p->idle, &p->lock);
    erase_progress_locked(p);
    pthread_mutex_unlock(&p->lock);
}

void pool_stop(Pool *p)
{
    pool_wait(p);
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (uint32_t i = 0; i < p->nthreads; i++) pthread_join(p->threads[i], NULL);
}

bool pool_failed(const Pool *p) { return p->failed; }
