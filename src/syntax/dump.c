// Trees and tokens as text, for --dump and tests.
//
// A node is `(Kind line:col attributes`, its children one level in, and `)`:
//
//     (AssignStmt 3:4 op=:=
//       (Name 3:2 x)
//       (BasicLit 3:7 1))
#include "syntax/scan.h"

#define MAX_INDENT 60 // a chain of 100,000 must not take 20 GB of blanks

typedef struct Dump {
    StrBuf *out;
    const SourceSet *sources;
    unsigned depth;
} Dump;

static void put_quoted(StrBuf *out, Str s)
{
    sb_putc(out, ' ');
    sb_put_quoted(out, s);
}

static void put_attributes(StrBuf *out, const Node *n)
{
    switch ((NodeKind)n->kind) {
    case NODE_Name: sb_printf(out, " %.*s", STR_FMT(((const Name *)n)->atom->s)); return;
    case NODE_BasicLit:
        sb_printf(out, " %.*s", STR_FMT(((const BasicLit *)n)->text));
        if (((const BasicLit *)n)->bad) sb_puts(out, " bad");
        return;
    case NODE_CompositeLit: sb_puts(out, ((const CompositeLit *)n)->keyed ? " keyed" : ""); return;
    case NODE_Slice: sb_puts(out, ((const SliceExpr *)n)->full ? " full" : ""); return;
    case NODE_Call: sb_puts(out, ((const Call *)n)->has_dots ? " dots" : ""); return;
    case NODE_Unary: sb_printf(out, " op=%s", token_text(((const Unary *)n)->op)); return;
    case NODE_Binary: sb_printf(out, " op=%s", token_text(((const Binary *)n)->op)); return;
    case NODE_ChanType: {
        ChanDir dir = ((const ChanType *)n)->dir;
        sb_puts(out, dir == CHAN_SEND ? " send" : dir == CHAN_RECV ? " recv" : "");
        return;
    }
    case NODE_AssignStmt: {
        const AssignStmt *a = (const AssignStmt *)n;
        if (a->op) sb_printf(out, " op=%s", token_text(a->op));
        sb_printf(out, " lhs=%u", a->lhs.n);
        if (a->incdec) sb_puts(out, " incdec");
        return;
    }
    case NODE_BranchStmt: sb_printf(out, " %s", token_text(((const BranchStmt *)n)->tok)); return;
    case NODE_ForStmt: {
        const ForStmt *f = (const ForStmt *)n;
        sb_puts(out, f->is_range ? " range" : "");
        sb_puts(out, f->define ? " define" : "");
        return;
    }
    case NODE_BlockStmt: sb_puts(out, ((const BlockStmt *)n)->skipped ? " skipped" : ""); return;
    case NODE_CaseClause: sb_puts(out, ((const CaseClause *)n)->is_default ? " default" : ""); return;
    case NODE_Field: sb_puts(out, ((const Field *)n)->embedded ? " embedded" : ""); return;
    case NODE_ConstDecl:
        sb_printf(out, " iota=%u", ((const ConstDecl *)n)->iota);
        if (((const ConstDecl *)n)->inherited) sb_puts(out, " inherited");
        return;
    case NODE_TypeDecl:
        if (((const TypeDecl *)n)->alias) sb_puts(out, " alias");
        return;
    case NODE_VarDecl:
        for (const Embed *e = ((const VarDecl *)n)->embeds; e; e = e->next)
            for (uint32_t i = 0; i < e->patterns.n; i++) {
                sb_puts(out, " embed");
                put_quoted(out, e->patterns.p[i]);
            }
        return;
    case NODE_FuncDecl:
        if (((const FuncDecl *)n)->pragma) sb_printf(out, " pragma=%#x", ((const FuncDecl *)n)->pragma);
        return;
    default: return;
    }
}

static void dump_node(Node *n, void *ctx)
{
    Dump *d = ctx;
    if (d->out->n) sb_putc(d->out, '\n');
    for (unsigned i = 0; i < d->depth && i < MAX_INDENT; i++) sb_puts(d->out, "  ");
    Location at = sources_locate(d->sources, n->pos);
    sb_printf(d->out, "(%s %u:%u", ast_kind_name((NodeKind)n->kind), at.line, at.col);
    put_attributes(d->out, n);
    d->depth++;
    ast_children(n, dump_node, d);
    d->depth--;
    sb_putc(d->out, ')');
}

void ast_dump(StrBuf *out, const SourceSet *s, const File *f)
{
    StrBuf tree = {0};
    Dump d = {&tree, s, 0};
    dump_node((Node *)f, &d);
    sb_putc(&tree, '\n');
    if (f->go_version.n) sb_printf(&tree, "; version %.*s\n", STR_FMT(f->go_version));
    for (uint32_t i = 0; i < f->linknames.n; i++) {
        const Linkname *l = &f->linknames.p[i];
        sb_printf(&tree, "; linkname %.*s %.*s\n", STR_FMT(l->local->s), STR_FMT(l->remote));
    }
    for (uint32_t i = 0; i < f->cgo_preamble.n; i++) {
        sb_puts(&tree, "; preamble");
        put_quoted(&tree, f->cgo_preamble.p[i]);
        sb_putc(&tree, '\n');
    }
    sb_put(out, sb_str(&tree));
    sb_release(&tree);
}

// One token a line: line:col, the token, and its text where that says more.
void scan_dump(StrBuf *out, const SourceSet *s, SourceFile *f, AtomTable *atoms, DiagSink *sink)
{
    (void)atoms;
    Scanner scan;
    scan_init(&scan, f, sink);
    do {
        scan_next(&scan);
        Location at = sources_locate(s, file_pos(f, scan.offset));
        sb_printf(out, "%u:%u\t%s", at.line, at.col, token_text(scan.tok));
        if (scan.tok == TOK_ASSIGN_OP) sb_printf(out, "\t%s=", token_text(scan.op));
        if (scan.tok == TOK_SEMI || (scan.tok >= TOK_NAME && scan.tok <= TOK_STRING_LIT))
            sb_printf(out, "\t%.*s", STR_FMT(scan.lit));
        sb_putc(out, '\n');
    } while (scan.tok != TOK_EOF);
}
