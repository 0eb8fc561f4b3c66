// The pc table: what the build writes into the section .ug_pctab of a program (src/build/pctab.c) and the
// runtime reads to name functions, files and lines (runtime/debug/pctab.c).
//
// The section is not loaded; the runtime maps it from the program's own file when it first needs it.
// Everything is little-endian and position-independent: pcs are offsets from `base`, a link-time
// address, so a program loaded elsewhere adds its load bias once. Offsets named *_off count from the
// start of the section. Varints are LEB128; signed ones are zigzag.
//
//   UgPctabHeader
//   UgPctabFunc[nfuncs]      ascending by start, not overlapping; one a contiguous piece of code (a
//                            function's cold part is a row of its own with the same name)
//   uint32_t[nfiles]         file names, as string references
//   records                  of functions and of their inline trees
//   strings                  a string reference is an offset into this pool: varint length, bytes
//
// A function's record:
//     varint  name             string: Go's ("main.(*T).M", "main.f.func1", "main.F[...]"), or C's
//     varint  file             index: where the function is declared
//     svarint startline        line of its func keyword; 0 unknown
//     svarint start - entry    0, but for pieces that are not the function's first
//     varint  flags            UG_PCF_…
//     varint  ninlines         nodes of its inline tree
//     [varint nodes]           if there are any: where in the records they stand
//     varint  nrows            of the line program, which follows
// A node of an inline tree, parents before children:
//     varint  parent           0: the function itself, else 1 + index among the function's nodes
//     varint  name             string: the inlined function
//     varint  call_file        index: where it was called ...
//     svarint call_line
//     svarint startline        of the inlined function
//     varint  flags
// Only Go functions have nodes; what the C compiler inlined of Undergo's own is part of the line that needed it.
//
// The state of a line program at its start: pc = func.start, file and line the function's, node = 0. A row is
//     varint  pcdelta << 2 | has_node << 1 | has_file
//     svarint line delta
//     [varint node]   if has_node: 0 the function itself, else 1 + index of a node among the function's own
//     [varint file]   if has_file: index of a file
// It adds the deltas and sets what it names; the state then holds from its pc to the next row's pc (the
// last: to func.end). A pc whose state says node n is in the body of the function inlined by that node,
// at the state's file and line; the frame around it is the node's parent, at call_file and call_line;
// and so on to node 0, the physical function.
#ifndef UNDERGO_PCTAB_H
#define UNDERGO_PCTAB_H

#include <stdint.h>

#define UG_PCTAB_SECTION ".ug_pctab"
#define UG_PCTAB_MAGIC "UGPCTAB2"

typedef struct UgPctabHeader {
    char magic[8];
    uint64_t base;
    uint32_t size;                                   // of the whole table
    uint32_t nfuncs, funcs_off;
    uint32_t nfiles, files_off;
    uint32_t records_off, records_size;
    uint32_t strings_off, strings_size;
    uint32_t reserved[3];
} UgPctabHeader;

typedef struct UgPctabFunc {
    uint32_t start, end;                             // [start, end), from base
    uint32_t record;                                 // from records_off
} UgPctabFunc;

enum {
    UG_PCF_WRAPPER = 1,                              // made by the compiler (`$w`): left out of tracebacks, seen through by recover
    UG_PCF_GO = 2,                                   // emitted from Go
    UG_PCF_RUNTIME = 4,                              // of the C runtime
    UG_PCF_NOARGS = 16,                              // takes no parameters: tracebacks print f() instead of f(...)
    UG_PCF_PART = 32,                                // what gcc split off a function that calls it: one frame with its caller's
    UG_PCF_INLINED = 8,                              // set by the reader: this frame has no physical frame of its own
};

_Static_assert(sizeof(UgPctabHeader) == 64 && sizeof(UgPctabFunc) == 12, "format");

#endif
