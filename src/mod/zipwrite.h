// Writing the archive of a module. Private to src/mod.
#ifndef UG_MOD_ZIPWRITE_H
#define UG_MOD_ZIPWRITE_H

#include "base/base.h"

typedef struct ZipWriter { FILE *to; StrBuf directory; uint32_t files; uint64_t at; } ZipWriter;
Err zipw_add(ZipWriter *w, Str name, Str text);      // deflated
Err zipw_end(ZipWriter *w);                          // the directory; the writer is released

#endif
