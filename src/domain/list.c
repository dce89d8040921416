/* Lists: the reader's items, newest first, a page at a time.
 *
 * Candidates come from the index by the reader's own words; the policy decides each; filters come
 * after.  What a cursor holds is bound to its reader and its filter. */
#include "domain/item_private.h"

struct compiled {
    int kind; /* enum item_kind, or -1 */
    bool by_standing;
    enum standing standing;
    const struct item_filter *f;
    struct search_query query;
    bool search, nothing;
};

static int bad_parameter(struct ctx *c, const char *pointer, enum msg m, struct sv arg)
{
    return errs_add(&c->errs, E_MALFORMED, sv_of(pointer), NULL, m, ARGS(arg));
}

static int compile(struct ctx *c, const struct item_filter *f, struct compiled *out)
{
    enum item_kind kind;

    *out = (struct compiled){.kind = -1, .f = f};
    if (f->kind.p) {
        if (item_kind_parse(f->kind, &kind))
            return bad_parameter(c, "kind", MSG_FORM_BAD_VALUE, SV("analysis, countermeasure, early_warning, "
                                                                "consultation, incident_report, notice"));
        out->kind = (int)kind;
    }
    if (f->standing.p) {
        out->by_standing = true;
        if (sv_is(f->standing, "class1"))
            out->standing = STANDING_CLASS1;
        else if (sv_is(f->standing, "taskforce"))
            out->standing = STANDING_CLASS2;
        else
            return bad_parameter(c, "standing", MSG_FORM_BAD_VALUE, SV("class1, taskforce"));
    }
    if (f->q.p || f->indicator.p) {
        out->search = true;
        out->nothing = search_compile(c, f->q, f->indicator, &out->query) == 1;
    }
    return 0;
}

static bool is_standing(const struct term *t, enum standing standing)
{
    return t->kind == TERM_STANDING && t->value == (int)standing;
}

/* By the terms that the reader is shown: whom else the item reaches is not to be found out. */
static bool has_standing(const struct item *it, enum standing standing)
{
    const struct scope *s = &it->facts.scope;

    if (!item_sees_all(it))
        return it->decision.has_term && is_standing(&it->decision.reached_by, standing);
    for (size_t i = 0; i < s->ninclude; i++)
        if (is_standing(&s->include[i], standing))
            return true;
    return false;
}

/* The value that lists are ordered and filtered by. */
static int64_t listed_at(const struct item *it)
{
    return it->row.published_at == DB_NULL ? it->row.created_at : it->row.published_at;
}

static int wanted(struct ctx *c, struct item *it, void *arg)
{
    const struct compiled *q = arg;

    if (q->f->since != TIME_NONE && listed_at(it) <= q->f->since)
        return CANDIDATES_END; /* the order is that of listed_at: nothing newer follows */
    if (!item_decide(c, it) || (q->kind >= 0 && (int)it->facts.kind != q->kind) ||
        (q->by_standing && !has_standing(it, q->standing)))
        return 0;
    if (!q->search)
        return 1;
    return it->facts.state == STATE_RETRACTED && !item_sees_all(it) ? 0 : search_holds(c, it, &q->query);
}

static struct sv filter_purpose(struct ctx *c, const struct item_filter *f)
{
    struct sv parts[] = {SV("kind"),    f->kind.p ? f->kind : SV(""), SV("\nstanding"), f->standing.p ? f->standing : SV(""),
                         SV("\nsince"), f->since == TIME_NONE ? SV("") : sv_fmt(c->a, "%lld", (long long)f->since),
                         SV("\nq"),     f->q.p ? f->q : SV(""),       SV("\nindicator"), f->indicator.p ? f->indicator : SV("")};
    struct hash h = sha256_parts(parts, sizeof parts / sizeof *parts);

    return sv_join(c->a, SV("list:"), hex_of(c->a, h.b, 16));
}

static int collect(struct ctx *c, struct compiled *q, int64_t below, int limit, struct item_view *v, size_t *n,
                   bool *more)
{
    struct candidates *s = candidates_begin(c, q->search ? &q->query : NULL, below, limit);
    struct item it;
    int rc;

    while ((rc = candidates_item(c, s, wanted, q, &it)) == 1) {
        if (*n == (size_t)limit) {
            *more = true;
            return 0;
        }
        item_view_bare(c, &it, &v[*n]);
        record_seen(c, SEEN_LISTED, it.row.id, it.decision.rule, it.decision.outside_scope);
        (*n)++;
    }
    return rc;
}

int item_list(struct ctx *c, const struct item_filter *f, int limit, struct sv cursor,
              struct item_view **out, size_t *n_out, struct sv *next_out)
{
    struct compiled q;
    struct sv purpose = filter_purpose(c, f), person = c->roster->persons[c->person].id;
    int64_t below = SEQ_MAX;
    bool more = false;

    *n_out = 0;
    *next_out = SV_NONE;
    if (compile(c, f, &q))
        return -1;
    if (cursor.p && app_opaque_read(c->app, person, purpose, cursor, &below))
        return bad_parameter(c, "cursor", MSG_CURSOR_REFUSED, SV(""));
    record_act(c, "item.list");
    *out = ARENA_ARRAY(c->a, struct item_view, (size_t)limit);
    if (!q.nothing && collect(c, &q, below, limit, *out, n_out, &more))
        return -1;
    if (*n_out && item_views_link(c, *out, *n_out))
        return -1;
    if (more)
        *next_out = app_opaque(c->app, c->a, person, purpose, (*out)[*n_out - 1].seq);
    return 0;
}

int item_listed(struct ctx *c, struct sv id, struct item_view *out)
{
    struct item it;
    int found = item_load(c, id, &it);

    if (found <= 0 || !item_decide(c, &it))
        return found < 0 ? -1 : 0;
    if (item_view_make(c, &it, false, out))
        return -1;
    if (out->stub)
        return 0;
    record_seen(c, SEEN_LISTED, it.row.id, it.decision.rule, it.decision.outside_scope);
    return 1;
}
