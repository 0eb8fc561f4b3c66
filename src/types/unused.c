// Reports imports that no identifier of the file refers to.
//
// Spec: Import declarations ("It is illegal … to directly import a package without referring to
// any of its exported identifiers").
#include "types/decl.h"

void check_unused_imports(Checker *c)
{
    if (c->opt->ignore_bodies) return;
    for (uint32_t i = 0; i < c->imports.n; i++) {
        Object *o = c->imports.p[i];
        if (o->used || str_eqz(o->name->s, "_")) continue;
        Str path = o->imported->path, last = path;
        for (size_t j = path.n; j-- > 0;)
            if (path.p[j] == '/') {
                last = (Str){path.p + j + 1, path.n - j - 1};
                break;
            }
        if (str_eqz(o->name->s, ".") || str_eq(o->name->s, last))
            check_soft_error(c, DIAG_UnusedImport, o->pos, "\"%.*s\" imported and not used", STR_FMT(path));
        else
            check_soft_error(c, DIAG_UnusedImport, o->pos, "\"%.*s\" imported as %s and not used", STR_FMT(path),
                             o->name->s.p);
    }
}
