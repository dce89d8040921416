/* Writing HTML: see html.h. */
#include "web/html.h"

#include <string.h>

#define MINUTE 60000
#define HOUR (60 * MINUTE)

void html_raw(struct html *h, struct sv s)
{
    str_add(h->out, s);
}

static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_text(struct html *h, struct sv s)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *entity = entity_of(s.p[i]);
        if (!entity)
            continue;
        str_add(h->out, (struct sv){s.p + from, i - from});
        str_adds(h->out, entity);
        from = i + 1;
    }
    if (s.n > from)
        str_add(h->out, (struct sv){s.p + from, s.n - from});
}

bool url_is_safe(struct sv s)
{
    bool local = s.n > 0 && (s.p[0] == '/' || s.p[0] == '?' || s.p[0] == '#');

    if (s.n > 1 && s.p[0] == '/' && s.p[1] == '/')
        local = false;
    if (!local && !(s.n > 8 && sv_starts(s, SV("https://"))))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\' || s.p[i] == 0x7f)
            return false;
    return true;
}

void html_url(struct html *h, struct sv s)
{
    html_text(h, url_is_safe(s) ? s : SV("#"));
}

void html_part(struct html *h, struct sv s)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";

    for (size_t i = 0; i < s.n; i++)
        if (memchr(plain, s.p[i], sizeof plain - 1))
            str_addc(h->out, s.p[i]);
        else
            str_addf(h->out, "%%%02X", (unsigned)(unsigned char)s.p[i]);
}

void html_int(struct html *h, int64_t n)
{
    str_add(h->out, html_of_int(h, n));
}

void html_msg(struct html *h, enum msg m)
{
    html_text(h, html_of_msg(h, m));
}

void html_iso(struct html *h, int64_t ms)
{
    html_text(h, time_text(h->a, ms));
}

void html_isoday(struct html *h, int32_t day)
{
    html_text(h, day_text(h->a, day));
}

static void element(struct html *h, struct sv machine, struct sv words)
{
    if (!machine.p)
        return;
    str_adds(h->out, "<time datetime=\"");
    html_text(h, machine);
    str_adds(h->out, "\">");
    html_text(h, words);
    str_adds(h->out, "</time>");
}

void html_time(struct html *h, int64_t ms)
{
    element(h, time_text(h->a, ms), html_of_time(h, ms));
}

void html_day(struct html *h, int32_t day)
{
    element(h, day_text(h->a, day), html_of_day(h, day));
}

void html_markup(struct html *h, struct markup m)
{
    str_add(h->out, m.s);
}

void html_message(struct html *h, enum msg m, const struct sv *args, size_t n)
{
    html_text(h, msg_text(h->a, h->lang, m, args, n));
}

struct sv html_of_int(struct html *h, int64_t n)
{
    return sv_fmt(h->a, "%lld", (long long)n);
}

struct sv html_of_msg(struct html *h, enum msg m)
{
    return m == MSG_NONE ? SV("") : msg_raw(h->lang, m);
}

struct sv html_of_day(struct html *h, int32_t day)
{
    struct sv iso = day_text(h->a, day), year, month;
    int64_t at;

    if (!iso.p)
        return SV("");
    sv_cut(&iso, '-', &year);
    sv_cut(&iso, '-', &month);
    sv_int(month, &at);
    if (iso.n == 2 && iso.p[0] == '0')
        iso = (struct sv){iso.p + 1, 1};
    struct sv name = msg_raw(h->lang, (enum msg)(MSG_MONTH_1 + (int)at - 1));
    return msg_text(h->a, h->lang, MSG_DATE_TEXT, (const struct sv[]){year, name, iso}, 3);
}

struct sv html_of_time(struct html *h, int64_t ms)
{
    if (ms == TIME_NONE)
        return SV("");
    int32_t day = time_day(ms);
    int64_t since = ms - time_of_day(day);
    struct sv clock = sv_fmt(h->a, "%d:%02d", (int)(since / HOUR), (int)(since % HOUR / MINUTE));
    return msg_text(h->a, h->lang, MSG_TIME_TEXT, (const struct sv[]){html_of_day(h, day), clock},
                    2);
}
