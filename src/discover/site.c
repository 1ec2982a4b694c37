/* Hosts and registrable domains; the only file that knows libpsl, whose list is compiled in. */
#include "discover/site.h"

#include <libpsl.h>
#include <string.h>

static const char *const words[] = {
    [SITE_HOST] = "host", [SITE_DOMAIN] = "site", [SITE_ANY] = "any"};

bool site_scope_read(const char *word, enum site_scope *out)
{
	for (enum site_scope s = SITE_HOST; s <= SITE_ANY; s++) {
		if (strcmp(words[s], word) == 0) {
			*out = s;
			return true;
		}
	}
	return false;
}

const char *site_scope_word(enum site_scope scope)
{
	return words[scope];
}

/* The last label of an IPv4 address is a number, which no name's is. */
static bool is_address(const char *host)
{
	const char *last = strrchr(host, '.');

	return *host == '[' || (last && last[1] >= '0' && last[1] <= '9');
}

const char *site_domain(const char *host)
{
	const psl_ctx_t *list = psl_builtin();

	/* Without a list every name would be a site with all that end as it does. */
	if (!list || is_address(host) || !strchr(host, '.'))
		return NULL;
	return psl_registrable_domain(list, host);
}

static bool has_own_port(const struct url *u)
{
	return u->port == (strcmp(u->scheme, "https") == 0 ? 443 : 80);
}

static bool is_same_host(const struct url *a, const struct url *b)
{
	return strcmp(a->host, b->host) == 0 &&
	       (a->port == b->port || (has_own_port(a) && has_own_port(b)));
}

bool site_contains(const struct url *root, const struct url *u, enum site_scope scope)
{
	const char *domain, *other;

	if (scope == SITE_ANY || is_same_host(root, u))
		return true;
	if (scope == SITE_HOST)
		return false;
	domain = site_domain(root->host);
	other = domain ? site_domain(u->host) : NULL;
	return other && strcmp(domain, other) == 0;
}
