/* Which class names and ids can be trusted to stay. */
#include "strategy/page.h"

#include "bounds.h"

/* State and layout: true of an element today, not of what it is. */
static const char *const passing_words[] = {
    "active", "selected", "first",    "last",	  "odd",       "even",	   "hover",   "open",
    "closed", "row",	  "clearfix", "left",	  "right",     "current",  "visible", "hidden",
    "show",   "hide",	  "collapse", "expanded", "container", "wrapper",  "inner",   "outer",
    "alt",    "block",	  "center",   "middle",	  "fade",      "disabled", "loaded",  "clear",
    "pull",   "float",	  "flex",     "grid",	  "col",       "column",   "cf",      "fix",
};

static const char *const passing_beginnings[] = {
    "col-",  "grid-",	"lazy",	    "is-",    "has-",	 "js-",	    "span-",  "row-",
    "pull-", "text-",	"mt-",	    "mb-",    "ml-",	 "mr-",	    "pt-",    "pb-",
    "pl-",   "pr-",	"px-",	    "py-",    "mx-",	 "my-",	    "w-",     "h-",
    "p-",    "m-",	"flex-",    "bg-",    "border-", "rounded", "items-", "justify-",
    "gap-",  "hidden-", "visible-", "float-", "offset-", "post-",   "order-",
};

/* What tools write before a hash of their own. */
static const char *const hash_beginnings[] = {"css-", "sc-", "jsx-",	    "svelte-", "emotion-",
					      "_",    "jss", "makestyles-", "chakra-", "mui"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* After a tool's own prefix any mixture is a hash. */
static bool is_mixture(const char *s)
{
	size_t n = 0, digits = 0, upper = 0;

	for (; s[n]; n++) {
		digits += is_digit(s[n]);
		upper += s[n] >= 'A' && s[n] <= 'Z';
	}
	return n >= 4 && (digits || (upper && upper < n));
}

static bool looks_hashed(const char *s, size_t n)
{
	size_t digits = 0, upper = 0, lower = 0, vowels = 0, changes = 0;

	if (n < 5)
		return false;
	for (size_t i = 0; i < n; i++) {
		bool digit = is_digit(s[i]), up = s[i] >= 'A' && s[i] <= 'Z';
		digits += digit;
		upper += up;
		lower += !digit && !up;
		vowels += strchr("aeiouyAEIOUY", s[i]) != NULL;
		changes += i && digit != is_digit(s[i - 1]);
	}
	if (digits && (upper || lower) && (changes > 1 || digits * 3 >= n))
		return true;
	return (upper > 1 && lower > 1 && s[0] >= 'a' && vowels * 4 < n) || vowels == 0;
}

/* The part after the last __, -- or _ of "title__3xK9a", when it is a hash. */
static bool tail_is_hashed(const char *name)
{
	const char *tail = NULL;

	for (const char *at = name; *at; at++)
		if ((at[0] == '_' || at[0] == '-') && at[1] && at[1] != '_' && at[1] != '-')
			tail = at + 1;
	return tail && looks_hashed(tail, strlen(tail));
}

bool name_is_stable(const char *name)
{
	size_t n = strlen(name), digits = 0;

	if (n < 2 || n > 60)
		return false;
	for (size_t i = 0; i < n; i++) {
		digits += is_digit(name[i]);
		if ((unsigned char)name[i] < 0x21 || strchr("{}<>%$:/\\[]\"'", name[i]))
			return false;
	}
	if (digits >= 3 || (n == 2 && digits))
		return false;
	for (size_t i = 0; i < sizeof passing_words / sizeof passing_words[0]; i++)
		if (ascii_equal(name, passing_words[i]))
			return false;
	for (size_t i = 0; i < sizeof passing_beginnings / sizeof passing_beginnings[0]; i++)
		if (ascii_starts(name, passing_beginnings[i]))
			return false;
	for (size_t i = 0; i < sizeof hash_beginnings / sizeof hash_beginnings[0]; i++)
		if (ascii_starts(name, hash_beginnings[i]) &&
		    is_mixture(name + strlen(hash_beginnings[i])))
			return false;
	return !tail_is_hashed(name);
}

const struct token *page_token(struct page *p, const char *name)
{
	uint64_t hash = hash_text(HASH_START, name);
	const uint32_t *at = map_get(&p->tokens, hash);

	if (at)
		return &p->token_list[*at];
	if (p->n_tokens == p->tokens_capacity) {
		size_t capacity = p->tokens_capacity ? p->tokens_capacity * 2 : 256;
		struct token *grown = ARENA_ARRAY(p->work->arena, capacity, struct token);
		if (p->n_tokens)
			memcpy(grown, p->token_list, p->n_tokens * sizeof *grown);
		p->token_list = grown;
		p->tokens_capacity = capacity;
	}
	map_put(&p->tokens, hash, (uint32_t)p->n_tokens);
	p->token_list[p->n_tokens] = (struct token){.stable = name_is_stable(name)};
	if (p->n_tokens < NAMES_READ_MAX)
		p->token_list[p->n_tokens].words = words_split(p->vocabulary, name, strlen(name));
	return &p->token_list[p->n_tokens++];
}
