/* Work that needs the outside, as a conversation.
 *
 * A conversation says what it wants next: a request to the network or an operation of the
 * extractor process. Whoever drives it performs that and hands the answer back, until it is done
 * or has failed. A slow worker drives one with a blocking loop (job/drive.h); a runner drives
 * hundreds; a test drives one from files. Nothing else in the program waits for the outside.
 */
#ifndef METER_JOB_CONVERSATION_H
#define METER_JOB_CONVERSATION_H

#include "fetch/fetch.h"
#include "fetch/mail.h"
#include "util/json.h"
#include "util/work.h"

enum want_kind { WANT_NOTHING, WANT_FETCH, WANT_MAIL, WANT_OPERATION };

struct want {
	enum want_kind kind;
	const char *stage; /* for who watches, as in the contract's Q11: "fetching" …; NULL */
	int attempt;	   /* of that stage; 0: the first */
	bool is_optional;  /* its failure comes to advance(), too: see struct answer */
	struct fetch_request fetch;  /* WANT_FETCH */
	struct mail mail;	     /* WANT_MAIL; its answer is a response */
	const char *operation;	     /* WANT_OPERATION: its name, */
	struct json_object *request; /* its request */
	const char *body;	     /* and the bytes it works on */
	size_t body_size;
	const char *apart; /* see struct ask */
};

/* What came back; exactly one member is set, the one that was wanted. None of them: the want was
 * optional and failed, its reason is in the work until advance() forgives it. */
struct answer {
	struct fetch_response *response;
	struct json_object *result;
	int status; /* of a fetch that failed: what the site answered; 0: nothing */
};

struct conversation {
	struct want want; /* WANT_NOTHING: done */
	/* Takes the answer and sets the next want. False: it failed, the reason is in w. A fetch or
	 * an operation that fails ends the conversation with its own reason without coming here,
	 * unless it was optional. */
	bool (*advance)(struct work *w, struct conversation *c, const struct answer *answer);
};

#endif
