// GOMAXPROCS where neither the environment nor the program has set it: as many as the affinity mask and the cgroup's
// limit allow, at start and whenever that changes. sysmon looks every second while anything runs; a goroutine of the
// runtime's own makes the change, for it stops the world. GODEBUG=updatemaxprocs=0 and containermaxprocs=0 do without
// the one and the other.
#include "gc/debugvars.h"
#include "sched/sched_private.h"

#define LOOK_NS 1000000000

static UgMutex reading = {.rank = LOCKRANK_LEAF}; // the reader keeps its text in one place
static struct {
    _Atomic bool custom; // somebody has chosen a number
    _Atomic int32_t wanted;
    _Atomic bool idle; // the goroutine waits to be sent for
    G *g;
    int64_t looked; // sysmon's
} maxprocs;

static int32_t machine_default(void)
{
    ugrt_lock(&reading);
    int32_t n = ugrt_gomaxprocs_default(ugrt_debugvars.containermaxprocs != 0);
    ugrt_unlock(&reading);
    return n > UGRT_MAXPROCS ? UGRT_MAXPROCS : n;
}

int32_t ugrt_maxprocs_initial(int32_t wanted)
{
    if (ugrt_schedrand) return 1;
    if (wanted <= 0) wanted = ugrt_debugvars.gomaxprocs;
    maxprocs.custom = wanted > 0;
    return wanted <= 0 ? machine_default() : wanted > UGRT_MAXPROCS ? UGRT_MAXPROCS : wanted;
}

int32_t ugrt_maxprocs_choose(int32_t n)
{
    if (n > 0) maxprocs.custom = true;
    return ugrt_set_gomaxprocs(n);
}

void ugrt_maxprocs_reset(void)
{
    maxprocs.custom = false;
    ugrt_set_gomaxprocs(machine_default());
}

static void updater(void *unused)
{
    (void)unused;
    maxprocs.g = ugrt_getg();
    for (;;) {
        maxprocs.idle = true;
        ugrt_gopark(NULL, NULL, WAIT_UPDATE_GOMAXPROCS_IDLE, 1);
        if (!maxprocs.custom) ugrt_set_gomaxprocs(maxprocs.wanted);
    }
}

void ugrt_maxprocs_start(void)
{
    if (!maxprocs.custom && !ugrt_schedrand && !ugrt_sched.cprogram) ugrt_newproc_system(updater, NULL);
}

void ugrt_maxprocs_look(int64_t now)
{
    if (now - maxprocs.looked < LOOK_NS || maxprocs.custom || !maxprocs.idle || ugrt_debugvars.updatemaxprocs == 0)
        return;
    maxprocs.looked = now;
    maxprocs.wanted = machine_default();
    if (maxprocs.wanted == ugrt_gomaxprocs || ugrt_readgstatus(maxprocs.g) != G_WAITING) return;
    maxprocs.idle = false;
    maxprocs.g->schedlink = NULL;
    ugrt_inject(maxprocs.g);
}
