// Itabs, assertions, identity, names, equality and hashing over hand-made descriptors, laid out as cgen does: offsets
// count from the descriptor that holds them.
#include "../rt.h"
#include "iface/iface.h"
#include "iface/box.h"
#include "str/str.h"

// One block, so that offsets between its parts are constants.
typedef struct Block {
    UgStructType t;
    UgUncommon u;
    UgMethod m[3];
    UgInterfaceType ri, wi;
    UgImethod rm[2], wm[2];
    UgFuncType fn, fn2;
    uint8_t nT[16], nRead[16], nWrite[16], nclose[16], nPkg[16], nOther[16], nI[16], nMissing[16], nF[16], nG[16];
} Block;
static Block b;

static int32_t off(const void *from, const void *to) { return (int32_t)((intptr_t)to - (intptr_t)from); }
static void name(uint8_t *n, const char *text, bool exported)
{
    n[0] = exported;
    n[1] = (uint8_t)strlen(text);
    memcpy(n + 2, text, strlen(text));
}
static void method(int i, const uint8_t *n, const UgType *t, void *code)
{
    b.m[i] = (UgMethod){off(&b, n), off(&b, t), off(&b, code), off(&b, code)};
}
static void f1(void) {}
static void f2(void) {}
static void f3(void) {}

static void make(void)
{
    name(b.nT, "*p.T", false), name(b.nRead, "Read", true), name(b.nWrite, "Write", true),
        name(b.nclose, "close", false);
    name(b.nPkg, "p", false), name(b.nOther, "q", false), name(b.nI, "p.I", true), name(b.nMissing, "Zap", true);
    name(b.nF, "func()", false), name(b.nG, "func(int)", false);
    b.fn.t = (UgType){.size = 8, .hash = 5, .kind = UG_KIND_FUNC, .str = off(&b.fn, b.nF)};
    b.fn2.t = (UgType){.size = 8, .hash = 6, .kind = UG_KIND_FUNC, .str = off(&b.fn2, b.nG)};
    b.t.t = (UgType){.size = 16,
                     .hash = 77,
                     .kind = UG_KIND_STRUCT,
                     .equal = NULL,
                     .str = off(&b, b.nT),
                     .tflag = UG_TFLAG_UNCOMMON | UG_TFLAG_EXTRA_STAR | UG_TFLAG_NAMED};
    b.u = (UgUncommon){.pkgpath = off(&b, b.nPkg), .mcount = 3, .xcount = 2, .moff = (uint32_t)off(&b.u, b.m)};
    method(0, b.nRead, &b.fn.t, (void *)f1), method(1, b.nWrite, &b.fn.t, (void *)f2),
        method(2, b.nclose, &b.fn.t, (void *)f3);
    b.ri = (UgInterfaceType){.t = {.size = 16, .hash = 99, .kind = UG_KIND_INTERFACE, .str = off(&b.ri, b.nI)},
                             .pkgpath = b.nPkg,
                             .methods = b.rm,
                             .nmethods = 2,
                             .cap = 2};
    b.rm[0] = (UgImethod){off(&b.ri, b.nRead), off(&b.ri, &b.fn)},
    b.rm[1] = (UgImethod){off(&b.ri, b.nclose), off(&b.ri, &b.fn)};
    b.wi = b.ri;
    b.wi.t.hash = 100;
    b.wi.methods = b.wm;
    b.wm[0] = (UgImethod){off(&b.wi, b.nWrite), off(&b.wi, &b.fn)},
    b.wm[1] = (UgImethod){off(&b.wi, b.nMissing), off(&b.wi, &b.fn)};
}

static bool is(UgString s, const char *want)
{
    return (size_t)s.n == strlen(want) && memcmp(s.p, want, (size_t)s.n) == 0;
}

static void test_itabs(void)
{
    const UgType *t = &b.t.t;
    const UgItab *i = ugx_getitab(&b.ri, t, false);
    CHECK(i->inter == &b.ri && i->type == t && i->hash == 77);
    CHECK(i->fun[0] == (void *)f1 && i->fun[1] == (void *)f3);
    CHECK(ugx_getitab(&b.ri, t, false) == i && ugx_assert_iface(&b.ri, t) == i);
    CHECK(ugx_getitab(&b.wi, t, true) == NULL && ugx_getitab(&b.wi, t, true) == NULL);
    CHECK(!ugx_assert_iface2(&b.wi, t).ok && !ugx_assert_iface2(&b.ri, NULL).ok && ugx_assert_iface2(&b.ri, t).ok);
    CHECK(is(ugrt_missing_method(&b.wi, t), "Zap"));
    // An unexported method of another package does not count; nor does another signature.
    static UgInterfaceType other[2];
    static UgImethod om[2];
    other[0] = b.ri;
    other[0].methods = om;
    other[0].nmethods = 1;
    other[0].pkgpath = b.nOther;
    om[0] = (UgImethod){off(&other[0], b.nclose), off(&other[0], &b.fn)};
    CHECK(is(ugrt_missing_method(&other[0], t), "close"));
    other[0].pkgpath = b.nPkg;
    CHECK(ugrt_missing_method(&other[0], t).n == 0);
    om[0] = (UgImethod){off(&other[0], b.nRead), off(&other[0], &b.fn2)};
    CHECK(is(ugrt_missing_method(&other[0], t), "Read"));
    // Many pairs: the table grows.
    static UgInterfaceType many[2000];
    for (int k = 0; k < 2000; k++) {
        many[k] = b.ri;
        many[k].nmethods = 1;
        many[k].t.hash = (uint32_t)k * 7;
        UgImethod *m = ugrt_persistentalloc(sizeof *m, 8);
        // Offsets of 32 bits do not reach from the program to mapped memory, so names come as handles.
        *m = (UgImethod){ugrt_addreflectoff(b.nRead), ugrt_addreflectoff(&b.fn)};
        many[k].methods = m;
    }
    for (int round = 0; round < 2; round++)
        for (int k = 0; k < 2000; k++) CHECK(ugx_getitab(&many[k], t, false)->inter == &many[k]);
}

static void test_types(void)
{
    const UgType *t = &b.t.t;
    CHECK(is(ugrt_type_string(t), "p.T") && is(ugrt_type_name(t), "T") && is(ugrt_type_pkgpath(t), "p"));
    CHECK(ugrt_type_uncommon(t) == &b.u && ugrt_type_uncommon(&rt_int64) == NULL);
    static UgSliceType s1, s2, s3;
    static uint8_t n[16];
    name(n, "[]p.T", false);
    s1 = (UgSliceType){.t = {.size = 24, .hash = 3, .kind = UG_KIND_SLICE}, .elem = t};
    s1.t.str = off(&s1, n);
    s2 = s1;
    s2.t.str = off(&s2, n);
    s3 = s2;
    s3.t.str = off(&s3, n);
    s3.elem = &rt_int64;
    CHECK(ugrt_types_equal(&s1.t, &s2.t) && !ugrt_types_equal(&s1.t, &s3.t));
    uint8_t made[8];
    int32_t h = ugrt_addreflectoff(made);
    CHECK(ugrt_addreflectoff(made) == h && ugrt_resolve_nameoff(NULL, h) == made &&
          ugrt_resolve_nameoff(NULL, 0) == NULL);
}

static void test_values(void)
{
    int64_t x = 5, y = 5, z = 6;
    CHECK(ugx_efaceeq(&rt_int64, &x, &y) && !ugx_efaceeq(&rt_int64, &x, &z) && ugx_efaceeq(NULL, NULL, NULL));
    UgEface e1 = {&rt_int64, &x}, e2 = {&rt_int64, &y}, e3 = {&rt_int64, &z};
    CHECK(ugx_efacehash(&e1, 1) == ugx_efacehash(&e2, 1) && ugx_efacehash(&e1, 1) != ugx_efacehash(&e3, 1));
    UgString s = ugrt_string("text"), s2 = ugrt_string_copy("text");
    UgEface f1_ = {&rt_string, &s}, f2_ = {&rt_string, &s2};
    CHECK(ugx_efacehash(&f1_, 9) == ugx_efacehash(&f2_, 9) && ugx_efaceeq(&rt_string, &s, &s2));
    CHECK(ugx_box64(7, &rt_int64) == ugrt_static_word(7) && *(int64_t *)ugx_box64(7, &rt_int64) == 7);
    CHECK(*(int64_t *)ugx_box64(700, &rt_int64) == 700 && *(int64_t *)ugx_box(&rt_int64, &z) == 6);
    CHECK(((UgString *)ugx_box_string(s))->p == s.p && ((UgString *)ugx_box_string((UgString){s.p, 0}))->n == 0);
}

static void test(void)
{
    make();
    test_itabs();
    test_types();
    test_values();
}
RT_MAIN(test)
