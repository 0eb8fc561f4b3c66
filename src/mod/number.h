// The decimal numbers that versions are made of. Private to src/mod.
#ifndef UG_MOD_NUMBER_H
#define UG_MOD_NUMBER_H

#include "mod/mod.h"

bool version_number(Str *s, Str *out);               // takes one off the front of s; none with a leading zero
int version_number_cmp(Str a, Str b);                // of any length: they are compared as text

#endif
