/* HTTP/1.1 on libmicrohttpd: requests in, answers out.  See http.h.
 *
 * An exchange is made when the library has read the request line, is used by one thread at a time,
 * and is freed when the library has sent the answer or lost the connection.  Its answer may come
 * from another thread: http_defer() suspends the connection before anybody else knows of it, and
 * the library looks at it again only after http_answer() or http_again() resumed it.  Every call
 * for one connection is made by the same thread of the library, so that nothing is freed under
 * handle(). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "web/http_private.h"
#include "web/problem.h"

#define EXCHANGE_MAX ((size_t)2 << 30) /* a backstop: bodies and answers are bounded before */
/* Holds all header lines of a request; most of what an idle stream costs (SPEED-7: 10 KiB). */
#define CONNECTION_MEMORY ((size_t)6 << 10)
#define STREAMS_MAX ((size_t)16 << 20)
#define CONNECTION_TIMEOUT_S 30u
#define CONNECTIONS_MAX 20000u
#define BODY_FIRST ((size_t)16 << 10)
#define BODY_IN_MEMORY ((size_t)1 << 20)
#define DRAIN_EXTRA ((int64_t)64 << 10)
#define NO_ROUTE_LIMIT ((int64_t)64 << 10)
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

/* ---- an exchange's life ---- */

static void *on_target(void *cls, const char *uri, struct MHD_Connection *conn)
{
    struct arena *a = arena_new("request", EXCHANGE_MAX);
    struct exchange *x = ARENA_NEW(a, struct exchange);

    x->server = cls;
    x->conn = conn;
    x->a = a;
    x->spool = -1;
    x->raw = sv_copy(a, sv_of(uri));
    x->refused = target_parse(a, x->raw, &x->target);
    return x;
}

static void body_free(struct exchange *x);

static void exchange_free(struct exchange *x)
{
    if (x->counted)
        atomic_fetch_sub(&x->server->handling, 1);
    body_free(x);
    struct arena *a = x->a;
    arena_free(&a);
}

static void on_completed(void *cls, struct MHD_Connection *conn, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    (void)cls;
    (void)conn;
    (void)why;
    if (*slot)
        exchange_free(*slot);
    *slot = NULL;
}

static size_t leave_escaped(void *cls, struct MHD_Connection *conn, char *s)
{
    (void)cls;
    (void)conn;
    return strlen(s);
}

/* ---- sending ---- */

static const struct header *header_set(const struct exchange *x, const char *name)
{
    for (const struct header *h = x->headers; h; h = h->next)
        if (strcasecmp(h->name, name) == 0)
            return h;
    return NULL;
}

static void add_default(struct exchange *x, const char *name, const char *value)
{
    if (!header_set(x, name))
        http_add_header(x, name, sv_of(value));
}

static void add_security_headers(struct exchange *x)
{
    add_default(x, "Cache-Control", "no-store");
    add_default(x, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    add_default(x, "X-Content-Type-Options", "nosniff");
    add_default(x, "Referrer-Policy", "no-referrer");
    add_default(x, "Cross-Origin-Resource-Policy", "same-origin");
    if (x->server->tls)
        add_default(x, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    if (x->closing)
        add_default(x, "Connection", "close");
}

static struct MHD_Response *response_of(struct exchange *x)
{
    if (x->stream)
        return http_stream_response(x->stream);
    struct MHD_Response *r = MHD_create_response_from_buffer(
        x->answer.n, (void *)(uintptr_t)(x->answer.p ? x->answer.p : ""), MHD_RESPMEM_PERSISTENT);
    if (!r)
        log_fatal(83, "http.no_memory", SV("response"));
    return r;
}

/* Hands the answer to the library.  A stream outlives its exchange. */
static enum MHD_Result exchange_send(struct exchange *x, void **slot)
{
    struct MHD_Response *r = response_of(x);
    struct MHD_Connection *conn = x->conn;

    x->phase = PHASE_SENDING;
    if (x->stream) {
        x->status = MHD_HTTP_OK;
        http_add_header(x, "Content-Type", SV("text/event-stream; charset=utf-8"));
    } else if (x->media_type) {
        http_add_header(x, "Content-Type", sv_of(x->media_type));
    }
    add_security_headers(x);
    for (const struct header *h = x->headers; h; h = h->next)
        if (MHD_add_response_header(r, h->name, h->value.p) != MHD_YES)
            log_event(LOG_LEVEL_ERROR, "http.header_refused", "name", sv_of(h->name), NULL);
    unsigned status = (unsigned)x->status;
    if (x->stream) {
        exchange_free(x);
        *slot = NULL;
    }
    enum MHD_Result rc = MHD_queue_response(conn, status, r);
    MHD_destroy_response(r);
    return rc;
}

/* Refuses what is no good request, before its body, and closes the connection. */
static enum MHD_Result exchange_refuse(struct exchange *x, void **slot, enum err code, enum msg why)
{
    struct errs e;

    errs_init(&e, x->a, lang_accept(http_header(x, "Accept-Language"), LANG_JA));
    fail(&e, code, NULL, why, NO_ARGS);
    x->closing = true;
    problem_answer(x, &e);
    return exchange_send(x, slot);
}

/* ---- reading ---- */

struct walk {
    struct head head;
    enum msg why;
};

static enum MHD_Result each_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_n, const char *value, size_t value_n)
{
    struct walk *w = cls;

    (void)kind;
    w->why =
        head_line(&w->head, (struct sv){name, name_n}, (struct sv){value ? value : "", value_n});
    return w->why == MSG_NONE ? MHD_YES : MHD_NO;
}

/* All that is wrong with the request line and the header; fills *HEAD. */
static enum msg head_check(struct exchange *x, const char *version, struct head *head)
{
    struct walk w = {.why = MSG_NONE};
    bool old = strcmp(version, MHD_HTTP_VERSION_1_0) == 0;

    if (x->refused != MSG_NONE)
        return x->refused;
    if (!old && strcmp(version, MHD_HTTP_VERSION_1_1) != 0)
        return MSG_HTTP_BAD_VERSION;
    MHD_get_connection_values_n(x->conn, MHD_HEADER_KIND, each_header, &w);
    *head = w.head;
    if (w.why == MSG_NONE)
        w.why = head_end(head);
    if (w.why != MSG_NONE)
        return w.why;
    if (old && head->codings)
        return MSG_HTTP_BAD_LENGTH;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->conn, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    if (!info || head_hides(head, x->method, x->raw, info->header_size))
        return MSG_HTTP_BAD_HEADER;
    return MSG_NONE;
}

static enum MHD_Result exchange_begin(struct exchange *x, void **slot, const char *version)
{
    struct head head;
    enum msg why = head_check(x, version, &head);

    if (why != MSG_NONE)
        return exchange_refuse(x, slot, E_MALFORMED, why);
    x->limit = x->server->config.body_limit(x->server->config.ctx, x->method, x->target.path);
    if (x->limit < 0)
        x->limit = NO_ROUTE_LIMIT;
    /* A little too much is read and dropped, so that the client reads the answer. */
    if (head.length > 2 * x->limit + DRAIN_EXTRA)
        return exchange_refuse(x, slot, E_TOO_LARGE, MSG_REQUEST_TOO_LARGE);
    x->phase = PHASE_BODY;
    return MHD_YES;
}

/* ---- bodies: small ones in memory, the others in a file without a name ---- */

static int spool_write(struct exchange *x, const char *p, size_t n)
{
    while (n) {
        ssize_t done = write(x->spool, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return -1;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

static int spool_begin(struct exchange *x)
{
    char *name = sv_cstr(x->a, sv_join(x->a, x->server->config.spool, SV("/body.XXXXXX")));

    x->spool = mkostemp(name, O_CLOEXEC);
    if (x->spool < 0)
        return -1;
    unlink(name);
    return spool_write(x, x->body, x->body_n);
}

static void memory_add(struct exchange *x, const char *p, size_t n)
{
    if (x->body_n + n > x->body_cap) {
        size_t cap = x->body_cap ? 2 * x->body_cap : BODY_FIRST;
        while (cap < x->body_n + n)
            cap *= 2;
        struct arena *old = x->body_arena;
        x->body_arena = arena_new("body", EXCHANGE_MAX);
        char *body = arena_bytes(x->body_arena, cap);
        if (x->body_n)
            memcpy(body, x->body, x->body_n);
        arena_free(&old);
        x->body = body;
        x->body_cap = cap;
    }
    memcpy(x->body + x->body_n, p, n);
}

static void body_add(struct exchange *x, const char *p, size_t n)
{
    if (x->spool < 0 && x->body_n + n <= BODY_IN_MEMORY)
        memory_add(x, p, n);
    else if (!x->spool_failed)
        x->spool_failed = (x->spool < 0 && spool_begin(x)) || spool_write(x, p, n);
    x->body_n += n;
}

/* The whole body in one piece.  -1: the disk did not take it. */
static int body_end(struct exchange *x)
{
    if (x->spool < 0 || x->spooled)
        return x->spool_failed ? -1 : 0;
    void *p =
        x->spool_failed ? MAP_FAILED : mmap(NULL, x->body_n, PROT_READ, MAP_PRIVATE, x->spool, 0);
    if (p == MAP_FAILED)
        return -1;
    arena_free(&x->body_arena);
    x->spooled = true;
    x->body = p;
    return 0;
}

static void body_free(struct exchange *x)
{
    if (x->spooled)
        munmap(x->body, x->body_n);
    if (x->spool >= 0)
        close(x->spool);
    arena_free(&x->body_arena);
}

/* Some of the body.  MHD_NO closes the connection. */
static enum MHD_Result exchange_take(struct exchange *x, const char *p, size_t *n)
{
    x->received += (int64_t)*n;
    if (x->received > 2 * x->limit + DRAIN_EXTRA)
        return MHD_NO;
    if (x->received <= x->limit)
        body_add(x, p, *n);
    *n = 0;
    return MHD_YES;
}

static enum MHD_Result exchange_handle(struct exchange *x, void **slot)
{
    struct http_server *s = x->server;

    if (x->received > x->limit)
        return exchange_refuse(x, slot, E_TOO_LARGE, MSG_REQUEST_TOO_LARGE);
    if (body_end(x))
        return exchange_refuse(x, slot, E_UNAVAILABLE, MSG_STORE_UNAVAILABLE);
    if (!x->counted) {
        atomic_fetch_add(&s->handling, 1);
        x->counted = true;
        if (atomic_load(&s->stopping))
            return exchange_refuse(x, slot, E_UNAVAILABLE, MSG_SERVER_STOPPING);
    }
    x->phase = PHASE_HANDLED;
    x->deferred = x->again = false;
    s->config.handle(s->config.ctx, x);
    if (x->deferred)
        return MHD_YES;
    if (!x->answered)
        BUG("a request was neither answered nor deferred");
    return exchange_send(x, slot);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_n, void **slot)
{
    struct exchange *x = *slot;

    (void)cls;
    (void)conn;
    (void)url;
    switch (x->phase) {
    case PHASE_HEAD:
        x->method = sv_of(method);
        return exchange_begin(x, slot, version);
    case PHASE_BODY:
        return *upload_n > 0 ? exchange_take(x, upload, upload_n) : exchange_handle(x, slot);
    case PHASE_HANDLED: /* resumed */
        return x->again ? exchange_handle(x, slot) : exchange_send(x, slot);
    case PHASE_SENDING:
        break;
    }
    return MHD_NO;
}

/* ---- what handlers ask ---- */

struct arena *http_arena(struct exchange *x)
{
    return x->a;
}

struct sv http_method(struct exchange *x)
{
    return x->method;
}

struct sv http_path(struct exchange *x)
{
    return x->target.path;
}

struct sv http_target(struct exchange *x)
{
    return x->raw;
}

struct sv http_header(struct exchange *x, const char *name)
{
    struct sv value = sv_of(MHD_lookup_connection_value(x->conn, MHD_HEADER_KIND, name));

    return value.p ? sv_trim(value) : value;
}

struct sv http_body(struct exchange *x)
{
    return x->body_n ? (struct sv){x->body, x->body_n} : SV("");
}

bool http_query(struct exchange *x, size_t i, struct sv *key_out, struct sv *value_out)
{
    if (i >= x->target.nquery)
        return false;
    *key_out = x->target.query[i].key;
    *value_out = x->target.query[i].value;
    return true;
}

struct sv http_remote(struct exchange *x)
{
    const union MHD_ConnectionInfo *info;
    char host[NI_MAXHOST];

    if (x->server->config.behind_proxy) {
        struct sv list = http_header(x, "X-Forwarded-For"), last = SV("proxy");
        for (struct sv one; sv_cut(&list, ',', &one);)
            last = sv_trim(one);
        return last;
    }
    info = MHD_get_connection_info(x->conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || getnameinfo(info->client_addr, sizeof(struct sockaddr_in6), host, sizeof host,
                             NULL, 0, NI_NUMERICHOST))
        return SV("unknown");
    return sv_copy(x->a, sv_of(host));
}

bool http_secure(struct exchange *x)
{
    return x->server->tls || x->server->config.behind_proxy;
}

void http_set_data(struct exchange *x, void *data)
{
    x->data = data;
}

void *http_data(struct exchange *x)
{
    return x->data;
}

void http_defer(struct exchange *x)
{
    x->deferred = true;
    atomic_fetch_add(&x->server->deferred, 1);
    MHD_suspend_connection(x->conn);
}

/* X may be gone as soon as it is resumed. */
static void exchange_resume(struct exchange *x)
{
    struct http_server *s = x->server;

    MHD_resume_connection(x->conn);
    atomic_fetch_sub(&s->deferred, 1);
}

void http_again(struct exchange *x)
{
    x->again = true;
    exchange_resume(x);
}

void http_add_header(struct exchange *x, const char *name, struct sv value)
{
    struct header *h = ARENA_NEW(x->a, struct header);

    *h = (struct header){name, sv_copy(x->a, value), x->headers};
    x->headers = h;
}

void http_answer(struct exchange *x, int status, const char *media_type, struct sv body)
{
    if (x->answered)
        BUG("a request was answered twice");
    x->answered = true;
    x->status = status;
    x->media_type = media_type;
    x->answer = body;
    if (x->deferred)
        exchange_resume(x);
}

/* ---- the server ---- */

/* Descriptors for as many connections as there may be; how many that leaves for connections. */
static unsigned connections_allowed(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r))
        return 512;
    if (r.rlim_cur < CONNECTIONS_MAX + 1024) {
        r.rlim_cur = r.rlim_max < CONNECTIONS_MAX + 1024 ? r.rlim_max : CONNECTIONS_MAX + 1024;
        setrlimit(RLIMIT_NOFILE, &r);
        getrlimit(RLIMIT_NOFILE, &r);
    }
    if (r.rlim_cur >= CONNECTIONS_MAX + 1024)
        return CONNECTIONS_MAX;
    return r.rlim_cur > 512 ? (unsigned)r.rlim_cur - 256 : 256;
}

/* No text of the library reaches anybody. */
static void drop_log(void *cls, const char *fmt, va_list ap)
{
    (void)cls;
    (void)fmt;
    (void)ap;
}

static struct MHD_Daemon *daemon_start(struct http_server *s, int fd, char *cert, char *key)
{
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                     MHD_USE_ERROR_LOG | (s->tls ? MHD_USE_TLS : 0u);
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL}};
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};

    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, drop_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, on_target, s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped,
        NULL, MHD_OPTION_THREAD_POOL_SIZE, s->config.threads > 1 ? s->config.threads : 0u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        CONNECTION_TIMEOUT_S, MHD_OPTION_CONNECTION_LIMIT, connections_allowed(), MHD_OPTION_ARRAY,
        s->tls ? tls : plain, MHD_OPTION_END);
}

static void server_free(void *p)
{
    struct http_server *s = p;

    pthread_mutex_destroy(&s->lock);
    arena_free(&s->a);
}

int http_start(const struct http_config *config, struct arena *a, struct http_server **out,
               struct sv *url_out, struct errs *e)
{
    struct http_server *s = ARENA_NEW(a, struct http_server);
    char *cert = NULL, *key = NULL;
    int fd;

    s->config = *config;
    s->tls = config->tls_cert.p != NULL;
    s->a = arena_new("http streams", STREAMS_MAX);
    pthread_mutex_init(&s->lock, NULL);
    arena_on_free(a, server_free, s);
    if (s->tls != (config->tls_key.p != NULL))
        return fail(e, E_REFUSED, NULL, MSG_TLS_NEEDS_BOTH, NO_ARGS);
    if (s->tls && (http_read_file(a, config->tls_cert, &cert, e) ||
                   http_read_file(a, config->tls_key, &key, e)))
        return -1;
    if (http_listen(a, config, &fd, url_out, e))
        return -1;
    s->daemon = daemon_start(s, fd, cert, key);
    if (!s->daemon) {
        close(fd);
        return fail(e, E_UNAVAILABLE, NULL, s->tls ? MSG_TLS_NOT_STARTED : MSG_SERVER_NOT_STARTED,
                    NO_ARGS);
    }
    *out = s;
    return 0;
}

/* Waits until nothing is handled and no stream is open, or until END. */
static bool drain(struct http_server *s, int64_t end)
{
    while (!http_streams_end(s) || atomic_load(&s->handling) > 0) {
        if (time_monotonic() >= end)
            return false;
        usleep(2000);
    }
    return true;
}

void http_stop(struct http_server **sp, int grace_ms)
{
    struct http_server *s = *sp;

    if (!s)
        return;
    *sp = NULL;
    MHD_socket fd = MHD_quiesce_daemon(s->daemon);
    if (fd >= 0)
        close(fd);
    atomic_store(&s->stopping, true);
    bool drained = drain(s, time_monotonic() + grace_ms);
    if (!drained && atomic_load(&s->deferred) > 0) {
        /* The library aborts when it is stopped with suspended connections: leave it to the end of
         * the process, which is near; it answers 503 to all that still comes. */
        log_event(LOG_LEVEL_WARN, "http.stopped_with_requests_open", NULL);
        return;
    }
    MHD_stop_daemon(s->daemon);
}
