/* Time: the C library's calendar behind integers. */
#include "base/time.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DAY_MS INT64_C(86400000)
#define ZONE_MAX 64
#define YEAR_MAX 9999
/* Years 0000 to 9999, the only ones that RFC 3339 can write. */
#define MS_MIN INT64_C(-62167219200000)
#define MS_MAX INT64_C(253402300799999)

static bool zone_set;

static int64_t clock_ms(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t time_now(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_monotonic(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

static int64_t floor_div(int64_t x, int64_t by)
{
    return x / by - (x % by < 0);
}

/* tzset() takes an unknown name for UTC without a word, so the file is looked at first. */
static bool zone_known(const char *name)
{
    static const char ok[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    char path[ZONE_MAX + 32] = "/usr/share/zoneinfo/";
    if (name[0] == '/' || name[0] == '\0' || name[strspn(name, ok)] != '\0')
        return false;
    memcpy(path + strlen(path), name, strlen(name) + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char magic[4] = "";
    bool known = fd >= 0 && read(fd, magic, 4) == 4 && memcmp(magic, "TZif", 4) == 0;
    if (fd >= 0)
        close(fd);
    return known;
}

int time_set_zone(struct sv name)
{
    char tz[ZONE_MAX + 1] = ":";
    if (name.n >= ZONE_MAX || memchr(name.p ? name.p : "", '\0', name.n))
        return -1;
    if (name.n)
        memcpy(tz + 1, name.p, name.n);
    if (!zone_known(tz + 1) || setenv("TZ", tz, 1) != 0)
        return -1;
    tzset();
    zone_set = true;
    return 0;
}

/* Midnight UTC of a civil date, in days. */
static int64_t civil_day(int year, int month, int mday)
{
    struct tm tm = {.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = mday};
    return floor_div((int64_t)timegm(&tm), DAY_MS / 1000);
}

int32_t time_day(int64_t ms)
{
    if (!zone_set)
        return (int32_t)floor_div(ms, DAY_MS);
    time_t t = (time_t)floor_div(ms, 1000);
    struct tm tm;
    localtime_r(&t, &tm);
    return (int32_t)civil_day(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday);
}

/* Searched, not computed: in some zones a day has no midnight, or two. */
int64_t time_of_day(int32_t day)
{
    int64_t low = (int64_t)day * DAY_MS / 1000 - 129600; /* surely the day before */
    int64_t high = low + 259200;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (time_day(middle * 1000) >= day)
            high = middle;
        else
            low = middle + 1;
    }
    return low * 1000;
}

/* V in DIGITS digits, then the byte AFTER; gives the place behind. */
static char *put(char *p, int v, int digits, char after)
{
    for (int i = digits - 1; i >= 0; i--, v /= 10)
        p[i] = (char)('0' + v % 10);
    p[digits] = after;
    return p + digits + 1;
}

int time_print(int64_t ms, char out[TIME_TEXT_SIZE])
{
    if (ms < MS_MIN || ms > MS_MAX)
        return -1;
    int64_t s = floor_div(ms, 1000);
    time_t t = (time_t)s;
    struct tm tm;
    gmtime_r(&t, &tm);
    out = put(out, tm.tm_year + 1900, 4, '-');
    out = put(out, tm.tm_mon + 1, 2, '-');
    out = put(out, tm.tm_mday, 2, 'T');
    out = put(out, tm.tm_hour, 2, ':');
    out = put(out, tm.tm_min, 2, ':');
    out = put(out, tm.tm_sec, 2, '.');
    out = put(out, (int)(ms - s * 1000), 3, 'Z');
    *out = '\0';
    return 0;
}

struct sv time_text(struct arena *a, int64_t ms)
{
    char text[TIME_TEXT_SIZE];
    return time_print(ms, text) ? SV_NONE : sv_copy(a, sv_of(text));
}

struct sv day_text(struct arena *a, int32_t day)
{
    struct sv text = time_text(a, day * DAY_MS);
    return text.p ? (struct sv){text.p, 10} : SV_NONE;
}

/* Takes exactly N digits off S, as a number not above MAX. */
static int take_digits(struct sv *s, size_t n, int max, int *out)
{
    int v = 0;
    if (s->n < n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (s->p[i] < '0' || s->p[i] > '9')
            return -1;
        v = v * 10 + (s->p[i] - '0');
    }
    *s = (struct sv){s->p + n, s->n - n};
    *out = v;
    return v > max ? -1 : 0;
}

static int take_char(struct sv *s, char c)
{
    if (s->n == 0 || (s->p[0] | 0x20) != (c | 0x20))
        return -1;
    *s = (struct sv){s->p + 1, s->n - 1};
    return 0;
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static int take_date(struct sv *s, int64_t *day_out)
{
    int year, month, mday;
    if (take_digits(s, 4, YEAR_MAX, &year) || take_char(s, '-') || take_digits(s, 2, 12, &month) ||
        take_char(s, '-') || take_digits(s, 2, 31, &mday))
        return -1;
    if (month < 1 || mday < 1 || mday > month_days(year, month))
        return -1;
    *day_out = civil_day(year, month, mday);
    return 0;
}

/* ".", then one to nine digits, of which three count. */
static int take_fraction(struct sv *s, int *ms_out)
{
    int ms = 0, scale = 100, digit;
    size_t n = 0;
    *ms_out = 0;
    if (take_char(s, '.'))
        return 0;
    for (; n < 9 && take_digits(s, 1, 9, &digit) == 0; n++) {
        ms += digit * scale;
        scale /= 10;
    }
    *ms_out = ms;
    return n ? 0 : -1;
}

static int take_offset(struct sv *s, int64_t *ms_out)
{
    int hour, minute;
    *ms_out = 0;
    if (take_char(s, 'Z') == 0)
        return 0;
    int sign = take_char(s, '-') == 0 ? -1 : 1;
    if (sign > 0 && take_char(s, '+'))
        return -1;
    if (take_digits(s, 2, 23, &hour) || take_char(s, ':') || take_digits(s, 2, 59, &minute))
        return -1;
    *ms_out = sign * (hour * 60 + minute) * INT64_C(60000);
    return 0;
}

int time_parse(struct sv s, int64_t *out)
{
    int hour, minute, second, ms;
    int64_t day, offset;
    if (take_date(&s, &day) || take_char(&s, 'T') || take_digits(&s, 2, 23, &hour) ||
        take_char(&s, ':') || take_digits(&s, 2, 59, &minute) || take_char(&s, ':') ||
        take_digits(&s, 2, 59, &second) || take_fraction(&s, &ms) || take_offset(&s, &offset))
        return -1;
    int64_t t = day * DAY_MS + ((hour * 60 + minute) * 60 + second) * INT64_C(1000) + ms - offset;
    if (s.n || t < MS_MIN || t > MS_MAX)
        return -1;
    *out = t;
    return 0;
}

int day_parse(struct sv s, int32_t *out)
{
    int64_t day;
    if (take_date(&s, &day) || s.n)
        return -1;
    *out = (int32_t)day;
    return 0;
}
