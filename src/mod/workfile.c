// Reads a go.work file: go, toolchain, use, replace, godebug.
#include "mod/mod.h"

Err workfile_parse(Arena *a, const char *path, const char *shown, Str text, WorkFile *out)
{
    *out = (WorkFile){.path = path};
    ModErrors errs = {.file = shown, .whole = path};
    ModLines lines = {0};
    mod_lex(a, text, &lines, &errs);
    for (uint32_t i = 0; i < lines.n; i++) {
        const ModLine *l = &lines.p[i];
        Str verb = l->verb;
        if (str_eqz(verb, "go")) {
            if (out->go.n) {
                mod_error(&errs, l, "repeated go statement");
            } else if (l->args.n != 1) {
                mod_error(&errs, l, "go directive expects exactly one argument");
            } else if (!gover_valid(l->args.p[0])) {
                mod_error(&errs, l, "invalid go version '%.*s': must match format 1.23.0", STR_FMT(l->args.p[0]));
            } else {
                out->go = l->args.p[0];
            }
        } else if (str_eqz(verb, "toolchain")) {
            if (out->toolchain.n) {
                mod_error(&errs, l, "repeated toolchain statement");
            } else if (l->args.n != 1) {
                mod_error(&errs, l, "toolchain directive expects exactly one argument");
            } else if (!modfile_toolchain_valid(l->args.p[0])) {
                mod_error(&errs, l, "invalid toolchain version '%.*s': must match format go1.23.0 or default",
                          STR_FMT(l->args.p[0]));
            } else {
                out->toolchain = l->args.p[0];
            }
        } else if (str_eqz(verb, "use")) {
            if (l->args.n == 1) {
                vec_push(a, &out->use, ((WorkUse){l->args.p[0], l->line}));
            } else {
                mod_error(&errs, l, "usage: use local/dir");
            }
        } else if (str_eqz(verb, "replace")) {
            ModReplace r;
            if (modfile_replace_args(a, l, &errs, &r)) vec_push(a, &out->replace, r);
        } else if (str_eqz(verb, "godebug")) {
            const char *eq = l->args.n == 1 ? memchr(l->args.p[0].p, '=', l->args.p[0].n) : NULL;
            if (eq) {
                Str kv = l->args.p[0];
                size_t n = (size_t)(eq - kv.p);
                vec_push(a, &out->godebug, ((ModKeyValue){{kv.p, n}, {eq + 1, kv.n - n - 1}}));
            } else {
                mod_error(&errs, l, "usage: godebug key=value");
            }
        } else {
            mod_error(&errs, l, "unknown directive: %.*s", STR_FMT(verb));
        }
    }
    Err err = errs.text.n ? err_new("errors parsing go.work:\n%s", errs.text.p) : ERR_NONE;
    sb_release(&errs.text);
    return err;
}
