// Reads functions, line tables and inline trees from a program's DWARF with libdw.
//
// Functions the linker left out keep their entries at address zero; they are passed over. Names
// are C symbols here: an out-of-line clone has its original's name by its abstract origin.
#include <dwarf.h>

#include "build/pctab.h"

typedef struct Reader {
    Arena *arena;
    uint64_t base;
    PcFuncs *out;
    Dwarf_Files *files; // of the unit at hand
    size_t nfiles;
    PcLine *lines;
    uint32_t nlines;
} Reader;

static void ranges_of(Reader *r, Dwarf_Die *die, PcRanges *out)
{
    Dwarf_Addr base, lo, hi;
    for (ptrdiff_t at = 0; (at = dwarf_ranges(die, at, &base, &lo, &hi)) > 0;) {
        if (lo >= r->base && hi > lo) vec_push(r->arena, out, ((PcRange){lo, hi}));
    }
}

static int32_t number(Dwarf_Die *die, unsigned name)
{
    Dwarf_Attribute attr;
    Dwarf_Word v;
    if (!dwarf_attr(die, name, &attr) || dwarf_formudata(&attr, &v) != 0) return 0;
    return (int32_t)v;
}

static int32_t decl_line(Dwarf_Die *die)
{
    int line = 0;
    return dwarf_decl_line(die, &line) == 0 ? line : 0;
}

// The file as cgen named it: line_put_file in src/cgen/line.c.
static const char *go_file(const char *name) { return name && name[0] == '\036' && name[1] == '/' ? name + 2 : name; }

static const char *call_file(const Reader *r, Dwarf_Die *die)
{
    size_t i = (size_t)number(die, DW_AT_call_file);
    return r->files && i < r->nfiles ? go_file(dwarf_filesrc(r->files, i, NULL, NULL)) : NULL;
}

// Adds the calls inlined below die.
static void calls_below(Reader *r, PcFunc *f, Dwarf_Die *die, uint32_t parent)
{
    Dwarf_Die child;
    if (dwarf_child(die, &child) != 0) return;
    do {
        int tag = dwarf_tag(&child);
        if (tag == DW_TAG_lexical_block) {
            calls_below(r, f, &child, parent);
        } else if (tag == DW_TAG_inlined_subroutine) {
            PcCall n = {
                .parent = parent,
                .symbol = dwarf_diename(&child),
                .call_file = call_file(r, &child),
                .call_line = number(&child, DW_AT_call_line),
                .startline = decl_line(&child),
            };
            ranges_of(r, &child, &n.ranges);
            if (!n.symbol || n.ranges.n == 0) continue;
            vec_push(r->arena, &f->calls, n);
            calls_below(r, f, &child, f->calls.n);
        }
    } while (dwarf_siblingof(&child, &child) == 0);
}

static void read_function(Reader *r, Dwarf_Die *die)
{
    PcFunc f = {.symbol = dwarf_diename(die)};
    if (!f.symbol) return;
    ranges_of(r, die, &f.ranges);
    if (f.ranges.n == 0) return;
    f.file = dwarf_decl_file(die);
    f.startline = decl_line(die);
    f.lines = r->lines;
    f.nlines = r->nlines;
    calls_below(r, &f, die, 0);
    PcFunc *copy = ARENA_NEW(r->arena, PcFunc);
    *copy = f;
    vec_push(r->arena, r->out, copy);
}

static void read_lines(Reader *r, Dwarf_Die *unit)
{
    Dwarf_Lines *lines;
    size_t n;
    r->lines = NULL;
    r->nlines = 0;
    if (dwarf_getsrclines(unit, &lines, &n) != 0) return;
    r->lines = ARENA_ARRAY(r->arena, PcLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        Dwarf_Line *l = dwarf_onesrcline(lines, i);
        Dwarf_Addr pc = 0;
        int line = 0;
        bool end = false;
        dwarf_lineaddr(l, &pc);
        if (pc < r->base) continue;
        dwarf_lineno(l, &line);
        dwarf_lineendsequence(l, &end);
        r->lines[r->nlines++] = (PcLine){pc, end ? NULL : go_file(dwarf_linesrc(l, NULL, NULL)), line};
    }
}

Err pcdwarf_read(Arena *a, const ElfFile *e, uint64_t base, PcFuncs *out, Dwarf **handle)
{
    Dwarf *dw = *handle = dwarf_begin(e->fd, DWARF_C_READ);
    if (!dw) return err_new("%s: %s", e->path, dwarf_errmsg(-1));
    Reader r = {.arena = a, .base = base, .out = out};
    Dwarf_Off off = 0, next;
    size_t header;
    while (dwarf_nextcu(dw, off, &next, &header, NULL, NULL, NULL) == 0) {
        Dwarf_Die unit, child;
        if (dwarf_offdie(dw, off + header, &unit)) {
            r.files = NULL;
            dwarf_getsrcfiles(&unit, &r.files, &r.nfiles);
            read_lines(&r, &unit);
            if (dwarf_child(&unit, &child) == 0) {
                do {
                    if (dwarf_tag(&child) == DW_TAG_subprogram) read_function(&r, &child);
                } while (dwarf_siblingof(&child, &child) == 0);
            }
        }
        off = next;
    }
    return ERR_NONE;
}
