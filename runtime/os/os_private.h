// Between the files of the room os.
#ifndef UGRT_OS_PRIVATE_H
#define UGRT_OS_PRIVATE_H
void ugrt_time_init(void);
#endif
