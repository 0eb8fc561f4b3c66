// Calls that Undergo's own inliner replaced, for the pc table.
//
// The C compiler never saw those calls; what tells of them is the file name of each line, which cgen
// (src/cgen/line.c) writes as `file US key`, US being the byte 0x1f, and section ug_inlines, where the key stands for
//     US name US line-of-declaration US line-of-call US file-of-call [US name …]
// outermost call first. Each part becomes an inline node below whatever node the C compiler's own
// inlining gives for the address.
#include <stdlib.h>

#include "build/pctab.h"

enum { UNIT_SEPARATOR = 0x1f };

const char *pcinline_plain(Arena *a, const char *file, const char **key)
{
    const char *end = file ? strchr(file, UNIT_SEPARATOR) : NULL;
    *key = end ? end + 1 : NULL;
    return end ? arena_strndup(a, file, (size_t)(end - file)) : file;
}

// The text up to the next separator; *p goes behind it.
static const char *part(Arena *a, const char **p)
{
    size_t n = strcspn(*p, "\x1f");
    const char *out = arena_strndup(a, *p, n);
    *p += n + ((*p)[n] != 0);
    return out;
}

static uint32_t find_node(const PcFunc *f, const PcNode *want)
{
    for (uint32_t i = 0; i < f->nodes.n; i++) {
        const PcNode *n = &f->nodes.p[i];
        if (n->go_name && n->parent == want->parent && n->call_line == want->call_line &&
            strcmp(n->go_name, want->go_name) == 0 && strcmp(n->call_file, want->call_file) == 0)
            return i + 1;
    }
    return 0;
}

uint32_t pcinline_node(Arena *a, PcFunc *f, uint32_t parent, const char *chain)
{
    const char *p = chain + 1;
    while (*p) {
        PcNode n = {.parent = parent, .go_name = part(a, &p)};
        n.startline = (int32_t)strtol(part(a, &p), NULL, 10);
        n.call_line = (int32_t)strtol(part(a, &p), NULL, 10);
        n.call_file = part(a, &p);
        parent = find_node(f, &n);
        if (parent) continue;
        vec_push(a, &f->nodes, n);
        parent = f->nodes.n;
    }
    return parent;
}
