// undergo tool: the tools that are part of Undergo.
#include "cmd/cmd.h"

static const struct {
    const char *name;
    int (*run)(const Command *c, int argc, char **argv);
} tools[] = {
    {"asm", tool_asm},
};

int cmd_tool(const Command *c, int argc, char **argv)
{
    if (argc == 0) {
        for (size_t i = 0; i < ARRAY_LEN(tools); i++) printf("%s\n", tools[i].name);
        return EXIT_OK;
    }
    for (size_t i = 0; i < ARRAY_LEN(tools); i++)
        if (strcmp(argv[0], tools[i].name) == 0) return tools[i].run(c, argc - 1, argv + 1);
    fprintf(stderr, "undergo: no such tool \"%s\"\n", argv[0]);
    return EXIT_USAGE;
}
