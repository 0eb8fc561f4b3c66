// The foundation every room of src/ stands on: arenas, strings, vectors, maps, atoms.
//
// Memory: everything here allocates from an Arena that the caller passes; nothing
// outside this room calls malloc. Running out of memory ends the process with one
// line on standard error and exit status 2 (base_oom): a compiler can't go on.
#ifndef UG_BASE_H
#define UG_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define NORETURN __attribute__((noreturn))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

// ---- Arena: bump allocation, freed as a whole. Not thread-safe: one arena, one thread.
typedef struct Arena Arena;
Arena *arena_new(const char *name);
void arena_free(Arena *a);
void *arena_alloc(Arena *a, size_t size);            // zeroed, 16-byte aligned
size_t arena_used(const Arena *a);                   // bytes handed out
char *arena_strndup(Arena *a, const char *p, size_t n); // NUL-terminated copy
char *arena_printf(Arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

// ---- Str: a borrowed run of bytes, not NUL-terminated.
typedef struct Str {
    const char *p;
    size_t n;
} Str;
#define STR(lit) ((Str){(lit), sizeof(lit) - 1})
#define STR_FMT(s) (int)(s).n, (s).p /* for "%.*s" */
static inline Str str_from(const char *z) { return (Str){z, z ? strlen(z) : 0}; }
static inline bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0); }
static inline bool str_eqz(Str a, const char *z) { return str_eq(a, str_from(z)); }
int str_cmp(Str a, Str b);                           // bytewise, as Go compares strings
bool str_has_prefix(Str s, Str prefix);
bool str_has_suffix(Str s, Str suffix);
Str str_trim(Str s, const char *blanks);             // without those of these characters that it begins and ends with
Str str_word(Str *s, const char *blanks);            // the next word, off the front of *s; empty at the end
Str str_dup(Arena *a, Str s);                        // copy in the arena, NUL-terminated past n
uint64_t str_hash(Str s);

// ---- StrBuf: a growing text, heap-backed. sb_release frees it.
typedef struct StrBuf {
    char *p;                                         // NUL-terminated when n > 0 or p != NULL
    size_t n, cap;
} StrBuf;
void sb_release(StrBuf *b);
void sb_clear(StrBuf *b);                            // keeps the memory
void sb_putc(StrBuf *b, char c);
void sb_put(StrBuf *b, Str s);
void sb_puts(StrBuf *b, const char *z);
void sb_printf(StrBuf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void sb_vprintf(StrBuf *b, const char *fmt, va_list ap);
static inline Str sb_str(const StrBuf *b) { return (Str){b->p ? b->p : "", b->n}; }

// ---- Runes: UTF-8 and the Unicode classes of Go's grammar (the tables are those of the Go tree).
#define RUNE_ERROR 0xFFFDu
unsigned utf8_decode(Str s, uint32_t *rune);         // bytes taken: 0 at the end; 1 with RUNE_ERROR for a bad byte
unsigned utf8_encode(char out[4], uint32_t rune);    // bytes written
bool rune_is_letter(uint32_t r);                     // categories L
bool rune_is_digit(uint32_t r);                      // category Nd
bool rune_is_upper(uint32_t r);                      // category Lu
bool rune_is_print(uint32_t r);                      // as strconv.IsPrint
void sb_put_rune(StrBuf *b, uint32_t r);
void sb_put_quoted(StrBuf *b, Str s);                // as strconv.Quote (%q)
void sb_put_json(StrBuf *b, Str s);                   // as encoding/json writes a string
void sb_put_quoted_rune(StrBuf *b, uint32_t r);      // as strconv.QuoteRune (%q of a rune)

// ---- Vec: a typed growing array in an arena (old storage is left to the arena).
#define VEC(T)                                                                                                         \
    struct {                                                                                                           \
        T *p;                                                                                                          \
        uint32_t n, cap;                                                                                               \
    }
void *vec_grow(Arena *a, void *p, uint32_t *cap, uint32_t n, size_t elem);
#define vec_push(a, v, x)                                                                                              \
    do {                                                                                                               \
        if ((v)->n == (v)->cap) (v)->p = vec_grow((a), (v)->p, &(v)->cap, (v)->n, sizeof(*(v)->p));                    \
        (v)->p[(v)->n++] = (x);                                                                                        \
    } while (0)

// ---- Hash maps in an arena. Iteration goes in order of insertion, so output is deterministic.
typedef struct MapEntry {
    union {
        const void *ptr;
        Str str;
    } key;
    void *value;
} MapEntry;
typedef struct PtrMap {                              // keyed by pointer identity
    Arena *arena;
    MapEntry *entries;
    uint32_t n, cap;
    uint32_t *slots;                                 // index + 1 into entries; 0 is empty
    uint32_t nslots;
} PtrMap;
typedef PtrMap StrMap;                               // keyed by bytes; the key's bytes are borrowed
void map_init(PtrMap *m, Arena *a);
void *ptrmap_get(const PtrMap *m, const void *key);  // NULL when absent
bool ptrmap_has(const PtrMap *m, const void *key);
void ptrmap_put(PtrMap *m, const void *key, void *value); // replaces
void *strmap_get(const StrMap *m, Str key);
bool strmap_has(const StrMap *m, Str key);
void strmap_put(StrMap *m, Str key, void *value);

// ---- Atom: an interned identifier; equal text is one pointer. Thread-safe; atoms live as long as the table.
typedef struct AtomData {
    Str s;                                           // NUL-terminated past n
    uint32_t hash;
    bool exported;                                   // starts with an upper-case letter (Unicode Lu)
} AtomData;
typedef const AtomData *Atom;
typedef struct AtomTable AtomTable;
AtomTable *atoms_new(void);
void atoms_free(AtomTable *t);
Atom atom_get(AtomTable *t, Str s);

// ---- Environment failures: a message that gains context at each layer.
typedef struct Err {
    char *msg;                                       // NULL: no error; owned, err_release frees
    bool whole;                                      // told as it stands: nothing is put before it
} Err;
#define ERR_NONE ((Err){0})
static inline bool err_is(Err e) { return e.msg != NULL; }
Err err_new(const char *fmt, ...) PRINTF_LIKE(1, 2);
Err err_whole(const char *fmt, ...) PRINTF_LIKE(1, 2);
Err err_wrap_take(Err e, const char *fmt, ...) PRINTF_LIKE(2, 3); // "fmt: e"
void err_release(Err *e);

const char *errno_text(int e);                       // in Go's words: strerror's, with a small first letter

// ---- Files whole.
Err file_read(Arena *a, const char *path, Str *out); // NUL-terminated past n
Err file_write_atomic(const char *path, Str data);   // temporary beside it, then rename

NORETURN void base_oom(void);

// ug_bug: a surprise that is our fault. Prints "undergo: internal error: …" with how to report it; exit 3.
// Rooms that know a Go position or function put it into the text.
NORETURN void ug_bug(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
#define BUG(...) ug_bug(__FILE__, __LINE__, __VA_ARGS__)
#define UG_ASSERT(c)                                                                                                   \
    do {                                                                                                               \
        if (__builtin_expect(!(c), 0)) BUG("assertion failed: %s", #c);                                                \
    } while (0)

#endif
