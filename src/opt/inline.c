#include "opt/opt.h"
void opt_inline(Lower *lo, IrUnit *u, const OptOptions *opt) { (void)lo; (void)u; (void)opt; }
void opt_devirtualise(Lower *lo, IrUnit *u, const OptOptions *opt) { (void)lo; (void)u; (void)opt; }
void opt_checks(Lower *lo, IrUnit *u, const OptOptions *opt) { (void)lo; (void)u; (void)opt; }
