/* Assessments: see assessment.h. */
#include "domain/assessment.h"

#include "domain/feedback_private.h"
#include "domain/member.h"
#include "domain/record.h"
#include "domain/sharing.h"

static struct assessment_view view(const struct assessment_row *row)
{
    return (struct assessment_view){row->item, row->member, row->stance, row->confidence, row->text, row->at};
}

static int may_give(struct ctx *c, const struct item *it)
{
    if (!is_class1(c) || item_is_own(it))
        return fail(&c->errs, E_FORBIDDEN, "FB-2", MSG_ASSESSMENT_NOT_YOURS, NO_ARGS);
    return item_must_be_out(c, it);
}

int assessment_give(struct ctx *c, struct sv item, const json *body, struct assessment_view *out)
{
    struct assessment_last_row last;
    struct item it;

    if (item_find(c, item, &it) || may_give(c, &it))
        return -1;
    struct assessment_row row = {.item = it.row.id, .member = c->roster->members[c->member].id};
    int found = db_assessment_last(c->db, c->a, row.item, row.member, &last);
    if (found < 0)
        return store_failed(c);
    row.at = after(c, found ? last.at : DB_NULL);
    row.person = c->roster->persons[c->person].id;
    row.stance = json_get_sv(body, "stance");
    row.confidence = json_get_sv(body, "confidence");
    row.text = json_get_sv(body, "text");
    if (db_assessment_insert(c->db, &row) != 1)
        return store_failed(c);
    record_act(c, "assessment.give");
    record_fact(c, "item", row.item);
    record_fact(c, "stance", row.stance);
    *out = view(&row);
    return event_tell(c, "feedback", "assessed", row.item, SV_NONE, SV_NONE);
}

int assessment_list(struct ctx *c, struct sv item, struct assessment_view **out, size_t *n_out)
{
    struct assessment_row *rows;
    struct item it;

    if (item_find_text(c, item, &it))
        return -1;
    if (!feedback_sees_all(c, &it))
        return fail(&c->errs, E_FORBIDDEN, "FB-6", MSG_ASSESSMENTS_NOT_SHOWN, NO_ARGS);
    if (db_assessment_list(c->db, c->a, it.row.id, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct assessment_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++) {
        int m = roster_member(c->roster, rows[i].member);
        (*out)[i] = view(&rows[i]);
        if (m < 0 || !member_is_known(c, m))
            (*out)[i].member = SV_NONE;
    }
    record_act(c, "assessment.list");
    record_fact(c, "item", it.row.id);
    return 0;
}
