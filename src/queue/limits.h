/* What one runner may use of the machine. Whoever goes beyond it ends alone: its master gives what
 * it held to another, and the task that it worked on counts a crash. */
#ifndef METER_QUEUE_LIMITS_H
#define METER_QUEUE_LIMITS_H

#include <stddef.h>

/* Bytes of address space, once. The allocation that fails ends the process. */
void limit_memory(size_t most);

/* Processor seconds from now on, until this is called again: a loop that does not come round ends
 * by SIGXCPU. */
void limit_processor(int seconds);

#endif
