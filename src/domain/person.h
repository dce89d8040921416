/* Persons of a member, entered and changed by its administrators (WHO-2, WHO-3).
 *
 * What it is: persons, their registration as handlers, their end.  What it is not: credentials
 * (credential.h) or what a person may read (rules/policy.h).  Called by api/ and constituent.c,
 * operator.c. */
#ifndef NOROSHI_PERSON_H
#define NOROSHI_PERSON_H

#include "domain/ctx.h"

struct person_view {
    struct person is;
    struct sv invitation; /* shown once, at entry; else SV_NONE */
};

/* Persons of MEMBER_ID that are not ended, for its approvers and the coordinator; others who know
 * of the member: E_FORBIDDEN. */
int person_list(struct ctx *c, struct sv member_id, int limit, struct sv cursor,
                struct person_view **out, size_t *n_out, struct sv *next_out);
int person_get(struct ctx *c, struct sv member_id, struct sv id, struct person_view *out);

/* BODY: schema person_new, person_change; by an approver of the member.  WHO-2: days that are over
 * are registered with a reason only, and never make earlier reading lawful. */
int person_add(struct ctx *c, struct sv member_id, const json *body, struct person_view *out);
int person_change(struct ctx *c, struct sv member_id, struct sv id, const json *body,
                  struct person_view *out);
/* The person is served no more, from the next request on.  E_CONFLICT for the last approver. */
int person_end(struct ctx *c, struct sv member_id, struct sv id);
/* A new one-time address by which the person sets its password, in place of those before; its second factor
 * stays. */
int person_invite(struct ctx *c, struct sv member_id, struct sv id, struct sv *secret_out);

/* ---- inside domain/ ---- */

/* OWNER: id of the member or constituent.  All but person_enter() and person_register() record the
 * act and raise epoch and roster. */

/* Enters BODY, which stands at POINTER of what was sent, as a person of OUT's member or
 * constituent.  Its id begins with OWNER and a dot, so that nobody learns of others' ids by trying.
 */
int person_enter(struct ctx *c, const json *body, struct sv owner, struct sv pointer,
                 struct person_view *out);
int person_add_to(struct ctx *c, const json *body, struct sv owner, struct person_view *out);
/* Changes *P as BODY states. */
int person_update(struct ctx *c, const json *body, struct sv owner, struct person *p);
int person_remove(struct ctx *c, struct sv owner, struct person *p);
/* What the record says of a person. */
void person_record(struct ctx *c, const struct person *p, struct sv owner);

/* A registration as it is to be; FROM and UNTIL hold where HOLDS does. */
struct registration {
    bool holds;
    int32_t from, until;
};
/* Gives it to *P, which has its old one (WHO-2), and tells whom it concerns; the row of the person
 * is the caller's to store (person_store()).  POINTER as above. */
int person_register(struct ctx *c, struct person *p, const struct registration *r, struct sv reason,
                    struct sv pointer);
int person_store(struct ctx *c, const struct person *p);

#endif
