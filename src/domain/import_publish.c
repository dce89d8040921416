/* Imports: staged items become posts together; their words go in after; the forgotten go away.  See
 * import.h. */
#include "base/log.h"
#include "domain/import_private.h"

#define STATEMENT_MAX ((size_t)64 << 20)
#define JOB_ARENA ((size_t)512 << 20)
#define FORGET_ROWS 500
#define FORGOTTEN_MS ((int64_t)24 * 3600 * 1000)
#define STEPS_MAX 2000 /* of one sweep */

/* ---- publication ---- */

/* The kind of the terms; else that of the file, where the person may post such a one; else
 * analysis. */
static struct sv kind_of(struct ctx *c, const struct import *im, const struct import_item *item)
{
    enum item_kind kind;
    bool office = sv_is(item->kind, "early_warning") || sv_is(item->kind, "notice");

    if (im->terms.kind.p)
        return im->terms.kind;
    if (item_kind_parse(item->kind, &kind) || (office && !ctx_is_coordinator(c)))
        return SV("analysis");
    return item->kind;
}

static void write_statement(struct ctx *c, const struct import *im, const struct import_item *item,
                            struct jw *w)
{
    bool secret = im->terms.secret == 1 || item->secret;

    jw_obj(w);
    jw_ksv(w, "kind", kind_of(c, im, item));
    jw_ksv(w, "title", item->title);
    jw_ksv(w, "body", item->body);
    if (item->lang.p)
        jw_ksv(w, "lang", item->lang);
    if (secret || im->terms.secret == 0)
        jw_kbool(w, "secret", secret);
    if (secret)
        jw_kstr(w, "secret_parts", "whole");
    if (im->terms.scope.p)
        jw_kraw(w, "scope", im->terms.scope);
    if (item->tlp.p)
        jw_ksv(w, "tlp", item->tlp);
    jw_kraw(w, "references", item->references);
    jw_end_obj(w);
}

/* The item as a post that is checked like any other. */
int import_draft(struct ctx *c, const struct import *im, const struct import_item *item,
                 struct draft *d)
{
    struct str s;
    struct jw w;
    json *body;

    str_init(&s, c->a, STATEMENT_MAX);
    jw_init(&w, &s);
    write_statement(c, im, item, &w);
    if (s.overflow)
        return fail(&c->errs, E_TOO_LARGE, NULL, MSG_REQUEST_TOO_LARGE, NO_ARGS);
    if (json_parse(c->a, str_sv(&s), &body, &c->errs) ||
        (im->terms.scope.p && scope_form(c->a, json_get(body, "scope"), SV("/scope"), &c->errs)))
        return -1;
    return draft_read_again(c, body, c->person, DRAFT_TEXT_SETTLED, d);
}

static int publish_part(struct ctx *c, const struct import *im, const struct part *p)
{
    struct draft d;
    struct item it;

    if (import_draft(c, im, &p->said, &d))
        return -1;
    d.staged = p->id;
    d.nstaged = p->nindicators;
    d.index_later = im->staging;
    if (draft_store(c, &d, &it) || search_put(c, &it))
        return -1;
    import_record(c, im, "item.import");
    record_item(c, &it);
    return record_write(c) || item_tell(c, &it, d.state == STATE_PUBLISHED ? "published" : "held")
               ? -1
               : 0;
}

static int publish_all(struct ctx *c, void *arg)
{
    const struct import *im = arg;

    if (im->terms.by.secret.p && import_sign_in(c, im))
        return -1;
    for (const struct piece *p = im->kept; p; p = p->next)
        if (import_stage(c, p))
            return -1;
    for (const struct part *p = im->first; p; p = p->next)
        if (publish_part(c, im, p))
            return -1;
    c->entry = NULL; /* each has its own */
    return im->terms.with ? im->terms.with(c, im->terms.with_arg) : 0;
}

/* ---- what takes many jobs ---- */

struct step {
    struct sv id;
    bool more;
};

/* Some of an item's indicators become findable. */
static int index_step(struct ctx *c, void *arg)
{
    struct step *s = arg;
    struct item it;
    int found = item_load(c, s->id, &it);

    s->more = false;
    if (found < 0)
        return -1;
    if (!found || it.facts.state == STATE_STAGED || it.row.indexed >= it.row.nindicators)
        return 0;
    if (search_more(c, &it))
        return -1;
    s->more = it.row.indexed < it.row.nindicators;
    record_act(c, "item.index");
    record_fact(c, "item", s->id);
    record_fact(c, "n", sv_fmt(c->a, "%lld", (long long)it.row.indexed));
    return 0;
}

/* Some of what was staged goes away, at last the item. */
static int unstage_step(struct ctx *c, void *arg)
{
    struct step *s = arg;
    struct item it;
    int found = item_load(c, s->id, &it);

    s->more = false;
    if (found < 0)
        return -1;
    if (!found || it.facts.state != STATE_STAGED)
        return 0;
    int64_t indicators = db_indicator_unstage(c->db, s->id, FORGET_ROWS);
    int64_t objects = indicators == FORGET_ROWS ? 0 : db_object_unstage(c->db, s->id, FORGET_ROWS);
    if (indicators < 0 || objects < 0)
        return store_failed(c);
    s->more = indicators == FORGET_ROWS || objects == FORGET_ROWS;
    if (!s->more && db_item_unstage(c->db, s->id) != 1)
        return store_failed(c);
    record_act(c, "import.unstage");
    record_fact(c, "item", s->id);
    return 0;
}

/* Repeats STEP on an item until nothing is left to do, each time in a job of its own. */
static int steps(struct app *app, struct sv id, int (*step)(struct ctx *c, void *arg))
{
    struct step s = {id, true};

    for (int i = 0; s.more && i < STEPS_MAX; i++) {
        struct arena *a = arena_new("import-step", JOB_ARENA);
        struct errs e;
        errs_init(&e, a, LANG_EN);
        int rc = app_write(app, a, SV_NONE, WAY_CLI, LANG_EN, step, &s, &e);
        if (rc)
            log_event(LOG_LEVEL_WARN, "import.step_failed", "reason", e.detail, NULL);
        arena_free(&a);
        if (rc)
            return -1;
    }
    return 0;
}

int import_publish(struct import *im, struct sv **ids_out, size_t *n_out)
{
    size_t n = 0;

    if (im->staging && import_land(im))
        return -1;
    if (app_write(im->app, im->a, im->terms.person, im->terms.way, im->terms.lang, publish_all, im,
                  im->e))
        return -1;
    im->published = true;
    *ids_out = ARENA_ARRAY(im->a, struct sv, im->nparts + 1);
    for (const struct part *p = im->first; p; p = p->next) {
        (*ids_out)[n++] = p->id;
        if (im->staging)
            steps(im->app, p->id, index_step); /* what fails is the sweeper's */
    }
    *n_out = n;
    return 0;
}

void import_unstage(struct import *im)
{
    for (const struct part *p = im->first; p; p = p->next)
        if (p->staged)
            steps(im->app, p->id, unstage_step);
}

/* ---- what was left behind by a process that ended ---- */

struct left {
    struct sv *ids;
    size_t n;
};

static int find_staged(struct ctx *c, void *arg)
{
    struct left *l = arg;
    struct item_staged_row *rows;

    if (db_item_staged(c->db, c->a, c->now - FORGOTTEN_MS, &rows, &l->n))
        return store_failed(c);
    l->ids = ARENA_ARRAY(c->a, struct sv, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        l->ids[i] = rows[i].id;
    return 0;
}

static int find_unindexed(struct ctx *c, void *arg)
{
    struct left *l = arg;
    struct item_unindexed_row *rows;

    if (db_item_unindexed(c->db, c->a, &rows, &l->n))
        return store_failed(c);
    l->ids = ARENA_ARRAY(c->a, struct sv, l->n + 1);
    for (size_t i = 0; i < l->n; i++)
        l->ids[i] = rows[i].id;
    return 0;
}

static void finish(struct app *app, int (*find)(struct ctx *c, void *arg),
                   int (*step)(struct ctx *c, void *arg))
{
    struct arena *a = arena_new("import-sweep", JOB_ARENA);
    struct left left = {NULL, 0};
    struct errs e;

    errs_init(&e, a, LANG_EN);
    if (!app_read(app, a, SV_NONE, WAY_CLI, LANG_EN, find, &left, &e))
        for (size_t i = 0; i < left.n; i++)
            steps(app, left.ids[i], step);
    arena_free(&a);
}

void import_sweep(struct app *app)
{
    finish(app, find_staged, unstage_step);
    finish(app, find_unindexed, index_step);
}
