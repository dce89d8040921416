/* STIX out: items as STIX 2.1 objects and bundles.  See stix_out.h. */
#include "exchange/stix_out.h"

#include "exchange/stix_marks.h"
#include "exchange/stix_raw.h"
#include "exchange/stix_values.h"

#define OBJECT_MAX ((size_t)256 << 20)
/* When the shared objects were made: fixed, so that they never differ. */
#define SHARED_CREATED "2026-11-24T00:00:00.000Z"

/* Bits of `shared`: one for each row of the TLP table, then these. */
#define SHARED_SECRET (1u << STIX_TLP_ROWS)
#define SHARED_COUNCIL (2u << STIX_TLP_ROWS)
#define SHARED_OURS (4u << STIX_TLP_ROWS)

struct writer {
    const struct export_source *src;
    const struct export_item *it;
    struct arena *keep, *scratch;
    struct stix_raw raw;
    struct sv report, maker; /* ids */
    struct jw refs;          /* the list of object_refs while it is written */
    stix_object_fn fn;
    void *ctx;
};

struct sv stix_report_id(struct arena *a, struct sv item)
{
    return sv_fmt(a, "report--%.*s", SV_FMT(item));
}

static struct sv part_id(struct arena *a, const struct writer *w, const char *type, struct sv kind,
                         struct sv value)
{
    struct sv uuid = export_uuid(a, w->src, w->it->id, kind, value);
    return sv_fmt(a, "%s--%.*s", type, SV_FMT(uuid));
}

static struct sv council_id(struct arena *a, const struct export_source *src)
{
    struct sv uuid = export_uuid(a, src, SV(""), SV("council"), SV_NONE);
    return sv_fmt(a, "identity--%.*s", SV_FMT(uuid));
}

/* ---- Members that several objects have ---- */

static void begin(struct jw *w, struct str *out, struct arena *a, const char *type, struct sv id)
{
    str_init(out, a, OBJECT_MAX);
    jw_init(w, out);
    jw_obj(w);
    jw_kstr(w, "type", type);
    jw_kstr(w, "spec_version", "2.1");
    jw_ksv(w, "id", id);
}

static void markings(struct jw *w, const struct export_item *it)
{
    enum tlp tlp = tlp_parse(it->tlp);
    if (tlp == TLP_NONE && !it->secret)
        return;
    jw_key(w, "object_marking_refs");
    jw_arr(w);
    if (tlp != TLP_NONE)
        jw_str(w, stix_tlp_id(tlp));
    if (it->secret)
        jw_str(w, STIX_SECRET_MARK);
    jw_end_arr(w);
}

static void made(struct jw *w, const struct writer *o)
{
    jw_ksv(w, "created_by_ref", o->maker);
    jw_ktime(w, "created", export_published(o->it));
    jw_ktime(w, "modified", export_modified(o->it));
    markings(w, o->it);
}

static void begin_ours(struct jw *w)
{
    jw_key(w, "extensions");
    jw_obj(w);
    jw_key(w, STIX_OURS);
    jw_obj(w);
    jw_kstr(w, "extension_type", "property-extension");
}

static void end_ours(struct jw *w)
{
    jw_end_obj(w);
    jw_end_obj(w);
}

static void some(struct jw *w, const char *key, struct sv value)
{
    if (value.p)
        jw_ksv(w, key, value);
}

static void some_json(struct jw *w, const char *key, struct sv value)
{
    if (value.p)
        jw_kraw(w, key, value);
}

static int give(struct writer *o, const char *type, struct sv id, struct str *out)
{
    struct stix_object object = {id, sv_of(type), export_modified(o->it), str_sv(out)};
    return o->fn(o->ctx, &object);
}

/* ---- The report ---- */

static void references(struct jw *w, const struct export_item *it)
{
    if (it->n_references == 0)
        return;
    jw_key(w, "external_references");
    jw_arr(w);
    for (size_t i = 0; i < it->n_references; i++) {
        const struct intake_reference *r = &it->references[i];
        jw_obj(w);
        jw_kstr(w, "source_name", r->type);
        jw_ksv(w, sv_is(sv_of(r->type), "url") ? "url" : "external_id", r->value);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static bool said_already(const struct writer *o, const struct intake_indicator *i)
{
    return seen_has(o->raw.said, sv_of(indicator_type_name(i->type)), i->value);
}

static struct sv indicator_id(struct arena *a, const struct writer *o,
                              const struct intake_indicator *i)
{
    return part_id(a, o, "indicator", sv_of(indicator_type_name(i->type)), i->value);
}

static int refer_indicator(void *arg, const struct intake_indicator *i)
{
    struct writer *o = arg;
    arena_reset(o->scratch);
    if (!said_already(o, i))
        jw_sv(&o->refs, indicator_id(o->scratch, o, i));
    return 0;
}

static int refer_object(void *arg, const struct stix_object *object)
{
    struct writer *o = arg;
    jw_sv(&o->refs, object->id);
    return 0;
}

/* The list is never empty: whoever made the report is always in it. */
static int object_refs(struct jw *w, struct writer *o)
{
    jw_key(w, "object_refs");
    jw_arr(w);
    o->refs = *w;
    jw_sv(&o->refs, o->maker);
    if (o->it->indicators(o->it->ctx, refer_indicator, o) ||
        stix_raw_each(&o->raw, refer_object, o))
        return -1;
    *w = o->refs;
    jw_end_arr(w);
    return 0;
}

static void extension(struct jw *w, const struct export_item *it)
{
    begin_ours(w);
    some(w, "kind", it->kind);
    jw_kbool(w, "secret", it->secret);
    some_json(w, "secret_parts", it->secret_parts);
    some(w, "tlp", it->tlp);
    some(w, "confidence", it->confidence);
    some(w, "rule", it->rule);
    some_json(w, "permitted_use", it->permitted_use);
    some_json(w, "scope", it->scope);
    some_json(w, "reached_by", it->reached_by);
    end_ours(w);
}

/* The report lives in the lasting arena: scratch memory is used while its list is made. */
static int report(struct writer *o)
{
    struct str out;
    struct jw w;
    begin(&w, &out, o->keep, "report", o->report);
    made(&w, o);
    if (o->it->lang.n)
        jw_ksv(&w, "lang", o->it->lang);
    jw_ksv(&w, "name", export_title(o->it));
    if (o->it->body.n)
        jw_ksv(&w, "description", o->it->body);
    jw_ktime(&w, "published", export_published(o->it));
    references(&w, o->it);
    if (object_refs(&w, o))
        return -1;
    extension(&w, o->it);
    jw_end_obj(&w);
    return give(o, "report", o->report, &out);
}

/* ---- Indicators and who made them ---- */

static int indicator(void *arg, const struct intake_indicator *i)
{
    struct writer *o = arg;
    struct str out;
    struct jw w;
    arena_reset(o->scratch);
    if (said_already(o, i))
        return 0;
    struct sv id = indicator_id(o->scratch, o, i);
    int64_t from = i->first_seen != TIME_NONE ? i->first_seen : export_published(o->it);
    if (i->valid_until != TIME_NONE && from >= i->valid_until)
        from = i->valid_until - 1;
    begin(&w, &out, o->scratch, "indicator", id);
    made(&w, o);
    jw_ksv(&w, "name", i->value);
    some(&w, "description", i->comment);
    jw_ksv(&w, "pattern", stix_pattern_of(o->scratch, i->type, i->value));
    jw_kstr(&w, "pattern_type", "stix");
    jw_kstr(&w, "pattern_version", "2.1");
    jw_ktime(&w, "valid_from", from);
    if (i->valid_until != TIME_NONE)
        jw_ktime(&w, "valid_until", i->valid_until);
    begin_ours(&w);
    jw_kstr(&w, "indicator_type", indicator_type_name(i->type));
    jw_ksv(&w, "value", i->value);
    if (i->first_seen != TIME_NONE)
        jw_ktime(&w, "first_seen", i->first_seen);
    if (i->last_seen != TIME_NONE)
        jw_ktime(&w, "last_seen", i->last_seen);
    end_ours(&w);
    jw_end_obj(&w);
    return give(o, "indicator", id, &out);
}

static void identity(struct jw *w, struct str *out, struct arena *a, struct sv id, struct sv name,
                     const char *role)
{
    begin(w, out, a, "identity", id);
    jw_kstr(w, "created", SHARED_CREATED);
    jw_kstr(w, "modified", SHARED_CREATED);
    jw_ksv(w, "name", name.n ? name : SV("-"));
    jw_kstr(w, "identity_class", "organization");
    begin_ours(w);
    jw_kstr(w, "role", role);
    end_ours(w);
    jw_end_obj(w);
}

static int provider(struct writer *o)
{
    struct str out;
    struct jw w;
    if (!o->it->provider.p)
        return 0;
    arena_reset(o->scratch);
    identity(&w, &out, o->scratch, o->maker, o->it->provider, "provider");
    return give(o, "identity", o->maker, &out);
}

static int raw_object(void *arg, const struct stix_object *object)
{
    struct writer *o = arg;
    return o->fn(o->ctx, object);
}

static int write_item(struct writer *o, unsigned *shared)
{
    if (stix_raw_plan(&o->raw, o->it, o->keep, o->scratch))
        return -1;
    o->report = stix_report_id(o->keep, o->it->id);
    o->maker = o->it->provider.p ? part_id(o->keep, o, "identity", SV("provider"), o->it->provider)
                                 : council_id(o->keep, o->src);
    int result = report(o);
    if (!result)
        result = provider(o);
    if (!result)
        result = o->it->indicators(o->it->ctx, indicator, o);
    if (!result)
        result = stix_raw_each(&o->raw, raw_object, o);
    enum tlp tlp = tlp_parse(o->it->tlp);
    *shared |= SHARED_OURS | SHARED_COUNCIL | o->raw.tlp_rows | (o->it->secret ? SHARED_SECRET : 0);
    if (tlp != TLP_NONE)
        *shared |= 1u << (tlp - TLP_CLEAR);
    return result;
}

int stix_item(const struct export_source *src, const struct export_item *it, unsigned *shared,
              stix_object_fn fn, void *ctx)
{
    struct writer o = {.src = src, .it = it, .fn = fn, .ctx = ctx};
    o.keep = arena_new("stix-item", (size_t)1 << 30);
    o.scratch = arena_new("stix-part", (size_t)1 << 30);
    int result = write_item(&o, shared);
    arena_free(&o.scratch);
    arena_free(&o.keep);
    return result;
}

/* ---- What items share ---- */

static struct sv secret_mark(struct arena *a)
{
    struct sv ja = msg_raw(LANG_JA, MSG_STIX_SECRET), en = msg_raw(LANG_EN, MSG_STIX_SECRET);
    struct str out;
    struct jw w;
    begin(&w, &out, a, "marking-definition", SV(STIX_SECRET_MARK));
    jw_kstr(&w, "created", SHARED_CREATED);
    jw_kstr(&w, "definition_type", "statement");
    jw_key(&w, "definition");
    jw_obj(&w);
    jw_ksv(&w, "statement", sv_fmt(a, "%.*s / %.*s", SV_FMT(ja), SV_FMT(en)));
    jw_end_obj(&w);
    jw_end_obj(&w);
    return str_sv(&out);
}

static struct sv our_definition(struct arena *a, const struct export_source *src)
{
    struct str out;
    struct jw w;
    begin(&w, &out, a, "extension-definition", SV(STIX_OURS));
    jw_ksv(&w, "created_by_ref", council_id(a, src));
    jw_kstr(&w, "created", SHARED_CREATED);
    jw_kstr(&w, "modified", SHARED_CREATED);
    jw_kstr(&w, "name", "Noroshi");
    jw_ksv(&w, "description", msg_raw(LANG_EN, MSG_STIX_EXTENSION));
    jw_kstr(&w, "schema", "urn:noroshi:stix:extension:1");
    jw_kstr(&w, "version", "1.0.0");
    jw_key(&w, "extension_types");
    jw_arr(&w);
    jw_str(&w, "property-extension");
    jw_end_arr(&w);
    jw_end_obj(&w);
    return str_sv(&out);
}

static int give_shared(stix_object_fn fn, void *ctx, struct sv id, const char *type, struct sv text)
{
    int64_t at;
    bool dated = !sv_is(sv_of(type), "marking-definition");
    struct stix_object o = {id, sv_of(type), TIME_NONE, text};
    if (dated && time_parse(SV(SHARED_CREATED), &at) == 0)
        o.modified = at;
    return fn(ctx, &o);
}

static int give_common(struct arena *a, const struct export_source *src, unsigned shared,
                       stix_object_fn fn, void *ctx)
{
    int result = 0;
    struct str out;
    struct jw w;
    if (shared & SHARED_COUNCIL) {
        identity(&w, &out, a, council_id(a, src), src->council, "council");
        result = give_shared(fn, ctx, council_id(a, src), "identity", str_sv(&out));
    }
    if (!result && (shared & SHARED_OURS))
        result =
            give_shared(fn, ctx, SV(STIX_OURS), "extension-definition", our_definition(a, src));
    if (!result && (shared & SHARED_SECRET))
        result = give_shared(fn, ctx, SV(STIX_SECRET_MARK), "marking-definition", secret_mark(a));
    for (int row = 0; !result && row < STIX_TLP_ROWS; row++)
        if (shared & (1u << row))
            result = give_shared(fn, ctx, stix_tlp_row_id(row), "marking-definition",
                                 stix_tlp_object(a, row));
    return result;
}

int stix_common(const struct export_source *src, unsigned shared, stix_object_fn fn, void *ctx)
{
    struct arena *a = arena_new("stix-common", (size_t)1 << 20);
    int result = give_common(a, src, shared, fn, ctx);
    arena_free(&a);
    return result;
}

/* ---- Bundles ---- */

static int bundle_object(void *ctx, const struct stix_object *object)
{
    struct stix_bundle_out *b = ctx;
    int result = b->write(b->ctx, b->some ? SV(",\n") : SV("\n"));
    b->some = true;
    return result ? result : b->write(b->ctx, object->json);
}

int stix_bundle_begin(struct stix_bundle_out *b, const struct export_source *src,
                      export_write_fn write, void *ctx)
{
    *b = (struct stix_bundle_out){src, write, ctx, SHARED_COUNCIL | SHARED_OURS, false};
    struct arena *a = arena_new("stix-bundle", (size_t)1 << 20);
    struct sv id = uuid_new(a);
    int result = write(
        ctx, sv_fmt(a, "{\"type\":\"bundle\",\"id\":\"bundle--%.*s\",\"objects\":[", SV_FMT(id)));
    arena_free(&a);
    return result;
}

int stix_bundle_item(struct stix_bundle_out *b, const struct export_item *it)
{
    return stix_item(b->src, it, &b->shared, bundle_object, b);
}

int stix_bundle_end(struct stix_bundle_out *b)
{
    int result = stix_common(b->src, b->shared, bundle_object, b);
    return result ? result : b->write(b->ctx, SV("\n]}\n"));
}
