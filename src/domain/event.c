/* What streams are told: ids only; the right of each reader is decided at hand-over. */
#include "domain/event.h"

#include "domain/feedback_private.h"
#include "domain/minimal.h"
#include "domain/sharing.h"

int event_tell(struct ctx *c, const char *event, const char *type, struct sv item, struct sv person,
               struct sv member)
{
    return db_event_insert(c->db, c->now, sv_of(event), sv_of(type), item, person, member) < 0
               ? store_failed(c)
               : 0;
}

int event_newest(struct ctx *c, struct event_mark *out)
{
    struct event_newest_row row;
    int found = db_event_newest(c->db, c->a, &row);

    *out = (struct event_mark){0, 0};
    if (found < 0)
        return store_failed(c);
    if (found)
        *out = (struct event_mark){row.tx, row.pos};
    return 0;
}

static struct event event_of(const struct event_row *r)
{
    return (struct event){{r->tx, r->pos}, r->at, r->event, r->type, r->item, r->person, r->member};
}

int event_after(struct ctx *c, struct event_mark after, size_t max, struct event **out, size_t *n_out)
{
    struct event_row *rows;

    if (db_event_after(c->db, c->a, after.tx, after.pos, (int64_t)max, &rows, n_out))
        return store_failed(c);
    *out = ARENA_ARRAY(c->a, struct event, *n_out + 1);
    for (size_t i = 0; i < *n_out; i++)
        (*out)[i] = event_of(&rows[i]);
    return 0;
}

/* An id is "SALT.opaque": two of the same place are not alike, or a reader could tell from the ids of two
 * greetings whether anything, for whomever, happened between. */
static struct sv id_purpose(struct ctx *c, struct sv salt)
{
    return sv_join(c->a, SV("stream:"), salt);
}

struct sv event_id(struct ctx *c, struct event_mark mark)
{
    struct sv salt = uuid_new(c->a), person = c->roster->persons[c->person].id;
    struct sv opaque = app_opaque(c->app, c->a, person, id_purpose(c, salt), mark.pos);

    return sv_fmt(c->a, "%.*s.%.*s", SV_FMT(salt), SV_FMT(opaque));
}

int event_resume(struct ctx *c, struct sv id, struct event_mark *out)
{
    struct sv rest = id, salt, person = c->roster->persons[c->person].id;
    struct event_row row;
    int64_t pos;

    if (!sv_cut(&rest, '.', &salt) || app_opaque_read(c->app, person, id_purpose(c, salt), rest, &pos))
        return fail(&c->errs, E_MALFORMED, NULL, MSG_EVENT_ID_REFUSED, NO_ARGS);
    int found = pos ? db_event_by_pos(c->db, c->a, pos, &row) : 0;
    if (found < 0)
        return store_failed(c);
    *out = found ? (struct event_mark){row.tx, row.pos} : (struct event_mark){0, 0};
    return 0;
}

/* For whom it is, before what they may know of its item. */
static bool concerns(const struct ctx *c, const struct event *ev)
{
    if (ev->person.p && !sv_eq(ev->person, c->roster->persons[c->person].id))
        return false;
    return !ev->member.p || (c->member >= 0 && sv_eq(ev->member, c->roster->members[c->member].id));
}

static struct sv data_of(struct ctx *c, const struct event *ev)
{
    struct str s;
    struct jw w;

    str_init(&s, c->a, 4096);
    jw_init(&w, &s);
    jw_obj(&w);
    jw_ksv(&w, "type", ev->type);
    jw_ksv(&w, "item", ev->item);
    jw_ktime(&w, "at", ev->at);
    jw_end_obj(&w);
    return str_sv(&s);
}

/* Within those who may read the item: answers are for the provider and the class 1 group (FB-6), and that
 * it was opened further for those for whom it was. */
static bool is_for_reader(const struct ctx *c, const struct event *ev, const struct item *it)
{
    if (sv_is(ev->name, "feedback"))
        return feedback_sees_all(c, it);
    return !sv_is(ev->type, "shared") || it->decision.line == 12;
}

/* The affairs office may not read the item yet, but open it (ACC-9). */
static int may_open(struct ctx *c, const struct item *it, const struct event *ev, struct sv *data_out)
{
    int yes = minimal_may_open(c, it);

    if (yes == 1)
        *data_out = data_of(c, ev);
    return yes;
}

int event_decide(struct ctx *c, const struct event *ev, struct sv *data_out)
{
    struct item it;

    if (!concerns(c, ev))
        return 0;
    record_act(c, "stream.deliver");
    if (ev->item.p) {
        int found = item_load(c, ev->item, &it);
        if (found < 0)
            return -1;
        if (!found)
            return 0;
        if (sv_is(ev->type, MINIMAL_GRANTED))
            return may_open(c, &it, ev, data_out);
        if (!item_decide(c, &it) || !is_for_reader(c, ev, &it))
            return 0;
        record_seen(c, SEEN_DELIVERED, it.row.id, it.decision.rule, it.decision.outside_scope);
    }
    *data_out = data_of(c, ev);
    return 1;
}
