/* What happens by itself. */
#include "domain/sweep.h"

#include "base/log.h"
#include "domain/idempotency.h"
#include "domain/publish.h"

#define SWEEP_ARENA (256u << 20)

/* One embargoed item opens (B-16), if it is still held. */
static int open_embargo(struct ctx *c, void *arg)
{
    const struct sv *id = arg;
    struct item it;

    if (item_load(c, *id, &it) != 1 || it.facts.state != STATE_EMBARGOED)
        return 0;
    if (search_take(c, &it) || item_publish(c, &it) || item_save(c, &it) || search_put(c, &it))
        return -1;
    record_act(c, "item.open");
    record_item(c, &it);
    return item_tell(c, &it, "published");
}

static int lapse_consents(struct ctx *c, void *arg)
{
    struct consent_lapsing_row row;

    (void)arg;
    if (db_consent_lapsing(c->db, c->a, c->now, &row) != 1)
        return 0;
    if (db_consent_lapse(c->db, c->now) < 0)
        return store_failed(c);
    record_act(c, "consent.lapse");
    return 0;
}

static int forget_keys(struct ctx *c, void *arg)
{
    (void)arg;
    return idempotency_sweep(c);
}

struct due {
    struct waiting_embargo_row *rows;
    size_t n;
};

static int find_due(struct ctx *c, void *arg)
{
    struct due *d = arg;

    return db_waiting_embargo(c->db, c->a, c->now, &d->rows, &d->n) ? store_failed(c) : 0;
}

static void act(struct app *app, struct arena *a, int (*fn)(struct ctx *c, void *arg), void *arg)
{
    struct errs e;

    errs_init(&e, a, LANG_EN);
    if (app_write(app, a, SV_NONE, WAY_CLI, LANG_EN, fn, arg, &e))
        log_event(LOG_LEVEL_WARN, "sweep.failed", "reason", e.detail, NULL);
}

void sweep(struct app *app)
{
    struct arena *a = arena_new("sweep", SWEEP_ARENA);
    struct due due = {NULL, 0};
    struct errs e;

    errs_init(&e, a, LANG_EN);
    if (!app_read(app, a, SV_NONE, WAY_CLI, LANG_EN, find_due, &due, &e))
        for (size_t i = 0; i < due.n; i++)
            act(app, a, open_embargo, &due.rows[i].id);
    act(app, a, lapse_consents, NULL);
    act(app, a, forget_keys, NULL);
    arena_free(&a);
}
