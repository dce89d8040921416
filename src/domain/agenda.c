/* The agenda: see agenda.h. */
#include "domain/agenda.h"

#include <stdlib.h>

#include "domain/acknowledgement.h"
#include "domain/item_private.h"
#include "domain/me.h"

#define WARNING_DAYS 30
#define DAY_MS (24 * 3600 * INT64_C(1000))

struct agenda {
    struct agenda_entry *v;
    size_t n;
    bool more;
};

/* Adds ITEM as it would stand in a list.  What is not readable any more is passed over. */
static int add(struct ctx *c, struct agenda *g, enum agenda_kind kind, struct sv id, struct sv item,
               int64_t due)
{
    struct agenda_entry *e = &g->v[g->n];

    if (g->n == AGENDA_MAX) {
        g->more = true;
        return 0;
    }
    *e = (struct agenda_entry){.kind = kind, .id = id, .due = due};
    int found = item_listed(c, item, &e->item);
    g->n += found > 0;
    return found < 0 ? -1 : 0;
}

static int add_all(struct ctx *c, struct agenda *g, enum agenda_kind kind, const struct sv *ids,
                   size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (add(c, g, kind, ids[i], ids[i], TIME_NONE))
            return -1;
    return 0;
}

static int add_consents(struct ctx *c, struct agenda *g, const struct waiting *w)
{
    struct consent_row row;

    for (size_t i = 0; i < w->nconsents; i++) {
        int found = db_consent_by_id(c->db, c->a, w->consents[i], &row);
        if (found < 0)
            return store_failed(c);
        if (found && add(c, g, AGENDA_CONSENT, row.id, row.item,
                         row.until == DB_NULL ? TIME_NONE : row.until))
            return -1;
    }
    return 0;
}

static int warning_waits(struct ctx *c, const struct item_view *v)
{
    struct acknowledgement_get_row row;
    bool own = v->provider >= 0 && v->provider == c->member;

    if (v->stub || own || v->state != STATE_PUBLISHED || ctx_is_coordinator(c))
        return 0;
    int found = db_acknowledgement_get(c->db, c->a, v->id, c->roster->persons[c->person].id, &row);
    if (found < 0)
        return store_failed(c);
    return !found || sv_is(row.state, ack_name(ACK_SEEN));
}

static int add_warnings(struct ctx *c, struct agenda *g)
{
    struct item_filter f = {.kind = SV("early_warning"), .since = c->now - WARNING_DAYS * DAY_MS};
    struct item_view *v;
    struct sv next;
    size_t n;

    if (item_list(c, &f, 20, SV_NONE, &v, &n, &next))
        return -1;
    for (size_t i = 0; i < n; i++) {
        int waits = warning_waits(c, &v[i]);
        if (waits < 0 || (waits && add(c, g, AGENDA_WARNING, v[i].id, v[i].id, v[i].act_by)))
            return -1;
    }
    return 0;
}

/* Soonest first; what has no time stands behind, in the order of its kind. */
static int order(const void *x, const void *y)
{
    const struct agenda_entry *a = x, *b = y;
    int64_t p = a->due == TIME_NONE ? INT64_MAX : a->due,
            q = b->due == TIME_NONE ? INT64_MAX : b->due;

    if (p != q)
        return p < q ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

int agenda_for(struct ctx *c, struct agenda_entry **out, size_t *n_out, bool *more_out)
{
    struct agenda g = {.v = ARENA_ARRAY(c->a, struct agenda_entry, AGENDA_MAX)};
    struct waiting w;

    if (waiting_for(c, &w) || add_warnings(c, &g) || add_consents(c, &g, &w) ||
        add_all(c, &g, AGENDA_APPROVAL, w.approvals, w.napprovals) ||
        add_all(c, &g, AGENDA_RELEASE, w.releases, w.nreleases))
        return -1;
    for (size_t i = 0; i < w.nfeedback; i++)
        if (add(c, &g, AGENDA_FEEDBACK, w.feedback[i], w.feedback[i], w.feedback_due[i]))
            return -1;
    qsort(g.v, g.n, sizeof *g.v, order);
    *out = g.v;
    *n_out = g.n;
    *more_out = g.more;
    return 0;
}
