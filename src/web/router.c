/* Which route a request takes: see router.h. */
#include "web/router.h"

#include <string.h>

static bool is_param(struct sv segment)
{
    return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

/* Next segment of a path after its slash; false at the end.  "/a/" has an empty last one. */
static bool next_segment(struct sv *rest, struct sv *out)
{
    if (rest->n == 0)
        return false;
    struct sv s = {rest->p + 1, rest->n - 1};
    const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
    *out = (struct sv){s.p, slash ? (size_t)(slash - s.p) : s.n};
    *rest = (struct sv){s.p + out->n, s.n - out->n};
    return true;
}

/* Does PATH fit PATTERN?  *LITERALS_OUT: how many of its segments are literal, a bit each, the
 * first the highest: the greater fits better. */
static bool path_fits(struct sv pattern, struct sv path, struct sv *params, uint32_t *literals_out)
{
    struct sv want, got;
    size_t n = 0;
    uint32_t literals = 0;

    while (next_segment(&pattern, &want)) {
        if (!next_segment(&path, &got))
            return false;
        bool param = is_param(want);
        if (param ? got.n == 0 || n == ROUTE_MAX_PARAMS : !sv_eq(want, got))
            return false;
        if (param)
            params[n++] = got;
        literals = literals << 1 | !param;
    }
    *literals_out = literals;
    return path.n == 0;
}

static bool method_fits(const struct route *r, struct sv method)
{
    return sv_is(method, r->method) || (sv_is(method, "HEAD") && strcmp(r->method, "GET") == 0);
}

static void allow_add(struct str *allow, const char *method)
{
    str_adds(allow, allow->n ? ", " : "");
    str_adds(allow, method);
    if (strcmp(method, "GET") == 0)
        str_adds(allow, ", HEAD");
}

enum match routes_match(struct arena *a, struct routes t, struct sv method, struct sv path,
                        struct matched *out)
{
    struct str allow;
    uint32_t best = 0, fit;
    bool any = false;

    memset(out, 0, sizeof *out);
    str_init(&allow, a, 256);
    for (size_t i = 0; i < t.n; i++) {
        struct sv params[ROUTE_MAX_PARAMS] = {{0}};
        if (!path_fits(sv_of(t.v[i].path), path, params, &fit) || (any && fit < best))
            continue;
        if (!any || fit > best) {
            out->route = NULL;
            str_init(&allow, a, 256);
        }
        any = true;
        best = fit;
        allow_add(&allow, t.v[i].method);
        if (method_fits(&t.v[i], method)) {
            out->route = &t.v[i];
            memcpy(out->param, params, sizeof params);
        }
    }
    if (out->route)
        return MATCH_ROUTE;
    out->allow = any ? str_sv(&allow) : SV_NONE;
    return any ? MATCH_NO_METHOD : MATCH_NO_PATH;
}

bool route_has_query(const struct route *r, struct sv name)
{
    struct sv names = sv_of(r->query), one;

    while (sv_word(&names, &one))
        if (sv_eq(one, name))
            return true;
    return false;
}

/* ---- what a table must not hold ---- */

/* The same path but for the names of its parameters. */
static bool same_path(const char *a, const char *b)
{
    struct sv x = sv_of(a), y = sv_of(b), p, q;

    while (next_segment(&x, &p)) {
        if (!next_segment(&y, &q))
            return false;
        if (is_param(p) ? !is_param(q) : !sv_eq(p, q))
            return false;
    }
    return y.n == 0;
}

static size_t count_params(const char *path)
{
    struct sv rest = sv_of(path), segment;
    size_t n = 0;

    while (next_segment(&rest, &segment))
        n += is_param(segment);
    return n;
}

static const char *route_fault(const struct route *r)
{
    bool get = strcmp(r->method, "GET") == 0;
    bool reads = r->mode == MODE_READ || r->mode == MODE_STATIC || r->mode == MODE_STREAM ||
                 r->mode == MODE_TASK;

    if (r->capability == CAN_NOTHING)
        return "no capability";
    if (r->path[0] != '/' || count_params(r->path) > ROUTE_MAX_PARAMS)
        return "no good path";
    if (get && (!reads || r->request_schema))
        return "GET writes or takes a body";
    if (r->mode == MODE_STATIC && r->capability != CAN_PUBLIC)
        return "static and not public";
    if (r->request_schema && r->body_limit <= 0)
        return "takes a body and has no limit for it";
    if (!r->handler || !r->operation || !r->operation[0])
        return "no handler or no name";
    return NULL;
}

const char *routes_fault(struct routes t, size_t *at_out)
{
    for (size_t i = 0; i < t.n; i++) {
        const char *why = route_fault(&t.v[i]);
        for (size_t j = 0; j < i && !why; j++) {
            if (strcmp(t.v[i].method, t.v[j].method) == 0 && same_path(t.v[i].path, t.v[j].path))
                why = "the same method and path twice";
            else if (strcmp(t.v[i].operation, t.v[j].operation) == 0)
                why = "the same operation name twice";
        }
        *at_out = i;
        if (why)
            return why;
    }
    return NULL;
}
