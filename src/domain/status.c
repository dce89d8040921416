/* Changes of status and standing: see status.h. */
#include "domain/status.h"

#include "domain/credential.h"
#include "domain/item_private.h"
#include "domain/member.h"

#define LEFT_TEXT_MAX (1u << 20)

struct sv left_text(struct arena *a, const struct svs *left)
{
    struct str s;
    struct jw w;

    str_init(&s, a, LEFT_TEXT_MAX);
    jw_init(&w, &s);
    jw_arr(&w);
    for (size_t i = 0; left && i < left->n; i++)
        jw_sv(&w, left->v[i]);
    jw_end_arr(&w);
    return str_sv(&s);
}

static bool has_left(enum member_status s)
{
    return s == STATUS_WITHDRAWN || s == STATUS_EXPELLED || s == STATUS_LAPSED;
}

static bool same_list(const struct svs *a, const struct svs *b)
{
    if (a->n != (b ? b->n : 0))
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!sv_eq(a->v[i], b->v[i]))
            return false;
    return true;
}

static int check_left(struct ctx *c, enum member_status status, const struct svs *left)
{
    size_t bad = c->errs.n;
    enum item_kind kind;

    for (size_t i = 0; left && i < left->n; i++)
        if (status != STATUS_RESTRICTED ||
            (!uuid_ok(left->v[i]) && item_kind_parse(left->v[i], &kind)))
            errs_add(&c->errs, E_REFUSED, sv_fmt(c->a, "/left/%zu", i), "LEAVE-3", MSG_LEFT_UNKNOWN,
                     ARGS(left->v[i]));
    return c->errs.n == bad ? 0 : -1;
}

static int check_status(struct ctx *c, const struct member *m, enum member_status status,
                        const struct svs *left)
{
    if (has_left(status) && !member_is_classed(m))
        return fail(&c->errs, E_REFUSED, "LEAVE-6", MSG_MEMBER_CANNOT_LEAVE, ARGS(m->id));
    bool same = m->status == status && (status != STATUS_RESTRICTED || same_list(&m->left, left));
    if (same || (has_left(m->status) && status != STATUS_ACTIVE))
        return fail(&c->errs, E_CONFLICT, "WHO-12", MSG_STATUS_IS,
                    ARGS(m->id, sv_of(status_name(m->status))));
    return check_left(c, status, left);
}

/* One row a change, however many fall on one moment. */
static int note_change(struct ctx *c, const struct member *m, const char *field, const char *old,
                       const char *new, struct sv decision, struct sv reason)
{
    int64_t n = 0;

    for (int64_t at = c->now; n == 0; at++)
        n = db_status_change_insert(c->db, m->id, at, sv_of(field), sv_of(old), sv_of(new),
                                    decision, reason);
    if (n < 0)
        return store_failed(c);
    record_fact(c, "subject", m->id);
    record_fact(c, "from", sv_of(old));
    record_fact(c, "to", sv_of(new));
    record_fact(c, "decision", decision);
    record_hash(c, "reason", reason.n ? reason : SV_NONE);
    return 0;
}

static int end_credentials(struct ctx *c, const struct member *m)
{
    for (size_t i = 0; i < m->npersons; i++)
        if (credential_end_all(c, c->roster->persons[m->persons[i]].id))
            return -1;
    for (size_t i = 0; i < m->nconstituents; i++) {
        const struct constituent *con = &c->roster->constituents[m->constituents[i]];
        for (size_t k = 0; k < con->npersons; k++)
            if (credential_end_all(c, c->roster->persons[con->persons[k]].id))
                return -1;
    }
    return 0;
}

/* The member, and those whose business it is (SC-4). */
static int tell_change(struct ctx *c, const struct member *m, const char *type)
{
    int coordinator = c->roster->coordinator;

    if (event_tell(c, "member", type, SV_NONE, SV_NONE, m->id) || committee_tell(c, type))
        return -1;
    return coordinator < 0 ? 0
                           : event_tell(c, "member", type, SV_NONE, SV_NONE,
                                        c->roster->members[coordinator].id);
}

int member_change_status(struct ctx *c, int member, enum member_status status,
                         const struct svs *left, struct sv decision, struct sv reason)
{
    const struct member *m = &c->roster->members[member];

    if (check_status(c, m, status, left))
        return -1;
    if (db_member_set_status(c->db, m->id, sv_of(status_name(status)), left_text(c->a, left)) != 1)
        return store_failed(c);
    if (note_change(c, m, "status", status_name(m->status), status_name(status), decision,
                    reason) ||
        (has_left(status) && end_credentials(c, m)))
        return -1;
    if (left && left->n)
        record_hash(c, "left", left_text(c->a, left));
    return tell_change(c, m, status_name(status)) || ctx_roster_changed(c) ? -1 : 0;
}

int member_change_standing(struct ctx *c, int member, enum standing standing, struct sv decision,
                           struct sv reason)
{
    const struct member *m = &c->roster->members[member];

    if (standing != STANDING_NONE && member_is_foreign_limited(m))
        return fail(&c->errs, E_REFUSED, "WHO-11", MSG_ROSTER_FOREIGN_STANDING, ARGS(m->id));
    if (!member_is_served(m))
        return fail(&c->errs, E_CONFLICT, "WHO-12", MSG_STATUS_IS,
                    ARGS(m->id, sv_of(status_name(m->status))));
    if (m->standing == standing)
        return fail(&c->errs, E_CONFLICT, "WHO-8", MSG_STANDING_IS,
                    ARGS(m->id, sv_of(standing_name(standing))));
    if (db_member_set_standing(c->db, m->id, sv_of(standing_name(standing))) != 1)
        return store_failed(c);
    return note_change(c, m, "standing", standing_name(m->standing), standing_name(standing),
                       decision, reason) ||
                   tell_change(c, m, "standing") || ctx_roster_changed(c)
               ? -1
               : 0;
}
