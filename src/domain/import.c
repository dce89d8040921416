/* Imports: what a file holds, written piece by piece under items that nobody can read.  See
 * import.h. */
#include "domain/import_private.h"
#include "domain/search.h"

#define PIECE_ROWS 500 /* what a job writes: some ms of the writer */
#define PIECE_BYTES ((size_t)1 << 20)
#define PIECE_ARENA ((size_t)160 << 20) /* one object may be 32 MiB */
#define SMALL_BYTES ((size_t)8 << 20)
#define FLYING_MAX 4 /* pieces handed to the writer and not yet durable */
#define ITEMS_MAX 10000
#define IMPORT_UNTITLED SV("-")

/* ---- signing in within a job ---- */

int import_sign_in(struct ctx *c, const struct import *im)
{
    c->way = im->terms.way;
    if (im->terms.by.secret.p)
        return ctx_sign_in(c, im->terms.by) || ctx_allow(c, CAN_SIGNED_IN, true) ? -1 : 0;
    return ctx_sign_in_person(c, im->terms.person);
}

/* ---- staging ---- */

/* The row that parts need before the item is known. */
static int stage_item(struct ctx *c, const struct part *p)
{
    const struct person *who = &c->roster->persons[c->person];
    struct item_row r = {.id = p->id,
                         .kind = SV("analysis"),
                         .state = SV("staged"),
                         .title = SV(""),
                         .lang = SV("en"),
                         .secret = 1,
                         .person = who->id,
                         .attribution = SV("coordinator_only"),
                         .include = SV(""),
                         .exclude = SV(""),
                         .as_of = DB_NULL,
                         .subjects = SV(""),
                         .confidence = SV("unconfirmed"),
                         .act_by = DB_NULL,
                         .topics = SV("[]"),
                         .embargo_until = DB_NULL,
                         .expires_at = DB_NULL,
                         .created_at = c->now,
                         .published_at = DB_NULL,
                         .retracted_at = DB_NULL,
                         .revision = 1,
                         .version = 1};
    int64_t at = c->now;

    if (who->member < 0)
        return fail(&c->errs, E_FORBIDDEN, "WHO-10", MSG_POST_NO_MEMBER, NO_ARGS);
    r.provider = r.poster = c->roster->members[who->member].id;
    if (seq_free(c, &at, p->id, &r.seq))
        return -1;
    return db_item_insert(c->db, &r) == 1 ? 0 : store_failed(c);
}

int import_stage(struct ctx *c, const struct piece *p)
{
    for (size_t i = 0; i < p->nbegun; i++)
        if (stage_item(c, p->begun[i]))
            return -1;
    for (size_t i = 0; i < p->nindicators; i++)
        if (db_indicator_insert(c->db, &p->indicators[i]) != 1)
            return store_failed(c);
    for (size_t i = 0; i < p->nobjects; i++) {
        const struct piece_object *o = &p->objects[i];
        if (db_object_insert(c->db, o->item, o->place, o->id, o->type, o->raw) != 1)
            return store_failed(c);
    }
    return 0;
}

void import_record(struct ctx *c, const struct import *im, const char *act)
{
    c->entry = NULL; /* a job of several acts */
    record_act(c, act);
    record_fact(c, "import", im->id);
}

static int piece_run(struct db *db, void *arg)
{
    struct piece *p = arg;
    struct arena *a = arena_new("piece-job", PIECE_ARENA);
    struct ctx c;
    int rc = -1;

    if (!ctx_begin_write(&c, p->im->app, db, a, p->im->terms.lang)) {
        rc = import_sign_in(&c, p->im) || import_stage(&c, p);
        if (!rc) {
            import_record(&c, p->im, "import.stage");
            record_fact(&c, "n", sv_fmt(a, "%zu", p->nindicators + p->nobjects));
            rc = record_write(&c);
        }
    }
    ctx_end(&c);
    arena_free(&a);
    return rc ? -1 : 0;
}

static void piece_free(struct piece *p)
{
    struct arena *a = p->a;

    arena_free(&a);
}

static void piece_done(void *arg, enum write_result r)
{
    struct piece *p = arg;
    struct import *im = p->im;

    piece_free(p);
    pthread_mutex_lock(&im->lock);
    im->flying--;
    im->failed = im->failed || r != WRITE_DURABLE;
    pthread_cond_signal(&im->landed);
    pthread_mutex_unlock(&im->lock);
}

/* Waits until at most MOST pieces are under way.  -1: one of them was not kept. */
static int wait_landed(struct import *im, int most)
{
    pthread_mutex_lock(&im->lock);
    while (im->flying > most)
        pthread_cond_wait(&im->landed, &im->lock);
    bool failed = im->failed;
    pthread_mutex_unlock(&im->lock);
    return failed ? fail(im->e, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS) : 0;
}

/* Hands over all that is kept. */
static int send_kept(struct import *im)
{
    while (im->kept) {
        struct piece *p = im->kept;
        if (wait_landed(im, FLYING_MAX - 1))
            return -1;
        im->kept = p->next;
        for (size_t i = 0; i < p->nbegun; i++)
            p->begun[i]->staged = true;
        pthread_mutex_lock(&im->lock);
        im->flying++;
        pthread_mutex_unlock(&im->lock);
        app_submit(im->app, false, piece_run, piece_done, p);
    }
    im->kept_last = &im->kept;
    im->filling = NULL;
    return 0;
}

int import_land(struct import *im)
{
    return send_kept(im) || wait_landed(im, 0) ? -1 : 0;
}

static struct piece *piece_new(struct import *im)
{
    struct arena *a = arena_new("import-piece", PIECE_ARENA);
    struct piece *p = ARENA_NEW(a, struct piece);

    p->im = im;
    p->a = a;
    p->begun = ARENA_ARRAY(a, struct part *, PIECE_ROWS);
    p->indicators = ARENA_ARRAY(a, struct indicator_row, PIECE_ROWS);
    p->objects = ARENA_ARRAY(a, struct piece_object, PIECE_ROWS);
    *im->kept_last = p;
    im->kept_last = &p->next;
    im->filling = p;
    return p;
}

/* The piece that the next row of BYTES goes into, or NULL (the database failed). */
static struct piece *piece_for(struct import *im, size_t bytes)
{
    struct piece *p = im->filling;

    if (im->terms.stop && atomic_load(im->terms.stop)) {
        fail(im->e, E_UNAVAILABLE, NULL, MSG_SERVER_STOPPING, NO_ARGS);
        return NULL;
    }
    size_t rows = p ? p->nbegun + p->nindicators + p->nobjects : 0;

    if (p && rows < PIECE_ROWS && p->bytes + bytes <= PIECE_BYTES)
        goto found;
    if (im->staging && send_kept(im))
        return NULL;
    p = piece_new(im);
found:
    p->bytes += bytes;
    im->bytes += bytes;
    im->staging = im->staging || im->nindicators > SEARCH_WHOLE_MAX || im->bytes > SMALL_BYTES;
    return p;
}

/* ---- handing over ---- */

int import_item_begin(struct import *im, struct sv title)
{
    struct piece *p = piece_for(im, 0);

    if (!p)
        return -1;
    if (im->nparts++ == ITEMS_MAX)
        return fail(im->e, E_TOO_LARGE, NULL, MSG_IMPORT_TOO_MANY_ITEMS, NO_ARGS);
    im->part = ARENA_NEW(im->a, struct part);
    im->part->id = uuid_new(im->a);
    im->part->title = sv_copy(im->a, title);
    *im->last = im->part;
    im->last = &im->part->next;
    p->begun[p->nbegun++] = im->part;
    return 0;
}

static int64_t column(int64_t time)
{
    return time == TIME_NONE ? DB_NULL : time;
}

int import_add_indicator(struct import *im, const struct import_indicator *i)
{
    im->nindicators++;
    struct piece *p = piece_for(im, i->value.n + i->comment.n);
    if (!p)
        return -1;
    p->indicators[p->nindicators++] =
        (struct indicator_row){.item = im->part->id,
                               .revision = 1,
                               .place = im->part->nindicators++,
                               .type = sv_of(indicator_type_name(i->type)),
                               .value = sv_copy(p->a, i->value),
                               .comment = sv_copy(p->a, i->comment),
                               .first_seen = column(i->first_seen),
                               .last_seen = column(i->last_seen),
                               .valid_until = column(i->valid_until)};
    return 0;
}

int import_add_object(struct import *im, struct sv id, struct sv type, struct sv raw)
{
    struct piece *p = piece_for(im, raw.n);

    if (!p)
        return -1;
    p->objects[p->nobjects++] = (struct piece_object){.item = im->part->id,
                                                      .id = id.p ? sv_copy(p->a, id) : SV(""),
                                                      .type = sv_copy(p->a, type),
                                                      .raw = sv_copy(p->a, raw),
                                                      .place = im->part->nobjects++};
    return 0;
}

int import_item_end(struct import *im, const struct import_item *item)
{
    struct import_item *said = &im->part->said;

    *said = (struct import_item){.title = sv_copy(im->a, item->title),
                                 .body = sv_copy(im->a, item->body),
                                 .lang = sv_copy(im->a, item->lang),
                                 .tlp = sv_copy(im->a, item->tlp),
                                 .kind = sv_copy(im->a, item->kind),
                                 .secret = item->secret,
                                 .references = sv_copy(im->a, item->references)};
    return 0;
}

int64_t import_indicators(const struct import *im)
{
    return im->nindicators;
}

/* ---- its life ---- */

static int check_terms(struct ctx *c, void *arg)
{
    struct import_item probe = {.title = IMPORT_UNTITLED, .body = SV(""), .references = SV("[]")};
    struct draft d;

    return import_draft(c, arg, &probe, &d);
}

int import_begin(struct app *app, struct arena *a, const struct import_terms *terms,
                 struct import **out, struct errs *e)
{
    struct import *im = ARENA_NEW(a, struct import);

    json *scope;

    if (terms->scope.p && json_parse(a, terms->scope, &scope, e))
        return -1;
    *im = (struct import){.app = app, .a = a, .e = e, .terms = *terms, .id = uuid_new(a)};
    im->last = &im->first;
    im->kept_last = &im->kept;
    if (app_read(app, a, terms->person, terms->way, terms->lang, check_terms, im, e))
        return -1;
    pthread_mutex_init(&im->lock, NULL);
    pthread_cond_init(&im->landed, NULL);
    *out = im;
    return 0;
}

static void kept_free(struct import *im)
{
    while (im->kept) {
        struct piece *p = im->kept;
        im->kept = p->next;
        piece_free(p);
    }
}

void import_end(struct import **imp)
{
    struct import *im = *imp;

    if (!im)
        return;
    kept_free(im);
    pthread_mutex_lock(&im->lock);
    while (im->flying > 0)
        pthread_cond_wait(&im->landed, &im->lock);
    pthread_mutex_unlock(&im->lock);
    if (!im->published)
        import_unstage(im);
    pthread_cond_destroy(&im->landed);
    pthread_mutex_destroy(&im->lock);
    *imp = NULL;
}
