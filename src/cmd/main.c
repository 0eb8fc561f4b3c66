// The entry: picks the command. Usage and exit codes are go's.
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/cmd.h"

const Command commands[] = {
#define COMMAND(name, usage, brief, help) {#name, usage, brief, help, cmd_##name},
#include "cmd/commands.def"
#undef COMMAND
};
const size_t ncommands = ARRAY_LEN(commands);

const Command subcommands[] = {
#define SUBCOMMAND(parent, name, usage, brief, help) {#parent " " #name, usage, brief, help, cmd_##parent##_##name},
#include "cmd/subcommands.def"
#undef SUBCOMMAND
};
const size_t nsubcommands = ARRAY_LEN(subcommands);

const Command *find_command(const char *name)
{
    for (size_t i = 0; i < ncommands; i++) {
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    }
    return NULL;
}

const Command *find_subcommand(const char *parent, const char *name)
{
    size_t n = strlen(parent);
    for (size_t i = 0; i < nsubcommands; i++) {
        const char *full = subcommands[i].name;
        if (strncmp(full, parent, n) == 0 && full[n] == ' ' && strcmp(full + n + 1, name) == 0) return &subcommands[i];
    }
    return NULL;
}

// For shells: what may follow.
static void list_names(const Command *list, size_t n, const char *parent)
{
    size_t skip = strlen(parent);
    for (size_t i = 0; i < n; i++) {
        if (strncmp(list[i].name, parent, skip) == 0 && (skip == 0 || list[i].name[skip] == ' '))
            puts(list[i].name + skip + (skip > 0));
    }
}

int run_subcommand(const Command *c, int argc, char **argv)
{
    if (argc == 0) {
        help_subcommands(c, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[0], "--complete") == 0) {
        list_names(subcommands, nsubcommands, c->name);
        return EXIT_OK;
    }
    const Command *sub = find_subcommand(c->name, argv[0]);
    if (sub) return sub->run(sub, argc - 1, argv + 1);
    fprintf(stderr, "undergo %s: unknown command\nRun 'undergo help %s' for usage.\n", c->name, c->name);
    return EXIT_USAGE;
}

int usage_error(const Command *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bool said = vfprintf(stderr, fmt, ap) > 0;
    va_end(ap);
    const char *more = strcmp(c->name, "test") == 0 ? " and 'undergo help testflag'" : "";
    fprintf(stderr, "%susage: undergo %s\nRun 'undergo help %s'%s for details.\n", said ? "\n" : "", c->usage, c->name,
            more);
    return EXIT_USAGE;
}

int report_err(Err err)
{
    size_t n = strlen(err.msg);
    fprintf(stderr, "%s%s%s", err.whole ? "" : "undergo: ", err.msg, n && err.msg[n - 1] == '\n' ? "" : "\n");
    err_release(&err);
    return EXIT_ERROR;
}

static int usage_of_main(void)
{
    cmd_help(find_command("help"), 0, NULL);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) return usage_of_main();
    if (strcmp(argv[1], "-C") == 0 || strncmp(argv[1], "-C=", 3) == 0) { // may stand before the command
        bool apart = argv[1][2] == 0;
        if (apart && argc < 3) return usage_of_main();
        const char *dir = apart ? argv[2] : argv[1] + 3;
        if (chdir(dir) != 0) return report_err(err_new("chdir %s: %s", dir, errno_text(errno)));
        argc -= 1 + apart, argv += 1 + apart;
    }
    if (argc < 2) return usage_of_main();
    const char *name = argv[1];
    if (strcmp(name, "--complete") == 0) {
        list_names(commands, ncommands, "");
        return EXIT_OK;
    }
    if (strcmp(name, "-h") == 0 || strcmp(name, "-help") == 0 || strcmp(name, "--help") == 0) name = "help";
    if (strcmp(name, "--version") == 0) name = "version";
    const Command *c = find_command(name);
    if (!c) {
        fprintf(stderr, "undergo %s: unknown command\nRun 'undergo help' for usage.\n", name);
        return EXIT_USAGE;
    }
    int code = c->run(c, argc - 2, argv + 2);
    if (fflush(stdout) != 0) return EXIT_ERROR;
    return code == EXIT_TOLD ? EXIT_OK : code;
}
