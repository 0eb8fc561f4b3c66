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

typedef struct ElfRewrite {
    bool drop_debug, drop_symbols;
    bool compress_debug;                             // by zlib, as gdb and binutils read it
    const char *drop_names[2];                       // further sections that go
    const char *add_name;
    Str add_data;
} ElfRewrite;
Err elf_rewrite(Arena *a, const ElfFile *e, const ElfRewrite *rw, const char *to);

#endif
