/* The ways in by a password: see session.h.
 *
 * Each is two jobs with the hashing between them, on no connection: the first counts the try and
 * fetches what to compare with, the second looks again and acts.  What is compared where there is
 * no account costs the same, and the jobs write the same. */
#include <string.h>
#include <strings.h>

#include "base/password.h"
#include "base/text.h"
#include "domain/session_private.h"

#define SAME_EMAIL_MAX 8

/* How a try ended, once it is durable. */
enum outcome { IS_REFUSED, IS_IN, WANTS_CODE, CODE_IS_WRONG };

struct trying {
    const struct sign_in *in;
    struct attempt attempt;
    struct sv person; /* id, or SV_NONE: nobody */
    struct sv hash;   /* of the password; SV_NONE: none */
    bool known; /* a browser in which the person has signed in before */
    bool right;
    enum outcome outcome;
    struct signed_in *out;
};

/* ---- who it is ---- */

static bool same_email(struct sv a, struct sv b)
{
    return a.n == b.n && a.n > 0 && strncasecmp(a.p, b.p, a.n) == 0;
}

/* Persons whose address NAME is, or whose id. */
static size_t candidates_of(const struct ctx *c, struct sv name, int out[SAME_EMAIL_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < c->roster->npersons && n < SAME_EMAIL_MAX; i++) {
        const struct person *p = &c->roster->persons[i];
        bool is = same_email(p->email, name) || sv_eq(p->id, name);
        if (is && person_may_sign_in(c->roster, (int)i))
            out[n++] = (int)i;
    }
    return n;
}

/* The one of them that has a password; of several, none: they sign in by their ids. */
static int find_account(struct ctx *c, struct trying *t)
{
    int who[SAME_EMAIL_MAX];
    size_t n = candidates_of(c, t->in->email, who), have = 0;
    struct password_get_row row;

    t->person = t->hash = SV_NONE;
    for (size_t i = 0; i < n; i++) {
        struct sv id = c->roster->persons[who[i]].id;
        int found = db_password_get(c->db, c->a, id, &row);
        if (found < 0)
            return store_failed(c);
        if (!found || have++)
            continue;
        t->person = sv_copy(c->a, id);
        t->hash = row.hash;
    }
    if (have > 1)
        t->person = t->hash = SV_NONE;
    return 0;
}

/* ---- counting ---- */

/* Has PERSON signed in before where DEVICE was shown?  1, 0, -1. */
static int is_known(struct ctx *c, struct sv device, struct sv person)
{
    struct device_get_row row;
    int found = device.p && person.p ? db_device_get(c->db, c->a, secret_hash(c, device), &row) : 0;

    if (found < 0)
        return store_failed(c);
    return found && sv_eq(row.person, person) && row.until > c->now;
}

static int count_try(struct ctx *c, struct trying *t)
{
    struct sv account = t->person.p ? t->person : text_fold(c->a, t->in->email);
    int known = is_known(c, t->in->device, t->person);

    if (known < 0)
        return -1;
    t->known = known;
    t->attempt.n = 0;
    if (known) {
        attempt_add(c, &t->attempt, ATTEMPT_DEVICE, account, t->in->device);
    } else {
        attempt_add(c, &t->attempt, ATTEMPT_PAIR, account, t->in->source);
        attempt_add(c, &t->attempt, ATTEMPT_ACCOUNT, account, SV(""));
        attempt_add(c, &t->attempt, ATTEMPT_SOURCE, t->in->source, SV(""));
    }
    return attempt_take(c, &t->attempt);
}

/* ---- signing in ---- */

static int begin(struct ctx *c, void *arg)
{
    struct trying *t = arg;

    return find_account(c, t) || count_try(c, t) ? -1 : 0;
}

static int refuse(struct ctx *c, struct trying *t, enum outcome outcome, struct sv why)
{
    c->person = c->member = -1;
    t->outcome = outcome;
    record_act(c, "session.refuse");
    record_fact(c, "for", t->person);
    record_fact(c, "why", why);
    return 0;
}

/* The account is as it was when the password was compared; then C is about its person. */
static int still_so(struct ctx *c, const struct trying *t)
{
    struct password_get_row row;
    int person = t->person.p ? roster_person(c->roster, t->person) : -1;

    if (person < 0 || !person_may_sign_in(c->roster, person))
        return 0;
    int found = db_password_get(c->db, c->a, t->person, &row);
    if (found <= 0)
        return found < 0 ? store_failed(c) : 0;
    c->person = person;
    c->member = c->roster->persons[person].member;
    return sv_eq(row.hash, t->hash);
}

/* The code, where the person has a second factor.  1: shown, or not needed (*PROOF_OUT); 0: *T says
 * why. */
static int check_code(struct ctx *c, struct trying *t, enum proof *proof_out)
{
    struct attempt codes = {0};
    int enrolled = second_factor_enrolled(c);

    *proof_out = PROOF_PASSWORD;
    if (enrolled <= 0)
        return enrolled < 0 ? -1 : 1;
    if (!t->in->code.n) {
        t->outcome = WANTS_CODE;
        return attempt_good(c, &t->attempt);
    }
    attempt_add(c, &codes, ATTEMPT_CODE, t->person, t->known ? t->in->device : SV(""));
    if (attempt_take(c, &codes))
        return -1;
    int good = second_factor_take(c, t->in->code);
    if (good <= 0)
        return good < 0 ? -1 : refuse(c, t, CODE_IS_WRONG, SV("code"));
    *proof_out = PROOF_SECOND;
    return attempt_good(c, &codes) ? -1 : 1;
}

static int finish(struct ctx *c, void *arg)
{
    struct trying *t = arg;
    enum proof proof;
    int so = t->right ? still_so(c, t) : 0;

    if (so <= 0)
        return so < 0 ? -1 : refuse(c, t, IS_REFUSED, SV("password"));
    int shown = check_code(c, t, &proof);
    if (shown <= 0)
        return shown;
    t->outcome = IS_IN;
    record_act(c, "session.begin");
    return attempt_good(c, &t->attempt) || session_end_shown(c, t->in->session) ||
                   session_make(c, proof, t->in->agent, t->out)
               ? -1
               : 0;
}

static int write_job(struct ctx *c, int (*fn)(struct ctx *c, void *arg), void *arg)
{
    return app_write(c->app, c->a, SV_NONE, WAY_PORTAL, c->lang, fn, arg, &c->errs);
}

static int tell(struct ctx *c, enum outcome outcome)
{
    switch (outcome) {
    case IS_IN:
        return 0;
    case WANTS_CODE:
        return errs_add(&c->errs, E_UNAUTHENTICATED, SV("/code"), "AUTH-1", MSG_CODE_WANTED,
                        NO_ARGS);
    case CODE_IS_WRONG:
        return errs_add(&c->errs, E_UNAUTHENTICATED, SV("/code"), "AUTH-1", MSG_CODE_WRONG,
                        NO_ARGS);
    case IS_REFUSED:
        break;
    }
    return fail(&c->errs, E_UNAUTHENTICATED, NULL, MSG_SIGN_IN_REFUSED, NO_ARGS);
}

int session_sign_in(struct ctx *c, const struct sign_in *in, struct signed_in *out)
{
    struct trying t = {.in = in, .out = out};

    if (write_job(c, begin, &t))
        return -1;
    t.right = password_is(t.hash, in->password);
    return write_job(c, finish, &t) ? -1 : tell(c, t.outcome);
}

/* ---- stepping up ---- */

struct proving {
    struct trying t;
    struct sv by;
    bool enrolled;
};

static int begin_proof(struct ctx *c, void *arg)
{
    struct proving *p = arg;
    struct password_get_row row;
    int found = ctx_sign_in(c, (struct shown){p->by, true});

    if (found)
        return -1;
    p->enrolled = c->session->enrolled;
    p->t.person = sv_copy(c->a, c->roster->persons[c->person].id);
    p->t.attempt.n = 0;
    attempt_add(c, &p->t.attempt, p->enrolled ? ATTEMPT_CODE : ATTEMPT_DEVICE, p->t.person, c->session->id);
    if (attempt_take(c, &p->t.attempt))
        return -1;
    found = db_password_get(c->db, c->a, p->t.person, &row);
    p->t.hash = found > 0 ? row.hash : SV_NONE;
    return found < 0 ? store_failed(c) : 0;
}

static int finish_proof(struct ctx *c, void *arg)
{
    struct proving *p = arg;
    struct trying *t = &p->t;

    if (ctx_sign_in(c, (struct shown){p->by, true}))
        return -1;
    int good = p->enrolled ? second_factor_take(c, t->in->code) : t->right;
    if (good <= 0)
        return good < 0 ? -1
                        : refuse(c, t, p->enrolled ? CODE_IS_WRONG : IS_REFUSED, SV("step-up"));
    t->outcome = IS_IN;
    record_act(c, "session.step_up");
    record_fact(c, "session", c->session->id);
    return attempt_good(c, &t->attempt) ||
                   session_step(c, p->enrolled ? PROOF_SECOND : PROOF_PASSWORD)
               ? -1
               : 0;
}

int session_step_up(struct ctx *c, struct sv by, const struct sign_in *in)
{
    struct proving p = {.t = {.in = in}, .by = by};

    if (write_job(c, begin_proof, &p))
        return -1;
    p.t.right = !p.enrolled && password_is(p.t.hash, in->password);
    return write_job(c, finish_proof, &p) ? -1 : tell(c, p.t.outcome);
}
