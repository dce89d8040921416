/* Take out: outtakes of the domain as the writers take them.  See take_out.h. */
#include "exchange/take_out.h"

#include "exchange/list_out.h"
#include "exchange/misp_out.h"
#include "exchange/stix_out.h"
#include "rules/rule.h"

#define ITEM_ARENA ((size_t)64 << 20)

struct taking {
    struct export_source src;
    struct arena *keep, *item;
    export_write_fn write;
    void *ctx;
    struct stix_bundle_out bundle;
    bool begun;
};

/* ---- an outtake as an export_item ---- */

struct indicator_walk {
    export_indicator_fn fn;
    void *arg;
};

static int give_indicator(void *ctx, const struct indicator_view *v)
{
    const struct indicator_walk *w = ctx;
    struct intake_indicator i = {.value = v->value,
                                 .comment = v->comment,
                                 .first_seen = v->first_seen,
                                 .last_seen = v->last_seen,
                                 .valid_until = v->valid_until};

    if (indicator_type_parse(v->type, &i.type))
        i.type = IND_OTHER;
    return w->fn(w->arg, &i);
}

static int walk_indicators(void *ctx, export_indicator_fn fn, void *arg)
{
    return outtake_indicators(ctx, give_indicator, &(struct indicator_walk){fn, arg});
}

struct object_walk {
    export_object_fn fn;
    void *arg;
};

static int give_object(void *ctx, struct sv id, struct sv type, struct sv raw)
{
    const struct object_walk *w = ctx;

    return w->fn(w->arg, &(struct intake_object){id.n ? id : SV_NONE, type, raw});
}

static int walk_objects(void *ctx, export_object_fn fn, void *arg)
{
    return outtake_objects(ctx, give_object, &(struct object_walk){fn, arg});
}

static struct sv uses_json(struct arena *a, const struct item_view *v)
{
    struct str s;
    struct jw w;

    str_init(&s, a, 65536);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < v->nuses; i++) {
        jw_obj(&w);
        jw_kstr(&w, "use", use_name(v->uses[i].use));
        jw_kstr(&w, "rule", v->uses[i].rule);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    return str_sv(&s);
}

static const char *reference_type(struct sv type)
{
    return sv_is(type, "cve") ? "cve" : sv_is(type, "url") ? "url" : "other";
}

static void fill_references(struct arena *a, struct sv text, struct export_item *it)
{
    struct errs e;
    json *list;

    errs_init(&e, a, LANG_EN);
    if (json_parse(a, text, &list, &e))
        return;
    struct intake_reference *v = ARENA_ARRAY(a, struct intake_reference, json_len(list) + 1);
    for (size_t i = 0; i < json_len(list); i++)
        v[it->n_references++] =
            (struct intake_reference){reference_type(json_get_sv(json_at(list, i), "type")),
                                      json_get_sv(json_at(list, i), "value")};
    it->references = v;
}

static void fill_item(struct arena *a, const struct outtake *o, struct export_item *it)
{
    const struct item_view *v = &o->view;

    *it = (struct export_item){.id = v->id,
                               .title = v->title,
                               .body = v->body,
                               .kind = sv_of(item_kind_name(v->kind)),
                               .lang = v->lang,
                               .secret = v->secret,
                               .secret_parts = v->secret_parts,
                               .tlp = v->tlp,
                               .confidence = v->confidence,
                               .provider = o->provider,
                               .rule = sv_of(v->rule),
                               .permitted_use = uses_json(a, v),
                               .scope = v->scope,
                               .reached_by = v->reached_by,
                               .published_at = v->published_at,
                               .modified_at = o->modified_at,
                               .ctx = (void *)(uintptr_t)o,
                               .indicators = walk_indicators,
                               .objects = o->objects ? walk_objects : NULL};
    fill_references(a, v->references, it);
}

/* ---- formats ---- */

static int stix_begin(struct taking *t)
{
    return stix_bundle_begin(&t->bundle, &t->src, t->write, t->ctx);
}

static int stix_item_out(struct taking *t, const struct export_item *it)
{
    return stix_bundle_item(&t->bundle, it);
}

static int stix_end(struct taking *t)
{
    return stix_bundle_end(&t->bundle);
}

static int misp_begin(struct taking *t)
{
    return t->write(t->ctx, SV("{\"response\":["));
}

static int misp_item_out(struct taking *t, const struct export_item *it)
{
    bool further = t->bundle.some;

    t->bundle.some = true;
    if (further && t->write(t->ctx, SV(",")))
        return -1;
    return misp_event(&t->src, it, t->write, t->ctx);
}

static int misp_end(struct taking *t)
{
    return t->write(t->ctx, SV("]}\n"));
}

static int csv_begin(struct taking *t)
{
    return list_csv_head(t->write, t->ctx);
}

static int csv_item_out(struct taking *t, const struct export_item *it)
{
    return list_csv_item(it, t->write, t->ctx);
}

static int list_item_out(struct taking *t, const struct export_item *it)
{
    return list_plain_item(it, t->write, t->ctx);
}

static int nothing(struct taking *t)
{
    (void)t;
    return 0;
}

static const struct format {
    const char *name, *media_type;
    int (*begin)(struct taking *t);
    int (*item)(struct taking *t, const struct export_item *it);
    int (*end)(struct taking *t);
} formats[] = {
    [TAKE_OUT_STIX21] = {"stix21", "application/stix+json;version=2.1", stix_begin, stix_item_out,
                         stix_end},
    [TAKE_OUT_MISP] = {"misp", "application/json", misp_begin, misp_item_out, misp_end},
    [TAKE_OUT_CSV] = {"csv", "text/csv; charset=utf-8", csv_begin, csv_item_out, nothing},
    [TAKE_OUT_LIST] = {"list", "text/plain; charset=utf-8", nothing, list_item_out, nothing},
};

int take_out_format_parse(struct sv name, enum take_out_format *out)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (sv_is(name, formats[i].name)) {
            *out = (enum take_out_format)i;
            return 0;
        }
    return -1;
}

const char *take_out_media_type(enum take_out_format format)
{
    return formats[format].media_type;
}

/* ---- all of it ---- */

struct take_out_run {
    struct taking t;
    const struct format *format;
};

static int begin(struct take_out_run *r)
{
    if (r->t.begun)
        return 0;
    r->t.begun = true;
    return r->format->begin(&r->t);
}

static int on_outtake(void *ctx, const struct outtake *o)
{
    struct take_out_run *r = ctx;
    struct export_item it;

    if (!r->t.src.council.p)
        r->t.src.council = sv_copy(r->t.keep, o->c->roster->name[o->c->lang]);
    arena_reset(r->t.item);
    fill_item(r->t.item, o, &it);
    return begin(r) || r->format->item(&r->t, &it) ? -1 : 0;
}

int take_out(struct app *app, struct sv person, enum way way, enum lang lang,
             enum take_out_format format, const struct outtake_filter *f, export_write_fn write,
             void *ctx, struct errs *e)
{
    struct take_out_run r = {.format = &formats[format]};

    r.t.keep = arena_new("take-out", 1u << 20);
    r.t.item = arena_new("take-out-item", ITEM_ARENA);
    r.t.write = write;
    r.t.ctx = ctx;
    r.t.src = (struct export_source){.key = outtake_key(app, r.t.keep), .lang = lang};
    int rc = outtake_each(app, person, way, lang, f, on_outtake, &r, e);
    if (!rc)
        rc = begin(&r) || r.format->end(&r.t) ? -1 : 0;
    arena_free(&r.t.item);
    arena_free(&r.t.keep);
    return rc;
}
