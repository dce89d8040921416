/* Acknowledgements: see acknowledgement.h. */
#include "domain/acknowledgement.h"

#include <string.h>

#include "domain/feedback_private.h"
#include "domain/record.h"
#include "domain/sharing.h"

static const char *const names[ACK_COUNT] = {NULL, "seen", "acknowledged", "done"};

const char *ack_name(enum ack a)
{
    return names[a];
}

static enum ack parse(struct sv s)
{
    for (int a = ACK_SEEN; a < ACK_COUNT; a++)
        if (sv_is(s, names[a]))
            return (enum ack)a;
    return ACK_NONE;
}

/* ---- setting ---- */

static int may_set(struct ctx *c, const struct item *it)
{
    if (it->facts.kind != KIND_EARLY_WARNING)
        return fail(&c->errs, E_REFUSED, "EW-2", MSG_ACK_NOT_WARNING, NO_ARGS);
    if (item_is_own(it))
        return fail(&c->errs, E_FORBIDDEN, "EW-2", MSG_ACK_OWN, NO_ARGS);
    return item_must_be_out(c, it);
}

int acknowledgement_set(struct ctx *c, struct sv item, const json *body, struct ack_line *out)
{
    struct sv person = c->roster->persons[c->person].id;
    enum ack state = parse(json_get_sv(body, "state"));
    struct acknowledgement_get_row row;
    struct item it;

    if (item_find(c, item, &it) || may_set(c, &it))
        return -1;
    int found = db_acknowledgement_get(c->db, c->a, it.row.id, person, &row);
    if (found < 0)
        return store_failed(c);
    record_act(c, "warning.acknowledge");
    record_fact(c, "item", it.row.id);
    if (found && parse(row.state) >= state) {
        *out = (struct ack_line){it.row.id, parse(row.state), row.at};
        return 0;
    }
    record_fact(c, "state", sv_of(names[state]));
    *out = (struct ack_line){it.row.id, state, c->now};
    if (db_acknowledgement_set(c->db, it.row.id, person, sv_of(names[state]), c->now) < 0)
        return store_failed(c);
    return event_tell(c, "warning", "acknowledged", it.row.id, SV_NONE, it.row.provider);
}

/* ---- the board ---- */

struct lines { /* by member and by non-member of the roster */
    struct ack_line *members, *constituents;
    bool *listed_members, *listed_constituents;
};

static void put(struct ack_line *line, enum ack state, int64_t at)
{
    if (state > line->state || (state == line->state && at < line->at)) {
        line->state = state;
        line->at = at;
    }
}

static int take_answers(struct ctx *c, struct sv item, struct lines *l)
{
    struct acknowledgement_list_row *rows;
    size_t n;

    if (db_acknowledgement_list(c->db, c->a, item, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        int p = roster_person(c->roster, rows[i].person);
        if (p < 0)
            continue;
        int m = c->roster->persons[p].member, x = c->roster->persons[p].constituent;
        if (m >= 0) {
            put(&l->members[m], parse(rows[i].state), rows[i].at);
            l->listed_members[m] = true;
        } else if (x >= 0) {
            put(&l->constituents[x], parse(rows[i].state), rows[i].at);
            l->listed_constituents[x] = true;
        }
    }
    return 0;
}

static void take_reached(struct ctx *c, const struct item *it, struct lines *l)
{
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        struct audience au;
        if ((int)m == it->facts.provider || c->roster->members[m].office == OFFICE_COORDINATOR)
            continue;
        policy_audience(c->roster, (int)m, &it->facts, c->now, c->today, &au);
        l->listed_members[m] = l->listed_members[m] || au.persons > 0;
    }
}

static void add_line(struct ack_board *b, const struct ack_line *line)
{
    b->lines[b->n++] = *line;
    b->reached++;
    for (int a = ACK_SEEN; a <= (int)line->state; a++)
        b->at_least[a]++;
}

static void lines_init(struct ctx *c, struct lines *l)
{
    const struct roster *r = c->roster;

    l->members = ARENA_ARRAY(c->a, struct ack_line, r->nmembers + 1);
    l->constituents = ARENA_ARRAY(c->a, struct ack_line, r->nconstituents + 1);
    l->listed_members = ARENA_ARRAY(c->a, bool, r->nmembers + 1);
    l->listed_constituents = ARENA_ARRAY(c->a, bool, r->nconstituents + 1);
    for (size_t m = 0; m < r->nmembers; m++)
        l->members[m] = (struct ack_line){r->members[m].id, ACK_NONE, TIME_NONE};
    for (size_t x = 0; x < r->nconstituents; x++)
        l->constituents[x] = (struct ack_line){r->constituents[x].id, ACK_NONE, TIME_NONE};
}

int acknowledgement_board(struct ctx *c, struct sv item, struct ack_board *out)
{
    const struct roster *r = c->roster;
    struct lines l;
    struct item it;

    memset(out, 0, sizeof *out);
    if (item_find_text(c, item, &it))
        return -1;
    if (it.facts.kind != KIND_EARLY_WARNING)
        return fail(&c->errs, E_REFUSED, "EW-2", MSG_ACK_NOT_WARNING, NO_ARGS);
    lines_init(c, &l);
    if (take_answers(c, it.row.id, &l))
        return -1;
    out->act_by = it.row.act_by == DB_NULL ? TIME_NONE : it.row.act_by;
    out->lines = ARENA_ARRAY(c->a, struct ack_line, r->nmembers + r->nconstituents + 1);
    if (item_sees_all(&it)) {
        take_reached(c, &it, &l);
        for (size_t m = 0; m < r->nmembers; m++)
            if (l.listed_members[m])
                add_line(out, &l.members[m]);
        for (size_t x = 0; x < r->nconstituents; x++)
            if (l.listed_constituents[x])
                add_line(out, &l.constituents[x]);
    } else {
        int x = r->persons[c->person].constituent;
        add_line(out, c->member >= 0 ? &l.members[c->member] : &l.constituents[x]);
    }
    record_act(c, "warning.board");
    record_fact(c, "item", it.row.id);
    return 0;
}
