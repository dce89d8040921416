/* Posts as stated: reading them, their ancestors, their refusals. */
#include "domain/draft.h"

#include <string.h>

#define ANCESTORS_MAX 1000
#define TITLE_FROM_BODY 80

static struct sv at(struct ctx *c, const char *list, size_t i, const char *field)
{
    return sv_fmt(c->a, "/%s/%zu%s%s", list, i, field ? "/" : "", field ? field : "");
}

static int malformed(struct ctx *c, struct sv pointer, enum msg m, struct sv arg)
{
    return errs_add(&c->errs, E_MALFORMED, pointer, NULL, m, ARGS(arg));
}

/* ---- forms beyond the schema ---- */

static int64_t time_field(const json *o, const char *key)
{
    int64_t t;

    return time_parse(json_get_sv(o, key), &t) ? TIME_NONE : t;
}

static int64_t time_column(const json *o, const char *key)
{
    int64_t t;

    return time_parse(json_get_sv(o, key), &t) ? DB_NULL : t;
}

int draft_indicators(struct ctx *c, const json *list, struct indicator_row **out, size_t *n_out)
{
    size_t n = json_len(list), bad = c->errs.n;

    *out = ARENA_ARRAY(c->a, struct indicator_row, n + 1);
    *n_out = n;
    for (size_t i = 0; i < n; i++) {
        const json *j = json_at(list, i);
        struct indicator_row *row = &(*out)[i];
        enum indicator_type type;
        struct sv value = json_get_sv(j, "value");

        if (indicator_type_parse(json_get_sv(j, "type"), &type))
            malformed(c, at(c, "indicators", i, "type"), MSG_INDICATOR_TYPE, json_get_sv(j, "type"));
        else if (indicator_canonical(c->a, type, value, &row->value))
            malformed(c, at(c, "indicators", i, "value"), MSG_INDICATOR_VALUE, sv_of(indicator_type_name(type)));
        row->place = (int64_t)i;
        row->type = json_get_sv(j, "type");
        row->comment = json_get_sv(j, "comment");
        row->first_seen = time_column(j, "first_seen");
        row->last_seen = time_column(j, "last_seen");
        row->valid_until = time_column(j, "valid_until");
    }
    return c->errs.n == bad ? 0 : -1;
}

static void title_of(struct ctx *c, struct draft *d)
{
    d->title = json_get_sv(d->body, "title");
    d->text = json_get_sv(d->body, "body");
    if (!d->text.p)
        d->text = SV("");
    if (d->text.n > ITEM_BODY_MAX)
        malformed(c, SV("/body"), MSG_ITEM_BODY_TOO_LONG, SV_NONE);
    if (text_trim(d->title).n)
        return;
    if (d->kind != KIND_CONSULTATION)
        malformed(c, SV("/title"), MSG_FORM_MISSING, SV_NONE);
    else if (!text_trim(d->text).n)
        malformed(c, SV("/body"), MSG_FORM_MISSING, SV_NONE);
    else
        d->title = utf8_cut(text_trim(d->text), TITLE_FROM_BODY);
}

static int read_forms(struct ctx *c, struct draft *d)
{
    size_t bad = c->errs.n;

    item_kind_parse(json_get_sv(d->body, "kind"), &d->kind);
    title_of(c, d);
    d->lang = json_get_sv(d->body, "lang");
    if (!d->lang.p)
        d->lang = sv_of(lang_name(c->roster->persons[d->person].lang));
    draft_indicators(c, json_get(d->body, "indicators"), &d->indicators, &d->nindicators);
    int64_t embargo = time_field(d->body, "embargo_until"), expires = time_field(d->body, "expires_at");
    if (embargo != TIME_NONE && expires != TIME_NONE && expires <= embargo)
        malformed(c, SV("/expires_at"), MSG_EXPIRES_BEFORE_OPENING, SV_NONE);
    return c->errs.n == bad ? 0 : -1;
}

/* ---- who provides ---- */

static void read_provider(struct ctx *c, struct draft *d)
{
    struct sv behalf = json_get_sv(d->body, "on_behalf_of");
    const struct person *p = &c->roster->persons[d->person];

    d->poster = d->provider = p->member;
    d->post.on_behalf_of = -1;
    if (behalf.p) {
        int m = roster_member(c->roster, behalf);
        d->post.on_behalf_of = m < 0 ? -2 : m;
        if (m >= 0)
            d->provider = m;
    }
    d->post.origin = json_kind(json_get(d->body, "origin")) == JSON_IS_OBJECT;
}

static void read_attribution(struct ctx *c, struct draft *d)
{
    bool quiet = d->kind == KIND_CONSULTATION || d->kind == KIND_INCIDENT_REPORT;

    d->attribution = json_get_sv(d->body, "attribution");
    if (!d->attribution.p)
        d->attribution = quiet ? SV("coordinator_only") : SV("named");
    if (d->provider >= 0 && !c->roster->members[d->provider].publish_name)
        d->attribution = SV("coordinator_only");
}

/* ---- ancestors ---- */

static void onward_consent(struct ctx *c, const struct item *it, const struct draft *d, struct ancestor *a)
{
    struct errs quiet;
    json *onward;
    struct scope wide, stated;

    errs_init(&quiet, c->a, c->lang);
    if (!it->row.onward.p || json_parse(c->a, it->row.onward, &onward, &quiet) ||
        scope_from_json(c->a, c->roster, json_get(onward, "scope"), SV("/onward/scope"), &wide, &quiet) ||
        scope_from_json(c->a, c->roster, json_get(d->body, "scope"), SV("/scope"), &stated, &quiet))
        return;
    a->consented = scope_within(c->roster, &stated, &wide);
}

static void add_origin(struct draft *d, int member)
{
    for (size_t i = 0; i < d->norigins; i++)
        if (d->origins[i] == member)
            return;
    if (member >= 0)
        d->origins[d->norigins++] = member;
}

/* One ancestor into the draft.  A direct source that the poster may not read is marked so. */
static int add_ancestor(struct ctx *c, struct draft *d, struct ancestor *a, struct sv id, bool direct)
{
    struct item it;
    int found = item_load(c, id, &it);

    *a = (struct ancestor){.provider = -1, .direct = direct, .id = id};
    if (found < 0)
        return -1;
    if (!found)
        return 0;
    int person = c->person;
    c->person = d->person;
    a->readable = item_decide(c, &it) || (direct && d->settled & DRAFT_SOURCES_KNOWN);
    bool shown = a->readable && item_shows_provider(c, &it);
    c->person = person;
    if (direct && !a->readable)
        return 0;
    a->provider = it.facts.provider;
    a->secret = it.facts.secret;
    a->scope = it.facts.scope;
    a->grants = it.facts.grants;
    a->ngrants = it.facts.ngrants;
    onward_consent(c, &it, d, a);
    if (d->settled & DRAFT_SCOPE_SETTLED) {
        a->consented = true;
        a->secret = false;
    }
    for (size_t i = 0; i < it.facts.nsubjects; i++)
        add_origin(d, it.facts.subjects[i]);
    add_origin(d, a->provider);
    if (a->provider != d->poster && a->provider != d->provider) {
        d->derived = true;
        if (!shown && c->roster->members[d->poster].office != OFFICE_COORDINATOR)
            d->hidden_origin = true;
    }
    return 0;
}

static bool known(const struct ancestor *v, size_t n, struct sv id)
{
    for (size_t i = 0; i < n; i++)
        if (sv_eq(v[i].id, id))
            return true;
    return false;
}

static int too_many_ancestors(struct ctx *c)
{
    return errs_add(&c->errs, E_REFUSED, SV("/derived_from"), "POST-4", MSG_POST_SOURCES_TOO_MANY,
                    ARGS(sv_fmt(c->a, "%d", ANCESTORS_MAX)));
}

static int read_sources(struct ctx *c, struct draft *d)
{
    const json *list = json_get(d->body, "derived_from");
    struct ancestor *v;
    size_t n = 0;

    if (!json_len(list))
        return 0;
    v = ARENA_ARRAY(c->a, struct ancestor, ANCESTORS_MAX);
    d->sources = ARENA_ARRAY(c->a, struct sv, json_len(list) + 1);
    d->origins = ARENA_ARRAY(c->a, int, c->roster->nmembers);
    for (size_t i = 0; i < json_len(list) && i < ITEM_SOURCES_MAX; i++) {
        struct sv id = json_sv(json_at(list, i));
        if (add_ancestor(c, d, &v[n], id, true))
            return -1;
        if (v[n].readable && !known(v, n, id))
            d->sources[d->nsources++] = id;
        n++;
    }
    size_t direct = n;
    for (size_t i = 0; i < direct; i++) {
        struct derivation_ancestors_row *up;
        size_t nup;
        if (!v[i].readable)
            continue;
        if (db_derivation_ancestors(c->db, c->a, v[i].id, &up, &nup))
            return store_failed(c);
        for (size_t k = 0; k < nup; k++) {
            if (known(v, n, up[k].source))
                continue;
            if (n == ANCESTORS_MAX) /* one that is not looked at could bind */
                return too_many_ancestors(c);
            if (add_ancestor(c, d, &v[n++], up[k].source, false))
                return -1;
        }
    }
    d->post.ancestors = v;
    d->post.nancestors = n;
    return 0;
}

/* ---- all of it ---- */

static void read_post(struct ctx *c, struct draft *d)
{
    const json *b = d->body;

    d->post.person = d->person;
    d->post.kind = d->kind;
    d->post.secret = json_get(b, "secret");
    d->post.secret_parts = json_get(b, "secret_parts");
    d->post.scope = json_get(b, "scope");
    d->post.tlp = json_get_sv(b, "tlp");
    d->post.direct_reason = text_trim(json_get_sv(b, "direct_reason")).n > 0;
    d->post.today = c->today;
    d->post.now = c->now;
    d->post.expires_at = time_field(b, "expires_at");
    d->secret = json_bool(d->post.secret, false);
}

static enum item_state state_of(struct ctx *c, const struct draft *d)
{
    int64_t embargo = time_field(d->body, "embargo_until");
    enum item_state s = post_state(c->roster, &d->post);

    if (s != STATE_PUBLISHED)
        return s;
    if (d->hidden_origin)
        return STATE_AWAITING_RELEASE;
    return embargo != TIME_NONE && embargo > c->now ? STATE_EMBARGOED : STATE_PUBLISHED;
}

int draft_read(struct ctx *c, const json *body, int person, struct draft *d)
{
    return draft_read_again(c, body, person, 0, d);
}

int draft_read_again(struct ctx *c, const json *body, int person, unsigned settled, struct draft *d)
{
    memset(d, 0, sizeof *d);
    d->body = body;
    d->person = person;
    d->settled = settled;
    if (read_forms(c, d))
        return -1;
    if (c->roster->persons[person].member < 0)
        return fail(&c->errs, E_FORBIDDEN, "WHO-10", MSG_POST_NO_MEMBER, NO_ARGS);
    read_provider(c, d);
    read_post(c, d);
    if (post_forbidden(c->roster, &d->post, &c->errs))
        return -1;
    read_attribution(c, d);
    if (read_sources(c, d))
        return -1;
    int refused = post_refusals(c->a, c->roster, &d->post, &d->scope, &c->errs);
    bool named = !(settled & DRAFT_TEXT_SETTLED) && draft_mask(c, d);
    if (named || refused)
        return -1;
    d->state = state_of(c, d);
    return 0;
}

void draft_facts(struct ctx *c, const struct draft *d, struct item_facts *f)
{
    int *subjects = ARENA_ARRAY(c->a, int, d->norigins + 1);
    size_t n = 0;

    memset(f, 0, sizeof *f);
    subjects[n++] = d->provider;
    for (size_t i = 0; i < d->norigins; i++)
        subjects[n++] = d->origins[i];
    f->id = SV("");
    f->kind = d->kind;
    f->state = STATE_PUBLISHED;
    f->secret = d->secret;
    f->provider = d->provider;
    f->poster = d->poster;
    f->subjects = subjects;
    f->nsubjects = n;
    f->scope = d->scope;
}
