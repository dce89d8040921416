/* An item's facts, and the decision on it for who asks. */
#include <string.h>

#include "domain/item_private.h"

#define ITEM_ROOM ((size_t)256 << 20)

int store_failed(struct ctx *c)
{
    int rc = fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);

    c->errs.retry_after = 1;
    return rc;
}

int not_found(struct ctx *c)
{
    return fail(&c->errs, E_NOT_FOUND, NULL, MSG_NOT_FOUND, NO_ARGS);
}

int64_t parameter(struct ctx *c, const char *name, int64_t otherwise)
{
    struct parameter_get_row row;

    return db_parameter_get(c->db, c->a, sv_of(name), c->today, &row) == 1 ? row.value : otherwise;
}

static size_t count_words(struct sv text)
{
    size_t n = 0;
    struct sv word;

    while (sv_word(&text, &word))
        n++;
    return n;
}

static void subjects_load(struct ctx *c, struct item *it)
{
    struct sv rest = it->row.subjects, word;
    int *v = ARENA_ARRAY(c->a, int, count_words(rest) + 1);
    size_t n = 0;

    while (sv_word(&rest, &word)) {
        int m = roster_member(c->roster, word);
        if (m >= 0)
            v[n++] = m;
    }
    it->facts.subjects = v;
    it->facts.nsubjects = n;
}

/* Persons of an addition: ids as a JSON array. */
static int persons_load(struct ctx *c, struct sv text, struct grant *g)
{
    json *list;

    if (json_parse(c->a, text, &list, &c->errs))
        return -1;
    g->persons = ARENA_ARRAY(c->a, int, json_len(list) + 1);
    for (size_t i = 0; i < json_len(list); i++)
        g->persons[g->npersons++] = roster_person(c->roster, json_sv(json_at(list, i)));
    return 0;
}

/* One consent may name several terms: one grant each. */
static void consent_grants(struct ctx *c, const struct consent_granted_row *row, struct grant *v,
                           size_t *n)
{
    struct sv rest = row->terms, word;
    struct grant g = {.kind = GRANT_CONSENT, .open = true, .open_secret = row->open_secret};

    g.until = row->until == DB_NULL ? TIME_NONE : row->until;
    while (sv_word(&rest, &word))
        if (!term_parse(c->roster, word, &g.term))
            v[(*n)++] = g;
}

static int grants_load(struct ctx *c, struct item *it)
{
    struct consent_granted_row *consents;
    struct addition_row *additions;
    struct minimal_row *minimals;
    size_t nc, na, nm, room = 0;

    if (db_consent_granted(c->db, c->a, it->row.id, &consents, &nc) ||
        db_addition_of_item(c->db, c->a, it->row.id, &additions, &na) ||
        db_minimal_of_item(c->db, c->a, it->row.id, &minimals, &nm))
        return store_failed(c);
    for (size_t i = 0; i < nc; i++)
        room += count_words(consents[i].terms);
    struct grant *v = ARENA_ARRAY(c->a, struct grant, room + na + nm + 1);
    size_t n = 0;
    for (size_t i = 0; i < nc; i++)
        if (!consents[i].minimal.p)
            consent_grants(c, &consents[i], v, &n);
    for (size_t i = 0; i < na; i++) {
        struct grant *g = &v[n++];
        *g = (struct grant){.kind = GRANT_ADDITION, .until = TIME_NONE};
        g->open = !sv_is(additions[i].state, "closed");
        g->emergency = additions[i].emergency;
        g->term = (struct term){TERM_CONSTITUENT, roster_constituent(c->roster, additions[i].constituent),
                                additions[i].constituent};
        if (persons_load(c, additions[i].persons, g))
            return -1;
    }
    for (size_t i = 0; i < nm; i++)
        v[n++] = (struct grant){
            .kind = GRANT_MINIMAL, .until = minimals[i].until, .open = true,
            .term = {TERM_PERSON, roster_person(c->roster, minimals[i].person), minimals[i].person}};
    it->facts.grants = v;
    it->facts.ngrants = n;
    return 0;
}

int item_facts_load(struct ctx *c, struct item *it)
{
    const struct item_row *row = &it->row;
    struct item_facts *f = &it->facts;

    memset(f, 0, sizeof *f);
    f->id = row->id;
    if (item_kind_parse(row->kind, &f->kind) || item_state_parse(row->state, &f->state))
        return store_failed(c);
    f->secret = row->secret;
    f->released_by_office = row->at_release;
    f->provider = roster_member(c->roster, row->provider);
    f->poster = roster_member(c->roster, row->poster);
    scope_parse(c->a, c->roster, row->include, row->exclude,
                row->as_of == DB_NULL ? TIME_NONE : row->as_of, &f->scope);
    subjects_load(c, it);
    return row->grants ? grants_load(c, it) : 0;
}

bool item_is_past(const struct ctx *c, const struct item *it)
{
    return it->row.expires_at != DB_NULL && it->row.expires_at <= c->now;
}

bool item_decide(struct ctx *c, struct item *it)
{
    struct item_facts f = it->facts;

    if (f.state == STATE_PUBLISHED && item_is_past(c, it))
        f.state = STATE_EXPIRED; /* whether or not the sweeper has been there */
    return c->person >= 0 && policy_may_read(c->roster, c->person, &f, c->now, c->today, &it->decision);
}

int item_load(struct ctx *c, struct sv id, struct item *out)
{
    memset(out, 0, sizeof *out);
    int found = db_item_by_id(c->db, c->a, id, &out->row);
    if (found < 0)
        return store_failed(c);
    if (!found)
        return 0;
    return item_facts_load(c, out) ? -1 : 1;
}

int item_find(struct ctx *c, struct sv id, struct item *out)
{
    int found = item_load(c, id, out);

    if (found < 0)
        return -1;
    return found && item_decide(c, out) ? 0 : not_found(c);
}

int item_is_readable(struct ctx *c, struct sv id, bool *retracted_out)
{
    struct arena *a = c->a, *own = arena_new("item", ITEM_ROOM);
    struct item it;

    c->a = own;
    int yes = item_load(c, id, &it);
    if (yes == 1)
        yes = item_decide(c, &it);
    *retracted_out = yes == 1 && it.facts.state == STATE_RETRACTED;
    c->a = a;
    arena_free(&own);
    return yes;
}

bool item_is_own(const struct item *it)
{
    return it->decision.may && (it->decision.line == 4 || it->decision.line == 0);
}

bool item_sees_all(const struct item *it)
{
    return it->decision.may && (item_is_own(it) || it->decision.line == 5);
}

int64_t seq_of(int64_t ms, struct sv id)
{
    int64_t tie = 0;

    /* The first 12 bits of the id, reversed, so that newest-first lists have ties in order of ids. */
    for (size_t i = 0; i < 3 && i < id.n; i++)
        tie = tie << 4 | (id.p[i] <= '9' ? id.p[i] - '0' : id.p[i] - 'a' + 10);
    return ms << (12 + SEQ_CHUNK_BITS) | (0xfff - tie) << SEQ_CHUNK_BITS;
}

int seq_free(struct ctx *c, int64_t *at, struct sv id, int64_t *seq_out)
{
    struct item_seq_taken_row row;

    for (int i = 0; i < 1000; i++, (*at)++) {
        int64_t seq = seq_of(*at, id);
        int taken = db_item_seq_taken(c->db, c->a, seq, &row);
        if (taken < 0)
            return store_failed(c);
        if (!taken || sv_eq(row.id, id)) {
            *seq_out = seq;
            return 0;
        }
    }
    return store_failed(c);
}
