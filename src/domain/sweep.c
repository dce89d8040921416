/* What happens by itself. */
#include "domain/sweep.h"

#include "base/log.h"
#include "domain/addition.h"
#include "domain/idempotency.h"
#include "domain/import.h"
#include "domain/minimal.h"
#include "domain/publish.h"
#include "domain/search.h"
#include "domain/session.h"

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

/* One post is past its use: from now on its own member and the coordinator find it alone. */
static int expire(struct ctx *c, void *arg)
{
    const struct sv *id = arg;
    struct item it;

    if (item_load(c, *id, &it) != 1 || it.facts.state != STATE_PUBLISHED || !item_is_past(c, &it))
        return 0;
    if (search_take(c, &it))
        return -1;
    it.row.state = SV("expired");
    if (item_save(c, &it) || search_put(c, &it) || ctx_raise_epoch(c))
        return -1;
    record_act(c, "item.expire");
    record_item(c, &it);
    return item_tell(c, &it, "expired");
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

static int forget_sessions(struct ctx *c, void *arg)
{
    (void)arg;
    return session_sweep(c);
}

static void act(struct app *app, struct arena *a, int (*fn)(struct ctx *c, void *arg), void *arg)
{
    struct errs e;

    errs_init(&e, a, LANG_EN);
    if (app_write(app, a, SV_NONE, WAY_CLI, LANG_EN, fn, arg, &e))
        log_event(LOG_LEVEL_WARN, "sweep.failed", "reason", e.detail, NULL);
}

static int embargoes_due(struct ctx *c, struct sv **out, size_t *n_out)
{
    struct waiting_embargo_row *rows;

    if (db_waiting_embargo(c->db, c->a, c->now, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct sv, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = rows[i].id;
    return 0;
}

static int expiries_due(struct ctx *c, struct sv **out, size_t *n_out)
{
    struct waiting_expiry_row *rows;

    if (db_waiting_expiry(c->db, c->a, c->now, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct sv, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = rows[i].id;
    return 0;
}

/* What is looked for on a snapshot, and then done one by one, each decided again. */
static const struct task {
    int (*due)(struct ctx *c, struct sv **out, size_t *n_out);
    int (*act)(struct ctx *c, void *id);
} tasks[] = {{embargoes_due, open_embargo},
             {expiries_due, expire},
             {minimal_over, minimal_end},
             {addition_due, addition_settle}};

struct due {
    const struct task *task;
    struct sv *ids;
    size_t n;
};

static int find_due(struct ctx *c, void *arg)
{
    struct due *d = arg;

    return d->task->due(c, &d->ids, &d->n);
}

void sweep(struct app *app)
{
    struct arena *a = arena_new("sweep", SWEEP_ARENA);
    struct errs e;

    errs_init(&e, a, LANG_EN);
    for (size_t t = 0; t < sizeof tasks / sizeof *tasks; t++) {
        struct due due = {&tasks[t], NULL, 0};
        if (!app_read(app, a, SV_NONE, WAY_CLI, LANG_EN, find_due, &due, &e))
            for (size_t i = 0; i < due.n; i++)
                act(app, a, tasks[t].act, &due.ids[i]);
    }
    act(app, a, lapse_consents, NULL);
    act(app, a, forget_keys, NULL);
    act(app, a, forget_sessions, NULL);
    import_sweep(app);
    search_tidy(app);
    arena_free(&a);
}
