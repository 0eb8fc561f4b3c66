// Build constraints by expression and by file name.
#include "../check.h"
#include "load/load.h"

static Loader linux_amd64(Arena *a)
{
    Loader l = {.arena = a, .goos = "linux", .goarch = "amd64", .go_minor = 26};
    vec_push(a, &l.tags, STR("mine"));
    vec_push(a, &l.tool_tags, STR("goexperiment.regabiargs"));
    return l;
}

int main(void)
{
    Arena *a = arena_new("test");
    Loader l = linux_amd64(a);
    static const struct {
        const char *text;
        bool want;
    } exprs[] = {
        {"//go:build linux", true},
        {"//go:build !linux", false},
        {"//go:build windows || (unix && amd64)", true},
        {"//go:build linux && !amd64 || mine", true},
        {"//go:build go1.26", true},
        {"//go:build go1.27", false},
        {"//go:build gc && !gccgo", true},
        {"//go:build cgo", false},
        {"//go:build ignore", false},
        {"//go:build goexperiment.regabiargs", true},
        {"//go:build linux &&", false},
        {"// +build windows linux", true},
        {"// +build linux,!amd64", false},
        {"/* licence */\n\n//go:build !linux", false},
        {"//go:build linux // why", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(exprs); i++) {
        const char *file = arena_printf(a, "%s\n\npackage p\n", exprs[i].text);
        if (load_match_file(&l, NULL, "x.go", str_from(file)) != exprs[i].want) {
            check_report(false, __FILE__, __LINE__, exprs[i].text);
        }
    }
    CHECK(load_match_file(&l, NULL, "x.go", STR("package p\n\n//go:build windows\n")));
    static const struct {
        const char *name;
        bool want;
    } names[] = {
        {"x.go", true},           {"x_linux.go", true},      {"x_windows.go", false},      {"x_linux_amd64.go", true},
        {"x_amd64.go", true},     {"x_arm64.go", false},     {"x_linux_arm64.go", false},  {"linux.go", true},
        {"windows.go", true},     {"x_linux_test.go", true}, {"x_windows_test.go", false}, {"x_foo_linux.go", true},
        {"x_plan9_foo.go", true}, {"x_unix.go", true},       {"x_darwin_amd64.go", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (load_match_name(&l, NULL, names[i].name) != names[i].want)
            check_report(false, __FILE__, __LINE__, names[i].name);
    }
    arena_free(a);
    return check_done();
}
