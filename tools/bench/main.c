// bench [-b build] [-n runs] [-flags '-O3 …'] [-o table.md] [NAME…]: bench/*.go beside gc.
//
// Each program is built by undergo and by the go on PATH, both builds timed from a warm cache with
// the program itself unknown. Then the two run alternately, so that a noisy machine is noisy for
// both; the best of the runs counts. Outputs must be equal. The table gives processor time, since
// other work on the machine disturbs it least; wall time for the concurrent ones is in column two.
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "../harness/harness.h"

typedef struct Side {
    const char *exe;
    double build_seconds, cpu, wall;
    long rss_kb, size_kb;
} Side;

typedef struct Bench {
    const char *name, *path;
    Side ours, gc;
    const char *failed; // NULL: fine
} Bench;

typedef struct Options {
    Arena *arena;
    const char *undergo, *work, *ccflags;
    int runs;
    Args tags;
} Options;

static Str run(Options *o, Args argv, Proc *p)
{
    vec_push(o->arena, &argv, (const char *)NULL);
    *p = (Proc){.argv = argv.p, .timeout = 300, .merge = true};
    proc_run(p);
    Str out = str_dup(o->arena, sb_str(&p->out));
    proc_release(p);
    return out;
}

static long size_of(const char *path)
{
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    fclose(f);
    return n / 1024;
}

// A copy with a line of its own, so that no cache knows the program; std stays cached.
static const char *fresh_copy(Options *o, const Bench *b)
{
    Str text;
    if (!read_whole(o->arena, b->path, &text)) return NULL;
    const char *dir = arena_printf(o->arena, "%s/%s", o->work, b->name);
    make_dirs(dir);
    const char *path = arena_printf(o->arena, "%s/main.go", dir);
    const char *marked = arena_printf(o->arena, "%.*s\nvar _ = %d\n", STR_FMT(text), (int)getpid());
    write_whole(path, str_from(marked));
    return path;
}

static bool have_go(Options *o)
{
    Args argv = {0};
    vec_push(o->arena, &argv, "go");
    vec_push(o->arena, &argv, "version");
    Proc p;
    run(o, argv, &p);
    return p.exit_code == 0;
}

static bool build(Options *o, Bench *b, Side *s, const char *tool, const char *source, const char *suffix)
{
    Args argv = {0};
    s->exe = arena_printf(o->arena, "%s/%s.%s", o->work, b->name, suffix);
    vec_push(o->arena, &argv, tool);
    vec_push(o->arena, &argv, "build");
    if (tool == o->undergo && *o->ccflags)
        vec_push(o->arena, &argv, (const char *)arena_printf(o->arena, "-ccflags=%s", o->ccflags));
    vec_push(o->arena, &argv, "-o");
    vec_push(o->arena, &argv, s->exe);
    vec_push(o->arena, &argv, source);
    Proc p;
    Str out = run(o, argv, &p);
    s->build_seconds = p.seconds;
    s->size_kb = size_of(s->exe);
    if (p.exit_code == 0) return true;
    b->failed = arena_printf(o->arena, "%s build: %.*s", suffix, STR_FMT(out));
    return false;
}

static bool measure(Options *o, Bench *b, Side *s, Str *out)
{
    Args argv = {0};
    vec_push(o->arena, &argv, s->exe);
    Proc p;
    *out = run(o, argv, &p);
    if (p.exit_code != 0) {
        b->failed = arena_printf(o->arena, "%s: %s", s->exe, proc_status(o->arena, &p));
        return false;
    }
    if (s->cpu == 0 || p.cpu_seconds < s->cpu) s->cpu = p.cpu_seconds;
    if (s->wall == 0 || p.seconds < s->wall) s->wall = p.seconds;
    if (p.max_rss_kb > s->rss_kb) s->rss_kb = p.max_rss_kb;
    return true;
}

static void run_bench(Options *o, Bench *b)
{
    const char *source = fresh_copy(o, b);
    if (!source || !build(o, b, &b->ours, o->undergo, source, "undergo") || !build(o, b, &b->gc, "go", source, "gc"))
        return;
    for (int i = 0; i < o->runs; i++) {
        Str ours, gc;
        if (!measure(o, b, &b->ours, &ours) || !measure(o, b, &b->gc, &gc)) return;
        if (!str_eq(ours, gc)) {
            b->failed = "outputs differ";
            return;
        }
    }
}

static void print_row(const Bench *b, FILE *out)
{
    if (b->failed) {
        Str why = str_from(b->failed), line = next_line(&why);
        fprintf(out, "| %s | failed: %.*s |\n", b->name, STR_FMT(line));
        return;
    }
    const Side *u = &b->ours, *g = &b->gc;
    fprintf(out, "| %s | **%.2f** | %.2f | %.2f | %.2f | %.1f / %.1f | %.2f / %.2f | %ld / %ld |\n", b->name,
            u->cpu / g->cpu, u->wall / g->wall, u->cpu, g->cpu, (double)u->rss_kb / 1024, (double)g->rss_kb / 1024,
            u->build_seconds, g->build_seconds, u->size_kb, g->size_kb);
    fflush(out);
}

static void print_mean(const Bench *list, uint32_t n, FILE *out)
{
    double sum = 0, wall = 0;
    uint32_t k = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (list[i].failed) continue;
        sum += log(list[i].ours.cpu / list[i].gc.cpu);
        wall += log(list[i].ours.wall / list[i].gc.wall);
        k++;
    }
    if (k) fprintf(out, "| geometric mean of %u | **%.2f** | %.2f |\n", k, exp(sum / k), exp(wall / k));
}

static const char head[] =
    "| program | CPU ratio | wall ratio | CPU s | gc's | memory MB / gc's | build s / gc's | size KB / gc's |\n"
    "|---|---|---|---|---|---|---|---|\n";

int main(int argc, char **argv)
{
    Options o = {.arena = arena_new("bench"), .runs = 5, .ccflags = ""};
    const char *build_dir = "build", *table = NULL;
    Args names = {0};
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "-b") == 0) {
            build_dir = value, i++;
        } else if (strcmp(argv[i], "-n") == 0) {
            o.runs = (int)strtol(value, NULL, 10), i++;
        } else if (strcmp(argv[i], "-flags") == 0) {
            o.ccflags = value, i++;
        } else if (strcmp(argv[i], "-o") == 0) {
            table = value, i++;
        } else {
            vec_push(o.arena, &names, (const char *)argv[i]);
        }
    }
    o.undergo = arena_printf(o.arena, "%s/bin/undergo", build_dir);
    o.work = temp_dir(o.arena, "bench");
    if (!have_go(&o)) {
        puts("bench: skipped: no go on PATH to compare with");
        remove_tree(o.work);
        return 0;
    }
    if (names.n == 0) {
        Args files = dir_list(o.arena, "bench", ".go");
        for (uint32_t i = 0; i < files.n; i++)
            vec_push(o.arena, &names, (const char *)arena_strndup(o.arena, files.p[i], strlen(files.p[i]) - 3));
    }
    Bench *list = ARENA_ARRAY(o.arena, Bench, names.n);
    fputs(head, stdout);
    bool ok = true;
    for (uint32_t i = 0; i < names.n; i++) {
        list[i] = (Bench){.name = names.p[i], .path = arena_printf(o.arena, "bench/%s.go", names.p[i])};
        run_bench(&o, &list[i]);
        print_row(&list[i], stdout);
        ok &= !list[i].failed;
    }
    print_mean(list, names.n, stdout);
    FILE *f = table ? fopen(table, "we") : NULL;
    if (f) {
        fputs(head, f);
        for (uint32_t i = 0; i < names.n; i++) print_row(&list[i], f);
        print_mean(list, names.n, f);
        fclose(f);
    }
    remove_tree(o.work);
    return ok ? 0 : 1;
}
