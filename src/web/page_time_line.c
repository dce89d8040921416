/* When an item was shown, to whom: the time line of a disclosure report (USE-3).
 *
 * What somebody did again by the same way on the same day is one row.  Rows are in the order of
 * their first moment, so that a row keeps its place, which is the cursor, while more is added. */
#include <stdlib.h>

#include "web/page_disclosure.h"
#include "web/words.h"

#define PAGE_ROWS 100
#define DOTS_MAX 300
#define CHART_LEFT 110
#define CHART_WIDTH 830
#define LANE_HEIGHT 34
#define MINUTE 60000

struct shown_group {
    int32_t day;
    const struct disclosure_line *first, *last;
    int64_t n;
};

/* ---- grouping ---- */

static int compare_sv(struct sv a, struct sv b)
{
    return a.p && b.p ? sv_cmp(a, b) : (a.p != NULL) - (b.p != NULL);
}

/* Whether A and B are of one row, as an order. */
static int kind_order(const struct disclosure_line *a, const struct disclosure_line *b)
{
    int32_t x = time_day(a->at), y = time_day(b->at);
    int by = x < y ? -1 : x > y;

    if (!by)
        by = compare_sv(a->person, b->person);
    if (!by)
        by = compare_sv(a->act, b->act);
    if (!by)
        by = compare_sv(a->way, b->way);
    if (!by)
        by = compare_sv(a->rule, b->rule);
    return by ? by : (int)a->outside - (int)b->outside;
}

static int line_order(const void *x, const void *y)
{
    const struct disclosure_line *a = *(struct disclosure_line *const *)x,
                                 *b = *(struct disclosure_line *const *)y;
    int by = kind_order(a, b);

    return by ? by : a->at < b->at ? -1 : a->at > b->at;
}

static int group_order(const void *x, const void *y)
{
    const struct shown_group *a = x, *b = y;

    if (a->first->at != b->first->at)
        return a->first->at < b->first->at ? -1 : 1;
    return line_order(&a->first, &b->first);
}

/* Oldest first. */
static struct shown_group *groups_of(struct arena *a, const struct disclosure *d, size_t *n_out)
{
    struct disclosure_line **v = ARENA_ARRAY(a, struct disclosure_line *, d->ndid + 1);
    struct shown_group *groups = ARENA_ARRAY(a, struct shown_group, d->ndid + 1);
    size_t n = 0;

    for (size_t i = 0; i < d->ndid; i++)
        v[i] = d->did[i];
    qsort(v, d->ndid, sizeof *v, line_order);
    for (size_t i = 0; i < d->ndid; i++) {
        if (i == 0 || kind_order(v[i - 1], v[i]) != 0)
            groups[n++] = (struct shown_group){time_day(v[i]->at), v[i], v[i], 0};
        groups[n - 1].last = v[i];
        groups[n - 1].n++;
    }
    qsort(groups, n, sizeof *groups, group_order);
    *n_out = n;
    return groups;
}

/* ---- rows ---- */

static struct sv clock_of(struct arena *a, int64_t at)
{
    int64_t minutes = (at - time_of_day(time_day(at))) / MINUTE;

    return sv_fmt(a, "%d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

static struct sv span_of(struct arena *a, const struct shown_group *g)
{
    struct sv first = clock_of(a, g->first->at), last = clock_of(a, g->last->at);

    return sv_eq(first, last) ? first
                              : sv_fmt(a, "%.*s\xe2\x80\x93%.*s", SV_FMT(first), SV_FMT(last));
}

static struct tpl_shown row_of(struct ctx *c, const struct shown_group *g)
{
    return (struct tpl_shown){
        .span = span_of(c->a, g),
        .person = disclosure_person(c, g->first->person),
        .member = disclosure_member(c, g->first->member),
        .act = word_act(g->first->act),
        .way = word_way(g->first->way),
        .rule = g->first->rule,
        .outside = g->first->outside,
        .again = g->n > 1,
        .times = g->n,
        .entry = g->first->entry,
        .numbered = g->first->entry >= 0,
    };
}

/* The N groups before END, newest first, by their days. */
static void put_days(struct ctx *c, const struct shown_group *groups, size_t end, size_t n,
                     struct tpl_disclosure *t)
{
    struct tpl_shown_day *days = ARENA_ARRAY(c->a, struct tpl_shown_day, n + 1);
    struct tpl_shown *rows = ARENA_ARRAY(c->a, struct tpl_shown, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct shown_group *g = &groups[end - 1 - i];
        rows[i] = row_of(c, g);
        if (i == 0 || g->day != days[t->ndays - 1].day)
            days[t->ndays++] = (struct tpl_shown_day){g->day, &rows[i], 0};
        days[t->ndays - 1].nrows++;
    }
    t->days = days;
}

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

static struct sv dot_class(const struct disclosure_line *line)
{
    return line->outside                ? SV("dot-out")
           : sv_is(line->act, "listed") ? SV("dot-listed")
                                        : SV("dot-read");
}

static void put_lanes(struct ctx *c, struct tpl_disclosure *t)
{
    struct tpl_lane *lanes = ARENA_ARRAY(c->a, struct tpl_lane, LANES);

    for (size_t i = 0; i < LANES; i++)
        lanes[i] = (struct tpl_lane){lane_y(sv_of(lane_acts[i])), word_act(sv_of(lane_acts[i]))};
    t->lanes = lanes;
    t->nlanes = LANES;
    t->height = LANES * LANE_HEIGHT + 20;
    t->box = sv_fmt(c->a, "0 0 960 %d", (int)(LANES * LANE_HEIGHT + 30));
}

/* A dot a row, of the newest. */
static void put_picture(struct request *r, const struct shown_group *groups, size_t n,
                        struct tpl_disclosure *t)
{
    struct ctx *c = r->c;
    struct html h = {&r->out, c->a, c->lang};
    size_t from = n > DOTS_MAX ? n - DOTS_MAX : 0;
    struct tpl_dot *dots = ARENA_ARRAY(c->a, struct tpl_dot, DOTS_MAX);
    int64_t first = groups[from].first->at, last = groups[n - 1].first->at,
            span = last > first ? last - first : 1;

    for (size_t i = from; i < n; i++) {
        const struct disclosure_line *line = groups[i].first;
        dots[t->ndots++] =
            (struct tpl_dot){CHART_LEFT + (line->at - first) * CHART_WIDTH / span,
                             lane_y(line->act), dot_class(line),
                             sv_fmt(c->a, "%.*s %.*s", SV_FMT(disclosure_person(c, line->person)),
                                    SV_FMT(html_of_time(&h, line->at)))};
    }
    t->dots = dots;
    t->first = first;
    t->last = last;
    put_lanes(c, t);
}

/* ---- the page ---- */

struct sv disclosure_member(struct ctx *c, struct sv id)
{
    int m = id.p ? roster_member(c->roster, id) : -1;

    return m < 0 ? id.p ? id : msg_raw(c->lang, MSG_MEMBER_NOT_NAMED) : words_of_member(c, m);
}

struct sv disclosure_person(struct ctx *c, struct sv id)
{
    return id.p ? id : msg_raw(c->lang, MSG_MEMBER_NOT_NAMED);
}

int disclosure_place(struct request *r, const char *name, size_t *out)
{
    struct sv said = page_query(r, name);
    int64_t n = 0;

    if (said.p && (sv_int(said, &n) || n < 0))
        return fail(&r->c->errs, E_MALFORMED, NULL, MSG_CURSOR_REFUSED, NO_ARGS);
    *out = (size_t)n;
    return 0;
}

/* The time line with the rows before number BEFORE. */
static struct sv here(struct request *r, struct sv before)
{
    return sv_join(r->c->a, page_query_with(r, "before", before), SV("#time-line"));
}

int time_line_fill(struct request *r, const struct disclosure *d, struct tpl_disclosure *t)
{
    size_t n, end;
    struct shown_group *groups = groups_of(r->c->a, d, &n);

    if (disclosure_place(r, "before", &end))
        return -1;
    t->later = end > 0 && end < n;
    if (!t->later)
        end = n;
    size_t shown = end < PAGE_ROWS ? end : PAGE_ROWS;
    put_days(r->c, groups, end, shown, t);
    if (shown < end)
        t->older = here(r, sv_fmt(r->c->a, "%zu", end - shown));
    t->newest = here(r, SV_NONE);
    if (n)
        put_picture(r, groups, n, t);
    return 0;
}
