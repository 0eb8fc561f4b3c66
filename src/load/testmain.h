// The generated main package of a test program; private to src/load.
#ifndef UG_LOAD_TESTMAIN_H
#define UG_LOAD_TESTMAIN_H

#include "load/load.h"

typedef struct Testmain { Str text; } Testmain;
Err testmain_generate(Loader *l, const LoadTest *t, Testmain *out);

#endif
