// Private to src/build.
#ifndef UG_BUILD_EMBEDFILES_H
#define UG_BUILD_EMBEDFILES_H

#include "build/build.h"

const EmbedFiles *embed_files(void *build, Package *pkg, const VarDecl *d); // LowerOptions.embed

#endif
