/* The simplest FastCGI program: libfcgi's own accept loop, one process a worker, a fixed answer.
 * What a reader of libfcgi's documentation would write; bench/http measures beside it.
 *
 *   hello SOCKET WORKERS
 */
#include <fcgiapp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char body[1024];

static void serve(int listen_fd)
{
	FCGX_Request request;
	FCGX_InitRequest(&request, listen_fd, 0);
	while (FCGX_Accept_r(&request) == 0) {
		FCGX_FPrintF(request.out,
			     "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n",
			     (int)sizeof body);
		FCGX_PutStr(body, sizeof body, request.out);
		FCGX_Finish_r(&request);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	memset(body, 'x', sizeof body);
	memcpy(body, "{\"name\":\"", 9);
	memcpy(body + sizeof body - 2, "\"}", 2);
	FCGX_Init();
	signal(SIGTERM, SIG_DFL);
	unlink(argv[1]);
	int listen_fd = FCGX_OpenSocket(argv[1], 1024);
	if (listen_fd < 0)
		return 1;
	chmod(argv[1], 0666);
	for (int i = 0; i < atoi(argv[2]); i++) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			serve(listen_fd);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
