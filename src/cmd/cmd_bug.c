// undergo bug: the frame of a bug report.
#include <sys/utsname.h>

#include "cmd/cmd.h"

static void section(const char *title, const char *hint) { printf("### %s\n\n%s\n\n", title, hint); }

int cmd_bug(const Command *c, int argc, char **argv)
{
    (void)c, (void)argv;
    if (argc > 0) return report_err(err_new("bug takes no arguments"));
    puts("Please put this into your report, and fill it in:\n\n### Versions\n\n<pre>\n$ undergo version");
    find_command("version")->run(find_command("version"), 0, NULL);
    struct utsname u;
    if (uname(&u) == 0) printf("$ uname -srm\n%s %s %s\n", u.sysname, u.release, u.machine);
    puts("$ undergo env");
    int code = find_command("env")->run(find_command("env"), 0, NULL);
    puts("</pre>\n");
    section("What did you do?", "A program as small as it gets that shows it, and the command line.");
    section("What did you expect to see?", "Where go does otherwise, what it does.");
    section("What did you see instead?", "The whole output.");
    return code;
}
