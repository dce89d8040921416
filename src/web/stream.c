/* Event streams: see stream.h.
 *
 * Every 100 ms one snapshot is taken.  A stream that is behind the newest event, or any stream when
 * access was taken away (the epoch rose) or 15 s have passed, is visited: its token signs in again,
 * each event is decided, and what may be told is sent once its record is durable.  A stream whose
 * token no longer serves gets one `end` and is closed. */
#include "web/stream.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "domain/event.h"
#include "domain/record.h"
#include "web/credential.h"
#include "web/serve_private.h"

#define LOOK_MS 100
#define BEAT_MS 15000
#define BATCH 200
#define MAX_STREAMS 15000u
#define DELIVERY_MAX ((size_t)64 << 20)
#define STREAMS_MAX ((size_t)16 << 20)
#define ROUND_MAX ((size_t)256 << 20)

struct sse {
    struct hub *hub;
    struct sse *next;
    struct http_stream *to; /* NULL: closed */
    bool busy;              /* visited or with a delivery under way: not to be freed or visited */
    bool ended;             /* `end` was sent */
    enum lang lang;
    struct event_mark after; /* all up to here was sent or did not concern it */
    bool session;            /* SECRET is of a session, else a token */
    size_t secret_n;
    char secret[TOKEN_MAX];
};

struct hub {
    struct app *app;
    struct arena *a; /* of the streams */
    pthread_t thread;
    atomic_bool stopping;
    pthread_mutex_t lock; /* guards A, what follows, and the streams */
    struct sse *open, *free;
    size_t n;
};

/* What one stream is to be told, until its record is durable. */
struct delivery {
    struct arena *a;
    struct sse *s;
    struct ctx c;
    struct event_mark last;
    struct str text;
};

/* One look at the database. */
struct round {
    struct hub *hub;
    struct ctx c;
    struct event_mark newest;
    struct event_mark read_from; /* of the events below */
    struct event *events;
    size_t n;
    bool have;
};

static bool mark_before(struct event_mark a, struct event_mark b)
{
    return a.tx < b.tx || (a.tx == b.tx && a.pos < b.pos);
}

/* ---- streams come and go ---- */

/* Lock held.  Takes S out once nobody uses it. */
static void sse_reap(struct sse *s)
{
    struct hub *h = s->hub;

    if (s->to || s->busy)
        return;
    for (struct sse **at = &h->open; *at; at = &(*at)->next)
        if (*at == s) {
            *at = s->next;
            break;
        }
    memset(s->secret, 0, sizeof s->secret);
    s->next = h->free;
    h->free = s;
    h->n--;
}

static void sse_closed(void *ctx)
{
    struct sse *s = ctx;
    struct hub *h = s->hub;

    pthread_mutex_lock(&h->lock);
    s->to = NULL;
    sse_reap(s);
    pthread_mutex_unlock(&h->lock);
}

/* Lock held.  NULL: there are too many. */
static struct sse *sse_new(struct hub *h)
{
    struct sse *s = h->free;

    if (h->n == MAX_STREAMS)
        return NULL;
    if (s)
        h->free = s->next;
    else
        s = ARENA_NEW(h->a, struct sse);
    memset(s, 0, sizeof *s);
    s->hub = h;
    s->next = h->open;
    h->open = s;
    h->n++;
    return s;
}

/* A place from which the stream goes on after a loss of the line, though nothing was sent yet. */
static void sse_greet(struct sse *s, struct ctx *c)
{
    struct sv id = event_id(c, s->after);

    http_stream_send(s->to, sv_fmt(c->a, ": noroshi\nid: %.*s\n\n", SV_FMT(id)));
}

int web_stream(struct request *r)
{
    struct ctx *c = r->c;
    struct hub *h = r->serve->hub;
    struct sv last = http_header(r->x, "Last-Event-ID");
    struct event_mark after;

    if (last.n > 0 ? event_resume(c, last, &after) : event_newest(c, &after))
        return -1;
    pthread_mutex_lock(&h->lock);
    struct sse *s = sse_new(h);
    if (s) {
        s->lang = c->lang;
        s->after = after;
        s->session = r->shown.session;
        s->secret_n = r->shown.secret.n;
        memcpy(s->secret, r->shown.secret.p, r->shown.secret.n);
        s->to = http_stream_open(r->x, sse_closed, s);
        sse_greet(s, c);
    }
    pthread_mutex_unlock(&h->lock);
    if (s)
        return 0;
    c->errs.retry_after = 60;
    return fail(&c->errs, E_TOO_MANY, NULL, MSG_STREAM_TOO_MANY, NO_ARGS);
}

/* ---- deliveries ---- */

static void sse_send(struct sse *s, struct sv bytes) /* lock held */
{
    if (s->to && !s->ended)
        http_stream_send(s->to, bytes);
}

static void sse_end(struct sse *s, struct arena *a)
{
    struct sv at = time_text(a, time_now());

    pthread_mutex_lock(&s->hub->lock);
    sse_send(s,
             sv_fmt(a, "event: end\ndata: {\"type\":\"ended\",\"item\":null,\"at\":\"%.*s\"}\n\n",
                    SV_FMT(at)));
    if (s->to)
        http_stream_end(s->to);
    s->ended = true;
    pthread_mutex_unlock(&s->hub->lock);
}

/* D is done with: what was told counts as told, or is decided anew at the next look. */
static void delivery_finish(struct delivery *d, bool told)
{
    struct sse *s = d->s;
    struct hub *h = s->hub;
    struct arena *a = d->a;

    pthread_mutex_lock(&h->lock);
    if (told) {
        s->after = d->last;
        if (d->text.n > 0)
            sse_send(s, str_sv(&d->text));
    }
    s->busy = false;
    sse_reap(s);
    pthread_mutex_unlock(&h->lock);
    arena_free(&a);
}

static void on_delivery_recorded(void *arg, enum record_result r)
{
    delivery_finish(arg, r == RECORD_DURABLE);
}

static int delivery_add(struct delivery *d, const struct event *ev)
{
    struct sv data;
    int concerns = event_decide(&d->c, ev, &data);

    if (concerns < 0)
        return -1;
    d->last = ev->mark;
    if (concerns) {
        struct sv id = event_id(&d->c, ev->mark);
        str_addf(&d->text, "id: %.*s\nevent: %.*s\ndata: %.*s\n\n", SV_FMT(id), SV_FMT(ev->name),
                 SV_FMT(data));
    }
    return 0;
}

/* Events after AFTER; most streams ask for the same ones. */
static int round_events(struct round *w, struct event_mark after)
{
    bool same = w->have && w->read_from.tx == after.tx && w->read_from.pos == after.pos;

    if (same)
        return 0;
    w->have = event_after(&w->c, after, BATCH, &w->events, &w->n) == 0;
    w->read_from = after;
    return w->have ? 0 : -1;
}

/* The context of one reader on the snapshot of the round, with its own memory and record. */
static void delivery_begin(struct delivery *d, const struct round *w, struct sse *s,
                           struct arena *a)
{
    d->a = a;
    d->s = s;
    d->c = w->c;
    d->c.a = a;
    d->c.way = WAY_STREAM;
    d->c.lang = s->lang;
    d->last = s->after;
    errs_init(&d->c.errs, a, s->lang);
    str_init(&d->text, a, 32u << 10);
}

static void sse_visit(struct round *w, struct sse *s)
{
    struct arena *a = arena_new("delivery", DELIVERY_MAX);
    struct delivery *d = ARENA_NEW(a, struct delivery);
    struct shown by = {{s->secret, s->secret_n}, s->session};

    delivery_begin(d, w, s, a);
    if (ctx_sign_in(&d->c, by) || ctx_allow(&d->c, CAN_SIGNED_IN, false) ||
        !person_is_served(d->c.roster, d->c.person)) { /* nothing will come (LEAVE-3) */
        if (d->c.errs.code != E_UNAVAILABLE)
            sse_end(s, a);
        delivery_finish(d, false);
        return;
    }
    bool ok = !mark_before(s->after, w->newest) || round_events(w, s->after) == 0;
    for (size_t i = 0; ok && mark_before(s->after, w->newest) && i < w->n && d->text.n < 16u << 10;
         i++)
        ok = delivery_add(d, &w->events[i]) == 0;
    if (ok && d->c.entry && d->text.n > 0)
        record_submit(&d->c, on_delivery_recorded, d);
    else
        delivery_finish(d, ok);
}

/* ---- the thread ---- */

/* The streams to visit now, marked busy; in the memory of the round. */
static size_t round_collect(struct round *w, bool all, struct sse ***out)
{
    struct hub *h = w->hub;
    size_t n = 0;

    pthread_mutex_lock(&h->lock);
    *out = ARENA_ARRAY(w->c.a, struct sse *, h->n);
    for (struct sse *s = h->open; s; s = s->next) {
        if (s->busy || s->ended || !s->to || (!all && !mark_before(s->after, w->newest)))
            continue;
        s->busy = true;
        (*out)[n++] = s;
    }
    pthread_mutex_unlock(&h->lock);
    return n;
}

/* Looks once.  *EPOCH is that of the last look. */
static void look(struct hub *h, struct arena *a, bool beat, int64_t *epoch)
{
    struct errs e;
    struct round w = {.hub = h};
    struct sse **visit;

    errs_init(&e, a, LANG_EN);
    struct db *db = app_thread_db(h->app, &e);
    if (!db || ctx_begin_read(&w.c, h->app, db, a, LANG_EN))
        return;
    if (event_newest(&w.c, &w.newest) == 0) {
        size_t n = round_collect(&w, beat || *epoch != w.c.epoch, &visit);
        *epoch = w.c.epoch;
        for (size_t i = 0; i < n; i++)
            sse_visit(&w, visit[i]);
    }
    ctx_end(&w.c);
}

/* A comment, so that a client that is gone is noticed, and one that is there knows the line. */
static void beat_all(struct hub *h)
{
    pthread_mutex_lock(&h->lock);
    for (struct sse *s = h->open; s; s = s->next)
        sse_send(s, SV(":\n\n"));
    pthread_mutex_unlock(&h->lock);
}

static bool any_open(struct hub *h)
{
    pthread_mutex_lock(&h->lock);
    bool any = h->n > 0;
    pthread_mutex_unlock(&h->lock);
    return any;
}

static void *hub_run(void *arg)
{
    struct hub *h = arg;
    struct arena *a = arena_new("stream look", ROUND_MAX);
    int64_t epoch = -1, beaten = time_monotonic();

    while (!atomic_load(&h->stopping)) {
        bool beat = time_monotonic() - beaten >= BEAT_MS;
        arena_reset(a);
        if (beat) {
            beaten = time_monotonic();
            beat_all(h);
        }
        if (any_open(h))
            look(h, a, beat, &epoch);
        usleep(LOOK_MS * 1000);
    }
    arena_free(&a);
    return NULL;
}

static void hub_free(void *p)
{
    struct hub *h = p;

    pthread_mutex_destroy(&h->lock);
    arena_free(&h->a);
}

int hub_start(struct arena *a, struct app *app, struct hub **out, struct errs *e)
{
    struct hub *h = ARENA_NEW(a, struct hub);

    h->app = app;
    h->a = arena_new("streams", STREAMS_MAX);
    pthread_mutex_init(&h->lock, NULL);
    arena_on_free(a, hub_free, h);
    if (pthread_create(&h->thread, NULL, hub_run, h))
        return fail(e, E_UNAVAILABLE, NULL, MSG_SERVER_NOT_STARTED, NO_ARGS);
    *out = h;
    return 0;
}

void hub_stop(struct hub *h)
{
    atomic_store(&h->stopping, true);
    pthread_join(h->thread, NULL);
}
