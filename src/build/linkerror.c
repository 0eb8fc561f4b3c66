// What the linker says, in the words of Go's: names that are not defined, or are twice.
//
// A function has an entry for C and one for assembly, whose symbol ends in .abi0; where one of them is missed and the
// other is there, the message says so, as gc's does of its two conventions.
#include <stdlib.h>

#include "build/cache.h"
#include "build/compile.h"
#include "build/elf.h"
#include "build/link.h"

const char *link_go_name(Arena *a, Str sym)
{
    StrBuf b = {0};
    for (size_t i = 0; i < sym.n; i++) {
        if (sym.p[i] != '$') {
            sb_putc(&b, sym.p[i]);
        } else if (i + 1 < sym.n && sym.p[i + 1] == '_') {
            sb_putc(&b, '/');
            i++;
        } else if (i + 3 < sym.n && sym.p[i + 1] == 'x') {
            char hex[3] = {sym.p[i + 2], sym.p[i + 3], 0};
            sb_putc(&b, (char)strtol(hex, NULL, 16));
            i += 3;
        } else {
            sb_putc(&b, '.');
        }
    }
    const char *text = arena_strndup(a, b.p ? b.p : "", b.n);
    sb_release(&b);
    return text;
}

static bool strip(Str *s, Str suffix)
{
    if (!str_has_suffix(*s, suffix)) return false;
    s->n -= suffix.n;
    return true;
}

// What stands in quotes behind a text: `name'.
static bool quoted_after(Str line, const char *text, Str *out)
{
    const char *at = memmem(line.p, line.n, text, strlen(text));
    if (!at) return false;
    at += strlen(text);
    *out = (Str){at, line.n - (size_t)(at - line.p)};
    const char *end = memchr(out->p, '\'', out->n);
    if (end) out->n = (size_t)(end - out->p);
    return true;
}

// The size of a symbol that an object defines, or -1.
static int64_t size_in(const char *path, Str sym)
{
    ElfFile e;
    Err err = elf_open(path, &e);
    if (err_is(err)) {
        err_release(&err);
        return -1;
    }
    int64_t size = -1;
    const Elf64_Shdr *symtab = elf_section(&e, ".symtab");
    for (size_t i = 0; symtab && i < symtab->sh_size / sizeof(Elf64_Sym) && size < 0; i++) {
        const Elf64_Sym *s = (const Elf64_Sym *)(e.data + symtab->sh_offset) + i;
        const char *name = (const char *)e.data + e.shdrs[symtab->sh_link].sh_offset + s->st_name;
        if (s->st_shndx != SHN_UNDEF && str_eqz(sym, name)) size = (int64_t)s->st_size;
    }
    elf_close(&e);
    return size;
}

static bool any_defines(const Build *b, const StrVec *keys, Str sym)
{
    for (uint32_t i = 0; i < keys->n; i++)
        if (size_in(cache_path(b->shared->cache, b->arena, keys->p[i], 'o'), sym) >= 0) return true;
    return false;
}

static void report_undefined(Build *b, const LinkInput *in, Str from, Str sym)
{
    Arena *a = b->arena;
    Str plain = sym;
    bool abi0 = strip(&plain, STR(".abi0"));
    const char *which = "";
    if (abi0 && any_defines(b, &in->objects, plain))
        which = " for ABI0 (but is defined for ABIInternal)";
    else if (!abi0 && any_defines(b, &in->assembly, str_from(arena_printf(a, "%.*s.abi0", STR_FMT(plain)))))
        which = " for ABIInternal (but is defined for ABI0)";
    if (from.n)
        fprintf(stderr, "%s: relocation target %s not defined%s\n", link_go_name(a, from), link_go_name(a, plain),
                which);
    else
        fprintf(stderr, "link: relocation target %s not defined%s\n", link_go_name(a, plain), which);
}

// "…: multiple definition of `x'; other-object:…: first defined here", the object at hand named a line above.
static void report_twice(Build *b, Str object, Str line, Str sym)
{
    const char *other = memmem(line.p, line.n, "'; ", 3), *end = other;
    if (other) end = memmem(other, line.n - (size_t)(other - line.p), "-o:", 3);
    Str first = end ? (Str){other + 3, (size_t)(end + 2 - (other + 3))} : (Str){0};
    long long size = size_in(arena_strndup(b->arena, object.p, object.n), sym);
    long long first_size = size_in(arena_strndup(b->arena, first.p, first.n), sym);
    strip(&sym, STR(".abi0"));
    const char *name = link_go_name(b->arena, sym), *slash = strrchr(name, '/'),
               *dot = strchr(slash ? slash : name, '.');
    int n = dot ? (int)(dot - name) : (int)strlen(name);
    fprintf(
        stderr,
        "link: duplicated definition of symbol %s, from %.*s (type STEXT size %lld) and %.*s (type STEXT size %lld)\n",
        name, n, name, size, n, name, first_size);
}

enum { MOST_REPORTS = 20 };

void link_report(Build *b, const LoadPkg *p, const LinkInput *in, Str out)
{
    fprintf(stderr, "# %.*s\n", STR_FMT(p->import_path));
    StrMap seen;
    map_init(&seen, b->arena);
    Str all = out, from = {0}, object = {0};
    while (out.n) {
        const char *nl = memchr(out.p, '\n', out.n);
        Str line = {out.p, nl ? (size_t)(nl - out.p) : out.n}, sym;
        out.p += line.n + (nl != NULL);
        out.n -= line.n + (nl != NULL);
        if (quoted_after(line, "in function `", &from)) {
            const char *start = memmem(line.p, line.n, ": ", 2), *colon = memmem(line.p, line.n, ": in function", 13);
            object = start && start < colon ? (Str){start + 2, (size_t)(colon - start - 2)} : (Str){0};
            if (!strip(&from, STR(".abi0"))) strip(&from, STR(".internal"));
        }
        bool undefined = quoted_after(line, "undefined reference to `", &sym);
        if (!undefined && !quoted_after(line, "multiple definition of `", &sym)) continue;
        Str key = str_from(arena_printf(b->arena, "%.*s %.*s", STR_FMT(from), STR_FMT(sym)));
        if (strmap_has(&seen, key)) continue;
        strmap_put(&seen, key, b);
        if (!undefined) { // says all: what else there is follows from it
            report_twice(b, object, line, sym);
            return;
        }
        if (seen.n <= MOST_REPORTS) report_undefined(b, in, from, sym);
    }
    if (seen.n > MOST_REPORTS) fprintf(stderr, "link: too many errors\n");
    if (seen.n == 0) {
        fprintf(stderr, "undergo: internal error: the linker failed:\n");
        fwrite(all.p, 1, all.n < 2000 ? all.n : 2000, stderr);
    }
}
