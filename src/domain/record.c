/* The record of an act, as one row of the log. */
#include "domain/record.h"

#include <pthread.h>
#include <string.h>

#include "base/crypto.h"
#include "domain/app_private.h"
#include "queries.h"

#define MAX_FACTS 32
#define MAX_BYTES (64u << 10)

struct fact {
    const char *key;
    struct sv value;
};

struct entry {
    const char *act;
    struct fact facts[MAX_FACTS];
    size_t nfacts;
    struct audit_part *parts;
    size_t nparts, cap;
};

static const char *const seen_names[] = {"listed", "read", "downloaded", "delivered"};

void record_act(struct ctx *c, const char *act)
{
    if (!c->entry)
        c->entry = ARENA_NEW(c->a, struct entry);
    c->entry->act = act;
}

void record_fact(struct ctx *c, const char *key, struct sv value)
{
    struct entry *e = c->entry;

    /* One page may be several acts on one thing. */
    for (size_t i = 0; i < e->nfacts; i++)
        if (strcmp(e->facts[i].key, key) == 0 && sv_eq(e->facts[i].value, value))
            return;
    if (e->nfacts == MAX_FACTS)
        return;
    e->facts[e->nfacts++] = (struct fact){key, value};
}

void record_hash(struct ctx *c, const char *key, struct sv text)
{
    struct hash h;

    if (!text.p)
        return;
    h = sha256(text);
    record_fact(c, key, hex_of(c->a, h.b, sizeof h.b));
}

void record_seen(struct ctx *c, enum seen_act act, struct sv item, const char *rule, bool outside_scope)
{
    struct entry *e = c->entry;

    if (e->nparts == e->cap) {
        size_t cap = e->cap ? 2 * e->cap : 32;
        struct audit_part *parts = ARENA_ARRAY(c->a, struct audit_part, cap);
        if (e->nparts)
            memcpy(parts, e->parts, e->nparts * sizeof *parts);
        e->parts = parts;
        e->cap = cap;
    }
    e->parts[e->nparts++] =
        (struct audit_part){item, sv_of(seen_names[act]), sv_of(rule), outside_scope};
}

static void write_bytes(struct ctx *c, const struct entry *e, const unsigned char *nonce,
                        const struct hash *root, struct str *out)
{
    struct jw w;

    jw_init(&w, out);
    jw_obj(&w);
    jw_kint(&w, "v", 1);
    jw_kstr(&w, "act", e->act);
    jw_ktime(&w, "at", c->now);
    jw_ksv(&w, "person", c->person < 0 ? SV_NONE : c->roster->persons[c->person].id);
    jw_ksv(&w, "member", c->member < 0 ? SV_NONE : c->roster->members[c->member].id);
    jw_kstr(&w, "way", way_name(c->way));
    for (size_t i = 0; i < e->nfacts; i++)
        jw_ksv(&w, e->facts[i].key, e->facts[i].value);
    if (e->nparts) {
        jw_key(&w, "items");
        jw_obj(&w);
        jw_ksv(&w, "root", base64_of(c->a, root->b, sizeof root->b));
        jw_end_obj(&w);
    }
    jw_ksv(&w, "nonce", base64_of(c->a, nonce, 16));
    jw_end_obj(&w);
}

static void make_row(struct ctx *c, struct entry_row *row)
{
    const struct entry *e = c->entry;
    unsigned char *random = arena_alloc(c->a, 32); /* nonce of the leaf, salt of the parts */
    struct hash root = {{0}};
    struct str bytes;

    memset(row, 0, sizeof *row);
    random_bytes(random, 32);
    if (e->nparts) {
        row->salt = (struct sv){(const char *)random + 16, 16};
        row->parts = audit_pack(c->a, random + 16, e->parts, e->nparts, &root);
    }
    str_init(&bytes, c->a, MAX_BYTES);
    write_bytes(c, e, random, &root, &bytes);
    row->at = c->now;
    row->act = sv_of(e->act);
    if (c->person >= 0)
        row->person = c->roster->persons[c->person].id;
    if (c->member >= 0)
        row->member = c->roster->members[c->member].id;
    row->bytes = str_sv(&bytes);
}

int record_write(struct ctx *c)
{
    struct entry_row row;

    make_row(c, &row);
    if (db_entry_insert(c->db, &row) < 0)
        return fail(&c->errs, E_UNAVAILABLE, NULL, MSG_STORE_UNAVAILABLE, NO_ARGS);
    return 0;
}

struct read_record {
    struct job job;
    struct entry_row row;
    void (*done)(void *arg, enum record_result r);
    void *arg;
};

static int read_record_run(struct db *db, struct job *job)
{
    return db_entry_insert(db, &((struct read_record *)job)->row) < 0 ? -1 : 0;
}

static void read_record_done(struct job *job, enum job_result r)
{
    struct read_record *w = (struct read_record *)job;

    w->done(w->arg, r == JOB_COMMITTED ? RECORD_DURABLE : r == JOB_STALE ? RECORD_STALE : RECORD_FAILED);
}

void record_submit(struct ctx *c, void (*done)(void *arg, enum record_result r), void *arg)
{
    struct read_record *w = ARENA_NEW(c->a, struct read_record);

    make_row(c, &w->row);
    /* The roster may be gone when the writer gets here. */
    w->row.person = sv_copy(c->a, w->row.person);
    w->row.member = sv_copy(c->a, w->row.member);
    w->done = done;
    w->arg = arg;
    w->job = (struct job){.run = read_record_run, .done = read_record_done, .entry = true, .epoch = c->epoch};
    store_submit(app_store(c->app), &w->job);
}

struct waited_record {
    pthread_mutex_t lock;
    pthread_cond_t cond;
    bool done;
    enum record_result result;
};

static void waited_record_done(void *arg, enum record_result r)
{
    struct waited_record *w = arg;

    pthread_mutex_lock(&w->lock);
    w->result = r;
    w->done = true;
    pthread_cond_signal(&w->cond);
    pthread_mutex_unlock(&w->lock);
}

enum record_result record_wait(struct ctx *c)
{
    struct waited_record w = {.lock = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER};

    record_submit(c, waited_record_done, &w);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.cond, &w.lock);
    pthread_mutex_unlock(&w.lock);
    return w.result;
}
