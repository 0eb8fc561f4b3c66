// Encodes the pc table: which function, file, line and inlined calls each code address belongs to.
//
// The layout and the line program are described in undergo/pctab.h. A function of several pieces
// (its cold part) gives one row and record a piece; they share the inline nodes. Functions without debug
// information (assembly, libc) get rows with a name only, from the symbol table. Go names come
// from section ug_funcnames: C symbol, Go name, alternating, each ended by a zero byte.
#include <stdlib.h>
#include <unistd.h>

#include "build/pctab.h"
#include "build/splitnote.h"
#include "undergo/pctab.h"

typedef struct Encoder {
    Arena *arena;
    uint64_t base;
    StrMap go_names;    // C symbol → char * Go name
    StrMap chains;      // key behind a file's name → char * calls inlined by ourselves
    StrMap strings;     // text → 1 + offset
    PtrMap file_by_ptr; // char * → 1 + index: most names come as the same pointer
    StrMap file_by_text;
    PtrMap parts; // entries of what gcc split off functions
    StrBuf pool, records;
    VEC(uint32_t) files;
    VEC(UgPctabFunc) funcs;
} Encoder;

static void put_varint(StrBuf *b, uint64_t v)
{
    while (v >= 0x80) {
        sb_putc(b, (char)(v | 0x80));
        v >>= 7;
    }
    sb_putc(b, (char)v);
}

static void put_svarint(StrBuf *b, int64_t v) { put_varint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63)); }

static uint32_t string_ref(Encoder *e, const char *text)
{
    Str s = str_from(text);
    uintptr_t known = (uintptr_t)strmap_get(&e->strings, s);
    if (known) return (uint32_t)(known - 1);
    uint32_t at = (uint32_t)e->pool.n;
    put_varint(&e->pool, s.n);
    sb_put(&e->pool, s);
    strmap_put(&e->strings, s, (void *)(uintptr_t)(at + 1));
    return at;
}

static uint32_t file_index(Encoder *e, const char *name)
{
    if (!name) name = "?";
    uintptr_t known = (uintptr_t)ptrmap_get(&e->file_by_ptr, name);
    if (known) return (uint32_t)(known - 1);
    known = (uintptr_t)strmap_get(&e->file_by_text, str_from(name));
    if (!known) {
        vec_push(e->arena, &e->files, string_ref(e, name));
        known = e->files.n;
        strmap_put(&e->file_by_text, str_from(name), (void *)known);
    }
    ptrmap_put(&e->file_by_ptr, name, (void *)known);
    return (uint32_t)(known - 1);
}

static uint32_t go_name_ref(Encoder *e, const char *go, uint32_t *flags)
{
    *flags |= UG_PCF_GO;
    Str name = str_from(go);
    if (str_has_suffix(name, STR("()"))) { // takes no parameters
        *flags |= UG_PCF_NOARGS;
        go = arena_strndup(e->arena, go, name.n - 2);
    }
    return string_ref(e, go);
}

// The name to show for a C symbol, and what its spelling tells.
static uint32_t name_ref(Encoder *e, const char *symbol, uint32_t *flags)
{
    const char *go = strmap_get(&e->go_names, str_from(symbol));
    *flags = 0;
    if (str_has_suffix(str_from(symbol), STR("$w"))) *flags |= UG_PCF_WRAPPER;
    if (strncmp(symbol, "ugx_", 4) == 0 || strncmp(symbol, "ugrt_", 5) == 0) *flags |= UG_PCF_RUNTIME;
    if (!go) return string_ref(e, symbol);
    return go_name_ref(e, go, flags);
}

// A section of pairs of texts, each ended by a zero byte.
static void read_pairs(Arena *a, const ElfFile *elf, const char *section, StrMap *out)
{
    map_init(out, a);
    const Elf64_Shdr *s = elf_section(elf, section);
    if (!s) return;
    Str data = elf_section_data(elf, s);
    while (data.n) {
        size_t sym = strnlen(data.p, data.n);
        if (sym + 1 >= data.n) break;
        size_t go = strnlen(data.p + sym + 1, data.n - sym - 1);
        if (sym) strmap_put(out, (Str){data.p, sym}, (void *)(data.p + sym + 1));
        size_t step = sym + 1 + go + 1;
        if (step > data.n) break;
        data.p += step;
        data.n -= step;
    }
}

// ---- Line programs
typedef struct Point {
    uint64_t pc;
    PcSite site;
} Point; // from pc on, this is innermost

static int by_pc(const void *x, const void *y)
{
    uint64_t a = ((const Point *)x)->pc, b = ((const Point *)y)->pc;
    return a < b ? -1 : a > b;
}

typedef VEC(Point) Points;

static uint32_t find_point(const Points *p, uint64_t pc)
{
    uint32_t lo = 0, hi = p->n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (p->p[mid].pc < pc) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

static PcRange clip(PcRange r, PcRange to)
{
    return (PcRange){r.lo > to.lo ? r.lo : to.lo, r.hi < to.hi ? r.hi : to.hi};
}

// A line's file, and the calls its code came by if Undergo inlined it.
static const char *plain_file(Encoder *e, const char *file, const char **chain)
{
    const char *key;
    file = pcinline_plain(e->arena, file, &key);
    *chain = key ? strmap_get(&e->chains, str_from(key)) : NULL;
    return file;
}

// Which inlined call is innermost, piece by piece of the range. Children come after their
// parents, so each simply paints over what stands.
static void inline_points(Encoder *e, const PcFunc *f, PcRange piece, Points *out)
{
    vec_push(e->arena, out, ((Point){.pc = piece.lo}));
    for (uint32_t i = 0; i < f->calls.n; i++) {
        for (uint32_t k = 0; k < f->calls.p[i].ranges.n; k++) {
            PcRange r = clip(f->calls.p[i].ranges.p[k], piece);
            if (r.lo >= r.hi) continue;
            vec_push(e->arena, out, ((Point){.pc = r.lo}));
            if (r.hi < piece.hi) vec_push(e->arena, out, ((Point){.pc = r.hi}));
        }
    }
    qsort(out->p, out->n, sizeof(Point), by_pc);
    uint32_t n = 0;
    for (uint32_t i = 0; i < out->n; i++) {
        if (n == 0 || out->p[i].pc != out->p[n - 1].pc) out->p[n++] = out->p[i];
    }
    out->n = n;
    for (uint32_t i = 0; i < f->calls.n; i++) {
        for (uint32_t k = 0; k < f->calls.p[i].ranges.n; k++) {
            PcRange r = clip(f->calls.p[i].ranges.p[k], piece);
            if (r.lo >= r.hi) continue;
            for (uint32_t at = find_point(out, r.lo); at < out->n && out->p[at].pc < r.hi; at++)
                out->p[at].site = f->calls.p[i].site;
        }
    }
}

static uint32_t find_line(const PcFunc *f, uint64_t pc)
{ // index of the first line at pc or after
    uint32_t lo = 0, hi = f->nlines;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (f->lines[mid].pc < pc) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

typedef struct LineState {
    uint64_t pc;
    uint32_t file, node;
    int32_t line;
} LineState;

static void put_row(StrBuf *rows, LineState *s, LineState to)
{
    bool has_node = to.node != s->node, has_file = to.file != s->file;
    put_varint(rows, (to.pc - s->pc) << 2 | (unsigned)has_node << 1 | has_file);
    put_svarint(rows, (int64_t)to.line - s->line);
    if (has_node) put_varint(rows, to.node);
    if (has_file) put_varint(rows, to.file);
    *s = to;
}

// The line program of one piece, its number of rows before it.
static void line_program(Encoder *e, PcFunc *f, PcRange piece, uint32_t file, StrBuf *out)
{
    Points points = {0};
    inline_points(e, f, piece, &points);
    LineState state = {.pc = piece.lo, .file = file, .line = f->startline};
    StrBuf rows = {0};
    uint32_t count = 0, at = 0, l = find_line(f, piece.lo);
    PcSite row = {.file = f->file, .line = f->startline}, outer = {0};
    if (l > 0 && (l == f->nlines || f->lines[l].pc > piece.lo) && f->lines[l - 1].file) l--; // a row that began before
    while (at < points.n || (l < f->nlines && f->lines[l].pc < piece.hi)) {
        uint64_t point_pc = at < points.n ? points.p[at].pc : UINT64_MAX;
        uint64_t line_pc = l < f->nlines && f->lines[l].pc < piece.hi ? f->lines[l].pc : UINT64_MAX;
        if (line_pc < piece.lo) line_pc = piece.lo;
        LineState now = {.pc = point_pc < line_pc ? point_pc : line_pc};
        if (point_pc == now.pc) outer = points.p[at++].site;
        while (l < f->nlines && f->lines[l].pc <= now.pc) { // the last row at an address counts
            const PcLine *next = &f->lines[l++];
            if (!next->file || next->line == 0) continue; // line 0: the compiler's own, belongs to what precedes
            row = (PcSite){.file = next->file, .line = next->line};
        }
        const PcSite *shown = outer.file ? &outer : &row;
        const char *chain;
        now.file = file_index(e, plain_file(e, shown->file, &chain));
        now.line = shown->line;
        now.node = chain ? pcinline_node(e->arena, f, outer.node, chain) : outer.node;
        if (count && now.file == state.file && now.line == state.line && now.node == state.node) continue;
        put_row(&rows, &state, now);
        count++;
    }
    put_varint(out, count);
    sb_put(out, sb_str(&rows));
    sb_release(&rows);
}

// ---- Functions
// gcc splits a function at its first condition, and may inline the larger part into the smaller again: a call of
// itself from its first line, as the debug information has it, that the source doesn't know.
static bool is_own_part(const PcFunc *f, const PcCall *c, uint32_t node)
{
    const char *symbol = node ? f->nodes.p[node - 1].symbol : f->symbol;
    int32_t startline = node ? f->nodes.p[node - 1].startline : f->startline;
    return symbol && strcmp(symbol, c->symbol) == 0 && c->call_line == startline;
}

// The inline tree: the Go functions among the calls that the C compiler inlined. A call of anything
// else (operations of emitted C) becomes the place where it was called.
static void keep_go_calls(Encoder *e, PcFunc *f)
{
    for (uint32_t i = 0; i < f->calls.n; i++) {
        PcCall *c = &f->calls.p[i];
        PcSite above = c->parent ? f->calls.p[c->parent - 1].site : (PcSite){0};
        PcSite called = {.node = above.node, .file = c->call_file, .line = c->call_line};
        if (above.file) called = above;
        if (is_own_part(f, c, above.node)) {
            c->site = above;
            continue;
        }
        if (!strmap_has(&e->go_names, str_from(c->symbol))) {
            c->site = called;
            if (!c->site.file) c->site = above;
            continue;
        }
        vec_push(e->arena, &f->nodes,
                 ((PcNode){.parent = called.node,
                           .symbol = c->symbol,
                           .call_file = called.file,
                           .call_line = called.line,
                           .startline = c->startline}));
        c->site = (PcSite){.node = f->nodes.n};
    }
}

static void put_nodes(Encoder *e, const PcFunc *f)
{
    for (uint32_t i = 0; i < f->nodes.n; i++) {
        const PcNode *n = &f->nodes.p[i];
        uint32_t flags = 0, name = n->go_name ? go_name_ref(e, n->go_name, &flags) : name_ref(e, n->symbol, &flags);
        put_varint(&e->records, n->parent);
        put_varint(&e->records, name);
        put_varint(&e->records, file_index(e, n->call_file));
        put_svarint(&e->records, n->call_line);
        put_svarint(&e->records, n->startline);
        put_varint(&e->records, flags);
    }
}

// Adds the row and the record of a piece of code.
static void add_piece(Encoder *e, const PcFunc *f, PcRange piece, uint32_t nodes, Str program)
{
    vec_push(e->arena, &e->funcs,
             ((UgPctabFunc){.start = (uint32_t)(piece.lo - e->base),
                            .end = (uint32_t)(piece.hi - e->base),
                            .record = (uint32_t)e->records.n}));
    uint32_t flags, name = name_ref(e, f->symbol, &flags);
    if (ptrmap_has(&e->parts, (void *)f->ranges.p[0].lo)) flags |= UG_PCF_PART;
    put_varint(&e->records, name);
    put_varint(&e->records, file_index(e, f->file));
    put_svarint(&e->records, f->startline);
    put_svarint(&e->records, (int64_t)(piece.lo - f->ranges.p[0].lo));
    put_varint(&e->records, flags);
    put_varint(&e->records, f->nodes.n);
    if (f->nodes.n) put_varint(&e->records, nodes);
    sb_put(&e->records, program);
}

static void add_function(Encoder *e, PcFunc *f)
{
    uint32_t file = file_index(e, f->file);
    keep_go_calls(e, f);
    StrBuf *programs = ARENA_ARRAY(e->arena, StrBuf, f->ranges.n);
    for (uint32_t i = 0; i < f->ranges.n; i++) line_program(e, f, f->ranges.p[i], file, &programs[i]); // may add nodes
    for (uint32_t i = 0; i < f->nodes.n; i++) { // a call in an inlined body stands below that body's node
        PcNode *n = &f->nodes.p[i];
        const char *chain;
        n->call_file = plain_file(e, n->call_file, &chain);
        if (!chain) continue;
        uint32_t parent = pcinline_node(e->arena, f, n->parent, chain);
        f->nodes.p[i].parent = parent;
    }
    uint32_t nodes = (uint32_t)e->records.n;
    put_nodes(e, f);
    for (uint32_t i = 0; i < f->ranges.n; i++) {
        add_piece(e, f, f->ranges.p[i], nodes, sb_str(&programs[i]));
        sb_release(&programs[i]);
    }
}

static int by_start(const void *x, const void *y)
{
    const UgPctabFunc *a = x, *b = y;
    if (a->start != b->start) return a->start < b->start ? -1 : 1;
    return a->end < b->end ? -1 : a->end > b->end;
}

// Sorts the rows; of overlapping ones (identical code folded) the first stays.
static void sort_functions(Encoder *e)
{
    qsort(e->funcs.p, e->funcs.n, sizeof(UgPctabFunc), by_start);
    uint32_t n = 0;
    for (uint32_t i = 0; i < e->funcs.n; i++) {
        if (n == 0 || e->funcs.p[i].start >= e->funcs.p[n - 1].end) e->funcs.p[n++] = e->funcs.p[i];
    }
    e->funcs.n = n;
}

static bool covered(const Encoder *e, uint32_t nsorted, uint32_t start)
{
    uint32_t lo = 0, hi = nsorted;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        if (e->funcs.p[mid].end <= start) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo < nsorted && e->funcs.p[lo].start <= start;
}

typedef struct Symbols {
    const Elf64_Sym *p;
    size_t n;
    Str names;
} Symbols;

static Symbols symbols_of(const ElfFile *elf)
{
    const Elf64_Shdr *symtab = elf_section(elf, ".symtab");
    if (!symtab || symtab->sh_link >= elf->nsections) return (Symbols){0};
    Str data = elf_section_data(elf, symtab);
    return (Symbols){(const Elf64_Sym *)data.p, data.n / sizeof(Elf64_Sym),
                     elf_section_data(elf, &elf->shdrs[symtab->sh_link])};
}

static const char *function_name(const Encoder *e, const Symbols *t, const Elf64_Sym *s)
{
    if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || s->st_size == 0 || s->st_value < e->base) return NULL;
    return s->st_name < t->names.n ? t->names.p + s->st_name : NULL;
}

// Debug information gives a part its function's name.
static void find_parts(Encoder *e, const ElfFile *elf)
{
    Symbols t = symbols_of(elf);
    for (size_t i = 0; i < t.n; i++) {
        const char *name = function_name(e, &t, &t.p[i]);
        if (name && strstr(name, ".part.")) ptrmap_put(&e->parts, (void *)t.p[i].st_value, e);
    }
}

// Rows for code without debug information.
static void add_symbols(Encoder *e, const ElfFile *elf)
{
    Symbols t = symbols_of(elf);
    uint32_t nsorted = e->funcs.n;
    for (size_t i = 0; i < t.n; i++) {
        const Elf64_Sym *s = &t.p[i];
        PcFunc f = {.symbol = function_name(e, &t, s)};
        if (!f.symbol || covered(e, nsorted, (uint32_t)(s->st_value - e->base))) continue;
        PcRange whole = {s->st_value, s->st_value + s->st_size};
        vec_push(e->arena, &f.ranges, whole);
        add_piece(e, &f, whole, 0, (Str){"", 1}); // no rows
    }
    sort_functions(e);
}

static Str assemble(Encoder *e)
{
    UgPctabHeader h = {.base = e->base, .nfuncs = e->funcs.n, .nfiles = e->files.n};
    memcpy(h.magic, UG_PCTAB_MAGIC, sizeof h.magic);
    h.funcs_off = sizeof h;
    h.files_off = h.funcs_off + h.nfuncs * (uint32_t)sizeof(UgPctabFunc);
    h.records_off = h.files_off + h.nfiles * 4;
    h.records_size = (uint32_t)e->records.n;
    h.strings_off = h.records_off + h.records_size;
    h.strings_size = (uint32_t)e->pool.n;
    h.size = h.strings_off + h.strings_size;
    char *p = arena_alloc(e->arena, h.size);
    memcpy(p, &h, sizeof h);
    if (h.nfuncs) memcpy(p + h.funcs_off, e->funcs.p, h.nfuncs * sizeof(UgPctabFunc));
    if (h.nfiles) memcpy(p + h.files_off, e->files.p, h.nfiles * 4);
    if (h.records_size) memcpy(p + h.records_off, e->records.p, h.records_size);
    if (h.strings_size) memcpy(p + h.strings_off, e->pool.p, h.strings_size);
    return (Str){p, h.size};
}

Err pctab_append(Arena *a, const char *exe, const PctabOptions *opt)
{
    ElfFile elf;
    Err err = elf_open(exe, &elf);
    if (err_is(err)) return err;
    bool pack = !opt->plain_debug && !opt->strip_debug;
    ElfPack *packed = pack ? elf_pack_new(&elf) : NULL;
    Encoder e = {.arena = a, .base = elf_base(&elf)};
    map_init(&e.strings, a);
    map_init(&e.file_by_ptr, a);
    map_init(&e.file_by_text, a);
    map_init(&e.parts, a);
    find_parts(&e, &elf);
    read_pairs(a, &elf, "ug_funcnames", &e.go_names);
    read_pairs(a, &elf, "ug_inlines", &e.chains);
    PcFuncs funcs = {0};
    Dwarf *dw = NULL;
    err = pcdwarf_read(a, &elf, e.base, &funcs, &dw);
    const char *temp = arena_printf(a, "%s.pc", exe);
    if (!err_is(err)) {
        for (uint32_t i = 0; i < funcs.n; i++) add_function(&e, funcs.p[i]);
        sort_functions(&e);
        add_symbols(&e, &elf);
        ElfRewrite rw = {
            .drop_debug = opt->strip_debug,
            .drop_symbols = opt->strip_symbols,
            .packed = packed,
            .drop_names = {"ug_funcnames", "ug_inlines", SPLITNOTE_HIDDEN},
            .add_name = UG_PCTAB_SECTION,
            .add_data = assemble(&e),
        };
        err = elf_rewrite(a, &elf, &rw, temp);
    }
    if (dw) dwarf_end(dw);
    elf_pack_free(packed);
    sb_release(&e.pool);
    sb_release(&e.records);
    elf_close(&elf);
    if (!err_is(err) && rename(temp, exe) != 0) err = err_new("rename %s", exe);
    if (err_is(err)) unlink(temp);
    return err;
}
