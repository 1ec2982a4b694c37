/* When a webhook is tried again (contract, decision 12): up to eight attempts over about a day. */
#ifndef METER_NOTIFY_RETRY_H
#define METER_NOTIFY_RETRY_H

#include "util/work.h"

/* What came of an attempt. */
struct attempt_result {
	int status;		/* of the answer; 0: there was none */
	bool is_mail;		/* it is an SMTP reply: 4yz may pass, 5yz will not */
	enum error_class class; /* why there was none */
	int retry_after_s;	/* that the receiver asked for; 0: nothing */
};

enum attempt_verdict {
	ATTEMPT_DELIVERED, /* 2xx */
	ATTEMPT_AGAIN,	   /* in *delay_ms */
	ATTEMPT_DEAD,	   /* tried often enough, or the receiver will never take it */
};

/* `attempts` were made, this one included. `chance` is any number: the delay is within a tenth of
 * its plan. */
enum attempt_verdict retry_judge(int attempts, const struct attempt_result *r, uint32_t chance,
				 int64_t *delay_ms);

#endif
