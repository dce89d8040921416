/* Persons of a member: see person.h. */
#include "domain/person.h"

#include "domain/credential.h"
#include "domain/item_private.h"
#include "domain/member.h"
#include "domain/names.h"
#include "domain/page.h"
#include "rules/pointer.h"

#define OWNER_IN_ID 50 /* of an id of 64 */

/* ---- who may see them ---- */

static int find_for_reading(struct ctx *c, struct sv member_id, int *member_out)
{
    if (member_find(c, member_id, member_out))
        return -1;
    return ctx_is_coordinator(c) ? 0 : member_administer(c, *member_out, "WHO-2");
}

static bool is_listed(const struct ctx *c, size_t i, const void *arg)
{
    const struct person *p = &c->roster->persons[i];

    return p->member == *(const int *)arg && !p->ended;
}

int person_list(struct ctx *c, struct sv member_id, int limit, struct sv cursor,
                struct person_view **out, size_t *n_out, struct sv *next_out)
{
    int member, *found;

    if (find_for_reading(c, member_id, &member))
        return -1;
    struct page p = {.of = "persons",
                     .part = member_id,
                     .n = c->roster->npersons,
                     .shown = is_listed,
                     .arg = &member,
                     .limit = limit,
                     .cursor = cursor};
    if (page_read(c, &p, &found, n_out, next_out))
        return -1;
    *out = ARENA_ARRAY(c->a, struct person_view, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i].is = c->roster->persons[found[i]];
    record_act(c, "person.list");
    record_fact(c, "subject", c->roster->members[member].id);
    return 0;
}

static int find_of(struct ctx *c, int member, struct sv id, struct person *out)
{
    int p = roster_person(c->roster, id);

    if (p < 0 || c->roster->persons[p].member != member || c->roster->persons[p].ended)
        return not_found(c);
    *out = c->roster->persons[p];
    return 0;
}

int person_get(struct ctx *c, struct sv member_id, struct sv id, struct person_view *out)
{
    int member;

    *out = (struct person_view){.invitation = SV_NONE};
    return find_for_reading(c, member_id, &member) || find_of(c, member, id, &out->is) ? -1 : 0;
}

/* ---- registration (WHO-2) ---- */

/* Does R hold on a day that is over and was not registered so already? */
static bool is_late(const struct person *p, const struct registration *r, int32_t today)
{
    int32_t last = r->until == DAY_NONE || r->until >= today ? today - 1 : r->until;

    if (!r->holds || r->from > last)
        return false;
    return !p->handler || p->from > r->from || (p->until != DAY_NONE && p->until < last);
}

static int check_registration(struct ctx *c, const struct person *p, const struct registration *r,
                              struct sv reason, struct sv pointer)
{
    if (r->holds && r->until != DAY_NONE && r->until < r->from)
        return errs_add(&c->errs, E_REFUSED, sv_join(c->a, pointer, SV("/handler/until")), "WHO-2",
                        MSG_ROSTER_HANDLER_DATES, NO_ARGS);
    if (is_late(p, r, c->today) && !sv_trim(reason).n)
        return errs_add(&c->errs, E_REFUSED, pointer_key(c->a, pointer, SV("reason")), "WHO-2",
                        MSG_LATE_NEEDS_REASON, NO_ARGS);
    return 0;
}

static int64_t day_column(const struct registration *r, int32_t day)
{
    return !r->holds || day == DAY_NONE ? DB_NULL : day;
}

/* The person keeps what it read to itself (SEC-1), and is told where to find the list. */
static int tell_end(struct ctx *c, const struct person *was, const struct registration *r)
{
    struct person now = *was;

    now.handler = r->holds;
    now.from = r->from;
    now.until = r->until;
    if (!person_is_handler(was, c->today) || person_is_handler(&now, c->today))
        return 0;
    return event_tell(c, "member", "registration_ended", SV_NONE, was->id, SV_NONE);
}

int person_register(struct ctx *c, struct person *p, const struct registration *r, struct sv reason,
                    struct sv pointer)
{
    struct sv by = c->person < 0 ? SV_NONE : c->roster->persons[c->person].id;
    int coordinator = c->roster->coordinator;

    if (check_registration(c, p, r, reason, pointer))
        return -1;
    if (db_registration_insert(c->db, p->id, c->now, day_column(r, r->from),
                               day_column(r, r->until), r->holds, by, reason) < 0)
        return store_failed(c);
    if (tell_end(c, p, r))
        return -1;
    p->handler = r->holds;
    p->from = r->holds ? r->from : DAY_NONE;
    p->until = r->holds ? r->until : DAY_NONE;
    return coordinator < 0 ? 0
                           : event_tell(c, "member", "registration", SV_NONE, SV_NONE,
                                        c->roster->members[coordinator].id);
}

/* What BODY says of the registration; what it leaves out stays, or begins today. */
static struct registration registration_of(const struct ctx *c, const json *body,
                                           const struct person *p)
{
    const json *h = json_get(body, "handler"), *until = json_get(h, "until");
    struct registration r = {p->handler, p->from, p->until};
    int32_t day;

    if (json_kind(h) == JSON_IS_NULL)
        r.holds = false;
    if (json_kind(h) != JSON_IS_OBJECT)
        return r;
    if (!r.holds)
        r = (struct registration){true, c->today, DAY_NONE};
    if (!day_parse(json_get_sv(h, "from"), &day))
        r.from = day;
    if (json_kind(until) == JSON_IS_NULL)
        r.until = DAY_NONE;
    else if (!day_parse(json_sv(until), &day))
        r.until = day;
    return r;
}

static bool same_registration(const struct person *p, const struct registration *r)
{
    return p->handler == r->holds && (!r->holds || (p->from == r->from && p->until == r->until));
}

static int register_as_stated(struct ctx *c, const json *body, struct sv pointer, struct person *p)
{
    struct registration r = registration_of(c, body, p);

    return same_registration(p, &r)
               ? 0
               : person_register(c, p, &r, json_get_sv(body, "reason"), pointer);
}

/* ---- entering and changing ---- */

static int read_names(struct ctx *c, const json *body, struct sv pointer, struct person *p)
{
    struct sv name = json_get_sv(body, "name"), email = json_get_sv(body, "email"),
              lang = json_get_sv(body, "lang");
    int bad = 0;

    if (name.p) {
        bad |= name_check(c, pointer_key(c->a, pointer, SV("name")), name);
        p->name = name;
    }
    if (email.p) {
        bad |= email_check(c, pointer_key(c->a, pointer, SV("email")), email);
        p->email = email;
    }
    if (lang.p && lang_parse(lang, &p->lang))
        bad = -1;
    p->standing_authority = json_bool(json_get(body, "standing_authority"), p->standing_authority);
    p->approver = json_bool(json_get(body, "approver"), p->approver);
    return bad;
}

static int make_id(struct ctx *c, const json *body, struct sv owner, struct sv pointer,
                   struct sv *id_out)
{
    struct ids taken = IDS(c->roster->persons, c->roster->npersons);
    struct sv at = pointer_key(c->a, pointer, SV("id"));
    struct sv prefix =
        sv_join(c->a, owner.n > OWNER_IN_ID ? (struct sv){owner.p, OWNER_IN_ID} : owner, SV("."));

    *id_out = json_get_sv(body, "id");
    if (id_out->p && (!sv_starts(*id_out, prefix) || id_out->n == prefix.n))
        return errs_add(&c->errs, E_MALFORMED, at, NULL, MSG_PERSON_ID_PREFIX, ARGS(prefix));
    while (!id_out->p || (!json_get_sv(body, "id").p && id_is_taken(*id_out, taken))) {
        struct sv random = uuid_new(c->a);
        *id_out = sv_join(c->a, prefix, (struct sv){random.p, 8});
    }
    return id_check(c, at, *id_out, taken);
}

static struct person_row row_of(const struct ctx *c, const struct person *p, int64_t place)
{
    const struct roster *r = c->roster;

    return (struct person_row){
        .id = p->id,
        .place = place,
        .member = p->member < 0 ? SV_NONE : r->members[p->member].id,
        .constituent = p->constituent < 0 ? SV_NONE : r->constituents[p->constituent].id,
        .name = p->name,
        .email = p->email,
        .lang = sv_of(lang_name(p->lang)),
        .handler = p->handler,
        .handler_from = p->from == DAY_NONE ? DB_NULL : p->from,
        .handler_until = p->until == DAY_NONE ? DB_NULL : p->until,
        .standing_authority = p->standing_authority,
        .approver = p->approver,
        .deputy = p->deputy,
        .ended = p->ended};
}

static int person_insert(struct ctx *c, const struct person *p, struct sv owner)
{
    struct person_last_place_row last;
    int found = db_person_last_place(c->db, c->a, &last);

    if (found < 0)
        return store_failed(c);
    struct person_row row = row_of(c, p, found && last.place != DB_NULL ? last.place + 1 : 0);
    if (!row.member.p) /* a constituent may be new in this job */
        row.constituent = owner;
    return db_person_insert(c->db, &row) == 1 ? 0 : store_failed(c);
}

int person_store(struct ctx *c, const struct person *p)
{
    struct person_row r = row_of(c, p, 0);

    return db_person_update(c->db, r.id, r.name, r.email, r.lang, r.handler, r.handler_from,
                            r.handler_until, r.standing_authority, r.approver, r.ended) == 1
               ? 0
               : store_failed(c);
}

void person_record(struct ctx *c, const struct person *p, struct sv owner)
{
    record_fact(c, "subject", owner);
    record_fact(c, "for", p->id);
    record_fact(c, "handler", p->handler ? SV("yes") : SV("no"));
    record_fact(c, "from", day_text(c->a, p->from));
    record_fact(c, "until", day_text(c->a, p->until));
    record_fact(c, "standing_authority", p->standing_authority ? SV("yes") : SV("no"));
    record_fact(c, "approver", p->approver ? SV("yes") : SV("no"));
}

/* The row comes first: what is said of a person refers to it. */
int person_enter(struct ctx *c, const json *body, struct sv owner, struct sv pointer,
                 struct person_view *out)
{
    struct person *p = &out->is;

    p->from = p->until = DAY_NONE;
    if (make_id(c, body, owner, pointer, &p->id) || read_names(c, body, pointer, p) ||
        person_insert(c, p, owner))
        return -1;
    return register_as_stated(c, body, pointer, p) || person_store(c, p) ||
                   invitation_for(c, p->id, &out->invitation)
               ? -1
               : 0;
}

int person_add_to(struct ctx *c, const json *body, struct sv owner, struct person_view *out)
{
    if (person_enter(c, body, owner, SV(""), out))
        return -1;
    record_act(c, "person.add");
    person_record(c, &out->is, owner);
    record_hash(c, "reason", json_get_sv(body, "reason"));
    return ctx_roster_changed(c);
}

int person_update(struct ctx *c, const json *body, struct sv owner, struct person *p)
{
    if (!json_len(body))
        return errs_add(&c->errs, E_MALFORMED, SV(""), NULL, MSG_NOTHING_STATED, NO_ARGS);
    if (read_names(c, body, SV(""), p) || register_as_stated(c, body, SV(""), p) ||
        person_store(c, p))
        return -1;
    record_act(c, "person.change");
    person_record(c, p, owner);
    record_hash(c, "reason", json_get_sv(body, "reason"));
    return event_tell(c, "member", "person_changed", SV_NONE, p->id, SV_NONE) ||
                   ctx_roster_changed(c)
               ? -1
               : 0;
}

int person_remove(struct ctx *c, struct sv owner, struct person *p)
{
    const struct registration none = {false, DAY_NONE, DAY_NONE};

    if (p->handler && person_register(c, p, &none, SV_NONE, SV("")))
        return -1;
    p->ended = true;
    if (person_store(c, p) || credential_end_all(c, p->id))
        return -1;
    record_act(c, "person.end");
    person_record(c, p, owner);
    return event_tell(c, "member", "person_ended", SV_NONE, p->id, SV_NONE) || ctx_roster_changed(c)
               ? -1
               : 0;
}

/* ---- by the member itself ---- */

int person_add(struct ctx *c, struct sv member_id, const json *body, struct person_view *out)
{
    int member;

    if (member_find(c, member_id, &member) || member_administer(c, member, "WHO-2"))
        return -1;
    *out = (struct person_view){.is = {.member = member, .constituent = -1}};
    return person_add_to(c, body, member_id, out);
}

static bool has_other_approver(const struct ctx *c, const struct person *p)
{
    const struct member *m = &c->roster->members[p->member];

    for (size_t i = 0; i < m->npersons; i++) {
        const struct person *other = &c->roster->persons[m->persons[i]];
        if (other->approver && !other->ended && !sv_eq(other->id, p->id))
            return true;
    }
    return false;
}

static int check_last_approver(struct ctx *c, const struct person *p)
{
    return !p->approver || has_other_approver(c, p)
               ? 0
               : fail(&c->errs, E_CONFLICT, "WHO-3", MSG_LAST_APPROVER, ARGS(p->id));
}

static int find_for_change(struct ctx *c, struct sv member_id, struct sv id, struct person *p)
{
    int member;

    return member_find(c, member_id, &member) || member_administer(c, member, "WHO-2") ||
                   find_of(c, member, id, p)
               ? -1
               : 0;
}

int person_change(struct ctx *c, struct sv member_id, struct sv id, const json *body,
                  struct person_view *out)
{
    *out = (struct person_view){.invitation = SV_NONE};
    if (find_for_change(c, member_id, id, &out->is))
        return -1;
    if (!json_bool(json_get(body, "approver"), true) && check_last_approver(c, &out->is))
        return -1;
    return person_update(c, body, member_id, &out->is);
}

int person_end(struct ctx *c, struct sv member_id, struct sv id)
{
    struct person p;

    if (find_for_change(c, member_id, id, &p) || check_last_approver(c, &p))
        return -1;
    return person_remove(c, member_id, &p);
}

int person_invite(struct ctx *c, struct sv member_id, struct sv id, struct sv *secret_out)
{
    struct person p;

    if (find_for_change(c, member_id, id, &p) ||
        invitation_create(c, roster_person(c->roster, id), secret_out))
        return -1;
    return event_tell(c, "member", "person_invited", SV_NONE, p.id, SV_NONE);
}
