/* Changes of a published item: its scope (POST-3), its text, its retraction (POST-13). */
#include "domain/publish.h"

#include <string.h>

#include "domain/sharing.h"

/* The right to change: persons of the provider's member, or who posted for it. */
static int may_change(struct ctx *c, const struct item *it, const char *rule, enum msg m)
{
    bool own = c->member >= 0 && (c->member == it->facts.provider || c->member == it->facts.poster);

    return own ? 0 : fail(&c->errs, E_FORBIDDEN, rule, m, NO_ARGS);
}

static int find_own(struct ctx *c, struct sv id, const char *rule, enum msg m, struct item *it)
{
    if (item_find(c, id, it) || may_change(c, it, rule, m))
        return -1;
    if (it->facts.state == STATE_RETRACTED)
        return fail(&c->errs, E_CONFLICT, "POST-13", MSG_ITEM_RETRACTED, NO_ARGS);
    return 0;
}

/* What could carry more than was approved needs who may post without approval, or an approver. */
static int has_authority(struct ctx *c)
{
    const struct person *p = &c->roster->persons[c->person];

    return p->standing_authority || p->approver ? 0
                                                : fail(&c->errs, E_FORBIDDEN, "WHO-3", MSG_CHANGE_NEEDS_AUTHORITY, NO_ARGS);
}

/* A submission that waits for approval is its poster's to correct. */
static int has_authority_over(struct ctx *c, const struct item *it)
{
    return it->facts.state == STATE_AWAITING_APPROVAL ? 0 : has_authority(c);
}

/* Providers of what derives from it, and the coordinator, are told; the derived items stay as they are. */
static int tell_derived(struct ctx *c, const struct item *it, const char *type)
{
    struct derivation_derived_row *rows;
    int coordinator = c->roster->coordinator;
    size_t n;

    if (db_derivation_derived(c->db, c->a, it->row.id, 1000, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        struct item derived;
        if (item_load(c, rows[i].item, &derived) != 1)
            return store_failed(c);
        if (event_tell(c, "item", type, rows[i].item, SV_NONE, derived.row.poster))
            return -1;
        if (coordinator >= 0 && coordinator != derived.facts.poster &&
            event_tell(c, "item", type, rows[i].item, SV_NONE, c->roster->members[coordinator].id))
            return -1;
    }
    return 0;
}

/* ---- scope ---- */

/* Where a hit would tell, what goes out further is held again, hit or not (POST-11). */
static void hold_again(struct item *it, const struct draft *d)
{
    bool goes_out = it->facts.state == STATE_PUBLISHED || it->facts.state == STATE_EMBARGOED;

    if (!d->hidden_origin || !goes_out)
        return;
    it->row.state = SV("awaiting_release");
    it->row.at_release = 1;
}

/* The refusals of a post apply to the item with the scope S.  Who changes the scope answers for it; a
 * narrowing takes nothing further than it went. */
static int check_scope(struct ctx *c, struct item *it, const struct scope *s, bool narrowed)
{
    unsigned settled = DRAFT_SOURCES_KNOWN | (narrowed ? DRAFT_SCOPE_SETTLED | DRAFT_TEXT_SETTLED : 0);
    int poster = roster_person(c->roster, it->row.person);
    struct item other = *it;
    const json *body;
    struct draft d;

    if (poster < 0)
        return store_failed(c);
    if (c->member == it->facts.poster)
        poster = c->person;
    other.facts.scope = *s;
    if (draft_rebuild(c, &other, &body) || draft_read_again(c, body, poster, settled, &d))
        return -1;
    if (!narrowed)
        hold_again(it, &d);
    return 0;
}

static int apply_scope(struct ctx *c, struct item *it, const struct scope *s)
{
    if (search_take(c, it))
        return -1;
    it->row.include = scope_include_text(c->a, s);
    it->row.exclude = scope_exclude_text(c->a, s);
    it->row.as_of = s->as_of_at == TIME_NONE ? DB_NULL : s->as_of_at;
    if (item_save(c, it) || search_put(c, it))
        return -1;
    return ctx_raise_epoch(c);
}

int item_set_scope(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out)
{
    const json *wrapped = json_get(body, "scope");
    struct item it;
    struct scope s;

    if (find_own(c, id, "POST-3", MSG_SCOPE_NOT_YOURS, &it) || item_check_match(c, &it, match) ||
        scope_from_json(c->a, c->roster, wrapped ? wrapped : body, SV("/scope"), &s, &c->errs))
        return -1;
    bool narrowed = scope_within(c->roster, &s, &it.facts.scope);
    if ((!narrowed && has_authority(c)) || check_scope(c, &it, &s, narrowed) || apply_scope(c, &it, &s) ||
        minimal_review(c, &it))
        return -1;
    bool held = it.facts.state == STATE_AWAITING_RELEASE;
    record_act(c, narrowed ? "item.narrow" : "item.widen");
    record_item(c, &it);
    if (item_tell(c, &it, narrowed ? "narrowed" : held ? "held" : "widened") ||
        (narrowed && tell_derived(c, &it, "source_narrowed")))
        return -1;
    return item_answer(c, &it, out);
}

/* ---- text ---- */

struct revising {
    const json *body;
    struct revision_row text;
    struct str changed;
    struct jw changed_w;
    bool any;
};

static void mark(struct revising *r, const char *key)
{
    jw_sv(&r->changed_w, sv_fmt(r->changed.a, "/%s", key));
    r->any = true;
}

static struct sv take_text(struct revising *r, const char *key, struct sv old)
{
    struct sv new = json_get_sv(r->body, key);

    if (!new.p || sv_eq(new, old))
        return old;
    mark(r, key);
    return new;
}

static int64_t take_time(struct revising *r, const char *key, int64_t old)
{
    int64_t new;

    if (time_parse(json_get_sv(r->body, key), &new) || new == old)
        return old;
    mark(r, key);
    return new;
}

static struct sv take_json(struct ctx *c, struct revising *r, const char *key, struct sv old)
{
    const json *j = json_get(r->body, key);

    if (json_kind(j) == JSON_IS_ABSENT || json_kind(j) == JSON_IS_NULL)
        return old;
    struct sv new = json_text(c->a, j);
    if (sv_eq(new, old))
        return old;
    mark(r, key);
    return new;
}

/* Secrecy only rises: what was sent out as a secret cannot be taken back into the open by a revision. */
static void take_secret(struct ctx *c, struct revising *r, struct item *it)
{
    if (json_bool(json_get(r->body, "secret"), false) && !it->row.secret) {
        it->row.secret = 1;
        mark(r, "secret");
    }
    if (it->row.secret)
        it->row.secret_parts = take_json(c, r, "secret_parts", it->row.secret_parts);
}

static int take_indicators(struct ctx *c, struct revising *r, struct item *it)
{
    const json *list = json_get(r->body, "indicators");
    struct indicator_row *rows;
    size_t n;

    if (json_kind(list) != JSON_IS_ARRAY)
        return 0;
    if (draft_indicators(c, list, &rows, &n))
        return -1;
    for (size_t i = 0; i < n; i++) {
        rows[i].item = it->row.id;
        rows[i].revision = it->row.revision;
        if (db_indicator_insert(c->db, &rows[i]) != 1)
            return store_failed(c);
    }
    it->row.nindicators = it->row.indexed = (int64_t)n;
    mark(r, "indicators");
    return 0;
}

static int take_all(struct ctx *c, struct revising *r, struct item *it)
{
    struct item_row *row = &it->row;

    row->title = take_text(r, "title", row->title);
    r->text.body = take_text(r, "body", r->text.body);
    row->lang = take_text(r, "lang", row->lang);
    row->tlp = take_text(r, "tlp", row->tlp);
    row->urgency = take_text(r, "urgency", row->urgency);
    row->act_by = take_time(r, "act_by", row->act_by);
    r->text.references_json = take_json(c, r, "references", r->text.references_json);
    take_secret(c, r, it);
    return take_indicators(c, r, it);
}

static int store_revision(struct ctx *c, struct revising *r, struct item *it)
{
    jw_end_arr(&r->changed_w);
    r->text.revision = it->row.revision;
    r->text.at = c->now;
    r->text.person = c->roster->persons[c->person].id;
    r->text.reason = json_get_sv(r->body, "reason");
    if (!r->text.reason.p)
        r->text.reason = SV("");
    r->text.changed = str_sv(&r->changed);
    r->text.title = it->row.title;
    return db_revision_insert(c->db, &r->text) == 1 ? 0 : store_failed(c);
}

/* The revised item is checked as a post would be: a label, a secret, a victim's name. */
static int check_revised(struct ctx *c, struct item *it)
{
    const json *body;
    struct draft d;

    if (draft_rebuild(c, it, &body) ||
        draft_read_again(c, body, c->person, DRAFT_SOURCES_KNOWN | DRAFT_SCOPE_SETTLED, &d))
        return -1;
    hold_again(it, &d);
    return 0;
}

int item_revise(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out)
{
    struct revising r = {.body = body};
    struct item it;

    if (find_own(c, id, "POST-13", MSG_ITEM_NOT_YOURS, &it) || has_authority_over(c, &it) ||
        item_check_match(c, &it, match))
        return -1;
    if (db_revision_get(c->db, c->a, it.row.id, it.row.revision, &r.text) != 1)
        return store_failed(c);
    str_init(&r.changed, c->a, 4096);
    jw_init(&r.changed_w, &r.changed);
    jw_arr(&r.changed_w);
    if (search_take(c, &it))
        return -1;
    bool was_secret = it.row.secret;
    it.row.revision++;
    if (take_all(c, &r, &it))
        return -1;
    if (!r.any)
        return errs_add(&c->errs, E_MALFORMED, SV(""), NULL, MSG_NOTHING_TO_CHANGE, NO_ARGS);
    if (store_revision(c, &r, &it) || item_facts_load(c, &it) || check_revised(c, &it) || item_save(c, &it) ||
        search_put(c, &it))
        return -1;
    bool held = it.facts.state == STATE_AWAITING_RELEASE;
    if (((it.row.secret && !was_secret) || held) && ctx_raise_epoch(c))
        return -1;
    record_act(c, "item.revise");
    record_item(c, &it);
    return item_tell(c, &it, held ? "held" : "revised") || item_answer(c, &it, out) ? -1 : 0;
}

int item_revisions(struct ctx *c, struct sv id, struct sv *json_out)
{
    struct revision_list_row *rows;
    struct item it;
    struct str s;
    struct jw w;
    size_t n;

    if (item_find(c, id, &it))
        return -1;
    if (it.facts.state == STATE_RETRACTED && !item_sees_all(&it))
        return not_found(c);
    if (db_revision_list(c->db, c->a, it.row.id, &rows, &n))
        return store_failed(c);
    str_init(&s, c->a, 4u << 20);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_key(&w, "items");
    jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_kint(&w, "revision", rows[i].revision);
        jw_ktime(&w, "at", rows[i].at);
        jw_ksv(&w, "by", item_shows_provider(c, &it) ? rows[i].person : SV_NONE);
        jw_ksv(&w, "reason", rows[i].reason);
        jw_kraw(&w, "changed", rows[i].changed);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    jw_knull(&w, "next");
    jw_end_obj(&w);
    *json_out = str_sv(&s);
    record_act(c, "item.revisions");
    record_seen(c, SEEN_READ, it.row.id, it.decision.rule, it.decision.outside_scope);
    return 0;
}

/* ---- retraction ---- */

static int retract(struct ctx *c, struct item *it)
{
    if (search_take(c, it))
        return -1;
    it->row.state = SV("retracted");
    it->row.retracted_at = c->now;
    if (item_save(c, it) || search_put(c, it) || ctx_raise_epoch(c) || item_tell(c, it, "retracted"))
        return -1;
    return tell_derived(c, it, "source_retracted");
}

/* What was never out is refused: a stub would tell of it. */
static int withhold(struct ctx *c, struct item *it)
{
    it->row.at_release = it->facts.state != STATE_AWAITING_APPROVAL;
    if (search_take(c, it))
        return -1;
    it->row.state = sv_of(item_state_name(STATE_REFUSED));
    return item_save(c, it) || search_put(c, it) || item_tell(c, it, "held") ? -1 : 0;
}

int item_take_back(struct ctx *c, struct item *it)
{
    switch (it->facts.state) {
    case STATE_RETRACTED:
    case STATE_REFUSED:
        return 0;
    case STATE_PUBLISHED:
    case STATE_EXPIRED:
        return retract(c, it);
    default:
        return withhold(c, it);
    }
}

int item_retract(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out)
{
    struct sv reason = json_get_sv(body, "reason");
    struct item it;

    if (find_own(c, id, "POST-13", MSG_ITEM_NOT_YOURS, &it) || item_check_match(c, &it, match))
        return -1;
    if (it.facts.state == STATE_REFUSED)
        return fail(&c->errs, E_CONFLICT, "POST-13", MSG_ITEM_NOT_OUT, NO_ARGS);
    if (item_take_back(c, &it))
        return -1;
    record_act(c, "item.retract");
    record_item(c, &it);
    if (reason.p) {
        struct hash h = sha256(reason);
        record_fact(c, "reason", hex_of(c->a, h.b, sizeof h.b));
    }
    return item_answer(c, &it, out);
}
