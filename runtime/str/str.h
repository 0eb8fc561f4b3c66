// Strings, UTF-8 and the byte kernels that internal/bytealg and the runtime use.
#ifndef UGRT_STR_H
#define UGRT_STR_H

#include "undergo/abi.h"

UgString ugrt_string(const char *s);                           // of a C string that lives for ever
UgString ugrt_string_copy(const char *s);                      // on the heap
char *ugrt_cstring(UgString s);                                // on the heap, ends in NUL
uintptr_t ugrt_encoderune(uint8_t *p, int32_t r);              // bytes written, at most 4
UgRune ugrt_decode(const uint8_t *p, UgInt n, UgInt k);        // 0xFFFD, width 1 where malformed

void ugrt_strinit(void);                                       // picks kernels for this CPU; before anything else of the room

// internal/bytealg. All are pure and take exploded slices or strings as Go code passes them.
UgInt ugx_indexbyte(const uint8_t *p, UgInt n, uint8_t c);
UgInt ugx_lastindexbyte(const uint8_t *p, UgInt n, uint8_t c);
UgInt ugx_countbyte(const uint8_t *p, UgInt n, uint8_t c);
UgInt ugx_comparebytes(const uint8_t *a, UgInt an, const uint8_t *b, UgInt bn);
UgInt ugx_indexbytes(const uint8_t *p, UgInt n, const uint8_t *sub, UgInt sn); // any sizes; -1 when absent

#endif
