/* The blocking driver: performs what a conversation wants, one thing after the other. */
#ifndef METER_JOB_DRIVE_H
#define METER_JOB_DRIVE_H

#include "extract/operation.h"
#include "job/conversation.h"

struct driver {
	struct fetcher *fetcher;
	struct extractor *extractor;
	void (*tick)(void *data); /* about once a second while waiting; may be NULL */
	void *tick_data;
	const struct hop_gate *gate; /* of fetches, but for our own endpoints'; may be NULL */
	/* Before each turn is performed, and once with WANT_NOTHING after the last; may be NULL. */
	void (*turn)(const struct want *want, void *data);
};

/* Drives c to its end. False: the reason is in w. Stops with CLASS_TIMEOUT when w's deadline has
 * passed between two turns. */
bool conversation_drive(struct work *w, struct conversation *c, const struct driver *d);

#endif
