/* Memory that processes share by a file: what it holds outlives them, but not a restart of what
 * lies under the file (a run directory goes with the machine's). */
#ifndef METER_UTIL_SHARED_H
#define METER_UTIL_SHARED_H

#include <stddef.h>
#include <stdint.h>

/* Maps the file, of `size` bytes that begin with the eight of `magic`, all others 0 when it is new.
 * One of another size or magic gives way to a new file: its users go on with theirs. NULL and errno
 * when it cannot. munmap() is the end of it. */
void *shared_map(const char *path, size_t size, uint64_t magic);

#endif
