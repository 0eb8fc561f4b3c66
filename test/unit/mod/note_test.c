// Signed notes and verifier keys; the first note is one that the public database has signed.
#include "archive.h"
#include "mod/digest.h"
#include "mod/note.h"

#define KEY "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
#define TEXT "go.sum database tree\n66332798\nczPocWFmMwQrSENohgEPvFiqA+2i/3lRZhHbxtma2UQ=\n"
#define SIG                                                                                                            \
    "\u2014 sum.golang.org Az3grh19zTBOmg0dGOAELF5SP1N/QTSsuYwquERee13uccsbttgwVlS/"                                   \
    "0MhlHd7IEvb6fQVKmu7XFovf0PT1tKOnHQo=\n"
#define STRANGER "\u2014 else.org AAAAAQECAwQ=\n"

static void keys(Arena *a)
{
    NoteKey k;
    CHECK_OK(note_key_parse(a, STR(KEY), &k));
    CHECK_STR(k.name, STR("sum.golang.org"));
    CHECK_INT(k.hash, 0x033de0ae);
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "malformed verifier id"},
        {"sum.golang.org", "malformed verifier id"},
        {"sum.golang.org+033de0ae", "malformed verifier id"},
        {"sum.golang.org+33de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "malformed verifier id"},
        {"sum golang+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "malformed verifier id"},
        {"sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "invalid verifier hash"},
        {"sum.golang.com+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "invalid verifier hash"},
        {"sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn", "malformed verifier id"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) CHECK_ERR(note_key_parse(a, str_from(bad[i].text), &k), bad[i].why);
}

static void notes(Arena *a)
{
    NoteKey k;
    Str text;
    CHECK_OK(note_key_parse(a, STR(KEY), &k));
    CHECK_OK(note_open(a, STR(TEXT "\n" SIG), &k, &text));
    CHECK_STR(text, STR(TEXT));
    CHECK_OK(note_open(a, STR(TEXT "\n" STRANGER SIG), &k, &text));
    CHECK_OK(note_open(a, STR(TEXT "\n" SIG SIG), &k, &text));
    static const struct {
        const char *msg, *why;
    } bad[] = {
        {"", "malformed note"},
        {TEXT SIG, "malformed note"},
        {TEXT "\n", "malformed note"},
        {TEXT "\n" STRANGER, "note has no verifiable signatures"},
        {TEXT "\n- sum.golang.org AAAAAQECAwQ=\n", "malformed note"},
        {TEXT "\n\u2014 sum.golang.org Az3grg==\n", "malformed note"},
        {TEXT "\n\u2014 sum.golang.org Az3grgEC\n", "invalid signature for key sum.golang.org+033de0ae"},
        {"x" TEXT "\n" SIG, "invalid signature"},
        {"go.sum database tree\n66332799\nczPocWFmMwQrSENohgEPvFiqA+2i/3lRZhHbxtma2UQ=\n\n" SIG, "invalid signature"},
        {TEXT "\x01\n\n" SIG, "malformed note"},
        {TEXT "\xFF\n\n" SIG, "malformed note"},
        // A second signature block: only what stands above the last empty line is signed.
        {TEXT "\n" SIG "\n" SIG, "invalid signature"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) CHECK_ERR(note_open(a, str_from(bad[i].msg), &k, &text), bad[i].why);
}

static void base64(Arena *a)
{
    for (size_t n = 0; n < 40; n++) {
        uint8_t bytes[40];
        for (size_t i = 0; i < n; i++) bytes[i] = (uint8_t)(37 * i + n);
        Str back;
        CHECK(b64_decode(a, b64_encode(a, bytes, n), &back));
        CHECK_STR(back, ((Str){(char *)bytes, n}));
    }
    static const char *const bad[] = {"A",    "AA",   "AAA",      "A===", "====",  "AA=A",
                                      "AB==", "AAB=", "AA==AAAA", "AA A", "AAA\n", "AA-_"};
    Str out;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        bool ok = b64_decode(a, str_from(bad[i]), &out);
        CHECK(!ok);
        if (ok) fprintf(stderr, "\t%s\n", bad[i]);
    }
}

int main(void)
{
    Arena *a = arena_new("test");
    keys(a);
    notes(a);
    base64(a);
    arena_free(a);
    return check_done();
}
