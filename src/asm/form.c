// One instruction as GNU assembler text.
//
// Most are a mnemonic and the operands in Go's order, which is GNU's too. What differs: jumps,
// moves with their many kinds of registers, three-operand shifts, comparisons, x87, and the
// AVX-512 decorations, which Go writes as a mask operand and suffixes. Where the two assemblers
// choose another encoding of the same instruction, a pseudo prefix or bytes ask for Go's.
#include "asm/form.h"

static char width_of(const Insn *i, unsigned at)
{
    size_t n = strlen(i->widths);
    return n == 0 ? 'q' : i->widths[at < n ? at : n - 1];
}

void line_put(Emit *e, const Line *l)
{
    for (unsigned i = 0; i < l->n; i++) {
        if (l->text[i]) continue;
        emit_invalid(e);
        return;
    }
    sb_printf(e->out, "\t%s", l->mnemonic);
    for (unsigned i = 0; i < l->n; i++) sb_printf(e->out, "%s%s", i ? ", " : " ", l->text[i]);
    sb_putc(e->out, '\n');
}

void line_add(Line *l, const char *text)
{
    if (l->n < MAX_TEXTS) l->text[l->n++] = text;
}

static bool is_simd(const Operand *o) { return o->kind == OPD_REG && (reg_is_vector(o->reg) || o->reg.cls == RC_MMX); }

// ---- AVX-512
static unsigned vector_bytes(const AsmStmt *s)
{
    if (s->insn->vector) return s->insn->vector == 'x' ? 16 : s->insn->vector == 'y' ? 32 : 64;
    unsigned most = 0;
    for (unsigned i = 0; i < s->n; i++) {
        if (s->op[i].kind != OPD_REG && s->op[i].kind != OPD_LIST) continue;
        unsigned n = s->op[i].reg.cls == RC_X ? 16 : s->op[i].reg.cls == RC_Y ? 32 : s->op[i].reg.cls == RC_Z ? 64 : 0;
        if (n > most) most = n;
    }
    return most;
}

static const char *rounding_text(uint8_t evex)
{
    if (evex & EV_SAE) return "{sae}";
    if (evex & EV_RN) return "{rn-sae}";
    if (evex & EV_RD) return "{rd-sae}";
    if (evex & EV_RU) return "{ru-sae}";
    return evex & EV_RZ ? "{rz-sae}" : NULL;
}

// The operand that is the write mask: the one before the last, or the first of two.
static int mask_operand(const AsmStmt *s)
{
    if (s->insn->go[0] != 'V') return -1;
    int at = s->n >= 3 ? s->n - 2 : s->n == 2 && (s->insn->flags & IF_MASKED2) ? 0 : -1;
    return at >= 0 && s->op[at].kind == OPD_REG && s->op[at].reg.cls == RC_MASK ? at : -1;
}

static bool distinct(Reg a, Reg b) { return !(a.num == b.num); }

// Gathers fault where index, destination and mask are not distinct registers.
static bool gather_is_sane(Emit *e, const AsmStmt *s, int mask)
{
    bool gather = strncmp(s->insn->go, "VPGATHER", 8) == 0 || strncmp(s->insn->go, "VGATHERD", 8) == 0 ||
                  strncmp(s->insn->go, "VGATHERQ", 8) == 0;
    if (!gather || s->n != 3) return true;
    const Operand *dst = &s->op[2], *mem = &s->op[mask >= 0 ? 0 : 1];
    if (!reg_is_vector(mem->index)) {
        emit_invalid(e);
        return false;
    }
    if (mask >= 0 && !distinct(mem->index, dst->reg)) {
        emit_problem(e, "index and destination registers should be distinct");
        return false;
    }
    if (mask < 0 &&
        (!distinct(mem->index, dst->reg) || !distinct(s->op[0].reg, dst->reg) || !distinct(s->op[0].reg, mem->index))) {
        emit_problem(e, "mask, index, and destination registers should be distinct");
        return false;
    }
    return true;
}

// A negative number written without its sign. gc keeps all its bytes, GNU would shorten or refuse it, unless it
// is a symbol whose value comes later.
static bool is_unsigned(const Insn *insn, const Operand *o)
{
    int64_t v = o->offset;
    if (o->kind != OPD_INT || insn->flags & IF_COUNT || insn->go[0] == 'V') return false;
    if (insn->widths[0] == 'w') return (v >= 0xff80 && v <= 0xffff) || (v >= 0xffffff80 && v <= UINT32_MAX);
    return v > INT32_MAX && v <= UINT32_MAX && (insn->widths[0] == 'q' || (insn->widths[0] == 'l' && v >= 0xffffff80));
}

static const char *unsigned_number(Emit *e, const Operand *o, char width)
{
    vec_push(e->arena, &e->numbers, width == 'w' ? (int64_t)(int16_t)o->offset : (int64_t)(int32_t)o->offset);
    return arena_printf(e->arena, "$.Lnumber%u", e->numbers.n);
}

static const char *decorated(Emit *e, const AsmStmt *s, unsigned i, int mask)
{
    const Operand *o = &s->op[i];
    Operand wrapped = *o;
    if (s->insn->flags & IF_SIGN32 && o->offset == (int64_t)(uint32_t)o->offset) {
        wrapped.offset = (int32_t)o->offset;
        o = &wrapped;
    }
    const char *text = is_unsigned(s->insn, o) ? unsigned_number(e, o, width_of(s->insn, i))
                                               : emit_operand(e, o, width_of(s->insn, i));
    if (!text) return NULL;
    if ((s->evex & EV_BCST) && is_memory(o) && s->insn->elem)
        text = arena_printf(e->arena, "%s{1to%u}", text, vector_bytes(s) / s->insn->elem);
    if (mask >= 0 && i == s->n - 1u) text = arena_printf(e->arena, "%s{%%k%u}", text, s->op[mask].reg.num);
    if ((s->evex & EV_Z) && i == s->n - 1u) text = arena_printf(e->arena, "%s{z}", text);
    return text;
}

static bool suffixes_fit(Emit *e, const AsmStmt *s, int mask)
{
    if (!s->evex) return true;
    const char *problem = NULL;
    bool memory = false;
    for (unsigned i = 0; i < s->n; i++) memory |= is_memory(&s->op[i]);
    bool scalar = s->insn->vector == 's';
    if (s->insn->go[0] != 'V')
        problem = "invalid instruction";
    else if ((s->evex & EV_BCST) && !s->insn->elem)
        problem = "unsupported broadcast";
    else if ((s->evex & EV_BCST) && !memory)
        problem = "illegal broadcast without memory argument";
    else if ((s->evex & EV_SAE) && memory)
        problem = "illegal SAE with memory argument";
    else if ((s->evex & EV_ROUNDING) && memory)
        problem = "illegal rounding with memory argument";
    else if ((s->evex & EV_Z) && mask < 0)
        problem = "mask register must be specified for .Z instructions";
    else if ((s->evex & EV_Z) && s->op[s->n - 1].kind == OPD_REG && s->op[s->n - 1].reg.cls == RC_MASK)
        problem = "unsupported zeroing";
    else if ((s->evex & (EV_SAE | EV_ROUNDING)) && !scalar && vector_bytes(s) < 64 && !s->insn->vector)
        problem = s->evex & EV_SAE ? "unsupported SAE" : "unsupported rounding";
    if (!problem) return true;
    emit_problem(e, problem);
    return false;
}

static const char *prefix_of(const AsmStmt *s)
{
    bool registers = s->n >= 2;
    for (unsigned i = 0; i < s->n; i++) registers &= s->op[i].kind == OPD_REG || (i == 0 && s->op[i].kind == OPD_INT);
    if ((s->insn->flags & IF_LOAD) && registers) return "{load} ";
    return (s->insn->flags & IF_STORE) && registers ? "{store} " : "";
}

// Numbers and lists that a form can't hold, which GNU would cut or not look at.
static bool operands_fit(const AsmStmt *s)
{
    for (unsigned i = 0; i < s->n; i++) {
        const Operand *o = &s->op[i];
        if (o->kind == OPD_LIST && (o->reg.cls != o->index.cls || o->index.num != o->reg.num + 3)) return false;
        if (o->kind == OPD_INT && (s->insn->flags & IF_COUNT) && o->offset != (uint8_t)o->offset) return false;
        if (o->kind == OPD_INT && (s->insn->flags & IF_U2) && (o->offset & 3) != o->offset) return false;
    }
    return true;
}

static bool first_is_count(const AsmStmt *s)
{
    return s->insn->flags & IF_COUNT && s->n >= 2 && s->op[0].kind == OPD_REG && s->op[0].reg.cls == RC_GP &&
           s->op[0].reg.num == 1;
}

void form_plain(Emit *e, const AsmStmt *s, const char *mnemonic)
{
    int mask = mask_operand(s);
    if (!suffixes_fit(e, s, mask) || !gather_is_sane(e, s, mask)) return;
    if (mask >= 0 && s->op[mask].reg.num == 0) {
        emit_invalid(e);
        return;
    }
    if (!operands_fit(s)) {
        emit_invalid(e);
        return;
    }
    Line l = {.mnemonic = arena_printf(e->arena, "%s%s", prefix_of(s), mnemonic)};
    const char *rounding = rounding_text(s->evex);
    if (s->insn->flags & IF_BARE) {
        line_put(e, &l);
        return;
    }
    for (unsigned i = 0; i < s->n; i++) {
        if ((int)i == mask) continue;
        // After an immediate or a general register comes the rounding, else first.
        if (rounding && !(i == 0 && (s->op[0].kind == OPD_INT || is_gp(&s->op[0])))) {
            line_add(&l, rounding);
            rounding = NULL;
        }
        bool count = i == 0 && first_is_count(s);
        line_add(&l, count ? "%cl" : decorated(e, s, i, mask));
    }
    if ((s->insn->flags & IF_SWAP) && l.n == 2) {
        const char *t = l.text[0];
        l.text[0] = l.text[1];
        l.text[1] = t;
    }
    line_put(e, &l);
}

// ---- Jumps
static void jump(Emit *e, const AsmStmt *s, const char *mnemonic)
{
    const Operand *o = &s->op[s->n - 1];
    if (s->n != 1) {
        if (s->n == 0 || s->n > 2)
            emit_error(e, "wrong number of arguments to %s instruction", s->insn->go);
        else
            emit_invalid(e);
        return;
    }
    const char *target = emit_target(e, o);
    if (e->bad && !target) return;
    bool indirect = s->insn->kind == IK_CALL || s->insn->kind == IK_JMP;
    if (!target && indirect) target = emit_value_target(e);
    if (!target && indirect && (is_gp(o) || is_memory(o))) {
        const char *text = emit_operand(e, o, 'q');
        target = text ? arena_printf(e->arena, "*%s", text) : NULL;
    }
    Line l = {.mnemonic = mnemonic};
    line_add(&l, target);
    line_put(e, &l);
}

static void ret(Emit *e, const AsmStmt *s)
{
    if (e->leave_to) {
        if (s != e->file->stmts.p[e->func->end - 1]) emit_line(e, "jmp %s", e->leave_to);
        return;
    }
    frame_return(e);
    if (s->n == 0) {
        emit_line(e, "ret");
        return;
    }
    const char *target = emit_target(e, &s->op[0]);
    if (s->n > 1 || !target)
        emit_invalid(e);
    else
        emit_line(e, "jmp %s", target);
}

// ---- Moves
static bool special_register(const Operand *o, RegClass cls) { return o->kind == OPD_REG && o->reg.cls == cls; }

static void move_system(Emit *e, const AsmStmt *s)
{
    static const char *const load[] = {"lgdt", "lidt", "lldt", "lmsw", "ltr"};
    static const char *const store[] = {"sgdt", "sidt", "sldt", "smsw", "str"};
    bool to = special_register(&s->op[1], RC_SYSTEM);
    unsigned which = s->op[to ? 1 : 0].reg.num;
    Line l = {.mnemonic = to ? load[which] : store[which]};
    line_add(&l, emit_operand(e, &s->op[to ? 0 : 1], to ? 'w' : width_of(s->insn, 0)));
    line_put(e, &l);
}

static void move_control(Emit *e, const AsmStmt *s)
{
    Line l = {.mnemonic = "mov"};
    if (!is_gp(&s->op[0]) && !is_gp(&s->op[1])) {
        emit_invalid(e);
        return;
    }
    for (unsigned i = 0; i < 2; i++) line_add(&l, emit_operand(e, &s->op[i], 'q'));
    line_put(e, &l);
}

static bool has_class(const AsmStmt *s, RegClass cls)
{
    return special_register(&s->op[0], cls) || special_register(&s->op[1], cls);
}

static void move_immediate(Emit *e, const AsmStmt *s)
{
    int64_t v = s->op[0].offset;
    bool wide = s->insn->kind == IK_MOVQ;
    if (is_simd(&s->op[1])) { // kept with the other constants, as gc does not
        emit_invalid(e);
        return;
    }
    if (is_gp(&s->op[1]) && wide && v != (int32_t)v) {
        bool short_form = v >= 0 && v <= UINT32_MAX;
        emit_line(e, "%s $%lld, %s", short_form ? "movl" : "movabsq", (long long)v,
                  emit_operand(e, &s->op[1], short_form ? 'l' : 'q'));
        return;
    }
    form_plain(e, s, s->insn->gnu);
}

static const char *simd_move(const AsmStmt *s)
{
    bool narrow = s->insn->kind == IK_MOVL;
    if (s->insn->kind == IK_MOV) return NULL;
    bool mixed = s->op[0].kind == OPD_REG && s->op[1].kind == OPD_REG && is_simd(&s->op[0]) && is_simd(&s->op[1]) &&
                 s->op[0].reg.cls != s->op[1].reg.cls;
    if (narrow) return mixed ? NULL : "movd";
    if (mixed) return s->op[0].reg.cls == RC_MMX ? "movq2dq" : "movdq2q";
    return "movq";
}

static void move(Emit *e, const AsmStmt *s)
{
    if (s->n != 2) {
        emit_invalid(e);
        return;
    }
    const Operand *from = &s->op[0];
    if (special_register(from, RC_TLS)) return; // one instruction reaches thread-local memory: x(reg)(TLS*1)
    if (from->kind == OPD_ADDR && (s->insn->kind == IK_MOVQ || s->insn->kind == IK_MOVL)) {
        Operand mem = *from;
        mem.kind = OPD_MEM;
        Line l = {.mnemonic = s->insn->kind == IK_MOVQ ? "leaq" : "leal"};
        line_add(&l, emit_operand(e, &mem, 'q'));
        line_add(&l, is_gp(&s->op[1]) ? emit_operand(e, &s->op[1], width_of(s->insn, 0)) : NULL);
        line_put(e, &l);
    } else if (has_class(s, RC_SYSTEM)) {
        move_system(e, s);
    } else if (has_class(s, RC_CR) || has_class(s, RC_DR) || has_class(s, RC_TR)) {
        move_control(e, s);
    } else if (from->kind == OPD_INT) {
        move_immediate(e, s);
    } else if (is_simd(from) || is_simd(&s->op[1])) {
        const char *name = simd_move(s);
        if (name)
            form_plain(e, s, name);
        else
            emit_invalid(e);
    } else {
        form_plain(e, s, s->insn->gnu);
    }
}

// Moves and arithmetic of floats, whose operand may be a constant.
static void float_constant(Emit *e, const AsmStmt *s)
{
    bool single = s->insn->widths[0] == 'l', move_form = s->insn->flags & IF_LOAD;
    if (s->n < 1 || s->op[0].kind != OPD_FLOAT) {
        AsmStmt copy = *s;
        Insn bare = *s->insn;
        bare.flags &= (uint16_t)~IF_LOAD;
        copy.insn = &bare;
        form_plain(e, &copy, s->insn->gnu);
        return;
    }
    uint64_t bits;
    memcpy(&bits, &s->op[0].f, sizeof bits);
    const char *dst = s->n == 2 ? emit_operand(e, &s->op[1], 'q') : NULL;
    if (move_form && bits == 0 && dst && is_simd(&s->op[1]) && s->op[1].reg.num < 16) {
        emit_line(e, "xorps %s, %s", dst, dst);
        return;
    }
    Line l = {.mnemonic = s->insn->gnu};
    line_add(&l, arena_printf(e->arena, "%s(%%rip)", emit_float(e, s->op[0].f, single)));
    line_add(&l, dst);
    line_put(e, &l);
}

// ---- Others that are not as written
static void shift(Emit *e, const AsmStmt *s)
{
    if (s->n != 3) {
        form_plain(e, s, s->insn->gnu);
        return;
    }
    // SHLQ $n, src, dst moves bits of src in; its name is the two-operand one's with a d.
    const char *gnu = s->insn->gnu;
    size_t n = strlen(gnu);
    form_plain(e, s, arena_printf(e->arena, "%.*sd%s", (int)n - 1, gnu, gnu + n - 1));
}

static void compare_packed(Emit *e, const AsmStmt *s)
{
    if (s->n != 3) {
        emit_invalid(e);
        return;
    }
    Line l = {.mnemonic = s->insn->gnu};
    bool number = s->op[2].kind == OPD_INT || (s->op[2].kind == OPD_MEM && !s->op[2].sym_kind && !s->op[2].reg.cls);
    line_add(&l, number ? arena_printf(e->arena, "$%lld", (long long)s->op[2].offset) : NULL);
    line_add(&l, emit_operand(e, &s->op[0], 'q'));
    line_add(&l, emit_operand(e, &s->op[1], 'q'));
    line_put(e, &l);
}

static void literal_bytes(Emit *e, const AsmStmt *s)
{
    bool number = s->n == 1 && s->op[0].kind == OPD_INT;
    bool address = s->n == 1 && s->op[0].kind == OPD_ADDR && s->insn->widths[0] == 'q';
    Line l = {.mnemonic = s->insn->gnu};
    int64_t v = s->op[0].offset;
    unsigned bits = s->insn->widths[0] == 'b'   ? 8
                    : s->insn->widths[0] == 'w' ? 16
                    : s->insn->widths[0] == 'l' ? 32
                                                : 64;
    if (number && bits < 64) v &= (int64_t)((1ull << bits) - 1);
    line_add(&l, number    ? arena_printf(e->arena, "0x%llx", (long long)v)
                 : address ? emit_operand(e, &s->op[0], 'q') + 1
                           : NULL);
    line_put(e, &l);
}

// Words of the system: as wide as the register; in memory the width is a prefix without effect.
static void system_word(Emit *e, const AsmStmt *s)
{
    bool memory = s->n == 1 && is_memory(&s->op[0]);
    bool word = s->insn->go[strlen(s->insn->go) - 1] == 'W', quad = s->insn->go[strlen(s->insn->go) - 1] == 'Q';
    form_plain(e, s,
               arena_printf(e->arena, "%s%s%s",
                            quad             ? "rex.w "
                            : memory && word ? "data16 "
                                             : "",
                            s->insn->gnu,
                            memory ? ""
                            : word ? "w"
                                   : "l"));
}

static void adjust_sp(Emit *e, const AsmStmt *s)
{
    bool names_sp = s->n == 2 && is_gp(&s->op[1]) && s->op[1].reg.num == NUM_SP;
    if ((s->n != 1 && !names_sp) || s->op[0].kind != OPD_INT)
        emit_invalid(e);
    else
        frame_move(e, s->op[0].offset);
}

void emit_insn(Emit *e, const AsmStmt *s)
{
    switch ((InsnKind)s->insn->kind) {
    case IK_PLAIN: form_plain(e, s, s->insn->gnu); break;
    case IK_CALL:
    case IK_JMP:
    case IK_JCC: jump(e, s, s->insn->gnu); break;
    case IK_RET: ret(e, s); break;
    case IK_MOVQ:
    case IK_MOVL:
    case IK_MOV: move(e, s); break;
    case IK_FLOAT: float_constant(e, s); break;
    case IK_CMPXX: compare_packed(e, s); break;
    case IK_SHIFT: shift(e, s); break;
    case IK_BYTES: literal_bytes(e, s); break;
    case IK_NOP: break;
    case IK_ADJSP: adjust_sp(e, s); break;
    case IK_INT: form_interrupt(e, s); break;
    case IK_XCHG: form_exchange(e, s); break;
    case IK_BYTEOP: form_byte_operation(e, s); break;
    case IK_SYSWORD: system_word(e, s); break;
    case IK_X87: form_x87(e, s); break;
    case IK_X87ARITH: form_x87_arith(e, s); break;
    case IK_VMOVQ: form_vmovq(e, s); break;
    case IK_X87COM: form_x87_compare(e, s); break;
    case IK_X87MOVE: form_x87_move(e, s); break;
    }
    frame_track(e, s);
}
