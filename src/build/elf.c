// Reads and rewrites ELF programs, as far as a pc table and stripping need.
//
// What is loaded stays byte for byte where it is: headers, segments, and the sections in them.
// The sections behind them (debug information, symbols, names) are laid out again, so leaving
// one out or adding one is copying the rest. Section indices of loaded sections don't change,
// since the linker puts them first.
#include <errno.h>
#include <stdalign.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/elf.h"

Err elf_open(const char *path, ElfFile *out)
{
    *out = (ElfFile){.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
    if (out->fd < 0) return err_new("open %s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(out->fd, &st) != 0 || st.st_size < (off_t)sizeof(Elf64_Ehdr)) {
        close(out->fd);
        return err_new("%s: not an ELF file", path);
    }
    out->size = (size_t)st.st_size;
    out->data = mmap(NULL, out->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, out->fd, 0);
    if (out->data == MAP_FAILED) {
        close(out->fd);
        return err_new("mmap %s: %s", path, strerror(errno));
    }
    const Elf64_Ehdr *h = out->ehdr = (const Elf64_Ehdr *)out->data;
    bool ok = memcmp(h->e_ident, ELFMAG, SELFMAG) == 0 && h->e_ident[EI_CLASS] == ELFCLASS64 && h->e_shnum > 0 &&
              h->e_shoff + (uint64_t)h->e_shnum * sizeof(Elf64_Shdr) <= out->size &&
              h->e_phoff + (uint64_t)h->e_phnum * sizeof(Elf64_Phdr) <= out->size && h->e_shstrndx < h->e_shnum;
    if (!ok) {
        elf_close(out);
        return err_new("%s: not a 64-bit ELF program", path);
    }
    out->phdrs = (const Elf64_Phdr *)(out->data + h->e_phoff);
    out->shdrs = (const Elf64_Shdr *)(out->data + h->e_shoff);
    out->nsections = h->e_shnum;
    out->names = (const char *)out->data + out->shdrs[h->e_shstrndx].sh_offset;
    return ERR_NONE;
}

void elf_close(ElfFile *e)
{
    munmap(e->data, e->size);
    close(e->fd);
}

static const char *name_of(const ElfFile *e, const Elf64_Shdr *s) { return e->names + s->sh_name; }

const Elf64_Shdr *elf_section(const ElfFile *e, const char *name)
{
    for (uint32_t i = 1; i < e->nsections; i++) {
        if (strcmp(name_of(e, &e->shdrs[i]), name) == 0) return &e->shdrs[i];
    }
    return NULL;
}

Str elf_section_data(const ElfFile *e, const Elf64_Shdr *s)
{
    if (s->sh_type == SHT_NOBITS || s->sh_offset + s->sh_size > e->size) return (Str){0};
    return (Str){(const char *)e->data + s->sh_offset, s->sh_size};
}

uint64_t elf_base(const ElfFile *e)
{
    uint64_t base = UINT64_MAX;
    for (uint32_t i = 0; i < e->ehdr->e_phnum; i++) {
        const Elf64_Phdr *p = &e->phdrs[i];
        if (p->p_type == PT_LOAD && p->p_vaddr < base) base = p->p_vaddr;
    }
    return base;
}

static uint64_t loaded_end(const ElfFile *e)
{
    uint64_t end = e->ehdr->e_phoff + (uint64_t)e->ehdr->e_phnum * sizeof(Elf64_Phdr);
    for (uint32_t i = 0; i < e->ehdr->e_phnum; i++) {
        const Elf64_Phdr *p = &e->phdrs[i];
        if (p->p_type == PT_LOAD && p->p_offset + p->p_filesz > end) end = p->p_offset + p->p_filesz;
    }
    return end;
}

bool elf_is_debug(const ElfFile *e, const Elf64_Shdr *s) { return strncmp(name_of(e, s), ".debug_", 7) == 0; }

static bool dropped(const ElfFile *e, const ElfRewrite *rw, uint32_t i)
{
    const Elf64_Shdr *s = &e->shdrs[i];
    const char *name = name_of(e, s);
    if (i == 0 || (s->sh_flags & SHF_ALLOC)) return false;
    if (i == e->ehdr->e_shstrndx) return true; // made anew
    for (size_t k = 0; k < ARRAY_LEN(rw->drop_names) && rw->drop_names[k]; k++)
        if (strcmp(name, rw->drop_names[k]) == 0) return true;
    if (strcmp(name, rw->add_name) == 0 || strcmp(name, ".comment") == 0) return true;
    if (rw->drop_debug && elf_is_debug(e, s)) return true;
    return rw->drop_symbols && (s->sh_type == SHT_SYMTAB || strcmp(name, ".strtab") == 0);
}

typedef struct Writer {
    FILE *f;
    uint64_t at;
} Writer;

static void put(Writer *w, const void *p, size_t n)
{
    fwrite(p, 1, n, w->f);
    w->at += n;
}

static void align_to(Writer *w, uint64_t align)
{
    static const char zeros[64];
    if (align > sizeof zeros) align = sizeof zeros;
    if (align > 1 && w->at % align) put(w, zeros, align - w->at % align);
}

// The symbol table with section indices in the new numbering.
static void put_symbols(Arena *a, Writer *w, Str data, const uint16_t *new_index, uint32_t n)
{
    size_t count = data.n / sizeof(Elf64_Sym);
    Elf64_Sym *syms = ARENA_ARRAY(a, Elf64_Sym, count + 1);
    memcpy(syms, data.p, count * sizeof(Elf64_Sym));
    for (size_t i = 0; i < count; i++) {
        if (syms[i].st_shndx < n) syms[i].st_shndx = new_index[syms[i].st_shndx];
    }
    put(w, syms, count * sizeof(Elf64_Sym));
}

// Puts the section out compressed, if it is known so.
static bool put_packed(Writer *w, Str packed, Elf64_Shdr *o)
{
    if (packed.n == 0) return false;
    align_to(w, alignof(Elf64_Chdr));
    o->sh_offset = w->at;
    o->sh_size = packed.n;
    o->sh_addralign = alignof(Elf64_Chdr);
    o->sh_flags |= SHF_COMPRESSED;
    put(w, packed.p, packed.n);
    return true;
}

Err elf_rewrite(Arena *a, const ElfFile *e, const ElfRewrite *rw, const char *to)
{
    Writer w = {.f = fopen(to, "we")};
    if (!w.f) return err_new("open %s: %s", to, strerror(errno));
    uint16_t *new_index = ARENA_ARRAY(a, uint16_t, e->nsections);
    Elf64_Shdr *out = ARENA_ARRAY(a, Elf64_Shdr, e->nsections + 2);
    StrBuf names = {0};
    sb_putc(&names, 0);
    uint16_t n = 0;
    for (uint32_t i = 0; i < e->nsections; i++) {
        if (!dropped(e, rw, i)) new_index[i] = n++;
    }
    put(&w, e->data, loaded_end(e));
    for (uint32_t i = 0; i < e->nsections; i++) {
        const Elf64_Shdr *s = &e->shdrs[i];
        if (dropped(e, rw, i)) continue;
        Elf64_Shdr *o = &out[new_index[i]];
        *o = *s;
        o->sh_name = (uint32_t)names.n;
        sb_put(&names, (Str){name_of(e, s), strlen(name_of(e, s)) + 1});
        if (s->sh_link < e->nsections) o->sh_link = new_index[s->sh_link];
        if (i == 0 || (s->sh_flags & SHF_ALLOC)) continue;
        Str data = elf_section_data(e, s);
        if (rw->packed && put_packed(&w, elf_packed(rw->packed, i), o)) continue;
        align_to(&w, s->sh_addralign);
        o->sh_offset = w.at;
        if (s->sh_type == SHT_SYMTAB) {
            put_symbols(a, &w, data, new_index, e->nsections);
        } else {
            put(&w, data.p, data.n);
        }
    }
    align_to(&w, 16);
    out[n] = (Elf64_Shdr){.sh_name = (uint32_t)names.n,
                          .sh_type = SHT_PROGBITS,
                          .sh_offset = w.at,
                          .sh_size = rw->add_data.n,
                          .sh_addralign = 16};
    sb_put(&names, (Str){rw->add_name, strlen(rw->add_name) + 1});
    put(&w, rw->add_data.p, rw->add_data.n);
    n++;
    uint32_t own_name = (uint32_t)names.n;
    sb_put(&names, (Str){".shstrtab", 10});
    out[n] = (Elf64_Shdr){
        .sh_name = own_name, .sh_type = SHT_STRTAB, .sh_offset = w.at, .sh_size = names.n, .sh_addralign = 1};
    put(&w, names.p, names.n);
    n++;
    sb_release(&names);
    align_to(&w, 8);
    Elf64_Ehdr header = *e->ehdr;
    header.e_shoff = w.at;
    header.e_shnum = n;
    header.e_shstrndx = (uint16_t)(n - 1);
    put(&w, out, (size_t)n * sizeof *out);
    bool bad = fseek(w.f, 0, SEEK_SET) != 0 || fwrite(&header, sizeof header, 1, w.f) != 1 || ferror(w.f);
    bad |= fchmod(fileno(w.f), 0777 & ~(mode_t)022) != 0;
    bad |= fclose(w.f) != 0;
    return bad ? err_new("write %s: %s", to, strerror(errno)) : ERR_NONE;
}
