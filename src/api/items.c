/* Items over HTTP: typed fields in, one domain call, a view out. */
#include "api/handlers.h"
#include "api/view.h"

#define DEFAULT_LIMIT 50
#define MAX_LIMIT 200

int api_limit(struct request *r, int *out)
{
    struct sv text = request_query(r, "limit");
    int64_t n = DEFAULT_LIMIT;

    if (text.p && (sv_int(text, &n) || n < 1 || n > MAX_LIMIT))
        return errs_add(&r->c->errs, E_MALFORMED, SV("limit"), NULL, MSG_LIMIT_RANGE, NO_ARGS);
    *out = (int)n;
    return 0;
}

static int filter_of(struct request *r, struct item_filter *f)
{
    struct sv since = request_query(r, "since");

    *f = (struct item_filter){.kind = request_query(r, "kind"), .standing = request_query(r, "standing"),
                              .q = request_query(r, "q"), .indicator = request_query(r, "indicator"),
                              .since = TIME_NONE};
    if (since.p && time_parse(since, &f->since))
        return errs_add(&r->c->errs, E_MALFORMED, SV("since"), NULL, MSG_FORM_BAD_TIME, NO_ARGS);
    return 0;
}

int api_item_list(struct request *r)
{
    struct item_filter f;
    struct item_view *items;
    struct sv next;
    size_t n;
    int limit;
    struct jw w;

    if (api_limit(r, &limit) || filter_of(r, &f) ||
        item_list(r->c, &f, limit, request_query(r, "cursor"), &items, &n, &next))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_key(&w, "items");
    jw_arr(&w);
    for (size_t i = 0; i < n; i++)
        write_item(&w, r->c, &items[i], false);
    jw_end_arr(&w);
    jw_ksv(&w, "next", next);
    jw_end_obj(&w);
    return 0;
}

int api_item_get(struct request *r)
{
    struct item_view v;

    return item_get(r->c, r->param[0], &v) ? -1 : answer_item(r, &v, 200);
}

int api_item_post(struct request *r)
{
    struct item_view v;

    return item_post(r->c, r->body, &v) ? -1 : answer_item(r, &v, 201);
}

int api_item_preview(struct request *r)
{
    struct sv answer;

    return item_preview(r->c, r->body, &answer) ? -1 : answer_json(r, answer);
}

int api_item_approve(struct request *r)
{
    struct item_view v;

    return item_approve(r->c, r->param[0], r->body, &v) ? -1 : answer_item(r, &v, 200);
}

int api_item_release(struct request *r)
{
    struct item_view v;

    return item_release(r->c, r->param[0], r->body, &v) ? -1 : answer_item(r, &v, 200);
}

int api_item_scope(struct request *r)
{
    struct item_view v;

    return item_set_scope(r->c, r->param[0], r->body, http_header(r->x, "If-Match"), &v) ? -1
                                                                                         : answer_item(r, &v, 200);
}

int api_item_revise(struct request *r)
{
    struct item_view v;

    return item_revise(r->c, r->param[0], r->body, http_header(r->x, "If-Match"), &v) ? -1
                                                                                      : answer_item(r, &v, 201);
}

int api_item_revisions(struct request *r)
{
    struct sv answer;

    return item_revisions(r->c, r->param[0], &answer) ? -1 : answer_json(r, answer);
}

int api_item_retract(struct request *r)
{
    struct item_view v;

    return item_retract(r->c, r->param[0], r->body, http_header(r->x, "If-Match"), &v) ? -1
                                                                                       : answer_item(r, &v, 201);
}
