// Methods that nothing can call are left out of programs.
//
// A type's descriptor names the code of all its methods, so the linker keeps what the type is kept
// for. But through a descriptor a method is only ever called by way of an interface that has a
// method of its name, or by reflect. Each package's summary says which names it calls through
// interfaces and whether it asks reflect for methods; before the link, references of descriptors to
// the code of other methods are struck out of the objects, in copies, and --gc-sections does the rest.
// A struck reference reads zero; an itab made at run time gets the runtime's "unreachable method"
// in its place (runtime/iface/itab.c). Names and types of methods stay: type assertions ask for them.
//
// A method is recognised in the section of a descriptor (t$…) by four 32-bit distances in a row, to its
// name, its type and two pieces of code (UgMethod in abi.h). Itabs emitted by cgen keep their methods.
//
// Finer than by package would be by function, but gcc inlines functions into one another. Signatures
// are not compared. Rejected: a section a method, which would double the number of sections.
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "build/compile.h"
#include "build/elf.h"
#include "build/prune.h"
#include "undergo/abi.h"

// ---- What a package calls
typedef struct Notes {
    BuildPkg *bp;
    Arena *arena;
    StrMap seen;
    bool in_reflect; // whose own use of these methods begins where others use them
} Notes;

static bool gives_methods(Str method) { return str_eqz(method, "Method") || str_eqz(method, "MethodByName"); }

static void note_func(Notes *n, const IrSym *s)
{
    static const char *const givers[] = {"reflect.Value.Method", "reflect.Value.MethodByName",
                                         "reflect.(*rtype).Method", "reflect.(*rtype).MethodByName"};
    for (size_t i = 0; i < ARRAY_LEN(givers) && !n->in_reflect; i++)
        n->bp->calls_by_reflect |= str_eqz(s->go_name, givers[i]);
}

static void note_call(Notes *n, const IrCall *c)
{
    if (c->kind == IRC_STATIC) note_func(n, c->sym);
    if (c->kind != IRC_IFACE) return;
    Str name = ((Interface *)type_under(c->callee.type))->all_methods.p[c->method]->name->s;
    n->bp->calls_by_reflect |= !n->in_reflect && gives_methods(name); // of reflect.Type, perhaps
    if (strmap_has(&n->seen, name)) return;
    strmap_put(&n->seen, name, n);
    vec_push(n->arena, &n->bp->calls, name);
}

static void note_value(IrVal *v, void *ctx)
{
    if (v->kind == IRV_FUNC) note_func(ctx, v->sym);
}

static void note_block(IrBlock *b, void *ctx)
{
    for (IrStmt *s = b->first; s; s = s->next) {
        if (s->op == IR_CALL) note_call(ctx, s->call);
        ir_each_use(s, note_value, ctx);
        ir_each_sub_block(s, note_block, ctx);
    }
}

static void note_static(Notes *n, const IrStatic *s)
{
    if (!s) return;
    if (s->kind == IRST_FUNC) note_func(n, s->sym);
    for (uint32_t i = 0; i < s->elems.n; i++) note_static(n, s->elems.p[i]);
}

void prune_note(BuildPkg *bp, Arena *a, const IrUnit *u)
{
    Notes n = {.bp = bp, .arena = a, .in_reflect = str_eqz(bp->pkg->pkg_path, "reflect")};
    map_init(&n.seen, a);
    for (uint32_t i = 0; i < u->funcs.n; i++) note_block(&u->funcs.p[i]->body, &n);
    for (uint32_t i = 0; i < u->globals.n; i++) note_static(&n, u->globals.p[i]->init);
}

void prune_collect(Arena *a, const BuildPkg *bp, Callable *c)
{
    if (!c->names.arena) map_init(&c->names, a);
    for (uint32_t i = 0; i < bp->calls.n; i++) strmap_put(&c->names, bp->calls.p[i], c);
    c->by_reflect |= bp->calls_by_reflect;
}

// ---- Striking references out of an object
typedef struct Struck {
    const Callable *c;
    const ElfFile *elf;
    const Elf64_Sym *syms;
    Str strings;
    uint32_t count;
} Struck;

static const char *symbol_name(const Struck *o, const Elf64_Sym *s)
{
    return s->st_name < o->strings.n ? o->strings.p + s->st_name : "";
}

// A distance to the code of a function: neither to data of this file nor to a descriptor elsewhere.
static bool is_code(const Struck *o, const Elf64_Rela *r)
{
    const Elf64_Sym *s = &o->syms[ELF64_R_SYM(r->r_info)];
    if (ELF64_R_TYPE(r->r_info) != R_X86_64_PC32 || s->st_shndx >= o->elf->nsections) return false;
    if (s->st_shndx == SHN_UNDEF) return strncmp(symbol_name(o, s), "t$", 2) != 0;
    return o->elf->shdrs[s->st_shndx].sh_flags & SHF_EXECINSTR;
}

// The text of the name that r, at offset `at` of its section, refers to from a descriptor at 0: a flag
// byte, a length, the bytes.
static Str name_at(const Struck *o, const Elf64_Rela *r)
{
    const Elf64_Sym *s = &o->syms[ELF64_R_SYM(r->r_info)];
    if (ELF64_R_TYPE(r->r_info) != R_X86_64_PC32 || s->st_shndx >= o->elf->nsections) return (Str){0};
    Str data = elf_section_data(o->elf, &o->elf->shdrs[s->st_shndx]);
    uint64_t at = s->st_value + (uint64_t)r->r_addend - r->r_offset + 1;
    size_t n = 0;
    for (int shift = 0; at < data.n && shift < 28; shift += 7) {
        uint8_t byte = (uint8_t)data.p[at++];
        n |= (size_t)(byte & 0x7f) << shift;
        if (byte < 0x80) break;
    }
    return at + n <= data.n ? (Str){data.p + at, n} : (Str){0};
}

static bool is_exported(Str name)
{
    uint32_t rune;
    return utf8_decode(name, &rune) > 0 && rune_is_upper(rune);
}

static bool is_callable(const Callable *c, Str name)
{
    return name.n == 0 || strmap_has(&c->names, name) || (c->by_reflect && is_exported(name));
}

static void strike(Struck *o, Elf64_Rela *r)
{
    r->r_info = ELF64_R_INFO(0, R_X86_64_NONE);
    r->r_addend = 0;
    o->count++;
}

// References come in the order of their offsets: of a method to its name, type, code, code.
static void strike_descriptor(Struck *o, const Elf64_Shdr *rela)
{
    Elf64_Rela *r = (Elf64_Rela *)(o->elf->data + rela->sh_offset);
    size_t n = rela->sh_size / sizeof *r;
    for (size_t i = 2; i + 1 < n; i++) {
        uint64_t method = r[i].r_offset - offsetof(UgMethod, ifn);
        bool is_method = is_code(o, &r[i]) && is_code(o, &r[i + 1]) && r[i - 2].r_offset == method &&
                         r[i - 1].r_offset == method + offsetof(UgMethod, mtyp) &&
                         r[i + 1].r_offset == method + offsetof(UgMethod, tfn);
        if (!is_method || is_callable(o->c, name_at(o, &r[i - 2]))) continue;
        strike(o, &r[i]);
        strike(o, &r[i + 1]);
    }
}

static bool is_descriptor(const ElfFile *e, const Elf64_Shdr *s)
{
    return strncmp(e->names + s->sh_name, ".data.rel.ro.t$", 15) == 0;
}

static uint32_t strike_object(const Callable *c, const ElfFile *elf)
{
    Struck o = {.c = c, .elf = elf};
    const Elf64_Shdr *symtab = elf_section(elf, ".symtab");
    if (!symtab || symtab->sh_link >= elf->nsections) return 0;
    o.syms = (const Elf64_Sym *)elf_section_data(elf, symtab).p;
    o.strings = elf_section_data(elf, &elf->shdrs[symtab->sh_link]);
    for (uint32_t i = 1; i < elf->nsections; i++) {
        const Elf64_Shdr *s = &elf->shdrs[i];
        if (s->sh_type == SHT_RELA && s->sh_info < elf->nsections && is_descriptor(elf, &elf->shdrs[s->sh_info]))
            strike_descriptor(&o, s);
    }
    return o.count;
}

static Err write_all(int fd, const ElfFile *elf, const char *to)
{
    size_t at = 0;
    while (at < elf->size) {
        ssize_t n = write(fd, elf->data + at, elf->size - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return err_new("write %s: %s", to, strerror(errno));
        at += (size_t)n;
    }
    return ERR_NONE;
}

// In memory, where the linker finds it below our process: making and removing some hundred files takes as long as the
// link. A file in $WORK for whoever wants to see it, or if there are too many.
static Err write_copy(Build *b, const ElfFile *elf, Pruned *out)
{
    int fd = b->opt->keep_work ? -1 : memfd_create("pruned", MFD_CLOEXEC);
    if (fd >= 0) {
        out->memory = fd;
        out->path = arena_printf(b->arena, "/proc/%d/fd/%d", (int)getpid(), fd);
        return write_all(fd, elf, out->path);
    }
    Err err;
    const char *work = build_work_dir(b->shared, &err);
    if (err_is(err)) return err;
    out->path = arena_printf(b->arena, "%s/pruned%03u.o", work, ++b->shared->next_unit);
    fd = open(out->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return err_new("open %s: %s", out->path, strerror(errno));
    err = write_all(fd, elf, out->path);
    if (close(fd) != 0 && !err_is(err)) err = err_new("write %s: %s", out->path, strerror(errno));
    return err;
}

Err prune_object(Build *b, const Callable *c, const char *path, Pruned *out)
{
    *out = (Pruned){path, -1};
    ElfFile elf;
    Err err = elf_open(path, &elf);
    if (err_is(err)) { // more sections than a plain header can count: linked as it is
        err_release(&err);
        return ERR_NONE;
    }
    if (strike_object(c, &elf) > 0) err = write_copy(b, &elf, out);
    elf_close(&elf);
    return err;
}

void prune_forget(const Build *b, const char *path, const Pruned *p)
{
    if (!p->path) return;
    if (p->memory >= 0)
        close(p->memory);
    else if (!b->opt->keep_work && strcmp(p->path, path) != 0)
        unlink(p->path);
}
