// Signed notes, as the checksum database signs its tree: text, an empty line, then lines
// "— name base64(hash of the key, signature)". https://pkg.go.dev/golang.org/x/mod/sumdb/note
//
// The key's hash is the first four bytes of SHA-256(name, newline, algorithm, key): it says which
// key a signature is by, and protects nothing.
#include <openssl/evp.h>

#include "mod/digest.h"
#include "mod/note.h"

enum { ALG_ED25519 = 1, SIGNATURE = 64, MAX_SIGNATURES = 100 };
#define SIGNATURE_MARK STR("\u2014 ")

bool note_text_valid(Str s)
{
    while (s.n) {
        uint32_t r;
        unsigned used = utf8_decode(s, &r);
        if ((r < 0x20 && r != '\n') || (r == RUNE_ERROR && used == 1)) return false;
        s.p += used, s.n -= used;
    }
    return true;
}

static bool is_space(uint32_t r)
{
    return r == ' ' || (r >= 9 && r <= 13) || r == 0x85 || r == 0xA0 || r == 0x1680 || (r >= 0x2000 && r <= 0x200A) ||
           r == 0x2028 || r == 0x2029 || r == 0x202F || r == 0x205F || r == 0x3000;
}

static bool valid_name(Str s)
{
    if (s.n == 0) return false;
    while (s.n) {
        uint32_t r;
        unsigned used = utf8_decode(s, &r);
        if ((r == RUNE_ERROR && used == 1) || is_space(r) || r == '+') return false;
        s.p += used, s.n -= used;
    }
    return true;
}

// s up to sep; rest what follows it. Without sep all of s, and rest is empty.
static Str cut(Str s, char sep, Str *rest)
{
    const char *at = memchr(s.p, sep, s.n);
    if (!at) return *rest = (Str){0}, s;
    Str head = {s.p, (size_t)(at - s.p)};
    *rest = (Str){at + 1, s.n - head.n - 1};
    return head;
}

static uint32_t big_endian(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool hex32(Str s, uint32_t *out)
{
    if (s.n != 8) return false;
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        int v = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (v < 0) return false;
        *out = *out << 4 | (uint32_t)v;
    }
    return true;
}

Err note_key_parse(Arena *a, Str text, NoteKey *out)
{
    Str rest, base64, key;
    *out = (NoteKey){.name = cut(text, '+', &rest)};
    Str hash = cut(rest, '+', &base64);
    if (!valid_name(out->name) || !hex32(hash, &out->hash) || !b64_decode(a, base64, &key) || key.n == 0)
        return err_new("malformed verifier id");
    Str parts[] = {out->name, STR("\n"), key};
    Digest d;
    digest_of(parts, ARRAY_LEN(parts), &d);
    if (big_endian((const char *)d.b) != out->hash) return err_new("invalid verifier hash");
    if (key.p[0] != ALG_ED25519) return err_new("unknown verifier algorithm");
    if (key.n != 1 + sizeof out->ed25519) return err_new("malformed verifier id");
    memcpy(out->ed25519, key.p + 1, sizeof out->ed25519);
    return ERR_NONE;
}

static bool signature_holds(const NoteKey *key, Str text, Str sig)
{
    if (sig.n != SIGNATURE) return false;
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->ed25519, sizeof key->ed25519);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = pkey && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
              EVP_DigestVerify(ctx, (const unsigned char *)sig.p, sig.n, (const unsigned char *)text.p, text.n) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return ok;
}

// The last empty line: signatures follow it, the text ends with the newline before it.
static const char *find_split(Str msg)
{
    for (size_t i = msg.n; i-- > 1;) {
        if (msg.p[i] == '\n' && msg.p[i - 1] == '\n') return msg.p + i;
    }
    return NULL;
}

Err note_open(Arena *a, Str msg, const NoteKey *key, Str *text)
{
    const char *split = note_text_valid(msg) ? find_split(msg) : NULL;
    if (!split) return err_new("malformed note");
    *text = (Str){msg.p, (size_t)(split - msg.p)};
    Str sigs = {split + 1, (size_t)(msg.p + msg.n - split - 1)};
    if (sigs.n == 0 || sigs.p[sigs.n - 1] != '\n') return err_new("malformed note");
    bool verified = false;
    for (unsigned count = 1; sigs.n; count++) {
        Str line = cut(sigs, '\n', &sigs), base64, sig;
        if (!str_has_prefix(line, SIGNATURE_MARK) || count > MAX_SIGNATURES) return err_new("malformed note");
        line.p += SIGNATURE_MARK.n, line.n -= SIGNATURE_MARK.n;
        Str name = cut(line, ' ', &base64);
        if (!valid_name(name) || !b64_decode(a, base64, &sig) || sig.n < 5) return err_new("malformed note");
        if (!str_eq(name, key->name) || big_endian(sig.p) != key->hash) continue;
        if (!signature_holds(key, *text, (Str){sig.p + 4, sig.n - 4}))
            return err_new("invalid signature for key %.*s+%08x", STR_FMT(name), key->hash);
        verified = true;
    }
    return verified ? ERR_NONE : err_new("note has no verifiable signatures");
}
