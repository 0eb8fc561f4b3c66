// Cache keys by libcrypto.
#include <openssl/evp.h>
#include <sys/stat.h>

#include "build/hash.h"

void hash_init(Hasher *h)
{
    h->ctx = EVP_MD_CTX_new();
    if (!h->ctx || !EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL)) BUG("libcrypto has no SHA-256");
}

void hash_add(Hasher *h, Str part)
{
    uint64_t n = part.n;
    EVP_DigestUpdate(h->ctx, &n, sizeof n);
    EVP_DigestUpdate(h->ctx, part.p, part.n);
}

void hash_file_identity(Hasher *h, const char *path)
{
    struct stat st = {0};
    stat(path, &st);
    int64_t id[4] = {(int64_t)st.st_size, (int64_t)st.st_mtim.tv_sec, (int64_t)st.st_mtim.tv_nsec, (int64_t)st.st_ino};
    hash_add(h, str_from(path));
    hash_add(h, (Str){(const char *)id, sizeof id});
}

Str hash_hex(Hasher *h, Arena *a)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    EVP_DigestFinal_ex(h->ctx, sum, &n);
    EVP_MD_CTX_free(h->ctx);
    h->ctx = NULL;
    char *out = arena_alloc(a, 2 * n + 1);
    for (unsigned i = 0; i < n; i++) snprintf(out + 2 * i, 3, "%02x", sum[i]);
    return (Str){out, 2 * n};
}

void hash_sha256(Str data, uint8_t out[32])
{
    unsigned n = 0;
    if (!EVP_Digest(data.p, data.n, out, &n, EVP_sha256(), NULL)) BUG("libcrypto has no SHA-256");
}
