// -gcflags and -ldflags: the compiler's and the linker's own options, in gc's syntax.
//
// -gcflags='[pattern=]flags': without a pattern they go to the packages named on the command
// line. Options that steer gc's internals and change no meaning are accepted and have no effect.
#include "build/build.h"

const char *pattern_flag_check(Arena *a, const char *value)
{
    value += strspn(value, " \t\n");
    if (!*value) return NULL;
    if (*value != '-') {
        const char *eq = strchr(value, '=');
        if (!eq) return "missing =<value> in <pattern>=<value>";
        if (eq == value) return "missing <pattern> in <pattern>=<value>";
        if (*value == '\'' || *value == '"')
            return arena_printf(a, "parameter may not start with quote character %c", *value);
        value = eq + 1;
    }
    StrVec words = {0};
    char open = split_quoted(a, str_from(value), &words);
    return open ? arena_printf(a, "unterminated %c string", open) : NULL;
}

// Drops the pattern, which pattern_flag_check has seen.
static Str cut_pattern(Str *text)
{
    while (text->n && (*text->p == ' ' || *text->p == '\t' || *text->p == '\n')) text->p++, text->n--;
    const char *eq = text->n && *text->p != '-' ? memchr(text->p, '=', text->n) : NULL;
    if (!eq) return (Str){0};
    Str pattern = {text->p, (size_t)(eq - text->p)};
    text->n -= pattern.n + 1;
    text->p = eq + 1;
    return pattern;
}

// The value of -name=value or of -name's next word.
static bool value_of(const StrVec *words, uint32_t *i, Str w, const char *name, Str *value)
{
    Str n = str_from(name);
    if (!str_has_prefix(w, n)) return false;
    if (w.n == n.n) {
        if (*i + 1 >= words->n) return false;
        *value = words->p[++*i];
        return true;
    }
    if (w.p[n.n] != '=') return false;
    *value = (Str){w.p + n.n + 1, w.n - n.n - 1};
    return true;
}

static bool harmless(Str w)
{
    static const char *const names[] = {"-B",       "-C",
                                        "-c",       "-dynlink",
                                        "-dwarf",   "-dwarflocationlists",
                                        "-live",    "-nolocalimports",
                                        "-shared",  "-smallframes",
                                        "-spectre", "-t",
                                        "-w",       "-W",
                                        "-wb",      "-d",
                                        "-L",       "-j",
                                        "-r",       "-E",
                                        "-K",       "-h",
                                        "-v",       "-p",
                                        "-0"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        Str n = str_from(names[i]);
        if (str_eq(w, n) || (str_has_prefix(w, n) && w.p[n.n] == '=')) return true;
    }
    return false;
}

Err gcflags_parse(Arena *a, Str text, GcFlagRules *rules)
{
    GcFlagRule rule = {.flags = {.lang = ""}};
    rule.pattern = cut_pattern(&text);
    StrVec words = {0};
    split_quoted(a, text, &words);
    for (uint32_t i = 0; i < words.n; i++) {
        Str w = words.p[i], value;
        if (w.n > 2 && w.p[0] == '-' && w.p[1] == '-') w.p++, w.n--;
        if (str_eqz(w, "-N")) {
            rule.flags.no_opt = true;
        } else if (str_eqz(w, "-l") || str_has_prefix(w, STR("-l="))) {
            rule.flags.no_inline = !str_eqz(w, "-l=0") && !str_eqz(w, "-l=4");
        } else if (str_eqz(w, "-complete=false")) {
            rule.flags.incomplete = true;
        } else if (str_eqz(w, "-complete")) {
            rule.flags.incomplete = false;
        } else if (str_eqz(w, "-e") || str_has_prefix(w, STR("-e="))) {
            rule.flags.all_errors = !str_eqz(w, "-e=0") && !str_eqz(w, "-e=false");
        } else if (str_eqz(w, "-d=checkptr") || str_eqz(w, "-d=checkptr=1")) {
            rule.flags.checkptr = true;
        } else if (str_eqz(w, "-d=checkptr=0")) {
            rule.flags.no_checkptr = true;
        } else if (str_eqz(w, "-race")) {
            rule.flags.race = true;
        } else if (str_eqz(w, "-std") || str_eqz(w, "-+")) {
            rule.flags.std = true;
        } else if (str_eqz(w, "-m")) {
            rule.flags.diag_level++;
        } else if (str_eqz(w, "-S") || str_eqz(w, "-S=1") || str_eqz(w, "-S=2")) {
            rule.flags.list_code = true;
        } else if (str_has_prefix(w, STR("-m=")) && w.n == 4) {
            rule.flags.diag_level = w.p[3] - '0';
        } else if (value_of(&words, &i, w, "-lang", &value)) {
            rule.flags.lang = arena_strndup(a, value.p, value.n);
        } else if (str_eqz(w, "-d=converthash=qy")) {
            rule.flags.clamp_conversions = true;
        } else if (!harmless(w)) {
            return err_whole("flag provided but not defined: %.*s\nusage: compile [options] file.go...", STR_FMT(w));
        }
    }
    vec_push(a, rules, rule);
    return ERR_NONE;
}

static bool pattern_matches(Str pattern, const LoadPkg *p)
{
    if (pattern.n == 0) return p->matched || (p->for_test.n && !p->standard);
    if (str_eqz(pattern, "all")) return true;
    if (str_eqz(pattern, "std")) return p->standard;
    if (str_has_suffix(pattern, STR("/..."))) return path_within(p->pkg_path, (Str){pattern.p, pattern.n - 4});
    return str_eq(pattern, p->import_path) || str_eq(pattern, p->pkg_path) || (str_eqz(pattern, ".") && p->matched);
}

GcFlags gcflags_of(const GcFlagRules *rules, const LoadPkg *p)
{
    GcFlags flags = {.lang = ""};
    for (uint32_t i = 0; i < rules->n; i++) { // the last that matches wins, as in go
        if (pattern_matches(rules->p[i].pattern, p)) flags = rules->p[i].flags;
    }
    return flags;
}

static Err link_var(Arena *a, Str def, LdFlags *out)
{
    const char *eq = memchr(def.p, '=', def.n);
    const char *dot = eq ? memrchr(def.p, '.', (size_t)(eq - def.p)) : NULL;
    if (!dot) return err_new("-X flag requires argument of the form importpath.name=value");
    LinkVar v = {
        {def.p, (size_t)(dot - def.p)}, {dot + 1, (size_t)(eq - dot - 1)}, {eq + 1, def.n - (size_t)(eq + 1 - def.p)}};
    vec_push(a, &out->vars, v);
    return ERR_NONE;
}

Err ldflags_parse(Arena *a, Str text, LdFlags *out)
{
    if (!out->extldflags) out->extldflags = "";
    cut_pattern(&text); // programs are all alike here
    StrVec words = {0};
    split_quoted(a, text, &words);
    for (uint32_t i = 0; i < words.n; i++) {
        Str w = words.p[i], value;
        if (w.n > 2 && w.p[0] == '-' && w.p[1] == '-') w.p++, w.n--;
        if (str_eqz(w, "-s")) {
            out->strip_symbols = out->strip_debug = true;
        } else if (str_eqz(w, "-w")) {
            out->strip_debug = true;
        } else if (str_eqz(w, "-w=0") || str_eqz(w, "-s=0") || str_eqz(w, "-w=false") || str_eqz(w, "-s=false")) {
            continue;
        } else if (str_has_prefix(w, STR("-compressdwarf"))) {
            out->plain_debug = str_has_suffix(w, STR("=false")) || str_has_suffix(w, STR("=0"));
        } else if (value_of(&words, &i, w, "-X", &value)) {
            Err err = link_var(a, value, out);
            if (err_is(err)) return err;
        } else if (value_of(&words, &i, w, "-extldflags", &value)) {
            out->extldflags = arena_strndup(a, value.p, value.n);
        } else if (!value_of(&words, &i, w, "-linkmode", &value) && !value_of(&words, &i, w, "-buildid", &value) &&
                   !value_of(&words, &i, w, "-B", &value) && !value_of(&words, &i, w, "-strictdups", &value) &&
                   !value_of(&words, &i, w, "-checklinkname", &value) && !str_eqz(w, "-c") && !str_eqz(w, "-v")) {
            return err_whole("flag provided but not defined: %.*s\nusage: link [options] main.o", STR_FMT(w));
        }
    }
    return ERR_NONE;
}
