/* Signs what stands on standard input: sign ID TIMESTAMP SECRET... For tests that have other
 * implementations verify it. */
#include "notify/signature.h"

#include "util/text.h"

#include <stdio.h>
#include <stdlib.h>

#define BODY_MOST (1u << 20)

int main(int argc, char **argv)
{
	static char body[BODY_MOST];
	struct arena *a = arena_new();
	struct signed_message m = {.body = body};
	const char *header;

	if (argc < 4)
		return 2;
	m.id = argv[1];
	m.timestamp = strtoll(argv[2], NULL, 10);
	m.body_size = fread(body, 1, sizeof body, stdin);
	header = webhook_sign(a, &m, (const char *const *)argv + 3, (size_t)argc - 3);
	if (header)
		printf("%s\n", header);
	arena_free(a);
	return header ? 0 : 1;
}
