/* Inside web/http*.c: the exchange and the server as these files share them. */
#ifndef NOROSHI_HTTP_PRIVATE_H
#define NOROSHI_HTTP_PRIVATE_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "web/http.h"
#include "web/http_check.h"

enum phase {
    PHASE_HEAD,    /* header lines are there */
    PHASE_BODY,    /* the body is being read */
    PHASE_HANDLED, /* handle() was called: answered, deferred, or to be called again */
    PHASE_SENDING
};

struct header {
    const char *name;
    struct sv value;
    struct header *next;
};

struct exchange {
    struct http_server *server;
    struct MHD_Connection *conn;
    struct arena *a, *body_arena;
    enum phase phase;
    struct sv raw; /* the target as sent */
    struct target target;
    struct sv method;
    enum msg refused; /* MSG_NONE, or why the target is */
    int64_t limit;    /* of the body; what goes beyond is dropped and answered 413 */
    int64_t received;
    char *body;
    size_t body_n, body_cap;
    int spool;                  /* file that a big body goes to, or -1 */
    bool spooled, spool_failed; /* BODY is that file, mapped; the disk did not take it */
    bool counted, deferred, answered, again, closing;
    int status;
    const char *media_type;
    struct sv answer;
    struct header *headers;
    struct http_stream *stream;
    void *data;
};

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    bool tls;
    atomic_bool stopping;
    atomic_int handling;  /* exchanges that were handed to handle() and are not sent yet */
    atomic_int deferred;  /* those of them whose connection is suspended */
    pthread_mutex_t lock; /* guards what follows */
    struct arena *a;      /* of the streams */
    struct http_stream *streams, *free_streams;
};

/* http_listen.c: a bound socket for what CONFIG listens on.  0 or -1. */
int http_listen(struct arena *a, const struct http_config *config, int *fd_out, struct sv *url_out,
                struct errs *e);
/* A small file (certificate, key) as a C string.  0 or -1. */
int http_read_file(struct arena *a, struct sv name, char **out, struct errs *e);

/* http_stream.c: the response that a stream becomes; its end is the stream's. */
struct MHD_Response *http_stream_response(struct http_stream *s);
/* Ends all streams; true when none is left. */
bool http_streams_end(struct http_server *s);

#endif
