/* Dates and times in running text, in the languages of the lexicon. */
#ifndef METER_STRATEGY_DATES_H
#define METER_STRATEGY_DATES_H

#include <stdbool.h>
#include <stddef.h>

/* True when the lower-cased text of n bytes holds a calendar date. */
bool text_has_date(const char *s, size_t n);

/* "3 days ago", "vor 2 Stunden", "yesterday". */
bool text_has_relative_date(const char *s, size_t n);

/* "2:00 pm", "14:30". */
bool text_has_time(const char *s, size_t n);

/* The whole text is a duration: "05:17", "1:02:33", "12 min", "PT4M". */
bool text_is_duration(const char *s, size_t n);

#endif
