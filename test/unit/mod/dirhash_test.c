// h1: names and contents count, in order of name; how they are packed does not.
#include "archive.h"
#include "mod/dirhash.h"

#define P "m.org/x@v1.0.0/"
#define WANT "h1:slSB29HIyezCDE0G7Gk+/iHtKZBC4bNgnU4rnBVU2o0="

static void hashes(Arena *a, Pack *p, const char *file, const char *want, bool same)
{
    pack_write(a, p, file);
    Zip z;
    Str sum = {0};
    CHECK_OK(zip_open(a, file, &z));
    CHECK_OK(dirhash_zip(a, &z, &sum));
    zip_close(&z);
    if (same) CHECK_STR(sum, str_from(want));
    CHECK(str_eqz(sum, want) == same);
}

int main(void)
{
    Arena *a = arena_new("test");
    const char *dir = fresh_dir(a), *file = path_join(a, dir, "x.zip");
    Pack p = {0};
    pack(&p, P "a.go", "package a\n");
    pack(&p, P "b/c.txt", "");
    pack(&p, P "go.mod", "module m.org/x\n");
    hashes(a, &p, file, WANT, true);
    pack_data(&p, P "go.mod", STR("module m.org/x\n"), (Lie){.stored = true, .mode = S_IFREG | 0755});
    pack_data(&p, P "b/c.txt", STR(""), (Lie){.stored = true});
    pack(&p, P "a.go", "package a\n");
    hashes(a, &p, file, WANT, true);
    pack(&p, P "a.go", "package b\n");
    pack(&p, P "b/c.txt", "");
    pack(&p, P "go.mod", "module m.org/x\n");
    hashes(a, &p, file, WANT, false);
    pack(&p, P "a.go", "package a\n");
    pack(&p, P "b/d.txt", "");
    pack(&p, P "go.mod", "module m.org/x\n");
    hashes(a, &p, file, WANT, false);
    hashes(a, &p, file, "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", true); // of nothing

    // What can't be hashed unambiguously, or can't be read, has no hash.
    Zip z;
    Str sum;
    pack(&p, P "a\nb", "x");
    pack_write(a, &p, file);
    CHECK_OK(zip_open(a, file, &z));
    CHECK_ERR(dirhash_zip(a, &z, &sum), "filenames with newlines are not supported");
    zip_close(&z);
    pack_data(&p, P "a", STR("x"), (Lie){.crc_xor = 1});
    pack_write(a, &p, file);
    CHECK_OK(zip_open(a, file, &z));
    CHECK_ERR(dirhash_zip(a, &z, &sum), "checksum error");
    zip_close(&z);
    drop_dir(dir);
    arena_free(a);
    return check_done();
}
