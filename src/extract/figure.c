/* Finding numbers in a text: digits with their separators, a sign, a currency. */
#include "extract/figure.h"

#include "util/banned.h"

static const char *const currency_signs[] = {
    "$",   "€",	  "£",	 "¥",	"₹",   "₽", "₩",   "₺",   "₴",   "₫",	  "฿",	 "₪",
    "₦",   "₱",	  "₸",	 "₿", "¢",   "zł",  "Kč",  "kr",  "Fr.", "Rs.", "Rs",	 "R$",
    "Ft",  "lei", "CHF", "EUR", "USD", "GBP", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "RON", "TRY", "INR", "CNY", "RMB", "RUB", "BRL", "MXN",
    "ZAR", "SGD", "HKD", "KRW", "ILS", "AED", "THB", "IDR"};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The bytes of a space at p: plain, no-break (U+00A0), thin (U+2009) or narrow (U+202F). */
static size_t space_size(const char *p)
{
	if (*p == ' ')
		return 1;
	if (strncmp(p, "\xC2\xA0", 2) == 0)
		return 2;
	if (strncmp(p, "\xE2\x80\x89", 3) == 0 || strncmp(p, "\xE2\x80\xAF", 3) == 0)
		return 3;
	return 0;
}

static size_t quote_size(const char *p)
{
	return *p == '\'' ? 1 : strncmp(p, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* The bytes of a minus sign at p: a hyphen or U+2212. */
static size_t minus_size(const char *p)
{
	return *p == '-' ? 1 : strncmp(p, "\xE2\x88\x92", 3) == 0 ? 3 : 0;
}

/* The bytes of a currency sign or code at p, after a number. One that touches the next number is
 * that one's. */
static size_t currency_size(const char *p)
{
	for (size_t i = 0; i < sizeof currency_signs / sizeof currency_signs[0]; i++) {
		size_t n = strlen(currency_signs[i]);
		if (strncmp(p, currency_signs[i], n) == 0 && !is_digit(p[n]) &&
		    !(is_letter(p[n]) && is_letter(p[n - 1])))
			return n;
	}
	return 0;
}

/* The bytes of one that ends at p. */
static size_t currency_size_before(const char *text, const char *p)
{
	for (size_t i = 0; i < sizeof currency_signs / sizeof currency_signs[0]; i++) {
		size_t n = strlen(currency_signs[i]);
		const char *start = p - n;
		if ((size_t)(p - text) >= n && memcmp(start, currency_signs[i], n) == 0 &&
		    !(start > text && is_letter(*start) && is_letter(start[-1])))
			return n;
	}
	return 0;
}

static const char *spaces_before(const char *text, const char *p)
{
	while (p > text) {
		if (p[-1] == ' ')
			p--;
		else if (p - text >= 2 && space_size(p - 2) == 2)
			p -= 2;
		else if (p - text >= 3 && space_size(p - 3) == 3)
			p -= 3;
		else
			break;
	}
	return p;
}

/* A minus that ends at p and does not join two words or numbers. */
static bool is_minus_before(const char *text, const char *p)
{
	size_t n = 0;

	if (p - text >= 1 && minus_size(p - 1) == 1)
		n = 1;
	else if (p - text >= 3 && minus_size(p - 3) == 3)
		n = 3;
	if (n == 0)
		return false;
	p -= n;
	return p == text || !(is_letter(p[-1]) || is_digit(p[-1]) || p[-1] == ')');
}

/* What stands before the digits: a sign, a currency. False when they belong to a word. */
static bool figure_prefix(const char *text, struct figure *f)
{
	const char *p = f->start;
	size_t n;

	if (is_minus_before(text, p)) {
		f->is_negative = true;
		p -= p[-1] == '-' ? 1 : 3;
	}
	n = currency_size_before(text, spaces_before(text, p));
	if (n) {
		p = spaces_before(text, p) - n;
		f->is_money = true;
		f->is_negative = f->is_negative || is_minus_before(text, p);
		return true;
	}
	return p == text || !is_letter(p[-1]);
}

static unsigned digits_at(const char *p)
{
	unsigned n = 0;

	while (is_digit(p[n]))
		n++;
	return n;
}

/* A separator at p that digits follow: its kind and size. Spaces and quotes only group. */
static char mark_at(const char *p, size_t *size)
{
	size_t n;

	*size = 1;
	if (*p == '.' || *p == ',')
		return is_digit(p[1]) ? *p : MARK_NONE;
	if ((n = space_size(p)) || (n = quote_size(p))) {
		*size = n;
		if (digits_at(p + n) == 3)
			return space_size(p) ? MARK_SPACE : MARK_QUOTE;
	}
	return MARK_NONE;
}

static void figure_digits(struct figure *f, const char *p)
{
	unsigned group = 0;
	size_t size;
	char mark;

	for (;;) {
		for (group = 0; is_digit(*p); p++, group++) {
			if (f->n_digits < DIGITS_MAX)
				f->digits[f->n_digits++] = *p;
		}
		mark = mark_at(p, &size);
		if (!mark || f->n_marks == DIGITS_MAX || f->n_digits == DIGITS_MAX)
			break;
		if ((mark == MARK_SPACE || mark == MARK_QUOTE) &&
		    (group > 3 || (f->n_marks && f->marks[f->n_marks - 1] != mark)))
			break;
		f->marks[f->n_marks] = mark;
		f->at[f->n_marks++] = f->n_digits;
		p += size;
	}
	f->end = p;
}

/* The figure at or after p. */
static bool figure_next(const char *text, const char *p, struct figure *f)
{
	for (; *p; p++) {
		bool is_fraction = *p == '.' && is_digit(p[1]) &&
				   (p == text || !(is_letter(p[-1]) || p[-1] == '.'));

		if (!is_digit(*p) && !is_fraction)
			continue;
		*f = (struct figure){.start = p};
		if (!figure_prefix(text, f)) {
			while (is_digit(p[1]) || is_letter(p[1]))
				p++;
			continue;
		}
		if (is_fraction) {
			f->digits[f->n_digits++] = '0';
			f->marks[f->n_marks] = MARK_POINT;
			f->at[f->n_marks++] = 1;
			p++;
		}
		figure_digits(f, p);
		p = f->end;
		while (space_size(p))
			p += space_size(p);
		f->is_money = f->is_money || currency_size(p);
		return true;
	}
	return false;
}

/* The figure that the text is about. */
bool figure_find(const char *text, struct figure *out)
{
	struct figure f;
	bool found = false;

	for (const char *p = text; figure_next(text, p, &f); p = f.end) {
		if (!found || f.is_money)
			*out = f;
		found = true;
		if (f.is_money)
			break;
	}
	return found;
}
