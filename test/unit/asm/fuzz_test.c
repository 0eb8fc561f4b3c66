// The assembler on broken input (../fuzz.h): no text without end. The official assembler's tables and std's files,
// where there is a Go tree, and a text of ours.
#include "../fuzz.h"
#include "asm/asm.h"

// What the file is made of, spelled out: std's go_asm.h is not at hand.
static const char header[] = "#define T__size 24\n#define T_field 8\n#define const_N 3\n";

static Str same_name(Arena *a, Str name) { return str_dup(a, name); }
static bool never(void *ctx, Str name) { return ctx == NULL && name.n == 0; }

static void check_text(Str text)
{
    Arena *a = arena_new("fuzz");
    AsmErrors errs = {.arena = a};
    AsmOptions opt = {.arena = a,
                      .package = STR("p"),
                      .header = str_from(header),
                      .allow_abi = text.n % 2,
                      .mangle = same_name,
                      .is_func = never};
    AsmFile *file;
    StrBuf out = {0};
    if (asm_parse(&opt, "fuzz.s", str_dup(a, text), &errs, &file)) {
        AsmStack stack = {0};
        asm_stack(&opt, &file, 1, &stack);
        if (asm_emit(&opt, file, &stack, &errs, &out))
            asm_refused(file, sb_str(&out), STR("x.s: Assembler messages:\nx.s:7: Error: bad\nx.s:9: Error: bad\n"),
                        &errs);
    } else {
        UG_ASSERT(errs.list.n > 0 || errs.fatal);
    }
    sb_release(&out);
    arena_free(a);
}

static const char *const pieces[] = {
    "TEXT ·f(SB), 4, $8-16\n",
    "TEXT ·g<ABIInternal>(SB), 4, $-8\n",
    "GLOBL x<>(SB), 8, $16\n",
    "DATA x<>+8(SB)/8, $",
    "#define M(a, b) a; b\n",
    "#define E E E\n",
    "#include \"go_asm.h\"\n",
    "#ifdef M\n",
    "#ifndef M\n",
    "#else\n",
    "#endif\n",
    "#undef M\n",
    "#line 7\n",
    "M(",
    "M(M(1, 2), 3)",
    "RET\n",
    "CALL ·f(SB)\n",
    "JMP ",
    "2(PC)",
    "-9(PC)",
    "loop:\n",
    "PUSHQ AX\n",
    "POPQ AX\n",
    "ADJSP $-8\n",
    "PCALIGN $16\n",
    "VADDPD.BCST.Z ",
    "VMOVDQU64.Z Z1, K1, Z2\n",
    "[Z0-Z3]",
    "(AX)(BX*8)",
    "(TLS)",
    "x+8(FP)",
    "x-8(SP)",
    "0(SP)",
    "$0x",
    "$-1",
    "$1.5e300",
    "$\"str\\x00\"",
    "'\\''",
    "*",
    "<<",
    ">>",
    "/",
    "%",
    "~",
    "^",
    "|",
    "&",
    "(",
    ")",
    ",",
    ":",
    ";",
    ".",
    "\\\n",
    "//",
    "/*",
    "*/",
    "\n",
    "\0",
    "\xff",
    "·",
    "∕",
    "@",
};

static const char own[] =
    "#include \"go_asm.h\"\n#define LOAD(off, r) MOVQ off(SI), r\nGLOBL tab<>(SB), 8, $16\n"
    "DATA tab<>+0(SB)/8, $1\nDATA tab<>+8(SB)/8, $·f(SB)\n\nTEXT ·f(SB), 4, $16-24\n\tMOVQ x+0(FP), SI\n"
    "loop:\n\tLOAD(T_field, AX)\n\tADDQ $const_N<<2|1, AX\n\tVADDPD.Z (SI)(AX*8), Z1, K1, Z2\n\tJNE loop\n"
    "\tCALL g(SB)\n\tMOVQ AX, ret+16(FP)\n\tRET\n";

enum { MOST_BYTES = 20000 };

static void add_file(Arena *a, FuzzCorpus *c, const char *path)
{
    Str text;
    Err e = file_read(a, path, &text);
    if (!err_is(e)) vec_push(a, c, ((Str){text.p, text.n > MOST_BYTES ? MOST_BYTES : text.n}));
    err_release(&e);
}

static void add_trees(Arena *a, FuzzCorpus *c)
{
    static const char *const dirs[] = {"cmd/asm/internal/asm/testdata", "crypto", "math", "runtime", "internal"};
    const char *root = getenv("GOROOT");
    for (size_t i = 0; i < ARRAY_LEN(dirs); i++) {
        const char *find =
            arena_printf(a, "find %s/src/%s -name '*amd64*.s' 2>/dev/null", root ? root : "/usr/local/go", dirs[i]);
        FILE *list = popen(find, "r");
        char path[4096];
        while (list && fgets(path, sizeof path, list)) {
            path[strcspn(path, "\n")] = 0;
            add_file(a, c, path);
        }
        if (list) pclose(list);
    }
}

// n times the same opening: what would overflow a stack.
static void check_deep(void)
{
    static const char *const openings[] = {"(", "-", "~", "+(", "M(", "[", "#ifdef M\n", "x:\n", "1+", "1*", "*", "$"};
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        StrBuf text = {0};
        sb_puts(&text, "#define M(a) M2(a)\n#define M2(a) a\nTEXT ·f(SB), 4, $0\n\tMOVQ $");
        for (int n = 0; n < 20000; n++) sb_puts(&text, openings[i]);
        check_text(sb_str(&text));
        sb_release(&text);
    }
}

static const FuzzTarget target = {
    .check = check_text,
    .once = check_deep,
    .pieces = pieces,
    .npieces = ARRAY_LEN(pieces),
    .seed = own,
    .more = add_trees,
    .suffix = ".s",
};
FUZZ_MAIN(target)
