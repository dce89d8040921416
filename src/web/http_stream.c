/* Event streams on libmicrohttpd: a connection that sleeps until there is something to send.
 *
 * The library asks for bytes from one of its threads; when there are none the connection is
 * suspended within that call, under the stream's lock, so that a sender either sees it suspended
 * and wakes it or queues before the question.  What waits lives in an arena of its own, which is
 * there only while something waits: an idle stream costs this struct and its connection. */
#include <string.h>

#include "base/log.h"
#include "web/http_private.h"

#define STREAM_PENDING_MAX (64u << 10)
#define STREAM_BLOCK 512

struct http_stream {
    struct http_server *server;
    struct MHD_Connection *conn;
    struct http_stream *next, **at; /* of server->streams */
    void (*on_close)(void *ctx);
    void *ctx;
    pthread_mutex_t lock; /* guards what follows */
    bool asleep, ended;
    struct arena *pending;
    struct str bytes;
    size_t sent;
};

static struct http_stream *stream_take(struct http_server *server)
{
    struct http_stream *s;

    pthread_mutex_lock(&server->lock);
    s = server->free_streams;
    if (s) {
        server->free_streams = s->next;
    } else {
        s = ARENA_NEW(server->a, struct http_stream);
        pthread_mutex_init(&s->lock, NULL);
    }
    s->next = server->streams;
    s->at = &server->streams;
    if (s->next)
        s->next->at = &s->next;
    server->streams = s;
    pthread_mutex_unlock(&server->lock);
    return s;
}

static void stream_give_back(struct http_stream *s)
{
    struct http_server *server = s->server;

    pthread_mutex_lock(&server->lock);
    *s->at = s->next;
    if (s->next)
        s->next->at = s->at;
    s->next = server->free_streams;
    server->free_streams = s;
    pthread_mutex_unlock(&server->lock);
}

struct http_stream *http_stream_open(struct exchange *x, void (*on_close)(void *ctx), void *ctx)
{
    struct http_stream *s = stream_take(x->server);

    s->server = x->server;
    s->conn = x->conn;
    s->on_close = on_close;
    s->ctx = ctx;
    s->asleep = false;
    s->ended = false;
    s->sent = 0;
    x->stream = s;
    x->answered = true;
    return s;
}

/* The library asks for at most MAX bytes. */
static ssize_t stream_read(void *cls, uint64_t pos, char *buf, size_t max)
{
    struct http_stream *s = cls;
    ssize_t n = 0;

    (void)pos;
    pthread_mutex_lock(&s->lock);
    if (s->pending) {
        size_t left = s->bytes.n - s->sent;
        size_t take = left < max ? left : max;
        memcpy(buf, s->bytes.p + s->sent, take);
        s->sent += take;
        n = (ssize_t)take;
        if (take == left)
            arena_free(&s->pending);
    } else if (s->ended) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        s->asleep = true;
        MHD_suspend_connection(s->conn);
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

static void stream_closed(void *cls)
{
    struct http_stream *s = cls;

    s->on_close(s->ctx);
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    arena_free(&s->pending);
    pthread_mutex_unlock(&s->lock);
    stream_give_back(s);
}

struct MHD_Response *http_stream_response(struct http_stream *s)
{
    struct MHD_Response *r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK,
                                                               stream_read, s, stream_closed);
    if (!r)
        log_fatal(83, "http.no_memory", SV("stream"));
    return r;
}

static void stream_wake(struct http_stream *s)
{
    if (s->asleep) {
        s->asleep = false;
        MHD_resume_connection(s->conn);
    }
}

/* Makes room for N more bytes behind those that wait. */
static bool stream_room(struct http_stream *s, size_t n)
{
    if (n > STREAM_PENDING_MAX)
        return false;
    if (s->pending)
        return n <= STREAM_PENDING_MAX - (s->bytes.n - s->sent) && n <= s->bytes.max - s->bytes.n;
    s->pending = arena_new("stream", 16u * STREAM_PENDING_MAX);
    str_init(&s->bytes, s->pending, 2u * STREAM_PENDING_MAX);
    s->sent = 0;
    return true;
}

int http_stream_send(struct http_stream *s, struct sv bytes)
{
    pthread_mutex_lock(&s->lock);
    bool ok = bytes.n > 0 && !s->ended && stream_room(s, bytes.n);
    if (ok)
        str_add(&s->bytes, bytes);
    else
        s->ended = true;
    stream_wake(s);
    pthread_mutex_unlock(&s->lock);
    return ok ? 0 : -1;
}

void http_stream_end(struct http_stream *s)
{
    pthread_mutex_lock(&s->lock);
    s->ended = true;
    stream_wake(s);
    pthread_mutex_unlock(&s->lock);
}

bool http_streams_end(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    for (struct http_stream *s = server->streams; s; s = s->next)
        http_stream_end(s);
    bool none = server->streams == NULL;
    pthread_mutex_unlock(&server->lock);
    return none;
}
