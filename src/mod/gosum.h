// go.sum and go.work.sum: which hashes a version may have. Private to src/mod.
#ifndef UG_MOD_GOSUM_H
#define UG_MOD_GOSUM_H

#include "mod/mod.h"

typedef struct GoSum GoSum;
GoSum *gosum_new(Arena *a);
Err gosum_read(GoSum *s, const char *path, bool elsewhere);          // adds a file's lines; a missing file has none
// The h1: hash that m has, or empty. A version that ends in /go.mod names the go.mod file alone.
Str gosum_find(const GoSum *s, ModVersion m);
void gosum_add(GoSum *s, ModVersion m, Str sum);
void gosum_need(GoSum *s, ModVersion m);             // what gosum_write keeps of what was added
void gosum_forget_needs(GoSum *s);                   // nothing is needed any more
bool gosum_changed(const GoSum *s);                  // since it was read
Str gosum_text(const GoSum *s, bool needed_only);    // what gosum_write writes
Err gosum_write(GoSum *s, const char *path, bool needed_only); // sorted; needed_only: drops old lines, too

ModVersion gosum_gomod_key(Arena *a, ModVersion m);  // m with /go.mod

#endif
