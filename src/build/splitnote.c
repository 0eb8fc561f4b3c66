// Takes the mark of split-stack code off an object.
//
// gcc marks what it compiles with -fsplit-stack by an empty section, so that a linker may rewrite the prologues of
// functions that call unmarked code: they would always ask for more stack. bfd does no such thing and the runtime needs
// none of it (what calls libc is on a system stack by then, see runtime/stack/README.md), but gold and LLVM's linker do.
// The section gets another name in place, which no linker knows; moving the rest of the object would cost a copy.
#include <assert.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/splitnote.h"

// The names of the sections; objects of very many sections keep their numbers in the first section's header.
static char *section_names(char *data, size_t size, size_t *n)
{
    const Elf64_Ehdr *h = (const Elf64_Ehdr *)data;
    if (size < sizeof *h || memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 || h->e_shoff > size - sizeof(Elf64_Shdr))
        return NULL;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(data + h->e_shoff);
    uint64_t count = h->e_shnum ? h->e_shnum : sections->sh_size;
    uint64_t index = h->e_shstrndx == SHN_XINDEX ? sections->sh_link : h->e_shstrndx;
    if (index >= count || count > (size - h->e_shoff) / sizeof(Elf64_Shdr)) return NULL;
    const Elf64_Shdr *names = &sections[index];
    if (names->sh_offset > size || names->sh_size > size - names->sh_offset) return NULL;
    *n = names->sh_size;
    return data + names->sh_offset;
}

Err splitnote_hide(const char *object)
{
    static const char note[] = ".note.GNU-split-stack", other[] = SPLITNOTE_HIDDEN;
    static_assert(sizeof note == sizeof other, "the names take each other's place");
    int fd = open(object, O_RDWR | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0) {
        Err err = err_new("open %s: %s", object, strerror(errno));
        if (fd >= 0) close(fd);
        return err;
    }
    size_t size = (size_t)st.st_size, n;
    char *data = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (data == MAP_FAILED) return err_new("mmap %s: %s", object, strerror(errno));
    char *names = section_names(data, size, &n), *at = names ? memmem(names, n, note, sizeof note) : NULL;
    if (at) memcpy(at, other, sizeof other);
    munmap(data, size);
    return ERR_NONE;
}
