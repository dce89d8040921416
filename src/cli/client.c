/* HTTP to a server, for commands.  See client.h. */
#include "cli/client.h"

#include <curl/curl.h>
#include <string.h>

#define TOKEN_MAX 4096
#define ANSWER_MAX ((size_t)64 << 20)
#define CONNECT_TIMEOUT_S 20L

struct client {
    struct cli *c;
    struct sv url, token;
};

/* ---- where to ---- */

static int client_new(struct cli *c, struct client **out)
{
    struct client *cl = ARENA_NEW(c->a, struct client);
    struct sv file = cli_option(c, "--token-file"), token;

    if (!file.p)
        return cli_usage(c, MSG_CLI_OPTION_REQUIRED, ARGS(SV("--token-file")));
    if (cli_read_file(c, file, TOKEN_MAX, &token))
        return cli_failed(c);
    *cl = (struct client){c, cli_option(c, "--server"), sv_copy(c->a, sv_trim(token))};
    if (cl->url.n && cl->url.p[cl->url.n - 1] == '/')
        cl->url.n--;
    if (curl_global_init(CURL_GLOBAL_DEFAULT))
        return cli_failed(c);
    *out = cl;
    return 0;
}

int client_or_data(struct cli *c, struct client **client_out, struct app **app_out)
{
    bool here = cli_has(c, "--data"), there = cli_has(c, "--server");

    if (here == there)
        return cli_usage(c, MSG_CLI_DATA_OR_SERVER, NO_ARGS);
    if (there && cli_has(c, "--as"))
        return cli_usage(c, MSG_CLI_OPTION_UNKNOWN, ARGS(SV("--as")));
    if (there)
        return client_new(c, client_out);
    if (!cli_has(c, "--as"))
        return cli_usage(c, MSG_CLI_OPTION_REQUIRED, ARGS(SV("--as")));
    return cli_open(c, app_out) ? cli_failed(c) : 0;
}

struct sv client_escape(struct arena *a, struct sv value)
{
    struct str s;

    str_init(&s, a, 3 * value.n + 1);
    for (size_t i = 0; i < value.n; i++) {
        char ch = value.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
                     (ch >= '0' && ch <= '9') || ch == '-' || ch == '.' || ch == '_' || ch == '~';
        if (plain)
            str_addc(&s, ch);
        else
            str_addf(&s, "%%%02X", (unsigned)(unsigned char)ch);
    }
    return str_sv(&s);
}

/* ---- one request ---- */

struct asking {
    CURL *curl;
    struct sv body; /* what is left to be sent */
    int (*write)(void *ctx, struct sv piece);
    void *ctx;
    bool refused;    /* the writer said no */
    struct str kept; /* the answer, where it is a refusal */
};

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
    struct asking *q = arg;
    struct sv piece = {p, size * n};
    long status = 0;

    curl_easy_getinfo(q->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 400 || !q->write)
        str_add(&q->kept, piece);
    else
        q->refused = q->write(q->ctx, piece) != 0;
    return q->refused || q->kept.overflow ? 0 : piece.n;
}

static size_t on_upload(char *p, size_t size, size_t n, void *arg)
{
    struct asking *q = arg;
    size_t take = q->body.n < size * n ? q->body.n : size * n;

    memcpy(p, q->body.p, take);
    q->body = (struct sv){q->body.p + take, q->body.n - take};
    return take;
}

static void set_common(struct client *cl, struct asking *q, struct arena *a, struct sv path,
                       struct curl_slist **headers)
{
    struct sv language = sv_fmt(a, "Accept-Language: %s", lang_name(cl->c->lang));
    struct sv bearer = sv_fmt(a, "Authorization: Bearer %.*s", SV_FMT(cl->token));

    *headers = curl_slist_append(*headers, bearer.p);
    *headers = curl_slist_append(*headers, language.p);
    *headers = curl_slist_append(*headers, "Expect:");
    curl_easy_setopt(q->curl, CURLOPT_URL, sv_fmt(a, "%.*s%.*s", SV_FMT(cl->url), SV_FMT(path)).p);
    curl_easy_setopt(q->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(q->curl, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT_S);
    curl_easy_setopt(q->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(q->curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(q->curl, CURLOPT_WRITEDATA, q);
}

static void set_upload(struct asking *q, struct curl_slist **headers)
{
    *headers = curl_slist_append(*headers, "Content-Type: application/json");
    curl_easy_setopt(q->curl, CURLOPT_POST, 1L);
    curl_easy_setopt(q->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
    curl_easy_setopt(q->curl, CURLOPT_READFUNCTION, on_upload);
    curl_easy_setopt(q->curl, CURLOPT_READDATA, q);
}

/* A problem document's reasons. */
static int refuse(struct client *cl, struct arena *a, struct sv answer, long status, struct errs *e)
{
    struct errs bad;
    json *j;

    errs_init(&bad, a, cl->c->lang);
    if (json_parse(a, answer, &j, &bad) || !json_get_sv(j, "detail").p)
        return fail(e, E_REFUSED, NULL, MSG_CLI_SERVER_STATUS,
                    ARGS(cl->url, sv_fmt(a, "%ld", status)));
    const json *list = json_get(j, "errors");
    for (size_t i = 0; i < json_len(list); i++) {
        const json *one = json_at(list, i);
        struct sv rule = json_get_sv(one, "rule");
        errs_add(e, E_REFUSED, json_get_sv(one, "pointer"), rule.p ? sv_cstr(a, rule) : NULL,
                 MSG_AS_IS, ARGS(json_get_sv(one, "detail")));
    }
    struct sv rule = json_get_sv(j, "rule");
    return fail(e, E_REFUSED, rule.p ? sv_cstr(a, rule) : NULL, MSG_AS_IS,
                ARGS(json_get_sv(j, "detail")));
}

static int ask(struct client *cl, struct arena *a, struct sv path, bool upload, struct asking *q,
               struct errs *e)
{
    struct curl_slist *headers = NULL;
    long status = 0;

    str_init(&q->kept, a, ANSWER_MAX);
    q->curl = curl_easy_init();
    if (!q->curl)
        return fail(e, E_REFUSED, NULL, MSG_CLI_SERVER_SILENT, ARGS(cl->url, SV("libcurl")));
    set_common(cl, q, a, path, &headers);
    if (upload)
        set_upload(q, &headers);
    curl_easy_setopt(q->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode rc = curl_easy_perform(q->curl);
    curl_easy_getinfo(q->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(q->curl);
    curl_slist_free_all(headers);
    if (q->refused)
        return -1;
    if (rc != CURLE_OK)
        return fail(e, E_REFUSED, NULL, MSG_CLI_SERVER_SILENT,
                    ARGS(cl->url, sv_of(curl_easy_strerror(rc))));
    return status >= 200 && status < 300 ? 0 : refuse(cl, a, str_sv(&q->kept), status, e);
}

int client_get(struct client *cl, struct arena *a, struct sv path,
               int (*write)(void *ctx, struct sv piece), void *ctx, struct errs *e)
{
    struct asking q = {.write = write, .ctx = ctx};

    return ask(cl, a, path, false, &q, e);
}

/* ---- import ---- */

static int read_brought(struct arena *a, struct sv text, struct brought *out, struct errs *e)
{
    json *j;

    if (json_parse(a, text, &j, e))
        return -1;
    const json *items = json_get(j, "items"), *gaps = json_get(j, "not_represented");
    out->indicators = json_int(json_get(j, "indicators"), 0);
    out->items = ARENA_ARRAY(a, struct sv, json_len(items) + 1);
    for (size_t i = 0; i < json_len(items); i++)
        out->items[out->nitems++] = json_sv(json_at(items, i));
    out->gaps = ARENA_ARRAY(a, struct err_entry, json_len(gaps) + 1);
    for (size_t i = 0; i < json_len(gaps); i++)
        out->gaps[out->ngaps++] = (struct err_entry){json_get_sv(json_at(gaps, i), "pointer"), NULL,
                                                     json_get_sv(json_at(gaps, i), "why")};
    return 0;
}

int client_import(struct client *cl, struct arena *a, const struct import_terms *t, struct sv text,
                  struct sv file_name, struct brought *out, struct errs *e)
{
    struct asking q = {.body = text};
    struct sv path = sv_fmt(a, "/api/v1/import?secret=%s&scope=%.*s",
                            t->secret == 1 ? "true" : "false", SV_FMT(client_escape(a, t->scope)));

    if (t->kind.p)
        path = sv_fmt(a, "%.*s&kind=%.*s", SV_FMT(path), SV_FMT(t->kind));
    if (file_name.p)
        path = sv_fmt(a, "%.*s&name=%.*s", SV_FMT(path), SV_FMT(client_escape(a, file_name)));
    return ask(cl, a, path, true, &q, e) || read_brought(a, str_sv(&q.kept), out, e) ? -1 : 0;
}
