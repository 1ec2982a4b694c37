/* The process that parses strangers' bytes. Its parent starts it with a socket as descriptor 3 and
 * nothing else: see extract/operation.h. */
#include "extract/operation.h"
#include "util/log.h"

#include <sys/socket.h>

#define PARENT_FD 3

int main(int argc, char **argv)
{
	int type;
	socklen_t size = sizeof type;

	(void)log_open("meter-extractor", NULL, LOG_WARNING_LEVEL);
	if (getsockopt(PARENT_FD, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
		die("is started by meter-fcgi, not by hand");
	return extractor_serve(PARENT_FD, operations, argc > 1 ? argv[1] : NULL);
}
