// Go functions of package runtime (lib/runtime/error.go) that this room calls to make and read panic
// values: run-time errors are Go values, so Go makes them. All weak: a program without Go (the C API)
// has none, and panic/errors.c then panics with values of its own that print the same text.
// The form of each is the C form of its Go declaration (abi.h).
#ifndef UGRT_GO_HOOKS_H
#define UGRT_GO_HOOKS_H

#include "undergo/abi.h"

#define GO_HOOK __attribute__((weak))

// Each panics with a runtime.Error.
GO_HOOK void ugrt_go_panicbounds(uint8_t code, bool is_signed, int64_t x, UgInt y); // boundsError; code: BoundsCode
GO_HOOK void ugrt_go_panicerrorstring(UgString msg); // "runtime error: " + msg
GO_HOOK void ugrt_go_panicerroraddress(UgString msg, uintptr_t addr); // the same with an Addr method
GO_HOOK void ugrt_go_panicplain(UgString msg);       // plainError: the text as it is
GO_HOOK void ugrt_go_panictypeassertion(const UgType *iface, const UgType *have, const UgType *want, UgString missing);

GO_HOOK UgEface ugrt_go_panicnilerror(void);         // new(PanicNilError)
GO_HOOK void ugrt_go_panicnilused(void);             // GODEBUG=panicnil=1 has made a difference

// reflect's Go halves of calls of method values and MakeFunc functions (lib/reflect): known here by their addresses only.
GO_HOOK void ugrt_go_callmethod(void *ctx, void *frame, bool *ret_valid, void *regs);
GO_HOOK void ugrt_go_callreflect(void *ctx, void *frame, bool *ret_valid, void *regs);

// The text of a panic value that is an error or a Stringer.
typedef struct UgPanicText { UgString text; bool ok; } UgPanicText;
GO_HOOK UgPanicText ugrt_go_panictext(UgEface v);

typedef enum BoundsCode {                            // internal/abi's bounds codes, in the order of gc's boundsErrorFmts
    BOUNDS_INDEX,                                    // s[x], 0 <= x < len(s) failed
    BOUNDS_SLICE_ALEN,                               // s[?:x], x > len(s); the rest follow UgSlicePanic
    BOUNDS_SLICE_ACAP,
    BOUNDS_SLICE_B,
    BOUNDS_SLICE3_ALEN,
    BOUNDS_SLICE3_ACAP,
    BOUNDS_SLICE3_B,
    BOUNDS_SLICE3_C,
    BOUNDS_CONVERT,                                  // (*[x]T)(s), x > len(s)
} BoundsCode;

#endif
