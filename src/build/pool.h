// Runs commands beside the front end, so many at a time: C compilers, and test programs for src/cmd.
#ifndef UG_BUILD_POOL_H
#define UG_BUILD_POOL_H

#include "build/build.h"

typedef struct Job Job;
struct Job {
    const char *path;                                // the program, where argv[0] only says what it calls itself; or NULL
    const char *const *argv;                         // NULL-terminated
    const char *dir;                                 // working directory, or NULL
    const char *const *env;                          // NULL: ours
    uint32_t timeout;                                // seconds; then SIGQUIT, and SIGKILL five seconds later. 0: none
    void (*piece)(Job *job, Str piece);              // on a pool thread, for each piece of output as it comes; or NULL
    void (*done)(Job *job, void *ctx);               // on a pool thread, after the command ended
    void *ctx;
    const char *title;                               // for the progress line
    // Results:
    int status;                                      // of waitpid; -1: could not be started
    int start_errno;
    bool timed_out;
    double seconds;                                  // from start to end
    StrBuf output;                                   // stdout and stderr; released by the pool's owner
    Job *next;
};
Pool *pool_new(Arena *a, uint32_t threads, bool progress);
void pool_add(Pool *p, Job *job);                    // the job must live until pool_wait
void pool_wait(Pool *p);                             // until all added jobs have ended
void pool_stop(Pool *p);                             // waits, then ends the threads
bool pool_failed(const Pool *p);                     // some command failed

#endif
