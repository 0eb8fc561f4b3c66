// Registers by Go's names and by GNU's.
#include "asm/program.h"

static const char *const gp_names[16] = {"AX", "CX", "DX",  "BX",  "SP",  "BP",  "SI",  "DI",
                                         "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15"};
static const struct {
    const char *name;
    Reg reg;
} others[] = {
    {"AL", {RC_BYTE, 0}},     {"CL", {RC_BYTE, 1}},    {"DL", {RC_BYTE, 2}},     {"BL", {RC_BYTE, 3}},
    {"AH", {RC_HIGH, 0}},     {"CH", {RC_HIGH, 1}},    {"DH", {RC_HIGH, 2}},     {"BH", {RC_HIGH, 3}},
    {"ES", {RC_SEG, 0}},      {"CS", {RC_SEG, 1}},     {"SS", {RC_SEG, 2}},      {"DS", {RC_SEG, 3}},
    {"FS", {RC_SEG, 4}},      {"GS", {RC_SEG, 5}},     {"GDTR", {RC_SYSTEM, 0}}, {"IDTR", {RC_SYSTEM, 1}},
    {"LDTR", {RC_SYSTEM, 2}}, {"MSW", {RC_SYSTEM, 3}}, {"TASK", {RC_SYSTEM, 4}}, {"TLS", {RC_TLS, 0}},
    {"SB", {RC_SB, 0}},       {"FP", {RC_FP, 0}},      {"PC", {RC_PC, 0}},       {"g", {RC_GP, 14}},
};
static const struct {
    const char *prefix;
    RegClass cls;
    uint8_t count;
} families[] = {
    {"X", RC_X, 32},  {"Y", RC_Y, 32},   {"Z", RC_Z, 32},  {"K", RC_MASK, 8}, {"M", RC_MMX, 8},
    {"F", RC_X87, 8}, {"CR", RC_CR, 16}, {"DR", RC_DR, 8}, {"TR", RC_TR, 8},
};

static bool numbered(Str name, Reg *out)
{
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        Str prefix = str_from(families[i].prefix);
        size_t digits = name.n - prefix.n;
        if (!str_has_prefix(name, prefix) || digits < 1 || digits > 2) continue;
        const char *d = name.p + prefix.n;
        if (d[0] < '0' || d[0] > '9' || (digits == 2 && (d[0] == '0' || d[1] < '0' || d[1] > '9'))) continue;
        unsigned v = (unsigned)(d[0] - '0');
        if (digits == 2) v = v * 10 + (unsigned)(d[1] - '0');
        if (v >= families[i].count) return false;
        *out = (Reg){families[i].cls, (uint8_t)v};
        return true;
    }
    return false;
}

bool reg_find(Str name, Reg *out)
{
    if (name.n < 1 || name.n > 4) return false;
    for (unsigned i = 0; i < 16; i++) {
        if (str_eqz(name, gp_names[i])) {
            *out = (Reg){RC_GP, (uint8_t)i};
            return true;
        }
        if (i >= NUM_SP && name.n == strlen(gp_names[i]) + 1 && name.p[name.n - 1] == 'B' &&
            str_has_prefix(name, str_from(gp_names[i]))) { // SPB, R8B
            *out = (Reg){RC_BYTE, (uint8_t)i};
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (!str_eqz(name, others[i].name)) continue;
        *out = others[i].reg;
        return true;
    }
    return numbered(name, out);
}

static const char *gp_gnu(Arena *a, unsigned num, char width)
{
    static const char letters[] = "acdb";
    static const char *const pairs[] = {"sp", "bp", "si", "di"};
    if (num >= 8)
        return arena_printf(a, "%%r%u%s", num, width == 'q' ? "" : width == 'l' ? "d" : width == 'w' ? "w" : "b");
    if (num < 4) {
        if (width == 'b') return arena_printf(a, "%%%cl", letters[num]);
        return arena_printf(a, "%%%s%cx", width == 'q' ? "r" : width == 'l' ? "e" : "", letters[num]);
    }
    if (width == 'b') return arena_printf(a, "%%%sl", pairs[num - 4]);
    return arena_printf(a, "%%%s%s", width == 'q' ? "r" : width == 'l' ? "e" : "", pairs[num - 4]);
}

const char *reg_gnu(Arena *a, Reg r, char width)
{
    static const char *const segments[] = {"es", "cs", "ss", "ds", "fs", "gs"};
    switch (r.cls) {
    case RC_GP: return gp_gnu(a, r.num, width);
    case RC_BYTE: return gp_gnu(a, r.num, 'b');
    case RC_HIGH: return arena_printf(a, "%%%ch", "acdb"[r.num]);
    case RC_X87: return arena_printf(a, "%%st(%u)", r.num);
    case RC_MMX: return arena_printf(a, "%%mm%u", r.num);
    case RC_MASK: return arena_printf(a, "%%k%u", r.num);
    case RC_X: return arena_printf(a, "%%xmm%u", r.num);
    case RC_Y: return arena_printf(a, "%%ymm%u", r.num);
    case RC_Z: return arena_printf(a, "%%zmm%u", r.num);
    case RC_SEG: return arena_printf(a, "%%%s", segments[r.num]);
    case RC_CR: return arena_printf(a, "%%cr%u", r.num);
    case RC_DR: return arena_printf(a, "%%db%u", r.num);
    case RC_TR: return arena_printf(a, "%%tr%u", r.num);
    case RC_NONE:
    case RC_SYSTEM:
    case RC_TLS:
    case RC_SB:
    case RC_FP:
    case RC_PC: break;
    }
    return NULL;
}
