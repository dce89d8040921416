/* Members as others may know them, and what a member decides for itself.
 *
 * What it is: the list of members (JOIN-8) and preferences (JOIN-6, -7, -8).  What it is not: a
 * member's persons (person.h) or changes of its status (status.h).  Called by api/ and by the rest
 * of domain/. */
#ifndef NOROSHI_MEMBER_H
#define NOROSHI_MEMBER_H

#include "domain/ctx.h"

/* May the person who asks know of this member: its own, and those that let their name be shown? The
 * coordinator knows all, a non-member's person the intermediary alone. */
bool member_is_known(const struct ctx *c, int member);

/* The member ID, as far as the person who asks may know of it; former members are known to the
 * coordinator alone.  0; else -1, always the same E_NOT_FOUND. */
int member_find(struct ctx *c, struct sv id, int *out);

/* 0 where the person who asks administers MEMBER, being an approver of it; else E_FORBIDDEN by
 * RULE. */
int member_administer(struct ctx *c, int member, const char *rule);

/* The members of today that the person who asks may know of, in the order of the roster. */
int member_list(struct ctx *c, int limit, struct sv cursor, int **out, size_t *n_out,
                struct sv *next_out);

/* Does PERSON vote on the steering committee: a deputy, or the first person, of a steering member?
 */
bool person_on_committee(const struct roster *r, int person);
/* Tells the persons of the committee that TYPE happened. */
int committee_tell(struct ctx *c, const char *type);

struct preferences {
    bool refuse_secrets, early_warning, publish_name;
};

/* To the persons of the member and the coordinator; others: E_FORBIDDEN. */
int member_preferences(struct ctx *c, struct sv id, struct preferences *out);
/* What BODY (schema preferences) states; the rest stays.  By an approver of the member. */
int member_prefer(struct ctx *c, struct sv id, const json *body, struct preferences *out);

#endif
