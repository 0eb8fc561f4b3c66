// go.work as the work commands read and write it. Private to src/cmd.
#ifndef UG_CMD_WORK_H
#define UG_CMD_WORK_H

#include "cmd/cmd.h"

Err work_find(Session *s, const char **path);        // changes to -C's directory; NULL where there is no go.work
Err work_required(Session *s, const char **path);    // an error there
Err work_read(Session *s, const char *path, Str *text, WorkFile *out);
Err work_set_go(Session *s, const char *path, Str version); // go.work's go line is at least version

#endif
