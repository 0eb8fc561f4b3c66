// Between the files of the room trace.
#ifndef UGRT_TRACE_PRIVATE_H
#define UGRT_TRACE_PRIVATE_H

#include "trace/trace.h"

typedef enum TraceEvent {
#define TRACE_EVENT(name, number) EV_##name = (number),
#include "trace/event.def"
#undef TRACE_EVENT
} TraceEvent;

// Of the format.
#define TRACE_MAX_BATCH (64u << 10)
#define TRACE_MAX_FRAMES 128
#define TRACE_MAX_STRING 1024
#define TRACE_VARINT 10                              // bytes of the longest
#define TRACE_NO_M UINT64_MAX                        // batches that are no M's
#define TRACE_MAX_ARGS 5
typedef enum TraceGoStatus { GO_RUNNABLE = 1, GO_RUNNING, GO_SYSCALL, GO_WAITING } TraceGoStatus;
typedef enum TraceProcStatus { PROC_RUNNING = 1, PROC_IDLE } TraceProcStatus;

// ---- table.c: keys of bytes to small numbers, each its own for as long as the table is not emptied.
typedef struct TraceEntry {
    struct TraceEntry *next;
    uint64_t hash;
    uint32_t id, n;                                  // n: bytes of the key
    _Alignas(8) uint8_t key[];
} TraceEntry;
typedef struct TraceChunk TraceChunk;
#define TRACE_BUCKETS 8192
typedef struct TraceTable {
    UgMutex lock;                                    // of additions
    uint32_t lastid;
    TraceChunk *chunks;
    TraceEntry *_Atomic *bucket;                     // TRACE_BUCKETS of them
} TraceTable;
uint32_t ugrt_trace_intern(TraceTable *t, const void *key, size_t n);
void ugrt_trace_entries(TraceTable *t, void (*f)(const TraceEntry *e, void *arg), void *arg);
void ugrt_trace_forget(TraceTable *t, uint32_t lastid); // empties it; numbers go on above lastid

// ---- buffer.c
typedef struct TraceBuf {
    struct TraceBuf *link;
    uint64_t last;                                   // time of the last event
    uint32_t gen, pos, lengthpos;
    uint8_t bytes[TRACE_MAX_BATCH - 32];
} TraceBuf;
uint64_t ugrt_trace_clock(void);
#define TRACE_CLOCK_NS 64                            // the clock's unit
TraceBuf *ugrt_trace_newbuf(TraceBuf *full, uint32_t gen, uint64_t m); // full, if any, goes to the reader
void ugrt_trace_queue(TraceBuf *b);
static inline bool buf_has(const TraceBuf *b, size_t n) { return sizeof b->bytes - b->pos >= n; }
static inline void buf_byte(TraceBuf *b, uint8_t v) { b->bytes[b->pos++] = v; }
void ugrt_trace_varint(TraceBuf *b, uint64_t v);
void ugrt_trace_time(TraceBuf *b, uint64_t now);     // as the difference to the last
// An event of the current M. Its statuses' events have gone before.
void ugrt_trace_event(TraceEvent ev, unsigned n, const uint64_t *args);
#define EVENT(ev, ...)                                                                                                 \
    ugrt_trace_event(EV_##ev, sizeof((uint64_t[]){0, ##__VA_ARGS__}) / sizeof(uint64_t) - 1,                            \
                     (uint64_t[]){0, ##__VA_ARGS__} + 1)
// Batches of a table, all of one kind, by one writer.
typedef struct TraceOut {
    TraceBuf *buf;                                   // NULL: none begun
    uint32_t gen;
    TraceEvent kind;                                 // what a batch begins with; 0: events
} TraceOut;
TraceBuf *ugrt_trace_room(TraceOut *o, size_t n);
void ugrt_trace_flush(TraceOut *o);

// ---- reader.c
void ugrt_trace_written(uint32_t gen);               // a generation is complete
void ugrt_trace_closed(void);                        // the trace has ended and is read

// ---- generation.c
typedef struct TraceState {
    _Atomic uint32_t gen;                            // what events belong to; 0: off. Changes with the world stopped
    uint64_t gcseq;                                  // of GC_… events
    TraceTable stacks[2], strings[2];                // by generation: the one being written, and the last
    // buffer.c, reader.c: under lock
    UgMutex lock;
    TraceBuf *empty, *reading;
    struct { TraceBuf *head, *tail; } full[2];
    bool headerread, endread;
    // Written under lock.
    _Atomic bool stopping;                           // no more generations, the last is being read
    _Atomic bool work;                               // buffers were queued since the reader found none
    _Atomic uint32_t readgen, writtengen;            // being read; the last that is complete
    G *_Atomic reader;                               // parked, for more
    uint32_t done[2];                                // semaphores: the generation has been read
} TraceState;
extern TraceState ugrt_trace;
static inline uint32_t trace_gen(void) { return atomic_load_explicit(&ugrt_trace.gen, memory_order_relaxed); }

// ---- string.c: those that the runtime itself uses have fixed numbers.
uint64_t ugrt_trace_blockreason(WaitReason r);
uint64_t ugrt_trace_stopreason(TraceStop s);
uint64_t ugrt_trace_labelname(TraceLabel l);
uint64_t ugrt_trace_stwreason(StwReason r);
uint64_t ugrt_trace_string(uint32_t gen, UgString s);
void ugrt_trace_strings_init(void);
void ugrt_trace_strings_write(uint32_t gen);         // and empties the table

// ---- stack.c
uint64_t ugrt_trace_stack(void);                     // of the current goroutine; 0: there is none
uint64_t ugrt_trace_stack_of(G *g, uint32_t gen);    // of one that the caller keeps from running
uint64_t ugrt_trace_stack_sampled(uint32_t gen, const uintptr_t *pcs, size_t n);
uint64_t ugrt_trace_stack_entry(uintptr_t pc);       // of one frame: a function's beginning
void ugrt_trace_stacks_write(uint32_t gen);          // and empties the table; adds strings

// ---- status.c
void ugrt_trace_mention(G *g, TraceGoStatus s, uint64_t m); // before an event of g's: its first in this generation tells the status
void ugrt_trace_born(G *g);                          // it has no status yet
void ugrt_trace_procmention(P *p, TraceProcStatus s);
typedef struct TraceRest TraceRest;                  // goroutines of which a generation says nothing
typedef struct TraceRestList {
    TraceRest *v;
    size_t n, cap;
} TraceRestList;
void ugrt_trace_rest_collect(TraceRestList *l, uint32_t gen); // while gen is written
void ugrt_trace_rest_write(TraceRestList *l, uint32_t gen);   // once it is not

// ---- cpusample.c
void ugrt_trace_cpu_start(void);
void ugrt_trace_cpu_drain(void);                     // samples to the current batch
void ugrt_trace_cpu_write(uint32_t gen);             // and those of that generation to the reader
bool ugrt_trace_cpu_full(void);                      // is it time to drain?

#endif
