/* The home page and the inbox; lines of items. */
#include "web/page_items.h"

#include <string.h>

#include "domain/agenda.h"
#include "domain/record.h"
#include "web/words.h"

#define PAGE_ITEMS 25
#define HOME_ITEMS 10

struct sv item_path(struct arena *a, struct sv id)
{
    return sv_join(a, SV("/items/"), id);
}

struct sv tlp_words(struct arena *a, struct sv tlp)
{
    return tlp.n ? sv_join(a, SV("TLP:"), tlp) : SV("");
}

struct sv tlp_class(struct arena *a, struct sv tlp)
{
    static const char *const names[][2] = {{"RED", "tlp-red"},
                                           {"AMBER+STRICT", "tlp-amber"},
                                           {"AMBER", "tlp-amber"},
                                           {"GREEN", "tlp-green"},
                                           {"CLEAR", "tlp-clear"}};

    (void)a;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_is(tlp, names[i][0]))
            return sv_of(names[i][1]);
    return SV("");
}

struct sv item_window_title(struct ctx *c, const struct item_view *v)
{
    return v->secret || v->stub ? msg_raw(c->lang, word_kind(v->kind)) : v->title;
}

enum msg item_confidence(const struct item_view *v)
{
    return v->kind == KIND_NOTICE || v->kind == KIND_CONSULTATION ? MSG_NONE
                                                                  : word_confidence(v->confidence);
}

bool may_post(const struct ctx *c)
{
    return c->member >= 0 && c->roster->members[c->member].linked_via < 0;
}

void item_row(struct ctx *c, const struct item_view *v, struct tpl_item_row *out)
{
    bool urgent = sv_is(v->urgency, "urgent"), high = sv_is(v->urgency, "high");

    *out = (struct tpl_item_row){
        .href = item_path(c->a, v->id),
        .stub = v->stub,
        .kind = word_kind(v->kind),
        .kind_class = sv_of(item_kind_name(v->kind)),
        .at = v->stub                        ? v->retracted_at
              : v->published_at == TIME_NONE ? v->created_at
                                             : v->published_at,
        .act_by = TIME_NONE,
    };
    if (v->stub)
        return;
    out->title = v->title;
    out->secret = v->secret;
    out->tlp = tlp_words(c->a, v->tlp);
    out->tlp_class = tlp_class(c->a, v->tlp);
    out->state = word_state(v->state);
    out->urgency = urgent || high ? word_urgency(v->urgency) : MSG_NONE;
    out->pressing = urgent;
    out->act_by = v->act_by;
    out->provider = words_of_member(c, v->provider);
    out->confidence = item_confidence(v);
    out->answer = v->my_feedback.p ? word_answer(v->my_feedback) : MSG_NONE;
}

static struct tpl_item_row *rows_of(struct ctx *c, const struct item_view *v, size_t n)
{
    struct tpl_item_row *rows = ARENA_ARRAY(c->a, struct tpl_item_row, n + 1);

    for (size_t i = 0; i < n; i++)
        item_row(c, &v[i], &rows[i]);
    return rows;
}

/* ---- home ---- */

static enum msg wait_words(enum agenda_kind kind)
{
    static const enum msg words[] = {[AGENDA_WARNING] = MSG_WAIT_WARNING,
                                     [AGENDA_CONSENT] = MSG_WAIT_CONSENT,
                                     [AGENDA_APPROVAL] = MSG_WAIT_APPROVAL,
                                     [AGENDA_RELEASE] = MSG_WAIT_RELEASE,
                                     [AGENDA_FEEDBACK] = MSG_WAIT_FEEDBACK};

    return words[kind];
}

struct tpl_wait *item_waits(struct ctx *c, const struct agenda_entry *v, size_t n)
{
    struct tpl_wait *out = ARENA_ARRAY(c->a, struct tpl_wait, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct tpl_wait){
            .href = v[i].kind == AGENDA_CONSENT ? sv_join(c->a, SV("/consents/"), v[i].id)
                                                : item_path(c->a, v[i].item.id),
            .what = wait_words(v[i].kind),
            .title = v[i].item.title,
            .due = v[i].due,
            .late = v[i].due != TIME_NONE && v[i].due < c->now,
            .feedback = v[i].kind == AGENDA_FEEDBACK,
            .warning = v[i].kind == AGENDA_WARNING,
            .item = v[i].item.id,
        };
    return out;
}

int page_home(struct request *r)
{
    struct item_filter f = {.since = TIME_NONE};
    struct tpl_home v = {.csrf = page_csrf(r)};
    struct ctx *c = r->c;
    struct agenda_entry *waits;
    struct item_view *items;
    struct page p;
    struct sv next;

    if (ctx_is_affairs(c))
        return page_home_affairs(r);
    page_begin(&p, r, "home");
    if (agenda_for(c, &waits, &v.nwaits, &v.more_waits) ||
        item_list(c, &f, HOME_ITEMS, SV_NONE, &items, &v.nitems, &next))
        return -1;
    record_act(c, "page.home");
    v.waits = item_waits(c, waits, v.nwaits);
    v.items = rows_of(c, items, v.nitems);
    v.name = c->roster->persons[c->person].name;
    v.may_post = may_post(c);
    tpl_home(&p.h, &v);
    return page_end_msg(&p, MSG_HOME_TITLE);
}

/* ---- the inbox ---- */

static const struct tpl_choice *kind_choices(struct ctx *c, struct sv chosen)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, KIND_COUNT);

    for (int k = 0; k < KIND_COUNT; k++)
        v[k] = (struct tpl_choice){sv_of(item_kind_name((enum item_kind)k)),
                                   msg_raw(c->lang, word_kind((enum item_kind)k)),
                                   sv_is(chosen, item_kind_name((enum item_kind)k))};
    return v;
}

static const struct tpl_choice *standing_choices(struct ctx *c, struct sv chosen)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, 2);

    v[0] = (struct tpl_choice){SV("class1"), msg_raw(c->lang, MSG_TERM_CLASS1),
                               sv_is(chosen, "class1")};
    v[1] = (struct tpl_choice){SV("taskforce"), msg_raw(c->lang, MSG_TERM_TASKFORCE),
                               sv_is(chosen, "taskforce")};
    return v;
}

static int filter_read(struct request *r, struct item_filter *f)
{
    struct sv since = page_query(r, "since");
    int32_t day;

    *f = (struct item_filter){.kind = page_query(r, "kind"),
                              .standing = page_query(r, "standing"),
                              .q = page_query(r, "q"),
                              .indicator = page_query(r, "indicator"),
                              .since = TIME_NONE};
    if (!since.p)
        return 0;
    if (day_parse(since, &day))
        return fail(&r->c->errs, E_MALFORMED, NULL, MSG_FORM_BAD_TIME, NO_ARGS);
    f->since = time_of_day(day) - 1;
    return 0;
}

static struct sv or_empty(struct sv s)
{
    return s.p ? s : SV("");
}

int page_inbox(struct request *r)
{
    struct ctx *c = r->c;
    struct item_filter f;
    struct item_view *items;
    struct sv next, cursor = page_query(r, "cursor");
    struct page p;
    size_t n;

    page_begin(&p, r, "items");
    if (filter_read(r, &f) || item_list(c, &f, PAGE_ITEMS, cursor, &items, &n, &next))
        return -1;
    enum msg title = ctx_is_coordinator(c) ? MSG_ALL_ITEMS : MSG_NAV_INBOX;
    tpl_inbox(&p.h, &(struct tpl_inbox){
                        .title = title,
                        .q = or_empty(f.q),
                        .indicator = or_empty(f.indicator),
                        .since = or_empty(page_query(r, "since")),
                        .kinds = kind_choices(c, f.kind),
                        .nkinds = KIND_COUNT,
                        .standings = standing_choices(c, f.standing),
                        .nstandings = 2,
                        .filtered = f.kind.p || f.standing.p || f.q.p || f.indicator.p ||
                                    f.since != TIME_NONE,
                        .items = rows_of(c, items, n),
                        .nitems = n,
                        .next = next.p ? page_query_with(r, "cursor", next) : SV(""),
                        .later = cursor.p != NULL,
                        .may_post = may_post(c),
                    });
    return page_end_msg(&p, title);
}
