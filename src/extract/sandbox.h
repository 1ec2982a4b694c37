/* Giving up, for good, whatever the extractor process does not need. */
#ifndef METER_EXTRACT_SANDBOX_H
#define METER_EXTRACT_SANDBOX_H

#include <stdbool.h>

/* The exit status of a process whose memory was used up. */
#define EXIT_MEMORY 77
/* And of one that met a page in an encoding whose converter is not open. */
#define EXIT_CHARSET 78

/* Sets the limits, drops to nobody when root, and lets the kernel kill the process for any system
 * call that is not on a short list. What opens files lazily must have done so before. False with
 * errno when the kernel refuses. Built with sanitizers, which need more, it does next to nothing.
 */
bool sandbox_enter(void);

#endif
