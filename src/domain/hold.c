/* Held items: approval by the own member (WHO-3), release by the coordinator (POST-11). */
#include "domain/publish.h"

static int decision_of(const json *body, bool *approve)
{
    *approve = sv_is(json_get_sv(body, "decision"), "approve");
    return 0;
}

/* An approver of the member that posted; for a secret a registered handler. */
static int may_approve(struct ctx *c, const struct item *it)
{
    const struct person *p = &c->roster->persons[c->person];

    if (c->member != it->facts.poster || !p->approver)
        return fail(&c->errs, E_FORBIDDEN, "WHO-3", MSG_APPROVER_ONLY, NO_ARGS);
    if (it->facts.secret && !person_is_handler(p, c->today))
        return fail(&c->errs, E_FORBIDDEN, "ACC-2", MSG_APPROVER_NO_HANDLER, NO_ARGS);
    return 0;
}

static int set_state(struct ctx *c, struct item *it, enum item_state state)
{
    it->row.state = sv_of(item_state_name(state));
    it->row.at_release = state == STATE_AWAITING_RELEASE || (state == STATE_REFUSED && it->row.at_release);
    if (state == STATE_PUBLISHED && item_publish(c, it))
        return -1;
    return 0;
}

static int move(struct ctx *c, struct item *it, enum item_state state, const char *act, const char *type,
                const json *body, struct item_view *out)
{
    struct sv reason = json_get_sv(body, "reason");

    if (search_take(c, it) || set_state(c, it, state) || item_save(c, it) || search_put(c, it))
        return -1;
    record_act(c, act);
    record_item(c, it);
    if (reason.p) {
        struct hash h = sha256(reason);
        record_fact(c, "reason", hex_of(c->a, h.b, sizeof h.b));
    }
    return item_tell(c, it, type) || item_answer(c, it, out) ? -1 : 0;
}

/* The post checked again, as of now, in the name of who posted it. */
static int check_again(struct ctx *c, const struct item *it, enum item_state *state_out)
{
    int poster = roster_person(c->roster, it->row.person);
    const json *body;
    struct draft d;

    if (poster < 0)
        return store_failed(c);
    if (draft_rebuild(c, it, &body) || draft_read(c, body, poster, &d))
        return -1;
    *state_out = d.hidden_origin ? STATE_AWAITING_RELEASE : d.state == STATE_EMBARGOED ? STATE_EMBARGOED : STATE_PUBLISHED;
    return 0;
}

int item_approve(struct ctx *c, struct sv id, const json *body, struct item_view *out)
{
    enum item_state state = STATE_REFUSED;
    struct item it;
    bool approve;

    if (item_find(c, id, &it) || may_approve(c, &it) || decision_of(body, &approve))
        return -1;
    if (it.facts.state != STATE_AWAITING_APPROVAL)
        return fail(&c->errs, E_CONFLICT, "WHO-3", MSG_NOT_AWAITING_APPROVAL, NO_ARGS);
    if (approve && check_again(c, &it, &state))
        return -1;
    return move(c, &it, state, approve ? "item.approve" : "item.refuse",
                state == STATE_PUBLISHED ? "published" : "held", body, out);
}

/* What a release makes of the item: its time may not have come yet. */
static enum item_state released_state(struct ctx *c, const struct item *it)
{
    bool waits = it->row.embargo_until != DB_NULL && it->row.embargo_until > c->now;

    return waits ? STATE_EMBARGOED : STATE_PUBLISHED;
}

int item_release(struct ctx *c, struct sv id, const json *body, struct item_view *out)
{
    struct item it;
    bool approve;

    if (item_find(c, id, &it) || decision_of(body, &approve))
        return -1;
    if (!ctx_is_coordinator(c))
        return fail(&c->errs, E_FORBIDDEN, "POST-11", MSG_COORDINATOR_ONLY, NO_ARGS);
    if (it.facts.state != STATE_AWAITING_RELEASE)
        return fail(&c->errs, E_CONFLICT, "POST-11", MSG_NOT_AWAITING_RELEASE, NO_ARGS);
    enum item_state state = approve ? released_state(c, &it) : STATE_REFUSED;
    return move(c, &it, state, approve ? "item.release" : "item.release_refused",
                state == STATE_PUBLISHED ? "published" : "held", body, out);
}
