/* The record of an act: what becomes one audit entry (AUD-1), made durable with the act.
 *
 * Domain functions say what happened; the doors hand the entry over.  One answer is one entry; an
 * entry of several items holds the root of salted commitments, so that each provider can be shown
 * its own part alone. */
#ifndef NOROSHI_RECORD_H
#define NOROSHI_RECORD_H

#include "domain/ctx.h"

enum seen_act { SEEN_LISTED, SEEN_READ, SEEN_DOWNLOADED, SEEN_DELIVERED };

/* Begins the record of ACT ("item.read", "item.publish", …: a literal).  Called once a request. */
void record_act(struct ctx *c, const char *act);
/* A further fact: ids, numbers, hashes; never text of an item. */
void record_fact(struct ctx *c, const char *key, struct sv value);
/* The same for a text that may hold a secret: its SHA-256 (AUD-3); nothing for SV_NONE. */
void record_hash(struct ctx *c, const char *key, struct sv text);
/* That the person was shown ITEM (its sequence SEQ) under RULE. */
void record_seen(struct ctx *c, enum seen_act act, struct sv item, const char *rule, bool outside_scope);

/* Writes the entry in the running job (write acts).  0 or -1. */
int record_write(struct ctx *c);

/* Makes the record of a read durable; DONE(arg, …) is called from the writer thread, once.  C's arena
 * must live until then; C itself need not. */
enum record_result {
    RECORD_DURABLE,
    RECORD_STALE,  /* access was taken away since the snapshot: decide again */
    RECORD_FAILED  /* answer 503 */
};
void record_submit(struct ctx *c, void (*done)(void *arg, enum record_result r), void *arg);
/* The same, waited for. */
enum record_result record_wait(struct ctx *c);

#endif
