/* What texts look like. */
#include "strategy/values.h"
#include "tap.h"

static void has(const char *text, uint32_t kinds)
{
	struct reading r = value_read(text);

	if (!ok((r.kinds & kinds) == kinds, "\"%s\"", text))
		printf("#   kinds %#x lack %#x\n", r.kinds, kinds & ~r.kinds);
}

static void lacks(const char *text, uint32_t kinds)
{
	struct reading r = value_read(text);

	if (!ok(!(r.kinds & kinds), "not \"%s\"", text))
		printf("#   kinds %#x have %#x\n", r.kinds, r.kinds & kinds);
}

int main(void)
{
	has("$19.99", KIND_MONEY | KIND_DECIMAL | KIND_NUMBER);
	has("1.299,00 €", KIND_MONEY);
	has("AED 25,000", KIND_MONEY);
	has("249 kr.", KIND_MONEY);
	has("¥1,200", KIND_MONEY);
	lacks("12 krokodile", KIND_MONEY);
	lacks("Chapter 3", KIND_MONEY);
	has("225 points", KIND_NUMBER);
	lacks("12 of 40", KIND_NUMBER);
	has("3.99%", KIND_PERCENT);
	has("149.84 MB", KIND_MEASURE);
	has("05:17", KIND_DURATION);
	has("May 5, 2021", KIND_DATE);
	has("Posted 3 days ago", KIND_RELATIVE);
	has("Jane Q. Doe", KIND_PERSON);
	has("山田太郎", KIND_PERSON);
	lacks("Jane Doe 42", KIND_PERSON);
	lacks("[Photo: Jane]", KIND_PERSON);
	has("SC-2024-0492", KIND_CODE);
	has("10.1000/xyz.abc.1234", KIND_CODE);
	lacks("plain words", KIND_CODE);
	has("https://shop.test/a", KIND_URL);
	has("/images/a.jpg?w=100", KIND_IMAGE);
	has("www.shop.test", KIND_HOST);
	has("jane@shop.test", KIND_EMAIL);
	has("+49 30 1234567", KIND_PHONE);
	has("This sentence has quite a few words, and it is long enough.", KIND_SENTENCE);
	lacks("A short title", KIND_SENTENCE);
	has("12 Main Street, Springfield", KIND_PLACE);
	has("<p>one<br />two</p>", KIND_MARKUP);
	is_int((int64_t)value_read("$165.00 $449.00").monies, 2, "two amounts");
	is_int((int64_t)(value_read("now $7.19").number * 100), 719, "the number of an amount");
	is_int(value_read("").length, 0, "nothing is nothing");
	is_int(value_read("\xff\xfe").letters, 0, "broken bytes are no letters");
	return done();
}
