// //go: directives: collected as they are scanned, taken by the declaration that follows.
//
// What a declaration can't take, or nothing takes, is "misplaced". //go:linkname goes to the
// file, //go:embed to the variable. Unknown directives are comments. What only the runtime, the
// standard library or cgo may say is an error elsewhere.
#include "num/num.h"
#include "syntax/parse.h"

static uint32_t pragma_of(Str verb)
{
    static const struct {
        Str verb;
        uint32_t flags;
    } table[] = {
        {STR("go:build"), PRAGMA_GO_BUILD},
        {STR("go:noinline"), PRAGMA_NOINLINE},
        {STR("go:nosplit"), PRAGMA_NOSPLIT | PRAGMA_NOCHECKPTR},
        {STR("go:noescape"), PRAGMA_NOESCAPE},
        {STR("go:norace"), PRAGMA_NORACE},
        {STR("go:nocheckptr"), PRAGMA_NOCHECKPTR},
        {STR("go:systemstack"), PRAGMA_SYSTEMSTACK},
        {STR("go:nowritebarrier"), PRAGMA_NOWRITEBARRIER},
        {STR("go:nowritebarrierrec"), PRAGMA_NOWRITEBARRIERREC | PRAGMA_NOWRITEBARRIER},
        {STR("go:yeswritebarrierrec"), PRAGMA_YESWRITEBARRIERREC},
        {STR("go:cgo_unsafe_args"), PRAGMA_CGO_UNSAFE_ARGS | PRAGMA_NOCHECKPTR},
        {STR("go:uintptrkeepalive"), PRAGMA_UINTPTRKEEPALIVE},
        {STR("go:uintptrescapes"), PRAGMA_UINTPTRESCAPES | PRAGMA_UINTPTRKEEPALIVE},
        {STR("go:registerparams"), PRAGMA_REGISTERPARAMS},
    };
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (str_eq(table[i].verb, verb)) return table[i].flags;
    return 0;
}

enum {
    RUNTIME_PRAGMAS = PRAGMA_SYSTEMSTACK | PRAGMA_NOWRITEBARRIER | PRAGMA_NOWRITEBARRIERREC | PRAGMA_YESWRITEBARRIERREC
};

// Not counted as the parser's own errors: gc goes on as if there were none.
static void directive_error(Parser *p, Pos pos, const char *msg)
{
    diag_report(p->opt->sink, DIAG_Syntax, pos, "%s", msg);
}

#define BLANKS " \t\r\n\v\f"

static void linkname(Parser *p, Pos pos, Str args)
{
    Str local = str_word(&args, BLANKS), remote = str_word(&args, BLANKS), more = str_word(&args, BLANKS);
    if (local.n == 0 || more.n) {
        directive_error(p, pos, "usage: //go:linkname localname [linkname]");
        return;
    }
    Linkname l = {pos, atom_get(p->opt->atoms, local), str_dup(p->arena, remote)};
    vec_push(p->arena, &p->file->linknames, l);
}

// One pattern of //go:embed: bare, or a quoted Go string. False: malformed.
static bool embed_pattern(Parser *p, Str *args, Str *pattern)
{
    char quote = args->p[0];
    if (quote != '"' && quote != '`') {
        *pattern = str_word(args, BLANKS);
        return true;
    }
    size_t i = 1;
    while (i < args->n && args->p[i] != quote) i += quote == '"' && args->p[i] == '\\' ? 2 : 1;
    if (i >= args->n || (i + 1 < args->n && !memchr(BLANKS, args->p[i + 1], sizeof BLANKS - 1))) return false;
    ConstVal *value = num_string_lit(p->arena, (Str){args->p, i + 1});
    if (num_kind(value) != CONST_STRING) return false;
    *pattern = num_string_value(value);
    args->p += i + 1;
    args->n -= i + 1;
    return true;
}

static void embed(Parser *p, Pos pos, Str args)
{
    Embed *e = ARENA_NEW(p->arena, Embed);
    e->pos = pos;
    for (args = str_trim(args, BLANKS); args.n; args = str_trim(args, BLANKS)) {
        Str pattern;
        if (!embed_pattern(p, &args, &pattern)) {
            diag_report(p->opt->sink, DIAG_Syntax, pos, "invalid quoted string in //go:embed: %.*s", STR_FMT(args));
            e->patterns.n = 0;
            break;
        }
        vec_push(p->arena, &e->patterns, str_dup(p->arena, pattern));
    }
    if (e->patterns.n == 0) {
        directive_error(p, pos, "usage: //go:embed pattern...");
        return;
    }
    *p->embeds_end = e;
    p->embeds_end = &e->next;
}

// ---- //go:cgo_…: what cgo tells the compiler and the linker. Words are plain or "quoted".
static Str cgo_word(Str *s)
{
    *s = str_trim(*s, BLANKS);
    if (!s->n || s->p[0] != '"') return str_word(s, BLANKS);
    const char *close = memchr(s->p + 1, '"', s->n - 1);
    Str word = {s->p, close ? (size_t)(close + 1 - s->p) : s->n};
    s->p += word.n;
    s->n -= word.n;
    return word;
}

static bool cgo_words_fit(Str args, const char *shape, uint32_t least)
{
    uint32_t n = 0;
    for (args = str_trim(args, BLANKS); args.n && !str_eqz(args, "\"");
         args = str_trim(args, BLANKS), n++) { // a last quote alone is none
        bool quoted = cgo_word(&args).p[0] == '"';
        if (!shape[n] || quoted != (shape[n] == 'q')) return false;
    }
    return n >= least;
}

static void cgo_directive(Parser *p, Pos pos, Str text, Str verb, Str args)
{
    static const struct {
        const char *verb, *shape, *usage; // shape: p plain, q quoted
    } table[] = {
        {"go:cgo_export_static", "pp", "usage: //go:cgo_export_static local [remote]"},
        {"go:cgo_export_dynamic", "pp", "usage: //go:cgo_export_dynamic local [remote]"},
        {"go:cgo_import_dynamic", "ppq", "usage: //go:cgo_import_dynamic local [remote [\"library\"]]"},
        {"go:cgo_import_static", "p", "usage: //go:cgo_import_static local"},
        {"go:cgo_dynamic_linker", "q", "usage: //go:cgo_dynamic_linker \"path\""},
        {"go:cgo_ldflag", "q", "usage: //go:cgo_ldflag \"arg\""},
    };
    bool for_all = str_eqz(verb, "go:cgo_import_dynamic") && cgo_words_fit(args, "ppq", 3);
    if (!for_all && !p->opt->is_std)
        diag_report(p->opt->sink, DIAG_Syntax, pos, "//%.*s only allowed in cgo-generated code", STR_FMT(text));
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (str_eqz(verb, table[i].verb) && !cgo_words_fit(args, table[i].shape, 1))
            directive_error(p, pos, table[i].usage);
}

static void pragma(Parser *p, Pos pos, Str verb)
{
    uint32_t flags = pragma_of(verb);
    if (!flags) return;
    if ((flags & RUNTIME_PRAGMAS) && !p->opt->is_std)
        diag_report(p->opt->sink, DIAG_Syntax, pos, "//%.*s only allowed in runtime", STR_FMT(verb));
    if (flags == PRAGMA_UINTPTRKEEPALIVE && !p->opt->is_std)
        diag_report(p->opt->sink, DIAG_Syntax, pos, "//%.*s is only allowed in the standard library", STR_FMT(verb));
    vec_push(p->arena, &p->pragmas, ((PragmaAt){flags, pos}));
}

// `text` starts with "go:"; `offset` is where.
void parse_on_directive(void *parser, uint32_t offset, bool blank_line, Str text)
{
    Parser *p = parser;
    Pos pos = file_pos(p->scan.file, offset);
    Str args = text, verb = str_word(&args, BLANKS);
    if (p->before_package && str_eqz(verb, "go:build")) p->file->go_version = parse_go_version(p->arena, args);
    if (p->opt->imports_only) return;
    if (!blank_line) {
        directive_error(p, pos, "misplaced compiler directive");
    } else if (str_eqz(verb, "go:linkname")) {
        linkname(p, pos, args);
    } else if (str_eqz(verb, "go:embed")) {
        embed(p, pos, args);
    } else {
        if (str_has_prefix(verb, STR("go:cgo_"))) cgo_directive(p, pos, text, verb, args);
        pragma(p, pos, verb);
    }
}

Embed *parse_take_embeds(Parser *p)
{
    Embed *e = p->embeds;
    p->embeds = NULL;
    p->embeds_end = &p->embeds;
    return e;
}

uint32_t parse_take_pragmas(Parser *p, uint32_t allowed)
{
    uint32_t flags = 0;
    for (uint32_t i = 0; i < p->pragmas.n; i++) {
        PragmaAt *at = &p->pragmas.p[i];
        flags |= at->flags & allowed;
        if (at->flags & ~allowed) directive_error(p, at->pos, "misplaced compiler directive");
    }
    p->pragmas.n = 0;
    for (Embed *e = parse_take_embeds(p); e; e = e->next) directive_error(p, e->pos, "misplaced go:embed directive");
    return flags;
}

void parse_drop_pragmas(Parser *p)
{
    if (p->pragmas.n || p->embeds) parse_take_pragmas(p, 0);
}

void parse_check_embed(Parser *p, const VarDecl *d)
{
    const char *wrong = NULL;
    if (!p->imports_embed)
        wrong = "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)";
    else if (d->names.n > 1)
        wrong = "go:embed cannot apply to multiple vars";
    else if (d->values.n)
        wrong = "go:embed cannot apply to var with initializer";
    else if (!d->type)
        wrong = "go:embed cannot apply to var without type";
    else if (p->func_nest > 0)
        wrong = "go:embed cannot apply to var inside func";
    if (wrong) directive_error(p, d->embeds->pos, wrong);
}
