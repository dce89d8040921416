/* STIX raw: the objects that came with an item, given back so that every reference resolves.  See
 * stix_raw.h. */
#include "exchange/stix_raw.h"

#include "exchange/pattern.h"
#include "exchange/stix_check.h"
#include "exchange/stix_marks.h"
#include "exchange/stix_types.h"
#include "exchange/stix_values.h"
#include "exchange/take.h"

#define ROUNDS_MAX 16
#define OBJECT_MAX ((size_t)64 << 20)

/* One object at a time, in its parsed form. */
struct walk {
    struct stix_raw *r;
    int (*fn)(struct walk *w, const json *object, struct sv raw);
    stix_object_fn out;
    void *ctx;
    size_t changed;
    bool last_round;
};

static bool is_stix(const struct intake_object *o)
{
    struct sv type;
    return stix_id_ok(o->id, &type) && sv_eq(type, o->type) && !sv_is(type, "report") &&
           !sv_is(type, "grouping");
}

/* What came as STIX 2.0 is no object of 2.1; its indicators go out as ours. */
static bool is_old(const json *object)
{
    const struct stix_type *type = stix_type_find(json_get_sv(object, "type"));
    return type && type->class != STIX_SCO && !json_get(object, "spec_version");
}

static int each(void *arg, const struct intake_object *o)
{
    struct walk *w = arg;
    struct errs e;
    json *object;
    if (!is_stix(o))
        return 0;
    arena_reset(w->r->scratch);
    errs_init(&e, w->r->scratch, LANG_EN);
    if (json_parse(w->r->scratch, o->raw, &object, &e) || is_old(object))
        return 0;
    return w->fn(w, object, o->raw);
}

static int walk(struct walk *w)
{
    const struct export_item *it = w->r->it;
    return it->objects ? it->objects(it->ctx, each, w) : 0;
}

/* ---- Which references resolve ---- */

static bool is_gone(const struct stix_raw *r, struct sv id)
{
    return seen_has(r->gone, SV("id"), id);
}

static bool resolves(struct stix_raw *r, struct sv id)
{
    int row = stix_tlp_row(id);
    if (row >= 0) {
        r->tlp_rows |= 1u << row;
        return true;
    }
    return seen_has(r->ids, SV("id"), id) && !is_gone(r, id);
}

static bool some_resolve(struct stix_raw *r, const json *v)
{
    if (json_sv(v).p)
        return resolves(r, json_sv(v));
    for (size_t i = 0; i < json_len(v); i++)
        if (resolves(r, json_sv(json_at(v, i))))
            return true;
    return false;
}

static bool is_ref(const struct stix_prop *p)
{
    return p && (p->kind == STIX_REF || p->kind == STIX_REFS) && !sv_is(sv_of(p->name), "id");
}

static bool required_stay(struct walk *w, const json *object, const struct stix_prop *props)
{
    for (; props->name; props++)
        if (props->required && is_ref(props) &&
            (w->last_round || !some_resolve(w->r, json_get(object, props->name))))
            return false;
    return true;
}

/* Of the properties of which the type needs one, is one left? */
static bool one_stays(struct walk *w, const json *object, const struct stix_type *type)
{
    struct sv rest = sv_of(type->one_of), word;
    if (!type->one_of)
        return true;
    while (sv_word(&rest, &word)) {
        const json *v = json_get(object, sv_cstr(w->r->scratch, word));
        bool ref = is_ref(stix_prop_find(type, word));
        if (v && (!ref || (!w->last_round && some_resolve(w->r, v))))
            return true;
    }
    return false;
}

static int note_id(struct walk *w, const json *object, struct sv raw)
{
    (void)raw;
    w->changed += seen_add(w->r->ids, SV("id"), json_get_sv(object, "id"));
    return 0;
}

static int drop_dangling(struct walk *w, const json *object, struct sv raw)
{
    (void)raw;
    struct sv id = json_get_sv(object, "id");
    const struct stix_type *type = stix_type_find(json_get_sv(object, "type"));
    if (!type || is_gone(w->r, id) ||
        (required_stay(w, object, stix_common_props(type->class)) &&
         required_stay(w, object, type->props) && one_stays(w, object, type)))
        return 0;
    seen_add(w->r->gone, SV("id"), id);
    w->changed++;
    return 0;
}

/* Leaving one out may leave another without what it needs: until nothing changes.  A chain that is
 * longer than any sense goes whole. */
static int drop_all_dangling(struct stix_raw *r)
{
    struct walk w = {.r = r, .fn = drop_dangling};
    for (int round = 0; round <= ROUNDS_MAX; round++) {
        w.changed = 0;
        w.last_round = round == ROUNDS_MAX;
        if (walk(&w))
            return -1;
        if (w.changed == 0)
            break;
    }
    return 0;
}

/* ---- Which indicators they say ---- */

static int say(void *ctx, enum indicator_type type, struct sv value)
{
    struct stix_raw *r = ctx;
    struct sv canonical;
    take_canonical(r->scratch, &type, value, &canonical);
    seen_add(r->said, sv_of(indicator_type_name(type)), canonical);
    return 0;
}

static int say_pattern(struct stix_raw *r, struct sv text)
{
    struct pattern p;
    enum indicator_type type;
    size_t at;
    if (pattern_parse(r->scratch, text, &p, &at))
        return 0;
    for (size_t i = 0; i < p.n; i++)
        if (!p.simple || stix_path_type(&p.tests[i], &type))
            return say(r, IND_STIX_PATTERN, text);
    for (size_t i = 0; i < p.n; i++)
        if (stix_path_type(&p.tests[i], &type) == 0)
            say(r, type, p.tests[i].value);
    return 0;
}

static int note_said(struct walk *w, const json *object, struct sv raw)
{
    (void)raw;
    if (is_gone(w->r, json_get_sv(object, "id")))
        return 0;
    w->r->n++;
    if (!sv_is(json_get_sv(object, "type"), "indicator"))
        return 0;
    bool revoked = json_bool(json_get(object, "revoked"), false);
    return revoked ? 0 : say_pattern(w->r, json_get_sv(object, "pattern"));
}

int stix_raw_plan(struct stix_raw *r, const struct export_item *it, struct arena *keep,
                  struct arena *scratch)
{
    *r = (struct stix_raw){.it = it, .keep = keep, .scratch = scratch};
    r->ids = seen_new(keep);
    r->gone = seen_new(keep);
    r->said = seen_new(keep);
    struct walk ids = {.r = r, .fn = note_id}, said = {.r = r, .fn = note_said};
    if (walk(&ids) || drop_all_dangling(r))
        return -1;
    r->tlp_rows = 0;
    return walk(&said);
}

/* ---- Giving back ---- */

static bool is_single(struct sv key)
{
    return sv_ends(key, SV("_ref"));
}

static bool is_list(struct sv key)
{
    return sv_ends(key, SV("_refs"));
}

/* Does a reference in V, at any depth, name what is not there?  Also notes the TLP marks named. */
static bool dangles(struct stix_raw *r, const json *v)
{
    struct sv key;
    json *member;
    bool found = false;
    for (size_t i = 0; json_kind(v) == JSON_IS_ARRAY && i < json_len(v); i++)
        found = dangles(r, json_at(v, i)) || found;
    if (json_kind(v) != JSON_IS_OBJECT)
        return found;
    for (void *i = NULL; json_next(v, &i, &key, &member);) {
        if (is_single(key) && json_sv(member).p)
            found = !resolves(r, json_sv(member)) || found;
        else if (is_list(key))
            for (size_t k = 0; k < json_len(member); k++)
                found = !resolves(r, json_sv(json_at(member, k))) || found;
        else
            found = dangles(r, member) || found;
    }
    return found;
}

static void write_value(struct stix_raw *r, struct jw *w, const json *v);

static bool direct_dangles(struct stix_raw *r, const json *v)
{
    struct sv key;
    json *member;
    if (json_kind(v) != JSON_IS_OBJECT)
        return false;
    for (void *i = NULL; json_next(v, &i, &key, &member);)
        if (is_single(key) && json_sv(member).p && !resolves(r, json_sv(member)))
            return true;
    return false;
}

/* An element that hangs on a lost reference goes with it (a granular marking, say). */
static bool element_stays(struct stix_raw *r, const json *list, size_t i)
{
    return !direct_dangles(r, json_at(list, i));
}

static bool any_stays(struct stix_raw *r, const json *list)
{
    for (size_t i = 0; i < json_len(list); i++)
        if (element_stays(r, list, i))
            return true;
    return json_len(list) == 0;
}

static void write_refs(struct stix_raw *r, struct jw *w, struct sv key, const json *refs)
{
    if (!some_resolve(r, refs))
        return;
    jw_keysv(w, key);
    jw_arr(w);
    for (size_t i = 0; i < json_len(refs); i++)
        if (resolves(r, json_sv(json_at(refs, i))))
            jw_sv(w, json_sv(json_at(refs, i)));
    jw_end_arr(w);
}

static void write_object(struct stix_raw *r, struct jw *w, const json *v)
{
    struct sv key;
    json *member;
    jw_obj(w);
    for (void *i = NULL; json_next(v, &i, &key, &member);) {
        if (is_single(key) && json_sv(member).p && !resolves(r, json_sv(member)))
            continue;
        if (is_list(key) && json_kind(member) == JSON_IS_ARRAY) {
            write_refs(r, w, key, member);
            continue;
        }
        if (json_kind(member) == JSON_IS_ARRAY && !any_stays(r, member))
            continue;
        jw_keysv(w, key);
        write_value(r, w, member);
    }
    jw_end_obj(w);
}

static void write_value(struct stix_raw *r, struct jw *w, const json *v)
{
    if (json_kind(v) == JSON_IS_OBJECT) {
        write_object(r, w, v);
    } else if (json_kind(v) == JSON_IS_ARRAY) {
        jw_arr(w);
        for (size_t i = 0; i < json_len(v); i++)
            if (element_stays(r, v, i))
                write_value(r, w, json_at(v, i));
        jw_end_arr(w);
    } else {
        jw_raw(w, json_text(r->scratch, v));
    }
}

static struct sv pruned(struct stix_raw *r, const json *object)
{
    struct str out;
    struct jw w;
    str_init(&out, r->scratch, OBJECT_MAX);
    jw_init(&w, &out);
    write_object(r, &w, object);
    return str_sv(&out);
}

static int give(struct walk *w, const json *object, struct sv raw)
{
    struct stix_object o = {json_get_sv(object, "id"), json_get_sv(object, "type"), TIME_NONE, raw};
    if (is_gone(w->r, o.id))
        return 0;
    stix_time(json_get_sv(object, "modified"), &o.modified);
    if (dangles(w->r, object))
        o.json = pruned(w->r, object);
    return w->out(w->ctx, &o);
}

int stix_raw_each(struct stix_raw *r, stix_object_fn fn, void *ctx)
{
    struct walk w = {.r = r, .fn = give, .out = fn, .ctx = ctx};
    return walk(&w);
}
