/* The way of a request: limits, sign-in, route, capability, form, decision, record, answer.
 *
 * The only place where a route's capability is checked and where an answer waits for its record. */
#ifndef NOROSHI_SERVE_H
#define NOROSHI_SERVE_H

#include <stdatomic.h>

#include "domain/app.h"
#include "web/http.h"

struct serve; /* web/serve.c */

struct request_header {
    const char *name;
    struct sv value;
    struct request_header *next;
};

/* One request as its handler sees it.  A handler may run more than once for one request (on the
 * writer, or when access was taken away meanwhile): it keeps nothing between runs. */
struct request {
    struct ctx *c;
    struct serve *serve;
    struct exchange *x;
    const struct route *route;
    struct sv param[4];   /* {…} of the path, in order */
    const json *body;     /* validated against the route's schema; NULL if it takes none */
    struct sv body_bytes; /* as sent */
    /* the answer */
    int status;           /* 0: 200 */
    const char *media_type; /* NULL: application/json */
    struct str out;       /* what jw_init(&w, &r->out) writes into */
    struct sv raw;        /* what goes out in place of OUT: bytes of the arena or for ever */
    struct sv etag;       /* or SV_NONE; without quotes */
    /* Path of what was made ("/api/v1/items/…"), or SV_NONE: the Location of a 201 or 303, and what
     * a repeated POST with the same Idempotency-Key is answered from. */
    struct sv location;
    struct request_header *headers;
    struct shown shown;      /* by what it signed in */
    struct sv person;        /* MODE_TASK: who asks */
    const struct errs *refused; /* of a page that shows its form again (struct route): why; else NULL */
};

/* A handler: typed fields in, one domain call, a view out.  0, or -1 with the reason in r->c->errs. */
typedef int handler_fn(struct request *r);

/* A declared query parameter's value, or SV_NONE. */
struct sv request_query(struct request *r, const char *name);
/* MODE_TASK: keeps the Idempotency-Key with a write of the task; REQUEST is its struct request.  0; -1
 * where the key has led to something meanwhile, or the database failed. */
int request_keep_key(struct ctx *c, void *request);
/* MODE_TASK: true once the server is being stopped. */
const atomic_bool *request_stopping(const struct request *r);
/* A header of the answer (a literal name). */
void request_add_header(struct request *r, const char *name, struct sv value);

enum route_mode {
    MODE_READ,   /* runs on a snapshot; its record is durable before the answer */
    MODE_WRITE,  /* runs on the writer, one transaction */
    MODE_EPOCH,  /* the same, and may take access away */
    MODE_STATIC, /* no database at all */
    MODE_STREAM, /* becomes an event stream */
    MODE_TASK,   /* runs on a thread that may take its time, without a snapshot (web/task.h): c->app, a,
                  * lang, errs hold, and r->person, r->shown say who asks */
    MODE_SECRET  /* the same on threads of their own, for what hashes a password */
};

struct route {
    const char *method, *path; /* "/api/v1/items/{id}" */
    enum capability capability;
    enum route_mode mode;
    const char *request_schema;  /* name in src/api/schemas.json, or NULL: no body */
    const char *response_schema; /* or NULL: no JSON */
    const char *query;           /* space separated names of its query parameters */
    int64_t body_limit;
    handler_fn *handler;
    const char *operation;       /* operationId */
    /* A page: HTML for a browser, refused in HTML too, and no part of the API's description.  AGAIN, or
     * NULL: reads, and shows the form once more with what was typed and r->refused. */
    bool page;
    handler_fn *again;
};

/* Handlers of this layer, for routes.def. */
handler_fn web_healthz, web_openapi, web_stream;

#endif
