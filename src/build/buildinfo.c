// Reads what the build left in a program about itself: the section .go.buildinfo, gc's form and ours. After 32
// bytes of head come the Go version and the modules, each a length in base 128 and the text; the modules' text has
// 16 bytes before and after it. Programs older than go 1.18 have pointers there instead and are not read.
#include "build/buildinfo.h"
#include "build/elf.h"

enum { HEAD = 32, MARK = 16, FLAGS = 15, INLINE_STRINGS = 2 };

static bool take_text(Str *rest, Str *out)
{
    size_t n = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (rest->n == 0 || shift > 28) return false;
        unsigned char c = (unsigned char)*rest->p;
        rest->p++, rest->n--;
        n |= (size_t)(c & 0x7f) << shift;
        if (c < 0x80) break;
    }
    if (n > rest->n) return false;
    *out = (Str){rest->p, n};
    rest->p += n, rest->n -= n;
    return true;
}

Err buildinfo_read(Arena *a, const char *path, Str *version, Str *modules)
{
    ElfFile elf;
    Err err = elf_open(path, &elf);
    if (err_is(err)) return err;
    const Elf64_Shdr *s = elf_section(&elf, ".go.buildinfo");
    Str data = s ? elf_section_data(&elf, s) : (Str){0};
    bool ok = data.n > HEAD && memcmp(data.p, "\xff Go buildinf:", FLAGS - 1) == 0 && (data.p[FLAGS] & INLINE_STRINGS);
    Str rest = ok ? (Str){data.p + HEAD, data.n - HEAD} : (Str){0};
    ok = ok && take_text(&rest, version) && take_text(&rest, modules);
    if (ok) {
        *version = str_dup(a, *version);
        *modules = modules->n > 2 * MARK ? str_dup(a, (Str){modules->p + MARK, modules->n - 2 * MARK}) : (Str){0};
    }
    elf_close(&elf);
    return ok ? ERR_NONE : err_new("not a Go executable");
}
