// A linked program as a file: its sections, and writing it again with some left out and one added.
// Private to src/build.
#ifndef UG_BUILD_ELF_H
#define UG_BUILD_ELF_H

#include <elf.h>

#include "base/base.h"

typedef struct ElfFile {
    const char *path;
    int fd;
    uint8_t *data;                                   // mapped; what is changed there stays ours
    size_t size;
    const Elf64_Ehdr *ehdr;
    const Elf64_Phdr *phdrs;
    const Elf64_Shdr *shdrs;
    uint32_t nsections;
    const char *names;                               // section names
} ElfFile;
Err elf_open(const char *path, ElfFile *out);
void elf_close(ElfFile *e);
const Elf64_Shdr *elf_section(const ElfFile *e, const char *name); // NULL if absent
Str elf_section_data(const ElfFile *e, const Elf64_Shdr *s);
uint64_t elf_base(const ElfFile *e);                 // lowest loaded address

bool elf_is_debug(const ElfFile *e, const Elf64_Shdr *s);

// The debug sections, compressed by zlib as gdb and binutils read them, on a thread that runs beside the caller's.
typedef struct ElfPack ElfPack;
ElfPack *elf_pack_new(const ElfFile *e);             // e stays open until it is freed
Str elf_packed(ElfPack *p, uint32_t section);        // with its header, when it is done; empty: not smaller
void elf_pack_free(ElfPack *p);                      // or NULL

typedef struct ElfRewrite {
    bool drop_debug, drop_symbols;
    ElfPack *packed;                                 // what stands in place of debug sections, or NULL
    const char *drop_names[3];                       // further sections that go
    const char *add_name;
    Str add_data;
} ElfRewrite;
Err elf_rewrite(Arena *a, const ElfFile *e, const ElfRewrite *rw, const char *to);

#endif
