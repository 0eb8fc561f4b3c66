// Labels and branches of one function body: targets of break, continue and goto; labels that are
// missing, unused or doubled; gotos over variable declarations and into blocks; misplaced
// break, continue and fallthrough (spec: Labeled, Break, Continue, Goto, Fallthrough statements).
//
// One walk over the statements. A goto whose label is not yet known is pending in the block
// where it stands and moves outwards when the block ends; a label resolves the gotos pending in
// its own block. What is pending when a variable is declared in the block jumps over it.
#include "types/expr.h"

typedef struct Block {
    struct Block *parent;
    Pos start;
    LabeledStmt *labeled; // the labelled statement whose body this is, or NULL
} Block;

typedef struct Label {
    Block *block;
    LabeledStmt *stmt;
    bool used;
} Label;

typedef struct Pending { // a goto that waits for its label
    BranchStmt *stmt;
    bool over_decl; // a variable has been declared since, in the current block
} Pending;
typedef VEC(Pending) PendingList;

typedef struct Labels {
    Checker *c;
    PtrMap by_name; // Atom → Label
} Labels;

typedef struct Targets { // where branches without a label lead
    Stmt *brk;
    ForStmt *cont;
    int case_index; // of the clause whose own list this is, else -1
} Targets;

static Label *declare_label(Labels *ls, Block *b, LabeledStmt *s)
{
    Label *l = ptrmap_get(&ls->by_name, s->label->atom);
    if (l) {
        check_error(ls->c, DIAG_DuplicateLabel, s->label->e.node.pos, "label %s already defined at %s",
                    s->label->atom->s.p, pos_text(ls->c, l->stmt->label->e.node.pos));
        return l;
    }
    l = ARENA_NEW(ls->c->arena, Label);
    *l = (Label){b, s, false};
    ptrmap_put(&ls->by_name, s->label->atom, l);
    return l;
}

// The labelled statement a goto in block b may jump back to.
static LabeledStmt *goto_target(Labels *ls, Block *b, Atom name)
{
    Label *l = ptrmap_get(&ls->by_name, name);
    if (!l) return NULL;
    l->used = true; // even if it can't be reached from here
    for (; b; b = b->parent)
        if (l->block == b) return l->stmt;
    return NULL;
}

// The statement that the enclosing label `name` marks; *defined tells if there is such a label at all.
static Stmt *enclosing(Labels *ls, Block *b, Atom name, bool *defined)
{
    Label *l = ptrmap_get(&ls->by_name, name);
    *defined = l != NULL;
    if (!l) return NULL;
    l->used = true;
    for (; b; b = b->parent)
        if (b->labeled == l->stmt) return l->stmt->stmt;
    return NULL;
}

static void labeled_branch(Labels *ls, Block *b, PendingList *pending, BranchStmt *s)
{
    Atom name = s->label->atom;
    Pos pos = s->label->e.node.pos;
    if (s->tok == TOK_GOTO) {
        LabeledStmt *target = goto_target(ls, b, name);
        if (target)
            s->target = &target->s;
        else
            vec_push(ls->c->arena, pending, ((Pending){s, false}));
        return;
    }
    bool defined, is_break = s->tok == TOK_BREAK;
    Stmt *t = enclosing(ls, b, name, &defined);
    const char *what = is_break ? "break" : "continue";
    if (!defined)
        check_error(ls->c, DIAG_MisplacedLabel, pos, "%s label not defined: %s", what, name->s.p);
    else if (t && (t->node.kind == NODE_ForStmt ||
                   (is_break && (t->node.kind == NODE_SwitchStmt || t->node.kind == NODE_SelectStmt))))
        s->target = t;
    else
        check_error(ls->c, DIAG_MisplacedLabel, pos, "invalid %s label %s", what, name->s.p);
}

static void fallthrough_stmt(Labels *ls, BranchStmt *s, const Targets *to, bool last)
{
    const char *msg = "fallthrough statement out of place";
    if (to->brk && to->brk->node.kind == NODE_SwitchStmt) {
        SwitchStmt *w = (SwitchStmt *)to->brk;
        if (w->tag && w->tag->node.kind == NODE_TypeSwitchGuard)
            msg = "cannot fallthrough in type switch";
        else if (to->case_index >= 0 && last && to->case_index + 1 == (int)w->clauses.n)
            msg = "cannot fallthrough final case in switch";
        else if (to->case_index >= 0 && last)
            return;
    }
    check_error(ls->c, DIAG_MisplacedFallthrough, s->s.node.pos, "%s", msg);
}

static void plain_branch(Labels *ls, BranchStmt *s, const Targets *to, bool last)
{
    if (s->tok == TOK_FALLTHROUGH) {
        fallthrough_stmt(ls, s, to, last);
    } else if (s->tok == TOK_BREAK) {
        s->target = to->brk;
        if (!s->target)
            check_error(ls->c, DIAG_MisplacedBreak, s->s.node.pos, "break is not in a loop, switch, or select");
    } else if (s->tok == TOK_CONTINUE) {
        s->target = to->cont ? &to->cont->s : NULL;
        if (!s->target) check_error(ls->c, DIAG_MisplacedContinue, s->s.node.pos, "continue is not in a loop");
    }
}

// What a list of statements needs while it is walked.
typedef struct Walk {
    Labels *ls;
    Block *block;
    const Targets *to;
    PendingList pending;
    Pos var_pos; // of the last variable declared in this block
    const char *var_name;
} Walk;

static PendingList walk_list(Labels *ls, Block *parent, Targets to, LabeledStmt *labeled, Pos start, StmtList list);

static void declare_var(Walk *w, Pos pos, const char *name)
{
    w->var_pos = pos;
    w->var_name = name;
    for (uint32_t i = 0; i < w->pending.n; i++) w->pending.p[i].over_decl = true;
}

static void resolve_pending(Walk *w, LabeledStmt *s)
{
    Label *l = declare_label(w->ls, w->block, s);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < w->pending.n; i++) {
        Pending *p = &w->pending.p[i];
        if (p->stmt->label->atom != s->label->atom) {
            w->pending.p[kept++] = *p;
            continue;
        }
        p->stmt->target = &s->s;
        l->used = true;
        if (p->over_decl)
            check_error(w->ls->c, DIAG_JumpOverDecl, p->stmt->label->e.node.pos,
                        "goto %s jumps over declaration of %s at %s", s->label->atom->s.p, w->var_name,
                        pos_text(w->ls->c, w->var_pos));
    }
    w->pending.n = kept;
}

static void inner(Walk *w, Targets to, LabeledStmt *labeled, Pos start, StmtList list)
{
    PendingList left = walk_list(w->ls, w->block, to, labeled, start, list);
    for (uint32_t i = 0; i < left.n; i++) {
        Pending p = {left.p[i].stmt, false};
        vec_push(w->ls->c->arena, &w->pending, p);
    }
}

static void walk_stmt(Walk *w, Stmt *s, LabeledStmt *labeled, bool last)
{
    Targets in = {w->to->brk, w->to->cont, -1};
    switch ((NodeKind)s->node.kind) {
    case NODE_DeclStmt: {
        DeclList decls = ((DeclStmt *)s)->decls;
        for (uint32_t i = 0; i < decls.n; i++) {
            if (decls.p[i]->node.kind != NODE_VarDecl) continue;
            VarDecl *v = (VarDecl *)decls.p[i];
            declare_var(w, v->d.node.pos, v->names.n ? v->names.p[0]->atom->s.p : "_");
            break;
        }
        break;
    }
    case NODE_AssignStmt: {
        AssignStmt *a = (AssignStmt *)s;
        if (a->op != TOK_DEFINE) break;
        StrBuf names = {0};
        for (uint32_t i = 0; w->pending.n && i < a->lhs.n; i++) {
            if (i) sb_puts(&names, ", ");
            ast_expr_text(&names, a->lhs.p[i]);
        }
        declare_var(w, s->node.pos, arena_strndup(w->ls->c->arena, names.p ? names.p : "", names.n));
        sb_release(&names);
        break;
    }
    case NODE_LabeledStmt: {
        LabeledStmt *l = (LabeledStmt *)s;
        bool blank = str_eqz(l->label->atom->s, "_");
        if (!blank) resolve_pending(w, l);
        if (l->stmt) walk_stmt(w, l->stmt, blank ? labeled : l, last);
        break;
    }
    case NODE_BranchStmt:
        if (((BranchStmt *)s)->label)
            labeled_branch(w->ls, w->block, &w->pending, (BranchStmt *)s);
        else
            plain_branch(w->ls, (BranchStmt *)s, w->to, last);
        break;
    case NODE_BlockStmt: inner(w, in, labeled, s->node.pos, ((BlockStmt *)s)->list); break;
    case NODE_IfStmt: {
        IfStmt *f = (IfStmt *)s;
        if (f->then) inner(w, in, labeled, f->then->s.node.pos, f->then->list);
        if (f->els) inner(w, in, labeled, f->els->node.pos, (StmtList){.p = &f->els, .n = 1});
        break;
    }
    case NODE_ForStmt: {
        ForStmt *f = (ForStmt *)s;
        in.brk = s;
        in.cont = f;
        if (f->body) inner(w, in, labeled, f->body->s.node.pos, f->body->list);
        break;
    }
    case NODE_SwitchStmt: {
        SwitchStmt *sw = (SwitchStmt *)s;
        in.brk = s;
        for (uint32_t i = 0; i < sw->clauses.n; i++) {
            in.case_index = (int)i;
            inner(w, in, labeled, sw->clauses.p[i]->node.pos, sw->clauses.p[i]->body);
        }
        break;
    }
    case NODE_SelectStmt: {
        SelectStmt *sel = (SelectStmt *)s;
        in.brk = s;
        for (uint32_t i = 0; i < sel->clauses.n; i++)
            inner(w, in, labeled, sel->clauses.p[i]->node.pos, sel->clauses.p[i]->body);
        break;
    }
    default: break;
    }
}

// Walks a block's list and returns the gotos that are still pending.
static PendingList walk_list(Labels *ls, Block *parent, Targets to, LabeledStmt *labeled, Pos start, StmtList list)
{
    Block *b = ARENA_NEW(ls->c->arena, Block);
    *b = (Block){parent, start, labeled};
    Walk w = {.ls = ls, .block = b, .to = &to};
    while (list.n > 0 && list.p[list.n - 1]->node.kind == NODE_EmptyStmt) list.n--;
    for (uint32_t i = 0; i < list.n; i++) walk_stmt(&w, list.p[i], NULL, i + 1 == list.n);
    return w.pending;
}

// A body that the parser complained about may have labels that nobody wrote.
static bool is_clean(const DiagSink *sink, const BlockStmt *body)
{
    for (uint32_t i = 0; i < sink->diags.n; i++) {
        Pos at = sink->diags.p[i].pos;
        if (at >= body->s.node.pos && (at <= body->rbrace || body->rbrace == NO_POS)) return false;
    }
    return true;
}

static bool visit_body(Node *n, void *ctx)
{
    Checker *c = ctx;
    BlockStmt *body = n->kind == NODE_FuncDecl  ? ((FuncDecl *)n)->body
                      : n->kind == NODE_FuncLit ? ((FuncLit *)n)->body
                                                : NULL;
    if (body && is_clean(c->opt->sink, body)) check_labels(c, body);
    return true;
}

void types_check_labels(Types *ts, const CheckOptions *opt, File **files, uint32_t n)
{
    Checker c = {.ts = ts, .arena = opt->arena, .opt = opt};
    for (uint32_t i = 0; i < n; i++)
        if (files[i]) ast_walk(&files[i]->node, visit_body, &c);
}

void check_labels(Checker *c, BlockStmt *body)
{
    Labels ls = {.c = c};
    map_init(&ls.by_name, c->arena);
    PendingList left = walk_list(&ls, NULL, (Targets){NULL, NULL, -1}, NULL, body->s.node.pos, body->list);
    for (uint32_t i = 0; i < left.n; i++) {
        Name *id = left.p[i].stmt->label;
        Label *l = ptrmap_get(&ls.by_name, id->atom);
        if (l) {
            l->used = true;
            check_error(c, DIAG_JumpIntoBlock, id->e.node.pos, "goto %s jumps into block starting at %s", id->atom->s.p,
                        pos_text(c, l->block->start));
        } else {
            check_error(c, DIAG_UndeclaredLabel, id->e.node.pos, "label %s not defined", id->atom->s.p);
        }
    }
    for (uint32_t i = 0; i < ls.by_name.n; i++) {
        Label *l = ls.by_name.entries[i].value;
        if (!l->used)
            check_error(c, DIAG_UnusedLabel, l->stmt->label->e.node.pos, "label %s defined and not used",
                        l->stmt->label->atom->s.p);
    }
}
