/* The search for URLs, as a conversation: pages and sitemaps one after the other, breadth first,
 * each only if its host's robots.txt allows it.
 *
 * What is to be fetched and what was found stands in a book: the database, where a search that was
 * interrupted goes on from what is stored (job/crawl_stored.h), or memory (job/crawl_tried.h). A
 * page is over when the book says so; until then it may be fetched again.
 */
#ifndef METER_JOB_CRAWL_H
#define METER_JOB_CRAWL_H

#include "discover/trap.h"
#include "discover/verdict.h"
#include "job/conversation.h"
#include "job/discovery_config.h"
#include "job/robots_check.h"
#include "store/discovered.h"
#include "store/discovery_pages.h"

/* A URL that a page names. */
struct crawl_offer {
	struct blob hash;
	const char *url;
	const char *lastmod;
	enum verdict collect, visit; /* whether it is what is looked for; is to be fetched */
	int64_t depth, hops;
	const char *kind; /* what it is if it is fetched: "page" or "sitemap" */
};

/* What came of a page, or of a part of it. */
struct crawl_part {
	const struct discovery_page *page;
	const struct crawl_offer *offers;
	size_t n;
	bool is_over;	      /* nothing more comes of it */
	bool is_other;	      /* it is another page, and not one of those that are looked for */
	bool is_moved;	      /* it redirects, and was not read itself */
	struct blob leads_to; /* that page's hash; no data: it is none but itself */
	struct blob shown;    /* the hash of one that is looked for after all; no data: of none */
	const char *error;    /* with is_over: why it could not be read; NULL: it was */
	bool may_pass;	      /* with error: another time it may be read */
};

struct crawl_book {
	/* The page that is to be fetched next; *is_there false: none is. */
	bool (*next)(struct work *w, struct crawl_book *b, struct discovery_page *out,
		     bool *is_there);
	/* Stores it, or copies it: it goes after the call. False: nothing of it is stored. */
	bool (*keep)(struct work *w, struct crawl_book *b, const struct crawl_part *part);
	/* The page of the hash, with is_read and leads_to; *is_there false: none has it. */
	bool (*find)(struct work *w, struct crawl_book *b, struct blob hash,
		     struct discovery_page *out, bool *is_there);
};

#define CRAWL_HOSTS 16 /* whose rules are remembered: sites have a few */

struct crawl {
	struct conversation conversation;
	const struct discovery_config *config;
	struct crawl_book *book;
	const char *user_agent;
	bool is_free;	    /* robots.txt forbids nothing */
	int year, month;    /* when the search began, for calendars */
	const char *root;   /* the seed, or where it led: whose site it is */
	int64_t end_ms;	    /* no page is begun later; 0: whenever */
	int64_t pages_left; /* no more pages are begun */
	int64_t timeout_ms; /* of one fetch; 0: as usual */
	size_t step_bytes;  /* nor when pages have left more in memory; 0: any number */
	size_t most_bytes;  /* nor when they and the work's arena have more; 0: any number */
	struct trap *trap;  /* that knows what was found earlier; NULL: none is looked for */
	bool is_over;	    /* once the conversation is done: the book has no more pages */

	/* where it stands */
	bool has_begun;	 /* a page: whatever it has found there, it does one */
	size_t step_end; /* what there may be by step_bytes: rules of hosts do not count */
	size_t before_rules, body_bytes; /* the arena's before they were asked for; of pages */
	struct discovery_page page;
	const struct url *page_url;
	struct robots_check *check;
	struct fetch_response *response;
	int64_t from; /* entries of the sitemap that are kept already */
	const struct url_pattern *links, *navigation;
	struct crawl_host {
		const char *host;
		const struct robots *robots;
		int failures;	   /* times that it was asked and gave none, the last one for */
		const char *error; /* this reason */
		bool may_pass;
	} hosts[CRAWL_HOSTS];
	size_t n_hosts;
};

/* Prepares c, whose first part is filled in, and sets what it wants first. In w's arena; uses its
 * database for rules of hosts. */
bool crawl_begin(struct work *w, struct crawl *c);

/* What a search begins with; depth 0. */
struct discovery_page crawl_first(struct work *w, const struct discovery_config *config);

#endif
