/* Reports of violations: see violation.h. */
#include "domain/violation.h"

#include "domain/item_private.h"
#include "domain/page.h"

static struct violation_view view_of(const struct ctx *c, const struct violation_row *r)
{
    return (struct violation_view){
        r->id, r->item, r->kind, r->text, r->at, roster_person(c->roster, r->person), r->seq};
}

/* In the order of time; two of one moment follow each other. */
static int violation_store(struct ctx *c, struct violation_row *row)
{
    int64_t n = 0;

    for (row->seq = seq_of(c->now, row->id); n == 0; row->seq++)
        n = db_violation_insert(c->db, row);
    row->seq--;
    return n < 0 ? store_failed(c) : 0;
}

int violation_report(struct ctx *c, const json *body, struct violation_view *out)
{
    int affairs = c->roster->affairs;
    struct violation_row row = {.id = uuid_new(c->a),
                                .at = c->now,
                                .person = c->roster->persons[c->person].id,
                                .item = json_get_sv(body, "item"),
                                .kind = json_get_sv(body, "kind"),
                                .text = json_get_sv(body, "text")};

    if (violation_store(c, &row))
        return -1;
    record_act(c, "violation.report");
    record_fact(c, "violation", row.id);
    record_hash(c, "text", row.text);
    *out = view_of(c, &row);
    return affairs < 0 ? 0
                       : event_tell(c, "member", "violation", SV_NONE, SV_NONE,
                                    c->roster->members[affairs].id);
}

int violation_get(struct ctx *c, struct sv id, struct violation_view *out)
{
    struct violation_row row;
    int found = db_violation_by_id(c->db, c->a, id, &row);

    if (found < 0)
        return store_failed(c);
    if (!found || (!ctx_is_affairs(c) && !sv_eq(row.person, c->roster->persons[c->person].id)))
        return not_found(c);
    *out = view_of(c, &row);
    record_act(c, "violation.read");
    record_fact(c, "violation", row.id);
    return 0;
}

static int rows_read(struct ctx *c, int64_t below, int max, struct violation_row **rows, size_t *n)
{
    struct sv person = c->roster->persons[c->person].id;
    int rc = ctx_is_affairs(c) ? db_violation_list(c->db, c->a, below, max, rows, n)
                               : db_violation_of_person(c->db, c->a, person, below, max, rows, n);

    return rc ? store_failed(c) : 0;
}

int violation_list(struct ctx *c, int limit, struct sv cursor, struct violation_view **out,
                   size_t *n_out, struct sv *next_out)
{
    struct violation_row *rows;
    int64_t below;
    size_t n;

    *next_out = SV_NONE;
    if (page_below(c, "violations", cursor, &below) || rows_read(c, below, limit + 1, &rows, &n))
        return -1;
    *n_out = n > (size_t)limit ? (size_t)limit : n;
    *out = ARENA_ARRAY(c->a, struct violation_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = view_of(c, &rows[i]);
    if (n > *n_out)
        *next_out = page_next(c, "violations", rows[*n_out - 1].seq);
    record_act(c, "violation.list");
    return 0;
}
