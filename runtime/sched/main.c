// main of programs whose entry is emitted code. It stands in an object of its own, so that a C program
// with its own main never pulls it from the archive.
#include "sched/sched.h"

int main(int argc, char **argv, char **envp) { ugrt_start(argc, argv, envp, NULL); }
