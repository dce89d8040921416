/* STIX check: is one object what the standard says it must be?  See stix_check.h. */
#include "exchange/stix_check.h"

#include "exchange/pattern.h"
#include "exchange/stix_types.h"

#include <string.h>

struct check {
    struct take *t;
    struct sv pointer;
    const struct stix_type *type; /* NULL: custom */
    bool old;                     /* STIX 2.0 */
    bool bad;
};

/* ---- Small forms ---- */

bool stix_id_ok(struct sv id, struct sv *type_out)
{
    ptrdiff_t at = sv_find(id, SV("--"));
    if (at < 1 || !take_is_uuid((struct sv){id.p + at + 2, id.n - (size_t)at - 2}))
        return false;
    *type_out = (struct sv){id.p, (size_t)at};
    return true;
}

bool stix_time(struct sv s, int64_t *ms_out)
{
    return s.n >= 20 && s.p[10] == 'T' && s.p[s.n - 1] == 'Z' && time_parse(s, ms_out) == 0;
}

static bool in_words(const char *words, struct sv word)
{
    struct sv rest = sv_of(words), w;
    while (sv_word(&rest, &w))
        if (sv_eq(w, word))
            return true;
    return false;
}

/* a-z first, then a-z 0-9 and EXTRA; MIN to MAX long. */
static bool is_token(struct sv s, size_t min, size_t max, char extra)
{
    if (s.n < min || s.n > max || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            s.p[i] != extra)
            return false;
    return true;
}

/* RFC 5646 in outline: a language of 2 to 8 letters, then parts of 1 to 8 letters and digits. */
static bool is_lang(struct sv s)
{
    struct sv rest = s, part;
    bool first = true;
    while (sv_cut(&rest, '-', &part)) {
        if (part.n < (first ? 2u : 1u) || part.n > 8)
            return false;
        for (size_t i = 0; i < part.n; i++) {
            char c = part.p[i];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (first || c < '0' || c > '9'))
                return false;
        }
        first = false;
    }
    return !first;
}

static bool is_hex(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!memchr("0123456789abcdefABCDEF", s.p[i], 22))
            return false;
    return s.n % 2 == 0;
}

/* Alphabet, length and padding; the standard asks for no more. */
static bool is_base64(struct sv s)
{
    size_t pad = s.n && s.p[s.n - 1] == '=' ? (s.n > 1 && s.p[s.n - 2] == '=' ? 2 : 1) : 0;
    for (size_t i = 0; i < s.n - pad; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/')
            return false;
    }
    return s.n > 0 && s.n % 4 == 0;
}

static void bad(struct check *c, struct sv key, enum msg m, const struct sv *args, size_t n)
{
    c->bad = true;
    if (take_more_errors(c->t))
        take_refuse(c->t, key.n ? take_at(c->t->scratch, c->pointer, key) : c->pointer, m, args, n);
}

/* ---- One value against its kind ---- */

static bool ref_ok(struct sv id, const char *targets)
{
    struct sv type;
    return stix_id_ok(id, &type) && (!targets || in_words(targets, type));
}

static bool all_strings(const json *list)
{
    for (size_t i = 0; i < json_len(list); i++)
        if (json_kind(json_at(list, i)) != JSON_IS_STRING)
            return false;
    return json_kind(list) == JSON_IS_ARRAY;
}

static bool all_refs(const json *list, const char *targets)
{
    for (size_t i = 0; i < json_len(list); i++)
        if (!ref_ok(json_sv(json_at(list, i)), targets))
            return false;
    return json_kind(list) == JSON_IS_ARRAY;
}

static bool all_objects(const json *list)
{
    for (size_t i = 0; i < json_len(list); i++)
        if (json_kind(json_at(list, i)) != JSON_IS_OBJECT)
            return false;
    return json_kind(list) == JSON_IS_ARRAY;
}

/* Digests of the lengths that their names promise; names of others are free. */
static bool hashes_ok(const json *hashes)
{
    static const struct {
        const char *name;
        size_t n;
    } lengths[] = {{"MD5", 32},      {"SHA-1", 40},    {"SHA-256", 64},
                   {"SHA-512", 128}, {"SHA3-256", 64}, {"SHA3-512", 128}};
    struct sv key;
    json *value;
    for (void *i = NULL; json_next(hashes, &i, &key, &value);) {
        struct sv v = json_sv(value);
        if (!v.p || key.n < 3 || key.n > 250)
            return false;
        for (size_t k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++)
            if (sv_is(key, lengths[k].name) && (v.n != lengths[k].n || !is_hex(v)))
                return false;
    }
    return json_kind(hashes) == JSON_IS_OBJECT && json_len(hashes) > 0;
}

static bool kind_ok(struct check *c, const struct stix_prop *p, const json *v)
{
    int64_t ms;
    enum json_kind kind = json_kind(v);
    if (c->old && !p->required && (p->kind == STIX_STRING || p->kind == STIX_STRINGS))
        return true; /* writers of 2.0 are not that strict */
    switch (p->kind) {
    case STIX_STRING:
        return kind == JSON_IS_STRING;
    case STIX_TIME:
        return stix_time(json_sv(v), &ms);
    case STIX_BOOL:
        return kind == JSON_IS_BOOL;
    case STIX_NUMBER:
        return kind == JSON_IS_INT || kind == JSON_IS_REAL;
    case STIX_STRINGS:
        return all_strings(v);
    case STIX_OBJECTS:
        return all_objects(v);
    case STIX_DICT:
        return kind == JSON_IS_OBJECT && json_len(v) > 0;
    case STIX_HASHES:
        return hashes_ok(v);
    case STIX_REF:
        return ref_ok(json_sv(v), p->targets);
    case STIX_REFS:
        return all_refs(v, p->targets);
    case STIX_BASE64:
        return is_base64(json_sv(v));
    case STIX_HEX:
        return kind == JSON_IS_STRING && is_hex(json_sv(v));
    case STIX_LANG:
        return is_lang(json_sv(v));
    case STIX_INT:
        return kind == JSON_IS_INT && ((p->min == 0 && p->max == 0) ||
                                       (json_int(v, 0) >= p->min && json_int(v, 0) <= p->max));
    case STIX_ANY:
        break;
    }
    return true;
}

/* No list may be empty, at any depth (STIX 2.1, 2.9). */
static bool holds_empty_list(const json *v)
{
    struct sv key;
    json *member;
    if (json_kind(v) == JSON_IS_ARRAY && json_len(v) == 0)
        return true;
    for (size_t i = 0; json_kind(v) == JSON_IS_ARRAY && i < json_len(v); i++)
        if (holds_empty_list(json_at(v, i)))
            return true;
    if (json_kind(v) == JSON_IS_OBJECT)
        for (void *i = NULL; json_next(v, &i, &key, &member);)
            if (holds_empty_list(member))
                return true;
    return false;
}

/* ---- All properties of an object ---- */

static bool name_ok(const struct check *c, struct sv key)
{
    if (!is_token(key, 3, 250, '_') && !sv_is(key, "id"))
        return false;
    bool domain = c->type && c->type->class != STIX_SCO;
    return !domain || !in_words("severity action username phone_numbers", key);
}

static void check_prop(struct check *c, struct sv key, const json *value, bool refs_elsewhere)
{
    const struct stix_prop *p = stix_prop_find(c->type, key);
    bool cut = refs_elsewhere && sv_is(key, "object_refs");
    if (json_kind(value) == JSON_IS_NULL)
        bad(c, key, MSG_STIX_NULL, NO_ARGS);
    else if (p && !cut && !kind_ok(c, p, value))
        bad(c, key, MSG_STIX_BAD_VALUE, ARGS(key));
    else if (!p && c->type && !c->old && !name_ok(c, key))
        bad(c, key, MSG_STIX_BAD_NAME, ARGS(key));
    else if (!cut && !c->old && holds_empty_list(value))
        bad(c, key, MSG_STIX_EMPTY_LIST, NO_ARGS);
}

/* What 2.1 requires and 2.0 does not know. */
static bool is_new(const char *name)
{
    return in_words("spec_version pattern_type is_family context", sv_of(name));
}

static void check_required(struct check *c, const json *object, const struct stix_prop *props)
{
    for (; props->name; props++)
        if (props->required && !json_get(object, props->name) && !(c->old && is_new(props->name)))
            bad(c, sv_of(props->name), MSG_STIX_REQUIRED, ARGS(sv_of(props->name)));
}

static void check_one_of(struct check *c, const json *object)
{
    struct sv rest = sv_of(c->type->one_of), word;
    while (sv_word(&rest, &word))
        if (json_get(object, sv_cstr(c->t->scratch, word)))
            return;
    bad(c, SV_NONE, MSG_STIX_ONE_OF, ARGS(sv_of(c->type->one_of)));
}

/* ---- Rules that join properties ---- */

static void check_order(struct check *c, const json *object)
{
    static const struct {
        const char *first, *last;
        bool same; /* may be the same moment */
    } pairs[] = {
        {"created", "modified", true},
        {"first_seen", "last_seen", true},
        {"first_observed", "last_observed", true},
        {"valid_from", "valid_until", false},
        {"start_time", "stop_time", false},
        {"start", "end", true},
        {"analysis_started", "analysis_ended", true},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        int64_t first, last;
        if (stix_time(json_get_sv(object, pairs[i].first), &first) &&
            stix_time(json_get_sv(object, pairs[i].last), &last) &&
            (last < first || (last == first && !pairs[i].same)))
            bad(c, sv_of(pairs[i].last), MSG_STIX_ORDER,
                ARGS(sv_of(pairs[i].last), sv_of(pairs[i].first)));
    }
}

static void check_identity(struct check *c, const json *object)
{
    struct sv type, id = json_get_sv(object, "id");
    if (stix_id_ok(id, &type) && !sv_eq(type, json_get_sv(object, "type")))
        bad(c, SV("id"), MSG_STIX_ID_TYPE, NO_ARGS);
    struct sv spec = json_get_sv(object, "spec_version");
    if (!c->old && spec.p && !sv_is(spec, "2.1"))
        bad(c, SV("spec_version"), MSG_STIX_SPEC_VERSION, ARGS(spec));
    if (!c->type && !is_token(json_get_sv(object, "type"), 3, 250, '-'))
        bad(c, SV("type"), MSG_STIX_BAD_VALUE, ARGS(SV("type")));
}

static void check_external(struct check *c, const json *object)
{
    const json *list = json_get(object, "external_references");
    for (size_t i = 0; i < json_len(list); i++) {
        const json *r = json_at(list, i);
        struct sv source = json_get_sv(r, "source_name"), id = json_get_sv(r, "external_id");
        bool some = id.p || json_get_sv(r, "url").p || json_get_sv(r, "description").p;
        if (!source.p || !some || (sv_is(source, "cve") && !take_is_cve(id)))
            bad(c, SV("external_references"), MSG_STIX_EXTERNAL, NO_ARGS);
    }
}

/* name, name.[0].more, … */
static bool selector_ok(struct sv s)
{
    struct sv rest = s, part;
    bool first = true;
    while (sv_cut(&rest, '.', &part)) {
        bool index = part.n > 2 && part.p[0] == '[' && part.p[part.n - 1] == ']';
        for (size_t i = 0; i < part.n; i++) {
            bool digit = part.p[i] >= '0' && part.p[i] <= '9';
            bool edge = index && (i == 0 || i == part.n - 1);
            bool letter = (part.p[i] | 32) >= 'a' && (part.p[i] | 32) <= 'z';
            if (!digit && !edge && (index || (!letter && !memchr("-_", part.p[i], 2))))
                return false;
        }
        if (part.n == 0 || (first && index))
            return false;
        first = false;
    }
    return !first;
}

static void check_granular(struct check *c, const json *object)
{
    const json *list = json_get(object, "granular_markings");
    for (size_t i = 0; i < json_len(list); i++) {
        const json *g = json_at(list, i), *selectors = json_get(g, "selectors");
        struct sv mark = json_get_sv(g, "marking_ref");
        bool ok = json_len(selectors) > 0 &&
                  (mark.p ? ref_ok(mark, "marking-definition") : is_lang(json_get_sv(g, "lang")));
        for (size_t k = 0; k < json_len(selectors); k++)
            ok = ok && selector_ok(json_sv(json_at(selectors, k)));
        if (!ok)
            bad(c, SV("granular_markings"), MSG_STIX_GRANULAR, NO_ARGS);
    }
}

static void check_relationship(struct check *c, const json *object)
{
    static const char *const ends[] = {"source_ref", "target_ref"};
    const char *never = c->old ? "bundle marking-definition relationship sighting"
                               : "bundle marking-definition relationship sighting language-content "
                                 "extension-definition";
    for (size_t i = 0; i < 2; i++) {
        struct sv type;
        if (stix_id_ok(json_get_sv(object, ends[i]), &type) && in_words(never, type))
            bad(c, sv_of(ends[i]), MSG_STIX_RELATION, ARGS(type));
    }
}

static void check_indicator(struct check *c, const json *object)
{
    struct pattern p;
    size_t at;
    struct sv type = json_get_sv(object, "pattern_type"), text = json_get_sv(object, "pattern");
    if ((c->old || sv_is(type, "stix")) && text.p && pattern_parse(c->t->scratch, text, &p, &at))
        bad(c, SV("pattern"), MSG_STIX_PATTERN, ARGS(sv_fmt(c->t->scratch, "%zu", at + 1)));
}

static void check_marking(struct check *c, const json *object)
{
    struct sv type = json_get_sv(object, "definition_type");
    const json *definition = json_get(object, "definition");
    if (json_get(object, "extensions") && !definition)
        return;
    bool ok = type.p && definition;
    if (sv_is(type, "tlp"))
        ok = tlp_parse(json_get_sv(definition, "tlp")) != TLP_NONE;
    else if (sv_is(type, "statement"))
        ok = json_get_sv(definition, "statement").p != NULL;
    if (!ok)
        bad(c, SV("definition"), MSG_STIX_MARKING, NO_ARGS);
}

static void check_artifact(struct check *c, const json *object)
{
    const json *url = json_get(object, "url");
    struct sv algorithm = json_get_sv(object, "encryption_algorithm");
    if (json_get(object, "payload_bin") && url)
        bad(c, SV("url"), MSG_STIX_NOT_BOTH, ARGS(SV("payload_bin"), SV("url")));
    if (url && sv_find(json_sv(url), SV(":")) < 1)
        bad(c, SV("url"), MSG_STIX_BAD_VALUE, ARGS(SV("url")));
    if (url && !json_get(object, "hashes"))
        bad(c, SV("hashes"), MSG_STIX_REQUIRED, ARGS(SV("hashes")));
    if (algorithm.p && !c->old &&
        !in_words("AES-256-GCM ChaCha20-Poly1305 mime-type-indicated", algorithm))
        bad(c, SV("encryption_algorithm"), MSG_STIX_BAD_VALUE, ARGS(SV("encryption_algorithm")));
}

static void check_email(struct check *c, const json *object)
{
    bool multipart = json_bool(json_get(object, "is_multipart"), false);
    const char *wrong = multipart ? "body" : "body_multipart";
    if (json_get(object, wrong))
        bad(c, sv_of(wrong), MSG_STIX_MULTIPART, NO_ARGS);
}

static void check_traffic(struct check *c, const json *object)
{
    if (json_bool(json_get(object, "is_active"), false) && json_get(object, "end"))
        bad(c, SV("end"), MSG_STIX_NOT_BOTH, ARGS(SV("is_active"), SV("end")));
}

static void check_opinion(struct check *c, const json *object)
{
    if (!in_words("strongly-disagree disagree neutral agree strongly-agree",
                  json_get_sv(object, "opinion")))
        bad(c, SV("opinion"), MSG_STIX_BAD_VALUE, ARGS(SV("opinion")));
}

static void check_location(struct check *c, const json *object)
{
    const json *latitude = json_get(object, "latitude"), *longitude = json_get(object, "longitude");
    double north = json_double(latitude, 0), east = json_double(longitude, 0);
    if (!latitude != !longitude || north < -90 || north > 90 || east < -180 || east > 180 ||
        (json_get(object, "precision") && !latitude))
        bad(c, SV("latitude"), MSG_STIX_BAD_VALUE, ARGS(SV("latitude")));
}

static void check_language(struct check *c, const json *object)
{
    struct sv key;
    json *value;
    for (void *i = NULL; json_next(json_get(object, "contents"), &i, &key, &value);)
        if (!is_lang(key) || json_kind(value) != JSON_IS_OBJECT)
            bad(c, SV("contents"), MSG_STIX_LANGUAGE, ARGS(key));
}

static void check_extension(struct check *c, const json *object)
{
    const json *list = json_get(object, "extension_types");
    for (size_t i = 0; i < json_len(list); i++)
        if (!in_words("new-sdo new-sco new-sro property-extension toplevel-property-extension",
                      json_sv(json_at(list, i))))
            bad(c, SV("extension_types"), MSG_STIX_BAD_VALUE, ARGS(SV("extension_types")));
}

static const struct {
    const char *type;
    void (*check)(struct check *c, const json *object);
} joined[] = {
    {"relationship", check_relationship},
    {"indicator", check_indicator},
    {"marking-definition", check_marking},
    {"artifact", check_artifact},
    {"email-message", check_email},
    {"network-traffic", check_traffic},
    {"opinion", check_opinion},
    {"location", check_location},
    {"language-content", check_language},
    {"extension-definition", check_extension},
};

static void check_refs(struct check *c, struct sv refs)
{
    struct scan s;
    struct sv v, type;
    size_t n = 0;
    scan_array(&s, refs);
    for (; scan_next(&s, NULL, &v); n++)
        if (!stix_id_ok(scan_string(v), &type)) {
            bad(c, SV("object_refs"), MSG_STIX_BAD_VALUE, ARGS(SV("object_refs")));
            return;
        }
    if (n == 0)
        bad(c, SV("object_refs"), MSG_STIX_EMPTY_LIST, NO_ARGS);
}

int stix_check(struct take *t, const json *object, struct sv refs, struct sv pointer, bool old)
{
    struct check c = {.t = t, .pointer = pointer, .old = old};
    struct sv key;
    json *value;
    if (json_kind(object) != JSON_IS_OBJECT || !json_get_sv(object, "type").p)
        return take_refuse(t, pointer, MSG_STIX_NOT_OBJECT, NO_ARGS);
    c.type = stix_type_find(json_get_sv(object, "type"));
    for (void *i = NULL; json_next(object, &i, &key, &value);)
        check_prop(&c, key, value, refs.p != NULL);
    if (refs.p)
        check_refs(&c, refs);
    check_required(&c, object, stix_common_props(c.type ? c.type->class : STIX_CUSTOM));
    if (c.type && !(old && c.type->class == STIX_SCO))
        check_required(&c, object, c.type->props);
    if (c.type && c.type->one_of)
        check_one_of(&c, object);
    check_identity(&c, object);
    check_order(&c, object);
    check_external(&c, object);
    check_granular(&c, object);
    for (size_t i = 0; c.type && i < sizeof(joined) / sizeof(joined[0]); i++)
        if (sv_is(json_get_sv(object, "type"), joined[i].type))
            joined[i].check(&c, object);
    return c.bad ? -1 : 0;
}
