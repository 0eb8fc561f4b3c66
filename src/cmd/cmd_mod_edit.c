// undergo mod edit: changes go.mod as flags say, in their order, and looks at nothing else. -json prints what the file
// says.
#include "cmd/edits.h"

// ---- -json

static void version_object(FILE *out, Str path, Str version, unsigned depth)
{
    JsonObject o = {.out = out, .depth = depth};
    json_text(&o, "Path", path);
    json_text(&o, "Version", version);
    json_end(&o);
}

void edits_put_replace(JsonObject *in, const ModReplace *r)
{
    json_key(in, "Old");
    version_object(in->out, r->old_path, r->old_version, in->depth + 1);
    json_key(in, "New");
    version_object(in->out, r->new_path, r->new_version, in->depth + 1);
}

static void print_json(const ModFile *f)
{
    JsonObject o = {.out = stdout};
    json_key(&o, "Module");
    JsonObject m = {.out = stdout, .depth = 1};
    json_text(&m, "Path", f->module);
    json_text(&m, "Deprecated", f->deprecated);
    json_end(&m);
    json_text(&o, "Go", f->go);
    json_text(&o, "Toolchain", f->toolchain);
    if (f->godebug.n)
        EACH_OBJECT(o, "GoDebug", f->godebug,
                    (json_text(&in, "Key", f->godebug.p[i].key), json_text(&in, "Value", f->godebug.p[i].value)));
    EACH_OBJECT(o, "Require", f->require,
                (json_text(&in, "Path", f->require.p[i].path), json_text(&in, "Version", f->require.p[i].version),
                 json_true(&in, "Indirect", f->require.p[i].indirect)));
    EACH_OBJECT(o, "Exclude", f->exclude,
                (json_text(&in, "Path", f->exclude.p[i].path), json_text(&in, "Version", f->exclude.p[i].version)));
    EACH_OBJECT(o, "Replace", f->replace, edits_put_replace(&in, &f->replace.p[i]));
    EACH_OBJECT(o, "Retract", f->retract,
                (json_text(&in, "Low", f->retract.p[i].low), json_text(&in, "High", f->retract.p[i].high),
                 json_text(&in, "Rationale", f->retract.p[i].rationale)));
    EACH_OBJECT(o, "Tool", f->tool, json_text(&in, "Path", f->tool.p[i]));
    EACH_OBJECT(o, "Ignore", f->ignore, json_text(&in, "Path", f->ignore.p[i]));
    json_end(&o);
    putchar('\n');
}

// ---- The command

// Complaints name the file by its whole path, their head by its short one.
static Err parse(Session *s, const char *path, Str text, ModFile *out)
{
    Err err = modfile_parse(s->arena, path, path, text, true, out);
    const char *rest = err_is(err) && strncmp(err.msg, "errors parsing ", 15) == 0 ? strchr(err.msg, '\n') : NULL;
    if (!rest) return err;
    Err shorter = err_new("errors parsing %s:%s", path_short(s->arena, s->cwd, path), rest);
    err_release(&err);
    return shorter;
}

int cmd_mod_edit(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    session_mod_flags(&s);
    StrVec flags = {0};
    ArgVec others = {0};
    edits_take(s.arena, &mod_edits, argc, argv, &flags, &others);
    bool fmt = false, print = false, json = false;
    flag_add(&s.flags, "fmt", FLAG_BOOL, &fmt);
    flag_add(&s.flags, "print", FLAG_BOOL, &print);
    flag_add(&s.flags, "json", FLAG_BOOL, &json);
    int code = session_parse(&s, (int)others.n, (char **)others.p);
    if (code) return code;
    if (!edits_any(&mod_edits, &flags) && !fmt && !print && !json)
        return report_err(err_new("no flags specified (see 'go help mod edit')."));
    if (json && print) return report_err(err_new("cannot use both -json and -print"));
    if (s.args.n > 1) return report_err(err_new("too many arguments"));
    Err err = session_chdir(&s);
    if (err_is(err)) return report_err(err);
    const char *path = s.args.n ? path_abs(s.arena, s.cwd, s.args.p[0]) : path_find_up(s.arena, s.cwd, "go.mod");
    if (!path)
        return report_err(
            err_new("go.mod file not found in current directory or any parent directory; see 'go help modules'"));
    Edit trial = {.arena = s.arena, .text = modtext_read(s.arena, (Str){0}), .who = "mod"};
    trial.go_version = session_go_version(&s);
    err = edits_run(&mod_edits, &trial, &flags); // what is wrong with a flag is told first
    Str text;
    if (!err_is(err)) err = file_read(s.arena, path, &text);
    Edit e = {.arena = s.arena, .who = "mod", .go_version = session_go_version(&s)};
    ModFile f;
    if (!err_is(err)) err = parse(&s, path, text, &f);
    if (!err_is(err)) {
        e.text = modtext_read(s.arena, text);
        err = edits_run(&mod_edits, &e, &flags);
    }
    if (err_is(err)) return report_err(err);
    if (flags.n) modtext_sort(e.text, true);
    Str out = modtext_print(e.text);
    if (json) { // what the edits made of it may be no valid file, which is shown all the same
        err = modfile_parse(s.arena, path, path, out, true, &f);
        err_release(&err);
    }
    if (json) {
        print_json(&f);
    } else if (print) {
        fwrite(out.p, 1, out.n, stdout);
    } else if (!str_eq(out, text)) {
        err = file_write_atomic(path, out);
    }
    return err_is(err) ? report_err(err) : EXIT_OK;
}
