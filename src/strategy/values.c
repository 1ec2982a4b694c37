/* One pass counts what there is, then each recogniser looks once. */
#include "strategy/values.h"

#include "bounds.h"
#include "strategy/dates.h"
#include "util/letters.h"
#include "util/text.h"

static const char *const currency_marks[] = {
    "$",   "€",	  "£",	 "¥",	"₹",   "₽", "₴",   "₩",   "₪",   "฿",	  "usd", "eur", "gbp",
    "chf", "aed", "jpy", "cny", "inr", "sek", "nok", "dkk", "pln", "czk", "kr",	 "zł",	"руб",
    "лв",  "kč",  "ft",	 "lei", "円",  "元",  "원",  "r ",  "cad", "aud", "rs",	 "rs.", "грн",
};
#define N_CURRENCY_MARKS (sizeof currency_marks / sizeof currency_marks[0])

static const char *const measure_units[] = {
    "kb", "mb", "gb", "tb", "bytes", "mm", "cm", "km", "kg", "mg", "ml",    "cl",   "oz",
    "lb", "ft", "m²", "m2", "sq",    "ha", "l",	 "g",  "m",  "px", "acres", "inch",
};

struct scan {
	const char *text; /* lower-cased */
	size_t n;
	struct reading r;
};

/* One run of digits with its separators starts at i: its end, and its value in *value. */
static size_t number_end(const struct scan *s, size_t i, double *value, bool *decimal)
{
	double whole = 0;
	size_t last_mark = 0, start = i;

	while (i < s->n) {
		char c = s->text[i];
		if (c >= '0' && c <= '9')
			whole = whole * 10 + (c - '0');
		else if ((c == '.' || c == ',' || c == '\'') && i + 1 < s->n &&
			 s->text[i + 1] >= '0' && s->text[i + 1] <= '9')
			last_mark = i;
		else
			break;
		i++;
	}
	*decimal = last_mark > start && i - last_mark == 3;
	*value = *decimal ? whole / 100 : whole;
	return i;
}

static bool mark_stands(const struct scan *s, size_t at, const char *mark, size_t length)
{
	unsigned char before = at ? (unsigned char)s->text[at - 1] : ' ';
	unsigned char after = at + length < s->n ? (unsigned char)s->text[at + length] : ' ';

	if (at + length > s->n || memcmp(s->text + at, mark, length) != 0)
		return false;
	if ((unsigned char)mark[0] >= 0x80 || mark[0] == '$')
		return true;
	return !(before >= 'a' && before <= 'z') && !(after >= 'a' && after <= 'z');
}

/* A currency mark touches the number from..to, or is one space away. */
static bool currency_near(const struct scan *s, size_t from, size_t to)
{
	for (size_t i = 0; i < N_CURRENCY_MARKS; i++) {
		size_t length = strlen(currency_marks[i]);
		for (size_t gap = 0; gap < 2; gap++) {
			if (gap && (from == 0 || s->text[from - 1] != ' '))
				continue;
			if (from >= length + gap &&
			    mark_stands(s, from - length - gap, currency_marks[i], length))
				return true;
		}
		for (size_t gap = 0; gap < 2; gap++) {
			if (gap && (to >= s->n || s->text[to] != ' '))
				continue;
			if (mark_stands(s, to + gap, currency_marks[i], length))
				return true;
		}
	}
	return false;
}

static bool measure_after(const struct scan *s, size_t at)
{
	if (at < s->n && s->text[at] == ' ')
		at++;
	for (size_t i = 0; i < sizeof measure_units / sizeof measure_units[0]; i++)
		if (mark_stands(s, at, measure_units[i], strlen(measure_units[i])))
			return true;
	return false;
}

static void numbers_read(struct scan *s)
{
	for (size_t i = 0; i < s->n;) {
		double value;
		bool decimal;
		size_t end;
		if (s->text[i] < '0' || s->text[i] > '9') {
			i++;
			continue;
		}
		end = number_end(s, i, &value, &decimal);
		if (!s->r.numbers++)
			s->r.number = value;
		if (currency_near(s, i, end)) {
			if (!s->r.monies++)
				s->r.number = value;
			s->r.kinds |= KIND_MONEY;
		} else if (end < s->n && (s->text[end] == '%' ||
					  (s->text[end] == ' ' && s->text[end + 1] == '%'))) {
			s->r.kinds |= KIND_PERCENT;
		} else if (measure_after(s, end)) {
			s->r.kinds |= KIND_MEASURE;
		}
		if (decimal)
			s->r.kinds |= KIND_DECIMAL;
		i = end;
	}
	if (s->r.numbers == 1 && s->r.words <= 3)
		s->r.kinds |= KIND_NUMBER;
	else
		s->r.kinds &= ~(uint32_t)KIND_DECIMAL;
}

static bool is_image(const char *s, size_t n)
{
	static const char *const endings[] = {".jpg",  ".jpeg", ".png", ".gif",
					      ".webp", ".svg",	".avif"};

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		const char *at = strstr(s, endings[i]);
		if (at && n < 2000)
			return true;
	}
	return false;
}

static void addresses_read(struct scan *s)
{
	const char *text = s->text;
	bool spaced = strchr(text, ' ') != NULL;
	const char *at = strchr(text, '@');

	if (text[0] == '{' || strstr(text, "</") || strstr(text, "<br") || strstr(text, "<p>"))
		s->r.kinds |= KIND_MARKUP;

	if (strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0 ||
	    strncmp(text, "//", 2) == 0)
		s->r.kinds |= KIND_URL;
	if (!spaced && is_image(text, s->n))
		s->r.kinds |= KIND_IMAGE;
	if (!spaced && at && at > text && strchr(at, '.'))
		s->r.kinds |= KIND_EMAIL;
	if (!spaced && !at && s->n > 4 && s->n < 80 && strchr(text, '.') && s->r.letters > 4 &&
	    s->r.digits < 4 && text[s->n - 1] != '.' && !(s->r.kinds & KIND_URL))
		s->r.kinds |= KIND_HOST;
	if (s->r.digits >= 7 && s->r.digits <= 15 && s->r.letters <= 4 && s->r.length < 30 &&
	    !(s->r.kinds & (KIND_MONEY | KIND_DATE)) &&
	    (text[0] == '+' || text[0] == '(' || s->r.numbers > 1 || text[0] == '0'))
		s->r.kinds |= KIND_PHONE;
}

static bool first_is_letter(const struct scan *s)
{
	const char *at = s->text;

	return s->n && letter_is(utf8_next(&at, s->text + s->n));
}

static void words_read(struct scan *s)
{
	struct reading *r = &s->r;
	bool unspaced = r->words && r->letters / r->words > 12 && r->length > r->letters * 8 / 10;

	if (r->length >= 40 && (r->words >= 6 || unspaced))
		r->kinds |= KIND_SENTENCE;
	if (first_is_letter(s) && r->words >= 1 && r->words <= 6 && r->digits == 0 &&
	    r->length <= 45 && r->letters > 1 &&
	    (r->capitals * 3 >= r->words * 2 ||
	     (r->words == 1 && r->letters > 2 && r->length <= 20)))
		r->kinds |= KIND_PERSON;
	if (r->digits && r->length <= 30 && (r->words <= 4 || !strchr(s->text, ' ')) &&
	    !(r->kinds & (KIND_MONEY | KIND_DATE)))
		r->kinds |= KIND_CODE;
	if (r->letters > 3 && r->length <= 160 && strchr(s->text, ',') &&
	    r->capitals * 2 >= r->words)
		r->kinds |= KIND_PLACE;
}

/* Lower-cases into `out` and counts on the way. */
static void scan_text(struct scan *s, const char *in, struct text *out)
{
	const char *end = in + strnlen(in, READING_MAX);
	bool inside = false;

	while (in < end) {
		uint32_t c = utf8_next(&in, end);
		bool letter = letter_is(c), digit = digit_is(c);
		s->r.length++;
		s->r.letters += letter;
		s->r.digits += digit;
		if ((letter || digit) && !inside) {
			s->r.words++;
			/* scripts without case count as capitalised: they name people too */
			s->r.capitals += letter && (letter_is_upper(c) || letter_is_unspaced(c));
		}
		inside = letter || digit || c == '\'' || c == 0x2019;
		text_add_utf8(out, c == 0xa0 ? ' ' : letter_lower(c));
	}
}

struct reading value_read(const char *value)
{
	char room[READING_MAX * 2 + 1];
	struct text lower = {.data = room, .capacity = sizeof room, .limit = sizeof room - 1};
	struct scan s = {.text = room};

	room[0] = '\0';
	scan_text(&s, value, &lower);
	s.n = lower.length;
	numbers_read(&s);
	if (s.r.digits && text_has_date(s.text, s.n))
		s.r.kinds |= KIND_DATE;
	if (text_has_relative_date(s.text, s.n))
		s.r.kinds |= KIND_RELATIVE;
	if (s.r.digits && text_has_time(s.text, s.n))
		s.r.kinds |= KIND_TIME;
	if (text_is_duration(s.text, s.n))
		s.r.kinds |= KIND_DURATION;
	addresses_read(&s);
	words_read(&s);
	s.r.typed_whole = s.r.length <= 45 && s.r.words <= 9;
	return s.r;
}
