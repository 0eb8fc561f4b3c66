// Rewrites the requirements of a go.mod file, in the two groups that go keeps since 1.17: what the main module's
// packages import, then what only its dependencies do, marked `// indirect`.
//
// Lines that someone commented stay where they are. Everything else goes to the last block without comments of
// its kind, which is made where there is none.
#include "mod/mod.h"

static bool is_indirect(const ModTextLine *l)
{
    Str c = l->suffix;
    if (str_has_prefix(c, STR("//"))) c.p += 2, c.n -= 2;
    while (c.n && *c.p == ' ') c.p++, c.n--;
    return str_eqz(c, "indirect") || str_has_prefix(c, STR("indirect;"));
}

static void mark(ModText *t, ModTextLine *l, bool indirect)
{
    if (is_indirect(l) == indirect) return;
    Str c = l->suffix;
    if (!indirect) {
        const char *rest = memchr(c.p, ';', c.n);
        l->suffix = (Str){0};
        if (rest) l->suffix = str_from(arena_printf(t->arena, "//%.*s", (int)(c.p + c.n - rest - 1), rest + 1));
    } else if (c.n) {
        Str text = {c.p + 2, c.n - 2};
        while (text.n && *text.p == ' ') text.p++, text.n--;
        l->suffix = str_from(arena_printf(t->arena, "// indirect; %.*s", STR_FMT(text)));
    } else {
        l->suffix = STR("// indirect");
    }
}

static bool commented(const ModTextLine *l)
{
    return l->before.n || l->before_close.n || (l->suffix.n && !str_eqz(l->suffix, "// indirect"));
}

typedef struct Groups {
    ModText *t;
    int32_t direct, indirect, last; // indices of statements, -1 where there is none
    uint32_t statements;            // that require
} Groups;

static void look(Groups *g)
{
    *g = (Groups){g->t, -1, -1, -1, 0};
    for (uint32_t i = 0; i < g->t->statements.n; i++) {
        const ModTextLine *l = g->t->statements.p[i];
        if (l->words.n == 0 || !str_eqz(l->words.p[0], "require")) continue;
        g->last = (int32_t)i;
        g->statements++;
        bool direct = !commented(l), indirect = direct;
        for (uint32_t k = 0; k < l->lines.n; k++) {
            if (commented(l->lines.p[k])) direct = indirect = false;
            if (is_indirect(l->lines.p[k])) {
                direct = false;
            } else {
                indirect = false;
            }
        }
        if (!l->block) direct &= !is_indirect(l), indirect &= is_indirect(l);
        if (l->block && l->lines.n == 0) direct = indirect = false;
        if (direct) g->direct = (int32_t)i;
        if (indirect) g->indirect = (int32_t)i;
    }
}

static ModTextLine *new_block(ModText *t, uint32_t at)
{
    ModTextLine *l = ARENA_NEW(t->arena, ModTextLine);
    vec_push(t->arena, &l->words, STR("require"));
    l->block = true;
    modtext_insert(t, at, l);
    return l;
}

static ModTextLine *requirement_line(ModText *t, ModTextLine *block, const ModRequire *r)
{
    ModTextLine *l = ARENA_NEW(t->arena, ModTextLine);
    vec_push(t->arena, &l->words, modtext_quote(t->arena, r->path));
    vec_push(t->arena, &l->words, r->version);
    mark(t, l, r->indirect);
    vec_push(t->arena, &block->lines, l);
    return l;
}

static void move(ModText *t, ModTextRef *from, ModTextLine *to)
{
    ModTextLine *l = ARENA_NEW(t->arena, ModTextLine);
    *l = *from->line;
    l->words = (StrVec){0};
    for (uint32_t i = 0; i < from->args.n; i++) vec_push(t->arena, &l->words, from->args.p[i]);
    vec_push(t->arena, &to->lines, l);
    modtext_remove(from->line);
}

void modtext_set_requires(ModText *t, const ModRequire *reqs, uint32_t n, bool separate)
{
    Groups g = {.t = t};
    look(&g);
    bool one_flat = g.statements == 1 && !commented(t->statements.p[g.last]);
    ModTextLine *direct = NULL, *indirect = NULL;
    if (separate) {
        if (g.direct < 0) {
            uint32_t at = g.indirect >= 0 ? (uint32_t)g.indirect : g.last >= 0 ? (uint32_t)g.last + 1 : t->statements.n;
            direct = new_block(t, at);
            if (g.indirect >= 0) g.indirect++;
            g.direct = (int32_t)at;
        } else {
            direct = t->statements.p[g.direct];
            modtext_to_block(t, direct);
        }
        if (g.indirect < 0) {
            indirect = new_block(t, (uint32_t)g.direct + 1);
        } else {
            indirect = t->statements.p[g.indirect];
            modtext_to_block(t, indirect);
        }
    }
    StrMap need, have;
    map_init(&need, t->arena);
    map_init(&have, t->arena);
    for (uint32_t i = 0; i < n; i++) strmap_put(&need, reqs[i].path, (void *)(uintptr_t)&reqs[i]);
    ModTextRefs refs = {0};
    modtext_lines(t, "require", &refs);
    for (uint32_t i = 0; i < refs.n; i++) {
        ModTextRef *ref = &refs.p[i];
        if (ref->args.n != 2) continue;
        Str path = modtext_unquote(t->arena, ref->args.p[0]);
        const ModRequire *r = strmap_get(&need, path);
        if (!r || strmap_has(&have, path)) {
            modtext_remove(ref->line);
            continue;
        }
        strmap_put(&have, path, ref->line);
        ref->args.p[1] = r->version;
        mark(t, ref->line, r->indirect);
        if (!separate) continue;
        if (r->indirect && (one_flat || ref->block == direct) && ref->block != indirect) move(t, ref, indirect);
        if (!r->indirect && (one_flat || ref->block == indirect) && ref->block != direct) move(t, ref, direct);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (strmap_has(&have, reqs[i].path)) continue;
        if (separate) {
            requirement_line(t, reqs[i].indirect ? indirect : direct, &reqs[i]);
        } else {
            const Str words[] = {STR("require"), modtext_quote(t->arena, reqs[i].path), reqs[i].version};
            mark(t, modtext_add(t, words, 3), reqs[i].indirect);
        }
    }
}
