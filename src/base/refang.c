/* Indicators as people write them, made harmless ("hxxp", "[.]", full width), back to plain. */
#include "base/text.h"

#include <string.h>
#include <strings.h>

struct spelling {
    const char *written;
    const char *plain;
};

/* Told apart without regard to case; the longer first where one begins another. */
static const struct spelling spellings[] = {
    {"[://]", "://"}, {"[:]", ":"},   {"[.]", "."},   {"(.)", "."},  {"{.}", "."},
    {"[dot]", "."},   {"(dot)", "."}, {"{dot}", "."}, {"[@]", "@"},  {"(@)", "@"},
    {"{@}", "@"},     {"[at]", "@"},  {"(at)", "@"},  {"{at}", "@"},
};

/* Bytes at S that are written for something else; the plain form in *OUT.  0: nothing. */
static size_t spelled_at(struct sv s, struct sv *out)
{
    if (!memchr("[({", s.p[0], 3))
        return 0;
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        size_t n = strlen(spellings[i].written);
        if (s.n >= n && strncasecmp(s.p, spellings[i].written, n) == 0) {
            *out = sv_of(spellings[i].plain);
            return n;
        }
    }
    return 0;
}

/* "hxxp" or "hxxps" before a colon in any spelling. */
static bool scheme_at(struct sv s)
{
    if (s.n < 5 || strncasecmp(s.p, "hxxp", 4) != 0)
        return false;
    size_t i = s.p[4] == 's' || s.p[4] == 'S' ? 5 : 4;
    return i < s.n && (s.p[i] == ':' || (i + 1 < s.n && s.p[i] == '[' && s.p[i + 1] == ':'));
}

/* U+FF01 to U+FF5E and U+3000, the full-width forms of ASCII, as ASCII; 0 for all else. */
static char narrow_at(struct sv s)
{
    if (s.n < 3 || ((unsigned char)s.p[0] & 0xF0) != 0xE0)
        return 0;
    unsigned char first = (unsigned char)s.p[0], high = (unsigned char)s.p[1];
    unsigned point = (first & 15U) << 12 | (high & 63U) << 6 | ((unsigned char)s.p[2] & 63U);
    if (point == 0x3000)
        return ' ';
    return point >= 0xFF01 && point <= 0xFF5E ? (char)(point - 0xFF01 + '!') : 0;
}

static struct sv narrow(struct arena *a, struct sv s)
{
    struct str out;
    str_init(&out, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        char c = narrow_at((struct sv){s.p + i, s.n - i});
        str_addc(&out, c ? c : s.p[i]);
        i += c ? 3 : 1;
    }
    return str_sv(&out);
}

struct sv indicator_refang(struct arena *a, struct sv s)
{
    struct sv plain;
    struct str out;
    s = narrow(a, s);
    str_init(&out, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        struct sv rest = {s.p + i, s.n - i};
        size_t n = spelled_at(rest, &plain);
        if (n == 0 && scheme_at(rest)) {
            plain = SV("http");
            n = 4;
        }
        if (n)
            str_add(&out, plain);
        else
            str_addc(&out, s.p[i]);
        i += n ? n : 1;
    }
    return str_sv(&out);
}
