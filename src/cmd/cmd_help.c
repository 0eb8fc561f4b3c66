// undergo help [command]
#include "cmd/cmd.h"

static void overview(FILE *out)
{
    fputs("Undergo compiles and runs Go programs by way of C.\n\nUsage:\n\n\tundergo <command> [arguments]\n\nThe "
          "commands are:\n\n",
          out);
    for (size_t i = 0; i < ncommands; i++) {
        if (strcmp(commands[i].name, "help") != 0) fprintf(out, "\t%-11s %s\n", commands[i].name, commands[i].brief);
    }
    fputs("\nUse \"undergo help <command>\" for more information about a command.\n\nAdditional help topics:\n\n", out);
    help_list_topics(out);
    fputs("\nUse \"undergo help <topic>\" for more information about that topic.\n", out);
}

void help_subcommands(const Command *c, FILE *out)
{
    fprintf(out, "%s\n\nUsage:\n\n\tundergo %s <command> [arguments]\n\nThe commands are:\n\n", c->help, c->name);
    size_t n = strlen(c->name);
    for (size_t i = 0; i < nsubcommands; i++) {
        const Command *sub = &subcommands[i];
        if (strncmp(sub->name, c->name, n) == 0 && sub->name[n] == ' ')
            fprintf(out, "\t%-11s %s\n", sub->name + n + 1, sub->brief);
    }
    fprintf(out, "\nUse \"undergo help %s <command>\" for more information about a command.\n\n", c->name);
}

int cmd_help(const Command *c, int argc, char **argv)
{
    (void)c;
    if (argc == 0) {
        overview(argv ? stdout : stderr);
        return EXIT_OK;
    }
    int code;
    if (argc == 1 && help_topic(argv[0], &code)) return code;
    const Command *topic = argc == 2 ? find_subcommand(argv[0], argv[1]) : find_command(argv[0]);
    if (!topic || argc > 2) {
        const Command *parent = argc > 2 ? find_subcommand(argv[0], argv[1]) : NULL;
        if (!parent) parent = find_command(argv[0]);
        StrBuf b = {0};
        for (int i = 0; i < argc; i++) sb_printf(&b, " %s", argv[i]);
        fprintf(stderr, "undergo help%s: unknown help topic. Run 'undergo help%s%s'.\n", b.p, parent ? " " : "",
                parent ? parent->name : "");
        sb_release(&b);
        return EXIT_USAGE;
    }
    if (strcmp(topic->name, "help") == 0) {
        overview(stdout);
        return EXIT_OK;
    }
    if (argc == 1 && (topic->run == cmd_mod || topic->run == cmd_work)) {
        help_subcommands(topic, stdout);
        return EXIT_OK;
    }
    printf("usage: undergo %s\n\n%s", topic->usage, topic->help);
    return EXIT_OK;
}
