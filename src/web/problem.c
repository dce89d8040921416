/* Refusals as problem documents: see problem.h. */
#include "web/problem.h"

#include <string.h>

#include "base/json.h"
#include "base/log.h"

#define PROBLEM_MAX ((size_t)8 << 20)

/* "urn:noroshi:problem:not-found" of E_NOT_FOUND: stable, no address that anybody must serve. */
static struct sv type_of(struct arena *a, enum err code)
{
    static const char *const names[] = {
        "E_NONE",
#define ERROR(code, http, exit, title) #code,
#include "base/errors.def"
#undef ERROR
    };
    char *slug = sv_cstr(a, sv_of(names[code] + 2));

    for (char *p = slug; *p; p++)
        *p = *p == '_' ? '-' : (char)(*p | 0x20);
    return sv_fmt(a, "urn:noroshi:problem:%s", slug);
}

static void write_errors(struct jw *w, const struct errs *e)
{
    jw_key(w, "errors");
    jw_arr(w);
    for (size_t i = 0; i < e->n; i++) {
        jw_obj(w);
        jw_ksv(w, "pointer", e->v[i].pointer.p ? e->v[i].pointer : SV(""));
        jw_kstr(w, "rule", e->v[i].rule);
        jw_ksv(w, "detail", e->v[i].detail);
        jw_end_obj(w);
    }
    jw_end_arr(w);
}

struct sv problem_json(struct arena *a, const struct errs *e)
{
    struct str out;
    struct jw w;
    struct sv detail = e->detail;

    if (!detail.p)
        detail = e->n ? e->v[0].detail : msg_raw(e->lang, err_title(e->code));
    str_init(&out, a, PROBLEM_MAX);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_ksv(&w, "type", type_of(a, e->code));
    jw_ksv(&w, "title", msg_raw(e->lang, err_title(e->code)));
    jw_kint(&w, "status", err_http(e->code));
    jw_ksv(&w, "detail", detail);
    jw_kstr(&w, "rule", e->rule);
    if (e->n && e->code != E_FORBIDDEN)
        write_errors(&w, e);
    jw_end_obj(&w);
    return out.overflow ? SV("{\"type\":\"urn:noroshi:problem:internal\",\"status\":500}")
                        : str_sv(&out);
}

void problem_answer(struct exchange *x, const struct errs *e)
{
    struct arena *a = http_arena(x);

    if (e->code == E_NONE)
        BUG("a refusal without a reason");
    if (e->code == E_UNAUTHENTICATED) {
        http_add_header(x, "WWW-Authenticate", SV("Bearer realm=\"noroshi\""));
        if (sv_starts(http_path(x), SV("/taxii2/")))
            http_add_header(x, "WWW-Authenticate",
                            SV("Basic realm=\"noroshi\", charset=\"UTF-8\""));
    }
    bool later = e->code == E_UNAVAILABLE || e->code == E_TOO_MANY;
    if (e->retry_after > 0 || later)
        http_add_header(x, "Retry-After", sv_fmt(a, "%d", e->retry_after > 0 ? e->retry_after : 1));
    http_add_header(x, "Content-Language", sv_of(lang_name(e->lang)));
    http_answer(x, err_http(e->code), "application/problem+json", problem_json(a, e));
}
