// Run-time errors: from the check that failed to a panic with the right value. The values are made by
// Go (go_hooks.h); without Go, a string of a type of our own stands in and prints alike.
#include "debug/debug.h"
#include "mem/mem.h"
#include "panic/go_hooks.h"
#include "panic/panic_private.h"
#include "stack/stack.h"
#include <signal.h>
#include <string.h>

static UgString text(const char *z) { return (UgString){(const uint8_t *)z, (UgInt)strlen(z)}; }

// ---- Without Go.
const UgType ugrt_c_error_type = {.size = sizeof(UgString),
                                  .ptrbytes = 8,
                                  .align = 8,
                                  .field_align = 8,
                                  .kind = UG_KIND_STRING,
                                  .gcdata = (const uint8_t[]){1}};
static const UgType string_words = {.size = sizeof(UgString),
                                    .ptrbytes = 8,
                                    .align = 8,
                                    .field_align = 8,
                                    .kind = UG_KIND_STRING,
                                    .gcdata = (const uint8_t[]){1}};

static UGX_NORETURN void panic_c(const char *prefix, UgString msg)
{
    size_t pn = strlen(prefix);
    uint8_t *p = ugrt_mallocgc(pn + (size_t)msg.n, NULL, false);
    memcpy(p, prefix, pn);
    memcpy(p + pn, msg.p, (size_t)msg.n);
    UgString *box = ugrt_mallocgc(sizeof *box, &string_words, true);
    *box = (UgString){p, (UgInt)pn + msg.n};
    ugx_gopanic((UgEface){&ugrt_c_error_type, box});
}

void ugrt_panicerror_string(UgString msg)
{
    if (ugrt_go_panicerrorstring) ugrt_go_panicerrorstring(msg);
    panic_c("runtime error: ", msg);
}
void ugrt_panicerror(const char *msg) { ugrt_panicerror_string(text(msg)); }

void ugrt_panicerror_address(const char *msg, uintptr_t addr)
{
    if (ugrt_go_panicerroraddress) ugrt_go_panicerroraddress(text(msg), addr);
    panic_c("runtime error: ", text(msg));
}

void ugrt_panicplain_string(UgString msg)
{
    if (ugrt_go_panicplain) ugrt_go_panicplain(msg);
    panic_c("", msg);
}
void ugrt_panicplain(const char *msg) { ugrt_panicplain_string(text(msg)); }
void ugrt_panicstring(const char *msg) { ugrt_panicplain(msg); }

void ugrt_panic_typeassertion(const UgType *iface, const UgType *have, const UgType *want, UgString missing)
{
    if (ugrt_go_panictypeassertion) ugrt_go_panictypeassertion(iface, have, want, missing);
    panic_c("", text("interface conversion failed"));
}

// ---- Bounds. %x and %y of the texts are the offending and the limiting value.
static const char *const bounds_text[] = {
    [BOUNDS_INDEX] = "index out of range [%x] with length %y",
    [BOUNDS_SLICE_ALEN] = "slice bounds out of range [:%x] with length %y",
    [BOUNDS_SLICE_ACAP] = "slice bounds out of range [:%x] with capacity %y",
    [BOUNDS_SLICE_B] = "slice bounds out of range [%x:%y]",
    [BOUNDS_SLICE3_ALEN] = "slice bounds out of range [::%x] with length %y",
    [BOUNDS_SLICE3_ACAP] = "slice bounds out of range [::%x] with capacity %y",
    [BOUNDS_SLICE3_B] = "slice bounds out of range [:%x:%y]",
    [BOUNDS_SLICE3_C] = "slice bounds out of range [%x:%y:]",
    [BOUNDS_CONVERT] = "cannot convert slice with length %x to array or pointer to array with length %y",
};
static const char *const bounds_negative_text[] = {
    [BOUNDS_INDEX] = "index out of range [%x]",
    [BOUNDS_SLICE_ALEN] = "slice bounds out of range [:%x]",
    [BOUNDS_SLICE_ACAP] = "slice bounds out of range [:%x]",
    [BOUNDS_SLICE_B] = "slice bounds out of range [%x:]",
    [BOUNDS_SLICE3_ALEN] = "slice bounds out of range [::%x]",
    [BOUNDS_SLICE3_ACAP] = "slice bounds out of range [::%x]",
    [BOUNDS_SLICE3_B] = "slice bounds out of range [:%x:]",
    [BOUNDS_SLICE3_C] = "slice bounds out of range [%x::]",
    [BOUNDS_CONVERT] = "cannot convert slice with length %x to array or pointer to array with length %y",
};

static char *append_number(char *out, bool negative, uint64_t v)
{
    char digits[20];
    int n = 0;
    if (negative) *out++ = '-';
    do digits[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n) *out++ = digits[--n];
    return out;
}

static UGX_NORETURN void panic_bounds(BoundsCode code, bool is_signed, int64_t x, UgInt y)
{
    if (ugrt_go_panicbounds) ugrt_go_panicbounds((uint8_t)code, is_signed, x, y);
    bool negative = is_signed && x < 0;
    char buf[128], *out = buf;
    for (const char *f = negative ? bounds_negative_text[code] : bounds_text[code]; *f; f++) {
        if (*f != '%')
            *out++ = *f;
        else if (*++f == 'x')
            out = append_number(out, negative, negative ? -(uint64_t)x : (uint64_t)x);
        else
            out = append_number(out, y < 0, y < 0 ? -(uint64_t)y : (uint64_t)y);
    }
    panic_c("runtime error: ", (UgString){(const uint8_t *)buf, out - buf});
}

void ugx_panicindex(UgInt i, UgInt n) { panic_bounds(BOUNDS_INDEX, true, i, n); }
void ugx_panicindexu(UgUint i, UgInt n) { panic_bounds(BOUNDS_INDEX, false, (int64_t)i, n); }
void ugx_panicslice(uint8_t code, UgInt i, UgInt n)
{
    panic_bounds((BoundsCode)(BOUNDS_SLICE_ALEN + code), true, i, n);
}
void ugx_panicsliceu(uint8_t code, UgUint i, UgInt n)
{
    panic_bounds((BoundsCode)(BOUNDS_SLICE_ALEN + code), false, (int64_t)i, n);
}
void ugx_panicsliceconvert(UgInt have, UgInt want) { panic_bounds(BOUNDS_CONVERT, true, have, want); }
_Static_assert(BOUNDS_SLICE_ALEN + UG_SLICE3_C == BOUNDS_SLICE3_C, "same order");

// ---- The rest.
// Emitted code checks for nil where gc lets the hardware do it: the crash says the same all the same.
void ugx_panicnil(void)
{
    G *g = ugrt_getg();
    if (!g->sig) {
        g->sig = SIGSEGV;
        g->sigcode = SEGV_MAPERR;
        g->sigaddr = 0;
        g->sigpc = ugrt_callerpc();
    }
    ugrt_panicerror("invalid memory address or nil pointer dereference");
}
void ugx_panicdivide(void) { ugrt_panicerror("integer divide by zero"); }
void ugx_panicshift(void) { ugrt_panicerror("negative shift amount"); }
void ugx_panicmakeslicelen(void) { ugrt_panicerror("makeslice: len out of range"); }
void ugx_panicmakeslicecap(void) { ugrt_panicerror("makeslice: cap out of range"); }
void ugx_panicunsafeslicelen(void) { ugrt_panicerror("unsafe.Slice: len out of range"); }
void ugx_panicunsafeslicenilptr(void) { ugrt_panicerror("unsafe.Slice: ptr is nil and len is not zero"); }
void ugx_panicunsafestringlen(void) { ugrt_panicerror("unsafe.String: len out of range"); }
void ugx_panicunsafestringnilptr(void) { ugrt_panicerror("unsafe.String: ptr is nil and len is not zero"); }
void ugx_panicnilmapassign(void) { ugrt_panicplain("assignment to entry in nil map"); }

// "main.(*T).M": a wrapper that found its receiver nil.
void ugx_panicwrap(void)
{
    UgPcFrame f;
    char buf[256];
    size_t n = 0;
    if (!ugrt_pc_func(ugrt_callerpc() - 1, &f)) ugx_panicnil();
    const char *name = (const char *)f.func.p, *end = name + f.func.n;
    if (end - name > 2 && memcmp(end - 2, "$w", 2) == 0) end -= 2; // a wrapper is named after its method
    const char *open = memchr(name, '(', (size_t)f.func.n);
    const char *close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;
    if (!open || open + 1 == end || open[1] != '*' || !close || end - close < 2 || f.func.n > 80) ugx_panicnil();
    const struct {
        const char *p;
        size_t n;
    } parts[] = {
        {"value method ", 13},
        {name, (size_t)(open - name)},
        {open + 2, (size_t)(close - open - 2)},
        {close + 1, (size_t)(end - close - 1)},
        {" called using nil *", 19},
        {open + 2, (size_t)(close - open - 2)},
        {" pointer", 9},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        memcpy(buf + n, parts[i].p, parts[i].n);
        n += parts[i].n;
    }
    ugrt_panicplain(buf);
}

void ugx_panicrangestate(UgInt state)
{
    static const char *const texts[] = {
        "range function continued iteration after function for loop body returned false",
        "range function continued iteration after loop body exit", // not a misuse by itself: never asked for
        "range function continued iteration after loop body panic",
        "range function continued iteration after whole loop exit",
        "range function recovered a loop body panic and did not resume panicking",
    };
    if (state < 0 || state >= (UgInt)(sizeof texts / sizeof *texts)) ugrt_throw("unexpected state set by defer panic");
    ugrt_panicerror(texts[state]);
}

void ugx_throw(UgString msg) { ugrt_throw_string(msg); }
