/* Feedback (FB-1, FB-3, FB-6): seen, not seen, don't know; one answer a member, changed as often as it
 * likes.
 *
 * What it is: giving and reading answers.  What it is not: who owes one (domain/post.c, at
 * publication), or what class 1 thinks of an item (assessment.h, confidence.h).  Called by
 * api/feedback.c and by the doors through which sightings come. */
#ifndef NOROSHI_FEEDBACK_H
#define NOROSHI_FEEDBACK_H

#include "domain/ctx.h"

#define FEEDBACK_NO_COUNT (-1)

struct feedback_answer {
    struct sv member;   /* SV_NONE: one that the reader may not know (JOIN-8) */
    struct sv answer;   /* "seen" "not_seen" "unknown" */
    int64_t count;      /* FEEDBACK_NO_COUNT: not stated */
    int64_t first_seen; /* TIME_NONE: not stated */
    struct sv comment;  /* SV_NONE: not stated */
    int64_t at;
};

struct feedback_counts {
    int64_t seen, not_seen, unknown;
    int64_t missing; /* of those who owe an answer and may still read; -1: not for the reader */
};

struct feedback_view {
    bool whole;  /* the reader sees who answered what: provider, class 1 group */
    int64_t due; /* TIME_NONE: nobody owes (to others: the reader's member does not) */
    bool has_counts;
    struct feedback_counts counts; /* to others: as of the last multiple of five answers */
    bool has_mine;
    struct feedback_answer mine;
    /* where whole: */
    bool complete;
    struct feedback_answer *answers;
    size_t nanswers;
    struct sv *late; /* members that are past due */
    size_t nlate;
};

/* The answer of the person's member, BODY as schema feedback_new; *OUT is what feedback_read() gives after. */
int feedback_give(struct ctx *c, struct sv item, const json *body, struct feedback_view *out);
int feedback_read(struct ctx *c, struct sv item, struct feedback_view *out);

#endif
