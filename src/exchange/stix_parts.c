/* STIX parts: turns one object of a bundle into parts of the item at hand.  See stix_in.h.
 *
 * Every object that is not of our own making is kept as it came; what the item does not show of it
 * is told as a gap. */
#include "exchange/stix_check.h"
#include "exchange/stix_in.h"
#include "exchange/stix_marks.h"
#include "exchange/stix_types.h"
#include "exchange/stix_values.h"

static const json *our_extension(const json *object)
{
    return json_get(json_get(object, "extensions"), STIX_OURS);
}

static int64_t time_at(const json *object, const char *key)
{
    int64_t ms;
    return stix_time(json_get_sv(object, key), &ms) ? ms : TIME_NONE;
}

/* Made by us and made anew at every export: not worth keeping. */
static bool is_ours(const json *object)
{
    struct sv id = json_get_sv(object, "id"), type = json_get_sv(object, "type");
    bool marked = our_extension(object) && (sv_is(type, "indicator") || sv_is(type, "identity"));
    return marked || sv_is(id, STIX_OURS) || sv_is(id, STIX_SECRET_MARK) ||
           stix_tlp_of(id) != TLP_NONE;
}

/* ---- References between objects ---- */

/* The level of a marking definition that stands in the bundle. */
static enum tlp tlp_in_bundle(struct stix_bundle *b, struct sv id)
{
    const struct stix_entry *e = stix_lookup(b, id);
    if (!e)
        return TLP_NONE;
    struct sv bytes = stix_bytes(b, e);
    struct sv old = scan_member(scan_member(bytes, "definition"), "tlp");
    struct sv new =
        scan_member(scan_member(scan_member(bytes, "extensions"), STIX_TLP2), "tlp_2_0");
    return tlp_parse(scan_string(old.p ? old : new));
}

/* The property KEY names the object ID; where it marks, the mark counts for the item. */
static void refer(struct stix_bundle *b, struct sv key, struct sv id)
{
    if (sv_is(key, "object_marking_refs") || sv_is(key, "marking_ref")) {
        enum tlp tlp = stix_tlp_of(id);
        take_tlp(b->t, tlp == TLP_NONE ? tlp_in_bundle(b, id) : tlp);
    }
    stix_follow(b, id);
}

/* Follows every property that ends in _ref or _refs, at any depth, and the extensions' names. */
static void refer_all(struct stix_bundle *b, const json *v)
{
    struct sv key;
    json *member;
    for (size_t i = 0; json_kind(v) == JSON_IS_ARRAY && i < json_len(v); i++)
        refer_all(b, json_at(v, i));
    if (json_kind(v) != JSON_IS_OBJECT)
        return;
    for (void *i = NULL; json_next(v, &i, &key, &member);) {
        if (sv_starts(key, SV("extension-definition--")))
            stix_follow(b, key);
        if (sv_ends(key, SV("_ref")) && json_sv(member).p)
            refer(b, key, json_sv(member));
        else if (sv_ends(key, SV("_refs")))
            for (size_t k = 0; k < json_len(member); k++)
                refer(b, key, json_sv(json_at(member, k)));
        else
            refer_all(b, member);
    }
}

static void follow_list(struct stix_bundle *b, struct sv refs)
{
    struct scan s;
    struct sv v;
    if (!scan_array(&s, refs))
        return;
    while (scan_next(&s, NULL, &v))
        stix_follow(b, scan_string(v));
}

/* ---- The report itself ---- */

/* Ours name the kind of reference as their source. */
static int our_reference(struct take *t, struct sv source, struct sv id, struct sv url)
{
    if (sv_is(source, "cve"))
        return take_reference(t, "cve", id);
    return sv_is(source, "url") ? take_reference(t, "url", url) : take_reference(t, "other", id);
}

static int external_references(struct take *t, const json *object, bool ours)
{
    const json *list = json_get(object, "external_references");
    for (size_t i = 0; i < json_len(list); i++) {
        const json *r = json_at(list, i);
        struct sv source = json_get_sv(r, "source_name"), id = json_get_sv(r, "external_id");
        struct sv url = json_get_sv(r, "url"), text = json_get_sv(r, "description");
        int result;
        if (ours)
            result = our_reference(t, source, id, url);
        else if (take_is_cve(id))
            result = take_reference(t, "cve", id);
        else if (url.p)
            result = take_link(t, url);
        else
            result = take_reference(
                t, "other",
                sv_fmt(t->scratch, "%.*s %.*s", SV_FMT(source), SV_FMT(id.p ? id : text)));
        if (result)
            return -1;
    }
    return 0;
}

static void restore_ours(struct take *t, const json *ours)
{
    if (!ours)
        return;
    t->item.kind = sv_copy(t->item_arena, json_get_sv(ours, "kind"));
    t->item.secret = json_bool(json_get(ours, "secret"), true);
    take_lang(t, json_get_sv(ours, "lang"));
    take_tlp(t, tlp_parse(json_get_sv(ours, "tlp")));
}

/* Objects that the report names and the file does not hold. */
static int tell_missing(struct stix_bundle *b, struct sv raw, struct sv pointer)
{
    struct scan s;
    struct sv refs = scan_member(raw, "object_refs"), v,
              at = take_at(b->t->scratch, pointer, SV("object_refs"));
    if (!scan_array(&s, refs))
        return 0;
    for (size_t i = 0; scan_next(&s, NULL, &v); i++)
        if (!stix_lookup(b, scan_string(v)) && take_gap(b->t, take_at_index(b->t->scratch, at, i),
                                                        MSG_STIX_GAP_MISSING, ARGS(scan_string(v))))
            return -1;
    return 0;
}

int stix_take_report(struct stix_bundle *b, const json *report, struct sv raw, struct sv refs,
                     struct sv pointer)
{
    struct take *t = b->t;
    const json *ours = our_extension(report);
    take_item_new(t, json_get_sv(report, "name"));
    t->item.created = time_at(report, "created");
    take_lang(t, json_get_sv(report, "lang"));
    restore_ours(t, ours);
    take_body(t, json_get_sv(report, "description"));
    if (take_item_begin(t) || external_references(t, report, ours != NULL))
        return -1;
    if (!ours && take_object(t, json_get_sv(report, "id"), json_get_sv(report, "type"), raw))
        return -1;
    follow_list(b, refs);
    refer_all(b, report);
    return tell_missing(b, raw, pointer);
}

/* ---- Indicators ---- */

struct giving {
    struct take *t;
    struct intake_indicator facts;
    struct sv pointer;
    size_t given;
};

static int give(void *ctx, enum indicator_type type, struct sv value)
{
    struct giving *g = ctx;
    g->given++;
    return take_indicator(g->t, type, value, &g->facts, g->pointer);
}

/* Name and description, unless they only repeat the value. */
static struct sv comment_of(struct arena *a, const json *object, struct sv pattern)
{
    struct sv name = json_get_sv(object, "name"), text = json_get_sv(object, "description");
    if (name.n == 0 || sv_find(pattern, name) >= 0)
        return text;
    if (text.n == 0 || sv_eq(text, name))
        return name;
    return sv_fmt(a, "%.*s\n%.*s", SV_FMT(name), SV_FMT(text));
}

static int our_indicator(struct giving *g, const json *object, const json *ours,
                         enum indicator_type type)
{
    g->facts.comment = json_get_sv(object, "description");
    g->facts.first_seen = time_at(ours, "first_seen");
    g->facts.last_seen = time_at(ours, "last_seen");
    return give(g, type, json_get_sv(ours, "value"));
}

static int pattern_indicators(struct giving *g, struct sv text)
{
    struct pattern p;
    enum indicator_type type;
    size_t at;
    bool plain = pattern_parse(g->t->scratch, text, &p, &at) == 0 && p.simple;
    for (size_t i = 0; plain && i < p.n; i++)
        plain = stix_path_type(&p.tests[i], &type) == 0;
    if (!plain)
        return give(g, IND_STIX_PATTERN, text);
    for (size_t i = 0; i < p.n; i++) {
        stix_path_type(&p.tests[i], &type);
        if (give(g, type, p.tests[i].value))
            return -1;
    }
    return 0;
}

static int take_indicators(struct stix_bundle *b, const json *object, struct sv pointer)
{
    struct giving g = {.t = b->t, .pointer = pointer};
    const json *ours = our_extension(object);
    struct sv pattern = json_get_sv(object, "pattern"), type = json_get_sv(object, "pattern_type");
    g.facts = (struct intake_indicator){.comment = comment_of(b->t->scratch, object, pattern),
                                        .first_seen = TIME_NONE,
                                        .last_seen = TIME_NONE,
                                        .valid_until = time_at(object, "valid_until")};
    if (json_bool(json_get(object, "revoked"), false))
        return take_gap(b->t, pointer, MSG_STIX_GAP_REVOKED, NO_ARGS);
    enum indicator_type known;
    if (indicator_type_parse(json_get_sv(ours, "indicator_type"), &known) == 0)
        return our_indicator(&g, object, ours, known);
    if (b->old || sv_is(type, "stix"))
        return pattern_indicators(&g, pattern);
    return take_gap(b->t, pointer, MSG_STIX_GAP_PATTERN_TYPE, ARGS(type));
}

static int take_observed(struct stix_bundle *b, const json *object, struct sv pointer)
{
    struct giving g = {.t = b->t, .pointer = pointer};
    struct sv key;
    json *observable;
    g.facts = (struct intake_indicator){.comment = SV_NONE,
                                        .first_seen = time_at(object, "first_observed"),
                                        .last_seen = time_at(object, "last_observed"),
                                        .valid_until = TIME_NONE};
    for (void *i = NULL; json_next(json_get(object, "objects"), &i, &key, &observable);)
        if (stix_observable(observable, give, &g))
            return -1;
    return g.given ? 0 : take_gap(b->t, pointer, MSG_INTAKE_GAP_KEPT, ARGS(SV("observed-data")));
}

/* ---- All others ---- */

static int take_vulnerability(struct stix_bundle *b, const json *object, struct sv pointer)
{
    const json *list = json_get(object, "external_references");
    struct sv cve = json_get_sv(object, "name");
    for (size_t i = 0; i < json_len(list) && !take_is_cve(cve); i++)
        cve = json_get_sv(json_at(list, i), "external_id");
    if (take_is_cve(cve))
        return take_reference(b->t, "cve", cve);
    return take_gap(b->t, pointer, MSG_INTAKE_GAP_KEPT, ARGS(SV("vulnerability")));
}

/* Where no report says what it is about, names and descriptions do. */
static void gather_text(struct stix_bundle *b, const json *object)
{
    struct sv name = json_get_sv(object, "name"), text = json_get_sv(object, "description");
    struct sv type = json_get_sv(object, "type");
    if (!b->gather || text.n == 0 || sv_is(type, "relationship") || our_extension(object))
        return;
    take_body(b->t,
              name.n ? sv_fmt(b->t->scratch, "%.*s: %.*s", SV_FMT(name), SV_FMT(text)) : text);
}

static int take_other(struct stix_bundle *b, const json *object, struct sv pointer)
{
    struct sv type = json_get_sv(object, "type");
    const struct stix_type *known = stix_type_find(type);
    struct giving g = {.t = b->t, .pointer = pointer};
    g.facts = (struct intake_indicator){.comment = SV_NONE,
                                        .first_seen = TIME_NONE,
                                        .last_seen = TIME_NONE,
                                        .valid_until = TIME_NONE};
    if (known && known->class == STIX_SCO && stix_observable(object, give, &g))
        return -1;
    if (!(known && known->class == STIX_SCO))
        gather_text(b, object);
    if (g.given || (sv_is(type, "marking-definition") &&
                    tlp_in_bundle(b, json_get_sv(object, "id")) != TLP_NONE))
        return 0;
    return take_gap(b->t, pointer, MSG_INTAKE_GAP_KEPT, ARGS(type));
}

int stix_take_object(struct stix_bundle *b, const json *object, struct sv raw, struct sv refs,
                     struct sv pointer)
{
    struct sv id = json_get_sv(object, "id"), type = json_get_sv(object, "type");
    bool ours = is_ours(object);
    follow_list(b, refs);
    refer_all(b, object);
    if (!ours && take_object(b->t, id, type, raw))
        return -1;
    if (sv_is(type, "indicator"))
        return take_indicators(b, object, pointer);
    if (ours)
        return 0;
    if (sv_is(type, "observed-data"))
        return take_observed(b, object, pointer);
    if (sv_is(type, "vulnerability"))
        return take_vulnerability(b, object, pointer);
    return take_other(b, object, pointer);
}
