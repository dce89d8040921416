/* Consent: see consent.h. */
#include "domain/consent.h"

#include <string.h>

#include "domain/draft.h"
#include "domain/minimal.h"
#include "domain/publish.h"
#include "domain/sharing.h"

#define PAGE 200
#define PAGE_ROOM ((size_t)512 << 20)

/* ---- who is party ---- */

/* Whose answer it is: the provider's, or its GSOC's, which acts for it (POST-9). */
static struct sv answerer(const struct ctx *c, const struct item *it)
{
    int provider = it->facts.provider;
    bool linked = provider >= 0 && c->roster->members[provider].linked_via >= 0;

    return linked ? it->row.poster : it->row.provider;
}

/* The word for who asks, as it is stored: a member's id, or "con:ID" for a non-member. */
static struct sv asker(struct ctx *c)
{
    const struct person *p = &c->roster->persons[c->person];

    if (c->member >= 0)
        return c->roster->members[c->member].id;
    return sv_join(c->a, SV("con:"), c->roster->constituents[p->constituent].id);
}

static bool is_asked(const struct ctx *c, const struct consent_row *row)
{
    return c->member >= 0 && sv_eq(row->provider, c->roster->members[c->member].id);
}

/* Who asked for a minimal access learns of a yes alone, and not from here (minimal.h). */
static bool is_asking(struct ctx *c, const struct consent_row *row)
{
    return !row->minimal.p && sv_eq(row->asked_member, asker(c));
}

/* May the person who asks see the request?  1 and the item, 0, -1. */
static int party(struct ctx *c, const struct consent_row *row, struct item *it)
{
    if (!is_asked(c, row) && !is_asking(c, row))
        return 0;
    int found = item_load(c, row->item, it);
    return found == 1 ? item_decide(c, it) : found;
}

static int find(struct ctx *c, struct sv id, struct consent_row *row, struct item *it)
{
    int found = db_consent_by_id(c->db, c->a, id, row);

    if (found < 0)
        return store_failed(c);
    if (found)
        found = party(c, row, it);
    if (found < 0)
        return -1;
    return found ? 0 : not_found(c);
}

/* ---- views ---- */

static struct sv terms_json(struct ctx *c, struct sv words)
{
    struct sv word;
    struct term t;
    struct str s;
    struct jw w;

    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    jw_arr(&w);
    while (sv_word(&words, &word))
        if (!term_parse(c->roster, word, &t))
            jw_raw(&w, term_json(c->a, c->roster, &t));
    jw_end_arr(&w);
    return str_sv(&s);
}

static bool has_lapsed(const struct ctx *c, const struct consent_row *row)
{
    return sv_is(row->state, "open") && row->until != DB_NULL && row->until <= c->now;
}

static int64_t time_or_none(int64_t column)
{
    return column == DB_NULL ? TIME_NONE : column;
}

static void view(struct ctx *c, const struct consent_row *row, const struct item *it, struct consent_view *v)
{
    bool knows = is_asked(c, row) || item_shows_provider(c, it);

    memset(v, 0, sizeof *v);
    v->id = row->id;
    v->item = row->item;
    v->purpose = row->purpose;
    v->asked_by = roster_person(c->roster, row->asked_by);
    v->asked_member = v->asked_by < 0 ? -1 : c->roster->persons[v->asked_by].member;
    v->to = terms_json(c, row->terms);
    v->parts = row->parts;
    v->at = row->at;
    v->until = time_or_none(row->until);
    v->open_secret = row->open_secret;
    v->state = has_lapsed(c, row) ? SV("lapsed") : row->state;
    v->answered_at = time_or_none(row->answered_at);
    v->answered_by = knows && row->answered_by.p ? roster_person(c->roster, row->answered_by) : -1;
}

int consent_get(struct ctx *c, struct sv id, struct consent_view *out)
{
    struct consent_row row;
    struct item it;

    if (find(c, id, &row, &it))
        return -1;
    view(c, &row, &it, out);
    record_act(c, "consent.read");
    record_fact(c, "consent", row.id);
    return 0;
}

/* ---- asking ---- */

static int read_terms(struct ctx *c, const json *to, struct sv *words_out)
{
    size_t n = json_len(to), bad = c->errs.n;
    struct str s;

    if (!n)
        return errs_add(&c->errs, E_REFUSED, SV("/to"), "POST-2", MSG_SCOPE_INCLUDE_EMPTY, NO_ARGS);
    str_init(&s, c->a, 1u << 20);
    for (size_t i = 0; i < n; i++) {
        struct term t;
        if (term_from_json(c->a, c->roster, json_at(to, i), sv_fmt(c->a, "/to/%zu", i), &t, &c->errs))
            continue;
        str_addf(&s, "%s%.*s", s.n ? " " : "", SV_FMT(term_text(c->a, &t)));
    }
    *words_out = str_sv(&s);
    return c->errs.n == bad ? 0 : -1;
}

static int read_until(struct ctx *c, const json *body, int64_t *out)
{
    int64_t until;

    *out = DB_NULL;
    if (time_parse(json_get_sv(body, "until"), &until))
        return 0;
    *out = until;
    return until > c->now ? 0 : errs_add(&c->errs, E_REFUSED, SV("/until"), "CON-1", MSG_TIME_PAST, NO_ARGS);
}

static int read_request(struct ctx *c, const json *body, struct consent_row *row)
{
    const json *parts = json_get(body, "parts");
    int bad = read_terms(c, json_get(body, "to"), &row->terms);

    bad |= read_until(c, body, &row->until);
    row->purpose = json_get_sv(body, "purpose");
    row->open_secret = json_bool(json_get(body, "open_secret"), false);
    row->parts = json_kind(parts) == JSON_IS_ABSENT ? SV_NONE : json_text(c->a, parts);
    return bad ? -1 : 0;
}

int consent_request(struct ctx *c, const struct item *it, struct consent_row *row)
{
    row->id = uuid_new(c->a);
    row->item = it->row.id;
    row->asked_by = c->roster->persons[c->person].id;
    row->asked_member = asker(c);
    row->provider = answerer(c, it);
    row->at = c->now;
    row->state = SV("open");
    row->answered_at = DB_NULL;
    row->answered_by = SV_NONE;
    if (db_consent_insert(c->db, row) != 1)
        return store_failed(c);
    return event_tell(c, "consent", "asked", it->row.id, SV_NONE, row->provider);
}

static void record_consent(struct ctx *c, const char *act, const struct consent_row *row)
{
    record_act(c, act);
    record_fact(c, "consent", row->id);
    record_fact(c, "item", row->item);
    record_hash(c, "to", row->terms);
    record_hash(c, "purpose", row->purpose);
}

int consent_ask(struct ctx *c, struct sv item, const json *body, struct consent_view *out)
{
    struct consent_row row = {0};
    struct item it;

    if (item_find(c, item, &it) || item_must_be_out(c, &it) || read_request(c, body, &row) ||
        consent_request(c, &it, &row))
        return -1;
    record_consent(c, "consent.ask", &row);
    view(c, &row, &it, out);
    return 0;
}

/* ---- answering ---- */

static int may_answer(struct ctx *c, const struct consent_row *row, const struct item *it)
{
    const struct person *p = &c->roster->persons[c->person];
    bool handler = !it->facts.secret || person_is_handler(p, c->today);

    if (!is_asked(c, row) || !p->approver || !handler)
        return fail(&c->errs, E_FORBIDDEN, "CON-1", MSG_CONSENT_NOT_YOURS, NO_ARGS);
    if (!sv_is(row->state, "open") || has_lapsed(c, row))
        return fail(&c->errs, E_CONFLICT, "CON-1", MSG_CONSENT_ANSWERED, NO_ARGS);
    return 0;
}

static bool refused_by(const struct errs *e, const char *rule)
{
    for (size_t i = 0; i < e->n; i++)
        if (e->v[i].rule && sv_is(sv_of(rule), e->v[i].rule))
            return true;
    return false;
}

/* What derives from others' items goes no further than they consented to (POST-4). */
static int within_sources(struct ctx *c, const struct item *it, struct sv words)
{
    struct derivation_sources_row *sources;
    struct item wider = *it;
    const json *body;
    struct draft d;
    size_t n;

    if (db_derivation_sources(c->db, c->a, it->row.id, &sources, &n))
        return store_failed(c);
    if (!n)
        return 0;
    wider.facts.scope.include = terms_and(c, &it->facts.scope, words, &wider.facts.scope.ninclude);
    if (draft_rebuild(c, &wider, &body))
        return -1;
    if (!draft_read_again(c, body, c->person, DRAFT_SOURCES_KNOWN, &d))
        return 0;
    if (c->errs.code != E_REFUSED) /* it did not come as far as its sources */
        return -1;
    bool beyond = refused_by(&c->errs, "POST-4");
    errs_init(&c->errs, c->a, c->lang); /* what else a post would be refused for is the scope's matter */
    return beyond ? errs_add(&c->errs, E_REFUSED, SV("/answer"), "POST-4", MSG_CONSENT_BEYOND_SOURCE, NO_ARGS) : 0;
}

static int answer_store(struct ctx *c, struct consent_row *row, struct sv state)
{
    row->state = state;
    row->answered_at = c->now;
    row->answered_by = c->roster->persons[c->person].id;
    return db_consent_answer(c->db, row->id, state, c->now, row->answered_by) == 1 ? 0 : store_failed(c);
}

/* The item is open to those who were let in; only they are told of it. */
static int open_item(struct ctx *c, struct item *it)
{
    return item_regrant(c, it) || item_tell(c, it, "shared") ? -1 : 0;
}

static int grant(struct ctx *c, struct consent_row *row, struct item *it)
{
    if (within_sources(c, it, row->terms) || answer_store(c, row, SV("granted")))
        return -1;
    return row->minimal.p ? 0 : open_item(c, it);
}

static int tell_asker(struct ctx *c, const struct consent_row *row)
{
    if (!row->minimal.p)
        return event_tell(c, "consent", "answered", row->item, row->asked_by, SV_NONE);
    return sv_is(row->state, "granted") ? event_tell(c, "consent", MINIMAL_GRANTED, row->item, row->asked_by, SV_NONE)
                                        : 0;
}

int consent_answer(struct ctx *c, struct sv id, const json *body, struct consent_view *out)
{
    bool yes = sv_is(json_get_sv(body, "answer"), "granted");
    struct consent_row row;
    struct item it;

    if (find(c, id, &row, &it) || may_answer(c, &row, &it))
        return -1;
    if (yes ? item_must_be_out(c, &it) || grant(c, &row, &it) : answer_store(c, &row, SV("refused")))
        return -1;
    if (tell_asker(c, &row))
        return -1;
    record_consent(c, yes ? "consent.grant" : "consent.refuse", &row);
    view(c, &row, &it, out);
    return 0;
}

/* ---- lists ---- */

static bool wanted(struct ctx *c, const struct consent_row *row, const struct consent_filter *f)
{
    if (f->role == CONSENT_ASKED && !is_asked(c, row))
        return false;
    if (f->role == CONSENT_ASKING && !is_asking(c, row))
        return false;
    struct sv state = has_lapsed(c, row) ? SV("lapsed") : row->state;
    return !f->state.p || sv_eq(state, f->state);
}

/* A cursor is "ID.opaque": the id of the last one shown, and its time, bound to reader, filter and id. */
static struct sv cursor_purpose(struct ctx *c, const struct consent_filter *f, struct sv id)
{
    return sv_fmt(c->a, "consents:%d:%.*s:%.*s", (int)f->role, SV_FMT(f->state), SV_FMT(id));
}

static int cursor_read(struct ctx *c, const struct consent_filter *f, struct sv cursor, int64_t *at, struct sv *id)
{
    struct sv person = c->roster->persons[c->person].id, rest = cursor;

    *at = INT64_MAX;
    *id = SV("");
    if (!cursor.p)
        return 0;
    if (!sv_cut(&rest, '.', id) || app_opaque_read(c->app, person, cursor_purpose(c, f, *id), rest, at))
        return errs_add(&c->errs, E_MALFORMED, SV("cursor"), NULL, MSG_CURSOR_REFUSED, NO_ARGS);
    return 0;
}

static struct sv cursor_of(struct ctx *c, const struct consent_filter *f, const struct consent_view *last)
{
    struct sv person = c->roster->persons[c->person].id;
    struct sv opaque = app_opaque(c->app, c->a, person, cursor_purpose(c, f, last->id), last->at);

    return sv_fmt(c->a, "%.*s.%.*s", SV_FMT(last->id), SV_FMT(opaque));
}

/* What a view keeps of a row, in memory of C. */
static struct consent_row kept(struct ctx *c, const struct consent_row *row)
{
    struct consent_row k = *row;

    k.id = sv_copy(c->a, row->id);
    k.item = sv_copy(c->a, row->item);
    k.purpose = sv_copy(c->a, row->purpose);
    k.parts = sv_copy(c->a, row->parts);
    k.state = sv_copy(c->a, row->state);
    return k;
}

/* One page of rows into V; *N stays at LIMIT + 1 when there is more.  OWN: for what is looked at. */
static int collect(struct ctx *c, const struct consent_filter *f, const struct consent_row *rows, size_t nrows,
                   size_t limit, struct arena *own, struct consent_view *v, size_t *n)
{
    struct arena *a = c->a;

    for (size_t i = 0; i < nrows && *n <= limit; i++) {
        struct item it;
        c->a = own;
        int yes = wanted(c, &rows[i], f) ? party(c, &rows[i], &it) : 0;
        c->a = a;
        if (yes < 0)
            return -1;
        if (!yes)
            continue;
        struct consent_row row = kept(c, &rows[i]);
        view(c, &row, &it, &v[(*n)++]);
    }
    return 0;
}

/* Pages from (AT, ID) on, each in memory of its own, until V has one more than MOST. */
static int collect_all(struct ctx *c, const struct consent_filter *f, int64_t at, struct sv id, size_t most,
                       struct consent_view *v, size_t *n)
{
    struct sv member = c->member < 0 ? SV("") : c->roster->members[c->member].id;
    struct arena *own = arena_new("consents", PAGE_ROOM);
    struct consent_row *rows;
    size_t nrows = PAGE;
    int rc = 0;

    while (!rc && nrows == PAGE && *n <= most) {
        arena_reset(own);
        if (db_consent_concerning(c->db, own, member, asker(c), at, id, PAGE, &rows, &nrows))
            rc = store_failed(c);
        else
            rc = collect(c, f, rows, nrows, most, own, v, n);
        if (!rc && nrows) {
            at = rows[nrows - 1].at;
            id = sv_copy(c->a, rows[nrows - 1].id);
        }
    }
    arena_free(&own);
    return rc;
}

int consent_list(struct ctx *c, const struct consent_filter *f, int limit, struct sv cursor,
                 struct consent_view **out, size_t *n_out, struct sv *next_out)
{
    size_t n = 0, most = (size_t)limit;
    struct sv id;
    int64_t at;

    *next_out = SV_NONE;
    *out = ARENA_ARRAY(c->a, struct consent_view, most + 1);
    if (cursor_read(c, f, cursor, &at, &id) || collect_all(c, f, at, id, most, *out, &n))
        return -1;
    *n_out = n > most ? most : n;
    if (n > most)
        *next_out = cursor_of(c, f, &(*out)[most - 1]);
    record_act(c, "consent.list");
    return 0;
}
