/* What waits for the person who asks: each thing only if the policy lets them read it. */
#include "domain/me.h"

#include <string.h>

#include "domain/item_private.h"

static int readable(struct ctx *c, struct sv id)
{
    bool retracted;

    return item_is_readable(c, id, &retracted);
}

static int approvals(struct ctx *c, const struct person *p, struct waiting *w)
{
    struct waiting_held_row *rows;
    size_t n;

    if (!p->approver)
        return 0;
    if (db_waiting_held(c->db, c->a, SV("awaiting_approval"), c->roster->members[c->member].id, &rows, &n))
        return store_failed(c);
    w->approvals = ARENA_ARRAY(c->a, struct sv, n + 1);
    for (size_t i = 0; i < n; i++) {
        int yes = readable(c, rows[i].id);
        if (yes < 0)
            return -1;
        if (yes)
            w->approvals[w->napprovals++] = rows[i].id;
    }
    return 0;
}

static int releases(struct ctx *c, struct waiting *w)
{
    struct waiting_release_row *rows;
    size_t n;

    if (!ctx_is_coordinator(c))
        return 0;
    if (db_waiting_release(c->db, c->a, SV("awaiting_release"), &rows, &n))
        return store_failed(c);
    w->releases = ARENA_ARRAY(c->a, struct sv, n + 1);
    for (size_t i = 0; i < n; i++) {
        int yes = readable(c, rows[i].id);
        if (yes < 0)
            return -1;
        if (yes)
            w->releases[w->nreleases++] = rows[i].id;
    }
    return 0;
}

static int feedback(struct ctx *c, struct waiting *w)
{
    struct waiting_feedback_row *rows;
    size_t n;

    if (db_waiting_feedback(c->db, c->a, c->roster->members[c->member].id, &rows, &n))
        return store_failed(c);
    w->feedback = ARENA_ARRAY(c->a, struct sv, n + 1);
    w->feedback_due = ARENA_ARRAY(c->a, int64_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        int yes = readable(c, rows[i].item);
        if (yes < 0)
            return -1;
        if (!yes)
            continue;
        w->feedback_due[w->nfeedback] = rows[i].due;
        w->feedback[w->nfeedback++] = rows[i].item;
    }
    return 0;
}

static int consents(struct ctx *c, const struct person *p, struct waiting *w)
{
    struct waiting_consents_row *rows;
    size_t n;

    if (!p->approver)
        return 0;
    if (db_waiting_consents(c->db, c->a, c->roster->members[c->member].id, &rows, &n))
        return store_failed(c);
    w->consents = ARENA_ARRAY(c->a, struct sv, n + 1);
    for (size_t i = 0; i < n; i++) {
        int yes = readable(c, rows[i].item);
        if (yes < 0)
            return -1;
        if (yes)
            w->consents[w->nconsents++] = rows[i].id;
    }
    return 0;
}

int waiting_for(struct ctx *c, struct waiting *w)
{
    const struct person *p = &c->roster->persons[c->person];

    memset(w, 0, sizeof *w);
    if (c->member < 0)
        return 0;
    return approvals(c, p, w) || releases(c, w) || feedback(c, w) || consents(c, p, w) ? -1 : 0;
}
