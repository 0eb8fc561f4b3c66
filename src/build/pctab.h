// The pc table of a linked program; private to src/build.
#ifndef UG_BUILD_PCTAB_H
#define UG_BUILD_PCTAB_H

#include <elfutils/libdw.h>

#include "base/base.h"
#include "build/elf.h"

typedef struct PctabOptions { bool strip_debug, strip_symbols; } PctabOptions;
// Reads the program's line and inline tables, appends section .ug_pctab, strips what the options say.
Err pctab_append(Arena *a, const char *exe, const PctabOptions *opt);

// ---- Between its two halves: pcdwarf.c reads, pctab.c encodes.
typedef struct PcRange { uint64_t lo, hi; } PcRange;
typedef VEC(PcRange) PcRanges;
typedef struct PcNode {                              // a call that was inlined
    uint32_t parent;                                 // 0: the function, else 1 + index among the function's nodes
    const char *symbol;
    const char *go_name;                             // set instead of symbol by pcinline.c; ends in "()" as in ug_funcnames
    const char *call_file;
    int32_t call_line, startline;
    PcRanges ranges;                                 // none for those of pcinline.c
} PcNode;
typedef struct PcLine { uint64_t pc; const char *file; int32_t line; } PcLine; // file NULL: end of a sequence
typedef struct PcFunc {
    const char *symbol;
    const char *file;
    int32_t startline;
    PcRanges ranges;                                 // the first holds the entry
    VEC(PcNode) nodes;                               // parents before children
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
