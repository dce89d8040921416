/* Fields of the roster's JSON: types, forms, and the faults they give. */
#include <arpa/inet.h>
#include <string.h>

#include "rules/roster_load.h"

#define TEXT_MAX 1000
#define LIST_MAX 1000

void load_fault(struct load *x, struct sv at, const char *rule, enum msg m, struct sv what)
{
    errs_add(x->e, E_REFUSED, at, rule, m, ARGS(what));
}

struct sv node_at(const struct node *n, const char *key)
{
    return pointer_key(n->x->a, n->at, sv_of(key));
}

static bool is_listed(const char *const *list, struct sv key)
{
    for (; *list; list++)
        if (sv_is(key, *list))
            return true;
    return false;
}

bool node_check(const struct node *n, const char *const *allowed)
{
    struct sv key;
    json *value;
    if (json_kind(n->j) != JSON_IS_OBJECT) {
        load_fault(n->x, n->at, NULL, MSG_ROSTER_TYPE_OBJECT, SV_NONE);
        return false;
    }
    for (void *i = NULL; json_next(n->j, &i, &key, &value);)
        if (!is_listed(allowed, key))
            load_fault(n->x, pointer_key(n->x->a, n->at, key), NULL, MSG_ROSTER_FIELD_UNKNOWN, key);
    return true;
}

/* Is a value of KIND there?  Tells a fault where it should be and is not, or is another. */
static const json *node_value(const struct node *n, const char *key, enum need need,
                              enum json_kind kind, enum msg wrong)
{
    const json *value = json_get(n->j, key);
    enum json_kind found = json_kind(value);
    if (found == kind)
        return value;
    bool missing = found == JSON_IS_ABSENT && need != OPTIONAL;
    bool fits = found == JSON_IS_ABSENT || (found == JSON_IS_NULL && need != REQUIRED);
    if (missing)
        load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_FIELD_MISSING, sv_of(key));
    else if (!fits)
        load_fault(n->x, node_at(n, key), NULL, wrong, SV_NONE);
    return NULL;
}

static bool has_control(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
            return true;
    return false;
}

static bool text_is_plain(struct sv s)
{
    return sv_trim(s).n > 0 && s.n <= TEXT_MAX && !has_control(s);
}

struct sv node_text(const struct node *n, const char *key, enum need need)
{
    const json *value = node_value(n, key, need, JSON_IS_STRING, MSG_ROSTER_TYPE_TEXT);
    if (!value)
        return SV_NONE;
    struct sv s = json_sv(value);
    if (!text_is_plain(s)) {
        load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_TEXT, SV_NONE);
        return SV_NONE;
    }
    return sv_copy(n->x->a, s);
}

bool node_bool(const struct node *n, const char *key, bool otherwise)
{
    const json *value = json_get(n->j, key);
    if (json_kind(value) != JSON_IS_ABSENT && json_kind(value) != JSON_IS_BOOL)
        load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_TYPE_BOOL, SV_NONE);
    return json_bool(value, otherwise);
}

int32_t node_day(const struct node *n, const char *key, enum need need)
{
    int32_t day = DAY_NONE;
    struct sv s = node_text(n, key, need);
    if (s.p && day_parse(s, &day) != 0) {
        load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_DATE, s);
        day = DAY_NONE;
    }
    return day;
}

const json *node_array(const struct node *n, const char *key, enum need need)
{
    return node_value(n, key, need, JSON_IS_ARRAY, MSG_ROSTER_TYPE_ARRAY);
}

static bool element_good(struct sv s, bool (*good)(struct sv s))
{
    return s.p && text_is_plain(s) && (!good || good(s));
}

struct svs node_texts(const struct node *n, const char *key, bool (*good)(struct sv s),
                      enum msg bad)
{
    const json *list = node_array(n, key, OPTIONAL);
    size_t count = json_len(list);
    if (count > LIST_MAX) {
        load_fault(n->x, node_at(n, key), NULL, MSG_ROSTER_LIST_LONG, SV_NONE);
        count = LIST_MAX;
    }
    struct svs out = {ARENA_ARRAY(n->x->a, struct sv, count), 0};
    for (size_t i = 0; i < count; i++) {
        struct sv s = json_sv(json_at(list, i));
        if (element_good(s, good))
            out.v[out.n++] = sv_copy(n->x->a, s);
        else
            load_fault(n->x, pointer_index(n->x->a, node_at(n, key), i), NULL, bad, s);
    }
    return out;
}

void node_names(const struct node *n, const char *key, enum need need, struct sv out[LANG_COUNT])
{
    static const char *const LANGS[] = {"ja", "en", NULL};
    const json *value = node_value(n, key, need, JSON_IS_OBJECT, MSG_ROSTER_TYPE_NAMES);
    const struct node names = {n->x, value, node_at(n, key)};
    if (!value)
        return;
    node_check(&names, LANGS);
    out[LANG_JA] = node_text(&names, "ja", OPTIONAL);
    out[LANG_EN] = node_text(&names, "en", OPTIONAL);
    if (!out[LANG_JA].p && !out[LANG_EN].p)
        load_fault(n->x, names.at, NULL, MSG_ROSTER_TYPE_NAMES, SV_NONE);
    if (!out[LANG_JA].p)
        out[LANG_JA] = out[LANG_EN];
    if (!out[LANG_EN].p)
        out[LANG_EN] = out[LANG_JA];
}

/* --- forms of plain texts ------------------------------------------------------------------ */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Every character a letter, a digit, or one of OTHERS. */
static bool made_of(struct sv s, const char *others)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_alnum(s.p[i]) && !memchr(others, s.p[i], strlen(others)))
            return false;
    return true;
}

/* It becomes part of addresses: "." and ".." would lead elsewhere. */
bool text_is_id(struct sv s)
{
    return s.n <= 64 && made_of(s, "._-") && !sv_is(s, ".") && !sv_is(s, "..");
}

bool text_is_zone(struct sv s)
{
    return s.n <= 64 && made_of(s, "_+-/") && s.p[0] != '/';
}

/* Labels between dots, none empty; letters beyond ASCII are an internationalised name. */
bool text_is_domain(struct sv s)
{
    struct sv label, rest = s;
    if (s.n == 0 || s.n > 253 || s.p[s.n - 1] == '.')
        return false;
    while (sv_cut(&rest, '.', &label)) {
        if (label.n < 1 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++)
            if ((unsigned char)label.p[i] < 0x80 && !is_alnum(label.p[i]) && label.p[i] != '-' &&
                label.p[i] != '_')
                return false;
    }
    return true;
}

bool text_is_email(struct sv s)
{
    ptrdiff_t at = sv_find(s, SV("@"));
    if (at < 1 || at > 64 || s.n > 254)
        return false;
    struct sv local = {s.p, (size_t)at}, domain = {s.p + at + 1, s.n - (size_t)at - 1};
    return made_of(local, ".!#$%&'*+-/=?^_`{|}~") && text_is_domain(domain);
}

/* An address, or an address and the length of its prefix. */
bool text_is_network(struct sv s)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[sizeof(struct in6_addr)];
    struct sv address, rest = s;
    sv_cut(&rest, '/', &address);
    if (address.n >= sizeof text)
        return false;
    memcpy(text, address.p, address.n);
    text[address.n] = '\0';
    int64_t length = 0, most = inet_pton(AF_INET, text, bytes) == 1    ? 32
                               : inet_pton(AF_INET6, text, bytes) == 1 ? 128
                                                                       : -1;
    bool has_length = address.n < s.n;
    if (has_length && (sv_int(rest, &length) != 0 || !made_of(rest, "")))
        return false;
    return length <= most;
}
