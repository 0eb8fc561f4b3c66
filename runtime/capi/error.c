// Errors as text.
#include "capi/private.h"
#include <string.h>

// Static in libc as well: strerrordesc_np neither allocates nor translates.
static void describe(void *inout)
{
    const char **text = inout;
    *text = strerrordesc_np((int)(intptr_t)*text);
}

const char *ug_strerror(int error)
{
    switch (error) {
#define ROW(name, value, text)                                                                                         \
    case name: return text;
        UG_ERRORS(ROW)
#undef ROW
    }
    if (error >= 0) return "success";
    const char *text = (const char *)(intptr_t)-error;
    if (ugrt_getg())
        ugrt_systemstack(describe, &text);
    else
        describe(&text);
    return text ? text : "unknown error";
}
