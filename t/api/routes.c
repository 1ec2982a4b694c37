/* Prints the route table for the tests of other parts: method, path, "slow" or "fast", rate class.
 */
#include "api/api.h"

int main(void)
{
	size_t n;
	/* What can be reached to the end is no leak; without volatile the store is optimised away. */
	static struct router *volatile router;
	router = api_router();
	const struct route *const *routes = router_routes(router, &n);
	for (size_t i = 0; i < n; i++)
		printf("%s %s %s %s\n", method_name(routes[i]->method), routes[i]->path,
		       routes[i]->flags & ROUTE_SLOW ? "slow" : "fast",
		       routes[i]->flags & ROUTE_GENERATION ? "generation" : "calls");
	return 0;
}
