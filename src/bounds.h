/* Every number that bounds something, with its unit and its reason. nginx/meter.conf repeats
 * those that it enforces first; the program does not trust its front. */
#ifndef METER_BOUNDS_H
#define METER_BOUNDS_H

/* --- what clients send --- */
#define BODY_MAX (10u << 20)        /* bytes of a request body: 1,000 URLs or a manifest fit */
#define PARAMS_MAX (64u << 10)      /* bytes of all FastCGI parameters: nginx's 4 x 8k headers */
#define QUERY_MAX (16u << 10)       /* bytes of a query string */
#define QUERY_PAIRS_MAX 64          /* pairs in it: no route has more than ten names */
#define JSON_DEPTH_MAX 32           /* json-c's default; deeper trees overflow its destructor */
#define JSON_TREE_MAX (256u << 20)  /* bytes of a parsed document: 10 MB of "{}," take 2.6 GB */
#define JSON_NUMBER_MAX 1100        /* bytes: the longest exact double has 767 digits and a point */
#define UNKNOWN_NAMES_MAX 20        /* names listed in X-Unknown-Fields: a person reads a few */
#define UNKNOWN_NAME_MAX 64         /* bytes of each, so that the header stays small */
#define URL_MAX 2048                /* bytes: what browsers, proxies and sitemaps agree on */
#define NAME_MAX_BYTES 255          /* names of things: fits a VARCHAR(255) in utf8mb4 */
#define DESCRIPTION_MAX 4000        /* bytes: a page of prose; longer ones confuse any generator */
#define TEXT_MAX 65535              /* any other text of a request */
#define SCHEMA_FIELDS_MAX 100       /* leaves of an output schema */
#define LIST_LIMIT_MAX 100          /* rows a list reply gives at most (contract, decision 6) */
#define LIST_RESULTS_MAX (8u << 20)  /* bytes of results in a list of jobs: 100 of 80 KB, 30 ms */
#define HOST_JOBS 1000              /* latest jobs of an account whose sites it may look at: a batch */
#define HISTORY_LIMIT_MAX 1000      /* runs of a history that asks for some (contract, decision 6) */
#define HISTORY_PAGE 1000           /* runs read at once of one that asks for all */
#define AUDIT_LIMIT_MAX 500         /* events of an audit reply (contract, 3.11) */
#define URLS_MAX 1000               /* URLs of a batch or schedule (contract, Q25) */
#define JOB_PARAMETERS_MAX (64u << 10) /* bytes of a job's parameters: a batch stores them once a URL */
#define COUNT_EXACT_MAX 10000       /* X-Total-Count is exact up to here (contract, decision 6) */
#define IDEMPOTENCY_KEY_MAX 255     /* bytes (contract, Q9) */
#define REPLY_MAX (64u << 20)       /* bytes of a reply built in memory: 20 MB of items, escaped */
#define COMPLAINTS_MAX 50           /* field complaints in one reply: a person reads a few */

#define REQUEST_ID_MAX 64           /* bytes of an X-Request-Id that is believed: nginx's has 32 */
#define REQUEST_READ_S 10           /* seconds: nginx buffers requests, so a slow one is a fault */
#define REPLY_WRITE_S 60            /* seconds: as nginx's send_timeout for its own clients */
#define REPLY_PIECE (64u << 10)     /* bytes of a long reply that are sent at once */
#define REPLY_HEAD_MAX (16u << 10)  /* bytes of a reply's header block: nginx's buffer for it */

/* --- what the web sends --- */
#define PAGE_MAX (20u << 20)        /* bytes of a body after decompression */
#define PAGE_RAW_MAX (20u << 20)    /* bytes on the wire */
#define INFLATE_RATIO_MAX 100       /* decoded/raw above 1 MiB: beyond it is a bomb */
#define INFLATE_RATIO_FROM (1u << 20)
#define HEADERS_MAX (64u << 10)     /* bytes of response headers */
#define REDIRECTS_MAX 10            /* hops; browsers stop at 20, real sites need 3 */
#define CONNECT_TIMEOUT_MS 10000
#define FETCH_TIMEOUT_MS 30000      /* one request with its body */
#define SLOW_BYTES_PER_S 100        /* less than this for SLOW_FOR_S ends a transfer */
#define SLOW_FOR_S 10
#define DNS_TIMEOUT_MS 5000
#define CONNECT_TRIES_MAX 3         /* addresses of a name that are tried, in CONNECT_TIMEOUT_MS */
#define HEADER_VALUE_MAX 1024       /* bytes of a response header that is kept; ETags have 40 */
#define RETRY_AFTER_MAX_S 86400     /* a site that asks for more is asked again tomorrow */
#define IGNORED_BODY_MAX (64u << 10) /* bytes of a redirect's or error's body let in, to keep the
					connection for the next request */
#define KEPT_CONNECTIONS_MAX 256    /* idle connections of one fetcher: 1 descriptor each, TLS 50 KB */

#define ROBOTS_MAX (512u << 10)     /* bytes of a robots.txt that are read (RFC 9309, 2.5: 500 KiB) */
#define ROBOTS_KEPT_MAX (4u << 20)  /* bytes of what is kept of it: escaped, each byte takes six */
#define ROBOTS_SITEMAPS_MAX 1000    /* sitemaps that one names; real ones name up to a hundred */
#define CRAWL_DELAY_MAX_MS 60000    /* of a robots.txt: with more a site wants nobody, and says so */
#define SITEMAP_MAX (50u << 20)     /* bytes of one, as fetched and as decoded (sitemaps.org) */
#define SITEMAP_URLS_MAX 50000      /* entries of one (sitemaps.org) */
#define SITEMAP_PART_MAX (2u << 20) /* bytes of entries in one answer: 50,000 usual ones come in two */
#define SITEMAP_DEPTH_MAX 64        /* open elements: real ones have 4, feeds with XHTML 20 */
#define SITEMAP_TOKEN_MAX (256u << 10) /* bytes of a tag or comment: expat begins anew with each piece */
#define SITEMAP_MEMORY_MAX (4u << 20) /* bytes that expat may take: it keeps each name of an element */
#define SITEMAP_TEXT_MAX 4096       /* bytes of an address or date, with the white space around it */
#define SITEMAP_LEVELS_MAX 5        /* index in index (contract, part B, 3.9) */
#define LINKS_MAX 10000             /* distinct links of one page: the longest lists have 5,000 */
#define LINKS_BYTES_MAX (2u << 20)  /* bytes of them */
#define ROBOTS_KEPT_S 86400         /* a robots.txt is believed (RFC 9309, 2.4) */
#define ROBOTS_AGAIN_S 600          /* until one that could not be had is asked for again */
#define ROBOTS_TIMEOUT_MS 10000     /* of fetching one: a page waits for it */

/* --- manners --- */
#define HOST_NAME_MAX_BYTES 300     /* "name:port": a host name has 253 bytes, an address less */
#define HOST_AHEAD_MS 60000         /* how far ahead turns at a host are given out: one client's ten
				       thousand pages make another's first page wait for so long */
#define HOST_NEAR_MS 2000           /* a turn that near is waited for by a runner; the others wait in the
				       queue, and keep nobody from other hosts */
#define HOST_FAR_MAX_MS 600000      /* until one who got no turn asks again: gaps shrink */
#define HOST_SLOW_FIRST_MS 1000     /* gap after a host's first 429 or 503, doubled by each more, */
#define HOST_SLOW_MAX_MS 300000     /* up to this; beyond it nobody waits for the page */
#define HOST_PAUSE_MAX_S 3600       /* a Retry-After that is believed */
#define HOST_KNOWN_MS 1000          /* for which a runner believes what it knows of a host */
#define HOSTS_KNOWN 4096            /* hosts that it knows: a slot each */
#define HOST_KEPT_DAYS 30           /* a host that nobody asks is forgotten, */
#define ENDPOINT_KEPT_DAYS 30       /* and so is how a receiver fared that nothing is sent to */

/* --- parsing strangers' bytes, in the extractor process --- */
#define HTML_DEPTH_MAX 1000         /* open elements: browsers cap at 512; Gumbo is quadratic */
#define HTML_ATTRIBUTES_MAX 400     /* of one tag; Gumbo is quadratic here too */
#define HTML_SIZE_MAX (3u * PAGE_MAX) /* bytes of UTF-8: a legacy page may grow threefold */
#define HTML_NODES_MAX 2000000      /* of a tree: ours and Gumbo's fit EXTRACT_MEMORY_MAX */
#define HTML_MEMORY_MAX (512ul << 20) /* bytes that Gumbo may take: reopened formatting elements
					 make its tree quadratic in the page */
#define CHARSET_PRESCAN 4096        /* bytes searched for <meta charset>: the standard's 1024 are
				       not enough for pages that start with comments */
#define EXTRACT_MEMORY_MAX (1ul << 30) /* bytes of address space */
#define EXTRACT_STACK_MAX (64ul << 20) /* bytes: json-c's destructor is the only recursion left */
#define EXTRACT_CPU_S 5             /* of one operation */
#define EXTRACT_WALL_MS 15000       /* of one operation: 3 x the CPU on a busy machine */
#define EXTRACT_KEPT (32u << 20)    /* bytes of memory kept between operations: a page of 1 MB and
				       its trees; new memory costs a tenth of an operation */
#define EXTRACT_MALLOC (256u << 10) /* bytes: larger pieces are mapped, and no more is kept free */
#define EXTRACT_RECYCLE 500         /* operations, then a fresh process */
#define EXTRACT_REPLY_MAX (64u << 20)
#define EXTRACT_BESIDE (64u << 10) /* bytes: a smaller page goes with its request; memory to share,
				      made and mapped, costs as much as a longer copy */
#define EXTRACT_REQUEST_MAX (16u << 20) /* bytes of JSON: a strategy and a schema */
#define EXTRACT_START_MS 10000      /* until a new process says that it is ready */
#define EXTRACT_LOOK_MS 50          /* how often the time it has used is looked at */
#define SIGNATURE_FIELDS_MAX 200    /* fields that a structural signature tells of */
#define ITEMS_MAX 100000            /* records of one page */
#define SELECTOR_MAX 1000           /* bytes of a selector's text */
#define SELECTOR_PARTS_MAX 64       /* compounds in it */
#define SELECTOR_NEST_MAX 4         /* :is(:not(:has())) */
#define SELECTOR_STEPS_MAX 50000000u /* matcher steps of one operation: about half a second */
#define PATTERN_MAX 1000            /* bytes of a regular expression */
#define PATTERN_STEPS_MAX 300000    /* of a search, from each place where a match may begin: below
				       50 ms; EXTRACT_CPU_S bounds them all */
#define PATTERN_MEMORY_MAX (8u << 20) /* bytes for its way back */
#define PATH_MAX_BYTES 500          /* bytes of a path into JSON: hand-written ones have 60 */
#define CAPTURES_MAX 200            /* responses given with a request: a busy page loads as many */
#define CAPTURE_BYTES_MAX (10u << 20) /* bytes of them that are parsed: BODY_MAX lets no more in */
#define CURL_MAX (64u << 10)        /* bytes of a curl command; browsers' have 2,000 */
#define CURL_WORDS_MAX 400          /* words of it: 200 headers */
#define HAR_HEADERS_MAX 200         /* of one request */
#define HEADERS_DROPPED_MAX 20      /* names in one warning: a person reads a few */
#define HEADER_NAME_SHOWN 64        /* bytes of each; longer ones are no headers */
#define FILTER_CONDITIONS_MAX 100   /* of a filter_config: nobody reads a longer one */
#define FILTER_VALUE_MAX 4000       /* bytes of a condition's value: PCRE2 compiles such literals */
#define FILTER_OVERRUNS_MAX 20      /* searches given up in one run, below 50 ms each */
#define KEYWORDS_MAX 1000           /* bytes of a keyword filter: a query, not a document */
#define CSV_COLUMNS_MAX 1000        /* columns of a CSV file: real ones have 50, odd ones 300 */
#define DATE_TEXT_MAX 300           /* bytes of a text in which a date is looked for */
#define DATE_TOKENS_MAX 64          /* words, numbers and marks of it */
#define PROSE_MIN 25                /* visible bytes of a line that may be a sentence, not a label */
#define ARTICLE_MIN 250             /* visible bytes: a text, however short, and no teaser */
#define CELL_MAX 300                /* visible bytes of a cell in a row of data: longer ones are text */
#define DROPPED_MIN 40              /* visible bytes: what was more than a button or label */
#define CHROME_WORD_SIZE 32         /* bytes of a class's words that are looked at; ours have 20 */
#define FIELDS_MAX 100              /* fields of a strategy */
#define FALLBACKS_MAX 5             /* alternatives of a field */
#define MARKUP_STEPS_MAX 4000000    /* nodes looked at for microdata: itemref can make it quadratic */
#define SCRIPT_VALUES_MAX 50        /* values that scripts of a page give to one variable */
#define CONTAINERS_MAX 3            /* of records inside of records: printing and numbers recurse */
#define TRANSFORMS_MAX 20           /* steps from a field's text to its value */
#define TRANSFORM_TEXT_MAX (1u << 20) /* bytes of a text that replacing makes longer */
#define FOLLOWING_MAX 20            /* siblings after a record: records of many rows have a few */
#define PREVIEW_ITEMS 10            /* of preview_data (contract: the first 5 to 10 items) */
#define PREVIEW_MAX (128u << 10)    /* bytes of it: a list shows those of a hundred strategies */
#define PREVIEW_SECTIONS_MAX (256u << 10) /* bytes of a preview of sections, which shows all: lists
					     of 100 strategies stay below REPLY_MAX */

/* --- finding URLs --- */
#define URL_PATTERN_MAX 500        /* bytes of a pattern: its machine takes a byte of a URL in at most
				      24 steps */
#define URL_PATTERN_MAX_TEXT "500" /* the same, in the complaint */
#define TRAP_SEGMENTS_MAX 20       /* of a path: hand-made ones have 12 */
#define TRAP_REPEATS_MAX 3         /* times that a run of segments follows itself */
#define TRAP_SAME_MAX 4            /* times that one segment stands anywhere in a path */
#define TRAP_PARAMETERS_MAX 8      /* of one query: forms that are links have that many */
#define TRAP_MONTHS 12             /* of a calendar, before and after the month of the crawl */
#define TRAP_YEARS 1               /* ahead of it, of a date without a calendar around it */
#define TRAP_YEARS_MOST 100        /* ahead, that are believed to be years: "4711-05" is an article */
#define TRAP_MIXTURES_MAX 40       /* sets of names of parameters on one path: a shop's filters are a few,
				      and all their mixtures 2^n */
#define TRAP_SLOTS 16384           /* sets that are remembered; beyond them nothing is refused */

/* --- making strategies: what keeps a large page within 2 s of CPU --- */
#define WORDS_MAX 32               /* words of one name, label or phrase */
#define WORD_MAX 64                /* bytes of a word */
#define PHRASES_MAX 40             /* phrases of a description */
#define REQUEST_TEXT_MAX 4000      /* bytes of a request by which its language is told */
#define NAME_WORDS_MAX 4           /* words of a field's name made from a phrase */
#define READING_MAX 400            /* bytes of a value that are looked at */
#define CLASSES_MAX 6              /* stable classes of an element that are looked at */
#define NAMES_READ_MAX 50000       /* classes and ids of a page whose words are read: people write some
				      hundred, programs number them */
#define HEADING_STEPS 60           /* nodes looked back at for the heading of a group */
#define ROW_SPAN_MAX 4             /* sibling rows that make one record */
#define CANDIDATES_MAX 60           /* groups of elements whose columns are read */
#define SAMPLES_MAX 20             /* records of a group that are read */
#define SLOTS_MAX 500              /* columns of a group */
#define PAGE_SLOTS_MAX 3000        /* places of a page that is one record */
#define RECORD_NODES_MAX 200000    /* nodes of one record that are read: a page of 5 MB */
#define RECORDS_NODES_MAX 1500000  /* nodes of all records that are read, of all candidates */
#define ORDINALS_MAX 12            /* places at one path that are told apart: columns of a table */
#define ORDINAL_STEPS 30           /* siblings looked back at for that */
#define LINES_MIN 3                /* lines of an element that are a list */
#define MANY_MAX 100               /* values of a list that are looked at */
#define SLOT_TEXT_MAX 6000         /* bytes of text: a longer one is a page, not a value */
#define ATTRIBUTE_SLOT_MAX 1000    /* bytes of an attribute that may be a value */
#define PAGE_TITLE_MAX 300         /* bytes of <title> whose words are read; search engines show 70 */
#define LABEL_MAX 40               /* bytes of a label */
#define LABEL_STEPS 16             /* nodes looked back at for the heading of a list */
#define HEAD_MAX 80                /* bytes of the head of a table's column, remarks included */
#define REST_MAX 200               /* bytes of a text that begins with its own label */
#define MONEY_TEXT_MAX 24          /* bytes of an amount of money: "CHF 1'234'567.00" fits */
#define VALUE_WORDS_BYTES 60       /* of a value whose words may name it: "58 points" */
#define PATTERN_LABELS_MAX 12      /* labels at which a value taken by a pattern may end */
#define NAMES_MAX 16               /* words that the mark-up gives to an element */
#define COMPOUNDS_MAX 24           /* ways to name one element */
#define SELECTORS_MAX 800           /* selectors tried for one thing */
#define SELECTORS_NODES_MAX 30000000 /* the same times the nodes of the page: on a large one the best
				      are tried */
#define SELECTORS_MIN 20            /* of them in any case */
#define RECORDS_STEPS_MAX 10000000u /* of SELECTOR_STEPS_MAX, taken when no more are tried for records */
#define SLOTS_STEPS_MAX 20000000u  /* the same for fields: what is made is to be run once */
#define HYPOTHESES_MAX 4           /* proposals that are executed and judged */
#define JSON_SCRIPTS_MAX 200       /* scripts of JSON-LD that are read as places: pages have ten */
#define JSON_SLOTS_MAX 400         /* values of a page's JSON-LD */
#define SOURCES_MAX 40             /* JSON values in which records are looked for */
#define VARIABLES_MAX 30           /* of a page's scripts that are looked into */
#define VARIABLE_MIN 100           /* bytes of code after a value's first; shorter ones are settings */
#define JSON_PLACES_MAX 10000      /* objects and lists of one value that are visited */
#define RECORD_SETS_MAX 80         /* sets of records in all values together */
#define DATA_SLOTS_MAX 4000        /* columns of all of them that are scored */
#define ENDPOINTS_MAX 6            /* calls that a page names and that are made to look at */
#define CALLS_MAX 10               /* all that are made for one strategy: the user's come first */
#define ENDPOINT_BYTES_MAX (4u << 20) /* bytes of one's answer; all of them fit CAPTURE_BYTES_MAX */
#define ENDPOINT_TIMEOUT_MS 8000   /* of one: the deadline of generation leaves room for three */
#define ENDPOINTS_MS 20000         /* of all together */
#define SHELL_TEXT_MAX 400         /* bytes of text of a page that scripts fill */
#define PARAMETER_MAX 200          /* bytes of a value that is a parameter; longer ones are queries */
#define FEEDBACK_WORDS_MAX 400     /* words of a feedback: a page of prose has 400 */
#define EXPLANATION_MAX (4u << 20) /* bytes: eight hypotheses of all the fields there may be */
#define EDITS_MAX 40               /* changes that one feedback asks for */
#define HISTORY_MAX 20             /* rounds of feedback kept in a strategy; people stop at 5 */
#define EXAMPLES_MAX 8             /* values given for one field over all rounds */
#define VALUE_WORDS_LIKELY 4       /* words of a value; in a longer statement the figure is meant */
#define VALUE_MARKS_MAX 12         /* bytes of marks around a value: currency signs, dots, spaces */

/* --- asking a model --- */
#define CONDENSED_MAX 18000        /* bytes of a condensed page: about 6,000 tokens */
#define CONDENSED_LINE_MAX 2000    /* bytes of one line of it */
#define CONDENSED_NAME_MAX 40      /* bytes of a class, an id or an attribute's name */
#define CONDENSED_VALUE 60         /* code points of an attribute's value */
#define CONDENSED_DEPTH_MAX 40     /* levels of indentation */
#define LLM_REPLY_MAX (1u << 20)   /* bytes of an endpoint's reply: reasoning may be long */
#define LLM_ANSWER_TOKENS 4000     /* that an answer may have, reasoning included */
#define LLM_ANSWER_SHOWN 4000      /* bytes of a wrong answer that is shown to the model again */
#define LLM_OBJECTS_MAX 50         /* objects looked for in an answer: it should be one */
#define LLM_REPORT_MAX 6000        /* bytes of what is told of a strategy that does not hold */
#define LLM_ATTEMPTS_MAX 3         /* strategies of a model that are executed and judged */
#define LLM_FORMAT_RETRIES 2       /* answers out of form, for each of them */
#define LLM_LEAVE_MS 8000          /* of the deadline, kept for judging and storing */
#define LLM_LEAST_MS 2000          /* less time is not worth a call */
#define LLM_FAILURES_MAX 3         /* one after the other, then the endpoint is left alone */
#define LLM_REST_MS 60000          /* for so long, or as long as it says */
#define LLM_TOKENS_CALL_MAX 1000000 /* of one call; more is a wrong figure */

/* --- comparing with a manifest --- */
#define FUZZY_LENGTH_MAX 4096      /* code points of a text that count: a URL fits, and one pair
				      takes below a second whatever is in it */
#define COMPARISONS_MAX 10000000   /* manifest items x scraped items x fields: 1 to 4 s of names */
#define COMPARE_DEADLINE_MS 50000  /* what takes longer is refused: nginx waits 60 s */

/* --- changes from run to run --- */
#define CHANGES_LISTED_MAX 5000    /* of each kind in a list of changes: nobody reads more */
#define CHANGES_TEXT_MAX (1u << 20) /* bytes of each kind: a hundred long articles */
#define WORDS_COUNTED_MAX (1u << 20) /* different words of two runs compared: 50 MB of table */
#define KEY_FIELDS_MAX 3           /* fields that name an item together */
#define KEY_COLUMNS_MAX 16         /* fields of a strategy that are tried as keys */
#define KEY_PARTS_MAX 8            /* of these that are tried in twos and threes: 84 sets */
#define KEY_ITEMS_MAX 10000        /* items of a list that a key is judged by: 84 sorts of them take
				      a tenth of a second */

#define EXPECT_WINDOW 50           /* runs: expectations come from the last 50 to 100 */
#define EXPECT_RUNS_MIN 3          /* runs before anything but a sudden nothing is odd */
#define EXPECT_TEXT_MAX (2u << 20) /* bytes of what is learned: 200 fields of the longest names, twice */
#define ODD_RUNS_ACCEPTED 3        /* equal odd runs in a row, then data are taken as real */
#define CONDITIONAL_MAX_S 86400    /* a page found unchanged is extracted anew once a day all the same:
				      there are servers that say 304 for ever */

/* --- ourselves --- */
#define KEY_CACHE_SLOTS 4096        /* remembered keys a process */
#define KEY_CACHE_MS 900            /* for how long: revocation is promised within a second */
#define WORKERS_MAX 256
#define POOL_SEATS 1024             /* processes whose load is counted: both pools, and the workers
				      that leave while others begin */
#define WORKER_RECYCLE 100000       /* requests, then a fresh worker */
#define FAST_STATEMENT_MS 2000      /* of one statement in the fast pool: others wait behind it */
#define CONNECTIONS_MAX 1024        /* kept nginx connections of one fast worker */
#define GENERATE_DEADLINE_MS 50000  /* generate answers by then (contract, decision 9) */
#define IDEMPOTENCY_LEASE_S 60     /* that a call has its key: the above, and 10 s to store */
#define IDEMPOTENCY_KEPT_S 86400   /* that its reply is kept (contract, 3.3) */
#define EXECUTE_DEADLINE_MS 3600000 /* execute blocks for an hour at the most (contract, 4.4) */
#define EXECUTE_LOOK_FIRST_MS 4    /* between the first looks at a job that a client waits for */
#define EXECUTE_LOOK_MOST_MS 250   /* and between the last ones */
#define TURNS_MAX 1000             /* of one conversation: a crawl of pages has its own bound below it */
#define KEEP_ALIVE_MS 8000          /* silent for so long, execute and streams say something at the
				      next tick: within the 10 s of contract, decision 9 */
#define KEPT_FREE_MAX (16u << 20)  /* bytes of freed memory that a worker keeps: 100,000 items leave
				      a hundred megabytes in small pieces */
#define SETTLE_MS 60000            /* that an ended job waits for the database to take it: longer
				      than a restart or a failover */
#define SETTLE_EVERY_MS 250        /* between two tries */
#define TRANSACTION_TRIES 3        /* of one that gave way to another; the third is luck enough */
#define QUOTA_WINDOW_DAYS 30

/* --- schedules --- */
#define CRON_MAX 200                /* bytes of a cron expression: the longest sensible lists fit */
#define CRON_COMPLAINT_MAX 160      /* bytes of what is wrong with one */
#define CRON_YEARS_MAX 50           /* looked ahead: 29 February is a given weekday every 40 years */
#define FEED_ENTRIES 50             /* changes of a feed: readers come more often than that */
#define FEED_ENTRY_MAX (16u << 10)  /* bytes of one's text: five lines of NOTICE_LINE_MAX, escaped */
#define FEED_ITEMS_MAX (16u << 20)  /* bytes of the results behind a feed's CSV: their trees take 10 x */
#define FEED_TOKEN_BYTES 24         /* of a feed's token: 192 bits, in a URL as 48 digits */
#define FEED_JOBS_MAX 2000          /* jobs looked at for the latest of each page */
#define CHANGES_UNSEEN_MAX 100      /* jobs of one reply of unseen changes; the rest comes next time */
#define CHANGES_RESULTS_MAX (16u << 20) /* bytes of their results */
#define CHANGES_READ 10             /* changes read at once: a list of theirs may have 4 MB */
#define CHANGELOG_SCANNED_MAX 2000  /* changes looked at for those that a filter keeps */
#define DUE_EVERY_MS 250            /* between two looks for what is due: runs begin within it */
#define DUE_ROUNDS 100              /* of DUE_MAX at one look: ten thousand schedules at one minute */
#define DUE_MAX 100                 /* schedules ticked in one transaction: some 30 ms of locks */
#define IGNORED_MAX 50              /* fields that a schedule leaves out of changes */
#define THRESHOLDS_MAX 50           /* fields of a schedule whose small changes are none */
#define CONFIRM_MAX_S 3600          /* between a change and its confirmation: ticks pass meanwhile */
#define HEALTH_FAILING_RUNS 3       /* of a URL in a row that failed: one or two may be the site's night */
#define HEALTH_STALE_S 300          /* that nothing happens until somebody should look */
#define HEALTH_SKIPPED 3            /* ticks in a row that are passed over before that is said */
#define FAILURE_MAX 1000            /* bytes of a schedule's last failure: a sentence */
#define DUE_AGAIN_S 10              /* until one is looked at again that has to wait for another */
#define CATCH_UP_AFTER_S 60         /* a tick that is later was missed: daemons restart in seconds */
#define INTERVAL_MAX_S 31536000     /* a year: what is rarer needs no schedule */
#define JITTER_MAX_S 86400          /* that a run may be late on purpose */
#define SCHEDULES_LIST_MAX 20000    /* of a list without a limit (contract, decision 6) */
#define SCHEDULE_OPEN_MAX 200000    /* jobs of a schedule that go on: two runs of the largest site */
#define NEXT_RUNS_MAX 100           /* coming runs that are told */
#define WINDOWS_MAX 20              /* parts of the week in which a schedule may run */
#define WINDOW_TRIES_MAX 12000      /* runs looked at for one within a window: each minute of a week */
#define ZONE_NAME_MAX 64            /* bytes of a time zone's name; the longest has 32 */
#define ZONE_FILE_MAX (64u << 10)   /* bytes of its file: the largest has 4 KB */

/* --- groups of strategies --- */
#define GROUP_MEMBERS_MAX 2000      /* strategies of a group: what is done to all of them is one
				       transaction, of a second at the most */
#define GROUP_MEMBERS_ALL (GROUP_MEMBERS_MAX + WORKERS_MAX) /* with those that come at once: each
				       process may add one more, having counted before */
#define GROUP_SCHEMA_MAX (64u << 10) /* bytes of a schema or filter that all of them get: a hundred
				       fields have 5 KB */
#define GROUP_RUNS_MAX 8            /* of an account that go on: their tasks come before jobs */
#define GROUP_MEMBERS_READ 100      /* of them read at once: each may have an output schema */
#define GENERATIONS_AT_ONCE 4       /* of one run of a group: each is a hundred jobs of the extractor's
				       time, and jobs go on beside them */
#define GENERATIONS_PER_RUNNER 16   /* a runner has one extractor, and jobs wait for it behind them */
#define GENERATION_BACK_MS 2000     /* until one is looked at again that found no place */
#define GENERATION_TASK_MS 120000   /* of one: nobody waits for it, but the next of its group */
#define GENERATION_TRIES 5          /* of one whose strategy is changed while it is made */
#define GROUP_FAILURES_SHOWN 100    /* in a run's progress: a person reads some */
#define GROUP_CSV_MAX (1u << 30)    /* bytes of the results behind a group's CSV: they are read twice,
				       and before the first byte is sent nginx waits for 60 s */
#define JOB_PAGES_READ 2000         /* completed jobs of a strategy looked at for the latest of its pages */

/* --- workflows --- */
#define WORKFLOW_NODES_MAX 100      /* of one workflow: more than a person overlooks */
#define WORKFLOW_EDGES_MAX 1000     /* of one workflow: ten for each node */
#define WORKFLOW_SCHEDULES_MAX 100  /* of one workflow: their list has no pages */
#define WORKFLOW_RUNS_KEPT 100      /* of one workflow: four days of an hourly one */
#define WORKFLOW_RUNS_STEP 10       /* forgotten in one transaction: each may have 10,000 inputs */
#define EVENTS_LOOK_MS 500          /* between two looks at a run that somebody watches */
#define EVENTS_LIFE_MS 300000       /* of a stream of events: then the worker is free, and the client
				       connects again */
#define EVENTS_RETRY_MS 2000        /* that it is told to wait before */
#define WORKFLOW_SIZE_MAX (4u << 20) /* bytes of its URLs, parameters and filters: each run keeps
				       a copy */
#define NODE_INPUTS_MAX 1000        /* URLs or sets of parameters of a node (contract, part B, 6.7) */
#define RUN_JOBS_MAX 10000          /* of a run (the same) */
#define RUN_LIFE_S 3600             /* of a run (the same) */
#define RUN_LOOK_MS 30000           /* between two looks at a run that nothing wakes: jobs may go
				       with their strategy */
#define RUN_STEP_JOBS 1000          /* made in one transaction, or those of one node */
#define EDGE_BATCH (4u << 20)       /* bytes of results that go over an edge at once: their trees
				       take ten times that */
#define EDGE_BODY_MAX (2u * RESULT_MAX + (1u << 20)) /* bytes: one page as it is and as it was */

/* --- discovery --- */
#define DISCOVERY_SAMPLE 10	    /* URLs, and failed pages, that a discovery shows: a look */
#define DISCOVERY_SHOWN 100	    /* URLs of one that is looked at alone (contract, part B, 3.3) */
#define DISCOVERED_LIMIT_MAX 10000  /* URLs of one page of a list (contract, decision 6) */
#define CRAWL_STEP_PAGES 150	    /* of one claim: with a few turns each, below TURNS_MAX */
#define CRAWL_STEP_MS 20000	    /* after which it begins no more: others' turns come */
#define CRAWL_STEP_BYTES (448u << 10) /* that its pages leave in memory, likewise: what more of them
				       would save in claims is little */
#define CRAWL_STEP_MOST (4u << 20)  /* with rules of hosts, each of which may have half a megabyte, and
				       what is remembered: then a claim does one page */
#define CRAWL_KNOWN_TIMES 2	    /* times the visits, pages that are stored to be read: some of them
				       lead to others, and a site may name millions */
#define TRIED_URLS_MAX 200		    /* of a search that is tried: a person reads a few */
#define PREVIEW_DEADLINE_MS 16000   /* of a search that is tried: its answer comes within 20 s */
#define PREVIEW_LEAVE_MS 7000	    /* of them, in which no page is begun any more */
#define PREVIEW_FETCH_MS 6000	    /* of one page of it */
#define PREVIEW_BYTES (64u << 20)   /* of memory, after which it begins no page */
#define CRAWL_MEMORIES 4            /* searches that a runner remembers: at most 400 KB each */
#define CRAWL_ID_SIZE 37            /* a UUID as text, with its NUL */
#define CRAWL_AHEAD 16             /* pages that are read together of those that wait */
#define CRAWL_SEEN 8192		    /* stored URLs that are not stored again: 64 KB each
				       of those found and of those to be read */
#define CRAWL_SEEN_STEPS 16	    /* places looked at for one: a site may choose where they lie */
#define DISCOVERED_PAGE 1000	    /* URLs that are read or made at once: 100 KB of them */

/* --- webhooks --- */
#define WEBHOOK_ATTEMPTS 8          /* of one delivery, over about a day (contract, decision 12) */
#define WEBHOOK_SECRET_MAX 255      /* bytes of a secret that a user brings: it goes into a header */
#define SECRET_OVERLAP_S 86400      /* that a replaced secret still signs (contract, decision 16) */
#define WEBHOOK_PAUSE_MAX_S 86400   /* a receiver's Retry-After that is followed */
#define RUN_MESSAGE_MAX (16u << 20) /* bytes of a workflow's results in a message, twice: its receiver
				      parses it at once, and may read the run instead */
#define WEBHOOK_BODY_MAX (64u << 20) /* bytes: RESULT_MAX of items, and what is said of them */
#define WEBHOOK_HEAD_MAX 1024       /* bytes of id and time, and of two signatures */
#define WEBHOOK_TIMEOUT_MS 30000    /* of one attempt (contract, 7.2) */
#define WEBHOOK_ANSWER_MAX (8u << 10) /* bytes of an answer let in: enough to end it politely */
#define DELIVERY_ANSWER_MAX 1024    /* bytes of it that the log shows */
#define DELIVERY_ATTEMPTS_SHOWN 50  /* of one delivery in the log: six plans of eight */
#define DELIVERY_LIFE_S 259200      /* three days: then a delivery that never got its turn is dead */
#define DELIVERY_LOOK_S 60          /* that a delivery waits when we ourselves cannot send it */
#define DELIVERIES_PER_ENDPOINT 4   /* at once to one address, by one runner; 1 to an address that
				       has taken nothing yet or failed last */
#define DELIVERIES_WAITING 28       /* more for it that a runner holds: with the above, one claim */
#define DELIVERIES_SHARE 2          /* a runner's deliveries have at most 1/2 of its places */
#define DELIVERY_BACK_MS 2000       /* until a delivery is looked at again that found no place */
#define ENDPOINT_FAILURES 10        /* in a row, then an address rests: one delivery alone has eight */
#define ENDPOINT_REST_S 30          /* at first, doubled each time, */
#define ENDPOINT_REST_MAX_S 600     /* up to ten minutes: who comes back is noticed soon */
#define REPLAYS_MAX 1000            /* deliveries put back by one call: a transaction of a tenth of
				       a second */
#define MAILBOX_MAX 254             /* bytes of a mail address (RFC 5321, 4.5.3.1.3) */
#define NOTICE_ITEMS 5              /* items that a chat message shows (contract, Q18) */
#define NOTICE_VALUE_MAX 80         /* bytes of a value in it */
#define NOTICE_LINE_MAX 400         /* bytes of an item in it: chats cut longer ones themselves */
#define NOTICE_SUMMARY_MAX 1000     /* bytes of its first line: Discord takes 2000 characters */

/* --- the queue --- */
#define TASK_COST_US 1000          /* of the queue's own clock, between two turns of an account */
#define LEASE_S 60                 /* of a claimed task: four heartbeats */
#define LEASE_BEAT_MS 15000        /* between two prolongations of it */
#define QUEUED_MAX 32              /* pages that wait for a runner's extractor when it claims more:
				      another may be idle, and each is a body in memory */
#define EXTRACTOR_BACK_MS 1000     /* until a task is claimed again for which no extractor could be made */
#define CLAIM_MAX 32               /* tasks of one claim: eight times the rate of single ones */
#define PACE_MS 100                /* of a moment: what a runner ends in one it may hold ahead of its
				      fetches, for it begins that in the next */
#define PACE_AHEAD_MAX CLAIM_MAX   /* tasks that it holds so at the most */
#define AHEAD_MAX_MS 2000          /* that one of them waits before it is put back: fetches have become
				      slow, and others may have room */
#define AHEAD_URGENT_MS 200        /* and one that somebody waits for */
#define CLAIM_IDLE_MS 250          /* between two looks at an empty queue; a wake-up is faster */
#define TASKS_HELD_MAX 2000        /* of one runner: FETCHES_MAX and what it is finishing */
#define FETCHES_MAX 1000           /* of one runner: descriptors, and a body each */
#define BODIES_MAX (512u << 20)    /* bytes of all pages that a runner holds: below the half of it
				      nobody else's page waits, and 5,000 ordinary ones fit */
#define BODY_SMALL (1u << 20)      /* bytes of a page that is let in all the same */
#define RUNNER_MEMORY_MAX (6ul << 30) /* bytes of address space: BODIES_MAX, FETCHES_MAX small pages,
				      and what is made of one page at a time; a runaway ends alone */
#define RUNNER_SPARE (256u << 10) /* bytes of the pieces that a runner gives back at once: most pages
				     are smaller, and pieces of the heap are reused faster */
#define RUNNER_MEMORY_KEPT (1ul << 30) /* bytes that a runner may have got used to: with more it is
				      replaced when it has ended what it began */
#define RUNNER_ROUND_S 30          /* processor seconds of one round of its loop, which takes
				      milliseconds: one that never ends, ends alone */
#define RUNNERS_MAX 64             /* of one meter-cron: 32 cores and a generation that leaves */
#define RUNNER_DRAIN_MS 3000       /* that begun jobs may take when meter-cron stops; the rest is
				      returned: systemd and people wait for it */
#define CRASHES_MAX 3              /* then the page, not we, is to blame */
#define ATTEMPTS_MAX 10            /* of a task for any reasons: leases that ran out, restarts */
#define KIND_UNKNOWN_MS 60000      /* that a task waits whose kind only a newer program knows */
#define RUNNER_BEAT_MS 5000        /* between two signs of life of a process of meter-cron */
#define RUNNER_ALIVE_S 15          /* that it is taken for alive after the last one */
#define RUNNER_FORGET_S 3600       /* that its row is kept */
#define REAP_EVERY_MS 5000         /* between two searches for leases that are over */
#define REAP_MAX 500               /* tasks of one search: a Galera write set stays small */
#define SWEEP_STEP_MS 100          /* between two steps of forgetting what is too old */
#define SWEEP_STEPS_MAX 1000       /* steps of DELETE_STEP rows in a row: some minutes; then it goes
				      on after SWEEP_REST_MS, so that it is never all that happens */
#define SWEEP_REST_MS 60000
#define SWEEP_EVERY_MS 600000      /* between two walks through all that there is */
#define SWEEP_SPARED_S 86400       /* of a job's life: bounds by count and bytes leave it alone, so
				      that who asked for it can fetch it */
#define METRICS_MAX 1000            /* sums that are kept: some dozens for each thing counted */
#define FINISH_MAX 32              /* jobs that end in one transaction */
#define TRACE_MAX (1u << 20)       /* bytes of a trace as text: 100 warnings fit */
#define TRACES_UNCHANGED 20        /* traces kept of a target's unchanged runs */

/* --- the database --- */
#define DB_CONNECT_TIMEOUT_S 3     /* longer and a worker's clients give up before it does */
#define DB_READ_TIMEOUT_S 30       /* an answer: above any statement's own limits */
#define DB_WRITE_TIMEOUT_S 10
#define DB_LOCK_WAIT_S 5           /* for a row lock: the default of 50 outlives the request */
#define DB_PING_AFTER_MS 1000      /* idle: a connection used since then is taken as alive */
#define DB_RETRY_FIRST_MS 50       /* between failed connects: doubled each time, full jitter */
#define DB_RETRY_MOST_MS 5000
#define DB_VALUE_MAX (12u << 20)   /* bytes of one value: max_allowed_packet is 16 MiB by default,
				      and a larger statement kills the connection */
#define DB_BULK_SIZE (4u << 20)    /* bytes of rows that are sent at once: below any packet limit */
#define DB_BULK_ROWS 1000          /* and how many */
#define RESULT_TOGETHER (64u << 10) /* bytes of items that are loaded beside those of FINISH_MAX - 1
				     others: two megabytes at most, and few lists have more */
#define RESULT_MAX (63u << 20)     /* bytes of a job's items as text: with the rest of the job they
				      fit REPLY_MAX */
#define DELETE_STEP 500            /* rows deleted in one statement: a Galera write set stays small */
#define ACCOUNTS_MAX 10000         /* of a list for the administrator */
#define KEYS_MAX 10000
#define KEY_TOUCH_S 60             /* api_key.last_used_at is exact to this */
#define MIGRATION_MAX (1u << 20)   /* bytes of a file in sql/ */
#define MIGRATION_LOCK_S 60        /* to wait for another meterctl migrate */

#endif
