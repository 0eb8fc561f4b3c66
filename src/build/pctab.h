// The pc table of a linked program; private to src/build.
#ifndef UG_BUILD_PCTAB_H
#define UG_BUILD_PCTAB_H

#include "build/build.h"

typedef struct PctabOptions { bool strip_debug, strip_symbols; } PctabOptions;
// Reads the program's line and inline tables, appends section .ug_pctab, strips what the options say.
Err pctab_append(Arena *a, const char *exe, const PctabOptions *opt);

#endif
