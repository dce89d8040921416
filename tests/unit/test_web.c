/* What the web layer decides without a network: targets, header lines, routes, forms, problems,
 * credentials, buckets.  What needs a running server is in tests/http. */
#include "test.h"

#include "web/credential.h"
#include "web/form.h"
#include "web/http_check.h"
#include "web/problem.h"
#include "web/router.h"
#include "web/throttle.h"

static struct arena *mem(void)
{
    static struct arena *a;

    if (!a)
        a = arena_new("test", (size_t)64 << 20);
    return a;
}

/* ---- targets ---- */

static enum msg target(const char *raw, struct target *out)
{
    return target_parse(mem(), sv_of(raw), out);
}

static bool target_refused(const char *raw)
{
    struct target t;

    return target(raw, &t) != MSG_NONE;
}

TEST(WEB_2_target_is_decoded_once)
{
    struct target t;

    CHECK_EQ_INT(target("/api/%E6%97%A5%25?q=a+b%2Bc&empty=&bare&x=%E6%9C%AC", &t), MSG_NONE);
    CHECK_EQ_STR(t.path, "/api/日%");
    CHECK_EQ_INT(t.nquery, 4);
    CHECK_EQ_STR(t.query[0].key, "q");
    CHECK_EQ_STR(t.query[0].value, "a b+c");
    CHECK_EQ_STR(t.query[1].value, "");
    CHECK_EQ_STR(t.query[2].key, "bare");
    CHECK_EQ_STR(t.query[2].value, "");
    CHECK_EQ_STR(t.query[3].value, "本");
    CHECK_EQ_INT(target("/", &t), MSG_NONE);
    CHECK_EQ_INT(target("/a.b/..c/...", &t), MSG_NONE);
    CHECK_EQ_INT(target("/a?", &t), MSG_NONE);
    CHECK_EQ_INT(t.nquery, 0);
    CHECK_EQ_INT(target("/a?&&b=/../c?", &t), MSG_NONE);
    CHECK_EQ_STR(t.query[0].value, "/../c?");
}

TEST(WEB_2_bad_targets_are_refused)
{
    static const char *const bad[] = {
        "",         "a",          "*",           "http://x/a", "/a b",       "/a\tb",     "/a#b",
        "/a\\b",    "/%00",       "/a%00b",      "/a?b=%00",   "/%",         "/%4",       "/%zz",
        "/%4x",     "/a?b=%",     "/a?%zz=1",    "/.",         "/..",        "/a/../b",   "/a/./b",
        "/%2e",     "/%2e%2E/a",  "/a/.%2e",     "/a%2Fb",     "/a%5Cb",     "/%ff",      "/%c0%af",
        "/%ed%a0%80", "/a?b=%ff", "/\x7f",       "/\xe6\x97\xa5", "/a?\xe6\x97\xa5", "/a\r\nb",
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (!target_refused(bad[i]))
            printf("accepted: %s\n", bad[i]);
        CHECK(target_refused(bad[i]));
    }
}

TEST(WEB_3_parameters_have_a_maximum)
{
    struct str s;

    str_init(&s, mem(), 4096);
    str_adds(&s, "/a?x=1");
    for (int i = 1; i < TARGET_MAX_PARAMETERS; i++)
        str_adds(&s, "&x=1");
    CHECK(!target_refused(sv_cstr(mem(), str_sv(&s))));
    str_adds(&s, "&x=1");
    CHECK(target_refused(sv_cstr(mem(), str_sv(&s))));
}

/* ---- header lines ---- */

struct line {
    const char *name, *value;
};

static enum msg head(const struct line *lines, struct head *h)
{
    memset(h, 0, sizeof *h);
    for (; lines->name; lines++) {
        enum msg why = head_line(h, sv_of(lines->name), sv_of(lines->value));
        if (why != MSG_NONE)
            return why;
    }
    return head_end(h);
}

#define HEAD(h, ...) head((const struct line[]){__VA_ARGS__, {NULL, NULL}}, (h))

TEST(WEB_2_good_heads_pass)
{
    struct head h;

    CHECK_EQ_INT(HEAD(&h, {"Host", "x:1"}, {"content-length", "12"}), MSG_NONE);
    CHECK_EQ_INT(h.length, 12);
    CHECK_EQ_INT(HEAD(&h, {"HOST", "[::1]:8443"}, {"Transfer-Encoding", "Chunked"}), MSG_NONE);
    CHECK_EQ_INT(HEAD(&h, {"Host", "x"}, {"X-A", "tab\there, \xe6\x97\xa5"}, {"X-A", ""}), MSG_NONE);
}

TEST(WEB_2_smuggling_heads_are_refused)
{
    struct head h;

    CHECK_EQ_INT(HEAD(&h, {"X", "y"}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"host", "a"}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", ""}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a b"}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a/b"}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a@b"}), MSG_HTTP_BAD_HOST);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "2"}),
                 MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}),
                 MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "+1"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "-1"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "1, 1"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "0x1"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", ""}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "99999999999999999999"}),
                 MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}),
                 MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Transfer-Encoding", "xchunked"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Transfer-Encoding", "identity"}), MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(
        HEAD(&h, {"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}),
        MSG_HTTP_BAD_LENGTH);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Foo ", "b"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"", "b"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"F\x01o", "b"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"F\xc3\xb6", "b"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"F(o", "b"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Foo", "b\rc: d"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Foo", "b\nc"}), MSG_HTTP_BAD_HEADER);
    CHECK_EQ_INT(HEAD(&h, {"Host", "a"}, {"Foo", "\x7f"}), MSG_HTTP_BAD_HEADER);
}

TEST(WEB_2_what_the_library_hides_shows_in_the_sizes)
{
    struct head h;
    struct sv get = SV("GET"), a = SV("/a");

    CHECK_EQ_INT(HEAD(&h, {"Host", "x"}, {"Foo", "bar"}), MSG_NONE);
    CHECK(!head_hides(&h, get, a, strlen("GET /a HTTP/1.1\r\nHost: x\r\nFoo: bar\r\n\r\n")));
    CHECK(!head_hides(&h, get, a, strlen("GET /a HTTP/1.1\r\nHost:x\r\nFoo: bar\r\n\r\n")));
    CHECK(head_hides(&h, get, a, strlen("GET /a HTTP/1.1\nHost: x\nFoo: bar\n\n")));
    CHECK(head_hides(&h, get, a, strlen("GET /a HTTP/1.1\r\nHost: x\r\nFoo: bar0hidden\r\n\r\n")));
    CHECK(head_hides(&h, get, a, strlen("GET  /a HTTP/1.1\r\nHost: x\r\nFoo: bar\r\n\r\n")));
    CHECK(head_hides(&h, get, a, strlen("GET /a0hidden HTTP/1.1\r\nHost: x\r\nFoo: bar\r\n\r\n")));
}

TEST(accept_and_media_types)
{
    struct sv js = SV("application/json");

    CHECK(accept_allows(SV_NONE, js));
    CHECK(accept_allows(SV("*/*"), js));
    CHECK(accept_allows(SV("text/html, application/*;q=0.1"), js));
    CHECK(accept_allows(SV("Application/JSON; q=1.0"), js));
    CHECK(!accept_allows(SV("text/html"), js));
    CHECK(!accept_allows(SV("application/json;q=0"), js));
    CHECK(!accept_allows(SV("application/json; q=0.000"), js));
    CHECK(!accept_allows(SV("text/*"), js));
    CHECK(!accept_allows(SV("application/jsonx"), js));
    CHECK(media_type_is(SV("application/json"), js));
    CHECK(media_type_is(SV("application/JSON; charset=UTF-8"), js));
    CHECK(media_type_is(SV("application/json;charset=\"utf-8\""), js));
    CHECK(!media_type_is(SV_NONE, js));
    CHECK(!media_type_is(SV(""), js));
    CHECK(!media_type_is(SV("text/plain"), js));
    CHECK(!media_type_is(SV("application/x-www-form-urlencoded"), js));
    CHECK(!media_type_is(SV("application/json; charset=shift_jis"), js));
}

/* ---- credentials ---- */

static int credential(const char *path, const char *authorization, struct credential *out)
{
    return credential_read(mem(), sv_of(path), sv_of(authorization), out);
}

TEST(AUTH_3_credentials_by_door)
{
    struct credential c;

    CHECK_EQ_INT(credential("/api/v1/me", NULL, &c), 0);
    CHECK(!c.token.p);
    CHECK_EQ_INT(credential("/api/v1/me", "bearer  abc", &c), 0);
    CHECK_EQ_STR(c.token, "abc");
    CHECK_EQ_INT(credential("/taxii2/", "Basic cDphYmM=", &c), 0);
    CHECK_EQ_STR(c.token, "abc");
    CHECK_EQ_STR(c.person, "p");
    CHECK_EQ_INT(credential("/misp/events/1", "abc", &c), 0);
    CHECK_EQ_STR(c.token, "abc");
    CHECK_EQ_INT(credential_way(SV("/taxii2/")), WAY_TAXII);
    CHECK_EQ_INT(credential_way(SV("/misp/x")), WAY_MISP);
    CHECK_EQ_INT(credential_way(SV("/api/v1/misp/")), WAY_API);
}

TEST(AUTH_3_other_credentials_are_refused)
{
    struct credential c;
    char longer[TOKEN_MAX + 16] = "Bearer ";

    memset(longer + 7, 'a', TOKEN_MAX + 1);
    CHECK_EQ_INT(credential("/api/v1/me", longer, &c), -1);
    CHECK_EQ_INT(credential("/api/v1/me", "", &c), -1);
    CHECK_EQ_INT(credential("/api/v1/me", "Bearer", &c), -1);
    CHECK_EQ_INT(credential("/api/v1/me", "Bearer ", &c), -1);
    CHECK_EQ_INT(credential("/api/v1/me", "abc", &c), -1);
    CHECK_EQ_INT(credential("/api/v1/me", "Basic cDphYmM=", &c), -1);
    CHECK_EQ_INT(credential("/misp/x", "Basic cDphYmM=", &c), -1);
    CHECK_EQ_INT(credential("/taxii2/", "abc", &c), -1);
    CHECK_EQ_INT(credential("/taxii2/", "Basic !!!", &c), -1);
    CHECK_EQ_INT(credential("/taxii2/", "Basic cDo=", &c), -1);
}

/* ---- routes ---- */

static int handler(struct request *r)
{
    (void)r;
    return 0;
}

#define READ(method, path, name) \
    {method, path, CAN_SIGNED_IN, MODE_READ, NULL, NULL, "limit cursor", 0, handler, name}
#define WRITE(method, path, name) \
    {method, path, CAN_SIGNED_IN, MODE_WRITE, "body", NULL, "", 100, handler, name}

static const struct route good_routes[] = {
    READ("GET", "/items", "list"),        WRITE("POST", "/items", "post"),
    READ("GET", "/items/{id}", "get"),    WRITE("POST", "/items/preview", "preview"),
    WRITE("PUT", "/items/{id}/scope", "scope"), READ("GET", "/{any}/{id}/scope", "other"),
};

static enum match match(const char *method, const char *path, struct matched *m)
{
    return routes_match(mem(), (struct routes){good_routes, 6}, sv_of(method), sv_of(path), m);
}

TEST(routes_are_found)
{
    struct matched m;
    size_t at;

    CHECK(routes_fault((struct routes){good_routes, 6}, &at) == NULL);
    CHECK_EQ_INT(match("GET", "/items", &m), MATCH_ROUTE);
    CHECK_EQ_STR(sv_of(m.route->operation), "list");
    CHECK_EQ_INT(match("HEAD", "/items", &m), MATCH_ROUTE);
    CHECK_EQ_STR(sv_of(m.route->operation), "list");
    CHECK_EQ_INT(match("GET", "/items/日本", &m), MATCH_ROUTE);
    CHECK_EQ_STR(m.param[0], "日本");
    CHECK_EQ_INT(match("POST", "/items/preview", &m), MATCH_ROUTE);
    CHECK_EQ_STR(sv_of(m.route->operation), "preview");
    CHECK_EQ_INT(match("GET", "/x/y/scope", &m), MATCH_ROUTE);
    CHECK_EQ_STR(m.param[1], "y");
    CHECK(route_has_query(&good_routes[0], SV("cursor")));
    CHECK(!route_has_query(&good_routes[0], SV("curs")));
    CHECK(!route_has_query(&good_routes[0], SV("")));
}

TEST(routes_that_are_none)
{
    static const char *const bad[] = {"/", "", "/item", "/items/", "//items", "/items//scope", "/items/a/b",
                                      "/ITEMS", "/items/a/scope/", "/items/a/scope/b"};
    struct matched m;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK_EQ_INT(match("GET", bad[i], &m), MATCH_NO_PATH);
    CHECK_EQ_INT(match("DELETE", "/items", &m), MATCH_NO_METHOD);
    CHECK_EQ_STR(m.allow, "GET, HEAD, POST");
    CHECK_EQ_INT(match("OPTIONS", "/items/a", &m), MATCH_NO_METHOD);
    CHECK_EQ_STR(m.allow, "GET, HEAD");
    CHECK_EQ_INT(match("get", "/items", &m), MATCH_NO_METHOD);
    CHECK_EQ_INT(match("HEAD", "/items/preview", &m), MATCH_NO_METHOD);
    CHECK_EQ_STR(m.allow, "POST");
    CHECK_EQ_INT(match("GET", "/items/a/scope", &m), MATCH_NO_METHOD);
}

TEST(SEE_3_bad_tables_do_not_start)
{
    static const struct route bad[][2] = {
        {{"GET", "/a", CAN_NOTHING, MODE_READ, NULL, NULL, "", 0, handler, "x"}},
        {{"GET", "a", CAN_PUBLIC, MODE_READ, NULL, NULL, "", 0, handler, "x"}},
        {{"GET", "/{a}/{b}/{c}/{d}/{e}", CAN_PUBLIC, MODE_READ, NULL, NULL, "", 0, handler, "x"}},
        {{"GET", "/a", CAN_PUBLIC, MODE_WRITE, NULL, NULL, "", 0, handler, "x"}},
        {{"GET", "/a", CAN_PUBLIC, MODE_READ, "body", NULL, "", 9, handler, "x"}},
        {{"GET", "/a", CAN_SIGNED_IN, MODE_STATIC, NULL, NULL, "", 0, handler, "x"}},
        {{"PUT", "/a", CAN_SIGNED_IN, MODE_WRITE, "body", NULL, "", 0, handler, "x"}},
        {{"PUT", "/a", CAN_SIGNED_IN, MODE_WRITE, NULL, NULL, "", 0, NULL, "x"}},
        {{"PUT", "/a", CAN_SIGNED_IN, MODE_WRITE, NULL, NULL, "", 0, handler, ""}},
        {READ("GET", "/a/{x}", "x"), READ("GET", "/a/{y}", "y")},
        {READ("GET", "/a", "x"), READ("GET", "/b", "x")},
    };
    size_t at;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(routes_fault((struct routes){bad[i], bad[i][1].method ? 2 : 1}, &at) != NULL);
}

/* ---- forms ---- */

static const char schemas[] =
    "{\"pair\":{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"a\"],\"properties\":{"
    "\"a\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":3},"
    "\"n\":{\"type\":[\"integer\",\"null\"],\"minimum\":0,\"maximum\":9},"
    "\"r\":{\"type\":\"number\"},\"b\":{\"type\":\"boolean\"},"
    "\"e\":{\"enum\":[\"x\",\"y\",3,null]},"
    "\"t\":{\"type\":\"string\",\"format\":\"date-time\"},\"d\":{\"type\":\"string\",\"format\":\"date\"},"
    "\"u\":{\"type\":\"string\",\"format\":\"uuid\"},\"m\":{\"type\":\"string\",\"format\":\"email\"},"
    "\"l\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":2,\"items\":{\"$ref\":\"#/components/schemas/pair\"}},"
    "\"o\":{\"oneOf\":[{\"type\":\"string\"},{\"type\":\"array\",\"items\":{\"type\":\"integer\"}},"
    "{\"$ref\":\"#/components/schemas/pair\"}]},"
    "\"map\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}}}}";

static const struct form *form_named(const char *name)
{
    static struct forms *f;
    struct errs e;
    json *j;

    if (!f) {
        errs_init(&e, mem(), LANG_EN);
        if (json_parse(mem(), sv_of(schemas), &j, &e) || forms_compile(mem(), j, &f, &e))
            printf("schemas: %.*s\n", SV_FMT(e.detail));
    }
    return f ? form_find(f, name) : NULL;
}

/* The pointers of all that is wrong with DOC, in order, each followed by a space. */
static struct sv wrongs(const char *doc)
{
    struct errs e;
    struct str s;
    json *j;

    errs_init(&e, mem(), LANG_EN);
    str_init(&s, mem(), 1 << 20);
    if (json_parse(mem(), sv_of(doc), &j, &e))
        return SV("not JSON");
    int rc = form_check(form_named("pair"), j, &e);
    CHECK_EQ_INT(rc, e.n ? -1 : 0);
    for (size_t i = 0; i < e.n; i++) {
        CHECK(e.v[i].rule == NULL && e.v[i].detail.n > 0);
        str_addf(&s, "%.*s ", SV_FMT(e.v[i].pointer));
    }
    CHECK_EQ_INT(e.code, e.n ? E_MALFORMED : E_NONE);
    return str_sv(&s);
}

TEST(forms_that_fit)
{
    CHECK(form_named("pair") != NULL);
    CHECK(form_named("none") == NULL);
    CHECK_EQ_STR(wrongs("{\"a\":\"日本語\"}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":0,\"r\":1,\"b\":false,\"e\":null}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":null,\"r\":1.5,\"e\":3}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"t\":\"2026-11-24T01:02:03+09:00\",\"d\":\"2024-02-29\"}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"u\":\"0b0b2c8e-5f9f-4c1e-9d0a-7f3b1c2d4e5f\",\"m\":\"a@b.example\"}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"l\":[{\"a\":\"y\"}],\"o\":[1,2]}"), "");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"o\":{\"a\":\"x\"},\"map\":{\"any\":1}}"), "");
}

TEST(forms_that_do_not_fit)
{
    CHECK_EQ_STR(wrongs("[]"), " ");
    CHECK_EQ_STR(wrongs("null"), " ");
    CHECK_EQ_STR(wrongs("{}"), "/a ");
    CHECK_EQ_STR(wrongs("{\"z\":1,\"y\":2}"), "/a /z /y ");
    CHECK_EQ_STR(wrongs("{\"a\":\"\"}"), "/a ");
    CHECK_EQ_STR(wrongs("{\"a\":\"日本語だ\"}"), "/a ");
    CHECK_EQ_STR(wrongs("{\"a\":null}"), "/a ");
    CHECK_EQ_STR(wrongs("{\"a\":1}"), "/a ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":-1}"), "/n ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":10}"), "/n ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":1.0}"), "/n ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"n\":\"1\"}"), "/n ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"r\":\"1\",\"b\":0}"), "/r /b ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"e\":\"z\"}"), "/e ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"e\":\"3\"}"), "/e ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"t\":\"2026-11-24\",\"d\":\"2026-02-29\"}"), "/t /d ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"u\":\"x\",\"m\":\"a@b@c\"}"), "/u /m ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"m\":\"a <a@b>\"}"), "/m ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"l\":[]}"), "/l ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"l\":[{\"a\":\"x\"},{\"a\":\"x\"},{}]}"), "/l ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"l\":[{\"a\":\"x\"},{\"a/b~\":1}]}"), "/l/1/a /l/1/a~1b~0 ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"o\":1}"), "/o ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"o\":[1,\"x\"]}"), "/o/1 ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"o\":{\"a\":\"xxxx\"}}"), "/o/a ");
    CHECK_EQ_STR(wrongs("{\"a\":\"x\",\"map\":{\"k\":\"1\"}}"), "/map/k ");
}

TEST(WEB_3_errors_of_form_have_a_maximum)
{
    struct str s;
    struct errs e;
    json *j;

    str_init(&s, mem(), 1 << 20);
    str_adds(&s, "{\"a\":\"x\",\"o\":[0");
    for (int i = 0; i < 5000; i++)
        str_adds(&s, ",\"x\"");
    str_adds(&s, "]}");
    errs_init(&e, mem(), LANG_JA);
    CHECK_EQ_INT(json_parse(mem(), str_sv(&s), &j, &e), 0);
    CHECK_EQ_INT(form_check(form_named("pair"), j, &e), -1);
    CHECK_EQ_INT(e.n, 1000);
}

TEST(schemas_that_use_more_do_not_start)
{
    static const char *const bad[] = {
        "{\"a\":1}",
        "{\"a\":{\"pattern\":\"x\"}}",
        "{\"a\":{\"type\":\"text\"}}",
        "{\"a\":{\"type\":[]}}",
        "{\"a\":{\"format\":\"uri\"}}",
        "{\"a\":{\"$ref\":\"#/components/schemas/b\"}}",
        "{\"a\":{\"$ref\":\"a\"}}",
        "{\"a\":{\"maxLength\":-1}}",
        "{\"a\":{\"enum\":\"x\"}}",
        "{\"a\":{\"oneOf\":[]}}",
        "{\"a\":{\"properties\":[]}}",
        "{\"a\":{\"required\":\"x\"}}",
        "{\"a\":{\"properties\":{\"b\":{\"items\":{\"allOf\":[]}}}}}",
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct errs e;
        struct forms *f;
        json *j;
        errs_init(&e, mem(), LANG_EN);
        CHECK_EQ_INT(json_parse(mem(), sv_of(bad[i]), &j, &e), 0);
        CHECK_EQ_INT(forms_compile(mem(), j, &f, &e), -1);
        CHECK(e.detail.n > 0);
    }
}

/* ---- problems ---- */

TEST(problems_name_pointers_and_rules)
{
    struct errs e;

    errs_init(&e, mem(), LANG_EN);
    errs_add(&e, E_REFUSED, SV("/secret"), "POST-1", MSG_FORM_MISSING, NO_ARGS);
    errs_add(&e, E_REFUSED, SV("/scope"), "POST-2", MSG_FORM_MISSING, NO_ARGS);
    CHECK_EQ_STR(problem_json(mem(), &e),
                 "{\"type\":\"urn:noroshi:problem:refused\",\"title\":\"The rules do not allow this\",\"status\":422,"
                 "\"detail\":\"This field is required\",\"rule\":\"POST-1\",\"errors\":["
                 "{\"pointer\":\"/secret\",\"rule\":\"POST-1\",\"detail\":\"This field is required\"},"
                 "{\"pointer\":\"/scope\",\"rule\":\"POST-2\",\"detail\":\"This field is required\"}]}");
}

TEST(a_403_names_one_rule_and_no_errors)
{
    struct errs e;

    errs_init(&e, mem(), LANG_EN);
    errs_add(&e, E_FORBIDDEN, SV("/x"), "SC-3", MSG_FORM_MISSING, NO_ARGS);
    struct sv text = problem_json(mem(), &e);
    CHECK(sv_find(text, SV("\"rule\":\"SC-3\"")) > 0);
    CHECK(sv_find(text, SV("errors")) < 0);
}

TEST(L_29_every_problem_has_a_type_a_title_and_words)
{
    for (int code = E_NONE + 1; code <= E_UNAVAILABLE; code++) {
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            struct errs e;
            errs_init(&e, mem(), (enum lang)lang);
            fail(&e, (enum err)code, NULL, MSG_NO_SUCH_PATH, NO_ARGS);
            struct sv text = problem_json(mem(), &e);
            CHECK(sv_starts(text, SV("{\"type\":\"urn:noroshi:problem:")));
            CHECK(sv_find(text, SV("\"title\":\"\"")) < 0);
            CHECK(sv_find(text, SV("\"rule\":null")) > 0);
            CHECK(sv_find(text, SV("_")) < 0);
        }
    }
}

/* ---- throttle ---- */

TEST(one_token_may_always_ask_200_times_a_second)
{
    struct throttle *t = throttle_new(mem());
    int refused = 0;

    for (int64_t ms = 0; ms < 10000; ms += 5)
        refused += throttle_take(t, THROTTLE_REQUESTS, SV("a"), ms) != 0;
    CHECK_EQ_INT(refused, 0);
}

TEST(one_token_may_not_ask_without_end)
{
    struct throttle *t = throttle_new(mem());
    int passed = 0;

    for (int i = 0; i < 1000; i++)
        passed += throttle_take(t, THROTTLE_REQUESTS, SV("a"), 0) == 0;
    CHECK_EQ_INT(passed, 400);
    CHECK(throttle_take(t, THROTTLE_REQUESTS, SV("a"), 0) > 0);
    CHECK_EQ_INT(throttle_take(t, THROTTLE_REQUESTS, SV("a"), 1000), 0);
}

TEST(L_30_buckets_of_others_change_nothing)
{
    struct throttle *t = throttle_new(mem());

    for (int i = 0; i < 1000; i++)
        throttle_take(t, THROTTLE_REQUESTS, SV("a"), 0);
    CHECK_EQ_INT(throttle_take(t, THROTTLE_REQUESTS, SV("b"), 0), 0);
    CHECK_EQ_INT(throttle_take(t, THROTTLE_SIGN_INS, SV("a"), 0), 0);
}

TEST_MAIN
