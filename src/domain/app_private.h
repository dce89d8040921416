/* Inside domain/: the process as app.c, init.c, workers.c, ctx.c and opaque.c see it. */
#ifndef NOROSHI_APP_PRIVATE_H
#define NOROSHI_APP_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "audit/audit.h"
#include "domain/app.h"
#include "domain/record.h"
#include "store/store.h"

#define APP_MAX_THREADS 256

/* The roster of one version, shared by all requests on it, freed by the last. */
struct snapshot {
    struct arena *a;
    atomic_int refs;
    struct roster roster;
};

struct workers;

struct app {
    struct arena *a;
    struct sv dir;
    struct store *store;
    struct audit_key audit_key;
    struct hash opaque_key;
    bool demo;
    pthread_mutex_t lock; /* guards current and connections */
    struct snapshot *current;
    struct db *connections[APP_MAX_THREADS];
    size_t nconnections;
    struct workers *workers;
};

struct app_config {
    struct sv db; /* file or URL */
    bool demo;    /* anybody may become any of its persons */
};

struct sv app_file(struct arena *a, struct sv dir, const char *name);
/* app_open() with the database URL in place of the one configured (SV_NONE: that). */
int app_open_on(struct sv dir, struct sv url, struct app **out, struct errs *e);
/* DIR/noroshi.conf: lines "key = value". */
int app_config_read(struct arena *a, struct sv dir, struct app_config *out, struct errs *e);
/* DIR/opaque.key: 32 bytes, made once. */
int app_opaque_load(struct app *app, struct errs *e);
int app_opaque_create(struct arena *a, struct sv dir, struct errs *e);

/* The roster of VERSION as DB's snapshot has it.  KEEP: it is committed, later requests may share it
 * (what a running group wrote is not).  NULL with the reason in E. */
struct snapshot *app_roster_take(struct app *app, struct db *db, int64_t version, bool keep,
                                 struct errs *e);
void app_roster_let_go(struct snapshot *s);

/* domain/roster.c */
int roster_load(struct db *db, struct arena *a, struct roster *out);
int roster_store(struct db *db, struct arena *a, const struct roster *r, int64_t now);

#endif
