// --dump for the front end's stages; private to src/cmd.
#ifndef UG_CMD_DUMP_H
#define UG_CMD_DUMP_H

#include "cmd/cmd.h"

int dump_front(Session *s, Build *b, const LoadPkgs *roots);

#endif
