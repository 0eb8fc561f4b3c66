// go.mod and go.work files (../fuzz.h): both are read, strictly and not, and printing what was read as text must give
// a text that reads the same.
#include "../fuzz.h"
#include "mod/mod.h"

static void check_text(Str text)
{
    Arena *a = arena_new("fuzz");
    ModFile m;
    WorkFile w;
    for (int strict = 0; strict < 2; strict++) {
        Err err = modfile_parse(a, "/x/go.mod", "go.mod", text, strict, &m);
        err_release(&err);
    }
    Err err = workfile_parse(a, "/x/go.work", "go.work", text, &w);
    err_release(&err);
    Str once = modtext_print(modtext_read(a, text));
    CHECK_STR(modtext_print(modtext_read(a, once)), once);
    UG_ASSERT(check_failures == 0);
    arena_free(a);
}

static const char *const pieces[] = {
    "(",           ")",
    "=>",          "[",
    "]",           ",",
    "\"",          "`",
    "\\",          "//",
    "/*",          "\n",
    "\r\n",        "\t",
    "module ",     "go ",
    "1.26",        "require ",
    "replace ",    "exclude ",
    "retract",     "tool ",
    "use ",        "ignore ",
    "toolchain ",  "godebug ",
    "// indirect", "example.com/a/v2",
    "v1.2.3",      "v0.0.0-20200101000000-abcdefabcdef",
    "./x",         "default=go1.21",
    "\xff",        "\xef\xbb\xbf",
};

static const FuzzTarget target = {
    .check = check_text,
    .pieces = pieces,
    .npieces = ARRAY_LEN(pieces),
    .seed = "module ex.com/m // name\n\ngo 1.26\n\ntoolchain go1.26.3\n\nrequire (\n\tex.com/a v1.2.3\n"
            "\tex.com/b/v2 v2.0.0 // indirect\n)\n\nreplace ex.com/a => ../a\n\nreplace ex.com/b/v2 v2.0.0 => ex.com/f "
            "v1.0.0\n"
            "\nexclude ex.com/a v1.2.2\n\nretract [v1.0.0, v1.0.5] // broken\n\ntool ex.com/a/cmd/x\n\nuse "
            "(\n\t./a\n\t\"./b\"\n)\n",
    .suffix = ".mod",
};
FUZZ_MAIN(target)
