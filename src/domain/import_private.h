/* Inside domain/: an import under way, as import.c stages it and import_publish.c ends it. */
#ifndef NOROSHI_IMPORT_PRIVATE_H
#define NOROSHI_IMPORT_PRIVATE_H

#include <pthread.h>

#include "domain/import.h"
#include "domain/publish.h"

/* One item of the file. */
struct part {
    struct part *next;
    struct sv id;
    struct sv title; /* as begun */
    struct import_item said;
    int64_t nindicators, nobjects;
    bool staged; /* its row is there */
};

struct piece_object {
    struct sv item, id, type, raw;
    int64_t place;
};

/* What one job stages. */
struct piece {
    struct piece *next;
    struct import *im;
    struct arena *a;
    struct part **begun;
    size_t nbegun;
    struct indicator_row *indicators;
    size_t nindicators;
    struct piece_object *objects;
    size_t nobjects;
    size_t bytes;
};

struct import {
    struct app *app;
    struct arena *a;
    struct errs *e;
    struct import_terms terms;
    struct sv id;
    struct part *first, **last, *part; /* PART: the one at hand */
    size_t nparts;
    int64_t nindicators;
    size_t bytes;
    struct piece *kept, **kept_last; /* in their order, not handed over yet */
    struct piece *filling;           /* the last of them, or NULL */
    bool staging;                    /* too big for one transaction */
    bool published;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t landed;
    int flying;
    bool failed;
};

/* import.c */
/* Who imports, in a job; the credential is looked at anew. */
int import_sign_in(struct ctx *c, const struct import *im);
/* Writes what a piece holds; in its own job, or in that of a small import. */
int import_stage(struct ctx *c, const struct piece *p);
/* Hands over what is kept, and waits until all is durable. */
int import_land(struct import *im);
/* Begins the record of an act of the import. */
void import_record(struct ctx *c, const struct import *im, const char *act);

/* import_publish.c: the item as a post that is checked like any other. */
int import_draft(struct ctx *c, const struct import *im, const struct import_item *item,
                 struct draft *out);
/* Takes away what was staged of the import. */
void import_unstage(struct import *im);

#endif
