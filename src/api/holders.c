/* Who held a registration on a day, over HTTP. */
#include "domain/holders.h"
#include "api/handlers.h"
#include "api/view.h"

int api_holders(struct request *r)
{
    struct sv on = request_query(r, "on");
    int32_t day = DAY_NONE;
    struct holder *v;
    struct jw w;
    size_t n;

    if (on.p && day_parse(on, &day))
        return errs_add(&r->c->errs, E_MALFORMED, SV("on"), NULL, MSG_FORM_BAD_TIME, NO_ARGS);
    if (holders_on(r->c, r->param[0], day, &v, &n))
        return -1;
    jw_init(&w, &r->out);
    jw_obj(&w);
    jw_key(&w, "items");
    jw_arr(&w);
    for (size_t i = 0; i < n; i++) {
        jw_obj(&w);
        jw_ksv(&w, "id", v[i].person);
        jw_ksv(&w, "name", v[i].name);
        jw_ksv(&w, "from", day_text(r->c->a, v[i].from));
        jw_ksv(&w, "until", day_text(r->c->a, v[i].until));
        jw_ktime(&w, "entered_at", v[i].entered_at);
        jw_end_obj(&w);
    }
    jw_end_arr(&w);
    jw_knull(&w, "next");
    jw_end_obj(&w);
    return 0;
}
