/* Setting a password: by an invitation, or in place of the one before.  See session.h. */
#include "base/password.h"

#include <string.h>

#include "base/text.h"
#include "domain/credential.h"
#include "domain/session_private.h"

#define SHORTEST 12 /* characters */
#define DISTINCT 5
#define TELLING 4 /* a part of one's name or address that is as long as this */

/* ---- what makes one ---- */

static size_t distinct_bytes(struct sv s)
{
    bool seen[256] = {false};
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        n += !seen[(unsigned char)s.p[i]];
        seen[(unsigned char)s.p[i]] = true;
    }
    return n;
}

static bool holds(struct ctx *c, struct sv folded, struct sv part)
{
    return utf8_len(part) >= TELLING && sv_find(folded, text_fold(c->a, part)) >= 0;
}

/* Where an attacker would begin: who it is. */
static bool is_guessable(struct ctx *c, const struct person *p, struct sv password)
{
    struct sv folded = text_fold(c->a, password), rest = p->email, local = SV_NONE;

    sv_cut(&rest, '@', &local);
    return distinct_bytes(password) < DISTINCT || holds(c, folded, p->id) ||
           holds(c, folded, local) || holds(c, folded, p->name);
}

static int check_password(struct ctx *c, int person, struct sv password)
{
    struct sv at = SV("/password");

    if (!utf8_ok(password) || password.n > PASSWORD_MAX)
        return errs_add(&c->errs, E_REFUSED, at, "AUTH-1", MSG_PASSWORD_UNFIT, NO_ARGS);
    if (utf8_len(password) < SHORTEST)
        return errs_add(&c->errs, E_REFUSED, at, "AUTH-1", MSG_PASSWORD_SHORT,
                        ARGS(sv_fmt(c->a, "%d", SHORTEST)));
    if (is_guessable(c, &c->roster->persons[person], password))
        return errs_add(&c->errs, E_REFUSED, at, "AUTH-1", MSG_PASSWORD_GUESSABLE, NO_ARGS);
    return 0;
}

/* The password, and nothing that stood on the one before. */
static int put_password(struct ctx *c, struct sv hash, struct sv kept)
{
    struct sv person = c->roster->persons[c->person].id;

    return db_password_put(c->db, person, hash, c->now) < 0 ||
                   db_session_delete_of(c->db, person, kept) < 0 ||
                   db_device_delete_of(c->db, person) < 0 ||
                   db_invitation_end_all(c->db, person, c->now) < 0
               ? store_failed(c)
               : ctx_raise_epoch(c);
}

/* ---- by an invitation ---- */

static int find_invited(struct ctx *c, struct sv secret, int *person_out, int64_t *until_out)
{
    struct invitation_get_row row;
    int found = db_invitation_get(c->db, c->a, secret_hash(c, secret), &row);

    if (found < 0)
        return store_failed(c);
    *person_out = found ? roster_person(c->roster, row.person) : -1;
    *until_out = row.until;
    if (*person_out < 0 || row.used_at != DB_NULL || row.until <= c->now ||
        !person_may_sign_in(c->roster, *person_out))
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_INVITATION_OVER, NO_ARGS);
    return 0;
}

int invitation_look(struct ctx *c, struct sv secret, struct invitation_view *out)
{
    int person = -1;

    if (find_invited(c, secret, &person, &out->until))
        return -1;
    const struct person *p = &c->roster->persons[person];
    out->person = p->id;
    out->name = p->name;
    out->email = p->email;
    return 0;
}

struct redeeming {
    const struct sign_in *in;
    struct sv hash;
    struct signed_in *out;
};

static int look_at_it(struct ctx *c, void *arg)
{
    struct redeeming *r = arg;
    int person;
    int64_t until;

    return find_invited(c, r->in->code, &person, &until) ||
                   check_password(c, person, r->in->password)
               ? -1
               : 0;
}

static int redeem(struct ctx *c, void *arg)
{
    struct redeeming *r = arg;
    int64_t until;
    int person;

    if (find_invited(c, r->in->code, &person, &until))
        return -1;
    if (db_invitation_take(c->db, secret_hash(c, r->in->code), c->now) != 1)
        return store_failed(c);
    c->person = person;
    c->member = c->roster->persons[person].member;
    record_act(c, "invitation.redeem");
    return put_password(c, r->hash, SV("")) || session_end_shown(c, r->in->session) ||
                   session_make(c, PROOF_PASSWORD, r->in->agent, r->out)
               ? -1
               : 0;
}

int invitation_redeem(struct ctx *c, const struct sign_in *in, struct signed_in *out)
{
    struct redeeming r = {.in = in, .out = out};

    if (app_read(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, look_at_it, &r, &c->errs))
        return -1;
    r.hash = password_hash(c->a, in->password);
    return app_write(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, redeem, &r, &c->errs);
}

/* ---- in place of the one before ---- */

struct changing {
    struct sv by, was, password, old_hash, hash;
    struct attempt attempt;
    bool right;
};

static int begin_change(struct ctx *c, void *arg)
{
    struct changing *g = arg;
    struct password_get_row row;

    if (ctx_sign_in(c, (struct shown){g->by, true}) || check_password(c, c->person, g->password))
        return -1;
    struct sv person = c->roster->persons[c->person].id;
    g->attempt.n = 0;
    attempt_add(c, &g->attempt, ATTEMPT_DEVICE, person, SV(""));
    if (attempt_take(c, &g->attempt))
        return -1;
    int found = db_password_get(c->db, c->a, person, &row);
    g->old_hash = found > 0 ? row.hash : SV_NONE;
    return found < 0 ? store_failed(c) : 0;
}

static int finish_change(struct ctx *c, void *arg)
{
    struct changing *g = arg;

    if (ctx_sign_in(c, (struct shown){g->by, true}))
        return -1;
    record_act(c, g->right ? "password.change" : "password.refuse");
    if (!g->right)
        return 0;
    return attempt_good(c, &g->attempt) || put_password(c, g->hash, c->session->id) ? -1 : 0;
}

int session_set_password(struct ctx *c, struct sv by, struct sv was, struct sv password)
{
    struct changing g = {.by = by, .was = was, .password = password};

    if (app_write(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, begin_change, &g, &c->errs))
        return -1;
    g.right = password_is(g.old_hash, was);
    if (g.right)
        g.hash = password_hash(c->a, password);
    if (app_write(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, finish_change, &g, &c->errs))
        return -1;
    return g.right ? 0
                   : errs_add(&c->errs, E_UNAUTHENTICATED, SV("/was"), "AUTH-1",
                              MSG_SIGN_IN_REFUSED, NO_ARGS);
}
