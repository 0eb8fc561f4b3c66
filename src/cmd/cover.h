// Coverage of tests and of programs. Private to src/cmd.
#ifndef UG_CMD_COVER_H
#define UG_CMD_COVER_H

#include "cmd/test.h"

// -cover, -covermode, -coverpkg of build, run, install and test (cover_build.c).
typedef struct CoverFlags {
    bool on;
    const char *mode, *packages;                     // "" if absent
} CoverFlags;
void cover_flags(Session *s, CoverFlags *f);
// What the flags ask for, and the tool; 0, or the exit code. Nothing where there is no coverage.
int cover_open(Session *s, const Command *c, CoverFlags *f, CoverTool *tool, StrVec *patterns);
// Instruments the programs among roots: the packages that -coverpkg names, or those of the main module.
Err cover_programs(Session *s, BuildShared *shared, const CoverFlags *f, const CoverTool *tool, const StrVec *patterns,
                   const LoadPkgs *roots);

typedef struct TestCover {
    Session *s;
    CoverFlags flags;
    const char *profile;                             // -coverprofile; "" if absent
    CoverTool tool;
    LoadCover load;
    const char *work;                                // where test programs leave their counts
    PtrMap done;                                     // packages that are instrumented
    StrMap metas;                                    // import path → Str *, the description of its blocks
    Str meta_list;                                   // the file that names them; empty until needed
    uint32_t untested;
    pthread_mutex_t lock;                            // guards merged
    FILE *merged;                                    // the profile of all
} TestCover;
int test_cover_init(TestCover *c, Session *s, const Command *command); // after the flags: 0, or the exit code
Err test_cover_prepare(TestCover *c, BuildShared *shared, TestResults *r); // loads all tests, too
Err test_cover_open_profile(TestCover *c, const char *dir);
Err test_cover_run(TestCover *c, TestRun *run, uint32_t number); // before a program runs
void test_cover_merge(TestCover *c, Arena *a, const char *file);
bool test_cover_describes(const TestCover *c, const LoadPkg *p); // p has something to cover
Err test_cover_finish(TestCover *c, const TestResults *r);

// Whether a pattern of -coverpkg names p. matched: of each pattern, or NULL.
bool cover_selects(Session *s, const StrVec *patterns, const LoadPkg *p, bool *matched);

#endif
