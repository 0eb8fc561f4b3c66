// What `list` tells, as values. Private to src/cmd.
#ifndef UG_CMD_LIST_H
#define UG_CMD_LIST_H

#include "cmd/value.h"

typedef struct ListContext {
    Session *s;
    bool updates, versions, retracted, compiled;     // -u -versions -retracted -compiled
    const char *pattern;                             // the only one named, for Match; NULL where there are more
    PtrMap exports;                                  // of -export: LoadPkg → Str *, a path or empty
} ListContext;

const Value *list_package(const ListContext *c, LoadPkg *p);
Value *list_module(const ListContext *c, Module *m); // (list_module.c)
// -m: the modules that the arguments name, in order, as values.
typedef VEC(const Value *) Values;
Err list_modules(const ListContext *c, const ArgVec *args, bool lenient, Values *out);
void list_module_line(const ListContext *c, const Value *m, StrBuf *b); // as `list -m` prints it without -f

#endif
