// The official assembler's own tables, read in the Go tree, and one of ours: each line says the bytes it must
// become, or the error it must be refused with.
//
// A file is assembled as one; in the text for the GNU assembler every instruction gets a label, and the
// object's symbols then say where each line's bytes lie. Tables beside alternatives ("4801d2 or 4803d2")
// take either. Skipped where there is no Go tree.
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <unistd.h>

#include "../check.h"
#include "asm/asm.h"
#include "cgen/cgen.h"

enum { MAX_LINES = 20000, SKIPPED = 77 };

typedef struct Table {
    Arena *arena;
    const char *path, *include;
    Str text;
    AsmErrors errs;
    Str line[MAX_LINES];
    size_t at[MAX_LINES]; // of a line's first byte in the section, plus one
    uint32_t nlines;
} Table;

static void split(Table *t)
{
    Str rest = t->text;
    while (rest.n && t->nlines < MAX_LINES - 2) {
        const char *nl = memchr(rest.p, '\n', rest.n);
        size_t n = nl ? (size_t)(nl - rest.p) : rest.n;
        t->line[++t->nlines] = (Str){rest.p, n};
        rest.p += n + (nl != NULL);
        rest.n -= n + (nl != NULL);
    }
}

static AsmOptions options(Table *t)
{
    AsmOptions opt = {.arena = t->arena, .package = STR("main"), .allow_abi = true, .mangle = cgen_mangle};
    vec_push(t->arena, &opt.include, str_from(t->include));
    return opt;
}

static bool translate(Table *t, AsmFile **file, StrBuf *out)
{
    AsmOptions opt = options(t);
    AsmStack stack = {0};
    t->errs.arena = t->arena;
    if (!asm_parse(&opt, t->path, t->text, &t->errs, file)) return false;
    asm_stack(&opt, file, 1, &stack);
    return asm_emit(&opt, *file, &stack, &t->errs, out);
}

// "# 12" above an instruction becomes a label that names the source line of the .loc before it.
static void put_labels(Str text, FILE *out)
{
    unsigned line = 0;
    while (text.n) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str l = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += l.n + (nl != NULL);
        text.n -= l.n + (nl != NULL);
        sscanf(l.p, "\t.loc %*u %u\n", &line);
        if (l.n && l.p[0] == '#')
            fprintf(out, "at%u:\n", line);
        else
            fprintf(out, "%.*s\n", STR_FMT(l));
    }
}

// Runs the assembler; what it says comes back, empty where it succeeded.
static Str assemble(Table *t, Str text, const char *object)
{
    const char *source = arena_printf(t->arena, "%s.s", object), *log = arena_printf(t->arena, "%s.log", object);
    FILE *f = fopen(source, "we");
    put_labels(text, f);
    fclose(f);
    bool ok = system(arena_printf(t->arena, "as -W -o %s %s 2>%s", object, source, log)) == 0;
    Str says = {0};
    if (!ok) err_is(file_read(t->arena, log, &says));
    unlink(source);
    unlink(log);
    return says;
}

static const uint8_t *read_object(Table *t, Elf *elf, size_t *size)
{
    size_t names, code = 0;
    const uint8_t *bytes = NULL;
    elf_getshdrstrndx(elf, &names);
    for (Elf_Scn *s = NULL; (s = elf_nextscn(elf, s));) {
        GElf_Shdr h;
        gelf_getshdr(s, &h);
        Elf_Data *d = elf_getdata(s, NULL);
        if (strcmp(elf_strptr(elf, names, h.sh_name), "ug_asm") == 0) {
            bytes = d->d_buf;
            *size = d->d_size;
            code = elf_ndxscn(s);
        }
        for (size_t i = 0; h.sh_type == SHT_SYMTAB && i < h.sh_size / h.sh_entsize; i++) {
            GElf_Sym sym;
            unsigned line;
            gelf_getsym(d, (int)i, &sym);
            const char *name = elf_strptr(elf, h.sh_link, sym.st_name);
            if (sym.st_shndx == code && sscanf(name, "at%u", &line) == 1 && line < MAX_LINES)
                t->at[line] = sym.st_value + 1;
        }
    }
    return bytes;
}

static bool hex_matches(Str hex, const uint8_t *p, size_t n)
{
    if (hex.n != 2 * n) return false;
    for (size_t i = 0; i < n; i++) {
        char two[3] = {hex.p[2 * i], hex.p[2 * i + 1], 0};
        if (strtoul(two, NULL, 16) != p[i]) return false;
    }
    return true;
}

// The last comment of a line, if it is bytes.
static Str wanted_bytes(Str line)
{
    const char *slashes = NULL;
    for (size_t i = 0; i + 1 < line.n; i++)
        if (line.p[i] == '/' && line.p[i + 1] == '/') slashes = line.p + i + 2;
    if (!slashes) return (Str){0};
    Str s = {slashes, line.n - (size_t)(slashes - line.p)};
    while (s.n && s.p[0] == ' ') s.p++, s.n--;
    while (s.n && s.p[s.n - 1] == ' ') s.n--;
    for (size_t i = 0; i < s.n; i++)
        if (!strchr("0123456789abcdef or", s.p[i])) return (Str){0};
    bool instruction =
        line.n && (line.p[0] == '\t' || line.p[0] == ' ') && memchr(line.p, '/', line.n) > (void *)(line.p + 1);
    return instruction && s.n >= 2 && s.p[0] != 'o' ? s : (Str){0};
}

static bool any_matches(Str choices, const uint8_t *p, size_t n)
{
    while (choices.n) {
        const char * or = memmem(choices.p, choices.n, " or ", 4);
        Str one = {choices.p, or ? (size_t)(or -choices.p) : choices.n};
        if (hex_matches(one, p, n)) return true;
        size_t step = one.n + (or ? 4 : 0);
        choices.p += step;
        choices.n -= step;
    }
    return false;
}

static uint32_t compare(Table *t, const uint8_t *bytes, size_t size)
{
    size_t next = size;
    uint32_t compared = 0;
    for (uint32_t i = t->nlines; i > 0; i--) {
        Str want = wanted_bytes(t->line[i]);
        if (!t->at[i]) continue;
        size_t at = t->at[i] - 1, n = next - at;
        next = at;
        compared += want.n > 0;
        if (!want.n || any_matches(want, bytes + at, n)) continue;
        printf("%s:%u: %.*s: got ", t->path, i, STR_FMT(t->line[i]));
        for (size_t k = 0; k < n && k < 20; k++) printf("%02x", bytes[at + k]);
        printf("\n");
        CHECK(false);
    }
    return compared;
}

static Table *open_table(const char *goroot, const char *name)
{
    Table *t = calloc(1, sizeof *t);
    t->arena = arena_new(name);
    bool ours = strncmp(name, "test/", 5) == 0;
    t->path = ours ? name : arena_printf(t->arena, "%s/src/cmd/asm/internal/asm/testdata/%s", goroot, name);
    t->include = arena_printf(t->arena, "%s/pkg/include", goroot);
    Err err = file_read(t->arena, t->path, &t->text);
    CHECK(!err_is(err));
    split(t);
    return t;
}

static void close_table(Table *t)
{
    arena_free(t->arena);
    free(t);
}

// How many lines were compared.
static uint32_t check_bytes(const char *goroot, const char *name, const char *object)
{
    uint32_t compared = 0;
    Table *t = open_table(goroot, name);
    AsmFile *file;
    StrBuf out = {0};
    if (!translate(t, &file, &out)) {
        asm_errors_print(&t->errs, t->path, stdout, false);
        CHECK(false);
    } else {
        Str says = assemble(t, sb_str(&out), object);
        if (says.n) printf("%.*s\n", says.n < 2000 ? (int)says.n : 2000, says.p);
        CHECK(says.n == 0);
        int fd = open(object, O_RDONLY | O_CLOEXEC);
        Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
        size_t size = 0;
        const uint8_t *bytes = read_object(t, elf, &size);
        CHECK(bytes != NULL);
        if (bytes) compared = compare(t, bytes, size);
        elf_end(elf);
        close(fd);
    }
    sb_release(&out);
    close_table(t);
    return compared;
}

// ---- Lines that must be refused, one at a time
static void check_refused(Table *t, uint32_t number, const char *object)
{
    Str line = t->line[number];
    const char *mark = memmem(line.p, line.n, "// ERROR \"", 10);
    if (!mark) return;
    Str want = {mark + 10, line.n - (size_t)(mark + 10 - line.p) - 1};
    Table one = {.arena = t->arena, .path = "line.s", .include = t->include};
    one.text = str_from(arena_printf(t->arena, "TEXT f(SB), 4, $0\n%.*s\n", (int)(mark - line.p), line.p));
    AsmFile *file;
    StrBuf out = {0};
    if (translate(&one, &file, &out)) {
        Str says = assemble(&one, sb_str(&out), object);
        if (says.n) CHECK(asm_refused(file, sb_str(&out), says, &one.errs) || one.errs.list.n == 0);
        if (says.n && one.errs.list.n == 0) { // the labels hide which instruction it is
            CHECK(str_eqz(want, "invalid instruction"));
            sb_release(&out);
            return;
        }
    }
    sb_release(&out);
    bool good = one.errs.list.n > 0 && memmem(one.errs.list.p[0].msg, strlen(one.errs.list.p[0].msg), want.p, want.n);
    if (!good)
        printf("%s:%u: %.*s: %s\n", t->path, number, STR_FMT(line),
               one.errs.list.n ? one.errs.list.p[0].msg : "accepted");
    CHECK(good);
}

int main(void)
{
    char goroot[512] = "", *object = strdup("/tmp/asm-tables-XXXXXX");
    FILE *p = popen("go env GOROOT 2>/dev/null", "r");
    if (p && fgets(goroot, sizeof goroot, p)) goroot[strcspn(goroot, "\n")] = 0;
    if (p) pclose(p);
    if (!*goroot) {
        printf("no Go tree, whose tables these are\n");
        return SKIPPED;
    }
    close(mkstemp(object));
    elf_version(EV_CURRENT);
    static const char *const tables[] = {
        "amd64.s",
        "amd64enc.s",
        "amd64enc_extra.s",
        "avx512enc/aes_avx512f.s",
        "avx512enc/avx512_4fmaps.s",
        "avx512enc/avx512_4vnniw.s",
        "avx512enc/avx512_bitalg.s",
        "avx512enc/avx512_ifma.s",
        "avx512enc/avx512_vbmi.s",
        "avx512enc/avx512_vbmi2.s",
        "avx512enc/avx512_vnni.s",
        "avx512enc/avx512_vpopcntdq.s",
        "avx512enc/avx512bw.s",
        "avx512enc/avx512cd.s",
        "avx512enc/avx512dq.s",
        "avx512enc/avx512er.s",
        "avx512enc/avx512f.s",
        "avx512enc/avx512pf.s",
        "avx512enc/gfni_avx512f.s",
        "avx512enc/vpclmulqdq_avx512f.s",
        "test/unit/asm/encodings.s",
    };
    uint32_t compared = 0;
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) compared += check_bytes(goroot, tables[i], object);
    printf("%u lines compared\n", compared);
    CHECK(compared > 25000);
    Table *errors = open_table(goroot, "amd64error.s");
    for (uint32_t i = 1; i <= errors->nlines; i++) check_refused(errors, i, object);
    close_table(errors);
    unlink(object);
    free(object);
    return check_done();
}
