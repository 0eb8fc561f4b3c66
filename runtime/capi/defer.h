// What the C API keeps per goroutine (G.capi), and its deferred calls.
#ifndef UGRT_CAPI_DEFER_H
#define UGRT_CAPI_DEFER_H

typedef struct CDefer CDefer;
typedef struct CTry CTry;
typedef struct CPanic CPanic;
typedef struct CScope CScope;

typedef struct CState {
    CDefer *deferred;                                // last first
    CScope *scope;                                   // innermost
    CTry *try_;
    CPanic *panic;
} CState;

void ugrt_capi_run_deferred(CState *s);              // all that is left; entered

#endif
