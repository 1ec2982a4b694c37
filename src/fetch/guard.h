/* Which addresses may be connected to: public unicast only, plus what the administrator allows.
 * The rule is written out in doc/egress.md with its sources. */
#ifndef METER_FETCH_GUARD_H
#define METER_FETCH_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

struct guard; /* malloc; the parsed allow list */

/* "127.0.0.0/8,10.1.0.0/16,fd00::/8", NULL or "" for none; NULL and *why when malformed. */
struct guard *guard_new(const char *allow, const char **why);
void guard_free(struct guard *g);

/* Denies one more address unless the allow list names it: the machine's own public ones, behind
 * which services may listen that no firewall hides from the machine itself. */
void guard_deny(struct guard *g, const struct sockaddr *address);

/* Judges an address: mapped, translated and tunnelled IPv4 is judged by what it embeds too. */
bool guard_allows(const struct guard *g, const struct sockaddr *address);

/* A short list of ports that speak something else than HTTP (SMTP, SSH, MySQL, …) is refused. */
bool guard_allows_port(int port);

#endif
