/* The process: one data directory, its store, keys and the roster in memory.
 *
 * Called by cli/ (opens it) and web/ (hands it to requests). */
#ifndef NOROSHI_APP_H
#define NOROSHI_APP_H

#include "base/err.h"
#include "domain/ctx.h"

struct app;

/* Opens the data directory DIR (made by app_init).  0 or -1. */
int app_open(struct sv dir, struct app **out, struct errs *e);
void app_close(struct app **app);

/* Makes DIR: configuration, keys, database (DB_URL, or DIR/noroshi.db when SV_NONE).  ROSTER is the
 * text of a founding roster, or SV_NONE: then member `coordinator` with person `coordinator.admin`.
 * DEMO: a visitor may become any of its persons (domain/demo.h), for ever. */
int app_init(struct sv dir, struct sv db_url, struct sv roster, bool demo, struct errs *e);
bool app_is_demo(const struct app *app);

struct store *app_store(struct app *app);
struct sv app_dir(const struct app *app);
/* This thread's connection for reading, made at first use and kept until the thread ends or
 * app_close; NULL with E_UNAVAILABLE in E. */
struct db *app_thread_db(struct app *app, struct errs *e);

/* Runs FN on the writer in a context of its own (sign-in by PERSON_ID, or nobody when SV_NONE), and
 * waits: for the command line.  FN returns 0 to commit.  0, or -1 with the reason in E. */
int app_write(struct app *app, struct arena *a, struct sv person_id, enum way way, enum lang lang,
              int (*fn)(struct ctx *c, void *arg), void *arg, struct errs *e);

/* Runs FN on a snapshot with its record made durable before this returns; repeats it where access was
 * taken away meanwhile. */
int app_read(struct app *app, struct arena *a, struct sv person_id, enum way way, enum lang lang,
             int (*fn)(struct ctx *c, void *arg), void *arg, struct errs *e);

/* The same without waiting, for servers: RUN(db, arg) on the writer, within its own savepoint; it may
 * be called again when the database asks for it.  DONE is called once, on the writer thread, when
 * the outcome is durable. */
enum write_result { WRITE_DURABLE, WRITE_REFUSED, WRITE_FAILED };
void app_submit(struct app *app, bool takes_access, int (*run)(struct db *db, void *arg),
                void (*done)(void *arg, enum write_result r), void *arg);

/* A number that leaves the system (cursor, event id, ETag), bound to its reader and purpose: 22
 * characters.  docs/numbers.md lists all uses. */
struct sv app_opaque(struct app *app, struct arena *a, struct sv person, struct sv purpose, int64_t value);
/* 0, or -1: altered, or made for another reader or purpose. */
int app_opaque_read(struct app *app, struct sv person, struct sv purpose, struct sv text, int64_t *value_out);

/* The sequencer of the audit log and the sweeper (lapsed things), while a server runs. */
int app_start_workers(struct app *app, int head_interval_s);
void app_stop_workers(struct app *app);

#endif
