// Where test programs lie. Private to src/cmd.
#ifndef UG_CMD_TEST_BINARY_H
#define UG_CMD_TEST_BINARY_H

#include "cmd/cmd.h"

typedef struct TestBinaries {
    bool compile_only, kept;                         // -c; a profile is written, which its reader needs the program for
    const char *output;                              // -o
} TestBinaries;
Err test_binary_check(Arena *a, const TestBinaries *b, const LoadPkgs *roots); // does -o fit the packages?
Err test_binary_output(Arena *a, const TestBinaries *b, const LoadPkg *p, const char **path); // NULL: nowhere
Err test_binary_link(BuildShared *shared, const LoadPkg *p, uint32_t number, const char **exe);

#endif
