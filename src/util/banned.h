/* Functions that have bitten other programs are compile errors here. */
#ifndef METER_UTIL_BANNED_H
#define METER_UTIL_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* With clang, glibc makes these two macros when it fortifies. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets
#pragma GCC poison atoi atol atof localtime gmtime ctime asctime rand random system popen

#endif
