/* Inside domain/: rows of items, the decision on them, how they are found. */
#ifndef NOROSHI_ITEM_PRIVATE_H
#define NOROSHI_ITEM_PRIVATE_H

#include "domain/app_private.h"
#include "domain/item.h"
#include "queries.h"

/* An item as stored, with the facts that decide on it.  Never leaves domain/. */
struct item {
    struct item_row row;
    struct item_facts facts;
    struct decision decision; /* for c->person, once decided */
};

/* Facts of a row, grants included.  0 or -1. */
int item_facts_load(struct ctx *c, struct item *it);
/* Its time of use is over (expires_at). */
bool item_is_past(const struct ctx *c, const struct item *it);
/* Decides for the person who asks.  Returns decision.may. */
bool item_decide(struct ctx *c, struct item *it);

/* The item ID if the person who asks may read it: 0; else -1, always the same E_NOT_FOUND.
 * What is staged is found by nobody. */
int item_find(struct ctx *c, struct sv id, struct item *out);
/* The same without a decision, for ancestors and the like: 1, 0, -1. */
int item_load(struct ctx *c, struct sv id, struct item *out);

/* May the person who asks read ID?  1, 0, -1.  What is loaded for it is given back: lists ask this of
 * many items. */
int item_is_readable(struct ctx *c, struct sv id, bool *retracted_out);

/* Lines 4 and 5: sees a retracted item whole, its scope, its provider. */
bool item_is_own(const struct item *it);
bool item_sees_all(const struct item *it);

/* The view of an item that item_decide() allowed; WHOLE: with body, indicators, references. */
int item_view_make(struct ctx *c, const struct item *it, bool whole, struct item_view *out);
/* The same for a page, in two steps: each without its sources and the reader's answer; then these for all. */
void item_view_bare(struct ctx *c, const struct item *it, struct item_view *out);
int item_views_link(struct ctx *c, struct item_view *v, size_t n);
/* May the person who asks know who provided it (attribution, JOIN-8)? */
bool item_shows_provider(const struct ctx *c, const struct item *it);

/* What of a row may change: reads like the row, writes it back if its version is unchanged. */
int item_save(struct ctx *c, struct item *it);
/* E_STALE unless MATCH is SV_NONE, "*", or this item's tag for the reader. */
int item_check_match(struct ctx *c, const struct item *it, struct sv match);

/* Order of lists (see docs/architecture.md): 41 bits of ms, 12 bits that order ties by id, 10 bits of
 * chunk (0 for the item itself). */
#define SEQ_CHUNK_BITS 10
#define SEQ_CHUNKS (1 << SEQ_CHUNK_BITS)
#define SEQ_MAX INT64_MAX
int64_t seq_of(int64_t ms, struct sv id);
/* The first free one from AT on; *AT is moved on where the place is taken. */
int seq_free(struct ctx *c, int64_t *at, struct sv id, int64_t *seq_out);

/* domain/search.c, search_put.c */
/* Puts the item into `reach` and full text as its row, scope and texts say now; takes it out. */
int search_put(struct ctx *c, const struct item *it);
int search_take(struct ctx *c, const struct item *it);
/* Puts in words of indicators that are not in yet (row.indexed < row.nindicators), some at a time. */
int search_more(struct ctx *c, struct item *it);

/* A term of a query, compiled. */
struct search_query {
    struct sv *terms; /* as typed, cut at white space */
    size_t nterms;
    struct sv key;    /* of the indicator asked for, or SV_NONE */
};
/* 0; 1: nothing can match (only punctuation). */
int search_compile(struct ctx *c, struct sv q, struct sv indicator, struct search_query *out);

/* Candidates in order, newest first: from `reach`, or from full text when Q is not NULL: WANT says
 * about how many will be taken then. */
struct candidates;
struct candidates *candidates_begin(struct ctx *c, const struct search_query *q, int64_t below, int want);
/* 1 and the next sequence number, 0 at the end, -1. */
int candidates_next(struct ctx *c, struct candidates *s, int64_t *seq_out);
/* The next candidate that FN takes: 1 and the item, 0 at the end, -1.  FN says 1 (take), 0 (pass over),
 * CANDIDATES_END or -1.  The item lives as long as C's memory; what was passed over costs none. */
#define CANDIDATES_END 2
typedef int candidate_fn(struct ctx *c, struct item *it, void *arg);
int candidates_item(struct ctx *c, struct candidates *s, candidate_fn *fn, void *arg,
                    struct item *out);
/* The exact check behind the index.  1, 0, -1. */
int search_holds(struct ctx *c, const struct item *it, const struct search_query *q);

/* domain/event.c: tells streams.  ITEM, PERSON, MEMBER may be SV_NONE. */
int event_tell(struct ctx *c, const char *event, const char *type, struct sv item, struct sv person,
               struct sv member);

/* E_UNAVAILABLE: the database did not answer. */
int store_failed(struct ctx *c);
/* The uniform E_NOT_FOUND. */
int not_found(struct ctx *c);

/* A number of the rulebook on the day of C, or OTHERWISE. */
int64_t parameter(struct ctx *c, const char *name, int64_t otherwise);

#endif
