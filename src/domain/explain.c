/* Why somebody may read something. */
#include "domain/explain.h"

#include "domain/item_private.h"
#include "rules/post.h"

static void decide_for(struct ctx *c, int person, struct item *it, struct explanation *out)
{
    int asks = c->person;

    c->person = person;
    out->may = item_decide(c, it);
    c->person = asks;
    out->line = it->decision.line;
    out->rule = it->decision.rule;
    out->outside_scope = it->decision.outside_scope;
    out->reached_by =
        it->decision.has_term ? term_json(c->a, c->roster, &it->decision.reached_by) : SV_NONE;
}

int policy_explain(struct ctx *c, struct sv person, struct sv item, struct explanation *out)
{
    int who = roster_person(c->roster, person);
    struct item it;

    if (who < 0)
        return fail(&c->errs, E_NOT_FOUND, NULL, MSG_CLI_NO_PERSON, ARGS(person));
    int found = item_load(c, item, &it);
    if (found < 0)
        return -1;
    if (!found)
        return not_found(c);
    record_act(c, "policy.explain");
    record_fact(c, "item", it.row.id);
    record_fact(c, "of", c->roster->persons[who].id);
    decide_for(c, who, &it, out);
    return 0;
}
