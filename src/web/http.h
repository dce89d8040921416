/* HTTP/1.1 on libmicrohttpd: all of that library is behind this file's functions.
 *
 * What it is: requests whole and strict, answers whole, and event streams.  What it is not: routes,
 * sign-in, JSON.  Called by web/serve.c and web/stream.c.
 *
 * A request arrives as a struct exchange on a thread of the library, complete with its body; it may
 * be answered at once or later from any thread, exactly once. */
#ifndef NOROSHI_HTTP_H
#define NOROSHI_HTTP_H

#include "base/err.h"
#include "base/str.h"

struct http_server;
struct exchange;

struct http_config {
    struct sv listen;           /* "127.0.0.1:8443", "[::1]:0" */
    struct sv tls_cert, tls_key; /* file names, or SV_NONE: plain, on loopback only */
    bool behind_proxy;
    bool loopback_only; /* whatever the certificate */
    unsigned threads;
    struct sv spool;            /* directory for big bodies while they are needed */
    /* Body limit for a request, before its body is read: bytes, or -1 to refuse with E_NOT_FOUND (no
     * route; decided again later, with the sign-in first). */
    int64_t (*body_limit)(void *ctx, struct sv method, struct sv path);
    void (*handle)(void *ctx, struct exchange *x);
    void *ctx;
};

/* Starts; *URL_OUT is what it listens on ("http://127.0.0.1:41234").  A must live until no answer is
 * due any more (the store is closed).  0 or -1. */
int http_start(const struct http_config *config, struct arena *a, struct http_server **out,
               struct sv *url_out, struct errs *e);
/* No new requests; waits for those under way (at most GRACE_MS), ends streams, stops. */
void http_stop(struct http_server **s, int grace_ms);

struct arena *http_arena(struct exchange *x); /* lives until the answer is sent */
struct sv http_method(struct exchange *x);
struct sv http_path(struct exchange *x);      /* decoded, UTF-8, no NUL, no "." or ".." segments */
struct sv http_header(struct exchange *x, const char *name); /* SV_NONE if absent */
struct sv http_body(struct exchange *x);
struct sv http_target(struct exchange *x);    /* as sent: path and query, undecoded */
/* Walks the decoded query parameters in order: for (i = 0; http_query(x, i, &k, &v); i++). */
bool http_query(struct exchange *x, size_t i, struct sv *key_out, struct sv *value_out);
struct sv http_remote(struct exchange *x); /* address, for throttling */
bool http_secure(struct exchange *x);      /* came by TLS, to us or to the proxy before us */

/* What the handler keeps for its exchange between calls. */
void http_set_data(struct exchange *x, void *data);
void *http_data(struct exchange *x);

/* The exchange will be answered later, from any thread.  Call it within handle(), before another thread
 * learns of X; after that, this thread leaves X alone and handle() returns. */
void http_defer(struct exchange *x);
/* In place of the answer to a deferred exchange: handle() is called again, on a thread of the library. */
void http_again(struct exchange *x);
void http_add_header(struct exchange *x, const char *name, struct sv value);
/* Answers, once; X is gone afterwards for other threads than handle()'s.  BODY must live in the
 * exchange's arena or for ever.  HEAD gives no body by itself.  Security headers and no-store are added
 * where the handler set none of that name. */
void http_answer(struct exchange *x, int status, const char *media_type, struct sv body);

/* Event streams: answers 200 text/event-stream and keeps the connection; call within handle(), in place
 * of an answer.  ON_CLOSE(ctx) is called once, when the client is gone or http_stream_end() was called
 * and all was sent; the stream must not be used from the moment it returns. */
struct http_stream;
struct http_stream *http_stream_open(struct exchange *x, void (*on_close)(void *ctx), void *ctx);
/* Queues BYTES (copied, not empty; at most 64 KiB may wait: then the stream is ended).  From any thread.
 * -1: the stream is gone or was ended. */
int http_stream_send(struct http_stream *s, struct sv bytes);
void http_stream_end(struct http_stream *s);

#endif
