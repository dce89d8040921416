/* JSON writer: places commas, escapes strings, never allocates but in the out buffer.
 *
 * Whatever bytes come in, valid UTF-8 JSON goes out: a bad byte becomes U+FFFD. */
#include <string.h>
#include <unistr.h>

#include "base/json.h"
#include "base/log.h"
#include "base/time.h"

#define DEPTH_MAX 63U

void jw_init(struct jw *w, struct str *out)
{
    *w = (struct jw){.out = out};
}

/* The comma that a value or key needs before it. */
static void separate(struct jw *w)
{
    if (w->key) {
        w->key = false;
        return;
    }
    uint64_t bit = UINT64_C(1) << w->depth;
    if (w->some & bit)
        str_addc(w->out, ',');
    w->some |= bit;
}

static void begin(struct jw *w, char c)
{
    separate(w);
    if (w->depth == DEPTH_MAX)
        BUG("JSON written too deep");
    w->depth++;
    w->some &= ~(UINT64_C(1) << w->depth);
    str_addc(w->out, c);
}

static void end(struct jw *w, char c)
{
    if (w->depth == 0)
        BUG("JSON closed twice");
    w->depth--;
    str_addc(w->out, c);
}

void jw_obj(struct jw *w)
{
    begin(w, '{');
}

void jw_end_obj(struct jw *w)
{
    end(w, '}');
}

void jw_arr(struct jw *w)
{
    begin(w, '[');
}

void jw_end_arr(struct jw *w)
{
    end(w, ']');
}

static void escape(struct str *out, unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    const char *at = memchr(plain, c, sizeof(plain) - 1);
    if (at)
        str_add(out, (struct sv){(const char[]){'\\', letter[at - plain]}, 2});
    else
        str_addf(out, "\\u%04x", c);
}

/* Bytes at S that can go out as they are: 0 where the first needs an escape. */
static size_t clean_run(struct sv s)
{
    size_t i = 0;
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            break;
        ucs4_t point;
        int len = c < 0x80 ? 1 : u8_mbtoucr(&point, (const uint8_t *)s.p + i, s.n - i);
        if (len < 0)
            break;
        i += (size_t)len;
    }
    return i;
}

static void quote(struct str *out, struct sv s)
{
    str_addc(out, '"');
    while (s.n) {
        size_t n = clean_run(s);
        str_add(out, (struct sv){s.p, n});
        s = (struct sv){s.p + n, s.n - n};
        if (s.n == 0)
            break;
        unsigned char c = (unsigned char)s.p[0];
        if (c < 0x80)
            escape(out, c);
        else
            str_adds(out, "\xEF\xBF\xBD");
        s = (struct sv){s.p + 1, s.n - 1};
    }
    str_addc(out, '"');
}

void jw_keysv(struct jw *w, struct sv key)
{
    separate(w);
    quote(w->out, key);
    str_addc(w->out, ':');
    w->key = true;
}

void jw_key(struct jw *w, const char *key)
{
    jw_keysv(w, sv_of(key));
}

void jw_raw(struct jw *w, struct sv text)
{
    separate(w);
    str_add(w->out, text);
}

void jw_sv(struct jw *w, struct sv s)
{
    if (!s.p) {
        jw_null(w);
        return;
    }
    separate(w);
    quote(w->out, s);
}

void jw_str(struct jw *w, const char *s)
{
    jw_sv(w, sv_of(s));
}

void jw_int(struct jw *w, int64_t v)
{
    separate(w);
    str_addf(w->out, "%lld", (long long)v);
}

void jw_bool(struct jw *w, bool v)
{
    jw_raw(w, v ? SV("true") : SV("false"));
}

void jw_null(struct jw *w)
{
    jw_raw(w, SV("null"));
}

void jw_time(struct jw *w, int64_t ms)
{
    char text[TIME_TEXT_SIZE];
    if (time_print(ms, text))
        jw_null(w);
    else
        jw_str(w, text);
}

void jw_ksv(struct jw *w, const char *key, struct sv v)
{
    jw_key(w, key);
    jw_sv(w, v);
}

void jw_kstr(struct jw *w, const char *key, const char *v)
{
    jw_key(w, key);
    jw_str(w, v);
}

void jw_kint(struct jw *w, const char *key, int64_t v)
{
    jw_key(w, key);
    jw_int(w, v);
}

void jw_kbool(struct jw *w, const char *key, bool v)
{
    jw_key(w, key);
    jw_bool(w, v);
}

void jw_knull(struct jw *w, const char *key)
{
    jw_key(w, key);
    jw_null(w);
}

void jw_ktime(struct jw *w, const char *key, int64_t ms)
{
    jw_key(w, key);
    jw_time(w, ms);
}

void jw_kraw(struct jw *w, const char *key, struct sv text)
{
    jw_key(w, key);
    jw_raw(w, text);
}
