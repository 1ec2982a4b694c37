/* Dates in the languages and orders of the web. Now is Sunday, 10 May 2026, 14:32:11 UTC. */
#include "extract/date.h"

#include "tap.h"

static const struct {
	const char *text, *date;
} cases[] = {
    /* ISO 8601 and its neighbours */
    {"2024-05-10", "2024-05-10"},
    {"2024-5-3", "2024-05-03"},
    {"2024-05-10T14:30", "2024-05-10T14:30:00"},
    {"2024-05-10T14:30:15Z", "2024-05-10T14:30:15Z"},
    {"2024-05-10 14:30:15.123+02:00", "2024-05-10T14:30:15+02:00"},
    {"2024-05-10T14:30:15-0700", "2024-05-10T14:30:15-07:00"},
    {"20240510", "2024-05-10"},
    {"20240510T143015Z", "2024-05-10T14:30:15Z"},
    {"2024/05/10", "2024-05-10"},
    {"2024. 5. 10.", "2024-05-10"},
    {"2024-05", "2024-05"},
    {"2024", "2024"},
    {"1715351415", "2024-05-10T14:30:15Z"},
    {"1715351415000", "2024-05-10T14:30:15Z"},
    {"Published: 2024-05-10 by Ann", "2024-05-10"},
    /* what servers write */
    {"Fri, 10 May 2024 14:30:15 GMT", "2024-05-10T14:30:15Z"},
    {"Fri May 10 14:30:15 2024", "2024-05-10T14:30:15"},
    {"Fri May 10 14:30:15 +0000 2024", "2024-05-10T14:30:15Z"},
    {"10/May/2024:14:30:15 +0200", "2024-05-10T14:30:15+02:00"},
    {"Fri, 10 May 2024 14:30:15 EST", "2024-05-10T14:30:15-05:00"},
    /* English */
    {"May 10, 2024", "2024-05-10"},
    {"May 10th, 2024", "2024-05-10"},
    {"10th of May, 2024", "2024-05-10"},
    {"Friday, 10 May 2024 at 2:30 pm", "2024-05-10T14:30:00"},
    {"May 10, 2024 2:30 p.m. EDT", "2024-05-10T14:30:00-04:00"},
    {"May 10, 2024, 12:05 AM", "2024-05-10T00:05:00"},
    {"May 10, 2024 12 pm UTC+2", "2024-05-10T12:00:00+02:00"},
    {"Sept. 3, 2024", "2024-09-03"},
    {"10-May-24", "2024-05-10"},
    {"10 Dec '99", "1999-12-10"},
    {"May 2024", "2024-05"},
    {"2024 May 10", "2024-05-10"},
    {"14:30, 10 May 2024", "2024-05-10T14:30:00"},
    {"10 May 2024 14:30-16:00", "2024-05-10T14:30:00"},
    /* German, French, Spanish, Italian, Portuguese, Dutch */
    {"10. Mai 2024", "2024-05-10"},
    {"Fr., 10. Mär. 2024, 14.30 Uhr", "2024-03-10T14:30:00"},
    {"10.05.2024 um 14 Uhr", "2024-05-10T14:00:00"},
    {"1. Jänner 2024", "2024-01-01"},
    {"vendredi 1er août 2025 à 14h30", "2025-08-01T14:30:00"},
    {"10 DÉC. 2024", "2024-12-10"},
    {"10 de mayo de 2024", "2024-05-10"},
    {"10 de mayo de 2024 a las 2:30 p. m.", "2024-05-10T14:30:00"},
    {"venerdì 10 maggio 2024, ore 14:30", "2024-05-10T14:30:00"},
    {"10 de março de 2024 às 14h30", "2024-03-10T14:30:00"},
    {"10 mei 2024 om 14:30 uur", "2024-05-10T14:30:00"},
    {"3 mrt. 2024", "2024-03-03"},
    /* Polish, Russian, Swedish, Danish, Japanese and its neighbours */
    {"10 maja 2024 r., godz. 14:30", "2024-05-10T14:30:00"},
    {"10 października 2024", "2024-10-10"},
    {"10 мая 2024 г. в 14:30", "2024-05-10T14:30:00"},
    {"10 МАРТА 2024", "2024-03-10"},
    {"10 maj 2024 kl. 14.30", "2024-05-10T14:30:00"},
    {"den 10. marts 2024", "2024-03-10"},
    {"2024年5月10日", "2024-05-10"},
    {"2024年5月10日(金) 14時30分", "2024-05-10T14:30:00"},
    {"２０２４年５月１０日 午後2時5分", "2024-05-10T14:05:00"},
    {"2024年5月", "2024-05"},
    {"2024년 5월 10일", "2024-05-10"},
    /* numbers, one by one */
    {"5/10/2024", "2024-05-10"},
    {"13/5/2024", "2024-05-13"},
    {"5/13/24", "2024-05-13"},
    {"10.5.2024", "2024-05-10"},
    {"10. 5. 2024", "2024-05-10"},
    {"10.05.69", "1969-05-10"},
    {"31/12/1999 23:59", "1999-12-31T23:59:00"},
    {"05/2024", "2024-05"},
    /* without a year: the nearest */
    {"May 12", "2026-05-12"},
    {"28 December", "2025-12-28"},
    {"Jan 3", "2026-01-03"},
    {"10.11.", "2025-11-10"},
    {"5月9日", "2026-05-09"},
    {"29 February", NULL},
    /* from now */
    {"3 days ago", "2026-05-07"},
    {"Posted about 3 days ago by Ann", "2026-05-07"},
    {"3d ago", "2026-05-07"},
    {"an hour ago", "2026-05-10T13:00:00Z"},
    {"5 minutes ago", "2026-05-10T14:27:00Z"},
    {"1 year, 2 months ago", "2025-03-10"},
    {"1 day and 2 hours ago", "2026-05-09T12:00:00Z"},
    {"in 2 weeks", "2026-05-24"},
    {"vor 2 Tagen", "2026-05-08"},
    {"vor einer Stunde", "2026-05-10T13:00:00Z"},
    {"vor etwa 3 Monaten", "2026-02-10"},
    {"il y a 3 jours", "2026-05-07"},
    {"il y a un mois", "2026-04-10"},
    {"hace 2 semanas", "2026-04-26"},
    {"3 giorni fa", "2026-05-07"},
    {"há 3 dias", "2026-05-07"},
    {"3 dias atrás", "2026-05-07"},
    {"2 uur geleden", "2026-05-10T12:00:00Z"},
    {"5 dni temu", "2026-05-05"},
    {"godzinę temu", "2026-05-10T13:00:00Z"},
    {"3 дня назад", "2026-05-07"},
    {"неделю назад", "2026-05-03"},
    {"3 dagar sedan", "2026-05-07"},
    {"för 3 dagar sedan", "2026-05-07"},
    {"for 3 dage siden", "2026-05-07"},
    {"3日前", "2026-05-07"},
    {"2時間前", "2026-05-10T12:00:00Z"},
    {"1ヶ月前", "2026-04-10"},
    {"yesterday", "2026-05-09"},
    {"Yesterday at 14:30", "2026-05-09T14:30:00"},
    {"heute, 9.30 Uhr", "2026-05-10T09:30:00"},
    {"vorgestern", "2026-05-08"},
    {"avant-hier", "2026-05-08"},
    {"aujourd'hui à 14h30", "2026-05-10T14:30:00"},
    {"i går 14.30", "2026-05-09"},
    {"i dag kl. 14.30", "2026-05-10T14:30:00"},
    {"вчера в 14:30", "2026-05-09T14:30:00"},
    {"昨日", "2026-05-09"},
    {"tomorrow", "2026-05-11"},
    {"just now", "2026-05-10T14:32:11Z"},
    /* none */
    {"3 days", NULL},
    {"14:30", NULL},
    {"1.2.3.4", NULL},
    {"10/12", NULL},
    {"555-123-4567", NULL},
    {"2024-13-45", NULL},
    {"31.02.2024", NULL},
    {"May the force", NULL},
    {"12 apples", NULL},
    {"", NULL},
};

static void columns(void)
{
	static const struct {
		const char *label, *in[3], *out[3];
	} orders[] = {
	    {"one day above 12 decides",
	     {"5/10/24", "13/5/24", "1/2/24"},
	     {"2024-10-05", "2024-05-13", "2024-02-01"}},
	    {"the other way round",
	     {"5/10/24", "5/13/24", "none"},
	     {"2024-05-10", "2024-05-13", NULL}},
	    {"without a vote the page's language does",
	     {"5/10/24", "1/2/24", "10.5.24"},
	     {"2024-10-05", "2024-02-01", "2024-05-10"}},
	};
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		struct items items = {.n_fields = 1, .n = 3};
		struct date_reader r = {.now = clock_now()};

		r.is_month_first = date_language_is_month_first("de");
		items.values = ARENA_ARRAY(w.arena, 3, struct value);
		for (int k = 0; k < 3; k++)
			items.values[k] =
			    (struct value){.kind = VALUE_TEXT, .as.text = orders[i].in[k]};
		date_columns(w.arena, &(struct items *){&items}, 1, 0, &r, false);
		for (int k = 0; k < 3; k++) {
			bool is_text = items.values[k].kind == VALUE_TEXT;
			is_text(is_text ? items.values[k].as.text : NULL, orders[i].out[k],
				orders[i].label);
		}
	}
	work_end(&w);
}

int main(void)
{
	struct date_reader r = {.is_month_first = true};

	instant_parse("2026-05-10T14:32:11Z", &r.now);
	clock_set(r.now);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char out[DATE_SIZE];
		bool found = date_read(cases[i].text, &r, out);

		is_text(found ? out : NULL, cases[i].date, cases[i].text);
	}
	columns();
	ok(date_language_is_month_first(NULL) && date_language_is_month_first("en-US"),
	   "English of America");
	ok(!date_language_is_month_first("en-GB") && !date_language_is_month_first("fr"),
	   "and others");
	return done();
}
