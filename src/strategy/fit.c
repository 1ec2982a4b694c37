/* What the values of each concept look like. Shares of a column go in, so one odd value among
 * thirty changes little. */
#include "strategy/score.h"

#include <math.h>

/* 1 when the column is of the kind throughout, -1 when it is nowhere. */
static double kind_fit(const struct slot *s, enum kind kind)
{
	return 2 * slot_kind(s, kind) - 1;
}

static double typed_any(const struct slot *s)
{
	return fmax(fmax(slot_kind(s, KIND_MONEY), slot_kind(s, KIND_DATE)),
		    fmax(slot_kind(s, KIND_NUMBER), slot_kind(s, KIND_RELATIVE)));
}

/* 1 inside low..high, falling to -1 at a third or three times of it. */
static double length_fit(double length, double low, double high)
{
	double off = length < low ? low / fmax(length, 0.3) : length > high ? length / high : 1;

	return fmax(-1, 1 - (off - 1));
}

static double title_fit(const struct slot *s)
{
	double fit = 0.6 * length_fit(s->length, 8, 120) + 0.2 * (s->words >= 2);

	if (s->length < 3)
		return -0.8;
	return fit - 1.2 * typed_any(s) * s->whole - 0.8 * slot_kind(s, KIND_HOST) -
	       0.6 * (slot_kind(s, KIND_SENTENCE) * (s->length > 150));
}

static double money_fit(const struct slot *s)
{
	double money = slot_kind(s, KIND_MONEY), decimal = slot_kind(s, KIND_DECIMAL);

	/* One record with two amounts is enough: the place holds the old price as well, and of its
	 * parts one is the price in force. */
	if (money >= 0.3)
		return (2 * money - 1) * (0.4 + 0.6 * s->whole) - 0.3 * (1 - s->one_number) -
		       0.04 * fmax(0, s->words - 3) - (s->two_monies > 0 ? 0.6 : 0);
	if (decimal > 0.5)
		return 0.5 * s->whole;
	return slot_kind(s, KIND_NUMBER) > 0.7 ? 0.1 : -1;
}

static double date_fit(const struct slot *s)
{
	double date = fmax(slot_kind(s, KIND_DATE), 0.9 * slot_kind(s, KIND_RELATIVE));

	return date < 0.2 ? -1 : (2 * date - 1) * (0.3 + 0.7 * s->whole);
}

static double person_fit(const struct slot *s)
{
	double fit = 1.2 * slot_kind(s, KIND_PERSON) - 0.5;

	if (s->length > 60)
		fit -= 0.6;
	return fmax(-1, fit - 0.8 * s->digits * (s->length > 20) - 0.5 * slot_kind(s, KIND_DATE));
}

static double number_fit(const struct slot *s)
{
	if (s->digits < 0.2)
		return -1;
	return (1.6 * s->one_number - 0.8) * (0.3 + 0.7 * s->whole) -
	       0.8 * slot_kind(s, KIND_MONEY) - 0.6 * slot_kind(s, KIND_DATE);
}

static double link_fit(const struct slot *s)
{
	if (s->source == SLOT_ATTRIBUTE && strcmp(s->attribute, "href") == 0)
		return s->tag == TAG_a || s->tag == TAG_area ? 1 : -0.5;
	if (s->source == SLOT_JSON || s->source == SLOT_ATTRIBUTE)
		return kind_fit(s, KIND_URL) * 0.6;
	return fmax(slot_kind(s, KIND_URL), slot_kind(s, KIND_HOST)) * 1.4 - 1;
}

static double image_fit(const struct slot *s)
{
	if (s->source == SLOT_ATTRIBUTE && strcmp(s->attribute, "src") == 0)
		return 1;
	return kind_fit(s, KIND_IMAGE) * 0.8;
}

static double place_fit(const struct slot *s)
{
	double fit = 0.7 * slot_kind(s, KIND_PLACE) + 0.3 * s->capitals - 0.2;

	return fit - slot_kind(s, KIND_MONEY) - slot_kind(s, KIND_DATE) -
	       (s->length > 150 ? 0.5 : 0);
}

static double id_fit(const struct slot *s)
{
	double fit = 0.8 * slot_kind(s, KIND_CODE) + 0.3 * s->digits - 0.3;

	return fit - slot_kind(s, KIND_MONEY) - slot_kind(s, KIND_DATE) -
	       0.6 * slot_kind(s, KIND_SENTENCE);
}

static double category_fit(const struct slot *s)
{
	return 0.4 * length_fit(s->length, 3, 40) - 0.8 * typed_any(s) * s->whole -
	       0.6 * slot_kind(s, KIND_SENTENCE);
}

static double brand_fit(const struct slot *s)
{
	return 0.4 * length_fit(s->length, 2, 40) + 0.2 * s->capitals - typed_any(s) * s->whole -
	       0.6 * slot_kind(s, KIND_SENTENCE);
}

static double description_fit(const struct slot *s)
{
	return fmin(1, s->length / 80) + 0.4 * slot_kind(s, KIND_SENTENCE) - 0.7 -
	       typed_any(s) * s->whole;
}

static double heading_fit(const struct slot *s)
{
	return title_fit(s) + (s->tag >= TAG_h2 && s->tag <= TAG_h6 ? 0.2 : -0.3);
}

double concept_fit(enum concept concept, const struct slot *s)
{
	switch (concept) {
	case CONCEPT_TITLE:
		return title_fit(s);
	case CONCEPT_PRICE:
	case CONCEPT_OLD_PRICE:
	case CONCEPT_SALARY:
		return money_fit(s);
	case CONCEPT_DATE:
		return date_fit(s);
	case CONCEPT_TIME:
		return kind_fit(s, KIND_TIME) * (0.4 + 0.6 * s->whole);
	case CONCEPT_AUTHOR:
		return person_fit(s);
	case CONCEPT_IMAGE:
		return image_fit(s);
	case CONCEPT_LINK:
		return link_fit(s);
	case CONCEPT_DESCRIPTION:
		return description_fit(s);
	case CONCEPT_RATING:
	case CONCEPT_POINTS:
	case CONCEPT_COMMENTS:
	case CONCEPT_VIEWS:
	case CONCEPT_RANK:
	case CONCEPT_QUANTITY:
		return number_fit(s);
	case CONCEPT_AVAILABILITY:
		return fmax(number_fit(s), category_fit(s));
	case CONCEPT_LOCATION:
		return place_fit(s);
	case CONCEPT_ID:
		return id_fit(s);
	case CONCEPT_CATEGORY:
		return category_fit(s);
	case CONCEPT_BRAND:
		return brand_fit(s);
	case CONCEPT_SIZE:
		return fmax(kind_fit(s, KIND_MEASURE), 0.5 * s->digits - 0.5);
	case CONCEPT_DURATION:
		return kind_fit(s, KIND_DURATION);
	case CONCEPT_PERCENT:
		return kind_fit(s, KIND_PERCENT) * (0.4 + 0.6 * s->whole);
	case CONCEPT_PHONE:
		return kind_fit(s, KIND_PHONE);
	case CONCEPT_EMAIL:
		return kind_fit(s, KIND_EMAIL);
	case CONCEPT_INGREDIENTS:
		return length_fit(s->length, 6, 90) * 0.4 + 0.6 * s->digits - 0.3;
	case CONCEPT_STEPS:
		return description_fit(s);
	case CONCEPT_TAGS:
		return category_fit(s);
	case CONCEPT_HEADING:
		return heading_fit(s);
	case CONCEPT_RELATED:
	case CONCEPT__MAX:
		break;
	}
	return 0;
}

double concept_distinct(enum concept concept, const struct slot *s)
{
	switch (concept) {
	case CONCEPT_TITLE:
	case CONCEPT_LINK:
	case CONCEPT_ID:
	case CONCEPT_DESCRIPTION:
	case CONCEPT_IMAGE:
	case CONCEPT_HEADING:
	case CONCEPT_RANK:
		return 2 * s->distinct - 1.2;
	case CONCEPT_CATEGORY:
	case CONCEPT_BRAND:
	case CONCEPT_AVAILABILITY:
		return 0.3 - 0.5 * s->distinct;
	case CONCEPT_AUTHOR:
		return s->distinct < 0.15 ? -0.6 : 0;
	case CONCEPT_PRICE:
	case CONCEPT_OLD_PRICE:
	case CONCEPT_DATE:
	case CONCEPT_TIME:
	case CONCEPT_RATING:
	case CONCEPT_POINTS:
	case CONCEPT_COMMENTS:
	case CONCEPT_VIEWS:
	case CONCEPT_LOCATION:
	case CONCEPT_SALARY:
	case CONCEPT_SIZE:
	case CONCEPT_DURATION:
	case CONCEPT_QUANTITY:
	case CONCEPT_PERCENT:
	case CONCEPT_PHONE:
	case CONCEPT_EMAIL:
	case CONCEPT_INGREDIENTS:
	case CONCEPT_STEPS:
	case CONCEPT_TAGS:
	case CONCEPT_RELATED:
	case CONCEPT__MAX:
		break;
	}
	return 0;
}
