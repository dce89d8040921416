/* Acknowledgements of early warnings (EW-2): who has seen it, confirmed it, done what it asks.
 *
 * What it is: the state of each person, and of a member (the furthest of its persons).  What it is not:
 * reminders (mail).  Called by api/feedback.c. */
#ifndef NOROSHI_ACKNOWLEDGEMENT_H
#define NOROSHI_ACKNOWLEDGEMENT_H

#include "domain/ctx.h"

enum ack { ACK_NONE, ACK_SEEN, ACK_ACKNOWLEDGED, ACK_DONE, ACK_COUNT };
const char *ack_name(enum ack a); /* NULL for ACK_NONE */

struct ack_line {
    struct sv id;  /* of the member, or of the non-member */
    enum ack state;
    int64_t at;    /* TIME_NONE with ACK_NONE */
};

struct ack_board {
    int64_t act_by; /* or TIME_NONE */
    int64_t reached, at_least[ACK_COUNT]; /* members that came so far, or further */
    struct ack_line *lines;
    size_t n;
};

/* The person's state, BODY as schema acknowledgement_new; it goes forward only: *OUT is where it stands. */
int acknowledgement_set(struct ctx *c, struct sv item, const json *body, struct ack_line *out);
/* To the provider and the coordinator all that it reaches or that answered; to others their own line. */
int acknowledgement_board(struct ctx *c, struct sv item, struct ack_board *out);

#endif
