// The summary of a compiled package: where its objects are, and what importers must know of it.
//
// A text of lines, under the package's key:
//	object KEY            of each object file
//	asm KEY               of each object made from assembly
//	calls NAME            of each method it calls through an interface
//	reflects              it asks reflect for methods (prune.c)
//	init                  it has initialisation to run
//	func FLAGS N TAGS C   of each function others may call: r calls recover, i may be inlined, a c for each call to a collection, - none;
//	                      N parameters and what escape analysis found of each; the C symbol
// With it a package whose key is known is neither lowered nor printed; only bodies that somebody
// inlines are lowered again (opt/shared.c). See doc/design/002.
#include <stdlib.h>

#include "build/cache.h"
#include "build/summary.h"

typedef struct Reader {
    Str rest;
} Reader;

static Str next(Reader *r, char until)
{
    const char *end = memchr(r->rest.p, until, r->rest.n);
    Str word = {r->rest.p, end ? (size_t)(end - r->rest.p) : r->rest.n};
    size_t taken = word.n + (end != NULL);
    r->rest = (Str){r->rest.p + taken, r->rest.n - taken};
    return word;
}

static uint32_t number(Str text)
{
    uint32_t n = 0;
    for (size_t i = 0; i < text.n; i++) n = n * 10 + (uint32_t)(text.p[i] - '0');
    return n;
}

static bool read_object(Build *b, StrVec *list, Str key)
{
    vec_push(b->arena, list, key);
    return strmap_has(&b->shared->sent, key) || cache_get(b->shared->cache, b->arena, key, 'o');
}

static void read_func(Build *b, PackageFacts *facts, Reader line)
{
    FuncFacts *f = ARENA_NEW(b->arena, FuncFacts);
    Str flags = next(&line, ' ');
    f->calls_recover = memchr(flags.p, 'r', flags.n) != NULL;
    f->inlinable = memchr(flags.p, 'i', flags.n) != NULL;
    for (size_t i = 0; i < flags.n; i++) f->collects += flags.p[i] == 'c';
    f->nescape = number(next(&line, ' '));
    f->escape = ARENA_ARRAY(b->arena, uint32_t, f->nescape + 1);
    for (uint32_t i = 0; i < f->nescape; i++) f->escape[i] = (uint32_t)number(next(&line, ' '));
    strmap_put(&facts->funcs, line.rest, f);
}

bool summary_load(Build *b, BuildPkg *bp)
{
    const char *path = cache_get(b->shared->cache, b->arena, bp->key, 'p');
    Reader r = {0};
    if (!path) return false;
    Err err = file_read(b->arena, path, &r.rest);
    if (err_is(err)) {
        err_release(&err);
        return false;
    }
    PackageFacts *facts = ARENA_NEW(b->arena, PackageFacts);
    map_init(&facts->funcs, b->arena);
    while (r.rest.n) {
        Reader line = {next(&r, '\n')};
        Str kind = next(&line, ' ');
        if (str_eqz(kind, "object") || str_eqz(kind, "asm")) {
            if (!read_object(b, kind.p[0] == 'a' ? &bp->asm_objects : &bp->objects, line.rest)) {
                bp->objects.n = bp->asm_objects.n = bp->calls.n = 0;
                return false;
            }
        } else if (str_eqz(kind, "calls")) {
            vec_push(b->arena, &bp->calls, line.rest);
        } else if (str_eqz(kind, "reflects")) {
            bp->calls_by_reflect = true;
        } else if (str_eqz(kind, "init")) {
            facts->has_init = true;
        } else {
            read_func(b, facts, line);
        }
    }
    lower_assume(b->lower, bp->types, facts);
    return true;
}

static void put_func(StrBuf *out, const IrSym *s)
{
    sb_puts(out, "func ");
    if (s->calls_recover) sb_putc(out, 'r');
    if (s->inlinable) sb_putc(out, 'i');
    for (uint8_t i = 0; i < s->collects; i++) sb_putc(out, 'c');
    if (!s->calls_recover && !s->inlinable && !s->collects) sb_putc(out, '-');
    sb_printf(out, " %u ", s->nescape);
    for (uint32_t i = 0; i < s->nescape; i++) sb_printf(out, "%u ", s->escape[i]);
    sb_put(out, s->csym);
    sb_putc(out, '\n');
}

Err summary_save(Build *b, const BuildPkg *bp, const IrUnit *u)
{
    StrBuf out = {0};
    for (uint32_t i = 0; i < bp->objects.n; i++) sb_printf(&out, "object %.*s\n", STR_FMT(bp->objects.p[i]));
    for (uint32_t i = 0; i < bp->asm_objects.n; i++) sb_printf(&out, "asm %.*s\n", STR_FMT(bp->asm_objects.p[i]));
    for (uint32_t i = 0; i < bp->calls.n; i++) sb_printf(&out, "calls %.*s\n", STR_FMT(bp->calls.p[i]));
    if (bp->calls_by_reflect) sb_puts(&out, "reflects\n");
    if (u->init) sb_puts(&out, "init\n");
    for (uint32_t i = 0; i < u->funcs.n; i++)
        if (u->funcs.p[i]->sym->object) put_func(&out, u->funcs.p[i]->sym);
    Err err = cache_put_text(b->shared->cache, b->arena, bp->key, 'p', sb_str(&out));
    sb_release(&out);
    return err;
}
