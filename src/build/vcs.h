// Private to src/build.
#ifndef UG_BUILD_VCS_H
#define UG_BUILD_VCS_H

#include "build/build.h"

// Fills b->vcs for the program of p, if the options want it: b->opt->vcs.
Err vcs_stamp(Build *b, const LoadPkg *p);

#endif
