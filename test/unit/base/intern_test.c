// Atoms: equal text is one pointer, from several threads at once, over growth of the table.
#include "../check.h"

#include <pthread.h>

#define NAMES 60000

typedef struct Job {
    AtomTable *table;
    Atom *atoms;
    unsigned stride;
} Job;

static void *intern_all(void *arg)
{
    Job *j = arg;
    for (unsigned k = 0; k < NAMES; k++) {
        unsigned i = k * j->stride % NAMES;
        char name[32];
        int n = snprintf(name, sizeof name, "name%u", i);
        j->atoms[i] = atom_get(j->table, (Str){name, (size_t)n});
    }
    return NULL;
}

int main(void)
{
    AtomTable *t = atoms_new();
    Arena *a = arena_new("test");
    Job jobs[3] = {{.stride = 1}, {.stride = 7}, {.stride = 11}};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        jobs[i].table = t;
        jobs[i].atoms = ARENA_ARRAY(a, Atom, NAMES);
        CHECK(pthread_create(&threads[i], NULL, intern_all, &jobs[i]) == 0);
    }
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < NAMES; i++) {
        CHECK(jobs[0].atoms[i] == jobs[1].atoms[i] && jobs[0].atoms[i] == jobs[2].atoms[i]);
        CHECK_STR(jobs[0].atoms[i]->s, str_from(arena_printf(a, "name%u", i)));
    }
    CHECK(atom_get(t, STR("Upper"))->exported && !atom_get(t, STR("lower"))->exported);
    CHECK(atom_get(t, STR("\xc3\x84rger"))->exported && !atom_get(t, STR("_X"))->exported);
    CHECK(atom_get(t, STR(""))->s.n == 0 && atom_get(t, STR("z"))->s.p[1] == 0);
    arena_free(a);
    atoms_free(t);
    return check_done();
}
