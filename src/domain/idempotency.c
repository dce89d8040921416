/* Repeated requests: see idempotency.h. */
#include "domain/idempotency.h"

#include <string.h>

#include "queries.h"

#define KEPT_MS ((int64_t)24 * 60 * 60 * 1000)

static struct sv person_of(const struct ctx *c)
{
    return c->roster->persons[c->person].id;
}

static int unavailable(struct ctx *c)
{
    return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

int idempotency_find(struct ctx *c, struct sv path, struct sv key, struct idempotency *out)
{
    struct idempotency_row row;
    int found = db_idempotency_get(c->db, c->a, person_of(c), path, key, c->now - KEPT_MS, &row);

    if (found < 0 || (found && row.body_hash.n != sizeof out->body.b))
        return unavailable(c);
    if (!found)
        return 0;
    memcpy(out->body.b, row.body_hash.p, sizeof out->body.b);
    out->object = row.object;
    out->status = (int)row.status;
    return 1;
}

int idempotency_keep(struct ctx *c, struct sv path, struct sv key, const struct idempotency *is)
{
    struct idempotency_row row = {
        .person = person_of(c),
        .path = path,
        .key = key,
        .body_hash = {(const char *)is->body.b, sizeof is->body.b},
        .object = is->object,
        .status = is->status,
        .at = c->now,
    };

    /* One that has expired may still be there. */
    if (db_idempotency_delete(c->db, row.person, path, key) < 0 || db_idempotency_insert(c->db, &row) < 0)
        return unavailable(c);
    return 0;
}

int idempotency_sweep(struct ctx *c)
{
    return db_idempotency_sweep(c->db, c->now - KEPT_MS) < 0 ? unavailable(c) : 0;
}
