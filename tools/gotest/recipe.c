// Reads a test's recipe: `// action [flags] [args]` in the first comment, up to a blank line.
#include <stdlib.h>

#include "gotest.h"

const char *action_name(Action a)
{
    static const char *const names[] = {"",
#define X(name, group) #name,
                                        ACTIONS(X)
#undef X
    };
    return names[a];
}

Group action_group(Action a)
{
    static const Group groups[] = {GROUP_OTHER,
#define X(name, group) group,
                                   ACTIONS(X)
#undef X
    };
    return groups[a];
}

static Action find_action(const char *name)
{
    for (int a = 1; a < ACTION_COUNT; a++) {
        if (strcmp(action_name((Action)a), name) == 0) return (Action)a;
    }
    return ACTION_NONE;
}

static void skip(GoTest *t, const char *why)
{
    t->outcome = OUT_SKIP;
    t->why = why;
}

// Words with "…" and '…' kept together.
static void split(Arena *a, Str text, Args *out)
{
    for (size_t i = 0; i < text.n;) {
        while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n' || text.p[i] == '\r')) i++;
        if (i >= text.n) return;
        StrBuf b = {0};
        char quote = 0;
        for (; i < text.n; i++) {
            char c = text.p[i];
            if (quote ? c == quote : c == '"' || c == '\'') {
                quote = quote ? 0 : c;
            } else if (!quote && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
                break;
            } else {
                sb_putc(&b, c);
            }
        }
        vec_push(a, out, (const char *)arena_strndup(a, b.p ? b.p : "", b.n));
        sb_release(&b);
    }
}

static void take_flags(GoTest *t, Args *words)
{
    while (words->n && words->p[0][0] == '-') {
        const char *f = words->p[0];
        const char *value = words->n > 1 ? words->p[1] : "";
        uint32_t used = 1;
        if (strcmp(f, "-1") == 0) {
            t->want_error = true;
        } else if (strcmp(f, "-0") == 0) {
            t->want_error = false;
        } else if (strcmp(f, "-s") == 0) {
            t->single_file_packages = true;
        } else if (strcmp(f, "-t") == 0) {
            t->timeout = strtod(value, NULL);
            used = 2;
        } else if (strcmp(f, "-goexperiment") == 0) {
            vec_push(t->arena, &t->env, (const char *)arena_printf(t->arena, "GOEXPERIMENT=%s", value));
            used = 2;
        } else if (strcmp(f, "-godebug") == 0) {
            vec_push(t->arena, &t->env, (const char *)arena_printf(t->arena, "GODEBUG=%s", value));
            used = 2;
        } else if (strcmp(f, "-gomodversion") == 0) {
            t->mod_version = value;
            used = 2;
        } else {
            vec_push(t->arena, &t->flags, f);
        }
        words->p += used;
        words->n -= used < words->n ? used : words->n;
    }
}

// Debug switches of gc that make it tell what its own back end did: nothing that another compiler could repeat.
static bool asks_for_insides(const GoTest *t)
{
    static const char *const topics[] = {"ssa/", "append", "defer",    "escapedebug", "escapemutationscalls",
                                         "nil",  "slice",  "tailcall", "typeassert",  "wb"};
    for (uint32_t i = 0; i < t->flags.n; i++) {
        const char *f = t->flags.p[i];
        if (strcmp(f, "-live") == 0 || strcmp(f, "-+") == 0) return true;
        if (strncmp(f, "-d=", 3) != 0) continue;
        for (const char *topic = f + 3; topic; topic = strchr(topic, ',') ? strchr(topic, ',') + 1 : NULL)
            for (size_t k = 0; k < ARRAY_LEN(topics); k++)
                if (strncmp(topic, topics[k], strlen(topics[k])) == 0) return true;
    }
    return false;
}

// Run kinds that ask for what only gc has. NULL: nothing of the kind.
static const char *gc_only(const GoTest *t)
{
    static const struct {
        const char *name, *why;
    } names[] = {
        {"nosplit.go", "judges the check of nosplit stacks in gc's linker"},
        {"maymorestack.go", "wants a hook in gc's prologues (-d=maymorestack)"},
        {"linkobj.go", "links object files of gc's compiler (-linkobj)"},
        {"linkmain_run.go", "links object files of gc's compiler"},
        {"fixedbugs/bug369.go", "links object files of gc's compiler"},
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i].name, t->name) == 0) return names[i].why;
    for (uint32_t i = 0; i < t->env.n; i++)
        if (strcmp(t->env.p[i], "GOEXPERIMENT=fieldtrack") == 0) return "field tracking, an experiment of gc's linker";
    return NULL;
}

// Tests that gc fails too: the list of Go's own driver (types2Failures).
static bool fails_with_gc(const char *name)
{
    static const char *const names[] = {
        "shift1.go",
        "fixedbugs/issue10700.go",
        "fixedbugs/issue18331.go",
        "fixedbugs/issue18419.go",
        "fixedbugs/issue20233.go",
        "fixedbugs/issue20245.go",
        "fixedbugs/issue31053.go",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

enum { DEFAULT_SECONDS = 60 };

void recipe_read(GoTest *t)
{
    t->timeout = DEFAULT_SECONDS;
    t->mod_version = "1.14";
    if (!read_whole(t->arena, t->path, &t->source)) {
        test_failed(t, "cannot read the file");
        return;
    }
    Str src = t->source;
    while (src.n && src.p[0] == '\n') src.p++, src.n--;
    const char *blank = memmem(src.p, src.n, "\n\n", 2);
    if (!blank || !str_has_prefix(src, STR("//"))) {
        skip(t, "no recipe");
        return;
    }
    Str recipe = {src.p, (size_t)(blank - src.p)};
    const char *nl = memchr(recipe.p, '\n', recipe.n);
    if (nl && memmem(recipe.p, (size_t)(nl - recipe.p), "+build", 6)) {
        recipe.n -= (size_t)(nl + 1 - recipe.p);
        recipe.p = nl + 1;
    }
    if (str_has_prefix(recipe, STR("//"))) recipe.p += 2, recipe.n -= 2;
    Args words = {0};
    split(t->arena, recipe, &words);
    t->action = words.n ? find_action(words.p[0]) : ACTION_NONE;
    if (t->action == ACTION_NONE) {
        skip(t, "no recipe");
        return;
    }
    words.p++, words.n--;
    t->want_error = t->action == ACTION_errorcheck || t->action == ACTION_errorcheckdir ||
                    t->action == ACTION_errorcheckoutput || t->action == ACTION_errorcheckwithauto;
    t->want_auto = t->action == ACTION_errorcheckwithauto;
    take_flags(t, &words);
    for (uint32_t i = 0; i < words.n; i++) {
        if (strncmp(words.p[i], "//", 2) == 0) break; // a comment that follows the recipe
        vec_push(t->arena, &t->args, words.p[i]);
    }
    if (t->action == ACTION_skip) skip(t, "its recipe says skip");
    if (t->action == ACTION_asmcheck) skip(t, "judges gc's own assembly");
    if (action_group(t->action) == GROUP_ERRORS && asks_for_insides(t)) skip(t, "asks what happens inside gc");
    const char *why = gc_only(t);
    if (why) skip(t, why);
    if (fails_with_gc(t->name)) skip(t, "fails with gc too");
    if (t->outcome != OUT_SKIP && !load_match_file(&t->d->constraints, NULL, "x.go", src)) skip(t, "build constraint");
}
