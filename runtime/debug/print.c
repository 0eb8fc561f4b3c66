// print and println, and the runtime's own messages: to standard error, in gc's formats.
//
// Text collects in a small buffer while the print lock is held and is written when it is released, so
// one println is one write. Any stack; no allocation. The lock nests per M. A fatal error on another
// thread takes it over: see ugrt_print_steal.
#include "debug/debug.h"
#include "iface/iface.h"
#include "panic/panic.h"
#include "sched/sched.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static UgMutex lock = {.rank = LOCKRANK_PANIC};
static char buffer[1024]; // under lock
static size_t used;
static _Atomic intptr_t crash_fd = -1; // where what a dying thread prints goes, too; -1: nowhere

intptr_t ugrt_print_crashfd(intptr_t fd) { return atomic_exchange(&crash_fd, fd); }

static void write_to(intptr_t fd, const char *p, size_t n)
{
    while (n > 0) {
        long r = ugrt_sys_write((int)fd, p, n);
        if (r == -4) continue; // EINTR
        if (r <= 0) return;
        p += r;
        n -= (size_t)r;
    }
}

static void write_all(const char *p, size_t n)
{
    write_to(2, p, n);
    intptr_t fd = atomic_load(&crash_fd);
    if (fd >= 0 && ugrt_getg()->m->dying > 0) write_to(fd, p, n);
}
static void flush(void)
{
    write_all(buffer, used);
    used = 0;
}

void ugrt_printlock(void)
{
    M *m = ugrt_getg()->m;
    m->locks++;
    if (m->printlock++ == 0) ugrt_lock(&lock);
    m->locks--;
}
void ugrt_printunlock(void)
{
    M *m = ugrt_getg()->m;
    if (m->printlock == 1) flush();
    if (--m->printlock == 0) ugrt_unlock(&lock);
}

// A dying thread prints whatever others hold: it waits a moment for the lock, then does without.
void ugrt_print_steal(void)
{
    M *m = ugrt_getg()->m;
    if (m->printlock == 0) {
        for (int i = 0; i < 1000 && atomic_load(&lock.key) != 0; i++) ugrt_usleep(100);
        if (ugrt_trylock(&lock))
            ugrt_unlock(&lock);
        else
            atomic_store(&lock.key, 0);
    } else {
        flush();
        while (m->printlock > 0) ugrt_printunlock();
    }
    m->printbuf = NULL;
}

void ugrt_print_n(const char *p, size_t n)
{
    M *m = ugrt_getg()->m;
    if (m->printbuf) { // runtime.Stack: what doesn't fit is cut off
        size_t room = m->printcap - m->printn;
        if (n > room) n = room;
        memcpy(m->printbuf + m->printn, p, n);
        m->printn += n;
        return;
    }
    if (m->printlock == 0) {
        write_all(p, n);
        return;
    }
    if (n > sizeof buffer - used) flush();
    if (n > sizeof buffer) {
        write_all(p, n);
        return;
    }
    memcpy(buffer + used, p, n);
    used += n;
}
void ugrt_print(const char *z) { ugrt_print_n(z, strlen(z)); }
void ugrt_print_string(UgString s) { ugrt_print_n((const char *)s.p, (size_t)s.n); }

void ugrt_print_uint(uint64_t v)
{
    char buf[20];
    size_t i = sizeof buf;
    do buf[--i] = (char)('0' + v % 10);
    while (v /= 10);
    ugrt_print_n(buf + i, sizeof buf - i);
}
void ugrt_print_int(int64_t v)
{
    if (v < 0) ugrt_print_n("-", 1);
    ugrt_print_uint(v < 0 ? -(uint64_t)v : (uint64_t)v);
}
void ugrt_print_hex(uint64_t v)
{
    char buf[18];
    size_t i = sizeof buf;
    do buf[--i] = "0123456789abcdef"[v % 16];
    while (v /= 16);
    buf[--i] = 'x';
    buf[--i] = '0';
    ugrt_print_n(buf + i, sizeof buf - i);
}

// Shortest decimal that reads back as the same number, in strconv's 'g' form. libc's conversions round
// correctly, so the first precision that survives the round trip is the shortest, and its digits the
// nearest; they want a system stack.
typedef struct FloatText {
    double v;
    bool is32;
    size_t n;
    char text[40];
} FloatText;

static void format_float_g0(void *arg)
{
    FloatText *f = arg;
    double v = f->v;
    if (__builtin_isnan(v) || __builtin_isinf(v)) {
        const char *z = __builtin_isnan(v) ? "NaN" : v > 0 ? "+Inf" : "-Inf";
        f->n = strlen(z);
        memcpy(f->text, z, f->n);
        return;
    }
    char e[40];
    int prec = 0;
    for (;; prec++) {
        snprintf(e, sizeof e, "%.*e", prec, v);
        if (prec == 17 || (f->is32 ? strtof(e, NULL) == (float)v : strtod(e, NULL) == v)) break;
    }
    char *digits = e, *out = f->text;
    if (*digits == '-') *out++ = *digits++;
    char *exponent = strchr(digits, 'e');
    int x = (int)strtol(exponent + 1, NULL, 10), nd = prec + 1;
    char d[20];
    d[0] = digits[0];
    if (prec) memcpy(d + 1, digits + 2, (size_t)prec);
    if (x < -4 || x >= 6) { // 'g' with the shortest digits decides by 6
        *out++ = d[0];
        if (nd > 1) {
            *out++ = '.';
            memcpy(out, d + 1, (size_t)nd - 1);
            out += nd - 1;
        }
        *out++ = 'e';
        *out++ = x < 0 ? '-' : '+';
        int ax = x < 0 ? -x : x;
        if (ax >= 100) *out++ = (char)('0' + ax / 100);
        *out++ = (char)('0' + ax / 10 % 10);
        *out++ = (char)('0' + ax % 10);
    } else if (x < 0) {
        *out++ = '0';
        *out++ = '.';
        for (int i = -1; i > x; i--) *out++ = '0';
        memcpy(out, d, (size_t)nd);
        out += nd;
    } else {
        for (int i = 0; i <= x || i < nd; i++) {
            if (i == x + 1) *out++ = '.';
            *out++ = i < nd ? d[i] : '0';
        }
    }
    f->n = (size_t)(out - f->text);
}

static void print_float(double v, bool is32, bool sign)
{
    FloatText f = {.v = v, .is32 = is32};
    ugrt_systemstack(format_float_g0, &f);
    if (sign && f.text[0] != '-' && f.text[0] != '+') ugrt_print_n("+", 1);
    ugrt_print_n(f.text, f.n);
}
void ugrt_print_float(double v) { print_float(v, false, false); }

static void print_complex(double re, double im, bool is32)
{
    ugrt_print("(");
    print_float(re, is32, false);
    print_float(im, is32, true);
    ugrt_print("i)");
}

void ugrt_print_eface(UgEface v)
{
    ugrt_print("(");
    ugrt_print_hex((uintptr_t)v.type);
    ugrt_print(",");
    ugrt_print_hex((uintptr_t)v.data);
    ugrt_print(")");
}

// Each line after the first is indented, as continuation of "panic: ".
static void print_indented(UgString s)
{
    while (s.n > 0) {
        const uint8_t *nl = memchr(s.p, '\n', (size_t)s.n);
        if (!nl) break;
        UgInt n = nl + 1 - s.p;
        ugrt_print_n((const char *)s.p, (size_t)n);
        ugrt_print("\t");
        s.p += n;
        s.n -= n;
    }
    ugrt_print_string(s);
}

static bool print_basic(uint8_t kind, const void *p)
{
    switch (kind) {
    case UG_KIND_BOOL: ugrt_print(*(const bool *)p ? "true" : "false"); return true;
    case UG_KIND_INT:
    case UG_KIND_INT64: ugrt_print_int(*(const int64_t *)p); return true;
    case UG_KIND_INT8: ugrt_print_int(*(const int8_t *)p); return true;
    case UG_KIND_INT16: ugrt_print_int(*(const int16_t *)p); return true;
    case UG_KIND_INT32: ugrt_print_int(*(const int32_t *)p); return true;
    case UG_KIND_UINT:
    case UG_KIND_UINTPTR:
    case UG_KIND_UINT64: ugrt_print_uint(*(const uint64_t *)p); return true;
    case UG_KIND_UINT8: ugrt_print_uint(*(const uint8_t *)p); return true;
    case UG_KIND_UINT16: ugrt_print_uint(*(const uint16_t *)p); return true;
    case UG_KIND_UINT32: ugrt_print_uint(*(const uint32_t *)p); return true;
    case UG_KIND_FLOAT32: print_float(*(const float *)p, true, false); return true;
    case UG_KIND_FLOAT64: print_float(*(const double *)p, false, false); return true;
    case UG_KIND_COMPLEX64: print_complex(((const float *)p)[0], ((const float *)p)[1], true); return true;
    case UG_KIND_COMPLEX128: print_complex(((const double *)p)[0], ((const double *)p)[1], false); return true;
    case UG_KIND_STRING: print_indented(*(const UgString *)p); return true;
    }
    return false;
}

void ugrt_print_panicval(UgEface v)
{
    if (!v.type) {
        ugrt_print("nil");
        return;
    }
    bool direct = v.type->tflag & UG_TFLAG_DIRECT_IFACE, named = v.type->tflag & UG_TFLAG_NAMED;
    UgString name = ugrt_type_string(v.type);
    bool predeclared = named && !memchr(name.p, '.', (size_t)name.n);
    uint8_t kind = v.type->kind;
    if (direct || kind > UG_KIND_COMPLEX128) {
        if (kind != UG_KIND_STRING) { // (main.T) 0x…
            ugrt_print("(");
            ugrt_print_string(name);
            ugrt_print(") ");
            ugrt_print_hex((uintptr_t)v.data);
            return;
        }
    }
    if (predeclared) {
        print_basic(kind, v.data);
        return;
    }
    ugrt_print_string(name);
    if (kind != UG_KIND_COMPLEX64 && kind != UG_KIND_COMPLEX128) ugrt_print(kind == UG_KIND_STRING ? "(\"" : "(");
    print_basic(kind, v.data);
    if (kind != UG_KIND_COMPLEX64 && kind != UG_KIND_COMPLEX128) ugrt_print(kind == UG_KIND_STRING ? "\")" : ")");
}
void ugrt_print_indented(UgString s) { print_indented(s); }

// ---- What emitted code calls.
void ugx_printlock(void) { ugrt_printlock(); }
void ugx_printunlock(void) { ugrt_printunlock(); }
void ugx_printbool(bool v) { ugrt_print(v ? "true" : "false"); }
void ugx_printint(int64_t v) { ugrt_print_int(v); }
void ugx_printuint(uint64_t v) { ugrt_print_uint(v); }
void ugx_printfloat(double v) { print_float(v, false, false); }
void ugx_printfloat32(float v) { print_float(v, true, false); }
void ugx_printcomplex(UgComplex128 v) { print_complex(v.re, v.im, false); }
void ugx_printcomplex64(UgComplex64 v) { print_complex(v.re, v.im, true); }
void ugx_printstring(UgString v) { ugrt_print_string(v); }
void ugx_printpointer(const void *v) { ugrt_print_hex((uintptr_t)v); }
void ugx_printslice(UgSlice v)
{
    ugrt_print("[");
    ugrt_print_int(v.n);
    ugrt_print("/");
    ugrt_print_int(v.cap);
    ugrt_print("]");
    ugrt_print_hex((uintptr_t)v.p);
}
void ugx_printeface(UgEface v) { ugrt_print_eface(v); }
void ugx_printiface(UgIface v) { ugrt_print_eface((UgEface){(const UgType *)v.tab, v.data}); }
void ugx_printsp(void) { ugrt_print_n(" ", 1); }
void ugx_printnl(void) { ugrt_print_n("\n", 1); }
