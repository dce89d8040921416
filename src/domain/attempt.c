/* How often signing in may be tried (AUTH-2): delays that grow, and never a closed door.
 *
 * A browser in which the person has signed in before counts for itself alone: what strangers do to
 * the account, or from the same source, does not slow it down.  For all others three counts are
 * kept: of the account from this source, of the account, of the source.  The counts lie in the
 * database, so that several servers share them.  An account that does not exist is counted like one
 * that does. */
#include <string.h>

#include "domain/session_private.h"

static const struct limit {
    const char *name;
    int64_t free;      /* failures that cost nothing */
    int64_t longest_s; /* the delay doubles from 1 s to here */
    int64_t forget_s;  /* after so long without a try */
} limits[ATTEMPT_KINDS] = {
    [ATTEMPT_PAIR] = {"pair", 5, 900, 3600},     [ATTEMPT_ACCOUNT] = {"account", 20, 30, 3600},
    [ATTEMPT_SOURCE] = {"source", 100, 60, 3600}, [ATTEMPT_DEVICE] = {"device", 10, 60, 3600},
    [ATTEMPT_CODE] = {"code", 5, 3600, 86400},
};

#define FORGET_MS (86400 * INT64_C(1000)) /* the longest of them */

void attempt_add(struct ctx *c, struct attempt *t, enum attempt_kind kind, struct sv of,
                 struct sv by)
{
    struct hash key = secret_key(c, "attempt");
    struct sv parts[] = {sv_of(limits[kind].name), SV("\n"), of, SV("\n"), by};

    t->kind[t->n] = kind;
    t->key[t->n++] = hmac_sha256((struct sv){(const char *)key.b, sizeof key.b}, parts, 5);
}

static struct sv key_of(const struct attempt *t, size_t i)
{
    return (struct sv){(const char *)t->key[i].b, sizeof t->key[i].b};
}

/* Failures that count now.  0 or -1. */
static int failures(struct ctx *c, const struct attempt *t, size_t i, struct attempt_get_row *out)
{
    int found = db_attempt_get(c->db, c->a, key_of(t, i), out);

    if (found < 0)
        return store_failed(c);
    if (!found || out->at + limits[t->kind[i]].forget_s * 1000 < c->now)
        *out = (struct attempt_get_row){0, c->now};
    return 0;
}

/* Milliseconds until the next try. */
static int64_t wait_of(const struct limit *l, const struct attempt_get_row *r, int64_t now)
{
    int64_t over = r->failures - l->free, s = 1;

    if (over < 0)
        return 0;
    for (; over > 0 && s < l->longest_s; over--)
        s *= 2;
    s = s < l->longest_s ? s : l->longest_s;
    return r->at + s * 1000 - now;
}

int attempt_take(struct ctx *c, const struct attempt *t)
{
    struct attempt_get_row rows[ATTEMPT_KEYS];
    int64_t longest = 0;

    for (size_t i = 0; i < t->n; i++) {
        if (failures(c, t, i, &rows[i]))
            return -1;
        int64_t wait = wait_of(&limits[t->kind[i]], &rows[i], c->now);
        longest = wait > longest ? wait : longest;
    }
    if (longest > 0) {
        c->errs.retry_after = (int)((longest + 999) / 1000);
        return fail(&c->errs, E_TOO_MANY, "AUTH-2", MSG_TOO_MANY_SIGN_INS, NO_ARGS);
    }
    for (size_t i = 0; i < t->n; i++)
        if (db_attempt_put(c->db, key_of(t, i), rows[i].failures + 1, c->now) < 0)
            return store_failed(c);
    return 0;
}

/* The account and the source get back the one try: another's failures there stay counted. */
static int take_back(struct ctx *c, const struct attempt *t, size_t i)
{
    struct attempt_get_row row;

    if (failures(c, t, i, &row))
        return -1;
    return db_attempt_put(c->db, key_of(t, i), row.failures > 0 ? row.failures - 1 : 0, row.at) < 0
               ? store_failed(c)
               : 0;
}

int attempt_good(struct ctx *c, const struct attempt *t)
{
    for (size_t i = 0; i < t->n; i++) {
        bool shared = t->kind[i] == ATTEMPT_ACCOUNT || t->kind[i] == ATTEMPT_SOURCE;
        if (shared ? take_back(c, t, i) : db_attempt_delete(c->db, key_of(t, i)) < 0)
            return shared ? -1 : store_failed(c);
    }
    return 0;
}

int session_sweep(struct ctx *c)
{
    return db_session_sweep(c->db, c->now) < 0 || db_device_sweep(c->db, c->now) < 0 ||
                   db_attempt_sweep(c->db, c->now - FORGET_MS) < 0
               ? store_failed(c)
               : 0;
}
