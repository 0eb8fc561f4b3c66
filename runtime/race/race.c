// Contexts, memory, and what orders accesses: the runtime's side of the race detector.
//
// ThreadSanitizer runs on the M's system stack; it asks back which P it is on and what a pc is called.
#include "debug/debug.h"
#include "race/private.h"
#include "sched/sched.h"
#include "stack/stack.h"
#include "undergo/pctab.h"
#include <elf.h>
#include <string.h>

RaceMemory ugrt_race_memory;
static Tsan *root;           // parent of what the runtime starts
static TsanProc *first_proc; // of the first P, and of the time before there is one
extern const char __ehdr_start[];

// ---- What ThreadSanitizer asks. The texts are read at once.
static const char *text_of(UgString s, char *room, size_t n)
{
    size_t len = (size_t)s.n < n - 1 ? (size_t)s.n : n - 1;
    memcpy(room, s.p, len);
    room[len] = 0;
    return room;
}

// Atomic operations are named as the program calls them.
static const char *atomic_name(uintptr_t pc)
{
    static const struct {
        void (*op)(Tsan *, uintptr_t, uintptr_t, void *);
        const char *name;
    } names[] = {
#define NAMES(op, name)                                                                                                \
    {ugrt_tsan_go_atomic32_##op, "sync/atomic." name "Int32"}, {ugrt_tsan_go_atomic64_##op, "sync/atomic." name "Int6" \
                                                                                            "4"}
        NAMES(load, "Load"),
        NAMES(store, "Store"),
        NAMES(exchange, "Swap"),
        NAMES(fetch_add, "Add"),
        NAMES(fetch_and, "And"),
        NAMES(fetch_or, "Or"),
        NAMES(compare_exchange, "CompareAndSwap"),
#undef NAMES
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (pc - (uintptr_t)names[i].op <= 1) return names[i].name;
    return NULL;
}

static void describe(TsanCode *c)
{
    static __thread char func[512], file[1024];
    UgPcFrame f;
    c->known = 1;
    c->func = atomic_name(c->pc);
    if (c->func) {
        c->file = "sync/atomic/doc.go"; // where they are declared
        c->line = c->offset = 0;
        return;
    }
    if (ugrt_pc_frames(c->pc, &f, 1) == 0) {
        c->func = "?";
        c->file = "-";
        c->line = c->offset = 0;
        return;
    }
    if (f.flags & UG_PCF_WRAPPER && f.func.n > 2 && f.func.p[f.func.n - 2] == '$') f.func.n -= 2; // as gc names it
    c->func = text_of(f.func, func, sizeof func);
    c->file = text_of(f.file, file, sizeof file);
    c->line = (uintptr_t)f.line;
    c->offset = c->pc - f.entry;
}

static void answer(uintptr_t request, void *what)
{
    switch ((TsanRequest)request) {
    case TSAN_PROC: {
        P *p = atomic_load(&ugrt_getg()->m->p);
        *(TsanProc **)what = p && p->racectx ? p->racectx : first_proc;
        return;
    }
    case TSAN_CODE: describe(what); return;
    case TSAN_DATA: return; // nothing is known of it
    }
}

// ---- Calls
typedef struct Call {
    RaceOp op;
    Tsan *t;
    uintptr_t addr, size, pc;
} Call;

static void call_g0(void *arg)
{
    Call *c = arg;
    switch (c->op) {
    case RACE_READ: ugrt_tsan_read(c->t, c->addr, c->pc); return;
    case RACE_WRITE: ugrt_tsan_write(c->t, c->addr, c->pc); return;
    case RACE_READ_RANGE: ugrt_tsan_read_range(c->t, c->addr, c->size, c->pc); return;
    case RACE_WRITE_RANGE: ugrt_tsan_write_range(c->t, c->addr, c->size, c->pc); return;
    case RACE_ENTER: ugrt_tsan_func_enter(c->t, c->pc); return;
    case RACE_EXIT: ugrt_tsan_func_exit(c->t); return;
    case RACE_ACQUIRE: ugrt_tsan_acquire(c->t, c->addr); return;
    case RACE_RELEASE: ugrt_tsan_release(c->t, c->addr); return;
    case RACE_RELEASE_MERGE: ugrt_tsan_release_merge(c->t, c->addr); return;
    case RACE_RELEASE_ACQUIRE: ugrt_tsan_release_acquire(c->t, c->addr); return;
    case RACE_IGNORE_BEGIN: ugrt_tsan_go_ignore_sync_begin(c->t); return;
    case RACE_IGNORE_END: ugrt_tsan_go_ignore_sync_end(c->t); return;
    }
}

void ugrt_race_call(RaceOp op, Tsan *t, uintptr_t addr, uintptr_t size, uintptr_t pc)
{
    Call c = {op, t, addr, size, pc};
    ugrt_systemstack(call_g0, &c);
}

static void access(RaceOp op, const void *p, uintptr_t size, uintptr_t pc)
{
    Tsan *t = race_context();
    if (t && size && race_follows((uintptr_t)p)) ugrt_race_call(op, t, (uintptr_t)p, size, pc);
}

static uintptr_t user_pc(void)
{
    uintptr_t bp = (uintptr_t)__builtin_frame_address(0), pc = 0;
    for (int depth = 0; depth < 8 && bp; depth++) {
        pc = ugrt_return_address(&bp);
        if (ugrt_is_generated(pc)) break;
    }
    return pc;
}

void ugrt_race_read(const void *p) { access(RACE_READ, p, 1, user_pc()); }
void ugrt_race_write(const void *p) { access(RACE_WRITE, p, 1, user_pc()); }
void ugrt_race_readrange(const void *p, uintptr_t size, uintptr_t pc) { access(RACE_READ_RANGE, p, size, pc); }
void ugrt_race_writerange(const void *p, uintptr_t size, uintptr_t pc) { access(RACE_WRITE_RANGE, p, size, pc); }

static void order(RaceOp op, const G *g, const void *p)
{
    if (g->racectx && race_follows((uintptr_t)p) && !g->raceignore) ugrt_race_call(op, g->racectx, (uintptr_t)p, 0, 0);
}

void ugrt_race_acquire(G *g, const void *p) { order(RACE_ACQUIRE, g, p); }
void ugrt_race_release(G *g, const void *p) { order(RACE_RELEASE, g, p); }
void ugrt_race_releasemerge(G *g, const void *p) { order(RACE_RELEASE_MERGE, g, p); }
void ugrt_race_releaseacquire(G *g, const void *p) { order(RACE_RELEASE_ACQUIRE, g, p); }

// ---- Memory
void ugrt_race_map(uintptr_t addr, uintptr_t size)
{
    RaceMemory *m = &ugrt_race_memory;
    ugrt_tsan_map_shadow(addr, size);
    if (m->heap_lo == 0 || addr < m->heap_lo) m->heap_lo = addr;
    if (addr + size > m->heap_hi) m->heap_hi = addr + size;
}

typedef struct Fresh {
    uintptr_t addr, size;
} Fresh;

static void fresh_g0(void *arg)
{
    const Fresh *f = arg;
    ugrt_tsan_malloc(NULL, 0, f->addr, f->size);
}

void ugrt_race_fresh(uintptr_t addr, uintptr_t size)
{
    Fresh f = {addr, size};
    ugrt_systemstack(fresh_g0, &f);
}

// The writable part of the program's file.
static void map_data(void)
{
    RaceMemory *m = &ugrt_race_memory;
    const Elf64_Ehdr *e = (const Elf64_Ehdr *)__ehdr_start;
    const Elf64_Phdr *ph = (const Elf64_Phdr *)(__ehdr_start + e->e_phoff);
    for (unsigned i = 0; i < e->e_phnum; i++) {
        if (ph[i].p_type != PT_LOAD || !(ph[i].p_flags & PF_W)) continue;
        m->data_lo = ph[i].p_vaddr & -4096ul;
        m->data_hi = (ph[i].p_vaddr + ph[i].p_memsz + 4095) & -4096ul;
        ugrt_tsan_map_shadow(m->data_lo, m->data_hi - m->data_lo);
    }
}

void ugrt_race_init(void)
{
    ugrt_tsan_init(&root, &first_proc, answer);
    map_data();
}

static void fini_g0(void *unused)
{
    (void)unused;
    ugrt_tsan_fini();
}
void ugrt_race_fini(void) { ugrt_systemstack(fini_g0, NULL); }

// ---- Contexts
static void procstart_g0(void *p) { ugrt_tsan_proc_create((TsanProc **)&((P *)p)->racectx); }

void ugrt_race_procstart(P *p)
{
    if (p->id == 0)
        p->racectx = first_proc;
    else
        ugrt_systemstack(procstart_g0, p);
}

typedef struct Start {
    Tsan *parent, *child;
    uintptr_t pc;
} Start;

static void gostart_g0(void *arg)
{
    Start *s = arg;
    ugrt_tsan_go_start(s->parent, &s->child, s->pc);
}

void ugrt_race_gostart(G *g, uintptr_t pc)
{
    Tsan *parent = ugrt_getg()->racectx;
    Start s = {parent ? parent : root, NULL, pc};
    ugrt_systemstack(gostart_g0, &s);
    g->racectx = s.child;
    g->racedepth = 0;
    g->raceignore = 0;
}

static void goend_g0(void *t) { ugrt_tsan_go_end(t); }

void ugrt_race_goend(G *g)
{
    ugrt_systemstack(goend_g0, g->racectx);
    g->racectx = NULL;
}

// The goroutine or g0 that runs it lends itself to the P's context for timers.
Tsan *ugrt_race_timer_begin(const void *timer)
{
    G *g = ugrt_getg();
    P *p = atomic_load(&g->m->p);
    Tsan *before = g->racectx;
    if (!p->racetimers) {
        Start s = {root, NULL, 0};
        ugrt_systemstack(gostart_g0, &s);
        p->racetimers = s.child;
    }
    g->racectx = p->racetimers;
    ugrt_race_acquire(g, timer);
    return before;
}

void ugrt_race_timer_end(Tsan *before) { ugrt_getg()->racectx = before; }

static void finalizers_g0(void *t) { ugrt_tsan_finalizer_goroutine(t); }

void ugrt_race_finalizers(G *g)
{
    if (!g->racectx) ugrt_race_gostart(g, g->startpc);
    ugrt_systemstack(finalizers_g0, g->racectx);
}

static void errors_g0(void *n) { ugrt_tsan_report_count(n); }

uint64_t ugrt_race_errors(void)
{
    uint64_t n = 0;
    ugrt_systemstack(errors_g0, &n);
    return n;
}
