// Archives: honest ones are read and unpacked; hostile ones are refused before a byte is written.
#include "archive.h"
#include "mod/zip.h"

#define P "m.org/x@v1.0.0/"

static Err collect(void *ctx, const void *p, size_t n)
{
    sb_put(ctx, (Str){p, n});
    return ERR_NONE;
}

static void reads_and_unpacks(Arena *a, const char *dir)
{
    Pack p = {0};
    StrBuf big = {0};
    for (unsigned i = 0; i < 50000; i++) sb_printf(&big, "line %u\n", i);
    pack(&p, P "go.mod", "module m.org/x\n");
    pack_data(&p, P "sub/", (Str){"", 0}, (Lie){.stored = true, .mode = S_IFDIR | 0755});
    pack_data(&p, P "sub/plain.txt", STR("as it is"), (Lie){.stored = true, .mode = S_IFREG | 0644});
    pack_data(&p, P "sub/deep/big.txt", sb_str(&big), (Lie){0});
    pack(&p, P "sub/deep/\xC3\xA9.txt", "");
    const char *file = path_join(a, dir, "good.zip");
    pack_write(a, &p, file);
    Zip z;
    CHECK_OK(zip_open(a, file, &z));
    CHECK_INT(z.entries.n, 5);
    CHECK_OK(zip_check_module(&z, STR(P)));
    StrBuf got = {0};
    CHECK_OK(zip_read(&z.entries.p[3], collect, &got));
    CHECK(str_eq(sb_str(&got), sb_str(&big)));
    const char *tree = path_join(a, dir, "tree");
    CHECK_OK(zip_unpack(&z, STR(P), tree));
    Str text;
    CHECK_OK(file_read(a, path_join(a, tree, "sub/plain.txt"), &text));
    CHECK_STR(text, STR("as it is"));
    CHECK_OK(file_read(a, path_join(a, tree, "sub/deep/big.txt"), &text));
    CHECK(str_eq(text, sb_str(&big)));
    struct stat st;
    CHECK(stat(path_join(a, tree, "go.mod"), &st) == 0 && (st.st_mode & 0222) == 0);
    CHECK_ERR(zip_unpack(&z, STR(P), tree), "File exists");
    zip_close(&z);
    sb_release(&got);
    sb_release(&big);
}

// The archive of one or two entries is not a module's.
static void refused(Arena *a, const char *dir, Pack *p, const char *why)
{
    const char *file = path_join(a, dir, "bad.zip");
    pack_write(a, p, file);
    Zip z;
    Err err = zip_open(a, file, &z);
    if (!err_is(err)) {
        err = zip_check_module(&z, STR(P));
        StrBuf sink = {0};
        for (uint32_t i = 0; i < z.entries.n && !err_is(err); i++) err = zip_read(&z.entries.p[i], collect, &sink);
        sb_release(&sink);
        zip_close(&z);
    }
    CHECK_ERR(err, why);
}

static void bad_names(Arena *a, const char *dir)
{
    static const struct {
        const char *name, *why;
    } cases[] = {
        {P "../escape", "invalid path element \"..\""},
        {P "a/../../escape", "file path is not clean"},
        {"m.org/x@v1.0.0/../../../etc/passwd", "invalid path element \"..\""},
        {"/etc/passwd", "path does not have prefix"},
        {"../" P "a", "path does not have prefix"},
        {"m.org/x@v1.0.1/a", "path does not have prefix"},
        {P "/etc/passwd", "empty path element"},
        {P "a//b", "double slash"},
        {P "./a", "file path is not clean"},
        {P "a/./b", "file path is not clean"},
        {P "a\\..\\b", "invalid char '\\\\'"},
        {P "c:evil", "invalid char ':'"},
        {P "a\nb", "invalid char '\\n'"},
        {P "a\xFF", "invalid UTF-8"},
        {P "\xE2\x80\xAE.txt", "invalid char"}, // right-to-left override
        {P "dot.", "trailing dot"},
        {P "...", "invalid path element"},
        {P "con.txt", "\"con\" disallowed as path element component on Windows"},
        {P "sub/LPT1", "disallowed as path element component on Windows"},
        {P "sub/go.mod", "go.mod file not in module root directory"},
        {P "GO.mod", "go.mod files must have lowercase names"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        Pack p = {0};
        pack(&p, cases[i].name, "x");
        refused(a, dir, &p, cases[i].why);
    }
}

static void bad_pairs(Arena *a, const char *dir)
{
    static const struct {
        const char *first, *second, *why;
    } cases[] = {
        {P "read.me", P "READ.me", "case-insensitive file name collision"},
        {P "dir/a", P "Dir/b", "case-insensitive file name collision: \"dir\" and \"Dir\""},
        {P "\xC3\xA9", P "\xC3\x89", "case-insensitive file name collision"},
        {P "k", P "\xE2\x84\xAA", "case-insensitive file name collision"}, // Kelvin sign
        {P "a", P "a", "multiple entries for file \"a\""},
        {P "a", P "a/b", "entry \"a\" is both a file and a directory"},
        {P "a/b", P "a", "entry \"a\" is both a file and a directory"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        Pack p = {0};
        pack(&p, cases[i].first, "x");
        pack(&p, cases[i].second, "y");
        refused(a, dir, &p, cases[i].why);
    }
}

static void bad_entries(Arena *a, const char *dir)
{
    Pack p = {0};
    pack_data(&p, P "link", STR("/etc/passwd"), (Lie){.mode = S_IFLNK | 0777});
    refused(a, dir, &p, "is a symbolic link");
    pack_data(&p, P "dev", STR(""), (Lie){.stored = true, .mode = S_IFCHR | 0600});
    refused(a, dir, &p, "not a regular file");
    pack_data(&p, P "file", STR("x"), (Lie){.mode = S_IFDIR | 0755});
    refused(a, dir, &p, "not a regular file");
    pack_data(&p, P "bomb", STR("0123456789"), (Lie){.size = 5});
    refused(a, dir, &p, "is larger than declared size (5 bytes)");
    pack_data(&p, P "short", STR("0123456789"), (Lie){.size = 50});
    refused(a, dir, &p, "unexpected EOF");
    pack_data(&p, P "huge", STR("x"), (Lie){.size = MOD_ZIP_LIMIT + 1u});
    refused(a, dir, &p, "total uncompressed size of module contents too large");
    pack_data(&p, P "half", STR("x"), (Lie){.size = MOD_ZIP_LIMIT - 1u});
    pack_data(&p, P "other", STR("xy"), (Lie){0});
    refused(a, dir, &p, "total uncompressed size of module contents too large");
    pack_data(&p, P "go.mod", STR("x"), (Lie){.size = (16u << 20) + 1});
    refused(a, dir, &p, "go.mod file too large");
    pack_data(&p, P "crc", STR("x"), (Lie){.crc_xor = 1});
    refused(a, dir, &p, "checksum error");
    pack_data(&p, P "secret", STR("x"), (Lie){.flags = 1});
    refused(a, dir, &p, "encrypted");
    pack_data(&p, P "bz", STR("x"), (Lie){.method = 12});
    refused(a, dir, &p, "unsupported compression algorithm");
    pack_data(&p, P "two", STR("x"), (Lie){.local_name = P "one"});
    refused(a, dir, &p, "local header names another file");
    pack_data(&p, P "far", STR("x"), (Lie){.offset = 0x7FFFFFFF});
    refused(a, dir, &p, "misplaced local header");
    pack_data(&p, P "sizes", STR("xyz"), (Lie){.stored = true, .size = 2});
    refused(a, dir, &p, "stored entry of two sizes");
}

// Whatever is cut off or changed, reading ends in an answer or an error, never outside the file.
static void mutated(Arena *a, const char *dir)
{
    Pack p = {0};
    pack(&p, P "go.mod", "module m.org/x\n");
    pack(&p, P "a.go", "package a\n\nfunc F() {}\n");
    pack_end(&p);
    const char *file = path_join(a, dir, "mutant.zip");
    StrBuf sink = {0};
    for (size_t i = 0; i < 2 * p.bytes.n; i++) {
        Str text = str_dup(a, sb_str(&p.bytes));
        if (i < p.bytes.n) {
            text.n = i;
        } else {
            ((char *)(uintptr_t)text.p)[i - p.bytes.n] ^= (char)(1 + i % 255);
        }
        write_file(a, file, text);
        Zip z;
        Err err = zip_open(a, file, &z);
        bool opened = !err_is(err);
        CHECK(!opened || i >= p.bytes.n); // a cut archive has lost its end
        if (opened) err = zip_check_module(&z, STR(P));
        for (uint32_t k = 0; opened && k < z.entries.n && !err_is(err); k++) {
            err = zip_read(&z.entries.p[k], collect, &sink);
            sb_clear(&sink);
        }
        if (opened) zip_close(&z);
        err_release(&err);
    }
    sb_release(&sink);
    pack_release(&p);
}

int main(void)
{
    Arena *a = arena_new("test");
    const char *dir = fresh_dir(a);
    reads_and_unpacks(a, dir);
    bad_names(a, dir);
    bad_pairs(a, dir);
    bad_entries(a, dir);
    mutated(a, dir);
    drop_dir(dir);
    arena_free(a);
    return check_done();
}
