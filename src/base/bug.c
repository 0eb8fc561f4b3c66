// ug_bug: the end of the road when the compiler itself is at fault.
#include "base/base.h"

void ug_bug(const char *file, int line, const char *fmt, ...)
{
    fflush(stdout);
    fprintf(stderr, "undergo: internal error: ");
    va_list ap;
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fprintf(stderr,
            " (%s:%d)\n"
            "\tThis is a bug in undergo. Please report it with this message, the command line,\n"
            "\tthe output of \"undergo version\" and, if you can, the Go source that led here.\n",
            file, line);
    exit(3);
}
