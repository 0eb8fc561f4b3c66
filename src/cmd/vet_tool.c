// The tool itself: cmd/vet or cmd/fix of the Go tree, or one the user names; its identity and its flags.
#include <sys/stat.h>

#include "build/pool.h"
#include "cmd/vet.h"

Err vet_tool_open(const Session *s, const char *path, const char *name, VetTool *out)
{
    *out = (VetTool){.name = name};
    if (!*path) {
        Err err = tool_build(s, arena_printf(s->arena, "cmd/%s", name), &out->path);
        if (!err_is(err)) out->identity = str_from(path_base(out->path));
        return err;
    }
    out->path = path_abs(s->arena, s->cwd, path);
    out->name = path_base(out->path);
    struct stat st;
    if (stat(out->path, &st) == 0)
        out->identity = str_from(arena_printf(s->arena, "%s %lld %lld.%09ld", out->path, (long long)st.st_size,
                                              (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec));
    return ERR_NONE;
}

// The next string or word of a JSON text, without quotes; strings' escapes are left as they are.
static Str next_token(Str *text)
{
    while (text->n && strchr(" \t\r\n[]{}:,", *text->p)) text->p++, text->n--;
    bool quoted = text->n && *text->p == '"';
    size_t n = quoted;
    while (n < text->n && (quoted ? text->p[n] != '"' : !strchr(" \t\r\n[]{}:,", text->p[n])))
        n += 1 + (quoted && text->p[n] == '\\');
    Str token = {text->p + quoted, n - quoted};
    n += quoted;
    if (n > text->n) n = text->n;
    text->p += n, text->n -= n;
    return token;
}

Err vet_tool_flags(const Session *s, const VetTool *t, VetToolFlags *out)
{
    const char *argv[] = {t->name, "-flags", NULL};
    Job job = {.path = t->path, .argv = argv, .title = t->name};
    Pool *pool = pool_new(s->arena, 1, false);
    pool_add(pool, &job);
    pool_stop(pool);
    if (job.status == -1)
        return err_new("%s -flags failed: fork/exec %s: %s", t->path, t->path, errno_text(job.start_errno));
    if (job.status != 0) return err_new("%s -flags failed: exit status %d", t->path, job.status >> 8);
    Str text = str_dup(s->arena, sb_str(&job.output));
    sb_release(&job.output);
    VetToolFlag flag = {0};
    while (text.n) { // keys and values alternate
        Str key = next_token(&text), value = next_token(&text);
        if (str_eqz(key, "Name")) flag.name = value;
        if (str_eqz(key, "Bool")) flag.is_bool = str_eqz(value, "true");
        if (str_eqz(key, "Usage")) vec_push(s->arena, out, flag);
    }
    return ERR_NONE;
}

const VetToolFlag *vet_tool_flag(const VetToolFlags *f, Str name)
{
    for (uint32_t i = 0; i < f->n; i++)
        if (str_eq(f->p[i].name, name)) return &f->p[i];
    return NULL;
}

// before_path: what stands before the name of a file of the current directory: "./" in builds, nothing in vet.
static Str shorten(Arena *a, const char *cwd, Str line, const char *before_path)
{
    const char *colon = memchr(line.p, ':', line.n);
    if (!colon || line.p[0] != '/') return line;
    size_t n = (size_t)(colon - line.p);
    const char *path = path_short(a, cwd, arena_strndup(a, line.p, n));
    const char *before = strchr(path, '/') ? "" : before_path;
    return str_from(arena_printf(a, "%s%s%.*s", before, path, (int)(line.n - n), line.p + n));
}

Str vet_line(Arena *a, const char *cwd, const VetTool *t, Str line, const char *before_path)
{
    Str own = str_from(arena_printf(a, "%s: ", t->name));
    if (!str_has_prefix(line, own)) return shorten(a, cwd, line, before_path);
    Str rest = shorten(a, cwd, (Str){line.p + own.n, line.n - own.n}, "./");
    return str_from(arena_printf(a, "%.*s%.*s", STR_FMT(own), STR_FMT(rest)));
}
