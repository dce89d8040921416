/* Outtakes: items as they leave for another system, with all their indicators and objects.
 *
 * What it is: the decision, the record, and the walk.  What it is not: a format;
 * exchange/take_out.c writes.  Nothing is handed over before its record is durable. */
#ifndef NOROSHI_OUTTAKE_H
#define NOROSHI_OUTTAKE_H

#include "domain/app.h"
#include "domain/item.h"

/* One item, during the call that is given it. */
struct outtake {
    struct ctx *c;
    struct item_view view; /* with body and references, without indicators */
    struct sv provider; /* name, in the language of the reader, where it may be known; or SV_NONE */
    int64_t modified_at; /* of its text */
    bool objects;        /* those that came with it say what it says still */
};

typedef int (*outtake_fn)(void *ctx, const struct outtake *o);

struct outtake_filter {
    const struct sv *ids; /* these; or NULL: all that the reader may read */
    size_t nids;
    int64_t since; /* published after; or TIME_NONE */
};

/* Calls FN for each item that PERSON may read, newest first (IDS: in their order); retracted ones
 * that it sees as a stub are left out.  E_NOT_FOUND for one of IDS before anything was handed over.
 * FN's non-zero result ends it: then -1 with E_NONE. */
int outtake_each(struct app *app, struct sv person, enum way way, enum lang lang,
                 const struct outtake_filter *f, outtake_fn fn, void *ctx, struct errs *e);

/* Walks of one outtake; FN's non-zero result ends it and is given back; -1 where the database
 * failed. */
int outtake_indicators(const struct outtake *o,
                       int (*fn)(void *ctx, const struct indicator_view *i), void *ctx);
int outtake_objects(const struct outtake *o,
                    int (*fn)(void *ctx, struct sv id, struct sv type, struct sv raw), void *ctx);

/* Secret of this installation from which ids of exported parts derive. */
struct sv outtake_key(struct app *app, struct arena *a);

#endif
