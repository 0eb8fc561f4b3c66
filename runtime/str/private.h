// Between the files of the room.
#ifndef UGRT_STR_PRIVATE_H
#define UGRT_STR_PRIVATE_H

#include "str/str.h"

void ugrt_hash_init(void);
void ugrt_bytes_init(void);

#endif
