/* The API's own description: OpenAPI 3.1 from the table of routes and the schemas, once at start.
 */
#include <string.h>

#include "base/json.h"
#include "web/serve_private.h"

#define OPENAPI_MAX ((size_t)8 << 20)

static void parameter(struct jw *w, const char *in, struct sv name, bool required, struct sv schema)
{
    jw_obj(w);
    jw_ksv(w, "name", name);
    jw_kstr(w, "in", in);
    jw_kbool(w, "required", required);
    jw_kraw(w, "schema", schema);
    jw_end_obj(w);
}

static struct sv query_schema(struct sv name)
{
    if (sv_is(name, "limit"))
        return SV("{\"type\":\"integer\",\"minimum\":1,\"maximum\":200}");
    return SV("{\"type\":\"string\"}");
}

static void parameters(struct jw *w, const struct route *r)
{
    struct sv path = sv_of(r->path), query = sv_of(r->query), one;

    jw_key(w, "parameters");
    jw_arr(w);
    while (sv_cut(&path, '/', &one))
        if (one.n > 2 && one.p[0] == '{')
            parameter(w, "path", (struct sv){one.p + 1, one.n - 2}, true,
                      SV("{\"type\":\"string\"}"));
    while (sv_word(&query, &one))
        parameter(w, "query", one, false, query_schema(one));
    if (strcmp(r->method, "POST") == 0)
        parameter(w, "header", SV("Idempotency-Key"), false,
                  SV("{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}"));
    jw_end_arr(w);
}

static void content(struct jw *w, const char *media_type, const char *schema)
{
    jw_key(w, "content");
    jw_obj(w);
    jw_key(w, media_type);
    jw_obj(w);
    if (schema) {
        jw_key(w, "schema");
        jw_obj(w);
        jw_key(w, "$ref");
        jw_sv(w, sv_fmt(w->out->a, "#/components/schemas/%s", schema));
        jw_end_obj(w);
    }
    jw_end_obj(w);
    jw_end_obj(w);
}

static void request_body(struct jw *w, const struct route *r)
{
    if (!r->request_schema && r->body_limit <= 0)
        return;
    jw_key(w, "requestBody");
    jw_obj(w);
    jw_kbool(w, "required", true);
    content(w, r->request_schema ? "application/json" : "application/octet-stream",
            r->request_schema);
    jw_end_obj(w);
}

static void responses(struct jw *w, const struct route *r)
{
    jw_key(w, "responses");
    jw_obj(w);
    jw_key(w, "2XX");
    jw_obj(w);
    jw_kstr(w, "description", "Done");
    if (r->response_schema)
        content(w, "application/json", r->response_schema);
    else if (r->mode == MODE_STREAM)
        content(w, "text/event-stream", NULL);
    jw_end_obj(w);
    jw_key(w, "default");
    jw_obj(w);
    jw_kstr(w, "description", "Refused");
    content(w, "application/problem+json", "Problem");
    jw_end_obj(w);
    jw_end_obj(w);
}

static void operation(struct jw *w, const struct route *r)
{
    char method[16] = {0};

    for (size_t i = 0; r->method[i] && i < sizeof method - 1; i++)
        method[i] = (char)(r->method[i] | 0x20);
    jw_key(w, method);
    jw_obj(w);
    jw_kstr(w, "operationId", r->operation);
    if (r->capability == CAN_PUBLIC)
        jw_kraw(w, "security", SV("[]"));
    parameters(w, r);
    request_body(w, r);
    responses(w, r);
    jw_end_obj(w);
}

static bool path_seen(struct routes t, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (strcmp(t.v[j].path, t.v[i].path) == 0)
            return true;
    return false;
}

static void paths(struct jw *w, struct routes t)
{
    jw_key(w, "paths");
    jw_obj(w);
    for (size_t i = 0; i < t.n; i++) {
        if (t.v[i].page || path_seen(t, i))
            continue;
        jw_key(w, t.v[i].path);
        jw_obj(w);
        for (size_t j = i; j < t.n; j++)
            if (strcmp(t.v[j].path, t.v[i].path) == 0)
                operation(w, &t.v[j]);
        jw_end_obj(w);
    }
    jw_end_obj(w);
}

static void problem_schema(struct jw *w)
{
    jw_kraw(
        w, "Problem",
        SV("{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\",\"rule\"],"
           "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
           "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
           "\"rule\":{\"type\":[\"string\",\"null\"]},\"errors\":{\"type\":\"array\",\"items\":"
           "{\"type\":\"object\",\"additionalProperties\":false,"
           "\"required\":[\"pointer\",\"rule\",\"detail\"],\"properties\":{"
           "\"pointer\":{\"type\":\"string\"},\"rule\":{\"type\":[\"string\",\"null\"]},"
           "\"detail\":{\"type\":\"string\"}}}}}}"));
}

static void components(struct jw *w, const json *schemas)
{
    struct sv name;
    json *value;

    jw_key(w, "components");
    jw_obj(w);
    jw_key(w, "schemas");
    jw_obj(w);
    for (void *i = NULL; json_next(schemas, &i, &name, &value);) {
        jw_keysv(w, name);
        jw_raw(w, json_text(w->out->a, value));
    }
    if (!json_get(schemas, "Problem"))
        problem_schema(w);
    jw_end_obj(w);
    jw_kraw(w, "securitySchemes", SV("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"},\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Host-noroshi\"}}"));
    jw_end_obj(w);
}

struct sv openapi_write(struct arena *a, struct routes routes, const json *schemas)
{
    struct str out;
    struct jw w;

    str_init(&out, a, OPENAPI_MAX);
    jw_init(&w, &out);
    jw_obj(&w);
    jw_kstr(&w, "openapi", "3.1.0");
    jw_kraw(&w, "info", SV("{\"title\":\"Noroshi\",\"version\":\"" NOROSHI_VERSION "\"}"));
    jw_kraw(&w, "security", SV("[{\"token\":[]},{\"session\":[]}]"));
    paths(&w, routes);
    components(&w, schemas);
    jw_end_obj(&w);
    return str_sv(&out);
}

int web_openapi(struct request *r)
{
    r->raw = r->serve->openapi;
    return 0;
}

int web_healthz(struct request *r)
{
    r->raw = SV("{\"status\":\"ok\"}");
    return 0;
}
