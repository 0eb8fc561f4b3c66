// One operand: constant expressions, registers, addresses.
//
//     $sym±offset(SB)(reg)(index*scale)
//
// Every piece is optional. Expressions are unsigned 64-bit, with Go's precedence.
#include <errno.h>
#include <stdlib.h>

#include "asm/parse.h"

static const Tok end_tok = {.kind = TK_EOF, .text = {"EOF", 3}};

static const Tok *peek(const Parser *p) { return p->at < p->input->n ? &p->input->p[p->at] : &end_tok; }
static const Tok *next(Parser *p)
{
    const Tok *t = peek(p);
    p->at++;
    return t;
}
static bool at_punct(const Parser *p, char c) { return tok_is(peek(p), c); }

static void want(Parser *p, char c)
{
    const Tok *t = next(p);
    if (!tok_is(t, c)) asm_syntax_error(p, "expected '%c', found %.*s", c, STR_FMT(t->text));
}

// ---- Expressions
static uint64_t expression(Parser *p);

static uint64_t integer(Parser *p, Str text)
{
    char digits[80];
    size_t n = 0;
    for (size_t i = 0; i < text.n && n + 1 < sizeof digits; i++)
        if (text.p[i] != '_') digits[n++] = text.p[i];
    digits[n] = 0;
    int base = 0;
    const char *start = digits;
    if (n > 1 && digits[0] == '0' && (digits[1] | 32) == 'b') base = 2, start += 2;
    if (n > 1 && digits[0] == '0' && (digits[1] | 32) == 'o') base = 8, start += 2;
    char *end;
    errno = 0;
    uint64_t v = strtoull(start, &end, base);
    if (errno == ERANGE)
        asm_syntax_error(p, "strconv.ParseUint: parsing \"%.*s\": value out of range", STR_FMT(text));
    else if (*end || end == start)
        asm_syntax_error(p, "strconv.ParseUint: parsing \"%.*s\": invalid syntax", STR_FMT(text));
    return v;
}

static uint64_t character(Parser *p, Str text)
{
    ConstVal *v = num_rune_lit(p->arena, text);
    int64_t r = 0;
    if (!v || !num_int64_value(v, &r)) asm_syntax_error(p, "illegal UTF-8 encoding for character constant");
    return (uint64_t)r;
}

enum { MAX_DEPTH = 1000 };

static bool too_deep(Parser *p)
{
    if (p->depth++ < MAX_DEPTH) return false;
    asm_syntax_error(p, "expression nested too deeply");
    return true;
}

static uint64_t factor(Parser *p);

static uint64_t primary(Parser *p)
{
    const Tok *t = next(p);
    if (t->kind == TK_INT) return integer(p, t->text);
    if (t->kind == TK_CHAR) return character(p, t->text);
    if (tok_is(t, '+')) return factor(p);
    if (tok_is(t, '-')) return -factor(p);
    if (tok_is(t, '~')) return ~factor(p);
    if (tok_is(t, '(')) {
        uint64_t v = expression(p);
        if (!tok_is(next(p), ')')) asm_syntax_error(p, "missing closing paren");
        return v;
    }
    asm_syntax_error(p, "unexpected %.*s evaluating expression", STR_FMT(t->text));
    return 0;
}

static uint64_t factor(Parser *p)
{
    if (too_deep(p)) return 0;
    uint64_t v = primary(p);
    p->depth--;
    return v;
}

static uint64_t divide(Parser *p, uint64_t v, bool modulo)
{
    const char *what = modulo ? "modulo" : "divide";
    if ((int64_t)v < 0) asm_syntax_error(p, "%s of value with high bit set", what);
    uint64_t by = factor(p);
    if (by == 0) asm_syntax_error(p, modulo ? "modulo by zero" : "division by zero");
    return by == 0 ? 0 : modulo ? v % by : v / by;
}

static uint64_t shift(Parser *p, uint64_t v, bool left)
{
    int64_t by = (int64_t)factor(p);
    if (by < 0) asm_syntax_error(p, "negative %s shift count", left ? "left" : "right");
    if (!left && (int64_t)v < 0) asm_syntax_error(p, "right shift of value with high bit set");
    return by < 0 || by > 63 ? 0 : left ? v << by : v >> by;
}

static uint64_t term(Parser *p)
{
    uint64_t v = factor(p);
    while (!p->bad) {
        const Tok *t = peek(p);
        if (t->kind == TK_LSH || t->kind == TK_RSH) {
            bool left = next(p)->kind == TK_LSH;
            v = shift(p, v, left);
        } else if (tok_is(t, '*')) {
            next(p);
            v *= factor(p);
        } else if (tok_is(t, '/') || tok_is(t, '%')) {
            bool modulo = tok_is(next(p), '%');
            v = divide(p, v, modulo);
        } else if (tok_is(t, '&')) {
            next(p);
            v &= factor(p);
        } else {
            break;
        }
    }
    return v;
}

static uint64_t expression(Parser *p)
{
    uint64_t v = term(p);
    while (!p->bad) {
        const Tok *t = peek(p);
        if (tok_is(t, '+'))
            next(p), v += term(p);
        else if (tok_is(t, '-'))
            next(p), v -= term(p);
        else if (tok_is(t, '|'))
            next(p), v |= term(p);
        else if (tok_is(t, '^'))
            next(p), v ^= term(p);
        else
            break;
    }
    return v;
}

static double float_expression(Parser *p)
{
    if (too_deep(p)) return 0;
    const Tok *t = next(p);
    if (tok_is(t, '+')) return float_expression(p);
    if (tok_is(t, '-')) return -float_expression(p);
    if (tok_is(t, '(')) {
        double v = float_expression(p);
        if (!tok_is(next(p), ')')) asm_syntax_error(p, "missing closing paren");
        return v;
    }
    if (t->kind == TK_FLOAT) return strtod(arena_strndup(p->arena, t->text.p, t->text.n), NULL);
    asm_syntax_error(p, "unexpected %.*s evaluating float expression", STR_FMT(t->text));
    return 0;
}

// Whether what comes is of this kind, signs and parentheses before it aside.
static bool leads_to(const Parser *p, TokKind kind)
{
    for (uint32_t i = p->at; i < p->input->n; i++) {
        const Tok *t = &p->input->p[i];
        if (t->kind == kind) return true;
        if (!tok_is(t, '+') && !tok_is(t, '-') && !tok_is(t, '(')) return false;
    }
    return false;
}

// ---- Addresses
static void pseudo_register(Parser *p, Operand *o, Str reg, bool is_static, char prefix)
{
    if (str_eqz(reg, "FP")) {
        o->sym_kind = SYM_PARAM;
    } else if (str_eqz(reg, "SP")) {
        o->sym_kind = SYM_AUTO;
    } else if (str_eqz(reg, "SB")) {
        o->sym_kind = is_static ? SYM_STATIC : SYM_EXTERN;
    } else if (str_eqz(reg, "PC")) {
        if (prefix) asm_syntax_error(p, "illegal addressing mode for PC");
        o->kind = OPD_LABEL;
    } else {
        asm_syntax_error(p, "expected pseudo-register; found %.*s", STR_FMT(reg));
    }
}

static bool symbol_attributes(Parser *p, Operand *o)
{
    if (!at_punct(p, '<')) return false;
    next(p);
    if (at_punct(p, '>')) {
        next(p);
        return true;
    }
    if (peek(p)->kind == TK_IDENT) {
        Str abi = next(p)->text;
        if (!p->opt->allow_abi)
            asm_syntax_error(p, "ABI selector only permitted when compiling runtime, reference was to \"%.*s\"",
                             STR_FMT(o->sym));
        else if (str_eqz(abi, "ABIInternal"))
            o->internal = true;
        else if (!str_eqz(abi, "ABI0"))
            asm_syntax_error(p, "malformed ABI selector \"%.*s\" in reference to \"%.*s\"", STR_FMT(abi),
                             STR_FMT(o->sym));
    }
    want(p, '>');
    return false;
}

static void symbol(Parser *p, Operand *o, Str name, char prefix)
{
    if (name.p[0] == '.' && p->opt->package.n)
        name = str_from(arena_printf(p->arena, "%.*s%.*s", STR_FMT(p->opt->package), STR_FMT(name)));
    o->sym = name;
    bool is_static = symbol_attributes(p, o);
    if (at_punct(p, '+') || at_punct(p, '-')) o->offset = (int64_t)expression(p);
    if (peek(p)->kind == TK_EOF) {
        if (!prefix && p->is_jump)
            o->kind = OPD_LABEL;
        else
            asm_syntax_error(p, "illegal or missing addressing mode for symbol %.*s", STR_FMT(name));
        return;
    }
    want(p, '(');
    const Tok *reg = next(p);
    if (reg->kind != TK_IDENT) asm_syntax_error(p, "expected identifier, found %.*s", STR_FMT(reg->text));
    want(p, ')');
    if (!p->bad) pseudo_register(p, o, reg->text, is_static, prefix);
}

static void scale(Parser *p, Operand *o)
{
    const Tok *t = next(p);
    static const char *const valid[] = {"1", "2", "4", "8"};
    for (size_t i = 0; i < ARRAY_LEN(valid); i++)
        if (str_eqz(t->text, valid[i])) o->scale = (uint8_t)(1u << i);
    if (!o->scale) asm_syntax_error(p, "bad scale: %.*s", STR_FMT(t->text));
}

static bool take_register(Parser *p, Reg *out)
{
    const Tok *t = next(p);
    if (t->kind == TK_IDENT && reg_find(t->text, out)) return true;
    asm_syntax_error(p, "expected register; found %.*s", STR_FMT(t->text));
    return false;
}

// (reg), (index*scale) or (reg)(index*scale)
static void indirect(Parser *p, Operand *o, char prefix)
{
    want(p, '(');
    Reg r;
    Str name = peek(p)->text;
    if (p->bad || !take_register(p, &r)) return;
    if (at_punct(p, ':')) {
        asm_syntax_error(p, "indirect through register pair");
        return;
    }
    if (at_punct(p, '*')) {
        next(p);
        scale(p, o);
        o->index = r;
    } else {
        o->reg = r;
    }
    want(p, ')');
    if (p->bad) return;
    if (r.cls == RC_PC) {
        if (prefix) asm_syntax_error(p, "illegal addressing mode for PC");
        o->kind = OPD_PCREL;
    } else if (r.cls == RC_SB || r.cls == RC_FP) {
        if (!o->scale) asm_syntax_error(p, "cannot reference %.*s without a symbol", STR_FMT(name));
    }
    if (prefix == '$') o->kind = OPD_ADDR;
    if (o->scale || !at_punct(p, '(')) return;
    next(p);
    if (!take_register(p, &o->index)) return;
    o->scale = 0;
    if (at_punct(p, '*')) {
        next(p);
        scale(p, o);
    }
    want(p, ')');
}

// sym(SB)(index*scale)
static void symbol_index(Parser *p, Operand *o)
{
    want(p, '(');
    Reg r;
    if (p->bad || !take_register(p, &r)) return;
    if (at_punct(p, '*')) {
        next(p);
        scale(p, o);
        o->index = r;
    } else {
        o->reg = r;
    }
    want(p, ')');
    if (!p->bad && !o->scale && at_punct(p, '(')) {
        next(p);
        if (!take_register(p, &o->index)) return;
        if (at_punct(p, '*')) {
            next(p);
            scale(p, o);
        }
        want(p, ')');
    }
}

static void register_list(Parser *p, Operand *o)
{
    const Tok *lo = next(p);
    if (lo->kind != TK_IDENT || !reg_find(lo->text, &o->reg)) {
        if (lo->kind == TK_EOF)
            asm_syntax_error(p, "register list: expected ']', found EOF");
        else
            asm_syntax_error(p, "register list: bad low register in `[%.*s`", STR_FMT(lo->text));
        return;
    }
    const Tok *dash = next(p);
    if (!tok_is(dash, '-')) {
        asm_syntax_error(p, "register list: expected '-' after `[%.*s`, found %s", STR_FMT(lo->text),
                         tok_describe(p->arena, dash));
        return;
    }
    const Tok *hi = next(p);
    if (hi->kind != TK_IDENT || !reg_find(hi->text, &o->index)) {
        asm_syntax_error(p, "register list: bad high register in `[%.*s-%.*s`", STR_FMT(lo->text), STR_FMT(hi->text));
        return;
    }
    const Tok *close = next(p);
    if (!tok_is(close, ']'))
        asm_syntax_error(p, "register list: expected ']' after `[%.*s-%.*s`, found %s", STR_FMT(lo->text),
                         STR_FMT(hi->text), tok_describe(p->arena, close));
    o->kind = OPD_LIST;
}

static void want_end(Parser *p)
{
    if (p->bad) return;
    const Tok *t = peek(p);
    if (t->kind != TK_EOF) asm_syntax_error(p, "expected end of operand, found %.*s", STR_FMT(t->text));
}

static void constant(Parser *p, Operand *o, char prefix)
{
    if (leads_to(p, TK_FLOAT)) {
        if (prefix != '$') asm_syntax_error(p, "floating-point constant must be an immediate");
        o->kind = OPD_FLOAT;
        o->f = float_expression(p);
        return;
    }
    if (leads_to(p, TK_STRING)) {
        if (prefix != '$') asm_syntax_error(p, "string constant must be an immediate");
        o->kind = OPD_STRING;
        ConstVal *v = num_string_lit(p->arena, next(p)->text);
        if (!v) asm_syntax_error(p, "string parse error: invalid syntax");
        o->text = v ? num_string_value(v) : (Str){0};
        return;
    }
    o->offset = (int64_t)expression(p);
    if (!at_punct(p, '(')) {
        if (prefix == '$') o->kind = OPD_INT;
        return;
    }
    indirect(p, o, prefix);
}

static void operand(Parser *p, Operand *o)
{
    char prefix = 0;
    if (at_punct(p, '$') || at_punct(p, '*')) prefix = next(p)->punct;
    o->kind = prefix == '$' ? OPD_ADDR : OPD_MEM;
    o->indirect = prefix == '*';
    const Tok *t = peek(p);
    Reg r;
    if (t->kind == TK_IDENT && reg_find(t->text, &r)) {
        next(p);
        if (prefix == '$') asm_syntax_error(p, "prefix $ not allowed for register: $%.*s", STR_FMT(t->text));
        o->kind = OPD_REG;
        o->reg = r;
    } else if (t->kind == TK_IDENT) {
        next(p);
        symbol(p, o, t->text, prefix);
        if (!p->bad && at_punct(p, '(')) symbol_index(p, o);
    } else if (tok_is(t, '[')) {
        next(p);
        if (prefix) asm_syntax_error(p, "illegal use of register list");
        register_list(p, o);
    } else if (tok_is(t, '(') && p->at + 1 < p->input->n && p->input->p[p->at + 1].kind == TK_IDENT &&
               reg_find(p->input->p[p->at + 1].text, &r)) {
        indirect(p, o, prefix);
    } else if (tok_is(t, '(') || tok_is(t, '+') || tok_is(t, '-') || tok_is(t, '~') ||
               (t->kind >= TK_INT && t->kind <= TK_STRING)) {
        constant(p, o, prefix);
    } else {
        asm_syntax_error(p, "expected '(', found %.*s", STR_FMT(t->text));
    }
    want_end(p);
}

bool asm_read_operand(Parser *p, const Toks *toks, Operand *out)
{
    *out = (Operand){0};
    p->input = toks;
    p->at = p->depth = 0;
    operand(p, out);
    return !p->bad;
}
