/* Feedback: see feedback.h. */
#include "domain/feedback.h"

#include <string.h>

#include "domain/feedback_private.h"
#include "domain/member.h"
#include "domain/record.h"
#include "domain/sharing.h"

#define STEP 5 /* counts move by so many answers, so that no single one can be told from them */

bool is_class1(const struct ctx *c)
{
    return c->member >= 0 && c->roster->members[c->member].standing == STANDING_CLASS1;
}

bool is_class1_group(const struct ctx *c)
{
    return is_class1(c) || ctx_is_coordinator(c);
}

bool feedback_sees_all(const struct ctx *c, const struct item *it)
{
    return item_is_own(it) || is_class1_group(c);
}

int item_find_text(struct ctx *c, struct sv id, struct item *it)
{
    if (item_find(c, id, it))
        return -1;
    return it->facts.state == STATE_RETRACTED && !item_sees_all(it) ? not_found(c) : 0;
}

int64_t after(const struct ctx *c, int64_t last_at)
{
    return last_at == DB_NULL || last_at < c->now ? c->now : last_at + 1;
}

/* ---- counting ---- */

struct tally {
    const struct feedback_row **latest; /* by member of the roster */
    size_t answered;                    /* members */
    struct feedback_counts now, shown;
    size_t shown_at; /* answers when SHOWN was taken */
};

static int64_t *counter(struct feedback_counts *n, struct sv answer)
{
    return sv_is(answer, "seen") ? &n->seen : sv_is(answer, "not_seen") ? &n->not_seen : &n->unknown;
}

static void tally_add(struct tally *t, int member, const struct feedback_row *row)
{
    const struct feedback_row *before = t->latest[member];

    if (before)
        --*counter(&t->now, before->answer);
    ++*counter(&t->now, row->answer);
    t->latest[member] = row;
    if (before)
        return;
    t->answered++;
    if (t->answered % STEP == 0) {
        t->shown = t->now;
        t->shown_at = t->answered;
    }
}

static int tally_make(struct ctx *c, struct sv item, struct tally *t)
{
    struct feedback_row *rows;
    size_t n;

    memset(t, 0, sizeof *t);
    t->latest = ARENA_ARRAY(c->a, const struct feedback_row *, c->roster->nmembers);
    if (db_feedback_all(c->db, c->a, item, &rows, &n))
        return store_failed(c);
    for (size_t i = 0; i < n; i++) {
        int m = roster_member(c->roster, rows[i].member);
        if (m >= 0)
            tally_add(t, m, &rows[i]);
    }
    return 0;
}

/* ---- who owes ---- */

struct owed {
    int64_t due, missing; /* due: TIME_NONE where nobody owes */
    struct sv *late;
    size_t nlate;
};

/* Of those who owed at publication: who may read still and has not answered. */
static int owed_of(struct ctx *c, const struct item *it, const struct tally *t, struct owed *o)
{
    struct feedback_due_list_row *rows;
    size_t n;

    if (db_feedback_due_list(c->db, c->a, it->row.id, &rows, &n))
        return store_failed(c);
    *o = (struct owed){.due = TIME_NONE, .late = ARENA_ARRAY(c->a, struct sv, n + 1)};
    for (size_t i = 0; i < n; i++) {
        int m = roster_member(c->roster, rows[i].member);
        struct audience au;
        o->due = rows[i].due;
        if (m < 0 || t->latest[m])
            continue;
        policy_audience(c->roster, m, &it->facts, c->now, c->today, &au);
        if (!au.persons)
            continue;
        o->missing++;
        if (rows[i].due < c->now && member_is_known(c, m)) /* JOIN-8 */
            o->late[o->nlate++] = rows[i].member;
    }
    return 0;
}

static int my_due(struct ctx *c, const struct item *it, int64_t *out)
{
    struct feedback_due_get_row row;

    *out = TIME_NONE;
    if (c->member < 0)
        return 0;
    int found = db_feedback_due_get(c->db, c->a, it->row.id, c->roster->members[c->member].id, &row);
    if (found < 0)
        return store_failed(c);
    if (found)
        *out = row.due;
    return 0;
}

/* ---- views ---- */

static struct feedback_answer answer_of(const struct feedback_row *row)
{
    return (struct feedback_answer){row->member,
                                    row->answer,
                                    row->count == DB_NULL ? FEEDBACK_NO_COUNT : row->count,
                                    row->first_seen == DB_NULL ? TIME_NONE : row->first_seen,
                                    row->comment,
                                    row->at};
}

static int whole_view(struct ctx *c, const struct item *it, const struct tally *t, struct feedback_view *v)
{
    struct owed owed;

    if (owed_of(c, it, t, &owed))
        return -1;
    v->due = owed.due;
    v->has_counts = true;
    v->counts = t->now;
    v->counts.missing = owed.missing;
    v->complete = owed.missing == 0;
    v->late = owed.late;
    v->nlate = owed.nlate;
    v->answers = ARENA_ARRAY(c->a, struct feedback_answer, t->answered + 1);
    for (size_t m = 0; m < c->roster->nmembers; m++) {
        if (!t->latest[m])
            continue;
        struct feedback_answer *a = &v->answers[v->nanswers++];
        *a = answer_of(t->latest[m]);
        if (!member_is_known(c, (int)m))
            a->member = SV_NONE;
    }
    return 0;
}

/* FB-6: counts only, in steps, and none below a number of the rulebook. */
static int small_view(struct ctx *c, const struct item *it, const struct tally *t, struct feedback_view *v)
{
    v->has_counts = t->shown_at > 0 && (int64_t)t->shown_at >= parameter(c, "counts_shown_from", STEP);
    v->counts = t->shown;
    v->counts.missing = -1;
    return my_due(c, it, &v->due);
}

static int view(struct ctx *c, const struct item *it, const struct tally *t, struct feedback_view *v)
{
    memset(v, 0, sizeof *v);
    v->whole = feedback_sees_all(c, it);
    if (c->member >= 0 && t->latest[c->member]) {
        v->has_mine = true;
        v->mine = answer_of(t->latest[c->member]);
    }
    return v->whole ? whole_view(c, it, t, v) : small_view(c, it, t, v);
}

int feedback_read(struct ctx *c, struct sv item, struct feedback_view *out)
{
    struct tally t;
    struct item it;

    if (item_find_text(c, item, &it) || tally_make(c, it.row.id, &t) || view(c, &it, &t, out))
        return -1;
    record_act(c, "feedback.read");
    record_fact(c, "item", it.row.id);
    return 0;
}

/* ---- giving ---- */

/* A member answers what others provided to the task force; a non-member and a minimal access do not. */
static int may_give(struct ctx *c, const struct item *it)
{
    if (c->member < 0 || item_is_own(it) || it->decision.line == 6)
        return fail(&c->errs, E_FORBIDDEN, "FB-1", MSG_FEEDBACK_NOT_YOURS, NO_ARGS);
    if (!scope_has_standing(&it->facts.scope))
        return fail(&c->errs, E_FORBIDDEN, "FB-1", MSG_FEEDBACK_NOT_TASKFORCE, NO_ARGS);
    return item_must_be_out(c, it);
}

static int give(struct ctx *c, const struct item *it, const json *body, const struct feedback_row *before)
{
    const json *count = json_get(body, "count");
    struct feedback_row row = {.item = it->row.id, .latest = 1};
    int64_t first;

    row.member = c->roster->members[c->member].id;
    row.person = c->roster->persons[c->person].id;
    row.at = after(c, before ? before->at : DB_NULL);
    row.answer = json_get_sv(body, "answer");
    row.count = json_kind(count) == JSON_IS_INT ? json_int(count, 0) : DB_NULL;
    row.first_seen = time_parse(json_get_sv(body, "first_seen"), &first) ? DB_NULL : first;
    row.comment = json_get_sv(body, "comment");
    if (db_feedback_supersede(c->db, row.item, row.member) < 0 || db_feedback_insert(c->db, &row) != 1)
        return store_failed(c);
    record_act(c, "feedback.give");
    record_fact(c, "item", row.item);
    record_fact(c, "answer", row.answer);
    return event_tell(c, "feedback", "answered", row.item, SV_NONE, SV_NONE);
}

/* FB-3: the provider is told when the last of those who owe has answered. */
static int tell_complete(struct ctx *c, const struct item *it, const struct tally *t)
{
    struct owed owed;
    int64_t mine;

    if (my_due(c, it, &mine))
        return -1;
    if (mine == TIME_NONE)
        return 0;
    if (owed_of(c, it, t, &owed))
        return -1;
    return owed.missing ? 0 : event_tell(c, "feedback", "complete", it->row.id, SV_NONE, it->row.poster);
}

int feedback_give(struct ctx *c, struct sv item, const json *body, struct feedback_view *out)
{
    struct tally before, t;
    struct item it;

    if (item_find(c, item, &it) || may_give(c, &it) || tally_make(c, it.row.id, &before) ||
        give(c, &it, body, before.latest[c->member]) || tally_make(c, it.row.id, &t))
        return -1;
    if (!before.latest[c->member] && tell_complete(c, &it, &t))
        return -1;
    return view(c, &it, &t, out);
}
