// Interfaces and type descriptors: itabs, assertions, equality, names, offsets.
#ifndef UGRT_IFACE_H
#define UGRT_IFACE_H

#include "undergo/abi.h"

void ugrt_ifaceinit(void);

// ---- Descriptors. Offsets are relative to the descriptor `in` that holds them (abi.h).
const uint8_t *ugrt_resolve_nameoff(const void *in, int32_t off); // a Name, or NULL for 0
const UgType *ugrt_resolve_typeoff(const void *in, int32_t off);
void *ugrt_resolve_textoff(const void *in, int32_t off);
int32_t ugrt_addreflectoff(const void *p);                     // a handle for a pointer that reflect made
UgString ugrt_name_string(const uint8_t *name);
UgString ugrt_name_tag(const uint8_t *name);
const uint8_t *ugrt_name_pkgpath(const uint8_t *name, const void *in); // a Name, or NULL
static inline bool ugrt_name_exported(const uint8_t *n) { return (n[0] & 1) != 0; }
static inline bool ugrt_name_embedded(const uint8_t *n) { return (n[0] & 8) != 0; }

UgString ugrt_type_string(const UgType *t);                    // "main.T", "*main.T", "map[string]int"
UgString ugrt_type_pkgpath(const UgType *t);                   // "" for unnamed and predeclared types
UgString ugrt_type_name(const UgType *t);                      // without the package, "" for unnamed types
const UgUncommon *ugrt_type_uncommon(const UgType *t);         // NULL when it has none
const UgType *ugrt_type_elem(const UgType *t);                 // of pointer, slice, array, chan, map; else NULL
bool ugrt_types_equal(const UgType *a, const UgType *b);       // identical, across run-time-made duplicates

void ugrt_check_hashable(const UgType *t, const void *p);      // panics, as for a key of an empty map

// ---- Itabs
const UgItab *ugrt_getitab(const UgInterfaceType *inter, const UgType *t, bool canfail);
UgString ugrt_missing_method(const UgInterfaceType *inter, const UgType *t); // "" when it implements it
void ugrt_iterate_itabs(void (*f)(const UgItab *, void *), void *arg);
static inline const UgType *ugrt_itab_type(const UgItab *tab) { return tab ? tab->type : NULL; }

#endif
