/* Leaving by notice: see withdrawal.h. */
#include "domain/withdrawal.h"

#include "domain/member.h"
#include "domain/publish.h"
#include "domain/status.h"
#include "rules/pointer.h"

#define AT_ONCE 200

/* An item that is not the leaver's is reported exactly as one that does not exist. */
static int retract_listed(struct ctx *c, int member, const json *list)
{
    size_t bad = c->errs.n;

    for (size_t i = 0; i < json_len(list); i++) {
        struct sv id = json_sv(json_at(list, i));
        struct item it;
        int found = item_load(c, id, &it);
        if (found < 0)
            return -1;
        if (!found || (it.facts.provider != member && it.facts.poster != member))
            errs_add(&c->errs, E_REFUSED, pointer_index(c->a, SV("/retract"), i), "LEAVE-5",
                     MSG_RETRACT_NOT_OWN, ARGS(id));
        else if (c->errs.n == bad && item_take_back(c, &it))
            return -1;
    }
    return c->errs.n == bad ? 0 : -1;
}

static int retract_row(struct ctx *c, struct sv id)
{
    struct item it;
    int found = item_load(c, id, &it);

    if (found < 0)
        return -1;
    return found ? item_take_back(c, &it) : 0;
}

static int retract_all(struct ctx *c, int member)
{
    struct item_of_provider_row *rows;
    int64_t below = SEQ_MAX;
    size_t n;

    do {
        if (db_item_of_provider(c->db, c->a, c->roster->members[member].id, below, AT_ONCE, &rows,
                                &n))
            return store_failed(c);
        for (size_t i = 0; i < n; i++) {
            if (retract_row(c, rows[i].id))
                return -1;
            below = rows[i].seq;
        }
    } while (n == AT_ONCE);
    return 0;
}

static int retract(struct ctx *c, int member, const json *what)
{
    return sv_is(json_sv(what), "all") ? retract_all(c, member) : retract_listed(c, member, what);
}

int member_withdraw(struct ctx *c, struct sv id, const json *body, struct withdrawal *out)
{
    const json *what = json_get(body, "retract");
    int member;

    if (member_find(c, id, &member) || member_administer(c, member, "LEAVE-1"))
        return -1;
    if (!member_is_classed(&c->roster->members[member]))
        return fail(&c->errs, E_REFUSED, "LEAVE-6", MSG_MEMBER_CANNOT_LEAVE, ARGS(id));
    if (retract(c, member, what))
        return -1;
    record_act(c, "member.withdraw");
    out->at = c->now;
    /* Asked of the roster as it was before: what was readable until now. */
    return obligation_of_member(c, &out->obligations, &out->nobligations) ||
                   member_change_status(c, member, STATUS_WITHDRAWN, NULL, SV("notice"), SV(""))
               ? -1
               : 0;
}
