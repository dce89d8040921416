/* Outtakes: batches of items, decided and recorded on one snapshot, then walked on it.  See
 * outtake.h. */
#include "domain/outtake.h"

#include "domain/item_private.h"

#define BATCH 200
#define BATCH_ARENA ((size_t)1 << 30)
#define PAGE_ARENA ((size_t)256 << 20)
#define INDICATORS_A_PAGE 2000
#define OBJECTS_A_PAGE 200
#define ROUNDS 5

struct batch {
    const struct outtake_filter *f;
    struct outtake v[BATCH];
    size_t n;
    size_t at;     /* of the ids: the next */
    int64_t below; /* else: the next sequence number is below */
    bool end;
};

/* ---- one item ---- */

static int text_of(struct ctx *c, const struct item *it, struct outtake *o)
{
    struct revision_row text;
    struct revision_list_row *all;
    size_t n;

    if (db_revision_get(c->db, c->a, it->row.id, it->row.revision, &text) != 1 ||
        db_revision_list(c->db, c->a, it->row.id, &all, &n))
        return store_failed(c);
    o->view.body = text.body;
    o->view.references = text.references_json;
    o->modified_at = text.at;
    o->objects = true;
    for (size_t i = 0; i < n; i++)
        o->objects = o->objects && sv_find(all[i].changed, SV("\"/indicators\"")) < 0;
    return 0;
}

static int outtake_make(struct ctx *c, const struct item *it, struct outtake *o)
{
    struct item_view *v = &o->view;

    *o = (struct outtake){.c = c};
    if (item_view_make(c, it, false, v) || text_of(c, it, o))
        return -1;
    v->nuses =
        policy_permitted_use(c->roster, c->person, &it->facts, &it->decision, it->row.tlp, v->uses);
    if (v->provider >= 0)
        o->provider = c->roster->members[v->provider].name[c->lang];
    record_seen(c, SEEN_DOWNLOADED, it->row.id, it->decision.rule, it->decision.outside_scope);
    return 0;
}

static bool is_stub(const struct item *it)
{
    return it->facts.state == STATE_RETRACTED && !item_sees_all(it);
}

/* ---- a batch ---- */

/* 1: the batch has one more; 0: the item is not for the reader, or not wanted; -1. */
static int batch_add(struct ctx *c, struct batch *b, struct item *it)
{
    if (!item_decide(c, it) || is_stub(it))
        return 0;
    return outtake_make(c, it, &b->v[b->n]) ? -1 : (b->n++, 1);
}

static int batch_of_ids(struct ctx *c, struct batch *b)
{
    for (; b->n < BATCH && b->at < b->f->nids; b->at++) {
        struct item it;
        int found = item_load(c, b->f->ids[b->at], &it);
        if (found > 0)
            found = batch_add(c, b, &it);
        if (found < 0)
            return -1;
        if (!found)
            return not_found(c);
    }
    b->end = b->at == b->f->nids;
    return 0;
}

static int64_t listed_at(const struct item *it)
{
    return it->row.published_at == DB_NULL ? it->row.created_at : it->row.published_at;
}

static int wanted(struct ctx *c, struct item *it, void *arg)
{
    struct batch *b = arg;

    b->below = it->row.seq;
    if (b->f->since != TIME_NONE && listed_at(it) <= b->f->since)
        return CANDIDATES_END;
    return item_decide(c, it) && !is_stub(it);
}

static int batch_of_all(struct ctx *c, struct batch *b)
{
    struct candidates *s = candidates_begin(c, NULL, b->below, 0);
    struct item it;
    int more = 1;

    while (b->n < BATCH && (more = candidates_item(c, s, wanted, b, &it)) == 1)
        if (outtake_make(c, &it, &b->v[b->n++]))
            return -1;
    b->end = b->n < BATCH;
    return more < 0 ? -1 : 0;
}

static int batch_decide(struct ctx *c, struct batch *b)
{
    record_act(c, "item.export");
    return b->f->ids ? batch_of_ids(c, b) : batch_of_all(c, b);
}

static int batch_hand_over(const struct batch *b, outtake_fn fn, void *ctx)
{
    for (size_t i = 0; i < b->n; i++)
        if (fn(ctx, &b->v[i]))
            return -1;
    return 0;
}

struct reading {
    struct app *app;
    struct sv person;
    enum way way;
    enum lang lang;
    outtake_fn fn;
    void *ctx;
    struct errs *e;
};

/* Decides, records, waits, hands over, all on one snapshot.  1: access was taken away meanwhile. */
static int batch_on_snapshot(const struct reading *r, struct arena *a, struct db *db,
                             struct batch *b)
{
    enum record_result recorded = RECORD_FAILED;
    struct ctx c;

    if (ctx_begin_read(&c, r->app, db, a, r->lang)) {
        errs_move(r->e, &c.errs);
        return -1;
    }
    c.way = r->way;
    int rc = ctx_sign_in_person(&c, r->person) || batch_decide(&c, b) ? -1 : 0;
    errs_move(r->e, &c.errs);
    if (!rc && b->n)
        recorded = record_wait(&c);
    if (!rc && b->n && recorded == RECORD_DURABLE)
        rc = batch_hand_over(b, r->fn, r->ctx);
    ctx_end(&c);
    if (rc || !b->n || recorded == RECORD_DURABLE)
        return rc;
    return recorded == RECORD_STALE
               ? 1
               : fail(r->e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

/* One batch from where B stands, tried again where access was taken away. */
static int batch_next(const struct reading *r, struct db *db, struct batch *b)
{
    struct batch start = *b;

    for (int round = 0; round < ROUNDS; round++) {
        struct arena *a = arena_new("outtake", BATCH_ARENA);
        *b = start;
        int rc = batch_on_snapshot(r, a, db, b);
        arena_free(&a);
        if (rc <= 0)
            return rc;
    }
    return fail(r->e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
}

/* Are all ids for the reader?  Nothing is recorded: nothing is shown. */
static int ids_readable(struct ctx *c, void *arg)
{
    const struct outtake_filter *f = arg;

    for (size_t i = 0; i < f->nids; i++) {
        struct item it;
        if (item_find(c, f->ids[i], &it))
            return -1;
        if (is_stub(&it))
            return not_found(c);
    }
    return 0;
}

int outtake_each(struct app *app, struct sv person, enum way way, enum lang lang,
                 const struct outtake_filter *f, outtake_fn fn, void *ctx, struct errs *e)
{
    struct reading r = {app, person, way, lang, fn, ctx, e};
    struct db *db = app_thread_db(app, e);
    struct arena *a = arena_new("outtake-batch", (size_t)1 << 22);
    struct batch *b = ARENA_NEW(a, struct batch);
    int rc = db ? 0 : -1;

    b->f = f;
    b->below = SEQ_MAX;
    if (!rc && f->nids > BATCH)
        rc = app_read(app, e->a, person, way, lang, ids_readable, (void *)(uintptr_t)f, e);
    while (!rc && !b->end) {
        b->n = 0;
        rc = batch_next(&r, db, b);
    }
    arena_free(&a);
    return rc;
}

/* ---- walks ---- */

static int64_t time_or_none(int64_t column)
{
    return column == DB_NULL ? TIME_NONE : column;
}

int outtake_indicators(const struct outtake *o,
                       int (*fn)(void *ctx, const struct indicator_view *i), void *ctx)
{
    struct arena *a = arena_new("outtake-indicators", PAGE_ARENA);
    int rc = 0;

    for (int64_t at = 0; !rc && at < o->view.total_indicators; at += INDICATORS_A_PAGE) {
        struct indicator_row *rows;
        size_t n;
        arena_reset(a);
        rc = db_indicator_list(o->c->db, a, o->view.id, o->view.revision, at, INDICATORS_A_PAGE,
                               &rows, &n);
        for (size_t i = 0; !rc && i < n; i++)
            rc = fn(ctx, &(struct indicator_view){rows[i].type, rows[i].value, rows[i].comment,
                                                  time_or_none(rows[i].first_seen),
                                                  time_or_none(rows[i].last_seen),
                                                  time_or_none(rows[i].valid_until)});
    }
    arena_free(&a);
    return rc;
}

int outtake_objects(const struct outtake *o,
                    int (*fn)(void *ctx, struct sv id, struct sv type, struct sv raw), void *ctx)
{
    struct arena *a = arena_new("outtake-objects", BATCH_ARENA);
    int64_t from = 0;
    size_t n = OBJECTS_A_PAGE;
    int rc = 0;

    while (!rc && n == OBJECTS_A_PAGE) {
        struct object_list_row *rows;
        arena_reset(a);
        rc = db_object_list(o->c->db, a, o->view.id, from, OBJECTS_A_PAGE, &rows, &n);
        for (size_t i = 0; !rc && i < n; i++) {
            rc = fn(ctx, rows[i].id, rows[i].type, rows[i].raw);
            from = rows[i].place + 1;
        }
    }
    arena_free(&a);
    return rc;
}

struct sv outtake_key(struct app *app, struct arena *a)
{
    struct sv parts[] = {SV("exported parts")};
    struct hash h = hmac_sha256((struct sv){(const char *)app->opaque_key.b, 32}, parts, 1);

    return sv_copy(a, (struct sv){(const char *)h.b, sizeof h.b});
}
