// Packages named path@version, outside any module of the user's. Private to src/cmd.
#ifndef UG_CMD_VERSIONED_H
#define UG_CMD_VERSIONED_H

#include "cmd/cmd.h"

// Loads them as a module that only requires the one that has them. All must be of one module and version.
Err versioned_load(Session *s, const char *const *args, uint32_t n, LoadPkgs *out);

#endif
