// Lines: labels, pseudo-instructions, instructions with their operands.
//
// Statements are separated by newlines and semicolons. Only the first error of a line is kept, as
// gc does; reading goes on with the next line.
#include "asm/parse.h"

void asm_syntax_error(Parser *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    StrBuf b = {0};
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    if (!p->bad) asm_error_at(p->errs, p->line.file, p->line.line, "%s", b.p);
    sb_release(&b);
    p->bad = true;
}

static AsmStmt *statement(Parser *p, AsmStmtKind kind)
{
    AsmStmt *s = ARENA_NEW(p->arena, AsmStmt);
    s->kind = kind;
    s->file = p->line.file;
    s->line = p->line.line;
    s->number = p->count;
    vec_push(p->arena, &p->file->stmts, s);
    return s;
}

static void take_labels(Parser *p, AsmStmt *s)
{
    for (uint32_t i = 0; i < p->labels.n; i++) {
        if (strmap_has(&p->seen_labels, p->labels.p[i]))
            asm_syntax_error(p, "label \"%.*s\" multiply defined", STR_FMT(p->labels.p[i]));
        strmap_put(&p->seen_labels, p->labels.p[i], s);
        vec_push(p->arena, &s->labels, p->labels.p[i]);
    }
    p->labels.n = 0;
    p->count++;
}

static AsmName *name_entry(Parser *p, Str name)
{
    for (uint32_t i = 0; i < p->file->names.n; i++)
        if (str_eq(p->file->names.p[i].name, name)) return &p->file->names.p[i];
    vec_push(p->arena, &p->file->names, ((AsmName){.name = name}));
    return &p->file->names.p[p->file->names.n - 1];
}

static void note_names(Parser *p, const Operand *op, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (op[i].sym_kind != SYM_EXTERN) continue;
        AsmName *name = name_entry(p, op[i].sym);
        *(op[i].internal ? &name->used_internal : &name->used) = true;
    }
}

// ---- Pseudo-instructions
typedef VEC(Toks) Operands;

static const char *symbol_name(Parser *p, const Operand *o)
{
    return arena_printf(p->arena, "%.*s%s", STR_FMT(o->sym), o->sym_kind == SYM_STATIC ? "<>" : "");
}

static bool symbol_operand(Parser *p, const char *pseudo, const Toks *toks, bool offset_ok, Operand *out)
{
    if (!asm_read_operand(p, toks, out)) return false;
    bool named = out->sym_kind == SYM_EXTERN || out->sym_kind == SYM_STATIC;
    if (!named || out->scale || out->reg.cls)
        asm_syntax_error(p, "%s symbol \"%s\" must be a symbol(SB)", pseudo, symbol_name(p, out));
    else if (!offset_ok && out->offset)
        asm_syntax_error(p, "%s symbol \"%s\" must not be offset from SB", pseudo, symbol_name(p, out));
    return !p->bad;
}

static bool integer_operand(Parser *p, const char *pseudo, const Toks *toks, int64_t *out)
{
    Operand o;
    if (!asm_read_operand(p, toks, &o)) return false;
    // A bare number is memory at that address by the grammar, and a number to pseudo-instructions.
    bool number = o.kind == OPD_INT || (o.kind == OPD_MEM && !o.sym_kind && !o.reg.cls && !o.index.cls);
    if (!number) asm_syntax_error(p, "%s: expected integer constant; found %s", pseudo, asm_operand_text(p->arena, &o));
    *out = o.offset;
    return !p->bad;
}

static bool immediate_operand(Parser *p, const char *pseudo, const Toks *toks, int64_t *out)
{
    Operand o;
    if (!asm_read_operand(p, toks, &o)) return false;
    if (o.kind != OPD_INT)
        asm_syntax_error(p, "%s: expected immediate constant; found %s", pseudo, asm_operand_text(p->arena, &o));
    *out = o.offset;
    return !p->bad;
}

// A decimal, octal or hexadecimal literal of a TEXT's sizes.
static int64_t size_literal(Parser *p, const Tok *t)
{
    Toks one = {0};
    Tok dollar = {.kind = TK_PUNCT, .punct = '$', .text = STR("$")};
    vec_push(p->arena, &one, dollar);
    vec_push(p->arena, &one, *t);
    Operand o;
    if (!asm_read_operand(p, &one, &o)) return 0;
    if (o.offset < 0) asm_syntax_error(p, "%.*s overflows int64", STR_FMT(t->text));
    return o.offset;
}

static void text_sizes(Parser *p, AsmStmt *s, const char *name, const Toks *toks)
{
    uint32_t at = 1;
    bool negative = false;
    if (toks->n < 2 || !tok_is(&toks->p[0], '$')) {
        asm_syntax_error(p, "TEXT %s: frame size must be an immediate constant", name);
        return;
    }
    if (tok_is(&toks->p[at], '-')) {
        negative = true;
        at++;
    }
    if (at >= toks->n || toks->p[at].kind != TK_INT) {
        asm_syntax_error(p, "TEXT %s: frame size must be an immediate constant", name);
        return;
    }
    s->size = size_literal(p, &toks->p[at++]);
    if (negative) s->size = -s->size;
    s->args = -1;
    if (at == toks->n) return;
    if (toks->n - at != 2 || !tok_is(&toks->p[at], '-') || toks->p[at + 1].kind != TK_INT)
        asm_syntax_error(p, "TEXT %s: argument size must be of form -integer", name);
    else
        s->args = size_literal(p, &toks->p[at + 1]);
}

static void pseudo_text(Parser *p, Operands *ops)
{
    Operand o;
    int64_t flags = 0;
    map_init(&p->seen_labels, p->arena);
    if (ops->n != 2 && ops->n != 3) {
        asm_syntax_error(p, "expect two or three operands for TEXT");
        return;
    }
    if (!symbol_operand(p, "TEXT", &ops->p[0], false, &o)) return;
    if (ops->n == 3 && !integer_operand(p, "TEXT", &ops->p[1], &flags)) return;
    const char *name = symbol_name(p, &o);
    if (o.internal && !(flags & FLAG_NOSPLIT)) asm_syntax_error(p, "TEXT \"%s\": ABIInternal requires NOSPLIT", name);
    AsmStmt *s = statement(p, ST_TEXT);
    s->op[0] = o;
    s->n = 1;
    s->text_flags = (uint32_t)flags;
    text_sizes(p, s, name, &ops->p[ops->n - 1]);
    if (strmap_has(&p->file->by_name, str_from(name)) && !(flags & FLAG_DUPOK))
        asm_syntax_error(p, "symbol %s redeclared", name);
    AsmFunc *f = ARENA_NEW(p->arena, AsmFunc);
    f->name = o.sym;
    f->is_static = o.sym_kind == SYM_STATIC;
    f->first = p->file->stmts.n - 1;
    if (p->func) p->func->end = f->first;
    p->func = f;
    vec_push(p->arena, &p->file->funcs, f);
    strmap_put(&p->file->by_name, str_from(name), f);
    f->is_internal = o.internal;
    if (!f->is_static) {
        AsmName *entry = name_entry(p, o.sym);
        entry->text = true;
        *(o.internal ? &entry->defined_internal : &entry->defined) = true;
    }
    take_labels(p, s);
}

static void pseudo_data(Parser *p, Operands *ops)
{
    if (ops->n != 2) {
        asm_syntax_error(p, "expect two operands for DATA");
        return;
    }
    Toks *where = &ops->p[0];
    if (where->n < 3 || !tok_is(&where->p[where->n - 2], '/')) {
        asm_syntax_error(p, "expect /size for DATA argument");
        return;
    }
    Tok size = where->p[where->n - 1];
    static const char *const sizes[] = {"1", "2", "4", "8"};
    int64_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
        if (str_eqz(size.text, sizes[i])) n = 1 << i;
    Toks name = *where;
    name.n -= 2;
    Operand sym, value;
    if (!symbol_operand(p, "DATA", &name, true, &sym)) return;
    if (!asm_read_operand(p, &ops->p[1], &value)) return;
    if (value.kind != OPD_INT && value.kind != OPD_FLOAT && value.kind != OPD_STRING && value.kind != OPD_ADDR) {
        asm_syntax_error(p, "DATA value must be an immediate constant or address");
        return;
    }
    if (value.kind == OPD_STRING) n = size.kind == TK_INT ? size_literal(p, &size) : 0;
    if (n <= 0) {
        asm_syntax_error(p, "bad size for DATA argument: \"%.*s\"", STR_FMT(size.text));
        return;
    }
    if (value.kind == OPD_FLOAT && n != 4 && n != 8)
        asm_syntax_error(p, "bad float size for DATA argument: %lld", (long long)n);
    if (value.kind == OPD_ADDR && n != 8) asm_syntax_error(p, "bad addr size for DATA argument: %lld", (long long)n);
    AsmStmt *s = statement(p, ST_DATA);
    s->op[0] = sym;
    s->op[1] = value;
    s->n = 2;
    s->size = n;
    note_names(p, &value, 1);
}

static void pseudo_globl(Parser *p, Operands *ops)
{
    if (ops->n != 2 && ops->n != 3) {
        asm_syntax_error(p, "expect two or three operands for GLOBL");
        return;
    }
    Operand o;
    int64_t flags = 0, size = 0;
    if (!symbol_operand(p, "GLOBL", &ops->p[0], false, &o)) return;
    if (ops->n == 3 && !integer_operand(p, "GLOBL", &ops->p[1], &flags)) return;
    if (!immediate_operand(p, "GLOBL", &ops->p[ops->n - 1], &size)) return;
    AsmStmt *s = statement(p, ST_GLOBL);
    s->op[0] = o;
    s->n = 1;
    s->size = size;
    s->text_flags = (uint32_t)flags;
    if (o.sym_kind == SYM_EXTERN) name_entry(p, o.sym)->defined = true;
}

static void pseudo_mark(Parser *p, const char *word, Operands *ops)
{
    if (ops->n != 2) {
        asm_syntax_error(p, "expect two operands for %s", word);
        return;
    }
    int64_t v;
    if (immediate_operand(p, word, &ops->p[0], &v)) take_labels(p, statement(p, ST_MARK));
}

static void pseudo_align(Parser *p, Operands *ops)
{
    if (ops->n != 1) {
        asm_syntax_error(p, "expect one operand for PCALIGN");
        return;
    }
    int64_t n;
    if (!immediate_operand(p, "PCALIGN", &ops->p[0], &n)) return;
    if (n < 8 || n > 2048 || (n & (n - 1))) {
        asm_syntax_error(
            p, "alignment value of an instruction must be a power of two and in the range [8, 2048], got %lld\n",
            (long long)n);
        return;
    }
    AsmStmt *s = statement(p, ST_PCALIGN);
    s->size = n;
    take_labels(p, s);
}

static bool pseudo(Parser *p, Str word, Operands *ops)
{
    if (str_eqz(word, "TEXT"))
        pseudo_text(p, ops);
    else if (str_eqz(word, "DATA"))
        pseudo_data(p, ops);
    else if (str_eqz(word, "GLOBL"))
        pseudo_globl(p, ops);
    else if (str_eqz(word, "PCDATA"))
        pseudo_mark(p, "PCDATA", ops);
    else if (str_eqz(word, "FUNCDATA"))
        pseudo_mark(p, "FUNCDATA", ops);
    else if (str_eqz(word, "PCALIGN"))
        pseudo_align(p, ops);
    else
        return false;
    return true;
}

// ---- Instructions
static uint8_t suffix_bit(Str s)
{
    static const struct {
        const char *text;
        uint8_t bit;
    } suffixes[] = {
        {"BCST", EV_BCST}, {"Z", EV_Z},       {"SAE", EV_SAE},   {"RN_SAE", EV_RN},
        {"RD_SAE", EV_RD}, {"RU_SAE", EV_RU}, {"RZ_SAE", EV_RZ},
    };
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
        if (str_eqz(s, suffixes[i].text)) return suffixes[i].bit;
    return 0;
}

static void suffixes(Parser *p, AsmStmt *s, Str text)
{
    Str all = text;
    while (text.n && !p->bad) {
        text.p++, text.n--; // the dot
        const char *dot = memchr(text.p, '.', text.n);
        Str one = {text.p, dot ? (size_t)(dot - text.p) : text.n};
        text.p += one.n, text.n -= one.n;
        uint8_t bit = suffix_bit(one);
        if (!bit)
            asm_syntax_error(p, "unknown suffix \"%.*s\"", STR_FMT(one));
        else if (s->evex & bit)
            asm_syntax_error(p, "duplicate suffix \"%.*s\"", STR_FMT(one));
        else if (s->evex & EV_Z)
            asm_syntax_error(p, "Z suffix should be the last");
        s->evex |= bit;
    }
    uint8_t rounding = s->evex & (EV_ROUNDING | EV_SAE);
    if (!p->bad && ((rounding & (rounding - 1)) || ((s->evex & EV_BCST) && rounding)))
        asm_syntax_error(p, "can't combine rounding/SAE and broadcast: \"%.*s\"", STR_FMT(all));
}

static void instruction(Parser *p, Str word, Str suffix, Operands *ops)
{
    const Insn *insn = insn_find(word);
    if (!insn) {
        asm_syntax_error(p, "unrecognized instruction \"%.*s\"", STR_FMT(word));
        return;
    }
    p->is_jump = insn->flags & IF_JUMP;
    Operand op[MAX_OPERANDS];
    if (ops->n > MAX_OPERANDS) {
        asm_syntax_error(p, "can't handle %.*s instruction with %u operands", STR_FMT(word), ops->n);
        return;
    }
    for (uint32_t i = 0; i < ops->n; i++) {
        if (!asm_read_operand(p, &ops->p[i], &op[i])) return;
        if (!p->is_jump && op[i].kind != OPD_LIST && reg_is_pseudo(op[i].reg)) {
            asm_syntax_error(p, "illegal use of pseudo-register in %.*s", STR_FMT(word));
            return;
        }
    }
    AsmStmt *s = statement(p, ST_INSN);
    s->insn = insn;
    s->word = arena_printf(p->arena, "%.*s%.*s", STR_FMT(word), STR_FMT(suffix));
    s->n = (uint8_t)ops->n;
    memcpy(s->op, op, sizeof op[0] * ops->n);
    suffixes(p, s, suffix);
    note_names(p, op, ops->n);
    take_labels(p, s);
}

// ---- Lines
// Operands up to the end of the line; the old pair AX:DX is DX, AX. False: a label, nothing more.
static bool read_operands(Parser *p, Str word, Str *suffix, Operands *ops, Tok *end)
{
    int nesting = 0;
    bool colon = false;
    StrBuf dots = {0};
    Tok t = {.kind = TK_IDENT};
    for (;;) {
        Toks items = {0};
        for (;;) {
            t = preproc_next(p->pre);
            bool first = ops->n == 0 && items.n == 0;
            if (first && tok_is(&t, '.')) {
                t = preproc_next(p->pre);
                if (t.kind != TK_IDENT) {
                    asm_syntax_error(p, "instruction suffix expected identifier, found %.*s", STR_FMT(t.text));
                    break;
                }
                sb_printf(&dots, ".%.*s", STR_FMT(t.text));
                continue;
            }
            if (first && tok_is(&t, ':')) {
                vec_push(p->arena, &p->labels, word);
                sb_release(&dots);
                return false;
            }
            if (t.kind == TK_EOF) {
                asm_syntax_error(p, "unexpected EOF");
                break;
            }
            bool separates = nesting == 0 && (tok_is(&t, ',') || tok_is(&t, ':'));
            if (t.kind == TK_NEWLINE || tok_is(&t, ';') || t.kind == TK_HASH_DONE || separates) break;
            if (tok_is(&t, '(') || tok_is(&t, '[')) nesting++;
            if (tok_is(&t, ')') || tok_is(&t, ']')) nesting--;
            vec_push(p->arena, &items, t);
        }
        bool more = tok_is(&t, ',') || tok_is(&t, ':');
        if (items.n == 0 && (ops->n || more)) asm_syntax_error(p, "missing operand");
        if (items.n) vec_push(p->arena, ops, items);
        if (colon && ops->n >= 2) {
            Toks last = ops->p[ops->n - 1];
            ops->p[ops->n - 1] = ops->p[ops->n - 2];
            ops->p[ops->n - 2] = last;
        }
        if (colon && tok_is(&t, ':')) asm_syntax_error(p, "invalid ':' in operand");
        colon = tok_is(&t, ':');
        if (!more) break;
    }
    *suffix = str_dup(p->arena, sb_str(&dots));
    sb_release(&dots);
    *end = t;
    return true;
}

static bool ends_line(const Tok *t) { return t->kind == TK_NEWLINE || tok_is(t, ';') || t->kind == TK_HASH_DONE; }

static void skip_line(Parser *p, Tok *t)
{
    while (t->kind != TK_EOF && !ends_line(t)) *t = preproc_next(p->pre);
}

static void line(Parser *p, Tok t)
{
    while (t.kind == TK_IDENT) {
        Operands ops = {0};
        Str suffix = {0};
        p->line = t;
        p->bad = false;
        if (!read_operands(p, t.text, &suffix, &ops, &t)) {
            do t = preproc_next(p->pre); // what follows the label
            while (ends_line(&t));
            continue;
        }
        if (!p->bad && !pseudo(p, p->line.text, &ops)) instruction(p, p->line.text, suffix, &ops);
        skip_line(p, &t);
        return;
    }
    p->line = t;
    p->bad = false;
    if (t.kind == TK_EOF) return;
    asm_syntax_error(p, "expected identifier, found \"%.*s\"", STR_FMT(t.text));
    skip_line(p, &t);
}

bool asm_parse(const AsmOptions *opt, const char *path, Str text, AsmErrors *errs, AsmFile **out)
{
    AsmFile *f = ARENA_NEW(opt->arena, AsmFile);
    f->arena = opt->arena;
    f->path = path;
    map_init(&f->by_name, f->arena);
    *out = f;
    uint32_t before = errs->list.n;
    Parser p = {.opt = opt, .arena = opt->arena, .errs = errs, .file = f};
    p.pre = preproc_new(opt, path, text, errs);
    map_init(&p.seen_labels, p.arena);
    for (Tok t; (t = preproc_next(p.pre)).kind != TK_EOF;)
        if (!ends_line(&t)) line(&p, t);
    if (p.labels.n) { // labels at the very end
        p.bad = false;
        take_labels(&p, statement(&p, ST_MARK));
    }
    if (p.func) p.func->end = f->stmts.n;
    return errs->list.n == before && !errs->fatal;
}

const char *asm_path(const AsmFile *f) { return f->path; }

const AsmNames *asm_names(const AsmFile *f) { return &f->names; }

void asm_errors_print(const AsmErrors *e, const char *path, FILE *out, bool all)
{
    bool placed = false;
    for (uint32_t i = 0; i < e->list.n; i++) {
        const AsmError *d = &e->list.p[i];
        placed |= !d->names_line;
        if (i == 10 && !all) {
            fprintf(out, "asm: too many errors\n");
            return;
        }
        if (d->names_line)
            fprintf(out, "asm: %s\n", d->msg);
        else
            fprintf(out, "%s:%u: %s\n", d->file, d->line, d->msg);
    }
    if (e->list.n && placed)
        fprintf(out, "asm: assembly of %s failed\n", path);
    else if (e->list.n)
        fprintf(out, "asm: assembly failed\n");
}
