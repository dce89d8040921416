/* Inside domain/: from a draft or a held item to a published one, and what is told of it. */
#ifndef NOROSHI_PUBLISH_H
#define NOROSHI_PUBLISH_H

#include "domain/draft.h"

/* Stores a checked draft in the state it starts in; the caller makes it findable. */
int draft_store(struct ctx *c, const struct draft *d, struct item *it);
/* A held item becomes a post now: time, place in lists, who owes feedback.  The caller saves it. */
int item_publish(struct ctx *c, struct item *it);
/* Tells streams that TYPE happened to the item ("published", "revised", …). */
int item_tell(struct ctx *c, const struct item *it, const char *type);
/* The item's facts into the record of the act. */
void record_item(struct ctx *c, const struct item *it);
/* The item as its actor sees it after the act. */
int item_answer(struct ctx *c, const struct item *it, struct item_view *out);
/* Takes back an item that its provider, or a leaver, may take back: a post is retracted, what was never
 * out is refused, so that nobody gets a stub of it. */
int item_take_back(struct ctx *c, struct item *it);
/* HMAC-SHA-256 of the audience as of now under the key of opaque numbers (B-6), hex. */
struct sv preview_hash(struct ctx *c, const struct item_facts *f);

#endif
