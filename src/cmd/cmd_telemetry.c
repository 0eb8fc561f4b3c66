// undergo telemetry: there is none, which is all that can be said or set.
#include "cmd/cmd.h"

int cmd_telemetry(const Command *c, int argc, char **argv)
{
    Session s;
    session_init(&s, c);
    int code = session_parse(&s, argc, argv);
    if (code) return code;
    if (s.args.n == 0) {
        puts("off");
        return EXIT_OK;
    }
    const char *mode = s.args.p[0];
    if (s.args.n == 1 && strcmp(mode, "off") == 0) return EXIT_OK;
    bool known = strcmp(mode, "on") == 0 || strcmp(mode, "local") == 0;
    if (s.args.n > 1 || !known) return usage_error(c, "%s", "");
    return report_err(err_new("nothing is collected here: telemetry stays off"));
}
