// Positions, source files and the one sink for errors of the user's making.
//
// A Pos is an index into one session-wide space: each SourceFile owns the range
// [base, base+size]; 0 is "no position". Resolving honours //line directives.
#ifndef UG_DIAG_H
#define UG_DIAG_H

#include "base/base.h"

typedef uint32_t Pos;
#define NO_POS 0u

typedef struct LineDirective {                       // from offset on, the text is file:line[:col]
    uint32_t offset;
    const char *file;
    uint32_t line, col;                              // col 0: columns unknown
} LineDirective;

typedef struct SourceFile {
    const char *path;                                // as shown to the user
    const char *abs_path;                            // absolute, for #line and the build cache
    const char *trimmed_path;                        // in its place with -trimpath; set by the loader
    Str text;
    Pos base;
    VEC(uint32_t) lines;                             // offset of each line's first byte
    VEC(LineDirective) directives;                   // in order of offset
    Arena *arena;
} SourceFile;

typedef struct SourceSet SourceSet;                  // all files of a session; adding is thread-safe
SourceSet *sources_new(void);
void sources_free(SourceSet *s);
// The text is kept, not copied: it outlives the set, and text.p[text.n] is 0.
SourceFile *sources_add_take(SourceSet *s, const char *path, const char *abs_path, Str text);
SourceFile *sources_file(const SourceSet *s, Pos pos); // the file that holds pos, or NULL

typedef struct Location {
    const char *file;                                // after //line; the SourceFile's path otherwise
    uint32_t line, col;                              // 1-based; col in bytes, 0 unknown
    SourceFile *source;
    uint32_t raw_line, raw_col;                      // as if there were no //line
} Location;
Location sources_locate(const SourceSet *s, Pos pos);
static inline Pos file_pos(const SourceFile *f, uint32_t offset) { return f->base + offset; }

// One row per code in codes.def; the wording lives at the report, in gc's words.
typedef enum DiagCode {
    DIAG_NONE,
#define DIAG(code, doc) DIAG_##code,
#include "diag/codes.def"
#undef DIAG
} DiagCode;
const char *diag_code_name(DiagCode code);           // "UnusedVar"

typedef struct Diag {
    DiagCode code;
    Pos pos;
    bool soft;                                       // the package can be compiled all the same (types2's sense)
    const char *msg;                                 // no position, may hold "\n\t" continuation lines
} Diag;

typedef struct DiagSink {                            // one a package; merged and sorted at the end
    Arena *arena;
    SourceSet *sources;
    VEC(Diag) diags;
} DiagSink;
void diag_init(DiagSink *d, Arena *a, SourceSet *s);
void diag_report(DiagSink *d, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
void diag_report_soft(DiagSink *d, DiagCode code, Pos pos, const char *fmt, ...) PRINTF_LIKE(4, 5);
static inline bool diag_any(const DiagSink *d) { return d->diags.n > 0; }
bool diag_any_error(const DiagSink *d);              // DIAG_NONE marks what is told on demand (-gcflags=-m)
// Takes the first limit errors (0: all), sorts them by position, drops doubles on a line as gc does, prints them as
// "path:line:col: msg"; "too many errors" if there were so many. Returns how many it printed.
uint32_t diag_flush(DiagSink *d, FILE *out, uint32_t limit);

#endif
