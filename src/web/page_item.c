/* One item: reading it. */
#include <string.h>

#include "domain/acknowledgement.h"
#include "domain/assessment.h"
#include "domain/confidence.h"
#include "domain/feedback.h"
#include "domain/member.h"
#include "domain/record.h"
#include "rules/rule.h"
#include "web/markdown.h"
#include "web/page_items.h"
#include "web/words.h"

#define SHOWN_INDICATORS 500
#define SHOWN_SOURCES 20

struct sheet { /* what the page of one item is made from */
    struct ctx *c;
    struct item_view v;
    struct tpl_item t;
    struct tpl_acts acts;
    json *scope;
    bool own, sees_all, addressed, out;
};

static struct sv name_of_member_id(struct ctx *c, struct sv id)
{
    int m = id.p ? roster_member(c->roster, id) : -1;

    return m < 0 ? id : words_of_member(c, m);
}

/* ---- the text and what stands beside it ---- */

static void put_uses(struct sheet *s)
{
    struct tpl_use *uses = ARENA_ARRAY(s->c->a, struct tpl_use, USE_COUNT);

    for (size_t i = 0; i < s->v.nuses; i++)
        uses[i] = (struct tpl_use){word_use(s->v.uses[i].use), sv_of(s->v.uses[i].rule)};
    s->t.uses = uses;
    s->t.nuses = s->v.nuses;
}

static bool has_standing(const json *terms)
{
    for (size_t i = 0; i < json_len(terms); i++)
        if (json_get(json_at(terms, i), "standing"))
            return true;
    return false;
}

static int put_scope(struct sheet *s)
{
    struct ctx *c = s->c;
    json *term;

    if (s->v.reached_by.p) {
        if (json_parse(c->a, s->v.reached_by, &term, &c->errs))
            return -1;
        s->t.reached_by = words_of_term(c, term);
        s->addressed = json_get(term, "standing") != NULL;
    }
    if (!s->v.scope.p)
        return 0;
    s->sees_all = true;
    if (json_parse(c->a, s->v.scope, &s->scope, &c->errs))
        return -1;
    if (json_kind(s->scope) == JSON_IS_STRING) {
        struct sv *one = ARENA_NEW(c->a, struct sv);
        *one = words_of_term(c, s->scope);
        s->t.scope = one;
        s->t.nscope = 1;
        return 0;
    }
    s->addressed = has_standing(json_get(s->scope, "include"));
    s->t.scope = words_of_terms(c, json_get(s->scope, "include"), &s->t.nscope);
    s->t.without = words_of_terms(c, json_get(s->scope, "exclude"), &s->t.nwithout);
    return 0;
}

static void put_indicators(struct sheet *s)
{
    size_t n = s->v.nindicators < SHOWN_INDICATORS ? s->v.nindicators : SHOWN_INDICATORS;
    struct tpl_shown_indicator *out = ARENA_ARRAY(s->c->a, struct tpl_shown_indicator, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct tpl_shown_indicator){s->v.indicators[i].type, s->v.indicators[i].value,
                                              s->v.indicators[i].comment};
    s->t.indicators = out;
    s->t.nindicators = n;
    s->t.total_indicators = s->v.total_indicators;
    s->t.more_indicators = (int64_t)n < s->v.total_indicators;
}

static int put_references(struct sheet *s)
{
    struct arena *a = s->c->a;
    json *list;

    if (json_parse(a, s->v.references, &list, &s->c->errs))
        return -1;
    struct tpl_shown_reference *out =
        ARENA_ARRAY(a, struct tpl_shown_reference, json_len(list) + 1);
    for (size_t i = 0; i < json_len(list); i++) {
        struct sv value = json_get_sv(json_at(list, i), "value");
        out[i] = (struct tpl_shown_reference){
            url_is_safe(value) && value.p[0] == 'h' ? value : SV(""), value};
    }
    s->t.references = out;
    s->t.nreferences = json_len(list);
    return 0;
}

static int put_topics(struct sheet *s)
{
    struct arena *a = s->c->a;
    json *list;

    if (json_parse(a, s->v.topics, &list, &s->c->errs))
        return -1;
    struct sv *out = ARENA_ARRAY(a, struct sv, json_len(list) + 1);
    for (size_t i = 0; i < json_len(list); i++) {
        enum msg words = word_topic(json_sv(json_at(list, i)));
        out[i] = words ? msg_raw(s->c->lang, words) : json_sv(json_at(list, i));
    }
    s->t.topics = out;
    s->t.ntopics = json_len(list);
    return 0;
}

static int put_sources(struct sheet *s)
{
    size_t most = s->v.nsources < SHOWN_SOURCES ? s->v.nsources : SHOWN_SOURCES, n = 0;
    struct tpl_source *out = ARENA_ARRAY(s->c->a, struct tpl_source, most + 1);
    struct item_view source;

    for (size_t i = 0; i < most; i++) {
        int found = item_listed(s->c, s->v.sources[i], &source);
        if (found < 0)
            return -1;
        if (found)
            out[n++] = (struct tpl_source){source.id, source.title};
    }
    s->t.sources = out;
    s->t.nsources = n;
    return 0;
}

static int put_masking(struct sheet *s)
{
    struct arena *a = s->c->a;
    json *list;

    if (!s->v.masking.p)
        return 0;
    if (json_parse(a, s->v.masking, &list, &s->c->errs))
        return -1;
    struct tpl_refusal *out = ARENA_ARRAY(a, struct tpl_refusal, json_len(list) + 1);
    for (size_t i = 0; i < json_len(list); i++) {
        const json *x = json_at(list, i);
        out[i] = (struct tpl_refusal){SV(""), json_get_sv(x, "detail"), json_get_sv(x, "pointer")};
    }
    s->t.masking = out;
    s->t.nmasking = json_len(list);
    return 0;
}

static struct sv parts_words(struct ctx *c, struct sv parts)
{
    if (!parts.p)
        return SV("");
    return sv_is(parts, "\"whole\"") ? msg_raw(c->lang, MSG_SECRET_WHOLE) : parts;
}

static void put_head(struct sheet *s)
{
    const struct item_view *v = &s->v;
    struct arena *a = s->c->a;
    const struct rule *rule = rule_find(sv_of(v->rule));
    struct tpl_item *t = &s->t;

    t->title = v->title;
    t->secret = v->secret;
    t->secret_parts = parts_words(s->c, v->secret_parts);
    t->tlp = tlp_words(a, v->tlp);
    t->tlp_class = tlp_class(a, v->tlp);
    t->state = word_state(v->state);
    t->held = v->state == STATE_AWAITING_APPROVAL || v->state == STATE_AWAITING_RELEASE;
    t->urgency = sv_is(v->urgency, "normal") ? MSG_NONE : word_urgency(v->urgency);
    t->pressing = sv_is(v->urgency, "urgent");
    t->act_by = v->act_by;
    t->confidence = item_confidence(v);
    t->provider = words_of_member(s->c, v->provider);
    t->lang = v->lang;
    t->published_at = v->published_at;
    t->created_at = v->created_at;
    t->expires_at = v->expires_at;
    t->revision = v->revision;
    t->body = markdown(a, v->body);
    t->rule = sv_of(v->rule);
    t->why = rule ? rule->text : MSG_NONE;
    t->outside_scope = v->outside_scope;
}

/* ---- answers ---- */

static void put_answers(struct sheet *s, const struct feedback_view *v, struct tpl_feedback *t)
{
    struct ctx *c = s->c;
    struct tpl_answer *out = ARENA_ARRAY(c->a, struct tpl_answer, v->nanswers + 1);
    struct sv *late = ARENA_ARRAY(c->a, struct sv, v->nlate + 1);

    for (size_t i = 0; i < v->nanswers; i++)
        out[i] = (struct tpl_answer){name_of_member_id(c, v->answers[i].member),
                                     word_answer(v->answers[i].answer),
                                     v->answers[i].count > 0 ? v->answers[i].count : 0,
                                     v->answers[i].comment, v->answers[i].at};
    for (size_t i = 0; i < v->nlate; i++)
        late[i] = name_of_member_id(c, v->late[i]);
    t->answers = out;
    t->nanswers = v->nanswers;
    t->late_members = late;
    t->nlate_members = v->nlate;
}

static void put_mine(const struct feedback_view *v, struct tpl_feedback *t)
{
    if (!v->has_mine)
        return;
    t->mine = word_answer(v->mine.answer);
    t->mine_at = v->mine.at;
    t->mine_comment = v->mine.comment;
    t->mine_seen = sv_is(v->mine.answer, "seen");
    t->mine_not_seen = sv_is(v->mine.answer, "not_seen");
    t->mine_unknown = sv_is(v->mine.answer, "unknown");
}

static int put_feedback(struct sheet *s)
{
    struct feedback_view v;
    struct tpl_feedback *t = ARENA_NEW(s->c->a, struct tpl_feedback);

    if (!s->out || feedback_read(s->c, s->v.id, &v))
        return s->out ? -1 : 0;
    bool may = s->c->member >= 0 && !s->own && (s->addressed || v.due != TIME_NONE || v.has_mine);
    if (!may && !(s->addressed && v.whole))
        return 0;
    t->may = may && !(s->sees_all && s->own);
    t->due = v.due;
    t->late = v.due != TIME_NONE && v.due < s->c->now && !v.has_mine;
    t->complete = v.whole && v.complete && v.due != TIME_NONE;
    t->has_counts = v.has_counts;
    t->seen = v.counts.seen;
    t->not_seen = v.counts.not_seen;
    t->unknown = v.counts.unknown;
    t->has_missing = v.counts.missing >= 0;
    t->missing = v.counts.missing;
    put_mine(&v, t);
    put_answers(s, &v, t);
    s->t.feedback = t;
    return 0;
}

static int put_board(struct sheet *s)
{
    struct ctx *c = s->c;
    struct tpl_board *t = ARENA_NEW(c->a, struct tpl_board);
    struct ack_board v;

    if (!s->out || s->v.kind != KIND_EARLY_WARNING)
        return 0;
    if (acknowledgement_board(c, s->v.id, &v))
        return -1;
    t->may = !s->own;
    if (s->sees_all) {
        struct tpl_ack *lines = ARENA_ARRAY(c->a, struct tpl_ack, v.n + 1);
        for (size_t i = 0; i < v.n; i++)
            lines[i] = (struct tpl_ack){name_of_member_id(c, v.lines[i].id),
                                        word_ack(sv_of(ack_name(v.lines[i].state))), v.lines[i].at};
        t->lines = lines;
        t->nlines = v.n;
        t->reached = v.reached;
        t->seen = v.at_least[ACK_SEEN];
        t->acknowledged = v.at_least[ACK_ACKNOWLEDGED];
        t->done = v.at_least[ACK_DONE];
    } else if (v.n) {
        t->mine = word_ack(sv_of(ack_name(v.lines[0].state)));
    }
    s->t.board = t;
    return 0;
}

static int put_opinions(struct sheet *s)
{
    const struct ctx *c = s->c;
    bool class1 = c->member >= 0 && c->roster->members[c->member].standing == STANDING_CLASS1;
    struct assessment_view *v;
    size_t n;

    if (!s->out || !(class1 || s->sees_all))
        return 0;
    if (assessment_list(s->c, s->v.id, &v, &n))
        return -1;
    struct tpl_opinion *out = ARENA_ARRAY(s->c->a, struct tpl_opinion, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct tpl_opinion){
            name_of_member_id(s->c, v[i].member), word_stance(v[i].stance),
            v[i].confidence.p ? word_confidence(v[i].confidence) : MSG_NONE, v[i].text, v[i].at};
    s->t.opinions = out;
    s->t.nopinions = n;
    return 0;
}

static int put_courses(struct sheet *s)
{
    struct ctx *c = s->c;
    struct confidence_view *v;
    size_t n;

    if (!s->out)
        return 0;
    if (confidence_list(c, s->v.id, &v, &n))
        return -1;
    struct tpl_course *out = ARENA_ARRAY(c->a, struct tpl_course, n + 1);
    for (size_t i = 0; i < n; i++) {
        int who = v[i].person.p ? roster_person(c->roster, v[i].person) : -1;
        out[i] = (struct tpl_course){v[i].at, word_confidence(v[i].confidence),
                                     words_of_person(c, who), v[i].basis};
    }
    s->t.courses = out;
    s->t.ncourses = n;
    return 0;
}

/* ---- what may be done from here ---- */

static const struct tpl_choice *confidence_choices(struct ctx *c, struct sv chosen, size_t *n_out)
{
    struct tpl_choice *v = ARENA_ARRAY(c->a, struct tpl_choice, 8);
    const char *name;
    enum msg words;

    for (*n_out = 0; word_nth_confidence(*n_out, &name, &words); (*n_out)++)
        v[*n_out] = (struct tpl_choice){sv_of(name), msg_raw(c->lang, words), sv_is(chosen, name)};
    return v;
}

/* Buttons that would be refused are left out; what counts is the domain's no, not this. */
static void put_acts(struct sheet *s)
{
    const struct ctx *c = s->c;
    const struct person *p = &c->roster->persons[c->person];
    const struct member *m = c->member < 0 ? NULL : &c->roster->members[c->member];
    bool class1 = m && m->standing == STANDING_CLASS1, coordinator = ctx_is_coordinator(c);
    bool standing = s->out && s->v.state != STATE_RETRACTED && s->v.state != STATE_EXPIRED;

    s->t.may = &s->acts;
    s->acts = (struct tpl_acts){
        .assess = standing && class1 && !s->own,
        .confidence = standing && (class1 || coordinator),
        .derive = standing && may_post(c),
        .ask = standing && m && !s->own,
        .disclosure = s->own || coordinator,
        .change = s->own && s->v.state != STATE_RETRACTED,
        .approve = s->v.state == STATE_AWAITING_APPROVAL && s->own && p->approver,
        .release = s->v.state == STATE_AWAITING_RELEASE && coordinator,
        .additions = standing && (coordinator || s->own),
        .report = !s->own,
    };
    s->t.confidences = confidence_choices(s->c, s->v.confidence, &s->t.nconfidences);
}

static int sheet_fill(struct sheet *s)
{
    s->own = strcmp(s->v.rule, "ACC-8") == 0;
    s->out = s->v.state == STATE_PUBLISHED || s->v.state == STATE_EXPIRED ||
             s->v.state == STATE_RETRACTED;
    put_head(s);
    put_uses(s);
    put_indicators(s);
    if (put_sources(s) || put_scope(s) || put_references(s) || put_topics(s) || put_masking(s) ||
        put_feedback(s) || put_board(s) || put_opinions(s) || put_courses(s))
        return -1;
    put_acts(s);
    return 0;
}

int page_item(struct request *r)
{
    struct sheet s = {.c = r->c};
    struct page p;

    page_begin(&p, r, "items");
    if (item_get(r->c, r->param[0], &s.v))
        return -1;
    s.t.csrf = page_csrf(r);
    s.t.id = s.v.id;
    s.t.refused = page_errors(r, NULL);
    s.t.stub = s.v.stub;
    s.t.retracted_at = s.v.retracted_at;
    s.t.kind = word_kind(s.v.kind);
    s.t.kind_class = sv_of(item_kind_name(s.v.kind));
    if (!s.v.stub && sheet_fill(&s))
        return -1;
    record_act(r->c, "item.read");
    tpl_item(&p.h, &s.t);
    return page_end(&p, item_window_title(r->c, &s.v));
}
