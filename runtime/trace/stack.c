// Stacks of the trace. An event takes the return addresses of the physical frames and no more; names, files, lines
// and inlined calls are looked up once for each different stack, when its generation is written out.
//
// In the trace a frame's pc tells frames apart, so calls that were inlined at one place get pcs of their own: the
// depth stands above bit 48, as in pcs of runtime.Callers (golib/callers.c).
#include "debug/debug.h"
#include "debug/unwind.h"
#include "trace/private.h"
#include "undergo/pctab.h"
#include <string.h>

enum { MAX_INLINED = 32, INLINE_SHIFT = 48 };

// Whose return addresses follow.
typedef enum Kind { KIND_EVENT, KIND_SAMPLE } Kind;

static uint64_t intern(uint32_t gen, const uintptr_t *key, size_t frames)
{
    return frames > 0 ? ugrt_trace_intern(&ugrt_trace.stacks[gen % 2], key, (1 + frames) * sizeof *key) : 0;
}

uint64_t ugrt_trace_stack_of(G *g, uint32_t gen)
{
    uintptr_t key[1 + TRACE_MAX_FRAMES] = {KIND_EVENT};
    size_t n = 0;
    UgUnwinder u;
    for (ugrt_unwind_init(&u, g); u.valid && n < TRACE_MAX_FRAMES; ugrt_unwind_next(&u))
        key[1 + n++] = u.exact ? u.pc + 1 : u.pc;
    if (n > 0 && !u.valid && g == ugrt_sched.maing) n--; // what calls main.main
    return intern(gen, key, n);
}

// On the system stack the goroutine's context is the one it left by, whichever way it came here.
static void current_g0(void *id)
{
    G *g = ugrt_getg()->m->curg;
    *(uint64_t *)id = g ? ugrt_trace_stack_of(g, trace_gen()) : 0;
}

uint64_t ugrt_trace_stack(void)
{
    uint64_t id;
    ugrt_systemstack(current_g0, &id);
    return id;
}

uint64_t ugrt_trace_stack_sampled(uint32_t gen, const uintptr_t *pcs, size_t n)
{
    uintptr_t key[1 + TRACE_MAX_FRAMES] = {KIND_SAMPLE};
    if (n > TRACE_MAX_FRAMES) n = TRACE_MAX_FRAMES;
    memcpy(key + 1, pcs, n * sizeof *pcs);
    return intern(gen, key, n);
}

uint64_t ugrt_trace_stack_entry(uintptr_t pc)
{
    uintptr_t key[2] = {KIND_EVENT, pc + 1};
    return intern(trace_gen(), key, 1);
}

// ---- Writing them out
typedef struct Writer {
    TraceOut out;
    uint32_t nframes;
    struct {
        uintptr_t pc;
        uint64_t func, file;
        uint64_t line;
    } frame[TRACE_MAX_FRAMES];
} Writer;

// Samples show C as well: time is spent there.
static bool shown(const UgPcFrame *f, Kind k)
{
    uint32_t want = k == KIND_EVENT ? UG_PCF_GO : 0;
    return (f->flags & (want | UG_PCF_WRAPPER)) == want && f->line > 0 && f->file.n > 0;
}

static void add_frame(Writer *w, uintptr_t pc, const UgPcFrame *f)
{
    if (w->nframes == TRACE_MAX_FRAMES) return;
    w->frame[w->nframes].pc = pc;
    w->frame[w->nframes].func = ugrt_trace_string(w->out.gen, f->func);
    w->frame[w->nframes].file = ugrt_trace_string(w->out.gen, f->file);
    w->frame[w->nframes].line = (uint64_t)f->line;
    w->nframes++;
}

// The runtime's own goroutines have no Go in their stacks: readers know such by the name's prefix.
static void add_c_frame(Writer *w, uintptr_t pc, UgPcFrame f)
{
    static const char prefix[] = "runtime.";
    enum { N = sizeof prefix - 1 };
    char name[TRACE_MAX_STRING];
    if (f.line <= 0 || f.func.n > TRACE_MAX_STRING - N) return;
    memcpy(name, prefix, N);
    memcpy(name + N, f.func.p, (size_t)f.func.n);
    f.func = (UgString){(const uint8_t *)name, f.func.n + N};
    add_frame(w, pc, &f);
}

// A goroutine that begins in what the compiler wrapped around a call is known by the wrapper's name without its mark.
static void add_wrapper(Writer *w, uintptr_t pc)
{
    static const char mark[] = "$w";
    enum { N = sizeof mark - 1 };
    UgPcFrame f;
    if (!ugrt_pc_func(pc - 1, &f) || !(f.flags & UG_PCF_GO)) return;
    if (f.func.n > N && memcmp(f.func.p + f.func.n - N, mark, N) == 0) f.func.n -= N;
    if (f.line == 0) f.line = 1;
    add_frame(w, pc, &f);
}

static void write_stack(const TraceEntry *e, void *arg)
{
    Writer *w = arg;
    const uintptr_t *key = (const uintptr_t *)e->key, *pcs = key + 1;
    size_t n = e->n / sizeof *key - 1;
    w->nframes = 0;
    UgPcFrame at[MAX_INLINED];
    for (size_t i = 0; i < n; i++) {
        int here = ugrt_pc_frames(pcs[i] - 1, at, MAX_INLINED);
        for (int k = 0; k < here; k++)
            if (shown(&at[k], (Kind)key[0])) add_frame(w, pcs[i] | (uintptr_t)k << INLINE_SHIFT, &at[k]);
    }
    if (n == 1 && w->nframes == 0) add_wrapper(w, pcs[0]);
    for (size_t i = 0, whole = w->nframes; i < n && whole == 0; i++)
        if (ugrt_pc_frames(pcs[i] - 1, at, 1) == 1) add_c_frame(w, pcs[i], at[0]);
    TraceBuf *b = ugrt_trace_room(&w->out, 1 + (2 + 4 * w->nframes) * TRACE_VARINT);
    buf_byte(b, EV_STACK);
    ugrt_trace_varint(b, e->id);
    ugrt_trace_varint(b, w->nframes);
    for (uint32_t i = 0; i < w->nframes; i++) {
        ugrt_trace_varint(b, w->frame[i].pc);
        ugrt_trace_varint(b, w->frame[i].func);
        ugrt_trace_varint(b, w->frame[i].file);
        ugrt_trace_varint(b, w->frame[i].line);
    }
}

void ugrt_trace_stacks_write(uint32_t gen)
{
    TraceTable *t = &ugrt_trace.stacks[gen % 2];
    Writer w = {.out = {.gen = gen, .kind = EV_STACKS}};
    ugrt_trace_entries(t, write_stack, &w);
    ugrt_trace_flush(&w.out);
    ugrt_trace_forget(t, 0);
}
