// The pc table of a linked program; private to src/build.
#ifndef UG_BUILD_PCTAB_H
#define UG_BUILD_PCTAB_H

#include <elfutils/libdw.h>

#include "base/base.h"
#include "build/elf.h"

typedef struct PctabOptions { bool strip_debug, strip_symbols, plain_debug; } PctabOptions;
// Reads the program's line and inline tables, appends section .ug_pctab, strips what the options say, compresses debug
// information unless it is to stay plain.
Err pctab_append(Arena *a, const char *exe, const PctabOptions *opt);

// ---- Between its two halves: pcdwarf.c reads, pctab.c encodes.
typedef struct PcRange { uint64_t lo, hi; } PcRange;
typedef VEC(PcRange) PcRanges;
typedef struct PcSite { uint32_t node; const char *file; int32_t line; } PcSite; // inside node; file NULL: where the line table says
typedef struct PcCall {                              // what the C compiler inlined
    uint32_t parent;                                 // 0: the function, else 1 + index among the function's calls
    const char *symbol;
    const char *call_file;
    int32_t call_line, startline;
    PcRanges ranges;
    PcSite site;                                     // of its code; set by pctab.c
} PcCall;
typedef struct PcNode {                              // an inlined call as the table has it
    uint32_t parent;                                 // 0: the function, else 1 + index among the function's nodes
    const char *symbol;
    const char *go_name;                             // set instead of symbol by pcinline.c; ends in "()" as in ug_funcnames
    const char *call_file;
    int32_t call_line, startline;
} PcNode;
typedef struct PcLine { uint64_t pc; const char *file; int32_t line; } PcLine; // file NULL: end of a sequence
typedef struct PcFunc {
    const char *symbol;
    const char *file;
    int32_t startline;
    PcRanges ranges;                                 // the first holds the entry
    VEC(PcCall) calls;                               // parents before children
    VEC(PcNode) nodes;                               // likewise; empty until pctab.c fills it
    const PcLine *lines;                             // of its compilation unit, by pc
    uint32_t nlines;
} PcFunc;
typedef VEC(PcFunc *) PcFuncs;
// Functions with code in [base, …), in no particular order. Names and file names live in *dw,
// which the caller ends when it has encoded them.
Err pcdwarf_read(Arena *a, const ElfFile *e, uint64_t base, PcFuncs *out, Dwarf **dw);

// Calls inlined before the C compiler, told by file names. pcinline_plain splits off the key; pcinline_node gives the
// innermost node of a chain below `parent`, made at first sight.
const char *pcinline_plain(Arena *a, const char *file, const char **key);
uint32_t pcinline_node(Arena *a, PcFunc *f, uint32_t parent, const char *chain);

#endif
