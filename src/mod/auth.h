// $GOAUTH: the headers that https requests carry, by `go help goauth`. Private to src/mod.
#ifndef UG_MOD_AUTH_H
#define UG_MOD_AUTH_H

#include "mod/mod.h"

typedef struct Auth Auth;
Auth *auth_new(const GoEnv *env);
// Asks everyone once, without a URL, before the first request. An error is one of the setting itself.
Err auth_start(Auth *a);
// Asks again after `url` was refused; answer: the status line and headers that came. False: nobody knows a header for it.
bool auth_refused(Auth *a, const char *url, Str answer);
// What git lent for the last refused URL was right, or wrong: it may remember it.
void auth_judge(Auth *a, bool right);
const StrVec *auth_headers(const Auth *a, const char *url); // "Name: value"; NULL: none

#endif
