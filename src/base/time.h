/* Time: milliseconds since 1970 UTC in int64, whole days in the Council's zone in int32. */
#ifndef NOROSHI_TIME_H
#define NOROSHI_TIME_H

#include "base/str.h"

#define TIME_NONE INT64_MIN
#define DAY_NONE INT32_MIN /* no date: open at this end */

int64_t time_now(void);      /* wall clock, UTC, ms */
int64_t time_monotonic(void); /* for durations only, ms */

/* Sets the Council's zone (an IANA name) for this process, once, before threads start.  -1: unknown. */
int time_set_zone(struct sv name);

/* Day number (days since 1970-01-01) on which MS falls in the Council's zone (UTC until it is set). */
int32_t time_day(int64_t ms);
/* The first millisecond of DAY in the Council's zone. */
int64_t time_of_day(int32_t day);

/* "2026-11-24T01:02:03.456Z".  Reading takes any RFC 3339 offset and 0–9 digits of fraction. */
struct sv time_text(struct arena *a, int64_t ms); /* SV_NONE for TIME_NONE */
int time_parse(struct sv s, int64_t *out);        /* 0 or -1 */
/* The same text without an arena: 0, or -1 where MS is TIME_NONE or outside the years 0 to 9999. */
#define TIME_TEXT_SIZE 25
int time_print(int64_t ms, char out[TIME_TEXT_SIZE]);

/* "2026-11-24".  Impossible dates are refused. */
struct sv day_text(struct arena *a, int32_t day); /* SV_NONE for DAY_NONE */
int day_parse(struct sv s, int32_t *out);

#endif
