/* glibc's malloc, and what the kernel says. */
#include "util/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void memory_spare(size_t bytes)
{
	(void)mallopt(M_MMAP_THRESHOLD, (int)bytes);
	(void)mallopt(M_TRIM_THRESHOLD, (int)bytes);
}

size_t memory_used(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	char line[128] = "", *resident;

	if (!file)
		return 0;
	/* Pages of address space, then those that are there. */
	resident = fgets(line, sizeof line, file) ? strchr(line, ' ') : NULL;
	fclose(file);
	return resident ? strtoul(resident, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}
