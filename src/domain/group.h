/* Groups of members, named by the coordinator, as terms of scopes.
 *
 * Every member may address a group; who is in it is known to those in it and the coordinator (L-21
 * of the leak tests: a scope must not tell whom else it reaches).  Called by api/groups.c. */
#ifndef NOROSHI_GROUP_H
#define NOROSHI_GROUP_H

#include "domain/ctx.h"

struct group_view {
    struct sv id, name[LANG_COUNT];
    bool shows_members;
    struct sv *members; /* ids that the reader may know (JOIN-8) */
    size_t nmembers;
};

/* All groups; none for a non-member's person. */
int group_list(struct ctx *c, int limit, struct sv cursor, struct group_view **out, size_t *n_out,
               struct sv *next_out);
int group_get(struct ctx *c, struct sv id, struct group_view *out);

/* BODY: schema group_new, group_change; the coordinator's.  Who comes in or goes is told. */
int group_create(struct ctx *c, const json *body, struct group_view *out);
int group_change(struct ctx *c, struct sv id, const json *body, struct group_view *out);

#endif
