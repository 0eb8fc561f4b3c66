// The container of Go's unified export data: elements in sections that refer to each other. Private to src/build.
#ifndef UG_BUILD_PKGBITS_H
#define UG_BUILD_PKGBITS_H

#include "base/base.h"

typedef enum BitsSection {
    BITS_STRING, BITS_META, BITS_POSBASE, BITS_PKG, BITS_NAME, BITS_TYPE, BITS_OBJ, BITS_OBJEXT, BITS_OBJDICT, BITS_BODY,
    BITS_NSECTIONS
} BitsSection;

typedef struct BitsFile {
    Arena *arena;
    VEC(Str) elems[BITS_NSECTIONS];
    StrMap strings;                                  // text → 1 + its index in BITS_STRING
} BitsFile;

typedef struct BitsRef { BitsSection section; uint32_t index; } BitsRef;

// An element being written. Elements may be open beside each other.
typedef struct Bits {
    BitsFile *file;
    BitsSection section;
    uint32_t index;
    VEC(BitsRef) refs;
    StrBuf data;
} Bits;

void bits_file_init(BitsFile *f, Arena *a);
uint32_t bits_reserve(BitsFile *f, BitsSection s);   // an element to be written later
void bits_open(Bits *w, BitsFile *f, BitsSection s, uint32_t index);
void bits_close(Bits *w);
void bits_bool(Bits *w, bool b);
void bits_uint(Bits *w, uint64_t v);
void bits_int(Bits *w, int64_t v);
void bits_ref(Bits *w, BitsSection s, uint32_t index);
void bits_string(Bits *w, Str s);
void bits_write(const BitsFile *f, StrBuf *out);     // the whole file

#endif
