/* Contexts: a snapshot, a person, a moment.  Sign-in by token, capabilities. */
#include "domain/ctx.h"

#include <string.h>

#include "base/crypto.h"
#include "domain/app_private.h"
#include "domain/session.h"
#include "queries.h"

const char *way_name(enum way w)
{
    static const char *const names[] = {"portal", "api",    "taxii",  "misp", "mail",
                                        "export", "stream", "feed", "cli"};

    return names[w];
}

static int begin(struct ctx *c, struct app *app, struct db *db, struct arena *a, enum lang lang, bool writing)
{
    struct state_row state;

    memset(c, 0, sizeof *c);
    c->a = a;
    c->app = app;
    c->db = db;
    c->person = c->member = -1;
    c->lang = lang;
    c->way = WAY_API;
    c->writing = writing;
    c->now = time_now();
    c->today = time_day(c->now);
    errs_init(&c->errs, a, lang);
    if (db_state_get(db, a, &state) != 1)
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    c->epoch = state.epoch;
    c->snapshot = app_roster_take(app, db, state.roster, !writing, &c->errs);
    if (!c->snapshot)
        return -1;
    c->roster = &c->snapshot->roster;
    return 0;
}

int ctx_begin_read(struct ctx *c, struct app *app, struct db *db, struct arena *a, enum lang lang)
{
    if (db_begin_read(db)) {
        memset(c, 0, sizeof *c);
        errs_init(&c->errs, a, lang);
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    }
    if (begin(c, app, db, a, lang, false)) {
        db_end_read(db);
        return -1;
    }
    return 0;
}

int ctx_begin_write(struct ctx *c, struct app *app, struct db *db, struct arena *a, enum lang lang)
{
    return begin(c, app, db, a, lang, true);
}

void ctx_end(struct ctx *c)
{
    if (!c->writing)
        db_end_read(c->db);
    app_roster_let_go(c->snapshot);
    c->snapshot = NULL;
    c->roster = NULL;
    c->db = NULL;
}

int ctx_raise_epoch(struct ctx *c)
{
    if (db_state_raise_epoch(c->db) != 1)
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    c->epoch_raised = true;
    return 0;
}

int ctx_roster_changed(struct ctx *c)
{
    if (db_state_raise_roster(c->db) != 1)
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    return ctx_raise_epoch(c);
}

static void become(struct ctx *c, int person)
{
    c->person = person;
    c->member = c->roster->persons[person].member;
}

static int token_refused(struct ctx *c)
{
    return fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_TOKEN_REFUSED, NO_ARGS);
}

int ctx_sign_in_token(struct ctx *c, struct sv token)
{
    struct hash h = sha256(token);
    struct token_by_hash_row row;
    int found = db_token_by_hash(c->db, c->a, (struct sv){(const char *)h.b, sizeof h.b}, &row);

    if (found < 0)
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    if (!found || row.revoked_at != DB_NULL || (row.until != DB_NULL && row.until <= c->now))
        return token_refused(c);

    int person = roster_person(c->roster, row.person);
    if (person < 0 || !person_may_sign_in(c->roster, person))
        return token_refused(c);
    become(c, person);
    c->token_id = row.id;
    c->token_scopes = (unsigned)row.scopes;
    c->used_at = row.used_at == DB_NULL ? 0 : row.used_at;
    return 0;
}

int ctx_sign_in_person(struct ctx *c, struct sv person_id)
{
    int person = roster_person(c->roster, person_id);

    if (person < 0 || !person_may_sign_in(c->roster, person))
        return fail(&c->errs, E_REFUSED, "WHO-12", MSG_PERSON_NOT_SERVED, ARGS(person_id));
    become(c, person);
    c->token_scopes = TOKEN_READ | TOKEN_WRITE;
    return 0;
}

static bool of_office(const struct ctx *c, enum office office)
{
    return c->member >= 0 && c->roster->members[c->member].office == office;
}

bool ctx_is_coordinator(const struct ctx *c)
{
    return of_office(c, OFFICE_COORDINATOR);
}

bool ctx_is_affairs(const struct ctx *c)
{
    return of_office(c, OFFICE_AFFAIRS);
}

/* A session that lacks something serves only to get it. */
static int allow_session(struct ctx *c, enum capability cap, bool step_up)
{
    const struct session *s = c->session;

    if ((cap == CAN_SESSION || cap == CAN_ACCOUNT) && !s)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_SESSION_ONLY, NO_ARGS);
    if (!s)
        return 0;
    c->lacks = cap == CAN_SESSION ? 0 : s->lacks;
    if (c->lacks & LACKS_SECOND_FACTOR)
        return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_SECOND_FACTOR_FIRST, NO_ARGS);
    if (c->lacks & LACKS_ACCEPTANCE)
        return fail(&c->errs, E_FORBIDDEN, "JOIN-9", MSG_ACCEPT_FIRST, NO_ARGS);
    if (!step_up || c->now - s->stepped_at < SESSION_STEP_UP_MS)
        return 0;
    c->lacks = LACKS_STEP_UP;
    return fail(&c->errs, E_FORBIDDEN, "AUTH-1", MSG_STEP_UP_FIRST, NO_ARGS);
}

int ctx_allow(struct ctx *c, enum capability wanted, bool write)
{
    enum capability cap = wanted & ~(unsigned)WITH_STEP_UP;

    if (cap == CAN_PUBLIC)
        return 0;
    if (c->person < 0)
        return fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_SIGN_IN_FIRST, NO_ARGS);
    if (allow_session(c, cap, wanted & WITH_STEP_UP))
        return -1;
    if (!(c->token_scopes & (write ? TOKEN_WRITE : TOKEN_READ)))
        return fail(&c->errs, E_FORBIDDEN, "AUTH-3", MSG_TOKEN_TOO_NARROW, NO_ARGS);
    if (cap == CAN_COORDINATE && !ctx_is_coordinator(c))
        return fail(&c->errs, E_FORBIDDEN, "WHO-4", MSG_COORDINATOR_ONLY, NO_ARGS);
    if (cap == CAN_AFFAIRS && !ctx_is_affairs(c))
        return fail(&c->errs, E_FORBIDDEN, "WHO-5", MSG_AFFAIRS_ONLY, NO_ARGS);
    return 0;
}
