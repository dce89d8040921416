/* Views: what one reader may see of an item that the policy let it read. */
#include <string.h>

#include "domain/draft.h"

#define SHOWN_INDICATORS 10000
#define IDS_MAX ((size_t)64 << 10) /* of the items of a page */

static int64_t time_or_none(int64_t column)
{
    return column == DB_NULL ? TIME_NONE : column;
}

bool item_shows_provider(const struct ctx *c, const struct item *it)
{
    const struct member *m = it->facts.provider < 0 ? NULL : &c->roster->members[it->facts.provider];

    if (item_sees_all(it))
        return true;
    bool stub = it->facts.state == STATE_RETRACTED;
    return m && m->publish_name && !stub && sv_is(it->row.attribution, "named");
}

static int add_source(struct ctx *c, struct item_view *v, struct sv source)
{
    bool retracted;
    int yes = item_is_readable(c, source, &retracted);

    if (yes < 0)
        return -1;
    if (!v->sources)
        v->sources = ARENA_ARRAY(c->a, struct sv, ITEM_SOURCES_MAX);
    if (yes && !retracted && v->nsources < ITEM_SOURCES_MAX)
        v->sources[v->nsources++] = source;
    return 0;
}

static int sources_view(struct ctx *c, struct sv ids, struct item_view *v)
{
    struct derivation_sources_of_row *rows;
    size_t n;

    if (db_derivation_sources_of(c->db, c->a, ids, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++)
        if (!v[rows[i].place].stub && add_source(c, &v[rows[i].place], rows[i].source))
            return -1;
    return 0;
}

static int indicators_view(struct ctx *c, const struct item *it, struct item_view *v)
{
    struct indicator_row *rows;
    size_t n;

    if (!it->row.nindicators) /* a revision may have taken them all away */
        return 0;
    if (db_indicator_list(c->db, c->a, it->row.id, it->row.revision, 0, SHOWN_INDICATORS, &rows, &n))
        return store_failed(c);
    v->indicators = ARENA_ARRAY(c->a, struct indicator_view, n + 1);
    v->nindicators = n;
    for (size_t i = 0; i < n; i++)
        v->indicators[i] = (struct indicator_view){
            rows[i].type, rows[i].value, rows[i].comment, time_or_none(rows[i].first_seen),
            time_or_none(rows[i].last_seen), time_or_none(rows[i].valid_until)};
    return 0;
}

/* Body, indicators, references, uses: what lists leave out. */
static int whole_view(struct ctx *c, const struct item *it, struct item_view *v)
{
    struct revision_row text;

    if (db_revision_get(c->db, c->a, it->row.id, it->row.revision, &text) != 1)
        return store_failed(c);
    v->body = text.body;
    v->references = text.references_json;
    v->nuses = policy_permitted_use(c->roster, c->person, &it->facts, &it->decision, it->row.tlp, v->uses);
    return indicators_view(c, it, v);
}

static void stub_view(const struct item *it, struct item_view *v)
{
    v->stub = true;
    v->id = it->row.id;
    v->kind = it->facts.kind;
    v->state = STATE_RETRACTED;
    v->retracted_at = time_or_none(it->row.retracted_at);
    v->seq = it->row.seq;
    v->rule = it->decision.rule;
}

static int feedback_view(struct ctx *c, struct sv ids, struct item_view *v)
{
    struct feedback_mine_of_row *rows;
    size_t n;

    if (c->member < 0)
        return 0;
    if (db_feedback_mine_of(c->db, c->a, ids, c->roster->members[c->member].id, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++)
        if (!v[rows[i].place].stub)
            v[rows[i].place].my_feedback = rows[i].answer;
    return 0;
}

int item_views_link(struct ctx *c, struct item_view *v, size_t n)
{
    struct str s;
    struct jw w;

    str_init(&s, c->a, IDS_MAX);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        jw_sv(&w, v[i].id);
    jw_end_arr(&w);
    return sources_view(c, str_sv(&s), v) || feedback_view(c, str_sv(&s), v) ? -1 : 0;
}

static void sharing_view(struct ctx *c, const struct item *it, struct item_view *v)
{
    if (item_sees_all(it)) {
        v->scope = scope_json(c->a, c->roster, &it->facts.scope);
        v->origin = it->row.origin;
    } else if (it->decision.has_term) {
        v->reached_by = term_json(c->a, c->roster, &it->decision.reached_by);
    }
    v->provider = item_shows_provider(c, it) ? it->facts.provider : -1;
    /* "named" beside no name would tell that the provider is one that is not named (JOIN-8). */
    v->attribution = v->provider < 0 ? SV("coordinator_only") : it->row.attribution;
}

void item_view_bare(struct ctx *c, const struct item *it, struct item_view *v)
{
    const struct item_row *row = &it->row;

    memset(v, 0, sizeof *v);
    if (it->facts.state == STATE_RETRACTED && !item_sees_all(it)) {
        stub_view(it, v);
        return;
    }
    v->id = row->id;
    v->seq = row->seq;
    v->kind = it->facts.kind;
    v->state = it->facts.state;
    v->title = row->title;
    v->lang = row->lang;
    v->secret = row->secret;
    v->secret_parts = row->secret_parts;
    v->tlp = row->tlp;
    v->confidence = row->confidence;
    v->urgency = row->urgency;
    v->topics = row->topics;
    v->act_by = time_or_none(row->act_by);
    v->created_at = row->created_at;
    v->published_at = time_or_none(row->published_at);
    v->retracted_at = time_or_none(row->retracted_at);
    v->embargo_until = time_or_none(row->embargo_until);
    v->expires_at = time_or_none(row->expires_at);
    v->total_indicators = row->nindicators;
    v->revision = row->revision;
    v->version = row->version;
    v->rule = it->decision.rule;
    v->outside_scope = it->decision.outside_scope;
    sharing_view(c, it, v);
}

int item_view_make(struct ctx *c, const struct item *it, bool whole, struct item_view *v)
{
    item_view_bare(c, it, v);
    if (v->stub)
        return 0;
    if (item_views_link(c, v, 1))
        return -1;
    return whole ? whole_view(c, it, v) : 0;
}

int item_get(struct ctx *c, struct sv id, struct item_view *out)
{
    struct item it;

    if (item_find(c, id, &it) || item_view_make(c, &it, true, out))
        return -1;
    if (it.facts.state == STATE_AWAITING_RELEASE && ctx_is_coordinator(c) && item_mask_report(c, &it, &out->masking))
        return -1;
    record_act(c, "item.read");
    record_seen(c, SEEN_READ, it.row.id, it.decision.rule, it.decision.outside_scope);
    return 0;
}

static struct sv tag_purpose(struct ctx *c, struct sv id)
{
    return sv_join(c->a, SV("etag:"), id);
}

struct sv item_etag(struct ctx *c, const struct item_view *v)
{
    return app_opaque(c->app, c->a, c->roster->persons[c->person].id, tag_purpose(c, v->id), v->version);
}

int item_check_match(struct ctx *c, const struct item *it, struct sv match)
{
    int64_t version;

    if (!match.p || sv_is(match, "*"))
        return 0;
    if (match.n >= 2 && match.p[0] == '"' && match.p[match.n - 1] == '"')
        match = (struct sv){match.p + 1, match.n - 2};
    if (app_opaque_read(c->app, c->roster->persons[c->person].id, tag_purpose(c, it->row.id), match, &version) ||
        version != it->row.version)
        return fail(&c->errs, E_STALE, NULL, MSG_ITEM_STALE, NO_ARGS);
    return 0;
}

int item_save(struct ctx *c, struct item *it)
{
    struct item_row *r = &it->row;
    int64_t n = db_item_update(c->db, r->id, r->version, r->seq, r->state, r->title, r->lang, r->secret,
                               r->secret_parts, r->include, r->exclude, r->as_of, r->tlp, r->confidence,
                               r->urgency, r->act_by, r->published_at, r->retracted_at, r->revision,
                               r->grants, r->nindicators, r->indexed, r->preview_hash, r->at_release);

    if (n < 0)
        return store_failed(c);
    if (n == 0)
        return fail(&c->errs, E_STALE, NULL, MSG_ITEM_STALE, NO_ARGS);
    r->version++;
    return item_facts_load(c, it);
}
