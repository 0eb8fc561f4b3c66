// Functions this project does not call, with what to use instead.
#ifndef UG_BANNED_H
#define UG_BANNED_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol atof gets
// strcpy, strcat, sprintf: StrBuf or arena_printf.  strtok: split by hand.  atoi: strtol with its end checked.
#endif
