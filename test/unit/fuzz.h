// Fuzz targets: a function that takes a text and must neither crash nor hang, whatever the text is.
//
// As a test the target runs for some rounds on seeds that are cut, doubled, crossed and spoiled at random:
//
//     fuzz_test [seed [rounds [file-or-folder…]]]     the seed is printed and replays a run
//
// With FUZZER defined (make fuzz F=room) the same target is libFuzzer's, guided by coverage.
#ifndef UG_TEST_FUZZ_H
#define UG_TEST_FUZZ_H

#include <dirent.h>
#include <pthread.h>
#include <time.h>

#include "check.h"

typedef VEC(Str) FuzzCorpus;
typedef struct FuzzTarget {
    void (*check)(Str text);
    void (*once)(void);        // before the rounds; may be NULL
    const char *const *pieces; // what edits put in
    size_t npieces;
    const char *seed;                      // a text to start from, or NULL
    const char *folder, *suffix;           // and files, or NULL
    void (*more)(Arena *a, FuzzCorpus *c); // and whatever else there is, or NULL
} FuzzTarget;

#ifdef FUZZER
// The edits are libFuzzer's own.
#define FUZZ_MAIN(target)                                                                                              \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);                                                      \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                                       \
    {                                                                                                                  \
        (target).check((Str){(const char *)data, size});                                                               \
        return 0;                                                                                                      \
    }
#else
static uint64_t fuzz_random;

static uint32_t fuzz_below(size_t n)
{
    fuzz_random ^= fuzz_random << 13;
    fuzz_random ^= fuzz_random >> 7;
    fuzz_random ^= fuzz_random << 17;
    return (uint32_t)((fuzz_random >> 16) % (n ? n : 1));
}

// One edit of a text: cut a span, double it, put a piece or some of another text in.
static Str fuzz_edit(Arena *a, const FuzzTarget *t, Str s, Str other)
{
    size_t at = fuzz_below(s.n + 1), len = fuzz_below(24);
    if (at + len > s.n) len = s.n - at;
    size_t kept = at + len;
    Str middle = {0};
    switch (fuzz_below(6)) {
    case 0: break; // cut
    case 1:        // double
        middle = (Str){s.p + at, len};
        kept = at;
        break;
    case 2: // cross
        middle.n = fuzz_below(other.n < 200 ? other.n : 200);
        middle.p = other.p + fuzz_below(other.n - middle.n + 1);
        break;
    default:
        middle = str_from(t->pieces[fuzz_below(t->npieces)]);
        if (fuzz_below(2)) kept = at;
    }
    char *out = arena_alloc(a, at + middle.n + (s.n - kept) + 1);
    if (at) memcpy(out, s.p, at);
    if (middle.n) memcpy(out + at, middle.p, middle.n);
    memcpy(out + at + middle.n, s.p + kept, s.n - kept);
    return (Str){out, at + middle.n + (s.n - kept)};
}

static void fuzz_add(Arena *a, FuzzCorpus *c, const char *path, const char *suffix)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        if (str_has_suffix(str_from(name), str_from(suffix)))
            fuzz_add(a, c, arena_printf(a, "%s/%s", path, name), suffix);
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
        return;
    }
    Str text;
    Err e = file_read(a, path, &text);
    if (!err_is(e)) vec_push(a, c, text);
    err_release(&e);
}

typedef struct FuzzRun {
    const FuzzTarget *target;
    unsigned rounds;
    char **paths;
} FuzzRun;

static void *fuzz_run(void *arg)
{
    const FuzzRun *r = arg;
    const FuzzTarget *t = r->target;
    Arena *a = arena_new("corpus");
    FuzzCorpus corpus = {0};
    if (t->seed) vec_push(a, &corpus, str_from(t->seed));
    if (t->more) t->more(a, &corpus);
    if (t->folder) fuzz_add(a, &corpus, t->folder, t->suffix);
    for (char **p = r->paths; p && *p; p++) fuzz_add(a, &corpus, *p, t->suffix);
    CHECK(corpus.n > 0);
    if (t->once) t->once();
    for (unsigned i = 0; i < r->rounds && corpus.n > 0; i++) {
        Arena *scratch = arena_new("mutant");
        Str s = corpus.p[fuzz_below(corpus.n)];
        for (unsigned edits = 1 + fuzz_below(6); edits > 0; edits--)
            s = fuzz_edit(scratch, t, s, corpus.p[fuzz_below(corpus.n)]);
        t->check(s);
        arena_free(scratch);
    }
    arena_free(a);
    return NULL;
}

// On a stack of the size the compiler gives its threads.
static int fuzz_main(const FuzzTarget *t, int argc, char **argv)
{
    unsigned long long seed = argc > 1 ? strtoull(argv[1], NULL, 10) : (unsigned long long)time(NULL);
    FuzzRun r = {t, argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000, argc > 3 ? argv + 3 : NULL};
    printf("seed %llu\n", seed);
    fflush(stdout);
    fuzz_random = seed * 0x9e3779b97f4a7c15u + 1;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, (size_t)256 << 20);
    pthread_t thread;
    CHECK(pthread_create(&thread, &attr, fuzz_run, &r) == 0);
    pthread_join(thread, NULL);
    return check_done();
}

#define FUZZ_MAIN(target)                                                                                              \
    int main(int argc, char **argv) { return fuzz_main(&(target), argc, argv); }
#endif
#endif
