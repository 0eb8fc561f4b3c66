// Maps: Swiss tables with an extendible directory. What emitted code calls stands in abi.def; this is what
// reflect, maps.Clone and the runtime call besides.
#ifndef UGRT_MAP_H
#define UGRT_MAP_H

#include "undergo/abi.h"

UgMap *ugx_mapclone(const UgMapType *t, UgMap *m);             // maps.Clone
UgInt ugx_maplen(UgMap *m);
bool ugrt_map_check(const UgMapType *t, UgMap *m);             // invariants hold (tests, UNDERGO=verify)

#endif
