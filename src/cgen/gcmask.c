// Pointer masks of types: bit i says that word i holds a pointer into the heap.
//
// Of an interface only the data word counts: descriptors and itabs are static or kept by the
// runtime. Types with more words than MASK_WORDS_MAX carry no mask; the runtime walks them.
#include "cgen/emit.h"

enum { WORD = 8, MASK_WORDS_MAX = 2048 };

static Struct *struct_of(const CType *ct) { return (Struct *)ct->under; }

int64_t gcmask_ptrbytes(Cg *cg, CType *ct)
{
    if (!ct->has_pointers || ct->size == 0) return 0;
    switch (ct->rep) {
    case CREP_EFACE:
    case CREP_IFACE: return 2 * WORD;
    case CREP_ARRAY: return (ct->len - 1) * ct->elem->size + gcmask_ptrbytes(cg, ct->elem);
    case CREP_STRUCT:
        for (uint32_t i = ct->nfields; i > 0; i--) {
            int64_t inner = gcmask_ptrbytes(cg, ct->fields[i - 1]);
            if (inner) return struct_field_offset(struct_of(ct), i - 1) + inner;
        }
        return 0;
    default: return WORD;
    }
}

static void mark(CType *ct, int64_t offset, uint8_t *bits)
{
    if (!ct->has_pointers || ct->size == 0) return;
    if (ct->rep == CREP_ARRAY) {
        for (int64_t i = 0; i < ct->len; i++) mark(ct->elem, offset + i * ct->elem->size, bits);
    } else if (ct->rep == CREP_STRUCT) {
        for (uint32_t i = 0; i < ct->nfields; i++)
            mark(ct->fields[i], offset + struct_field_offset(struct_of(ct), i), bits);
    } else {
        int64_t word = offset / WORD + (ct->rep == CREP_EFACE || ct->rep == CREP_IFACE ? 1 : 0);
        bits[word / 8] |= (uint8_t)(1u << (word % 8));
    }
}

const char *gcmask_label(Cg *cg, CType *ct, int64_t ptrbytes)
{
    int64_t words = ptrbytes / WORD;
    if (words == 0 || words > MASK_WORDS_MAX) return "0";
    size_t n = ((size_t)words + 63) / 64 * 8; // whole words: the runtime reads 64 bits at a time
    uint8_t *bits = arena_alloc(cg->arena, n);
    mark(ct, 0, bits);
    StrBuf b = {0};
    for (size_t i = 0; i < n; i += 8) {
        uint64_t w;
        memcpy(&w, bits + i, 8);
        sb_printf(&b, "%s0x%llx", i ? "," : "", (unsigned long long)w);
    }
    Str key = str_from(arena_printf(cg->arena, "mask %s", b.p));
    const char *label = strmap_get(&cg->strings, key);
    if (!label) {
        label = asm_label(cg, 'm');
        strmap_put(&cg->strings, key, (void *)label);
        asm_line(cg, n == 8 ? ".pushsection .rodata.ug_masks,\"aM\",@progbits,8"
                            : ".pushsection .rodata.ug_long_masks,\"a\",@progbits");
        asm_line(cg, "%s: .quad %s", label, b.p);
        asm_line(cg, ".popsection");
    }
    sb_release(&b);
    return label;
}
