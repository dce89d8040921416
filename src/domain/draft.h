/* A post being made: what was stated, understood and checked, before anything is stored.
 *
 * Inside domain/: post.c, preview.c, hold.c use it. */
#ifndef NOROSHI_DRAFT_H
#define NOROSHI_DRAFT_H

#include "domain/item_private.h"
#include "rules/mask.h"
#include "rules/post.h"

struct draft {
    const json *body;
    unsigned settled;       /* bits of enum draft_settled */
    int person;             /* who posts */
    int provider, poster;   /* members */
    enum item_kind kind;
    struct sv title, text, lang, attribution;
    bool secret;
    struct scope scope;
    struct post post;
    struct indicator_row *indicators;
    size_t nindicators;
    struct sv *sources;     /* direct, readable */
    size_t nsources;
    int *origins;           /* providers of all ancestors, for `authorities` and masking */
    size_t norigins;
    bool hidden_origin;     /* the poster may not know one of them: release by the coordinator */
    bool derived;           /* from an item that another member provided */
    enum item_state state;  /* in which it starts */
    struct err_entry *warnings;
    size_t nwarnings;
    struct sv staged;       /* the item is there already, with NSTAGED indicators; else SV_NONE */
    int64_t nstaged;
    bool index_later;       /* search_more() puts in what its indicators are found by */
};

/* Reads BODY (schema item_new) as a post by PERSON: forms that a schema cannot tell, then 403, then all
 * refusals into c->errs.  0, or -1. */
int draft_read(struct ctx *c, const json *body, int person, struct draft *out);

/* The same for what is a post already (draft_rebuild), of which some was settled when it was posted. */
enum draft_settled {
    DRAFT_SOURCES_KNOWN = 1, /* its sources, whether or not PERSON may read them still */
    DRAFT_SCOPE_SETTLED = 2, /* it goes no further than it went: POST-4 is not asked again */
    DRAFT_TEXT_SETTLED = 4   /* its text is as it was: POST-11 is not asked again */
};
int draft_read_again(struct ctx *c, const json *body, int person, unsigned settled, struct draft *out);

/* The facts that the draft would have as an item published now. */
void draft_facts(struct ctx *c, const struct draft *d, struct item_facts *out);

/* POST-11 over the draft's texts; hits become refusals, warnings (own first-hand posts), or
 * hold the item for release.  0 or -1. */
int draft_mask(struct ctx *c, struct draft *d);
/* The hits in a held item, as the coordinator sees them before the release: JSON array. */
int item_mask_report(struct ctx *c, const struct item *it, struct sv *json_out);

/* The body of a stored item, as it was posted, so that all checks can run again. */
int draft_rebuild(struct ctx *c, const struct item *it, const json **body_out);


/* Indicators as stated (schema `indicator`), canonical; bad values are form errors. */
int draft_indicators(struct ctx *c, const json *list, struct indicator_row **out, size_t *n_out);

#endif
