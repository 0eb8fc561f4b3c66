// A package's unit as C files, and the program's entry unit.
//
// A package larger than max_lines_per_file is split: each file takes a run of the functions, the
// first also the variables and the descriptors of declared types, the last whatever lowering adds
// while descriptors are put out (wrappers, equality functions). Every file is complete in itself,
// with the types and declarations it mentions.
#include "cgen/emit.h"

enum { LINES_PER_FUNC = 6 }; // beside its statements

static void count_block(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        ++*(uint32_t *)ctx;
        ir_each_sub_block(s, count_block, ctx);
    }
}

static uint32_t func_lines(IrFunc *f)
{
    uint32_t n = LINES_PER_FUNC;
    count_block(&f->body, &n);
    return n;
}

static void cg_init(Cg *cg, const CgenOptions *opt, IrUnit *u, Arena *a)
{
    *cg = (Cg){.opt = opt, .u = u, .arena = a, .unit_name = cgen_mangle(a, u->pkg->path)};
    map_init(&cg->ctypes_by_type, a);
    map_init(&cg->ctypes_by_key, a);
    map_init(&cg->structs, a);
    map_init(&cg->syms, a);
    map_init(&cg->itabs, a);
    map_init(&cg->strings, a);
    map_init(&cg->chains, a);
    map_init(&cg->chain_keys, a);
    map_init(&cg->globals, a);
    map_init(&cg->helpers, a);
    intrinsics_init(cg);
}

static void put_assembly(StrBuf *out, const StrBuf *text, const char *open, const char *close)
{
    if (!text->n) return;
    sb_printf(out, "__asm__(%s\n", open);
    Str rest = sb_str(text);
    while (rest.n) {
        const char *end = memchr(rest.p, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.p) + 1 : rest.n;
        put_c_string(out, (Str){rest.p, n});
        sb_putc(out, '\n');
        rest = (Str){rest.p + n, rest.n - n};
    }
    sb_printf(out, "%s);\n", close);
}

static Str cg_finish(Cg *cg)
{
    syms_put_decls(cg);
    cgen_include_types(cg);
    StrBuf out = {0};
    sb_printf(&out, "// Go package %.*s as C.\n#include \"undergo/ops.h\"\n#pragma GCC visibility push(hidden)\n",
              STR_FMT(cg->u->pkg->path));
    if (cg->opt->edges) // a counter a place, that does not go back to 0
        sb_puts(&out, "#define UGX_EDGE() do { static uint8_t ug_edge_ __attribute__((section(\"ug_edges\"))); "
                      "ug_edge_ += ug_edge_ != 255; } while (0)\n");
    sb_put(&out, sb_str(&cg->forward));
    sb_put(&out, sb_str(&cg->types));
    sb_put(&out, sb_str(&cg->decls));
    sb_put(&out, sb_str(&cg->data));
    sb_put(&out, sb_str(&cg->helper_code));
    sb_put(&out, sb_str(&cg->code));
    put_assembly(&out, &cg->assembly, "", "");
    put_assembly(&out, &cg->names, "\".pushsection ug_funcnames,\\\"\\\",@progbits\\n\"", "\".popsection\\n\"");
    put_assembly(&out, &cg->inlines, "\".pushsection ug_inlines,\\\"\\\",@progbits\\n\"", "\".popsection\\n\"");
    Str text = str_dup(cg->arena, sb_str(&out));
    StrBuf *bufs[] = {&out,      &cg->forward,  &cg->types, &cg->decls,  &cg->data, &cg->helper_code,
                      &cg->code, &cg->assembly, &cg->names, &cg->inlines};
    for (size_t i = 0; i < ARRAY_LEN(bufs); i++) sb_release(bufs[i]);
    return text;
}

// Functions [from, to) of the unit; the last part goes on while functions are added.
static Str put_part(Cg *cg, uint32_t from, uint32_t to, bool last)
{
    IrUnit *u = cg->u;
    static_globals(cg);
    for (uint32_t i = from; i < to; i++) func_put(cg, u->funcs.p[i]);
    if (cg->part == 0) {
        desc_own_types(cg);
        for (uint32_t i = 0; i < u->types.n; i++) desc_symbol(cg, u->types.p[i]);
    }
    desc_put_all(cg);
    for (uint32_t done = to; last && (done < u->funcs.n || cg->desc_done < cg->desc_queue.n);) {
        for (; done < u->funcs.n; done++) func_put(cg, u->funcs.p[done]);
        desc_put_all(cg);
    }
    return cg_finish(cg);
}

void cgen_unit(const CgenOptions *opt, IrUnit *u, Arena *a, CgenTexts *out)
{
    uint32_t max = opt->max_lines_per_file ? opt->max_lines_per_file : UINT32_MAX;
    uint64_t total = 0;
    for (uint32_t i = 0; i < u->funcs.n; i++) total += func_lines(u->funcs.p[i]);
    bool split = total > max;
    uint32_t from = 0, part = 0, count = u->funcs.n;
    do {
        uint32_t to = from;
        for (uint64_t lines = 0; to < count && (lines < max || to == from); to++) lines += func_lines(u->funcs.p[to]);
        Cg cg;
        cg_init(&cg, opt, u, a);
        cg.split = split;
        cg.part = part++;
        Str text = put_part(&cg, from, to, to == count);
        vec_push(a, out, text);
        from = to;
    } while (from < count);
}

static void put_c_string_or_null(StrBuf *b, const char *s)
{
    if (s)
        put_c_string(b, str_from(s));
    else
        sb_puts(b, "NULL");
}

static void put_bytes(StrBuf *b, Str bytes)
{
    for (size_t i = 0; i < bytes.n; i++) sb_printf(b, "%u,", (unsigned char)bytes.p[i]);
}

static void put_varint(StrBuf *b, size_t n)
{
    for (; n >= 0x80; n >>= 7) sb_printf(b, "%u,", (unsigned)(n & 0x7f) | 0x80);
    sb_printf(b, "%u,", (unsigned)n);
}

// Readers know the text of the modules by these, before and after it.
static const char start_mark[] = "\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6";
static const char end_mark[] = "\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2";

// What debug/buildinfo and `go version -m` look for: 32 bytes of head, then version and modules, each with its length.
static void put_buildinfo(StrBuf *b, const char *go_version, Str mod_info)
{
    static const char magic[] = "\xff Go buildinf:";
    enum { HEAD = 32, MARK = 16, POINTER_SIZE = 8, INLINE_STRINGS = 2 };
    sb_puts(b, "static const unsigned char build_info$[] __attribute__((section(\".go.buildinfo\"), used, retain, "
               "aligned(16))) = {");
    put_bytes(b, (Str){magic, sizeof magic - 1});
    sb_printf(b, "%d,%d,", POINTER_SIZE, INLINE_STRINGS);
    for (size_t i = sizeof magic - 1 + 2; i < HEAD; i++) sb_puts(b, "0,");
    put_varint(b, strlen(go_version));
    put_bytes(b, str_from(go_version));
    put_varint(b, mod_info.n + 2 * MARK);
    put_bytes(b, (Str){start_mark, MARK});
    put_bytes(b, mod_info);
    put_bytes(b, (Str){end_mark, MARK});
    sb_puts(b, "};\n");
}

void cgen_main(const CgenOptions *opt, IrUnit *u, const char *go_version, const char *goroot, Str mod_info, Arena *a,
               CgenTexts *out)
{
    Cg cg;
    cg_init(&cg, opt, u, a);
    cg.entry = true;
    static_globals(&cg);
    if (opt->line_directives) sb_puts(&cg.code, "#line 1 \"<autogenerated>\"\n"); // not the C file, whose name is any
    for (uint32_t i = 0; i < u->funcs.n; i++) func_put(&cg, u->funcs.p[i]);
    desc_put_all(&cg);
    const char *main_name = cgen_ident(a, STR("main.main"));
    sb_printf(&cg.decls, "extern void %s(void);\n", main_name);
    if (go_version) put_buildinfo(&cg.code, go_version, mod_info);
    sb_puts(&cg.code, "static const char *const mod_info$ = ");
    // runtime/debug cuts off 16 bytes at either end.
    put_c_string(&cg.code, str_from(arena_printf(a, "%16s%.*s%16s", "", STR_FMT(mod_info), "")));
    sb_printf(&cg.code,
              ";\nconst UgProgram ugx_program = {.init = %s, .main = %s, .mod_info = &mod_info$, .go_version = ",
              u->init ? sym_name(&cg, u->init->sym) : "NULL", main_name);
    put_c_string_or_null(&cg.code, go_version);
    sb_puts(&cg.code, ", .goroot = ");
    put_c_string_or_null(&cg.code, goroot);
    sb_puts(&cg.code, "};\n");
    Str text = cg_finish(&cg);
    vec_push(a, out, text);
}
