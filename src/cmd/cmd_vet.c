// undergo vet: says what it cannot do yet.
#include "cmd/cmd.h"

int cmd_vet(const Command *c, int argc, char **argv)
{
    (void)c, (void)argc, (void)argv;
    fputs("undergo vet: not available in this version; 'undergo check' reports what the compiler would\n", stderr);
    return EXIT_USAGE;
}
