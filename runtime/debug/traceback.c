// Tracebacks in gc's form:
//
//     goroutine 7 [chan receive, 2 minutes]:
//     main.worker(...)
//             /home/me/x.go:12 +0x1d
//     created by main.main in goroutine 1
//             /home/me/x.go:20 +0x3f
//
// Arguments are not shown (no table says where they are): "(...)", or "()" where the table says there
// are none. Frames of the C runtime and of package runtime's own functions are left out unless
// GOTRACEBACK=system; a gopanic between ordinary frames shows as "panic({type, data})". Any stack.
#include "debug/debug.h"
#include "debug/unwind.h"
#include "gc/debugvars.h"
#include "panic/panic.h"
#include "sched/bubble.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "undergo/pctab.h"
#include <string.h>
#include <sys/mman.h>

#define MAX_INLINE 32
#define INNER_FRAMES 50
#define OUTER_FRAMES 50

int ugrt_traceback_level(bool *all, bool *crash)
{
    M *m = ugrt_getg()->m;
    const char *z = ugrt_debugvars.gotraceback;
    int level = 1;
    *all = m->throwing != 0;
    *crash = false;
    if (!z || !*z || strcmp(z, "single") == 0) {
        level = 1;
    } else if (strcmp(z, "none") == 0) {
        level = 0;
    } else if (strcmp(z, "all") == 0) {
        *all = true;
    } else if (strcmp(z, "system") == 0) {
        level = 2;
        *all = true;
    } else if (strcmp(z, "crash") == 0) {
        level = 2;
        *all = *crash = true;
    } else if (*z >= '0' && *z <= '9') {
        level = 0;
        for (; *z >= '0' && *z <= '9'; z++) level = level * 10 + (*z - '0');
        *all = true;
    }
    if (m->throwing == 1 && level == 1) level = 2;
    return level;
}

static bool system_level(void)
{
    bool all, crash;
    return ugrt_traceback_level(&all, &crash) >= 2;
}

static bool has_prefix(UgString s, const char *z)
{
    size_t n = strlen(z);
    return (size_t)s.n >= n && memcmp(s.p, z, n) == 0;
}

// runtime.F and runtime.(*T).M with upper-case names are the program's to see.
static bool exported_runtime(UgString name)
{
    const char *p = (const char *)name.p + 8, *end = (const char *)name.p + name.n, *last = p;
    if (p < end && *p == '(') {
        p += 2;
        if (p >= end || *p < 'A' || *p > 'Z') return false;
        last = memchr(p, ')', (size_t)(end - p));
        if (!last || end - last < 3) return false;
        last += 2;
    } else if (p < end && memchr(p, '.', (size_t)(end - p))) {
        if (*p < 'A' || *p > 'Z') return false;
        last = (const char *)memchr(p, '.', (size_t)(end - p)) + 1;
    }
    return last < end && *last >= 'A' && *last <= 'Z';
}

static bool visible(const UgPcFrame *f)
{
    if (f->flags & UG_PCF_WRAPPER) return false;
    if (system_level()) return true;
    if (f->flags & UG_PCF_RUNTIME) return false;
    if (ugrt_sched.cprogram) return true;
    if (has_prefix(f->func, "runtime.")) return exported_runtime(f->func);
    return f->flags & UG_PCF_GO || memchr(f->func.p, '.', (size_t)f->func.n);
}

// Generic arguments are not spelled out: main.F[...].
static void print_func_name(UgString name)
{
    const uint8_t *open = memchr(name.p, '[', (size_t)name.n), *close = NULL;
    for (const uint8_t *p = name.p + name.n; open && p > open; p--)
        if (p[-1] == ']') {
            close = p - 1;
            break;
        }
    if (!open || !close) {
        ugrt_print_string(name);
        return;
    }
    ugrt_print_n((const char *)name.p, (size_t)(open - name.p));
    ugrt_print("[...]");
    ugrt_print_n((const char *)close + 1, (size_t)(name.p + name.n - close - 1));
}

static void print_place(const UgPcFrame *f)
{
    ugrt_print("\t");
    ugrt_print_string(f->file);
    ugrt_print(":");
    ugrt_print_int(f->line);
}

static void print_frame(const UgPcFrame *f, uintptr_t pc, const UgUnwinder *u)
{
    static const char main_main[] = "main.main";
    if (!f->line) { // C code: tools that read its debug information take the address
        print_func_name(f->func);
        ugrt_print("(...)\n\tat ");
        ugrt_print_hex(f->linkpc);
        ugrt_print(" +");
        ugrt_print_hex(pc - f->entry);
        ugrt_print("\n");
        return;
    }
    bool noargs = f->flags & UG_PCF_NOARGS || (f->func.n == sizeof main_main - 1 && has_prefix(f->func, main_main));
    print_func_name(f->func);
    ugrt_print(noargs && !(f->flags & UG_PCF_INLINED) ? "()\n" : "(...)\n");
    print_place(f);
    if (!(f->flags & UG_PCF_INLINED)) {
        if (pc > f->entry) {
            ugrt_print(" +");
            ugrt_print_hex(pc - f->entry);
        }
        if (u && system_level()) {
            ugrt_print(" fp=");
            ugrt_print_hex(u->bp);
            ugrt_print(" pc=");
            ugrt_print_hex(pc);
        }
    }
    ugrt_print("\n");
}

// gopanic's and Goexit's own frames, known by their records: they show where ordinary code ends and
// deferred calls begin. Line and offset are those of gc's function, which readers of traces expect.
static void print_panic_frame(const UgPanic *p)
{
    if (p->goexit) {
        ugrt_print("runtime.Goexit()\n\t");
    } else {
        ugrt_print("panic({");
        ugrt_print_hex((uintptr_t)p->arg.type);
        ugrt_print("?, ");
        ugrt_print_hex((uintptr_t)p->arg.data);
        ugrt_print("?})\n\t");
    }
    const char *goroot = &ugx_program && ugx_program.goroot ? ugx_program.goroot : "";
    ugrt_print(goroot);
    if (*goroot) ugrt_print("/src/"); // it is empty with -trimpath
    ugrt_print(p->goexit ? "runtime/panic.go:694 +0x5e\n" : "runtime/panic.go:860 +0x13a\n");
}
static const UgPanic *panic_at(const G *g, uintptr_t bp)
{
    for (const UgPanic *p = g->panics; p; p = p->link)
        if (p->frame == bp) return p;
    return NULL;
}

// What to print of a stack: frames in a window of visible ones.
typedef struct Window {
    int skip, max; // visible frames to leave out first, then to print
    int seen, printed;
    uintptr_t entry; // of the function printed last
} Window;

static bool admit(Window *w)
{
    w->seen++;
    if (w->seen <= w->skip || w->printed >= w->max) return false;
    w->printed++;
    return true;
}

// How many visible frames stand at a pc. An overflowed stack has tens of millions of frames at a few pcs,
// and those that are not printed are only counted: so the answer is kept by pc for one walk.
typedef struct CountCache {
    uintptr_t pc[64];
    uint8_t n[64];
    UgString part[64];
} CountCache;

// *part as ugrt_pc_is_part_called has it.
static int count_visible(CountCache *c, uintptr_t pc, UgString *part)
{
    size_t i = (pc ^ pc >> 6) % 64;
    if (c->pc[i] != pc) {
        UgPcFrame frames[MAX_INLINE];
        int n = ugrt_pc_frames(pc, frames, MAX_INLINE), seen = 0;
        for (int k = ugrt_pc_is_part_called(part, frames, n); k < n; k++) seen += visible(&frames[k]);
        c->pc[i] = pc;
        c->n[i] = (uint8_t)seen;
        c->part[i] = *part;
    }
    *part = c->part[i];
    return c->n[i];
}

static void print_frames(UgUnwinder u, Window *w)
{
    CountCache cache = {0};
    UgString part = {0};
    for (; u.valid; ugrt_unwind_next(&u)) {
        const UgPanic *p = u.g ? panic_at(u.g, u.bp) : NULL;
        if (p && !u.noframe) {
            if (w->seen > 0 && admit(w)) print_panic_frame(p);
            continue;
        }
        uintptr_t pc = ugrt_unwind_lookup_pc(&u);
        UgString before = part;
        int here = count_visible(&cache, pc, &part);
        if (w->printed >= w->max || w->seen + here <= w->skip) {
            w->seen += here;
            continue;
        }
        UgPcFrame frames[MAX_INLINE];
        int n = ugrt_pc_frames(pc, frames, MAX_INLINE);
        for (int i = ugrt_pc_is_part_called(&before, frames, n); i < n; i++)
            if (visible(&frames[i]) && admit(w)) {
                print_frame(&frames[i], u.pc, &u);
                w->entry = frames[i].entry;
            }
    }
}

// C code may have left a goroutine's first function by a tail call, or keep no frame pointers: it is shown all the same.
static void print_entry(const G *g)
{
    UgPcFrame f;
    if (ugrt_pc_func(g->startpc, &f) && visible(&f)) print_frame(&f, g->startpc, NULL);
}

static void print_stack(UgUnwinder u)
{
    Window w = {.max = INNER_FRAMES};
    print_frames(u, &w);
    if (ugrt_sched.cprogram && u.g && u.g->startpc && w.entry != u.g->startpc) print_entry(u.g);
    int rest = w.seen - w.printed;
    if (rest <= 0) return;
    int elided = rest - OUTER_FRAMES;
    if (elided > 0) {
        ugrt_print("...");
        ugrt_print_int(elided);
        ugrt_print(" frames elided...\n");
    } else {
        elided = 0;
    }
    Window outer = {.skip = INNER_FRAMES + elided, .max = OUTER_FRAMES};
    print_frames(u, &outer);
}

static void print_created_by(const G *g)
{
    UgPcFrame frames[MAX_INLINE];
    int n = g->gopc ? ugrt_pc_frames(g->gopc - 1, frames, MAX_INLINE) : 0;
    int i = 0;
    while (i < n && frames[i].flags & UG_PCF_WRAPPER) i++;
    if (i >= n || g->goid == 1 || !visible(&frames[i])) return;
    ugrt_print("created by ");
    print_func_name(frames[i].func);
    if (g->parentgoid) {
        ugrt_print(" in goroutine ");
        ugrt_print_uint(g->parentgoid);
    }
    ugrt_print("\n");
    if (frames[i].line) {
        print_place(&frames[i]);
    } else {
        ugrt_print("\tat ");
        ugrt_print_hex(frames[i].linkpc);
    }
    if (g->gopc > frames[i].entry) {
        ugrt_print(" +");
        ugrt_print_hex(g->gopc - frames[i].entry);
    }
    ugrt_print("\n");
}

void ugrt_goroutine_header(G *g)
{
#define GSTATUS(n, text, next, owner) [G_##n] = text,
    static const char *const text_of[G_STATUS_COUNT] = {
#include "sched/gstatus.def"
    };
#undef GSTATUS
    uint32_t status = ugrt_readgstatus(g), s = status & ~(uint32_t)G_SCAN;
    const char *what = s < G_STATUS_COUNT ? text_of[s] : "???";
    if (s == G_WAITING && g->waitreason) what = ugrt_waitreason_text[g->waitreason];
    ugrt_print("goroutine ");
    ugrt_print_uint(g->goid);
    if (system_level()) {
        ugrt_print(" gp=");
        ugrt_print_hex((uintptr_t)g);
        if (g->m) {
            ugrt_print(" m=");
            ugrt_print_int(g->m->id);
            ugrt_print(" mp=");
            ugrt_print_hex((uintptr_t)g->m);
        } else {
            ugrt_print(" m=nil");
        }
    }
    ugrt_print(" [");
    ugrt_print(what);
    if (g->bubble && s == G_WAITING && ugrt_waitreason_flags[g->waitreason] & WAIT_DURABLE &&
        !strstr(what, "(durable)"))
        ugrt_print(" (durable)");
    if (s == G_WAITING && g->leaked) ugrt_print(" (leaked)");
    if (status & G_SCAN) ugrt_print(" (scan)");
    if ((s == G_WAITING || s == G_SYSCALL) && g->waitsince) {
        int64_t minutes = (ugrt_nanotime() - g->waitsince) / 60000000000;
        if (minutes >= 1) {
            ugrt_print(", ");
            ugrt_print_int(minutes);
            ugrt_print(" minutes");
        }
    }
    if (g->lockedm) ugrt_print(", locked to thread");
    if (g->bubble) {
        ugrt_print(", synctest bubble ");
        ugrt_print_uint(g->bubble->id);
    }
    ugrt_print("]:\n");
}

void ugrt_traceback_from(uintptr_t pc, uintptr_t bp, uintptr_t sp, G *g)
{
    (void)sp;
    UgUnwinder u;
    ugrt_unwind_init_at(&u, g, pc, bp, false);
    print_stack(u);
    if (g->firstseg) print_created_by(g);
}
void ugrt_traceback_exact(uintptr_t pc, uintptr_t bp, G *g)
{
    UgUnwinder u;
    ugrt_unwind_init_at(&u, g, pc, bp, true);
    print_stack(u);
    if (g->firstseg) print_created_by(g);
}

void ugrt_traceback(G *g)
{
    ugrt_goroutine_header(g);
    uint32_t s = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    if (s == G_RUNNING && g->m != ugrt_getg()->m) {
        ugrt_print("\tgoroutine running on other thread; stack unavailable\n");
        print_created_by(g);
        return;
    }
    UgUnwinder u;
    ugrt_unwind_init(&u, g);
    print_stack(u);
    print_created_by(g);
}

// ---- All goroutines, by number.
typedef struct Collected {
    bool (*wanted)(G *);
    G **v;
    size_t n, cap;
} Collected;

static bool wanted(G *g)
{
    uint32_t s = ugrt_readgstatus(g) & ~(uint32_t)G_SCAN;
    return s != G_DEAD && s != G_IDLE && (!g->issystem || system_level());
}
static void count_g(G *g, void *arg)
{
    Collected *c = arg;
    c->cap += c->wanted(g);
}
static void collect_g(G *g, void *arg)
{
    Collected *c = arg;
    if (c->n < c->cap && c->wanted(g)) c->v[c->n++] = g;
}

static void sift(G **v, size_t i, size_t n)
{
    for (size_t child; (child = 2 * i + 1) < n; i = child) {
        if (child + 1 < n && v[child + 1]->goid > v[child]->goid) child++;
        if (v[i]->goid >= v[child]->goid) return;
        G *t = v[i];
        v[i] = v[child];
        v[child] = t;
    }
}
static void sort_by_goid(G **v, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sift(v, i, n);
    while (n-- > 1) {
        G *t = v[0];
        v[0] = v[n];
        v[n] = t;
        sift(v, 0, n);
    }
}

static void traceback_but(G *me, bool (*which)(G *))
{
    Collected c = {.wanted = which};
    ugrt_foreach_g(count_g, &c);
    c.cap += 64; // some may be made meanwhile
    size_t bytes = c.cap * sizeof(G *);
    c.v = ugrt_sys_mmap(NULL, bytes, PROT_READ | PROT_WRITE, 0);
    if (!c.v) return;
    ugrt_foreach_g(collect_g, &c);
    sort_by_goid(c.v, c.n);
    for (size_t i = 0; i < c.n; i++) {
        if (c.v[i] == me || !which(c.v[i])) continue;
        ugrt_print("\n");
        ugrt_traceback(c.v[i]);
    }
    ugrt_sys_munmap(c.v, bytes);
}
void ugrt_traceback_others(G *me) { traceback_but(me, wanted); }
void ugrt_traceback_those(bool (*which)(G *)) { traceback_but(NULL, which); }
void ugrt_traceback_all(void) { ugrt_traceback_others(NULL); }

// ---- runtime.Stack
typedef struct StackText {
    char *buf;
    size_t n, used;
    G *g;
    uintptr_t pc, bp;
    bool all;
} StackText;

static void stack_text_g0(void *arg)
{
    StackText *s = arg;
    M *m = ugrt_getg()->m;
    m->printbuf = s->buf;
    m->printn = 0;
    m->printcap = s->n;
    ugrt_goroutine_header(s->g);
    ugrt_traceback_from(s->pc, s->bp, 0, s->g);
    if (s->all) ugrt_traceback_others(s->g);
    s->used = m->printn;
    m->printbuf = NULL;
}

UGRT_NOINLINE size_t ugrt_traceback_text(char *buf, size_t n, bool all)
{
    if (n == 0) return 0;
    if (all) ugrt_stoptheworld(STW_ALL_STACKS);
    StackText s = {.buf = buf,
                   .n = n,
                   .g = ugrt_getg(),
                   .pc = (uintptr_t)__builtin_return_address(0),
                   .bp = *(uintptr_t *)__builtin_frame_address(0),
                   .all = all};
    ugrt_systemstack(stack_text_g0, &s);
    if (all) ugrt_starttheworld();
    return s.used;
}

// ---- pcs for runtime.Callers and profiles
int ugrt_unwind_pcs(UgUnwinder *u, uintptr_t *pcs, int max)
{
    int n = 0;
    for (; u->valid && n < max; ugrt_unwind_next(u)) {
        uintptr_t pc = u->exact ? u->pc + 1 : u->pc; // users look up pc - 1
        if (u->g && !u->noframe && panic_at(u->g, u->bp) == NULL && ugrt_pc_lookup_flags(pc - 1) & UG_PCF_RUNTIME)
            continue;
        pcs[n++] = pc;
    }
    return n;
}

UGRT_NOINLINE int ugrt_callers(uintptr_t *pcs, int max)
{
    UgUnwinder u;
    ugrt_unwind_init_at(&u, ugrt_getg(), (uintptr_t)__builtin_return_address(0),
                        *(uintptr_t *)__builtin_frame_address(0), false);
    return ugrt_unwind_pcs(&u, pcs, max);
}
int ugrt_gcallers(G *g, uintptr_t *pcs, int max)
{
    UgUnwinder u;
    ugrt_unwind_init(&u, g);
    return ugrt_unwind_pcs(&u, pcs, max);
}
