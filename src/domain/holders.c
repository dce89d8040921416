/* Who held a registration on a day. */
#include "domain/holders.h"

#include "domain/item_private.h"

static int32_t day_or_open(int64_t column)
{
    return column == DB_NULL ? DAY_NONE : (int32_t)column;
}

static bool holds_on(const struct registration_of_member_row *row, int32_t day)
{
    int32_t from = day_or_open(row->from_day), until = day_or_open(row->until_day);

    return row->holds && (from == DAY_NONE || from <= day) && (until == DAY_NONE || day <= until);
}

int holders_on(struct ctx *c, struct sv member, int32_t day, struct holder **out, size_t *n_out)
{
    struct registration_of_member_row *rows;
    int m = roster_member(c->roster, member);
    size_t n;

    if (m < 0 || (m != c->member && !ctx_is_coordinator(c)))
        return not_found(c);
    if (day == DAY_NONE)
        day = c->today;
    if (db_registration_of_member(c->db, c->a, member, time_of_day(day + 1), &rows, &n))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct holder, n + 1);
    *n_out = 0;
    for (size_t i = 0; i < n; i++) {
        /* Rows stand by person and time: the last of a person is what was in force. */
        if ((i + 1 < n && sv_eq(rows[i].person, rows[i + 1].person)) || !holds_on(&rows[i], day))
            continue;
        (*out)[(*n_out)++] = (struct holder){rows[i].person, rows[i].name, day_or_open(rows[i].from_day),
                                             day_or_open(rows[i].until_day), rows[i].at};
    }
    record_act(c, "member.holders");
    record_fact(c, "of", member);
    return 0;
}
