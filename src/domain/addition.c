/* Additions: see addition.h. */
#include "domain/addition.h"

#include <string.h>

#include "domain/publish.h"
#include "domain/sharing.h"

#define DAY_MS ((int64_t)24 * 3600000)

static int64_t time_or_none(int64_t column)
{
    return column == DB_NULL ? TIME_NONE : column;
}

static void view(const struct addition_row *row, struct addition_view *v)
{
    *v = (struct addition_view){.id = row->id,
                                .item = row->item,
                                .constituent = row->constituent,
                                .via = row->via,
                                .persons = row->persons,
                                .emergency = row->emergency,
                                .reason = row->reason,
                                .told_at = time_or_none(row->told_at),
                                .at = row->at,
                                .register_by = time_or_none(row->register_by),
                                .state = row->state};
}

/* ---- opening ---- */

static void refuse(struct ctx *c, struct sv pointer, enum msg m)
{
    errs_add(&c->errs, E_REFUSED, pointer, "ACC-10", m, NO_ARGS);
}

/* Is the intermediary reached: by a term of the scope, or of a consent that stands? */
static bool reached(const struct ctx *c, const struct item *it, int via)
{
    const struct scope *s = &it->facts.scope;

    for (size_t i = 0; i < s->ninclude; i++)
        if (term_reaches_member(c->roster, &s->include[i], via, s->as_of, false))
            return true;
    for (size_t i = 0; i < it->facts.ngrants; i++) {
        const struct grant *g = &it->facts.grants[i];
        bool stands = g->kind == GRANT_CONSENT && g->open && (g->until == TIME_NONE || c->now < g->until);
        if (stands && term_reaches_member(c->roster, &g->term, via, DAY_NONE, false))
            return true;
    }
    return false;
}

static bool excluded(const struct ctx *c, const struct item *it, int constituent, int via)
{
    const struct item_facts *f = &it->facts;

    for (size_t i = 0; i < f->scope.nexclude; i++) {
        const struct term *t = &f->scope.exclude[i];
        if (t->kind == TERM_CATEGORY && t->value == (int)c->roster->constituents[constituent].category)
            return true;
    }
    return scope_excludes_member(c->roster, &f->scope, f->subjects, f->nsubjects, via);
}

/* Through whom, and whom; -1 where there is nothing to go on with. */
static int check_through(struct ctx *c, const struct item *it, const struct addition_row *row)
{
    int via = roster_member(c->roster, row->via), who = roster_constituent(c->roster, row->constituent);

    if (via < 0 || c->roster->members[via].status != STATUS_ACTIVE)
        refuse(c, SV("/via"), MSG_ADDITION_VIA);
    if (who < 0 || c->roster->constituents[who].via != via)
        refuse(c, SV("/constituent"), MSG_ADDITION_CONSTITUENT);
    if (c->errs.n)
        return -1;
    if (excluded(c, it, who, via) || !reached(c, it, via))
        refuse(c, SV("/via"), MSG_ADDITION_BEYOND_SCOPE);
    return who;
}

/* The persons as stated, all of them the non-member's; as JSON. */
static struct sv read_persons(struct ctx *c, const json *list, int constituent)
{
    struct str s;
    struct jw w;

    str_init(&s, c->a, 1u << 20);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; i < json_len(list); i++) {
        int p = roster_person(c->roster, json_sv(json_at(list, i)));
        if (p < 0 || c->roster->persons[p].constituent != constituent)
            refuse(c, sv_fmt(c->a, "/persons/%zu", i), MSG_ADDITION_PERSON);
        else
            jw_sv(&w, c->roster->persons[p].id);
    }
    jw_end_arr(&w);
    return str_sv(&s);
}

/* A secret goes out in an emergency only, with its reason, to who was told of the duty that follows. */
static void check_emergency(struct ctx *c, const struct item *it, const struct addition_row *row)
{
    if (row->told_at != DB_NULL && row->told_at > c->now)
        refuse(c, SV("/told_at"), MSG_ADDITION_TOLD_LATER);
    if (!it->facts.secret)
        return;
    if (!row->emergency)
        refuse(c, SV("/emergency"), MSG_ADDITION_EMERGENCY);
    if (!sv_trim(row->reason).n)
        refuse(c, SV("/reason"), MSG_ADDITION_REASON);
    if (row->told_at == DB_NULL)
        refuse(c, SV("/told_at"), MSG_ADDITION_TOLD);
}

static int read_addition(struct ctx *c, const struct item *it, const json *body, struct addition_row *row)
{
    int64_t told;

    memset(row, 0, sizeof *row);
    row->constituent = json_get_sv(body, "constituent");
    row->via = json_get_sv(body, "via");
    row->emergency = json_bool(json_get(body, "emergency"), false);
    row->reason = json_get_sv(body, "reason");
    if (!row->reason.p)
        row->reason = SV("");
    row->told_at = time_parse(json_get_sv(body, "told_at"), &told) ? DB_NULL : told;
    int who = check_through(c, it, row);
    if (who >= 0)
        row->persons = read_persons(c, json_get(body, "persons"), who);
    check_emergency(c, it, row);
    return c->errs.n ? -1 : 0;
}

static void record_addition(struct ctx *c, const char *act, const struct addition_row *row)
{
    record_act(c, act);
    record_fact(c, "addition", row->id);
    record_fact(c, "item", row->item);
    record_fact(c, "constituent", row->constituent);
    record_fact(c, "via", row->via);
}

/* The provider and the intermediary are told. */
static int tell(struct ctx *c, const struct item *it, const struct addition_row *row, const char *type)
{
    if (event_tell(c, "item", type, it->row.id, SV_NONE, it->row.provider))
        return -1;
    return sv_eq(row->via, it->row.provider) ? 0 : event_tell(c, "item", type, it->row.id, SV_NONE, row->via);
}

/* Whoever may read the item may know that it is the coordinator's to do. */
static int must_be_coordinator(struct ctx *c)
{
    return ctx_is_coordinator(c) ? 0 : fail(&c->errs, E_FORBIDDEN, "ACC-10", MSG_COORDINATOR_ONLY, NO_ARGS);
}

int addition_open(struct ctx *c, struct sv item, const json *body, struct addition_view *out)
{
    struct addition_row row;
    struct item it;

    if (item_find(c, item, &it) || must_be_coordinator(c) || item_must_be_out(c, &it) ||
        read_addition(c, &it, body, &row))
        return -1;
    row.id = uuid_new(c->a);
    row.item = it.row.id;
    row.at = c->now;
    row.state = SV("open");
    row.register_by = it.facts.secret ? c->now + parameter(c, "registration_days", 7) * DAY_MS : DB_NULL;
    if (db_addition_insert(c->db, &row) != 1)
        return store_failed(c);
    if (item_regrant(c, &it) || item_tell(c, &it, "shared") || tell(c, &it, &row, "added"))
        return -1;
    record_addition(c, "addition.open", &row);
    view(&row, out);
    return 0;
}

/* ---- afterwards ---- */

/* The addition, to who may read its item. */
static int find(struct ctx *c, struct sv id, struct addition_row *row, struct item *it)
{
    int found = db_addition_by_id(c->db, c->a, id, row);

    if (found < 0)
        return store_failed(c);
    return found ? item_find(c, row->item, it) : not_found(c);
}

/* Who was let in besides is for the provider and the coordinator (leaks.md, L-21). */
static int may_see(struct ctx *c, const struct item *it)
{
    return item_sees_all(it) ? 0 : fail(&c->errs, E_FORBIDDEN, "ACC-10", MSG_ADDITION_NOT_YOURS, NO_ARGS);
}

int addition_get(struct ctx *c, struct sv id, struct addition_view *out)
{
    struct addition_row row;
    struct item it;

    if (find(c, id, &row, &it))
        return -1;
    if (!item_sees_all(&it))
        return not_found(c);
    record_act(c, "addition.read");
    record_fact(c, "addition", row.id);
    view(&row, out);
    return 0;
}

int addition_list(struct ctx *c, struct sv item, struct addition_view **out, size_t *n_out)
{
    struct addition_row *rows;
    struct item it;

    if (item_find(c, item, &it) || may_see(c, &it))
        return -1;
    if (db_addition_of_item(c->db, c->a, it.row.id, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct addition_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        view(&rows[i], &(*out)[i]);
    record_act(c, "addition.list");
    record_fact(c, "item", it.row.id);
    return 0;
}

int addition_close(struct ctx *c, struct sv id, struct addition_view *out)
{
    struct addition_row row;
    struct item it;

    if (find(c, id, &row, &it))
        return -1;
    if (!ctx_is_coordinator(c)) /* an addition is known to who sees the scope */
        return item_sees_all(&it) ? must_be_coordinator(c) : not_found(c);
    if (sv_is(row.state, "closed"))
        return fail(&c->errs, E_CONFLICT, "ACC-10", MSG_ADDITION_CLOSED, NO_ARGS);
    if (db_addition_set_state(c->db, row.id, SV("closed")) != 1)
        return store_failed(c);
    row.state = SV("closed");
    if (item_regrant(c, &it) || tell(c, &it, &row, "addition_closed"))
        return -1;
    record_addition(c, "addition.close", &row);
    view(&row, out);
    return 0;
}

/* ---- registrations ---- */

struct registered {
    bool all;
    int64_t last; /* when the last of them was entered */
};

static int look_at(struct ctx *c, int person, struct registered *r)
{
    struct registration_first_row row;

    if (person < 0 || !c->roster->persons[person].handler) {
        r->all = false;
        return 0;
    }
    if (db_registration_first(c->db, c->a, c->roster->persons[person].id, &row) != 1)
        return store_failed(c);
    if (row.at != DB_NULL && row.at > r->last)
        r->last = row.at;
    return 0;
}

/* Of the persons named; where none is named, of all of the non-member's. */
static int registrations(struct ctx *c, const struct addition_row *row, struct registered *r)
{
    int who = roster_constituent(c->roster, row->constituent);
    json *list;

    *r = (struct registered){true, row->at};
    if (json_parse(c->a, row->persons, &list, &c->errs))
        return -1;
    for (size_t i = 0; i < json_len(list); i++)
        if (look_at(c, roster_person(c->roster, json_sv(json_at(list, i))), r))
            return -1;
    if (json_len(list) || who < 0)
        return 0;
    const struct constituent *con = &c->roster->constituents[who];
    r->all = con->npersons > 0;
    for (size_t i = 0; i < con->npersons; i++)
        if (look_at(c, con->persons[i], r))
            return -1;
    return 0;
}

/* Is it known whether they were registered in time?  1, 0, -1. */
static int is_over(struct ctx *c, const struct addition_row *row, bool *late_out)
{
    struct registered r;

    if (!sv_is(row->state, "open") || row->register_by == DB_NULL)
        return 0;
    if (registrations(c, row, &r))
        return -1;
    *late_out = (r.all ? r.last : c->now) > row->register_by;
    return r.all || *late_out;
}

/* A registration later than the set period is flagged, and stays so. */
static int flag(struct ctx *c, struct addition_row *row, bool late)
{
    int coordinator = c->roster->coordinator;
    struct item it;

    row->state = late ? SV("late") : SV("registered");
    if (item_load(c, row->item, &it) != 1 || db_addition_set_state(c->db, row->id, row->state) != 1)
        return store_failed(c);
    record_addition(c, late ? "addition.late" : "addition.registered", row);
    if (late && coordinator >= 0 && coordinator != it.facts.provider &&
        event_tell(c, "item", "registration_late", it.row.id, SV_NONE, c->roster->members[coordinator].id))
        return -1;
    return tell(c, &it, row, late ? "registration_late" : "registered");
}

int addition_settle(struct ctx *c, void *arg)
{
    const struct sv *id = arg;
    struct addition_row row;
    bool late;

    if (db_addition_by_id(c->db, c->a, *id, &row) != 1)
        return store_failed(c);
    int over = is_over(c, &row, &late);
    return over == 1 ? flag(c, &row, late) : over;
}

int addition_due(struct ctx *c, struct sv **out, size_t *n_out)
{
    struct addition_row *rows;
    size_t n;
    bool late;

    *n_out = 0;
    if (db_addition_waiting(c->db, c->a, &rows, &n))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct sv, n + 1);
    for (size_t i = 0; i < n; i++) {
        int over = is_over(c, &rows[i], &late);
        if (over < 0)
            return -1;
        if (over)
            (*out)[(*n_out)++] = rows[i].id;
    }
    return 0;
}
