// internal/abi Names: a flag byte, the length as a varint, the bytes; then the tag, then the
// distance to the name of a package. They lie in a mergeable string section, so that the linker
// keeps one copy a program; bit 4 of the flags, which nobody reads, keeps the flag byte from
// being the NUL that ends a mergeable string. A name with a package path holds a distance and
// stays out of that section.
#include "cgen/emit.h"

enum { NAME_EXPORTED = 1, NAME_TAG = 2, NAME_PKGPATH = 4, NAME_EMBEDDED = 8, NAME_NOT_NUL = 16 };

static void put_varint(StrBuf *b, size_t n)
{
    for (; n >= 128; n >>= 7) sb_putc(b, (char)(n | 128));
    sb_putc(b, (char)n);
}

static void put_bytes(Cg *cg, const char *label, Str bytes, bool mergeable)
{
    StrBuf line = {0};
    put_c_string(&line, bytes);
    asm_line(cg, ".pushsection %s",
             mergeable ? ".rodata.ug_names,\"aMS\",@progbits,1" : ".rodata.ug_names_private,\"a\",@progbits");
    asm_line(cg, "%s: %s %s", label, mergeable ? ".asciz" : ".ascii", line.p);
    asm_line(cg, ".popsection");
    sb_release(&line);
}

const char *name_label(Cg *cg, Str name, Str tag, bool exported, bool embedded, Str pkgpath)
{
    StrBuf b = {0};
    sb_putc(&b, (char)(NAME_NOT_NUL | (exported ? NAME_EXPORTED : 0) | (tag.n ? NAME_TAG : 0) |
                       (pkgpath.n ? NAME_PKGPATH : 0) | (embedded ? NAME_EMBEDDED : 0)));
    put_varint(&b, name.n);
    sb_put(&b, name);
    if (tag.n) {
        put_varint(&b, tag.n);
        sb_put(&b, tag);
    }
    Str bytes = str_dup(cg->arena, sb_str(&b));
    sb_release(&b);
    Str key = pkgpath.n ? str_from(arena_printf(cg->arena, "%.*s\n%.*s", STR_FMT(bytes), STR_FMT(pkgpath))) : bytes;
    const char *label = strmap_get(&cg->strings, key);
    if (label) return label;
    label = asm_label(cg, 'n');
    strmap_put(&cg->strings, key, (void *)label);
    put_bytes(cg, label, bytes, !pkgpath.n && !memchr(bytes.p, 0, bytes.n));
    if (pkgpath.n) {
        const char *path = name_label(cg, pkgpath, STR(""), false, false, STR(""));
        asm_line(cg, ".pushsection .rodata.ug_names_private,\"a\",@progbits");
        asm_line(cg, ".long %s - %s", path, label);
        asm_line(cg, ".popsection");
    }
    return label;
}

Str pkg_link_path(const Package *p) { return p->is_main ? STR("main") : p->path; }
