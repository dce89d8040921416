/* Items: what members share.  Reading, listing, posting; views for the doors.
 *
 * A struct item_view exists only after the policy said yes for its reader; doors write nothing else.
 * Every function records what it showed in c->entry (domain/record.h). */
#ifndef NOROSHI_ITEM_H
#define NOROSHI_ITEM_H

#include "base/text.h"
#include "domain/ctx.h"

#define ITEM_TITLE_MAX 500          /* characters */
#define ITEM_BODY_MAX (1u << 20)    /* bytes */
#define ITEM_INDICATORS_MAX 10000   /* by JSON */
#define ITEM_SOURCES_MAX 200

struct indicator_view {
    struct sv type, value, comment;
    int64_t first_seen, last_seen, valid_until; /* TIME_NONE: not stated */
};

struct item_view {
    struct sv id;
    enum item_kind kind;
    enum item_state state;
    bool stub; /* retracted, for readers who get no text: only id, kind, state, retracted_at hold */
    struct sv title, body, lang;
    bool secret;
    struct sv secret_parts;  /* JSON, or SV_NONE */
    int provider;            /* member shown as provider, or -1: not shown */
    struct sv attribution;
    struct sv scope;         /* JSON, for provider and coordinator; else SV_NONE */
    struct sv reached_by;    /* JSON of the one term, where scope is not shown; or SV_NONE */
    struct sv tlp, confidence, urgency;
    struct sv topics;        /* JSON array */
    struct sv origin;        /* JSON, for provider and coordinator; or SV_NONE */
    int64_t act_by, created_at, published_at, retracted_at, embargo_until, expires_at;
    struct indicator_view *indicators;
    size_t nindicators;      /* of those given here */
    int64_t total_indicators;
    struct sv references;    /* JSON array */
    struct sv *sources;      /* ids of readable sources */
    size_t nsources;
    int64_t revision, version;
    const char *rule;        /* why the reader may read it */
    bool outside_scope;
    struct permitted uses[USE_COUNT];
    size_t nuses;
    struct sv my_feedback;   /* the reader's member's answer, or SV_NONE */
    struct sv masking;       /* JSON: the victim's terms met, for the coordinator at release; or SV_NONE */
    struct err_entry *warnings; /* of an act just done */
    size_t nwarnings;
    int64_t seq;
};

/* One item, whole.  0; -1: E_NOT_FOUND where there is none or it is not for the reader. */
int item_get(struct ctx *c, struct sv id, struct item_view *out);

struct item_filter {
    struct sv kind, standing; /* SV_NONE: any */
    int64_t since;            /* published after; TIME_NONE: any */
    struct sv q, indicator;   /* SV_NONE: any */
};

/* A page of at most LIMIT (1–200) items, newest first, without their texts' long fields (shapes.md).
 * CURSOR as NEXT_OUT gave it, or SV_NONE; -1 with E_MALFORMED for another's or an altered one. */
int item_list(struct ctx *c, const struct item_filter *f, int limit, struct sv cursor,
              struct item_view **out, size_t *n_out, struct sv *next_out);

/* ID as it would stand in a list, and so recorded: 1; 0 where it is not for the reader to read; -1. */
int item_listed(struct ctx *c, struct sv id, struct item_view *out);

/* Posts BODY (validated against schema item_new).  Runs on the writer. */
int item_post(struct ctx *c, const json *body, struct item_view *out);

/* Who would be reached, who not, what would be refused; stores nothing.  JSON of the answer. */
int item_preview(struct ctx *c, const json *body, struct sv *json_out);

/* WHO-3, POST-11: a held item's approval by its member, or release by the coordinator. */
int item_approve(struct ctx *c, struct sv id, const json *body, struct item_view *out);
int item_release(struct ctx *c, struct sv id, const json *body, struct item_view *out);

/* POST-3: the scope anew.  MATCH is If-Match, or SV_NONE. */
int item_set_scope(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out);
/* POST-13. */
int item_revise(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out);
int item_retract(struct ctx *c, struct sv id, const json *body, struct sv match, struct item_view *out);
/* The revisions of an item: JSON list. */
int item_revisions(struct ctx *c, struct sv id, struct sv *json_out);

/* The ETag of a view, for its reader. */
struct sv item_etag(struct ctx *c, const struct item_view *v);

#endif
