// Err, a failure of the environment: a message on the heap that gains context at each layer.
#include <errno.h>
#include <stdlib.h>

#include "base/base.h"

static char *format(const char *fmt, va_list ap)
{
    char *msg = NULL;
    if (vasprintf(&msg, fmt, ap) < 0) base_oom();
    return msg;
}

Err err_new(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Err e = {.msg = format(fmt, ap)};
    va_end(ap);
    return e;
}

Err err_whole(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    Err e = {.msg = format(fmt, ap), .whole = true};
    va_end(ap);
    return e;
}

Err err_wrap_take(Err e, const char *fmt, ...)
{
    if (!err_is(e) || e.whole) return e;
    va_list ap;
    va_start(ap, fmt);
    char *context = format(fmt, ap);
    va_end(ap);
    Err wrapped = err_new("%s: %s", context, e.msg);
    free(context);
    err_release(&e);
    return wrapped;
}

void err_release(Err *e)
{
    free(e->msg);
    *e = ERR_NONE;
}

const char *errno_text(int e)
{
    static const struct {
        int e;
        const char *text;
    } known[] = {{ENOENT, "no such file or directory"},
                 {EACCES, "permission denied"},
                 {EPERM, "operation not permitted"},
                 {EEXIST, "file exists"},
                 {ENOTDIR, "not a directory"},
                 {EISDIR, "is a directory"},
                 {ENOTEMPTY, "directory not empty"},
                 {ENOSPC, "no space left on device"},
                 {EFBIG, "file too large"},
                 {EROFS, "read-only file system"},
                 {ELOOP, "too many levels of symbolic links"},
                 {ENAMETOOLONG, "file name too long"},
                 {EINVAL, "invalid argument"}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (known[i].e == e) return known[i].text;
    }
    return strerror(e);
}
