/* Inside domain/: ids, names and addresses that are given to something new in the roster.
 *
 * What it is: the same demands that the founding roster's reader makes (rules/roster_field.c), for
 * one value at a time.  Called by person.c, group.c, constituent.c. */
#ifndef NOROSHI_NAMES_H
#define NOROSHI_NAMES_H

#include "domain/ctx.h"

/* Ids of one kind: the first members of N elements of an array of the roster. */
struct ids {
    const void *base;
    size_t stride, n;
};
#define IDS(array, count) ((struct ids){(array), sizeof *(array), (count)})

/* 0 where ID can be given: E_MALFORMED for what is no id, E_CONFLICT when it is taken, were it only
 * in other case. */
int id_check(struct ctx *c, struct sv pointer, struct sv id, struct ids taken);
bool id_is_taken(struct sv id, struct ids taken);
/* E_MALFORMED unless it is text on one line. */
int name_check(struct ctx *c, struct sv pointer, struct sv name);
int email_check(struct ctx *c, struct sv pointer, struct sv email);

#endif
