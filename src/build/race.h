// -race: which packages are instrumented, and ThreadSanitizer itself. Private to src/build.
#ifndef UG_BUILD_RACE_H
#define UG_BUILD_RACE_H

#include "build/build.h"

// What of a package the detector is told.
typedef enum RaceView {
    RACE_UNSEEN,                                     // nothing
    RACE_ATOMICS,                                    // its atomic operations, which order what others do
    RACE_ALL,
} RaceView;
RaceView race_view(const LoadPkg *p);
// ThreadSanitizer's object for the link, in the cache. An error where the Go tree has none.
Err race_object(Build *b, const char **path);

#endif
