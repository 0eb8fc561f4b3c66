// Putting out statements, with the lines of the Go source.
//
// With line directives on, the C statements of one Go line share a C line, a following Go line is
// a newline, and anything else a #line: the C compiler's line tables then are Go's, and the text
// stays small. Without, every statement has its own line and indentation says what is nested.
#include "cgen/emit.h"

char *text(Fn *fn, const char *fmt, ...)
{
    StrBuf b = {0};
    va_list ap;
    va_start(ap, fmt);
    sb_vprintf(&b, fmt, ap);
    va_end(ap);
    char *out = arena_strndup(fn->arena, b.p ? b.p : "", b.n);
    sb_release(&b);
    return out;
}

const char *line_file_of(Cg *cg, Pos pos, uint32_t *line)
{
    Location loc = sources_locate(cg->opt->sources, pos);
    *line = loc.line;
    if (!loc.source) return NULL;
    if (loc.file != loc.source->path && strcmp(loc.file, loc.source->path) != 0)
        return *loc.file ? loc.file : "??"; // a //line directive's
    return cg->opt->trimpath ? loc.source->trimmed_path : loc.source->abs_path;
}

// A statement of an inlined body: behind its file's name stands US and a key, unique in the program. Section ug_inlines
// gives for each key the calls it came by, outermost first, each as
// US name US line-of-declaration US line-of-call US file-of-call. src/build/pcinline.c puts the two together.
static void put_chain(Cg *cg, StrBuf *b, const IrInline *inl)
{
    if (inl->parent) put_chain(cg, b, inl->parent);
    uint32_t declared = 0, called = 0;
    line_file_of(cg, inl->func_pos, &declared);
    const char *file = line_file_of(cg, inl->call_pos, &called);
    const char *parens =
        ((Signature *)type_under(inl->callee->type))->params->vars.n ? "" : "()"; // as put_name in func.c
    sb_printf(b, "\037%.*s%s\037%u\037%u\037%s", STR_FMT(inl->callee->go_name), parens, declared, called,
              file ? file : "");
}

// Chains of one text, which the copies of an inlined body's statements have, share a key.
static const char *chain_key(Cg *cg, Str chain)
{
    const char *key = strmap_get(&cg->chain_keys, chain);
    if (key) return key;
    key = arena_printf(cg->arena, "%x.%u.%u", (unsigned)str_hash(cg->unit_name), cg->part, cg->chain_keys.n);
    sb_printf(&cg->inlines, ".asciz \"%s\"\n.asciz ", key);
    put_c_string(&cg->inlines, chain);
    sb_putc(&cg->inlines, '\n');
    strmap_put(&cg->chain_keys, str_dup(cg->arena, chain), (void *)key);
    return key;
}

static const char *inlined_file(Fn *fn, const char *file, const IrInline *inl)
{
    Cg *cg = fn->cg;
    const char *key = ptrmap_get(&cg->chains, inl);
    if (!key) {
        StrBuf chain = {0};
        put_chain(cg, &chain, inl);
        key = chain_key(cg, sb_str(&chain));
        sb_release(&chain);
        ptrmap_put(&cg->chains, inl, (void *)key);
    }
    return text(fn, "%s\037%s", file, key);
}

void line_want(Fn *fn, Pos pos, const IrInline *inl)
{
    if (pos == NO_POS || (pos == fn->pos && inl == fn->inl) || !fn->cg->opt->line_directives) return;
    fn->pos = pos;
    fn->inl = inl;
    uint32_t line;
    const char *file = line_file_of(fn->cg, pos, &line);
    if (!file) return;
    if (inl) file = inlined_file(fn, file, inl);
    fn->line = line;
    if (!fn->line_file || strcmp(file, fn->line_file) != 0) {
        fn->line_file = file;
        fn->out_line = 0; // forces a directive with the file
    }
}

// The C compiler puts its own directory in front of a name without one (of a //line directive); behind \036/ it does
// not, and src/build/pcdwarf.c takes that away.
void line_put_file(Cg *cg, StrBuf *b, const char *file)
{
    put_c_string(b, str_from(strchr(file, '/') ? file : arena_printf(cg->arena, "\036/%s", file)));
}

static void start_statement(Fn *fn)
{
    StrBuf *b = &fn->body;
    if (!fn->cg->opt->line_directives) {
        for (int i = 0; i < fn->indent; i++) sb_puts(b, "    ");
        return;
    }
    if (fn->line == fn->out_line && fn->out_line) {
        sb_putc(b, ' ');
        return;
    }
    sb_putc(b, '\n');
    if (fn->line != fn->out_line + 1 || !fn->out_line) {
        sb_printf(b, "#line %u", fn->line);
        if (!fn->out_line && fn->line_file) {
            sb_puts(b, " ");
            line_put_file(fn->cg, b, fn->line_file);
        }
        sb_putc(b, '\n');
    }
    fn->out_line = fn->line;
}

static void put_v(Fn *fn, const char *fmt, va_list ap)
{
    start_statement(fn);
    sb_vprintf(&fn->body, fmt, ap);
    if (!fn->cg->opt->line_directives) sb_putc(&fn->body, '\n');
}

void put(Fn *fn, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put_v(fn, fmt, ap);
    va_end(ap);
}

void put_open(Fn *fn, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put_v(fn, fmt, ap);
    va_end(ap);
    fn->indent++;
}

void put_close(Fn *fn, const char *closing)
{
    fn->indent--;
    put(fn, "%s", closing);
    if (closing[strlen(closing) - 1] == '{') fn->indent++;
}
