/* Non-members that are served through a member (WHO-9, ACC-10): entered by the coordinator.
 *
 * What it is: who they are and their persons.  What it is not: what they may read (addition.h).
 * Called by api/constituents.c. */
#ifndef NOROSHI_CONSTITUENT_H
#define NOROSHI_CONSTITUENT_H

#include "domain/person.h"

struct constituent_view {
    struct constituent is;
    struct person_view *persons; /* not ended */
    size_t npersons;
};

/* Of MEMBER_ID: for its own persons and the coordinator; E_FORBIDDEN for others who know of it. */
int constituent_list(struct ctx *c, struct sv member_id, int limit, struct sv cursor,
                     struct constituent_view **out, size_t *n_out, struct sv *next_out);
int constituent_get(struct ctx *c, struct sv member_id, struct sv id, struct constituent_view *out);

/* BODY: schema constituent_new.  The member must be active. */
int constituent_add(struct ctx *c, struct sv member_id, const json *body,
                    struct constituent_view *out);

/* Its persons: BODY as for a member's (person.h). */
int constituent_person_get(struct ctx *c, struct sv member_id, struct sv id, struct sv person,
                           struct person_view *out);
int constituent_person_add(struct ctx *c, struct sv member_id, struct sv id, const json *body,
                           struct person_view *out);
int constituent_person_change(struct ctx *c, struct sv member_id, struct sv id, struct sv person,
                              const json *body, struct person_view *out);
int constituent_person_end(struct ctx *c, struct sv member_id, struct sv id, struct sv person);

#endif
