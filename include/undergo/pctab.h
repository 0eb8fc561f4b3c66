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
//   UgPctabInline[ninlines]  the inline trees, each function's nodes together, parents before children
//   uint32_t[nfiles]         file names, as string references
//   lines                    one line program a function
//   strings                  a string reference is an offset into this pool: varint length, bytes
//
// A line program is: varint count of rows, then the rows. State at the start: pc = func.start, file =
// func.file, line = func.startline, node = 0. A row is
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
#define UG_PCTAB_MAGIC "UGPCTAB1"

typedef struct UgPctabHeader {
    char magic[8];
    uint64_t base;
    uint32_t size;                                   // of the whole table
    uint32_t nfuncs, funcs_off;
    uint32_t ninlines, inlines_off;
    uint32_t nfiles, files_off;
    uint32_t lines_off, lines_size;
    uint32_t strings_off, strings_size;
    uint32_t reserved;
} UgPctabHeader;

typedef struct UgPctabFunc {
    uint32_t start, end;                             // [start, end), from base
    uint32_t entry;                                  // of the function this is a piece of, from base
    uint32_t name;                                   // string: Go's name ("main.(*T).M", "main.f.func1", "main.F[...]"), or C's
    uint32_t file;                                   // index: where the function is declared
    int32_t startline;                               // line of its func keyword; 0 unknown
    uint32_t lines;                                  // of its line program, from lines_off; UINT32_MAX: none
    uint32_t inlines;                                // index of its first node
    uint16_t ninlines;
    uint16_t flags;                                  // UG_PCF_…
} UgPctabFunc;

typedef struct UgPctabInline {
    uint32_t parent;                                 // 0: the function itself, else 1 + index among the function's nodes
    uint32_t name;                                   // string: the inlined function
    uint32_t call_file;                              // index: where it was called ...
    int32_t call_line;
    int32_t startline;                               // of the inlined function
    uint32_t flags;
} UgPctabInline;

enum {
    UG_PCF_WRAPPER = 1,                              // made by the compiler (`$w`): left out of tracebacks, seen through by recover
    UG_PCF_GO = 2,                                   // emitted from Go
    UG_PCF_RUNTIME = 4,                              // of the C runtime
    UG_PCF_NOARGS = 16,                              // takes no parameters: tracebacks print f() instead of f(...)
    UG_PCF_INLINED = 8,                              // set by the reader: this frame has no physical frame of its own
};

_Static_assert(sizeof(UgPctabHeader) == 64 && sizeof(UgPctabFunc) == 36 && sizeof(UgPctabInline) == 24, "format");

#endif
