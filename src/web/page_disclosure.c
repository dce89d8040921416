/* Who could read an item and who did (USE-3): the report as a picture and tables; its history. */
#include "domain/disclosure.h"

#include "domain/confidence.h"
#include "web/page_items.h"
#include "web/words.h"

#define SHOWN_MAX 1000
#define SHOWN_BYTES ((size_t)8 << 20)
#define CHART_LEFT 110
#define CHART_WIDTH 830
#define LANE_HEIGHT 34

/* ---- the picture ---- */

static const char *const lane_acts[] = {"read", "downloaded", "delivered", "listed"};
#define LANES (sizeof lane_acts / sizeof lane_acts[0])

static int64_t lane_y(struct sv act)
{
    for (size_t i = 0; i < LANES; i++)
        if (sv_is(act, lane_acts[i]))
            return (int64_t)(20 + i * LANE_HEIGHT);
    return 20;
}

static int64_t at_of(const json *line)
{
    int64_t at = 0;

    time_parse(json_get_sv(line, "at"), &at);
    return at;
}

/* Lines come oldest first: N of them, from FIRST to LAST. */
static void put_picture(struct request *r, const json *did, size_t n, struct tpl_disclosure *t)
{
    struct ctx *c = r->c;
    struct html h = {&r->out, c->a, c->lang};
    struct tpl_dot *dots = ARENA_ARRAY(c->a, struct tpl_dot, n + 1);
    struct tpl_lane *lanes = ARENA_ARRAY(c->a, struct tpl_lane, LANES);
    int64_t first = at_of(json_at(did, 0)), last = at_of(json_at(did, n - 1)),
            span = last > first ? last - first : 1;

    for (size_t i = 0; i < n; i++) {
        const json *line = json_at(did, i);
        struct sv act = json_get_sv(line, "act"), person = json_get_sv(line, "person");
        bool outside = json_bool(json_get(line, "outside_scope"), false);
        dots[i] = (struct tpl_dot){
            CHART_LEFT + (at_of(line) - first) * CHART_WIDTH / span, lane_y(act),
            outside                ? SV("dot-out")
            : sv_is(act, "listed") ? SV("dot-listed")
                                   : SV("dot-read"),
            sv_fmt(c->a, "%.*s %.*s", SV_FMT(person), SV_FMT(html_of_time(&h, at_of(line))))};
    }
    for (size_t i = 0; i < LANES; i++)
        lanes[i] = (struct tpl_lane){lane_y(sv_of(lane_acts[i])), word_act(sv_of(lane_acts[i]))};
    t->dots = dots;
    t->ndots = n;
    t->lanes = lanes;
    t->nlanes = LANES;
    t->first = first;
    t->last = last;
    t->height = LANES * LANE_HEIGHT + 20;
    t->box = sv_fmt(c->a, "0 0 960 %d", (int)(LANES * LANE_HEIGHT + 30));
}

/* ---- the tables ---- */

static struct sv member_words(struct ctx *c, struct sv id)
{
    int m = id.p ? roster_member(c->roster, id) : -1;

    return m < 0 ? id.p ? id : msg_raw(c->lang, MSG_MEMBER_NOT_NAMED) : words_of_member(c, m);
}

static struct sv person_words(struct ctx *c, struct sv id)
{
    return id.p ? id : msg_raw(c->lang, MSG_MEMBER_NOT_NAMED);
}

/* The newest first. */
static void put_did(struct ctx *c, const json *did, size_t n, struct tpl_disclosure *t)
{
    struct tpl_did *v = ARENA_ARRAY(c->a, struct tpl_did, n + 1);

    for (size_t i = 0; i < n; i++) {
        const json *x = json_at(did, json_len(did) - 1 - i);
        v[i] = (struct tpl_did){
            .at = at_of(x),
            .person = person_words(c, json_get_sv(x, "person")),
            .member = member_words(c, json_get_sv(x, "member")),
            .act = word_act(json_get_sv(x, "act")),
            .way = word_way(json_get_sv(x, "way")),
            .rule = json_get_sv(x, "rule"),
            .entry = json_int(json_get(x, "entry"), 0),
            .numbered = json_kind(json_get(x, "entry")) == JSON_IS_INT,
            .outside = json_bool(json_get(x, "outside_scope"), false),
        };
    }
    t->did = v;
    t->ndid = n;
}

static void put_could(struct ctx *c, const json *could, struct tpl_disclosure *t)
{
    size_t n = json_len(could) < SHOWN_MAX ? json_len(could) : SHOWN_MAX;
    struct tpl_could_member *v = ARENA_ARRAY(c->a, struct tpl_could_member, n + 1);

    for (size_t i = 0; i < n; i++) {
        const json *m = json_at(could, i), *persons = json_get(m, "persons");
        struct tpl_could_person *p =
            ARENA_ARRAY(c->a, struct tpl_could_person, json_len(persons) + 1);
        for (size_t k = 0; k < json_len(persons); k++)
            p[k] = (struct tpl_could_person){json_get_sv(json_at(persons, k), "id"),
                                             json_get_sv(json_at(persons, k), "rule")};
        v[i] = (struct tpl_could_member){member_words(c, json_get_sv(m, "member")), p,
                                         json_len(persons)};
    }
    t->could = v;
    t->ncould = n;
}

static int fill(struct request *r, struct sv report, struct tpl_disclosure *t)
{
    struct ctx *c = r->c;
    json *v;

    t->as_of = c->now;
    t->too_large = report.n > SHOWN_BYTES;
    if (t->too_large)
        return 0;
    if (json_parse(c->a, report, &v, &c->errs))
        return -1;
    const json *did = json_get(v, "did");
    size_t n = json_len(did) < SHOWN_MAX ? json_len(did) : SHOWN_MAX;
    t->more = n < json_len(did);
    put_did(c, did, n, t);
    put_could(c, json_get(v, "could"), t);
    if (n)
        put_picture(r, did, n, t);
    return 0;
}

int page_disclosure(struct request *r)
{
    struct tpl_disclosure t = {.id = r->param[0]};
    struct item_view v;
    struct sv report;
    struct page p;

    page_begin(&p, r, "items");
    if (item_get(r->c, r->param[0], &v) || disclosure_report(r->c, r->param[0], false, &report) ||
        fill(r, report, &t))
        return -1;
    t.title = v.title;
    tpl_disclosure(&p.h, &t);
    return page_end_msg(&p, MSG_WHO_READ_IT);
}

/* ---- history ---- */

static struct tpl_revision *revisions_of(struct ctx *c, const json *list)
{
    struct tpl_revision *v = ARENA_ARRAY(c->a, struct tpl_revision, json_len(list) + 1);

    for (size_t i = 0; i < json_len(list); i++) {
        const json *x = json_at(list, i);
        v[i] = (struct tpl_revision){json_int(json_get(x, "revision"), 0), at_of(x),
                                     json_get_sv(x, "by"), json_get_sv(x, "reason"),
                                     json_text(c->a, json_get(x, "changed"))};
    }
    return v;
}

static int courses_of(struct ctx *c, struct sv item, struct tpl_history *t)
{
    struct confidence_view *v;
    size_t n;

    if (confidence_list(c, item, &v, &n))
        return -1;
    struct tpl_course *out = ARENA_ARRAY(c->a, struct tpl_course, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] =
            (struct tpl_course){v[i].at, word_confidence(v[i].confidence), v[i].person, v[i].basis};
    t->courses = out;
    t->ncourses = n;
    return 0;
}

int page_history(struct request *r)
{
    struct tpl_history t = {.id = r->param[0]};
    struct ctx *c = r->c;
    struct item_view v;
    struct sv answer;
    struct page p;
    json *list;

    page_begin(&p, r, "items");
    if (item_get(c, r->param[0], &v) || item_revisions(c, r->param[0], &answer) ||
        courses_of(c, v.id, &t) || json_parse(c->a, answer, &list, &c->errs))
        return -1;
    t.title = v.title;
    t.revisions = revisions_of(c, json_get(list, "items"));
    t.nrevisions = json_len(json_get(list, "items"));
    tpl_history(&p.h, &t);
    return page_end_msg(&p, MSG_HISTORY);
}
