// undergo test -schedrand=N: each test program is run under N seeds of the scheduler, until one fails. A run is
// repeated by its seed, so what failed once can be looked at.
#include <stdlib.h>
#include <string.h>

#include "cmd/test.h"

struct TestSeeds {
    Pool *pool;
    uint32_t seed, last;
    const char *others; // words of UNDERGO beside ours, with a comma
    char *setting;      // in the job's environment: "UNDERGO=…schedrand=SEED"
    size_t size;
    double seconds; // of the runs before
};

static void set_seed(struct TestSeeds *seeds, uint32_t seed)
{
    seeds->seed = seed;
    snprintf(seeds->setting, seeds->size, "UNDERGO=%sschedrand=%u", seeds->others, seed);
}

void test_seeds_start(TestRun *run, Arena *a, Pool *pool, uint32_t n)
{
    const char *ours = load_env("UNDERGO", "");
    struct TestSeeds *seeds = ARENA_NEW(a, struct TestSeeds);
    seeds->pool = pool;
    seeds->last = n;
    seeds->others = *ours ? arena_printf(a, "%s,", ours) : "";
    seeds->size = strlen(seeds->others) + sizeof "UNDERGO=schedrand=4294967295";
    seeds->setting = arena_alloc(a, seeds->size);
    set_seed(seeds, 1);
    VEC(const char *) env = {0};
    for (const char *const *e = run->job.env; *e; e++)
        if (strncmp(*e, "UNDERGO=", 8) != 0) vec_push(a, &env, *e);
    vec_push(a, &env, (const char *)seeds->setting);
    vec_push(a, &env, (const char *)NULL);
    run->job.env = env.p;
    run->seeds = seeds;
}

// The command that repeats the run: other arguments would be another run.
static void put_command(const TestRun *run, StrBuf *b)
{
    sb_printf(b, "\t%s undergo test", run->seeds->setting);
    bool counted = false;
    for (const char *const *arg = run->job.argv; *arg; arg++) {
        if (strncmp(*arg, "-test.", 6) != 0 || strcmp(*arg, "-test.paniconexit0") == 0) continue;
        counted |= strncmp(*arg, "-test.count", 11) == 0;
        sb_printf(b, " -%s", *arg + 6);
    }
    sb_printf(b, "%s %.*s\n", counted ? "" : " -count=1", STR_FMT(run->pkg->import_path));
}

// A run has ended. True: another has been started.
bool test_seeds_next(TestRun *run)
{
    struct TestSeeds *seeds = run->seeds;
    if (!seeds) return false;
    Job *job = &run->job;
    if (job->status != 0) {
        sb_printf(&job->output, "undergo: seed %u of %u fails; it is repeated by\n", seeds->seed, seeds->last);
        put_command(run, &job->output);
    }
    if (job->status != 0 || seeds->seed == seeds->last) {
        job->seconds += seeds->seconds;
        return false;
    }
    seeds->seconds += job->seconds;
    set_seed(seeds, seeds->seed + 1);
    sb_clear(&job->output);
    pool_add(seeds->pool, job);
    return true;
}
