/* MISP in: events of MISP's core format (and the attribute lists of its API) into items.
 *
 * Two passes: the first checks every event, the second gives the items.  Attributes are parsed one
 * at a time.  See take.h. */
#include "exchange/misp_types.h"
#include "exchange/take.h"

#include <stdio.h>
#include <string.h>

#define PLAIN_MEMBERS 24
#define PLAIN_BYTES ((size_t)4 << 10)

enum { CUT_ATTRIBUTE, CUT_OBJECT, CUT_GALAXY, CUT_RELATED, CUT_SHADOW, CUT_REPORT, CUT_COUNT };
static const char *const event_cut[] = {"Attribute",       "Object",      "Galaxy", "RelatedEvent",
                                        "ShadowAttribute", "EventReport", NULL};
static const char *const object_cut[] = {"Attribute", NULL};

struct misp {
    struct take *t;
    struct seen *uuids; /* of the attributes of the event at hand */
    struct sv at;       /* pointer to the event */
    bool list;          /* a list of attributes that is no event */
};

typedef int (*event_fn)(struct misp *m, struct sv event);

/* ---- Values as MISP writes them: booleans and numbers may be strings ---- */

static bool flag(const json *v, bool otherwise)
{
    struct sv s = json_sv(v);
    if (json_kind(v) == JSON_IS_INT)
        return json_int(v, 0) != 0;
    return s.p ? sv_is(s, "1") || sv_is(s, "true") : json_bool(v, otherwise);
}

static int64_t moment(const json *object, const char *key)
{
    int64_t ms;
    struct sv s = json_get_sv(object, key);
    return s.p && time_parse(s, &ms) == 0 ? ms : TIME_NONE;
}

static int64_t event_created(const json *event)
{
    int64_t n;
    struct sv date = json_get_sv(event, "date"), stamp = json_get_sv(event, "timestamp");
    char text[32];
    if (date.n == 10) {
        snprintf(text, sizeof(text), "%.*sT00:00:00Z", SV_FMT(date));
        if (time_parse(sv_of(text), &n) == 0)
            return n;
    }
    bool ok = sv_int(stamp, &n) == 0 && n > 0 && n < 253402300800;
    return ok ? n * 1000 : TIME_NONE;
}

/* ---- Where events stand in the file ---- */

/* VALUE at AT is an event, or holds one as `Event`. */
static int one_event(struct misp *m, const char *at, struct sv value, bool list, event_fn fn)
{
    char pointer[64];
    struct sv inner = scan_member(value, "Event");
    snprintf(pointer, sizeof(pointer), "%s%s", at, inner.p ? "/Event" : "");
    m->at = sv_of(pointer);
    m->list = list && !inner.p && !scan_member(value, "info").p;
    bool body = scan_member(value, "Attribute").p || scan_member(value, "Object").p;
    if (inner.p ? inner.p[0] != '{' : !body || (!m->list && !scan_member(value, "info").p))
        return take_refuse(m->t, m->at, MSG_MISP_NOT_EVENT, NO_ARGS);
    return fn(m, inner.p ? inner : value);
}

static int many_events(struct misp *m, const char *at, struct sv array, event_fn fn)
{
    struct scan s;
    struct sv v;
    char pointer[48];
    size_t i = 0;
    int result = 0;
    scan_array(&s, array);
    for (; scan_next(&s, NULL, &v) && take_more_errors(m->t) && !m->t->deaf; i++) {
        snprintf(pointer, sizeof(pointer), "%s/%zu", at, i);
        if (one_event(m, pointer, v, false, fn))
            result = -1;
    }
    return i == 0 ? take_refuse(m->t, sv_of(at), MSG_MISP_NOT_EVENT, NO_ARGS) : result;
}

static int each_event(struct misp *m, event_fn fn)
{
    struct sv text = m->t->text, response = scan_member(text, "response");
    if (text.p[0] == '[')
        return many_events(m, "", text, fn);
    if (response.p && response.p[0] == '[')
        return many_events(m, "/response", response, fn);
    if (response.p)
        return one_event(m, "/response", response, true, fn);
    return one_event(m, "", text, false, fn);
}

/* ---- First pass: the form ---- */

static int wrong(struct misp *m, struct sv at, const char *key)
{
    return take_refuse(m->t, take_at(m->t->scratch, at, sv_of(key)), MSG_MISP_BAD_VALUE,
                       ARGS(sv_of(key)));
}

/* A member that, where it is there and not null, must be of KIND. */
static bool odd(const json *object, const char *key, enum json_kind kind)
{
    enum json_kind k = json_kind(json_get(object, key));
    return k != JSON_IS_ABSENT && k != JSON_IS_NULL && k != kind;
}

static bool odd_uuid(const json *object)
{
    const json *v = json_get(object, "uuid");
    return json_kind(v) != JSON_IS_ABSENT && json_kind(v) != JSON_IS_NULL &&
           !take_is_uuid(json_sv(v));
}

static bool odd_time(const json *object, const char *key)
{
    const json *v = json_get(object, key);
    bool empty =
        json_kind(v) == JSON_IS_ABSENT || json_kind(v) == JSON_IS_NULL || json_sv(v).n == 0;
    return json_kind(v) == JSON_IS_STRING ? !empty && moment(object, key) == TIME_NONE : !empty;
}

/* A string without escapes, a whole number that fits, true, false or null. */
static bool is_plain_value(struct sv v)
{
    if (v.p[0] == '"')
        return scan_string(v).p != NULL;
    for (size_t i = 0; i < v.n; i++)
        if (strchr("[{.eE", v.p[i]) && !strchr("tf", v.p[0]))
            return false;
    return v.n < 16;
}

/* What check_attribute() asks of the member. */
static bool is_plain_member(struct sv key, struct sv value)
{
    struct sv s = scan_string(value);
    if (sv_is(key, "Tag") || sv_is(key, "first_seen") || sv_is(key, "last_seen"))
        return false;
    if (sv_is(key, "type"))
        return s.n > 0;
    if (sv_is(key, "uuid"))
        return take_is_uuid(s);
    return s.p || !(sv_is(key, "value") || sv_is(key, "comment"));
}

/* Is it an attribute as nearly all are, told without a tree?  False says nothing. */
static bool is_plain_attribute(struct sv bytes)
{
    struct sv keys[PLAIN_MEMBERS], value;
    struct scan scan;
    size_t n = 0, needed = 0;
    if (bytes.n > PLAIN_BYTES || !scan_object(&scan, bytes))
        return false;
    while (n < PLAIN_MEMBERS && scan_next(&scan, &keys[n], &value)) {
        for (size_t i = 0; i < n; i++)
            if (sv_eq(keys[i], keys[n]))
                return false;
        if (memchr(keys[n].p, '\\', keys[n].n) || !is_plain_value(value) ||
            !is_plain_member(keys[n], value))
            return false;
        needed += sv_is(keys[n], "type") || sv_is(keys[n], "value");
        n++;
    }
    return n < PLAIN_MEMBERS && needed == 2;
}

static int check_attribute(struct misp *m, struct sv bytes, struct sv at)
{
    json *a;
    if (is_plain_attribute(bytes))
        return 0;
    if (take_parse(m->t, bytes, at, &a))
        return -1;
    if (json_get_sv(a, "type").n == 0)
        return wrong(m, at, "type");
    if (!json_get_sv(a, "value").p)
        return wrong(m, at, "value");
    if (odd_uuid(a))
        return wrong(m, at, "uuid");
    if (odd(a, "comment", JSON_IS_STRING))
        return wrong(m, at, "comment");
    if (odd(a, "Tag", JSON_IS_ARRAY))
        return wrong(m, at, "Tag");
    if (odd_time(a, "first_seen"))
        return wrong(m, at, "first_seen");
    return odd_time(a, "last_seen") ? wrong(m, at, "last_seen") : 0;
}

/* Calls FN for each element of ARRAY, which stands at AT/KEY; scratch memory starts anew each time.
 */
static int each_part(struct misp *m, struct sv array, struct sv at, const char *key,
                     int (*fn)(struct misp *, struct sv, struct sv))
{
    struct scan s;
    struct sv v;
    int result = 0;
    if (!array.p || !scan_array(&s, array))
        return 0;
    for (size_t i = 0; scan_next(&s, NULL, &v) && take_more_errors(m->t) && !m->t->deaf; i++) {
        arena_reset(m->t->scratch);
        if (fn(m, v, sv_fmt(m->t->scratch, "%.*s/%s/%zu", SV_FMT(at), key, i)))
            result = -1;
    }
    return result;
}

static int check_object(struct misp *m, struct sv bytes, struct sv at)
{
    json *o;
    struct sv attributes;
    char base[96];
    if (take_skeleton(m->t, bytes, at, object_cut, &attributes, &o))
        return -1;
    if (json_get_sv(o, "name").n == 0)
        return wrong(m, at, "name");
    if (odd_uuid(o))
        return wrong(m, at, "uuid");
    if (odd(o, "Attribute", JSON_IS_ARRAY))
        return wrong(m, at, "Attribute");
    snprintf(base, sizeof(base), "%.*s", SV_FMT(at));
    return each_part(m, attributes, sv_of(base), "Attribute", check_attribute);
}

static int check_event(struct misp *m, struct sv bytes)
{
    json *event;
    struct sv cut[CUT_COUNT];
    arena_reset(m->t->scratch);
    if (take_skeleton(m->t, bytes, m->at, event_cut, cut, &event))
        return -1;
    if (!m->list && json_get_sv(event, "info").n == 0)
        return wrong(m, m->at, "info");
    if (odd_uuid(event))
        return wrong(m, m->at, "uuid");
    if (odd(event, "Tag", JSON_IS_ARRAY))
        return wrong(m, m->at, "Tag");
    for (size_t i = 0; i < CUT_COUNT; i++)
        if (odd(event, event_cut[i], JSON_IS_ARRAY))
            return wrong(m, m->at, event_cut[i]);
    int a = each_part(m, cut[CUT_ATTRIBUTE], m->at, "Attribute", check_attribute);
    int o = each_part(m, cut[CUT_OBJECT], m->at, "Object", check_object);
    return a || o ? -1 : 0;
}

/* ---- Second pass: attributes ---- */

/* Tags of our own writing say again what the item was. */
static bool restore_tag(struct take *t, struct sv name)
{
    struct sv kind = SV("noroshi:kind=\"");
    if (sv_starts(name, kind) && sv_ends(name, SV("\"")) && name.n > kind.n + 1)
        t->item.kind = sv_copy(t->item_arena, (struct sv){name.p + kind.n, name.n - kind.n - 1});
    else if (sv_is(name, "noroshi:secret=\"yes\"") || sv_is(name, "noroshi:secret=\"no\""))
        t->item.secret = sv_is(name, "noroshi:secret=\"yes\"");
    else
        return false;
    return true;
}

static int take_tags(struct misp *m, const json *holder, struct sv at, bool each)
{
    const json *tags = json_get(holder, "Tag");
    size_t others = 0;
    for (size_t i = 0; i < json_len(tags); i++) {
        struct sv name = json_get_sv(json_at(tags, i), "name");
        enum tlp tlp =
            sv_starts(name, SV("tlp:")) || sv_starts(name, SV("TLP:")) ? tlp_parse(name) : TLP_NONE;
        take_tlp(m->t, tlp);
        if (tlp != TLP_NONE || (each && restore_tag(m->t, name)))
            continue;
        struct sv pointer = take_at_index(m->t->scratch, take_at(m->t->scratch, at, SV("Tag")), i);
        if ((each || others++ == 0) &&
            take_gap(m->t, pointer, each ? MSG_MISP_GAP_TAG : MSG_MISP_GAP_TAGS, ARGS(name)))
            return -1;
    }
    return 0;
}

static int take_parts(struct misp *m, const struct misp_type *type, struct sv value,
                      const struct intake_indicator *facts, struct sv at)
{
    struct sv rest = value, first = value, second = SV_NONE;
    if (type->composite) {
        sv_cut(&rest, '|', &first);
        second = rest;
    }
    if (take_indicator(m->t, misp_part_type(type->first, first), first, facts, at))
        return -1;
    if (!type->composite)
        return 0;
    if (type->second == MISP_NOTHING)
        return take_gap(m->t, at, MSG_MISP_GAP_PORT, ARGS(second));
    return take_indicator(m->t, misp_part_type(type->second, second), second, facts, at);
}

static int take_value(struct misp *m, const json *a, struct sv at, bool of_object)
{
    struct sv name = json_get_sv(a, "type"), value = json_get_sv(a, "value");
    struct sv relation = json_get_sv(a, "object_relation"), comment = json_get_sv(a, "comment");
    const struct misp_type *type = misp_type_find(name);
    struct intake_indicator facts = {.comment = comment,
                                     .first_seen = moment(a, "first_seen"),
                                     .last_seen = moment(a, "last_seen"),
                                     .valid_until = TIME_NONE};
    bool detects = flag(json_get(a, "to_ids"), false);
    if (!detects && sv_is(name, "other") && sv_is(json_get_sv(a, "category"), "External analysis"))
        return take_reference(m->t, "other", value);
    if (!type && !detects)
        return take_gap(m->t, at, MSG_MISP_GAP_TYPE, ARGS(name));
    if (!type)
        return take_indicator(m->t, IND_OTHER, value, &facts, at);
    if (type->first == MISP_LINK)
        return take_link(m->t, value);
    if (type->first == MISP_CVE)
        return take_reference(m->t, take_is_cve(value) ? "cve" : "other", value);
    if (type->first != MISP_TEXT)
        return take_parts(m, type, value, &facts, at);
    if (of_object && !sv_is(relation, "comment") && !sv_is(relation, "description") &&
        !sv_is(relation, "summary"))
        return take_gap(m->t, at, MSG_MISP_GAP_TYPE, ARGS(name));
    take_body(m->t, comment.n ? sv_fmt(m->t->scratch, "%.*s: %.*s", SV_FMT(comment), SV_FMT(value))
                              : value);
    return 0;
}

/* Attributes of one event should have different uuids; not all do. */
static bool repeated(struct misp *m, const json *a)
{
    struct sv uuid = json_get_sv(a, "uuid");
    return uuid.p && !seen_add(m->uuids, SV("uuid"), uuid);
}

static int take_extras(struct misp *m, const json *a, struct sv at)
{
    static const struct {
        const char *key;
        enum msg gap;
    } extras[] = {{"data", MSG_MISP_GAP_DATA},
                  {"Sighting", MSG_MISP_GAP_SIGHTING},
                  {"Galaxy", MSG_MISP_GAP_GALAXY},
                  {"ShadowAttribute", MSG_MISP_GAP_SHADOW}};
    for (size_t i = 0; i < sizeof(extras) / sizeof(extras[0]); i++) {
        const json *v = json_get(a, extras[i].key);
        if ((json_len(v) || json_sv(v).n) &&
            take_gap(m->t, take_at(m->t->scratch, at, sv_of(extras[i].key)), extras[i].gap,
                     NO_ARGS))
            return -1;
    }
    return take_tags(m, a, at, false);
}

static int take_attribute(struct misp *m, struct sv bytes, struct sv at, bool of_object)
{
    json *a;
    if (take_parse(m->t, bytes, at, &a))
        return -1;
    struct sv uuid = json_get_sv(a, "uuid");
    if (flag(json_get(a, "deleted"), false))
        return take_gap(m->t, at, MSG_MISP_GAP_DELETED, NO_ARGS);
    bool again = repeated(m, a);
    if (again && seen_add(m->uuids, SV("told"), uuid) &&
        take_gap(m->t, at, MSG_MISP_GAP_REPEATED, ARGS(uuid)))
        return -1;
    if (!again && !of_object && take_object(m->t, uuid, SV("misp-attribute"), bytes))
        return -1;
    return take_value(m, a, at, of_object) || take_extras(m, a, at) ? -1 : 0;
}

static int take_own_attribute(struct misp *m, struct sv bytes, struct sv at)
{
    return take_attribute(m, bytes, at, false);
}

static int take_object_attribute(struct misp *m, struct sv bytes, struct sv at)
{
    return take_attribute(m, bytes, at, true);
}

static int take_misp_object(struct misp *m, struct sv bytes, struct sv at)
{
    json *o;
    struct sv attributes;
    char base[96];
    if (take_skeleton(m->t, bytes, at, object_cut, &attributes, &o))
        return -1;
    if (flag(json_get(o, "deleted"), false))
        return take_gap(m->t, at, MSG_MISP_GAP_DELETED, NO_ARGS);
    if (take_object(m->t, json_get_sv(o, "uuid"), SV("misp-object"), bytes))
        return -1;
    const json *links = json_get(o, "ObjectReference");
    if (json_len(links) && take_gap(m->t, take_at(m->t->scratch, at, SV("ObjectReference")),
                                    MSG_MISP_GAP_RELATION, NO_ARGS))
        return -1;
    snprintf(base, sizeof(base), "%.*s", SV_FMT(at));
    return each_part(m, attributes, sv_of(base), "Attribute", take_object_attribute);
}

/* ---- Second pass: the event around them ---- */

static int tell_galaxy(struct misp *m, struct sv bytes, struct sv at)
{
    struct sv name = scan_string(scan_member(bytes, "name"));
    return take_gap(m->t, at, MSG_MISP_GAP_CLUSTER, ARGS(name.p ? name : SV("?")));
}

static int tell_related(struct misp *m, struct sv bytes, struct sv at)
{
    (void)bytes;
    return take_gap(m->t, at, MSG_MISP_GAP_RELATED, NO_ARGS);
}

static int tell_shadow(struct misp *m, struct sv bytes, struct sv at)
{
    (void)bytes;
    return take_gap(m->t, at, MSG_MISP_GAP_SHADOW, NO_ARGS);
}

/* The reports of an event are Markdown, as our bodies are. */
static int take_report(struct misp *m, struct sv bytes, struct sv at)
{
    json *r;
    if (take_parse(m->t, bytes, at, &r))
        return -1;
    if (flag(json_get(r, "deleted"), false))
        return 0;
    struct sv name = json_get_sv(r, "name");
    if (name.n && !sv_eq(sv_trim(name), m->t->item.title))
        take_body(m->t, sv_fmt(m->t->scratch, "**%.*s**", SV_FMT(name)));
    take_body(m->t, json_get_sv(r, "content"));
    return 0;
}

static int tell_head(struct misp *m, const json *event)
{
    struct sv org = json_get_sv(json_get(event, "Orgc"), "name");
    struct sv at = take_at(m->t->scratch, m->at, SV("Orgc"));
    if (org.n && take_gap(m->t, at, MSG_MISP_GAP_ORG, ARGS(org)))
        return -1;
    at = take_at(m->t->scratch, m->at, SV("SharingGroup"));
    if (json_get(event, "SharingGroup") && take_gap(m->t, at, MSG_MISP_GAP_SHARING, NO_ARGS))
        return -1;
    return take_tags(m, event, m->at, true);
}

static int take_event(struct misp *m, struct sv bytes)
{
    json *event;
    struct sv cut[CUT_COUNT];
    arena_reset(m->t->scratch);
    seen_reset(m->uuids);
    if (take_skeleton(m->t, bytes, m->at, event_cut, cut, &event))
        return -1;
    take_item_new(m->t, json_get_sv(event, "info"));
    m->t->item.created = event_created(event);
    if (take_item_begin(m->t) || tell_head(m, event))
        return -1;
    static const struct {
        const char *key;
        int (*take)(struct misp *, struct sv, struct sv);
        int cut;
    } parts[] = {{"EventReport", take_report, CUT_REPORT},
                 {"Attribute", take_own_attribute, CUT_ATTRIBUTE},
                 {"Object", take_misp_object, CUT_OBJECT},
                 {"Galaxy", tell_galaxy, CUT_GALAXY},
                 {"RelatedEvent", tell_related, CUT_RELATED},
                 {"ShadowAttribute", tell_shadow, CUT_SHADOW}};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (each_part(m, cut[parts[i].cut], m->at, parts[i].key, parts[i].take))
            return -1;
    return take_item_end(m->t);
}

int misp_read(struct take *t)
{
    struct misp m = {.t = t, .uuids = seen_new(t->keep)};
    if (each_event(&m, check_event))
        return -1;
    return each_event(&m, take_event);
}
