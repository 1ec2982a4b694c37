/* The memory of this process. */
#ifndef METER_UTIL_MEMORY_H
#define METER_UTIL_MEMORY_H

#include <stddef.h>

/* Pieces of so many bytes and more go back to the system when they are freed, and the heap's end
 * when as much of it is free. By itself glibc, when it has freed a large piece, takes all of that
 * size from the heap afterwards, and gives no free memory back below twice that size. */
void memory_spare(size_t bytes);

/* Bytes that are in use; 0 when it cannot be told. */
size_t memory_used(void);

#endif
