/* Imports: the items of one file, brought in whole or not at all.
 *
 * What it is: staging and publication.  What it is not: a reader of any format; exchange/bring_in.c
 * hands over what a file holds, piece by piece.  Called by exchange/, and by the sweeper.
 *
 * A small file becomes items in one transaction.  A big one is staged: pieces of it are written as
 * they come, under items that nobody can read, so that no piece holds the writer long; then one
 * transaction checks and publishes all items of the file; then their indicators are made findable,
 * some at a time.  What was staged and not published is taken away again, at the latest by the
 * sweeper after a day. */
#ifndef NOROSHI_IMPORT_H
#define NOROSHI_IMPORT_H

#include <stdatomic.h>

#include "base/text.h"
#include "domain/app.h"

struct import;

struct import_terms { /* the same for all items of a file */
    struct sv person; /* id: who posts */
    struct shown by;  /* by which it signed in, looked at again at publication; or nothing */
    enum way way;
    enum lang lang;
    struct sv scope;         /* JSON; SV_NONE: not stated, to be refused (POST-2) */
    int secret;              /* 1, 0; -1: not stated, to be refused (POST-1) */
    struct sv kind;          /* or SV_NONE: what the file says, else `analysis` */
    const atomic_bool *stop; /* the process ends, and the import with it; or NULL */
    /* Runs in the transaction of the publication, and can refuse it; or NULL. */
    int (*with)(struct ctx *c, void *arg);
    void *with_arg;
};

struct import_indicator {
    enum indicator_type type;
    struct sv value, comment;                   /* canonical; comment may be SV_NONE */
    int64_t first_seen, last_seen, valid_until; /* TIME_NONE: not stated */
};

struct import_item { /* what is said of an item once all of it was handed over */
    struct sv title, body, lang, tlp, kind; /* all but title and body may be SV_NONE */
    bool secret;          /* the file says so; it can only make the terms stricter */
    struct sv references; /* JSON array */
};

/* Begins, having asked whether such an item could be posted at all.  Errors of all functions go to
 * E; slices are copied; A lives as long as the import.  0 or -1. */
int import_begin(struct app *app, struct arena *a, const struct import_terms *terms,
                 struct import **out, struct errs *e);
/* These three hand over one item: begin, its parts in any order, end. */
int import_item_begin(struct import *im, struct sv title);
int import_add_indicator(struct import *im, const struct import_indicator *indicator);
int import_add_object(struct import *im, struct sv id, struct sv type, struct sv raw);
int import_item_end(struct import *im, const struct import_item *item);
/* All items become posts, or none.  *IDS_OUT live in the import's arena.  0 or -1. */
int import_publish(struct import *im, struct sv **ids_out, size_t *n_out);
/* Ends it; what was not published is taken away. */
void import_end(struct import **im);
int64_t import_indicators(const struct import *im); /* handed over so far */

/* What processes that ended have left behind is finished, or taken away after a day. */
void import_sweep(struct app *app);

#endif
