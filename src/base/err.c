// Err, a failure of the environment: a message on the heap that gains context at each layer.
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
