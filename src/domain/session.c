/* Sessions: made, found again, listed, ended.  See session.h.
 *
 * Only SHA-256 of the cookie is kept.  The CSRF token is derived from the cookie, so that it is
 * worth as much and lasts as long, and stands nowhere. */
#include <string.h>

#include "base/text.h"
#include "domain/session_private.h"

#define AGENT_MAX 200
#define CSRF_LABEL SV("csrf\n")

struct hash secret_key(struct ctx *c, const char *name)
{
    struct sv parts[] = {SV("secret\n"), sv_of(name)};

    return hmac_sha256((struct sv){(const char *)c->app->opaque_key.b, sizeof c->app->opaque_key.b},
                       parts, 2);
}

struct sv secret_hash(struct ctx *c, struct sv secret)
{
    struct hash h = sha256(secret);

    return sv_copy(c->a, (struct sv){(const char *)h.b, sizeof h.b});
}

struct sv secret_new(struct ctx *c, const char *prefix, struct sv *hash_out)
{
    unsigned char b[32];

    random_bytes(b, sizeof b);
    struct sv secret = sv_join(c->a, sv_of(prefix), base64url_of(c->a, b, sizeof b));
    *hash_out = secret_hash(c, secret);
    return secret;
}

/* ---- what it lacks ---- */

/* An office works with everybody's secrets: no office without a second factor. */
static bool demands_second(const struct ctx *c)
{
    return c->member >= 0 && c->roster->members[c->member].office != OFFICE_NONE;
}

unsigned session_lacks(const struct ctx *c, bool enrolled, bool second, bool accepted)
{
    unsigned lacks = accepted ? 0 : LACKS_ACCEPTANCE;

    if (!second && (enrolled || demands_second(c)))
        lacks |= LACKS_SECOND_FACTOR;
    return lacks;
}

/* ---- coming back ---- */

static struct sv csrf_of(struct ctx *c, struct sv secret)
{
    struct sv label = CSRF_LABEL;
    struct hash h = hmac_sha256(secret, &label, 1);

    return base64url_of(c->a, h.b, sizeof h.b);
}

static void take_up(struct ctx *c, struct sv secret, const struct session_by_hash_row *r)
{
    struct session *s = ARENA_NEW(c->a, struct session);
    bool second = r->second_at != DB_NULL;

    *s = (struct session){.id = r->id,
                          .csrf = csrf_of(c, secret),
                          .made_at = r->made_at,
                          .used_at = r->used_at,
                          .until = r->until,
                          .second_at = second ? r->second_at : TIME_NONE,
                          .stepped_at = r->stepped_at,
                          .enrolled = r->totp.p != NULL};
    s->lacks = session_lacks(c, s->enrolled, second, r->accepted);
    c->session = s;
    c->used_at = r->used_at;
    c->token_scopes = TOKEN_READ | TOKEN_WRITE | TOKEN_TAXII | TOKEN_MISP;
}

int ctx_sign_in_session(struct ctx *c, struct sv secret)
{
    struct session_by_hash_row row;
    int found = db_session_by_hash(c->db, c->a, secret_hash(c, secret), &row);

    if (found < 0)
        return store_failed(c);
    if (!found || row.until <= c->now || row.used_at + SESSION_IDLE_MS <= c->now)
        return 0;
    int person = roster_person(c->roster, row.person);
    if (person < 0 || !person_may_sign_in(c->roster, person))
        return 0;
    c->person = person;
    c->member = c->roster->persons[person].member;
    take_up(c, secret, &row);
    return 1;
}

int ctx_sign_in(struct ctx *c, struct shown by)
{
    if (!by.session)
        return ctx_sign_in_token(c, by.secret);
    int found = ctx_sign_in_session(c, by.secret);
    return found > 0   ? 0
           : found < 0 ? -1
                       : fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_SESSION_OVER, NO_ARGS);
}

/* ---- making and proving ---- */

static int device_keep(struct ctx *c, struct signed_in *out)
{
    struct sv hash;

    out->device = secret_new(c, "nrd_", &hash);
    return db_device_put(c->db, hash, out->person, c->now, c->now + DEVICE_MS) < 0 ? store_failed(c)
                                                                                   : 0;
}

int session_make(struct ctx *c, enum proof proof, struct sv agent, struct signed_in *out)
{
    bool second = proof == PROOF_SECOND;
    int enrolled = second ? 1 : second_factor_enrolled(c), accepted = documents_accepted(c);

    if (enrolled < 0 || accepted < 0)
        return -1;
    out->person = sv_copy(c->a, c->roster->persons[c->person].id);
    out->lacks = session_lacks(c, enrolled, second, accepted);
    struct session_row row = {.id = uuid_new(c->a),
                              .person = out->person,
                              .agent =
                                  agent.p && utf8_ok(agent) ? utf8_cut(agent, AGENT_MAX) : SV_NONE,
                              .made_at = c->now,
                              .used_at = c->now,
                              .until = c->now + SESSION_MS,
                              .second_at = second ? c->now : DB_NULL,
                              .stepped_at = c->now,
                              .accepted = accepted};
    out->secret = secret_new(c, "nrw_", &row.hash);
    if (db_session_insert(c->db, &row) != 1)
        return store_failed(c);
    record_fact(c, "session", row.id);
    record_fact(c, "second_factor", second ? SV("yes") : SV("no"));
    return device_keep(c, out);
}

int session_step(struct ctx *c, enum proof proof)
{
    int64_t second = proof == PROOF_SECOND ? c->now : DB_NULL;

    return db_session_step(c->db, c->session->id, c->now, second) == 1 ? 0 : store_failed(c);
}

/* ---- ending ---- */

int session_end(struct ctx *c, struct sv id)
{
    struct sv which = id.p ? id : c->session->id;
    int64_t n = db_session_delete(c->db, which, c->roster->persons[c->person].id);
    if (n < 0)
        return store_failed(c);
    if (n == 0)
        return not_found(c);
    record_act(c, "session.end");
    record_fact(c, "session", which);
    return ctx_raise_epoch(c);
}

int session_end_shown(struct ctx *c, struct sv session)
{
    int64_t n = session.p ? db_session_delete_hash(c->db, secret_hash(c, session)) : 0;

    if (n < 0)
        return store_failed(c);
    return n ? ctx_raise_epoch(c) : 0;
}

int session_end_all_of(struct ctx *c, struct sv person)
{
    return db_session_delete_of(c->db, person, SV("")) < 0 || db_device_delete_of(c->db, person) < 0
               ? store_failed(c)
               : 0;
}

int session_end_everywhere(struct ctx *c)
{
    if (session_end_all_of(c, c->roster->persons[c->person].id))
        return -1;
    record_act(c, "session.end_all");
    return ctx_raise_epoch(c);
}

int session_list(struct ctx *c, struct session_view **out, size_t *n_out)
{
    struct session_row *rows;
    size_t n;

    *n_out = 0;
    if (db_session_of_person(c->db, c->a, c->roster->persons[c->person].id, &rows, &n))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct session_view, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct session_row *r = &rows[i];
        if (r->until <= c->now || r->used_at + SESSION_IDLE_MS <= c->now)
            continue;
        (*out)[(*n_out)++] =
            (struct session_view){.id = r->id,
                                  .agent = r->agent,
                                  .made_at = r->made_at,
                                  .used_at = r->used_at,
                                  .until = r->until,
                                  .second = r->second_at != DB_NULL,
                                  .current = c->session && sv_eq(c->session->id, r->id)};
    }
    return 0;
}
