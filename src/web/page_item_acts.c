/* What is done to one item from its page: answers, opinions, decisions.  Each decodes its form to
 * what the API takes, and makes one domain call. */
#include "domain/acknowledgement.h"
#include "domain/assessment.h"
#include "domain/confidence.h"
#include "domain/feedback.h"
#include "web/page_items.h"

#define FORM_MAX ((size_t)64 << 10)

struct form_out {
    struct fields f;
    struct str text;
    struct jw w;
};

static int begin(struct request *r, struct form_out *o)
{
    if (fields_read(r, &o->f))
        return -1;
    str_init(&o->text, r->c->a, FORM_MAX);
    jw_init(&o->w, &o->text);
    jw_obj(&o->w);
    return 0;
}

static int check(struct request *r, struct form_out *o, const char *schema)
{
    jw_end_obj(&o->w);
    return fields_body(r, schema, &o->text);
}

/* Back to where the form stood: a page of this server. */
static int back(struct request *r, const struct form_out *o, const char *done)
{
    struct sv to = field_text(&o->f, "back");

    return page_go_done(r, to.p ? to : item_path(r->c->a, r->param[0]), done);
}

int page_feedback(struct request *r)
{
    struct feedback_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "answer", "answer");
    field_put_int(&o.w, &o.f, "count", "count");
    field_put_time(&o.w, r->c->a, &o.f, "first_seen", "first_seen");
    field_put_text(&o.w, &o.f, "comment", "comment");
    if (check(r, &o, "feedback_new") || feedback_give(r->c, r->param[0], r->body, &v))
        return -1;
    return back(r, &o, "feedback");
}

int page_acknowledge(struct request *r)
{
    struct ack_line line;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "state", "state");
    if (check(r, &o, "acknowledgement_new") ||
        acknowledgement_set(r->c, r->param[0], r->body, &line))
        return -1;
    return back(r, &o, "ack");
}

int page_assess(struct request *r)
{
    struct assessment_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "stance", "stance");
    field_put_text(&o.w, &o.f, "confidence", "confidence");
    field_put_text(&o.w, &o.f, "text", "text");
    if (check(r, &o, "assessment_new") || assessment_give(r->c, r->param[0], r->body, &v))
        return -1;
    return back(r, &o, "saved");
}

int page_set_confidence(struct request *r)
{
    struct item_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "confidence", "confidence");
    field_put_text(&o.w, &o.f, "basis", "basis");
    if (check(r, &o, "confidence_new") || confidence_set(r->c, r->param[0], r->body, SV_NONE, &v))
        return -1;
    return back(r, &o, "saved");
}

static int decide(struct request *r,
                  int (*act)(struct ctx *, struct sv, const json *, struct item_view *))
{
    struct item_view v;
    struct form_out o;

    if (begin(r, &o))
        return -1;
    field_put_text(&o.w, &o.f, "decision", "decision");
    field_put_text(&o.w, &o.f, "reason", "reason");
    if (check(r, &o, "hold_decision") || act(r->c, r->param[0], r->body, &v))
        return -1;
    return back(r, &o, "approved");
}

int page_approve(struct request *r)
{
    return decide(r, item_approve);
}

int page_release(struct request *r)
{
    return decide(r, item_release);
}
