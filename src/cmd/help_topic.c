// Help on what is no command: the text is read from cmd/go/alldocs.go of the Go tree, a comment that holds all of go's
// help, each topic below a line "# Title". The title is the topic's line in topics.def with a large first letter.
#include <ctype.h>

#include "cmd/cmd.h"

typedef struct Topic {
    const char *name, *brief;
} Topic;
static const Topic topics[] = {
#define TOPIC(name, brief) {name, brief},
#include "cmd/topics.def"
#undef TOPIC
};

void help_list_topics(FILE *out)
{
    for (size_t i = 0; i < ARRAY_LEN(topics); i++) fprintf(out, "\t%-15s %s\n", topics[i].name, topics[i].brief);
}

static bool is_title(Str line, const Topic *t)
{
    size_t n = strlen(t->brief);
    if (line.n != n + 2 || line.p[0] != '#' || line.p[1] != ' ') return false;
    return toupper((unsigned char)line.p[2]) == toupper((unsigned char)t->brief[0]) &&
           memcmp(line.p + 3, t->brief + 1, n - 1) == 0;
}

static bool any_title(Str line)
{
    for (size_t i = 0; i < ARRAY_LEN(topics); i++)
        if (is_title(line, &topics[i])) return true;
    return false;
}

static Err print_topic(const Topic *t)
{
    Session s;
    session_init(&s, find_command("help"));
    const char *goroot = load_find_goroot(s.arena, s.goroot);
    if (!goroot) return err_new("no Go tree was found, whose text on %s would stand here", t->name);
    Str text;
    Err err = file_read(s.arena, path_join(s.arena, goroot, "src/cmd/go/alldocs.go"), &text);
    bool inside = false, empty = true; // empty: nothing was printed yet
    uint32_t blank = 0;
    while (text.n && !err_is(err)) {
        const char *nl = memchr(text.p, '\n', text.n);
        Str line = {text.p, nl ? (size_t)(nl - text.p) : text.n};
        text.p += line.n + (nl != NULL), text.n -= line.n + (nl != NULL);
        if (!str_has_prefix(line, STR("//"))) {
            inside = false;
            continue;
        }
        line.p += 2, line.n -= 2;
        if (line.n && *line.p == ' ') line.p++, line.n--;
        if (any_title(line)) {
            inside = is_title(line, t);
            continue;
        }
        if (!inside) continue;
        if (line.n == 0) {
            blank += !empty;
            continue;
        }
        for (; blank; blank--) putchar('\n');
        printf("%.*s\n", STR_FMT(line));
        empty = false;
    }
    return err;
}

bool help_topic(const char *name, int *code)
{
    for (size_t i = 0; i < ARRAY_LEN(topics); i++) {
        if (strcmp(topics[i].name, name) != 0) continue;
        Err err = print_topic(&topics[i]);
        *code = err_is(err) ? report_err(err) : EXIT_OK;
        return true;
    }
    return false;
}
