/* The list of all statements, for the tests that look at every one. */
#include "store/statement.h"

#define STATEMENT_NAME(name) extern const struct statement name;
#include "store/statements.def"

static const struct statement *const all[] = {
#define STATEMENT_NAME(name) &name,
#include "store/statements.def"
};

const struct statement *const *statement_all(size_t *n_out)
{
	*n_out = sizeof all / sizeof all[0];
	return all;
}
