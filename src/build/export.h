// Export data of a checked package, for programs that read it with go/types: vet's analyses, `list -export`.
// Private to src/build.
#ifndef UG_BUILD_EXPORT_H
#define UG_BUILD_EXPORT_H

#include "build/build.h"

// The package definition in the form of a gc archive.
Str export_data(Build *b, const BuildPkg *bp);

// ---- Inside: what export.c and export_type.c share
#include "build/pkgbits.h"

typedef struct Export {
    BitsFile bits;
    const Loader *loader;
    const Types *types_session;
    PtrMap objects;                                  // Object, or the file whose position base it is → 1 + its index
    PtrMap packages, types;
    struct ExportDict *dict;                         // of the generic object being written
} Export;
// What a generic object's element names beyond itself: types that mention its type parameters.
typedef struct ExportDict {
    ObjectList tparams;
    PtrMap index;                                    // Type → 1 + its place in elems
    VEC(uint32_t) elems;                             // elements of BITS_TYPE
} ExportDict;
void export_pos(Export *x, Bits *w, Pos pos);
void export_ident(Export *x, Bits *w, const Package *pkg, Str name);
uint32_t export_object(Export *x, Object *o);        // its index
Object *export_universe(const Export *x, const char *name);
void export_type(Export *x, Bits *w, Type *t);
void export_param(Export *x, Bits *w, const Object *o);
void export_signature(Export *x, Bits *w, const Signature *s);

#endif
