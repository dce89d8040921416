/* The record handed out whole: heads first known, then entries, each head in its place. */
#include "domain/verify_store.h"

#include "domain/app_private.h"

#define HEADS_ARENA ((size_t)1 << 30)

struct known_head {
    int64_t size;
    struct sv json;
    struct known_head *next;
};

struct walk {
    const struct record_sink *sink;
    struct known_head *next;
    int64_t n; /* entries given */
    bool refused;
};

static int heads_load(struct db *db, struct arena *a, struct known_head **out)
{
    int64_t size = -1;
    int found = 1;

    while (found == 1) {
        struct known_head *h = ARENA_NEW(a, struct known_head);
        found = audit_head_after(db, a, size, &h->size, &h->json);
        if (found == 1) {
            size = h->size;
            *out = h;
            out = &h->next;
        }
    }
    return found;
}

/* Hands out the heads that count as many entries as were given. */
static int heads_due(struct walk *w)
{
    for (; w->next && w->next->size <= w->n; w->next = w->next->next)
        if (w->sink->head(w->sink->ctx, w->next->json)) {
            w->refused = true;
            return -1;
        }
    return 0;
}

static int on_entry(void *ctx, struct sv bytes)
{
    struct walk *w = ctx;

    if (w->sink->entry(w->sink->ctx, bytes)) {
        w->refused = true;
        return -1;
    }
    w->n++;
    return heads_due(w);
}

static int walk_snapshot(struct db *db, struct arena *a, struct walk *w, struct errs *e)
{
    if (heads_load(db, a, &w->next))
        return fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    if (heads_due(w))
        return -1;
    if (audit_log_each(db, on_entry, w))
        return w->refused ? -1
                          : fail(e, E_REFUSED, "AUD-1", MSG_VERIFY_ENTRY_MISSING,
                                 ARGS(sv_fmt(a, "%lld", (long long)w->n)));
    if (w->next)
        return fail(e, E_REFUSED, "AUD-1", MSG_VERIFY_ENTRY_MISSING,
                    ARGS(sv_fmt(a, "%lld", (long long)w->n)));
    return 0;
}

int record_walk(struct app *app, const struct record_sink *sink, struct errs *e)
{
    struct db *db = app_thread_db(app, e);
    struct arena *a = arena_new("record-walk", HEADS_ARENA);
    struct walk w = {.sink = sink};
    int rc = -1;

    if (db && db_begin_read(db)) {
        fail(e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    } else if (db) {
        rc = walk_snapshot(db, a, &w, e);
        db_end_read(db);
    }
    arena_free(&a);
    return rc;
}

struct sv record_public_key(struct app *app, struct arena *a)
{
    return base64_of(a, app->audit_key.pub, sizeof app->audit_key.pub);
}
