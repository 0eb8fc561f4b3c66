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
    fputs("\nUse \"undergo help <command>\" for more information about a command.\n", out);
}

int cmd_help(const Command *c, int argc, char **argv)
{
    (void)c;
    if (argc == 0) {
        overview(argv ? stdout : stderr);
        return EXIT_OK;
    }
    const Command *topic = find_command(argv[0]);
    if (!topic || argc > 1) {
        fprintf(stderr, "undergo help %s: unknown help topic. Run 'undergo help'.\n", argv[0]);
        return EXIT_USAGE;
    }
    if (strcmp(topic->name, "help") == 0) {
        overview(stdout);
        return EXIT_OK;
    }
    printf("usage: undergo %s\n\n%s", topic->usage, topic->help);
    return EXIT_OK;
}
