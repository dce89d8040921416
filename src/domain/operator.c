/* The operator's break-glass: see operator.h. */
#include "domain/operator.h"

#include "domain/item_private.h"
#include "domain/member.h"
#include "domain/page.h"
#include "domain/person.h"
#include "domain/status.h"

static int unknown(struct ctx *c, enum msg m, struct sv what)
{
    return fail(&c->errs, E_REFUSED, NULL, m, ARGS(what));
}

static int bad_value(struct ctx *c, const char *allowed)
{
    return fail(&c->errs, E_MALFORMED, NULL, MSG_FORM_BAD_VALUE, ARGS(sv_of(allowed)));
}

/* ---- acts ---- */

static int set_status(struct ctx *c, const struct operator_act *o)
{
    enum member_status status;
    int member = roster_member(c->roster, o->subject);

    if (member < 0)
        return unknown(c, MSG_ROSTER_ID_UNKNOWN, o->subject);
    if (status_parse(o->value, &status))
        return bad_value(c, "active, restricted, withdrawn, expelled, lapsed");
    record_act(c, "operator.set_status");
    return member_change_status(c, member, status, &o->left, SV("operator"), o->reason);
}

static int set_standing(struct ctx *c, const struct operator_act *o)
{
    enum standing standing;
    int member = roster_member(c->roster, o->subject);

    if (member < 0)
        return unknown(c, MSG_ROSTER_ID_UNKNOWN, o->subject);
    if (standing_parse(o->value, &standing))
        return bad_value(c, "none, class2, class1");
    record_act(c, "operator.set_standing");
    return member_change_standing(c, member, standing, SV("operator"), o->reason);
}

static int read_day(struct ctx *c, struct sv text, int32_t *day)
{
    return text.p && day_parse(text, day)
               ? fail(&c->errs, E_MALFORMED, NULL, MSG_FORM_BAD_DATE, NO_ARGS)
               : 0;
}

static int set_handler(struct ctx *c, const struct operator_act *o)
{
    int i = roster_person(c->roster, o->subject);
    struct registration r = {sv_is(o->value, "yes"), c->today, DAY_NONE};

    if (i < 0)
        return unknown(c, MSG_CLI_NO_PERSON, o->subject);
    if (!r.holds && !sv_is(o->value, "no"))
        return bad_value(c, "yes, no");
    if (read_day(c, o->from, &r.from) || read_day(c, o->until, &r.until))
        return -1;
    struct person p = c->roster->persons[i];
    if (person_register(c, &p, &r, o->reason, SV("")) || person_store(c, &p))
        return -1;
    record_act(c, "operator.set_handler");
    person_record(c, &p, p.member < 0 ? SV_NONE : c->roster->members[p.member].id);
    record_hash(c, "reason", o->reason);
    return event_tell(c, "member", "person_changed", SV_NONE, p.id, SV_NONE) ||
                   ctx_roster_changed(c)
               ? -1
               : 0;
}

static const struct {
    const char *name;
    int (*act)(struct ctx *c, const struct operator_act *o);
} acts[] = {
    {"set-status", set_status}, {"set-standing", set_standing}, {"set-handler", set_handler}};

/* ---- what is kept of them ---- */

static int64_t day_column(struct sv text)
{
    int32_t day;

    return text.p && !day_parse(text, &day) ? day : DB_NULL;
}

static int keep(struct ctx *c, const struct operator_act *o)
{
    struct operator_act_row row = {.id = uuid_new(c->a),
                                   .at = c->now,
                                   .act = o->act,
                                   .subject = o->subject,
                                   .value = o->value,
                                   .left_open = o->left.n ? left_text(c->a, &o->left) : SV_NONE,
                                   .from_day = day_column(o->from),
                                   .until_day = day_column(o->until),
                                   .reason = o->reason};
    int64_t n = 0;

    for (row.seq = seq_of(c->now, row.id); n == 0; row.seq++)
        n = db_operator_act_insert(c->db, &row);
    if (n < 0)
        return store_failed(c);
    record_fact(c, "operator_act", row.id);
    return 0;
}

static int tell(struct ctx *c)
{
    int coordinator = c->roster->coordinator;

    if (committee_tell(c, "operator"))
        return -1;
    return coordinator < 0 ? 0
                           : event_tell(c, "member", "operator", SV_NONE, SV_NONE,
                                        c->roster->members[coordinator].id);
}

int operator_act(struct ctx *c, const struct operator_act *o)
{
    if (!sv_trim(o->reason).n)
        return fail(&c->errs, E_REFUSED, "EXEC", MSG_OPERATOR_REASON, NO_ARGS);
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        if (sv_is(o->act, acts[i].name))
            return acts[i].act(c, o) || keep(c, o) || tell(c) ? -1 : 0;
    return bad_value(c, "set-status, set-standing, set-handler");
}

/* ---- the list ---- */

static int32_t day_of(int64_t column)
{
    return column == DB_NULL ? DAY_NONE : (int32_t)column;
}

int operator_act_list(struct ctx *c, int limit, struct sv cursor, struct operator_act_view **out,
                      size_t *n_out, struct sv *next_out)
{
    struct operator_act_row *r;
    int64_t below;
    size_t n;

    *next_out = SV_NONE;
    if (!ctx_is_coordinator(c) && !person_on_committee(c->roster, c->person))
        return fail(&c->errs, E_FORBIDDEN, "EXEC", MSG_COMMITTEE_ONLY, NO_ARGS);
    if (page_below(c, "operator-acts", cursor, &below))
        return -1;
    if (db_operator_act_list(c->db, c->a, below, limit + 1, &r, &n))
        return store_failed(c);
    *n_out = n > (size_t)limit ? (size_t)limit : n;
    *out = ARENA_ARRAY(c->a, struct operator_act_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = (struct operator_act_view){r[i].id,
                                               r[i].act,
                                               r[i].subject,
                                               r[i].value,
                                               r[i].left_open,
                                               r[i].reason,
                                               r[i].at,
                                               day_of(r[i].from_day),
                                               day_of(r[i].until_day),
                                               r[i].seq};
    if (n > *n_out)
        *next_out = page_next(c, "operator-acts", r[*n_out - 1].seq);
    record_act(c, "operator_act.list");
    return 0;
}
