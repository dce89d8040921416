/* Answers to items over HTTP: feedback, assessments, confidence, acknowledgements. */
#include "domain/feedback.h"
#include "api/handlers.h"
#include "api/view.h"
#include "domain/acknowledgement.h"
#include "domain/assessment.h"
#include "domain/confidence.h"

/* ---- feedback ---- */

static void write_answer(struct jw *w, const struct feedback_answer *v, bool member)
{
    jw_obj(w);
    if (member)
        jw_ksv(w, "member", v->member);
    jw_ksv(w, "answer", v->answer);
    jw_key(w, "count");
    if (v->count == FEEDBACK_NO_COUNT)
        jw_null(w);
    else
        jw_int(w, v->count);
    jw_ktime(w, "first_seen", v->first_seen);
    jw_ksv(w, "comment", v->comment);
    jw_ktime(w, "at", v->at);
    jw_end_obj(w);
}

static void write_counts(struct jw *w, const struct feedback_view *v)
{
    jw_key(w, "counts");
    if (!v->has_counts) {
        jw_null(w);
        return;
    }
    jw_obj(w);
    jw_kint(w, "seen", v->counts.seen);
    jw_kint(w, "not_seen", v->counts.not_seen);
    jw_kint(w, "unknown", v->counts.unknown);
    if (v->whole)
        jw_kint(w, "missing", v->counts.missing);
    jw_end_obj(w);
}

static void write_whole(struct jw *w, const struct feedback_view *v)
{
    jw_kbool(w, "complete", v->complete);
    jw_key(w, "answers");
    jw_arr(w);
    for (size_t i = 0; i < v->nanswers; i++)
        write_answer(w, &v->answers[i], true);
    jw_end_arr(w);
    jw_key(w, "late");
    jw_arr(w);
    for (size_t i = 0; i < v->nlate; i++)
        jw_sv(w, v->late[i]);
    jw_end_arr(w);
}

static int answer_feedback(struct request *r, const struct feedback_view *v)
{
    struct jw w;

    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ktime(&w, "due", v->due);
    write_counts(&w, v);
    if (v->whole)
        write_whole(&w, v);
    jw_key(&w, "mine");
    if (v->has_mine)
        write_answer(&w, &v->mine, false);
    else
        jw_null(&w);
    jw_end_obj(&w);
    return 0;
}

int api_feedback_give(struct request *r)
{
    struct feedback_view v;

    return feedback_give(r->c, r->param[0], r->body, &v) ? -1 : answer_feedback(r, &v);
}

int api_feedback_read(struct request *r)
{
    struct feedback_view v;

    return feedback_read(r->c, r->param[0], &v) ? -1 : answer_feedback(r, &v);
}

/* ---- assessments, confidence ---- */

static void write_assessment(struct jw *w, const struct assessment_view *v)
{
    jw_obj(w);
    jw_ksv(w, "item", v->item);
    jw_ksv(w, "member", v->member);
    jw_ksv(w, "stance", v->stance);
    jw_ksv(w, "confidence", v->confidence);
    jw_ksv(w, "text", v->text);
    jw_ktime(w, "at", v->at);
    jw_end_obj(w);
}

int api_assessment_give(struct request *r)
{
    struct assessment_view v;
    struct jw w;

    if (assessment_give(r->c, r->param[0], r->body, &v))
        return -1;
    jw_init(&w, &r->out);
    write_assessment(&w, &v);
    return 0;
}

int api_assessment_list(struct request *r)
{
    struct assessment_view *v;
    size_t n;
    struct jw w;

    if (assessment_list(r->c, r->param[0], &v, &n))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++)
        write_assessment(&w, &v[i]);
    write_list_end(&w, SV_NONE);
    return 0;
}

int api_confidence_set(struct request *r)
{
    struct item_view v;

    return confidence_set(r->c, r->param[0], r->body, http_header(r->x, "If-Match"), &v) ? -1
                                                                                         : answer_item(r, &v, 200);
}

int api_confidence_list(struct request *r)
{
    struct confidence_view *v;
    size_t n;
    struct jw w;

    if (confidence_list(r->c, r->param[0], &v, &n))
        return -1;
    jw_init(&w, &r->out);
    write_list(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_ktime(&w, "at", v[i].at);
        jw_ksv(&w, "confidence", v[i].confidence);
        jw_ksv(&w, "by", v[i].person);
        jw_ksv(&w, "basis", v[i].basis);
        jw_end_obj(&w);
    }
    write_list_end(&w, SV_NONE);
    return 0;
}

/* ---- acknowledgements ---- */

int api_acknowledgement_set(struct request *r)
{
    struct ack_line v;
    struct jw w;

    if (acknowledgement_set(r->c, r->param[0], r->body, &v))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ksv(&w, "item", v.id);
    jw_kstr(&w, "state", ack_name(v.state));
    jw_ktime(&w, "at", v.at);
    jw_end_obj(&w);
    return 0;
}

static void write_board_counts(struct jw *w, const struct ack_board *v)
{
    jw_key(w, "counts");
    jw_obj(w);
    jw_kint(w, "reached", v->reached);
    for (int a = ACK_SEEN; a < ACK_COUNT; a++)
        jw_kint(w, ack_name((enum ack)a), v->at_least[a]);
    jw_end_obj(w);
}

int api_acknowledgement_board(struct request *r)
{
    struct ack_board v;
    struct jw w;

    if (acknowledgement_board(r->c, r->param[0], &v))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_ktime(&w, "act_by", v.act_by);
    write_board_counts(&w, &v);
    jw_key(&w, "members");
    jw_arr(&w);
    for (size_t i = 0; i < v.n; i++) {
        jw_obj(&w);
        jw_ksv(&w, "id", v.lines[i].id);
        jw_kstr(&w, "state", ack_name(v.lines[i].state));
        jw_ktime(&w, "at", v.lines[i].at);
        jw_kbool(&w, "escalated", false);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    jw_end_obj(&w);
    return 0;
}
