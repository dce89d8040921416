/* Posting: a checked draft becomes an item, its text, its indicators, and is made findable. */
#include "domain/publish.h"

#include <string.h>

#define HOUR_MS 3600000

static struct sv json_or_none(struct ctx *c, const json *body, const char *key)
{
    const json *j = json_get(body, key);

    return json_kind(j) == JSON_IS_ABSENT || json_kind(j) == JSON_IS_NULL ? SV_NONE : json_text(c->a, j);
}

static struct sv json_list(struct ctx *c, const json *body, const char *key)
{
    struct sv text = json_or_none(c, body, key);

    return text.p ? text : SV("[]");
}

static int64_t time_of(const json *body, const char *key)
{
    int64_t t;

    return time_parse(json_get_sv(body, key), &t) ? DB_NULL : t;
}

static struct sv subjects_text(struct ctx *c, const struct draft *d)
{
    struct item_facts f;
    struct str s;

    draft_facts(c, d, &f);
    str_init(&s, c->a, 1u << 20);
    for (size_t i = 0; i < f.nsubjects; i++)
        str_addf(&s, "%s%.*s", i ? " " : "", SV_FMT(c->roster->members[f.subjects[i]].id));
    return str_sv(&s);
}

static struct sv or(struct sv s, struct sv otherwise)
{
    return s.p ? s : otherwise;
}

static void fill_row(struct ctx *c, const struct draft *d, struct item_row *r)
{
    const json *b = d->body;

    memset(r, 0, sizeof *r);
    r->id = d->staged.p ? d->staged : uuid_new(c->a);
    r->kind = sv_of(item_kind_name(d->kind));
    r->state = sv_of(item_state_name(d->state));
    r->title = d->title;
    r->lang = d->lang;
    r->secret = d->secret;
    r->secret_parts = d->secret ? json_or_none(c, b, "secret_parts") : SV_NONE;
    r->provider = c->roster->members[d->provider].id;
    r->poster = c->roster->members[d->poster].id;
    r->person = c->roster->persons[d->person].id;
    r->attribution = d->attribution;
    r->include = scope_include_text(c->a, &d->scope);
    r->exclude = scope_exclude_text(c->a, &d->scope);
    r->as_of = d->scope.as_of_at == TIME_NONE ? DB_NULL : d->scope.as_of_at;
    r->subjects = subjects_text(c, d);
    r->tlp = json_get_sv(b, "tlp");
    r->confidence = or(json_get_sv(b, "confidence"), SV("unconfirmed"));
    r->urgency = json_get_sv(b, "urgency");
    r->act_by = time_of(b, "act_by");
    r->topics = json_list(c, b, "topics");
    r->origin = json_or_none(c, b, "origin");
    r->direct_reason = json_get_sv(b, "direct_reason");
    r->about_terms = json_or_none(c, json_get(b, "about_another"), "terms");
    r->onward = json_or_none(c, b, "onward");
    r->embargo_until = time_of(b, "embargo_until");
    r->expires_at = time_of(b, "expires_at");
    r->created_at = c->now;
    r->published_at = r->retracted_at = DB_NULL;
    r->revision = r->version = 1;
    r->nindicators = d->staged.p ? d->nstaged : (int64_t)d->nindicators;
    r->indexed = d->index_later ? 0 : r->nindicators;
    r->at_release = d->state == STATE_AWAITING_RELEASE;
}

static int store_text(struct ctx *c, const struct draft *d, const struct item_row *r)
{
    struct revision_row text = {r->id, 1, c->now, r->person, SV(""), SV("[]"), d->title, d->text,
                                json_list(c, d->body, "references")};

    if (db_revision_insert(c->db, &text) != 1)
        return store_failed(c);
    for (size_t i = 0; i < d->nindicators; i++) {
        struct indicator_row row = d->indicators[i];
        row.item = r->id;
        row.revision = 1;
        if (db_indicator_insert(c->db, &row) != 1)
            return store_failed(c);
    }
    for (size_t i = 0; i < d->nsources; i++)
        if (db_derivation_insert(c->db, r->id, d->sources[i]) != 1)
            return store_failed(c);
    return 0;
}

/* ---- publication ---- */

/* FB-3: the class 2 members that may read it now owe an answer. */
static int owe_feedback(struct ctx *c, const struct item *it)
{
    bool urgent = sv_is(it->row.urgency, "urgent");
    int64_t hours = urgent ? parameter(c, "feedback_due_urgent_hours", 12) : parameter(c, "feedback_due_hours", 72);

    if (!scope_has_standing(&it->facts.scope))
        return 0;
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        const struct member *member = &c->roster->members[m];
        struct audience au;
        if (member->standing != STANDING_CLASS2 || member->status != STATUS_ACTIVE ||
            (int)m == it->facts.provider || (int)m == it->facts.poster)
            continue;
        policy_audience(c->roster, (int)m, &it->facts, c->now, c->today, &au);
        if (au.persons && db_feedback_due_insert(c->db, it->row.id, member->id, c->now + hours * HOUR_MS) < 0)
            return store_failed(c);
    }
    return 0;
}

int item_publish(struct ctx *c, struct item *it)
{
    struct item_row *r = &it->row;
    int64_t when = c->now;

    if (seq_free(c, &when, r->id, &r->seq))
        return -1;
    r->published_at = when;
    r->state = SV("published");
    it->facts.state = STATE_PUBLISHED; /* whom it reaches is asked of it as a post */
    r->preview_hash = preview_hash(c, &it->facts);
    return owe_feedback(c, it);
}

static const char *event_of(const struct item *it)
{
    return it->facts.kind == KIND_EARLY_WARNING ? "warning" : "item";
}

int item_tell(struct ctx *c, const struct item *it, const char *type)
{
    return event_tell(c, event_of(it), type, it->row.id, SV_NONE, SV_NONE);
}

void record_item(struct ctx *c, const struct item *it)
{
    struct sv include[] = {it->row.include, SV(" - "), it->row.exclude};
    struct hash h = sha256_parts(include, 3);

    record_fact(c, "item", it->row.id);
    record_fact(c, "provider", it->row.provider);
    record_fact(c, "scope", hex_of(c->a, h.b, sizeof h.b)); /* the terms themselves may be secret */
    record_fact(c, "state", it->row.state);
    record_fact(c, "revision", sv_fmt(c->a, "%lld", (long long)it->row.revision));
    if (it->row.preview_hash.p)
        record_fact(c, "preview", it->row.preview_hash);
}

int draft_store(struct ctx *c, const struct draft *d, struct item *it)
{
    int64_t when = c->now;

    memset(it, 0, sizeof *it);
    fill_row(c, d, &it->row);
    if (item_facts_load(c, it) || seq_free(c, &when, it->row.id, &it->row.seq))
        return -1;
    if (d->state == STATE_PUBLISHED) {
        it->row.preview_hash = preview_hash(c, &it->facts);
        it->row.published_at = when;
    }
    it->row.created_at = when;
    if ((d->staged.p ? db_item_settle(c->db, &it->row) : db_item_insert(c->db, &it->row)) != 1)
        return store_failed(c);
    if (store_text(c, d, &it->row))
        return -1;
    return d->state == STATE_PUBLISHED ? owe_feedback(c, it) : 0;
}

int item_answer(struct ctx *c, const struct item *it, struct item_view *out)
{
    struct item again = *it;

    if (!item_decide(c, &again))
        return not_found(c);
    return item_view_make(c, &again, true, out);
}

int item_post(struct ctx *c, const json *body, struct item_view *out)
{
    struct draft d;
    struct item it;

    if (draft_read(c, body, c->person, &d) || draft_store(c, &d, &it) || search_put(c, &it))
        return -1;
    record_act(c, "item.post");
    record_item(c, &it);
    if (item_tell(c, &it, d.state == STATE_PUBLISHED ? "published" : "held") || item_answer(c, &it, out))
        return -1;
    out->warnings = d.warnings;
    out->nwarnings = d.nwarnings;
    return 0;
}
