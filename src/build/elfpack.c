// Compresses the debug sections of a program on a thread of its own, while the pc table is being made of them.
#include <pthread.h>
#include <zlib.h>

#include "build/elf.h"

struct ElfPack {
    const ElfFile *elf;
    Arena *arena;  // the thread's until it is joined
    Str *sections; // by index; empty: better left as it is
    pthread_t thread;
    bool running;
};

// The section behind a compression header, if that is smaller.
static Str pack_section(Arena *a, Str data, uint64_t align)
{
    uLong size = compressBound(data.n);
    char *p = arena_alloc(a, sizeof(Elf64_Chdr) + size);
    Elf64_Chdr head = {.ch_type = ELFCOMPRESS_ZLIB, .ch_size = data.n, .ch_addralign = align};
    memcpy(p, &head, sizeof head);
    int status = compress2((Bytef *)p + sizeof head, &size, (const Bytef *)data.p, data.n, Z_BEST_SPEED);
    return status == Z_OK && sizeof head + size < data.n ? (Str){p, sizeof head + size} : (Str){0};
}

static void *pack_all(void *arg)
{
    ElfPack *p = arg;
    for (uint32_t i = 1; i < p->elf->nsections; i++) {
        const Elf64_Shdr *s = &p->elf->shdrs[i];
        if (elf_is_debug(p->elf, s))
            p->sections[i] = pack_section(p->arena, elf_section_data(p->elf, s), s->sh_addralign);
    }
    return NULL;
}

ElfPack *elf_pack_new(const ElfFile *e)
{
    Arena *a = arena_new("packed sections");
    ElfPack *p = ARENA_NEW(a, ElfPack);
    *p = (ElfPack){.elf = e, .arena = a, .sections = ARENA_ARRAY(a, Str, e->nsections)};
    p->running = pthread_create(&p->thread, NULL, pack_all, p) == 0;
    if (!p->running) pack_all(p);
    return p;
}

static void wait_for(ElfPack *p)
{
    if (p->running) pthread_join(p->thread, NULL);
    p->running = false;
}

Str elf_packed(ElfPack *p, uint32_t section)
{
    wait_for(p);
    return p->sections[section];
}

void elf_pack_free(ElfPack *p)
{
    if (!p) return;
    wait_for(p);
    arena_free(p->arena);
}
