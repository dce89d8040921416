/* Tokens and invitations.  Only SHA-256 of a secret of 256 random bits is kept: nothing to guess,
 * nothing to steal from a copy of the database. */
#include "domain/credential.h"

#include <string.h>

#include "base/crypto.h"
#include "domain/item_private.h"
#include "domain/session.h"

#define INVITATION_MS (72 * 3600 * INT64_C(1000))
#define TOKEN_USE_MS (3600 * INT64_C(1000)) /* how exactly a last use is kept */
#define SESSION_USE_MS (5 * 60 * INT64_C(1000))

static struct sv new_secret(struct ctx *c, const char *prefix, struct hash *hash_out)
{
    unsigned char b[32];

    random_bytes(b, sizeof b);
    struct sv secret = sv_join(c->a, sv_of(prefix), base64url_of(c->a, b, sizeof b));
    *hash_out = sha256(secret);
    return secret;
}

static struct sv hash_sv(struct ctx *c, struct hash h)
{
    char *p = arena_alloc(c->a, sizeof h.b);

    memcpy(p, h.b, sizeof h.b);
    return (struct sv){p, sizeof h.b};
}

int token_create(struct ctx *c, int person, struct sv name, unsigned scopes, int64_t until,
                 struct sv *id_out, struct sv *token_out)
{
    struct hash h;
    struct token_row row;

    if (!person_may_sign_in(c->roster, person))
        return fail(&c->errs, E_REFUSED, "WHO-12", MSG_PERSON_NOT_SERVED, ARGS(c->roster->persons[person].id));
    if (until != TIME_NONE && until <= c->now)
        return errs_add(&c->errs, E_MALFORMED, SV("/expires"), NULL, MSG_TIME_PAST, NO_ARGS);
    *token_out = new_secret(c, "nrs_", &h);
    memset(&row, 0, sizeof row);
    row.hash = hash_sv(c, h);
    row.id = uuid_new(c->a);
    row.person = c->roster->persons[person].id;
    row.name = name.p ? name : SV("");
    row.scopes = scopes;
    row.made_at = c->now;
    row.until = until == TIME_NONE ? DB_NULL : until;
    row.revoked_at = DB_NULL;
    if (db_token_insert(c->db, &row) != 1)
        return store_failed(c);
    *id_out = row.id;
    record_act(c, "token.create");
    record_fact(c, "token_made", row.id);
    record_fact(c, "for", row.person);
    return 0;
}

static int64_t or_none(int64_t column)
{
    return column == DB_NULL ? TIME_NONE : column;
}

static struct token_view view_of(const struct token_listed *r)
{
    return (struct token_view){r->id, r->person, r->name, (unsigned)r->scopes, r->made_at,
                               or_none(r->until), or_none(r->revoked_at), or_none(r->used_at)};
}

int token_list(struct ctx *c, int person, struct token_view **out, size_t *n)
{
    struct token_listed *rows;

    if (db_token_list(c->db, c->a, c->roster->persons[person].id, &rows, n))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct token_view, *n + 1);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = view_of(&rows[i]);
    return 0;
}

struct each {
    int (*fn)(void *ctx, const struct token_view *t);
    void *arg;
};

static int on_token(void *ctx, const struct token_listed *row)
{
    struct each *e = ctx;
    struct token_view v = view_of(row);

    return e->fn(e->arg, &v);
}

int token_each(struct ctx *c, int (*fn)(void *ctx, const struct token_view *t), void *arg)
{
    struct each e = {fn, arg};

    return db_token_each(c->db, on_token, &e) ? store_failed(c) : 0;
}

int token_revoke(struct ctx *c, struct sv id, int owner)
{
    struct token_row row;
    int found = db_token_by_id(c->db, c->a, id, &row);

    if (found < 0)
        return store_failed(c);
    if (!found || (owner >= 0 && !sv_eq(row.person, c->roster->persons[owner].id)))
        return not_found(c);
    if (db_token_revoke(c->db, id, c->now) < 0)
        return store_failed(c);
    record_act(c, "token.revoke");
    record_fact(c, "token_ended", id);
    return ctx_raise_epoch(c);
}

/* ---- last use ---- */

struct noting {
    struct job job;
    struct arena *a;
    struct sv token, session; /* id; the other is SV_NONE */
    int64_t at;
};

static int noting_run(struct db *db, struct job *job)
{
    struct noting *u = (struct noting *)job;
    int64_t n = u->token.p ? db_token_used(db, u->token, u->at) : db_session_use(db, u->session, u->at);

    return n < 0 ? -1 : 0;
}

static void noting_done(struct job *job, enum job_result r)
{
    struct arena *a = ((struct noting *)job)->a;

    (void)r;
    arena_free(&a);
}

void credential_note_use(struct ctx *c)
{
    bool known = c->token_id.p || c->session;

    if (!known || c->now - c->used_at < (c->session ? SESSION_USE_MS : TOKEN_USE_MS))
        return;
    struct arena *a = arena_new("last use", 1u << 16);
    struct noting *u = ARENA_NEW(a, struct noting);
    *u = (struct noting){.a = a, .at = c->now};
    u->token = sv_copy(a, c->token_id);
    u->session = sv_copy(a, c->session ? c->session->id : SV_NONE);
    u->job = (struct job){.run = noting_run, .done = noting_done};
    store_submit(app_store(c->app), &u->job);
}

/* ---- scopes, invitations ---- */

int token_scope_parse(struct sv s, unsigned *bit_out)
{
    static const struct {
        const char *name;
        unsigned bit;
    } names[] = {{"read", TOKEN_READ}, {"write", TOKEN_WRITE}, {"taxii", TOKEN_TAXII}, {"misp", TOKEN_MISP}};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (sv_is(s, names[i].name)) {
            *bit_out = names[i].bit;
            return 0;
        }
    return -1;
}

int token_scopes_read(struct ctx *c, const json *list, unsigned *bits_out)
{
    unsigned bit;

    *bits_out = 0;
    for (size_t i = 0; i < json_len(list); i++)
        if (!token_scope_parse(json_sv(json_at(list, i)), &bit))
            *bits_out |= bit;
    if ((*bits_out & c->token_scopes) != *bits_out)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-3", MSG_TOKEN_TOO_NARROW, NO_ARGS);
    return 0;
}

int invitation_for(struct ctx *c, struct sv person, struct sv *secret_out)
{
    struct hash h;

    *secret_out = new_secret(c, "nri_", &h);
    return db_invitation_insert(c->db, hash_sv(c, h), person, c->now, c->now + INVITATION_MS) == 1 ? 0
                                                                                                   : store_failed(c);
}

int invitation_create(struct ctx *c, int person, struct sv *secret_out)
{
    struct sv id = c->roster->persons[person].id;

    if (!person_may_sign_in(c->roster, person))
        return fail(&c->errs, E_REFUSED, "WHO-12", MSG_PERSON_NOT_SERVED, ARGS(id));
    if (db_invitation_end_all(c->db, id, c->now) < 0)
        return store_failed(c);
    if (invitation_for(c, id, secret_out))
        return -1;
    record_act(c, "person.invite");
    record_fact(c, "for", id);
    return 0;
}

int credential_end_all(struct ctx *c, struct sv person)
{
    if (db_token_revoke_all(c->db, person, c->now) < 0 ||
        db_invitation_end_all(c->db, person, c->now) < 0)
        return store_failed(c);
    return session_end_all_of(c, person);
}
