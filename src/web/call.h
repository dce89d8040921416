/* Inside web/: one request on its way, as serve.c (the way) and serve_answer.c (its end) share it.
 */
#ifndef NOROSHI_CALL_H
#define NOROSHI_CALL_H

#include "base/crypto.h"
#include "web/serve_private.h"

struct call {
    struct serve *serve;
    struct exchange *x;
    struct arena *a;
    enum match match;
    struct matched matched;
    struct shown shown;
    struct sv person; /* whose token it is said to be, or SV_NONE */
    int rounds;
    struct sv key;         /* Idempotency-Key, or SV_NONE */
    struct hash body_hash; /* where there is a key */
    bool repeated;         /* found done already: answered from the object */
    bool again;            /* refused, and shown once more as a form */
    struct errs refused;   /* then: why */
    int first_status;      /* then */
    struct ctx c;
    struct request r;
    struct task task;
    struct errs errs; /* why it is refused */
};

/* For people, in HTML: a page, or a place that a browser looked for in vain. */
bool call_is_page(const struct call *k);
/* Answers with what R says. */
void call_answer(struct call *k);
/* Answers with k->errs, as a problem or as a page. */
void call_refuse(struct call *k);
/* Or with the form once more: of an exchange that was deferred, and of one that was not. */
void call_refuse_later(struct call *k);
void call_refuse_now(struct call *k);
/* In place of k->errs: it could not be made durable.  -1. */
int not_durable(struct call *k);

#endif
