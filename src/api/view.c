/* Views as JSON. */
#include "api/view.h"

static void time_member(struct jw *w, const char *key, int64_t t)
{
    if (t != TIME_NONE)
        jw_ktime(w, key, t);
}

static void text_member(struct jw *w, const char *key, struct sv s)
{
    if (s.p)
        jw_ksv(w, key, s);
}

static void raw_or_null(struct jw *w, const char *key, struct sv text)
{
    if (text.p)
        jw_kraw(w, key, text);
    else
        jw_knull(w, key);
}

void write_member_ref(struct jw *w, struct ctx *c, const char *key, int member)
{
    jw_key(w, key);
    if (member < 0) {
        jw_null(w);
        return;
    }
    jw_obj(w);
    jw_ksv(w, "id", c->roster->members[member].id);
    jw_ksv(w, "name", c->roster->members[member].name[c->lang]);
    jw_end_obj(w);
}

static void write_stub(struct jw *w, const struct item_view *v)
{
    jw_obj(w);
    jw_ksv(w, "id", v->id);
    jw_kstr(w, "kind", item_kind_name(v->kind));
    jw_kstr(w, "state", item_state_name(v->state));
    jw_ktime(w, "retracted_at", v->retracted_at);
    jw_end_obj(w);
}

static void write_head(struct jw *w, struct ctx *c, const struct item_view *v)
{
    jw_ksv(w, "id", v->id);
    jw_kstr(w, "kind", item_kind_name(v->kind));
    jw_ksv(w, "title", v->title);
    jw_ksv(w, "lang", v->lang);
    jw_kstr(w, "state", item_state_name(v->state));
    jw_kbool(w, "secret", v->secret);
    raw_or_null(w, "secret_parts", v->secret_parts);
    write_member_ref(w, c, "provider", v->provider);
    jw_ksv(w, "attribution", v->attribution);
    if (v->scope.p)
        jw_kraw(w, "scope", v->scope);
    if (v->reached_by.p)
        jw_kraw(w, "reached_by", v->reached_by);
    jw_ksv(w, "tlp", v->tlp);
    jw_ksv(w, "confidence", v->confidence);
    jw_ksv(w, "urgency", v->urgency);
    jw_ktime(w, "act_by", v->act_by);
    jw_kraw(w, "topics", v->topics);
}

static void write_tail(struct jw *w, const struct item_view *v)
{
    jw_key(w, "derived_from");
    jw_arr(w);
    for (size_t i = 0; i < v->nsources; i++)
        jw_sv(w, v->sources[i]);
    jw_end_arr(w);
    jw_ktime(w, "created_at", v->created_at);
    jw_ktime(w, "published_at", v->published_at);
    jw_kint(w, "revision", v->revision);
    jw_kstr(w, "rule", v->rule);
    if (v->outside_scope)
        jw_kbool(w, "outside_scope", true);
    if (v->origin.p)
        jw_kraw(w, "origin", v->origin);
    time_member(w, "embargo_until", v->embargo_until);
    time_member(w, "expires_at", v->expires_at);
    time_member(w, "retracted_at", v->retracted_at);
    jw_key(w, "notices");
    jw_arr(w);
    jw_str(w, "POST-12");
    jw_end_arr(w);
    text_member(w, "my_feedback", v->my_feedback);
}

static void write_indicators(struct jw *w, const struct item_view *v)
{
    jw_key(w, "indicators");
    jw_arr(w);
    for (size_t i = 0; i < v->nindicators; i++) {
        const struct indicator_view *x = &v->indicators[i];
        jw_obj(w);
        jw_ksv(w, "type", x->type);
        jw_ksv(w, "value", x->value);
        text_member(w, "comment", x->comment);
        time_member(w, "first_seen", x->first_seen);
        time_member(w, "last_seen", x->last_seen);
        time_member(w, "valid_until", x->valid_until);
        jw_end_obj(w);
    }
    jw_end_arr(w);
    if ((int64_t)v->nindicators < v->total_indicators)
        jw_kint(w, "indicators_total", v->total_indicators);
}

static void write_warnings(struct jw *w, const struct item_view *v)
{
    jw_key(w, "warnings");
    jw_arr(w);
    for (size_t i = 0; i < v->nwarnings; i++) {
        jw_obj(w);
        jw_ksv(w, "pointer", v->warnings[i].pointer);
        jw_kstr(w, "rule", v->warnings[i].rule);
        jw_ksv(w, "detail", v->warnings[i].detail);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

static void write_whole(struct jw *w, const struct item_view *v)
{
    jw_ksv(w, "body", v->body);
    write_indicators(w, v);
    jw_kraw(w, "references", v->references);
    jw_key(w, "attachments");
    jw_arr(w);
    jw_end_arr(w);
    jw_key(w, "permitted_use");
    jw_arr(w);
    for (size_t i = 0; i < v->nuses; i++) {
        jw_obj(w);
        jw_kstr(w, "use", use_name(v->uses[i].use));
        jw_kstr(w, "rule", v->uses[i].rule);
        jw_end_obj(w);
    }
    jw_end_arr(w);
    if (v->masking.p)
        jw_kraw(w, "masking", v->masking);
    if (v->nwarnings)
        write_warnings(w, v);
}

void write_item(struct jw *w, struct ctx *c, const struct item_view *v, bool whole)
{
    if (v->stub) {
        write_stub(w, v);
        return;
    }
    jw_obj(w);
    write_head(w, c, v);
    write_tail(w, v);
    if (whole)
        write_whole(w, v);
    jw_end_obj(w);
}

void write_list(struct jw *w)
{
    jw_obj(w);
    jw_key(w, "items");
    jw_arr(w);
}

void write_list_end(struct jw *w, struct sv next)
{
    jw_end_arr(w);
    jw_ksv(w, "next", next);
    jw_end_obj(w);
}

void write_person(struct jw *w, const struct ctx *c, const struct person_view *v)
{
    const struct person *p = &v->is;

    jw_obj(w);
    jw_ksv(w, "id", p->id);
    jw_ksv(w, "name", p->name);
    jw_ksv(w, "email", p->email);
    jw_kstr(w, "lang", lang_name(p->lang));
    jw_key(w, "handler");
    if (p->handler) {
        jw_obj(w);
        jw_ksv(w, "from", day_text(c->a, p->from));
        jw_ksv(w, "until", day_text(c->a, p->until));
        jw_end_obj(w);
    } else {
        jw_null(w);
    }
    jw_kbool(w, "standing_authority", p->standing_authority);
    jw_kbool(w, "approver", p->approver);
    text_member(w, "invitation", v->invitation);
    jw_end_obj(w);
}

int answer_json(struct request *r, struct sv text)
{
    r->raw = text;
    return 0;
}

int answer_item(struct request *r, const struct item_view *v, int status)
{
    struct jw w;

    jw_init(&w, &r->out);
    write_item(&w, r->c, v, true);
    r->status = status;
    r->etag = item_etag(r->c, v);
    if (status == 201)
        r->location = sv_join(r->c->a, SV("/api/v1/items/"), v->id);
    return 0;
}
