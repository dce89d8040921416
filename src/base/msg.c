/* Messages: look-up and filling in.  The table itself is generated from po/. */
#include "base/msg.h"

#include <string.h>
#include <strings.h>

#define TEXT_MAX ((size_t)64 << 10)

static const char *const lang_names[LANG_COUNT] = {[LANG_JA] = "ja", [LANG_EN] = "en"};

struct sv msg_raw(enum lang lang, enum msg m)
{
    return msg_table[lang][m];
}

static bool placeholder_at(struct sv s, size_t i)
{
    return i + 2 < s.n && s.p[i] == '{' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9' &&
           s.p[i + 2] == '}';
}

struct sv msg_text(struct arena *a, enum lang lang, enum msg m, const struct sv *args, size_t n)
{
    struct sv raw = msg_raw(lang, m);
    if (n == 0)
        return raw;
    struct str out;
    str_init(&out, a, TEXT_MAX);
    size_t from = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (!placeholder_at(raw, i))
            continue;
        size_t arg = (size_t)(raw.p[i + 1] - '0');
        if (arg >= n)
            continue;
        str_add(&out, (struct sv){raw.p + from, i - from});
        str_add(&out, args[arg]);
        i += 2;
        from = i + 1;
    }
    str_add(&out, (struct sv){raw.p + from, raw.n - from});
    return str_sv(&out);
}

int lang_parse(struct sv s, enum lang *out)
{
    for (int l = 0; l < LANG_COUNT; l++) {
        if (s.n < 2 || strncasecmp(s.p, lang_names[l], 2) != 0)
            continue;
        if (s.n > 2 && !memchr("-_.@", s.p[2], 4))
            continue;
        *out = (enum lang)l;
        return 0;
    }
    return -1;
}

/* Is the weight behind a language "q=0", "q=0.0" …: not wanted? */
static bool weight_is_zero(struct sv params)
{
    ptrdiff_t at = sv_find(params, SV("q="));
    if (at < 0)
        return false;
    struct sv q = {params.p + at + 2, params.n - (size_t)at - 2};
    for (size_t i = 0; i < q.n; i++)
        if (q.p[i] >= '1' && q.p[i] <= '9')
            return false;
    return true;
}

enum lang lang_accept(struct sv header, enum lang fallback)
{
    struct sv choice, name;
    enum lang found;
    while (sv_cut(&header, ',', &choice)) {
        if (sv_cut(&choice, ';', &name) && lang_parse(sv_trim(name), &found) == 0 &&
            !weight_is_zero(choice))
            return found;
    }
    return fallback;
}

const char *lang_name(enum lang lang)
{
    return lang_names[lang];
}
