// Random choices of the scheduler, select and maps: wyrand per M, or, under UNDERGO=schedrand=SEED, one
// stream from the seed, so that a run repeats.
#include "sched/sched_private.h"

static uint64_t seeded_state;

static uint64_t next(uint64_t *state)
{
    *state += 0xa0761d6478bd642full;
    unsigned __int128 t = (unsigned __int128)*state * (*state ^ 0xe7037ed1a0b428dbull);
    return (uint64_t)(t >> 64) ^ (uint64_t)t;
}

void ugrt_rand_init(uint64_t seed) { seeded_state = seed; }

uint64_t ugrt_rand64(void) { return next(ugrt_schedrand ? &seeded_state : &ugrt_getg()->m->rng); }

uint32_t ugrt_randn(uint32_t n) { return (uint32_t)((ugrt_rand64() >> 32) * n >> 32); }
