/* libcurl's header, write and progress callbacks.
 *
 * libcurl's own size limit (CURLOPT_MAXFILESIZE) looks at Content-Length only, which a chunked or
 * compressed reply does not have: the counting is done here. */
#include "fetch/receive.h"
#include "bounds.h"
#include "fetch/hop.h"
#include "util/text.h"

/* The body grows by doubling from here: most pages need a few steps. */
#define ROOM_FIRST (8u << 10)

/* --- headers --- */

struct known_header {
	const char *name; /* with its colon */
	size_t offset;
	size_t longest; /* a longer value is taken for none: it goes into a column or a request */
	bool any_bytes; /* others must be text that may be sent back */
	bool is_list;	/* several of the name are one */
};

static const struct known_header known_headers[] = {
    {"location:", offsetof(struct reception, location), (size_t)4 * URL_MAX, true, false},
    {"content-type:", offsetof(struct reception, content_type), HEADER_VALUE_MAX, false, false},
    {"etag:", offsetof(struct reception, etag), HEADER_VALUE_MAX, false, false},
    {"last-modified:", offsetof(struct reception, last_modified), HEADER_VALUE_MAX, false, false},
    {"date:", offsetof(struct reception, date), HEADER_VALUE_MAX, false, false},
    {"content-encoding:", offsetof(struct reception, coding), HEADER_VALUE_MAX, false, true},
};

#define N_KNOWN_HEADERS (sizeof known_headers / sizeof known_headers[0])

static const char **slot_of(struct reception *r, const struct known_header *known)
{
	return (const char **)((char *)r + known->offset);
}

/* "HTTP/1.1 200 OK" begins a new block: what an interim reply said is forgotten. */
static void read_status_line(struct reception *r, const char *line, size_t n)
{
	const char *space = memchr(line, ' ', n);
	int status = 0;

	for (size_t i = 0; i < N_KNOWN_HEADERS; i++)
		*slot_of(r, &known_headers[i]) = NULL;
	if (space)
		for (const char *c = space + 1; c < line + n && *c >= '0' && *c <= '9'; c++)
			status = status < 100 ? status * 10 + (*c - '0') : status;
	r->status = status;
}

/* An ETag with a control character cannot be sent back: no later run of the page would be. */
static bool is_text(const char *value, size_t n)
{
	return hop_is_field_value(value, n) && utf8_is_valid(value, n);
}

static void keep_field(struct reception *r, const struct known_header *known, const char *value,
		       size_t n)
{
	const char **slot = slot_of(r, known);
	const char *now = arena_copy(r->arena, value, n);

	*slot = known->is_list && *slot ? arena_printf(r->arena, "%s, %s", *slot, now) : now;
}

static void read_field(struct reception *r, const char *line, size_t n)
{
	for (size_t i = 0; i < N_KNOWN_HEADERS; i++) {
		const struct known_header *known = &known_headers[i];
		size_t name = strlen(known->name), end = n;

		if (n < name || strncasecmp(line, known->name, name) != 0)
			continue;
		while (end > name && ascii_is_space(line[end - 1]))
			end--;
		while (name < end && ascii_is_space(line[name]))
			name++;
		if (end > name && end - name <= known->longest &&
		    (known->any_bytes || is_text(line + name, end - name)))
			keep_field(r, known, line + name, end - name);
		return;
	}
}

static size_t receive_header(char *line, size_t size, size_t n, void *data)
{
	struct reception *r = data;

	n *= size;
	r->header_bytes += n;
	if (r->header_bytes > HEADERS_MAX) {
		r->stop = STOP_HEADERS;
		return 0;
	}
	if (n >= 5 && memcmp(line, "HTTP/", 5) == 0)
		read_status_line(r, line, n);
	else if (!r->raw_bytes)
		read_field(r, line, n); /* what follows a body are trailers: they say nothing */
	return n;
}

/* --- bodies --- */

/* A redirect's or a failure's body is let in up to a bound, so that the connection can be used
 * again, and dropped. */
static bool is_wanted(const struct reception *r)
{
	if (r->follows && hop_is_redirect(r->status) && r->location)
		return false;
	return r->status < 400 || r->any_status;
}

static size_t ignore(struct reception *r, size_t n)
{
	if (r->raw_bytes <= IGNORED_BODY_MAX)
		return n;
	r->stop = STOP_ENOUGH;
	return 0;
}

/* Of all bodies of the process. */
static struct {
	size_t held, most; /* most 0: any number */
} bodies;

void fetch_bound_bodies(size_t most)
{
	bodies.most = most;
}

bool fetch_is_full(void)
{
	return bodies.most > 0 && bodies.held > bodies.most / 2;
}

/* What a body takes that will have n bytes more. */
static size_t room_for(const struct reception *r, size_t n)
{
	size_t room = r->body_room ? r->body_room : ROOM_FIRST;

	while (room - r->body_size <= n)
		room *= 2;
	return room > r->max_bytes ? r->max_bytes + 1 : room;
}

static bool is_bearable(const struct reception *r, size_t n)
{
	size_t room = room_for(r, n);

	return bodies.most == 0 || room <= BODY_SMALL ||
	       bodies.held + (room - r->body_room) <= bodies.most;
}

static void make_room(struct reception *r, size_t n)
{
	size_t room = room_for(r, n);
	char *body;

	if (room == r->body_room)
		return;
	body = realloc(r->body, room);
	if (!body)
		abort();
	bodies.held += room - r->body_room;
	r->body = body;
	r->body_room = room;
}

static bool is_bomb(const struct reception *r, size_t decoded)
{
	return decoded > INFLATE_RATIO_FROM && decoded / INFLATE_RATIO_MAX > r->raw_bytes;
}

static void keep(struct reception *r, const char *data, size_t n)
{
	make_room(r, n);
	memcpy(r->body + r->body_size, data, n);
	r->body_size += n;
	r->body[r->body_size] = '\0';
}

static bool take(void *user, const char *data, size_t n)
{
	struct reception *r = user;

	if (n > r->max_bytes - r->body_size) {
		r->stop = r->cuts ? STOP_ENOUGH : STOP_SIZE;
		if (r->cuts)
			keep(r, data, r->max_bytes - r->body_size);
	} else if (is_bomb(r, r->body_size + n)) {
		r->stop = STOP_RATIO;
	} else if (!is_bearable(r, n)) {
		r->stop = STOP_BODIES;
	} else {
		keep(r, data, n);
	}
	return r->stop == STOP_NONE;
}

static bool decode(struct reception *r, const char *data, size_t n)
{
	if (!r->decoder)
		r->decoder = decoder_new(r->coding);
	if (!r->decoder || decoder_feed(r->decoder, data, n, take, r) == DECODED_DAMAGED)
		r->stop = STOP_CODING;
	return r->stop == STOP_NONE;
}

static size_t receive_body(char *data, size_t size, size_t n, void *user)
{
	struct reception *r = user;

	n *= size;
	r->raw_bytes += n;
	if (!is_wanted(r))
		return ignore(r, n);
	return (r->coding ? decode(r, data, n) : take(r, data, n)) ? n : 0;
}

/* Bytes that decode to nothing never reach take(). */
static int watch_progress(void *user, curl_off_t expected, curl_off_t received, curl_off_t to_send,
			  curl_off_t sent)
{
	struct reception *r = user;
	curl_off_t most = r->max_bytes > PAGE_RAW_MAX ? (curl_off_t)r->max_bytes : PAGE_RAW_MAX;

	(void)to_send;
	(void)sent;
	if (is_wanted(r) && !r->cuts && (expected > most || received > most)) {
		r->stop = STOP_SIZE;
		return 1;
	}
	return 0;
}

/* --- its life --- */

void reception_begin(struct reception *r, CURL *easy, struct arena *a,
		     const struct fetch_request *wanted)
{
	*r = (struct reception){
	    .arena = a,
	    .max_bytes = wanted->max_bytes ? wanted->max_bytes : PAGE_MAX,
	    .cuts = wanted->cut,
	    .any_status = wanted->any_status,
	    .follows = !wanted->no_redirects,
	};
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, receive_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, r);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, r);
	curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch_progress);
	curl_easy_setopt(easy, CURLOPT_XFERINFODATA, r);
	curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
}

void reception_doubt_validators(struct reception *r)
{
	time_t changed, sent;

	if (!r->last_modified)
		return;
	changed = curl_getdate(r->last_modified, NULL);
	sent = r->date ? curl_getdate(r->date, NULL) : -1;
	if (changed < 0 || sent <= changed)
		r->etag = r->last_modified = NULL;
}

bool reception_is_whole(const struct reception *r)
{
	return !r->decoder || decoder_is_whole(r->decoder);
}

void reception_release(struct reception *r)
{
	decoder_free(r->decoder);
	r->decoder = NULL;
	if (r->body)
		bodies.held -= r->body_room;
	free(r->body);
	r->body = NULL;
	r->body_room = 0;
}

/* A body that its work holds. */
struct held_body {
	char *data;
	size_t room;
};

static void held_body_free(void *thing)
{
	struct held_body *held = thing;

	bodies.held -= held->room;
	free(held->data);
}

const char *reception_take_body(struct reception *r, struct arena *a)
{
	struct held_body *held;

	if (!r->body)
		return "";
	held = ARENA_NEW(a, struct held_body);
	/* A job holds its page for seconds: what doubling left over is given back. */
	held->data = realloc(r->body, r->body_size + 1);
	held->room = r->body_size + 1;
	if (!held->data) {
		held->data = r->body;
		held->room = r->body_room;
	}
	bodies.held -= r->body_room - held->room;
	r->body = NULL;
	r->body_room = 0;
	arena_defer(a, held_body_free, held);
	return held->data;
}
