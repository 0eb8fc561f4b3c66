// Programs of analyses: what `vet`, `fix` and `test` share. Private to src/cmd.
#ifndef UG_CMD_VET_H
#define UG_CMD_VET_H

#include "cmd/cmd.h"

// The tool at path, or where that is empty cmd/NAME of the Go tree (vet_tool.c).
Err vet_tool_open(const Session *s, const char *path, const char *name, VetTool *out);
typedef struct VetToolFlag { Str name; bool is_bool; } VetToolFlag;
typedef VEC(VetToolFlag) VetToolFlags;
Err vet_tool_flags(const Session *s, const VetTool *t, VetToolFlags *out); // as the tool itself lists them
const VetToolFlag *vet_tool_flag(const VetToolFlags *f, Str name);

// Tests are looked at before they run, by the analyses that are hardly ever wrong (vet_test.c).
typedef struct TestVet {
    bool off, is_explicit;
    VetTool tool;
} TestVet;
// value: of -vet. 0, or the exit code after printing what is wrong with it.
int test_vet_init(Session *s, const Command *c, const char *value, TestVet *out);
Err test_vet(BuildShared *shared, const TestVet *v, const LoadTest *t, bool *ok); // prints what it finds

// A diagnostic's path and a tool's own messages as go shows them.
Str vet_line(Arena *a, const char *cwd, const VetTool *t, Str line, const char *before_path);

#endif
