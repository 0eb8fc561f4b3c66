// cgen_mangle: every Go symbol its own C identifier.
#include "../check.h"
#include "cgen/cgen.h"

int main(void)
{
    Arena *a = arena_new("mangle");
    CHECK_STR(cgen_mangle(a, STR("main.main")), STR("main$main"));
    CHECK_STR(cgen_mangle(a, STR("net/http.(*Server).Serve")), STR("net$_http$$x28$x2aServer$x29$Serve"));
    // A dot before _ or x is not the escape of a slash or a byte.
    CHECK_STR(cgen_mangle(a, STR("p._x")), STR("p$x2e_x"));
    CHECK_STR(cgen_mangle(a, STR("p.x41")), STR("p$x2ex41"));
    CHECK(!str_eq(cgen_mangle(a, STR("p._x.f")), cgen_mangle(a, STR("p/x.f"))));
    // The mark of compiler-made functions, and a method named w.
    CHECK_STR(cgen_mangle(a, STR("p.T.M$w")), STR("p$T$M$w"));
    CHECK_STR(cgen_mangle(a, STR("p.T.w")), STR("p$T$x2ew"));
    // No digit and no dollar in front.
    CHECK_STR(cgen_mangle(a, STR("9fans.net/go.F")), STR("_$x39fans$net$_go$F"));
    CHECK_STR(cgen_mangle(a, STR("p.\xc3\xa9")), STR("p$$xc3$xa9"));
    arena_free(a);
    return check_done();
}
