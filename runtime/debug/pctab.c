// Names, files and lines for pcs: a reader of the table that undergo/pctab.h lays out.
//
// The section isn't loaded with the program; the first question maps it from /proc/self/exe (a few
// pages are read then) and it stays mapped. Programs without the section (C programs, tests) are
// answered from the ELF symbol table: names only, no lines. Any stack, no allocation; a race of two
// first questions maps the file twice, and one mapping wins.
#include "debug/debug.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "undergo/pctab.h"
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>

typedef struct Tables {
    const UgPctabHeader *tab; // NULL: no section
    uintptr_t base;           // run-time address that the table's offsets count from
    const Elf64_Sym *syms;    // fallback
    size_t nsyms;
    const char *symstr;
    uintptr_t bias;
} Tables;

static Tables tables_store;
static _Atomic(Tables *) tables;
static UgMutex init_lock = {.rank = LOCKRANK_NONE};

static void load_g0(void *unused)
{
    (void)unused;
    Tables t = {0};
    int fd = ugrt_sys_open("/proc/self/exe", O_RDONLY);
    if (fd >= 0) {
        long size = ugrt_sys3(SYS_lseek, fd, 0, SEEK_END);
        long r = size > 0 ? ugrt_sys6(SYS_mmap, 0, size, PROT_READ, MAP_PRIVATE, fd, 0) : -1;
        ugrt_sys_close(fd);
        if ((unsigned long)r < (unsigned long)-4095) {
            const char *file = (const char *)r;
            const Elf64_Ehdr *eh = (const Elf64_Ehdr *)file;
            const Elf64_Shdr *sh = (const Elf64_Shdr *)(file + eh->e_shoff);
            const char *names = eh->e_shnum ? file + sh[eh->e_shstrndx].sh_offset : "";
            if (eh->e_type == ET_DYN) t.bias = getauxval(AT_PHDR) - eh->e_phoff; // headers stand at the start
            for (int i = 0; i < eh->e_shnum; i++) {
                if (strcmp(names + sh[i].sh_name, UG_PCTAB_SECTION) == 0) {
                    const UgPctabHeader *h = (const UgPctabHeader *)(file + sh[i].sh_offset);
                    if (sh[i].sh_size >= sizeof *h && memcmp(h->magic, UG_PCTAB_MAGIC, 8) == 0 &&
                        h->size <= sh[i].sh_size)
                        t.tab = h;
                } else if (sh[i].sh_type == SHT_SYMTAB) {
                    t.syms = (const Elf64_Sym *)(file + sh[i].sh_offset);
                    t.nsyms = sh[i].sh_size / sizeof(Elf64_Sym);
                    t.symstr = file + sh[sh[i].sh_link].sh_offset;
                }
            }
            if (t.tab) t.base = t.tab->base + t.bias;
        }
    }
    tables_store = t;
    atomic_store_explicit(&tables, &tables_store, memory_order_release);
}

static const Tables *get_tables(void)
{
    Tables *t = atomic_load_explicit(&tables, memory_order_acquire);
    if (t) return t;
    ugrt_lock(&init_lock);
    if (!atomic_load_explicit(&tables, memory_order_relaxed)) ugrt_systemstack(load_g0, NULL);
    ugrt_unlock(&init_lock);
    return &tables_store;
}

static uint32_t varint(const uint8_t **p)
{
    uint32_t v = 0;
    for (int shift = 0;; shift += 7) {
        uint8_t b = *(*p)++;
        v |= (uint32_t)(b & 0x7f) << shift;
        if (!(b & 0x80) || shift > 28) return v;
    }
}
static int32_t svarint(const uint8_t **p)
{
    uint32_t v = varint(p);
    return (int32_t)(v >> 1) ^ -(int32_t)(v & 1);
}

static const void *at(const Tables *t, uint32_t off) { return (const char *)t->tab + off; }

static UgString string_at(const Tables *t, uint32_t ref)
{
    const uint8_t *p = (const uint8_t *)at(t, t->tab->strings_off) + ref;
    uint32_t n = varint(&p);
    return (UgString){p, (UgInt)n};
}
static UgString file_at(const Tables *t, uint32_t index)
{
    if (index >= t->tab->nfiles) return (UgString){(const uint8_t *)"?", 1};
    return string_at(t, ((const uint32_t *)at(t, t->tab->files_off))[index]);
}

static const UgPctabFunc *find_func(const Tables *t, uintptr_t pc)
{
    if (!t->tab || pc < t->base || pc - t->base > UINT32_MAX) return NULL;
    uint32_t rel = (uint32_t)(pc - t->base), lo = 0, hi = t->tab->nfuncs;
    const UgPctabFunc *f = at(t, t->tab->funcs_off);
    while (lo < hi) { // first row that starts after rel
        uint32_t mid = (lo + hi) / 2;
        if (f[mid].start <= rel)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo > 0 && rel < f[lo - 1].end ? &f[lo - 1] : NULL;
}

static const uint8_t *records(const Tables *t) { return at(t, t->tab->records_off); }

typedef struct FuncRecord {
    uint32_t name, file, entry, flags, ninlines, nodes, nrows;
    int32_t startline;
    const uint8_t *rows;
} FuncRecord;

static FuncRecord record_of(const Tables *t, const UgPctabFunc *f)
{
    FuncRecord r = {0};
    const uint8_t *p = records(t) + f->record;
    r.name = varint(&p);
    r.file = varint(&p);
    r.startline = svarint(&p);
    r.entry = f->start - (uint32_t)svarint(&p);
    r.flags = varint(&p);
    r.ninlines = varint(&p);
    if (r.ninlines) r.nodes = varint(&p);
    r.nrows = varint(&p);
    r.rows = p;
    return r;
}

typedef struct InlineNode {
    uint32_t parent, name, call_file, flags;
    int32_t call_line, startline;
} InlineNode;

// The function's n-th node, from 1.
static InlineNode node_at(const Tables *t, const FuncRecord *f, uint32_t n)
{
    InlineNode node;
    const uint8_t *p = records(t) + f->nodes;
    for (; n > 0; n--) {
        node.parent = varint(&p);
        node.name = varint(&p);
        node.call_file = varint(&p);
        node.call_line = svarint(&p);
        node.startline = svarint(&p);
        node.flags = varint(&p);
    }
    return node;
}

typedef struct LineState {
    uint32_t file, node;
    int32_t line;
} LineState;

static LineState line_of(const FuncRecord *f, uint32_t pc, uint32_t rel)
{
    LineState s = {.file = f->file, .line = f->startline}, held = s;
    const uint8_t *p = f->rows;
    for (uint32_t n = f->nrows; n > 0; n--) {
        uint32_t head = varint(&p);
        pc += head >> 2;
        s.line += svarint(&p);
        if (head & 2) s.node = varint(&p);
        if (head & 1) s.file = varint(&p);
        if (pc > rel) break;
        held = s;
    }
    return held;
}

// Fallback: the nearest symbol at or below pc that covers it. Assembly may give no size.
#define UNSIZED_REACH 4096
static bool symbol_frame(const Tables *t, uintptr_t pc, UgPcFrame *out)
{
    const Elf64_Sym *best = NULL;
    for (size_t i = 0; i < t->nsyms; i++) {
        const Elf64_Sym *s = &t->syms[i];
        if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || s->st_value + t->bias > pc) continue;
        uintptr_t reach = s->st_size ? s->st_size : UNSIZED_REACH;
        if (pc >= s->st_value + t->bias + reach) continue;
        if (!best || s->st_value > best->st_value) best = s;
    }
    if (!best) return false;
    const char *name = t->symstr + best->st_name;
    *out = (UgPcFrame){.func = {(const uint8_t *)name, (UgInt)strlen(name)},
                       .file = {(const uint8_t *)"?", 1},
                       .entry = best->st_value + t->bias,
                       .linkpc = pc - t->bias};
    if (strncmp(name, "ugrt_", 5) == 0 || strncmp(name, "ugx_", 4) == 0 || strncmp(name, "ug_", 3) == 0)
        out->flags |= UG_PCF_RUNTIME;
    if (ugrt_is_generated(pc)) out->flags |= UG_PCF_GO;
    if (out->func.n > 2 && memcmp(name + out->func.n - 2, "$w", 2) == 0) out->flags |= UG_PCF_WRAPPER;
    return true;
}

static UgPcFrame physical_frame(const Tables *t, const FuncRecord *f, const LineState *s)
{
    return (UgPcFrame){.func = string_at(t, f->name),
                       .file = file_at(t, s->file),
                       .line = s->line,
                       .startline = f->startline,
                       .entry = t->base + f->entry,
                       .flags = f->flags};
}

bool ugrt_pc_func(uintptr_t pc, UgPcFrame *out)
{
    const Tables *t = get_tables();
    const UgPctabFunc *row = find_func(t, pc);
    if (!row) return !t->tab && symbol_frame(t, pc, out);
    FuncRecord f = record_of(t, row);
    LineState s = line_of(&f, row->start, (uint32_t)(pc - t->base));
    *out = physical_frame(t, &f, &s);
    if (s.node && f.ninlines) out->file = file_at(t, f.file);
    return true;
}

static LineState called_at(const InlineNode *n)
{
    return (LineState){.file = n->call_file, .line = n->call_line, .node = n->parent};
}

// The frame of *s, which goes on to the one around it.
static UgPcFrame frame_of(const Tables *t, const FuncRecord *f, LineState *s)
{
    if (s->node == 0 || s->node > f->ninlines) return physical_frame(t, f, s);
    InlineNode node = node_at(t, f, s->node);
    UgPcFrame frame = {.func = string_at(t, node.name),
                       .file = file_at(t, s->file),
                       .line = s->line,
                       .startline = node.startline,
                       .entry = t->base + f->entry,
                       .flags = node.flags | UG_PCF_INLINED};
    *s = called_at(&node);
    return frame;
}

int ugrt_pc_frames(uintptr_t pc, UgPcFrame *out, int n)
{
    const Tables *t = get_tables();
    if (n <= 0) return 0;
    const UgPctabFunc *row = find_func(t, pc);
    if (!row) return !t->tab && symbol_frame(t, pc, out);
    FuncRecord f = record_of(t, row);
    LineState s = line_of(&f, row->start, (uint32_t)(pc - t->base));
    int count = 0;
    for (uint32_t call = 0; count < n;) {
        uint32_t node = s.node;
        out[count] = frame_of(t, &f, &s);
        out[count++].call = call;
        if (!(out[count - 1].flags & UG_PCF_INLINED)) break;
        call = node;
    }
    return count;
}

bool ugrt_pc_call_frame(uintptr_t pc, uint32_t call, UgPcFrame *out)
{
    const Tables *t = get_tables();
    const UgPctabFunc *row = find_func(t, pc);
    if (!row) return false;
    FuncRecord f = record_of(t, row);
    if (call == 0 || call > f.ninlines) return false;
    InlineNode node = node_at(t, &f, call);
    LineState s = called_at(&node);
    *out = frame_of(t, &f, &s);
    out->call = call;
    return true;
}

bool ugrt_pc_is_part_called(UgString *part, const UgPcFrame *frames, int n)
{
    bool is = n > 0 && part->n > 0 && frames[0].func.n == part->n && !(frames[0].flags & UG_PCF_WRAPPER) &&
              memcmp(frames[0].func.p, part->p, (size_t)part->n) == 0;
    *part = n > 0 && frames[n - 1].flags & UG_PCF_PART ? frames[n - 1].func : (UgString){0};
    return is;
}

// recover asks this about the same few pcs again and again.
static _Atomic uint64_t flags_cache[128]; // pc << 16 | flags

uintptr_t ugrt_pc_lookup_flags(uintptr_t pc)
{
    _Atomic uint64_t *slot = &flags_cache[(pc ^ pc >> 7) % 128];
    uint64_t seen = atomic_load_explicit(slot, memory_order_relaxed);
    if (seen >> 16 == pc) return seen & 0xffff;
    const Tables *t = get_tables();
    const UgPctabFunc *f = find_func(t, pc);
    UgPcFrame frame = {0};
    uint32_t flags = f ? record_of(t, f).flags : !t->tab && symbol_frame(t, pc, &frame) ? frame.flags : 0;
    atomic_store_explicit(slot, (uint64_t)pc << 16 | flags, memory_order_relaxed);
    return flags;
}
