/* MISP out: items as events of MISP's core format.  See misp_out.h. */
#include "exchange/misp_out.h"

#include "exchange/misp_types.h"
#include "exchange/take.h"

#define PIECE_MAX ((size_t)16 << 20)

struct event {
    const struct export_source *src;
    const struct export_item *it;
    export_write_fn write;
    void *ctx;
    struct arena *scratch;
    bool some; /* an attribute was written */
};

static void seconds(struct jw *w, struct arena *a, const char *key, int64_t ms)
{
    jw_ksv(w, key, sv_fmt(a, "%lld", (long long)(ms / 1000)));
}

static void tag(struct jw *w, struct sv name)
{
    jw_obj(w);
    jw_ksv(w, "name", name);
    jw_end_obj(w);
}

static void tags(struct jw *w, struct arena *a, const struct export_item *it)
{
    enum tlp tlp = tlp_parse(it->tlp);
    jw_key(w, "Tag");
    jw_arr(w);
    if (tlp != TLP_NONE) {
        char *name = sv_cstr(a, sv_fmt(a, "tlp:%s", tlp_name(tlp)));
        for (char *c = name; *c; c++)
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
        tag(w, sv_of(name));
    }
    if (it->kind.n)
        tag(w, sv_fmt(a, "noroshi:kind=\"%.*s\"", SV_FMT(it->kind)));
    tag(w, it->secret ? SV("noroshi:secret=\"yes\"") : SV("noroshi:secret=\"no\""));
    jw_end_arr(w);
}

void misp_event_head(struct jw *w, struct arena *a, const struct export_source *src,
                     const struct export_item *it)
{
    int64_t published = export_published(it);
    struct sv day = time_text(a, published);
    struct sv maker = it->provider.p ? it->provider : src->council;
    jw_ksv(w, "uuid", it->id);
    jw_ksv(w, "info", export_title(it));
    jw_ksv(w, "date", (struct sv){day.p, 10});
    seconds(w, a, "timestamp", export_modified(it));
    seconds(w, a, "publish_timestamp", published);
    jw_kbool(w, "published", it->published_at != TIME_NONE);
    jw_kstr(w, "threat_level_id", "4");
    jw_kstr(w, "analysis", "2");
    jw_kstr(w, "distribution", "0");
    jw_key(w, "Orgc");
    jw_obj(w);
    jw_ksv(w, "name", maker);
    jw_ksv(w, "uuid",
           export_uuid(a, src, it->provider.p ? it->id : SV(""), SV("organisation"), maker));
    jw_end_obj(w);
    tags(w, a, it);
}

static void report(struct jw *w, struct arena *a, const struct event *e)
{
    jw_key(w, "EventReport");
    jw_arr(w);
    if (e->it->body.n) {
        jw_obj(w);
        jw_ksv(w, "uuid", export_uuid(a, e->src, e->it->id, SV("body"), SV_NONE));
        jw_ksv(w, "name", export_title(e->it));
        jw_ksv(w, "content", e->it->body);
        seconds(w, a, "timestamp", export_modified(e->it));
        jw_kstr(w, "distribution", "0");
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

struct attribute {
    const char *type, *category;
    struct sv value, comment;
    bool to_ids;
    int64_t first_seen, last_seen;
};

static void write_attribute(struct jw *w, struct arena *a, const struct export_source *src,
                            const struct export_item *it, const struct attribute *at)
{
    jw_obj(w);
    jw_ksv(w, "uuid", export_uuid(a, src, it->id, sv_of(at->type), at->value));
    jw_kstr(w, "type", at->type);
    jw_kstr(w, "category", at->category);
    jw_kbool(w, "to_ids", at->to_ids);
    jw_ksv(w, "value", at->value);
    jw_ksv(w, "comment", at->comment.p ? at->comment : SV(""));
    jw_kstr(w, "distribution", "5");
    seconds(w, a, "timestamp", export_modified(it));
    if (at->first_seen != TIME_NONE)
        jw_ktime(w, "first_seen", at->first_seen);
    if (at->last_seen != TIME_NONE)
        jw_ktime(w, "last_seen", at->last_seen);
    jw_end_obj(w);
}

void misp_attribute(struct jw *w, struct arena *a, const struct export_source *src,
                    const struct export_item *it, const struct intake_indicator *i)
{
    struct attribute at = {.value = i->value,
                           .comment = i->comment,
                           .to_ids = true,
                           .first_seen = i->first_seen,
                           .last_seen = i->last_seen};
    at.type = misp_type_of(i->type, &at.category);
    write_attribute(w, a, src, it, &at);
}

static int send(struct event *e, struct str *out)
{
    struct sv comma = e->some ? SV(",") : SV("");
    int result = e->write(e->ctx, comma);
    e->some = true;
    return result ? result : e->write(e->ctx, str_sv(out));
}

static int send_indicator(void *arg, const struct intake_indicator *i)
{
    struct event *e = arg;
    struct str out;
    struct jw w;
    arena_reset(e->scratch);
    str_init(&out, e->scratch, PIECE_MAX);
    jw_init(&w, &out);
    misp_attribute(&w, e->scratch, e->src, e->it, i);
    return send(e, &out);
}

static int send_reference(struct event *e, const struct intake_reference *r)
{
    struct str out;
    struct jw w;
    struct attribute at = {.type = "other",
                           .category = "External analysis",
                           .value = r->value,
                           .first_seen = TIME_NONE,
                           .last_seen = TIME_NONE};
    if (sv_is(sv_of(r->type), "cve"))
        at.type = "vulnerability";
    else if (sv_is(sv_of(r->type), "url"))
        at.type = "link";
    arena_reset(e->scratch);
    str_init(&out, e->scratch, PIECE_MAX);
    jw_init(&w, &out);
    write_attribute(&w, e->scratch, e->src, e->it, &at);
    return send(e, &out);
}

/* Everything before the attributes: the object is left open behind its last member. */
static int send_head(struct event *e)
{
    struct str out;
    struct jw w;
    str_init(&out, e->scratch, PIECE_MAX);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_key(&w, "Event");
    jw_obj(&w);
    misp_event_head(&w, e->scratch, e->src, e->it);
    report(&w, e->scratch, e);
    return e->write(e->ctx, str_sv(&out));
}

static int send_all(struct event *e)
{
    int result = send_head(e);
    if (!result)
        result = e->write(e->ctx, SV(",\"Attribute\":["));
    if (!result)
        result = e->it->indicators(e->it->ctx, send_indicator, e);
    for (size_t i = 0; !result && i < e->it->n_references; i++)
        result = send_reference(e, &e->it->references[i]);
    return result ? result : e->write(e->ctx, SV("],\"Object\":[]}}"));
}

int misp_event(const struct export_source *src, const struct export_item *it, export_write_fn write,
               void *ctx)
{
    struct event e = {src, it, write, ctx, arena_new("misp-event", (size_t)256 << 20), false};
    int result = send_all(&e);
    arena_free(&e.scratch);
    return result;
}
