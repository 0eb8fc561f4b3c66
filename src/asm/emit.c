// A file as GNU assembler text: sections, functions, lines, operands, names.
//
// All code of a file goes to the section ug_asm, which the runtime knows is never preempted. A Go
// function's entry for assembly is its mangled name with `.abi0`, static names end in `.s`, so that
// neither meets a name of emitted C. Each instruction follows a .loc with its Go file and line.
#include <stdlib.h>

#include "asm/program.h"

void emit_error(Emit *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    StrBuf b = {0};
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    asm_error_at(e->errs, e->stmt->file, e->stmt->line, "%s", b.p);
    sb_release(&b);
    e->bad = true;
}

static void instruction_error(AsmErrors *errs, Str func, const AsmStmt *s, const char *what)
{
    uint32_t n = errs->list.n;
    asm_error_at(errs, s->file, s->line, "%.*s%s%s: %05u (%s:%u)\t%s", STR_FMT(func), func.n ? ": " : "", what,
                 s->number, s->file, s->line, stmt_text(errs->arena, s));
    if (errs->list.n > n) errs->list.p[n].names_line = true;
}

void emit_failure(Emit *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    StrBuf b = {0};
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    uint32_t n = e->errs->list.n;
    asm_error_at(e->errs, e->stmt->file, e->stmt->line, "%s", b.p);
    if (e->errs->list.n > n) e->errs->list.p[n].names_line = true;
    sb_release(&b);
    e->bad = true;
}

void emit_problem(Emit *e, const char *what)
{
    instruction_error(e->errs, e->func ? e->func->name : (Str){0}, e->stmt, what);
    e->bad = true;
}

void emit_invalid(Emit *e) { emit_problem(e, "invalid instruction"); }

// Before each instruction stands a comment with its number.
static const AsmStmt *statement_above(const AsmFile *f, Str text, uint32_t line, Str *func)
{
    size_t at = 0;
    uint32_t number = UINT32_MAX;
    for (uint32_t l = 1; l <= line && at < text.n; l++) {
        if (text.p[at] == '#') number = (uint32_t)strtoul(text.p + at + 1, NULL, 10);
        const char *nl = memchr(text.p + at, '\n', text.n - at);
        at = nl ? (size_t)(nl + 1 - text.p) : text.n;
    }
    for (uint32_t i = 0; i < f->funcs.n; i++) {
        for (uint32_t k = f->funcs.p[i]->first; k < f->funcs.p[i]->end; k++) {
            const AsmStmt *s = f->stmts.p[k];
            if (s->kind != ST_INSN || s->number != number) continue;
            *func = f->funcs.p[i]->name;
            return s;
        }
    }
    return NULL;
}

bool asm_refused(const AsmFile *f, Str text, Str says, AsmErrors *errs)
{
    bool any = false;
    while (says.n) {
        const char *nl = memchr(says.p, '\n', says.n);
        Str line = {says.p, nl ? (size_t)(nl - says.p) : says.n};
        says.p += line.n + (nl != NULL);
        says.n -= line.n + (nl != NULL);
        const char *error = memmem(line.p, line.n, ": Error: ", 9), *colon = error;
        while (colon && colon > line.p && colon[-1] != ':') colon--;
        if (!colon || colon == line.p) continue;
        Str func;
        const AsmStmt *s = statement_above(f, text, (uint32_t)strtoul(colon, NULL, 10), &func);
        if (!s) continue;
        instruction_error(errs, func, s, "invalid instruction");
        any = true;
    }
    return any;
}

void emit_line(Emit *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sb_putc(e->out, '\t');
    sb_vprintf(e->out, fmt, ap);
    sb_putc(e->out, '\n');
    va_end(ap);
}

// ---- Names
const char *asm_abi0_symbol(const AsmOptions *opt, Str go_name)
{
    return arena_printf(opt->arena, "%.*s.abi0", STR_FMT(opt->mangle(opt->arena, go_name)));
}

const char *asm_internal_symbol(const AsmOptions *opt, Str go_name)
{
    return arena_printf(opt->arena, "%.*s.internal", STR_FMT(opt->mangle(opt->arena, go_name)));
}

static bool is_function(Emit *e, const Operand *o)
{
    if (strmap_has(&e->file->by_name, o->sym) || asm_stack_need(e->stack, o->sym)) return true;
    return e->opt->is_func && e->opt->is_func(e->opt->ctx, o->sym);
}

const char *emit_symbol(Emit *e, const Operand *o, bool as_function)
{
    if (o->sym_kind == SYM_STATIC) return arena_printf(e->arena, "%.*s.s", STR_FMT(e->opt->mangle(e->arena, o->sym)));
    if (o->internal) return asm_internal_symbol(e->opt, o->sym);
    if (as_function || is_function(e, o)) {
        const AsmFunc *callee = as_function && e->stack ? strmap_get(&e->stack->ring, o->sym) : NULL;
        if (callee) return arena_printf(e->arena, "%s.go", asm_abi0_symbol(e->opt, o->sym));
        return asm_abi0_symbol(e->opt, o->sym);
    }
    const char *bound = e->opt->variable ? e->opt->variable(e->opt->ctx, o->sym) : NULL;
    return bound ? bound : e->opt->mangle(e->arena, o->sym).p;
}

// ---- Operands
static const char *offset_text(Emit *e, const char *sym, int64_t off)
{
    if (!sym) return off ? arena_printf(e->arena, "%lld", (long long)off) : "";
    return off ? arena_printf(e->arena, "%s%+lld", sym, (long long)off) : sym;
}

int64_t emit_frame_offset(const Emit *e, const Operand *o)
{
    if (o->sym_kind == SYM_PARAM) return o->offset + e->frame.delta + 8;
    if (o->sym_kind == SYM_AUTO) return o->offset + e->frame.delta - (e->frame.save_bp ? 8 : 0);
    return o->offset;
}

// disp(base,index,scale)
static const char *memory(Emit *e, const Operand *o)
{
    int64_t off = emit_frame_offset(e, o);
    if (off != (int32_t)off) {
        emit_problem(e, "offset too large in");
        return NULL;
    }
    bool global = o->sym_kind == SYM_EXTERN || o->sym_kind == SYM_STATIC;
    bool on_stack = o->sym_kind == SYM_PARAM || o->sym_kind == SYM_AUTO;
    const char *sym = global ? emit_symbol(e, o, false) : NULL;
    if (o->reg.cls == RC_TLS || (o->index.cls == RC_TLS && o->reg.cls == RC_GP))
        return arena_printf(e->arena, "%%fs:ugx_g@tpoff%+lld", (long long)off);
    Reg base = on_stack ? (Reg){RC_GP, NUM_SP} : o->reg;
    Reg index = o->index;
    if (on_stack && o->reg.cls) index = o->reg; // x+8(SP)(AX*1) is read as base and index
    bool gp_base = base.cls == RC_GP || base.cls == RC_NONE;
    bool good_index = index.cls == RC_NONE || (index.cls == RC_GP && index.num != NUM_SP) || reg_is_vector(index);
    if (!gp_base || !good_index || (global && base.cls)) return NULL;
    if (index.cls) {
        unsigned scale = o->scale ? o->scale : 1;
        const char *b = base.cls ? reg_gnu(e->arena, base, 'q') : "";
        return arena_printf(e->arena, "%s(%s,%s,%u)", offset_text(e, sym, off), b, reg_gnu(e->arena, index, 'q'),
                            scale);
    }
    if (global) return arena_printf(e->arena, "%s(%%rip)", offset_text(e, sym, off));
    if (base.cls) return arena_printf(e->arena, "%s(%s)", offset_text(e, NULL, off), reg_gnu(e->arena, base, 'q'));
    return arena_printf(e->arena, "%lld", (long long)off);
}

const char *emit_operand(Emit *e, const Operand *o, char width)
{
    switch (o->kind) {
    case OPD_REG:
    case OPD_LIST: return reg_gnu(e->arena, o->reg, width);
    case OPD_INT: return arena_printf(e->arena, "$%lld", (long long)o->offset);
    case OPD_MEM: return memory(e, o);
    case OPD_ADDR:
        if (o->sym_kind != SYM_EXTERN && o->sym_kind != SYM_STATIC) return NULL;
        return arena_printf(e->arena, "$%s", offset_text(e, emit_symbol(e, o, false), o->offset));
    case OPD_FLOAT:
    case OPD_STRING:
    case OPD_LABEL:
    case OPD_PCREL: break;
    }
    return NULL;
}

const char *emit_label(Emit *e, const AsmStmt *at)
{
    return arena_printf(e->arena, e->leave_to ? ".Le%u" : ".L%u", at->number);
}

const char *emit_target(Emit *e, const Operand *o)
{
    if (o->kind == OPD_LABEL) {
        const AsmStmt *at = strmap_get(&e->labels, o->sym);
        if (at) return emit_label(e, at);
        emit_error(e, "undefined label %.*s", STR_FMT(o->sym));
        return NULL;
    }
    if (o->kind == OPD_PCREL) {
        for (uint32_t i = e->func->first; i < e->func->end; i++) {
            const AsmStmt *s = e->file->stmts.p[i];
            bool counted = s->kind != ST_DATA && s->kind != ST_GLOBL;
            if (counted && s->number == e->stmt->number + (uint64_t)o->offset) return emit_label(e, s);
        }
        emit_error(e, "cannot assemble jump %lld(PC)", (long long)o->offset);
        return NULL;
    }
    bool named = !o->indirect && (o->sym_kind == SYM_EXTERN || o->sym_kind == SYM_STATIC);
    if (o->kind == OPD_MEM && named) return offset_text(e, emit_symbol(e, o, true), o->offset);
    return NULL;
}

const char *emit_float(Emit *e, double v, bool single)
{
    uint64_t bits = 0;
    float f = (float)v;
    if (single)
        memcpy(&bits, &f, sizeof f);
    else
        memcpy(&bits, &v, sizeof v);
    const char *name =
        arena_printf(e->arena, "$f%u.%0*llx", single ? 32u : 64u, single ? 8 : 16, (unsigned long long)bits);
    const char *label = arena_printf(e->arena, ".L%s", name + 1);
    if (!strmap_has(&e->constants, str_from(label))) {
        strmap_put(&e->constants, str_from(label), e);
        emit_line(e, ".pushsection .rodata.cst%u,\"aM\",@progbits,%u", single ? 4u : 8u, single ? 4u : 8u);
        sb_printf(e->out, "%s:\n\t%s 0x%llx\n\t.popsection\n", label, single ? ".long" : ".quad",
                  (unsigned long long)bits);
    }
    return label;
}

// ---- Statements
static void put_label(Emit *e, const AsmStmt *s)
{
    bool wanted = s->labels.n > 0 || ptrmap_has(&e->targets, s);
    if (wanted) sb_printf(e->out, "%s:\n", emit_label(e, s));
}

static const char *text_symbol(Emit *e, const AsmStmt *text)
{
    const Operand *o = &text->op[0];
    if (o->sym_kind != SYM_EXTERN) return emit_symbol(e, o, false);
    return o->internal ? asm_internal_symbol(e->opt, o->sym) : asm_abi0_symbol(e->opt, o->sym);
}

static unsigned file_number(Emit *e, const char *file)
{
    for (uint32_t i = 0; i < e->files.n; i++)
        if (strcmp(e->files.p[i], file) == 0) return i + 1;
    StrBuf name = {0};
    vec_push(e->arena, &e->files, file);
    const char *slash = strrchr(file, '/');
    bool own = file == e->file->path && e->opt->line_dir.n;
    if (own) file = arena_printf(e->arena, "%.*s/%s", STR_FMT(e->opt->line_dir), slash ? slash + 1 : file);
    sb_put_quoted(&name, str_from(file));
    emit_line(e, ".file %u %s", e->files.n, name.p);
    sb_release(&name);
    return e->files.n;
}

static void put_loc(Emit *e, const AsmStmt *s) { emit_line(e, ".loc %u %u", file_number(e, s->file), s->line); }

void emit_open(Emit *e, const char *symbol, const char *binding, Str go_name)
{
    emit_line(e, ".p2align 5");
    if (binding) emit_line(e, "%s %s\n\t.hidden %s", binding, symbol, symbol);
    emit_line(e, ".type %s,@function", symbol);
    sb_printf(e->out, "%s:\n", symbol);
    emit_line(e, ".pushsection ug_funcnames,\"\",@progbits");
    emit_line(e, ".asciz \"%s\"", symbol);
    StrBuf go = {0};
    sb_put_quoted(&go, go_name);
    emit_line(e, ".asciz %s", go.p);
    emit_line(e, ".popsection");
    sb_release(&go);
    put_loc(e, e->stmt);
}

void emit_close(Emit *e, const char *symbol)
{
    emit_line(e, ".size %s,.-%s", symbol, symbol);
    sb_printf(e->out, ".Lend%u:\n", e->ended++);
    vec_push(e->arena, &e->functions, ((EmittedFunc){symbol, e->file->stmts.p[e->func->first]}));
}

static void collect_labels(Emit *e, const AsmFunc *f)
{
    map_init(&e->labels, e->arena);
    map_init(&e->targets, e->arena);
    for (uint32_t i = f->first; i < f->end; i++) {
        AsmStmt *s = e->file->stmts.p[i];
        for (uint32_t k = 0; k < s->labels.n; k++) strmap_put(&e->labels, s->labels.p[k], s);
        for (uint32_t k = 0; k < s->n; k++) {
            if (s->op[k].kind != OPD_PCREL) continue;
            uint64_t to = s->number + (uint64_t)s->op[k].offset;
            for (uint32_t t = f->first; t < f->end; t++) {
                AsmStmt *at = e->file->stmts.p[t];
                if (at->number == to && at->kind != ST_DATA && at->kind != ST_GLOBL) ptrmap_put(&e->targets, at, at);
            }
        }
    }
}

void emit_statement(Emit *e, const AsmStmt *s)
{
    e->stmt = s;
    put_label(e, s);
    switch (s->kind) {
    case ST_INSN:
        put_loc(e, s);
        sb_printf(e->out, "# %u\n", s->number);
        emit_insn(e, s);
        if (s == e->long_jump) sb_printf(e->out, ".Lafter%u:\n", e->ended);
        return;
    case ST_TEXT:
        emit_open(e, text_symbol(e, s),
                  s->op[0].sym_kind != SYM_EXTERN ? NULL
                  : s->text_flags & FLAG_DUPOK    ? ".weak"
                                                  : ".globl",
                  s->op[0].sym);
        frame_open(e, s);
        return;
    case ST_PCALIGN: emit_line(e, ".balign %lld", (long long)s->size); return;
    case ST_DATA:
    case ST_GLOBL:
    case ST_MARK: return;
    }
}

static void put_function(Emit *e, AsmFunc *f)
{
    e->func = f;
    collect_labels(e, f);
    form_note_long_jump(e);
    for (uint32_t i = f->first; i < f->end; i++) emit_statement(e, e->file->stmts.p[i]);
    emit_close(e, text_symbol(e, e->file->stmts.p[f->first]));
    entry_put(e, f);
}

// The least DWARF that ties lines to functions: one unit, a subprogram each.
static void put_debug_unit(Emit *e)
{
    static const char abbrevs[] =
        ".Lcode_end:\n\t.section .debug_abbrev,\"\",@progbits\n.Labbrev:\n"
        "\t.uleb128 1,0x11\n\t.byte 1\n"             // a compile unit with children:
        "\t.uleb128 0x10,0x17,0x11,0x01,0x12,0x07\n" // its lines, first address, length,
        "\t.uleb128 0x03,0x08,0x13,0x05,0,0\n"       // name, language
        "\t.uleb128 2,0x2e\n\t.byte 0\n"             // a subprogram:
        "\t.uleb128 0x03,0x08,0x11,0x01,0x12,0x07\n" // name, first address, length,
        "\t.uleb128 0x3a,0x0f,0x3b,0x0f,0,0\n"       // file, line
        "\t.byte 0\n"
        "\t.section .debug_info,\"\",@progbits\n\t.long .Linfo_end-.Linfo\n.Linfo:\n\t.value 4\n\t.long .Labbrev\n"
        "\t.byte 8\n\t.uleb128 1\n\t.long .Lline\n\t.quad .Lcode\n\t.quad .Lcode_end-.Lcode\n";
    sb_puts(e->out, abbrevs);
    StrBuf name = {0};
    sb_put_quoted(&name, str_from(e->file->path));
    emit_line(e, ".asciz %s", name.p);
    sb_release(&name);
    emit_line(e, ".value 0x8001"); // assembler, of MIPS by its name
    for (uint32_t i = 0; i < e->functions.n; i++) {
        const char *symbol = e->functions.p[i].symbol;
        const AsmStmt *text = e->functions.p[i].text;
        emit_line(e, ".uleb128 2\n\t.asciz \"%s\"\n\t.quad %s\n\t.quad .Lend%u-%s", symbol, symbol, i, symbol);
        emit_line(e, ".uleb128 %u,%u", file_number(e, text->file), text->line);
    }
    sb_puts(e->out, "\t.byte 0\n.Linfo_end:\n\t.section .debug_line,\"\",@progbits\n.Lline:\n");
}

bool asm_emit(const AsmOptions *opt, AsmFile *f, const AsmStack *stack, AsmErrors *errs, StrBuf *out)
{
    Emit e = {.opt = opt, .arena = f->arena, .file = f, .stack = stack, .errs = errs, .out = out};
    map_init(&e.constants, e.arena);
    sb_puts(out, "\t.section ug_asm,\"ax\",@progbits\n.Lcode:\n");
    for (uint32_t i = 0; i < f->funcs.n; i++) put_function(&e, f->funcs.p[i]);
    for (uint32_t i = 0; i < e.numbers.n; i++) emit_line(&e, ".set .Lnumber%u, %lld", i + 1, (long long)e.numbers.p[i]);
    put_debug_unit(&e);
    emit_values(&e);
    data_emit(&e);
    sb_puts(out, "\t.section .note.GNU-stack,\"\",@progbits\n");
    return !e.bad;
}
