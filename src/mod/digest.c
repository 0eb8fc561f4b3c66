// SHA-256 by libcrypto; base64 by hand, for libcrypto's decoder passes over what it does not know.
#include <openssl/evp.h>

#include "mod/digest.h"

void hashing_start(Hashing *h)
{
    if (!h->ctx) h->ctx = EVP_MD_CTX_new();
    if (!h->ctx || !EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL)) BUG("libcrypto has no SHA-256");
}

void hashing_add(Hashing *h, const void *p, size_t n) { EVP_DigestUpdate(h->ctx, p, n); }

void hashing_end(Hashing *h, Digest *out)
{
    unsigned n = 0;
    EVP_DigestFinal_ex(h->ctx, out->b, &n);
    UG_ASSERT(n == sizeof out->b);
}

void hashing_release(Hashing *h)
{
    EVP_MD_CTX_free(h->ctx);
    h->ctx = NULL;
}

void digest_of(const Str *parts, size_t n, Digest *out)
{
    Hashing h = {0};
    hashing_start(&h);
    for (size_t i = 0; i < n; i++) hashing_add(&h, parts[i].p, parts[i].n);
    hashing_end(&h, out);
    hashing_release(&h);
}

Str b64_encode(Arena *a, const void *p, size_t n)
{
    size_t len = (n + 2) / 3 * 4;
    char *out = arena_alloc(a, len + 1);
    EVP_EncodeBlock((unsigned char *)out, p, (int)n);
    return (Str){out, len};
}

static int sextet(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool b64_decode(Arena *a, Str text, Str *out)
{
    *out = (Str){0};
    if (text.n % 4 != 0) return false;
    uint8_t *bytes = arena_alloc(a, text.n / 4 * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i += 4) {
        const char *q = text.p + i;
        bool last = i + 4 == text.n;
        unsigned pad = last && q[3] == '=' ? 1 + (q[2] == '=') : 0;
        uint32_t bits = 0;
        for (unsigned k = 0; k < 4; k++) {
            int v = k >= 4 - pad ? 0 : sextet(q[k]);
            if (v < 0) return false;
            bits = bits << 6 | (uint32_t)v;
        }
        if (bits & ((1u << (8 * pad)) - 1)) return false;
        for (unsigned k = 0; k < 3 - pad; k++) bytes[n++] = (uint8_t)(bits >> (16 - 8 * k));
    }
    *out = (Str){(const char *)bytes, n};
    return true;
}
